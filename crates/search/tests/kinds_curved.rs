//! Convex quadratic objectives together with semi-continuous columns, sets, indicator rows and piecewise-linear
//! terms, against enumeration of what the disjunctions leave; with rows on demand; and several answers.
#![cfg(feature = "kinds")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)] // a failed test; figures for --nocapture

#[path = "support/hidden.rs"]
mod hidden_rows;
#[path = "support/kinds.rs"]
mod kinds;
mod support;

use hidden_rows::{agrees, in_units};
use hunch_model::{
    Event, Indicator, Kind, Objective, Program, Quadratic, Recorder, Row, Sense, SetOrder, Solution,
    SpecialOrderedSet, Status, Unlimited, check,
};
use hunch_search::demand::Demand;
use hunch_search::kinds::pool::{PoolOptions, solve_pool};
use hunch_search::loaded::{Change, Loaded};
use hunch_search::race::race;
use hunch_search::{Engine, Guidance, Outcome, Search, SearchError, Settings, StepResult, solve};
use kinds::{Answer, Wanted, draw, enumerate};
use support::{MIXED, PURE, Random, Shape, seeds};

const INF: f64 = f64::INFINITY;

fn answer(p: &Program) -> Solution {
    solve(p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap()
}

/// Bends the objective by `FᵀF`, or its negative where it is maximised, of few integral rows `F`.
fn bend(p: &mut Program, seed: u64) {
    let r = &mut Random::new(seed ^ 0xC0DE);
    let n = p.columns.len();
    let rank = if r.chance(30) { n } else { r.integer(1, 2) as usize };
    let sparse = r.chance(50);
    let f: Vec<f64> = (0..n * rank)
        .map(|k| {
            // One entry a row makes the form diagonal.
            let keeps = if sparse { k % n == (k / n) % n } else { r.chance(60) };
            if keeps { r.integer(-3, 3) as f64 } else { 0.0 }
        })
        .collect();
    let mut lower_triangle = Vec::new();
    for i in 0..n {
        for j in 0..=i {
            let sum: f64 = (0..rank).map(|k| f[k * n + i] * f[k * n + j]).sum();
            if sum != 0.0 {
                lower_triangle.push((i, j, p.sense.sign() * sum));
            }
        }
    }
    p.quadratic = Some(Quadratic { lower_triangle });
}

fn drawn(seed: u64, wanted: Wanted) -> Program {
    let mut p = draw(seed, wanted);
    bend(&mut p, seed);
    p
}

/// Holds the answers to `count` programs against enumeration; how many of each status there were.
fn agree(count: u64, wanted: impl Fn(u64) -> Wanted) -> [u64; 4] {
    let mut statuses = [0; 4];
    for seed in seeds(count) {
        let p = drawn(seed, wanted(seed));
        let expected = enumerate(&p);
        let found = answer(&p);
        match expected {
            Answer::Infeasible => {
                statuses[0] += 1;
                assert_eq!(found.status, Status::Infeasible, "seed {seed}: {found:?}\n{p:#?}");
            }
            Answer::Unbounded => {
                statuses[1] += 1;
                assert_eq!(found.status, Status::Unbounded, "seed {seed}: {found:?}\n{p:#?}");
            }
            Answer::Optimal(best) => {
                statuses[2] += 1;
                assert_eq!(found.status, Status::Optimal, "seed {seed}: {best} {found:?}\n{p:#?}");
                let objective = found.objective.unwrap();
                let near = (objective - best).abs() <= 1e-5 * (1.0 + best.abs());
                assert!(near, "seed {seed}: {objective} instead of {best}\n{p:#?}");
                let verdict = check(&p, &found.values);
                assert!(verdict.feasible, "seed {seed}: {:?}", verdict.complaint);
                assert_eq!(verdict.objective, objective, "seed {seed}");
                assert_eq!(found.values.len(), p.columns.len(), "seed {seed}");
            }
            Answer::Unknown => statuses[3] += 1,
        }
    }
    println!("{statuses:?} infeasible, unbounded, optimal, unknown");
    statuses
}

fn each_often([infeasible, unbounded, optimal, unknown]: [u64; 4], count: u64) {
    assert!(infeasible > count / 50 && unbounded > 0 && optimal > count / 4 && unknown < count / 25);
}

#[test]
fn semi_continuous_columns_under_a_curve_agree_with_enumeration() {
    each_often(agree(300, |_| Wanted { semi: true, ..Wanted::default() }), 300);
}

#[test]
fn sets_under_a_curve_agree_with_enumeration() {
    let wanted =
        |seed: u64| Wanted { one: seed.is_multiple_of(2), two: !seed.is_multiple_of(2), ..Wanted::default() };
    each_often(agree(300, wanted), 300);
}

#[test]
fn indicator_rows_under_a_curve_agree_with_enumeration() {
    each_often(agree(300, |_| Wanted { indicators: true, ..Wanted::default() }), 300);
}

#[test]
fn piecewise_linear_terms_under_a_curve_agree_with_enumeration() {
    each_often(agree(300, |_| Wanted { piecewise: true, ..Wanted::default() }), 300);
}

fn mixed(seed: u64) -> Wanted {
    let bit = |k: u64| (seed / 3) >> k & 1 == 1;
    Wanted { semi: bit(0), one: bit(1), two: bit(2), indicators: bit(3), piecewise: bit(4) }
}

#[test]
fn mixes_under_a_curve_agree_with_enumeration() {
    each_often(agree(400, mixed), 400);
}

fn sliced(p: &Program, budget: u64) -> Outcome {
    let mut search = Search::new(p, Engine::Hunch, &Settings::new(), &Guidance::none()).unwrap();
    while search.step(budget, &mut Unlimited) == StepResult::Paused {}
    search.outcome()
}

#[test]
fn slices_change_nothing() {
    for seed in seeds(100) {
        let p = drawn(seed, mixed(seed));
        let whole = sliced(&p, u64::MAX);
        assert_eq!(whole, sliced(&p, 1), "seed {seed}");
        assert_eq!(whole, sliced(&p, 37), "seed {seed}");
    }
}

#[test]
fn what_is_told_on_the_way_is_a_point_or_a_bound_of_the_given_program() {
    let mut told = 0;
    for seed in seeds(120) {
        let p = drawn(seed, mixed(seed));
        let Answer::Optimal(best) = enumerate(&p) else { continue };
        let sign = p.sense.sign();
        let mut host = Recorder { takes_points: true, ..Recorder::default() };
        let mut search = Search::new(&p, Engine::Hunch, &Settings::new(), &Guidance::none()).unwrap();
        search.run(&mut host);
        assert!(host.points.iter().all(|point| check(&p, point).feasible), "seed {seed}");
        let slack = 1e-5 * (1.0 + best.abs());
        for event in &host.events {
            match event {
                Event::Incumbent { objective, .. } => {
                    told += 1;
                    assert!(sign * objective >= sign * best - slack, "seed {seed}: {objective} {best}");
                }
                Event::Bound { bound } => {
                    assert!(sign * bound <= sign * best + slack, "seed {seed}: {bound} {best}");
                }
                Event::NodeOpened { column, .. } => {
                    assert!(column.is_none_or(|j| j < p.columns.len()), "seed {seed}");
                }
                _ => {}
            }
        }
    }
    assert!(told > 30, "{told}");
}

#[test]
fn a_limit_leaves_a_point_and_a_bound_on_their_sides() {
    let mut limited = 0;
    for seed in seeds(150) {
        let p = drawn(seed, mixed(seed));
        let Answer::Optimal(best) = enumerate(&p) else { continue };
        let settings = Settings::new().with_node_limit(Some(1));
        let found = solve(&p, Engine::Hunch, &settings, &Guidance::none(), &mut Unlimited).unwrap();
        limited += u64::from(found.status != Status::Optimal);
        let (sign, slack) = (p.sense.sign(), 1e-5 * (1.0 + best.abs()));
        assert!(found.objective.is_none_or(|o| sign * o >= sign * best - slack), "seed {seed}: {found:?}");
        assert!(found.bound.is_none_or(|b| sign * b <= sign * best + slack), "seed {seed}: {found:?}");
        assert!(!found.status.has_values() || check(&p, &found.values).feasible, "seed {seed}");
    }
    assert!(limited > 0);
}

#[test]
fn a_start_a_fixing_and_a_partner_are_taken() {
    let mut taken = [0, 0];
    for seed in seeds(120) {
        let p = drawn(seed, Wanted { two: false, ..mixed(seed) });
        let Answer::Optimal(best) = enumerate(&p) else { continue };
        let near = |o: f64| (o - best).abs() <= 1e-5 * (1.0 + best.abs());
        let first = answer(&p);
        let start = first.values.iter().copied().enumerate().collect();
        let guidance = Guidance { start, ..Guidance::default() };
        let mut search = Search::new(&p, Engine::Hunch, &Settings::new(), &guidance).unwrap();
        search.run(&mut Unlimited);
        let outcome = search.outcome();
        taken[0] += u64::from(outcome.account.start.objective.is_some());
        assert!(near(outcome.solution.objective.unwrap()), "seed {seed}");
        let guidance = Guidance { fixings: vec![(0, first.values[0])], ..Guidance::default() };
        let fixed = solve(&p, Engine::Hunch, &Settings::new(), &guidance, &mut Unlimited).unwrap();
        assert_eq!((fixed.status, fixed.values[0]), (Status::Optimal, first.values[0]), "seed {seed}");
        assert!(near(fixed.objective.unwrap()), "seed {seed}");
        let mut search = Search::new(&p, Engine::Hunch, &Settings::new(), &Guidance::none()).unwrap();
        let offered = search.offer(&first.values, &mut Unlimited).unwrap();
        taken[1] += u64::from(offered && search.solution().values == first.values);
        search.run(&mut Unlimited);
        assert!(near(search.solution().objective.unwrap()), "seed {seed}");
    }
    assert!(taken[0] > 20 && taken[1] > 20, "{taken:?}");
}

/// Least risk of a portfolio of `n` assets of which at most `most` are held, each with 5 % to 60 %. With `kinds` a
/// weight is semi-continuous, and a row says that it is zero without its binary; else rows with the binary say both.
fn portfolio(n: usize, most: usize, seed: u64, kinds: bool) -> Program {
    let r = &mut Random::new(seed);
    let mut p = Program::new("portfolio", Sense::Minimize);
    for j in 0..n {
        let (kind, least, greatest) =
            if kinds { (Kind::SemiContinuous, 0.05, 0.6) } else { (Kind::Continuous, 0.0, 1.0) };
        p.add_column(format!("w{j}"), -0.01 * r.unit(), least, greatest, kind);
    }
    for j in 0..n {
        p.add_column(format!("held{j}"), 0.0, 0.0, 1.0, Kind::Integer);
    }
    let factors: Vec<f64> = (0..3 * n).map(|_| 0.3 * (r.unit() - 0.3)).collect();
    let mut lower_triangle = Vec::new();
    for i in 0..n {
        for j in 0..=i {
            let common: f64 = (0..3).map(|k| factors[3 * i + k] * factors[3 * j + k]).sum();
            lower_triangle.push((i, j, common + if i == j { 0.02 * (0.2 + r.unit()) } else { 0.0 }));
        }
    }
    p.quadratic = Some(Quadratic { lower_triangle });
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    let mut row = |name: String, lower, upper, terms: &[(usize, f64)]| {
        entries.extend(terms.iter().map(|&(j, v)| (rows.len(), j, v)));
        rows.push(Row { name, lower, upper });
    };
    row("all".into(), 1.0, 1.0, &(0..n).map(|j| (j, 1.0)).collect::<Vec<_>>());
    row("most".into(), -INF, most as f64, &(n..2 * n).map(|j| (j, 1.0)).collect::<Vec<_>>());
    for j in 0..n {
        if kinds {
            p.indicators.push(Indicator { column: n + j, active_at_one: false, row: 2 + j });
            row(format!("without{j}"), -INF, 0.0, &[(j, 1.0)]);
        } else {
            row(format!("most{j}"), -INF, 0.0, &[(j, 1.0), (n + j, -0.6)]);
            row(format!("least{j}"), 0.0, INF, &[(j, 1.0), (n + j, -0.05)]);
        }
    }
    p.set_rows(rows, &entries);
    p
}

#[test]
fn portfolios_of_few_assets_have_the_optima_of_their_explicit_forms() {
    let (mut nodes, mut explicit) = (0, 0);
    for seed in seeds(10) {
        let (n, most) = (5 + seed as usize % 4, 2 + seed as usize % 3);
        let found = answer(&portfolio(n, most, seed, true));
        let other = answer(&portfolio(n, most, seed, false));
        assert_eq!((found.status, other.status), (Status::Optimal, Status::Optimal), "seed {seed}");
        let (a, b) = (found.objective.unwrap(), other.objective.unwrap());
        assert!((a - b).abs() <= 2e-6 * b.abs(), "seed {seed}: {a} {b}");
        let held = found.values[..n].iter().filter(|w| **w != 0.0).count();
        assert!(held <= most && found.values[..n].iter().all(|&w| w == 0.0 || (0.05..=0.6).contains(&w)));
        nodes += found.statistics.nodes;
        explicit += other.statistics.nodes;
    }
    println!("{nodes} nodes, {explicit} of the explicit forms");
    // Perspective cuts see the binaries that indicators become: a few nodes a program.
    assert!(nodes <= 100, "{nodes} {explicit}");
    let p = portfolio(9, 3, 1, true);
    assert_eq!(answer(&p), answer(&p), "a run repeats itself");
}

#[test]
fn a_set_holds_one_of_several_assets() {
    for seed in seeds(6) {
        // Of each pair of neighbours one at most: by sets, and by a row of binaries.
        let (n, most) = (8, 8);
        let (mut by_sets, mut by_rows) = (portfolio(n, most, seed, true), portfolio(n, most, seed, false));
        let mut entries: Vec<_> = by_rows.matrix.triplets().collect();
        let mut rows = by_rows.rows.clone();
        for j in (0..n).step_by(2) {
            let members = vec![(j, 1.0), (j + 1, 2.0)];
            by_sets.sets.push(SpecialOrderedSet { name: String::new(), order: SetOrder::One, members });
            entries.extend([(rows.len(), n + j, 1.0), (rows.len(), n + j + 1, 1.0)]);
            rows.push(Row { name: format!("one{j}"), lower: -INF, upper: 1.0 });
        }
        by_rows.set_rows(rows, &entries);
        let (a, b) = (answer(&by_sets), answer(&by_rows));
        assert_eq!((a.status, b.status), (Status::Optimal, Status::Optimal), "seed {seed}");
        let (a, b) = (a.objective.unwrap(), b.objective.unwrap());
        assert!((a - b).abs() <= 2e-6 * b.abs(), "seed {seed}: {a} {b}");
    }
}

/// Least cost of meeting a demand with plants of quadratic cost, each of a size between 2 and 10 or closed.
#[test]
fn semi_continuous_plants_bend_with_being_open() {
    for seed in seeds(20) {
        let r = &mut Random::new(seed);
        let n = 6;
        let mut p = Program::new("plants", Sense::Minimize);
        for j in 0..n {
            let cost = r.integer(-30, 4) as f64;
            p.add_column(format!("x{j}"), cost, 2.0, 10.0, Kind::SemiContinuous);
        }
        let lower_triangle = (0..n).map(|j| (j, j, r.integer(4, 15) as f64)).collect();
        p.quadratic = Some(Quadratic { lower_triangle });
        let demand = Row { name: "demand".into(), lower: r.integer(3, 30) as f64, upper: INF };
        p.set_rows(vec![demand], &(0..n).map(|j| (0, j, 1.0)).collect::<Vec<_>>());
        let Answer::Optimal(best) = enumerate(&p) else { panic!("seed {seed}") };
        let found = answer(&p);
        assert_eq!(found.status, Status::Optimal, "seed {seed}");
        assert!((found.objective.unwrap() - best).abs() <= 1e-6 * (1.0 + best.abs()), "seed {seed}");
        assert!(found.statistics.nodes <= 30, "seed {seed}: {}", found.statistics.nodes);
    }
}

#[test]
fn searches_of_one_program_share_their_points() {
    let p = portfolio(9, 3, 4, true);
    let best = answer(&p);
    let threads = std::num::NonZeroUsize::new(2).unwrap();
    let none: &(dyn Fn() -> hunch_search::Separators + Sync) = &|| Vec::new();
    let raced = race(&p, &Settings::new(), &Guidance::none(), none, threads, &mut Unlimited).unwrap();
    let solution = raced.outcome.solution;
    assert_eq!(solution.status, Status::Optimal);
    assert!(
        (solution.objective.unwrap() - best.objective.unwrap()).abs() <= 2e-6 * best.objective.unwrap().abs()
    );
}

#[test]
fn loaded_programs_are_searched_anew() {
    let mut loaded = Loaded::new(portfolio(7, 3, 2, true), &Settings::new()).unwrap();
    let first = loaded.solve(&Guidance::none(), &mut Unlimited).unwrap().solution;
    let change = Change::RowBounds { row: 1, lower: None, upper: Some(1.0) };
    let refused = loaded.change(&[change]);
    let second = loaded.solve(&Guidance::none(), &mut Unlimited).unwrap().solution;
    assert!(refused.is_ok(), "{refused:?}");
    // One asset may have 60 % at most.
    assert_eq!((first.status, second.status), (Status::Optimal, Status::Infeasible));
}

fn told_rows(shape: Shape, count: u64, demand: Demand) -> [usize; 3] {
    let mut met = [0; 3];
    for seed in seeds(count) {
        let mut p = support::draw(seed, shape);
        bend(&mut p, seed);
        if p.quadratic.as_ref().is_none_or(|q| q.lower_triangle.is_empty()) {
            continue;
        }
        agrees(&p, seed, demand, (2e-6, 1.0)).into_iter().for_each(|which| met[which] += 1);
    }
    println!("{met:?} optimal, infeasible, open");
    met
}

#[test]
fn rows_that_are_told_under_a_curve_have_the_answers_of_stated_ones() {
    let met = told_rows(PURE, 200, Demand::lazy());
    assert!(met[0] > 30 && met[1] > 10 && met[2] == 0, "{met:?}");
    let met = told_rows(MIXED, 200, Demand::lazy());
    assert!(met[0] > 20 && met[1] > 3, "{met:?}");
    let met = told_rows(PURE, 80, Demand::lazy_and_cuts());
    assert!(met[0] > 10 && met[2] == 0, "{met:?}");
}

#[test]
fn rows_may_be_told_of_a_quadratic_program_without_integers() {
    let shape = Shape { max_integers: 0, max_continuous: 6, max_rows: 8, range: 3, open: false };
    let met = told_rows(shape, 200, Demand::lazy());
    assert!(met[0] > 40 && met[1] > 10 && met[2] == 0, "{met:?}");
}

#[test]
fn the_best_points_under_a_curve_are_those_of_enumeration() {
    for seed in seeds(40) {
        let mut p = support::draw(seed, Shape { max_integers: 4, range: 3, ..PURE });
        bend(&mut p, seed);
        let mut all = grid(&p);
        let sign = p.sense.sign();
        all.sort_by(|a, b| (sign * a).total_cmp(&(sign * b)));
        let options = PoolOptions { count: 5, ..PoolOptions::default() };
        let pool = solve_pool(&p, options, &Settings::new(), &mut Unlimited).unwrap();
        assert!(pool.complete, "seed {seed}: {pool:?}");
        assert_eq!(pool.points.len(), all.len().min(5), "seed {seed}");
        for (point, best) in pool.points.iter().zip(&all) {
            assert!((point.objective - best).abs() <= 1e-5 * (1.0 + best.abs()), "seed {seed}: {pool:?}");
            assert_eq!(check(&p, &point.values).objective, point.objective);
        }
    }
}

/// The objectives of all points of a program of few integers.
fn grid(p: &Program) -> Vec<f64> {
    let mut found = Vec::new();
    let mut point: Vec<f64> = p.columns.iter().map(|c| c.lower).collect();
    loop {
        let verdict = check(p, &point);
        if verdict.feasible {
            found.push(verdict.objective);
        }
        let Some(k) = (0..point.len()).find(|&k| point[k] < p.columns[k].upper) else { return found };
        (0..k).for_each(|j| point[j] = p.columns[j].lower);
        point[k] += 1.0;
    }
}

#[test]
fn a_curve_that_bends_the_wrong_way_is_refused_beside_sets() {
    let mut p = portfolio(3, 2, 1, true);
    let bent = Some(Quadratic { lower_triangle: vec![(1, 0, 1.0)] });
    let refused = |p: &Program| {
        let refused = solve(p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited);
        assert!(matches!(refused, Err(SearchError::Curvature(_))), "{refused:?}");
    };
    refused(&Program { quadratic: bent.clone(), ..p.clone() });
    // And where it is a later objective's, before anything is solved.
    p.objectives.push(Objective { quadratic: bent, ..Objective::default() });
    refused(&p);
}

#[test]
fn objectives_of_1e9_and_1e_minus_9_and_rows_of_decimals_change_no_claim() {
    let mut optimal = 0;
    for seed in seeds(120) {
        let plain = drawn(seed, mixed(seed));
        let expected = enumerate(&plain);
        for (money, row) in [(1e9, 1.0), (1e-9, 1.0), (0.1, 0.1), (1e9, 1e-3)] {
            let p = in_units(&plain, money, row);
            let settings = Settings::new().with_node_limit(Some(20_000));
            let found = solve(&p, Engine::Hunch, &settings, &Guidance::none(), &mut Unlimited).unwrap();
            let place = format!("seed {seed}, {money} and {row}: {expected:?} {found:?}");
            let (sign, status) = (p.sense.sign(), found.status);
            match expected {
                Answer::Infeasible => assert!(!status.has_values() && status != Status::Unbounded, "{place}"),
                Answer::Unbounded => {
                    assert!(!matches!(status, Status::Optimal | Status::Infeasible), "{place}")
                }
                Answer::Optimal(best) => {
                    let best = best * money;
                    // Enumeration is off by its own tolerance; below 1e-9 all objectives are one.
                    let slack = (1e-5 * (money + best.abs())).max(1.01e-9);
                    assert!(!matches!(status, Status::Infeasible | Status::Unbounded), "{place}");
                    let bound = found.bound.unwrap_or(-sign * f64::INFINITY);
                    assert!(sign * bound <= sign * best + slack, "{place}");
                    if status == Status::Optimal {
                        optimal += 1;
                        assert!((found.objective.unwrap() - best).abs() <= slack, "{place}");
                    }
                    assert!(!status.has_values() || check(&p, &found.values).feasible, "{place}");
                }
                Answer::Unknown => {}
            }
        }
    }
    // Of 168: where doubles do not decide, the reason says so.
    assert!(optimal > 150, "{optimal}");
}

/// The tangents that were drawn along a ray are rows of the search for any point too: the columns above the curves must
/// not have been fixed there as if nothing asked for more of them.
#[test]
fn no_end_beside_curves_is_told_and_not_taken_for_no_point() {
    let mut p = Program::new("no end", Sense::Maximize);
    let columns = [
        (1.0, 0.0, 10.0, false),
        (0.0, 0.0, 2.0, false),
        (-7.0, -INF, 12.0, true),
        (-8.0, -INF, INF, false),
        (6.0, 0.0, 9.0, true),
        (-9.0, 0.0, INF, false),
        (-7.0, 0.0, 6.0, false),
        (4.0, 0.0, 6.0, true),
    ];
    for (j, (cost, lower, upper, integer)) in columns.into_iter().enumerate() {
        let kind = if integer { Kind::Integer } else { Kind::Continuous };
        p.add_column(format!("x{j}"), cost, lower, upper, kind);
    }
    let row = |lower, upper| Row { name: String::new(), lower, upper };
    let first = [(0, 0, 6.0), (0, 2, -3.0), (0, 3, 3.0), (0, 5, 5.0), (0, 7, -5.0)];
    let second = [(1, 4, -4.0), (1, 6, 2.0), (1, 7, -3.0)];
    p.set_rows(vec![row(-INF, 25.0), row(-10.0, 5.0)], &[&first[..], &second[..]].concat());
    let factors: [&[(usize, f64)]; 4] = [
        &[(0, 3.0), (1, 2.0), (2, -2.0), (5, 2.0), (6, 3.0)],
        &[(1, 3.0), (4, 2.0), (7, 1.0)],
        &[(2, 3.0), (4, -3.0), (5, 1.0)],
        &[(1, 3.0), (4, 1.0)],
    ];
    let mut dense = [[0.0; 8]; 8];
    for f in factors {
        f.iter().for_each(|&(i, a)| f.iter().for_each(|&(j, b)| dense[i][j] -= a * b));
    }
    let lower_triangle = (0..8).flat_map(|i| (0..=i).map(move |j| (i, j))).map(|(i, j)| (i, j, dense[i][j]));
    p.quadratic = Some(Quadratic { lower_triangle: lower_triangle.filter(|t| t.2 != 0.0).collect() });
    let found = answer(&p);
    assert_eq!(found.status, Status::Unbounded, "{found:?}");
}
