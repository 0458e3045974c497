//! Programs with kinds against enumeration of what their disjunctions leave.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)] // a failed test; figures for --nocapture

#[path = "support/kinds.rs"]
mod kinds;
mod support;

use hunch_model::{
    Event, Feature, Indicator, Kind, Objective, PiecewiseLinear, Program, Quadratic, Recorder, Row, Sense,
    SetOrder, SpecialOrderedSet, Status, Unlimited, check,
};
use hunch_search::explain::part::{Part, all, program_with};
use hunch_search::explain::{Diagnosis, explain};
use hunch_search::race::race;
use hunch_search::sensitivity::{sensitivity, unsaid};
use hunch_search::{Engine, Guidance, Search, SearchError, Settings, StepResult, repair, solve};
use kinds::{Answer, Wanted, draw, enumerate};
use support::seeds;

/// Solves `count` programs and holds each answer against enumeration; how many of each status there were.
fn agree(count: u64, wanted: impl Fn(u64) -> Wanted) -> [u64; 4] {
    let mut statuses = [0; 4];
    for seed in seeds(count) {
        let p = draw(seed, wanted(seed));
        let expected = enumerate(&p);
        let answer = solve(&p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
        match expected {
            Answer::Infeasible => {
                statuses[0] += 1;
                assert_eq!(answer.status, Status::Infeasible, "seed {seed}: {answer:?}\n{p:#?}");
            }
            Answer::Unbounded => {
                statuses[1] += 1;
                assert_eq!(answer.status, Status::Unbounded, "seed {seed}: {answer:?}\n{p:#?}");
            }
            Answer::Optimal(best) => {
                statuses[2] += 1;
                assert_eq!(answer.status, Status::Optimal, "seed {seed}: {best} {answer:?}\n{p:#?}");
                let objective = answer.objective.unwrap();
                let near = (objective - best).abs() <= 1e-5 * (1.0 + best.abs());
                assert!(near, "seed {seed}: {objective} instead of {best}\n{p:#?}");
                let verdict = check(&p, &answer.values);
                assert!(verdict.feasible, "seed {seed}: {:?}", verdict.complaint);
                assert_eq!(verdict.objective, objective, "seed {seed}");
            }
            Answer::Unknown => statuses[3] += 1,
        }
    }
    println!("{statuses:?} infeasible, unbounded, optimal, unknown");
    statuses
}

/// Each status often enough to mean something.
fn all_often([infeasible, unbounded, optimal, unknown]: [u64; 4], count: u64) {
    assert!(infeasible > count / 50 && unbounded > count / 50 && optimal > count / 4 && unknown < count / 50);
}

#[test]
fn semi_continuous_and_semi_integer_columns_agree_with_enumeration() {
    all_often(agree(600, |_| Wanted { semi: true, ..Wanted::default() }), 600);
}

#[test]
fn sets_of_order_one_agree_with_enumeration() {
    all_often(agree(600, |_| Wanted { one: true, ..Wanted::default() }), 600);
}

#[test]
fn sets_of_order_two_agree_with_enumeration() {
    all_often(agree(600, |_| Wanted { two: true, ..Wanted::default() }), 600);
}

#[test]
fn indicator_rows_agree_with_enumeration() {
    all_often(agree(600, |_| Wanted { indicators: true, ..Wanted::default() }), 600);
}

#[test]
fn piecewise_linear_terms_agree_with_enumeration() {
    all_often(agree(600, |_| Wanted { piecewise: true, ..Wanted::default() }), 600);
}

#[test]
fn mixes_agree_with_enumeration() {
    let bit = |seed: u64, k: u64| (seed / 3) >> k & 1 == 1;
    let wanted = |s: u64| Wanted {
        semi: bit(s, 0) || s.is_multiple_of(32),
        one: bit(s, 1),
        two: bit(s, 2),
        indicators: bit(s, 3),
        piecewise: bit(s, 4),
    };
    all_often(agree(600, wanted), 600);
}

fn sliced(p: &Program, budget: u64) -> hunch_search::Outcome {
    let mut search = Search::new(p, Engine::Hunch, &Settings::new(), &Guidance::none()).unwrap();
    while search.step(budget, &mut Unlimited) == StepResult::Paused {}
    search.outcome()
}

#[test]
fn slices_change_nothing() {
    for seed in seeds(150) {
        let all = Wanted {
            semi: true,
            one: seed % 2 == 0,
            two: seed % 3 == 0,
            indicators: true,
            piecewise: seed % 2 == 1,
        };
        let p = draw(seed, all);
        let whole = sliced(&p, u64::MAX);
        assert_eq!(whole, sliced(&p, 1), "seed {seed}");
        assert_eq!(whole, sliced(&p, 37), "seed {seed}");
    }
}

const EVERYTHING: Wanted = Wanted { semi: true, one: true, two: true, indicators: true, piecewise: true };

#[test]
fn what_is_told_on_the_way_is_a_point_or_a_bound_of_the_given_program() {
    let mut told = 0;
    for seed in seeds(80) {
        let p = draw(seed, EVERYTHING);
        let Answer::Optimal(best) = enumerate(&p) else { continue };
        let sign = p.sense.sign();
        let mut host = Recorder { takes_points: true, ..Recorder::default() };
        let mut search = Search::new(&p, Engine::Hunch, &Settings::new(), &Guidance::none()).unwrap();
        search.run(&mut host);
        for point in &host.points {
            assert!(check(&p, point).feasible, "seed {seed}");
        }
        let slack = 1e-5 * (1.0 + best.abs());
        for event in &host.events {
            match event {
                Event::Incumbent { objective, .. } => {
                    told += 1;
                    assert!(sign * objective >= sign * best - slack, "seed {seed}: {objective} {best}");
                }
                Event::Bound { bound } => {
                    assert!(sign * bound <= sign * best + slack, "seed {seed}: {bound} {best}");
                }
                Event::NodeOpened { column, .. } => {
                    assert!(column.is_none_or(|j| j < p.columns.len()), "seed {seed}");
                }
                _ => {}
            }
        }
    }
    assert!(told > 8, "{told}");
}

#[test]
fn a_start_is_taken_and_a_fixing_holds() {
    let mut taken = 0;
    for seed in seeds(300) {
        let wanted = Wanted { one: seed % 2 == 0, two: false, ..EVERYTHING };
        let p = draw(seed, wanted);
        let Answer::Optimal(best) = enumerate(&p) else { continue };
        let first = solve(&p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
        let start = first.values.iter().copied().enumerate().collect();
        let guidance = Guidance { start, ..Guidance::default() };
        let mut search = Search::new(&p, Engine::Hunch, &Settings::new(), &guidance).unwrap();
        search.run(&mut Unlimited);
        let outcome = search.outcome();
        taken += u64::from(outcome.account.start.objective.is_some());
        assert!(
            (outcome.solution.objective.unwrap() - best).abs() <= 1e-5 * (1.0 + best.abs()),
            "seed {seed}"
        );
        let fixings = vec![(0, first.values[0])];
        let mut restricted = p.clone();
        let c = &mut restricted.columns[0];
        (c.lower, c.upper) = (first.values[0], first.values[0]);
        let guidance = Guidance { fixings, ..Guidance::default() };
        let fixed = solve(&p, Engine::Hunch, &Settings::new(), &guidance, &mut Unlimited).unwrap();
        assert_eq!(fixed.status, Status::Optimal, "seed {seed}");
        assert_eq!(fixed.values[0], first.values[0], "seed {seed}");
        assert!((fixed.objective.unwrap() - best).abs() <= 1e-5 * (1.0 + best.abs()), "seed {seed}");
    }
    assert!(taken > 20, "{taken}");
}

#[test]
fn a_partners_point_is_taken_when_it_is_one_and_better() {
    let p = batches(12, 3);
    let best = solve(&p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
    let settings = Settings::new().with_node_limit(Some(1));
    let mut search = Search::new(&p, Engine::Hunch, &settings, &Guidance::none()).unwrap();
    let mut wrong = best.values.clone();
    wrong[0] = 0.5;
    assert!(!search.offer(&wrong, &mut Unlimited).unwrap());
    assert!(search.offer(&best.values, &mut Unlimited).unwrap());
    assert!(!search.offer(&best.values, &mut Unlimited).unwrap());
    assert_eq!(search.solution().values, best.values);
}

#[test]
fn searches_of_one_program_share_their_points() {
    let p = batches(10, 2);
    let best = solve(&p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
    let threads = std::num::NonZeroUsize::new(2).unwrap();
    let none = &|| Vec::new();
    let raced = race(&p, &Settings::new(), &Guidance::none(), none, threads, &mut Unlimited).unwrap();
    let solution = raced.outcome.solution;
    assert_eq!(solution.status, Status::Optimal);
    assert!((solution.objective.unwrap() - best.objective.unwrap()).abs() < 1e-4);
    assert!(check(&p, &solution.values).feasible);
}

/// Batches of a least size, or none, from machines that cost to open: nothing bounds a batch from above.
fn batches(count: usize, seed: u64) -> Program {
    let r = &mut support::Random::new(seed);
    let mut p = Program::new("batches", Sense::Minimize);
    for j in 0..count {
        let (cost, least) = (r.integer(3, 12) as f64, r.integer(2, 9) as f64);
        p.add_column(format!("batch{j}"), cost, least, f64::INFINITY, Kind::SemiContinuous);
    }
    let mut rows = vec![Row { name: "demand".into(), lower: 7.0 * count as f64, upper: f64::INFINITY }];
    let mut entries: Vec<(usize, usize, f64)> = (0..count).map(|j| (0, j, r.integer(2, 5) as f64)).collect();
    for j in 0..count {
        let open = p.add_column(format!("open{j}"), r.integer(5, 60) as f64, 0.0, 1.0, Kind::Integer);
        entries.push((rows.len(), j, 1.0));
        p.indicators.push(Indicator { column: open, active_at_one: false, row: rows.len() });
        rows.push(Row { name: format!("closed{j}"), lower: f64::NEG_INFINITY, upper: 0.0 });
    }
    p.set_rows(rows, &entries);
    p
}

/// Sites that serve regions, each with a least size or closed, alike in groups, of some of which one at most is
/// open: many rows, many ties, and nothing bounds a site from above but its cost.
fn sites(seed: u64, upper: f64, free: bool) -> Program {
    let r = &mut support::Random::new(seed);
    let (groups, each, regions) = (5, 3, 6);
    let mut p = Program::new("sites", Sense::Minimize);
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    for i in 0..regions {
        let demand = r.integer(10, 40) as f64;
        rows.push(Row { name: format!("region{i}"), lower: demand, upper: f64::INFINITY });
    }
    for g in 0..groups {
        let (cost, least, opens) =
            (r.integer(3, 9) as f64 + 0.5, r.integer(2, 6) as f64, r.integer(10, 60) as f64);
        let reach: Vec<f64> = (0..regions).map(|_| r.integer(0, 3) as f64).collect();
        let mut members = Vec::new();
        for k in 0..each {
            let cost = if free { 0.0 } else { cost };
            let x = p.add_column(format!("site{g},{k}"), cost, least, upper, Kind::SemiContinuous);
            let open = p.add_column(format!("open{g},{k}"), opens, 0.0, 1.0, Kind::Integer);
            entries.extend(reach.iter().enumerate().map(|(i, &a)| (i, x, a)));
            entries.push((rows.len(), x, 1.0));
            p.indicators.push(Indicator { column: open, active_at_one: false, row: rows.len() });
            rows.push(Row { name: format!("closed{g},{k}"), lower: f64::NEG_INFINITY, upper: 0.0 });
            // The larger a site the longer its name in the set, so that weights differ.
            members.push((x, k as f64));
        }
        if r.chance(50) {
            p.sets.push(SpecialOrderedSet { name: String::new(), order: SetOrder::One, members });
        }
    }
    p.set_rows(rows, &entries);
    p
}

#[test]
fn implications_come_to_what_big_numbers_come_to() {
    let (mut by_implications, mut by_rows) = (0, 0);
    for seed in seeds(12) {
        let batch = seed % 3 == 0;
        // No optimal size is beyond all demands together: as a bound that makes all of it rows.
        let (p, bounded) = if batch {
            let mut bounded = batches(14, seed);
            bounded.columns.iter_mut().filter(|c| c.kind.is_semi()).for_each(|c| c.upper = 60.0);
            (batches(14, seed), bounded)
        } else {
            // Where sizes are free, no point bounds them either.
            let free = seed % 3 == 1;
            (sites(seed, f64::INFINITY, free), sites(seed, 60.0, free))
        };
        let answer = solve(&p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
        assert_eq!(answer.status, Status::Optimal, "seed {seed}: {answer:?}");
        let twin =
            solve(&bounded, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
        assert_eq!(twin.status, Status::Optimal, "seed {seed}");
        let (a, b) = (answer.objective.unwrap(), twin.objective.unwrap());
        assert!((a - b).abs() <= 1e-5 * b.abs(), "seed {seed}: {a} {b}");
        by_implications += answer.statistics.nodes;
        by_rows += twin.statistics.nodes;
    }
    println!("{by_implications} nodes by implications, {by_rows} by rows");
    assert!(by_implications > 200, "{by_implications}");
}

#[test]
fn an_explanation_is_infeasible_and_irreducible() {
    let mut explained = 0;
    for seed in seeds(400) {
        let wanted = match seed % 4 {
            0 => Wanted { semi: true, one: true, ..Wanted::default() },
            1 => Wanted { two: true, ..Wanted::default() },
            2 => Wanted { indicators: true, semi: true, ..Wanted::default() },
            _ => Wanted { piecewise: true, ..Wanted::default() },
        };
        let p = draw(seed, wanted);
        if enumerate(&p) != Answer::Infeasible {
            continue;
        }
        let found = explain(&p, &Settings::new(), &mut Unlimited).unwrap();
        let Diagnosis::Infeasible(why) = found else { panic!("seed {seed}: {found:?}") };
        let is_member = |part: &Part| match *part {
            Part::RowLower(i) => why.rows.iter().any(|m| m.index == i && m.lower.is_some()),
            Part::RowUpper(i) => why.rows.iter().any(|m| m.index == i && m.upper.is_some()),
            Part::Integer(j) => why.columns.iter().any(|m| m.index == j && m.integer),
            Part::ColumnLower(j) => why.columns.iter().any(|m| m.index == j && m.lower.is_some()),
            Part::ColumnUpper(j) => why.columns.iter().any(|m| m.index == j && m.upper.is_some()),
            Part::Semi(j) => why.columns.iter().any(|m| m.index == j && m.semi),
            Part::Set(k) => why.sets.iter().any(|m| m.index == k),
            Part::Piecewise(k) => why.piecewise.iter().any(|m| m.index == k),
        };
        let members: Vec<Part> = all(&p).into_iter().filter(is_member).collect();
        assert_eq!(enumerate(&program_with(&p, members.iter().copied())), Answer::Infeasible, "seed {seed}");
        if why.irreducible {
            explained += 1;
            for without in &members {
                let others = members.iter().copied().filter(|m| m != without);
                let rest = enumerate(&program_with(&p, others));
                assert_ne!(rest, Answer::Infeasible, "seed {seed}: {without:?} is not needed\n{why}");
            }
        }
    }
    assert!(explained > 100, "{explained}");
}

#[test]
fn an_explanation_names_what_the_caller_knows() {
    let mut p = Program::new("p", Sense::Minimize);
    let x = p.add_column("x", 1.0, 3.0, 5.0, Kind::SemiContinuous);
    let y = p.add_column("y", 1.0, 0.0, 9.0, Kind::Continuous);
    let on = p.add_column("on", 1.0, 1.0, 1.0, Kind::Integer);
    let row = |name: &str, lower, upper| Row { name: name.into(), lower, upper };
    p.set_rows(
        vec![row("some", 1.0, f64::INFINITY), row("both", 2.0, f64::INFINITY)],
        &[(0, x, 1.0), (1, y, 1.0)],
    );
    p.indicators.push(Indicator { column: on, active_at_one: true, row: 1 });
    let members = vec![(x, 1.0), (y, 2.0)];
    p.sets.push(SpecialOrderedSet { name: "either".into(), order: SetOrder::One, members });
    let Diagnosis::Infeasible(why) = explain(&p, &Settings::new(), &mut Unlimited).unwrap() else { panic!() };
    assert_eq!(
        why.to_string(),
        "These cannot hold together:\n  row \"some\" is at least 1\n  row \"both\" is at least 2 where \"on\" is 1\n  \
         column \"on\" is at least 1\n  set \"either\"\nWithout any one of them the others can.\n"
    );
    p.sets.clear();
    p.columns[x].upper = 2.0;
    p.columns[x].lower = 2.0;
    p.rows[0].lower = 2.5;
    let Diagnosis::Infeasible(why) = explain(&p, &Settings::new(), &mut Unlimited).unwrap() else { panic!() };
    assert!(why.to_string().contains("column \"x\" is 0, or 2\n"), "{why}");
}

#[test]
fn what_is_not_taken_is_refused_by_name() {
    let mut p = batches(2, 1);
    let refused = |f: Feature| SearchError::Feature { feature: f };
    let open = |p: &Program, engine| Search::new(p, engine, &Settings::new(), &Guidance::none()).err();
    assert_eq!(open(&p, Engine::Microlp), Some(refused(Feature::SemiContinuous)));
    assert_eq!(repair::repair(&p, &Settings::new(), &mut Unlimited), Err(refused(Feature::SemiContinuous)));
    p.quadratic = Some(Quadratic { lower_triangle: vec![(0, 0, 1.0)] });
    assert_eq!(open(&p, Engine::Hunch), None);
    p.objectives.push(Objective { terms: vec![(0, 1.0)], ..Objective::default() });
    assert_eq!(open(&p, Engine::Hunch), None);
    assert_eq!(open(&p, Engine::Microlp), Some(refused(Feature::Quadratic)));
}

#[test]
fn prices_are_those_with_choices_fixed() {
    // Two machines, of at least 3 or none, for a demand of 8; the dearer one is closed.
    let mut p = Program::new("machines", Sense::Minimize);
    let cheap = p.add_column("cheap", 2.0, 3.0, 6.0, Kind::SemiContinuous);
    let dear = p.add_column("dear", 5.0, 3.0, 6.0, Kind::SemiContinuous);
    let bought = p.add_column("bought", 7.0, 0.0, 1.0, Kind::Continuous);
    let on = p.add_column("on", 1.0, 0.0, 1.0, Kind::Integer);
    let demand = Row { name: "demand".into(), lower: 6.5, upper: f64::INFINITY };
    let idle = Row { name: "idle".into(), lower: f64::NEG_INFINITY, upper: 0.0 };
    p.set_rows(vec![demand, idle], &[(0, cheap, 1.0), (0, dear, 1.0), (0, bought, 1.0), (1, dear, 1.0)]);
    p.indicators.push(Indicator { column: on, active_at_one: false, row: 1 });
    let answer = solve(&p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
    assert_eq!((answer.status, &answer.values[..]), (Status::Optimal, &[6.0, 0.0, 0.5, 0.0][..]));
    let found = sensitivity(&p, &answer.values, None, true, &mut Unlimited).unwrap();
    assert!(found.integers_fixed);
    // More demand is bought; the row that is switched off has no price.
    assert_eq!(found.duals, [7.0, 0.0]);
    assert_eq!(found.reduced_costs[..3], [-5.0, -2.0, 0.0]);
    let ranges = found.ranges.as_ref().unwrap();
    assert_eq!((ranges.columns.len(), ranges.rows.len()), (4, 2));
    assert_eq!(ranges.rows[0].lower.map(|r| (r.low, r.high)), Some((6.0, 7.0)));
    assert!(found.report(&p, &answer.values).contains("every choice fixed"));
    assert_eq!(unsaid(&p), None);
    p.quadratic = Some(Quadratic { lower_triangle: vec![(0, 0, 1.0)] });
    assert!(sensitivity(&p, &answer.values, None, true, &mut Unlimited).is_none());
    assert!(unsaid(&p).unwrap().contains("a quadratic objective"));
}

#[test]
fn a_convex_cost_needs_no_binaries() {
    let mut p = Program::new("convex", Sense::Minimize);
    let x = p.add_column("x", -2.0, 0.0, 10.0, Kind::Continuous);
    let y = p.add_column("y", 1.0, f64::NEG_INFINITY, f64::INFINITY, Kind::Continuous);
    p.set_rows(Vec::new(), &[]);
    let points = vec![(0.0, 0.0), (4.0, 4.0), (8.0, 16.0), (10.0, 30.0)];
    p.piecewise.push(PiecewiseLinear { name: "cost".into(), argument: x, value: y, points });
    let lowered = hunch_search::kinds::lower::lower(&p);
    assert!(!lowered.program.has_integers());
    let answer = solve(&p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
    assert_eq!((answer.status, answer.objective), (Status::Optimal, Some(-4.0)));
    assert_eq!(answer.values, [4.0, 4.0]);
    // Asked for more instead, it has no such lines.
    p.columns[y].objective = -1.0;
    assert!(hunch_search::kinds::lower::lower(&p).program.has_integers());
    let answer = solve(&p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
    assert_eq!((answer.status, answer.objective), (Status::Optimal, Some(-50.0)));
}
