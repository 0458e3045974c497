//! What sets, indicators, semi-continuous columns and piecewise-linear terms mean, by the checker; and what is
//! refused.
#![allow(clippy::unwrap_used, clippy::panic)] // helper functions of tests are not marked as tests

use hunch_model::{
    Degradation, Feature, Indicator, Kind, Objective, PiecewiseLinear, Program, ProgramError, Row, Sense,
    SetOrder, SpecialOrderedSet, check,
};

/// Columns `x0 … x4` within [0, 10] and a binary `b`; the row `x0 + x1 <= 5`.
fn program() -> Program {
    let mut p = Program::new("kinds", Sense::Minimize);
    for j in 0..5 {
        p.add_column(format!("x{j}"), 1.0, 0.0, 10.0, Kind::Continuous);
    }
    p.add_column("b", 0.0, 0.0, 1.0, Kind::Integer);
    let row = Row { name: "r".into(), lower: f64::NEG_INFINITY, upper: 5.0 };
    p.set_rows(vec![row], &[(0, 0, 1.0), (0, 1, 1.0)]);
    p
}

fn holds(p: &Program, values: &[f64]) -> bool {
    p.validate().unwrap();
    let verdict = check(p, values);
    assert_eq!(verdict.feasible, verdict.complaint.is_none());
    verdict.feasible
}

fn refused(p: &Program) -> (String, String) {
    match p.validate().unwrap_err() {
        ProgramError::Kinds { field, value, .. } => (field, value),
        ProgramError::Shape { field, value, .. } => (field, value.to_string()),
        other => panic!("{other}"),
    }
}

#[test]
fn a_semi_continuous_column_is_zero_or_within_its_bounds() {
    let mut p = program();
    (p.columns[2].kind, p.columns[2].lower) = (Kind::SemiContinuous, 4.0);
    (p.columns[3].kind, p.columns[3].lower) = (Kind::SemiInteger, 2.0);
    for (x2, x3, feasible) in [
        (0.0, 0.0, true),
        (4.0, 2.0, true),
        (3.999, 0.0, false),
        (4.5, 2.5, false),
        (0.0, 1.0, false),
        (1e-9, 0.0, false),
    ] {
        assert_eq!(holds(&p, &[0.0, 0.0, x2, x3, 0.0, 0.0]), feasible, "{x2} {x3}");
    }
    assert_eq!(p.features(), [Feature::SemiContinuous]);
}

#[test]
fn of_a_set_one_member_or_two_neighbours_are_other_than_zero() {
    let mut p = program();
    // By weight: x2, x0, x1.
    let members = vec![(0, 2.0), (1, 3.0), (2, 1.0)];
    p.sets.push(SpecialOrderedSet { name: "s".into(), order: SetOrder::One, members });
    assert!(holds(&p, &[0.0, 3.0, 0.0, 9.0, 0.0, 0.0]));
    assert!(!holds(&p, &[0.0, 3.0, 1e-12, 9.0, 0.0, 0.0]));
    p.sets[0].order = SetOrder::Two;
    assert!(holds(&p, &[1.0, 3.0, 0.0, 0.0, 0.0, 0.0]));
    assert!(holds(&p, &[1.0, 0.0, 3.0, 0.0, 0.0, 0.0]));
    assert!(!holds(&p, &[0.0, 3.0, 1.0, 0.0, 0.0, 0.0]), "x2 and x1 are no neighbours");
    assert!(!holds(&p, &[1.0, 1.0, 1.0, 0.0, 0.0, 0.0]));
}

#[test]
fn an_indicator_row_holds_where_its_binary_says() {
    let mut p = program();
    p.indicators.push(Indicator { column: 5, active_at_one: true, row: 0 });
    assert!(holds(&p, &[5.0, 5.0, 0.0, 0.0, 0.0, 0.0]));
    assert!(!holds(&p, &[5.0, 5.0, 0.0, 0.0, 0.0, 1.0]));
    p.indicators[0].active_at_one = false;
    assert!(!holds(&p, &[5.0, 5.0, 0.0, 0.0, 0.0, 0.0]));
    assert!(holds(&p, &[5.0, 5.0, 0.0, 0.0, 0.0, 1.0]));
}

#[test]
fn a_piecewise_linear_term_gives_the_value_on_its_pieces_and_none_outside() {
    let mut p = program();
    let points = vec![(1.0, 0.0), (3.0, 4.0), (5.0, 3.0)];
    p.piecewise.push(PiecewiseLinear { name: "cost".into(), argument: 0, value: 2, points });
    for (x, y, feasible) in [
        (1.0, 0.0, true),
        (2.0, 2.0, true),
        (3.0, 4.0, true),
        (4.0, 3.5, true),
        (4.0, 3.4, false),
        (0.5, 0.0, false),
    ] {
        assert_eq!(holds(&p, &[x, 0.0, y, 0.0, 0.0, 0.0]), feasible, "{x} {y}");
    }
    assert!(!holds(
        &{
            let mut q = p.clone();
            q.matrix = hunch_model::SparseMatrix::from_triplets(1, 6, &[]);
            q
        },
        &[6.0, 0.0, 2.5, 0.0, 0.0, 0.0]
    ));
}

#[test]
fn what_no_program_can_mean_is_refused_by_its_field() {
    let set = |members| SpecialOrderedSet { name: String::new(), order: SetOrder::One, members };
    let term = |argument, value, points| PiecewiseLinear { name: String::new(), argument, value, points };
    let mut wrong: Vec<(Program, &str, &str)> = Vec::new();
    let mut add = |change: &dyn Fn(&mut Program), field, value| {
        let mut p = program();
        change(&mut p);
        wrong.push((p, field, value));
    };
    add(&|p| p.sets.push(set(vec![(0, 1.0), (6, 2.0)])), "sets[0].members[1][0]", "6");
    add(&|p| p.sets.push(set(vec![(0, 1.0), (0, 2.0)])), "sets[0].members", "x0");
    add(&|p| p.sets.push(set(vec![(0, 1.0), (1, 1.0)])), "sets[0].members", "1");
    add(&|p| p.sets.push(set(vec![(0, f64::NAN)])), "sets[0].members[0][1]", "NaN");
    add(
        &|p| p.indicators.push(Indicator { column: 0, active_at_one: true, row: 0 }),
        "indicators[0].column",
        "x0",
    );
    add(
        &|p| p.indicators.push(Indicator { column: 5, active_at_one: true, row: 1 }),
        "indicators[0].row",
        "1",
    );
    add(
        &|p| p.indicators.extend([Indicator { column: 5, active_at_one: true, row: 0 }; 2]),
        "indicators[1].row",
        "r",
    );
    add(&|p| p.piecewise.push(term(0, 0, vec![(0.0, 0.0), (1.0, 1.0)])), "piecewise[0].value", "x0");
    add(&|p| p.piecewise.push(term(0, 1, vec![(0.0, 0.0)])), "number of piecewise[0].points", "1");
    add(&|p| p.piecewise.push(term(0, 1, vec![(0.0, 0.0), (0.0, 1.0)])), "piecewise[0].points[1][0]", "0");
    add(&|p| p.lazy_rows.extend([0, 0]), "lazy[1]", "r");
    add(
        &|p| p.objectives.push(Objective { terms: vec![(1, 1.0), (1, 2.0)], ..Objective::default() }),
        "objectives[0].terms",
        "x1",
    );
    add(&|p| p.degradation = Degradation { absolute: -1.0, relative: 0.0 }, "degradation.absolute", "-1");
    for (p, field, value) in wrong {
        assert_eq!(refused(&p), (field.to_owned(), value.to_owned()));
    }
}
