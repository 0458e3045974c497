//! Programs with semi-continuous columns, quadratic objectives, sets, indicators, piecewise-linear terms,
//! further objectives and lazy rows come back from every format that can carry them, and from every one by
//! way of every other; what a format cannot carry is refused by name or said.
#![allow(clippy::unwrap_used, clippy::panic)] // helper functions of tests are not marked as tests

mod common;

use common::Random;
use common::kinds::{keep_to, program};
use hunch_model::io::{Doubt, Format, WriteError, WriteOptions, Writing, read_program, write_with};
use hunch_model::{Feature, Kind, Program, Row, Sense};

const FORMATS: [Format; 4] = [Format::Json, Format::Mps, Format::Lp, Format::Mof];
const INF: f64 = f64::INFINITY;

fn written(program: &Program, format: Format) -> Writing {
    write_with(program, format, WriteOptions::default()).unwrap_or_else(|e| panic!("{format:?}: {e}"))
}

fn back(writing: &Writing, format: Format) -> Program {
    read_program(&writing.text, format).unwrap_or_else(|e| panic!("{format:?}: {e}\n{}", writing.text))
}

/// A program in which nothing hangs on the order of rows, of entries or of marks, and whose objectives have
/// no names: by rows in the order of their names.
fn canonical(p: &Program) -> Program {
    let mut order: Vec<usize> = (0..p.rows.len()).collect();
    order.sort_by(|&a, &b| p.rows[a].name.cmp(&p.rows[b].name));
    let mut place = vec![0; p.rows.len()];
    order.iter().enumerate().for_each(|(new, &old)| place[old] = new);
    let mut q = p.clone();
    let entries: Vec<_> = p.matrix.triplets().map(|(i, j, v)| (place[i], j, v)).collect();
    q.set_rows(order.iter().map(|&old| p.rows[old].clone()).collect(), &entries);
    q.indicators.iter_mut().for_each(|indicator| indicator.row = place[indicator.row]);
    q.indicators.sort_by_key(|indicator| indicator.row);
    q.lazy_rows = p.lazy_rows.iter().map(|&row| place[row]).collect();
    q.lazy_rows.sort_unstable();
    q.objectives.iter_mut().for_each(|objective| objective.name.clear());
    let others = q.objectives.iter_mut().map(|objective| &mut objective.quadratic);
    for part in std::iter::once(&mut q.quadratic).chain(others) {
        *part = part.take().filter(|quadratic| !quadratic.lower_triangle.is_empty());
        if let Some(quadratic) = part {
            quadratic.lower_triangle.sort_by_key(|&(i, j, _)| (i, j));
        }
    }
    q.name.clear();
    q
}

/// The program without the marks of lazy rows that the warnings say are not written.
fn without_marks(p: &Program, writing: &Writing) -> Program {
    let mut p = p.clone();
    let dropped = |name: &str| {
        let mark = format!("the mark of the lazy row {name:?}");
        writing.warnings.iter().any(|w| matches!(&w.doubt, Doubt::Ignored { what, .. } if *what == mark))
    };
    let rows = &p.rows;
    p.lazy_rows.retain(|&row| !dropped(&rows[row].name));
    p
}

/// Takes rows whose ends MPS rounds, which it says, from both programs.
fn without_rounded(p: &mut Program, q: &mut Program, writing: &Writing) {
    for (w, b) in p.rows.iter_mut().zip(&mut q.rows) {
        let name = format!("the row {:?}", w.name);
        if writing
            .warnings
            .iter()
            .any(|warning| matches!(&warning.doubt, Doubt::Rounded { what, .. } if what.ends_with(&name)))
        {
            let size = w.lower.abs().max(w.upper.abs());
            assert!((w.lower - b.lower).abs() <= f64::EPSILON * size, "{w:?} {b:?}");
            assert!((w.upper - b.upper).abs() <= f64::EPSILON * size, "{w:?} {b:?}");
            *b = w.clone();
        }
    }
}

/// Writes and reads; whatever changes is said.
fn round_trip(p: &Program, format: Format, seed: u64) -> Program {
    let writing = written(p, format);
    let read = back(&writing, format);
    let mut expected = canonical(&without_marks(p, &writing));
    let mut found = canonical(&read);
    without_rounded(&mut expected, &mut found, &writing);
    assert_eq!(found, expected, "seed {seed}, {format:?}\n{}", writing.text);
    let moved = p.rows.iter().zip(&read.rows).any(|(a, b)| a.name != b.name);
    let says_so =
        writing.warnings.iter().any(|w| w.to_string().starts_with("there are lazy rows before others"));
    assert_eq!(moved, says_so, "seed {seed}, {format:?}");
    let strict = write_with(p, format, WriteOptions { strict: true });
    assert_eq!(strict.is_ok(), writing.warnings.is_empty(), "seed {seed}, {format:?}");
    read
}

#[test]
fn programs_with_kinds_come_back_from_every_pair_of_formats() {
    let mut features = [0; 4];
    let mut refused = [0; 4];
    for seed in 0..500 {
        let p = program(&mut Random(seed));
        for (k, first) in FORMATS.into_iter().enumerate() {
            let mut kept = p.clone();
            keep_to(&mut kept, first);
            match write_with(&p, first, WriteOptions::default()) {
                Ok(_) => {}
                Err(WriteError::Unsupported { .. } | WriteError::Number { .. }) => {
                    assert_ne!(kept, p, "seed {seed}, {first:?}: what can be carried is");
                    refused[k] += 1;
                }
                Err(other) => panic!("seed {seed}, {first:?}: {other}"),
            }
            features[k] |= kept.features().iter().fold(0, |bits, &feature| bits | 1 << feature as usize);
            let read = round_trip(&kept, first, seed);
            for second in FORMATS {
                let mut q = read.clone();
                keep_to(&mut q, second);
                round_trip(&q, second, seed);
            }
        }
    }
    let all = |without: &[Feature]| without.iter().fold(0b111_1111, |bits, &f| bits & !(1 << f as usize));
    let no_place = [Feature::Piecewise, Feature::Objectives];
    // Marks of lazy rows have no place in MathOptFormat, but are no reason to refuse a program.
    assert_eq!(features, [all(&[]), all(&no_place), all(&no_place), all(&[Feature::Piecewise])]);
    assert!(refused[0] == 0 && refused[1..].iter().all(|&count| count > 100), "{refused:?}");
}

#[test]
fn each_part_that_a_format_has_no_place_for_is_refused_by_its_name() {
    let mut refused = Vec::new();
    for seed in 0..300 {
        let full = program(&mut Random(seed));
        for feature in full.features() {
            // One part alone.
            let mut p = full.clone();
            if feature != Feature::Quadratic {
                p.quadratic = None;
            }
            if feature != Feature::Sets {
                p.sets.clear();
            }
            if feature != Feature::Indicators {
                p.indicators.clear();
            }
            if feature != Feature::Piecewise {
                p.piecewise.clear();
            }
            if feature != Feature::Objectives {
                p.objectives.clear();
            }
            if feature != Feature::LazyRows {
                p.lazy_rows.clear();
            }
            for column in p.columns.iter_mut().filter(|_| feature != Feature::SemiContinuous) {
                column.kind = if column.kind.is_integer() { Kind::Integer } else { Kind::Continuous };
            }
            for format in [Format::Mps, Format::Lp, Format::Mof] {
                let error = match write_with(&p, format, WriteOptions::default()) {
                    Ok(writing) => {
                        let features = back(&writing, format).features();
                        assert!(
                            feature == Feature::LazyRows || features == [feature],
                            "{feature:?} {format:?}"
                        );
                        continue;
                    }
                    Err(error) => error.to_string(),
                };
                refused.push((format!("{format:?}"), error.clone()));
                let words: &[&str] = match feature {
                    Feature::Piecewise => &["piecewise-linear terms"],
                    Feature::Objectives if format == Format::Mof => &["different senses", "given up"],
                    Feature::Objectives => &["several objectives"],
                    Feature::SemiContinuous => &["the semi-continuous column"],
                    Feature::Indicators => &["without sides", "with no sides", "two different sides"],
                    Feature::Quadratic => &["the quadratic coefficient"],
                    Feature::Sets | Feature::LazyRows => &[],
                };
                assert!(words.iter().any(|word| error.contains(word)), "{feature:?} {format:?}: {error}");
            }
        }
    }
    assert!(refused.len() > 300);
}

#[test]
fn a_semi_integer_column_between_0_and_1_keeps_its_kind() {
    let mut p = Program::new("", Sense::Minimize);
    p.add_column("x", 1.0, 0.0, 1.0, Kind::SemiInteger);
    p.add_column("y", 1.0, 1.0, 1.0, Kind::SemiInteger);
    p.add_column("z", 1.0, 2.0, INF, Kind::SemiContinuous);
    p.set_rows(vec![Row { name: "r".into(), lower: 1.0, upper: INF }], &[(0, 0, 1.0)]);
    for format in FORMATS {
        let writing = written(&p, format);
        assert_eq!((back(&writing, format), writing.warnings.len()), (p.clone(), 0), "{}", writing.text);
    }
}

#[test]
fn names_of_sets_that_a_format_cannot_carry_are_replaced_with_a_warning() {
    let mut p = program(&mut Random(3));
    p.sets = vec![hunch_model::SpecialOrderedSet {
        name: "my set:".into(),
        order: hunch_model::SetOrder::One,
        members: vec![(0, 1.0)],
    }];
    for format in FORMATS {
        let mut kept = p.clone();
        keep_to(&mut kept, format);
        let writing = written(&kept, format);
        let renamed = writing.warnings.iter().filter(|w| w.doubt.kind() == "renamed").count();
        let name = &back(&writing, format).sets[0].name;
        if matches!(format, Format::Json | Format::Mof) {
            assert_eq!((name.as_str(), renamed), ("my set:", 0));
        } else {
            assert_eq!((name.as_str(), renamed), ("my_set_", 1), "{format:?}");
        }
    }
}
