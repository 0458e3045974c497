//! Several objectives and several answers, against enumeration.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)] // a failed test; figures for --nocapture

#[path = "support/kinds.rs"]
mod kinds;
mod support;

use hunch_model::{
    Feature, Kind, Objective, Program, Recorder, Row, Sense, SparseMatrix, Status, Unlimited, check,
};
use hunch_search::kinds::pool::{Pool, PoolOptions, PoolSearch, solve_pool};
use hunch_search::{Engine, Guidance, Outcome, Search, SearchError, Settings, StepResult, solve};
use kinds::{Answer, Wanted, allowance, draw, enumerate, make_ties};
use support::{MIXED, PURE, Random, seeds};

/// A small program, plain or with kinds.
fn base(seed: u64) -> Program {
    let bit = |k: u64| (seed / 4) >> k & 1 == 1;
    match seed % 4 {
        0 => support::draw(seed, PURE),
        1 => support::draw(seed, MIXED),
        _ => draw(
            seed,
            Wanted { semi: bit(0), one: bit(1), indicators: bit(2), piecewise: bit(3), two: false },
        ),
    }
}

/// The program with one or two further objectives, and allowances.
fn with_objectives(seed: u64) -> Program {
    let mut p = base(seed);
    let r = &mut Random::new(seed ^ 0xB0B);
    make_ties(&mut p, r);
    p.degradation = allowance(r);
    for k in 0..r.integer(1, 2) {
        let sense = if r.chance(50) { Sense::Minimize } else { Sense::Maximize };
        let all = (0..p.columns.len()).map(|j| (j, r.integer(-4, 4) as f64));
        let terms = all.collect::<Vec<_>>().into_iter().filter(|t| t.1 != 0.0).collect();
        let offset = r.integer(-2, 2) as f64;
        let degradation = allowance(r);
        let name = format!("o{k}");
        p.objectives.push(Objective { name, sense, offset, terms, quadratic: None, degradation });
    }
    p.validate().unwrap();
    p
}

/// The optima of all objectives, one after the other, by enumeration.
fn one_after_the_other(given: &Program) -> (Vec<f64>, Answer) {
    let mut p = given.clone();
    let own = (0..p.columns.len()).map(|j| (j, p.columns[j].objective)).collect();
    let own = Objective {
        name: String::new(),
        sense: p.sense,
        offset: p.offset,
        terms: own,
        quadratic: None,
        degradation: p.degradation,
    };
    let objectives: Vec<Objective> = std::iter::once(own).chain(std::mem::take(&mut p.objectives)).collect();
    let mut optima = Vec::new();
    let mut last = Answer::Unknown;
    for objective in &objectives {
        p.columns.iter_mut().for_each(|c| c.objective = 0.0);
        objective.terms.iter().for_each(|&(j, a)| p.columns[j].objective = a);
        (p.sense, p.offset) = (objective.sense, objective.offset);
        last = enumerate(&p);
        let Answer::Optimal(best) = last else { return (optima, last) };
        optima.push(best);
        let worst = best + objective.sense.sign() * objective.degradation.at(best) - objective.offset;
        let (lower, upper) = match objective.sense {
            Sense::Minimize => (f64::NEG_INFINITY, worst),
            Sense::Maximize => (worst, f64::INFINITY),
        };
        let mut entries: Vec<(usize, usize, f64)> = p.matrix.triplets().collect();
        entries.extend(objective.terms.iter().map(|&(j, a)| (p.rows.len(), j, a)));
        p.rows.push(Row { name: format!("kept{}", optima.len()), lower, upper });
        p.matrix = SparseMatrix::from_triplets(p.rows.len(), p.columns.len(), &entries);
    }
    (optima, last)
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-4 * (1.0 + b.abs())
}

#[test]
fn objectives_one_after_the_other_agree_with_enumeration() {
    let (mut optimal, mut infeasible, mut unbounded, mut open) = (0, 0, 0, 0);
    for seed in seeds(900) {
        let p = with_objectives(seed);
        let (optima, last) = one_after_the_other(&p);
        let answer = solve(&p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
        let reached: Vec<f64> = answer.objectives.iter().filter_map(|o| o.reached).collect();
        match last {
            Answer::Unknown => open += 1,
            Answer::Infeasible => {
                infeasible += 1;
                assert_eq!(answer.status, Status::Infeasible, "seed {seed}");
            }
            Answer::Unbounded => {
                unbounded += 1;
                assert_eq!(answer.status, Status::Unbounded, "seed {seed}: {answer:?}");
                assert_eq!(reached.len(), optima.len(), "seed {seed}");
            }
            Answer::Optimal(_) => {
                optimal += 1;
                assert_eq!(answer.status, Status::Optimal, "seed {seed}: {answer:?}\n{p:#?}");
                assert_eq!(reached.len(), optima.len(), "seed {seed}");
                assert!(answer.objectives.iter().all(|o| o.proven), "seed {seed}");
                let verdict = check(&p, &answer.values);
                assert!(verdict.feasible, "seed {seed}: {:?}", verdict.complaint);
                assert_eq!(answer.objective.map(|v| near(v, verdict.objective)), Some(true), "seed {seed}");
            }
        }
        for (k, (a, b)) in reached.iter().zip(&optima).enumerate() {
            assert!(near(*a, *b), "seed {seed}, objective {k}: {a} instead of {b}\n{p:#?}");
        }
        let senses = std::iter::once((p.sense, p.degradation))
            .chain(p.objectives.iter().map(|o| (o.sense, o.degradation)));
        for (told, (sense, degradation)) in answer.objectives.iter().zip(senses) {
            let Some(reached) = told.reached else { continue };
            let lost = sense.sign() * (told.value - reached);
            let allowed = degradation.at(reached) + 1e-4 * (1.0 + reached.abs());
            assert!(lost <= allowed, "seed {seed}: {told:?}");
        }
    }
    println!("{optimal} optimal, {infeasible} infeasible, {unbounded} unbounded, {open} open");
    assert!(optimal > 250 && infeasible > 50 && unbounded > 20 && open < 10);
}

fn outcome(p: &Program, budget: u64) -> Outcome {
    let mut search = Search::new(p, Engine::Hunch, &Settings::new(), &Guidance::none()).unwrap();
    while search.step(budget, &mut Unlimited) == StepResult::Paused {}
    search.outcome()
}

#[test]
fn slices_change_no_objective_and_no_pool() {
    for seed in seeds(80) {
        let p = with_objectives(seed);
        let whole = outcome(&p, u64::MAX);
        assert_eq!(whole, outcome(&p, 1), "seed {seed}");
        assert_eq!(whole, outcome(&p, 50), "seed {seed}");
        let p = base(seed);
        let options = PoolOptions { count: 4, ..PoolOptions::default() };
        let pool = |budget| {
            let mut search = PoolSearch::new(&p, options, &Settings::new()).unwrap();
            while search.step(budget, &mut Unlimited) == StepResult::Paused {}
            search.pool()
        };
        assert_eq!(pool(u64::MAX), pool(1), "seed {seed}");
    }
}

#[test]
fn a_limit_between_objectives_leaves_the_point_at_hand() {
    let mut stopped = 0;
    for seed in seeds(120) {
        let p = with_objectives(4 * seed);
        let whole = solve(&p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
        if whole.status != Status::Optimal {
            continue;
        }
        for limit in [1, 20, 200, 2_000] {
            let mut host = Recorder { limit: Some(limit), ..Recorder::default() };
            let answer = solve(&p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut host).unwrap();
            match answer.status {
                Status::Feasible => {
                    stopped += 1;
                    assert!(check(&p, &answer.values).feasible, "seed {seed}");
                    assert_eq!(answer.objectives.len(), 1 + p.objectives.len(), "seed {seed}");
                }
                Status::Limit => assert!(answer.values.is_empty(), "seed {seed}"),
                status => assert_eq!(status, Status::Optimal, "seed {seed}"),
            }
        }
    }
    assert!(stopped > 20, "{stopped}");
}

/// Every choice of integers with the best objective that it leaves, the best first; `None` where that is not
/// known, or there are too many.
fn all_points(p: &Program) -> Option<Vec<f64>> {
    let sign = p.sense.sign();
    let integers: Vec<usize> = (0..p.columns.len()).filter(|&j| p.columns[j].kind.is_integer()).collect();
    let mut values: Vec<Vec<f64>> = Vec::new();
    for &j in &integers {
        let c = &p.columns[j];
        if !(c.lower.is_finite() && c.upper.is_finite() && c.upper - c.lower < 20.0) {
            return None;
        }
        let mut all: Vec<f64> = (c.lower.ceil() as i64..=c.upper.floor() as i64).map(|v| v as f64).collect();
        if c.kind.is_semi() && !all.contains(&0.0) {
            all.push(0.0);
        }
        values.push(all);
    }
    if values.iter().map(Vec::len).product::<usize>() > 300 {
        return None;
    }
    if values.iter().any(Vec::is_empty) {
        return Some(Vec::new());
    }
    let mut place = vec![0; values.len()];
    let mut found = Vec::new();
    loop {
        let mut fixed = p.clone();
        for ((&j, values), &k) in integers.iter().zip(&values).zip(&place) {
            let c = &mut fixed.columns[j];
            (c.lower, c.upper, c.kind) = (values[k], values[k], Kind::Integer);
        }
        match enumerate(&fixed) {
            Answer::Optimal(best) => found.push(best),
            Answer::Infeasible => {}
            Answer::Unbounded | Answer::Unknown => return None,
        }
        let Some(k) = (0..place.len()).find(|&k| place[k] + 1 < values[k].len()) else { break };
        place[..k].fill(0);
        place[k] += 1;
    }
    found.sort_by(|a, b| (sign * a).total_cmp(&(sign * b)));
    Some(found)
}

fn is_a_pool(seed: u64, p: &Program, pool: &Pool, expected: &[f64]) {
    let objectives: Vec<f64> = pool.points.iter().map(|p| p.objective).collect();
    assert!(pool.complete, "seed {seed}: {pool:?}");
    assert_eq!(objectives.len(), expected.len(), "seed {seed}: {objectives:?} {expected:?}\n{p:#?}");
    for (a, b) in objectives.iter().zip(expected) {
        assert!(near(*a, *b), "seed {seed}: {objectives:?} instead of {expected:?}");
    }
    let integers: Vec<usize> = (0..p.columns.len()).filter(|&j| p.columns[j].kind.is_integer()).collect();
    for (k, point) in pool.points.iter().enumerate() {
        let verdict = check(p, &point.values);
        assert!(verdict.feasible, "seed {seed}: {:?}", verdict.complaint);
        assert_eq!(verdict.objective, point.objective, "seed {seed}");
        let same = |q: &&hunch_search::kinds::pool::PoolPoint| {
            integers.iter().all(|&j| q.values[j] == point.values[j])
        };
        assert!(pool.points[..k].iter().find(same).is_none(), "seed {seed}: a point twice");
    }
}

#[test]
fn pools_agree_with_enumeration() {
    let (mut tried, mut ties, mut empty) = (0, 0, 0);
    for seed in seeds(1200) {
        let mut p = base(seed);
        if seed % 3 == 0 {
            p.columns.iter_mut().for_each(|c| c.objective = (c.objective / 5.0).round());
        }
        let Some(all) = all_points(&p) else { continue };
        tried += 1;
        empty += u64::from(all.is_empty());
        ties += u64::from(all.windows(2).any(|w| w[0] == w[1]));
        let count = 1 + seed as usize % 7;
        let options = PoolOptions { count, ..PoolOptions::default() };
        let pool = solve_pool(&p, options, &Settings::new(), &mut Unlimited).unwrap();
        is_a_pool(seed, &p, &pool, &all[..count.min(all.len())]);
        let gap = PoolOptions { count: usize::MAX, absolute_gap: 2.25, ..PoolOptions::default() };
        let pool = solve_pool(&p, gap, &Settings::new(), &mut Unlimited).unwrap();
        let sign = p.sense.sign();
        let within: Vec<f64> =
            all.iter().copied().filter(|v| sign * v <= sign * all[0] + 2.25 + 1e-9).collect();
        // A point at the very edge may be in or out by rounding.
        if all.iter().all(|v| (sign * (v - all[0]) - 2.25).abs() > 1e-6) {
            is_a_pool(seed, &p, &pool, &within);
        }
    }
    println!("{tried} programs, {ties} with ties, {empty} without points");
    assert!(tried > 500 && ties > 100 && empty > 50, "{tried} {ties} {empty}");
}

#[test]
fn what_a_pool_cannot_be_is_refused_by_name() {
    let mut p = Program::new("p", Sense::Minimize);
    p.add_column("many", 1.0, 0.0, f64::INFINITY, Kind::Integer);
    p.set_rows(Vec::new(), &[]);
    let pool = |p: &Program, options| solve_pool(p, options, &Settings::new(), &mut Unlimited);
    let all = PoolOptions { count: usize::MAX, absolute_gap: 3.0, ..PoolOptions::default() };
    assert_eq!(pool(&p, all), Err(SearchError::Unlimited { column: "many".into() }));
    let four = PoolOptions { count: 4, ..all };
    let found: Vec<f64> = pool(&p, four).unwrap().points.iter().map(|q| q.objective).collect();
    assert_eq!(found, [0.0, 1.0, 2.0, 3.0]);
    // What rows bound is bounded.
    p.set_rows(vec![Row { name: "few".into(), lower: f64::NEG_INFINITY, upper: 9.0 }], &[(0, 0, 2.0)]);
    assert_eq!(pool(&p, all).unwrap().points.len(), 4);
    let nothing = PoolOptions { count: 0, ..all };
    assert!(matches!(pool(&p, nothing), Err(SearchError::Settings(_))));
    let negative = PoolOptions { relative_gap: -1.0, ..all };
    assert!(matches!(pool(&p, negative), Err(SearchError::Settings(_))));
    p.objectives.push(Objective::default());
    assert_eq!(pool(&p, four), Err(SearchError::Feature { feature: Feature::Objectives }));
}

/// Things of a value and a weight, some of which fit.
fn knapsack(count: usize) -> Program {
    let r = &mut Random::new(7);
    let mut p = Program::new("knapsack", Sense::Maximize);
    for j in 0..count {
        p.add_column(format!("x{j}"), r.integer(10, 60) as f64, 0.0, 1.0, Kind::Integer);
    }
    let entries: Vec<(usize, usize, f64)> = (0..count).map(|j| (0, j, r.integer(5, 40) as f64)).collect();
    let fits = 8.0 * count as f64;
    p.set_rows(vec![Row { name: "fits".into(), lower: f64::NEG_INFINITY, upper: fits }], &entries);
    p
}

#[test]
fn a_pool_that_a_limit_cut_short_says_so() {
    let p = knapsack(10);
    let options = PoolOptions { count: 30, ..PoolOptions::default() };
    let settings = Settings::new().with_node_limit(Some(5));
    let pool = solve_pool(&p, options, &settings, &mut Unlimited).unwrap();
    assert!(!pool.complete, "{pool:?}");
    let mut host = Recorder { limit: Some(100), ..Recorder::default() };
    assert!(!solve_pool(&p, options, &Settings::new(), &mut host).unwrap().complete);
    let whole = solve_pool(&p, options, &Settings::new(), &mut Unlimited).unwrap();
    assert!(whole.complete && whole.points.len() == 30 && pool.points.len() < 30);
    let all = all_points_of_binaries(&p);
    let found: Vec<f64> = whole.points.iter().map(|q| q.objective).collect();
    assert_eq!(found, all[..30]);
    println!("{} nodes, {} units of work", whole.statistics.nodes, whole.statistics.work);
}

/// The objectives of all points of a program of binaries, the greatest first.
fn all_points_of_binaries(p: &Program) -> Vec<f64> {
    let n = p.columns.len();
    let points = (0..1u32 << n).map(|k| (0..n).map(|j| f64::from(k >> j & 1)).collect::<Vec<f64>>());
    let mut all: Vec<f64> =
        points.map(|x| check(p, &x)).filter(|c| c.feasible).map(|c| c.objective).collect();
    all.sort_by(|a, b| b.total_cmp(a));
    all
}
