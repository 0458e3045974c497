//! Promises of explanations: what they name is infeasible, and nothing of it can be left out.

#![allow(clippy::unwrap_used, clippy::panic)] // a failed test, in helpers too

mod support;

use hunch_model::{
    Control, Event, Flow, Kind, Limits, Program, Row, Sense, Session, Status, StopReason, Unlimited, check,
};
use hunch_search::explain::part::{Part, program_with};
use hunch_search::explain::{Diagnosis, Explanation, explain};
use hunch_search::{Engine, Guidance, Settings, solve};
use support::{MIXED, PURE, Random, Shape, draw};

const LINEAR: Shape = Shape { max_integers: 0, max_continuous: 8, max_rows: 9, range: 0, open: true };
const INF: f64 = f64::INFINITY;

fn diagnose(p: &Program) -> Diagnosis {
    explain(p, &Settings::new(), &mut Unlimited).unwrap()
}

fn parts_of(why: &Explanation) -> Vec<Part> {
    let mut parts = Vec::new();
    for row in &why.rows {
        parts.extend(row.lower.map(|_| Part::RowLower(row.index)));
        parts.extend(row.upper.map(|_| Part::RowUpper(row.index)));
    }
    for column in &why.columns {
        parts.extend(column.lower.map(|_| Part::ColumnLower(column.index)));
        parts.extend(column.upper.map(|_| Part::ColumnUpper(column.index)));
        parts.extend(column.integer.then_some(Part::Integer(column.index)));
    }
    parts
}

/// What `engine` says of a program with these conditions only, within a limit that small programs do not meet
/// unless they never end.
fn status(p: &Program, parts: &[Part], engine: Engine) -> (Status, Vec<f64>) {
    let restricted = program_with(p, parts.iter().copied());
    let settings = Settings::new().with_node_limit(Some(2_000));
    let solution = solve(&restricted, engine, &settings, &Guidance::none(), &mut Unlimited).unwrap();
    if solution.status.has_values() {
        assert!(check(&restricted, &solution.values).feasible);
    }
    (solution.status, solution.values)
}

/// The subset is infeasible by a second engine too, and without any one member a checked point exists.
fn assert_irreducible(seed: u64, p: &Program, why: &Explanation) {
    let parts = parts_of(why);
    let (all, _) = status(p, &parts, Engine::Hunch);
    assert_eq!(all, Status::Infeasible, "seed {seed}: {why}\n{p:?}");
    if !parts.iter().any(|part| matches!(part, Part::Integer(_))) {
        let (second, _) = status(p, &parts, Engine::Microlp);
        assert_eq!(second, Status::Infeasible, "seed {seed}: {why}\n{p:?}");
    }
    for k in 0..parts.len() {
        let mut rest = parts.clone();
        let left_out = rest.remove(k);
        let (status, _) = status(p, &rest, Engine::Hunch);
        assert_eq!(status, Status::Optimal, "seed {seed}: infeasible without {left_out:?}: {why}\n{p:?}");
    }
}

/// Explains every infeasible program among the seeds; returns how many there were and how many were not
/// proven irreducible.
fn explain_all(seeds: std::ops::Range<u64>, shape: Shape) -> (usize, usize) {
    let (mut infeasible, mut reducible) = (0, 0);
    for seed in seeds {
        let p = draw(seed, shape);
        let expected = solve(&p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
        match diagnose(&p) {
            Diagnosis::Infeasible(why) => {
                assert_eq!(expected.status, Status::Infeasible, "seed {seed}: {why}");
                infeasible += 1;
                if why.irreducible {
                    assert_irreducible(seed, &p, &why);
                } else {
                    reducible += 1;
                }
            }
            Diagnosis::Feasible => assert_ne!(expected.status, Status::Infeasible, "seed {seed}"),
            Diagnosis::Open => panic!("seed {seed}: open without a limit"),
        }
    }
    (infeasible, reducible)
}

#[test]
fn linear_explanations_are_irreducible() {
    let (infeasible, reducible) = explain_all(0..400, LINEAR);
    assert!(infeasible > 20 && reducible == 0, "{infeasible} infeasible, {reducible} not irreducible");
}

#[test]
fn integer_explanations_are_irreducible_unless_a_limit_came_first() {
    let (infeasible, reducible) = explain_all(0..150, PURE);
    assert!(infeasible > 10 && 5 * reducible < infeasible, "{infeasible} infeasible, {reducible} limited");
    let (infeasible, reducible) = explain_all(0..150, MIXED);
    assert!(infeasible > 10 && 5 * reducible < infeasible, "{infeasible} infeasible, {reducible} limited");
}

fn row(name: &str, lower: f64, upper: f64) -> Row {
    Row { name: name.into(), lower, upper }
}

/// Two planted rows among many that play no part.
fn planted(seed: u64) -> Program {
    let r = &mut Random::new(seed);
    let mut p = Program::new("planted", Sense::Maximize);
    for j in 0..30 {
        p.add_column(format!("x{j}"), 1.0, 0.0, 100.0, Kind::Continuous);
    }
    let mut rows = Vec::new();
    let mut triplets = Vec::new();
    for i in 0..40 {
        for j in 0..30 {
            if r.chance(20) {
                triplets.push((i, j, r.integer(1, 5) as f64));
            }
        }
        rows.push(row(&format!("idle {i}"), -INF, 1e4));
    }
    rows.push(row("most", -INF, 7.0));
    rows.push(row("least", 8.0, INF));
    for j in [3, 17] {
        triplets.extend([(40, j, 1.0), (41, j, 1.0)]);
    }
    p.set_rows(rows, &triplets);
    p
}

#[test]
fn planted_rows_are_found_among_many_and_named() {
    for seed in 0..5 {
        let Diagnosis::Infeasible(why) = diagnose(&planted(seed)) else { panic!("seed {seed}: feasible") };
        assert!(why.irreducible);
        let text = why.to_string();
        assert_eq!(why.columns, [], "seed {seed}: {text}");
        assert!(text.contains("row \"most\" is at most 7\n  row \"least\" is at least 8\n"), "{text}");
    }
}

#[test]
fn bounds_that_cross_explain_themselves() {
    let mut p = planted(1);
    p.columns[5].lower = 101.0;
    let Diagnosis::Infeasible(why) = diagnose(&p) else { panic!("feasible") };
    assert!(why.irreducible && why.rows.is_empty());
    assert!(why.to_string().contains("column \"x5\" is at least 101 and at most 100\n"), "{why}");
}

#[test]
fn an_empty_row_that_asks_for_something_explains_itself() {
    let mut p = Program::new("empty row", Sense::Minimize);
    p.add_column("x", 1.0, 0.0, 1.0, Kind::Integer);
    p.set_rows(vec![row("nothing", 2.0, 3.0)], &[]);
    let Diagnosis::Infeasible(why) = diagnose(&p) else { panic!("feasible") };
    assert_eq!((why.rows.len(), why.columns.len(), why.irreducible), (1, 0, true));
    assert_eq!((why.rows[0].lower, why.rows[0].upper), (Some(2.0), None));
}

#[test]
fn parity_is_explained_by_integrality() {
    let mut p = Program::new("parity", Sense::Minimize);
    p.add_column("x", 0.0, 0.0, 10.0, Kind::Integer);
    p.add_column("y", 0.0, 0.0, 10.0, Kind::Integer);
    p.add_column("idle", 0.0, 0.0, 10.0, Kind::Integer);
    p.set_rows(vec![row("odd", 7.0, 7.0)], &[(0, 0, 2.0), (0, 1, 4.0)]);
    let Diagnosis::Infeasible(why) = diagnose(&p) else { panic!("feasible") };
    assert_eq!(why.rows[0].name, "odd");
    assert!(why.columns.iter().all(|c| c.integer && c.name != "idle"), "{why}");
    assert_eq!(why.columns.len(), 2);
}

/// Says stop once `left` units are spent.
struct Fuel {
    left: u64,
}

impl Control for Fuel {
    fn spend(&mut self, work: u64) -> Flow {
        self.left = self.left.saturating_sub(work);
        if self.left == 0 { Flow::Stop(StopReason::Work) } else { Flow::Continue }
    }

    fn now(&self) -> f64 {
        0.0
    }

    fn emit(&mut self, _event: Event) {}
}

#[test]
fn parity_of_integers_without_bounds_is_explained_without_a_search() {
    let mut p = Program::new("parity", Sense::Minimize);
    for name in ["x", "y"] {
        p.add_column(name, 1.0, f64::NEG_INFINITY, f64::INFINITY, Kind::Integer);
    }
    p.set_rows(vec![row("odd", 3.0, 3.0)], &[(0, 0, 2.0), (0, 1, 2.0)]);
    // A search over integers without bounds would split for ever.
    let mut fuel = Fuel { left: 100_000 };
    let Diagnosis::Infeasible(why) = explain(&p, &Settings::new(), &mut fuel).unwrap() else {
        panic!("not explained")
    };
    assert!(why.irreducible, "{why}");
    assert_eq!((why.rows.len(), why.rows[0].lower, why.rows[0].upper), (1, Some(3.0), Some(3.0)));
    assert!(why.columns.len() == 2 && why.columns.iter().all(|c| c.integer), "{why}");
}

#[test]
fn a_stop_at_any_time_leaves_what_is_still_infeasible() {
    let p = planted(2);
    let mut outcomes = [0; 2];
    for left in [1, 10, 100, 1_000, 2_000, 5_000, 10_000, 50_000, 200_000, u64::MAX] {
        match explain(&p, &Settings::new(), &mut Fuel { left }).unwrap() {
            Diagnosis::Open => outcomes[0] += 1,
            Diagnosis::Feasible => panic!("{left}: it is not"),
            Diagnosis::Infeasible(why) => {
                outcomes[1] += 1;
                let (status, _) = status(&p, &parts_of(&why), Engine::Microlp);
                assert_eq!(status, Status::Infeasible, "{left}: {why}");
            }
        }
    }
    assert!(outcomes.iter().all(|&n| n > 0), "{outcomes:?}");
}

#[test]
fn the_objective_plays_no_part_and_feasible_programs_are_called_so() {
    let mut p = planted(3);
    p.rows[40].upper = 9.0;
    p.columns[0].upper = INF;
    p.columns[0].objective = 5.0;
    assert_eq!(diagnose(&p), Diagnosis::Feasible);
    let clock = || 0.0;
    let mut session = Session::new(Limits::default(), &clock, &|| true, None);
    assert_eq!(explain(&p, &Settings::new(), &mut session).unwrap(), Diagnosis::Open);
}
