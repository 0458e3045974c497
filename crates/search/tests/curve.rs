//! Convex quadratic objectives over integers, against enumeration.

#![allow(clippy::unwrap_used, clippy::panic)] // a failed test, in helpers too

mod curve_support;
mod support;

use curve_support::{Shape, brute_force, draw};
use hunch_model::{Kind, Program, Quadratic, Recorder, Row, Sense, Solution, Status, Unlimited, check};
use hunch_search::{Engine, Guidance, Search, SearchError, Settings, StepResult, solve};
use support::{Random, seeds};

const INF: f64 = f64::INFINITY;

fn answer(p: &Program) -> Solution {
    solve(p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap()
}

/// Holds an answer against the optimum.
fn judge(p: &Program, optimum: Option<f64>, name: &str) -> Solution {
    let found = answer(p);
    let Some(optimum) = optimum else {
        assert_eq!(found.status, Status::Infeasible, "{name}: {found:?}");
        return found;
    };
    assert_eq!(found.status, Status::Optimal, "{name}: optimum {optimum}, {found:?}");
    let verdict = check(p, &found.values);
    assert!(verdict.feasible, "{name}: {verdict:?}");
    assert_eq!(found.objective, Some(verdict.objective), "{name}");
    let (sign, tolerance) = (p.sense.sign(), 1e-6 * (optimum - p.offset).abs().max(1e-3));
    // No better than the optimum, and within the gap of it; the bound never on the wrong side.
    assert!((verdict.objective - optimum).abs() <= tolerance, "{name}: {optimum} and {}", verdict.objective);
    let bound = found.bound.unwrap();
    assert!(
        sign * bound <= sign * optimum + 1e-9 * (1.0 + optimum.abs()),
        "{name}: {optimum}, bound {bound}"
    );
    found
}

fn compare(shape: Shape, count: u64) -> [usize; 2] {
    let mut met = [0; 2];
    for seed in seeds(count) {
        let p = draw(seed, shape);
        let optimum = brute_force(&p);
        met[usize::from(optimum.is_none())] += 1;
        judge(&p, optimum, &format!("seed {seed}"));
    }
    met
}

#[test]
fn pure_integer_programs_have_the_optima_of_enumeration() {
    let shape = Shape { integers: 4, continuous: 0, rows: 3, range: 4, diagonal: false };
    let met = compare(shape, 150);
    assert!(met[0] > 80 && met[1] > 0, "{met:?}");
    compare(Shape { diagonal: true, ..shape }, 100);
}

#[test]
fn mixed_programs_have_the_optima_of_enumeration() {
    let shape = Shape { integers: 3, continuous: 2, rows: 3, range: 3, diagonal: false };
    let met = compare(shape, 150);
    assert!(met[0] > 80 && met[1] > 0, "{met:?}");
    compare(Shape { diagonal: true, ..shape }, 100);
}

#[test]
fn products_of_binaries_need_not_be_convex() {
    for seed in seeds(60) {
        let r = &mut Random::new(seed);
        let n = r.integer(2, 9) as usize;
        let sense = if r.chance(50) { Sense::Minimize } else { Sense::Maximize };
        let mut p = Program::new("binaries", sense);
        for j in 0..n {
            p.add_column(format!("x{j}"), r.integer(-9, 9) as f64, 0.0, 1.0, Kind::Integer);
        }
        let mut lower_triangle = Vec::new();
        for i in 0..n {
            for j in 0..=i {
                if r.chance(50) {
                    lower_triangle.push((i, j, r.integer(-9, 9) as f64));
                }
            }
        }
        p.quadratic = Some(Quadratic { lower_triangle });
        let most = r.integer(1, n as i64) as f64;
        let entries: Vec<_> = (0..n).map(|j| (0, j, 1.0)).collect();
        p.set_rows(vec![Row { name: "most".into(), lower: -INF, upper: most }], &entries);
        judge(&p, brute_force(&p), &format!("seed {seed}"));
    }
}

/// Cardinality-constrained portfolio: weights of at most `most` assets, each between 5 % and 60 % if held.
fn portfolio(n: usize, most: usize, seed: u64) -> Program {
    let r = &mut Random::new(seed);
    let mut p = Program::new("portfolio", Sense::Minimize);
    for j in 0..n {
        p.add_column(format!("w{j}"), -0.01 * r.unit(), 0.0, 1.0, Kind::Continuous);
    }
    for j in 0..n {
        p.add_column(format!("z{j}"), 0.0, 0.0, 1.0, Kind::Integer);
    }
    let factors: Vec<f64> = (0..3 * n).map(|_| 0.3 * (r.unit() - 0.3)).collect();
    let mut lower_triangle = Vec::new();
    for i in 0..n {
        for j in 0..=i {
            let common: f64 = (0..3).map(|k| factors[3 * i + k] * factors[3 * j + k]).sum();
            lower_triangle.push((i, j, common + if i == j { 0.02 * r.unit() } else { 0.0 }));
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
        row(format!("most{j}"), -INF, 0.0, &[(j, 1.0), (n + j, -0.6)]);
        row(format!("least{j}"), 0.0, INF, &[(j, 1.0), (n + j, -0.05)]);
    }
    p.set_rows(rows, &entries);
    p
}

#[test]
fn portfolios_of_few_assets_have_the_optima_of_enumeration() {
    for seed in seeds(6) {
        let p = portfolio(4, 2, seed);
        judge(&p, brute_force(&p), &format!("seed {seed}"));
    }
    let found = answer(&portfolio(15, 5, 1));
    assert_eq!(found.status, Status::Optimal);
    assert_eq!(found, answer(&portfolio(15, 5, 1)), "a run repeats itself");
}

#[test]
fn fixed_charges_bend_with_their_binaries() {
    // Least cost of meeting a demand with plants of quadratic cost that have to be opened.
    for seed in seeds(20) {
        let r = &mut Random::new(seed);
        let n = 3;
        let mut p = Program::new("plants", Sense::Minimize);
        for j in 0..n {
            p.add_column(format!("x{j}"), r.integer(0, 4) as f64, 0.0, 10.0, Kind::Continuous);
        }
        for j in 0..n {
            p.add_column(format!("z{j}"), r.integer(5, 60) as f64, 0.0, 1.0, Kind::Integer);
        }
        let lower_triangle = (0..n).map(|j| (j, j, r.integer(1, 5) as f64)).collect();
        p.quadratic = Some(Quadratic { lower_triangle });
        let mut rows = vec![Row { name: "demand".into(), lower: r.integer(3, 18) as f64, upper: INF }];
        let mut entries: Vec<_> = (0..n).map(|j| (0, j, 1.0)).collect();
        for j in 0..n {
            entries.extend([(j + 1, j, 1.0), (j + 1, n + j, -10.0)]);
            rows.push(Row { name: format!("open{j}"), lower: -INF, upper: 0.0 });
        }
        p.set_rows(rows, &entries);
        // One column less for the brute force, which takes two continuous ones at most in reasonable time.
        let found = judge(&p, brute_force(&p), &format!("seed {seed}"));
        assert!(found.statistics.nodes <= 20, "seed {seed}: {}", found.statistics.nodes);
    }
}

#[test]
fn columns_without_bounds_are_held_by_the_curve_or_have_no_end() {
    // (x − 2.4)² + (y + 7.7)² over integers.
    let mut p = Program::new("open", Sense::Minimize);
    p.add_column("x", -4.8, -INF, INF, Kind::Integer);
    p.add_column("y", 15.4, -INF, INF, Kind::Integer);
    p.set_rows(Vec::new(), &[]);
    p.quadratic = Some(Quadratic { lower_triangle: vec![(0, 0, 2.0), (1, 1, 2.0)] });
    let found = answer(&p);
    assert_eq!((found.status, &found.values), (Status::Optimal, &vec![2.0, -8.0]));
    // Together they are bent, x + y, and x − y is not.
    p.quadratic = Some(Quadratic { lower_triangle: vec![(0, 0, 2.0), (1, 0, 2.0), (1, 1, 2.0)] });
    assert_eq!(answer(&p).status, Status::Unbounded);
    p.columns[0].objective = 15.4;
    let found = answer(&p);
    assert_eq!((found.status, found.values.iter().sum::<f64>()), (Status::Optimal, -8.0));
}

#[test]
fn what_is_not_convex_is_refused_with_a_direction() {
    let mut p = Program::new("saddle", Sense::Minimize);
    p.add_column("x", 0.0, 0.0, 5.0, Kind::Integer);
    p.add_column("y", 0.0, 0.0, 5.0, Kind::Continuous);
    p.set_rows(Vec::new(), &[]);
    p.quadratic = Some(Quadratic { lower_triangle: vec![(1, 0, 1.0)] });
    let refused = solve(&p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap_err();
    assert!(matches!(&refused, SearchError::Curvature(_)), "{refused}");
    assert!(refused.to_string().contains("not convex"), "{refused}");
    p.sense = Sense::Maximize;
    p.quadratic = Some(Quadratic { lower_triangle: vec![(0, 0, 1.0), (1, 1, -1.0)] });
    assert!(solve(&p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).is_err());
}

#[test]
fn slices_change_nothing() {
    let p = portfolio(10, 4, 3);
    let run = |budget: u64| {
        let mut search = Search::new(&p, Engine::Hunch, &Settings::new(), &Guidance::none()).unwrap();
        let mut control = Recorder::default();
        while search.step(budget, &mut control) == StepResult::Paused {}
        (search.solution(), control.events)
    };
    let whole = run(u64::MAX);
    assert_eq!(whole.0.status, Status::Optimal);
    for budget in [1, 10_000] {
        assert_eq!(run(budget), whole, "slices of {budget}");
    }
}

#[test]
fn starts_and_partners_bring_points_of_the_program_itself() {
    let p = portfolio(8, 3, 5);
    let best = answer(&p);
    let mut search = Search::new(&p, Engine::Hunch, &Settings::new(), &Guidance::none()).unwrap();
    assert!(search.offer(&best.values, &mut Unlimited).unwrap());
    assert_eq!(
        (search.solution().values, search.solution().objective),
        (best.values.clone(), best.objective)
    );
    let start = best.values.iter().copied().enumerate().collect();
    let guidance = Guidance { start, ..Guidance::none() };
    let found = solve(&p, Engine::Hunch, &Settings::new(), &guidance, &mut Unlimited).unwrap();
    assert!(
        (found.objective.unwrap() - best.objective.unwrap()).abs() <= 1e-6 * best.objective.unwrap().abs()
    );
}

/// Points between tangents lie near others and near zero: rows of slopes that are rounding, or of two that are nearly
/// the same, left multipliers that prove nothing, and a node was as good as open for ever.
#[test]
fn tangents_of_slopes_that_are_rounding_leave_no_node_open() {
    use hunch_families::parametric::generator;
    use hunch_families::random::theta;
    let family = generator("hybrid-vehicle").unwrap().program(&[40], 1).unwrap();
    let distribution = family.distribution.clone().unwrap();
    for (index, optimum) in [(16, 84.201_743), (19, 83.589_234), (27, 84.439_825)] {
        let p = family.instantiate(&theta(&distribution, 1_000_001, index)).unwrap();
        let settings = Settings::new().with_node_limit(Some(1_000));
        let found = solve(&p, Engine::Hunch, &settings, &Guidance::none(), &mut Unlimited).unwrap();
        assert_eq!(found.status, Status::Optimal, "{index}: {found:?}");
        // SCIP's, with the same gap of 1e-6.
        assert!((found.objective.unwrap() - optimum).abs() <= 2e-6 * optimum, "{index}: {found:?}");
    }
}
