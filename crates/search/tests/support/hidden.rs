//! Rows that are told only where a point violates them, against the same program with all rows stated.
#![allow(dead_code)] // every test file uses its own part of this
#![allow(clippy::unwrap_used, clippy::panic)] // a failed test

use super::support::Random;
use hunch_model::{Cut, Program, Row, Solution, Status, Unlimited, check};
use hunch_search::demand::{Demand, Question, solve_with_rows};
use hunch_search::{Engine, Guidance, Settings, solve};

/// The program without some of the rows that hold in any case, and those.
pub fn hidden(p: &Program, seed: u64) -> (Program, Vec<Cut>) {
    let r = &mut Random::new(seed + 77);
    let is_indicator = |i: usize| p.indicators.iter().any(|indicator| indicator.row == i);
    let hides: Vec<bool> = (0..p.rows.len()).map(|i| r.chance(70) && !is_indicator(i)).collect();
    let mut shown = p.clone();
    let keep: Vec<usize> = (0..p.rows.len()).filter(|&i| !hides[i]).collect();
    let place = |i: usize| keep.iter().position(|&k| k == i);
    let triplets: Vec<_> = p.matrix.triplets().filter_map(|(i, j, v)| Some((place(i)?, j, v))).collect();
    shown.set_rows(keep.iter().map(|&i| p.rows[i].clone()).collect(), &triplets);
    shown.indicators.iter_mut().for_each(|indicator| indicator.row = place(indicator.row).unwrap());
    let cut = |i: usize| Cut {
        source: "test",
        terms: p.matrix.triplets().filter(|t| t.0 == i).map(|(_, j, v)| (j, v)).collect(),
        lower: p.rows[i].lower,
        upper: p.rows[i].upper,
    };
    (shown, (0..p.rows.len()).filter(|&i| hides[i]).map(cut).collect())
}

/// Tells the rows that a point of `columns` values violates: the first of them, or all.
pub fn teller<'a>(rows: &'a [Cut], all: bool, columns: usize) -> impl FnMut(&Question) -> Vec<Cut> + 'a {
    move |question| {
        assert_eq!(question.values.len(), columns);
        let violated = |cut: &&Cut| {
            let a = cut.terms.iter().map(|&(j, v)| v * question.values[j]).sum::<f64>();
            a < cut.lower - 1e-7 || a > cut.upper + 1e-7
        };
        let violated = rows.iter().filter(violated).cloned();
        if all { violated.collect() } else { violated.take(1).collect() }
    }
}

/// The answer where the hidden rows are told: all that a point violates, or the first of them.
pub fn told(shown: &Program, rows: &[Cut], all: bool, demand: Demand) -> Solution {
    let mut tell = teller(rows, all, shown.columns.len());
    let (settings, guidance) = (Settings::new(), Guidance::none());
    solve_with_rows(shown, &settings, &guidance, demand, &mut tell, &mut Unlimited).unwrap()
}

/// Holds a program with hidden rows against the same with all rows stated; objectives may differ by this share of
/// `money` and of themselves. Which it was, where there was something to hide: optimal, infeasible, or left open
/// since nothing that was told ends the relaxation.
pub fn agrees(p: &Program, seed: u64, demand: Demand, (share, money): (f64, f64)) -> Option<usize> {
    let (shown, rows) = hidden(p, seed);
    if rows.is_empty() {
        return None;
    }
    let stated = solve(p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
    let found = told(&shown, &rows, seed.is_multiple_of(2), demand);
    let place = format!("seed {seed}: {stated:?} {found:?}\n{p:#?}");
    match (stated.status, found.status) {
        (Status::Optimal, Status::Optimal) => {
            let (a, b) = (stated.objective.unwrap(), found.objective.unwrap());
            assert!((a - b).abs() <= share * (money + a.abs()), "{a} and {b}, {place}");
            let verdict = check(p, &found.values);
            assert!(verdict.feasible && verdict.objective == b, "{:?}, {place}", verdict.complaint);
            Some(0)
        }
        (Status::Infeasible, Status::Infeasible) => Some(1),
        // Without the rows the relaxation has no end, and nothing more is claimed.
        (Status::Optimal | Status::Infeasible | Status::Unbounded, Status::Limit | Status::Feasible) => {
            assert!(found.reason.is_some(), "{place}");
            Some(2)
        }
        _ => panic!("{place}"),
    }
}

/// The same program with its objective in other units, and its rows in tenths.
pub fn in_units(p: &Program, money: f64, row: f64) -> Program {
    let mut p = p.clone();
    p.offset *= money;
    p.columns.iter_mut().for_each(|column| column.objective *= money);
    let entries: Vec<_> = p.matrix.triplets().map(|(i, j, v)| (i, j, v * row)).collect();
    let sides = |r: &Row| Row { lower: r.lower * row, upper: r.upper * row, ..r.clone() };
    let rows = p.rows.iter().map(sides).collect();
    p.set_rows(rows, &entries);
    let bent = p.quadratic.iter_mut().flat_map(|quadratic| &mut quadratic.lower_triangle);
    bent.for_each(|entry| entry.2 *= money);
    p
}
