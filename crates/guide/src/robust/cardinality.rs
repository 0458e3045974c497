//! The binary knapsack with an ellipsoid, exactly. On {0, 1}ⁿ the norm `‖x‖_2` is the square root of the number of items taken, so with
//! that number `k` given the counterpart is a linear program in binaries: `ŵ_jᵀx <= C_j − ρ√k`, `1ᵀx = k`. Each `k` has a bound from its
//! relaxation; the most promising are solved first, until no other can do better. (Tangents would need a cut for nearly every choice:
//! the norm is concave in `k`.)

use super::instance::Instance;
use super::points::Decisions;
use super::{Incumbent, descending};
use crate::error::GuideError;
use crate::run::run;
use hunch_families::robust_knapsack::{self as knapsack, nominal_program};
use hunch_model::{Control, Event, Flow, Gap, Program, Row, Sense, Statistics};
use hunch_search::lp::{LpProblem, LpSettings, LpStatus, Simplex};
use hunch_search::{Engine, Guidance, Settings};

/// Improves `incumbent` to the optimum unless `control` stops first; returns a proven upper bound (none when stopped before all
/// relaxations were solved) and what it cost.
///
/// # Errors
/// What the engine refuses.
pub(super) fn search(
    instance: &knapsack::Instance,
    incumbent: &mut Incumbent,
    engine: Engine,
    settings: &Settings,
    control: &mut dyn Control,
) -> Result<(Option<f64>, Statistics), GuideError> {
    let whole = Instance::Knapsack(instance.clone());
    let mut statistics = Statistics::default();
    let Some(bounds) = relaxations(instance, control) else { return Ok((None, statistics)) };
    let mut proven = f64::NEG_INFINITY;
    // The best first; what is proven about the others is their relaxation.
    for (place, count) in descending(&bounds).into_iter().enumerate() {
        let bound = bounds[count];
        control.emit(Event::Progress { done: place as u64, total: bounds.len() as u64 });
        if Gap::between(incumbent.objective, bound, Sense::Maximize).is_closed() {
            return Ok((Some(proven.max(incumbent.objective).max(bound)), statistics));
        }
        if matches!(control.spend(0), Flow::Stop(_)) {
            return Ok((Some(proven.max(bound)), statistics));
        }
        let program = with_count(instance, count, Some(incumbent.objective));
        let start = start(&whole, incumbent, &program);
        let mut told = Decisions { instance: &whole, incumbent, host: control, is_part: true };
        let outcome = run(&program, Vec::new(), engine, settings, &start, &mut told)?;
        let solution = outcome.solution;
        statistics.nodes += solution.statistics.nodes;
        statistics.iterations += solution.statistics.iterations;
        statistics.work += solution.statistics.work;
        if solution.status.has_values() {
            incumbent.offer(&whole, solution.values.clone(), "search", control);
        }
        // Infeasible: no choice of this number beats the incumbent.
        let settled = solution.status == hunch_model::Status::Infeasible;
        let own = solution.bound.map_or(bound, |b| b.min(bound));
        proven = proven.max(if settled { incumbent.objective } else { own });
    }
    Ok((Some(proven.max(incumbent.objective)), statistics))
}

/// The bound of the relaxation for every number of items, from 0; minus infinity for what does not fit. `None` when stopped.
fn relaxations(instance: &knapsack::Instance, control: &mut dyn Control) -> Option<Vec<f64>> {
    let program = with_count(instance, 0, None);
    let mut simplex = Simplex::new(&LpProblem::from_program(&program), LpSettings::default());
    let mut bounds = Vec::with_capacity(instance.items() + 1);
    for count in 0..=instance.items() {
        for j in 0..instance.rows() {
            simplex.set_row_bounds(j, f64::NEG_INFINITY, capacity(instance, j, count));
        }
        simplex.set_row_bounds(instance.rows(), count as f64, count as f64);
        match simplex.solve(control) {
            LpStatus::Optimal => bounds.push(-simplex.safe_dual_bound()),
            LpStatus::Infeasible => bounds.push(f64::NEG_INFINITY),
            _ => return None,
        }
    }
    Some(bounds)
}

fn capacity(instance: &knapsack::Instance, j: usize, count: usize) -> f64 {
    instance.capacities[j] - instance.rho * (count as f64).sqrt()
}

/// The program of the choices of `count` items, worth at least `least`.
fn with_count(instance: &knapsack::Instance, count: usize, least: Option<f64>) -> Program {
    let mut program = nominal_program(instance);
    let mut rows = std::mem::take(&mut program.rows);
    let mut entries: Vec<(usize, usize, f64)> = program.matrix.triplets().collect();
    for (j, row) in rows.iter_mut().enumerate() {
        row.upper = capacity(instance, j, count);
    }
    let exactly = count as f64;
    entries.extend((0..instance.items()).map(|i| (rows.len(), i, 1.0)));
    rows.push(Row { name: "count".into(), lower: exactly, upper: exactly });
    if let Some(least) = least {
        entries.extend(instance.values.iter().enumerate().map(|(i, v)| (rows.len(), i, *v)));
        rows.push(Row { name: "improvement".into(), lower: least, upper: f64::INFINITY });
    }
    program.set_rows(rows, &entries);
    program
}

/// The incumbent as a start, where it has the program's number of items.
fn start(whole: &Instance, incumbent: &Incumbent, program: &Program) -> Guidance {
    let values = whole.decision_of(&incumbent.decision);
    match hunch_model::check(program, &values).feasible {
        true => Guidance { start: values.into_iter().enumerate().collect(), ..Guidance::default() },
        false => Guidance::none(),
    }
}
