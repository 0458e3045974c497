//! What a host is told while it waits: points that it can keep, and nothing of what an explanation tries.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use hunch_families::clsp::{Distribution, program, sample};
use hunch_guide::{Library, Method, Options, Problem, solve};
use hunch_model::{Event, Kind, Limits, Program, Row, Sense, Session, Status, check};
use hunch_search::Engine;

#[test]
fn a_host_that_keeps_points_gets_feasible_ones_each_better_than_the_last() {
    let instance = sample(&Distribution { c: 3, f: 10_000, horizon: 60 }, 5).unwrap();
    let original = program(&instance);
    let mut kept: Vec<f64> = Vec::new();
    let mut keep = |values: &[f64]| {
        let verdict = check(&original, values);
        assert!(verdict.feasible, "{:?}", verdict.complaint);
        assert!(kept.last().is_none_or(|&last| verdict.objective < last), "{kept:?}");
        kept.push(verdict.objective);
    };
    let options = Options { method: Method::Search, ..Options::default() };
    let limits = Limits { seconds: None, work: Some(50_000_000) };
    let mut session = Session::new(limits, &|| 0.0, &|| false, None).keeping(Some(&mut keep));
    let answer = solve(&Problem::Clsp(instance), &options, &Library::new(), &mut session).unwrap();
    assert!(!kept.is_empty());
    assert!(answer.solution.objective.unwrap() <= kept[kept.len() - 1]);
}

/// Infeasible by integrality alone, with parts whose removal makes it feasible.
fn between() -> Program {
    let mut p = Program::new("between", Sense::Minimize);
    p.add_column("x", 1.0, 0.0, 9.0, Kind::Integer);
    p.add_column("y", 1.0, 0.0, 9.0, Kind::Integer);
    let row = |name: &str, lower, upper| Row { name: name.into(), lower, upper };
    let rows = vec![row("low", 1.2, f64::INFINITY), row("high", f64::NEG_INFINITY, 1.8)];
    p.set_rows(rows, &[(0, 0, 1.0), (1, 0, 1.0)]);
    p
}

#[test]
fn an_explanation_is_given_when_asked_and_its_own_searches_are_silent() {
    for engine in [Engine::Hunch, Engine::Microlp] {
        for explain in [false, true] {
            let mut events = Vec::new();
            let mut sink = |_: f64, event: Event| events.push(event);
            let mut session = Session::new(Limits::default(), &|| 0.0, &|| false, Some(&mut sink));
            let options = Options { method: Method::Search, engine, explain, ..Options::default() };
            let answer =
                solve(&Problem::Program(between()), &options, &Library::new(), &mut session).unwrap();
            assert_eq!(answer.solution.status, Status::Infeasible);
            let names =
                answer.explanation.map(|why| why.rows.into_iter().map(|r| r.name).collect::<Vec<_>>());
            assert_eq!(names, explain.then(|| vec!["low".to_owned(), "high".to_owned()]));
            assert!(!events.iter().any(|e| matches!(e, Event::Incumbent { .. })), "{events:?}");
            assert_eq!(explain, events.contains(&Event::Stage { name: "explain".into() }));
        }
    }
}
