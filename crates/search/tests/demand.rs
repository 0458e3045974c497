//! Rows on demand: what is told only where it is violated gives the answers that it gives when it is stated.

#![allow(clippy::unwrap_used, clippy::panic)] // a failed test, in helpers too

#[path = "support/salesman.rs"]
mod salesman;
mod support;

use hunch_model::{Cut, Event, Kind, Program, Recorder, Row, Sense, Solution, Status, Unlimited, check};
use hunch_search::demand::{AnswerError, Demand, Question, solve_with_rows};
use hunch_search::{Engine, Guidance, Search, SearchError, Settings, StepResult, solve};
use salesman::Cities;
use support::{MIXED, PURE, Random, Shape, draw, seeds};

const INF: f64 = f64::INFINITY;

fn cities(count: usize, seed: u64) -> Cities {
    let r = &mut Random::new(seed);
    Cities::draw(count, || r.unit())
}

fn tour(cities: &Cities, demand: Demand) -> Solution {
    let mut rows = |question: &Question| match question.integral {
        true => cities.subtours(question.values),
        false => cities.thin_cuts(question.values),
    };
    let (settings, guidance) = (Settings::new(), Guidance::none());
    solve_with_rows(&cities.program(), &settings, &guidance, demand, &mut rows, &mut Unlimited).unwrap()
}

#[test]
fn the_shortest_tour_is_that_of_the_dynamic_programme() {
    for seed in seeds(12) {
        let cities = cities(8 + seed as usize % 5, seed);
        let shortest = cities.shortest();
        for demand in [Demand::lazy(), Demand::lazy_and_cuts()] {
            let found = tour(&cities, demand);
            assert_eq!((found.status, found.objective), (Status::Optimal, Some(shortest)), "seed {seed}");
            assert_eq!(cities.subtours(&found.values), Vec::new(), "seed {seed}");
        }
    }
}

#[test]
fn whole_subtours_alone_and_with_thin_cuts_lead_to_the_same_tour() {
    for (count, seed) in [(20, 3), (30, 5), (40, 7)] {
        let cities = cities(count, seed);
        let both = tour(&cities, Demand::lazy_and_cuts());
        let alone = tour(&cities, Demand::lazy());
        assert_eq!(both.status, Status::Optimal);
        assert_eq!((both.objective, alone.status), (alone.objective, Status::Optimal), "{count} cities");
        assert_eq!(cities.subtours(&both.values), Vec::new());
        assert_eq!(both, tour(&cities, Demand::lazy_and_cuts()), "a run repeats itself");
    }
}

/// The program without some of its rows, and those.
fn hidden(p: &Program, seed: u64) -> (Program, Vec<Cut>) {
    let r = &mut Random::new(seed + 77);
    let hides: Vec<bool> = p.rows.iter().map(|_| r.chance(60)).collect();
    let mut shown = p.clone();
    let keep: Vec<usize> = (0..p.rows.len()).filter(|&i| !hides[i]).collect();
    let place = |i: usize| keep.iter().position(|&k| k == i);
    let triplets: Vec<_> = p.matrix.triplets().filter_map(|(i, j, v)| Some((place(i)?, j, v))).collect();
    shown.set_rows(keep.iter().map(|&i| p.rows[i].clone()).collect(), &triplets);
    let cut = |i: usize| Cut {
        source: "test",
        terms: p.matrix.triplets().filter(|t| t.0 == i).map(|(_, j, v)| (j, v)).collect(),
        lower: p.rows[i].lower,
        upper: p.rows[i].upper,
    };
    (shown, (0..p.rows.len()).filter(|&i| hides[i]).map(cut).collect())
}

/// Tells the rows that a point violates: the first of them, or all.
fn teller<'a>(rows: &'a [Cut], all: bool) -> impl FnMut(&Question) -> Vec<Cut> + 'a {
    move |question| {
        let activity = |cut: &Cut| cut.terms.iter().map(|&(j, v)| v * question.values[j]).sum::<f64>();
        let violated = |cut: &&Cut| {
            let a = activity(cut);
            a < cut.lower - 1e-7 || a > cut.upper + 1e-7
        };
        let violated = rows.iter().filter(violated).cloned();
        if all { violated.collect() } else { violated.take(1).collect() }
    }
}

fn compare(shape: Shape, count: u64, demand: Demand) -> [usize; 3] {
    let mut met = [0; 3];
    for seed in seeds(count) {
        let p = draw(seed, shape);
        let (shown, rows) = hidden(&p, seed);
        let (settings, guidance) = (Settings::new(), Guidance::none());
        let stated = solve(&p, Engine::Hunch, &settings, &guidance, &mut Unlimited).unwrap();
        let mut tell = teller(&rows, seed % 2 == 0);
        let told = solve_with_rows(&shown, &settings, &guidance, demand, &mut tell, &mut Unlimited).unwrap();
        match (stated.status, told.status) {
            (Status::Optimal, Status::Optimal) => {
                let (a, b) = (stated.objective.unwrap(), told.objective.unwrap());
                assert!((a - b).abs() <= 1e-6 * (1.0 + a.abs()), "seed {seed}: {a} and {b}");
                assert!(check(&p, &told.values).feasible, "seed {seed}");
                met[0] += 1;
            }
            (Status::Infeasible, Status::Infeasible) => met[1] += 1,
            // Without the rows the relaxation has no end, and nothing more is claimed.
            (Status::Optimal | Status::Infeasible | Status::Unbounded, Status::Limit | Status::Feasible) => {
                assert!(told.reason.is_some(), "seed {seed}: {told:?}");
                met[2] += 1;
            }
            _ => panic!("seed {seed}: {stated:?} {told:?}"),
        }
    }
    met
}

#[test]
fn integer_programs_with_hidden_rows_have_the_answers_of_those_with_stated_ones() {
    let met = compare(PURE, 300, Demand::lazy());
    assert!(met[0] > 100 && met[1] > 20 && met[2] == 0, "{met:?}");
    let met = compare(PURE, 100, Demand::lazy_and_cuts());
    assert!(met[0] > 30 && met[1] > 5 && met[2] == 0, "{met:?}");
}

#[test]
fn mixed_programs_with_hidden_rows_have_the_answers_of_those_with_stated_ones() {
    let met = compare(MIXED, 300, Demand::lazy());
    assert!(met[0] > 60 && met[1] > 5, "{met:?}");
    let met = compare(MIXED, 100, Demand::lazy_and_cuts());
    assert!(met[0] > 20 && met[1] > 1, "{met:?}");
}

#[test]
fn linear_programs_with_hidden_rows_have_the_answers_of_those_with_stated_ones() {
    let linear = Shape { max_integers: 0, max_continuous: 6, max_rows: 8, range: 3, open: false };
    let met = compare(linear, 300, Demand::lazy());
    assert!(met[0] > 100 && met[1] > 20 && met[2] == 0, "{met:?}");
}

#[test]
fn duals_are_those_of_the_programs_own_rows() {
    // max 3x + 2y, x + y <= 4, hidden: x <= 2 (as a row).
    let mut p = Program::new("p", Sense::Maximize);
    p.add_column("x", 3.0, 0.0, 10.0, Kind::Continuous);
    p.add_column("y", 2.0, 0.0, 10.0, Kind::Continuous);
    p.set_rows(vec![Row { name: "r".into(), lower: -INF, upper: 4.0 }], &[(0, 0, 1.0), (0, 1, 1.0)]);
    let rows = [Cut { source: "test", terms: vec![(0, 1.0)], lower: -INF, upper: 2.0 }];
    let (settings, guidance) = (Settings::new(), Guidance::none());
    let mut tell = teller(&rows, true);
    let found = solve_with_rows(&p, &settings, &guidance, Demand::lazy(), &mut tell, &mut Unlimited).unwrap();
    assert_eq!((found.status, found.objective), (Status::Optimal, Some(10.0)));
    assert_eq!((found.values, found.duals, found.basis), (vec![2.0, 2.0], Some(vec![2.0]), None));
}

/// Column sums of binaries, at least one each: a small covering program.
fn covering(columns: usize, seed: u64) -> Program {
    let r = &mut Random::new(seed);
    let mut p = Program::new("covering", Sense::Minimize);
    for j in 0..columns {
        p.add_column(format!("x{j}"), r.integer(2, 9) as f64, 0.0, 1.0, Kind::Integer);
    }
    let mut triplets = Vec::new();
    for i in 0..columns {
        (0..columns).filter(|_| r.chance(25)).for_each(|j| triplets.push((i, j, 1.0)));
        triplets.push((i, i, 1.0));
    }
    triplets.sort_by_key(|t| (t.1, t.0));
    triplets.dedup();
    p.set_rows(
        (0..columns).map(|i| Row { name: format!("r{i}"), lower: 1.0, upper: INF }).collect(),
        &triplets,
    );
    p
}

#[test]
fn a_program_may_be_infeasible_through_hidden_rows_alone() {
    let p = covering(12, 4);
    let sum = |lower: f64, upper: f64| Cut {
        source: "test",
        terms: (0..12).map(|j| (j, 1.0)).collect(),
        lower,
        upper,
    };
    let (settings, guidance) = (Settings::new(), Guidance::none());
    for rows in [
        vec![sum(-INF, 7.0), sum(8.0, INF)],
        vec![sum(-INF, 1.0)],
        vec![Cut { source: "test", terms: Vec::new(), lower: 1.0, upper: INF }],
    ] {
        let mut tell = teller(&rows, false);
        let found =
            solve_with_rows(&p, &settings, &guidance, Demand::lazy(), &mut tell, &mut Unlimited).unwrap();
        assert_eq!((found.status, found.values), (Status::Infeasible, Vec::new()), "{rows:?}");
    }
    // One point after the other.
    let mut tell = |question: &Question| {
        let ones = question.values.iter().filter(|v| **v == 1.0).count() as f64;
        let terms = question.values.iter().enumerate().map(|(j, v)| (j, 2.0 * v - 1.0)).collect();
        vec![Cut { source: "test", terms, lower: -INF, upper: ones - 1.0 }]
    };
    let small = covering(6, 4);
    let found =
        solve_with_rows(&small, &settings, &guidance, Demand::lazy(), &mut tell, &mut Unlimited).unwrap();
    assert_eq!(found.status, Status::Infeasible);
    let mut linear = p.clone();
    linear.columns.iter_mut().for_each(|c| c.kind = Kind::Continuous);
    let rows = [sum(-INF, 1.0)];
    let mut tell = teller(&rows, false);
    let found =
        solve_with_rows(&linear, &settings, &guidance, Demand::lazy(), &mut tell, &mut Unlimited).unwrap();
    assert_eq!((found.status, found.farkas), (Status::Infeasible, None));
}

#[test]
fn rows_that_a_point_satisfies_accept_it() {
    let p = covering(15, 2);
    let (settings, guidance) = (Settings::new(), Guidance::none());
    let mut loose = |_: &Question| {
        vec![Cut { source: "test", terms: vec![(0, 1.0), (1, 1.0)], lower: -5.0, upper: 5.0 }; 3]
    };
    let told = solve_with_rows(&p, &settings, &guidance, Demand::lazy_and_cuts(), &mut loose, &mut Unlimited)
        .unwrap();
    let stated = solve(&p, Engine::Hunch, &settings, &guidance, &mut Unlimited).unwrap();
    assert_eq!((told.status, told.objective), (Status::Optimal, stated.objective));
}

/// A run in slices of `budget`, with what it told and the points that were accepted.
fn sliced(cities: &Cities, budget: u64) -> (Solution, Vec<Event>, Vec<f64>) {
    let p = cities.program();
    let mut search = Search::new(&p, Engine::Hunch, &Settings::new(), &Guidance::none())
        .unwrap()
        .with_rows_on_demand(Demand::lazy_and_cuts())
        .unwrap();
    let (mut control, mut accepted) = (Recorder::default(), Vec::new());
    loop {
        match search.step(budget, &mut control) {
            StepResult::Paused => {}
            StepResult::Asked => {
                let question = search.question().unwrap();
                let rows = match question.integral {
                    true => cities.subtours(question.values),
                    false => cities.thin_cuts(question.values),
                };
                let (stands, objective) =
                    (question.integral && rows.is_empty(), p.objective(question.values));
                // As often as one asks before the answer, the question is the same.
                assert_eq!(search.step(budget, &mut control), StepResult::Asked);
                assert_eq!(search.answer(rows, &mut control).unwrap(), stands);
                if stands {
                    accepted.push(objective);
                }
            }
            other => {
                assert_eq!(other, StepResult::Finished);
                return (search.solution(), control.events, accepted);
            }
        }
    }
}

#[test]
fn slices_change_nothing_and_nothing_is_told_before_it_was_accepted() {
    let cities = cities(14, 9);
    let (whole, events, accepted) = sliced(&cities, u64::MAX);
    assert_eq!((whole.status, whole.objective), (Status::Optimal, accepted.last().copied()));
    let told: Vec<f64> = events
        .iter()
        .filter_map(|e| if let Event::Incumbent { objective, .. } = e { Some(*objective) } else { None })
        .collect();
    assert_eq!(told, accepted);
    for budget in [1, 1_000, 50_000] {
        assert_eq!(sliced(&cities, budget), (whole.clone(), events.clone(), accepted.clone()), "{budget}");
    }
}

#[test]
fn a_start_and_a_partners_point_are_shown_before_they_count() {
    let p = covering(12, 8);
    let mut search = Search::new(&p, Engine::Hunch, &Settings::new(), &Guidance::none())
        .unwrap()
        .with_rows_on_demand(Demand::lazy())
        .unwrap();
    assert!(!search.offer(&[1.0; 12], &mut Unlimited).unwrap());
    assert_eq!(search.solution().values, Vec::<f64>::new());
    assert_eq!(search.step(1, &mut Unlimited), StepResult::Asked);
    assert_eq!(search.question().unwrap().values, &[1.0; 12]);
    assert!(search.answer(Vec::new(), &mut Unlimited).unwrap());
    assert_eq!(search.solution().values, [1.0; 12]);
}

#[test]
fn a_refused_answer_leaves_the_question() {
    let p = covering(5, 1);
    let plain = Search::new(&p, Engine::Hunch, &Settings::new(), &Guidance::none()).unwrap();
    let mut search = plain.with_rows_on_demand(Demand::lazy()).unwrap();
    let refused = search.answer(Vec::new(), &mut Unlimited).unwrap_err();
    assert_eq!(refused, SearchError::Answer(AnswerError::NotAsked));
    assert_eq!(search.step(u64::MAX, &mut Unlimited), StepResult::Asked);
    let values = search.question().unwrap().values.to_vec();
    let bad = Cut { source: "test", terms: vec![(5, 1.0)], lower: 0.0, upper: 1.0 };
    let refused = search.answer(vec![bad], &mut Unlimited).unwrap_err();
    assert!(refused.to_string().contains("column 5"), "{refused}");
    assert_eq!(search.question().unwrap().values, values);
    assert_eq!(search.step(u64::MAX, &mut Unlimited), StepResult::Asked);
    search.answer(Vec::new(), &mut Unlimited).unwrap();
    assert!(search.with_rows_on_demand(Demand::cuts()).is_err(), "it has begun");
    let other = Search::new(&p, Engine::Microlp, &Settings::new(), &Guidance::none()).unwrap();
    assert!(other.with_rows_on_demand(Demand::lazy()).is_err());
}

#[test]
fn an_end_that_unseen_rows_may_set_is_not_called_unbounded() {
    let (settings, guidance) = (Settings::new(), Guidance::none());
    for kind in [Kind::Integer, Kind::Continuous] {
        let mut p = Program::new("open", Sense::Maximize);
        p.add_column("x", 1.0, 0.0, INF, kind);
        p.set_rows(Vec::new(), &[]);
        let rows = [Cut { source: "test", terms: vec![(0, 1.0)], lower: -INF, upper: 9.0 }];
        let mut tell = teller(&rows, true);
        let found =
            solve_with_rows(&p, &settings, &guidance, Demand::lazy(), &mut tell, &mut Unlimited).unwrap();
        assert_eq!(found.status, Status::Limit);
        assert!(found.reason.unwrap().contains("on demand"));
    }
}
