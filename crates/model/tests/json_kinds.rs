//! Semi-continuous columns, sets, indicators, piecewise-linear terms, objectives and lazy rows in JSON: what
//! is read, with which defaults, what is refused at which field, and that all of it comes back.
#![allow(clippy::unwrap_used)] // helper functions of tests are not marked as tests

mod common;

use common::Random;
use hunch_model::json::{Document, JsonError, read_document, read_program, write_document, write_program};
use hunch_model::{
    AffineTerm, Degradation, Feature, Indicator, Kind, Objective, PiecewiseLinear, ScenarioTree, Sense,
    SetOrder, SpecialOrderedSet, Target,
};

const PARTS: &str = r#"
  "quadratic": [[0, 0, 2], [1, 0, -1]],
  "sos": [{"name": "s", "type": 2, "members": [[0, 1], [1, 2.5]]}, {"type": 1, "members": []}],
  "indicators": [{"column": 2, "value": 0, "row": 1}],
  "piecewise": [{"argument": 0, "value": 1, "points": [[0, 1], [2, -3], [4, 0]]}],
  "objectives": [{"terms": [[1, 2]], "degradation": {"relative": 0.1}},
                 {"name": "risk", "sense": "minimize", "offset": 3, "terms": []}],
  "degradation": {"absolute": 0.5},
  "lazy": [1]"#;

fn text(version: u32, parts: &str) -> String {
    format!(
        r#"{{"format": "hunch-program", "version": {version}, "sense": "maximize",
  "columns": [{{"kind": "semicontinuous", "lower": 1, "upper": 4}}, {{"kind": "semiinteger", "upper": 9}},
              {{"kind": "binary"}}],
  "rows": [{{"upper": 3, "terms": [[0, 1], [1, 1]]}}, {{"lower": 2, "terms": [[0, 1]]}}],{parts}}}"#
    )
}

#[test]
fn every_part_is_read_with_its_defaults() {
    let p = read_program(&text(2, PARTS)).unwrap();
    let kinds: Vec<Kind> = p.columns.iter().map(|c| c.kind).collect();
    assert_eq!(kinds, [Kind::SemiContinuous, Kind::SemiInteger, Kind::Integer]);
    assert_eq!((p.columns[0].lower, p.columns[0].upper, p.columns[1].lower), (1.0, 4.0, 0.0));
    assert_eq!(
        p.sets,
        [
            SpecialOrderedSet { name: "s".into(), order: SetOrder::Two, members: vec![(0, 1.0), (1, 2.5)] },
            SpecialOrderedSet { name: String::new(), order: SetOrder::One, members: vec![] },
        ]
    );
    assert_eq!(p.indicators, [Indicator { column: 2, active_at_one: false, row: 1 }]);
    let points = vec![(0.0, 1.0), (2.0, -3.0), (4.0, 0.0)];
    assert_eq!(p.piecewise, [PiecewiseLinear { name: String::new(), argument: 0, value: 1, points }]);
    let first = Objective {
        sense: Sense::Maximize,
        terms: vec![(1, 2.0)],
        degradation: Degradation { absolute: 0.0, relative: 0.1 },
        ..Objective::default()
    };
    let second = Objective { name: "risk".into(), offset: 3.0, ..Objective::default() };
    assert_eq!(p.objectives, [first, second]);
    assert_eq!(p.degradation, Degradation { absolute: 0.5, relative: 0.0 });
    assert_eq!(p.lazy_rows, [1]);
    assert_eq!(p.features().len(), 7, "{:?}", p.features());
    let null = ["sos", "indicators", "piecewise", "objectives", "degradation", "lazy"]
        .map(|name| format!("\"{name}\": null"))
        .join(", ");
    assert_eq!(read_program(&text(2, &null)).unwrap().features(), [Feature::SemiContinuous]);
}

#[test]
fn version_1_knows_none_of_it() {
    for name in ["sos", "indicators", "piecewise", "objectives", "degradation", "lazy"] {
        let error = read_document(&text(1, &format!("\"{name}\": []"))).unwrap_err();
        assert_eq!(error.field(), Some(name));
        assert!(error.to_string().contains("there is no such field"), "{error}");
    }
    let error = read_document(&text(1, "\"name\": \"\"")).unwrap_err();
    assert!(error.to_string().contains("must be one of \"continuous\", \"integer\""), "{error}");
}

#[test]
fn each_mistake_is_named_with_its_field_and_value() {
    for (old, new, field, value) in [
        ("\"type\": 2", "\"type\": 3", "sos[0].type", "3"),
        ("\"type\": 2, ", "", "sos[0].type", "null"),
        ("[1, 2.5]", "[3, 2.5]", "sos[0].members[1][0]", "3"),
        ("[1, 2.5]", "[1, 1e20]", "sos[0].members[1][1]", "100000000000000000000"),
        ("[1, 2.5]", "[1]", "sos[0].members[1]", "a list of 1"),
        ("[1, 2.5]", "[0, 2.5]", "sos[0].members", "x0"),
        ("[1, 2.5]", "[1, 1]", "sos[0].members", "1"),
        ("\"name\": \"s\"", "\"weight\": 1", "sos[0].weight", "1"),
        ("\"column\": 2", "\"column\": 1", "indicators[0].column", "x1"),
        ("\"column\": 2", "\"column\": 3", "indicators[0].column", "3"),
        ("\"value\": 0", "\"value\": true", "indicators[0].value", "true"),
        ("\"row\": 1", "\"row\": 2", "indicators[0].row", "2"),
        ("\"row\": 1}", "\"row\": 1}, {\"column\": 2, \"value\": 1, \"row\": 1}", "indicators[1].row", "r1"),
        ("\"argument\": 0", "\"argument\": 1", "piecewise[0].value", "x1"),
        ("[2, -3]", "[0, -3]", "piecewise[0].points[1][0]", "0"),
        ("[2, -3]", "[2, null]", "piecewise[0].points[1][1]", "null"),
        ("[[0, 1], [2, -3], [4, 0]]", "[[0, 1]]", "piecewise[0].points", "a list of 1"),
        ("\"terms\": [[1, 2]]", "\"terms\": [[1, 2], [1, 3]]", "objectives[0].terms", "x1"),
        ("\"terms\": [[1, 2]], ", "", "objectives[0].terms", "null"),
        ("\"sense\": \"minimize\"", "\"sense\": \"min\"", "objectives[1].sense", "\"min\""),
        ("\"offset\": 3", "\"offset\": null", "objectives[1].offset", "null"),
        ("\"relative\": 0.1", "\"relative\": -1", "objectives[0].degradation.relative", "-1"),
        ("\"absolute\": 0.5", "\"absolute\": -2", "degradation.absolute", "-2"),
        ("\"absolute\": 0.5", "\"share\": 1", "degradation.share", "1"),
        ("\"lazy\": [1]", "\"lazy\": [2]", "lazy[0]", "2"),
        ("\"lazy\": [1]", "\"lazy\": [1, 1]", "lazy[1]", "r1"),
        ("\"lazy\": [1]", "\"lazy\": 1", "lazy", "1"),
    ] {
        assert!(PARTS.contains(old), "{old}");
        let error = read_document(&text(2, &PARTS.replacen(old, new, 1))).unwrap_err();
        assert_eq!((error.field(), error.value().as_deref()), (Some(field), Some(value)), "{error}");
    }
    let many = format!("\"objectives\": [{}]", ["{\"terms\": []}"; 1001].join(","));
    assert!(matches!(read_document(&text(2, &many)), Err(JsonError::Limit { limit: 1000, .. })));
}

#[test]
fn random_programs_come_back_bit_by_bit() {
    let mut seen = 0;
    for seed in 0..600 {
        let p = common::kinds::program(&mut Random(seed));
        seen |= p.features().iter().fold(0, |bits, &feature| bits | 1 << feature as usize);
        let text = write_program(&p).unwrap();
        assert_eq!(read_program(&text).unwrap(), p, "seed {seed}: {text}");
        let document = Document { program: p, ..Document::default() };
        assert_eq!(read_document(&write_document(&document).unwrap()).unwrap(), document, "seed {seed}");
    }
    assert_eq!(seen, 0b111_1111, "every part occurs");
}

/// The column of the indicator is made binary by its kind or by its bounds alone; a parameter moves the upper
/// one.
fn moved(kind: &str, value: f64) -> String {
    format!(
        r#"{{"format": "hunch-program", "version": 2, "columns": [{{"kind": "{kind}", "upper": 1}}, {{"kind": "semicontinuous", "lower": 2, "upper": 3}}],
  "rows": [{{"upper": 3, "terms": [[1, 1]]}}], "indicators": [{{"column": 0, "value": 1, "row": 0}}], "lazy": [0],
  "sos": [{{"type": 1, "members": [[1, 1]]}}], "objectives": [{{"terms": [[1, 1]]}}],
  "parametric": {{"parameters": [{{"name": "t", "value": {value}}}],
    "terms": [{{"target": "columnUpper", "column": 0, "parameter": 0, "coefficient": 1}},
              {{"target": "columnUpper", "column": 1, "parameter": 0, "coefficient": 1}},
              {{"target": "rowUpper", "row": 0, "parameter": 0, "coefficient": 1}}]}}}}"#
    )
}

#[test]
fn parameters_leave_it_as_it_is_and_an_indicators_column_binary() {
    for kind in ["binary", "integer"] {
        let document = read_document(&moved(kind, 4.0)).unwrap();
        let back = read_document(&write_document(&document).unwrap()).unwrap();
        assert_eq!(back, document, "binary columns are written as such");
        for theta in [0.0, -0.5, 4.0] {
            let result = read_program(&moved(kind, theta));
            let program = match (kind, theta > 0.0) {
                ("integer", true) => {
                    let error = result.unwrap_err();
                    assert!(error.to_string().contains("indicators[0].column is x0"), "{error}");
                    let parametric = document.clone().into_parametric();
                    assert!(parametric.instantiate(&[theta]).is_err());
                    continue;
                }
                _ => result.unwrap(),
            };
            assert_eq!(program.columns[0].upper, (1.0 + theta).min(1.0));
            assert_eq!(
                (program.columns[1].kind, program.columns[1].upper),
                (Kind::SemiContinuous, 3.0 + theta)
            );
            assert_eq!(program.rows[0].upper, 3.0 + theta);
            assert_eq!(program.indicators, document.program.indicators);
            assert_eq!(
                (&program.sets, &program.objectives),
                (&document.program.sets, &document.program.objectives)
            );
            assert_eq!(program.lazy_rows, [0]);
        }
    }
}

#[test]
fn a_scenario_tree_ties_columns_and_leaves_the_rest_alone() {
    for seed in 0..100 {
        let program = common::kinds::program(&mut Random(seed));
        let columns = program.columns.len();
        if columns < 2 {
            continue;
        }
        let tree = ScenarioTree {
            stages: vec!["now".into()],
            nodes: vec![hunch_model::tree::Node { parent: None, probability: 1.0, columns: vec![] }],
            groups: vec![vec![0, columns - 1]],
        };
        let terms = vec![AffineTerm { target: Target::Cost(0), parameter: 0, coefficient: 2.0 }];
        let (parameters, values) = (vec!["t".into()], vec![Some(3.0)]);
        let document = Document {
            program: program.clone(),
            parameters,
            values,
            terms,
            tree: Some(tree),
            ..Document::default()
        };
        let written = write_document(&document).unwrap();
        assert_eq!(read_document(&written).unwrap(), document, "seed {seed}");
        let tied = read_program(&written).unwrap();
        assert_eq!(tied.rows.len(), program.rows.len() + 1);
        assert_eq!(tied.columns[0].objective, program.columns[0].objective + 6.0);
        assert_eq!(
            (
                &tied.sets,
                &tied.indicators,
                &tied.piecewise,
                &tied.objectives,
                tied.degradation,
                &tied.lazy_rows
            ),
            (
                &program.sets,
                &program.indicators,
                &program.piecewise,
                &program.objectives,
                program.degradation,
                &program.lazy_rows
            ),
        );
        assert_eq!(tied.quadratic, program.quadratic);
        assert_eq!(tied.validate(), Ok(()));
    }
}
