//! The same program comes back from every format, and from every one by way of every other: numbers bit by
//! bit, names as far as the format carries them, and what it does not carry is said.
#![allow(clippy::unwrap_used, clippy::panic)] // helper functions of tests are not marked as tests

mod common;

use common::Random;
use hunch_model::io::{
    ConvertError, ConvertOptions, Doubt, Format, LoadError, WriteError, WriteOptions, Writing, convert,
    read_program, write_with,
};
use hunch_model::json::{read_document, read_program as read_json};
use hunch_model::{Kind, Program, Row, Sense};
use std::collections::BTreeSet;

const FORMATS: [Format; 4] = [Format::Json, Format::Mps, Format::Lp, Format::Mof];
const INF: f64 = f64::INFINITY;

fn written(program: &Program, format: Format) -> Writing {
    write_with(program, format, WriteOptions::default()).unwrap_or_else(|e| panic!("{format:?}: {e}"))
}

fn back(writing: &Writing, format: Format) -> Program {
    read_program(&writing.text, format).unwrap_or_else(|e| panic!("{format:?}: {e}\n{}", writing.text))
}

/// What must not change, with every number by its bits (0 and -0 are one number), and without the sides of
/// rows whose ends MPS rounds.
fn bits(p: &Program, rounded: &[usize]) -> String {
    let bits = |v: f64| (v + 0.0).to_bits();
    let columns: Vec<_> =
        p.columns.iter().map(|c| (bits(c.objective), bits(c.lower), bits(c.upper), c.kind)).collect();
    let rows: Vec<_> = p
        .rows
        .iter()
        .enumerate()
        .map(|(i, r)| (!rounded.contains(&i)).then(|| (bits(r.lower), bits(r.upper))))
        .collect();
    let entries: Vec<_> = p.matrix.triplets().map(|(i, j, v)| (i, j, bits(v))).collect();
    format!("{:?} {} {columns:?} {rows:?} {entries:?}", p.sense, bits(p.offset))
}

/// The rows whose ends are said to be rounded.
fn rounded(program: &Program, writing: &Writing) -> Vec<usize> {
    let said: Vec<String> =
        writing.warnings.iter().filter(|w| w.doubt.kind() == "rounded").map(ToString::to_string).collect();
    (0..program.rows.len())
        .filter(|&i| said.iter().any(|text| text.contains(&format!("row {:?}", program.rows[i].name))))
        .collect()
}

/// Ends that are rounded are off by the rounding of a difference, and by no more.
fn check_rounding(before: &Program, after: &Program, rounded: &[usize]) {
    for &i in rounded {
        let (old, new) = (&before.rows[i], &after.rows[i]);
        let size = old.lower.abs().max(old.upper.abs());
        assert!((old.lower - new.lower).abs() <= f64::EPSILON * size, "{old:?} {new:?}");
        assert!((old.upper - new.upper).abs() <= f64::EPSILON * size, "{old:?} {new:?}");
    }
}

fn names(p: &Program) -> (Vec<&str>, Vec<&str>) {
    (p.columns.iter().map(|c| c.name.as_str()).collect(), p.rows.iter().map(|r| r.name.as_str()).collect())
}

/// A random program with, for half of the seeds, names that some formats cannot carry.
fn program(random: &mut Random) -> Program {
    const NASTY: [&str; 16] = [
        "flow rate",
        "3x",
        "bounds",
        "free",
        "e5",
        "x[1]",
        "*star",
        "'MARKER'",
        "tab\there",
        "",
        "a:b",
        "é<ü>",
        "\\comment",
        "RHS",
        "x",
        "\"quoted\"",
    ];
    let mut p = common::program(random);
    if random.chance(50) {
        let start = random.below(NASTY.len());
        for (j, column) in p.columns.iter_mut().enumerate() {
            column.name = NASTY[(start + j) % NASTY.len()].into();
        }
        for (i, row) in p.rows.iter_mut().enumerate() {
            row.name = NASTY[(start + 5 + i) % NASTY.len()].into();
        }
        p.name = ["two\nlines", " blanks ", "NAME x", ""][random.below(4)].into();
    }
    // An empty range, as a reader may find one.
    if random.chance(10) {
        (p.columns[0].lower, p.columns[0].upper) = (2.0, -1.5);
    }
    p
}

#[test]
fn every_program_comes_back_from_every_pair_of_formats() {
    let mut round_trips = 0;
    for seed in 0..400 {
        let p = program(&mut Random(seed));
        for first in FORMATS {
            let writing = written(&p, first);
            let lost = rounded(&back(&writing, first), &writing);
            let read = back(&writing, first);
            assert_eq!(bits(&read, &lost), bits(&p, &lost), "seed {seed}, {first:?}\n{}", writing.text);
            check_names(&p, &read, &writing);
            check_rounding(&p, &read, &lost);
            for second in FORMATS {
                let again = written(&read, second);
                let twice = back(&again, second);
                let lost: Vec<usize> = rounded(&twice, &again);
                assert_eq!(bits(&twice, &lost), bits(&read, &lost), "seed {seed}, {first:?}, {second:?}");
                check_names(&read, &twice, &again);
                round_trips += 1;
            }
        }
    }
    assert_eq!(round_trips, 400 * 16);
}

/// Names are the same but for those that a warning says, and all different.
fn check_names(before: &Program, after: &Program, writing: &Writing) {
    let (old, new) = (names(before), names(after));
    for (what, old, new) in [("column", &old.0, &new.0), ("row", &old.1, &new.1)] {
        assert_eq!(new.iter().collect::<BTreeSet<_>>().len(), new.len());
        if old.iter().all(|name| name.is_empty()) {
            continue;
        }
        for (old, new) in old.iter().zip(new) {
            let said = writing.warnings.iter().any(|w| {
                matches!(&w.doubt, Doubt::Renamed { what: kind, name, to } if *kind == what && name == old && to == new)
            });
            assert_eq!(said, old != new, "{what} {old:?} {new:?}: {:?}", writing.warnings);
        }
    }
    assert!(writing.warnings.iter().all(|w| (w.line, w.column) == (0, 0)));
}

#[test]
fn strict_writing_refuses_just_what_comes_with_a_warning() {
    for seed in 0..200 {
        let p = program(&mut Random(seed));
        for format in FORMATS {
            let writing = written(&p, format);
            match write_with(&p, format, WriteOptions { strict: true }) {
                Ok(strict) => assert_eq!((strict, 0), (writing.clone(), writing.warnings.len())),
                Err(WriteError::Name { name, .. }) => {
                    let first = &writing.warnings[0].doubt;
                    assert!(matches!(first, Doubt::Renamed { name: n, .. } if *n == name), "{first}");
                }
                Err(WriteError::Number { .. }) => assert_eq!(writing.warnings[0].doubt.kind(), "rounded"),
                Err(other) => panic!("seed {seed}: {other}"),
            }
        }
    }
}

#[test]
fn a_program_without_names_gets_them_by_position_where_the_format_needs_some() {
    let mut p = Program::new("", Sense::Maximize);
    for _ in 0..2 {
        p.add_column("", 1.0, -INF, 3.0, Kind::Integer);
    }
    p.set_rows(vec![Row { name: String::new(), lower: 1.0, upper: INF }], &[(0, 1, 2.0)]);
    for format in FORMATS {
        let writing = written(&p, format);
        let read = back(&writing, format);
        let kinds: Vec<_> = writing.warnings.iter().map(|w| w.doubt.kind()).collect();
        if format == Format::Json {
            assert_eq!((read, kinds), (p.clone(), vec![]));
        } else {
            assert_eq!((names(&read), kinds), ((vec!["x0", "x1"], vec!["r0"]), vec!["assumed", "assumed"]));
        }
    }
}

const DOUBTFUL: &str = "min x + 2 y st\nmy[row]: x + y >= 2\nbounds\nx <= 9\nx <= 7\nz <= 4\nend";

fn to(format: Format, strict: bool) -> ConvertOptions {
    ConvertOptions { from: None, to: format, strict }
}

#[test]
fn converting_says_what_reading_and_writing_say() {
    let mps = convert(DOUBTFUL.as_bytes(), to(Format::Mps, false)).unwrap();
    let kinds: Vec<_> = mps.warnings.iter().map(|w| (w.doubt.kind(), w.line)).collect();
    assert_eq!(kinds, [("overridden", 5), ("declared-late", 6)]);
    let lp = convert(mps.text.as_bytes(), to(Format::Lp, false)).unwrap();
    let kinds: Vec<_> = lp.warnings.iter().map(|w| (w.doubt.kind(), w.line)).collect();
    assert_eq!(kinds, [("renamed", 0)]);
    assert_eq!(
        lp.warnings[0].to_string(),
        "the row name \"my[row]\" cannot be written in this format; \"my_row_\" is written instead"
    );
    assert!(matches!(
        convert(DOUBTFUL.as_bytes(), to(Format::Mps, true)),
        Err(ConvertError::Read(LoadError::Text(_)))
    ));
    assert!(matches!(
        convert(mps.text.as_bytes(), to(Format::Lp, true)),
        Err(ConvertError::Write(WriteError::Name { .. }))
    ));
    assert!(matches!(
        convert(b"hello", to(Format::Lp, false)),
        Err(ConvertError::Read(LoadError::UnknownFormat))
    ));
}

#[test]
fn json_to_json_keeps_parameters_and_trees_and_other_formats_take_their_values() {
    let text = r#"{"format": "hunch-program", "version": 1, "columns": [{"name": "x", "objective": 1}, {"name": "y"}],
        "rows": [{"lower": 2, "terms": [[0, 1]]}],
        "parametric": {"parameters": ["demand"], "terms": [{"target": "rowLower", "row": 0, "parameter": 0, "coefficient": 3}]},
        "tree": {"stages": ["now"], "nodes": [{"columns": [0]}], "groups": [[0, 1]]}}"#;
    let json = convert(text.as_bytes(), to(Format::Json, true)).unwrap().text;
    assert!(json.contains("\"version\":2"));
    assert_eq!(read_document(&json).unwrap(), read_document(text).unwrap());
    let error = convert(text.as_bytes(), to(Format::Mps, false)).unwrap_err();
    assert!(error.to_string().contains("parametric.parameters[0] (\"demand\") has no value"), "{error}");
    let valued = json.replace("\"demand\"", "{\"name\": \"demand\", \"value\": 4}");
    for format in [Format::Mps, Format::Lp, Format::Mof] {
        let writing = convert(valued.as_bytes(), to(format, false)).unwrap();
        let p = read_program(&writing.text, format).unwrap();
        assert_eq!(p, read_json(&valued).unwrap(), "{}", writing.text);
        assert_eq!((p.rows.len(), p.rows[0].lower), (2, 14.0));
    }
}

#[test]
fn a_column_that_only_the_objective_has_keeps_its_place() {
    let mut p = Program::new("", Sense::Minimize);
    p.add_column("a", 0.0, -INF, INF, Kind::Continuous);
    p.add_column("b", -0.5, -7.0, -3.0, Kind::Integer);
    p.add_column("c", 0.0, 0.0, 1.0, Kind::Integer);
    p.offset = -2.25;
    p.set_rows(
        vec![
            Row { name: "empty".into(), lower: -1.0, upper: 1.0 },
            Row { name: "any".into(), lower: -INF, upper: INF },
            Row { name: "range".into(), lower: -0.1, upper: 0.3 },
        ],
        &[(1, 2, 1.0), (2, 1, 1e-300), (2, 2, 1e19)],
    );
    for format in FORMATS {
        let writing = written(&p, format);
        let lost = rounded(&p, &writing);
        assert_eq!(bits(&back(&writing, format), &lost), bits(&p, &lost), "{}", writing.text);
        assert_eq!(names(&back(&writing, format)), names(&p));
    }
}

#[test]
fn rows_that_nothing_can_keep_are_written_where_the_format_has_a_place_for_them() {
    let mut empty_range = common::program(&mut Random(3));
    empty_range.set_rows(vec![Row { name: "r".into(), lower: 3.0, upper: 2.0 }], &[(0, 0, 1.0)]);
    let mut no_columns = Program::new("", Sense::Minimize);
    no_columns.set_rows(vec![Row { name: "r".into(), lower: 1.0, upper: INF }], &[]);
    for format in FORMATS {
        for (p, refused) in [(&empty_range, Format::Mps), (&no_columns, Format::Lp)] {
            match write_with(p, format, WriteOptions::default()) {
                Ok(writing) => assert_eq!(bits(&back(&writing, format), &[]), bits(p, &[]), "{format:?}"),
                Err(WriteError::Unsupported { .. }) => assert_eq!(format, refused),
                Err(other) => panic!("{format:?}: {other}"),
            }
        }
    }
}
