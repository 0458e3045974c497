//! Labels: the set-ups of good plans. The structure's surest set-ups are fixed and the rest is solved, to a
//! gap or until its work is spent. A label is no proven optimum: each keeps its cost and the Lagrangean bound.

use super::settings::{DataSet, Settings};
use crate::data::{RecordFile, RecordHeader, parallel_map};
use crate::error::{Error, Result};
use hunch_families::family::Guess;
use hunch_families::mclsp::{self, Distribution, Instance, Mclsp, Plan, instance_seed, labels};
use hunch_families::{Family, FieldError, case};
use hunch_guide::Level;
use hunch_guide::lstm_opt::fixing;
use hunch_guide::methods::predopt::level::Ranked;
use hunch_model::{Recorder, Unlimited};
use hunch_search::{Engine, Search, Settings as Searching};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Marks a file as ours.
const FORMAT: &str = "hunch-mclsp-labels";
/// Version of the layout.
const VERSION: u32 = 1;
/// Share of the set-ups that is fixed, in percent. What it costs is not bounded: the distance to the Lagrangean bound
/// is printed with the labels.
pub const LEVEL: f64 = 60.0;
/// Relative gap at which what is left free counts as solved.
pub const GAP: f64 = 1e-4;
/// Work for one label; the plan at hand then is the label.
const WORK: u64 = 1_000_000_000;
/// Instances labelled between two writes to the file.
const CHUNK: u64 = 16;
/// Bytes of the objective and the bound in a record.
const NUMBERS: usize = 16;

/// How the labels are made, for cards.
pub const LABEL_SOURCE: &str = "set-ups of plans found with the 60 % of the set-ups fixed that the structure is surest of, the rest solved to a gap of 0.01 % or until its work was spent";

/// The first line of a label file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Header {
    format: String,
    version: u32,
    items: usize,
    periods: usize,
    c: u32,
    f: u32,
    seed: u64,
    sampler_version: u32,
}

impl Header {
    fn of(distribution: &Distribution, seed: u64) -> Self {
        let Distribution { items, periods, c, f } = *distribution;
        let sampler_version = mclsp::SAMPLER_VERSION;
        Self { format: FORMAT.into(), version: VERSION, items, periods, c, f, seed, sampler_version }
    }
}

impl RecordHeader for Header {
    fn record_bytes(&self) -> usize {
        self.items * self.periods + NUMBERS
    }

    fn check(&self) -> std::result::Result<(), String> {
        let expected = (FORMAT, VERSION, mclsp::SAMPLER_VERSION);
        match (self.format.as_str(), self.version, self.sampler_version) == expected {
            true => Ok(()),
            false => {
                Err(format!("is {:?} {}; this build reads {FORMAT:?} {VERSION}", self.format, self.version))
            }
        }
    }
}

/// A label.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Whether each item is produced in each period (I × T).
    pub setups: Vec<bool>,
    /// What the plan costs.
    pub objective: f64,
    /// The Lagrangean bound of the instance.
    pub bound: f64,
}

/// The first labels of a data set.
#[derive(Clone, Debug)]
pub struct Labels(Vec<Label>);

impl Labels {
    /// Reads the labels of a file and makes those that it lacks. `told` is told how many there are.
    ///
    /// # Errors
    /// What drawing and solving an instance, or the file returns.
    pub fn make(
        path: &Path,
        distribution: &Distribution,
        seed: u64,
        wanted: u64,
        threads: usize,
        told: &mut dyn FnMut(u64),
    ) -> Result<Self> {
        let header = Header::of(distribution, seed);
        let mut file = RecordFile::open(path, &header)?;
        while file.count() < wanted {
            told(file.count());
            let first = file.count();
            let count = CHUNK.min(wanted - first) as usize;
            let labels = parallel_map(count, threads, |k| label(distribution, seed, first + k as u64))?;
            let bytes: Vec<u8> = labels.iter().flat_map(to_bytes).collect();
            file.append(&bytes)?;
        }
        told(file.count());
        let (_, bytes) = RecordFile::<Header>::read(path, Some(wanted))?;
        Ok(Self(bytes.chunks_exact(header.record_bytes()).map(from_bytes).collect()))
    }

    /// Reads a file whose first line says what it labels, the first `instances` to learn from.
    ///
    /// # Errors
    /// [`Error::File`]; [`Error::Content`].
    pub fn read(path: &Path, instances: usize) -> Result<(DataSet, Self)> {
        let (header, bytes) = RecordFile::<Header>::read(path, None)?;
        let labels = bytes.chunks_exact(header.record_bytes()).map(from_bytes).collect();
        let Header { items, periods, c, f, seed, .. } = header;
        Ok((DataSet { items, periods, c, f, seed, instances }, Self(labels)))
    }

    /// All of them.
    pub fn all(&self) -> &[Label] {
        &self.0
    }
}

fn to_bytes(label: &Label) -> Vec<u8> {
    let setups = label.setups.iter().map(|setup| u8::from(*setup));
    setups.chain(label.objective.to_le_bytes()).chain(label.bound.to_le_bytes()).collect()
}

fn from_bytes(bytes: &[u8]) -> Label {
    let (setups, numbers) = bytes.split_at(bytes.len() - NUMBERS);
    let number = |at: usize| {
        let mut eight = [0; 8];
        eight.copy_from_slice(&numbers[at..at + 8]);
        f64::from_le_bytes(eight)
    };
    Label { setups: setups.iter().map(|bit| *bit != 0).collect(), objective: number(0), bound: number(8) }
}

/// An instance of a data set.
///
/// # Errors
/// A distribution that gives none.
pub fn draw(distribution: &Distribution, seed: u64, index: u64) -> Result<Instance> {
    Ok(mclsp::sample(distribution, instance_seed(seed, index)).map_err(FieldError::from)?)
}

/// The labelled instances of all data sets, `labels` of each in their order: those to train on first, then those
/// that only measure.
///
/// # Errors
/// [`Error::Setting`] where there are fewer labels than the settings ask for; a distribution that gives no
/// instances.
pub fn labelled(settings: &Settings, labels: &[Labels]) -> Result<Vec<(Instance, Label)>> {
    settings.validate()?;
    let sets = settings.sets();
    if labels.len() != sets.len() {
        return Err(Error::Setting {
            field: "--labels",
            value: labels.len().to_string(),
            expected: format!("there are {} data sets", sets.len()),
        });
    }
    let (mut training, mut measuring) = (Vec::new(), Vec::new());
    for (set, labels) in sets.iter().zip(labels) {
        let count = set.instances + settings.validation;
        if labels.all().len() < count {
            return Err(Error::Setting {
                field: "--instances",
                value: count.to_string(),
                expected: format!(
                    "there are {} labels of {} items and {} periods",
                    labels.all().len(),
                    set.items,
                    set.periods
                ),
            });
        }
        for (index, label) in labels.all()[..count].iter().enumerate() {
            let instance = draw(&set.distribution(), set.seed, index as u64)?;
            let of = if index < set.instances { &mut training } else { &mut measuring };
            of.push((instance, label.clone()));
        }
    }
    training.append(&mut measuring);
    Ok(training)
}

fn label(distribution: &Distribution, seed: u64, index: u64) -> Result<Label> {
    let failed = |reason: String| Error::Label { index, seed, reason };
    let instance = draw(distribution, seed, index)?;
    let relaxed = instance.relaxed(&mut Unlimited).ok_or_else(|| failed("it is infeasible".into()))?;
    let guess: Guess = Mclsp::decode(&instance, &relaxed.beliefs);
    let case = case::<Mclsp>(instance.clone());
    let level = Level::new(LEVEL).map_err(|e| failed(e.to_string()))?;
    let (_, fixed) = Ranked::new(&guess).highest(case.as_ref(), level, &mut Unlimited);
    let guidance = fixing(case.as_ref(), &guess, &fixed);
    let settings = Searching::new().with_relative_gap(GAP).map_err(|e| failed(e.to_string()))?;
    let program = case.program().linear;
    let search = Search::new(&program, Engine::Hunch, &settings, &guidance);
    let mut search = search.map_err(|e| failed(e.to_string()))?.with_separators(case.separators());
    search.run(&mut Recorder { limit: Some(WORK), ..Recorder::default() });
    let solution = search.solution();
    if !case.check(&solution.values).feasible {
        return Err(failed(format!("the search ended with {:?}", solution.status)));
    }
    let plan = Plan::from_values(&instance, &solution.values);
    Ok(Label { setups: labels::setups(&plan), objective: plan.cost, bound: relaxed.bound })
}
