//! Long solves in parts: one that goes on where it was paused ends as one in a piece does, changes in between are
//! honoured, and signs that rounding hides do not keep it from an end.

mod lp_support;

use hunch_model::{Program, Unlimited};
use hunch_search::lp::{LpProblem, LpSettings, LpStatus, Simplex};
use lp_support::{Flavour, Plain, Random, generate, verify};

fn engine(program: &Program) -> Simplex {
    let settings = LpSettings { goes_on: true, ..LpSettings::default() };
    Simplex::new(&LpProblem::from_program(program), settings)
}

/// Solves in parts of so many iterations; how it ended, and after how many parts.
fn in_parts(simplex: &mut Simplex, iterations: u64, most: u64) -> (LpStatus, u64) {
    let mut parts = 0;
    loop {
        parts += 1;
        simplex.set_iteration_limit(Some(iterations));
        let status = simplex.solve(&mut Unlimited);
        if status != LpStatus::IterationLimit || parts == most {
            return (status, parts);
        }
    }
}

#[test]
fn a_solve_in_parts_ends_as_one_in_a_piece_does() {
    let (mut paused, mut optimal) = (0, 0);
    for seed in 0..300 {
        let mut r = Random(seed);
        let flavour = Flavour::random(&mut r, 40);
        let program = generate(&mut r, flavour).program();
        let mut whole = engine(&program);
        let status = whole.solve(&mut Unlimited);
        let mut parts = engine(&program);
        let (ended, count) = in_parts(&mut parts, 5, 10_000);
        assert_eq!(ended, status, "seed {seed}");
        verify(&program, &parts, ended).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
        if status == LpStatus::Optimal {
            let size = 1.0 + whole.objective().abs();
            assert!((parts.objective() - whole.objective()).abs() <= 1e-6 * size, "seed {seed}");
            optimal += 1;
        }
        paused += u64::from(count > 1);
    }
    assert!(paused > 100 && optimal > 100, "{paused} {optimal}");
}

#[test]
fn a_change_between_parts_is_honoured() {
    let mut changed = 0;
    for seed in 1000..1200 {
        let mut r = Random(seed);
        let flavour = Flavour { boxed: 1.0, badly_scaled: false, ..Flavour::random(&mut r, 30) };
        let mut plain = generate(&mut r, flavour);
        let mut parts = engine(&plain.program());
        parts.set_iteration_limit(Some(1 + r.below(10) as u64));
        if parts.solve(&mut Unlimited) != LpStatus::IterationLimit {
            continue;
        }
        let j = r.below(plain.columns.len());
        match r.below(3) {
            0 => {
                plain.cost[j] = r.integer(5);
                parts.set_cost(j, plain.cost[j]);
            }
            1 => {
                plain.columns[j] = (-2.0, 1.0);
                parts.set_column_bounds(j, -2.0, 1.0);
            }
            _ => {
                let basis = engine(&plain.program()).basis();
                parts.load_basis(&basis).unwrap();
            }
        }
        let program = plain.program();
        let expected = engine(&program).solve(&mut Unlimited);
        let (ended, _) = in_parts(&mut parts, 1_000_000, 1);
        assert_eq!(ended, expected, "seed {seed}");
        verify(&program, &parts, ended).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
        changed += 1;
    }
    assert!(changed > 50, "{changed}");
}

/// A program with free columns whose costs are those of given duals, to twelve digits: what rounding left of the
/// reduced costs of the free columns has either sign, and their multiples have far to go.
fn rounded_duals(seed: u64, m: usize) -> Plain {
    let mut r = Random(seed);
    let n = 2 * m + m / 4;
    let point: Vec<f64> = (0..n).map(|_| [0.0, 1.0, 2.5, 0.1, 10.0 * r.unit()][r.below(5)]).collect();
    let mut plain = Plain { cost: vec![0.0; n], ..Plain::default() };
    for _ in 0..n {
        let lower = if r.chance(0.3) { f64::NEG_INFINITY } else { 0.0 };
        let upper = if lower == 0.0 && r.chance(0.5) { 2_147_483_647.0 } else { f64::INFINITY };
        plain.columns.push((lower, upper));
    }
    for i in 0..m {
        let (mut sum, y) = (0.0, 2.0 * r.unit() - 1.0);
        let is_equation = r.chance(0.55);
        let count = 2 + r.below(50);
        let mut used = vec![false; n];
        for _ in 0..count {
            let (j, v) = (r.below(n), [1.0, -1.0, 0.1, 0.3, -2.5, 6.0 * r.unit() - 3.0][r.below(6)]);
            if !std::mem::replace(&mut used[j], true) {
                plain.entries.push((i, j, v));
                sum += v * point[j];
                plain.cost[j] += v * if is_equation { y } else { y.abs() };
            }
        }
        plain.rows.push(match is_equation {
            true => (sum, sum),
            false => (sum - 0.1 * sum.abs() - 0.1, f64::INFINITY),
        });
    }
    for (j, cost) in plain.cost.iter_mut().enumerate() {
        if plain.columns[j].0 == 0.0 && point[j] == 0.0 {
            *cost += r.unit();
        }
        *cost = (*cost * 1e12).round() / 1e12;
    }
    plain
}

#[test]
fn signs_that_rounding_hides_do_not_keep_a_solve_from_an_end() {
    for seed in 2..4 {
        let program = rounded_duals(seed, 300).program();
        let mut simplex = engine(&program);
        let (status, _) = in_parts(&mut simplex, 300, 10);
        assert!(matches!(status, LpStatus::Optimal | LpStatus::Unbounded), "seed {seed}: {status:?}");
        let problem = LpProblem::from_program(&program);
        lp_support::verify_feasible(&problem, &simplex.values())
            .unwrap_or_else(|why| panic!("seed {seed}: {why}"));
    }
}
