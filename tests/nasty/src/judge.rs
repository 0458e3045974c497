//! Holds an answer against exact arithmetic. A claim is refuted by a point, by its own numbers, or by the
//! exact tree; where the tree's limits come first, it is neither refuted nor confirmed.

use crate::dictionary::{Dictionary, End};
use crate::exact::{ExactProgram, Place, Q, double, number, terms_share};
use crate::tree::{self, Answer, Effort};
use hunch_model::{Program, Solution, SparseMatrix, Status};
use num_traits::{Signed, Zero};
use serde::Serialize;

/// Absolute gap of "optimal".
const ABSOLUTE_GAP: f64 = 1e-9;
/// Relative gap of "optimal", of the objective without its constant.
const RELATIVE_GAP: f64 = 1e-6;
/// Floor of the relative gap's denominator.
const GAP_FLOOR: f64 = 1e-9;
/// An optimum beyond this is no end to speak of (2³⁰, the size that columns without a bound count with).
const FAR: f64 = 1_073_741_824.0;

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// The answer's parts do not fit its status.
    Malformed,
    /// The point is outside the widened program.
    PointOutside,
    /// The objective is not the point's.
    ObjectiveWrong,
    /// The bound is better than the objective.
    BoundBeyondObjective,
    /// A point of the program beats the bound.
    BoundBeaten,
    /// "Optimal" with an open gap.
    GapOpen,
    /// "Infeasible", and there is a point.
    InfeasibleRefuted,
    /// "Unbounded", and there is no point or no ray.
    UnboundedRefuted,
    /// "Unbounded", and what ends the objective is the last digits of coefficients, or lies beyond 2³⁰:
    /// counted, not refuted.
    EndFarAway,
    /// "Infeasible", and every point found within tolerance has a column without a bound beyond 2³⁰, the size
    /// that such columns count with: counted, not refuted.
    PointFarAway,
    /// The engine panicked or refused a valid program.
    Failed,
    /// A point of the program beats the bound, by no more than rounding: counted, not refuted.
    BeatenByRounding,
}

impl Fault {
    /// Whether a claim is refuted.
    pub fn refutes(self) -> bool {
        !matches!(self, Self::BeatenByRounding | Self::EndFarAway | Self::PointFarAway)
    }

    /// Its name in tables and summaries.
    pub fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::PointOutside => "point-outside",
            Self::ObjectiveWrong => "objective-wrong",
            Self::BoundBeyondObjective => "bound-beyond-objective",
            Self::BoundBeaten => "bound-beaten",
            Self::GapOpen => "gap-open",
            Self::InfeasibleRefuted => "infeasible-refuted",
            Self::UnboundedRefuted => "unbounded-refuted",
            Self::EndFarAway => "end-far-away",
            Self::PointFarAway => "point-far-away",
            Self::Failed => "failed",
            Self::BeatenByRounding => "beaten-by-rounding",
        }
    }
}

/// What the judge found.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// Faults with what shows them.
    pub faults: Vec<(Fault, String)>,
    /// Whether the exact tree was asked, and whether it came to an end within its limits.
    pub settled: Option<bool>,
    /// Where the planted point lies.
    pub planted: Option<Place>,
}

impl Judgement {
    /// Whether any claim is refuted.
    pub fn refuted(&self) -> bool {
        self.faults.iter().any(|f| f.0.refutes())
    }

    fn fault(&mut self, fault: Fault, text: impl Into<String>) {
        if !self.faults.iter().any(|f| f.0 == fault) {
            self.faults.push((fault, text.into()));
        }
    }
}

/// Judges `solution`, an answer to `program`, in which `planted` may be feasible.
pub fn judge(program: &Program, planted: Option<&[f64]>, solution: &Solution, effort: Effort) -> Judgement {
    let exact = ExactProgram::new(program);
    let mut judgement = Judgement::default();
    let planted: Option<Vec<Q>> = planted.map(|p| p.iter().map(|&v| number(v)).collect());
    judgement.planted = planted.as_ref().map(|p| exact.place(p).0);
    match solution.status {
        Status::Infeasible => infeasible(&exact, planted.as_deref(), effort, &mut judgement),
        Status::Unbounded => {
            let ray = solution.ray.as_deref();
            unbounded(program, &exact, ray, effort, &mut judgement);
        }
        Status::Optimal | Status::Feasible | Status::Limit | Status::Error => {
            let own = own_point(&exact, solution, &mut judgement);
            bound(&exact, solution, own, planted, effort, &mut judgement);
        }
    }
    judgement
}

fn infeasible(exact: &ExactProgram, planted: Option<&[Q]>, effort: Effort, judgement: &mut Judgement) {
    if let Some(place) = judgement.planted.filter(|p| *p >= Place::Widened) {
        return judgement
            .fault(Fault::InfeasibleRefuted, format!("planted point, {place:?}: {}", show(planted)));
    }
    match tree::point(&exact.widened(), None, effort) {
        Answer::Point(point) | Answer::Ray(point) => {
            judgement.settled = Some(true);
            let place = exact.place(&point).0;
            if place >= Place::Widened {
                let text = format!("point of the exact tree, {place:?}: {}", show(Some(&point)));
                let is_far = place == Place::Widened && lies_far(exact, &point);
                let fault = if is_far { Fault::PointFarAway } else { Fault::InfeasibleRefuted };
                judgement.fault(fault, text);
            }
        }
        Answer::None => judgement.settled = Some(true),
        Answer::Unknown => judgement.settled = Some(false),
    }
}

/// Whether a column that lacks the bound on that side lies beyond 2³⁰.
fn lies_far(exact: &ExactProgram, point: &[Q]) -> bool {
    let far = number(FAR);
    exact.columns.iter().zip(point).any(|(column, x)| {
        let open = if x.is_negative() { column.lower.is_none() } else { column.upper.is_none() };
        open && x.abs() > far
    })
}

/// The program with its coefficients rounded to thirteen digits: what ends an objective only in the digits
/// beyond is rounding.
fn rounded(program: &Program) -> Program {
    let mut rounded = program.clone();
    let digits = |v: f64| format!("{v:.12e}").parse().unwrap_or(v);
    let entries: Vec<_> = program.matrix.triplets().map(|(i, j, v)| (i, j, digits(v))).collect();
    rounded.matrix = SparseMatrix::from_triplets(program.rows.len(), program.columns.len(), &entries);
    rounded
}

/// Whether the objective improves along `ray`, no bound stops it, and each row is kept within 2⁻⁵⁰ of its
/// terms and the rounding of their sum: then the widened program has no end, for its rows widen as fast.
fn keeps(exact: &ExactProgram, ray: &[f64]) -> bool {
    let ray: Vec<Q> = ray.iter().map(|&v| number(v)).collect();
    let zero = Q::from_integer(0.into());
    let stops = |step: &Q, lower: bool, upper: bool| (*step < zero && lower) || (*step > zero && upper);
    let mut columns = exact.columns.iter().zip(&ray);
    let gain: Q = exact.columns.iter().zip(&ray).map(|(c, d)| &c.cost * d).sum();
    let kept = exact.rows.iter().all(|row| {
        let terms: Vec<Q> = row.terms.iter().map(|(j, a)| a * &ray[*j]).collect();
        let step: Q = terms.iter().cloned().sum();
        let size: Q = terms.iter().map(|t| t.abs()).sum();
        let noise = size * number((terms.len() + 8) as f64 * f64::EPSILON / 2.0);
        step.abs() <= noise || !stops(&step, row.lower.is_some(), row.upper.is_some())
    });
    kept && gain < zero && columns.all(|(c, d)| !stops(d, c.lower.is_some(), c.upper.is_some()))
}

fn unbounded(
    program: &Program,
    exact: &ExactProgram,
    ray: Option<&[f64]>,
    effort: Effort,
    judgement: &mut Judgement,
) {
    let mut relaxation = Dictionary::new(exact, effort.pivots);
    match relaxation.optimise() {
        End::Done => {
            judgement.settled = Some(true);
            let end = double(&relaxation.objective());
            let text = format!("the relaxation's optimum is {end}");
            // Rows within rounding of their terms have no end there: what stops the objective is the last
            // digit of a coefficient.
            let mut tidy = Dictionary::new(&ExactProgram::new(&rounded(program)), effort.pivots);
            let is_far = end.abs() > FAR
                || ray.is_some_and(|ray| keeps(exact, ray))
                || matches!(tidy.optimise(), End::Unbounded);
            return judgement.fault(if is_far { Fault::EndFarAway } else { Fault::UnboundedRefuted }, text);
        }
        End::Limit => return judgement.settled = Some(false),
        End::Empty | End::Unbounded => {}
    }
    if judgement.planted.is_some_and(|p| p >= Place::Widened) {
        return judgement.settled = Some(true);
    }
    match tree::point(&exact.widened_at_most(), None, effort) {
        Answer::None => {
            judgement.settled = Some(true);
            judgement.fault(Fault::UnboundedRefuted, "the exact tree says that there is no point");
        }
        Answer::Unknown => judgement.settled = Some(false),
        Answer::Point(_) | Answer::Ray(_) => judgement.settled = Some(true),
    }
}

/// Checks the answer's own point and numbers; gives the point where it lies in the program itself.
fn own_point(exact: &ExactProgram, solution: &Solution, judgement: &mut Judgement) -> Option<Vec<Q>> {
    let values = &solution.values;
    if !solution.status.has_values() {
        if !values.is_empty() || solution.objective.is_some() {
            judgement.fault(Fault::Malformed, "values with a status that has none");
        }
        return None;
    }
    if values.len() != exact.columns.len() || values.iter().any(|v| !v.is_finite()) {
        judgement.fault(Fault::Malformed, format!("{} values, or not all finite", values.len()));
        return None;
    }
    let Some(objective) = solution.objective.filter(|o| o.is_finite()) else {
        judgement.fault(Fault::Malformed, "no objective");
        return None;
    };
    let point: Vec<Q> = values.iter().map(|&v| number(v)).collect();
    let (place, why) = exact.place(&point);
    if place == Place::Outside {
        judgement.fault(Fault::PointOutside, why);
    }
    let (value, size) = (exact.objective(&point), exact.objective_size(&point));
    if (&value - minimised(exact, objective)).abs() > size * terms_share() {
        let value = double(&minimised_back(exact, &value));
        judgement.fault(Fault::ObjectiveWrong, format!("objective {objective:?}; the point has {value:?}"));
    }
    match solution.bound.filter(|b| b.is_finite()) {
        Some(bound) => gap(exact, solution.status, objective, bound, judgement),
        None if solution.status == Status::Optimal => {
            judgement.fault(Fault::GapOpen, "optimal without a bound");
        }
        None => {}
    }
    (place == Place::Inside).then_some(point)
}

fn gap(exact: &ExactProgram, status: Status, objective: f64, bound: f64, judgement: &mut Judgement) {
    let (p, d) = (minimised(exact, objective), minimised(exact, bound));
    if d > p {
        judgement.fault(Fault::BoundBeyondObjective, format!("objective {objective:?}, bound {bound:?}"));
    }
    let relative = number(RELATIVE_GAP) * (&p - &exact.offset).abs().max(number(GAP_FLOOR));
    // The objective, rounded as it is, may differ from the exact one that the engine compared.
    let rounding = (p.abs() + exact.offset.abs()) * terms_share();
    if status == Status::Optimal && &p - &d > relative.max(number(ABSOLUTE_GAP)) + rounding {
        judgement.fault(Fault::GapOpen, format!("objective {objective:?}, bound {bound:?}"));
    }
}

/// Holds the bound against the points that are known, then against the exact tree.
fn bound(
    exact: &ExactProgram,
    solution: &Solution,
    own: Option<Vec<Q>>,
    planted: Option<Vec<Q>>,
    effort: Effort,
    judgement: &mut Judgement,
) {
    let Some(claimed) = solution.bound else { return };
    if !claimed.is_finite() {
        let worthless = (claimed > 0.0) == exact.maximise && !claimed.is_nan();
        if !worthless {
            judgement.fault(Fault::Malformed, format!("bound {claimed}"));
        }
        return;
    }
    let claimed = minimised(exact, claimed);
    let planted = planted.filter(|_| judgement.planted == Some(Place::Inside));
    let mut slack = claimed.abs().max(exact.offset.abs());
    for (name, point) in [("own point", own), ("planted point", planted)] {
        if let Some(point) = point {
            slack = slack.max(exact.objective_size(&point));
            beats(exact, &claimed, name, &point, judgement);
        }
    }
    if judgement.refuted() {
        return;
    }
    let cutoff = &claimed - slack * terms_share();
    let found = tree::point(exact, Some(&cutoff), effort);
    judgement.settled = Some(found != Answer::Unknown);
    match found {
        Answer::Point(point) => beats(exact, &claimed, "point of the exact tree", &point, judgement),
        Answer::Ray(point) => {
            let text = format!("unbounded from {}", show(Some(&point)));
            judgement.fault(Fault::BoundBeaten, text);
        }
        Answer::None | Answer::Unknown => {}
    }
}

fn beats(exact: &ExactProgram, bound: &Q, name: &str, point: &[Q], judgement: &mut Judgement) {
    let value = exact.objective(point);
    if value >= *bound {
        return;
    }
    let rounding = bound - &value <= exact.objective_size(point) * terms_share();
    let fault = if rounding { Fault::BeatenByRounding } else { Fault::BoundBeaten };
    let (value, bound) = (minimised_back(exact, &value), minimised_back(exact, bound));
    let text =
        format!("{name} has {:?}, the bound is {:?}: {}", double(&value), double(&bound), show(Some(point)));
    judgement.fault(fault, text);
}

fn minimised(exact: &ExactProgram, value: f64) -> Q {
    if exact.maximise { -number(value) } else { number(value) }
}

fn minimised_back(exact: &ExactProgram, value: &Q) -> Q {
    if exact.maximise && !value.is_zero() { -value } else { value.clone() }
}

fn show(point: Option<&[Q]>) -> String {
    let values: Vec<f64> = point.unwrap_or_default().iter().map(double).collect();
    format!("{values:?}")
}
