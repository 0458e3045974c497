//! Rows on demand beside sets, semi-continuous columns, indicator rows and piecewise-linear terms: what is told only
//! where it is violated gives the answers that it gives when it is stated.
#![cfg(feature = "kinds")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)] // a failed test; figures for --nocapture

#[path = "support/hidden.rs"]
mod hidden_rows;
#[path = "support/kinds.rs"]
mod kinds;
mod support;

use hidden_rows::{agrees, hidden, in_units, teller, told};
use hunch_model::{
    Cut, Kind, PiecewiseLinear, Program, Quadratic, Recorder, Row, Sense, SetOrder, Solution,
    SpecialOrderedSet, Status, Unlimited,
};
use hunch_search::demand::Demand;
use hunch_search::{Engine, Guidance, Search, Settings, StepResult, solve};
use kinds::{Wanted, draw};
use support::{Random, seeds};

const INF: f64 = f64::INFINITY;

/// Squares of some columns as costs.
fn bend(p: &mut Program, seed: u64) {
    let r = &mut Random::new(seed ^ 0xB0A7);
    let lower_triangle =
        (0..p.columns.len()).filter(|_| r.chance(60)).map(|j| (j, j, 2.0 * p.sense.sign())).collect();
    p.quadratic = Some(Quadratic { lower_triangle });
}

/// Holds `count` programs with hidden rows against the same with all rows stated: how many were optimal,
/// infeasible, and left open since nothing that was told ends the relaxation.
fn agree(count: u64, demand: Demand, curved: bool, wanted: impl Fn(u64) -> Wanted) -> [u64; 3] {
    let mut met = [0; 3];
    for seed in seeds(count) {
        let mut p = draw(seed, wanted(seed));
        if curved {
            bend(&mut p, seed);
        }
        agrees(&p, seed, demand, (1e-5, 1.0)).into_iter().for_each(|which| met[which] += 1);
    }
    println!("{met:?} optimal, infeasible, open");
    met
}

fn of_sets(seed: u64) -> Wanted {
    Wanted { one: !seed.is_multiple_of(3), two: !seed.is_multiple_of(2), ..Wanted::default() }
}

fn mixed(seed: u64) -> Wanted {
    let bit = |k: u64| (seed / 3) >> k & 1 == 1;
    Wanted { semi: bit(0), one: bit(1), two: bit(2), indicators: bit(3), piecewise: bit(4) }
}

#[test]
fn sets_with_hidden_rows_have_the_answers_of_those_with_stated_ones() {
    let met = agree(500, Demand::lazy(), false, of_sets);
    assert!(met[0] > 100 && met[1] > 20 && met[2] < 150, "{met:?}");
    let met = agree(150, Demand::lazy_and_cuts(), false, of_sets);
    assert!(met[0] > 30 && met[1] > 5, "{met:?}");
}

#[test]
fn every_kind_with_hidden_rows_has_the_answers_of_stated_ones() {
    let met = agree(400, Demand::lazy(), false, mixed);
    assert!(met[0] > 60 && met[1] > 10, "{met:?}");
    let met = agree(150, Demand::lazy_and_cuts(), false, mixed);
    assert!(met[0] > 20 && met[1] > 2, "{met:?}");
}

#[test]
fn piecewise_terms_with_hidden_rows_have_the_answers_of_stated_ones() {
    let met = agree(200, Demand::lazy(), false, |_| Wanted { piecewise: true, ..Wanted::default() });
    assert!(met[0] > 30 && met[1] > 5, "{met:?}");
}

#[test]
fn kinds_under_a_curve_with_hidden_rows_have_the_answers_of_stated_ones() {
    let met =
        agree(150, Demand::lazy(), true, |seed| if seed % 2 == 0 { of_sets(seed) } else { mixed(seed) });
    assert!(met[0] > 20 && met[1] > 5, "{met:?}");
}

#[test]
fn hidden_rows_in_other_units_and_beside_no_limits_of_2147483647_change_no_claim() {
    let mut met = [0; 3];
    for seed in seeds(60) {
        let plain = draw(seed, mixed(seed));
        for (money, row) in [(1e9, 1.0), (1e-9, 1.0), (0.1, 0.1), (1e9, 1e-3)] {
            let mut p = in_units(&plain, money, row);
            for column in p.columns.iter_mut().filter(|c| c.upper == INF && c.kind == Kind::Continuous) {
                column.upper = 2_147_483_647.0;
            }
            // Below 1e-9 all objectives are one.
            let money = f64::max(money, 1.01e-4);
            agrees(&p, seed, Demand::lazy(), (1e-5, money)).into_iter().for_each(|which| met[which] += 1);
        }
    }
    println!("{met:?} optimal, infeasible, open");
    assert!(met[0] > 40 && met[1] > 8, "{met:?}");
}

/// Cuts that are no part of the program's meaning change no answer, "unbounded" included.
#[test]
fn cuts_that_hold_change_no_answer() {
    for seed in seeds(120) {
        let p = draw(seed, mixed(seed));
        let stated = solve(&p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
        let rows: Vec<Cut> = hidden(&p, seed).1;
        let found = told(&p, &rows, true, Demand::cuts());
        assert_eq!(stated.status, found.status, "seed {seed}: {stated:?} {found:?}");
        if let (Some(a), Some(b)) = (stated.objective, found.objective) {
            assert!((a - b).abs() <= 1e-5 * (1.0 + a.abs()), "seed {seed}: {a} and {b}");
        }
    }
}

/// The value of a convex term may be above its lines where the plain program alone is asked: a row that is told
/// later asks for more, and the answer is on the term nevertheless.
#[test]
fn a_hidden_row_may_ask_for_more_of_a_value_that_costs_push_down() {
    let mut p = Program::new("pushed", Sense::Minimize);
    p.add_column("x", 0.0, -3.0, 3.0, Kind::Continuous);
    p.add_column("y", 1.0, -INF, INF, Kind::Continuous);
    p.set_rows(Vec::new(), &[]);
    let points = vec![(-3.0, 3.0), (0.0, 0.0), (3.0, 3.0)];
    p.piecewise.push(PiecewiseLinear { name: String::new(), argument: 0, value: 1, points });
    let rows = [
        Cut { source: "test", terms: vec![(1, 1.0)], lower: 2.0, upper: INF },
        Cut { source: "test", terms: vec![(0, 1.0)], lower: -INF, upper: 1.0 },
    ];
    let found = told(&p, &rows, false, Demand::lazy());
    assert_eq!(found.status, Status::Optimal, "{found:?}");
    assert!((found.values[0] + 2.0).abs() < 1e-6 && (found.values[1] - 2.0).abs() < 1e-6, "{found:?}");
}

/// What has no end until a row is told that nobody has seen is not called optimal; with an end, however far, it is.
#[test]
fn a_relaxation_without_end_is_taken_apart_with_the_rows_that_were_told() {
    let mut p = Program::new("apart", Sense::Maximize);
    for j in 0..4 {
        p.add_column(format!("x{j}"), 1.0 + j as f64, 0.0, INF, Kind::Continuous);
    }
    let at_most = |upper| Row { name: String::new(), lower: -INF, upper };
    p.set_rows(vec![at_most(8.0), at_most(9.0)], &[(0, 0, 1.0), (0, 1, 1.0), (1, 2, 1.0)]);
    let members = (0..4).map(|j| (j, j as f64)).collect();
    p.sets.push(SpecialOrderedSet { name: String::new(), order: SetOrder::Two, members });
    let rows = [Cut { source: "test", terms: vec![(3, 1.0)], lower: -INF, upper: 2.0 }];
    let found = told(&p, &rows, true, Demand::lazy());
    // x3 has no end but by the row that nobody has seen: nothing is claimed of it.
    assert!(matches!(found.status, Status::Feasible | Status::Limit), "{found:?}");
    assert!(found.reason.unwrap().contains("on demand"));
    p.columns[3].upper = 1e9;
    let found = told(&p, &rows, true, Demand::lazy());
    assert_eq!((found.status, found.objective), (Status::Optimal, Some(43.0)), "{found:?}");
}

/// The answer, the points that were shown and what was told, slice by slice.
fn sliced(p: &Program, rows: &[Cut], budget: u64) -> (Solution, Vec<Vec<f64>>, Vec<bool>) {
    let recorder = &mut Recorder::default();
    let mut search = Search::new(p, Engine::Hunch, &Settings::new(), &Guidance::none())
        .unwrap()
        .with_rows_on_demand(Demand::lazy_and_cuts())
        .unwrap();
    let (mut shown, mut accepted) = (Vec::new(), Vec::new());
    let mut tell = teller(rows, true, p.columns.len());
    loop {
        match search.step(budget, recorder) {
            StepResult::Asked => {
                let question = search.question().unwrap();
                shown.push(question.values.to_vec());
                let answer = tell(&question);
                accepted.push(search.answer(answer, recorder).unwrap());
            }
            StepResult::Paused => {}
            _ => return (search.solution(), shown, accepted),
        }
    }
}

#[test]
fn slices_change_nothing() {
    for seed in seeds(60) {
        let p = draw(seed, mixed(seed + 5));
        let (shown, rows) = hidden(&p, seed);
        let whole = sliced(&shown, &rows, u64::MAX);
        assert_eq!(whole, sliced(&shown, &rows, 1), "seed {seed}");
        assert_eq!(whole, sliced(&shown, &rows, 37), "seed {seed}");
    }
}

#[test]
fn what_is_refused_is_refused_by_name() {
    let p = draw(3, of_sets(5));
    let mut search = Search::new(&p, Engine::Hunch, &Settings::new(), &Guidance::none()).unwrap();
    search.step(u64::MAX, &mut Unlimited);
    let refused = search.with_rows_on_demand(Demand::lazy()).err().unwrap();
    assert!(refused.to_string().contains("has begun"), "{refused}");
}
