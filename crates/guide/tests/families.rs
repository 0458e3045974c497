//! What every family of the registry keeps once its instances are solved. A new one is tested here by its line
//! in `FAMILIES`.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

mod common;

use common::small;
use hunch_families::family::{Answers, Constructed};
use hunch_families::random::Stream;
use hunch_families::{Case, FAMILIES};
use hunch_guide::methods::named;
use hunch_guide::{Library, Options, Problem, solve};
use hunch_model::{Column, Kind, Program, Row, Solution, Status, Unlimited, check};
use std::sync::Arc;

/// Instances a family.
const SEEDS: u64 = 16;
/// Instances whose program is solved again for each of its rows and columns.
const BROKEN_SEEDS: u64 = 2;
/// By how much rows and bounds are broken: far beyond any tolerance.
const STEP: f64 = 1e-3;

/// Instances of each family, with a name for messages.
fn instances(seeds: u64) -> impl Iterator<Item = (Arc<dyn Case>, String)> {
    let pairs = FAMILIES.iter().flat_map(move |family| (0..seeds).map(move |seed| (family, seed)));
    pairs.map(|(family, seed)| (small(*family, seed), format!("{}, seed {seed}", family.name())))
}

/// Those whose answers are points of a program without cones.
fn plans(seeds: u64) -> impl Iterator<Item = (Arc<dyn Case>, Program, String)> {
    instances(seeds).filter_map(|(case, context)| {
        let program = case.program();
        let is_plan = case.family().answers() == Answers::Plan && program.cones.is_empty();
        is_plan.then_some((case, program.linear, context))
    })
}

fn by(method: &str, problem: &Problem, exact: bool) -> Solution {
    let options = Options { method: named(method).unwrap(), exact, ..Options::default() };
    solve(problem, &options, &Library::new(), &mut Unlimited).unwrap().solution
}

/// A point of a program, the best where it has an objective.
fn point(program: Program) -> Option<Vec<f64>> {
    let solution = by("search", &Problem::Program(program), false);
    solution.status.has_values().then_some(solution.values)
}

fn close(a: f64, b: f64, share: f64) -> bool {
    (a - b).abs() <= share * a.abs().max(1.0)
}

#[test]
fn every_way_finds_one_optimum_and_no_bound_of_the_family_passes_it() {
    for (case, context) in instances(SEEDS) {
        let problem = Problem::Instance(case.clone());
        let found = by("search", &problem, false);
        assert_eq!(found.status, Status::Optimal, "{context}: {:?}", found.reason);
        let optimum = found.objective.unwrap();
        for exact in [false, true] {
            let answer = by("auto", &problem, exact);
            assert_eq!(answer.status, Status::Optimal, "{context}, exact {exact}: {:?}", answer.reason);
            let own = answer.objective.unwrap();
            assert!(
                close(own, optimum, 2e-6),
                "{context}: {own} by auto, exact {exact}, {optimum} by the search"
            );
            let verdict = case.check(&answer.values);
            assert!(verdict.feasible, "{context}, exact {exact}: {:?}", verdict.complaint);
            let by_program = check(&case.program().linear, &case.columns_of(&answer.values));
            assert!(by_program.feasible, "{context}, exact {exact}: {:?}", by_program.complaint);
            assert!(
                close(verdict.objective, by_program.objective, 1e-9),
                "{context}: {} by the check, {} by the program",
                verdict.objective,
                by_program.objective
            );
        }
        let sign = case.family().sense().sign();
        let constructed = case.construct(&mut Unlimited).and_then(|Constructed { bound, .. }| bound);
        for (name, bound) in [("construct", constructed), ("bound", case.bound(&mut Unlimited))] {
            assert!(
                bound.is_none_or(|bound| sign * bound <= sign * optimum),
                "{context}: {name} proves {bound:?}, and the search finds {optimum}"
            );
        }
    }
}

#[test]
fn whatever_the_program_allows_the_check_allows_at_the_same_worth() {
    let mut stream = Stream::new(1);
    for (case, program, context) in plans(SEEDS) {
        let mut other = program.clone();
        for Column { objective, lower, upper, .. } in &mut other.columns {
            let size = program.sense.sign() * stream.integer(0, 100) as f64;
            // No way that has no end is worth anything.
            *objective = match (lower.is_finite(), upper.is_finite()) {
                (true, true) if stream.integer(0, 1) == 0 => -size,
                (true, _) => size,
                (false, true) => -size,
                (false, false) => 0.0,
            };
        }
        let Some(point) = point(other) else { panic!("{context}: no point") };
        let (own, by_program) = (case.check(&point), check(&program, &point));
        assert!(own.feasible, "{context}: {:?}", own.complaint);
        assert!(
            close(own.objective, by_program.objective, 1e-9),
            "{context}: {} by the check, {} by the program",
            own.objective,
            by_program.objective
        );
    }
}

/// Programs whose points each break one row, one bound or the integrality of one column of `program`, and
/// nothing else; with what they break.
fn broken(program: &Program) -> Vec<(Program, String)> {
    let mut free = program.clone();
    free.columns.iter_mut().for_each(|column| column.objective = 0.0);
    let mut broken = Vec::new();
    for (i, Row { lower, upper, .. }) in program.rows.iter().enumerate() {
        let sides = [(f64::NEG_INFINITY, lower - STEP), (upper + STEP, f64::INFINITY)];
        for (lower, upper) in sides.into_iter().filter(|(lower, upper)| lower < upper) {
            let mut other = free.clone();
            (other.rows[i].lower, other.rows[i].upper) = (lower, upper);
            broken.push((other, format!("the row {:?}", program.row_name(i))));
        }
    }
    for (j, Column { lower, upper, kind, .. }) in program.columns.iter().enumerate() {
        let is_integer = *kind == Kind::Integer;
        let step = if is_integer { 1.0 } else { STEP };
        let sides = [(lower - 1.0, lower - step), (upper + step, upper + 1.0)];
        let sides = sides.into_iter().filter(|(lower, upper)| lower.is_finite() && upper.is_finite());
        let between = (is_integer && lower < upper).then_some((lower + 0.5, lower + 0.5));
        for (lower, upper) in sides.chain(between) {
            let mut other = free.clone();
            (other.columns[j].lower, other.columns[j].upper) = (lower, upper);
            if lower.fract() != 0.0 {
                other.columns[j].kind = Kind::Continuous;
            }
            let name = program.column_name(j);
            broken.push((other, format!("that {name:?} is not from {lower} to {upper}")));
        }
    }
    broken
}

#[test]
fn the_check_refuses_an_answer_that_breaks_one_row_or_column_of_the_program_and_nothing_else() {
    let mut refused = 0;
    for (case, program, context) in plans(BROKEN_SEEDS) {
        for (other, what) in broken(&program) {
            // Where there is no such point, the rest implies what is broken.
            let Some(point) = point(other) else { continue };
            refused += 1;
            assert!(!case.check(&point).feasible, "{context}: the check does not know {what}");
        }
    }
    assert!(refused > 0, "nothing could be broken");
}

#[test]
fn check_and_program_judge_changed_answers_alike() {
    for (case, program, context) in plans(SEEDS) {
        let best = by("search", &Problem::Instance(case.clone()), false);
        assert_eq!(best.status, Status::Optimal, "{context}: {:?}", best.reason);
        let best = best.values;
        for (k, column) in program.columns.iter().enumerate() {
            let beyond = [column.lower - STEP, column.upper + STEP].into_iter().filter(|v| v.is_finite());
            let between = (column.kind == Kind::Integer).then_some(0.5);
            let near = [-1.0, -STEP, STEP, 1.0].map(|change| best[k] + change);
            for value in beyond.chain(between).chain(near) {
                let mut changed = best.clone();
                changed[k] = value;
                let (own, other) = (case.check(&changed), check(&program, &changed));
                assert_eq!(
                    own.feasible,
                    other.feasible,
                    "{context}, {} = {value}: {:?} by the check, {:?} by the program",
                    program.column_name(k),
                    own.complaint,
                    other.complaint
                );
                assert!(
                    !own.feasible || close(own.objective, other.objective, 1e-9),
                    "{context}, {} = {value}: {} by the check, {} by the program",
                    program.column_name(k),
                    own.objective,
                    other.objective
                );
            }
        }
    }
}
