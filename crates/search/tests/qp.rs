//! The quadratic engine: its optima meet the optimality conditions, its proofs pass the model's checker, and
//! solves from an old working set give what solves from nothing give.

mod qp_support;

use hunch_model::{Kind, Program, Quadratic, Row, Sense, Unlimited, check_farkas, check_ray};
use hunch_search::qp::{Problem, Qp, QpError, QpSettings, QpStatus};
use qp_support::{INF, Random, Shape, engine, optimality_gap, program};

/// Solves and judges the claim; the optimum, where there is one.
fn judged(p: &Program, qp: &mut Qp, seed: u64) -> Option<f64> {
    match qp.solve(&mut Unlimited) {
        QpStatus::Optimal => {
            let gap = optimality_gap(p, qp);
            assert!(gap <= 1e-6, "seed {seed}: {gap}");
            assert!(qp.bound() <= qp.objective());
            Some(qp.objective())
        }
        QpStatus::Infeasible => {
            let verdict = check_farkas(p, qp.farkas().unwrap());
            assert!(verdict.proven, "seed {seed}: {verdict:?}");
            None
        }
        QpStatus::Unbounded => {
            let verdict = check_ray(p, qp.ray().unwrap(), Some(qp.values()));
            assert!(verdict.proven, "seed {seed}: {verdict:?}");
            None
        }
        status => panic!("seed {seed}: {status:?} {:?}", qp.trouble()),
    }
}

#[test]
fn optima_meet_the_optimality_conditions_and_other_claims_their_checkers() {
    let mut counts = [0; 3];
    for seed in 0..3000 {
        let r = &mut Random(seed);
        let shape = Shape::any(r, 8);
        let broken = r.chance(0.3);
        let p = program(r, shape, broken);
        let mut qp = engine(&p);
        judged(&p, &mut qp, seed);
        match qp.status() {
            Some(QpStatus::Optimal) => counts[0] += 1,
            Some(QpStatus::Infeasible) => counts[1] += 1,
            _ => counts[2] += 1,
        }
    }
    assert!(counts.iter().all(|&c| c > 100), "{counts:?}");
}

/// Changes one number of the program, and of the engine that follows it.
fn change(r: &mut Random, p: &mut Program, qp: &mut Qp) {
    let sign = p.sense.sign();
    match r.below(4) {
        0 if !p.rows.is_empty() => {
            let i = r.below(p.rows.len());
            let row = &mut p.rows[i];
            let shift = r.whole(2);
            (row.lower, row.upper) = (row.lower + shift, row.upper + shift);
            qp.set_row_sides(i, row.lower, row.upper);
        }
        1 => {
            let j = r.below(p.columns.len());
            p.columns[j].objective += r.between(-2.0, 2.0);
            qp.set_cost(j, sign * p.columns[j].objective);
        }
        _ => {
            let j = r.below(p.columns.len());
            let column = &mut p.columns[j];
            match r.below(4) {
                0 => column.upper = column.lower.max(-5.0) + r.below(4) as f64,
                1 => column.lower = column.upper.min(5.0) - r.below(4) as f64,
                2 if column.lower.is_finite() => column.upper = column.lower,
                _ => (column.lower, column.upper) = (r.whole(2) - 2.0, r.whole(2) + 2.0),
            }
            if column.lower > column.upper {
                column.lower = column.upper;
            }
            qp.set_column_bounds(j, column.lower, column.upper);
        }
    }
}

#[test]
fn solves_after_changes_give_what_solves_from_nothing_give() {
    let mut solves = 0;
    for seed in 0..400 {
        let r = &mut Random(seed);
        let shape = Shape::any(r, 12);
        let mut p = program(r, shape, false);
        let mut warm = engine(&p);
        judged(&p, &mut warm, seed);
        for step in 0..15 {
            for _ in 0..1 + r.below(2) {
                change(r, &mut p, &mut warm);
            }
            let mut cold = engine(&p);
            let (a, b) = (judged(&p, &mut warm, seed), judged(&p, &mut cold, seed));
            assert_eq!(warm.status(), cold.status(), "seed {seed} step {step}");
            if let (Some(a), Some(b)) = (a, b) {
                assert!((a - b).abs() <= 2e-6 * (1e-3 + a.abs()), "seed {seed} step {step}: {a} {b}");
            }
            solves += 1;
        }
    }
    assert_eq!(solves, 6000);
}

#[test]
fn larger_programs_are_solved_too() {
    for seed in 0..150 {
        let r = &mut Random(seed);
        let shape = Shape::any(r, 60);
        let broken = r.chance(0.1);
        let p = program(r, shape, broken);
        judged(&p, &mut engine(&p), seed);
    }
}
