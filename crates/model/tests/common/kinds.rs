//! Seeded random programs with what `hunch_model::kinds` adds.

use super::{Random, mutate, program as plain};
use hunch_model::io::{Format, ReadError, WriteOptions, write_with};
use hunch_model::{
    Degradation, Indicator, Kind, Objective, PiecewiseLinear, Program, Quadratic, Sense, SetOrder,
    SpecialOrderedSet,
};

/// A random program, each part of whose kinds is there for about two thirds of the seeds.
pub fn program(random: &mut Random) -> Program {
    let mut p = plain(random);
    p.add_column("switch", 0.0, 0.0, 1.0, Kind::Integer);
    let entries: Vec<_> = p.matrix.triplets().collect();
    p.set_rows(p.rows.clone(), &entries);
    let (columns, rows) = (p.columns.len(), p.rows.len());
    for column in &mut p.columns[..columns - 1] {
        match random.below(6) {
            0 => column.kind = Kind::SemiContinuous,
            1 => column.kind = Kind::SemiInteger,
            _ => {}
        }
    }
    if random.chance(60) {
        p.quadratic = Some(quadratic(random, columns));
    }
    for k in 0..random.below(3) {
        let order = if random.chance(50) { SetOrder::One } else { SetOrder::Two };
        p.sets.push(SpecialOrderedSet { name: format!("set{k}"), order, members: some(random, columns, k) });
    }
    for row in 0..rows {
        if random.chance(25) {
            p.indicators.push(Indicator { column: columns - 1, active_at_one: random.chance(50), row });
        }
        if random.chance(25) {
            p.lazy_rows.push(row);
        }
    }
    if columns > 1 && random.chance(50) {
        let points = (0..2 + random.below(4)).map(|k| (k as f64 / 3.0 - 1.0, random.number())).collect();
        let (argument, value) = (random.below(columns - 1), columns - 1);
        p.piecewise.push(PiecewiseLinear { name: "curve".into(), argument, value, points });
    }
    for k in 0..random.below(3) {
        p.objectives.push(Objective {
            name: format!("goal{k}"),
            sense: if random.chance(50) { Sense::Minimize } else { Sense::Maximize },
            offset: if random.chance(50) { random.number() } else { 0.0 },
            terms: some(random, columns, 0),
            quadratic: if random.chance(30) { Some(quadratic(random, columns)) } else { None },
            degradation: degradation(random),
        });
    }
    if random.chance(30) {
        p.degradation = degradation(random);
    }
    p
}

/// Some columns in ascending order, each with a number; the numbers are all different.
fn some(random: &mut Random, columns: usize, shift: usize) -> Vec<(usize, f64)> {
    let mut pairs: Vec<(usize, f64)> = Vec::new();
    for j in 0..columns {
        let number = random.number() + shift as f64;
        if random.chance(50) && pairs.iter().all(|&(_, other)| other != number) {
            pairs.push((j, number));
        }
    }
    pairs
}

fn degradation(random: &mut Random) -> Degradation {
    match random.below(3) {
        0 => Degradation::default(),
        1 => Degradation { absolute: random.number().abs(), relative: 0.0 },
        _ => Degradation { absolute: 0.25, relative: random.number().abs() },
    }
}

/// A lower triangle whose entries stand for different places, by columns.
fn quadratic(random: &mut Random, columns: usize) -> Quadratic {
    let mut lower_triangle = Vec::new();
    for j in 0..columns {
        for i in j..columns {
            if random.chance(25) {
                lower_triangle.push((i, j, random.number()));
            }
        }
    }
    Quadratic { lower_triangle }
}

/// Takes from a program what the format has no place for, other than by a warning.
pub fn keep_to(p: &mut Program, format: Format) {
    if format == Format::Json {
        return;
    }
    p.piecewise.clear();
    if format == Format::Mof {
        let sense = p.sense;
        p.degradation = Degradation::default();
        for objective in &mut p.objectives {
            (objective.sense, objective.degradation) = (sense, Degradation::default());
        }
        return;
    }
    p.objectives.clear();
    p.degradation = Degradation::default();
    for column in p.columns.iter_mut().filter(|c| c.kind.is_semi()) {
        column.lower = column.lower.max(0.0);
        if column.upper <= 0.0 {
            column.upper = 2.5;
        }
    }
    let rows = &p.rows;
    p.indicators.retain(|indicator| {
        let row = &rows[indicator.row];
        let has_sides = row.lower.is_finite() || row.upper.is_finite();
        let is_range = row.lower.is_finite() && row.upper.is_finite() && row.lower != row.upper;
        has_sides && !(format == Format::Lp && is_range)
    });
    let is_large = |v: f64| 2.0 * v.abs() >= 1e20;
    if let (Format::Lp, Some(quadratic)) = (format, &mut p.quadratic) {
        quadratic.lower_triangle.retain(|&(i, j, v)| i == j || !is_large(v));
    }
}

/// Holds a reader against broken texts of programs with what the format can carry of their kinds: each is read as a
/// valid program, or refused at a place within the text.
pub fn never_break(format: Format, read: fn(&str) -> Result<Program, ReadError>) {
    let mut read_texts = 0;
    for seed in 0..3000 {
        let mut random = Random(seed);
        let mut drawn = program(&mut random);
        keep_to(&mut drawn, format);
        let written = write_with(&drawn, format, WriteOptions::default()).unwrap().text;
        let text = mutate(&written, &mut random);
        match read(&text) {
            Ok(p) => {
                assert_eq!(p.validate(), Ok(()), "seed {seed}: {text}");
                read_texts += 1;
            }
            Err(e) => {
                assert!(e.line >= 1 && e.column >= 1, "seed {seed}: {e}");
                assert!(e.line <= text.lines().count() + 1, "seed {seed}: {e}");
                assert!(e.to_string().len() < 1000, "seed {seed}: {e}");
            }
        }
    }
    assert!(read_texts > 100, "{read_texts}");
}
