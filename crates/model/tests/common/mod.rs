//! Seeded random numbers and programs for the tests of this crate.
#![allow(dead_code)] // each test file uses its own part

pub mod kinds;

use hunch_model::{Kind, Program, Quadratic, Row, Sense};

/// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014): small, seeded, good
/// enough for tests.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Uniform in `0..n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Integers, halves, awkward fractions and extreme magnitudes, never zero.
    pub fn number(&mut self) -> f64 {
        let sign = if self.chance(50) { -1.0 } else { 1.0 };
        let size = match self.below(5) {
            0 => 1.0 + self.below(9) as f64,
            1 => 0.5 * (1.0 + self.below(9) as f64),
            2 => (1 + self.below(1000)) as f64 / 7.0,
            3 => 1e-12 * (1 + self.below(1000)) as f64,
            _ => 1e14 * (1 + self.below(1000)) as f64 / 3.0,
        };
        sign * size
    }

    /// A pair `lower <= upper` with infinite ends here and there.
    pub fn range(&mut self) -> (f64, f64) {
        let (a, b) = (self.number(), self.number());
        match self.below(6) {
            0 => (f64::NEG_INFINITY, f64::INFINITY),
            1 => (f64::NEG_INFINITY, a),
            2 => (a, f64::INFINITY),
            3 => (a, a),
            4 => (0.0, a.abs()),
            _ => (a.min(b), a.max(b)),
        }
    }
}

/// A random program with up to eight rows and columns: every kind of bound, empty rows and columns, extreme
/// numbers.
pub fn program(random: &mut Random) -> Program {
    let sense = if random.chance(50) { Sense::Minimize } else { Sense::Maximize };
    let mut p = Program::new(if random.chance(30) { "" } else { "a random program" }, sense);
    if random.chance(50) {
        p.offset = random.number();
    }
    for j in 0..1 + random.below(8) {
        let (lower, upper) = match random.below(4) {
            0 => (0.0, f64::INFINITY),
            1 => (0.0, 1.0),
            _ => random.range(),
        };
        let kind = if random.chance(40) { Kind::Integer } else { Kind::Continuous };
        let cost = if random.chance(70) { random.number() } else { 0.0 };
        p.add_column(format!("col_{j}"), cost, lower, upper, kind);
    }
    let mut triplets = Vec::new();
    let mut rows = Vec::new();
    for i in 0..random.below(8) {
        let (lower, upper) = random.range();
        rows.push(Row { name: format!("row.{i}"), lower, upper });
        for j in 0..p.columns.len() {
            if random.chance(40) {
                triplets.push((i, j, random.number()));
            }
        }
    }
    p.set_rows(rows, &triplets);
    p
}

/// A random lower triangle for `program`.
pub fn quadratic(random: &mut Random, program: &Program) -> Quadratic {
    let n = program.columns.len();
    let entry = |random: &mut Random| {
        let i = random.below(n);
        (i, random.below(i + 1), random.number())
    };
    Quadratic { lower_triangle: (0..random.below(5)).map(|_| entry(random)).collect() }
}

/// A text with a few lines or characters dropped, doubled, swapped or replaced.
pub fn mutate(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for _ in 0..1 + random.below(4) {
        if lines.is_empty() {
            break;
        }
        let at = random.below(lines.len());
        let other = random.below(lines.len());
        match random.below(6) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(other, lines[at].clone()),
            2 => lines.swap(at, other),
            3 => lines.truncate(at),
            _ => lines[at] = mutate_line(&lines[at], random),
        }
    }
    lines.join("\n")
}

fn mutate_line(line: &str, random: &mut Random) -> String {
    const PIECES: [&str; 16] =
        [" ", "\t", "-", "+", "1e999", "1e30", "inf", "nan", ":", "<=", "[", "*", "é", "'MARKER'", "0", "e"];
    let mut chars: Vec<char> = line.chars().collect();
    let at = random.below(chars.len() + 1);
    match random.below(3) {
        0 if at < chars.len() => drop(chars.remove(at)),
        1 => chars.truncate(at),
        _ => drop(chars.splice(at..at, PIECES[random.below(PIECES.len())].chars())),
    }
    chars.into_iter().collect()
}
