//! Promises about the short tree before the cuts: where branching closes the gap it is the only tree and no
//! cut is made; where it does not, every open node is told to be given up, one new root opens, and cuts
//! follow; bounds only rise and the answer is the same.

#![allow(clippy::unwrap_used)] // a failed test, in helpers too

use hunch_families::benchmark::Class;
use hunch_model::{Event, NodeOutcome, Program, Recorder, Status, check};
use hunch_search::{Component, Engine, Guidance, Outcome, Search, Settings, StepResult};
use std::collections::BTreeSet;

fn run(p: &Program, settings: &Settings) -> (Outcome, Vec<Event>) {
    let mut listener = Recorder::default();
    let mut search = Search::new(p, Engine::Hunch, settings, &Guidance::none()).unwrap();
    while search.step(u64::MAX, &mut listener) == StepResult::Paused {}
    (search.outcome(), listener.events)
}

fn roots(events: &[Event]) -> usize {
    events.iter().filter(|e| matches!(e, Event::NodeOpened { parent: None, .. })).count()
}

fn cut_rounds(events: &[Event]) -> usize {
    events.iter().filter(|e| matches!(e, Event::CutRound { .. })).count()
}

#[test]
fn where_branching_closes_the_gap_nothing_is_cut() {
    let mut without_cuts = 0;
    for number in 0..10 {
        let p = Class::FacilityLocation { size: 20 }.instance(number).unwrap();
        let (short, events) = run(&p, &Settings::new());
        let (cut, cut_events) = run(&p, &Settings::new().without(Component::ShortTree));
        assert_eq!((short.solution.status, cut.solution.status), (Status::Optimal, Status::Optimal));
        let (a, b) = (short.solution.objective.unwrap(), cut.solution.objective.unwrap());
        assert!((a - b).abs() <= 1e-6 * (1.0 + a.abs()), "{number}: {a} and {b}");
        assert_eq!(roots(&cut_events), 1);
        without_cuts += usize::from(roots(&events) == 1 && cut_rounds(&events) == 0);
    }
    assert!(without_cuts >= 8, "{without_cuts} of 10 without a cut");
}

#[test]
fn where_it_does_not_the_tree_is_given_up_node_by_node_and_begun_again() {
    let p = Class::Clsp { horizon: 90 }.instance(1).unwrap();
    let (outcome, events) = run(&p, &Settings::new().with_node_limit(Some(300)));
    assert_eq!(roots(&events), 2);
    assert!(check(&p, &outcome.solution.values).feasible);
    let second = events.iter().rposition(|e| matches!(e, Event::NodeOpened { parent: None, .. })).unwrap();
    let mut open = BTreeSet::new();
    let mut ids = BTreeSet::new();
    let mut given_up = 0;
    let mut last = f64::NEG_INFINITY;
    for (k, event) in events.iter().enumerate() {
        match event {
            Event::NodeOpened { id, .. } => {
                assert!(k != second || open.is_empty(), "left open by the first tree: {open:?}");
                assert!(ids.insert(*id), "node {id} opened twice");
                open.insert(*id);
            }
            Event::NodeClosed { id, outcome, .. } => {
                assert!(open.remove(id), "node {id} was not open");
                assert!(*outcome != NodeOutcome::Restart || k < second);
                given_up += usize::from(*outcome == NodeOutcome::Restart);
            }
            Event::CutRound { .. } => assert!(k > second, "a cut in the short tree"),
            Event::Bound { bound } => {
                assert!(*bound >= last, "{bound} after {last}");
                last = *bound;
            }
            _ => {}
        }
    }
    assert!(given_up >= 2 && cut_rounds(&events) > 0);
}

#[test]
fn knapsacks_are_cut_at_once() {
    let p = Class::MultidimensionalKnapsack { items: 30, rows: 5 }.instance(0).unwrap();
    let (_, events) = run(&p, &Settings::new());
    assert_eq!(roots(&events), 1);
    assert!(cut_rounds(&events) > 0);
}
