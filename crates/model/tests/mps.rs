//! The MPS reader and writer keep their stated conventions.
#![allow(clippy::unwrap_used)] // helper functions of tests are not marked as tests

mod common;

use common::Random;
use hunch_model::io::mps::{Layout, read, read_as, write};
use hunch_model::{Kind, Program, Row, Sense};

const INF: f64 = f64::INFINITY;

/// A text that uses every section and bound type.
const ALL: &str = "\
* a comment
NAME          everything here
OBJSENSE
    MAX
ROWS
 N  COST
 L  LIM1
 G  LIM2
 E  MYEQN
 E  DOWN
 N  OTHER
COLUMNS
    X1        COST               1.0   LIM1               1.0
    X1        LIM2               1.0
    MARKER                 'MARKER'                 'INTORG'
    X2        COST               2.0   LIM1               1.0
    X3        MYEQN             -1.0   OTHER              2.0
    MARKER                 'MARKER'                 'INTEND'
    X4        DOWN               1e0
    X5        COST               0
    X6        COST               0
    X7        COST               0
RHS
    RHS       COST              10.0   LIM1               4.0
    RHS       LIM2               1.0   MYEQN              7.0
    RHS       DOWN               5.0
RANGES
    RNG       LIM1               2.5   LIM2               3.0
    RNG       MYEQN              2.0   DOWN              -2.0
BOUNDS
 UP BND       X1                 4.0
 LO BND       X2                -1.0
 UP BND       X2                 1.0
 UP BND       X4                -3.0
 FR BND       X5
 BV BND       X6
 LI BND       X7                 2
ENDATA
";

fn bounds(program: &Program) -> Vec<(f64, f64)> {
    program.columns.iter().map(|c| (c.lower, c.upper)).collect()
}

#[test]
fn names_with_blanks_are_read_by_card_columns_and_markers_wherever_they_stand() {
    let spaced = ALL.replace("LIM1  ", "LIM 1 ").replace("  LIM1\n", "  LIM 1\n");
    assert!(spaced.contains(" L  LIM 1\n"));
    let p = read(&spaced).unwrap();
    assert_eq!(p.rows[0].name, "LIM 1");
    let mut same = p.clone();
    same.rows[0].name = "LIM1".into();
    assert_eq!(same, read(ALL).unwrap());
}

#[test]
fn every_section_and_bound_type_is_read_by_its_convention() {
    let p = read(ALL).unwrap();
    assert_eq!(p.name, "everything here");
    assert_eq!(p.sense, Sense::Maximize);
    assert_eq!(p.offset, -10.0);
    let rows: Vec<(&str, f64, f64)> = p.rows.iter().map(|r| (r.name.as_str(), r.lower, r.upper)).collect();
    let expected = [
        ("LIM1", 1.5, 4.0),
        ("LIM2", 1.0, 4.0),
        ("MYEQN", 7.0, 9.0),
        ("DOWN", 3.0, 5.0),
        ("OTHER", -INF, INF),
    ];
    assert_eq!(rows, expected);
    let ends = [(0.0, 4.0), (-1.0, 1.0), (0.0, 1.0), (-INF, -3.0), (-INF, INF), (0.0, 1.0), (2.0, INF)];
    assert_eq!(bounds(&p), ends);
    let integers: Vec<bool> = p.columns.iter().map(|c| c.kind == Kind::Integer).collect();
    assert_eq!(integers, [false, true, true, false, false, true, true]);
    assert_eq!(p.matrix.column(2), (&[2, 4][..], &[-1.0, 2.0][..]));
}

#[test]
fn what_is_written_is_read_back_equal_in_both_layouts() {
    let p = read(ALL).unwrap();
    for layout in [Layout::Free, Layout::Fixed] {
        let text = write(&p, layout).unwrap();
        assert_eq!(read_as(&text, layout).unwrap(), p, "{text}");
        assert_eq!(read(&text).unwrap(), p);
    }
}

/// Ranges are stored as differences; an end may come back off by the rounding of that difference, and by no
/// more.
fn accept_rounded_ranges(written: &Program, back: &mut Program) {
    for (w, b) in written.rows.iter().zip(&mut back.rows) {
        let size = w.lower.abs().max(w.upper.abs());
        if size.is_finite() && w.lower != w.upper {
            assert!((w.lower - b.lower).abs() <= f64::EPSILON * size, "{w:?} {b:?}");
            assert!((w.upper - b.upper).abs() <= f64::EPSILON * size, "{w:?} {b:?}");
            *b = w.clone();
        }
    }
}

#[test]
fn random_programs_survive_a_round_trip() {
    for seed in 0..500 {
        let p = common::program(&mut Random(seed));
        let text = write(&p, Layout::Free).unwrap();
        let mut back = read(&text).unwrap_or_else(|e| panic!("seed {seed}: {e}\n{text}"));
        accept_rounded_ranges(&p, &mut back);
        assert_eq!(back, p, "seed {seed}\n{text}");
    }
}

#[test]
fn fixed_layout_carries_names_with_blanks_and_lines_without_set_names() {
    let text = "\
NAME          BLANKS
ROWS
 N  MY COST
 L  A ROW
COLUMNS
    A COL     MY COST            1.0   A ROW              2.0
RHS
              A ROW              4.0
BOUNDS
 UP           A COL              3.0
ENDATA
";
    let p = read(text).unwrap();
    assert_eq!(p.columns[0].name, "A COL");
    assert_eq!((p.rows[0].upper, p.columns[0].upper), (4.0, 3.0));
    assert!(read_as(text, Layout::Free).is_err());
    assert!(write(&p, Layout::Free).is_err());
    assert_eq!(read(&write(&p, Layout::Fixed).unwrap()).unwrap(), p);
}

#[test]
fn free_layout_needs_no_set_names_and_takes_the_sense_on_one_line() {
    let text = "NAME free\nOBJSENSE MAXIMIZE\nROWS\n N obj\n L a_row_with_a_long_name\nCOLUMNS\n x obj 1 a_row_with_a_long_name 2\n\
                RHS\n a_row_with_a_long_name 4\nBOUNDS\n UP x 3\n MI x\nENDATA\n";
    let p = read(text).unwrap();
    assert_eq!(p.sense, Sense::Maximize);
    assert_eq!(bounds(&p), [(-INF, 3.0)]);
    assert_eq!(p.rows[0].upper, 4.0);
}

/// `ALL` with one line replaced must fail at that line, with a message that holds `expected`.
fn broken(line: &str, replacement: &str, expected: &str) {
    assert!(ALL.contains(line), "{line}");
    let text = ALL.replacen(line, replacement, 1);
    let at = 1 + ALL.lines().position(|l| l == line.trim_end_matches('\n')).unwrap();
    let error = read(&text).unwrap_err();
    let message = error.to_string();
    assert!(message.contains(expected), "{message}");
    assert_eq!(error.line, at, "{message}");
}

#[test]
fn each_mistake_is_refused_at_its_line_with_its_reason() {
    broken(" L  LIM1", " Q  LIM1", "row type");
    broken(" G  LIM2", " G  LIM1", "row \"LIM1\" is given twice");
    broken(
        "    X1        LIM2               1.0",
        "    X1        LIM9               1.0",
        "no row named \"LIM9\"",
    );
    broken("    X1        LIM2               1.0", "    X1        LIM1               1.0", "given twice");
    broken("    X1        LIM2               1.0", "    X1        LIM2               1,0", "not a number");
    broken("    X1        LIM2               1.0", "    X1        LIM2               nan", "not a number");
    broken("    X5        COST               0", "    X1        COST               0", "given twice");
    broken("    RHS       DOWN               5.0", "    RHS2      DOWN               5.0", "second set");
    broken("    RHS       DOWN               5.0", "    RHS       DOWN               inf", "finite");
    broken(
        "    RNG       LIM1               2.5   LIM2               3.0",
        "    RNG       OTHER  2.5",
        "no range",
    );
    broken(" UP BND       X1                 4.0", " SN BND       X1                 4.0", "a bound type");
    broken(
        " UP BND       X1                 4.0",
        " UP BND       X9                 4.0",
        "no column named \"X9\"",
    );
    broken(" UP BND       X2                 1.0", " LO BND       X2                 1e20", "below 1e20");
    broken(" UP BND       X2                 1.0", " UP BND       X2                 -inf", "above -1e20");
    broken("    X5        COST               0", "    X5        COST               1e20", "below 1e20");
    broken(
        "    RHS       LIM2               1.0   MYEQN              7.0",
        "    RHS       LIM2   1e20",
        "finite",
    );
    broken(" FR BND       X5", " LO BND       X5", "number");
    broken("BOUNDS", "CSECTION", "not supported");
    broken("BOUNDS", "GENCONS", "not supported");
    broken("RANGES", "RHS", "given twice");
    broken(
        "    MARKER                 'MARKER'                 'INTEND'",
        "    MARKER                 'MARKER'                 'INTORG'",
        "INTEND",
    );
    let truncated = ALL.replace("ENDATA\n", "");
    let error = read(&truncated).unwrap_err();
    assert!(error.to_string().contains("ends too early"), "{error}");
    assert_eq!(error.line, truncated.lines().count() + 1);
    assert!(read("").is_err());
    assert!(read("ENDATA").unwrap_err().to_string().contains("ROWS"));
}

#[test]
fn a_place_is_counted_in_characters() {
    let text = "NAME\nROWS\n N obj\n L zeilé\nCOLUMNS\n   x zeilé 1 öbj 2\nRHS\nENDATA\n";
    let error = read(text).unwrap_err();
    assert_eq!((error.line, error.column), (6, 14), "{error}");
}

#[test]
fn what_a_layout_cannot_carry_is_refused_by_the_writer() {
    let mut p = Program::new("p", Sense::Minimize);
    p.add_column("x", 1.0 / 3.0, 0.0, INF, Kind::Continuous);
    assert!(write(&p, Layout::Free).is_ok());
    assert!(write(&p, Layout::Fixed).unwrap_err().to_string().contains("12 characters"));
    p.columns[0].name = "two words".into();
    assert!(write(&p, Layout::Free).is_err());
    p.columns[0].name = "x".into();
    p.columns[0].upper = 1e25;
    assert!(write(&p, Layout::Free).unwrap_err().to_string().contains("1e20"));
    p.columns[0].upper = INF;
    p.set_rows(vec![Row { name: "r".into(), lower: 2.0, upper: 1.0 }], &[]);
    assert!(write(&p, Layout::Free).is_err());
}

/// Reads every `.mps` file of the folders `netlib` and `miplib3` under `HUNCH_INSTANCES` and compares sizes
/// with its `optima.csv` (`path,rows,cols,integers,optimum`); then writes and reads each again.
#[test]
#[ignore = "needs the folder of public instances in HUNCH_INSTANCES"]
fn public_instances_have_their_published_sizes_and_survive_a_round_trip() {
    let folder = std::path::PathBuf::from(std::env::var("HUNCH_INSTANCES").unwrap());
    let table = std::fs::read_to_string(folder.join("optima.csv")).unwrap();
    let mut read_files = 0;
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let text = std::fs::read_to_string(folder.join(cells[0])).unwrap();
        let p = read(&text).unwrap_or_else(|e| panic!("{}: {e}", cells[0]));
        let integers = p.columns.iter().filter(|c| c.kind == Kind::Integer).count();
        let sizes = [p.rows.len(), p.columns.len(), integers].map(|n| n.to_string());
        assert_eq!(sizes, [cells[1], cells[2], cells[3]], "{}", cells[0]);
        assert_eq!(read(&write(&p, Layout::Free).unwrap()).unwrap(), p, "{}", cells[0]);
        read_files += 1;
    }
    assert_eq!(read_files, table.lines().count() - 1);
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
    write(&common::program(random), Layout::Free).unwrap()
}
