//! Promises about equations of integers (congruences, knapsacks, lattices) and about chains of rows: the
//! right answer, soon.

#![allow(clippy::unwrap_used, clippy::panic)] // a failed test, in helpers too

mod support;

use hunch_model::{Kind, Program, Row, Sense, Solution, Status, Unlimited, check, json};
use hunch_search::{Engine, Guidance, Settings, solve};
use support::{Random, seeds};

/// Nodes that suffice for every program here; without a basis of the points some of them need millions, or
/// never end.
const NODES: u64 = 3000;

fn answer(p: &Program) -> Solution {
    let settings = Settings::new().with_node_limit(Some(NODES));
    solve(p, Engine::Hunch, &settings, &Guidance::none(), &mut Unlimited).unwrap()
}

fn integer(p: &mut Program, cost: f64, lower: f64, upper: f64) -> usize {
    let j = p.columns.len();
    p.add_column(format!("x{j}"), cost, lower, upper, Kind::Integer);
    j
}

/// Sets the rows `(lower, upper, coefficients of the first columns)`.
fn set_rows(p: &mut Program, rows: &[(f64, f64, Vec<f64>)]) {
    let bounds = rows.iter().enumerate().map(|(i, r)| Row { name: format!("r{i}"), lower: r.0, upper: r.1 });
    let entries = |i: usize| rows[i].2.iter().enumerate().map(move |(j, &a)| (i, j, a));
    let triplets: Vec<_> = (0..rows.len()).flat_map(entries).filter(|t| t.2 != 0.0).collect();
    p.set_rows(bounds.collect(), &triplets);
}

/// The best objective over all integer points of the box (whole coefficients), by looking at each.
fn enumerate(p: &Program) -> Option<f64> {
    let mut best: Option<f64> = None;
    let mut x: Vec<f64> = p.columns.iter().map(|c| c.lower).collect();
    loop {
        let verdict = check(p, &x);
        if verdict.feasible {
            let better = |b: f64| p.sense.sign() * verdict.objective < p.sense.sign() * b;
            if best.is_none_or(better) {
                best = Some(verdict.objective);
            }
        }
        let Some(j) = (0..x.len()).find(|&j| x[j] < p.columns[j].upper) else { return best };
        x[j] += 1.0;
        for (value, column) in x[..j].iter_mut().zip(&p.columns) {
            *value = column.lower;
        }
    }
}

#[test]
fn small_programs_that_took_for_ever_are_settled() {
    let case = |name: &str| {
        let path = format!("{}/../../tests/cases/slow/{name}.json", env!("CARGO_MANIFEST_DIR"));
        answer(&json::read_program(&std::fs::read_to_string(path).unwrap()).unwrap())
    };
    let modular = case("modular-equation");
    assert_eq!(modular.status, Status::Optimal);
    assert!((modular.objective.unwrap() - 21.24).abs() < 1e-9, "{:?}", modular.objective);
    let gcd = case("gcd");
    assert_eq!((gcd.status, gcd.objective, gcd.bound), (Status::Optimal, Some(9.0), Some(9.0)));
    assert_eq!(case("equality-knapsack").status, Status::Infeasible);
}

/// Equations over a few integers with large coefficients or many values; one in two with a planted point,
/// some in decimals, some with an inequality and a cost in decimals, some with a slack column.
fn draw(seed: u64) -> Program {
    let mut random = Random::new(seed);
    let sense = if random.chance(50) { Sense::Minimize } else { Sense::Maximize };
    let mut p = Program::new("equations", sense);
    let wide = random.chance(50);
    let columns = if wide { 3 } else { 4 };
    let scale = if random.chance(30) { 100.0 } else { 1.0 };
    let mut point = Vec::new();
    for k in 0..columns {
        let lower = random.integer(-3, 0);
        let range = if wide && k < 2 {
            random.integer(100, 110)
        } else if wide {
            1
        } else {
            random.integer(1, 6)
        };
        let cost = random.integer(-20, 20) as f64 / if random.chance(30) { 10.0 } else { 1.0 };
        integer(&mut p, cost, lower as f64, (lower + range) as f64);
        point.push(random.integer(lower, lower + range));
    }
    let largest = if random.chance(50) { 9 } else { 400 };
    let mut rows = Vec::new();
    for _ in 0..random.integer(1, 2) {
        let a: Vec<i64> = (0..columns).map(|_| random.integer(-largest / 2, largest)).collect();
        let mut b: i64 = a.iter().zip(&point).map(|(a, x)| a * x).sum();
        b += if random.chance(50) { 0 } else { random.integer(-3, 3) };
        let room = if random.chance(20) { random.integer(0, 2) } else { 0 };
        let scaled = |v: i64| v as f64 / scale;
        rows.push((scaled(b), scaled(b + room), a.into_iter().map(scaled).collect()));
    }
    if random.chance(40) {
        let a = (0..columns).map(|_| random.integer(-30, 30) as f64 / 10.0).collect();
        rows.push((f64::NEG_INFINITY, random.integer(0, 200) as f64, a));
    }
    set_rows(&mut p, &rows);
    p
}

#[test]
fn equations_of_integers_agree_with_enumeration() {
    for seed in seeds(150) {
        let p = draw(seed);
        let (expected, found) = (enumerate(&p), answer(&p));
        let status = if expected.is_some() { Status::Optimal } else { Status::Infeasible };
        assert_eq!(found.status, status, "seed {seed}: {expected:?} {found:?}\n{p:?}");
        if let (Some(expected), Some(objective)) = (expected, found.objective) {
            let allowed = 1e-6 * (1.0 + expected.abs());
            assert!(
                (objective - expected).abs() <= allowed,
                "seed {seed}: {objective}, not {expected}\n{p:?}"
            );
            assert!(check(&p, &found.values).feasible, "seed {seed}");
        }
    }
}

#[test]
fn systems_over_wide_columns_are_met_or_refuted() {
    for seed in seeds(80) {
        let mut random = Random::new(seed);
        let (columns, rows) = (random.integer(3, 8) as usize, random.integer(1, 3) as usize);
        let width = 10i64.pow(random.integer(3, 9) as u32);
        let mut p = Program::new("wide", Sense::Minimize);
        let free = random.chance(30);
        let point: Vec<i64> = (0..columns).map(|_| random.integer(-width, width)).collect();
        for _ in 0..columns {
            let bound = if free { f64::INFINITY } else { width as f64 };
            integer(&mut p, 0.0, -bound, bound);
        }
        // An even row, written as its sum with the others: half of the right-hand sides do not fit, and no
        // single row shows it.
        let fits = random.chance(50);
        let mut equations = Vec::new();
        for i in 0..rows {
            let factor = if i + 1 == rows { 2 } else { 1 };
            let a: Vec<i64> = (0..columns).map(|_| factor * random.integer(-40, 40)).collect();
            let b: i64 = a.iter().zip(&point).map(|(a, x)| a * x).sum();
            equations.push((a, b));
        }
        let (mut last, mut rhs) = equations.pop().unwrap();
        for (a, b) in &equations {
            last.iter_mut().zip(a).for_each(|(l, v)| *l += v);
            rhs += b;
        }
        rhs += i64::from(!fits);
        equations.push((last, rhs));
        let row = |(a, b): (Vec<i64>, i64)| (b as f64, b as f64, a.into_iter().map(|v| v as f64).collect());
        set_rows(&mut p, &equations.into_iter().map(row).collect::<Vec<_>>());
        let found = answer(&p);
        let expected = if fits { Status::Optimal } else { Status::Infeasible };
        assert_eq!(found.status, expected, "seed {seed}\n{p:?}");
    }
}

#[test]
fn an_equation_with_a_continuous_slack_is_a_row_of_integers_too() {
    for seed in seeds(60) {
        let mut random = Random::new(seed);
        let a: Vec<i64> = (0..3).map(|_| random.integer(300, 900)).collect();
        let (b, room) = (random.integer(3000, 20_000), random.integer(0, 3) as f64 + 0.5);
        let mut p = Program::new("slack", Sense::Minimize);
        for _ in &a {
            integer(&mut p, 1.0, 0.0, f64::INFINITY);
        }
        p.add_column("s", 0.0, 0.0, room, Kind::Continuous);
        let mut coefficients: Vec<f64> = a.iter().map(|&v| v as f64).collect();
        coefficients.push(1.0);
        set_rows(&mut p, &[(b as f64, b as f64, coefficients)]);
        let mut expected: Option<i64> = None;
        for x in 0..=b / a[0] {
            for y in 0..=(b - a[0] * x) / a[1] {
                let rest = b - a[0] * x - a[1] * y;
                if (rest % a[2]) as f64 <= room {
                    let sum = x + y + rest / a[2];
                    expected = Some(expected.map_or(sum, |e| e.min(sum)));
                }
            }
        }
        let found = answer(&p);
        let status = if expected.is_some() { Status::Optimal } else { Status::Infeasible };
        assert_eq!(found.status, status, "seed {seed}: {expected:?}\n{p:?}");
        assert_eq!(found.objective.map(|v| v.round() as i64), expected, "seed {seed}");
    }
}

#[test]
fn a_start_is_kept_through_the_exchange_of_columns() {
    let mut p = Program::new("start", Sense::Minimize);
    for _ in 0..4 {
        integer(&mut p, 1.0, 0.0, 1e6);
    }
    set_rows(&mut p, &[(1e6 + 7.0, 1e6 + 7.0, vec![12.0, 35.0, 91.0, 17.0])]);
    let found = answer(&p);
    assert_eq!(found.status, Status::Optimal);
    let start = found.values.iter().copied().enumerate().collect();
    let guidance = Guidance { start, ..Guidance::none() };
    let again = solve(&p, Engine::Hunch, &Settings::new(), &guidance, &mut Unlimited).unwrap();
    assert_eq!((again.status, again.objective), (Status::Optimal, found.objective));
}

/// How a chain `x_i − x_{i−1} >= 1` is written down.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Plain,
    Bounded,
    Slacks,
    Shuffled,
    Backwards,
    TwoSided,
    Middle,
}

const FORMS: [Form; 7] =
    [Form::Plain, Form::Bounded, Form::Slacks, Form::Shuffled, Form::Backwards, Form::TwoSided, Form::Middle];

/// A chain of `n` rows and its optimum.
fn chain(n: usize, kind: Kind, form: Form) -> (Program, f64) {
    let sense = if form == Form::Backwards { Sense::Maximize } else { Sense::Minimize };
    let mut p = Program::new("chain", sense);
    let upper = if form == Form::Bounded { 2.0 * n as f64 } else { f64::INFINITY };
    let end = match form {
        Form::Backwards => 0,
        Form::Middle => n / 2,
        _ => n,
    };
    for j in 0..=n {
        let upper = if form == Form::Backwards && j == n { 3.0 * n as f64 } else { upper };
        p.add_column(format!("x{j}"), f64::from(u8::from(j == end)), 0.0, upper, kind);
    }
    let mut order: Vec<usize> = (0..n).collect();
    if form == Form::Shuffled {
        let mut random = Random::new(7);
        (1..n).rev().for_each(|k| order.swap(k, random.integer(0, k as i64) as usize));
    }
    let side = match form {
        Form::Slacks => 1.0,
        Form::TwoSided => 3.0,
        _ => f64::INFINITY,
    };
    let mut triplets = Vec::new();
    for (i, &k) in order.iter().enumerate() {
        triplets.extend([(i, k, -1.0), (i, k + 1, 1.0)]);
        if form == Form::Slacks {
            p.add_column(format!("s{k}"), 0.0, 0.0, f64::INFINITY, kind);
            triplets.push((i, p.columns.len() - 1, -1.0));
        }
    }
    let rows = (0..n).map(|i| Row { name: format!("r{i}"), lower: 1.0, upper: side }).collect();
    p.set_rows(rows, &triplets);
    let optimum = if form == Form::Backwards { 2 * n } else { end };
    (p, optimum as f64)
}

#[test]
fn the_work_for_a_chain_grows_with_its_length_not_with_the_square() {
    for kind in [Kind::Continuous, Kind::Integer] {
        for form in FORMS {
            let work = [400, 4000].map(|n| {
                let (p, optimum) = chain(n, kind, form);
                let found = answer(&p);
                assert_eq!(found.status, Status::Optimal, "{n} {kind:?} {form:?}");
                assert_eq!(found.objective, Some(optimum), "{n} {kind:?} {form:?}");
                assert!(found.statistics.iterations <= n as u64 / 10, "{n} {kind:?} {form:?}: {found:?}");
                found.statistics.work
            });
            assert!(work[1] <= 12 * work[0], "{kind:?} {form:?}: {work:?}");
        }
    }
}

#[test]
fn the_duals_of_a_chain_prove_its_optimum() {
    for form in FORMS.into_iter().filter(|f| *f != Form::Slacks) {
        let (p, optimum) = chain(50, Kind::Continuous, form);
        let found = answer(&p);
        let (duals, costs) = (found.duals.unwrap(), found.reduced_costs.unwrap());
        let of_rows: f64 =
            p.rows.iter().zip(&duals).map(|(r, y)| if *y == 0.0 { 0.0 } else { r.lower * y }).sum();
        let of_columns: f64 = costs.iter().zip(&found.values).map(|(d, x)| d * x).sum();
        assert!((of_rows + of_columns - optimum).abs() < 1e-9, "{form:?}: {duals:?} {costs:?}");
    }
}
