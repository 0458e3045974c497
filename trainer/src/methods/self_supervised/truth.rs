//! Robust optima: the truth that regret is measured against, and the labels of the supervised baseline.
//!
//! A box's counterpart is a linear or mixed-integer program, which our engine solves. An ellipsoid's is a
//! second-order cone program: with continuous decisions the crate `clarabel` solves it (Goulart & Chen,
//! "Clarabel: An interior-point solver for conic programs with quadratic objectives", 2024), which shares
//! nothing with our own cuts; with binary ones our engine does, by `guide::robust`.

use super::application::Application;
use super::source::Source;
use crate::data::{RecordFile, RecordHeader, parallel_map};
use crate::error::{Error, Result};
use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettings, DefaultSolver, IPSolver, SolverStatus, SupportedConeT};
use hunch_families::Case;
use hunch_families::conic::{Affine, ConicProgram};
use hunch_families::family::Guess;
use hunch_families::robust::UncertaintySet;
use hunch_guide::methods::Search;
use hunch_guide::{Library, Options, Problem, solve};
use hunch_model::{Limits, Sense, Session, Status};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// Marks a file as ours.
const FORMAT: &str = "hunch-robust-labels";
/// Version of the layout.
const VERSION: u32 = 1;
/// Instances labelled between two writes to the file, so that little is lost when a run is cut off.
const CHUNK: u64 = 64;
/// Relative gap at which a binary program counts as solved: a tenth of a percent of regret is below what the
/// tables print.
const GAP: f64 = 1e-4;
/// Seconds for one program. What is proven by then is kept, and the label says so by its bound.
const SECONDS: f64 = 20.0;

/// An optimum.
#[derive(Clone, Debug, PartialEq)]
pub struct Truth {
    /// Its value, f*.
    pub objective: f64,
    /// A proven upper bound of it: equal to it unless the search met its time limit.
    pub bound: f64,
    /// Wall-clock seconds of the solver.
    pub seconds: f64,
    /// The decision, laid out as a network's outputs.
    pub decision: Vec<f64>,
}

/// Solves the robust counterpart of an instance.
///
/// # Errors
/// In words, when the solver finds no solution.
pub fn optimum(instance: &Arc<dyn Case>) -> std::result::Result<Truth, String> {
    let counterpart = instance.program();
    let started = Instant::now();
    let (decision, bound) = match counterpart.cones.is_empty() || counterpart.linear.has_integers() {
        true => searched(instance, &started)?,
        false => {
            let (columns, bound) = conic(&counterpart)?;
            let guess = Guess { decision: Some(instance.values_of(&columns)), ..Guess::default() };
            (instance.repair(&guess).unwrap_or_default(), bound)
        }
    };
    let seconds = started.elapsed().as_secs_f64();
    Ok(Truth { objective: instance.check(&decision).objective, bound, seconds, decision })
}

/// The optimum by our engine, and a bound.
fn searched(instance: &Arc<dyn Case>, started: &Instant) -> std::result::Result<(Vec<f64>, f64), String> {
    let clock = || started.elapsed().as_secs_f64();
    let mut session = Session::new(Limits { seconds: Some(SECONDS), work: None }, &clock, &|| false, None);
    let settings = hunch_search::Settings::new().with_relative_gap(GAP).map_err(|e| e.to_string())?;
    let options = Options { method: &Search, settings, ..Options::default() };
    let problem = Problem::Instance(instance.clone());
    let answer = solve(&problem, &options, &Library::new(), &mut session).map_err(|e| e.to_string())?;
    let solution = answer.solution;
    match (solution.status, solution.bound) {
        (Status::Optimal | Status::Feasible, Some(bound)) => Ok((solution.values, bound)),
        (status, _) => Err(format!("the search ended with {status:?}")),
    }
}

/// Columns of the optimum by Clarabel, and its dual objective as the bound.
///
/// Clarabel minimises qᵀx over Ax + s = b with s in a product of cones: rows of the non-negative cone first,
/// then each cone ‖members‖ ≤ bound as (bound, members) in a second-order cone. Integrality is left out: the
/// bound then is that of the relaxation.
///
/// # Errors
/// In words, when Clarabel ends without a solution.
pub fn conic(counterpart: &ConicProgram) -> std::result::Result<(Vec<f64>, f64), String> {
    let program = &counterpart.linear;
    let sign = match program.sense {
        Sense::Minimize => 1.0,
        Sense::Maximize => -1.0,
    };
    let mut system = System::default();
    system.add_linear(counterpart);
    let linear_rows = system.rights.len();
    let mut cones = vec![SupportedConeT::NonnegativeConeT(linear_rows)];
    for cone in &counterpart.cones {
        for part in std::iter::once(&cone.bound).chain(&cone.members) {
            // s = b − Ax is the affine expression itself.
            system.add_affine(part, 1.0);
        }
        cones.push(SupportedConeT::SecondOrderConeT(1 + cone.members.len()));
    }
    let columns = program.columns.len();
    let (rows, cols, vals) = (system.rows, system.columns, system.values);
    let matrix = CscMatrix::new_from_triplets(system.rights.len(), columns, rows, cols, vals);
    let costs: Vec<f64> = program.columns.iter().map(|c| sign * c.objective).collect();
    let settings = DefaultSettings { verbose: false, time_limit: SECONDS, ..DefaultSettings::default() };
    let quadratic = CscMatrix::zeros((columns, columns));
    let mut solver = DefaultSolver::new(&quadratic, &costs, &matrix, &system.rights, &cones, settings)
        .map_err(|e| e.to_string())?;
    solver.solve();
    let solution = &solver.solution;
    match solution.status {
        SolverStatus::Solved => Ok((solution.x.clone(), program.offset + sign * solution.obj_val_dual)),
        status => Err(format!("Clarabel ended with {status:?}")),
    }
}

/// The rows of Ax + s = b.
#[derive(Default)]
struct System {
    rows: Vec<usize>,
    columns: Vec<usize>,
    values: Vec<f64>,
    rights: Vec<f64>,
}

impl System {
    /// s = sign · (expression), so A = −sign · coefficients and b = sign · constant.
    fn add_affine(&mut self, expression: &Affine, sign: f64) {
        for &(column, value) in &expression.terms {
            self.rows.push(self.rights.len());
            self.columns.push(column);
            self.values.push(-sign * value);
        }
        self.rights.push(sign * expression.constant);
    }

    /// Finite bounds of columns and rows as s ≥ 0.
    fn add_linear(&mut self, counterpart: &ConicProgram) {
        let program = &counterpart.linear;
        let rows = program.matrix.transpose();
        let columns = program.columns.iter().enumerate().map(|(j, c)| (vec![(j, 1.0)], c.lower, c.upper));
        let activities = program.rows.iter().enumerate().map(|(i, row)| {
            let (columns, values) = rows.column(i);
            let terms = columns.iter().copied().zip(values.iter().copied()).collect();
            (terms, row.lower, row.upper)
        });
        for (terms, lower, upper) in columns.chain(activities) {
            if upper.is_finite() {
                self.add_affine(&Affine { terms: terms.clone(), constant: -upper }, -1.0);
            }
            if lower.is_finite() {
                self.add_affine(&Affine { terms, constant: -lower }, 1.0);
            }
        }
    }
}

/// How the instances of a label file were drawn and solved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Header {
    format: String,
    version: u32,
    /// What is decided.
    pub application: Application,
    /// Shape of the uncertainty set.
    pub set: UncertaintySet,
    /// Whether ρ is drawn from the slider's range.
    pub slider: bool,
    /// Version of the family's sampler.
    pub sampler_version: u32,
    /// Instance `i` has the seed `instance_seed(seed, i)`.
    pub seed: u64,
}

impl Header {
    /// The header of the data set of `source`.
    pub fn of(source: &Source) -> Self {
        Self {
            format: FORMAT.into(),
            version: VERSION,
            application: source.application(),
            set: source.set(),
            slider: source.slider(),
            sampler_version: source.application().sampler_version(),
            seed: source.seed(),
        }
    }
}

/// Numbers of a record before its decision: objective, bound, seconds.
const FIGURES: usize = 3;

impl RecordHeader for Header {
    fn record_bytes(&self) -> usize {
        (FIGURES + self.application.outputs()) * size_of::<f64>()
    }

    fn check(&self) -> std::result::Result<(), String> {
        if self.format == FORMAT && self.version == VERSION {
            return Ok(());
        }
        let found = format!("{} version {}", self.format, self.version);
        Err(format!("first line says {found}; this build reads {FORMAT} version {VERSION}"))
    }
}

/// The optima of the first instances of a data set.
#[derive(Clone, Debug, PartialEq)]
pub struct Labels {
    truths: Vec<Truth>,
    deviation: Vec<f32>,
}

impl Labels {
    /// Reads `wanted` labels of the data set of `source`, after solving those that the file does not hold yet
    /// on `threads` threads. `watch` hears how many there are.
    ///
    /// # Errors
    /// [`Error::Label`]; [`Error::File`]; [`Error::Content`].
    pub fn make(
        path: &Path,
        source: &Source,
        wanted: u64,
        threads: usize,
        watch: &mut dyn FnMut(u64),
    ) -> Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(Error::file(folder))?;
        }
        let header = Header::of(source);
        let mut file = RecordFile::open(path, &header)?;
        while file.count() < wanted {
            let first = file.count();
            let solved = parallel_map(CHUNK.min(wanted - first) as usize, threads, |k| {
                let index = first + k as u64;
                optimum(&source.draw(index)?.instance).map_err(|reason| Error::Label {
                    index,
                    seed: header.seed,
                    reason,
                })
            })?;
            file.append(&solved.iter().flat_map(record).collect::<Vec<u8>>())?;
            watch(file.count());
        }
        let (_, bytes) = RecordFile::<Header>::read(path, Some(wanted))?;
        Ok(Self::new(bytes.chunks_exact(header.record_bytes()).map(truth).collect()))
    }

    fn new(truths: Vec<Truth>) -> Self {
        let width = truths.first().map_or(0, |t| t.decision.len());
        let count = truths.len().max(1) as f64;
        let mean = |power: fn(f64) -> f64, k: usize| {
            truths.iter().map(|t| power(t.decision[k])).sum::<f64>() / count
        };
        let deviation = |k: usize| (mean(|v| v * v, k) - mean(|v| v, k).powi(2)).max(0.0).sqrt();
        // An output that never varies is learned in its own units.
        let scale = |k| Some(deviation(k) as f32).filter(|d| *d > 1e-6).unwrap_or(1.0);
        Self { deviation: (0..width).map(scale).collect(), truths }
    }

    /// All optima, in the order of the data set.
    pub fn truths(&self) -> &[Truth] {
        &self.truths
    }

    /// Standard deviation of each output over the labels: the unit of the supervised loss.
    pub fn deviation(&self) -> &[f32] {
        &self.deviation
    }

    /// The optimal decisions of some instances, `[indices, outputs]`.
    ///
    /// # Errors
    /// [`Error::Setting`] when there are too few labels.
    pub fn decisions(&self, indices: &[u64]) -> Result<Vec<f32>> {
        let mut all = Vec::with_capacity(indices.len() * self.deviation.len());
        for index in indices {
            let truth = self.truths.get(*index as usize).ok_or_else(|| Error::Setting {
                field: "--instances",
                value: index.to_string(),
                expected: format!("there are {} labels", self.truths.len()),
            })?;
            all.extend(truth.decision.iter().map(|v| *v as f32));
        }
        Ok(all)
    }
}

fn record(truth: &Truth) -> Vec<u8> {
    let figures = [truth.objective, truth.bound, truth.seconds];
    figures.iter().chain(&truth.decision).flat_map(|v| v.to_le_bytes()).collect()
}

/// The inverse of [`record`].
fn truth(record: &[u8]) -> Truth {
    let number = |bytes: &[u8]| bytes.try_into().map_or(f64::NAN, f64::from_le_bytes);
    let numbers: Vec<f64> = record.chunks_exact(size_of::<f64>()).map(number).collect();
    Truth {
        objective: numbers[0],
        bound: numbers[1],
        seconds: numbers[2],
        decision: numbers[FIGURES..].to_vec(),
    }
}
