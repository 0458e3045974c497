//! Programs that are changed and solved again: each answer is the one that a solve from nothing gives.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails where it unwraps")]

mod lp_support;

use hunch_model::{Column, Kind, Program, Row, Sense, Status, Unlimited};
use hunch_search::loaded::{Change, Loaded};
use hunch_search::{Engine, Guidance, Settings, solve};
use lp_support::Random;

fn whole(random: &mut Random, low: i64, high: i64) -> f64 {
    (low + (random.next() % (high - low + 1) as u64) as i64) as f64
}

/// A transportation-like program: rows that are met by non-negative columns.
fn drawn(random: &mut Random, kind: Kind) -> Program {
    let sense = if random.chance(0.5) { Sense::Minimize } else { Sense::Maximize };
    let mut program = Program::new("drawn", sense);
    let (columns, rows) = (whole(random, 2, 8) as usize, whole(random, 1, 6) as usize);
    for j in 0..columns {
        let cost = sense.sign() * whole(random, -2, 9);
        program.add_column(format!("x{j}"), cost, 0.0, whole(random, 3, 12), kind);
    }
    let (mut sides, mut entries) = (Vec::new(), Vec::new());
    for i in 0..rows {
        let upper = whole(random, 5, 30);
        let lower = if random.chance(0.3) { upper - whole(random, 0, 4) } else { f64::NEG_INFINITY };
        sides.push(Row { name: format!("r{i}"), lower, upper });
        for j in 0..columns {
            if random.chance(0.5) {
                entries.push((i, j, whole(random, -3, 6)));
            }
        }
    }
    program.set_rows(sides, &entries);
    program
}

fn change(random: &mut Random, program: &Program, step: usize) -> Change {
    let (columns, rows) = (program.columns.len(), program.rows.len());
    let column = random.next() as usize % columns;
    let row = if rows > 0 { random.next() as usize % rows } else { 0 };
    match random.next() % 12 {
        0..3 => Change::Cost { column, value: whole(random, -6, 9) },
        3..5 => {
            let lower = whole(random, 0, 3);
            Change::ColumnBounds { column, lower: Some(lower), upper: Some(lower + whole(random, 0, 8)) }
        }
        5..8 if rows > 0 => {
            Change::RowBounds { row, lower: Some(f64::NEG_INFINITY), upper: Some(whole(random, -2, 30)) }
        }
        8 if rows > 0 => Change::Coefficient { row, column, value: whole(random, -3, 6) },
        9 => Change::AddRow {
            row: Row { name: format!("new{step}"), lower: f64::NEG_INFINITY, upper: whole(random, 0, 25) },
            terms: (0..columns).map(|j| (j, whole(random, -2, 4))).collect(),
        },
        10 => Change::AddColumn {
            column: Column {
                name: format!("y{step}"),
                objective: whole(random, -4, 8),
                lower: 0.0,
                upper: 5.0,
                kind: program.columns[0].kind,
            },
            terms: (0..rows).map(|i| (i, whole(random, -2, 4))).collect(),
        },
        11 if columns > 2 => Change::RemoveColumn(column),
        _ if rows > 1 => Change::RemoveRow(row),
        _ => Change::Offset(whole(random, -9, 9)),
    }
}

/// A sequence of changes, each answer beside one from nothing.
fn agrees(seed: u64, kind: Kind) {
    let mut random = Random(seed);
    let program = drawn(&mut random, kind);
    let mut loaded = Loaded::new(program, &Settings::new()).unwrap();
    for step in 0..12 {
        let warm = loaded.solve(&Guidance::none(), &mut Unlimited).unwrap().solution;
        let program = loaded.program();
        let cold =
            solve(program, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
        assert_eq!(warm.status, cold.status, "seed {seed}, step {step}: {program:?}");
        if let (Some(a), Some(b)) = (warm.objective, cold.objective) {
            assert!((a - b).abs() <= 1e-6 * b.abs().max(1.0), "seed {seed}, step {step}: {a}, not {b}");
        }
        let change = change(&mut random, program, step);
        loaded.change(&[change]).unwrap();
    }
}

#[test]
fn a_changed_linear_program_has_the_answer_of_one_from_nothing() {
    (0..400).for_each(|seed| agrees(seed, Kind::Continuous));
}

#[test]
fn a_changed_integer_program_has_the_answer_of_one_from_nothing() {
    (0..60).for_each(|seed| agrees(seed, Kind::Integer));
}

/// Sides and bounds as people have them: decimals, "no limit" as a number, far from one.
const HARD: [f64; 9] = [0.07, 1e-9, 15.53, 133.45, 1e9, 2_147_483_647.0, 1e12, 1e20, 1e-6];

#[test]
fn hard_numbers_that_come_and_go_leave_the_answers_of_a_solve_from_nothing() {
    for seed in 0..300 {
        let mut random = Random(seed ^ 0x4a5d);
        let kind = if random.chance(0.3) { Kind::Integer } else { Kind::Continuous };
        let mut loaded = Loaded::new(drawn(&mut random, kind), &Settings::new()).unwrap();
        for step in 0..10 {
            let program = loaded.program();
            let (columns, rows) = (program.columns.len(), program.rows.len());
            let value = HARD[random.below(HARD.len())];
            let column = random.below(columns);
            let change = match random.below(4) {
                0 => Change::ColumnBounds { column, lower: None, upper: Some(value) },
                1 => Change::Cost { column, value: value.min(1e12) * whole(&mut random, -1, 1) },
                2 => Change::Coefficient { row: random.below(rows), column, value: value.min(1e9) },
                _ => Change::RowBounds { row: random.below(rows), lower: None, upper: Some(value) },
            };
            loaded.change(std::slice::from_ref(&change)).unwrap();
            let settings = Settings::new().with_node_limit(Some(2_000));
            loaded.set_settings(&settings);
            let warm = loaded.solve(&Guidance::none(), &mut Unlimited).unwrap().solution;
            let cold =
                solve(loaded.program(), Engine::Hunch, &settings, &Guidance::none(), &mut Unlimited).unwrap();
            let place = format!("seed {seed}, step {step}, {change:?}: {warm:?} {cold:?}");
            let conclusive = |s: Status| matches!(s, Status::Infeasible | Status::Unbounded);
            // What one cannot tell the other may; but they never contradict each other.
            if conclusive(warm.status) || conclusive(cold.status) {
                let both = [warm.status, cold.status];
                assert!(warm.status == cold.status || both.contains(&Status::Limit), "{place}");
            }
            let sign = loaded.program().sense.sign();
            for (bound, objective) in [(warm.bound, cold.objective), (cold.bound, warm.objective)] {
                if let (Some(bound), Some(objective)) = (bound, objective) {
                    let size = bound.abs().max(objective.abs()).max(1.0);
                    assert!(sign * bound <= sign * objective + 1e-6 * size, "{place}");
                }
            }
        }
    }
}

#[test]
fn a_solve_after_a_small_change_takes_few_iterations() {
    let (suppliers, customers) = (12, 12);
    let mut random = Random(3);
    let mut program = Program::new("transportation", Sense::Minimize);
    let mut entries = Vec::new();
    for i in 0..suppliers {
        for j in 0..customers {
            let column = program.add_column(
                format!("x{i},{j}"),
                whole(&mut random, 1, 50),
                0.0,
                f64::INFINITY,
                Kind::Continuous,
            );
            entries.extend([(i, column, 1.0), (suppliers + j, column, 1.0)]);
        }
    }
    let supply =
        (0..suppliers).map(|i| Row { name: format!("s{i}"), lower: f64::NEG_INFINITY, upper: 100.0 });
    let demand = (0..customers).map(|j| Row { name: format!("d{j}"), lower: 70.0, upper: f64::INFINITY });
    program.set_rows(supply.chain(demand).collect(), &entries);
    let mut loaded = Loaded::new(program, &Settings::new()).unwrap();
    let first = loaded.solve(&Guidance::none(), &mut Unlimited).unwrap().solution;
    let row = suppliers;
    loaded.change(&[Change::RowBounds { row, lower: Some(75.0), upper: None }]).unwrap();
    let second = loaded.solve(&Guidance::none(), &mut Unlimited).unwrap().solution;
    assert_eq!(second.status, Status::Optimal);
    assert!(second.statistics.iterations * 5 <= first.statistics.iterations, "{first:?} {second:?}");
    let dual = first.duals.unwrap()[row];
    assert!(second.objective.unwrap() >= first.objective.unwrap() + 5.0 * dual - 1e-6);
}

#[test]
fn variants_leave_the_program_as_it_was_and_have_their_own_answers() {
    for seed in 0..100 {
        let mut random = Random(seed ^ 0xbee);
        let mut loaded = Loaded::new(drawn(&mut random, Kind::Continuous), &Settings::new()).unwrap();
        let before = loaded.program().clone();
        for step in 0..8 {
            let changes = vec![change(&mut random, &before, step), Change::Offset(3.0)];
            let found = loaded.solve_variant(&changes, &Guidance::none(), &mut Unlimited).unwrap().solution;
            assert_eq!(loaded.program(), &before, "seed {seed}");
            let mut other = Loaded::new(before.clone(), &Settings::new()).unwrap();
            other.change(&changes).unwrap();
            let cold = other.solve(&Guidance::none(), &mut Unlimited).unwrap().solution;
            assert_eq!(found.status, cold.status, "seed {seed}, {changes:?}");
            if let (Some(a), Some(b)) = (found.objective, cold.objective) {
                assert!((a - b).abs() <= 1e-6 * b.abs().max(1.0), "seed {seed}: {a}, not {b}");
            }
        }
        let error = loaded.solve_variant(&[Change::RemoveRow(99)], &Guidance::none(), &mut Unlimited);
        assert!(error.is_err() && loaded.program() == &before);
    }
}

#[test]
fn changes_are_made_all_or_none() {
    let mut random = Random(1);
    let mut loaded = Loaded::new(drawn(&mut random, Kind::Continuous), &Settings::new()).unwrap();
    let before = loaded.program().clone();
    let good = Change::Cost { column: 0, value: 5.0 };
    let bad = Change::Cost { column: 99, value: 5.0 };
    let error = loaded.change(&[good.clone(), bad.clone()]).unwrap_err();
    assert_eq!((error.at, error.field), (1, "column"));
    let error = loaded.change(&[good, Change::RemoveColumn(1), bad]).unwrap_err();
    assert_eq!(error.at, 2);
    assert_eq!(loaded.program(), &before);
}

#[test]
fn a_snapshot_brings_back_program_and_answer() {
    let mut random = Random(7);
    let mut loaded = Loaded::new(drawn(&mut random, Kind::Continuous), &Settings::new()).unwrap();
    let first = loaded.solve(&Guidance::none(), &mut Unlimited).unwrap().solution;
    let snapshot = loaded.snapshot();
    loaded.change(&[Change::RemoveRow(0), Change::Offset(100.0)]).unwrap();
    loaded.solve(&Guidance::none(), &mut Unlimited).unwrap();
    loaded.restore(snapshot);
    let again = loaded.solve(&Guidance::none(), &mut Unlimited).unwrap().solution;
    assert_eq!((again.status, again.objective), (first.status, first.objective));
    assert!(again.statistics.iterations <= 1, "{again:?}");
}

#[test]
fn a_bound_that_excludes_everything_is_infeasible_and_can_be_taken_back() {
    let mut program = Program::new("p", Sense::Minimize);
    program.add_column("x", 1.0, 0.0, 5.0, Kind::Continuous);
    program.set_rows(vec![Row { name: "r".into(), lower: 2.0, upper: f64::INFINITY }], &[(0, 0, 1.0)]);
    let mut loaded = Loaded::new(program, &Settings::new()).unwrap();
    let answer = |loaded: &mut Loaded| loaded.solve(&Guidance::none(), &mut Unlimited).unwrap().solution;
    assert_eq!(answer(&mut loaded).objective, Some(2.0));
    loaded.change(&[Change::ColumnBounds { column: 0, lower: Some(0.0), upper: Some(1.0) }]).unwrap();
    assert_eq!(answer(&mut loaded).status, Status::Infeasible);
    loaded.change(&[Change::ColumnBounds { column: 0, lower: Some(3.0), upper: Some(1e30) }]).unwrap();
    assert_eq!(answer(&mut loaded).objective, Some(3.0));
    loaded.change(&[Change::Cost { column: 0, value: -1.0 }]).unwrap();
    assert_eq!(answer(&mut loaded).status, Status::Unbounded);
}
