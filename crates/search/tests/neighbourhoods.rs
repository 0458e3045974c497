//! Promises about the searches of neighbourhoods: they find points on hard programs, stay away from easy ones, tell what they did, and change
//! neither the claim nor, from run to run, a single bit.

#![allow(clippy::unwrap_used)] // a failed test, in helpers too

use hunch_families::benchmark::Class;
use hunch_model::{Control, Event, Flow, Program, Status, Unlimited, check};
use hunch_search::{Component, Engine, Guidance, Outcome, Search, Settings, StepResult};

const NAMES: [&str; 5] = ["RINS", "RENS", "crossover", "mutation", "local branching"];

/// Keeps the events.
#[derive(Default)]
struct Listener {
    events: Vec<Event>,
}

impl Control for Listener {
    fn spend(&mut self, _work: u64) -> Flow {
        Flow::Continue
    }

    fn now(&self) -> f64 {
        0.0
    }

    fn emit(&mut self, event: Event) {
        self.events.push(event);
    }

    fn listens(&self) -> bool {
        true
    }
}

fn run(p: &Program, settings: &Settings, budget: u64, control: &mut dyn Control) -> Outcome {
    let mut search = Search::new(p, Engine::Hunch, settings, &Guidance::none()).unwrap();
    while search.step(budget, control) == StepResult::Paused {}
    search.outcome()
}

fn lots() -> Program {
    Class::Clsp { horizon: 60 }.instance(1).unwrap()
}

fn limited() -> Settings {
    Settings::new().with_node_limit(Some(400))
}

/// The names in heuristic events, and those that incumbents were credited to.
fn names(events: &[Event]) -> (Vec<&str>, Vec<&str>) {
    let (mut run, mut found): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for event in events {
        match event {
            Event::Heuristic { name, .. } if NAMES.contains(&name.as_str()) => run.push(name.as_str()),
            Event::Incumbent { source, .. } if NAMES.contains(&source.as_str()) => {
                found.push(source.as_str())
            }
            _ => {}
        }
    }
    (run, found)
}

#[test]
fn on_a_hard_program_several_kinds_are_searched_and_find_points() {
    let p = lots();
    let mut listener = Listener::default();
    let outcome = run(&p, &limited(), u64::MAX, &mut listener);
    let (run, found) = names(&listener.events);
    let mut kinds = run.clone();
    kinds.sort_unstable();
    kinds.dedup();
    assert!(kinds.len() >= 3, "{run:?}");
    assert!(!found.is_empty(), "{run:?}");
    assert!(check(&p, &outcome.solution.values).feasible);
}

#[test]
fn nodes_and_bounds_of_a_neighbourhood_are_told_to_nobody() {
    let p = lots();
    let mut listener = Listener::default();
    let outcome = run(&p, &limited(), u64::MAX, &mut listener);
    assert!(!names(&listener.events).0.is_empty());
    let closed = listener.events.iter().filter(|e| matches!(e, Event::NodeClosed { .. })).count() as u64;
    assert!(closed >= outcome.solution.statistics.nodes, "every node that was entered is closed or open");
    let roots = listener.events.iter().filter(|e| matches!(e, Event::NodeOpened { parent: None, .. }));
    assert_eq!(roots.count(), 1);
    let mut last = f64::NEG_INFINITY;
    for event in &listener.events {
        if let Event::Bound { bound } = event {
            assert!(*bound >= last, "{bound} after {last}");
            last = *bound;
        }
    }
    assert!(last <= outcome.solution.objective.unwrap());
}

#[test]
fn a_run_is_the_same_bit_for_bit_and_in_slices_of_any_size() {
    let p = lots();
    let whole = run(&p, &limited(), u64::MAX, &mut Unlimited);
    assert_eq!(whole.solution.status, Status::Feasible);
    for budget in [u64::MAX, 50_021] {
        assert_eq!(run(&p, &limited(), budget, &mut Unlimited), whole, "slices of {budget}");
    }
}

#[test]
fn what_is_left_out_does_not_run_and_easy_programs_never_come_to_it() {
    let hard = lots();
    let without =
        limited().without(Component::Rins).without(Component::Rens).without(Component::LocalBranching);
    let easy = Class::SetCovering { elements: 60, sets: 200 }.instance(2).unwrap();
    for (p, settings) in [(hard, without), (easy, Settings::new())] {
        let mut listener = Listener::default();
        run(&p, &settings, u64::MAX, &mut listener);
        assert_eq!(names(&listener.events).0, Vec::<&str>::new());
    }
}
