//! Promises about gaps: a constant of the objective neither closes one nor opens one, for either engine and
//! either sense.

#![allow(clippy::unwrap_used)] // a failed test, in helpers too

use hunch_model::{Event, Kind, Program, Recorder, Row, Sense, Status, Unlimited};
use hunch_search::{Engine, Guidance, Search, Settings, StepResult};

/// Ten units less, of goods of cost 10 + k/8 a piece, without a divisor that a lattice could use: a
/// continuous share pays the rest.
fn covering(sense: Sense, constant: f64) -> Program {
    let sign = sense.sign();
    let mut p = Program::new("covering", sense);
    p.offset = constant;
    let mut terms = Vec::new();
    for k in 0..8 {
        p.add_column(format!("x{k}"), sign * (10.0 + f64::from(k) / 8.0), 0.0, 3.0, Kind::Integer);
        terms.push((0, k as usize, 3.0 + f64::from(k * k % 7)));
    }
    p.add_column("rest", sign * 3.7, 0.0, 2.0, Kind::Continuous);
    terms.push((0, 8, 1.0));
    p.set_rows(vec![Row { name: "need".into(), lower: 41.5, upper: f64::INFINITY }], &terms);
    p
}

fn solved(p: &Program, engine: Engine) -> (Status, f64, f64) {
    let mut search = Search::new(p, engine, &Settings::new(), &Guidance::none()).unwrap();
    while search.step(u64::MAX, &mut Unlimited) == StepResult::Paused {}
    let solution = search.outcome().solution;
    (solution.status, solution.objective.unwrap(), solution.gap.unwrap().relative)
}

#[test]
fn a_constant_of_the_objective_changes_no_answer() {
    for sense in [Sense::Minimize, Sense::Maximize] {
        let (status, plain, _) = solved(&covering(sense, 0.0), Engine::Hunch);
        assert_eq!(status, Status::Optimal);
        for engine in [Engine::Hunch, Engine::Microlp] {
            for constant in [1e9, -1e9, -plain] {
                let (status, objective, relative) = solved(&covering(sense, constant), engine);
                assert_eq!(status, Status::Optimal, "{sense:?}, {engine:?}, {constant}");
                assert!(
                    (objective - constant - plain).abs() <= 1e-4,
                    "{objective} is not {plain} + {constant}"
                );
                assert!(relative <= 1e-6, "{relative}");
            }
        }
    }
}

#[test]
fn a_gap_that_the_caller_asked_for_is_an_end_and_no_reason_to_try_otherwise() {
    for sense in [Sense::Minimize, Sense::Maximize] {
        let p = covering(sense, 0.0);
        let work = |gap: f64| {
            let settings = Settings::new().with_relative_gap(gap).unwrap();
            let mut search = Search::new(&p, Engine::Hunch, &settings, &Guidance::none()).unwrap();
            let mut recorder = Recorder::default();
            while search.step(u64::MAX, &mut recorder) == StepResult::Paused {}
            let solution = search.outcome().solution;
            assert!(solution.gap.unwrap().relative <= gap * (1.0 + 1e-9), "{gap}: {solution:?}");
            assert_eq!(solution.reason, None, "{gap}");
            let stages = recorder.events.iter().filter_map(|event| match event {
                Event::Stage { name } => Some(name.as_ref()),
                _ => None,
            });
            assert_eq!(stages.collect::<Vec<&str>>(), ["presolve", "search"], "{gap}");
            recorder.work
        };
        assert!(work(0.3) <= work(1e-6), "{sense:?}");
    }
}
