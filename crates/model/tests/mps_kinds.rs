//! Semi-continuous columns, quadratic objectives, sets, indicators and lazy rows in MPS: what is read in
//! which form, what readers understand differently, and that what is written comes back.
#![allow(clippy::unwrap_used, clippy::panic)] // helper functions of tests are not marked as tests

mod common;

use hunch_model::io::mps::{Layout, read, read_as, read_with, write};
use hunch_model::io::{Format, ReadOptions, Reading};
use hunch_model::{Indicator, Kind, Quadratic, SetOrder, SpecialOrderedSet};

const INF: f64 = f64::INFINITY;

/// min x + 2 y with rows `r` and `t`; `rows` come after those, `rest` after the right-hand sides.
fn text(rows: &str, rest: &str) -> String {
    format!(
        "NAME t\nROWS\n N obj\n G r\n L t\n N free\n{rows}COLUMNS\n x obj 1 r 1\n x t 1\n y obj 2 r 1\n S1 r 1\n b r 1\n\
         RHS\n RHS r 1 t 3\n{rest}ENDATA\n"
    )
}

fn reading(rows: &str, rest: &str) -> Reading {
    let text = text(rows, rest);
    read_with(&text, ReadOptions::default()).unwrap_or_else(|e| panic!("{text}{e}"))
}

fn kinds(reading: &Reading) -> Vec<&'static str> {
    reading.warnings.iter().map(|w| w.doubt.kind()).collect()
}

#[test]
fn semi_continuous_columns_follow_their_conventions_and_say_what_is_doubtful() {
    let column = |lines: &str| {
        let reading = reading("", &format!("BOUNDS\n{lines}"));
        let c = &reading.program.columns[0];
        (c.lower, c.upper, c.kind, kinds(&reading))
    };
    use Kind::{SemiContinuous, SemiInteger};
    assert_eq!(column(" SC b x 5\n"), (0.0, 5.0, SemiContinuous, vec!["assumed"]));
    assert_eq!(column(" LO b x 0\n SC b x 5\n"), (0.0, 5.0, SemiContinuous, vec![]));
    assert_eq!(column(" SC b x 5\n LO b x 2\n"), (2.0, 5.0, SemiContinuous, vec![]));
    assert_eq!(column(" LO b x 2\n SC b x 1e30\n"), (2.0, INF, SemiContinuous, vec![]));
    assert_eq!(column(" LO b x 2\n SI b x 5\n"), (2.0, 5.0, SemiInteger, vec![]));
    assert_eq!(column(" LI b x 2\n SC b x 5\n"), (2.0, 5.0, SemiInteger, vec!["assumed"]));
    assert_eq!(column(" LO b x 2\n SC b x 5\n UP b x 4\n"), (2.0, 4.0, SemiContinuous, vec!["overridden"]));
    let marked = text("", "BOUNDS\n LO b x 2\n SC b x 5\n")
        .replace("COLUMNS\n", "COLUMNS\n m 'MARKER' 'INTORG'\n")
        .replace(" y obj", " m 'MARKER' 'INTEND'\n y obj");
    let marked = read_with(&marked, ReadOptions::default()).unwrap();
    assert_eq!((marked.program.columns[0].kind, kinds(&marked)), (SemiInteger, vec!["assumed"]));
}

#[test]
fn the_quadratic_part_is_given_once_or_as_a_whole_matrix() {
    let part = |rest: &str| reading("", rest).program.quadratic.unwrap().lower_triangle;
    let expected = vec![(0, 0, 2.0), (1, 0, -3.0), (3, 1, 0.5)];
    assert_eq!(part("QUADOBJ\n x x 2 y -3\n b y 0.5\n"), expected);
    assert_eq!(part("QUADOBJ\n x x 2\n y x -3\n y b 0.5\n"), expected);
    assert_eq!(part("QSECTION obj\n x x 2\n y x -3\n y b 0.5\n"), expected);
    assert_eq!(part("QSECTION\n x x 2\n y x -3\n y b 0.5\n"), expected);
    assert_eq!(part("QMATRIX\n x x 2 y -3\n y x -3 b 0.5\n b y 0.5\n"), expected);
    let fixed = text("", "QUADOBJ\n    x         y                  4.0   x                  2.0\n");
    assert_eq!(read(&fixed).unwrap().quadratic.unwrap().lower_triangle, [(1, 0, 4.0), (0, 0, 2.0)]);
    let again = reading("", "QUADOBJ\n x x 1\n x y 2\n y x 2\n x x 0.5\n");
    assert_eq!(kinds(&again), ["summed", "summed"]);
    assert_eq!(again.program.quadratic.unwrap().lower_triangle, [(0, 0, 1.5), (1, 0, 4.0)]);
    // ½(2·3² + 2·(-3)·3·4) + 1·3 + 2·4
    let p = reading("", "QUADOBJ\n x x 2 y -3\n").program;
    assert_eq!(p.objective(&[3.0, 4.0, 0.0, 0.0]), 9.0 - 36.0 + 11.0);
}

fn set(name: &str, order: SetOrder, members: &[(usize, f64)]) -> SpecialOrderedSet {
    SpecialOrderedSet { name: name.into(), order, members: members.to_vec() }
}

#[test]
fn sets_are_read_in_the_forms_that_other_tools_write() {
    use SetOrder::{One, Two};
    let expected = [set("s", One, &[(0, 1.0), (1, 2.0)]), set("t", Two, &[(1, -1.0), (3, 0.5)])];
    for (rest, priorities) in [
        ("SOS\n S1 s\n    x 1\n    y 2\n S2 t\n    y -1\n    b 0.5\n", 0),
        ("SOS\n S1 SOS s 5\n    SOS x 1\n    SOS y 2\n S2 SOS t\n    SOS y -1\n    b 0.5\n", 1),
        ("SETS\n S1 s\n    s x 1\n    s y 2\n S2 t\n    t y -1\n    t b 0.5\n", 0),
        ("SOS1\n S1 SOS1 s\n    SOS1 x 1\n    y 2\nSOS2\n S2 t\n    y -1\n    b 0.5\n", 0),
    ] {
        let reading = reading("", rest);
        assert_eq!(reading.program.sets, expected, "{rest}");
        assert_eq!(kinds(&reading), vec!["ignored"; priorities], "{rest}");
    }
    // A set without name; a column that is called as the type of one.
    let sets = reading("", "SOS\n S1\n    S1 1\n    x 2\n S2 S1\n    S1 3\n").program.sets;
    assert_eq!(sets, [set("", One, &[(2, 1.0), (0, 2.0)]), set("S1", Two, &[(2, 3.0)])]);
    // Card columns tell sets from members, whatever they are called.
    let fixed = "\
NAME          FIXED
ROWS
 N  MY COST
 L  A ROW
COLUMNS
    A COL     MY COST            1.0   A ROW              2.0
    S1        MY COST            1.0
RHS
    RHS       A ROW              4.0
SOS
 S2 MY SET
    A COL                        1.5
    SOS       S1                 2.5
ENDATA
";
    assert_eq!(read(fixed).unwrap().sets, [set("MY SET", Two, &[(0, 1.5), (1, 2.5)])]);
}

#[test]
fn indicators_and_lazy_rows_name_their_rows() {
    let bounds = "BOUNDS\n BV BND b\n";
    let p = reading("", &format!("{bounds}INDICATORS\n IF t b 1\n IF r b 0\n")).program;
    let indicator = |row, active_at_one| Indicator { column: 3, active_at_one, row };
    assert_eq!(p.indicators, [indicator(1, true), indicator(0, false)]);
    let lazy = reading("LAZYCONS\n L lazy\n", "RANGES\n RNG t 1\n");
    assert_eq!((lazy.program.lazy_rows.as_slice(), kinds(&lazy)), (&[3][..], vec![]));
    assert_eq!(lazy.program.rows[3].name, "lazy");
    let cuts = reading("USERCUTS\n L cut\nLAZYCONS\n G lazy\n", "");
    assert_eq!((cuts.program.lazy_rows.as_slice(), kinds(&cuts)), (&[4][..], vec!["assumed"]));
    let range = reading("", &format!("RANGES\n RNG t 2\n{bounds}INDICATORS\n IF t b 1\n")).program;
    assert_eq!((range.rows[1].lower, range.indicators.len()), (1.0, 1));
}

#[test]
fn what_readers_understand_differently_is_refused_with_its_line() {
    let bv = "BOUNDS\n BV BND b\n";
    for (rows, rest, line, expected) in [
        ("", "BOUNDS\n SC b x 0\n", 16, "two ways"),
        ("", "BOUNDS\n SC b x\n", 16, "a number after"),
        ("", "BOUNDS\n SC b x -3\n", 16, "bounds [-inf, -3]"),
        ("", "BOUNDS\n LO b x -2\n SC b x 5\n", 17, "bounds [-2, 5]"),
        ("", "BOUNDS\n SC b x 5\n UP b x 0\n", 17, "bounds [0, 0]"),
        ("", "QUADOBJ\n x x 2\nQMATRIX\n x x 2\n", 17, "given twice"),
        ("", "QMATRIX\n x x 2\n x y 2\n", 17, "not symmetric"),
        ("", "QMATRIX\n x y 2\n y x 3\n", 17, "not symmetric"),
        ("", "QMATRIX\n x y 2\n x y 2\n", 17, "given twice"),
        ("", "QUADOBJ\n x q 2\n", 16, "no column named \"q\""),
        ("", "QUADOBJ\n x 2\n", 16, "two column names"),
        ("", "QSECTION r\n x x 2\n", 15, "quadratic row"),
        ("", "QUADOBJ obj\n x x 2\n", 15, "end of the line"),
        ("", "SOS\n x 1\n", 16, "which begins a set"),
        ("", "SOS\n S1 s\n    x\n", 17, "its weight"),
        ("", "SOS\n S1 s\n    x inf\n", 17, "not a number"),
        ("", "SOS\n S1 s\n    x 1\n    y 1\n", 18, "two ways"),
        ("", "SOS\n S1 s\n    x 1\n    x 2\n", 18, "given twice"),
        ("", "SOS\n S1 s\n    x:1\n", 17, "its weight"),
        ("", "SOS1\n S2 s\n", 16, "the type that the section"),
        ("", "SOS\n S1 s 5\n", 16, "end of the line"),
        ("", "INDICATORS\n IF r x 1\n", 16, "a binary column"),
        ("", "INDICATORS\n IF free b 1\n", 16, "an N row says nothing"),
        ("", "INDICATORS\n IF r b 2\n", 16, "0 or 1"),
        ("", "INDICATORS\n ONLYIF r b 1\n", 16, "expected IF"),
        ("", "INDICATORS\n IF r b 1\n IF r b 0\n", 17, "given twice"),
        ("", "INDICATORS\n IF r b\n", 16, "IF, a row"),
        ("LAZYCONS\n N f\n", "", 8, "a row type"),
        ("", "LAZYCONS\n L f\n", 15, "before COLUMNS"),
        ("", "PWLOBJ\n", 15, "not supported"),
        ("", "QCMATRIX r\n", 15, "not supported"),
    ] {
        let text = text(rows, rest);
        let error = read(&text).unwrap_err();
        assert!(error.to_string().contains(expected), "{rest}: {error}");
        assert_eq!(error.line, line, "{rest}: {error}");
    }
    assert!(read(&text("", &format!("{bv}INDICATORS\n IF r b 1\n"))).is_ok());
    let sos_marker = text("", "").replace(" y obj", " m 'MARKER' 'SOSORG'\n y obj");
    assert!(read(&sos_marker).unwrap_err().to_string().contains("section SOS"));
}

#[test]
fn what_is_written_comes_back_in_both_layouts() {
    let rest = "BOUNDS\n LO BND x 2\n SC BND x 5\n LO BND y 0\n SI BND y 1e30\n BV BND b\n\
                SOS\n S1 s\n    x 1\n    S1 2.5\n S2\n    y -1\n\
                QUADOBJ\n x x 2 y -3\nINDICATORS\n IF r b 0\n";
    let p = reading("LAZYCONS\n L lazy\n G lazy2\n", rest).program;
    for layout in [Layout::Free, Layout::Fixed] {
        let written = write(&p, layout).unwrap();
        assert_eq!(read_as(&written, layout).unwrap(), p, "{written}");
        assert_eq!(read_with(&written, ReadOptions { strict: true }).unwrap().program, p);
    }
}

#[test]
fn pairs_that_a_program_gives_again_are_written_once() {
    let mut p = reading("", "").program;
    p.quadratic = Some(Quadratic { lower_triangle: vec![(1, 0, 1.0), (0, 0, 4.0), (1, 0, 0.5)] });
    let back = read(&write(&p, Layout::Free).unwrap()).unwrap();
    assert_eq!(back.quadratic.unwrap().lower_triangle, [(1, 0, 1.5), (0, 0, 4.0)]);
}

#[test]
fn mutated_texts_are_read_or_refused_but_never_break_the_reader() {
    common::kinds::never_break(Format::Mps, read);
}
