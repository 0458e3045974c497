//! Seeded quadratic programs, and the optimality conditions judged by code that shares nothing with the
//! engine.

#![allow(dead_code)]

use hunch_model::{Kind, Program, Quadratic, Row, Sense, check};
use hunch_search::qp::{Problem, Qp, QpSettings};

pub const INF: f64 = f64::INFINITY;

/// A stream of random numbers (Knuth's MMIX constants).
pub struct Random(pub u64);

impl Random {
    pub fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.unit() * n as f64) as usize
    }

    pub fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// A whole number from −size to size.
    pub fn whole(&mut self, size: usize) -> f64 {
        self.below(2 * size + 1) as f64 - size as f64
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }
}

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub columns: usize,
    pub rows: usize,
    /// Rank of the quadratic term.
    pub rank: usize,
    pub equations: f64,
    /// Share of columns without bounds, and of those fixed.
    pub free: f64,
    pub fixed: f64,
    /// Whole numbers everywhere, which makes vertices degenerate.
    pub whole: bool,
}

impl Shape {
    pub fn any(r: &mut Random, most: usize) -> Self {
        let columns = 1 + r.below(most);
        Self {
            columns,
            rows: r.below(most + 1),
            rank: r.below(columns + 1),
            equations: [0.0, 0.2, 0.6][r.below(3)],
            free: [0.0, 0.1, 0.5][r.below(3)],
            fixed: [0.0, 0.1][r.below(2)],
            whole: r.chance(0.5),
        }
    }
}

/// A program with a feasible point (the rows are drawn around one), unless `broken`.
pub fn program(r: &mut Random, shape: Shape, broken: bool) -> Program {
    let n = shape.columns;
    let sense = if r.chance(0.5) { Sense::Minimize } else { Sense::Maximize };
    let mut p = Program::new("drawn", sense);
    let mut number = |r: &mut Random, size: usize| {
        if shape.whole { r.whole(size) } else { r.between(-(size as f64), size as f64) }
    };
    let mut point = Vec::new();
    for j in 0..n {
        let (mut lower, mut upper) = (number(r, 3), 0.0);
        upper += lower + if shape.whole { r.below(4) as f64 } else { 4.0 * r.unit() };
        if r.chance(shape.fixed) {
            upper = lower;
        }
        let at = match r.below(3) {
            0 => lower,
            1 => upper,
            _ => 0.5 * (lower + upper),
        };
        if r.chance(shape.free) {
            (lower, upper) = (-INF, INF);
        } else if r.chance(0.2) {
            upper = INF;
        } else if r.chance(0.2) {
            lower = -INF;
        }
        point.push(at);
        let cost = number(r, 4);
        p.add_column(format!("x{j}"), cost, lower, upper, Kind::Continuous);
    }
    let (mut rows, mut triplets) = (Vec::new(), Vec::new());
    for i in 0..shape.rows {
        let mut activity = 0.0;
        if i > 0 && r.chance(0.1) {
            // A row that depends on the one before.
            let last: Vec<(usize, usize, f64)> =
                triplets.iter().copied().filter(|t: &(usize, usize, f64)| t.0 == i - 1).collect();
            for (_, j, v) in last {
                triplets.push((i, j, 2.0 * v));
                activity += 2.0 * v * point[j];
            }
        } else {
            for j in 0..n {
                if r.chance(0.5) {
                    let v = number(r, 3);
                    triplets.push((i, j, v));
                    activity += v * point[j];
                }
            }
        }
        let (mut lower, mut upper) = (activity, activity);
        if !r.chance(shape.equations) {
            match r.below(3) {
                0 => lower = -INF,
                1 => upper = INF,
                _ => upper += r.below(3) as f64,
            }
        }
        if broken && r.chance(0.3) {
            let shift = number(r, 6);
            (lower, upper) = (lower + shift, upper + shift);
        }
        rows.push(Row { name: format!("r{i}"), lower, upper });
    }
    p.set_rows(rows, &triplets);
    let factor: Vec<f64> =
        (0..n * shape.rank).map(|_| if r.chance(0.6) { number(r, 2) } else { 0.0 }).collect();
    let mut lower_triangle = Vec::new();
    for i in 0..n {
        for j in 0..=i {
            let v: f64 =
                (0..shape.rank).map(|k| factor[i * shape.rank + k] * factor[j * shape.rank + k]).sum();
            if v != 0.0 {
                lower_triangle.push((i, j, sense.sign() * v));
            }
        }
    }
    p.quadratic = Some(Quadratic { lower_triangle });
    p
}

pub fn engine(p: &Program) -> Qp {
    Qp::new(Problem::from_program(p).unwrap(), QpSettings::default()).unwrap()
}

/// By how much the point and multipliers of `qp` miss the optimality conditions of `p`, relative to the terms;
/// panics where the point is infeasible.
pub fn optimality_gap(p: &Program, qp: &Qp) -> f64 {
    let (x, y) = (qp.values(), qp.duals());
    let sign = p.sense.sign();
    let judged = check(p, x);
    assert!(judged.feasible, "{:?}", judged.complaint);
    let value = sign * judged.objective;
    assert!((value - qp.objective()).abs() <= 1e-9 * (1.0 + value.abs()), "{value} {}", qp.objective());
    let mut reduced: Vec<f64> = p.columns.iter().map(|c| sign * c.objective).collect();
    let mut size: Vec<f64> = reduced.iter().map(|c| 1.0 + c.abs()).collect();
    for &(i, j, v) in &p.quadratic.as_ref().unwrap().lower_triangle {
        reduced[i] += sign * v * x[j];
        size[i] += (v * x[j]).abs();
        if i != j {
            reduced[j] += sign * v * x[i];
            size[j] += (v * x[i]).abs();
        }
    }
    let mut activity = vec![0.0; p.rows.len()];
    for (i, j, v) in p.matrix.triplets() {
        reduced[j] -= v * y[i];
        size[j] += (v * y[i]).abs();
        activity[i] += v * x[j];
    }
    let mut worst = 0.0f64;
    // A multiplier of one sign times the distance to the side that it leans on.
    let mut judge = |d: f64, size: f64, at: f64, lower: f64, upper: f64| {
        let distance = if d > 0.0 { at - lower } else { upper - at };
        worst = worst.max((d.abs() / size).min((d * distance).abs() / size));
    };
    for (j, c) in p.columns.iter().enumerate() {
        judge(reduced[j], size[j], x[j], c.lower, c.upper);
    }
    for (i, r) in p.rows.iter().enumerate() {
        judge(y[i], 1.0 + y[i].abs(), activity[i], r.lower, r.upper);
    }
    for (a, b) in reduced.iter().zip(qp.reduced_costs()) {
        assert!((a - b).abs() <= 1e-6 * (1.0 + a.abs()), "{a} {b}");
    }
    worst
}
