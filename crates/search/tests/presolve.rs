//! Promises of presolve: the same verdict and optimum, and a way back to a checked point.

#![allow(clippy::unwrap_used, clippy::panic)] // a failed test, in helpers too

mod support;

use hunch_model::{Kind, Program, Row, Sense, Solution, Status, Unlimited, check};
use hunch_search::presolve::{Presolved, presolve};
use hunch_search::problem::MipProblem;
use hunch_search::{Engine, Guidance, Settings, solve};
use support::{MIXED, PURE, Shape, draw};

/// The reduced problem as a program again, for a solver that shares nothing with presolve.
fn to_program(problem: &MipProblem) -> Program {
    let lp = &problem.lp;
    let mut p = Program::new("reduced", Sense::Minimize);
    p.offset = lp.offset;
    for j in 0..lp.columns() {
        // An implied integer need not be held to integrality, and the solver takes 32 bits only.
        let held = problem.integer[j] && !problem.implied[j];
        let kind = if held { Kind::Integer } else { Kind::Continuous };
        p.add_column(format!("x{j}"), lp.cost[j], lp.column_lower[j], lp.column_upper[j], kind);
    }
    let row = |i: usize| Row { name: format!("r{i}"), lower: lp.row_lower[i], upper: lp.row_upper[i] };
    p.set_rows((0..lp.rows()).map(row).collect(), &lp.matrix.triplets().collect::<Vec<_>>());
    p
}

fn oracle(p: &Program) -> Solution {
    solve(p, Engine::Microlp, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap()
}

fn compare(seed: u64, p: &Program) -> usize {
    let expected = oracle(p);
    let (presolved, summary) = presolve(&MipProblem::from_program(p));
    let Presolved::Reduced { problem, postsolve } = presolved else {
        assert_eq!(expected.status, Status::Infeasible, "seed {seed}");
        return 1;
    };
    let reduced = oracle(&to_program(&problem));
    assert_eq!(reduced.status, expected.status, "seed {seed}\n{p:?}\n{problem:?}");
    if let Some(objective) = expected.objective {
        // The engine moves values onto the bounds that they miss by rounding.
        let clamp = |(v, c): (f64, &hunch_model::Column)| v.max(c.lower).min(c.upper);
        let values: Vec<f64> =
            postsolve.values(&reduced.values).into_iter().zip(&p.columns).map(clamp).collect();
        let verdict = check(p, &values);
        assert!(verdict.feasible, "seed {seed}: {:?}", verdict.complaint);
        let difference = (verdict.objective - objective).abs();
        assert!(
            difference <= 1e-6 * (1.0 + objective.abs()),
            "seed {seed}: {} {objective}",
            verdict.objective
        );
        let own = p.sense.sign() * reduced.objective.unwrap();
        assert!((own - objective).abs() <= 1e-6 * (1.0 + objective.abs()), "seed {seed}: {own} {objective}");
    }
    usize::from(summary.changes > 0)
}

#[test]
fn pure_integer_programs_keep_their_optimum() {
    let changed: usize = (0..1000).map(|seed| compare(seed, &draw(seed, PURE))).sum();
    assert!(changed > 500, "presolve did something in {changed} of 1000 only");
}

#[test]
fn mixed_programs_keep_their_optimum() {
    let changed: usize = (0..1000).map(|seed| compare(seed, &draw(seed, MIXED))).sum();
    assert!(changed > 500, "presolve did something in {changed} of 1000 only");
}

#[test]
fn wide_ranges_keep_their_optimum() {
    let wide = Shape { max_integers: 5, max_continuous: 5, max_rows: 8, range: 20, open: true };
    for seed in 5000..5600 {
        compare(seed, &draw(seed, wide));
    }
}

fn reduced(p: &Program) -> MipProblem {
    match presolve(&MipProblem::from_program(p)).0 {
        Presolved::Reduced { problem, .. } => *problem,
        Presolved::Infeasible => panic!("not infeasible"),
    }
}

#[test]
fn a_big_m_shrinks_to_what_the_column_can_be() {
    let mut p = Program::new("M", Sense::Maximize);
    let x = p.add_column("x", 2.0, 0.0, 50.0, Kind::Continuous);
    let y = p.add_column("y", -60.0, 0.0, 1.0, Kind::Integer);
    let z = p.add_column("z", 1.0, 0.0, 50.0, Kind::Continuous);
    let rows = vec![
        Row { name: "link".into(), lower: f64::NEG_INFINITY, upper: 0.0 },
        Row { name: "cap".into(), lower: f64::NEG_INFINITY, upper: 70.0 },
    ];
    p.set_rows(rows, &[(0, x, 1.0), (0, y, -1000.0), (1, x, 1.0), (1, z, 1.0)]);
    let problem = reduced(&p);
    let coefficient = problem.lp.matrix.triplets().find(|&(i, j, _)| i == 0 && problem.integer[j]).unwrap();
    assert_eq!(coefficient.2, -50.0);
}

#[test]
fn the_change_indicator_of_the_multi_stage_knapsack_is_implied() {
    let mut p = Program::new("stages", Sense::Maximize);
    for name in ["x1", "x2", "y"] {
        p.add_column(name, if name == "y" { 5.0 } else { -1.0 }, 0.0, 1.0, Kind::Integer);
    }
    p.add_column("w", 3.0, 0.0, 1.0, Kind::Integer);
    let row = |name: &str, upper: f64| Row { name: name.into(), lower: f64::NEG_INFINITY, upper };
    let rows = vec![row("up", 1.0), row("down", 1.0), row("cap", 7.0), row("need", -3.0)];
    let triplets = [
        (0, 2, 1.0),
        (0, 1, 1.0),
        (0, 0, -1.0),
        (1, 2, 1.0),
        (1, 1, -1.0),
        (1, 0, 1.0),
        (2, 0, 3.5),
        (2, 1, 2.5),
        (2, 3, 4.0),
        (3, 0, -2.5),
        (3, 1, -3.5),
        (3, 3, -1.5),
    ];
    p.set_rows(rows, &triplets);
    let problem = reduced(&p);
    let implied: Vec<f64> =
        (0..problem.columns()).filter(|&j| problem.implied[j]).map(|j| problem.lp.cost[j]).collect();
    assert_eq!(implied, vec![-5.0]);
}

#[test]
fn chains_of_equations_dissolve() {
    let mut p = Program::new("chain", Sense::Minimize);
    for j in 0..5 {
        p.add_column(format!("x{j}"), 1.0, 0.0, 10.0, Kind::Continuous);
    }
    let rows = (0..4).map(|i| Row { name: format!("e{i}"), lower: 1.0, upper: 1.0 }).collect();
    let mut triplets = Vec::new();
    for i in 0..4 {
        triplets.extend([(i, i + 1, 1.0), (i, i, -1.0)]);
    }
    p.set_rows(rows, &triplets);
    let problem = reduced(&p);
    assert_eq!((problem.rows(), problem.columns()), (0, 0));
    assert_eq!(problem.lp.offset, 0.0 + 1.0 + 2.0 + 3.0 + 4.0);
}
