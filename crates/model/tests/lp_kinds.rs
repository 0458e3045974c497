//! Quadratic objectives, indicator rows, semi-continuous columns, sets and lazy rows in CPLEX-LP: what is
//! read, what readers understand differently, and that what is written comes back.
#![allow(clippy::unwrap_used, clippy::panic)] // helper functions of tests are not marked as tests

mod common;

use hunch_model::io::lp::{read, read_with, write};
use hunch_model::io::{Format, ReadOptions, Reading};
use hunch_model::{Indicator, Kind, SetOrder, SpecialOrderedSet};

const INF: f64 = f64::INFINITY;

/// min x + 2 y, what is added to the objective, more rows, and what comes after the bound of x.
fn text(objective: &str, rows: &str, rest: &str) -> String {
    format!(
        "minimize\n obj: x + 2 y {objective}\nsubject to\n r: x + y >= 1\n{rows}bounds\n x <= 5\n{rest}end\n"
    )
}

fn reading(objective: &str, rows: &str, rest: &str) -> Reading {
    let text = text(objective, rows, rest);
    read_with(&text, ReadOptions::default()).unwrap_or_else(|e| panic!("{text}{e}"))
}

fn kinds(reading: &Reading) -> Vec<&'static str> {
    reading.warnings.iter().map(|w| w.doubt.kind()).collect()
}

#[test]
fn the_quadratic_part_is_half_of_its_bracket() {
    let part = |objective: &str| {
        let reading = reading(objective, "", "");
        (reading.program.quadratic.clone().unwrap().lower_triangle, kinds(&reading))
    };
    let expected = (vec![(0, 0, 2.0), (1, 0, 2.0)], vec![]);
    for bracket in [
        "+ [ 2 x^2 + 4 x*y ] / 2",
        "+ [ 2 x ^ 2 + 4 y * x ] /2",
        "+ [2x^2+4x*y]/2",
        "+ [ 2 x * x + 4 x * y ] / 2",
        "- [ - 2 x^2 - 4 x*y ] / 2",
        "+ [ 2 x^2 ] / 2 + [ 4 x*y ] / 2",
        "+\n[ 2 x\n^2 + 4 x * y\n] /\n2 + 7",
    ] {
        assert_eq!(part(bracket), expected, "{bracket}");
    }
    assert_eq!(part("+ [ x^2 + x^2 + x*y + 3 y*x ] / 2"), (expected.0, vec!["summed", "summed"]));
    // ½(2·3² + 4·3·4) + 1·3 + 2·4
    let p = reading("+ [ 2 x^2 + 4 x*y ] / 2", "", "").program;
    assert_eq!(p.objective(&[3.0, 4.0]), 9.0 + 24.0 + 11.0);
    let alone = read("min [ x^2 - y[1]^2 ] / 2 - 1 st\nr: x >= 1\nend").unwrap();
    assert_eq!(alone.quadratic.unwrap().lower_triangle, [(0, 0, 1.0), (1, 1, -1.0)]);
    assert_eq!((alone.offset, alone.columns[1].name.as_str()), (-1.0, "y[1]"));
    assert_eq!(read("max [ ] / 2 + x st\nr: x >= 1\nend").unwrap().quadratic, None);
}

#[test]
fn indicator_rows_have_conditions() {
    let rows =
        " a: b = 1 -> x + y <= 5\n c: b = 0 -> x - y >= -2 + 1\n b = 1 -> x = 2\n d: b = 1 -> 1 <= x <= 2\n";
    let rows = rows.replace("-2 + 1", "-2");
    let p = reading("", &rows, "binary\n b\n").program;
    let indicator = |row, active_at_one| Indicator { column: 2, active_at_one, row };
    assert_eq!(
        p.indicators,
        [indicator(1, true), indicator(2, false), indicator(3, true), indicator(4, true)]
    );
    let sides: Vec<_> = p.rows.iter().map(|r| (r.name.as_str(), r.lower, r.upper)).collect();
    let expected = [("r", 1.0, INF), ("a", -INF, 5.0), ("c", -2.0, INF), ("R4", 2.0, 2.0), ("d", 1.0, 2.0)];
    assert_eq!(sides, expected);
    let general = reading("", " a: b = 1 -> x <= 5\n", " b <= 1\ngeneral\n b\n");
    assert_eq!((general.program.indicators.len(), kinds(&general)), (1, vec![]));
}

#[test]
fn semi_continuous_columns_are_listed_beside_their_bounds() {
    let column = |rest: &str| {
        let c = &reading("", "", rest).program.columns[0];
        (c.lower, c.upper, c.kind)
    };
    for word in ["semi-continuous", "Semi", "SEMIS"] {
        assert_eq!(column(&format!(" x >= 2\n{word}\n x\n")), (2.0, 5.0, Kind::SemiContinuous));
    }
    assert_eq!(column("semi\n x\n"), (0.0, 5.0, Kind::SemiContinuous));
    assert_eq!(column(" 2 <= x <= inf\nsemi\n x\n"), (2.0, INF, Kind::SemiContinuous));
    assert_eq!(column("semi\n x\ngeneral\n x\n"), (0.0, 5.0, Kind::SemiInteger));
    assert_eq!(column(" x <= 1\nbinary\n x\nsemi\n x\n"), (0.0, 1.0, Kind::SemiInteger));
}

#[test]
fn sets_have_types_and_weights() {
    let set = |name: &str, order, members: &[(usize, f64)]| SpecialOrderedSet {
        name: name.into(),
        order,
        members: members.to_vec(),
    };
    let rest = "sos\n s1: S1:: x:1 y:2.5\n s2 : S2 :: y : -1 z : 3e2\n S1:: x:1\n empty: s2::\n s2: S2:: x:0\ngeneral\n x\n";
    let reading = reading("+ 0 z", "", rest);
    assert_eq!(
        reading.program.sets,
        [
            set("s1", SetOrder::One, &[(0, 1.0), (1, 2.5)]),
            set("s2", SetOrder::Two, &[(1, -1.0), (2, 300.0)]),
            set("", SetOrder::One, &[(0, 1.0)]),
            set("empty", SetOrder::Two, &[]),
            set("s2", SetOrder::Two, &[(0, 0.0)]),
        ]
    );
    assert_eq!((reading.program.columns[0].kind, kinds(&reading)), (Kind::Integer, vec![]));
}

#[test]
fn lazy_rows_are_marked_and_cuts_are_rows() {
    let lazy = "lazy constraints\n l: x + y <= 9\n x <= 8\n";
    let p = reading("", lazy, "").program;
    assert_eq!((p.rows.len(), p.lazy_rows.as_slice()), (3, &[1, 2][..]));
    assert_eq!(p.rows[2].name, "R3");
    let cuts = reading("", &format!("user cuts\n u: x - y <= 4\n{lazy}"), "");
    assert_eq!((cuts.program.lazy_rows.as_slice(), kinds(&cuts)), (&[2, 3][..], vec!["assumed"]));
    let after = reading("", "", "Lazy Constraints\n l: x + y <= 9\n");
    assert_eq!(after.program.lazy_rows, [1]);
}

#[test]
fn what_is_not_meant_so_is_refused_with_its_line() {
    for (objective, rows, rest, line, expected) in [
        ("+ [ 2 x^2 ]", "", "", 2, "without / 2"),
        ("+ [ 2 x^2 ] / 3", "", "", 2, "without / 2"),
        ("+ [ 2 x^2 ] /22", "", "", 2, "without / 2"),
        ("+ [ 2 x^2 ] * 2", "", "", 2, "without / 2"),
        ("+ 3 [ 2 x^2 ] / 2", "", "", 2, "quadratic"),
        ("+ [ 2 x^3 ] / 2", "", "", 2, "no other power"),
        ("+ [ 2 x ] / 2", "", "", 2, "^2, or *"),
        ("+ [ 2 x^2 x*y ] / 2", "", "", 2, "a sign and a quadratic term"),
        ("+ [ 2 ^2 ] / 2", "", "", 2, "quadratic term"),
        ("+ [ 1e20 x^2 ] / 2", "", "", 2, "below 1e20"),
        ("+ [ 2 x^2", "", "", 3, "a sign and a quadratic term"),
        ("+ x * y", "", "", 2, "quadratic"),
        ("", " q: x + [ x^2 ] <= 4\n", "", 5, "a quadratic row"),
        ("", " q: [ x^2 ] <= 4\n", "", 5, "a quadratic row"),
        ("", " i: b = 1 -> x <= 4\n", "", 5, "a binary column"),
        ("", " i: b = 2 -> x <= 4\n", "binary\n b\n", 5, "0 or 1"),
        ("", " i: b >= 1 -> x <= 4\n", "binary\n b\n", 5, "indicator row"),
        ("", " i: b = 1 <-> x <= 4\n", "binary\n b\n", 5, "equivalence"),
        ("", " i: b = 1 ->\n", "binary\n b\n", 6, "a comparison"),
        ("", "lazy constraints\n i: b = 1 -> x <= 4\n", "binary\n b\n", 6, "among lazy rows"),
        ("", "user cuts\n i: b = 1 -> x <= 4\n", "binary\n b\n", 6, "among lazy rows"),
        ("", "", " x >= -2\nsemi\n x\n", 7, "negative lower bound"),
        ("", "", "sos\n x:1\n", 8, "before its members"),
        ("", "", "sos\n s: S3:: x:1\n", 8, "S1:: or S2::"),
        ("", "", "sos\n s: S1: x:1\n", 8, "a set, as in"),
        ("", "", "sos\n s: S1:: x\n", 8, "a member with its weight"),
        ("", "", "sos\n s: S1:: x:inf\n", 8, "a member with its weight"),
        ("", "", "sos\n s: S1:: x:1 y:1\n", 8, "two ways"),
        ("", "", "sos\n s: S1:: x:1 x:2\n", 8, "given twice"),
        ("", "", "sos1\n s: x:1 y:2\n", 7, "not supported"),
        ("", "", "lazy\n l: x <= 1\n", 7, "meaning of its own"),
    ] {
        let text = text(objective, rows, rest);
        let error = read(&text).unwrap_err();
        assert!(error.to_string().contains(expected), "{text}: {error}");
        assert_eq!(error.line, line, "{text}: {error}");
    }
    let no_rows = "max x + [ - x^2 ] / 2 bounds 0 <= x <= 40 end";
    assert_eq!(read(no_rows).unwrap().rows.len(), 0);
    let multi = "minimize multi-objectives\n obj0: Priority=2\n x + y\nst\n r: x >= 1\nend\n";
    let error = read(multi).unwrap_err();
    assert!(error.to_string().contains("several objectives") && error.line == 1, "{error}");
    assert!(read("min multi - objective st\n r: multi >= 1\nend\n").is_err());
    assert!(read("min multi - other st\n r: multi >= 1\nend\n").is_ok());
}

#[test]
fn what_is_written_comes_back_without_a_doubt() {
    let rows = " a: b = 1 -> x + y <= 5\nlazy constraints\n l: x + y <= 9\n";
    let rest =
        " 2 <= y <= inf\nbinary\n b\nsemi\n x y\ngeneral\n y\nsos\n s1: S1:: x:1 y:-2.5\n S2:: x:0.125\n";
    let p = reading("+ [ 2 x^2 - 3 x*y ] / 2 - 7", rows, rest).program;
    let written = write(&p).unwrap();
    let again = read_with(&written, ReadOptions { strict: true }).unwrap_or_else(|e| panic!("{written}{e}"));
    // The writer names every column in the objective, in their order.
    assert_eq!(again.program, p, "{written}");
}

#[test]
fn mutated_texts_are_read_or_refused_but_never_break_the_reader() {
    common::kinds::never_break(Format::Lp, read);
}
