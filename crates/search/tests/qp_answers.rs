//! The quadratic engine on programs whose answers are known, and what it promises beside answers: refusals,
//! limits, slices, working sets.

#![allow(clippy::panic)] // a failed test

mod qp_support;

use hunch_model::{
    Control, Kind, Program, Quadratic, Recorder, Row, Sense, StopReason, Unlimited, check_farkas, check_ray,
};
use hunch_search::qp::{Place, Problem, Qp, QpError, QpSettings, QpStatus, SymmetricMatrix, WorkingSet};
use qp_support::{INF, Random, Shape, engine, program};

/// A row: sides and terms.
type Terms<'a> = (f64, f64, &'a [(usize, f64)]);

/// Columns `(cost, lower, upper)`, rows `(lower, upper, terms)`, the lower triangle of Q.
fn built(columns: &[(f64, f64, f64)], rows: &[Terms], lower_triangle: &[(usize, usize, f64)]) -> Program {
    let mut p = Program::new("built", Sense::Minimize);
    for (j, &(cost, lower, upper)) in columns.iter().enumerate() {
        p.add_column(format!("x{j}"), cost, lower, upper, Kind::Continuous);
    }
    let named = |(i, r): (usize, &Terms)| Row { name: format!("r{i}"), lower: r.0, upper: r.1 };
    let triplets: Vec<_> =
        rows.iter().enumerate().flat_map(|(i, r)| r.2.iter().map(move |&(j, v)| (i, j, v))).collect();
    p.set_rows(rows.iter().enumerate().map(named).collect(), &triplets);
    p.quadratic = Some(Quadratic { lower_triangle: lower_triangle.to_vec() });
    p
}

fn solved(p: &Program) -> Qp {
    let mut qp = engine(p);
    assert_eq!(qp.solve(&mut Unlimited), QpStatus::Optimal, "{:?}", qp.trouble());
    qp
}

fn close(a: &[f64], b: &[f64]) {
    assert_eq!(a.len(), b.len());
    assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-9), "{a:?} {b:?}");
}

#[test]
fn a_projection_onto_a_plane_with_its_multiplier() {
    // Nearest point to (3, 1, 2) with x + y + z = 3.
    let p = built(
        &[(-3.0, -INF, INF), (-1.0, -INF, INF), (-2.0, -INF, INF)],
        &[(3.0, 3.0, &[(0, 1.0), (1, 1.0), (2, 1.0)])],
        &[(0, 0, 1.0), (1, 1, 1.0), (2, 2, 1.0)],
    );
    let qp = solved(&p);
    close(qp.values(), &[2.0, 0.0, 1.0]);
    close(qp.duals(), &[-1.0]);
    close(&qp.reduced_costs(), &[0.0, 0.0, 0.0]);
}

#[test]
fn a_column_at_its_bound_has_a_price() {
    // (x − 2)² where x ≤ 1: the objective would fall by 2 a unit.
    let qp = solved(&built(&[(-4.0, 0.0, 1.0)], &[], &[(0, 0, 2.0)]));
    close(qp.values(), &[1.0]);
    close(&qp.reduced_costs(), &[-2.0]);
}

#[test]
fn a_bound_and_a_row_meet_in_the_optimum() {
    // x² − 8x + 4y² − 16y where x + y ≤ 5, x ≤ 3: at (3, 2) the gradient is (−2, 0).
    let p = built(
        &[(-8.0, 0.0, 3.0), (-16.0, 0.0, INF)],
        &[(-INF, 5.0, &[(0, 1.0), (1, 1.0)])],
        &[(0, 0, 2.0), (1, 1, 8.0)],
    );
    let qp = solved(&p);
    close(qp.values(), &[3.0, 2.0]);
    close(&[qp.objective()], &[-31.0]);
}

#[test]
fn without_curvature_it_is_the_simplex_method() {
    let p = built(&[(-3.0, 0.0, 4.0), (-5.0, 0.0, 6.0)], &[(-INF, 18.0, &[(0, 3.0), (1, 2.0)])], &[]);
    let qp = solved(&p);
    close(qp.values(), &[2.0, 6.0]);
    close(qp.duals(), &[-1.0]);
    close(&qp.reduced_costs(), &[0.0, -3.0]);
}

#[test]
fn a_flat_valley_ends_at_its_best_bound() {
    // (x + y − 1)² − z with z ≤ x − y: x + y = 1 costs nothing; x = 1, y = 0.
    let p = built(
        &[(-2.0, 0.0, 1.0), (-2.0, 0.0, 1.0), (-1.0, -INF, INF)],
        &[(-INF, 0.0, &[(2, 1.0), (0, -1.0), (1, 1.0)])],
        &[(0, 0, 2.0), (1, 0, 2.0), (1, 1, 2.0)],
    );
    let qp = solved(&p);
    close(qp.values(), &[1.0, 0.0, 1.0]);
}

#[test]
fn dependent_equations_and_empty_rows_are_no_obstacle() {
    let rows: &[Terms] = &[
        (2.0, 2.0, &[(0, 1.0), (1, 1.0)]),
        (4.0, 4.0, &[(0, 2.0), (1, 2.0)]),
        (-1.0, 1.0, &[]),
        (2.0, INF, &[(0, 1.0), (1, 1.0)]),
    ];
    let p = built(&[(0.0, -INF, INF), (0.0, -INF, INF)], rows, &[(0, 0, 1.0), (1, 1, 3.0)]);
    close(solved(&p).values(), &[1.5, 0.5]);
}

#[test]
fn infeasible_programs_come_with_multipliers_and_unbounded_ones_with_a_ray() {
    let p = built(
        &[(1.0, 0.0, INF), (1.0, 0.0, INF)],
        &[(4.0, INF, &[(0, 1.0), (1, 1.0)]), (-INF, 3.0, &[(0, 1.0), (1, 2.0)]), (1.0, 2.0, &[])],
        &[(0, 0, 1.0)],
    );
    let mut qp = engine(&p);
    assert_eq!(qp.solve(&mut Unlimited), QpStatus::Infeasible);
    assert!(check_farkas(&p, qp.farkas().unwrap()).proven);
    assert!(qp.values().is_empty() && qp.objective() == INF && qp.bound() == -INF);
    // x − y is curved, and x + y falls for ever.
    let p = built(
        &[(-1.0, 0.0, INF), (-1.0, 0.0, INF)],
        &[(-2.0, 2.0, &[(0, 1.0), (1, -1.0)])],
        &[(0, 0, 1.0), (1, 0, -1.0), (1, 1, 1.0)],
    );
    let mut qp = engine(&p);
    assert_eq!(qp.solve(&mut Unlimited), QpStatus::Unbounded);
    assert!(check_ray(&p, qp.ray().unwrap(), Some(qp.values())).proven);
    // A bound ends it; from the same working set.
    qp.set_column_bounds(0, 0.0, 3.0);
    assert_eq!(qp.solve(&mut Unlimited), QpStatus::Optimal);
    close(qp.values(), &[3.0, 4.0]);
    qp.set_column_bounds(0, 3.0, 2.0);
    assert_eq!(qp.solve(&mut Unlimited), QpStatus::Infeasible);
}

#[test]
fn what_is_not_convex_is_refused_with_a_direction() {
    let mut p = built(&[(0.0, 0.0, 1.0), (0.0, 0.0, 1.0)], &[], &[(0, 0, 1.0), (1, 0, 2.0), (1, 1, 1.0)]);
    let refused = |p: &Program| Qp::new(Problem::from_program(p).unwrap(), QpSettings::default()).map(|_| ());
    match refused(&p) {
        Err(QpError::NonConvex { direction: v, curvature }) => {
            let value = v[0] * v[0] + 4.0 * v[0] * v[1] + v[1] * v[1];
            assert!(value < 0.0 && (value - curvature).abs() < 1e-12, "{v:?} {curvature}");
        }
        other => panic!("{other:?}"),
    }
    p.quadratic = Some(Quadratic { lower_triangle: vec![(0, 0, -1.0), (1, 1, -1.0)] });
    assert!(refused(&p).is_err());
    p.sense = Sense::Maximize;
    assert_eq!(refused(&p), Ok(()));
}

#[test]
fn malformed_problems_are_refused_by_field() {
    let p = built(&[(0.0, 0.0, 1.0)], &[], &[(0, 0, 1.0)]);
    let problem = Problem::from_program(&p).unwrap();
    let refused = |change: fn(&mut Problem)| {
        let mut problem = problem.clone();
        change(&mut problem);
        Qp::new(problem, QpSettings::default()).map(|_| ()).unwrap_err().to_string()
    };
    assert!(refused(|p| p.lp.cost[0] = f64::NAN).contains("a cost is NaN"));
    assert!(refused(|p| p.lp.column_lower[0] = INF).contains("lower bound"));
    assert!(
        refused(|p| p.quadratic = SymmetricMatrix::default()).contains("order of the quadratic term is 0")
    );
    assert!(SymmetricMatrix::from_lower_triangle(2, &[(0, 1, 1.0)]).is_err());
    let tight = QpSettings { memory_limit: 100, ..QpSettings::default() };
    assert!(matches!(Qp::new(problem.clone(), tight), Err(QpError::Memory { limit: 100, .. })));
    let mut qp = engine(&p);
    assert!(qp.load(&WorkingSet::slack(2, 0)).is_err());
}

#[test]
fn equal_places_of_the_quadratic_term_are_summed() {
    let q = SymmetricMatrix::from_lower_triangle(
        3,
        &[(2, 0, 1.0), (1, 1, 4.0), (2, 0, 0.5), (2, 2, 1.0), (2, 2, -1.0)],
    );
    let q = q.unwrap();
    let mut product = vec![0.0; 3];
    q.add_product(2.0, &[1.0, 1.0, 10.0], &mut product);
    assert_eq!((product, q.nonzeros(), q.diagonal(2)), (vec![30.0, 8.0, 3.0], 3, 0.0));
}

/// Programs of some size.
fn some(count: u64) -> impl Iterator<Item = (u64, Program)> {
    (0..count).map(|seed| {
        let r = &mut Random(1000 + seed);
        let shape = Shape { columns: 10 + r.below(30), ..Shape::any(r, 25) };
        let shape = Shape { rank: shape.rank.min(shape.columns), ..shape };
        (seed, program(r, shape, false))
    })
}

#[test]
fn limits_on_iterations_and_work_pause_a_solve_that_goes_on_to_the_same_answer() {
    for (seed, p) in some(60) {
        let mut whole = engine(&p);
        let status = whole.solve(&mut Unlimited);
        let mut pieces = engine(&p);
        pieces.set_iteration_limit(Some(7));
        let mut rounds = 0;
        let end = loop {
            rounds += 1;
            assert!(rounds < 1000, "seed {seed}");
            match pieces.solve(&mut Unlimited) {
                QpStatus::IterationLimit => {}
                end => break end,
            }
        };
        assert_eq!(end, status, "seed {seed}");
        if status == QpStatus::Optimal {
            let (a, b) = (whole.objective(), pieces.objective());
            assert!((a - b).abs() <= 2e-6 * (1e-3 + a.abs()), "seed {seed}: {a} {b}");
        }
        let mut stopped = engine(&p);
        let mut control = Recorder { limit: Some(1), ..Recorder::default() };
        assert!(matches!(
            stopped.solve(&mut control),
            QpStatus::Stopped(StopReason::Work) | QpStatus::Infeasible | QpStatus::Unbounded
        ));
        assert_eq!(stopped.solve(&mut Unlimited), status, "seed {seed}");
    }
}

#[test]
fn the_same_calls_give_the_same_bits() {
    for (seed, p) in some(30) {
        let run = || {
            let (mut qp, mut control) = (engine(&p), Recorder::default());
            let status = qp.solve(&mut control);
            qp.set_cost(0, qp.cost(0) + 1.0);
            let again = qp.solve(&mut control);
            (status, again, qp.values().to_vec(), qp.duals().to_vec(), qp.iterations(), control.work)
        };
        assert_eq!(run(), run(), "seed {seed}");
    }
}

#[test]
fn a_working_set_of_the_optimum_leaves_nothing_to_do() {
    let mut count = 0;
    for (seed, p) in some(80) {
        let mut qp = engine(&p);
        if qp.solve(&mut Unlimited) != QpStatus::Optimal {
            continue;
        }
        let set = qp.working_set();
        let supers = set.columns.iter().chain(&set.rows).filter(|&&place| place == Place::Superbasic).count();
        let mut other = engine(&p);
        other.load(&set).unwrap();
        let mut control = Recorder::default();
        assert_eq!(other.solve(&mut control), QpStatus::Optimal, "seed {seed}");
        assert!(other.iterations() <= 3, "seed {seed}: {} steps, {supers} superbasic", other.iterations());
        assert!(
            (other.objective() - qp.objective()).abs() <= 1e-9 * (1.0 + qp.objective().abs()),
            "seed {seed}"
        );
        assert!(control.now() == 0.0 && control.work > 0);
        count += 1;
    }
    assert!(count > 40, "{count}");
}

#[test]
fn an_objective_limit_stops_what_exceeds_it_and_nothing_else() {
    let (mut stopped, mut finished) = (0, 0);
    for (seed, p) in some(120) {
        let mut qp = engine(&p);
        if qp.solve(&mut Unlimited) != QpStatus::Optimal {
            continue;
        }
        // A column that is not fixed is fixed at a bound, which costs something.
        let open = |j: &usize| qp.column_bounds(*j).0.is_finite() && qp.column_bounds(*j).0 < qp.values()[*j];
        let Some(j) = (0..p.columns.len()).find(open) else { continue };
        let lower = qp.column_bounds(j).0;
        let before = qp.objective();
        let mut whole = qp.clone();
        whole.set_column_bounds(j, lower, lower);
        if whole.solve(&mut Unlimited) != QpStatus::Optimal {
            continue;
        }
        let after = whole.objective();
        for share in [0.5, 1.5] {
            let limit = before + share * (after - before);
            let mut limited = qp.clone();
            limited.set_objective_limit(limit);
            limited.set_column_bounds(j, lower, lower);
            match limited.solve(&mut Unlimited) {
                QpStatus::ObjectiveLimit => {
                    assert!(share < 1.0 && limited.bound() > limit, "seed {seed}");
                    assert!(limited.bound() <= after + 1e-9 * (1.0 + after.abs()), "seed {seed}");
                    stopped += 1;
                }
                QpStatus::Optimal => finished += 1,
                other => panic!("seed {seed}: {other:?}"),
            }
        }
    }
    assert!(stopped > 20 && finished > 20, "{stopped} {finished}");
}

#[test]
fn any_working_set_is_a_start() {
    for (seed, p) in some(60) {
        let r = &mut Random(seed);
        let mut place = |_: &Place| {
            [Place::Basic, Place::Superbasic, Place::AtLower, Place::AtUpper, Place::Free][r.below(5)]
        };
        let mut cold = engine(&p);
        let slack = cold.working_set();
        let set = WorkingSet {
            columns: slack.columns.iter().map(&mut place).collect(),
            rows: slack.rows.iter().map(&mut place).collect(),
        };
        let status = cold.solve(&mut Unlimited);
        let mut warm = engine(&p);
        warm.load(&set).unwrap();
        assert_eq!(warm.solve(&mut Unlimited), status, "seed {seed} {:?}", warm.trouble());
        if status == QpStatus::Optimal {
            let (a, b) = (warm.objective(), cold.objective());
            assert!((a - b).abs() <= 2e-6 * (1e-3 + a.abs()), "seed {seed}: {a} {b}");
        }
    }
}
