//! No class of cuts removes an optimal point: on seeded small programs every class alone, and all together,
//! answers as without cuts.

use hunch_families::random::Stream;
use hunch_model::{Kind, Limits, Program, Row, Sense, Session, Status};
use hunch_search::{Component, Engine, Guidance, Settings, solve};

/// Classes of cuts that can be left out one by one.
const CLASSES: [Component; 8] = [
    Component::GomoryCuts,
    Component::MixedRoundingCuts,
    Component::CoverCuts,
    Component::FlowCoverCuts,
    Component::LiftedCoverCuts,
    Component::CliqueCuts,
    Component::ImpliedBoundCuts,
    Component::ZeroHalfCuts,
];

/// A lot-sizing network with set-ups, a knapsack over them, and conflicts between some.
fn program(stream: &mut Stream) -> Program {
    let periods = stream.integer(3, 6) as usize;
    let mut p = Program::new("small", Sense::Minimize);
    let mut column =
        |name: &str, cost: u64, upper: f64, kind| p.add_column(name, cost as f64, 0.0, upper, kind);
    let mut made = Vec::new();
    let mut setup = Vec::new();
    let mut stock = Vec::new();
    for t in 0..periods {
        made.push(column(&format!("x{t}"), stream.integer(0, 3), f64::INFINITY, Kind::Continuous));
        setup.push(column(&format!("y{t}"), stream.integer(5, 40), 1.0, Kind::Integer));
        stock.push(column(&format!("s{t}"), stream.integer(1, 3), f64::INFINITY, Kind::Continuous));
    }
    let batches = column("n", stream.integer(1, 9), 4.0, Kind::Integer);
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    let mut row = |lower: f64, upper: f64, terms: Vec<(usize, f64)>| {
        entries.extend(terms.into_iter().map(|(j, v)| (rows.len(), j, v)));
        rows.push(Row { name: format!("r{}", rows.len()), lower, upper });
    };
    for t in 0..periods {
        let demand = stream.integer(1, 9) as f64;
        let mut terms = vec![(made[t], 1.0), (stock[t], -1.0)];
        if t > 0 {
            terms.push((stock[t - 1], 1.0));
        } else {
            terms.push((batches, 3.0));
        }
        row(demand, demand, terms);
        let capacity = stream.integer(6, 20) as f64;
        row(f64::NEG_INFINITY, 0.0, vec![(made[t], 1.0), (setup[t], -capacity)]);
    }
    let weights: Vec<f64> = (0..periods).map(|_| stream.integer(2, 9) as f64).collect();
    let room = (weights.iter().sum::<f64>() * 0.7).floor();
    row(f64::NEG_INFINITY, room, setup.iter().copied().zip(weights).collect());
    if periods > 3 {
        row(f64::NEG_INFINITY, 1.0, vec![(setup[1], 1.0), (setup[2], 1.0)]);
        row(f64::NEG_INFINITY, 1.0, vec![(setup[1], 1.0), (setup[3], 1.0)]);
        row(f64::NEG_INFINITY, 1.0, vec![(setup[2], 1.0), (setup[3], 1.0)]);
    }
    p.set_rows(rows, &entries);
    p
}

fn answer(
    program: &Program,
    settings: &Settings,
) -> Result<(Status, Option<f64>), hunch_search::SearchError> {
    let mut session = Session::new(Limits { seconds: None, work: None }, &|| 0.0, &|| false, None);
    let s = solve(program, Engine::Hunch, settings, &Guidance::none(), &mut session)?;
    Ok((s.status, s.objective))
}

#[test]
fn every_class_of_cuts_keeps_the_optimum_of_seeded_programs() {
    for seed in 0..150 {
        let program = program(&mut Stream::new(seed));
        let expected = answer(&program, &Settings::new().without(Component::Cuts)).unwrap();
        // Seed 1 is a strategy that looks for zero-half cuts too.
        let start = || Settings::new().with_seed(1).without(Component::Presolve);
        let mut ways = vec![Settings::new(), start(), start().without(Component::CutPool)];
        for alone in CLASSES {
            let others = CLASSES.into_iter().filter(|c| *c != alone);
            ways.push(others.fold(start().without(Component::Diving), Settings::without));
        }
        for settings in ways {
            let got = answer(&program, &settings).unwrap();
            assert_eq!(got.0, expected.0, "seed {seed}");
            if let (Some(a), Some(b)) = (got.1, expected.1) {
                assert!((a - b).abs() <= 1e-6 * (1.0 + b.abs()), "seed {seed}: {a} against {b}");
            }
        }
    }
}
