//! Promises about heuristics: a first point comes before the first cut on every family; the searches of
//! neighbourhoods find points on hard programs, stay away from easy ones, tell what they did, and change
//! neither the claim nor, from run to run, a single bit.

#![allow(clippy::unwrap_used)] // a failed test, in helpers too

use hunch_families::benchmark::Class;
use hunch_model::{Control, Event, Program, Recorder, Status, Unlimited, check};
use hunch_search::{Component, Engine, Guidance, Outcome, Search, Settings, StepResult};

const NAMES: [&str; 5] = ["RINS", "RENS", "crossover", "mutation", "local branching"];

fn run(p: &Program, settings: &Settings, budget: u64, control: &mut dyn Control) -> Outcome {
    let mut search = Search::new(p, Engine::Hunch, settings, &Guidance::none()).unwrap();
    while search.step(budget, control) == StepResult::Paused {}
    search.outcome()
}

fn lots() -> Program {
    Class::Clsp { horizon: 90 }.instance(1).unwrap()
}

fn limited() -> Settings {
    Settings::new().with_node_limit(Some(1500))
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
fn on_a_hard_program_several_kinds_are_searched_and_find_points_and_keep_their_nodes_to_themselves() {
    let p = lots();
    let mut listener = Recorder::default();
    // One tree: the short one would be given up and begun again.
    let settings = limited().with_node_limit(Some(8000)).without(Component::ShortTree);
    let outcome = run(&p, &settings, u64::MAX, &mut listener);
    let (run, found) = names(&listener.events);
    let mut kinds = run.clone();
    kinds.sort_unstable();
    kinds.dedup();
    assert!(kinds.len() >= 3, "{run:?}");
    assert!(!found.is_empty(), "{run:?}");
    assert!(check(&p, &outcome.solution.values).feasible);
    // Nodes and bounds of a neighbourhood are told to nobody.
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
fn a_run_in_slices_is_the_same_bit_for_bit() {
    let p = lots();
    let whole = run(&p, &limited(), u64::MAX, &mut Unlimited);
    assert_eq!(whole.solution.status, Status::Feasible);
    assert_eq!(run(&p, &limited(), 50_021, &mut Unlimited), whole);
}

#[test]
fn what_is_left_out_does_not_run_and_easy_programs_never_come_to_it() {
    let hard = lots();
    let without =
        limited().without(Component::Rins).without(Component::Rens).without(Component::LocalBranching);
    let easy = Class::SetCovering { elements: 60, sets: 200 }.instance(2).unwrap();
    for (p, settings) in [(hard, without), (easy, Settings::new())] {
        let mut listener = Recorder::default();
        run(&p, &settings, u64::MAX, &mut listener);
        assert_eq!(names(&listener.events).0, Vec::<&str>::new());
    }
}

#[test]
fn a_first_point_comes_before_the_first_cut_on_every_family() {
    let classes = [
        Class::Clsp { horizon: 40 },
        Class::MultiItemLotSizing { items: 4, horizon: 12 },
        Class::MultiStageKnapsack { items: 6, horizon: 12, knapsacks: 3 },
        Class::FacilityLocation { size: 15 },
        Class::MultidimensionalKnapsack { items: 20, rows: 5 },
        Class::SetCovering { elements: 50, sets: 150 },
        Class::GeneralizedAssignment { agents: 5, jobs: 25 },
    ];
    for class in classes {
        for number in 0..3 {
            let p = class.instance(number).unwrap();
            let mut listener = Recorder::default();
            run(&p, &Settings::new().with_node_limit(Some(1)), u64::MAX, &mut listener);
            let first = listener
                .events
                .iter()
                .find(|e| matches!(e, Event::Incumbent { .. } | Event::CutRound { .. }));
            assert!(!matches!(first, Some(Event::CutRound { .. })), "{}", p.name);
        }
    }
}

#[test]
fn feasibility_jump_finds_a_point_where_rounding_and_shifting_do_not_and_only_when_it_is_used() {
    let p = Class::GeneralizedAssignment { agents: 5, jobs: 25 }.instance(1).unwrap();
    for (settings, expected) in
        [(Settings::new(), true), (Settings::new().without(Component::FeasibilityJump), false)]
    {
        let mut listener = Recorder::default();
        let outcome = run(&p, &settings.with_node_limit(Some(1)), u64::MAX, &mut listener);
        let by_jump =
            |e: &Event| matches!(e, Event::Incumbent { source, .. } if source == "feasibility jump");
        assert_eq!(listener.events.iter().any(by_jump), expected);
        // Without it other parts of the root may find one later.
        assert!(outcome.solution.objective.is_some() || !expected);
    }
}

/// A job shop: each machine takes one job after the other, and all are done in time. Jobs begin at continuous
/// times, so that nothing says when two of them clash but bounds of these.
fn job_shop(seed: u64, jobs: usize, machines: usize) -> Program {
    let mut random = seed;
    let mut below = |n: usize| (hunch_search::random::uniform(&mut random) * n as f64) as usize;
    let durations: Vec<Vec<f64>> =
        (0..jobs).map(|_| (0..machines).map(|_| (1 + below(20)) as f64).collect()).collect();
    // The order of machines of each job, and a plan that takes whichever can begin first.
    let mut order: Vec<Vec<usize>> = vec![(0..machines).collect(); jobs];
    order.iter_mut().for_each(|o| (1..machines).for_each(|k| o.swap(k, below(k + 1))));
    let (mut of_job, mut of_machine, mut next) = (vec![0.0f64; jobs], vec![0.0f64; machines], vec![0; jobs]);
    while let Some(j) = (0..jobs).filter(|&j| next[j] < machines).min_by(|&a, &b| {
        let begin = |j: usize| of_job[j].max(of_machine[order[j][next[j]]]);
        begin(a).total_cmp(&begin(b))
    }) {
        let m = order[j][next[j]];
        let end = of_job[j].max(of_machine[m]) + durations[j][m];
        (of_job[j], of_machine[m], next[j]) = (end, end, next[j] + 1);
    }
    let all = of_job.iter().fold(0.0f64, |a, b| a.max(*b));
    let mut p = Program::new("job shop", hunch_model::Sense::Minimize);
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    let mut add = |lower: f64, terms: &[(usize, f64)]| {
        entries.extend(terms.iter().map(|&(j, a)| (rows.len(), j, a)));
        rows.push(hunch_model::Row { name: format!("r{}", rows.len()), lower, upper: f64::INFINITY });
    };
    let start = |j: usize, m: usize| j * machines + m;
    for (j, of_machines) in durations.iter().enumerate() {
        for (m, duration) in of_machines.iter().enumerate() {
            p.add_column(format!("s{j}_{m}"), 0.0, 0.0, all - duration, hunch_model::Kind::Continuous);
        }
        for pair in order[j].windows(2) {
            add(durations[j][pair[0]], &[(start(j, pair[1]), 1.0), (start(j, pair[0]), -1.0)]);
        }
    }
    for m in 0..machines {
        for (j, k) in (0..jobs).flat_map(|j| (0..j).map(move |k| (j, k))) {
            let y = p.columns.len();
            p.add_column(format!("y{m}_{j}_{k}"), 0.0, 0.0, 1.0, hunch_model::Kind::Integer);
            add(durations[k][m], &[(start(j, m), 1.0), (start(k, m), -1.0), (y, 2.0 * all)]);
            add(durations[j][m] - 2.0 * all, &[(start(k, m), 1.0), (start(j, m), -1.0), (y, -2.0 * all)]);
        }
    }
    p.set_rows(rows, &entries);
    p
}

#[test]
fn decisions_with_clauses_find_points_of_binaries_that_continuous_columns_tie() {
    for seed in 0..6 {
        let p = job_shop(seed, 10, 5);
        let settings = Settings::new().without(Component::FeasibilityJump).with_node_limit(Some(1));
        let by = |settings: &Settings| {
            let mut listener = Recorder::default();
            let outcome = run(&p, settings, u64::MAX, &mut listener);
            let point = |e: &Event| matches!(e, Event::Incumbent { source, .. } if source == "clause search");
            (listener.events.iter().any(point), outcome)
        };
        let (found, outcome) = by(&settings);
        assert!(found && check(&p, &outcome.solution.values).feasible, "seed {seed}");
        assert_eq!(by(&settings).1, outcome, "seed {seed}: not the same again");
        assert!(!by(&settings.clone().without(Component::ClauseSearch)).0, "seed {seed}");
    }
}

#[test]
fn the_pump_finds_a_first_point_where_nothing_else_looks_for_one() {
    use Component::{ClauseSearch, Diving, FeasibilityJump, FeasibilityPump, FixAndPropagate};
    use Component::{LocalBranching, Rens, Rins, Rounding};
    let others =
        [ClauseSearch, Diving, FeasibilityJump, FixAndPropagate, LocalBranching, Rens, Rins, Rounding];
    let alone = others.into_iter().fold(Settings::new(), Settings::without).with_node_limit(Some(1));
    let mut found = 0;
    for class in hunch_families::benchmark::CLASSES {
        let p = class.instance(2).unwrap();
        if !p.has_integers() {
            continue;
        }
        let by = |settings: &Settings| {
            let mut listener = Recorder::default();
            let outcome = run(&p, settings, u64::MAX, &mut listener);
            let pumped = listener
                .events
                .iter()
                .any(|e| matches!(e, Event::Heuristic { name, .. } if name == "feasibility pump"));
            let point =
                |e: &Event| matches!(e, Event::Incumbent { source, .. } if source == "feasibility pump");
            (outcome, pumped, listener.events.iter().any(point))
        };
        let (outcome, pumped, point) = by(&alone);
        assert!(pumped || outcome.solution.status == Status::Optimal, "{}", class.name());
        assert!(!point || check(&p, &outcome.solution.values).feasible, "{}", class.name());
        assert_eq!(by(&alone).0, outcome, "{}", class.name());
        let (_, pumped, point_without) = by(&alone.clone().without(FeasibilityPump));
        assert!(!pumped && !point_without, "{}", class.name());
        found += usize::from(point);
    }
    assert!(found >= 6, "a point on {found} classes only");
}
