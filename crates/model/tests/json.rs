//! The JSON form keeps its promises: exact round trips, typed refusals that name field and value.
#![allow(clippy::unwrap_used)] // helper functions of tests are not marked as tests

mod common;

use common::Random;
use hunch_model::json::{
    Document, JsonError, MAX_JSON_BYTES, read_document, read_program, read_solution, write_document,
    write_program, write_solution,
};
use hunch_model::tree::Node;
use hunch_model::{
    AffineTerm, Kind, ScenarioTree, Sense, Solution, Statistics, Status, Target, check, check_farkas,
};

#[test]
fn programs_come_back_bit_by_bit() {
    for seed in 0..500 {
        let mut random = Random(seed);
        let mut p = common::program(&mut random);
        if random.chance(30) {
            p.quadratic = Some(common::quadratic(&mut random, &p));
        }
        let text = write_program(&p).unwrap();
        assert_eq!(read_program(&text).unwrap(), p, "seed {seed}: {text}");
    }
}

#[test]
fn parameters_and_trees_come_back_too() {
    for seed in 0..200 {
        let mut random = Random(seed);
        let program = common::program(&mut random);
        let columns = program.columns.len();
        let parameters: Vec<String> = (0..1 + random.below(3)).map(|k| format!("theta {k}")).collect();
        let mut terms = Vec::new();
        for _ in 0..random.below(6) {
            let column = random.below(columns);
            let target = match random.below(4) {
                0 => Target::Offset,
                1 if !program.rows.is_empty() => {
                    Target::Coefficient(random.below(program.rows.len()), column)
                }
                2 if program.columns[column].upper.is_finite() => Target::ColumnUpper(column),
                _ => Target::Cost(column),
            };
            let coefficient = random.number();
            terms.push(AffineTerm { target, parameter: random.below(parameters.len()), coefficient });
        }
        let tree = ScenarioTree {
            stages: vec!["first".into(), "second".into()],
            nodes: vec![
                Node { parent: None, probability: 1.0, columns: vec![0] },
                Node { parent: Some(0), probability: 0.25, columns: (1..columns).collect() },
                Node { parent: Some(0), probability: 0.75, columns: vec![] },
            ],
            groups: if columns > 1 { vec![vec![0, 1]] } else { vec![] },
        };
        let values = parameters.iter().map(|_| None).collect();
        let document =
            Document { program, parameters, values, terms, tree: Some(tree), ..Document::default() };
        let text = write_document(&document).unwrap();
        assert_eq!(read_document(&text).unwrap(), document, "seed {seed}: {text}");
        let message = read_program(&text).unwrap_err().to_string();
        assert!(message.contains("parametric.parameters"), "{message}");
        let theta = vec![0.0; document.parameters.len()];
        let mut base = document.program.clone();
        document.tree.as_ref().unwrap().tie(&mut base);
        assert_eq!(document.into_parametric().instantiate(&theta).unwrap(), base);
    }
}

#[test]
fn bounds_of_1e20_and_more_are_absent_and_pointing_the_wrong_way_they_are_refused() {
    for (size, is_infinite) in [("1e19", false), ("1e20", true), ("1e30", true), ("1e300", true)] {
        let bound = |sign: f64| if is_infinite { sign * f64::INFINITY } else { sign * 1e19 };
        let text = SMALL.replace("\"upper\": 2", &format!("\"lower\": -{size}, \"upper\": {size}"));
        let text = text.replace("\"upper\": 3", &format!("\"lower\": -{size}, \"upper\": {size}"));
        let p = read_program(&text).unwrap();
        assert_eq!((p.columns[0].lower, p.columns[0].upper), (bound(-1.0), bound(1.0)), "{size}");
        assert_eq!((p.rows[0].lower, p.rows[0].upper), (bound(-1.0), bound(1.0)), "{size}");
    }
    refused("\"upper\": 2", "\"lower\": 1e20", "columns[0].lower", "100000000000000000000");
    refused("\"upper\": 2", "\"upper\": -1e20", "columns[0].upper", "-100000000000000000000");
    refused("\"upper\": 3", "\"upper\": -1e20", "rows[0].upper", "-100000000000000000000");
    refused("\"upper\": 3", "\"lower\": 1e20", "rows[0].lower", "100000000000000000000");
}

#[test]
fn costs_coefficients_and_constants_of_1e20_and_more_are_refused() {
    let huge = "100000000000000000000";
    refused("\"objective\": 2", "\"objective\": 1e20", "columns[0].objective", huge);
    refused("[1, 1]", "[1, -1e20]", "rows[0].terms[1][1]", "-100000000000000000000");
    refused("\"rows\": [", "\"offset\": 1e20, \"rows\": [", "offset", huge);
    refused("\"rows\": [", "\"quadratic\": [[0, 0, 1e20]], \"rows\": [", "quadratic[0][2]", huge);
}

#[test]
fn names_that_are_left_out_give_way_to_given_ones() {
    let p = read_program(&SMALL.replace("\"name\": \"x\"", "\"name\": \"x1\"")).unwrap();
    assert_eq!((p.columns[0].name.as_str(), p.columns[1].name.as_str()), ("x1", "x1_1"));
}

/// max 2x + z, x + z <= 3, x integer in [0, 2], z >= 0 by default.
const SMALL: &str = r#"{"format": "hunch-program", "version": 1, "sense": "maximize",
  "columns": [{"name": "x", "objective": 2, "upper": 2, "kind": "integer"}, {"objective": 1}],
  "rows": [{"upper": 3, "terms": [[0, 1], [1, 1]]}]}"#;

#[test]
fn defaults_are_the_documented_ones() {
    let p = read_program(SMALL).unwrap();
    assert_eq!((p.sense, p.offset, p.name.as_str()), (Sense::Maximize, 0.0, ""));
    assert_eq!((p.columns[1].name.as_str(), p.rows[0].name.as_str()), ("x1", "r0"));
    assert_eq!((p.columns[0].lower, p.columns[1].upper), (0.0, f64::INFINITY));
    assert_eq!((p.columns[0].kind, p.columns[1].kind), (Kind::Integer, Kind::Continuous));
    assert_eq!((p.rows[0].lower, p.rows[0].upper), (f64::NEG_INFINITY, 3.0));
    assert_eq!(check(&p, &[2.0, 1.0]).objective, 5.0);
    let free = SMALL.replace(r#""objective": 1"#, r#""objective": 1, "lower": null"#);
    assert_eq!(read_program(&free).unwrap().columns[1].lower, f64::NEG_INFINITY);
}

/// `SMALL` with `old` replaced by `new` must be refused, naming `field` and `value`.
fn refused(old: &str, new: &str, field: &str, value: &str) {
    assert!(SMALL.contains(old), "{old}");
    let error = read_program(&SMALL.replacen(old, new, 1)).unwrap_err();
    assert_eq!(error.field(), Some(field), "{error}");
    assert_eq!(error.value().as_deref(), Some(value), "{error}");
}

#[test]
fn each_wrong_field_is_named_with_its_value() {
    refused("hunch-program", "hunch-solution", "format", "\"hunch-solution\"");
    refused("\"version\": 1", "\"version\": 3", "version", "3");
    refused("\"version\": 1", "\"version\": 1.5", "version", "1.5");
    refused("\"version\": 1", "\"version\": 0", "version", "0");
    refused("\"version\": 1", "\"version\": \"1\"", "version", "\"1\"");
    refused("\"version\": 1, ", "", "version", "null");
    refused("maximize", "max", "sense", "\"max\"");
    refused("integer", "binary", "columns[0].kind", "\"binary\"");
    refused("\"objective\": 1", "\"objectve\": 1", "columns[1].objectve", "1");
    refused("\"objective\": 1", "\"objective\": null", "columns[1].objective", "null");
    refused("\"objective\": 1", "\"objective\": \"1\"", "columns[1].objective", "\"1\"");
    refused("\"objective\": 1", "\"name\": 1", "columns[1].name", "1");
    refused("\"objective\": 2", "\"name\": \"y\"", "columns[0].name", "\"y\"");
    refused("\"upper\": 3", "\"upper\": true", "rows[0].upper", "true");
    refused("[1, 1]", "[2, 1]", "rows[0].terms[1][0]", "2");
    refused("[1, 1]", "[-1, 1]", "rows[0].terms[1][0]", "-1");
    refused("[1, 1]", "[0.5, 1]", "rows[0].terms[1][0]", "0.5");
    refused("[1, 1]", "[0, 1]", "rows[0].terms[1][0]", "0");
    refused("[1, 1]", "[1, {}]", "rows[0].terms[1][1]", "an object");
    refused("[1, 1]", "[1]", "rows[0].terms[1]", "a list of 1");
    refused("\"rows\": [", "\"quadratic\": [[0, 1, 1]], \"rows\": [", "quadratic[0][1]", "1");
    let duplicate = SMALL.replace("{\"objective\": 1}", "{\"name\": \"x\"}");
    assert!(matches!(read_program(&duplicate), Err(JsonError::Program(_))));
    let message = read_program("[]").unwrap_err().to_string();
    assert!(message.contains("must be an object"), "{message}");
}

#[test]
fn text_that_is_not_json_or_too_large_is_refused() {
    assert!(matches!(read_program("{\n  \"format\": }"), Err(JsonError::Syntax { line: 2, .. })));
    assert!(matches!(read_program(&SMALL[..80]), Err(JsonError::Syntax { .. })));
    let deep = "[".repeat(100_000);
    assert!(matches!(read_program(&deep), Err(JsonError::Syntax { .. })));
    let huge = " ".repeat(MAX_JSON_BYTES + 1);
    assert!(matches!(read_program(&huge), Err(JsonError::Limit { .. })));
    // 1e400 is JSON, but no double.
    assert!(read_program(&SMALL.replace("\"upper\": 3", "\"upper\": 1e400")).is_err());
}

#[test]
fn solutions_come_back_with_their_proofs() {
    let statistics = Statistics { seconds: 0.25, work: 1 << 40, nodes: 3, iterations: 17 };
    let mut solution = Solution::with_values(vec![2.0, 1.0], 5.0, Some(5.0), Sense::Maximize, statistics);
    solution.duals = Some(vec![1.0]);
    solution.reduced_costs = Some(vec![1.0, 0.1 + 0.2]);
    assert_eq!(read_solution(&write_solution(&solution)).unwrap(), solution);
    let mut infeasible = Solution::without_values(Status::Infeasible, None, Statistics::default());
    infeasible.farkas = Some(vec![1.0]);
    let back = read_solution(&write_solution(&infeasible)).unwrap();
    assert_eq!(back, infeasible);
    // What a file claims is checked, not believed: the small program is feasible.
    assert!(!check_farkas(&read_program(SMALL).unwrap(), &back.farkas.unwrap()).proven);
    let wrong = write_solution(&solution).replace("\"work\":", "\"wrok\":");
    assert_eq!(read_solution(&wrong).unwrap_err().field(), Some("statistics.wrok"));
    let unbounded = Solution { bound: Some(f64::NEG_INFINITY), ..infeasible };
    assert_eq!(read_solution(&write_solution(&unbounded)).unwrap().bound, None);
}

#[test]
fn mutated_texts_are_read_or_refused_but_never_break_the_reader() {
    for seed in 0..2000 {
        let mut random = Random(seed);
        let mut bytes = write_program(&common::program(&mut random)).unwrap().into_bytes();
        for _ in 0..1 + random.below(4) {
            let at = random.below(bytes.len());
            match random.below(3) {
                0 => bytes[at] = b"{}[],:\"0159-e.ntf "[random.below(18)],
                1 => drop(bytes.remove(at)),
                _ => bytes.truncate(at.max(1)),
            }
        }
        if let Ok(text) = String::from_utf8(bytes)
            && let Ok(p) = read_program(&text)
        {
            assert_eq!(p.validate(), Ok(()), "seed {seed}: {text}");
        }
    }
}

#[test]
fn a_binary_column_stays_one_whatever_parameters_make_of_its_bounds() {
    let text = r#"{"format":"hunch-program","version":2,"columns":[{"kind":"binary"}],"rows":[],
        "parametric":{"parameters":[{"name":"most","value":4}],
        "terms":[{"target":"columnUpper","column":0,"parameter":0,"coefficient":1}]}}"#;
    let program = read_program(text).unwrap();
    assert_eq!((program.columns[0].lower, program.columns[0].upper), (0.0, 1.0));
}
