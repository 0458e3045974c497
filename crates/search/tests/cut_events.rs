//! Promises about what is told of cuts: each is violated where it is added, leaves at most once, and holds at the
//! answer in the program's own columns; whether somebody listens changes nothing of the search.

#![allow(clippy::unwrap_used)] // a failed test, in helpers too

use hunch_families::benchmark::Class;
use hunch_model::{Event, Program, Recorder, Status, Unlimited};
use hunch_search::{Engine, Guidance, Outcome, Search, Settings, StepResult};
use std::collections::BTreeSet;

const NODES: u64 = 400;

fn programs() -> Vec<Program> {
    let classes = [
        Class::Clsp { horizon: 60 },
        Class::MultidimensionalKnapsack { items: 30, rows: 5 },
        Class::FacilityLocation { size: 12 },
    ];
    classes.iter().flat_map(|class| (0..3).map(|k| class.instance(k).unwrap())).collect()
}

fn listened(p: &Program) -> (Outcome, Vec<Event>) {
    let mut listener = Recorder::default();
    let settings = Settings::new().with_node_limit(Some(NODES));
    let mut search = Search::new(p, Engine::Hunch, &settings, &Guidance::none()).unwrap();
    while search.step(u64::MAX, &mut listener) == StepResult::Paused {}
    (search.outcome(), listener.events)
}

fn unheard(p: &Program) -> Outcome {
    let settings = Settings::new().with_node_limit(Some(NODES));
    let mut search = Search::new(p, Engine::Hunch, &settings, &Guidance::none()).unwrap();
    while search.step(u64::MAX, &mut Unlimited) == StepResult::Paused {}
    search.outcome()
}

#[test]
fn cuts_are_told_in_the_programs_columns_and_hold_at_the_answer() {
    let (mut told, mut removed) = (0, 0);
    for (k, p) in programs().iter().enumerate() {
        let (outcome, events) = listened(p);
        let x = &outcome.solution.values;
        assert!(matches!(outcome.solution.status, Status::Optimal | Status::Feasible), "{k}");
        let mut in_force = BTreeSet::new();
        let mut waiting = 0;
        for event in &events {
            match event {
                Event::CutRound { cuts, .. } => {
                    assert_eq!(waiting, 0, "{k}: cuts of the round before were not told");
                    waiting = *cuts;
                }
                Event::CutAdded { id, family, terms, upper, violation } => {
                    waiting = waiting.saturating_sub(1);
                    assert!(!family.is_empty() && *violation > 0.0, "{k}: {family} {violation}");
                    assert!(terms.windows(2).all(|two| two[0].0 < two[1].0), "{k}: {terms:?}");
                    let activity: f64 = terms.iter().map(|&(j, a)| a * x[j]).sum();
                    let size: f64 = terms.iter().map(|&(j, a)| (a * x[j]).abs()).sum();
                    assert!(activity <= upper + 1e-6 * (1.0 + size), "{k}: {family} {activity} {upper}");
                    // A number that is in force again is another tree's.
                    if !in_force.insert(*id) {
                        in_force = BTreeSet::from([*id]);
                    }
                    told += 1;
                }
                Event::CutsRemoved { ids } => {
                    assert!(!ids.is_empty());
                    removed += ids.iter().filter(|id| in_force.remove(id)).count();
                }
                _ => {}
            }
        }
    }
    assert!(told > 50 && removed > 0, "{told} told, {removed} removed");
}

#[test]
fn nothing_changes_where_somebody_listens() {
    for p in programs() {
        let (heard, unheard) = (listened(&p).0, unheard(&p));
        assert_eq!(heard.solution.values, unheard.solution.values);
        assert_eq!(heard.solution.statistics.nodes, unheard.solution.statistics.nodes);
        assert_eq!(heard.solution.statistics.iterations, unheard.solution.statistics.iterations);
    }
}
