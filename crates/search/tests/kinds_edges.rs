//! Programs beyond rows and integers at the edge of doubles: numbers of 1e9 and 1e-9, decimals, a "no limit" of
//! 2147483647, and rows that are missed by less or more than their tolerance.
#![cfg(feature = "kinds")]
#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use hunch_model::json::read_program;
use hunch_model::{
    Holds, Indicator, Kind, Program, Quadratic, Row, Sense, Solution, Status, Unlimited, check,
};
use hunch_search::{Engine, Guidance, Settings, solve};

fn answer(program: &Program) -> Solution {
    let settings = Settings::new().with_node_limit(Some(10_000));
    let found = solve(program, Engine::Hunch, &settings, &Guidance::none(), &mut Unlimited).unwrap();
    if found.status.has_values() {
        let verdict = check(program, &found.values);
        assert!(verdict.feasible, "{:?}", verdict.complaint);
        assert_eq!(Some(verdict.objective), found.objective);
    }
    found
}

fn read(text: &str) -> Program {
    read_program(&format!(r#"{{"format":"hunch-program","version":2,{text}}}"#)).unwrap()
}

/// Names, what the program says, and its optimum; none for one without end.
const KNOWN: &[(&str, &str, Option<f64>)] = &[
    (
        "an indicator beside a column without limit",
        r#""sense":"maximize","columns":[{"objective":1,"upper":2147483647},{"objective":-1,"kind":"binary"}],
           "rows":[{"upper":5,"terms":[[0,1]]}],"indicators":[{"column":1,"value":0,"row":0}]"#,
        Some(2_147_483_646.0),
    ),
    (
        "an indicator beside a column of 1e9",
        r#""columns":[{"objective":-1,"upper":1e9},{"objective":10,"kind":"binary"}],
           "rows":[{"upper":5,"terms":[[0,1]]}],"indicators":[{"column":1,"value":0,"row":0}]"#,
        Some(-999_999_990.0),
    ),
    (
        "an indicator that lets the objective go",
        r#""columns":[{"objective":-1},{"objective":10,"kind":"binary"}],
           "rows":[{"upper":5,"terms":[[0,1]]}],"indicators":[{"column":1,"value":0,"row":0}]"#,
        None,
    ),
    (
        "a semi-continuous column between 1e-9 and 2e-9",
        r#""columns":[{"objective":1,"lower":1e-9,"upper":2e-9,"kind":"semicontinuous"}],
           "rows":[{"lower":1,"terms":[[0,1e9]]}]"#,
        Some(1e-9),
    ),
    (
        "the same where zero does",
        r#""columns":[{"objective":1,"lower":1e-9,"upper":2e-9,"kind":"semicontinuous"},{"upper":10}],
           "rows":[{"lower":1,"terms":[[0,1e9],[1,0.1]]}]"#,
        Some(0.0),
    ),
    (
        "indicators for both values of a binary, which end a column without limit between them, at 1e9",
        r#""sense":"maximize","columns":[{"objective":-2e9,"upper":5},
           {"objective":6e9,"lower":-1,"kind":"integer"},{"objective":9e9,"kind":"binary"}],
           "rows":[{"upper":7,"terms":[[0,-3],[1,-1]]},{"lower":-5,"upper":-2,"terms":[[0,-3]]},
           {"lower":-13,"terms":[[1,-3],[2,-2]]},{"upper":-2,"terms":[[1,2]]},{"lower":-12,"terms":[[0,-4]]}],
           "indicators":[{"column":2,"value":1,"row":0},{"column":2,"value":1,"row":2},
           {"column":2,"value":0,"row":3},{"column":2,"value":0,"row":4}]"#,
        Some(77e9 / 3.0),
    ),
    (
        "a set of columns without limit",
        r#""sense":"maximize","columns":[{"objective":1,"upper":2147483647},{"objective":1,"upper":2147483647}],
           "rows":[],"sos":[{"type":1,"members":[[0,1],[1,2]]}]"#,
        Some(2_147_483_647.0),
    ),
    (
        "a set of free columns",
        r#""columns":[{"objective":1,"lower":null},{"objective":2,"lower":null}],
           "rows":[{"lower":-7,"terms":[[0,1],[1,1]]}],"sos":[{"type":1,"members":[[0,1],[1,2]]}]"#,
        Some(-14.0),
    ),
    (
        "a piecewise-linear term from -1e9 to 1e9",
        r#""columns":[{"lower":-1e9,"upper":1e9},{"objective":1,"lower":null}],
           "rows":[{"lower":3,"terms":[[0,1]]}],
           "piecewise":[{"argument":0,"value":1,"points":[[-1e9,0],[0,1e9],[1e9,-1e9]]}]"#,
        Some(-1e9),
    ),
    (
        "a piecewise-linear term of decimals",
        r#""columns":[{"upper":0.3},{"objective":1,"lower":null}],"rows":[{"lower":0.3,"terms":[[0,1]]}],
           "piecewise":[{"argument":0,"value":1,"points":[[0,0.1],[0.1,0.2],[0.3,0.7]]}]"#,
        Some(0.7),
    ),
    (
        "a parabola whose bottom is at 2e9",
        r#""columns":[{"objective":-2e9,"lower":null}],"rows":[],"quadratic":[[0,0,1]]"#,
        Some(-2e18),
    ),
    (
        "a parabola of 1e-9",
        r#""columns":[{"objective":-1e-9,"lower":null}],"rows":[],"quadratic":[[0,0,1e-9]]"#,
        Some(-5e-10),
    ),
    (
        "a line without limit beside a parabola",
        r#""columns":[{"objective":-1,"upper":2147483647},{"upper":1}],"rows":[],"quadratic":[[1,1,1]]"#,
        Some(-2_147_483_647.0),
    ),
    (
        "a line without end beside a parabola",
        r#""columns":[{"objective":-1},{"upper":1}],"rows":[],"quadratic":[[1,1,1]]"#,
        None,
    ),
    (
        "integers up to no limit under a parabola",
        r#""columns":[{"objective":-2000001,"upper":2147483647,"kind":"integer"}],"rows":[],"quadratic":[[0,0,2]]"#,
        Some(-1_000_001_000_000.0),
    ),
    (
        "decimals under a parabola of integers",
        r#""columns":[{"objective":-0.3,"kind":"integer","upper":1000000},{"objective":-0.7,"upper":10}],
           "rows":[{"upper":0.7,"terms":[[0,0.1],[1,0.1]]}],"quadratic":[[0,0,0.1],[1,1,0.1]]"#,
        Some(-2.65),
    ),
    (
        "two objectives over a column without limit",
        r#""sense":"maximize","columns":[{"objective":1,"upper":2147483647},{"objective":1,"upper":2147483647}],
           "rows":[{"upper":2147483647,"terms":[[0,1],[1,1]]}],"objectives":[{"sense":"minimize","terms":[[0,1]]}]"#,
        Some(2_147_483_647.0),
    ),
];

#[test]
fn known_optima_are_found_and_no_bound_passes_them() {
    for &(name, text, optimum) in KNOWN {
        let program = read(text);
        let found = answer(&program);
        let Some(optimum) = optimum else {
            assert_eq!(found.status, Status::Unbounded, "{name}");
            continue;
        };
        assert_eq!(found.status, Status::Optimal, "{name}");
        let near = 1e-6 * optimum.abs().max(1e-9);
        assert!((found.objective.unwrap() - optimum).abs() <= near, "{name}: {:?}", found.objective);
        let sign = program.sense.sign();
        // What the optimum itself is rounded by is no fault of the bound.
        let rounding = 4.0 * f64::EPSILON * optimum.abs();
        assert!(sign * found.bound.unwrap() <= sign * optimum + rounding, "{name}: {:?}", found.bound);
    }
}

#[test]
fn what_is_not_settled_is_not_claimed() {
    // Two members of 1e-9 cannot both count; the set keeps one at zero.
    let set = read(
        r#""columns":[{"objective":1,"upper":1e-9},{"objective":1,"upper":1e-9}],
           "rows":[{"lower":2,"terms":[[0,1e9],[1,1e9]]}],"sos":[{"type":1,"members":[[0,1],[1,2]]}]"#,
    );
    assert!(matches!(answer(&set).status, Status::Infeasible | Status::Limit));
    // The least value lies at a breakpoint of 1e-9.
    let term = read(
        r#""columns":[{"upper":1},{"objective":1,"lower":null}],"rows":[],
           "piecewise":[{"argument":0,"value":1,"points":[[0,0.3],[1e-9,0.1],[1,0.7]]}]"#,
    );
    let found = answer(&term);
    assert!(found.bound.unwrap() <= 0.1 && found.objective.unwrap() < 0.1 + 1e-5, "{found:?}");
    assert!(found.status == Status::Feasible || found.objective.unwrap() <= 0.1 + 1e-7, "{found:?}");
}

/// Minimise ½x² + x where `size · x >= size + miss`, x at most 1; an integer column beside it, or not.
fn missed(size: f64, miss: f64, integer: bool, sense: Sense) -> Program {
    let sign = sense.sign();
    let mut program = Program::new("missed", sense);
    program.add_column("x", sign, 0.0, 1.0, Kind::Continuous);
    program.add_column("z", sign, 0.0, 3.0, if integer { Kind::Integer } else { Kind::Continuous });
    let row = Row { name: "row".into(), lower: size + miss, upper: f64::INFINITY };
    program.set_rows(vec![row], &[(0, 0, size)]);
    program.quadratic = Some(Quadratic { lower_triangle: vec![(0, 0, sign), (1, 1, sign)] });
    program
}

#[test]
fn infeasible_is_said_only_beyond_the_tolerance_of_the_rows() {
    for integer in [false, true] {
        for sense in [Sense::Minimize, Sense::Maximize] {
            for size in [1e-3, 0.3, 1.0, 1e3] {
                let tolerance = 1e-6 * f64::min(1.0, size);
                for share in [1e-3, 0.1, 0.3, 0.45] {
                    let found = answer(&missed(size, share * tolerance, integer, sense));
                    assert!(found.status.has_values(), "{size} {share} {integer}: {found:?}");
                    assert!((found.objective.unwrap() - sense.sign() * 1.5).abs() < 1e-6);
                    // A miss of rounding's own size is none to the simplex method.
                    let is_seen = !integer && share >= 0.1;
                    assert!(!is_seen || found.holds == Holds::Tolerance, "{size} {share}: {found:?}");
                }
                for share in [0.6, 0.9, 0.999] {
                    let found = answer(&missed(size, share * tolerance, integer, sense));
                    assert_ne!(found.status, Status::Infeasible, "{size} {share} {integer}");
                }
                for share in [1.1, 3.0, 1e6] {
                    let found = answer(&missed(size, share * tolerance, integer, sense));
                    assert_eq!(found.status, Status::Infeasible, "{size} {share} {integer}: {found:?}");
                }
            }
        }
    }
}

/// Integers without bounds that rows and costs take together, along `x1 + 1, x5 + 1`: branching alone never ends there,
/// one rounding of the row does, even once the cutoff has moved the integers' bounds beyond the incumbent.
#[test]
fn integers_that_move_together_without_bounds_are_settled_by_cuts() {
    let mut p = Program::new("together", Sense::Maximize);
    p.offset = 2.0;
    for (j, (cost, lower, upper, integer)) in [
        (-7.0, 0.0, 4.0, false),
        (-3.0, -4.0, f64::INFINITY, true),
        (-6.0, 0.0, 12.0, true),
        (-2.0, 0.0, 10.0, false),
        (-4.0, 0.0, 3.0, false),
        (3.0, 0.0, f64::INFINITY, true),
        (2.0, 0.0, 11.0, true),
        (8.0, 3.0, 12.0, false),
        (3.0, 0.0, 1.0, true),
    ]
    .into_iter()
    .enumerate()
    {
        let kind = if integer { Kind::Integer } else { Kind::Continuous };
        p.add_column(format!("x{j}"), cost, lower, upper, kind);
    }
    let row = |lower, upper| Row { name: String::new(), lower, upper };
    let inf = f64::INFINITY;
    let rows = vec![row(-inf, 21.0), row(-inf, 23.0), row(-1.0, inf), row(4.0, 22.0)];
    let entries = [
        [(0, 1, -1.0), (0, 2, 1.0), (0, 4, 6.0), (0, 6, 6.0), (0, 7, 2.0)].as_slice(),
        &[(1, 2, -4.0), (1, 4, 5.0)],
        &[(2, 0, 5.0), (2, 1, -2.0), (2, 2, 6.0), (2, 6, -4.0), (2, 7, -5.0)],
        &[(3, 1, -3.0), (3, 2, 5.0), (3, 4, 2.0), (3, 5, 3.0), (3, 6, 6.0), (3, 7, 6.0)],
    ]
    .concat();
    p.set_rows(rows, &entries);
    p.indicators = (0..3).map(|row| Indicator { column: 8, active_at_one: false, row }).collect();
    let settings = Settings::new().with_node_limit(Some(2_000));
    let found = solve(&p, Engine::Hunch, &settings, &Guidance::none(), &mut Unlimited).unwrap();
    assert_eq!(found.status, Status::Optimal, "{found:?}");
    assert!((found.objective.unwrap() - 151.0 / 3.0).abs() < 1e-6, "{found:?}");
}
