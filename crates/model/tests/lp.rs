//! The LP reader and writer keep their stated conventions.
#![allow(clippy::unwrap_used)] // helper functions of tests are not marked as tests

mod common;

use common::Random;
use hunch_model::io::lp::{read, write};
use hunch_model::{Kind, Program, Row, Sense};

const INF: f64 = f64::INFINITY;

const ALL: &str = "\
\\ a comment
Maximize
 profit: 3 x + 2.5y - z + 0 w
   + 10 - 2.5
Subject To
 cap: x + y + 1e1 z <= 40 \\ another
 range: -5 <= x - 2 y
   + 3 x <= 8
 40 >= z
 eq: - x + - -y = -1.5e0
 ge: x => 1
 any: w >= -inf
Bounds
 x <= 4
 -inf <= y <= 5
 z free
 w = 3
General
 x
 z
Binaries
 b
End
";

#[test]
fn every_construct_is_read_by_its_convention() {
    let p = read(&ALL.replace("+ 0 w", "+ 0 w + 2 b")).unwrap();
    assert_eq!((p.sense, p.offset), (Sense::Maximize, 7.5));
    let columns: Vec<(&str, f64, f64, f64)> =
        p.columns.iter().map(|c| (c.name.as_str(), c.objective, c.lower, c.upper)).collect();
    let expected = [
        ("x", 3.0, 0.0, 4.0),
        ("y", 2.5, -INF, 5.0),
        ("z", -1.0, -INF, INF),
        ("w", 0.0, 3.0, 3.0),
        ("b", 2.0, 0.0, 1.0),
    ];
    assert_eq!(columns, expected);
    let kinds: Vec<bool> = p.columns.iter().map(|c| c.kind == Kind::Integer).collect();
    assert_eq!(kinds, [true, false, true, false, true]);
    let rows: Vec<(&str, f64, f64)> = p.rows.iter().map(|r| (r.name.as_str(), r.lower, r.upper)).collect();
    let expected = [
        ("cap", -INF, 40.0),
        ("range", -5.0, 8.0),
        ("R3", -INF, 40.0),
        ("eq", -1.5, -1.5),
        ("ge", 1.0, INF),
        ("any", -INF, INF),
    ];
    assert_eq!(rows, expected);
    assert_eq!(p.matrix.column(0), (&[0, 1, 3, 4][..], &[1.0, 4.0, -1.0, 1.0][..]));
    assert_eq!(p.matrix.column(1), (&[0, 1, 3][..], &[1.0, -2.0, 1.0][..]));
}

#[test]
fn random_programs_survive_a_round_trip() {
    for seed in 0..500 {
        let mut p = common::program(&mut Random(seed));
        let text = write(&p).unwrap();
        let back = read(&text).unwrap_or_else(|e| panic!("seed {seed}: {e}\n{text}"));
        p.name.clear(); // the format has a comment for it
        assert_eq!(back, p, "seed {seed}\n{text}");
    }
}

#[test]
fn numbers_and_names_are_told_apart_by_the_longest_match() {
    let p = read("min 2e3x + 3 e4 + 2.y1 + 3e\nst\n a: x <= 1\nend").unwrap();
    let columns: Vec<(&str, f64)> = p.columns.iter().map(|c| (c.name.as_str(), c.objective)).collect();
    assert_eq!(columns, [("x", 2000.0), ("e4", 3.0), ("y1", 2.0), ("e", 3.0)]);
}

#[test]
fn words_of_sections_may_name_rows() {
    let p = read("max: x\nsubject to:\nbounds: x <= 1\nfree: x >= 0\nbounds\nx <= 3\nend\n");
    assert!(p.is_err(), "an objective needs its section word");
    let p = read("max\nobj: x\nsubject to:\nbounds: x <= 1\nend: x >= 0\nbounds\nx <= 3\nend\n").unwrap();
    assert_eq!((p.rows[0].name.as_str(), p.rows[1].name.as_str()), ("bounds", "end"));
    assert_eq!(p.columns[0].upper, 3.0);
}

/// `ALL` with one piece replaced must fail at a line, with a message that holds `expected`.
fn broken(piece: &str, replacement: &str, line: usize, expected: &str) {
    let text = ALL.replace("+ 0 w", "+ 0 w + 2 b");
    assert!(text.contains(piece), "{piece}");
    let error = read(&text.replacen(piece, replacement, 1)).unwrap_err();
    assert!(error.to_string().contains(expected), "{error}");
    assert_eq!(error.line, line, "{error}");
}

#[test]
fn each_mistake_is_refused_at_its_line_with_its_reason() {
    broken("Maximize", "Minimise it", 3, "subject to");
    broken("Maximize", "Maximal", 2, "minimize or maximize");
    broken("+ 2.5y", "2.5y", 3, "subject to");
    broken("- z", "- <= z", 3, "a column name");
    broken("10 - 2.5", "[ 3 x ^ 2 ] / 3", 4, "/ 2");
    broken("Subject To", "Subject", 6, "subject to");
    broken("40 \\", "y \\", 6, "a number");
    broken("1e1 z", "1e999 z", 6, "finite decimal");
    broken("range:", "cap:", 7, "given twice");
    broken("-5 <=", "-5 >=", 7, "same direction");
    broken("ge: x => 1", "ge: x = 1 -> y >= 1", 11, "binary");
    broken("ge: x => 1", "ge: x => -inf\n bad: x <= -inf", 12, "finite");
    broken(" x <= 4", " 3 <= x >= 4", 14, "same direction");
    broken(" x <= 4", " x <= -1e20", 14, "above -inf");
    broken(" x <= 4", " 2 x <= 4", 14, "a column name");
    broken("3 x + 2.5y", "1e20 x + 2.5y", 3, "below 1e20");
    broken("any: w >= -inf", "w >= y", 12, "on the left only");
    broken("any: w >= -inf", ">= -inf", 12, "a sign, a number");
    broken(" z\nBinaries\n b", " z\nBinaries\n w", 17, "two ways");
    broken("General", "SOS1", 18, "not supported");
    broken("General", "Semi-Continuous", 16, "two ways");
    broken("Binaries", "Bounds", 23, "comparison");
    let unfinished = ALL.replace("End\n", "").replace(" b\n", "");
    assert!(read(&unfinished).unwrap_err().to_string().contains("end"));
    assert!(read("").is_err());
}

#[test]
fn a_negative_upper_bound_alone_is_ambiguous() {
    let text = "min x\nst\n c: x >= -9\nbounds\n x <= -1\nend\n";
    assert!(read(text).unwrap_err().to_string().contains("two ways"));
    let both = text.replace(" x <= -1", " -inf <= x <= -1");
    assert_eq!(read(&both).unwrap().columns[0].lower, -INF);
}

#[test]
fn what_the_format_cannot_carry_is_refused_by_the_writer() {
    let mut p = Program::new("p", Sense::Minimize);
    p.set_rows(vec![Row { name: "r".into(), lower: 1.0, upper: INF }], &[]);
    assert!(write(&p).is_err());
    p.add_column("x", 1.0, 0.0, INF, Kind::Continuous);
    p.set_rows(p.rows.clone(), &[]);
    assert!(write(&p).is_ok());
    for name in ["", "two words", "2x", ".x", "e12", "bounds", "Free", "x:y", "a<b", "x+y", "a\\b"] {
        p.columns[0].name = name.into();
        assert!(write(&p).is_err(), "{name:?}");
    }
    p.columns[0].name = "x".into();
    p.columns[0].upper = 1e21;
    assert!(write(&p).is_err());
}

#[test]
fn mutated_texts_are_read_or_refused_but_never_break_the_reader() {
    for seed in 0..3000 {
        let mut random = Random(seed);
        let text = if random.chance(50) { ALL.to_owned() } else { written(&mut random) };
        let text = common::mutate(&text, &mut random);
        match read(&text) {
            Ok(p) => assert_eq!(p.validate(), Ok(()), "seed {seed}: {text}"),
            Err(e) => {
                assert!(e.line >= 1 && e.column >= 1, "seed {seed}: {e}");
                assert!(e.line <= text.lines().count() + 1, "seed {seed}: {e}");
                assert!(e.to_string().len() < 1000, "seed {seed}: {e}");
            }
        }
    }
}

/// The text of a random program.
fn written(random: &mut Random) -> String {
    write(&common::program(random)).unwrap()
}
