//! What a host is told while it waits: points that it can keep, and nothing of what an explanation tries.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use hunch_families::clsp::{Clsp, Distribution, program, sample};
use hunch_families::robust::{Radii, UncertaintySet};
use hunch_families::robust_inventory::{self as inventory, RobustInventory};
use hunch_families::robust_knapsack::{self as knapsack, RobustKnapsack};
use hunch_families::{Case, case};
use hunch_guide::methods;
use hunch_guide::{Library, Options, Problem, solve};
use hunch_model::{Event, Kind, Limits, Program, Row, Sense, Session, Status, check};
use hunch_search::Engine;
use std::sync::Arc;

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
    let options = Options { method: &methods::Search, ..Options::default() };
    let limits = Limits { seconds: None, work: Some(50_000_000) };
    let mut session = Session::new(limits, &|| 0.0, &|| false, None).keeping(Some(&mut keep));
    let answer = solve(&Problem::of::<Clsp>(instance), &options, &Library::new(), &mut session).unwrap();
    assert!(!kept.is_empty());
    assert!(answer.solution.objective.unwrap() <= kept[kept.len() - 1]);
}

/// Robust instances whose searches differ: a linear program, an integer one, one for each number of items,
/// tangents.
fn robust_instances() -> [Arc<dyn Case>; 4] {
    let items = |set, domain, rho| {
        let rho = Radii::only(rho);
        let d =
            knapsack::Distribution { items: 30, rows: 3, rho, ..knapsack::Distribution::paper(set, domain) };
        case::<RobustKnapsack>(knapsack::sample(&d, 5).unwrap())
    };
    let set = UncertaintySet::Box;
    let paper = inventory::Distribution::paper(set);
    let d = inventory::Distribution { retailers: 12, factors: 3, ..paper };
    [
        case::<RobustInventory>(inventory::sample(&d, 5).unwrap()),
        items(set, knapsack::Domain::Binary, 0.1),
        items(UncertaintySet::Ellipsoid, knapsack::Domain::Binary, 0.4),
        items(UncertaintySet::Ellipsoid, knapsack::Domain::Continuous, 0.4),
    ]
}

#[test]
fn a_host_that_keeps_decisions_gets_feasible_ones_with_their_worth_from_the_first_moment_to_the_answer() {
    for instance in robust_instances() {
        let kept = std::cell::RefCell::new(Vec::<f64>::new());
        let told = std::cell::RefCell::new(Vec::<f64>::new());
        let mut keep = |values: &[f64]| {
            let verdict = instance.check(values);
            assert!(verdict.feasible, "{instance:?}: {:?}", verdict.complaint);
            let objective = verdict.objective;
            assert!(kept.borrow().last().is_none_or(|&last| objective > last), "{:?}", kept.borrow());
            kept.borrow_mut().push(objective);
        };
        let mut sink = |_: f64, event: Event| {
            if let Event::Incumbent { objective, .. } = event {
                told.borrow_mut().push(objective);
            }
        };
        let options = Options { method: &methods::Search, ..Options::default() };
        let mut session =
            Session::new(Limits::default(), &|| 0.0, &|| false, Some(&mut sink)).keeping(Some(&mut keep));
        let answer =
            solve(&Problem::Instance(instance.clone()), &options, &Library::new(), &mut session).unwrap();
        assert_eq!(answer.solution.status, Status::Optimal);
        assert_eq!(kept.borrow().last().copied(), answer.solution.objective);
        assert_eq!(*kept.borrow(), *told.borrow(), "every incumbent is told with its decision");
    }
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
            let options = Options { method: &methods::Search, engine, explain, ..Options::default() };
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
