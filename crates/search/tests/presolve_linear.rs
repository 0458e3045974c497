//! Promises of the presolve of linear programs: the restored point, duals and basis are optimal for the
//! original, by the definitions alone.

#![allow(clippy::print_stdout)] // counts, for whoever runs with --nocapture
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a failed test, in helpers too

mod lp_support;

use hunch_model::{Program, Unlimited};
use hunch_search::lp::{LpProblem, LpSettings, LpStatus, Simplex, VariableStatus};
use hunch_search::presolve::{
    LinearPoint, PresolvedLinear, Summary, presolve_linear, presolve_linear_thoroughly,
};
use hunch_search::problem::MipProblem;
use lp_support::{Flavour, Plain, Random, generate, instances, verify_feasible};

const INFINITY: f64 = f64::INFINITY;

fn optimum(lp: &LpProblem) -> (LpStatus, Simplex) {
    let mut simplex = Simplex::new(lp, LpSettings::default());
    let status = simplex.solve(&mut Unlimited);
    (status, simplex)
}

/// A way to reduce a program.
type Way = fn(&MipProblem) -> (PresolvedLinear, Summary);

/// As a program of its size is reduced, and by every step.
const WAYS: [Way; 2] = [presolve_linear, presolve_linear_thoroughly];

/// The restored point of a program that presolve reduces and that has an optimum; the objective of the
/// reduced program; what was removed.
fn restored(program: &Program, way: Way) -> Option<(LinearPoint, f64, usize)> {
    let (PresolvedLinear::Reduced { problem, postsolve }, summary) = way(&MipProblem::from_program(program))
    else {
        return None;
    };
    let (status, simplex) = optimum(&problem.lp);
    (status == LpStatus::Optimal)
        .then(|| (postsolve.restore(&LinearPoint::of(&simplex)), simplex.objective(), summary.changes))
}

/// Feasible; reduced costs belong to the duals; nothing pulls a variable off the bound where it rests; as
/// many basic variables as rows.
fn optimality(lp: &LpProblem, point: &LinearPoint, tolerance: f64) -> Result<(), String> {
    verify_feasible(lp, &point.values)?;
    let mut d = lp.cost.clone();
    let mut size: Vec<f64> = lp.cost.iter().map(|c| 1.0 + c.abs()).collect();
    let mut activity = vec![0.0; lp.rows()];
    let mut reach = vec![1.0; lp.rows()];
    for (i, j, v) in lp.matrix.triplets() {
        d[j] -= v * point.duals[i];
        size[j] += (v * point.duals[i]).abs();
        activity[i] += v * point.values[j];
        reach[i] += (v * point.values[j]).abs();
    }
    for j in 0..lp.columns() {
        if (d[j] - point.reduced_costs[j]).abs() > tolerance * size[j] {
            return Err(format!("column {j}: reduced cost {} is {}", point.reduced_costs[j], d[j]));
        }
        let place = (point.values[j], lp.column_lower[j], lp.column_upper[j]);
        keeps("column", j, place, d[j] / size[j], 1.0 + point.values[j].abs(), tolerance)?;
    }
    for i in 0..lp.rows() {
        let size = 1.0 + point.duals.iter().fold(0.0f64, |m, y| m.max(y.abs()));
        let place = (activity[i], lp.row_lower[i], lp.row_upper[i]);
        keeps("row", i, place, point.duals[i] / size, reach[i], tolerance)?;
    }
    let basic = |s: &&VariableStatus| **s == VariableStatus::Basic;
    let basics = point.basis.columns.iter().chain(&point.basis.rows).filter(basic).count();
    if basics != lp.rows() {
        return Err(format!("{basics} basic variables, {} rows", lp.rows()));
    }
    Ok(())
}

/// Complementary slackness: a positive multiplier only at the lower bound, a negative one only at the upper.
fn keeps(
    what: &str,
    k: usize,
    (value, lower, upper): (f64, f64, f64),
    multiplier: f64,
    size: f64,
    tolerance: f64,
) -> Result<(), String> {
    let at = |bound: f64| (value - bound).abs() <= tolerance * size;
    if (multiplier > tolerance && !at(lower)) || (multiplier < -tolerance && !at(upper)) {
        return Err(format!("{what} {k}: multiplier {multiplier} at {value} of [{lower}, {upper}]"));
    }
    Ok(())
}

/// Iterations that the engine still needs from the restored basis, and its objective.
fn clean_up(lp: &LpProblem, point: &LinearPoint) -> (u64, f64) {
    let mut simplex = Simplex::new(lp, LpSettings::default());
    simplex.load_basis(&point.basis).unwrap();
    assert_eq!(simplex.solve(&mut Unlimited), LpStatus::Optimal);
    (simplex.iterations(), simplex.objective())
}

/// Checks one program of which presolve must change something.
fn check(columns: &[(f64, f64, f64)], rows: &[(f64, f64)], entries: &[(usize, usize, f64)]) -> LinearPoint {
    checked(columns, rows, entries, presolve_linear)
}

fn checked(
    columns: &[(f64, f64, f64)],
    rows: &[(f64, f64)],
    entries: &[(usize, usize, f64)],
    way: Way,
) -> LinearPoint {
    let plain = Plain {
        cost: columns.iter().map(|c| c.0).collect(),
        columns: columns.iter().map(|c| (c.1, c.2)).collect(),
        rows: rows.to_vec(),
        entries: entries.to_vec(),
    };
    let program = plain.program();
    let lp = LpProblem::from_program(&program);
    let (point, objective, _) = restored(&program, way).expect("presolve reduces it");
    optimality(&lp, &point, 1e-9).unwrap();
    let (iterations, expected) = (clean_up(&lp, &point).0, optimum(&lp).1.objective());
    assert_eq!(iterations, 0, "the restored basis is optimal");
    assert!((objective - expected).abs() <= 1e-9 * (1.0 + expected.abs()), "{objective}, not {expected}");
    point
}

#[test]
fn the_dual_of_a_singleton_row_comes_from_its_column() {
    // 2 x <= 6 is what stops x, not its own bound 10.
    let point = check(
        &[(-3.0, 0.0, 10.0), (-1.0, 0.0, INFINITY)],
        &[(-INFINITY, 6.0), (-INFINITY, 8.0)],
        &[(0, 0, 2.0), (1, 0, 1.0), (1, 1, 1.0)],
    );
    assert_eq!(point.values, vec![3.0, 5.0]);
    assert_eq!(point.duals, vec![-1.0, -1.0]);
    assert_eq!(point.basis.rows[0], VariableStatus::AtUpper);
}

#[test]
fn a_singleton_row_that_binds_nothing_has_no_dual() {
    let point = check(
        &[(1.0, 1.0, 10.0), (1.0, 0.0, INFINITY)],
        &[(-INFINITY, 6.0), (4.0, INFINITY)],
        &[(0, 0, 2.0), (1, 0, 1.0), (1, 1, 2.0)],
    );
    assert_eq!(point.duals[0], 0.0);
    assert_eq!(point.basis.rows[0], VariableStatus::Basic);
}

#[test]
fn a_forcing_row_gets_the_dual_that_no_column_resists() {
    // x + y <= 0 with x, y >= 0: both are 0 although both want to grow, y the more for its coefficient.
    let point = check(
        &[(-1.0, 0.0, 5.0), (-4.0, 0.0, 5.0), (1.0, 0.0, 9.0)],
        &[(-INFINITY, 0.0), (2.0, INFINITY)],
        &[(0, 0, 1.0), (0, 1, 2.0), (1, 0, 1.0), (1, 1, 1.0), (1, 2, 1.0)],
    );
    assert_eq!(point.values, vec![0.0, 0.0, 2.0]);
    // Row 1 has dual 1, so d = (−2, −5) without the forcing row: y <= −2 and y <= −2.5.
    assert_eq!(point.duals, vec![-2.5, 1.0]);
    assert_eq!(point.basis.columns[1], VariableStatus::Basic);
}

#[test]
fn of_parallel_rows_the_tighter_has_the_dual() {
    let point = check(
        &[(1.0, 0.0, INFINITY), (2.0, 0.0, INFINITY), (1.0, 1.0, 1.0)],
        &[(1.0, INFINITY), (-INFINITY, -6.0)],
        &[(0, 0, 1.0), (0, 1, 1.0), (1, 0, -2.0), (1, 1, -2.0)],
    );
    assert_eq!(point.values, vec![3.0, 0.0, 1.0]);
    assert_eq!(point.duals, vec![0.0, -0.5]);
    assert_eq!(point.basis.rows, vec![VariableStatus::Basic, VariableStatus::AtUpper]);
}

#[test]
fn the_column_of_a_doubleton_equation_rests_where_it_stops_the_other() {
    // x + y = 4, x <= 3: minimise −2 x − y + z, x + y + z >= 5, so x = 3 rests and y = 1 is basic.
    let point = check(
        &[(-2.0, 0.0, 3.0), (-1.0, 0.0, 9.0), (1.0, 0.0, 9.0)],
        &[(4.0, 4.0), (5.0, INFINITY)],
        &[(0, 0, 1.0), (0, 1, 1.0), (1, 0, 1.0), (1, 1, 1.0), (1, 2, 1.0)],
    );
    assert_eq!(point.values, vec![3.0, 1.0, 1.0]);
    assert_eq!(point.basis.columns[0], VariableStatus::AtUpper);
    assert_eq!(point.basis.columns[1], VariableStatus::Basic);
}

#[test]
fn a_slack_column_takes_the_side_of_its_row() {
    // x + y + s = 10 with 0 <= s <= 4: s is 0 when x pays and 4 when it costs.
    for (cost, slack) in [(-1.0, 0.0), (1.0, 4.0)] {
        let point = check(
            &[(cost, 0.0, 9.0), (2.0 * cost, 0.0, 3.0), (0.0, 0.0, 4.0)],
            &[(10.0, 10.0), (0.0, 12.0)],
            &[(0, 0, 1.0), (0, 1, 1.0), (0, 2, 1.0), (1, 0, 1.0), (1, 1, 2.0)],
        );
        assert_eq!(point.values[2], slack, "cost {cost}");
        assert_ne!(point.basis.columns[2], VariableStatus::Basic);
    }
}

#[test]
fn an_implied_free_column_tells_which_side_its_inequality_meets() {
    // s >= 0 is implied by s >= x + y − 2 and x, y >= 1; its cost 1 makes the row's dual 1.
    let point = check(
        &[(-3.0, 1.0, 5.0), (-0.5, 1.0, 5.0), (1.0, 0.0, INFINITY)],
        &[(-2.0, INFINITY), (-INFINITY, 7.0)],
        &[(0, 0, -1.0), (0, 1, -1.0), (0, 2, 1.0), (1, 0, 1.0), (1, 1, 1.0)],
    );
    assert_eq!(point.values, vec![5.0, 1.0, 4.0]);
    assert_eq!(point.duals[0], 1.0);
    assert_eq!(point.basis.columns[2], VariableStatus::Basic);
    assert_eq!(point.basis.rows[0], VariableStatus::AtLower);
}

#[test]
fn a_program_that_presolve_solves_alone_has_duals_too() {
    let point = check(&[(1.0, 2.0, 7.0), (-1.0, 0.0, 3.0)], &[(-INFINITY, 4.0)], &[(0, 1, 2.0)]);
    assert_eq!(point.values, vec![2.0, 2.0]);
    assert_eq!(point.duals, vec![-0.5]);
}

#[test]
fn an_equation_replaces_a_column_that_rows_keep_within_its_bounds() {
    // x = 6 − y − z within [0, 9] whatever y and z are; its cost is theirs then, and the equation's dual is what is left
    // of it beside the other row.
    let point = checked(
        &[(-2.0, 0.0, 9.0), (1.0, 0.0, 2.0), (-1.0, 0.0, 3.0)],
        &[(6.0, 6.0), (-INFINITY, 7.0), (1.0, INFINITY)],
        &[
            (0, 0, 1.0),
            (0, 1, 1.0),
            (0, 2, 1.0),
            (1, 0, 1.0),
            (1, 1, 3.0),
            (1, 2, -1.0),
            (2, 1, 1.0),
            (2, 2, 1.0),
        ],
        presolve_linear_thoroughly,
    );
    assert_eq!(point.values, vec![5.0, 0.0, 1.0]);
    assert_eq!(point.duals, vec![-2.0, 0.0, 1.0]);
    assert_eq!(point.basis.columns[0], VariableStatus::Basic);
    assert_eq!(point.basis.rows[0], VariableStatus::AtLower);
}

#[test]
fn restored_points_of_random_programs_are_optimal() {
    for way in WAYS {
        random_programs(way);
    }
}

fn random_programs(way: Way) {
    let cases: u64 = std::env::var("HUNCH_RANDOM_CASES").ok().and_then(|v| v.parse().ok()).unwrap_or(4000);
    let (mut reduced, mut removed, mut more) = (0, 0, 0);
    for seed in 1..=cases {
        let mut r = Random(seed ^ 0x9e50);
        let mut flavour = Flavour::random(&mut r, if seed % 10 == 0 { 40 } else { 12 });
        flavour.density = [0.1, 0.2, 0.4][r.below(3)]; // short rows and columns are what presolve lives on
        flavour.badly_scaled = false;
        let program = generate(&mut r, flavour).program();
        let lp = LpProblem::from_program(&program);
        let (status, simplex) = optimum(&lp);
        match way(&MipProblem::from_program(&program)).0 {
            PresolvedLinear::Infeasible => assert_eq!(status, LpStatus::Infeasible, "seed {seed}"),
            PresolvedLinear::Unchanged => {}
            PresolvedLinear::Reduced { problem, .. } => {
                // Of an infeasible program whose objective has no end either verdict may come first.
                let own = optimum(&problem.lp).0;
                let both_bad = own != LpStatus::Optimal && status != LpStatus::Optimal;
                assert!(own == status || both_bad, "seed {seed}: {own:?}, not {status:?}");
            }
        }
        let Some((point, objective, changes)) = restored(&program, way) else { continue };
        optimality(&lp, &point, 1e-7).unwrap_or_else(|e| panic!("seed {seed}: {e}\n{program:?}"));
        let (iterations, again) = clean_up(&lp, &point);
        let expected = simplex.objective();
        for value in [objective, again] {
            assert!(
                (value - expected).abs() <= 1e-7 * (1.0 + expected.abs()),
                "seed {seed}: {value}, not {expected}"
            );
        }
        (reduced, removed, more) = (reduced + 1, removed + changes, more + iterations);
    }
    println!("{reduced} reduced by {removed} changes, {more} iterations to clean up");
    assert!(cases < 1000 || reduced as u64 > cases / 5, "only {reduced} of {cases} were reduced");
    assert!(more <= reduced as u64 / 200, "{more} iterations after {reduced} restored bases");
}

/// What presolve rounds at coefficients of 1e-6 to 1e6 may cost iterations; what is said in the end is the original’s.
#[test]
fn restored_bases_of_badly_scaled_programs_lead_to_their_optima() {
    let mut reduced = 0;
    for seed in 1..=2000 {
        let mut r = Random(seed ^ 0x51de);
        let mut flavour = Flavour::random(&mut r, 12);
        flavour.density = [0.1, 0.2, 0.4][r.below(3)];
        flavour.badly_scaled = true;
        let program = generate(&mut r, flavour).program();
        let lp = LpProblem::from_program(&program);
        let (status, simplex) = optimum(&lp);
        for way in WAYS {
            let Some((point, _, _)) = restored(&program, way).filter(|_| status == LpStatus::Optimal) else {
                continue;
            };
            let (again, expected) = (clean_up(&lp, &point).1, simplex.objective());
            assert!(
                (again - expected).abs() <= 1e-6 * (1.0 + expected.abs()),
                "seed {seed}: {again}, not {expected}"
            );
            reduced += 1;
        }
    }
    assert!(reduced > 100, "only {reduced} were reduced");
}

#[test]
fn restored_points_of_public_instances_are_optimal() {
    for (path, program, optimum) in instances() {
        if program.has_integers() {
            continue;
        }
        let lp = LpProblem::from_program(&program);
        for way in WAYS {
            let Some((point, objective, changes)) = restored(&program, way) else { continue };
            let (iterations, again) = clean_up(&lp, &point);
            for value in [objective, again].map(|v| program.sense.sign() * v) {
                assert!(
                    (value - optimum).abs() <= 1e-8 * optimum.abs().max(1.0),
                    "{path}: {value}, not {optimum}"
                );
            }
            println!("{path}: {changes} changes");
            assert_eq!(iterations, 0, "{path}: the restored basis is optimal");
            verify_feasible(&lp, &point.values).unwrap_or_else(|e| panic!("{path}: {e}"));
        }
    }
}
