//! Large programs, seeded: shapes in which a step shows that takes the square of a row's or a column's
//! length.

use hunch_model::{Kind, Program, Row, Sense};
use hunch_search::random::uniform;

const INF: f64 = f64::INFINITY;

/// Makes the program of a shape with so many rows and columns (about) from a stream.
type Make = fn(usize, usize, &mut u64) -> Program;

/// Each shape by its name.
pub const SHAPES: &[(&str, Make)] = &[
    ("partition", partition),
    ("cover", cover),
    ("knapsack", knapsack),
    ("dense", dense),
    ("edges", edges),
    ("links", links),
    ("doubletons", doubletons),
    ("forcing", forcing),
    ("slacks", slacks),
    ("narrow", narrow),
];

/// The program named `SHAPE:ROWS:COLUMNS:SEED`.
pub fn program(name: &str) -> Option<Program> {
    let mut parts = name.split(':');
    let shape = parts.next()?;
    let (rows, columns) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let mut random = parts.next()?.parse().ok()?;
    let make = SHAPES.iter().find(|s| s.0 == shape)?.1;
    Some(make(rows, columns, &mut random))
}

fn below(random: &mut u64, n: usize) -> usize {
    (uniform(random) * n as f64) as usize
}

/// A program with binaries of these costs and rows with these sides.
fn binaries(name: &str, costs: &[f64], sides: &[(f64, f64)], entries: &[(usize, usize, f64)]) -> Program {
    let mut p = Program::new(name, Sense::Minimize);
    for (j, &cost) in costs.iter().enumerate() {
        p.add_column(format!("x{j}"), cost, 0.0, 1.0, Kind::Integer);
    }
    set_rows(&mut p, sides, entries);
    p
}

fn set_rows(p: &mut Program, sides: &[(f64, f64)], entries: &[(usize, usize, f64)]) {
    let row = |(i, &(lower, upper)): (usize, &(f64, f64))| Row { name: format!("r{i}"), lower, upper };
    p.set_rows(sides.iter().enumerate().map(row).collect(), entries);
}

/// A column of a partition or cover: flights `chain` in the order of time, which costs what they do and what
/// lies between them.
fn add_chain(costs: &mut Vec<f64>, entries: &mut Vec<(usize, usize, f64)>, chain: &[usize], extra: f64) {
    let idle = chain.windows(2).map(|w| (w[1] - w[0] - 1) as f64).sum::<f64>();
    entries.extend(chain.iter().map(|&i| (i, costs.len(), 1.0)));
    costs.push((100.0 + 40.0 * chain.len() as f64 + 5.0 * idle + extra).round());
}

/// A chain of up to `longest` flights, at least two where there are as many.
fn draw_chain(rows: usize, longest: usize, random: &mut u64) -> Vec<usize> {
    let length = 2 + below(random, longest - 1);
    let mut chain = vec![below(random, rows)];
    while chain.len() < length {
        let next = chain[chain.len() - 1] + 1 + below(random, (rows / longest).max(2));
        if next >= rows {
            break;
        }
        chain.push(next);
    }
    chain
}

/// Set partitioning as crews are planned. A few partitions are planted, dear ones; nothing else says that
/// there is one.
fn partition(rows: usize, columns: usize, random: &mut u64) -> Program {
    const PLANTED: usize = 4;
    let longest = (rows / 3).clamp(2, 12);
    let (mut costs, mut entries) = (Vec::with_capacity(columns), Vec::new());
    for _ in 0..PLANTED {
        let mut open: Vec<usize> = (0..rows).collect();
        while !open.is_empty() {
            let length = 1 + below(random, longest);
            let (mut chain, mut left) = (Vec::new(), Vec::new());
            for i in open {
                if chain.len() < length && (chain.is_empty() || uniform(random) < 0.4) {
                    chain.push(i);
                } else {
                    left.push(i);
                }
            }
            let extra = 200.0 + 100.0 * uniform(random);
            add_chain(&mut costs, &mut entries, &chain, extra);
            open = left;
        }
    }
    while costs.len() < columns {
        let chain = draw_chain(rows, longest, random);
        let extra = 300.0 * uniform(random);
        add_chain(&mut costs, &mut entries, &chain, extra);
    }
    binaries("partition", &costs, &vec![(1.0, 1.0); rows], &entries)
}

/// Set covering by such chains.
fn cover(rows: usize, columns: usize, random: &mut u64) -> Program {
    let (mut costs, mut entries) = (Vec::with_capacity(columns), Vec::new());
    for j in 0..columns {
        // The first columns cover every row.
        let chain = if j < rows { vec![j] } else { draw_chain(rows, 12.min(rows), random) };
        add_chain(&mut costs, &mut entries, &chain, 1000.0 * f64::from(u8::from(j < rows)));
    }
    binaries("cover", &costs, &vec![(1.0, INF); rows], &entries)
}

/// Knapsacks of all columns, integers up to 9.
fn knapsack(rows: usize, columns: usize, random: &mut u64) -> Program {
    let mut p = Program::new("knapsack", Sense::Maximize);
    let (mut entries, mut sums) = (Vec::new(), vec![0.0; rows]);
    for j in 0..columns {
        let mut value = 0.0;
        for (i, sum) in sums.iter_mut().enumerate() {
            let weight = 1.0 + below(random, 1000) as f64;
            value += weight;
            *sum += 9.0 * weight;
            entries.push((i, j, weight));
        }
        let value = (value / rows as f64 * (0.8 + 0.4 * uniform(random))).round();
        p.add_column(format!("x{j}"), value, 0.0, 9.0, Kind::Integer);
    }
    let sides: Vec<_> = sums.iter().map(|sum| (-INF, (sum / 4.0).floor())).collect();
    set_rows(&mut p, &sides, &entries);
    p
}

/// Dense knapsacks of binaries.
fn dense(rows: usize, columns: usize, random: &mut u64) -> Program {
    let mut entries = Vec::with_capacity(rows * columns);
    let mut sums = vec![0.0; rows];
    for j in 0..columns {
        for (i, sum) in sums.iter_mut().enumerate() {
            let weight = 1.0 + below(random, 100) as f64;
            *sum += weight;
            entries.push((i, j, weight));
        }
    }
    let costs: Vec<f64> = (0..columns).map(|_| -50.0 - below(random, 50) as f64).collect();
    let sides: Vec<_> = sums.iter().map(|sum| (-INF, (sum / 2.0).floor())).collect();
    binaries("dense", &costs, &sides, &entries)
}

/// Pairs that exclude each other, one in ten of them with the same column.
fn edges(rows: usize, columns: usize, random: &mut u64) -> Program {
    let mut entries = Vec::with_capacity(2 * rows);
    for i in 0..rows {
        let first = if below(random, 10) == 0 { 0 } else { below(random, columns - 1) };
        let other = first + 1 + below(random, columns - first - 1);
        entries.extend([(i, first, 1.0), (i, other, 1.0)]);
    }
    let costs: Vec<f64> = (0..columns).map(|_| -1.0 - below(random, 20) as f64).collect();
    binaries("edges", &costs, &vec![(-INF, 1.0); rows], &entries)
}

/// Facilities: each of the columns at most its facility, of which there are as many as rows; one row asks for
/// a number of them.
fn links(rows: usize, columns: usize, random: &mut u64) -> Program {
    let mut costs: Vec<f64> = (0..rows).map(|_| 1000.0 + below(random, 1000) as f64).collect();
    let (mut entries, mut sides) = (Vec::new(), Vec::new());
    for k in 0..columns {
        let i = sides.len();
        entries.extend([(i, rows + k, 1.0), (i, below(random, rows), -1.0)]);
        sides.push((-INF, 0.0));
        costs.push(below(random, 50) as f64);
    }
    entries.extend((0..columns).map(|k| (columns, rows + k, 1.0)));
    sides.push(((columns / 2) as f64, INF));
    binaries("links", &costs, &sides, &entries)
}

/// Pairs of equal columns, both in long rows.
fn doubletons(rows: usize, columns: usize, random: &mut u64) -> Program {
    let pairs = columns / 2;
    let mut entries: Vec<_> = (0..pairs).flat_map(|k| [(k, 2 * k, 1.0), (k, 2 * k + 1, -1.0)]).collect();
    let mut sides = vec![(0.0, 0.0); pairs];
    for i in 0..rows {
        entries.extend((0..2 * pairs).map(|j| (pairs + i, j, 1.0 + below(random, 50) as f64)));
        sides.push((20.0 * pairs as f64, INF));
    }
    let costs: Vec<f64> = (0..2 * pairs).map(|_| 1.0 + below(random, 30) as f64).collect();
    binaries("doubletons", &costs, &sides, &entries)
}

/// Rows that their columns' bounds meet in one point only, and one that they leave open.
fn forcing(rows: usize, columns: usize, random: &mut u64) -> Program {
    let width = columns / rows;
    let mut entries: Vec<_> =
        (0..rows).flat_map(|i| (0..width).map(move |k| (i, i * width + k, 1.0))).collect();
    let mut sides = vec![(width as f64, INF); rows];
    entries.extend((0..columns).map(|j| (rows, j, 1.0 + below(random, 9) as f64)));
    sides.push((1.0, INF));
    binaries("forcing", &vec![1.0; columns], &sides, &entries)
}

/// Long equations, of columns that occur nowhere else, too small to be their slack, and of others.
fn slacks(rows: usize, columns: usize, random: &mut u64) -> Program {
    let mut p = Program::new("slacks", Sense::Minimize);
    let width = columns / rows;
    let mut entries = Vec::new();
    for i in 0..rows {
        for k in 0..width {
            let kind = if k % 5 == 0 { Kind::Integer } else { Kind::Continuous };
            let cost = 1.0 + below(random, 9) as f64;
            let j = p.add_column(format!("x{i}_{k}"), cost, 0.0, 10.0, kind);
            entries.push((i, j, if k % 5 == 0 { 5e4 } else { 1.0 + uniform(random) }));
            if k % 5 == 0 {
                entries.push(((i + 1) % rows, j, 1.0));
            }
        }
    }
    set_rows(&mut p, &vec![(4e4 * width as f64, 4e4 * width as f64); rows], &entries);
    p
}

/// Long rows with little room: each column's bounds are implied.
fn narrow(rows: usize, columns: usize, random: &mut u64) -> Program {
    let mut p = Program::new("narrow", Sense::Maximize);
    let mut entries = Vec::new();
    for j in 0..columns {
        p.add_column(format!("x{j}"), 1.0 + below(random, 9) as f64, 0.0, 1000.0, Kind::Integer);
        entries.extend((0..rows).map(|i| (i, j, 1.0 + ((j + i) % 7) as f64)));
    }
    set_rows(&mut p, &vec![(-INF, 50.0); rows], &entries);
    p
}
