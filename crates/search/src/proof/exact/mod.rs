//! Exact arithmetic settles what is small: where the doubles of the simplex prove nothing (big M,
//! coefficients of all sizes in one row, rows that are almost parallel, wide integers, equations between
//! integers), a program of a few dozen columns and rows is solved, or proven, in exact numbers.

pub mod equations;
pub mod lattice;
pub mod linear;
pub mod multipliers;
pub mod tableau;
pub mod walk;

use super::implied;
use super::relaxed::relaxed;
use super::target::{beside, closes_gap, optimal_target};
use crate::certify;
use crate::guidance::Guidance;
use hunch_check::{Dyadic, ExactProgram, Knowledge};
use hunch_model::{Control, Program, check};
use std::cmp::Ordering;
use tableau::LpEnd;
use walk::{ExactWalk, Goal, WalkEnd};

/// Columns of the largest program that is settled: a pivot on a tableau of this size takes a millisecond or
/// two.
pub const COLUMNS: usize = 40;
/// Rows of the largest one.
pub const ROWS: usize = 60;
/// Entries of tableaus that pivots may change in one walk unless the caller says otherwise: a few seconds.
pub const WORK: u64 = 4_000_000;
/// Nodes of one walk.
pub const NODES: u64 = 20_000;
/// Nodes of a walk that splits on columns, before sums of columns are tried: where they help, columns do not.
pub const COLUMN_NODES: u64 = 2_000;
/// A share of the work goes to that walk.
const COLUMN_SHARE: u64 = 3;

/// What exact arithmetic says of a program.
#[derive(Clone, Debug, PartialEq)]
pub enum Settled {
    /// The point is feasible by the independent checker, and optimal by the rule of claims.
    Optimal {
        /// One value a column; integer columns hold integers.
        values: Vec<f64>,
        /// The proven bound in the program's own sense, no better than the point's objective.
        bound: f64,
        /// Whether the point meets the bound only within the tolerances of rows.
        up_to_tolerance: bool,
        /// Whether no point satisfies the rows exactly.
        is_empty: bool,
    },
    /// There is no point, within the tolerances of rows either.
    Infeasible,
    /// No point satisfies the rows exactly; whether one does within their tolerances is open.
    Empty,
    /// A limit came first, the program is too large or has no end, or doubles cannot write its points.
    Open,
}

/// How the relaxation of a program ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RelaxationEnd {
    /// Nothing is less than this, as a minimisation; a lower bound on the optimum that is the nearest double.
    Optimum(f64),
    /// The objective has no end.
    Unbounded,
    /// It has no point, or a limit came first.
    Open,
}

/// Where the relaxation of a program of at most [`COLUMNS`] columns and [`ROWS`] rows ends, in exact
/// arithmetic, with `work` as in [`WORK`].
pub fn relaxation_end(program: &Program, work: u64) -> RelaxationEnd {
    if !fits(program) {
        return RelaxationEnd::Open;
    }
    let known = Knowledge::new(ExactProgram::new(program));
    let mut tableau = walk::relaxation(&known, true);
    match tableau.solve(walk::pivots(&known, work)) {
        LpEnd::Unbounded => RelaxationEnd::Unbounded,
        LpEnd::Optimal(_) => {
            let (point, over) = tableau.point();
            let exact = known.program();
            let mut value = &exact.offset * &over;
            for (c, x) in exact.cost.iter().zip(&point) {
                value.add_product(c, x);
            }
            let value = multipliers::fraction(&value, &over, OBJECTIVE_BITS);
            value.map_or(RelaxationEnd::Open, |v| RelaxationEnd::Optimum(v.below()))
        }
        LpEnd::Infeasible(_) | LpEnd::Limit => RelaxationEnd::Open,
    }
}

/// Whether the program is small enough.
pub fn fits(program: &Program) -> bool {
    program.columns.len() <= COLUMNS && program.rows.len() <= ROWS
}

/// Settles a program of at most [`COLUMNS`] columns and [`ROWS`] rows in exact arithmetic, with `work` as in
/// [`WORK`] for each of three walks at most.
pub fn settle(program: &Program, work: u64, control: &mut dyn Control) -> Settled {
    if !fits(program) || certify::admit(program, &Guidance::none()).is_err() {
        return Settled::Open;
    }
    let exact = ExactProgram::new(program);
    let mut widened = Knowledge::widened(exact.clone());
    if equations::refute(&mut widened).is_some() {
        return Settled::Infeasible;
    }
    let columns_first = [(false, work / COLUMN_SHARE), (true, work)];
    let found =
        columns_first.into_iter().find_map(|(sums, work)| optimum(program, &exact, sums, work, control));
    match found {
        None => Settled::Open,
        Some(Some(settled)) => settled,
        Some(None) => {
            let columns_first = [(false, work / COLUMN_SHARE), (true, work)];
            let found = columns_first
                .into_iter()
                .find_map(|(sums, work)| within(program, &exact, sums, work, control));
            found.unwrap_or(Settled::Empty)
        }
    }
}

/// What both kinds of walk start from: implied bounds, divided rows and, if they are to be split on,
/// combinations of columns.
pub fn prepared(program: &Program, known: &mut Knowledge, sums: bool) -> Prepared {
    let problem = relaxed(program, known);
    let implied = implied::imply(&problem, known);
    let mut cuts = equations::divided_rows(known);
    cuts.retain(|cut| known.add_cut(cut).is_ok());
    let combinations = if sums { lattice::combinations(known) } else { Vec::new() };
    Prepared { implied, cuts, combinations }
}

/// What was found before a walk.
pub struct Prepared {
    /// Implied bounds, in order.
    pub implied: Vec<hunch_check::ImpliedBound>,
    /// Divided rows.
    pub cuts: Vec<hunch_check::Cut>,
    /// What to split on.
    pub combinations: Vec<lattice::Combination>,
}

/// The best exact point; none inside where there is no such point, and none at all where the walk came to no
/// end.
fn optimum(
    program: &Program,
    exact: &ExactProgram,
    sums: bool,
    work: u64,
    control: &mut dyn Control,
) -> Option<Option<Settled>> {
    let mut known = Knowledge::new(exact.clone());
    let prepared = prepared(program, &mut known, sums);
    let mut best: Option<Vec<f64>> = None;
    let mut bound: Option<Dyadic> = None;
    let mut lower = |value: Dyadic| {
        if bound.as_ref().is_none_or(|b| value < *b) {
            bound = Some(value);
        }
    };
    let mut answer = |known: &mut Knowledge, point: &[Dyadic], over: &Dyadic| {
        let Some((values, objective)) = written(program, exact, point, over) else { return false };
        let Some(target) = optimal_target(exact, program.has_integers(), &values) else { return false };
        let Some(value) = multipliers::fraction(&objective, over, OBJECTIVE_BITS) else { return false };
        let is_better = beside(exact, &values, &value) == Some(Ordering::Less);
        let passes = !program.has_integers() && is_better;
        lower(value);
        // What reaches the target is closed. The one node of a linear program is closed by its optimum, which a point of
        // doubles far out may pass by far.
        if !passes {
            lower(target.clone());
        }
        known.set_target(target);
        best = Some(values);
        true
    };
    let mut walk = ExactWalk::new(&mut known, true, prepared.combinations, work);
    let nodes = if sums { NODES } else { COLUMN_NODES };
    if walk.run(&mut Goal::Search(&mut answer), nodes, control) != WalkEnd::Complete {
        return None;
    }
    let Some(values) = best else { return Some(None) };
    let bound = bound?.below();
    if !closes_gap(&known, Some(&values), bound) {
        return None;
    }
    let verdict = check(program, &values);
    let sign = program.sense.sign();
    let up_to_tolerance = sign * verdict.objective < bound;
    let bound = sign * bound.min(sign * verdict.objective) + 0.0;
    Some(Some(Settled::Optimal { values, bound, up_to_tolerance, is_empty: false }))
}

/// There is no exact point: is there one within the tolerances of rows? Any such point is optimal up to
/// tolerance.
fn within(
    program: &Program,
    exact: &ExactProgram,
    sums: bool,
    work: u64,
    control: &mut dyn Control,
) -> Option<Settled> {
    let mut known = Knowledge::widened(exact.clone());
    let prepared = prepared(program, &mut known, sums);
    let mut found = None;
    let mut answer = |known: &mut Knowledge, point: &[Dyadic], over: &Dyadic| {
        let Some((values, _)) = written(program, exact, point, over) else { return false };
        found = Some(values);
        // One will do: every other has an objective of more than this.
        known.set_target(Dyadic::new(f64::MIN).unwrap_or_default());
        true
    };
    let mut walk = ExactWalk::new(&mut known, false, prepared.combinations, work);
    let nodes = if sums { NODES } else { COLUMN_NODES };
    let end = walk.run(&mut Goal::Search(&mut answer), nodes, control);
    match found {
        Some(values) => {
            let bound = check(program, &values).objective;
            Some(Settled::Optimal { values, bound, up_to_tolerance: true, is_empty: true })
        }
        None => (end == WalkEnd::Complete).then_some(Settled::Infeasible),
    }
}

/// Bits of a value that is rounded on its way to a double: more than that has, so that it is rounded once.
const VALUE_BITS: i32 = 64;
/// Bits of an objective that becomes a bound.
const OBJECTIVE_BITS: i32 = 80;

/// The point in doubles, if the checker accepts it, and its exact objective times `over`. Where the nearest doubles are
/// that far apart that they miss the objective, each column is rounded towards it.
fn written(
    program: &Program,
    exact: &ExactProgram,
    point: &[Dyadic],
    over: &Dyadic,
) -> Option<(Vec<f64>, Dyadic)> {
    let mut objective = &exact.offset * over;
    for (c, x) in exact.cost.iter().zip(point) {
        objective.add_product(c, x);
    }
    let value = multipliers::fraction(&objective, over, OBJECTIVE_BITS)?;
    let around: Vec<Around> = point.iter().map(|x| Around::new(x, over)).collect::<Option<_>>()?;
    let nearest: Vec<f64> = around.iter().map(|x| x.nearest).collect();
    let towards = |(x, c): (&Around, &Dyadic)| if c.is_negative() { x.above } else { x.below };
    let misses = beside(exact, &nearest, &value) == Some(Ordering::Greater);
    let better: Option<Vec<f64>> = misses.then(|| around.iter().zip(&exact.cost).map(towards).collect());
    let values = better.into_iter().chain([nearest]).find(|values| check(program, values).feasible)?;
    Some((values, objective))
}

/// The doubles around a number.
struct Around {
    below: f64,
    above: f64,
    nearest: f64,
}

impl Around {
    /// Those of `value / over`, if it lies within their range.
    fn new(value: &Dyadic, over: &Dyadic) -> Option<Self> {
        let fraction = multipliers::fraction(value, over, VALUE_BITS)?;
        let (below, above) = (fraction.below() + 0.0, fraction.above() + 0.0);
        let (down, up) = (&fraction - &Dyadic::new(below)?, &Dyadic::new(above)? - &fraction);
        Some(Self { below, above, nearest: if down <= up { below } else { above } })
    }
}
