//! Promises of presolve: the same verdict and optimum, and a way back to a checked point.

#![allow(clippy::unwrap_used, clippy::panic)] // a failed test, in helpers too

mod support;

use hunch_model::{Kind, Program, Row, Sense, Solution, Status, Unlimited, check};
use hunch_search::presolve::{Presolved, presolve};
use hunch_search::problem::MipProblem;
use hunch_search::{Engine, Guidance, Settings, solve};
use support::{MIXED, PURE, Random, Shape, draw, seeds};

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

/// Columns that dominate others, at the edge: equal ones and near ones, coefficients of 1e9, costs of decimals,
/// sides of whole numbers, and limits that are written as 2147483647. All points that matter are tried, in whole
/// numbers.
#[test]
fn dominated_columns_take_no_optimum_with_them() {
    const LIMIT: f64 = 2_147_483_647.0;
    let (mut infeasible, mut fewer) = (0, 0);
    for seed in seeds(3_000) {
        let r = &mut Random::new(seed ^ 0xD0_51);
        let (n, m) = (r.integer(3, 6) as usize, r.integer(1, 3) as usize);
        let large = if r.chance(25) { 1_000_000_000 } else { 1 };
        let mut columns: Vec<Vec<i64>> = Vec::new();
        for j in 0..n {
            let mut column: Vec<i64> =
                (0..m).map(|_| [0, 0, 1, 1, 2, -1, large][r.integer(0, 6) as usize]).collect();
            // Many are equal to another one, or differ in a row.
            if j > 0 && r.chance(60) {
                column.clone_from(&columns[r.integer(0, j as i64 - 1) as usize]);
                if r.chance(50) {
                    column[r.integer(0, m as i64 - 1) as usize] += r.integer(-1, 1);
                }
            }
            columns.push(column);
        }
        // In tenths.
        let costs: Vec<i64> = (0..n).map(|_| r.integer(-8, 25)).collect();
        let most: Vec<i64> = (0..n).map(|_| r.integer(1, 2)).collect();
        let sides: Vec<(Option<i64>, Option<i64>)> = (0..m)
            .map(|_| {
                let side = r.integer(0, 4) * if r.chance(20) { large } else { 1 };
                match r.integer(0, 2) {
                    0 => (Some(side), None),
                    1 => (None, Some(side)),
                    _ => (Some(side), Some(side + r.integer(0, 1))),
                }
            })
            .collect();
        let mut p = Program::new("dominated", Sense::Minimize);
        // A limit that nothing comes near, where a row of its own says the same as the bound.
        let open: Vec<bool> = (0..n).map(|_| r.chance(30)).collect();
        for j in 0..n {
            let upper = if open[j] { LIMIT } else { most[j] as f64 };
            p.add_column(format!("x{j}"), costs[j] as f64 / 10.0, 0.0, upper, Kind::Integer);
        }
        let side = |side: Option<i64>, none: f64| side.map_or(none, |side| side as f64);
        let mut rows: Vec<Row> = sides
            .iter()
            .map(|s| Row {
                name: String::new(),
                lower: side(s.0, f64::NEG_INFINITY),
                upper: side(s.1, f64::INFINITY),
            })
            .collect();
        let mut entries: Vec<(usize, usize, f64)> = Vec::new();
        for (j, column) in columns.iter().enumerate() {
            entries.extend(column.iter().enumerate().filter(|e| *e.1 != 0).map(|(i, &a)| (i, j, a as f64)));
        }
        for j in (0..n).filter(|&j| open[j]) {
            entries.push((rows.len(), j, 1.0));
            rows.push(Row { name: String::new(), lower: f64::NEG_INFINITY, upper: most[j] as f64 });
        }
        p.set_rows(rows, &entries);
        let mut best: Option<i64> = None;
        let mut x = vec![0; n];
        loop {
            let holds = sides.iter().enumerate().all(|(i, (lower, upper))| {
                let activity: i64 = columns.iter().zip(&x).map(|(column, x)| column[i] * x).sum();
                lower.is_none_or(|lower| activity >= lower) && upper.is_none_or(|upper| activity <= upper)
            });
            if holds {
                let cost: i64 = costs.iter().zip(&x).map(|(c, x)| c * x).sum();
                best = Some(best.map_or(cost, |best: i64| best.min(cost)));
            }
            let Some(j) = (0..n).find(|&j| x[j] < most[j]) else { break };
            x[..j].fill(0);
            x[j] += 1;
        }
        if let Presolved::Reduced { problem, .. } = presolve(&MipProblem::from_program(&p)).0 {
            fewer += usize::from(problem.columns() < n);
        }
        let found = solve(&p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
        let place = format!("seed {seed}: {best:?} tenths {found:?}\n{p:?}");
        match best {
            None => {
                infeasible += 1;
                assert_eq!(found.status, Status::Infeasible, "{place}");
            }
            Some(best) => {
                assert_eq!(found.status, Status::Optimal, "{place}");
                let best = best as f64 / 10.0;
                assert!((found.objective.unwrap() - best).abs() <= 1e-6 * (1.0 + best.abs()), "{place}");
                assert!(found.bound.unwrap() <= best + 1e-9 * (1.0 + best.abs()), "{place}");
                assert!(check(&p, &found.values).feasible, "{place}");
            }
        }
    }
    assert!(infeasible > 100 && fewer > 1_000, "{infeasible}, {fewer}");
}
