//! Version 2 of the JSON form: binary columns, parameters with values and a distribution.
#![allow(clippy::unwrap_used)] // helper functions of tests are not marked as tests

mod common;

use common::Random;
use hunch_model::json::{Document, JsonError, read_document, read_program, write_document, write_program};
use hunch_model::{AffineTerm, Kind, Target};

/// A text of that version with one column, and what may stand beside the columns.
fn text(version: u32, column: &str, rest: &str) -> String {
    format!(
        r#"{{"format": "hunch-program", "version": {version}, "columns": [{{"name": "x", "objective": 1{column}}}],
          "rows": [{{"lower": 2, "terms": [[0, 1]]}}]{rest}}}"#
    )
}

#[test]
fn a_binary_column_is_an_integer_one_between_0_and_1() {
    let bounds = |given: &str| {
        let p = read_program(&text(2, &format!(", \"kind\": \"binary\"{given}"), "")).unwrap();
        assert_eq!(p.columns[0].kind, Kind::Integer);
        (p.columns[0].lower, p.columns[0].upper)
    };
    assert_eq!(bounds(""), (0.0, 1.0));
    assert_eq!(bounds(", \"lower\": -3, \"upper\": 5"), (0.0, 1.0));
    assert_eq!(bounds(", \"lower\": null, \"upper\": null"), (0.0, 1.0));
    assert_eq!(bounds(", \"lower\": 1"), (1.0, 1.0));
    assert_eq!(bounds(", \"upper\": 0"), (0.0, 0.0));
    for (given, field, value) in [
        (", \"lower\": 2", "columns[0].lower", "2"),
        (", \"upper\": -1", "columns[0].upper", "-1"),
        (", \"lower\": 1, \"upper\": 0", "columns[0].lower", "1"),
    ] {
        let error = read_program(&text(2, &format!(", \"kind\": \"binary\"{given}"), "")).unwrap_err();
        assert_eq!((error.field(), error.value().as_deref()), (Some(field), Some(value)), "{error}");
        assert!(error.to_string().contains("binary"), "{error}");
    }
}

const DEMAND: &str = r#", "parametric": {"parameters": ["price", {"name": "demand", "value": 100}],
  "terms": [{"target": "cost", "column": 0, "parameter": 0, "coefficient": 2},
            {"target": "rowLower", "row": 0, "parameter": 1, "coefficient": 0.5}]}"#;

#[test]
fn a_program_is_its_base_and_its_terms_at_the_values_of_all_parameters() {
    let with_value = |price: &str| DEMAND.replace("\"price\"", price);
    let p = read_program(&text(2, "", &with_value(r#"{"name": "price", "value": -0.25}"#))).unwrap();
    assert_eq!((p.columns[0].objective, p.rows[0].lower), (0.5, 52.0));
    for price in ["\"price\"", "{\"name\": \"price\"}"] {
        let text = text(2, "", &with_value(price));
        let error = read_program(&text).unwrap_err();
        assert!(
            error.to_string().starts_with("parametric.parameters[0] (\"price\") has no value"),
            "{error}"
        );
        assert_eq!(error.field(), Some("parametric.parameters[0]"));
        assert_eq!(read_document(&text).unwrap().values, [None, Some(100.0)]);
    }
    let huge = text(2, "", &with_value(r#"{"name": "price", "value": 1e25}"#));
    assert!(matches!(read_program(&huge), Err(JsonError::Parametric(_))));
    for (wrong, field) in [
        (r#"{"name": "price", "value": null}"#, "parametric.parameters[0].value"),
        (r#"{"name": "price", "value": "7"}"#, "parametric.parameters[0].value"),
        (r#"{"name": "price", "values": 7}"#, "parametric.parameters[0].values"),
        (r#"{"value": 7}"#, "parametric.parameters[0].name"),
        ("7", "parametric.parameters[0]"),
    ] {
        let error = read_document(&text(2, "", &with_value(wrong))).unwrap_err();
        assert_eq!(error.field(), Some(field), "{error}");
    }
}

#[test]
fn values_are_put_in_before_a_tree_ties_columns() {
    let rest = r#", "parametric": {"parameters": [{"name": "t", "value": 3}],
        "terms": [{"target": "rowLower", "row": 0, "parameter": 0, "coefficient": 1}]},
        "tree": {"stages": ["now"], "nodes": [{"columns": []}], "groups": [[0, 1]]}"#;
    let text = text(2, "}, {\"name\": \"y\"", rest);
    let p = read_program(&text).unwrap();
    assert_eq!((p.rows.len(), p.rows[0].lower), (2, 5.0));
    assert_eq!((p.rows[1].lower, p.rows[1].upper), (0.0, 0.0));
}

#[test]
fn a_distribution_comes_back_and_what_is_wrong_with_it_is_named() {
    let with = |groups: &str| DEMAND.replacen('{', &format!("{{\"distribution\": {groups}, "), 1);
    for groups in [
        r#"[{"law": "ball", "parameters": [1, 0], "centre": [3, 0.1], "radius": 0.75}]"#,
        r#"[{"law": "box", "parameters": [0], "lower": [-1], "upper": [1e-3]},
            {"law": "normal", "parameters": [1], "mean": [2], "deviation": [0.3]}]"#,
        r#"[{"law": "discrete", "parameters": [0], "points": [[1], [2]], "weights": [0, 0.1]},
            {"law": "samples", "parameters": [1], "points": [[1], [2]]}]"#,
    ] {
        let document = read_document(&text(2, "", &with(groups))).unwrap();
        assert!(document.distribution.is_some());
        assert_eq!(read_document(&write_document(&document).unwrap()).unwrap(), document);
        assert_eq!(document.clone().into_parametric().distribution, document.distribution);
        let old = read_document(&text(1, "", &with(groups))).unwrap_err().to_string();
        assert!(old.contains("there is no such field"), "{old}");
    }
    for (groups, field) in [
        ("{}", "parametric.distribution"),
        (r#"[{"law": "cone"}]"#, "parametric.distribution[0].law"),
        (
            r#"[{"law": "ball", "parameters": [0, 2], "centre": [3, 0], "radius": 1}]"#,
            "parametric.distribution[0].parameters[1]",
        ),
        (r#"[{"law": "ball", "parameters": [0], "radius": 1}]"#, "parametric.distribution[0].centre"),
        (
            r#"[{"law": "samples", "parameters": [0], "points": [[1]], "weights": [1]}]"#,
            "parametric.distribution[0].weights",
        ),
        (r#"[{"law": "ball", "parameters": [0, 1], "centre": [3], "radius": 1}]"#, "distribution[0].centre"),
        (r#"[{"law": "ball", "parameters": [0], "centre": [3], "radius": 1}]"#, "distribution"),
    ] {
        let error = read_document(&text(2, "", &with(groups))).unwrap_err();
        assert_eq!(error.field(), Some(field), "{error}");
    }
}

#[test]
fn version_1_knows_neither_binary_columns_nor_values() {
    let binary = read_program(&text(1, ", \"kind\": \"binary\"", "")).unwrap_err();
    assert_eq!(binary.value().as_deref(), Some("\"binary\""));
    let valued = read_document(&text(1, "", DEMAND)).unwrap_err();
    assert_eq!(valued.field(), Some("parametric.parameters[1]"));
    // The same text in both versions is the same program.
    assert_eq!(read_program(&text(1, "", "")).unwrap(), read_program(&text(2, "", "")).unwrap());
}

#[test]
fn what_is_written_is_of_version_2_and_comes_back_with_its_values() {
    for seed in 0..200 {
        let mut random = Random(seed);
        let program = common::program(&mut random);
        let written = write_program(&program).unwrap();
        assert!(written.starts_with(r#"{"format":"hunch-program","version":2,"#), "{written}");
        let parameters: Vec<String> = (0..1 + random.below(3)).map(|k| format!("theta {k}")).collect();
        let values = parameters.iter().map(|_| random.chance(70).then(|| random.number() * 1e-15)).collect();
        let parameter = random.below(parameters.len());
        let terms = vec![AffineTerm { target: Target::Cost(0), parameter, coefficient: random.number() }];
        let document = Document { program, parameters, values, terms, ..Document::default() };
        let written = write_document(&document).unwrap();
        assert_eq!(read_document(&written).unwrap(), document, "seed {seed}: {written}");
        let theta: Option<Vec<f64>> = document.values.iter().copied().collect();
        match theta {
            Some(theta) => {
                let instance = document.clone().into_parametric().instantiate(&theta).unwrap();
                assert_eq!(read_program(&written).unwrap(), instance, "seed {seed}");
            }
            None => assert!(matches!(read_program(&written), Err(JsonError::NoValue { .. })), "seed {seed}"),
        }
    }
}
