//! Re-solves after one change, from the last working set, beside solves of the same program from nothing.

use crate::instances::{portfolio, vehicle};
use crate::random::Random;
use hunch_model::{Kind, Program, Unlimited};
use hunch_search::qp::{Problem, Qp, QpSettings, QpStatus};
use std::time::Instant;

/// Medians over the changes of one instance.
#[derive(Clone, Debug)]
pub struct Row {
    /// The instance.
    pub name: String,
    /// Changes.
    pub changes: usize,
    /// Iterations of re-solves and of solves from nothing.
    pub warm_iterations: f64,
    /// The latter.
    pub cold_iterations: f64,
    /// Microseconds of both; a solve from nothing without taking the program in (the test for convexity,
    /// scaling), which is timed apart.
    pub warm_micros: f64,
    /// The latter.
    pub cold_micros: f64,
    /// Taking the program in.
    pub setup_micros: f64,
    /// Answers that differ.
    pub wrong: usize,
}

/// Portfolios and relaxed vehicles, each with so many changes, as far as `only` is part of their names; each solve is
/// timed `repeats` times.
///
/// # Errors
/// In words, when a program is refused.
pub fn measure(changes: usize, seed: u64, repeats: usize, only: &str) -> Result<Vec<Row>, String> {
    let mut rows = Vec::new();
    let mut row = |base: Program, what: &'static str, change: Change| {
        if format!("{}, {what}", base.name).contains(only) {
            rows.push(one(base, what, changes, seed, repeats, change)?);
        }
        Ok::<(), String>(())
    };
    for n in [100, 400] {
        row(portfolio(n, seed), "one return moved", move_cost)?;
        row(portfolio(n, seed), "one asset capped", fix_column)?;
    }
    for periods in [10, 20, 40] {
        row(vehicle(periods, seed), "one switch fixed", fix_switch)?;
        row(vehicle(periods, seed), "one demand moved", move_side)?;
    }
    Ok(rows)
}

/// A change, made to a program and to an engine that has solved it.
type Change = fn(&mut Random, &Program, &mut Qp) -> Program;

/// The expected return of one asset.
fn move_cost(r: &mut Random, base: &Program, qp: &mut Qp) -> Program {
    let mut program = base.clone();
    let j = r.below(base.columns.len());
    program.columns[j].objective += 0.3 * r.normal();
    for (k, column) in program.columns.iter().enumerate() {
        let cost = base.sense.sign() * column.objective;
        if qp.cost(k) != cost {
            qp.set_cost(k, cost);
        }
    }
    program
}

/// An asset that is held is not, or half as much of one at most.
fn fix_column(r: &mut Random, base: &Program, qp: &mut Qp) -> Program {
    let held: Vec<(usize, f64)> = qp.values().iter().copied().enumerate().filter(|v| v.1 > 1e-3).collect();
    let (j, x) = if held.is_empty() { (0, 0.0) } else { held[r.below(held.len())] };
    let mut program = base.clone();
    program.columns[j].upper = if r.chance(0.5) { 0.0 } else { 0.5 * x };
    follow(&program, qp);
    program
}

/// A switch is on, or off where the start can pay for it.
fn fix_switch(r: &mut Random, base: &Program, qp: &mut Qp) -> Program {
    let periods = base.columns.len() / 5;
    let mut program = base.clone();
    let j = 3 * periods + r.below(periods);
    let on = if r.chance(0.5) { 1.0 } else { 0.0 };
    (program.columns[j].lower, program.columns[j].upper) = (on, on);
    follow(&program, qp);
    program
}

/// One demand.
fn move_side(r: &mut Random, base: &Program, qp: &mut Qp) -> Program {
    let mut program = base.clone();
    let i = 4 * r.below(base.columns.len() / 5) + 1;
    program.rows[i].lower += r.between(-0.2, 0.2);
    follow(&program, qp);
    program
}

fn follow(program: &Program, qp: &mut Qp) {
    for (j, c) in program.columns.iter().enumerate() {
        if qp.column_bounds(j) != (c.lower, c.upper) {
            qp.set_column_bounds(j, c.lower, c.upper);
        }
    }
    for (i, row) in program.rows.iter().enumerate() {
        if qp.row_sides(i) != (row.lower, row.upper) {
            qp.set_row_sides(i, row.lower, row.upper);
        }
    }
}

fn engine(program: &Program) -> Result<Qp, String> {
    debug_assert!(program.columns.iter().all(|c| c.kind == Kind::Continuous));
    let problem = Problem::from_program(program).map_err(|e| e.to_string())?;
    Qp::new(problem, QpSettings::default()).map_err(|e| e.to_string())
}

fn one(
    base: Program,
    what: &str,
    changes: usize,
    seed: u64,
    repeats: usize,
    change: Change,
) -> Result<Row, String> {
    let mut r = Random::of(seed, 77);
    let mut solved = engine(&base)?;
    solved.solve(&mut Unlimited);
    let mut columns: [Vec<f64>; 5] = Default::default();
    let mut wrong = 0;
    for _ in 0..changes {
        let mut qp = solved.clone();
        let program = change(&mut r, &base, &mut qp);
        let before = qp.iterations();
        let (warm, warm_micros) = repeated(&mut qp, repeats);
        let (cold_engine, setup) = timed(|| engine(&program));
        let mut cold_engine = cold_engine?;
        let (cold, cold_micros) = repeated(&mut cold_engine, repeats);
        let same = warm == cold
            && (warm != QpStatus::Optimal
                || (qp.objective() - cold_engine.objective()).abs() <= 2e-6 * (1.0 + qp.objective().abs()));
        wrong += usize::from(!same);
        let measured = [
            (qp.iterations() - before) as f64,
            cold_engine.iterations() as f64,
            warm_micros,
            cold_micros,
            setup,
        ];
        columns.iter_mut().zip(measured).for_each(|(column, value)| column.push(value));
    }
    let [warm_iterations, cold_iterations, warm_micros, cold_micros, setup_micros] = columns.map(median);
    Ok(Row {
        name: format!("{}, {what}", base.name),
        changes,
        warm_iterations,
        cold_iterations,
        warm_micros,
        cold_micros,
        setup_micros,
        wrong,
    })
}

/// Times of solves from nothing.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// Of the minimisation.
    pub objective: f64,
    /// Median microseconds of taking the program in.
    pub setup_micros: f64,
    /// Of solving it.
    pub solve_micros: f64,
}

/// Solves a program from nothing, so many times.
///
/// # Errors
/// In words, when it is refused or has no optimum.
pub fn time(program: &Program, repeats: usize) -> Result<Timing, String> {
    let (mut setups, mut solves) = (Vec::new(), Vec::new());
    let mut objective = f64::NAN;
    for _ in 0..repeats.max(1) {
        let (qp, setup) = timed(|| engine(program));
        let mut qp = qp?;
        let (status, solve) = timed(|| qp.solve(&mut Unlimited));
        if status != QpStatus::Optimal {
            return Err(format!("{} ended with {status:?}", program.name));
        }
        objective = qp.objective();
        setups.push(setup);
        solves.push(solve);
    }
    Ok(Timing { objective, setup_micros: median(setups), solve_micros: median(solves) })
}

/// Solves copies of an engine and then itself: how it ended, and the median of the microseconds. The first solve after
/// another instance has had the processor's cache says more of that than of the engine.
fn repeated(qp: &mut Qp, repeats: usize) -> (QpStatus, f64) {
    let mut micros: Vec<f64> = (1..repeats)
        .map(|_| {
            let mut copy = qp.clone();
            timed(|| copy.solve(&mut Unlimited)).1
        })
        .collect();
    let (status, last) = timed(|| qp.solve(&mut Unlimited));
    micros.push(last);
    (status, median(micros))
}

fn timed<T>(run: impl FnOnce() -> T) -> (T, f64) {
    let started = Instant::now();
    let value = run();
    (value, started.elapsed().as_secs_f64() * 1e6)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
