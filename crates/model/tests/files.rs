//! Texts as other tools write them are read as most readers do, and what is doubtful in them is said: nothing
//! is passed over in silence. The files of `tests/cases/files` stand beside further texts of the same kinds;
//! their optima are tested in `crates/search/tests/files.rs`.
#![allow(clippy::unwrap_used, clippy::panic)] // helper functions of tests are not marked as tests

use hunch_model::io::{Doubt, LoadError, MAX_WARNINGS, Problem, ReadOptions, Reading, load_with, lp, mps};
use hunch_model::{Kind, Program};
use std::path::Path;

const INF: f64 = f64::INFINITY;
const STRICT: ReadOptions = ReadOptions { strict: true };

fn case(name: &str, options: ReadOptions) -> Result<Reading, LoadError> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/files").join(name);
    load_with(&std::fs::read(path).unwrap(), hunch_model::io::Format::from_file_name(name), options)
}

/// Kind and line of each warning.
fn kinds(reading: &Reading) -> Vec<(&'static str, usize)> {
    reading.warnings.iter().map(|w| (w.doubt.kind(), w.line)).collect()
}

#[test]
fn every_file_of_other_tools_comes_with_its_warnings_and_strict_reading_refuses_just_those() {
    let files: [(&str, &[(&str, usize)]); 13] = [
        ("after-endata.mps", &[("ignored", 11)]),
        ("automatic-row-name.lp", &[]),
        ("bound-overridden.lp", &[("overridden", 7)]),
        ("bounds-over-lines.lp", &[]),
        ("bracket-names.lp", &[]),
        ("constant-left.lp", &[("constant-moved", 4), ("constant-moved", 5)]),
        ("declared-late.lp", &[("declared-late", 6), ("declared-late", 8)]),
        ("empty-left-side.lp", &[]),
        ("fortran-exponent.mps", &[]),
        ("no-intend.mps", &[("assumed", 6)]),
        ("one-line.lp", &[]),
        ("scenario-tree.json", &[]),
        ("star-names.mps", &[]),
    ];
    for (name, expected) in files {
        let reading = case(name, ReadOptions::default()).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(kinds(&reading), expected, "{name}");
        match (case(name, STRICT), expected.first()) {
            (Ok(strict), None) => assert_eq!(strict, reading, "{name}"),
            (Err(LoadError::Text(error)), Some((_, line))) => {
                assert!(matches!(error.problem, Problem::Doubtful(_)), "{name}: {error}");
                assert_eq!(error.line, *line, "{name}");
            }
            (other, _) => panic!("{name}: {other:?}"),
        }
    }
    let message = case("parentheses.lp", ReadOptions::default()).unwrap_err().to_string();
    assert!(message.contains("parenthesis") && message.contains("multiply"), "{message}");
}

fn lp(text: &str) -> Reading {
    lp::read_with(text, ReadOptions::default()).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn names(program: &Program) -> (Vec<&str>, Vec<&str>) {
    let columns = program.columns.iter().map(|c| c.name.as_str()).collect();
    (columns, program.rows.iter().map(|r| r.name.as_str()).collect())
}

fn sides(program: &Program) -> Vec<(f64, f64)> {
    program.rows.iter().map(|r| (r.lower, r.upper)).collect()
}

#[test]
fn lines_mean_nothing_in_lp() {
    let text = "maximize obj: 2 x + y subject to a: x + y <= 4 b: x - y >= -2 bounds x <= 3 -1 <= y <= 2 \
                z free general x binaries b end";
    let one = lp(text);
    assert_eq!(kinds(&one), [("declared-late", 1), ("declared-late", 1)]);
    let tokens: Vec<&str> = text.split(' ').filter(|t| !t.is_empty()).collect();
    let many = lp(&tokens.join("\n"));
    assert_eq!(many.program, one.program);
    assert_eq!(names(&one.program), (vec!["x", "y", "z", "b"], vec!["a", "b"]));
    let bounds: Vec<_> = one.program.columns.iter().map(|c| (c.lower, c.upper, c.kind)).collect();
    let expected = [
        (0.0, 3.0, Kind::Integer),
        (-1.0, 2.0, Kind::Continuous),
        (-INF, INF, Kind::Continuous),
        (0.0, 1.0, Kind::Integer),
    ];
    assert_eq!(bounds, expected);
}

#[test]
fn a_row_without_a_name_that_begins_within_a_line_is_doubtful() {
    let reading = lp("min x + y st x >= 2 y >= 3 - x + y <= 4 end");
    assert_eq!(kinds(&reading), [("assumed", 1), ("assumed", 1)]);
    assert_eq!(sides(&reading.program), [(2.0, INF), (3.0, INF), (-INF, 4.0)]);
    assert!(lp("min x + y st\nx >= 2\ny >= 3\n- x + y <= 4\nend").warnings.is_empty());
    assert!(lp::read("min x st\nx <= 5 <= 6\nend").is_err());
}

#[test]
fn rows_may_be_empty_where_a_name_or_a_number_shows_it() {
    let reading = lp("min x st\na: = 0\nb: <= 3\nc: >= -1e30\nd: 0 <= 3\ne: 2 = 2\n0 >= -1\nend");
    assert!(reading.warnings.is_empty());
    let expected = [(0.0, 0.0), (-INF, 3.0), (-INF, INF), (-3.0, INF), (0.0, 0.0), (-INF, 1.0)];
    assert_eq!(sides(&reading.program), expected);
    for wrong in ["= 0", "a: ", "a: 3 <=", "a: 3 <= <= 4", "a: >= inf", "a: = inf"] {
        assert!(lp::read(&format!("min x st\n{wrong}\nend")).is_err(), "{wrong}");
    }
}

#[test]
fn constants_on_the_left_go_to_the_right() {
    let reading =
        lp("min x + 4 st\na: x - 1 >= 2\nb: -3 <= 1 + x <= 8\nc: 5 = 2 + x\nd: 2 x - 1 - 2 <= 1e30\nend");
    assert_eq!(kinds(&reading).len(), 4, "not for the objective's, which is where it belongs");
    assert_eq!(reading.program.offset, 4.0);
    assert_eq!(sides(&reading.program), [(3.0, INF), (-4.0, 7.0), (3.0, 3.0), (-INF, INF)]);
}

#[test]
fn brackets_and_parentheses_are_names_where_they_are_closed_in_them() {
    let p =
        lp("min x[0] + 2y[a,b]+z[1][2] + v[i+1] + w(1) + f(a)(b)\nst\nr[0]: x[0] - w(1) >= 1\nend").program;
    let columns = vec!["x[0]", "y[a,b]", "z[1][2]", "v[i+1]", "w(1)", "f(a)(b)"];
    assert_eq!(names(&p), (columns, vec!["r[0]"]));
    for (wrong, expected) in [
        ("3 (x + y)", "parenthesis"),
        ("3(x)", "parenthesis"),
        ("f(x + y)", "parenthesis"),
        ("x)", "parenthesis"),
        ("[ x ^ 2 ]", "without / 2"),
        ("2 [x^2]/2", "quadratic"),
        ("x [ y ]", "quadratic"),
        ("x[y ^ 2]", "quadratic"),
        ("x * y", "quadratic"),
        ("x ^ 2", "quadratic"),
    ] {
        let error = lp::read(&format!("min {wrong}\nst\nc: x >= 1\nend")).unwrap_err();
        assert!(error.to_string().contains(expected) && error.line == 1, "{wrong}: {error}");
    }
}

#[test]
fn automatic_row_names_give_way_to_given_ones() {
    let p = lp("min x st\nR2: x >= 1\nx >= 2\nR3_1: x >= 3\nR5: x >= 4\nx >= 5\nend").program;
    assert_eq!(names(&p).1, ["R2", "R2_1", "R3_1", "R5", "R5_1"]);
    assert!(lp::read("min x st\na: x >= 1\na: x >= 2\nend").is_err(), "a given name is given once");
}

#[test]
fn of_bounds_given_again_the_last_one_counts_and_equal_ones_are_no_doubt() {
    let bounds = |text: &str| {
        let reading = lp(&format!("min x st\nc: x >= -9\nbounds\n{text}\nend"));
        let c = &reading.program.columns[0];
        (c.lower, c.upper, kinds(&reading).len())
    };
    assert_eq!(bounds("x <= 10\nx <= 5"), (0.0, 5.0, 1));
    assert_eq!(bounds("x <= 5\nx <= 5"), (0.0, 5.0, 0));
    assert_eq!(bounds("x = 3\nx <= 5"), (3.0, 5.0, 1));
    assert_eq!(bounds("x free\nx >= 2"), (2.0, INF, 1));
    assert_eq!(bounds("x >= 1\nx <= 5"), (1.0, 5.0, 0));
    assert_eq!(bounds("-inf <= x <= +infinity"), (-INF, INF, 0));
    assert_eq!(bounds("1e30 >= x >= -1e20"), (-INF, INF, 0));
}

#[test]
fn terms_of_one_column_add_up_with_a_warning() {
    let reading = lp("min x + y + 2 x st\nc: x + y - x + 3 y >= 1\nd: x >= 0\nend");
    assert_eq!(kinds(&reading), [("summed", 1), ("summed", 2), ("summed", 2)]);
    assert_eq!(reading.program.columns[0].objective, 3.0);
    assert_eq!(reading.program.matrix.column(0), (&[1][..], &[1.0][..]));
    assert_eq!(reading.program.matrix.column(1), (&[0][..], &[4.0][..]));
}

#[test]
fn what_follows_the_end_of_lp_is_ignored_with_a_warning_whatever_it_is() {
    assert_eq!(kinds(&lp("min x st c: x >= 1 end\n\\ a comment\n\n")), []);
    assert_eq!(kinds(&lp("min x st c: x >= 1 end\n\n 1e999 = ^§")), [("ignored", 3)]);
}

#[test]
fn sections_and_rows_that_programs_here_lack_are_refused_by_name() {
    for section in ["sos1\ns1: x:1 y:2", "general constraints\ng: y = abs(x)", "pwlobj\nx: (1, 2)"] {
        let error = lp::read(&format!("min x st\nc: x >= 1\n{section}\nend")).unwrap_err();
        assert!(matches!(error.problem, Problem::Unsupported { .. }), "{section}: {error}");
        assert_eq!(error.line, 3);
    }
    for (row, expected) in [
        ("x + y = 1 -> x >= 1", "indicator row"),
        ("y = 1 <-> x >= 1", "equivalence"),
        ("x + [ x ^2 ] <= 4", "quadratic"),
    ] {
        let error = lp::read(&format!("min x st\nc: {row}\nend")).unwrap_err();
        assert!(error.to_string().contains(expected), "{row}: {error}");
    }
}

/// min 2x + y; the pieces come into the sections.
fn mps_text(columns: &str, rhs: &str, rest: &str) -> String {
    format!(
        "NAME t\nROWS\n N cost\n G need\n E same\n N free\nCOLUMNS\n x cost 2 need 3\n{columns} y cost 1 same 1\n\
         RHS\n s need 6\n{rhs}{rest}ENDATA\n"
    )
}

fn mps(columns: &str, rhs: &str, rest: &str) -> Reading {
    let text = mps_text(columns, rhs, rest);
    mps::read_with(&text, ReadOptions::default()).unwrap_or_else(|e| panic!("{text}{e}"))
}

#[test]
fn a_star_is_a_comment_in_the_first_column_only() {
    assert_eq!(kinds(&mps("* x same 7\n", "", "")), []);
    let text = mps_text("", "", "").replace("cost", "*cost").replace(" s ", " *s ");
    assert_eq!(mps::read(&text).unwrap(), mps("", "", "").program);
    assert!(mps::read(&mps_text(" * a remark\n", "", "")).is_err(), "refused, not dropped");
}

#[test]
fn numbers_of_fortran_are_read_in_mps() {
    let plain = mps(" x same 1000\n", " s same -0.25\n", "BOUNDS\n UP b x 30\n");
    let fortran = mps(" x same 1.0D3\n", " s same -2.5d-1\n", "BOUNDS\n UP b x 3D+1\n");
    assert_eq!(plain, fortran);
    let infinite = mps("", "", "BOUNDS\n UP b x 1.D30\n");
    assert_eq!(infinite.program.columns[0].upper, INF);
}

#[test]
fn a_marker_that_is_not_closed_holds_to_the_end_of_the_columns() {
    let reading = mps(" m 'MARKER' 'INTORG'\n", "", "BOUNDS\n UP b y 5\n");
    assert_eq!(kinds(&reading), [("assumed", 9)]);
    let kinds: Vec<Kind> = reading.program.columns.iter().map(|c| c.kind).collect();
    assert_eq!(kinds, [Kind::Continuous, Kind::Integer]);
    for wrong in [" m 'MARKER' 'INTEND'\n", " m 'MARKER' 'INTORG'\n m 'MARKER' 'INTORG'\n"] {
        assert!(mps::read(&mps_text(wrong, "", "")).is_err(), "{wrong}");
    }
}

#[test]
fn what_follows_the_end_of_mps_is_ignored_with_one_warning() {
    let text = mps_text("", "", "") + "* a comment\n\nPRIORITIES\n x 4\n y 5\n";
    let reading = mps::read_with(&text, ReadOptions::default()).unwrap();
    assert_eq!(kinds(&reading), [("ignored", 15)]);
    assert!(reading.warnings[0].to_string().contains("PRIORITIES"));
}

#[test]
fn bounds_of_mps_follow_their_conventions_and_say_what_is_doubtful() {
    let bounds = |lines: &str| {
        let reading = mps("", "", &format!("BOUNDS\n{lines}"));
        let c = &reading.program.columns[0];
        (c.lower, c.upper, reading.warnings.iter().map(|w| w.doubt.kind()).collect::<Vec<_>>())
    };
    assert_eq!(bounds(" UP b x -1\n"), (-INF, -1.0, vec!["assumed"]));
    assert_eq!(bounds(" UP b x -1\n LO b x -2\n"), (-2.0, -1.0, vec![]));
    assert_eq!(bounds(" LO b x 0\n UP b x -1\n"), (0.0, -1.0, vec![]));
    assert_eq!(bounds(" UP b x 0\n"), (0.0, 0.0, vec![]));
    assert_eq!(bounds(" UP b x 4\n UP b x 3\n"), (0.0, 3.0, vec!["overridden"]));
    assert_eq!(bounds(" UP b x 4\n UP b x 4\n"), (0.0, 4.0, vec![]));
    assert_eq!(bounds(" FX b x 4\n UP b x 5\n"), (4.0, 5.0, vec!["overridden"]));
    assert_eq!(bounds(" UP b x 5\n FR b x\n"), (-INF, INF, vec!["overridden"]));
    assert_eq!(bounds(" UP b x 5\n MI b x\n"), (-INF, 5.0, vec![]));
    assert_eq!(bounds(" FR b x 4\n"), (-INF, INF, vec!["ignored"]));
    assert_eq!(bounds(" BV b x 1\n"), (0.0, 1.0, vec![]));
    assert_eq!(bounds(" BV b x 3\n"), (0.0, 1.0, vec!["ignored"]));
    assert_eq!(bounds(" MI b x -1e30\n"), (-INF, INF, vec![]));
}

#[test]
fn right_hand_sides_of_mps_that_bound_no_row_are_said() {
    let moved = mps("", " s cost 5\n", "");
    assert_eq!((moved.program.offset, kinds(&moved)), (-5.0, vec![("constant-moved", 12)]));
    assert_eq!(kinds(&mps("", " s cost 0\n", "")), []);
    let ignored = mps("", " s free 5\n", "");
    assert_eq!(kinds(&ignored), [("ignored", 12)]);
    assert_eq!(sides(&ignored.program)[2], (-INF, INF));
}

#[test]
fn what_readers_of_mps_understand_differently_is_refused() {
    for (columns, rhs, rest) in [
        (" x need 4\n", "", ""),                    // an entry given twice
        ("", " s need 5\n", ""),                    // a right-hand side given twice
        ("", " t same 5\n", ""),                    // a second set of right-hand sides
        ("", "", "BOUNDS\n UP b x 1\n UP c y 1\n"), // a second set of bounds
        ("", "", "BOUNDS\n UP b q 1\n"),            // a column that only a bound has
        ("", " s q 1\n", ""),                       // a row that only a right-hand side has
        ("", "", "RANGES\n r free 1\n"),            // a range of a free row
        ("", "", "RANGES\n r need 1\n r need 1\n"),
        ("", "", "OBJSENSE\nBOUNDS\n UP b x 1\n"), // a sense that is not given
        ("", "", "BOUNDS\n LO b x 1e30\n"),        // infinite the wrong way
        ("", " s same 1e20\n", ""),
    ] {
        assert!(mps::read(&mps_text(columns, rhs, rest)).is_err(), "{columns}{rhs}{rest}");
    }
}

#[test]
fn the_sense_is_read_in_each_of_its_forms() {
    let text = mps_text("", "", "");
    for form in ["OBJSENSE\n MAX\n", "OBJSENSE MAXIMIZE\n", "OBJSENSE\nMAX\n", "OBJSENSE\n    maximise\n"] {
        let maximised = text.replace("ROWS\n", &format!("{form}ROWS\n"));
        assert_eq!(mps::read(&maximised).unwrap().sense, hunch_model::Sense::Maximize, "{form}");
    }
    assert_eq!(
        mps::read(&text.replace("ROWS\n", "OBJSENSE MIN\nROWS\n")).unwrap(),
        mps::read(&text).unwrap()
    );
}

#[test]
fn a_flood_of_warnings_is_cut_off_and_counted() {
    let late: String = (0..MAX_WARNINGS + 7).map(|k| format!(" z{k}\n")).collect();
    let reading = lp(&format!("min x st\nc: x >= 1\ngeneral\n{late}end"));
    assert_eq!(reading.warnings.len(), MAX_WARNINGS + 1);
    assert_eq!(reading.warnings.last().unwrap().doubt, Doubt::More { count: 7 });
    assert_eq!(reading.program.columns.len(), 1 + MAX_WARNINGS + 7, "no column is left out");
}
