//! Small random programs and their exact answers by enumeration.
#![allow(dead_code)] // every test file uses its own part of this

use hunch_model::{Cut, Kind, Program, Row, Sense};
use hunch_search::Guidance;

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x1234_5678)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Uniform in `low..=high`.
    pub fn integer(&mut self, low: i64, high: i64) -> i64 {
        low + (self.next() % (high - low + 1) as u64) as i64
    }

    /// True with probability `percent / 100`.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Seeds `0..count`, or `count` times as many as `HUNCH_SEEDS` says: `HUNCH_SEEDS=10 cargo test --release -p
/// hunch-search`.
pub fn seeds(count: u64) -> std::ops::Range<u64> {
    let factor = std::env::var("HUNCH_SEEDS").ok().and_then(|v| v.parse::<u64>().ok()).unwrap_or(1);
    0..count * factor
}

/// What kind of small program to draw.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub max_integers: i64,
    pub max_continuous: i64,
    pub max_rows: i64,
    /// Widest range of an integer column.
    pub range: i64,
    /// Whether continuous columns may be unbounded.
    pub open: bool,
}

pub const PURE: Shape = Shape { max_integers: 6, max_continuous: 0, max_rows: 5, range: 4, open: false };
pub const MIXED: Shape = Shape { max_integers: 4, max_continuous: 4, max_rows: 6, range: 3, open: true };

/// A small program with integer data; feasible, infeasible or unbounded as it falls.
pub fn draw(seed: u64, shape: Shape) -> Program {
    let r = &mut Random::new(seed);
    let sense = if r.chance(50) { Sense::Minimize } else { Sense::Maximize };
    let mut p = Program::new(format!("random {seed}"), sense);
    p.offset = r.integer(-3, 3) as f64;
    let integers = r.integer(shape.max_integers.min(1), shape.max_integers);
    let continuous = r.integer(0, shape.max_continuous);
    for j in 0..integers {
        let lower = r.integer(-2, 2);
        let upper = lower + r.integer(0, shape.range);
        p.add_column(format!("i{j}"), r.integer(-9, 9) as f64, lower as f64, upper as f64, Kind::Integer);
    }
    for j in 0..continuous {
        let free = shape.open && r.chance(20);
        let open = shape.open && r.chance(30);
        let lower = if free { f64::NEG_INFINITY } else { r.integer(-3, 3) as f64 };
        let upper = if free || open { f64::INFINITY } else { lower + r.integer(0, 6) as f64 };
        p.add_column(format!("c{j}"), r.integer(-9, 9) as f64, lower, upper, Kind::Continuous);
    }
    let rows = r.integer(0, shape.max_rows) as usize;
    if p.columns.is_empty() {
        p.add_column("c", 1.0, 0.0, 4.0, Kind::Continuous);
    }
    let columns = p.columns.len();
    let mut triplets = Vec::new();
    let mut bounds = Vec::new();
    for i in 0..rows {
        let mut activity = 0;
        for j in 0..columns {
            if r.chance(60) {
                let v = r.integer(-7, 7);
                triplets.push((i, j, v as f64));
                activity += v * r.integer(-2, 3);
            }
        }
        let (lower, upper) = match r.integer(0, 4) {
            0 => (activity as f64, activity as f64),
            1 => ((activity - 2) as f64, (activity + 3) as f64),
            2 => (activity as f64, f64::INFINITY),
            _ => (f64::NEG_INFINITY, (activity + r.integer(0, 4)) as f64),
        };
        bounds.push(Row { name: format!("r{i}"), lower, upper });
    }
    p.set_rows(bounds, &triplets);
    p
}

/// The best objective over all integer points of a pure integer program with bounded columns, by enumeration.
pub fn brute_force(p: &Program) -> Option<f64> {
    let mut point: Vec<f64> = p.columns.iter().map(|c| c.lower).collect();
    let mut best: Option<f64> = None;
    loop {
        let verdict = hunch_model::check(p, &point);
        let sign = p.sense.sign();
        if verdict.feasible && best.is_none_or(|b| sign * verdict.objective < sign * b) {
            best = Some(verdict.objective);
        }
        let mut j = 0;
        while j < point.len() {
            point[j] += 1.0;
            if point[j] <= p.columns[j].upper {
                break;
            }
            point[j] = p.columns[j].lower;
            j += 1;
        }
        if j == point.len() {
            return best;
        }
    }
}

/// Guidance that is most likely wrong in every part: values out of bounds, cuts that cut off optima.
pub fn hostile(seed: u64, p: &Program) -> Guidance {
    let r = &mut Random::new(seed + 1_000_000);
    let mut guidance = Guidance::none();
    for j in 0..p.columns.len() {
        if r.chance(60) {
            guidance.start.push((j, r.integer(-4, 6) as f64 + if r.chance(20) { 0.5 } else { 0.0 }));
        }
        if p.columns[j].kind == Kind::Integer && r.chance(60) {
            guidance.probabilities.push((j, r.unit()));
        }
    }
    if r.chance(50) {
        guidance.trust_region = Some(r.integer(0, 3) as usize);
    }
    if r.chance(50) {
        let (lower, upper) = (f64::NEG_INFINITY, r.integer(-2, 2) as f64);
        guidance.cuts.push(Cut { source: "test", terms: vec![(0, 1.0)], lower, upper });
    }
    guidance
}
