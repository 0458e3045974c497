//! Promises about time: a run may be cut into slices of any size without changing a bit of its answer, and a
//! host that says stop is heard within a bounded amount of work.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)] // a failed test, in helpers too; figures for --nocapture

mod support;

use hunch_model::{Control, Cut, Event, Flow, Kind, Program, Row, Sense, Status, StopReason, Unlimited};
use hunch_search::{Engine, Guidance, Outcome, Search, Settings, StepResult};
use support::Random;

const INF: f64 = f64::INFINITY;

/// Facilities with capacities serve customers: binaries, continuous columns and a weak relaxation.
fn facilities(open: usize, customers: usize, seed: u64) -> Program {
    let r = &mut Random::new(seed);
    let mut p = Program::new("facilities", Sense::Minimize);
    for i in 0..open {
        p.add_column(format!("open{i}"), r.integer(50, 120) as f64, 0.0, 1.0, Kind::Integer);
    }
    let demand: Vec<f64> = (0..customers).map(|_| r.integer(3, 9) as f64).collect();
    let capacity = (2.5 * demand.iter().sum::<f64>() / open as f64).ceil();
    for i in 0..open {
        for k in 0..customers {
            p.add_column(
                format!("serve{i},{k}"),
                demand[k] * r.integer(1, 20) as f64,
                0.0,
                1.0,
                Kind::Continuous,
            );
        }
    }
    let serve = |i: usize, k: usize| open + i * customers + k;
    let (mut rows, mut triplets) = (Vec::new(), Vec::new());
    for k in 0..customers {
        triplets.extend((0..open).map(|i| (rows.len(), serve(i, k), 1.0)));
        rows.push(Row { name: format!("served{k}"), lower: 1.0, upper: 1.0 });
    }
    for i in 0..open {
        triplets.extend((0..customers).map(|k| (rows.len(), serve(i, k), demand[k])));
        triplets.push((rows.len(), i, -capacity));
        rows.push(Row { name: format!("capacity{i}"), lower: -INF, upper: 0.0 });
    }
    p.set_rows(rows, &triplets);
    p
}

/// The same without integrality.
fn relaxed(mut p: Program) -> Program {
    p.columns.iter_mut().for_each(|c| c.kind = Kind::Continuous);
    p
}

/// Everything that guidance can be at once, most of it wrong.
fn guidance(p: &Program, seed: u64) -> Guidance {
    let r = &mut Random::new(seed);
    let integers: Vec<usize> = (0..p.columns.len()).filter(|&j| p.columns[j].kind == Kind::Integer).collect();
    Guidance {
        start: integers.iter().map(|&j| (j, r.integer(0, 1) as f64)).collect(),
        probabilities: integers.iter().map(|&j| (j, r.unit())).collect(),
        trust_region: Some(3),
        cuts: vec![Cut {
            source: "test",
            terms: integers.iter().map(|&j| (j, 1.0)).collect(),
            lower: 2.0,
            upper: INF,
        }],
        ..Guidance::default()
    }
}

fn run(p: &Program, guidance: &Guidance, budget: u64) -> Outcome {
    let settings = Settings::new().with_node_limit(Some(150));
    let mut search = Search::new(p, Engine::Hunch, &settings, guidance).unwrap();
    while search.step(budget, &mut Unlimited) == StepResult::Paused {}
    search.outcome()
}

#[test]
fn slices_of_any_size_change_no_bit_of_a_guided_answer() {
    for seed in 0..2 {
        let p = facilities(8, 12, seed);
        let guess = guidance(&p, seed);
        let whole = run(&p, &guess, u64::MAX);
        assert!(whole.solution.statistics.nodes > 1, "seed {seed}: {whole:?}");
        for budget in [1, 333, 10_007, 1_000_003] {
            assert_eq!(run(&p, &guess, budget), whole, "seed {seed}, slices of {budget}");
        }
    }
}

#[test]
fn slices_of_any_size_change_no_bit_of_a_linear_answer() {
    let p = relaxed(facilities(12, 40, 5));
    let whole = run(&p, &Guidance::none(), u64::MAX);
    assert_eq!(whole.solution.status, Status::Optimal);
    for budget in [1, 333, 10_007] {
        assert_eq!(run(&p, &Guidance::none(), budget), whole, "slices of {budget}");
    }
}

/// Says stop once `limit` units are spent, and notes how many had been reported when the search returned.
struct Patience {
    limit: u64,
    spent: u64,
}

impl Control for Patience {
    fn spend(&mut self, work: u64) -> Flow {
        self.spent += work;
        if self.spent >= self.limit { Flow::Stop(StopReason::Interrupt) } else { Flow::Continue }
    }

    fn now(&self) -> f64 {
        0.0
    }

    fn emit(&mut self, _event: Event) {}
}

/// Most work between the host's stop and the return of the search: a unit is about one inner step of a loop,
/// of which a browser does more than a hundred million a second, so this is some tens of milliseconds.
const LATENCY: u64 = 5_000_000;

/// Stops a run again and again after `patience` more units; returns the largest overshoot.
fn overshoot(p: &Program, guidance: &Guidance, patience: u64) -> u64 {
    let settings = Settings::new().with_node_limit(Some(60));
    let mut search = Search::new(p, Engine::Hunch, &settings, guidance).unwrap();
    let mut worst = 0;
    loop {
        let mut host = Patience { limit: patience, spent: 0 };
        let result = search.step(u64::MAX, &mut host);
        worst = worst.max(host.spent.saturating_sub(patience));
        match result {
            StepResult::Stopped(StopReason::Interrupt) => {
                let status = search.solution().status;
                assert!(matches!(status, Status::Limit | Status::Feasible | Status::Optimal), "{status:?}");
            }
            StepResult::Finished => return worst,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_stop_is_heard_within_a_bounded_amount_of_work() {
    let programs = [
        ("mixed", facilities(15, 40, 7)),
        ("wide", facilities(6, 200, 8)),
        ("linear", relaxed(facilities(30, 60, 9))),
    ];
    for (name, p) in &programs {
        for guess in [Guidance::none(), guidance(p, 1)] {
            for patience in [1, 20_000] {
                let worst = overshoot(p, &guess, patience);
                println!("{name}: at most {worst} units after the stop");
                assert!(worst <= LATENCY, "{name}: {worst} units after the stop");
            }
        }
    }
}

#[test]
fn a_node_limit_is_met_where_no_search_would_end() {
    let free = |p: &mut Program, name: &str| p.add_column(name, 0.0, -INF, INF, Kind::Integer);
    let row = |name: &str, lower: f64, upper: f64| Row { name: name.into(), lower, upper };
    // No integers satisfy 2x + 4y = 7, or 1 <= 3x - 3y <= 2.
    let mut parity = Program::new("parity", Sense::Minimize);
    let (x, y) = (free(&mut parity, "x"), free(&mut parity, "y"));
    parity.set_rows(vec![row("odd", 7.0, 7.0)], &[(0, x, 2.0), (0, y, 4.0)]);
    let mut band = Program::new("band", Sense::Minimize);
    let (x, y) = (free(&mut band, "x"), free(&mut band, "y"));
    let rows = vec![row("band", 1.0, 2.0), row("far", 5.0, INF)];
    band.set_rows(rows, &[(0, x, 3.0), (0, y, -3.0), (1, x, 1.0), (1, y, 1.0)]);
    band.columns[y].objective = 1.0;
    for p in [&parity, &band] {
        let outcome = run(p, &Guidance::none(), u64::MAX);
        assert_eq!(outcome.solution.values, Vec::<f64>::new());
        assert!(matches!(outcome.solution.status, Status::Limit | Status::Infeasible), "{outcome:?}");
    }
}
