//! The quadratic engine: its optima meet the optimality conditions, its proofs pass the model's checker, and
//! solves from an old working set give what solves from nothing give.

#![allow(clippy::unwrap_used, clippy::panic)] // a failed test, in helpers too

mod qp_support;

use hunch_model::{Kind, Program, Quadratic, Row, Sense, Unlimited, check_farkas, check_ray};
use hunch_search::qp::{Qp, QpStatus};
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

#[test]
fn changes_that_leave_no_point_and_their_undoing_change_no_answer() {
    let (mut lost, mut found) = (0, 0);
    for seed in 0..300 {
        let r = &mut Random(7000 + seed);
        let shape = Shape::any(r, 12);
        let mut p = program(r, shape, false);
        let mut warm = engine(&p);
        let mut before = judged(&p, &mut warm, seed);
        for step in 0..8 {
            // Out of reach and back: the answer is the one before.
            let mut apart = p.clone();
            if !p.rows.is_empty() && r.chance(0.7) {
                let i = r.below(p.rows.len());
                let far = 1e3 * (1.0 + r.unit());
                (apart.rows[i].lower, apart.rows[i].upper) = (far, far);
                warm.set_row_sides(i, far, far);
                let mut cold = engine(&apart);
                judged(&apart, &mut warm, seed);
                judged(&apart, &mut cold, seed);
                assert_eq!(warm.status(), cold.status(), "seed {seed} step {step}");
                lost += usize::from(warm.status() == Some(QpStatus::Infeasible));
                warm.set_row_sides(i, p.rows[i].lower, p.rows[i].upper);
            } else {
                let j = r.below(p.columns.len());
                let (lower, upper) = (p.columns[j].lower, p.columns[j].upper);
                warm.set_column_bounds(j, 1.0, 0.0);
                assert_eq!(warm.solve(&mut Unlimited), QpStatus::Infeasible);
                lost += 1;
                warm.set_column_bounds(j, lower, upper);
            }
            let again = judged(&p, &mut warm, seed);
            assert_eq!(again.is_some(), before.is_some(), "seed {seed} step {step}");
            if let (Some(a), Some(b)) = (again, before) {
                assert!((a - b).abs() <= 2e-6 * (1e-3 + a.abs()), "seed {seed} step {step}: {a} {b}");
                found += 1;
            }
            change(r, &mut p, &mut warm);
            let mut cold = engine(&p);
            before = judged(&p, &mut warm, seed);
            judged(&p, &mut cold, seed);
            assert_eq!(warm.status(), cold.status(), "seed {seed} step {step}");
        }
    }
    assert!(lost > 1000 && found > 1000, "{lost} {found}");
}

/// A store that an engine which costs something to start fills: starts have no upper bound, and many of them
/// have a reduced cost of zero.
fn starts(r: &mut Random, periods: usize) -> Program {
    let at = |part: usize, t: usize| part * periods + t;
    let mut p = Program::new("starts", Sense::Minimize);
    let kinds = [(0.0, 0.0, 50.0), (1.0, 0.0, INF), (0.0, -INF, INF), (1.0, 0.0, 1.0), (1.0, 0.0, INF)];
    for (part, (cost, lower, upper)) in kinds.into_iter().enumerate() {
        for t in 0..periods {
            let last = part == 0 && t + 1 == periods;
            let cost = if last { -10.0 } else { cost };
            p.add_column(format!("x{part}-{t}"), cost, lower, upper, Kind::Continuous);
        }
    }
    let (mut rows, mut triplets) = (Vec::new(), Vec::new());
    let mut add = |lower: f64, upper: f64, terms: &[(usize, f64)]| {
        triplets.extend(terms.iter().map(|&(j, v)| (rows.len(), j, v)));
        rows.push(Row { name: format!("r{}", rows.len()), lower, upper });
    };
    for t in 0..periods {
        let known = if t == 0 { 40.0 + r.between(-0.5, 0.5) } else { 0.0 };
        let mut store = vec![(at(0, t), 1.0), (at(2, t), 4.0)];
        let mut start = vec![(at(4, t), 1.0), (at(3, t), -1.0)];
        if t > 0 {
            store.push((at(0, t - 1), -1.0));
            start.push((at(3, t - 1), 1.0));
        }
        add(known, known, &store);
        let demand = 0.65 + 0.9 * (0.45 * t as f64).sin() + r.between(-0.3, 0.3);
        add(demand, INF, &[(at(2, t), 1.0), (at(1, t), 1.0)]);
        add(-INF, 0.0, &[(at(1, t), 1.0), (at(3, t), -1.0)]);
        add(0.0, INF, &start);
    }
    p.set_rows(rows, &triplets);
    let mut lower_triangle: Vec<_> = (0..periods).map(|t| (at(1, t), at(1, t), 2.0)).collect();
    lower_triangle.push((at(0, periods - 1), at(0, periods - 1), 0.2));
    p.quadratic = Some(Quadratic { lower_triangle });
    p
}

#[test]
fn columns_without_a_bound_leave_the_proof_sharp() {
    let (mut optima, mut worst) = (0, 0.0f64);
    for seed in 0..40 {
        let r = &mut Random(seed);
        let p = starts(r, 20);
        let base = &mut engine(&p);
        judged(&p, base, seed);
        for _ in 0..5 {
            let (mut changed, mut qp) = (p.clone(), base.clone());
            let j = 60 + r.below(20);
            let on = f64::from(u8::from(r.chance(0.5)));
            (changed.columns[j].lower, changed.columns[j].upper) = (on, on);
            qp.set_column_bounds(j, on, on);
            // A side that was wider before: bounds implied by the rows have to be found out again.
            let i = 4 * r.below(20) + 1;
            changed.rows[i].lower += r.between(-0.2, 0.2);
            qp.set_row_sides(i, changed.rows[i].lower, INF);
            let (warm, cold) =
                (judged(&changed, &mut qp, seed), judged(&changed, &mut engine(&changed), seed));
            assert_eq!(warm.is_some(), cold.is_some(), "seed {seed}");
            if let (Some(a), Some(b)) = (warm, cold) {
                assert!((a - b).abs() <= 1e-9 * (1.0 + a.abs()), "seed {seed}: {a} {b}");
                worst = worst.max((a - qp.bound()) / (1.0 + a.abs()));
                optima += 1;
            }
        }
    }
    assert!(optima > 100 && worst <= 1e-11, "{optima} {worst}");
}
