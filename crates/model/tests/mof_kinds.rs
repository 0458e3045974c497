//! Semi-continuous columns, sets, indicators, quadratic and several objectives in MathOptFormat: what is
//! read, what is refused at which constraint, and that hostile texts do no harm.
#![allow(clippy::unwrap_used, clippy::panic)] // helper functions of tests are not marked as tests

mod common;

use common::Random;
use hunch_model::io::mof::{read, read_with, write};
use hunch_model::io::{Format, ReadOptions, WriteOptions, write_with};
use hunch_model::{Indicator, Kind, Objective, Program, Sense, SetOrder, SpecialOrderedSet};

const INF: f64 = f64::INFINITY;

/// An objective, over x, y and the binary z, and more constraints, one a line from line 5 on.
fn text(objective: &str, constraints: &[String]) -> String {
    let constraints: Vec<String> = [vec![on("z", "\"ZeroOne\"")], constraints.to_vec()].concat();
    format!(
        r#"{{"version": {{"major": 1, "minor": 2}}, "variables": [{{"name": "x"}}, {{"name": "y"}}, {{"name": "z"}}],
"objective": {objective},
"constraints": [
{}]}}"#,
        constraints.join(",\n")
    )
}

const ANY: &str = r#"{"sense": "feasibility"}"#;

fn on(name: &str, set: &str) -> String {
    format!(r#"{{"function": {{"type": "Variable", "name": "{name}"}}, "set": {{"type": {set}}}}}"#)
}

fn variables(name: &str, names: &str, set: &str) -> String {
    format!(
        r#"{{{name}"function": {{"type": "VectorOfVariables", "variables": [{names}]}}, "set": {{"type": {set}}}}}"#
    )
}

/// A vector of `indicator`, and x - 2 y + 0.5.
fn conditional(indicator: &str, constant: &str, set: &str) -> String {
    format!(
        r#"{{"name": "c", "function": {{"type": "VectorAffineFunction", "constants": [{constant}, 0.5], "terms": [{indicator} {{"output_index": 2, "scalar_term": {{"coefficient": 1, "variable": "x"}}}}, {{"output_index": 2, "scalar_term": {{"coefficient": -2, "variable": "y"}}}}]}}, "set": {{"type": {set}}}}}"#
    )
}

const Z: &str = r#"{"output_index": 1, "scalar_term": {"coefficient": 1, "variable": "z"}},"#;
const ON_ONE: &str = r#""Indicator", "activate_on": "one", "set": {"type": "LessThan", "upper": 3}"#;

fn program(objective: &str, constraints: &[String]) -> Program {
    let text = text(objective, constraints);
    let strict = ReadOptions { strict: true };
    read_with(&text, strict).unwrap_or_else(|e| panic!("{text}: {e}")).program
}

#[test]
fn semi_continuous_variables_have_the_bounds_of_their_set() {
    let x = |sets: &[&str]| {
        let c = &program(ANY, &sets.iter().map(|set| on("x", set)).collect::<Vec<_>>()).columns[0];
        (c.lower, c.upper, c.kind)
    };
    let semi = "\"Semicontinuous\", \"lower\": 2, \"upper\": 1e20";
    assert_eq!(x(&[semi]), (2.0, INF, Kind::SemiContinuous));
    assert_eq!(x(&["\"Semicontinuous\", \"lower\": -2, \"upper\": 3"]), (-2.0, 3.0, Kind::SemiContinuous));
    assert_eq!(x(&["\"Semiinteger\", \"lower\": 2, \"upper\": 3"]), (2.0, 3.0, Kind::SemiInteger));
    assert_eq!(x(&[semi, "\"Integer\""]), (2.0, INF, Kind::SemiInteger));
    assert_eq!(x(&["\"Integer\"", semi]), (2.0, INF, Kind::SemiInteger));
}

#[test]
fn sets_and_indicators_are_vectors_in_their_sets() {
    let p = program(
        ANY,
        &[
            variables("\"name\": \"s\", ", "\"x\", \"y\"", "\"SOS1\", \"weights\": [2, 1]"),
            variables("", "\"y\"", "\"SOS2\", \"weights\": [-0.5]"),
            conditional(Z, "0", ON_ONE),
            variables(
                "",
                "\"z\", \"y\"",
                "\"Indicator\", \"activate_on\": \"zero\", \"set\": {\"type\": \"Interval\", \"lower\": 1, \"upper\": 2}",
            ),
        ],
    );
    let set = |name: &str, order, members: Vec<(usize, f64)>| SpecialOrderedSet {
        name: name.into(),
        order,
        members,
    };
    assert_eq!(
        p.sets,
        [set("s", SetOrder::One, vec![(0, 2.0), (1, 1.0)]), set("", SetOrder::Two, vec![(1, -0.5)])]
    );
    let indicator = |row, active_at_one| Indicator { column: 2, active_at_one, row };
    assert_eq!(p.indicators, [indicator(0, true), indicator(1, false)]);
    let rows: Vec<_> = p.rows.iter().map(|r| (r.name.as_str(), r.lower, r.upper)).collect();
    assert_eq!(rows, [("c", -INF, 2.5), ("r1", 1.0, 2.0)]);
    assert_eq!(p.matrix.column(1), (&[0, 1][..], &[-2.0, 1.0][..]));
    assert_eq!(read(&write(&p).unwrap()).unwrap(), p);
}

#[test]
fn a_quadratic_objective_gives_the_entries_of_q() {
    let quadratic = |x: &str, y: &str, v: &str| {
        format!(r#"{{"coefficient": {v}, "variable_1": "{x}", "variable_2": "{y}"}}"#)
    };
    let objective = |terms: &[String]| {
        format!(
            r#"{{"sense": "min", "function": {{"type": "ScalarQuadraticFunction", "constant": 7, "affine_terms": [{{"coefficient": 3, "variable": "y"}}], "quadratic_terms": [{}]}}}}"#,
            terms.join(", ")
        )
    };
    // x² + x·y + y², as the format's own example has it.
    let terms = [quadratic("x", "x", "2"), quadratic("x", "y", "1"), quadratic("y", "y", "2")];
    let p = program(&objective(&terms), &[]);
    assert_eq!(p.quadratic.as_ref().unwrap().lower_triangle, [(0, 0, 2.0), (1, 0, 1.0), (1, 1, 2.0)]);
    assert_eq!(p.objective(&[2.0, 5.0, 0.0]), 4.0 + 10.0 + 25.0 + 15.0 + 7.0);
    assert_eq!(read(&write(&p).unwrap()).unwrap(), p);
    let twice = program(&objective(&[quadratic("x", "y", "1"), quadratic("y", "x", "0.5")]), &[]);
    assert_eq!(twice.quadratic.unwrap().lower_triangle, [(1, 0, 1.5)]);
}

#[test]
fn a_vector_is_several_objectives_in_the_order_of_its_entries() {
    let term = |entry: u8, name: &str, v: i8| {
        format!(r#"{{"output_index": {entry}, "scalar_term": {{"coefficient": {v}, "variable": "{name}"}}}}"#)
    };
    let terms = [term(2, "y", -1), term(1, "x", 2), term(1, "y", -1), term(2, "y", 4), term(3, "x", 1)];
    let objective = format!(
        r#"{{"sense": "max", "function": {{"type": "VectorAffineFunction", "constants": [1, 0, -2], "terms": [{}]}}}}"#,
        terms.join(", ")
    );
    let reading = read_with(&text(&objective, &[]), ReadOptions::default()).unwrap();
    assert_eq!(reading.warnings.len(), 1);
    assert_eq!((reading.warnings[0].doubt.kind(), reading.warnings[0].line), ("assumed", 2));
    let p = reading.program;
    let costs: Vec<f64> = p.columns.iter().map(|c| c.objective).collect();
    assert_eq!((p.sense, p.offset, costs), (Sense::Maximize, 1.0, vec![2.0, -1.0, 0.0]));
    let others = |offset, terms: &[(usize, f64)]| Objective {
        sense: Sense::Maximize,
        offset,
        terms: terms.to_vec(),
        ..Objective::default()
    };
    assert_eq!(p.objectives, [others(0.0, &[(1, 3.0)]), others(-2.0, &[(0, 1.0)])]);
    assert_eq!(read(&write(&p).unwrap()).unwrap(), p);
    let bent = |entry: u8, x: &str, y: &str, v: i8| {
        format!(
            r#"{{"output_index": {entry}, "scalar_term": {{"coefficient": {v}, "variable_1": "{x}", "variable_2": "{y}"}}}}"#
        )
    };
    let curved = |entries: &[String]| {
        let (terms, entries) = (terms.join(", "), entries.join(", "));
        format!(
            r#"{{"sense": "max", "function": {{"type": "VectorQuadraticFunction", "constants": [1, 0, -2], "affine_terms": [{terms}], "quadratic_terms": [{entries}]}}}}"#
        )
    };
    let entries = [bent(3, "x", "y", -1), bent(2, "x", "x", -2), bent(3, "y", "x", -1)];
    let q = read(&text(&curved(&entries), &[])).unwrap();
    assert_eq!(q.quadratic, None);
    let triangles: Vec<_> = q.objectives.iter().map(|o| o.lower_triangle().to_vec()).collect();
    assert_eq!(triangles, [vec![(0, 0, -2.0)], vec![(1, 0, -2.0)]]);
    assert_eq!(read(&write(&q).unwrap()).unwrap(), q);
    let own = read(&text(&curved(&[bent(1, "x", "x", -2)]), &[])).unwrap();
    assert_eq!(own.quadratic.as_ref().unwrap().lower_triangle, [(0, 0, -2.0)]);
    assert_eq!(read(&write(&own).unwrap()).unwrap(), own);
    let wrong = text(&curved(&[bent(4, "x", "x", -2)]), &[]);
    let wrong = read(&wrong).unwrap_err().to_string();
    assert!(wrong.contains("a whole number from 1 to 3"), "{wrong}");
    let alone = r#"{"sense": "min", "function": {"type": "VectorOfVariables", "variables": ["y"]}}"#;
    let p = program(alone, &[]);
    assert_eq!((p.objectives.len(), p.columns[1].objective), (0, 1.0));
}

#[test]
fn what_is_not_meant_so_is_refused_at_its_constraint() {
    let semi = "\"Semicontinuous\", \"lower\": 2, \"upper\": 3";
    let bound = "\"GreaterThan\", \"lower\": 1";
    let twice = r#"{"output_index": 1, "scalar_term": {"coefficient": 2, "variable": "z"}},"#;
    let x = Z.replace("\"z\"", "\"x\"");
    let affine = |set: &str| {
        format!(
            r#"{{"function": {{"type": "ScalarAffineFunction", "constant": 0, "terms": []}}, "set": {{"type": {set}}}}}"#
        )
    };
    for (constraints, line, expected) in [
        (vec![on("x", semi), on("x", bound)], 6, "a bound beside the set"),
        (vec![on("x", bound), on("x", semi)], 6, "a bound beside the set"),
        (vec![on("x", semi), on("x", semi)], 6, "a bound beside the set"),
        (vec![on("x", semi), on("x", "\"ZeroOne\"")], 6, "a bound beside the set"),
        (vec![on("x", "\"Semicontinuous\", \"lower\": 2")], 5, "constraints[1].set.upper is null"),
        (vec![affine(semi)], 5, "a semi-continuous value"),
        (vec![affine("\"SOS1\", \"weights\": []")], 5, "set of numbers"),
        (vec![on("x", "\"SOS1\", \"weights\": [1]")], 5, "set of numbers"),
        (vec![variables("", "\"x\"", semi)], 5, "set of vectors"),
        (vec![variables("", "\"x\", \"y\"", "\"SOS1\", \"weights\": [1]")], 5, "must have 1 entries, not 2"),
        (vec![variables("", "\"x\", \"y\"", "\"SOS1\", \"weights\": [1, 1]")], 5, "two ways"),
        (vec![variables("", "\"x\", \"x\"", "\"SOS1\", \"weights\": [1, 2]")], 5, "given twice"),
        (vec![variables("", "\"x\"", "\"SOS1\", \"weights\": [null]")], 5, "weights[0] is null"),
        (vec![conditional(Z, "0", "\"SOS1\", \"weights\": [1, 2]")], 5, "a special ordered set of sums"),
        (vec![conditional("", "0", ON_ONE)], 5, "an indicator that is no variable"),
        (vec![conditional(twice, "0", ON_ONE)], 5, "an indicator that is no variable"),
        (vec![conditional(Z, "1", ON_ONE)], 5, "an indicator that is no variable"),
        (vec![conditional(&format!("{Z} {Z}"), "0", ON_ONE)], 5, "an indicator that is no variable"),
        (vec![on("y", "\"Integer\""), conditional(&x, "0", ON_ONE)], 6, "a binary column"),
        (vec![variables("", "\"z\"", ON_ONE)], 5, "must have 2 entries, not 1"),
        (vec![conditional(Z, "0", &ON_ONE.replace("one", "ACTIVATE_ON_ONE"))], 5, "one of \"one\", \"zero\""),
        (
            vec![conditional(Z, "0", &ON_ONE.replace("LessThan", "Integer"))],
            5,
            "the set \"Integer\" of the Indicator",
        ),
        (
            vec![conditional(Z, "0", &ON_ONE.replace("LessThan", "Indicator"))],
            5,
            "\"Indicator\" of the Indicator",
        ),
    ] {
        let text = text(ANY, &constraints);
        let error = read(&text).unwrap_err();
        assert!(error.to_string().contains(expected), "{text}: {error}");
        assert_eq!(error.line, line, "{text}: {error}");
    }
}

#[test]
fn hostile_texts_are_read_or_refused_but_never_break_the_reader() {
    let mut read_texts = 0;
    for seed in 0..2000 {
        let mut random = Random(seed);
        let mut p = common::kinds::program(&mut random);
        common::kinds::keep_to(&mut p, Format::Mof);
        let text = write_with(&p, Format::Mof, WriteOptions::default()).unwrap().text;
        let mutated = common::mutate(&text, &mut random);
        match read(&mutated) {
            Ok(read) => {
                assert_eq!(read.validate(), Ok(()), "seed {seed}: {mutated}");
                read_texts += 1;
            }
            Err(error) => assert!(error.line >= 1 && error.column >= 1, "seed {seed}: {error}"),
        }
    }
    assert!(read_texts > 50, "{read_texts}");
}
