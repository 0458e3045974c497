//! All kinds at once with huge and tiny numbers: semi-continuous columns of 1e7 and more, sets with wide weights,
//! indicators of rows with big sides, steep piecewise-linear terms, quadratic terms from 1e-6 to 1e6, further objectives
//! and several answers, against enumeration of what the disjunctions leave.
//!
//! A program of small numbers is put into other units, column by column and row by row, so that its optimum is known
//! twice: by enumeration of the program as it is then, and of the one that it was made of.
#![cfg(feature = "kinds")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)] // a failed test; figures for --nocapture

#[path = "support/kinds.rs"]
mod kinds;
mod support;

use hunch_model::{Objective, Program, Quadratic, Row, Sense, Solution, SparseMatrix, Status, check};
use hunch_search::kinds::pool::{PoolOptions, solve_pool};
use hunch_search::{Engine, Guidance, Settings, solve};
use kinds::{Answer, Wanted, Within, draw, enumerate_within};
use support::{Random, seeds};

/// Units of columns and rows, and of the objective.
const COLUMNS: [f64; 7] = [1.0, 1e3, 1e7, 3e6, 1e-3, 1e8, 65_536.0];
const ROWS: [f64; 5] = [1.0, 1e6, 1e-2, 1e4, 7.0];
const OBJECTIVES: [f64; 5] = [1.0, 1e6, 1e-6, 1e3, 0.1];

/// Units of work after which a program is left open, or a choice of it by enumeration.
const WORK: u64 = 10_000_000;

fn enumerate(p: &Program) -> Answer {
    enumerate_within(p, WORK)
}

fn answer(p: &Program) -> Solution {
    solve(p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Within(WORK)).unwrap()
}

fn all_kinds(seed: u64) -> Wanted {
    let bit = |k: u64| (seed >> k) & 1 == 1;
    Wanted { semi: !seed.is_multiple_of(7), one: bit(0), two: bit(1), indicators: bit(2), piecewise: bit(3) }
}

/// A program of small whole numbers; every second one under a curve.
fn small(seed: u64) -> Program {
    let mut p = draw(seed ^ 0xA11, all_kinds(seed));
    let r = &mut Random::new(seed ^ 0xBE4D);
    if r.chance(50) {
        let n = p.columns.len();
        let f: Vec<f64> = (0..n).map(|_| if r.chance(50) { r.integer(-3, 3) as f64 } else { 0.0 }).collect();
        let own: Vec<f64> = (0..n).map(|_| if r.chance(30) { r.integer(1, 4) as f64 } else { 0.0 }).collect();
        let sign = p.sense.sign();
        let all = (0..n).flat_map(|i| (0..=i).map(move |j| (i, j)));
        let entry = |i: usize, j: usize| sign * (f[i] * f[j] + if i == j { own[i] } else { 0.0 });
        let lower_triangle: Vec<_> = all.map(|(i, j)| (i, j, entry(i, j))).filter(|e| e.2 != 0.0).collect();
        p.quadratic = (!lower_triangle.is_empty()).then_some(Quadratic { lower_triangle });
    }
    p
}

/// The program in other units, and by what its objective is multiplied.
fn stretched(small: &Program, seed: u64) -> (Program, f64) {
    let r = &mut Random::new(seed ^ 0x57E7);
    let pick = |r: &mut Random, of: &[f64]| of[r.integer(0, of.len() as i64 - 1) as usize];
    let mut p = small.clone();
    // A column is so many times its former self; integers stay.
    let unit: Vec<f64> =
        p.columns.iter().map(|c| if c.kind.is_integer() { 1.0 } else { pick(r, &COLUMNS) }).collect();
    let goal = pick(r, &OBJECTIVES);
    for (c, u) in p.columns.iter_mut().zip(&unit) {
        (c.lower, c.upper, c.objective) = (c.lower * u, c.upper * u, goal * c.objective / u);
    }
    p.offset *= goal;
    for q in p.quadratic.iter_mut().flat_map(|q| &mut q.lower_triangle) {
        q.2 *= goal / (unit[q.0] * unit[q.1]);
    }
    let scale: Vec<f64> = p.rows.iter().map(|_| pick(r, &ROWS)).collect();
    let entries: Vec<_> = p.matrix.triplets().map(|(i, j, a)| (i, j, scale[i] * a / unit[j])).collect();
    for (row, s) in p.rows.iter_mut().zip(&scale) {
        (row.lower, row.upper) = (row.lower * s, row.upper * s);
    }
    p.matrix = SparseMatrix::from_triplets(p.rows.len(), p.columns.len(), &entries);
    for term in &mut p.piecewise {
        for point in &mut term.points {
            *point = (point.0 * unit[term.argument], point.1 * unit[term.value]);
        }
    }
    for set in &mut p.sets {
        // The same order by weights far apart.
        let order = set.ordered();
        let mut weight = -1e9;
        for j in order {
            weight += 10f64.powi(r.integer(-3, 9) as i32);
            set.members.iter_mut().filter(|m| m.0 == j).for_each(|m| m.1 = weight);
        }
    }
    p.validate().unwrap();
    (p, goal)
}

/// Whether two objectives are the same up to what tolerances of rows and bounds are worth.
fn near(a: f64, b: f64, unit: f64) -> bool {
    (a - b).abs() <= 1e-5 * (unit + b.abs())
}

#[test]
fn all_kinds_with_huge_numbers_agree_with_enumeration() {
    let (mut infeasible, mut unbounded, mut optimal, mut unknown, mut open) = (0, 0, 0, 0, 0);
    for seed in seeds(600) {
        let before = small(seed);
        let (p, goal) = stretched(&before, seed);
        let (expected, former) = (enumerate(&p), enumerate(&before));
        let found = answer(&p);
        if found.status.has_values() {
            let verdict = check(&p, &found.values);
            assert!(verdict.feasible, "seed {seed}: {:?}\n{p:#?}", verdict.complaint);
            assert_eq!(Some(verdict.objective), found.objective, "seed {seed}");
        }
        let place = || format!("seed {seed}: {expected:?}, {former:?} times {goal}: {found:?}\n{p:#?}");
        if matches!(found.status, Status::Feasible | Status::Limit) {
            open += 1;
            println!("seed {seed}: {:?} {:?}, of {expected:?}", found.status, found.reason);
            assert!(found.reason.is_some() || found.statistics.work >= WORK / 2, "{}", place());
            continue;
        }
        match expected {
            Answer::Unknown => unknown += 1,
            Answer::Infeasible => {
                infeasible += 1;
                assert_eq!(found.status, Status::Infeasible, "{}", place());
            }
            Answer::Unbounded => {
                unbounded += 1;
                assert_eq!(found.status, Status::Unbounded, "{}", place());
            }
            Answer::Optimal(best) => {
                optimal += 1;
                assert_eq!(found.status, Status::Optimal, "{}", place());
                assert!(near(found.objective.unwrap(), best, goal), "{}", place());
            }
        }
        if let (Answer::Optimal(former), Status::Optimal) = (former, found.status) {
            assert!(near(found.objective.unwrap(), goal * former, goal), "{}", place());
        }
    }
    println!(
        "{infeasible} infeasible, {unbounded} unbounded, {optimal} optimal, {unknown} unknown, {open} open"
    );
    assert!(infeasible > 60 && unbounded > 10 && optimal > 150 && unknown < 60 && open < 30);
}

/// What the second objective comes to over what the first leaves, by enumeration.
fn second(p: &Program, best: f64, objective: &Objective) -> Answer {
    let mut kept = p.clone();
    kept.objectives.clear();
    let row = kept.rows.len();
    let side = best - kept.offset;
    let (lower, upper) = match kept.sense {
        Sense::Minimize => (f64::NEG_INFINITY, side),
        Sense::Maximize => (side, f64::INFINITY),
    };
    let mut entries: Vec<_> = kept.matrix.triplets().collect();
    entries.extend(
        kept.columns.iter().enumerate().filter(|e| e.1.objective != 0.0).map(|(j, c)| (row, j, c.objective)),
    );
    kept.rows.push(Row { name: "kept".into(), lower, upper });
    kept.matrix = SparseMatrix::from_triplets(kept.rows.len(), kept.columns.len(), &entries);
    kept.columns.iter_mut().for_each(|c| c.objective = 0.0);
    objective.terms.iter().for_each(|&(j, a)| kept.columns[j].objective = a);
    (kept.sense, kept.offset) = (objective.sense, objective.offset);
    enumerate(&kept)
}

#[test]
fn a_second_objective_over_huge_numbers_agrees_with_enumeration() {
    let (mut tried, mut open) = (0, 0);
    for seed in seeds(400) {
        let mut before = small(seed);
        before.quadratic = None;
        let r = &mut Random::new(seed ^ 0x2D);
        let terms: Vec<_> = (0..before.columns.len()).map(|j| (j, r.integer(-4, 4) as f64)).collect();
        before.columns.iter_mut().for_each(|c| {
            if r.chance(40) {
                c.objective = 0.0;
            }
        });
        let (mut p, _) = stretched(&before, seed);
        let sense = if r.chance(50) { Sense::Minimize } else { Sense::Maximize };
        // In the units of the columns.
        let unit = |j: usize| match (before.columns[j].upper, before.columns[j].lower) {
            (b, _) if b.is_finite() && b != 0.0 => p.columns[j].upper / b,
            (_, b) if b.is_finite() && b != 0.0 => p.columns[j].lower / b,
            _ => 1.0,
        };
        let terms = terms.into_iter().map(|(j, a)| (j, a / unit(j))).filter(|t| t.1 != 0.0).collect();
        let objective = Objective { name: "second".into(), sense, terms, ..Objective::default() };
        let Answer::Optimal(best) = enumerate(&p) else { continue };
        let expected = second(&p, best, &objective);
        p.objectives.push(objective);
        let found = answer(&p);
        let place = format!("seed {seed}: {best}, {expected:?}: {found:?}\n{p:#?}");
        match (expected, found.status) {
            (_, Status::Feasible) => {
                open += 1;
                println!("seed {seed}: {:?} of {expected:?}", found.reason);
                assert!(found.reason.is_some() || found.statistics.work >= WORK / 2, "{place}");
            }
            (Answer::Optimal(value), Status::Optimal) => {
                tried += 1;
                assert!(check(&p, &found.values).feasible, "{place}");
                let first = found.objectives[0].reached.unwrap();
                assert!(near(first, best, 1e-6 * best.abs().max(1e-6)), "{place}");
                // The tolerance of the kept row may be worth something.
                let second = found.objectives[1].reached.unwrap();
                assert!((second - value).abs() <= 1e-3 * (1.0 + value.abs()), "{place}");
            }
            (Answer::Unbounded, Status::Unbounded) | (Answer::Unknown | Answer::Infeasible, _) => {}
            _ => panic!("{place}"),
        }
    }
    println!("{tried} optimal, {open} open");
    assert!(tried > 100 && open < 20);
}

#[test]
fn pools_over_huge_numbers_begin_with_the_optimum() {
    let mut points = 0;
    for seed in seeds(150) {
        let (p, goal) = stretched(&small(seed), seed);
        let Answer::Optimal(best) = enumerate(&p) else { continue };
        let options = PoolOptions { count: 3, ..PoolOptions::default() };
        let pool = solve_pool(&p, options, &Settings::new(), &mut Within(WORK)).unwrap();
        if !pool.complete {
            println!("seed {seed}: {:?} {:?}", pool.status, pool.reason);
            continue;
        }
        let place = format!("seed {seed}: {best}: {pool:?}\n{p:#?}");
        assert!(near(pool.points[0].objective, best, goal), "{place}");
        let sign = p.sense.sign();
        for pair in pool.points.windows(2) {
            assert!(
                sign * pair[0].objective
                    <= sign * pair[1].objective + 1e-6 * pair[1].objective.abs().max(goal),
                "{place}"
            );
        }
        for point in &pool.points {
            assert!(check(&p, &point.values).feasible, "{place}");
        }
        points += pool.points.len();
    }
    println!("{points} points");
    assert!(points > 60);
}
