//! Seeded small programs of the kinds that doubles find hard: used by the tests of proofs, and by the example
//! that counts certificates.

use hunch_families::random::Stream;
use hunch_model::program::INFINITE;
use hunch_model::{Kind, Program, Row, Sense};

const INFINITY: f64 = f64::INFINITY;

/// The kinds, in the order of their numbers.
pub const KINDS: [&str; 10] = [
    "no limit written as a number",
    "big M",
    "coefficients of all sizes",
    "almost parallel rows",
    "equality knapsack",
    "money",
    "parity",
    "wide integers in pair equations",
    "small rows",
    "thirty columns",
];

/// Program number `seed` of a kind.
pub fn program(kind: usize, seed: u64) -> Program {
    let mut draw =
        Draw { random: Stream::new(1_000_003 * kind as u64 + seed), rows: Vec::new(), entries: Vec::new() };
    let sense = if draw.integer(0, 1) == 0.0 { Sense::Minimize } else { Sense::Maximize };
    let mut p = Program::new(format!("{} {seed}", KINDS[kind]), sense);
    match kind {
        0 => draw.no_limit(&mut p),
        1 => draw.big_m(&mut p),
        2 => draw.all_sizes(&mut p),
        3 => draw.parallel(&mut p),
        4 => draw.knapsack(&mut p),
        5 => draw.money(&mut p),
        6 => draw.parity(&mut p),
        7 => draw.pairs(&mut p),
        8 => draw.small_rows(&mut p),
        _ => draw.thirty(&mut p),
    }
    p.set_rows(draw.rows, &draw.entries);
    p
}

struct Draw {
    random: Stream,
    rows: Vec<Row>,
    entries: Vec<(usize, usize, f64)>,
}

impl Draw {
    /// A whole number between the two, both included.
    fn integer(&mut self, low: i64, high: i64) -> f64 {
        (low + self.random.integer(0, high.abs_diff(low)) as i64) as f64
    }

    fn kind(&mut self) -> Kind {
        if self.integer(0, 2) == 0.0 { Kind::Continuous } else { Kind::Integer }
    }

    fn row(&mut self, terms: &[(usize, f64)], lower: f64, upper: f64) {
        let i = self.rows.len();
        self.rows.push(Row { name: format!("r{i}"), lower, upper });
        self.entries.extend(terms.iter().filter(|t| t.1 != 0.0).map(|&(j, a)| (i, j, a)));
    }

    /// `<=`, `>=` or `=` around a value.
    fn around(&mut self, terms: &[(usize, f64)], value: f64, equations: bool) {
        match self.integer(0, if equations { 2 } else { 1 }) as i64 {
            0 => self.row(terms, -INFINITY, value),
            1 => self.row(terms, value, INFINITY),
            _ => self.row(terms, value, value),
        }
    }

    fn no_limit(&mut self, p: &mut Program) {
        let n = self.integer(2, 6) as usize;
        let limit = [1e7, 1e8, 1e9, 2_147_483_647.0, 1e12, 1e18, 1e30][self.integer(0, 6) as usize];
        // What readers make of such a number.
        let limit = if limit >= INFINITE { INFINITY } else { limit };
        for j in 0..n {
            let (cost, kind) = (self.integer(1, 20), self.kind());
            p.add_column(format!("x{j}"), p.sense.sign() * cost, 0.0, limit, kind);
        }
        for _ in 0..self.integer(1, 3) as i64 {
            let terms: Vec<_> = (0..n).map(|j| (j, self.integer(0, 1600) / 100.0)).collect();
            let value = self.integer(100, 20_000) / 100.0;
            self.row(&terms, value, INFINITY);
        }
    }

    fn big_m(&mut self, p: &mut Program) {
        let m = 10f64.powi(self.integer(4, 9) as i32);
        let pairs = self.integer(1, 5) as usize;
        let mut sum = Vec::new();
        for k in 0..pairs {
            let cost = self.integer(1, 9);
            let x = p.add_column(format!("x{k}"), p.sense.sign() * cost, 0.0, m, Kind::Continuous);
            let fixed = self.integer(5, 50);
            let y = p.add_column(format!("y{k}"), p.sense.sign() * fixed, 0.0, 1.0, Kind::Integer);
            self.row(&[(x, 1.0), (y, -m)], -INFINITY, 0.0);
            sum.push((x, 1.0));
        }
        let demand = self.integer(1, 40);
        self.row(&sum, demand, INFINITY);
    }

    fn all_sizes(&mut self, p: &mut Program) {
        let n = self.integer(2, 6) as usize;
        for j in 0..n {
            let (cost, kind, width) = (self.integer(-9, 9), self.kind(), self.integer(1, 20));
            p.add_column(format!("x{j}"), cost, -width, width, kind);
        }
        for _ in 0..self.integer(1, 4) as i64 {
            let mut terms = Vec::new();
            for j in 0..n {
                let size = 10f64.powi(self.integer(-9, 9) as i32);
                terms.push((j, self.integer(-9, 9) * size));
            }
            let value = terms.iter().map(|t| t.1).sum::<f64>() * self.integer(-1, 2);
            self.around(&terms, value, true);
        }
    }

    fn parallel(&mut self, p: &mut Program) {
        let n = self.integer(2, 5) as usize;
        for j in 0..n {
            let (cost, kind) = (self.integer(-9, 9), self.kind());
            p.add_column(format!("x{j}"), cost, 0.0, 100.0, kind);
        }
        for _ in 0..self.integer(1, 2) as i64 {
            let terms: Vec<_> = (0..n).map(|j| (j, self.integer(1, 90))).collect();
            let value = self.integer(10, 2000);
            self.around(&terms, value, true);
            let tilt = 1.0 + self.integer(-3, 3) * 1e-10;
            let tilted: Vec<_> =
                terms.iter().enumerate().map(|(k, t)| (t.0, if k == 0 { t.1 * tilt } else { t.1 })).collect();
            self.around(&tilted, value, true);
        }
    }

    fn knapsack(&mut self, p: &mut Program) {
        let n = self.integer(2, 6) as usize;
        let upper = [INFINITY, 50.0, 1e6][self.integer(0, 2) as usize];
        for j in 0..n {
            let cost = self.integer(0, 30);
            p.add_column(format!("x{j}"), p.sense.sign() * cost, 0.0, upper, Kind::Integer);
        }
        let scale = [20, 500, 15_000][self.integer(0, 2) as usize];
        let terms: Vec<_> = (0..n).map(|j| (j, self.integer(scale / 4, scale))).collect();
        let value = self.integer(scale, 40 * scale);
        self.row(&terms, value, value);
    }

    fn money(&mut self, p: &mut Program) {
        let n = self.integer(2, 8) as usize;
        let planted: Vec<f64> = (0..n).map(|_| self.integer(0, 12)).collect();
        for j in 0..n {
            let cost = self.integer(100, 9999) / 100.0;
            p.add_column(format!("x{j}"), cost, 0.0, 20.0, Kind::Integer);
        }
        for _ in 0..self.integer(1, 2) as i64 {
            let cents: Vec<f64> = (0..n).map(|_| self.integer(0, 99_999)).collect();
            let terms: Vec<_> = cents.iter().enumerate().map(|(j, c)| (j, c / 100.0)).collect();
            let value: f64 = cents.iter().zip(&planted).map(|(c, x)| c * x).sum();
            let off = if self.integer(0, 3) == 0.0 { self.integer(-2, 2) } else { 0.0 };
            self.around(&terms, (value + off) / 100.0, true);
        }
    }

    fn parity(&mut self, p: &mut Program) {
        let n = self.integer(2, 8) as usize;
        let (factor, width) = (self.integer(2, 9), [10.0, 1e6, INFINITY][self.integer(0, 2) as usize]);
        for j in 0..n {
            let cost = self.integer(-5, 5);
            p.add_column(format!("x{j}"), cost, -width, width, Kind::Integer);
        }
        let first: Vec<_> = (0..n).map(|j| (j, self.integer(-9, 9))).collect();
        let second: Vec<_> = first.iter().map(|&(j, a)| (j, factor * self.integer(-5, 5) - a)).collect();
        let (a, b) = (self.integer(-20, 20), self.integer(-20, 20));
        self.row(&first, a, a);
        self.row(&second, b, b);
    }

    fn pairs(&mut self, p: &mut Program) {
        let n = self.integer(3, 8) as usize;
        let size = 10i64.pow(self.integer(3, 9) as u32);
        let planted: Vec<f64> = (0..n).map(|_| self.integer(-size, size)).collect();
        for (j, x) in planted.iter().enumerate() {
            let (cost, below, above) = (self.integer(-9, 9), self.integer(0, size), self.integer(0, size));
            p.add_column(format!("x{j}"), cost, x - below, x + above, Kind::Integer);
        }
        for j in 1..n {
            let (a, b) = (self.integer(1, 30), self.integer(-30, -1));
            let value = a * planted[j - 1] + b * planted[j];
            let off = if self.integer(0, 5) == 0.0 { 1.0 } else { 0.0 };
            self.row(&[(j - 1, a), (j, b)], value + off, value + off);
        }
    }

    fn small_rows(&mut self, p: &mut Program) {
        let n = self.integer(2, 6) as usize;
        for j in 0..n {
            let (cost, kind) = (self.integer(1, 9), self.kind());
            p.add_column(format!("x{j}"), p.sense.sign() * cost, 0.0, 1e4, kind);
        }
        for _ in 0..self.integer(1, 3) as i64 {
            let terms: Vec<_> = (0..n).map(|j| (j, self.integer(1, 30) * 1e-9)).collect();
            let value = self.integer(10, 400) * 1e-9;
            self.around(&terms, value, false);
        }
    }

    fn thirty(&mut self, p: &mut Program) {
        let n = self.integer(15, 30) as usize;
        for j in 0..n {
            let (cost, upper) = (self.integer(1, 99), [1.0, 1.0, 5.0][self.integer(0, 2) as usize]);
            p.add_column(format!("x{j}"), p.sense.sign() * cost, 0.0, upper, Kind::Integer);
        }
        for _ in 0..self.integer(2, 6) as i64 {
            let mut terms = Vec::new();
            for j in 0..n {
                if self.integer(0, 1) == 0.0 {
                    terms.push((j, self.integer(1, 60)));
                }
            }
            let value = self.integer(20, 150);
            self.row(&terms, value, INFINITY);
        }
    }
}
