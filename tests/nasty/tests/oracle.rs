//! The oracle itself: it agrees with plain enumeration, and it catches wrong claims that are planted.

use hunch_model::{Kind, Program, Row, Sense, Solution, Statistics, Status};
use hunch_nasty::dictionary::{Dictionary, End};
use hunch_nasty::draft::Draw;
use hunch_nasty::exact::{ExactProgram, Place, Q, number};
use hunch_nasty::judge::{Fault, judge};
use hunch_nasty::tree::{Answer, Effort, point};

const FREE: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

/// `rows` are sides and coefficients, `columns` costs, bounds and kinds.
fn program(sense: Sense, columns: &[(f64, f64, f64, Kind)], rows: &[(f64, f64, &[f64])]) -> Program {
    let mut p = Program::new("p", sense);
    for &(cost, lower, upper, kind) in columns {
        p.add_column("", cost, lower, upper, kind);
    }
    let mut triplets = Vec::new();
    for (i, (_, _, terms)) in rows.iter().enumerate() {
        triplets.extend(terms.iter().enumerate().map(|(j, &a)| (i, j, a)));
    }
    let lines = rows.iter().map(|r| Row { name: String::new(), lower: r.0, upper: r.1 }).collect();
    p.set_rows(lines, &triplets);
    p.with_generic_names()
}

fn claim(status: Status) -> Solution {
    Solution::without_values(status, None, Statistics::default())
}

fn optimal(values: &[f64], objective: f64, bound: f64) -> Solution {
    let mut solution = claim(Status::Optimal);
    (solution.values, solution.objective, solution.bound) = (values.to_vec(), Some(objective), Some(bound));
    solution
}

fn faults(p: &Program, planted: Option<&[f64]>, solution: &Solution) -> Vec<Fault> {
    let judgement = judge(p, planted, solution, Effort::default());
    judgement.faults.into_iter().map(|f| f.0).collect()
}

/// min 7a + 4b; 15.53a + 14.74b ≥ 133.45; integers: optimum 39 at (1, 8).
fn covering() -> Program {
    let columns = [(7.0, 0.0, 1e30, Kind::Integer), (4.0, 0.0, 1e9, Kind::Integer)];
    program(Sense::Minimize, &columns, &[(133.45, f64::INFINITY, &[15.53, 14.74])])
}

#[test]
fn a_right_answer_has_no_fault() {
    assert_eq!(faults(&covering(), None, &optimal(&[1.0, 8.0], 39.0, 39.0)), []);
    let empty = program(Sense::Minimize, &[(0.0, -1e9, 1e9, Kind::Integer); 2], &[(3.0, 3.0, &[2.0, 2.0])]);
    let judgement = judge(&empty, None, &claim(Status::Infeasible), Effort::default());
    assert!(!judgement.refuted() && judgement.settled == Some(true));
    let ray = program(Sense::Maximize, &[(1.0, FREE.0, FREE.1, Kind::Integer)], &[]);
    assert_eq!(faults(&ray, None, &claim(Status::Unbounded)), []);
}

#[test]
fn a_bound_that_a_point_beats_is_refuted_with_and_without_a_plant() {
    let wrong = optimal(&[0.0, 10.0], 40.0, 40.0);
    assert_eq!(faults(&covering(), None, &wrong), [Fault::BoundBeaten]);
    assert_eq!(faults(&covering(), Some(&[1.0, 8.0]), &wrong), [Fault::BoundBeaten]);
    let mut bound_only = claim(Status::Limit);
    bound_only.bound = Some(39.0 + 1e-9);
    assert_eq!(faults(&covering(), None, &bound_only), [Fault::BoundBeaten]);
    bound_only.bound = Some(39.0f64.next_up());
    assert_eq!(faults(&covering(), Some(&[1.0, 8.0]), &bound_only), [Fault::BeatenByRounding]);
    let ray = program(Sense::Maximize, &[(1.0, 0.0, FREE.1, Kind::Continuous)], &[]);
    assert_eq!(faults(&ray, None, &optimal(&[5.0], 5.0, 5.0)), [Fault::BoundBeaten]);
}

#[test]
fn infeasible_is_refuted_by_a_point_of_the_widened_program() {
    assert_eq!(faults(&covering(), None, &claim(Status::Infeasible)), [Fault::InfeasibleRefuted]);
    let rows: &[(f64, f64, &[f64])] =
        &[(1.0, f64::INFINITY, &[1.0]), (f64::NEG_INFINITY, 1.0 - 1e-7, &[1.0])];
    let near = program(Sense::Minimize, &[(1.0, 0.0, 9.0, Kind::Continuous)], rows);
    assert_eq!(faults(&near, None, &claim(Status::Infeasible)), [Fault::InfeasibleRefuted]);
    // The same between integers is judged exactly.
    let exact = program(Sense::Minimize, &[(1.0, 0.0, 9.0, Kind::Integer)], rows);
    assert_eq!(faults(&exact, None, &claim(Status::Infeasible)), []);
}

#[test]
fn unbounded_needs_a_point_and_a_ray() {
    assert_eq!(faults(&covering(), None, &claim(Status::Unbounded)), [Fault::UnboundedRefuted]);
    let columns = [(1.0, 0.0, f64::INFINITY, Kind::Continuous), (0.0, 0.0, 9.0, Kind::Integer)];
    let empty = program(Sense::Maximize, &columns, &[(1.0, 1.0, &[0.0, 2.0])]);
    assert_eq!(faults(&empty, None, &claim(Status::Unbounded)), [Fault::UnboundedRefuted]);
    // Two rows that no double meets both, but that one meets within what writing it down costs.
    let columns = [(1.0, 0.0, f64::INFINITY, Kind::Continuous), (0.0, -1e9, 0.0, Kind::Continuous)];
    let rows: &[(f64, f64, &[f64])] = &[
        (-4871617075423.7, -4871617075423.7, &[0.0, 9457.0]),
        (-1395496527156.9001, -1395496527156.9001, &[0.0, 2709.0]),
    ];
    let near = program(Sense::Maximize, &columns, rows);
    assert_eq!(faults(&near, None, &claim(Status::Unbounded)), []);
}

#[test]
fn the_answers_own_numbers_are_checked() {
    let p = covering();
    assert_eq!(faults(&p, None, &optimal(&[1.0, 7.0], 35.0, 35.0)), [Fault::PointOutside]);
    assert_eq!(faults(&p, None, &optimal(&[1.0, 7.999_999_9], 39.0, 39.0))[0], Fault::PointOutside);
    assert_eq!(faults(&p, None, &optimal(&[1.0, 8.0], 38.9, 38.9)), [Fault::ObjectiveWrong]);
    assert_eq!(faults(&p, None, &optimal(&[1.0, 8.0], 39.0, 38.9)), [Fault::GapOpen]);
    assert!(
        faults(&p, None, &optimal(&[1.0, 8.0], 39.0, 39.0f64.next_up()))
            .contains(&Fault::BoundBeyondObjective)
    );
    assert_eq!(faults(&p, None, &optimal(&[1.0], 39.0, 39.0)), [Fault::Malformed]);
    assert_eq!(faults(&p, None, &optimal(&[1.0, f64::NAN], 39.0, 39.0)), [Fault::Malformed]);
    let mut constant = p;
    constant.offset = 1e9;
    let wide = optimal(&[1.0, 8.0], 1e9 + 39.0, 1e9 + 38.9);
    assert_eq!(faults(&constant, None, &wide), [Fault::GapOpen], "the gap leaves the constant out");
}

/// A small program of integers, with coefficients of two decimals now and then.
fn small(draw: &mut Draw) -> Program {
    let sense = if draw.percent(50) { Sense::Minimize } else { Sense::Maximize };
    let columns: Vec<_> = (0..draw.whole(1, 4))
        .map(|_| {
            let lower = draw.whole(-3, 2) as f64;
            (draw.whole(-5, 5) as f64, lower, lower + draw.whole(0, 4) as f64, Kind::Integer)
        })
        .collect();
    let decimals = draw.percent(50);
    let rows: Vec<(f64, f64, Vec<f64>)> = (0..draw.whole(0, 4))
        .map(|_| {
            let terms = columns.iter().map(|_| draw.whole(-9, 9) as f64 * if decimals { 0.37 } else { 1.0 });
            let terms: Vec<f64> = terms.collect();
            let side = draw.whole(-9, 9) as f64;
            match draw.whole(0, 2) {
                0 => (side, side, terms),
                1 => (side, f64::INFINITY, terms),
                _ => (side - 4.5, side, terms),
            }
        })
        .collect();
    let lines: Vec<(f64, f64, &[f64])> = rows.iter().map(|r| (r.0, r.1, r.2.as_slice())).collect();
    program(sense, &columns, &lines)
}

/// The least objective of the minimisation, point by point.
fn enumerated(exact: &ExactProgram) -> Option<Q> {
    let mut best: Option<Q> = None;
    let mut x: Vec<Q> = exact.columns.iter().filter_map(|c| c.lower.clone()).collect();
    loop {
        if exact.place(&x).0 == Place::Inside {
            let value = exact.objective(&x);
            best = Some(best.map_or(value.clone(), |b| b.min(value)));
        }
        let Some(j) = (0..x.len()).find(|&j| exact.columns[j].upper.as_ref().is_some_and(|u| x[j] < *u))
        else {
            return best;
        };
        x[j] += number(1.0);
        for k in 0..j {
            x[k] = exact.columns[k].lower.clone().unwrap_or_else(|| number(0.0));
        }
    }
}

#[test]
fn the_exact_tree_agrees_with_enumeration() {
    let (mut feasible, mut empty) = (0, 0);
    for seed in 0..600 {
        let exact = ExactProgram::new(&small(&mut Draw::new(seed)));
        let effort = Effort::default();
        match enumerated(&exact) {
            None => {
                empty += 1;
                assert_eq!(point(&exact, None, effort), Answer::None, "seed {seed}");
            }
            Some(best) => {
                feasible += 1;
                assert!(matches!(point(&exact, None, effort), Answer::Point(_)), "seed {seed}");
                assert_eq!(point(&exact, Some(&best), effort), Answer::None, "seed {seed}");
                let above = &best + number(1e-9);
                let Answer::Point(x) = point(&exact, Some(&above), effort) else {
                    panic!("seed {seed}: no optimum");
                };
                assert_eq!((exact.place(&x).0, exact.objective(&x)), (Place::Inside, best), "seed {seed}");
            }
        }
    }
    assert!(feasible > 100 && empty > 100, "{feasible} feasible, {empty} empty");
}

/// Every corner of a program of two columns: where two lines of rows and bounds meet.
fn best_corner(exact: &ExactProgram) -> Option<Q> {
    let mut lines: Vec<[Q; 3]> = Vec::new();
    let (zero, one) = (number(0.0), number(1.0));
    for (j, c) in exact.columns.iter().enumerate() {
        for side in [&c.lower, &c.upper].into_iter().flatten() {
            let (a, b) = if j == 0 { (one.clone(), zero.clone()) } else { (zero.clone(), one.clone()) };
            lines.push([a, b, side.clone()]);
        }
    }
    for r in &exact.rows {
        let entry = |j| r.terms.iter().find(|t| t.0 == j).map_or(zero.clone(), |t| t.1.clone());
        for side in [&r.lower, &r.upper].into_iter().flatten() {
            lines.push([entry(0), entry(1), side.clone()]);
        }
    }
    let mut best: Option<Q> = None;
    for first in &lines {
        for second in &lines {
            let determinant = &first[0] * &second[1] - &first[1] * &second[0];
            if determinant == zero {
                continue;
            }
            let x = vec![
                (&first[2] * &second[1] - &first[1] * &second[2]) / &determinant,
                (&first[0] * &second[2] - &first[2] * &second[0]) / &determinant,
            ];
            if exact.place(&x).0 == Place::Inside {
                let value = exact.objective(&x);
                best = Some(best.map_or(value.clone(), |b| b.min(value)));
            }
        }
    }
    best
}

#[test]
fn the_exact_simplex_method_agrees_with_the_best_corner() {
    let mut feasible = 0;
    for seed in 0..600 {
        let draw = &mut Draw::new(seed);
        let digits = |draw: &mut Draw| {
            let size = draw.size(2, -3, 3);
            draw.sign(size)
        };
        let columns: Vec<_> = (0..2).map(|_| (digits(draw), -1e3, 1e3, Kind::Continuous)).collect();
        let rows: Vec<(f64, f64, Vec<f64>)> = (0..draw.whole(0, 5))
            .map(|_| {
                let (side, terms) = (digits(draw), vec![digits(draw), digits(draw)]);
                (side, if draw.percent(20) { side } else { f64::INFINITY }, terms)
            })
            .collect();
        let lines: Vec<(f64, f64, &[f64])> = rows.iter().map(|r| (r.0, r.1, r.2.as_slice())).collect();
        let exact = ExactProgram::new(&program(Sense::Minimize, &columns, &lines));
        let mut simplex = Dictionary::new(&exact, 1_000);
        let end = simplex.optimise();
        match best_corner(&exact) {
            None => assert_eq!(end, End::Empty, "seed {seed}"),
            Some(best) => {
                feasible += 1;
                assert_eq!((end, simplex.objective()), (End::Done, best), "seed {seed}");
                assert_eq!(exact.place(&simplex.point()).0, Place::Inside, "seed {seed}");
            }
        }
    }
    assert!(feasible > 100, "{feasible}");
}
