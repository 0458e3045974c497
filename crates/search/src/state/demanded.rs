//! Rows on demand, as the home keeps them: the rows that came back, the points that wait to be shown, and the
//! question that stands. Everything is in the original's columns.

use super::home::Source;
use crate::certify::{Certified, checked};
use crate::demand::{Demand, append};
use crate::kinds::curve::Curve;
use crate::kinds::judge::Judge;
use crate::params::HELD_POINTS;
use hunch_model::order::sort_by;
use hunch_model::tolerances::{UNBOUNDED_SIZE, row_tolerance};
use hunch_model::whole::{EXACT_LIMIT, decimals_of, multiple, whole};
use hunch_model::{Cut, Kind, Program};
use std::sync::Arc;

/// A row that came back.
#[derive(Clone, Debug, PartialEq)]
pub struct DemandedRow {
    /// Its terms and sides; of integer columns and decimals, the multiple that makes them whole.
    pub cut: Cut,
    /// Whether it is one of the program's rows now; the others only cut fractional points off.
    pub lazy: bool,
    /// Whether it is judged in whole numbers, without tolerance.
    pub whole: bool,
}

/// A point that passed the checker and has not been shown.
#[derive(Clone, Debug)]
struct Held {
    found: Certified,
    by: Source,
    guided: bool,
}

/// A point that is shown.
#[derive(Clone, Debug)]
enum Question {
    Candidate(Held),
    Fractional(Vec<f64>),
}

/// What stands between a program and its unseen rows.
#[derive(Clone, Debug, Default)]
pub struct Demanded {
    demand: Demand,
    rows: Vec<DemandedRow>,
    /// Estimated bytes of the rows.
    bytes: u64,
    held: Vec<Held>,
    question: Option<Question>,
    /// The point that was shown last.
    shown: Vec<f64>,
    /// What became of a linear program's point, until its engine has taken it up.
    decision: Option<bool>,
}

/// What rows that come are rows of, and who judges points by them.
pub(crate) struct Judged<'a> {
    /// The program that is searched; with a curve the linear one.
    pub program: &'a mut Program,
    pub judge: Option<&'a mut Arc<Judge>>,
    pub curve: Option<&'a mut Curve>,
}

/// What became of the point that was shown.
pub enum Decided {
    /// It was a fractional one.
    Nothing,
    /// It violates a row.
    Refused,
    /// It stands; who found it, and whether in the guided stage.
    Accepted(Certified, Source, bool),
}

impl Demanded {
    /// Asks for rows from now on.
    pub fn begin(&mut self, demand: Demand) {
        self.demand = demand;
    }

    /// Whether anybody is asked for anything.
    pub fn is_on(&self) -> bool {
        self.demand.lazy || self.demand.cuts
    }

    /// Whether the program has rows that nobody has seen.
    pub fn is_lazy(&self) -> bool {
        self.demand.lazy
    }

    /// Whether cuts are asked for.
    pub fn wants_cuts(&self) -> bool {
        self.demand.cuts
    }

    /// Whether a question stands.
    pub fn is_asking(&self) -> bool {
        self.question.is_some()
    }

    /// The question that stands: the point, and whether it is a candidate.
    pub fn question(&self) -> Option<(&[f64], bool)> {
        self.question.as_ref().map(|question| match question {
            Question::Candidate(held) => (held.found.values.as_slice(), true),
            Question::Fractional(values) => (values.as_slice(), false),
        })
    }

    /// The rows that came back, the first first.
    pub fn rows(&self) -> &[DemandedRow] {
        &self.rows
    }

    /// Estimated bytes of the rows that came back.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The point that was shown last.
    pub fn shown(&self) -> &[f64] {
        &self.shown
    }

    /// Keeps a point to be shown.
    pub fn hold(&mut self, found: Certified, by: Source, guided: bool) {
        self.held.push(Held { found, by, guided });
    }

    /// The point that was held last is shown before the others.
    pub fn ask_of_last(&mut self) {
        self.question = self.held.pop().map(Question::Candidate);
    }

    /// Shows a fractional point.
    pub fn ask_for_cuts(&mut self, values: Vec<f64>) {
        self.question = Some(Question::Fractional(values));
    }

    /// Shows the best point that is held, if no question stands: one that is better than the incumbent's
    /// objective (of the minimisation) and still satisfies all that is known.
    pub(crate) fn ask_of_held(
        &mut self,
        program: &Program,
        judge: Option<&Judge>,
        curve: Option<&Curve>,
        incumbent: f64,
    ) {
        if self.held.is_empty() || self.question.is_some() {
            return;
        }
        let objective = |held: &Held| program.sense.sign() * held.found.objective;
        self.held.retain(|held| objective(held) < incumbent);
        sort_by(&mut self.held, |a, b| objective(a).total_cmp(&objective(b)));
        self.held.truncate(HELD_POINTS);
        while !self.held.is_empty() && self.question.is_none() {
            let held = self.held.remove(0);
            self.question = standing(program, judge, curve, held.found.values.clone())
                .map(|found| Question::Candidate(Held { found, ..held }));
        }
    }

    /// Takes rows that candidates have brought in an earlier search, and that the program has by now.
    pub fn know(&mut self, rows: &[Cut], bytes: u64, program: &Program) {
        self.bytes += bytes;
        self.rows.extend(rows.iter().map(|cut| DemandedRow::new(cut.clone(), true, program)));
    }

    /// Takes rows that hold for every point of the program, and need no question.
    pub fn add(&mut self, rows: Vec<Cut>, program: &Program) {
        self.rows.extend(rows.into_iter().map(|cut| DemandedRow::new(cut, false, program)));
    }

    /// Forgets the points that are held.
    pub fn drop_held(&mut self) {
        self.held.clear();
    }

    /// What became of a linear program's point, once.
    pub fn take_decision(&mut self) -> Option<bool> {
        self.decision.take()
    }

    /// Takes the answer to the question that stands; rows of candidates become rows of `program`.
    pub(crate) fn answer(&mut self, rows: Vec<Cut>, bytes: u64, mut to: Judged<'_>) -> Decided {
        let Some(question) = self.question.take() else { return Decided::Nothing };
        self.bytes += bytes;
        let lazy = matches!(question, Question::Candidate(_));
        if lazy {
            to.add_rows(&rows);
        }
        let program = &*to.program;
        let fresh = rows.into_iter().map(|cut| DemandedRow::new(cut, lazy, program));
        self.rows.extend(fresh.filter(|row| row.cut.lower.is_finite() || row.cut.upper.is_finite()));
        match question {
            Question::Fractional(values) => {
                self.shown = values;
                Decided::Nothing
            }
            Question::Candidate(Held { found, by, guided }) => {
                self.shown.clone_from(&found.values);
                let judge = to.judge.as_deref().map(|judge| &**judge);
                let stands = standing(program, judge, to.curve.as_deref(), found.values);
                self.decision = (!program.has_integers()).then_some(stands.is_some());
                stands.map_or(Decided::Refused, |found| Decided::Accepted(found, by, guided))
            }
        }
    }
}

impl DemandedRow {
    fn new(mut cut: Cut, lazy: bool, program: &Program) -> Self {
        let numbers = || cut.terms.iter().map(|t| t.1).chain([cut.lower, cut.upper]);
        let integers = cut.terms.iter().all(|t| program.columns[t.0].kind == Kind::Integer);
        let decimals = if integers { decimals_of(numbers()) } else { None };
        // Multiples that are too long for doubles leave the row as it is.
        let fits = |d: u8| numbers().all(|v| v.is_infinite() || multiple(v, d).abs() < EXACT_LIMIT);
        if let Some(decimals) = decimals.filter(|&d| d > 0 && fits(d)) {
            cut.terms.iter_mut().for_each(|t| t.1 = multiple(t.1, decimals));
            (cut.lower, cut.upper) = (multiple(cut.lower, decimals), multiple(cut.upper, decimals));
        }
        Self { cut, lazy, whole: decimals.is_some() }
    }

    /// Whether all of its numbers are whole and small.
    pub fn is_exact(&self) -> bool {
        let numbers = self.cut.terms.iter().map(|t| t.1).chain([self.cut.lower, self.cut.upper]);
        let mut finite = numbers.filter(|v| v.is_finite());
        finite.all(|v| whole(v, 0).is_some() && v.abs() < EXACT_LIMIT)
    }

    /// The row's tolerance over the bounds of `program`'s columns (see `docs/claims.md`).
    pub fn tolerance(&self, program: &Program) -> f64 {
        if self.whole {
            return 0.0;
        }
        let size = |j: usize| {
            let size = program.columns[j].lower.abs().max(program.columns[j].upper.abs());
            if size.is_finite() { size } else { UNBOUNDED_SIZE }
        };
        let largest = self.cut.terms.iter().fold(0.0f64, |m, t| m.max(t.1.abs()));
        row_tolerance(largest, self.cut.terms.iter().map(|&(j, a)| a.abs() * size(j)).sum())
    }
}

impl Judged<'_> {
    /// Makes rows that came with a candidate rows of all of it.
    pub fn add_rows(&mut self, rows: &[Cut]) {
        append(self.program, rows);
        if let Some(judge) = &mut self.judge {
            Arc::make_mut(judge).add_rows(rows);
        }
        if let Some(curve) = &mut self.curve {
            curve.add_rows(rows);
        }
    }
}

/// The point, if the checker accepts it with the rows that came: by the program that the caller gave, where the
/// one that is searched stands for it, and on the curve's own program where there is one.
fn standing(
    program: &Program,
    judge: Option<&Judge>,
    curve: Option<&Curve>,
    values: Vec<f64>,
) -> Option<Certified> {
    match (judge, curve) {
        (None, None) => checked(program, values),
        (Some(judge), None) => judge.standing(values),
        (None, Some(curve)) => curve.checked(values),
        (Some(judge), Some(curve)) => {
            let own = values[..curve.given().columns.len()].to_vec();
            judge.standing(own).map(|found| curve.lift(found))
        }
    }
}
