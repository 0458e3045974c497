//! Programs as other tools write them: read as most readers do, they have the optima that the field would
//! find. How they are read, and what is said of it, is tested in `crates/model/tests/files.rs`.

#![allow(clippy::unwrap_used)] // a failed test, in helpers too

use hunch_model::io::{self, Format};
use hunch_model::{Program, Status, Unlimited, check};
use hunch_search::{Engine, Guidance, Settings, solve};
use std::path::Path;

fn optimum(program: &Program) -> f64 {
    let solution =
        solve(program, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
    assert_eq!(solution.status, Status::Optimal);
    assert!(check(program, &solution.values).feasible);
    solution.objective.unwrap()
}

/// The files of `tests/cases/files` with their optima, by hand; none for what is refused.
const FILES: [(&str, Option<f64>); 14] = [
    ("after-endata.mps", Some(4.0)),
    ("automatic-row-name.lp", Some(1.5)),
    ("bound-overridden.lp", Some(5.0)),
    ("bounds-over-lines.lp", Some(39.0)),
    ("bracket-names.lp", Some(9.0)),
    ("constant-left.lp", Some(13.0)),
    ("declared-late.lp", Some(1.0)),
    ("empty-left-side.lp", Some(5.0)),
    ("fortran-exponent.mps", Some(-3000.0)),
    ("no-intend.mps", Some(6.0)),
    ("one-line.lp", Some(2.0)),
    ("parentheses.lp", None),
    ("scenario-tree.json", Some(20.0)),
    ("star-names.mps", Some(3.0)),
];

#[test]
fn every_file_of_other_tools_has_its_right_value() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/files");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, FILES.map(|(name, _)| name), "every file has its line here");
    for (name, expected) in FILES {
        let read = io::load(&std::fs::read(folder.join(name)).unwrap(), name);
        match expected {
            Some(expected) => {
                let found = optimum(&read.unwrap_or_else(|e| panic!("{name}: {e}")));
                assert!((found - expected).abs() <= 1e-9 * (1.0 + f64::abs(expected)), "{name}: {found}");
            }
            None => assert!(read.is_err(), "{name}"),
        }
    }
}

/// Further texts of the same kinds, with their optima by hand.
const TEXTS: [(Format, &str, f64); 14] = [
    (Format::Lp, "min x st c: x - 0.5 - 1 >= 2 end", 3.5),
    (Format::Lp, "max x\nst\n c: -3 <= x + 1 <= 8\nend", 7.0),
    (Format::Lp, "max x\nst\n c: 8 >= 1 + x >= -3\n d: 0 <= 3\nend", 7.0),
    (Format::Lp, "min x\nSubject\nto\n c: x + x\n +\n x >=\n 6\nEnd", 2.0),
    (Format::Lp, "maximize x + 2 y such that x + y <= 4 bounds y <= 3 x <= 2 end", 7.0),
    (Format::Lp, "maximize 2 x + y s.t. x <= 2.5 y <= 3.5 general x y end", 7.0),
    (Format::Lp, "max x[1] + y[a][2] st x[1] + 2 y[a][2] <= 4 bounds x[1] <= 2 end", 3.0),
    (Format::Lp, "max x(1) + y_{2}\nst\nR2: x(1) <= 2\ny_{2} <= 3\nend", 5.0),
    (Format::Lp, "max x\nst\n c: x <= 1e30\nbounds\n -1e30 <= x <= 7\nend", 7.0),
    (Format::Lp, "max x\nst\n c: x <= 9\nbinary\n b\nbounds\n x <= 10\n x = 3\n x <= 4\nend", 4.0),
    (Format::Mps, "ROWS\n N c\n G r\nCOLUMNS\n *x c 1 r 2d0\nRHS\n *s r 1.0D1\n *s c -7\nENDATA\nx", 12.0),
    (
        Format::Mps,
        "ROWS\n N c\n G r\nCOLUMNS\n M 'MARKER' 'INTORG'\n x c 1 r 2\nRHS\n s r 3\n\
         BOUNDS\n UP b x 1\n UP b x 9\nENDATA",
        2.0,
    ),
    (
        Format::Json,
        r#"{"format":"hunch-program","version":1,"columns":[{"objective":1,"upper":1e30},{"objective":1}],
            "rows":[{"lower":3,"upper":1e20,"terms":[[0,1]]}]}"#,
        3.0,
    ),
    (
        Format::Json,
        r#"{"format":"hunch-program","version":1,"sense":"maximize","rows":[],
            "columns":[{"objective":1,"upper":4,"kind":"integer"},{"objective":1,"upper":2.5},{"objective":1,"upper":9}],
            "tree":{"stages":["a"],"nodes":[{"columns":[]}],"groups":[[1,0,2]]}}"#,
        6.0,
    ),
];

#[test]
fn further_texts_of_the_same_kinds_have_theirs() {
    for (format, text, expected) in TEXTS {
        let program = io::read_program(text, format).unwrap_or_else(|e| panic!("{text}: {e}"));
        let found = optimum(&program);
        assert!((found - expected).abs() <= 1e-9 * (1.0 + f64::abs(expected)), "{text}: {found}");
    }
}
