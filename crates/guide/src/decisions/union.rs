//! A program with cones as a union of linear ones, which differ in the sides of their rows alone; the binary
//! knapsack with an ellipsoid has one for each number of items. Each has a bound from its relaxation; the
//! most promising are searched first, each until its bound says that it has nothing better than the best
//! decision of all, until no other can do better. No row says that a point must be better: where none is, the
//! search would have to prove a program empty whose relaxation is not, and has no incumbent to prune with.

use super::incumbent::Incumbent;
use super::points::Decisions;
use crate::solver::Solver;
use hunch_families::Case;
use hunch_families::family::Union;
use hunch_model::{Control, Event, Flow, Gap, Program, Sense, Statistics, Status};
use hunch_search::lp::LpStatus;
use hunch_search::{Guidance, SearchError, Separators, StepResult};

/// Work between two looks at what a search has found and proven: about a millisecond.
const LOOK: u64 = 50_000;

/// Improves `incumbent` to the optimum unless `control` stops first; returns a proven bound (none when
/// stopped before all relaxations were solved) and what it cost.
///
/// # Errors
/// What the engine refuses.
pub(super) fn search(
    case: &dyn Case,
    union: &Union,
    incumbent: &mut Incumbent,
    solver: &mut dyn Solver,
    control: &mut dyn Control,
) -> Result<(Option<f64>, Statistics), SearchError> {
    let sense = union.base.sense;
    let weaker = |a: f64, b: f64| if sense.sign() * a < sense.sign() * b { a } else { b };
    let stronger = |a: f64, b: f64| if sense.sign() * a < sense.sign() * b { b } else { a };
    let mut statistics = Statistics::default();
    let opener = solver.opener();
    let Some(bounds) = relaxations(union, solver, control) else { return Ok((None, statistics)) };
    let mut proven = sense.sign() * f64::INFINITY;
    // The best first; what is proven about the others is their relaxation.
    for (place, member) in most_promising(&bounds, sense).into_iter().enumerate() {
        let bound = bounds[member];
        control.emit(Event::Bound { bound: weaker(proven, bound) });
        control.emit(Event::Progress { done: place as u64, total: bounds.len() as u64 });
        if solver.suffices(Gap::between(incumbent.objective, bound, sense)) {
            return Ok((Some(weaker(weaker(proven, incumbent.objective), bound)), statistics));
        }
        if matches!(control.spend(0), Flow::Stop(_)) {
            return Ok((Some(weaker(proven, bound)), statistics));
        }
        let program = with_sides(union, member);
        let start = start(&program, &incumbent.decision);
        let mut search = opener.open(&program, &Separators::new, &start, &[])?;
        let mut seen = None;
        let solution = loop {
            let mut told = Decisions { case, incumbent, host: control, is_part: true };
            let end = search.step(LOOK, &mut told);
            let found = search.solution();
            if found.objective != seen {
                seen = found.objective;
                incumbent.offer(case, found.values.clone(), "search", control);
            }
            let left = found.bound.map(|bound| Gap::between(incumbent.objective, bound, sense));
            if end != StepResult::Paused || left.is_some_and(|gap| solver.suffices(gap)) {
                break found;
            }
        };
        statistics.nodes += solution.statistics.nodes;
        statistics.iterations += solution.statistics.iterations;
        statistics.work += solution.statistics.work;
        // Infeasible: nothing in this program is an answer.
        let settled = solution.status == Status::Infeasible;
        let own = solution.bound.map_or(bound, |b| stronger(b, bound));
        proven = weaker(proven, if settled { incumbent.objective } else { own });
    }
    Ok((Some(weaker(proven, incumbent.objective)), statistics))
}

/// Places of the bounds, the most promising first.
fn most_promising(bounds: &[f64], sense: Sense) -> Vec<usize> {
    let mut places: Vec<usize> = (0..bounds.len()).collect();
    hunch_model::order::sort_by(&mut places, |&a, &b| {
        (sense.sign() * bounds[a]).total_cmp(&(sense.sign() * bounds[b]))
    });
    places
}

/// The bound of every program's relaxation; of one without points the worst that there is. `None` when
/// stopped.
fn relaxations(union: &Union, solver: &mut dyn Solver, control: &mut dyn Control) -> Option<Vec<f64>> {
    let sign = union.base.sense.sign();
    let mut simplex = solver.relax(&with_sides(union, 0));
    let mut bounds = Vec::with_capacity(union.sides.len());
    for sides in &union.sides {
        for (j, &(lower, upper)) in sides.iter().enumerate() {
            simplex.set_row_bounds(j, lower, upper);
        }
        match simplex.solve(control) {
            // Of the minimisation, as everything that the simplex reports.
            LpStatus::Optimal => bounds.push(sign * simplex.safe_dual_bound()),
            LpStatus::Infeasible => bounds.push(sign * f64::INFINITY),
            _ => return None,
        }
    }
    Some(bounds)
}

/// One of the programs.
fn with_sides(union: &Union, member: usize) -> Program {
    let mut program = union.base.clone();
    for (row, &(lower, upper)) in program.rows.iter_mut().zip(&union.sides[member]) {
        (row.lower, row.upper) = (lower, upper);
    }
    program
}

/// The incumbent as a start, where it is a point of the program.
fn start(program: &Program, decision: &[f64]) -> Guidance {
    match hunch_model::check(program, decision).feasible {
        true => Guidance { start: decision.iter().copied().enumerate().collect(), ..Guidance::default() },
        false => Guidance::none(),
    }
}
