//! Quadratic objectives through the engine's interface and loaded: answers in the program's own sense, what is
//! refused, and warm solves that agree with cold ones.
#![cfg(feature = "kinds")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails where it unwraps")]

#[path = "qp_support/mod.rs"]
mod support;

use hunch_model::{Kind, Program, Quadratic, Row, Sense, Status, Unlimited, check, check_farkas};
use hunch_search::loaded::{Change, Loaded};
use hunch_search::qp::QpError;
use hunch_search::{Engine, Guidance, SearchError, Settings, solve};
use support::{INF, Random, Shape, program};

fn answer(program: &Program) -> hunch_model::Solution {
    solve(program, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap()
}

/// Minimise (x − 3)² + (y − 5)² where x + y <= 6, or maximise its negative.
fn nearest(sense: Sense) -> Program {
    let sign = sense.sign();
    let mut program = Program::new("nearest", sense);
    program.offset = sign * 34.0;
    program.add_column("x", sign * -6.0, -INF, INF, Kind::Continuous);
    program.add_column("y", sign * -10.0, -INF, INF, Kind::Continuous);
    let cap = Row { name: "cap".into(), lower: -INF, upper: 6.0 };
    program.set_rows(vec![cap], &[(0, 0, 1.0), (0, 1, 1.0)]);
    program.quadratic = Some(Quadratic { lower_triangle: vec![(0, 0, sign * 2.0), (1, 1, sign * 2.0)] });
    program
}

#[test]
fn duals_are_changes_of_the_objective_in_either_sense() {
    for sense in [Sense::Minimize, Sense::Maximize] {
        let found = answer(&nearest(sense));
        assert_eq!((found.status, &found.values[..]), (Status::Optimal, &[2.0, 4.0][..]));
        assert_eq!(found.objective, Some(sense.sign() * 2.0));
        assert_eq!(found.duals.as_deref(), Some(&[sense.sign() * -2.0][..]));
        assert_eq!(found.reduced_costs.as_deref(), Some(&[0.0, 0.0][..]));
    }
}

#[test]
fn infeasible_and_unbounded_programs_come_with_their_vectors() {
    let mut empty = nearest(Sense::Minimize);
    empty.columns.iter_mut().for_each(|column| column.lower = 4.0);
    let found = answer(&empty);
    assert_eq!(found.status, Status::Infeasible);
    assert!(check_farkas(&empty, &found.farkas.unwrap()).proven);

    let mut endless = nearest(Sense::Maximize);
    endless.quadratic = Some(Quadratic { lower_triangle: vec![(0, 0, -2.0)] });
    endless.rows[0].upper = INF;
    let found = answer(&endless);
    assert_eq!((found.status, found.ray), (Status::Unbounded, Some(vec![0.0, 1.0])));
}

#[test]
fn an_objective_that_curves_the_wrong_way_is_refused_with_a_direction() {
    let mut program = nearest(Sense::Maximize);
    program.quadratic = Some(Quadratic { lower_triangle: vec![(1, 0, 1.0)] });
    let refused = solve(&program, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited);
    let Err(SearchError::Curvature(QpError::NonConvex { direction, curvature })) = refused else {
        panic!("{refused:?}")
    };
    assert!(curvature < 0.0 && direction[0] * direction[1] > 0.0, "{direction:?}, {curvature}");
}

#[test]
fn a_search_in_slices_ends_as_one_without_them_does() {
    let mut r = Random(5);
    for _ in 0..20 {
        let p = program(
            &mut r,
            Shape { columns: 12, rows: 8, rank: 6, equations: 0.2, free: 0.1, fixed: 0.0, whole: false },
            false,
        );
        let whole = answer(&p);
        let mut search =
            hunch_search::Search::new(&p, Engine::Hunch, &Settings::new(), &Guidance::none()).unwrap();
        while search.step(1, &mut Unlimited) == hunch_search::StepResult::Paused {}
        let sliced = search.solution();
        assert_eq!((sliced.status, sliced.objective), (whole.status, whole.objective));
    }
}

#[test]
fn loaded_programs_go_on_and_agree_with_fresh_ones() {
    let mut r = Random(11);
    let (mut warm, mut cold) = (0, 0);
    for seed in 0..60 {
        let shape = Shape::any(&mut r, 10);
        let mut p = program(&mut r, shape, false);
        if p.quadratic.as_ref().is_none_or(|q| q.lower_triangle.is_empty()) {
            continue;
        }
        let mut loaded = Loaded::new(p.clone(), &Settings::new()).unwrap();
        loaded.solve(&Guidance::none(), &mut Unlimited).unwrap();
        for _ in 0..5 {
            let j = r.below(p.columns.len());
            let change = match r.below(3) {
                0 => Change::Cost { column: j, value: r.whole(5) },
                1 => Change::ColumnBounds { column: j, lower: Some(-1.0), upper: Some(r.unit()) },
                _ => Change::Offset(r.whole(9)),
            };
            loaded.change(std::slice::from_ref(&change)).unwrap();
            match change {
                Change::Cost { column, value } => p.columns[column].objective = value,
                Change::ColumnBounds { column, lower, upper } => {
                    (p.columns[column].lower, p.columns[column].upper) = (lower.unwrap(), upper.unwrap());
                }
                Change::Offset(value) => p.offset = value,
                _ => {}
            }
            assert_eq!(loaded.program(), &p);
            let went_on = loaded.solve(&Guidance::none(), &mut Unlimited).unwrap().solution;
            let fresh = answer(&p);
            assert_eq!(went_on.status, fresh.status, "seed {seed}: {:?}, {:?}", went_on.reason, fresh.reason);
            warm += went_on.statistics.iterations;
            cold += fresh.statistics.iterations;
            if let (Some(a), Some(b)) = (went_on.objective, fresh.objective) {
                assert!((a - b).abs() <= 1e-6 * (1.0 + b.abs()), "seed {seed}: {a}, {b}");
                assert!(check(&p, &went_on.values).feasible);
            }
        }
    }
    assert!(warm * 2 < cold, "{warm} steps warm, {cold} cold");
}

#[test]
fn loaded_programs_name_what_keeps_their_columns_in_place() {
    let mut loaded = Loaded::new(nearest(Sense::Minimize), &Settings::new()).unwrap();
    let error = loaded.change(&[Change::RemoveColumn(0)]).unwrap_err();
    assert!(error.to_string().contains("a quadratic objective"), "{error}");
    let row = Row { name: "further".into(), lower: 3.0, upper: INF };
    loaded.change(&[Change::AddRow { row, terms: vec![(0, 1.0)] }]).unwrap();
    let found = loaded.solve(&Guidance::none(), &mut Unlimited).unwrap().solution;
    assert_eq!(found.values, [3.0, 3.0]);
}
