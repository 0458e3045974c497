//! Objectives of several that are kept at their own scale: however small or large an objective's values, what it loses to
//! those after it is a gap that counts as closed, or the status says less than "optimal".
#![cfg(feature = "kinds")]
#![allow(clippy::unwrap_used, clippy::print_stdout)] // a failed test; figures for --nocapture

mod support;

use hunch_model::tolerances::{ABSOLUTE_GAP, RELATIVE_GAP};
use hunch_model::{Kind, Objective, Program, Quadratic, Row, Sense, Solution, Status, Unlimited, check};
use hunch_search::{Engine, Guidance, Settings, solve};
use support::{Random, seeds};

fn solved(p: &Program) -> Solution {
    solve(p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap()
}

/// The program, and then the most of `terms`.
fn then_most(mut p: Program, terms: Vec<(usize, f64)>) -> Program {
    let (name, sense) = ("then".into(), Sense::Maximize);
    p.objectives.push(Objective { name, sense, terms, ..Objective::default() });
    p.validate().unwrap();
    p
}

/// `½q·x² − 2x` with `y <= x`, then the most of `y`.
fn parabola(q: f64, limit: f64, integer: bool) -> Program {
    let mut p = Program::new("parabola", Sense::Minimize);
    p.add_column("x", -2.0, 0.0, limit, Kind::Continuous);
    p.add_column("y", 0.0, 0.0, limit, Kind::Continuous);
    p.add_column("z", 0.0, 0.0, 3.0, if integer { Kind::Integer } else { Kind::Continuous });
    let row = |name: &str, upper: f64| Row { name: name.into(), lower: f64::NEG_INFINITY, upper };
    p.set_rows(
        vec![row("below", 0.0), row("few", 2.5)],
        &[(0, 0, -1.0), (0, 1, 1.0), (1, 2, 1.0), (1, 1, 1.0 / 1024.0)],
    );
    p.quadratic = Some(Quadratic { lower_triangle: vec![(0, 0, q)] });
    then_most(p, vec![(1, 1.0), (2, 1e-3)])
}

/// What the first objective lost, and whether that is a closed gap beside its optimum.
fn lost(answer: &Solution, optimum: f64) -> (f64, bool) {
    if answer.objectives.is_empty() {
        return (0.0, true);
    }
    let lost = answer.objectives[0].value - optimum;
    (lost, lost <= ABSOLUTE_GAP || lost <= RELATIVE_GAP * optimum.abs())
}

#[test]
fn a_quadratic_objective_is_kept_at_its_own_scale() {
    let mut less = 0;
    for limit in [1e3, 2_147_483_647.0, f64::INFINITY] {
        for exponent in -6..=9 {
            for integer in [false, true] {
                let q = 2.0 * 10f64.powi(exponent);
                let least = (2.0 / q).min(limit);
                let optimum = 0.5 * q * least * least - 2.0 * least;
                let p = parabola(q, limit, integer);
                let answer = solved(&p);
                let (loss, closed) = lost(&answer, optimum);
                println!(
                    "q {q:e}, limit {limit:e}, {integer}: {:?} {:?}, lost {loss:.1e} of {optimum:.1e}",
                    answer.status, answer.reason
                );
                assert!(!answer.status.has_values() || check(&p, &answer.values).feasible);
                match answer.status {
                    Status::Optimal => assert!(closed, "q {q:e}, {integer}: lost {loss:e}, {answer:?}"),
                    status => {
                        assert!(integer || limit == 2_147_483_647.0, "{answer:?}");
                        less += 1;
                        assert!(matches!(status, Status::Feasible | Status::Limit), "{answer:?}");
                        assert!(answer.reason.is_some(), "{answer:?}");
                    }
                }
            }
        }
    }
    println!("{less} of 96 end with less");
    assert!(less < 40);
}

#[test]
fn the_bottom_of_a_steep_parabola_is_kept_to_a_share_of_its_own() {
    let answer = solved(&parabola(2e9, 1e3, false));
    assert_eq!(answer.status, Status::Optimal, "{:?}", answer.reason);
    assert!((answer.objectives[0].value + 1e-9).abs() <= 1e-13, "{:?}", answer.objectives);
    assert!(answer.gap.unwrap().absolute <= 1e-11, "{:?}", answer.gap);
}

/// A small program whose first objective is multiplied by `unit`, with opposite objectives after it.
fn drawn(seed: u64, unit: f64, bent: bool, integer: bool) -> Program {
    let r = &mut Random::new(seed);
    let n = r.integer(3, 6) as usize;
    let mut p = Program::new("scaled", Sense::Minimize);
    for j in 0..n {
        let kind = if integer && j % 2 == 1 { Kind::Integer } else { Kind::Continuous };
        p.add_column(format!("x{j}"), unit * r.integer(-3, 5) as f64, 0.0, r.integer(1, 6) as f64, kind);
    }
    let rows = r.integer(1, 3) as usize;
    let mut entries = Vec::new();
    let mut sides = Vec::new();
    for i in 0..rows {
        let row: Vec<f64> = (0..n).map(|_| r.integer(-2, 3) as f64).collect();
        let most: f64 = row.iter().map(|a| a.max(0.0)).sum();
        entries.extend(row.iter().enumerate().filter(|e| *e.1 != 0.0).map(|(j, &a)| (i, j, a)));
        sides.push(Row { name: format!("r{i}"), lower: 0.25 * most, upper: f64::INFINITY });
    }
    p.set_rows(sides, &entries);
    if bent {
        let f: Vec<f64> = (0..n).map(|_| r.integer(-2, 2) as f64).collect();
        let all = (0..n).flat_map(|i| (0..=i).map(move |j| (i, j)));
        let lower_triangle: Vec<_> =
            all.map(|(i, j)| (i, j, unit * f[i] * f[j])).filter(|e| e.2 != 0.0).collect();
        p.quadratic = (!lower_triangle.is_empty()).then_some(Quadratic { lower_triangle });
    }
    then_most(p, (0..n).map(|j| (j, r.integer(-4, 4) as f64)).filter(|t| t.1 != 0.0).collect())
}

#[test]
fn what_is_optimal_has_lost_no_more_than_a_closed_gap_in_any_unit() {
    let mut counts = [0u32; 3];
    let mut worst = 0.0f64;
    for seed in seeds(240) {
        let unit = [1e-9, 1e-6, 1e-3, 1.0, 1e3, 1e6][seed as usize % 6];
        let (bent, integer) = (seed / 6 % 2 == 1, seed / 12 % 2 == 1);
        let p = drawn(seed, unit, bent, integer);
        let alone = solved(&Program { objectives: Vec::new(), ..p.clone() });
        let answer = solved(&p);
        match answer.status {
            Status::Optimal => {
                counts[0] += 1;
                // Its own bound, for the optimum is known up to a gap.
                let bound = alone.bound.unwrap();
                let lost = answer.objectives[0].value - bound;
                assert!(
                    lost <= 2.0 * ABSOLUTE_GAP || lost <= 2.0 * RELATIVE_GAP * bound.abs(),
                    "seed {seed}, unit {unit:e}: lost {lost:e} of {bound:e}\n{answer:?}\n{p:#?}"
                );
                worst = worst.max(lost / bound.abs().max(unit));
                assert!(check(&p, &answer.values).feasible, "seed {seed}");
            }
            Status::Infeasible => counts[1] += 1,
            status => {
                counts[2] += 1;
                println!("seed {seed}: {status:?} {:?}", answer.reason);
                assert!(answer.reason.is_some(), "seed {seed}: {answer:?}");
            }
        }
    }
    println!(
        "{counts:?} optimal, infeasible, less; the worst loss is {worst:.1e} of the optimum or the unit"
    );
    assert!(counts[0] > 120 && counts[2] < 24, "{counts:?}");
}
