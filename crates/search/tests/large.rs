//! Shapes of large programs, small: what presolve and heuristics do to long rows and columns changes no
//! answer.

use hunch_model::{Status, Unlimited};
use hunch_search::{Component, Engine, Guidance, Settings, solve};

#[path = "support/large.rs"]
mod large;

#[test]
fn every_shape_has_the_optimum_that_it_has_without_presolve_and_heuristics() {
    let bare = [Component::Presolve, Component::FixAndPropagate, Component::FeasibilityJump];
    let bare = bare.into_iter().fold(Settings::new(), Settings::without);
    for (shape, _) in large::SHAPES {
        for seed in 1..4 {
            let name = format!("{shape}:5:30:{seed}");
            let program = large::program(&name).unwrap_or_else(|| panic!("no program {name}"));
            let answers = [Settings::new(), bare.clone()].map(|settings| {
                solve(&program, Engine::Hunch, &settings, &Guidance::none(), &mut Unlimited)
                    .unwrap_or_else(|error| panic!("{name}: {error}"))
            });
            assert_eq!(answers[0].status, answers[1].status, "{name}");
            if answers[0].status == Status::Optimal {
                let [a, b] = answers.map(|answer| answer.objective.unwrap_or(f64::NAN));
                assert!((a - b).abs() <= 1e-6 * (1.0 + a.abs()), "{name}: {a} and {b}");
            }
        }
    }
}

#[test]
fn a_planted_partition_is_found_before_the_first_branching() {
    for seed in 1..6 {
        let name = format!("partition:24:1500:{seed}");
        let program = large::program(&name).unwrap_or_else(|| panic!("no program {name}"));
        let settings =
            [Component::FeasibilityJump, Component::LocalSearch, Component::Diving, Component::Rounding]
                .into_iter()
                .fold(Settings::new(), Settings::without)
                .with_node_limit(Some(1));
        let answer = solve(&program, Engine::Hunch, &settings, &Guidance::none(), &mut Unlimited)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(answer.objective.is_some(), "{name}");
    }
}
