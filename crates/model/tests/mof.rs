//! MathOptFormat is read as its schema says: the files of `tests/cases/mof`, every refusal with its place,
//! and hostile texts. The files' optima are tested in `pkg/test/text.test.mjs` too.
#![allow(clippy::unwrap_used, clippy::panic)] // helper functions of tests are not marked as tests

mod common;

use common::Random;
use hunch_model::io::{Format, LoadError, Problem, ReadOptions, Reading, load, load_with, lp, mof};
use hunch_model::{Kind, Program, Sense, check};
use std::path::Path;

const INF: f64 = f64::INFINITY;

fn case(name: &str, options: ReadOptions) -> Result<Reading, LoadError> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/mof").join(name);
    load_with(&std::fs::read(path).unwrap(), Format::from_file_name(name), options)
}

/// The files, the same programs as CPLEX-LP, and their best points.
const CASES: [(&str, &str, &[f64], f64); 3] = [
    (
        "shop.mof.json",
        "max 3 chairs + 5 tables st wood: 2 chairs + 4 tables <= 20\nbounds\nchairs <= 4\ngeneral chairs tables\nend",
        &[4.0, 3.0],
        27.0,
    ),
    (
        "every-set.mof.json",
        "min 3 x + 3 y - z + 0 w + 10 st need: x + y >= 5\nband: -3 <= 1.5 y - z <= 6\nsame: x - 2 w = 0\n\
         bounds\n1 <= y <= 4\n-inf <= z <= -1\ngeneral z\nbinary w\nend",
        &[2.0, 3.0, -1.0, 1.0],
        26.0,
    ),
    (
        "vectors.mof.json",
        "max a + 2 b + 3 c st cap[1]: a + b + c <= 10\ncap[2]: a <= 4\ntie: b - c = 0\nend",
        &[0.0, 5.0, 5.0],
        25.0,
    ),
];

#[test]
fn every_file_is_the_program_that_it_states() {
    for (name, text, best, objective) in CASES {
        let reading = case(name, ReadOptions { strict: true }).unwrap_or_else(|e| panic!("{name}: {e}"));
        let mut expected = lp::read(text).unwrap();
        expected.name.clone_from(&reading.program.name);
        assert_eq!(reading.program, expected, "{name}");
        let checked = check(&reading.program, best);
        assert!(checked.feasible, "{name}");
        assert_eq!(checked.objective, objective, "{name}");
        let written = mof::write(&reading.program).unwrap();
        assert_eq!(mof::read(&written).unwrap(), reading.program, "{written}");
    }
    assert_eq!(case("shop.mof.json", ReadOptions::default()).unwrap().program.name, "shop");
}

#[test]
fn what_is_doubtful_is_said_with_its_place() {
    let reading = case("doubtful.mof.json", ReadOptions::default()).unwrap();
    let said: Vec<_> = reading.warnings.iter().map(|w| (w.doubt.kind(), w.line, w.column)).collect();
    let expected = [
        ("assumed", 2, 14),       // the version
        ("ignored", 3, 17),       // the start
        ("assumed", 4, 17),       // the name
        ("ignored", 7, 5),        // the name of a bound
        ("ignored", 8, 5),        // the dual start
        ("ignored", 8, 5),        // the field `upper` of `GreaterThan`
        ("constant-moved", 8, 5), // 3.3 - 0.1
    ];
    assert_eq!(said, expected, "{:#?}", reading.warnings);
    let messages: Vec<String> = reading.warnings.iter().map(ToString::to_string).collect();
    assert!(messages[1].contains("variables[0].primal_start"), "{}", messages[1]);
    assert!(messages[3].contains("\"floor\" (constraints[0])"), "{}", messages[3]);
    assert!(messages[5].contains("constraints[1].set.upper"), "{}", messages[5]);
    let names: Vec<&str> = reading.program.columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["x", "x1"]);
    assert_eq!((reading.program.columns[0].lower, reading.program.columns[1].lower), (1.0, -INF));
    assert_eq!(reading.program.rows[0].lower, 3.3 - 0.1);
    let Err(LoadError::Text(error)) = case("doubtful.mof.json", ReadOptions { strict: true }) else {
        panic!()
    };
    assert!(matches!(error.problem, Problem::Doubtful(_)));
    assert_eq!((error.line, error.column), (2, 14));
}

/// min x over x, y and what is given.
fn text(constraints: &str) -> String {
    format!(
        r#"{{"version": {{"major": 1, "minor": 2}}, "variables": [{{"name": "x"}}, {{"name": "y"}}],
"objective": {{"sense": "min", "function": {{"type": "Variable", "name": "x"}}}},
"constraints": [
{constraints}]}}"#
    )
}

fn on(name: &str, set: &str) -> String {
    format!(r#"{{"function": {{"type": "Variable", "name": "{name}"}}, "set": {{"type": {set}}}}}"#)
}

fn affine(name: &str, constant: &str, set: &str) -> String {
    format!(
        r#"{{{name}"function": {{"type": "ScalarAffineFunction", "constant": {constant},
  "terms": [{{"coefficient": 1, "variable": "x"}}]}}, "set": {{"type": {set}}}}}"#
    )
}

fn program(constraints: &[String]) -> Program {
    let text = text(&constraints.join(",\n"));
    let reading =
        mof::read_with(&text, ReadOptions { strict: true }).unwrap_or_else(|e| panic!("{text}: {e}"));
    reading.program
}

#[test]
fn variables_are_free_and_all_their_bounds_hold() {
    let x = |sets: &[&str]| {
        let p = program(&sets.iter().map(|set| on("x", set)).collect::<Vec<_>>());
        assert_eq!((p.columns[1].lower, p.columns[1].upper), (-INF, INF));
        (p.columns[0].lower, p.columns[0].upper, p.columns[0].kind == Kind::Integer)
    };
    assert_eq!(x(&[]), (-INF, INF, false));
    assert_eq!(x(&["\"GreaterThan\", \"lower\": 1", "\"GreaterThan\", \"lower\": 0"]), (1.0, INF, false));
    assert_eq!(x(&["\"LessThan\", \"upper\": -2"]), (-INF, -2.0, false));
    assert_eq!(x(&["\"EqualTo\", \"value\": 7", "\"Integer\""]), (7.0, 7.0, true));
    assert_eq!(x(&["\"ZeroOne\""]), (0.0, 1.0, true));
    assert_eq!(x(&["\"ZeroOne\"", "\"Interval\", \"lower\": -5, \"upper\": 0.5"]), (0.0, 0.5, true));
    assert_eq!(x(&["\"GreaterThan\", \"lower\": 2", "\"LessThan\", \"upper\": 1"]), (2.0, 1.0, false));
    assert_eq!(x(&["\"Interval\", \"lower\": -1e30, \"upper\": 1e20"]), (-INF, INF, false));
}

#[test]
fn constants_go_to_the_right_and_rows_without_names_are_called_by_their_place() {
    let p = program(&[
        affine("\"name\": \"r2\", ", "-4", "\"Interval\", \"lower\": 1, \"upper\": 2"),
        affine("", "1e3", "\"EqualTo\", \"value\": 1"),
        affine("", "0.5", "\"LessThan\", \"upper\": 1e25"),
    ]);
    let rows: Vec<_> = p.rows.iter().map(|r| (r.name.as_str(), r.lower, r.upper)).collect();
    assert_eq!(rows, [("r2", 5.0, 6.0), ("r1", -999.0, -999.0), ("r2_1", -INF, INF)]);
}

#[test]
fn senses_and_objectives_are_those_of_the_format() {
    let with = |objective: &str| {
        let text = text("");
        let start = text.find("\"objective\"").unwrap();
        let end = text.find(",\n\"constraints\"").unwrap();
        let text = format!("{}\"objective\": {objective}{}", &text[..start], &text[end..]);
        mof::read_with(&text, ReadOptions::default())
    };
    let feasibility = with("{\"sense\": \"feasibility\"}").unwrap();
    assert_eq!((feasibility.program.sense, feasibility.program.columns[0].objective), (Sense::Minimize, 0.0));
    assert!(feasibility.warnings.is_empty());
    for (objective, kind) in
        [("{\"sense\": \"max\"}", "assumed"), ("{\"sense\": \"feasibility\", \"function\": 1}", "ignored")]
    {
        let reading = with(objective).unwrap();
        assert_eq!(reading.warnings[0].doubt.kind(), kind);
        assert_eq!(reading.program.columns[0].objective, 0.0);
    }
    let constant = with(
        "{\"sense\": \"max\", \"function\": {\"type\": \"ScalarAffineFunction\", \"terms\": [], \"constant\": -2}}",
    );
    assert_eq!(constant.unwrap().program.offset, -2.0);
    for (wrong, expected) in [
        ("{\"sense\": \"minimize\"}", "must be one of"),
        (
            "{\"sense\": \"min\", \"function\": {\"type\": \"VectorOfVariables\", \"variables\": []}}",
            "without entries",
        ),
        (
            "{\"sense\": \"min\", \"function\": {\"type\": \"VectorNonlinearFunction\"}}",
            "\"VectorNonlinearFunction\" of the objective",
        ),
        ("7", "objective is 7"),
    ] {
        let error = with(wrong).unwrap_err();
        assert!(error.to_string().contains(expected) && error.line == 2, "{wrong}: {error}");
    }
}

#[test]
fn functions_and_sets_of_other_kinds_of_programs_are_refused_by_name_and_place() {
    let refused = |constraint: &str, expected: &[&str]| {
        let text = text(&format!("{},\n{constraint}", on("y", "\"Integer\"")));
        let error = mof::read(&text).unwrap_err();
        let message = error.to_string();
        assert!(expected.iter().all(|e| message.contains(e)), "{constraint}: {message}");
        assert_eq!((error.line, error.column), (5, 1), "{message}");
        error.problem
    };
    for set in [
        "\"Parameter\", \"value\": 1",
        "\"Reified\", \"set\": {\"type\": \"Integer\"}",
        "\"SecondOrderCone\", \"dimension\": 3",
        "\"Complements\", \"dimension\": 2",
        "\"AllDifferent\", \"dimension\": 2",
    ] {
        let name = set.split(',').next().unwrap();
        let named = on("x", set).replacen('{', "{\"name\": \"c7\", ", 1);
        let owner = "of the constraint \"c7\" (constraints[1])";
        assert!(matches!(refused(&named, &[name, owner]), Problem::Unsupported { .. }));
        assert!(matches!(refused(&on("x", set), &[name, "of constraints[1]"]), Problem::Unsupported { .. }));
    }
    for function in
        ["ScalarQuadraticFunction", "ScalarNonlinearFunction", "VectorNonlinearFunction", "SingleVariable"]
    {
        let constraint =
            format!("{{\"function\": {{\"type\": \"{function}\"}}, \"set\": {{\"type\": \"Integer\"}}}}");
        assert!(matches!(refused(&constraint, &[function, "constraints[1]"]), Problem::Unsupported { .. }));
    }
    let whole = affine("\"name\": \"w\", ", "0", "\"Integer\"");
    assert!(matches!(refused(&whole, &["integer value", "\"w\""]), Problem::Unsupported { .. }));
    refused(&affine("", "0", "\"Zeros\", \"dimension\": 1"), &["set of numbers"]);
    let vector = |set: &str| {
        format!(
            "{{\"function\": {{\"type\": \"VectorOfVariables\", \"variables\": [\"x\"]}}, \"set\": {{\"type\": {set}}}}}"
        )
    };
    refused(&vector("\"Integer\""), &["set of vectors"]);
    refused(&vector("\"Zeros\", \"dimension\": 2"), &["dimension must be 1"]);
}

#[test]
fn each_wrong_field_is_named_with_its_place() {
    let good = text(
        &[
            on("x", "\"GreaterThan\", \"lower\": 1"),
            affine("\"name\": \"c\", ", "0", "\"EqualTo\", \"value\": 2"),
        ]
        .join(",\n"),
    );
    mof::read(&good).unwrap();
    for (old, new, expected, line) in [
        ("\"major\": 1", "\"major\": 0", "version.major is 0", 1),
        ("\"major\": 1, ", "", "version.major is null", 1),
        ("{\"name\": \"y\"}", "{\"name\": \"x\"}", "the variable \"x\" is given twice", 1),
        ("{\"name\": \"y\"}", "{\"name\": 3}", "variables[1].name is 3", 1),
        ("{\"name\": \"y\"}", "{\"name\": \"y\", \"name\": \"z\"}", "given twice", 1),
        ("\"variables\"", "\"variable\"", "variables is null; it must be an array", 1),
        ("\"name\": \"x\"}},", "\"name\": \"q\"}},", "no variable named \"q\"", 2),
        ("\"lower\": 1", "\"lower\": \"1\"", "constraints[0].set.lower is \"1\"", 4),
        ("\"lower\": 1", "\"lower\": 1e20", "constraints[0].set.lower", 4),
        ("\"lower\": 1", "\"low\": 1", "constraints[0].set.lower is null", 4),
        ("\"value\": 2", "\"value\": 1e20", "constraints[1].set.value", 5),
        ("\"coefficient\": 1", "\"coefficient\": 1e20", "constraints[1].function.terms[0].coefficient", 5),
        ("\"coefficient\": 1", "\"coefficient\": null", "constraints[1].function.terms[0].coefficient", 5),
        ("\"constant\": 0", "\"constant\": -1e21", "constraints[1].function.constant", 5),
        ("\"constant\": 0,", "", "constraints[1].function.constant is null", 5),
        ("\"name\": \"c\", ", "\"name\": \"c\", \"set\": {\"type\": \"Integer\"}, ", "constraints[1].set", 5),
    ] {
        assert!(good.contains(old), "{old}");
        let error = mof::read(&good.replacen(old, new, 1)).unwrap_err();
        assert!(error.to_string().contains(expected), "{new}: {error}");
        assert_eq!(error.line, line, "{new}: {error}");
    }
    let named = || affine("\"name\": \"c\", ", "0", "\"EqualTo\", \"value\": 2");
    let twice = mof::read(&text(&[named(), named()].join(",\n"))).unwrap_err();
    assert!(twice.to_string().contains("the constraint \"c\" is given twice"), "{twice}");
    assert_eq!(twice.line, 6);
}

#[test]
fn entries_of_vectors_are_checked_and_their_names_give_way() {
    let vector = |index: &str, name: &str| {
        format!(
            r#"{{"name": "{name}", "function": {{"type": "VectorAffineFunction", "constants": [0, 1.5], "terms": [
 {{"output_index": {index}, "scalar_term": {{"coefficient": 2, "variable": "y"}}}}]}},
"set": {{"type": "Reals", "dimension": 2}}}}"#
        )
    };
    let p = program(&[affine("\"name\": \"c[2]\", ", "0", "\"EqualTo\", \"value\": 2"), vector("2", "c")]);
    let names: Vec<&str> = p.rows.iter().map(|r| r.name.as_str()).collect();
    assert_eq!(names, ["c[2]", "c[1]", "c[2]_1"]);
    assert_eq!(p.matrix.column(1), (&[2][..], &[2.0][..]));
    for wrong in ["0", "3", "1.5", "-1", "null"] {
        assert!(mof::read(&text(&vector(wrong, "c"))).is_err(), "{wrong}");
    }
    // A name that leaves no room for the entry's number is not made longer.
    let long = "n".repeat(250);
    let p = program(&[vector("1", &long)]);
    assert_eq!((p.rows[0].name.as_str(), p.rows[1].name.as_str()), ("r0", "r1"));
    let twice = text(&[vector("1", "c"), vector("1", "c")].join(",\n"));
    assert!(mof::read(&twice).unwrap_err().to_string().contains("the constraint \"c\" is given twice"));
}

#[test]
fn files_are_told_by_their_names_or_their_fields() {
    let good = text("");
    for name in ["a.mof.json", "A.MOF.JSON", "b.mof", "c.json", "none"] {
        assert_eq!(load(good.as_bytes(), name).unwrap().columns.len(), 2, "{name}");
    }
    assert_eq!(Format::from_file_name("x.mof.json.gz"), Some(Format::Mof));
    assert_eq!(Format::from_file_name("mof.json"), Some(Format::Json));
    assert_eq!(Format::of_text(&good), Some(Format::Mof));
    assert_eq!(Format::of_text("\u{feff} \n {\"version\": 2, \"variables\": 1}"), Some(Format::Json));
    assert_eq!(mof::read(&format!("\u{feff}{good}")).unwrap().columns.len(), 2);
}

#[test]
fn hostile_texts_are_refused_or_read_but_never_break_the_reader() {
    for hostile in
        ["", "{", "[]", "nul", "{\"version\": {}}", &"[".repeat(100_000), "{\"version\":{\"major\":1e400"]
    {
        let error = mof::read(hostile).unwrap_err();
        assert!(error.line >= 1 && error.column >= 1, "{hostile}: {error}");
    }
    let many: Vec<String> = (0..5000).map(|k| format!("\"u{k}\": 1")).collect();
    let flood = text("").replacen('{', &format!("{{{}, ", many.join(", ")), 1);
    let warnings = mof::read_with(&flood, ReadOptions::default()).unwrap().warnings;
    assert_eq!((warnings.len(), warnings.last().unwrap().doubt.kind()), (101, "more"));
    for seed in 0..2000 {
        let mut random = Random(seed);
        let p = common::program(&mut random);
        let text = mof::write(&p).unwrap();
        let mutated =
            if random.chance(50) { common::mutate(&text, &mut random) } else { damage(&text, &mut random) };
        match mof::read(&mutated) {
            Ok(read) => assert_eq!(read.validate(), Ok(()), "seed {seed}: {mutated}"),
            Err(error) => assert!(error.line >= 1 && error.column >= 1, "seed {seed}: {error}"),
        }
    }
}

/// The text with a few characters of JSON replaced.
fn damage(text: &str, random: &mut Random) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..1 + random.below(3) {
        let at = random.below(bytes.len());
        match random.below(3) {
            0 => bytes[at] = b"{}[],:\"0159-e.ntf "[random.below(18)],
            1 => drop(bytes.remove(at)),
            _ => bytes.truncate(at.max(1)),
        }
    }
    String::from_utf8(bytes).unwrap()
}
