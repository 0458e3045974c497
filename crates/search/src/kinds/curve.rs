//! Convex quadratic objectives over integers by outer approximation in one tree (Quesada and Grossmann, "An
//! LP/NLP based branch and bound algorithm for convex MINLP optimization problems", 1992).
//!
//! The quadratic term is taken apart into curves of single columns: of the program's own where `Q` is diagonal,
//! of new ones `v = fᵀx` elsewhere (`curve_squares`). A column `t ≥ 0` stands above each curve and carries its
//! cost, and tangents are rows that the tree asks for where its relaxed point lies below a curve. A part of `Q`
//! that is not diagonal has a column `T` above the whole of it as well, with `T ≥ Σ t` up to rounding, and
//! tangents of the whole: these alone settle the last digits.
//!
//! Points are certified on the program as it was given, with its quadratic objective: where that stands for one
//! with sets and their like ([`super::lower`]), by the judge of that one. What is proven of bounds
//! holds for a `Q` that is positive semidefinite; `qp` says within which tolerance that is tested.

use super::curve_convex::{Convex, convexified};
use super::curve_rows::{Bend, Line, Switch};
use super::curve_told::Told;
use crate::certify::{Certified, checked};
use crate::demand::append;
use crate::lp::params::PRIMAL_TOLERANCE;
use crate::lp::safe_sum::SafeSum;
use crate::params::{CURVE_SHARE, QP_CHUNK, QP_CHUNKS};
use crate::problem::Implication;
use crate::qp::{Problem, Qp, QpError, QpSettings, QpStatus, SymmetricMatrix};
use hunch_model::tolerances::UNBOUNDED_SIZE;
use hunch_model::{Control, Cut, Kind, Program};

/// Share of a ray's largest entry below which another is rounding.
const RAY_SHARE: f64 = 1e-9;
/// Binary digits behind the point of places where slopes are to be exact: 40 in all below 2²⁰, which leaves 13 for
/// the entries of `Q`, and 10⁻¹³ of a curvature of one.
const NEAR_DIGITS: i32 = 20;

/// A connected part of `Q` that is not diagonal.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub columns: Vec<usize>,
    /// The column above the part.
    pub above: usize,
    /// Which of the bends are its squares'.
    pub bends: std::ops::Range<usize>,
}

/// A program with a convex quadratic objective, as the linear search takes it.
#[derive(Debug)]
pub(crate) struct Curve {
    /// As it was given, hard fixings as bounds, with the rows that came on demand.
    pub(super) given: Program,
    /// What its binaries say beside the rows.
    pub(super) implications: Vec<Implication>,
    /// What is left of `Q` once columns that are bent by themselves are taken out.
    pub(super) form: SymmetricMatrix,
    pub(super) bends: Vec<Bend>,
    /// For each bend of a square, `v` as `(column, factor)`; empty where the column is the program's own.
    pub(super) factors: Vec<Vec<(usize, f64)>>,
    pub(super) parts: Vec<Part>,
    /// Cost of the columns above curves: a power of two near the size of what they stand above.
    pub(super) unit: f64,
    /// By how much the objectives of the two programs may differ at integral points.
    noise: f64,
    /// Columns of the linear program.
    pub(super) columns: usize,
    /// The lines that the search knows.
    told: Told,
    /// The continuous relaxation, or with integers fixed; none where it needs too much memory.
    qp: Option<Box<Qp>>,
    /// Whether the relaxation's tangents are there.
    is_rooted: bool,
}

/// A copy goes without the engine, which is made anew when it is asked for.
impl Clone for Curve {
    fn clone(&self) -> Self {
        Self {
            given: self.given.clone(),
            implications: self.implications.clone(),
            form: self.form.clone(),
            bends: self.bends.clone(),
            factors: self.factors.clone(),
            parts: self.parts.clone(),
            told: self.told.clone(),
            qp: None,
            ..*self
        }
    }
}

impl Curve {
    /// Takes `program` apart; the linear program comes with it. Its first columns and rows are those of
    /// `program`, of whose binaries `implications` say more than the rows.
    ///
    /// # Errors
    /// [`QpError`]: an objective that is not convex, with a direction, or arrays that do not fit.
    pub fn of(
        program: &Program,
        implications: &[Implication],
        memory_limit: u64,
    ) -> Result<(Self, Program), QpError> {
        let convex = convexified(program)?;
        let problem = Problem::from_program(&convex.program)?;
        let qp = match Qp::new(problem, QpSettings { memory_limit, ..QpSettings::default() }) {
            Ok(qp) => Some(Box::new(qp)),
            Err(QpError::Memory { .. }) => None,
            Err(other) => return Err(other),
        };
        let (curve, linear) = Self::bent(program, implications, convex);
        Ok((Self { qp, ..curve }, linear))
    }

    /// The same without the engine of the relaxation, for whoever asks for tangents alone.
    ///
    /// # Errors
    /// As [`Curve::of`].
    pub fn of_tangents(program: &Program) -> Result<(Self, Program), QpError> {
        Ok(Self::bent(program, &[], convexified(program)?))
    }

    fn bent(program: &Program, implications: &[Implication], convex: Convex) -> (Self, Program) {
        let Convex { program: convex, form, parts, noise } = convex;
        let mut curve = Self {
            given: program.clone(),
            implications: implications.to_vec(),
            unit: unit_of(program, &form),
            form,
            bends: Vec::new(),
            factors: Vec::new(),
            parts: Vec::new(),
            noise,
            columns: 0,
            told: Told::default(),
            qp: None,
            is_rooted: false,
        };
        let linear = curve.build(convex, &parts);
        (curve, linear)
    }

    /// The program as it was given, with the rows that came on demand.
    pub fn given(&self) -> &Program {
        &self.given
    }

    /// Takes rows that came on demand, in the given columns.
    pub fn add_rows(&mut self, rows: &[Cut]) {
        append(&mut self.given, rows);
        // Without the engine trees go on by tangents alone.
        self.qp = self.qp.take().and_then(|qp| qp.with_rows(rows).ok()).map(Box::new);
    }

    /// How many columns the linear program has; the first are the given ones.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The cost of the columns above curves, and how many curves and parts there are.
    pub fn units(&self) -> (f64, f64) {
        (self.unit, (self.bends.len() + self.parts.len()) as f64)
    }

    /// Of each curve its column, the column's value at a point of the given program, and the curve's weight.
    pub fn places(&self, values: &[f64]) -> Vec<(usize, f64, f64)> {
        let lifted = self.lifted(values);
        self.bends.iter().map(|bend| (bend.column, lifted[bend.column], bend.weight)).collect()
    }

    /// By how much the objective of the linear program may lie above that of the given one.
    pub fn noise(&self) -> f64 {
        self.noise
    }

    /// A point of the given program in the linear program's columns, on the curves.
    pub fn lifted(&self, values: &[f64]) -> Vec<f64> {
        let mut lifted = values.to_vec();
        lifted.resize(self.columns, 0.0);
        for (bend, factors) in self.bends.iter().zip(&self.factors) {
            if !factors.is_empty() {
                lifted[bend.column] = factors.iter().map(|&(j, f)| f * values[j]).sum();
            }
            lifted[bend.above] = bend.at(lifted[bend.column]) / self.unit;
        }
        for part in &self.parts {
            let squares: f64 = self.bends[part.bends.clone()].iter().map(|b| lifted[b.above]).sum();
            lifted[part.above] = (self.value(part, values) / self.unit).max(squares);
        }
        lifted
    }

    /// The point, in the program's own columns or the linear one's, if the checker accepts it.
    pub fn checked(&self, mut values: Vec<f64>) -> Option<Certified> {
        values.truncate(self.given.columns.len());
        checked(&self.given, values).map(|found| self.lift(found))
    }

    /// A point that passed a check of the given program, on the curves.
    pub fn lift(&self, found: Certified) -> Certified {
        Certified { values: self.lifted(&found.values), objective: found.objective }
    }

    /// ½ xᵀQx of a part.
    fn value(&self, part: &Part, values: &[f64]) -> f64 {
        let slope = |&j: &usize| {
            let (rows, entries) = self.form.column(j);
            rows.iter().zip(entries).map(|(&i, &q)| q * values[i as usize]).sum::<f64>()
        };
        0.5 * part.columns.iter().map(|j| values[*j] * slope(j)).sum::<f64>()
    }

    /// What a relaxed point may miss by the simplex method's own tolerance: less is not asked for.
    pub fn resolution(&self) -> f64 {
        PRIMAL_TOLERANCE * self.unit * (self.bends.len() + self.parts.len()) as f64
    }

    /// By how much a relaxed point lies below the curves, in units of the objective.
    pub fn missing(&self, values: &[f64]) -> f64 {
        let of_bend = |bend: &Bend| {
            let (x, z) = (values[bend.column], bend.switch.map_or(1.0, |z| z.at(values)));
            (bend.best(x, z).at(x, z) - self.unit * values[bend.above]).max(0.0)
        };
        let of_part = |part: &Part| (self.value(part, values) - self.unit * values[part.above]).max(0.0);
        // What squares miss their part misses as well.
        let lone = self.bends.iter().zip(&self.factors).filter(|(_, f)| f.is_empty());
        lone.map(|(bend, _)| of_bend(bend)).sum::<f64>() + self.parts.iter().map(of_part).sum::<f64>()
    }

    /// Rows that a relaxed point violates: tangents and secants of curves that it lies below by a share of what it
    /// misses; with `wholes` also those of whole parts.
    pub fn rows_at(&self, values: &[f64], missing: f64, wholes: bool) -> Vec<Cut> {
        let least = CURVE_SHARE * missing / (self.bends.len() + self.parts.len()).max(1) as f64;
        let mut rows = Vec::new();
        for bend in &self.bends {
            let (x, z) = (values[bend.column], bend.switch.map_or(1.0, |z| z.at(values)));
            let line = bend.best(x, z);
            if line.at(x, z) - self.unit * values[bend.above] > least {
                rows.push(self.row(bend, line));
            }
        }
        for part in self.parts.iter().filter(|part| wholes || part.bends.is_empty()) {
            if self.value(part, values) - self.unit * values[part.above] > least {
                rows.extend(self.tangent(part, values));
            }
        }
        rows
    }

    /// Tangents of every curve and part at a point, and secants.
    fn all_rows_at(&self, values: &[f64]) -> Vec<Cut> {
        let mut rows: Vec<Cut> = self.parts.iter().filter_map(|part| self.tangent(part, values)).collect();
        for bend in &self.bends {
            let (x, z) = (values[bend.column], bend.switch.map_or(1.0, |z| z.at(values)));
            rows.push(self.row(bend, bend.tangent(x)));
            if bend.integer || bend.switch.is_some() {
                rows.push(self.row(bend, bend.best(x, z)));
            }
        }
        rows
    }

    /// Tangents of every curve along a direction in which the relaxation has no end; none where no curve bends.
    pub fn rows_along(&self, from: &[f64], ray: &[f64]) -> Vec<Cut> {
        let size = ray.iter().fold(0.0f64, |m, r| m.max(r.abs()));
        let bent = |bend: &&Bend| ray[bend.column].abs() > RAY_SHARE * size;
        let mut rows = Vec::new();
        for bend in self.bends.iter().filter(bent) {
            for power in (0..31).step_by(3) {
                let x = from[bend.column] + 2f64.powi(power) * ray[bend.column] / size;
                rows.push(self.row(bend, bend.tangent(x)));
            }
        }
        for part in self.parts.iter().filter(|p| p.bends.is_empty()) {
            for power in (0..31).step_by(3) {
                let far = |(x, r): (&f64, &f64)| x + 2f64.powi(power) * r / size;
                rows.extend(self.tangent(part, &from.iter().zip(ray).map(far).collect::<Vec<_>>()));
            }
        }
        rows
    }

    /// Those of the rows that say something that no earlier one did.
    pub fn new_of(&mut self, rows: Vec<Cut>) -> Vec<Cut> {
        let mut told = std::mem::take(&mut self.told);
        let is_new = |row: &Cut| {
            // Columns above curves are numbered in the order of the curves.
            let above = |t: &(usize, f64)| self.bends.binary_search_by_key(&t.0, |bend| bend.above).ok();
            let found = row.terms.iter().find_map(above).map(|k| (k, &self.bends[k]));
            found.is_none_or(|(k, bend)| told.is_new(k, bend, self.unit, self.line(bend, row)))
        };
        let rows = rows.into_iter().filter(is_new).collect();
        self.told = told;
        rows
    }

    /// The line that a row of a curve stands for.
    fn line(&self, bend: &Bend, row: &Cut) -> Line {
        let coefficient = |j: usize| row.terms.iter().find(|t| t.0 == j).map_or(0.0, |t| t.1);
        let side = match bend.switch {
            Some(Switch { binary, at_one: true }) => -coefficient(binary),
            _ => row.lower,
        };
        Line { slope: -coefficient(bend.column) * self.unit, constant: -side * self.unit }
    }

    /// A line below a curve as a row.
    fn row(&self, bend: &Bend, Line { slope, constant }: Line) -> Cut {
        let mut terms = vec![(bend.above, 1.0), (bend.column, -slope / self.unit)];
        let side = -constant / self.unit;
        // unit · t ≥ slope · x − constant · z, or − constant · (1 − z).
        let lower = match bend.switch {
            None => side,
            Some(Switch { binary, at_one: true }) => {
                terms.push((binary, -side));
                0.0
            }
            Some(Switch { binary, at_one: false }) => {
                terms.push((binary, side));
                side
            }
        };
        terms.sort_by_key(|t| t.0);
        terms.retain(|t| t.1 != 0.0);
        Cut { source: "curve", terms, lower, upper: f64::INFINITY }
    }

    /// `T ≥ gᵀx − ½ x̂ᵀQx̂` with `g` what rounding makes of `Qx̂`, which is paid for over the columns' bounds.
    fn tangent(&self, part: &Part, values: &[f64]) -> Option<Cut> {
        let mut terms = Vec::with_capacity(part.columns.len() + 1);
        let (mut square, mut paid) = (SafeSum::default(), 0.0);
        // What a slope's rounding costs has no end where a column has none: there the tangent is one at a point
        // near by, of so few digits that slopes of short numbers are exact. It loses half the curvature times the
        // square of what the point is off by.
        let open = |&j: &usize| {
            let column = &self.given.columns[j];
            column.lower.is_infinite() || column.upper.is_infinite()
        };
        let is_open = part.columns.iter().any(open);
        let place = |j: usize| if is_open { near(values[j]) } else { values[j] };
        for &j in &part.columns {
            let mut slope = SafeSum::default();
            let (rows, entries) = self.form.column(j);
            rows.iter().zip(entries).for_each(|(&i, &q)| slope.add_product(q, place(i as usize)));
            let slope = slope.total();
            let error = (slope.high() - slope.value).max(slope.value - slope.low());
            let column = &self.given.columns[j];
            let size = column.lower.abs().max(column.upper.abs());
            let size = if size.is_finite() { size } else { UNBOUNDED_SIZE };
            paid += error * (size + 0.5 * place(j).abs());
            square.add_product(0.5 * slope.value, place(j));
            terms.push((j, -slope.value / self.unit));
        }
        let constant = square.total().high() + paid * (1.0 + 1e-9);
        terms.push((part.above, 1.0));
        terms.retain(|t| t.1 != 0.0);
        let lower = (-constant / self.unit).next_down();
        constant.is_finite().then_some(Cut { source: "curve", terms, lower, upper: f64::INFINITY })
    }

    /// One chunk of the continuous relaxation; its tangents once it is solved, `None` while there is more to do.
    pub fn root(&mut self, control: &mut dyn Control) -> Option<Vec<Cut>> {
        let Some(qp) = self.qp.as_mut().filter(|_| !self.is_rooted) else { return Some(Vec::new()) };
        qp.set_iteration_limit(Some(QP_CHUNK));
        let status = qp.solve(control);
        if status == QpStatus::IterationLimit && qp.iterations() < QP_CHUNK * QP_CHUNKS {
            return None;
        }
        self.is_rooted = true;
        let found = matches!(status, QpStatus::Optimal | QpStatus::Feasible);
        let values = if found { qp.values().to_vec() } else { Vec::new() };
        let rows = if found { self.all_rows_at(&self.lifted(&values)) } else { Vec::new() };
        Some(self.new_of(rows))
    }

    /// Whether the relaxation's tangents are there.
    pub fn is_rooted(&self) -> bool {
        self.is_rooted || self.qp.is_none()
    }

    /// The best point with the integers of `values`, in the given columns, if there are others.
    pub fn solve_around(&mut self, values: &[f64], control: &mut dyn Control) -> Option<Vec<f64>> {
        let qp = self.qp.as_mut()?;
        let is_integer = |kind: Kind| kind == Kind::Integer;
        if self.given.columns.iter().all(|c| is_integer(c.kind)) {
            return None;
        }
        for (j, column) in self.given.columns.iter().enumerate().filter(|(_, c)| is_integer(c.kind)) {
            let value = values[j].round().max(column.lower).min(column.upper);
            qp.set_column_bounds(j, value, value);
        }
        imply(&self.given, &self.implications, values, qp);
        qp.set_iteration_limit(Some(QP_CHUNK));
        for _ in 0..QP_CHUNKS {
            match qp.solve(control) {
                QpStatus::Optimal | QpStatus::Feasible => return Some(qp.values().to_vec()),
                QpStatus::IterationLimit => {}
                _ => return None,
            }
        }
        None
    }

    /// Tangents at a point of the given program moved by each of `by`, either way: of every curve along its own column,
    /// of parts without squares along each of theirs.
    pub fn rows_around(&self, values: &[f64], by: impl Fn(f64) -> Vec<f64>) -> Vec<Cut> {
        let lifted = self.lifted(values);
        let mut rows = Vec::new();
        for bend in &self.bends {
            for step in by(bend.weight).into_iter().flat_map(|step| [step, -step]) {
                rows.push(self.row(bend, bend.tangent(lifted[bend.column] + step)));
            }
        }
        for part in self.parts.iter().filter(|part| part.bends.is_empty()) {
            for &j in &part.columns {
                for step in by(self.form.diagonal(j)).into_iter().flat_map(|step| [step, -step]) {
                    let mut moved = lifted.clone();
                    moved[j] += step;
                    rows.extend(self.tangent(part, &moved));
                }
            }
        }
        rows
    }

    /// Every row that says something at this point of the given program.
    pub fn rows_on(&self, values: &[f64]) -> Vec<Cut> {
        self.all_rows_at(&self.lifted(values))
    }
}

/// A number of few digits near another.
fn near(value: f64) -> f64 {
    let unit = 2f64.powi(NEAR_DIGITS);
    let scaled = (value * unit).round();
    if scaled.abs() < 2f64.powi(2 * NEAR_DIGITS) { scaled / unit } else { value }
}

/// Makes columns zero whose binaries, at the values of a point, imply it, and gives the others their bounds.
fn imply(given: &Program, implications: &[Implication], values: &[f64], qp: &mut Qp) {
    for free in implications {
        let column = &given.columns[free.column as usize];
        if column.kind != Kind::Integer {
            qp.set_column_bounds(free.column as usize, column.lower, column.upper);
        }
    }
    for implied in implications.iter().filter(|i| values[i.binary as usize].round() == i.value()) {
        // An integer is where the point has it.
        if given.columns[implied.column as usize].kind != Kind::Integer {
            qp.set_column_bounds(implied.column as usize, 0.0, 0.0);
        }
    }
}

/// A power of two near what the quadratic term amounts to where columns are about one, or at their bounds.
fn unit_of(program: &Program, form: &SymmetricMatrix) -> f64 {
    let size = |j: usize| program.columns[j].lower.abs().max(program.columns[j].upper.abs()).min(1.0);
    let terms = (0..form.order()).map(|j| 0.5 * form.diagonal(j) * size(j) * size(j));
    let largest = terms.fold(0.0f64, f64::max);
    if largest > 0.0 { 2f64.powi(largest.log2().round().clamp(-40.0, 40.0) as i32) } else { 1.0 }
}
