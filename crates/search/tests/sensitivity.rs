//! What is said of an answer's worth, held against solving again: just inside a range the prediction holds,
//! just outside it does not do better, and duals prove the optimum.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails where it unwraps")]

mod lp_support;

use hunch_model::{Kind, Program, Row, Sense, Solution, Status, Unlimited};
use hunch_search::lp::ranging::Range;
use hunch_search::sensitivity::{Sensitivity, sensitivity};
use hunch_search::{Engine, Guidance, Settings, solve};
use lp_support::{Flavour, Random, generate};

fn answer(program: &Program) -> Solution {
    solve(program, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-6 * a.abs().max(b.abs()).max(1.0)
}

/// A solved program and what is said of it; every second one is a maximisation.
fn drawn(seed: u64) -> Option<(Program, Solution, Sensitivity)> {
    let mut r = Random(seed ^ 0xace);
    let mut flavour = Flavour::random(&mut r, 9);
    flavour.badly_scaled = false;
    flavour.known_feasible = true;
    let mut program = generate(&mut r, flavour).program();
    if seed % 2 == 1 {
        program.sense = Sense::Maximize;
        program.columns.iter_mut().for_each(|c| c.objective = -c.objective);
    }
    let solution = answer(&program);
    if solution.status != Status::Optimal {
        return None;
    }
    let found =
        sensitivity(&program, &solution.values, solution.basis.as_ref(), true, &mut Unlimited).unwrap();
    Some((program, solution, found))
}

/// Points of a range, as moves from the present number: well inside, and beyond an end that is not far.
fn moves(range: Range, value: f64) -> (Vec<f64>, Vec<f64>) {
    let (mut inside, mut outside) = (Vec::new(), Vec::new());
    for (end, way) in [(range.low, -1.0), (range.high, 1.0)] {
        let reach = if end.is_finite() { end - value } else { 7.0 * way };
        inside.extend([0.5 * reach, 0.999 * reach]);
        if end.is_finite() {
            outside.push(reach + 0.5 * way);
        }
    }
    (inside, outside)
}

#[test]
fn inside_a_cost_range_the_point_stays_optimal_and_outside_none_is_missed() {
    let (mut tried, mut left) = (0, 0);
    for seed in 0..600 {
        let Some((program, solution, found)) = drawn(seed) else { continue };
        let ranges = found.ranges.unwrap();
        for (j, &range) in ranges.costs.iter().enumerate() {
            let cost = program.columns[j].objective;
            assert!(range.low <= cost + 1e-9 && cost <= range.high + 1e-9, "{seed}: {range:?} {cost}");
            let (inside, outside) = moves(range, cost);
            let moved = |by: f64| {
                let mut moved = program.clone();
                moved.columns[j].objective += by;
                answer(&moved)
            };
            for by in inside {
                let expected = solution.objective.unwrap() + by * solution.values[j];
                let again = moved(by);
                assert_eq!(again.status, Status::Optimal, "{seed}, column {j}, {by}");
                assert!(close(again.objective.unwrap(), expected), "{seed}, column {j}, {by}: {again:?}");
                tried += 1;
            }
            for by in outside {
                // Another point is better, or as good where the optimum is not unique.
                let expected = solution.objective.unwrap() + by * solution.values[j];
                let again = moved(by);
                let sign = program.sense.sign();
                let better = again.status == Status::Unbounded
                    || sign * again.objective.unwrap() < sign * expected - 1e-9 * expected.abs().max(1.0);
                left += usize::from(better);
            }
        }
    }
    assert!(tried > 2000 && left > 500, "{tried} {left}");
}

#[test]
fn inside_a_range_of_sides_the_duals_tell_the_optimum() {
    let (mut tried, mut left) = (0, 0);
    for seed in 0..600 {
        let Some((program, solution, found)) = drawn(seed) else { continue };
        let ranges = found.ranges.as_ref().unwrap();
        let objective = solution.objective.unwrap();
        for (i, row) in program.rows.iter().enumerate() {
            let equation = row.lower == row.upper;
            let activity = program.matrix.multiply(&solution.values)[i];
            for is_upper in [false, true] {
                let sides = &ranges.rows[i];
                let Some(range) = (if is_upper { sides.upper } else { sides.lower }) else { continue };
                let side = if is_upper { row.upper } else { row.lower };
                let tight =
                    close(side, activity) && found.basis.rows[i] != hunch_model::VariableStatus::Basic;
                let rests_here = tight
                    && (equation
                        || is_upper == (found.basis.rows[i] == hunch_model::VariableStatus::AtUpper));
                let price = if rests_here { found.duals[i] } else { 0.0 };
                let moved = |by: f64| {
                    let mut moved = program.clone();
                    if equation || is_upper {
                        moved.rows[i].upper += by;
                    }
                    if equation || !is_upper {
                        moved.rows[i].lower += by;
                    }
                    answer(&moved)
                };
                let (inside, outside) = moves(range, side);
                for by in inside {
                    let again = moved(by);
                    assert_eq!(
                        again.status,
                        Status::Optimal,
                        "{seed}, row {i}, {by}, {range:?}: {program:?}"
                    );
                    let expected = objective + price * by;
                    assert!(close(again.objective.unwrap(), expected), "{seed}, row {i}, {by}: {again:?}");
                    tried += 1;
                }
                for by in outside {
                    let again = moved(by);
                    let expected = objective + price * by;
                    left += usize::from(again.objective.is_none_or(|found| !close(found, expected)));
                }
            }
        }
    }
    assert!(tried > 1000 && left > 200, "{tried} {left}");
}

#[test]
fn duals_and_reduced_costs_add_up_to_the_objective() {
    for seed in 0..600 {
        let Some((program, solution, found)) = drawn(seed) else { continue };
        let activity = program.matrix.multiply(&solution.values);
        // By duality: the objective is the sum of what tight sides and bounds are worth.
        let rows: f64 = found.duals.iter().zip(&activity).map(|(y, a)| y * a).sum();
        let columns: f64 = found.reduced_costs.iter().zip(&solution.values).map(|(d, x)| d * x).sum();
        assert!(close(rows + columns + program.offset, solution.objective.unwrap()), "seed {seed}");
    }
}

#[test]
fn an_integer_program_is_told_with_its_integers_fixed() {
    let mut program = Program::new("shop", Sense::Maximize);
    program.add_column("open", -10.0, 0.0, 1.0, Kind::Integer);
    program.add_column("sold", 3.0, 0.0, f64::INFINITY, Kind::Continuous);
    let below = f64::NEG_INFINITY;
    program.set_rows(
        vec![
            Row { name: "only if open".into(), lower: below, upper: 0.0 },
            Row { name: "stock".into(), lower: below, upper: 8.0 },
        ],
        &[(0, 0, -20.0), (0, 1, 1.0), (1, 1, 1.0)],
    );
    let solution = answer(&program);
    assert_eq!((solution.objective, solution.duals.is_none()), (Some(14.0), true));
    let found = sensitivity(&program, &solution.values, None, true, &mut Unlimited).unwrap();
    assert!(found.integers_fixed);
    assert_eq!(found.duals, [0.0, 3.0]);
    let stock = found.ranges.as_ref().unwrap().rows[1].upper.unwrap();
    assert_eq!((stock.low, stock.high), (0.0, 20.0));
    let report = found.report(&program, &solution.values);
    assert!(
        report.contains(
            "row \"stock\" is at most 8: one more changes the objective by +3, while it is between 0 and 20"
        ),
        "{report}"
    );
    assert!(report.contains("every integer column fixed"), "{report}");
}
