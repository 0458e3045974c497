//! What the tests of `search::lp` share: a seeded generator of small linear programs and checks of every
//! claim that the engine makes, written from the definitions alone.
#![allow(dead_code)] // each test file uses its part

use hunch_model::{Certificate, Kind, Program, Row, Sense, check_farkas, check_ray, io};
use hunch_search::lp::{LpProblem, LpStatus, Simplex};
use std::path::PathBuf;

/// SplitMix64: small, seeded, the same everywhere.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in `0..n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// Uniform in `[0, 1)`.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True with probability `p`.
    pub fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// A small integer in `-n..=n`.
    pub fn integer(&mut self, n: usize) -> f64 {
        self.below(2 * n + 1) as f64 - n as f64
    }
}

/// A linear program as triplets, easy to change.
#[derive(Clone, Debug, Default)]
pub struct Plain {
    pub cost: Vec<f64>,
    pub columns: Vec<(f64, f64)>,
    pub rows: Vec<(f64, f64)>,
    pub entries: Vec<(usize, usize, f64)>,
}

impl Plain {
    pub fn program(&self) -> Program {
        let mut program = Program::new("random", Sense::Minimize);
        for (j, (&(lower, upper), &cost)) in self.columns.iter().zip(&self.cost).enumerate() {
            program.add_column(format!("x{j}"), cost, lower, upper, Kind::Continuous);
        }
        let row = |(i, &(lower, upper)): (usize, &(f64, f64))| Row { name: format!("r{i}"), lower, upper };
        program.set_rows(self.rows.iter().enumerate().map(row).collect(), &self.entries);
        program
    }
}

/// What kinds of numbers a random program has.
#[derive(Clone, Copy, Debug)]
pub struct Flavour {
    pub rows: usize,
    pub columns: usize,
    pub density: f64,
    pub integral: bool,
    pub known_feasible: bool,
    pub equalities: f64,
    pub free: f64,
    pub boxed: f64,
    pub degenerate: bool,
    pub badly_scaled: bool,
    /// Some rows are sums of others.
    pub dependent: bool,
    pub zero_cost: bool,
}

impl Flavour {
    pub fn random(r: &mut Random, largest: usize) -> Self {
        Self {
            rows: r.below(largest),
            columns: r.below(largest),
            density: [0.15, 0.4, 0.9][r.below(3)],
            integral: r.chance(0.5),
            known_feasible: r.chance(0.6),
            equalities: [0.0, 0.3, 1.0][r.below(3)],
            free: [0.0, 0.2, 0.8][r.below(3)],
            boxed: [0.0, 0.5, 1.0][r.below(3)],
            degenerate: r.chance(0.3),
            badly_scaled: r.chance(0.2),
            dependent: r.chance(0.2),
            zero_cost: r.chance(0.1),
        }
    }
}

pub fn bounds_around(r: &mut Random, x: f64, equality: f64, free: f64, boxed: f64) -> (f64, f64) {
    let slack = |r: &mut Random| if r.chance(0.5) { 0.0 } else { r.below(5) as f64 };
    if r.chance(free) {
        (f64::NEG_INFINITY, f64::INFINITY)
    } else if r.chance(equality) {
        (x, x)
    } else if r.chance(boxed) {
        (x - slack(r), x + slack(r))
    } else if r.chance(0.5) {
        (x - slack(r), f64::INFINITY)
    } else {
        (f64::NEG_INFINITY, x + slack(r))
    }
}

/// A program of the given flavour.
pub fn generate(r: &mut Random, f: Flavour) -> Plain {
    let point: Vec<f64> =
        (0..f.columns).map(|_| if f.degenerate && r.chance(0.7) { 0.0 } else { r.integer(4) }).collect();
    let mut p = Plain::default();
    for &x in &point {
        p.columns.push(bounds_around(r, x, 0.05, f.free, f.boxed));
        let c = if f.integral { r.integer(5) } else { 10.0 * r.unit() - 5.0 };
        p.cost.push(if f.zero_cost { 0.0 } else { c });
    }
    let mut activity = vec![0.0; f.rows];
    for i in 0..f.rows {
        if f.dependent && i >= 2 && r.chance(0.4) {
            add_sum_of_two_rows(r, &mut p, &mut activity, i);
            continue;
        }
        for j in 0..f.columns {
            if r.chance(f.density) {
                let v = if f.integral { r.integer(3) } else { 4.0 * r.unit() - 2.0 };
                if v != 0.0 {
                    p.entries.push((i, j, v));
                    activity[i] += v * point[j];
                }
            }
        }
    }
    for a in activity {
        let around = if f.known_feasible { a } else { a + r.integer(3) };
        p.rows.push(bounds_around(r, around, f.equalities, 0.05, f.boxed));
    }
    if f.badly_scaled {
        let row: Vec<f64> = (0..f.rows).map(|_| 10f64.powf(6.0 * r.unit() - 3.0)).collect();
        let column: Vec<f64> = (0..f.columns).map(|_| 10f64.powf(6.0 * r.unit() - 3.0)).collect();
        p.entries.iter_mut().for_each(|(i, j, v)| *v *= row[*i] * column[*j]);
        for (b, s) in p.rows.iter_mut().zip(&row) {
            *b = (b.0 * s, b.1 * s);
        }
        for (j, s) in column.iter().enumerate() {
            p.cost[j] *= s;
            p.columns[j] = (p.columns[j].0 / s, p.columns[j].1 / s);
        }
    }
    p
}

/// Row `i` becomes the sum of one earlier row and a multiple of another.
fn add_sum_of_two_rows(r: &mut Random, p: &mut Plain, activity: &mut [f64], i: usize) {
    let (a, b, weight) = (r.below(i), r.below(i), r.integer(2));
    let part = |row: usize, weight: f64, p: &Plain| -> Vec<(usize, usize, f64)> {
        p.entries.iter().filter(|e| e.0 == row && weight != 0.0).map(|e| (i, e.1, weight * e.2)).collect()
    };
    let mut sum: Vec<(usize, usize, f64)> = Vec::new();
    for (_, j, v) in part(a, 1.0, p).into_iter().chain(part(b, weight, p)) {
        match sum.iter_mut().find(|e| e.1 == j) {
            Some(e) => e.2 += v,
            None => sum.push((i, j, v)),
        }
    }
    p.entries.extend(sum.into_iter().filter(|e| e.2.abs() > 1e-9)); // what cancels leaves rounding
    activity[i] = activity[a] + weight * activity[b];
}

/// Relative tolerance of the checks below: two digits above the engine's, whose tolerances apply to the
/// scaled problem.
const TOLERANCE: f64 = 1e-6;

/// Checks whatever `simplex` claims about the relaxation of `program`; returns a complaint.
pub fn verify(program: &Program, simplex: &Simplex, status: LpStatus) -> Result<(), String> {
    let problem = LpProblem::from_program(program);
    match status {
        LpStatus::Optimal => verify_optimal(&problem, simplex),
        LpStatus::Infeasible => {
            proven(check_farkas(program, simplex.farkas().ok_or("no Farkas multipliers")?))
        }
        LpStatus::Unbounded => {
            verify_feasible(&problem, &simplex.values())?;
            proven(check_ray(program, simplex.ray().ok_or("no ray")?, None))
        }
        other => Err(format!("{other:?}")),
    }
}

fn proven(certificate: Certificate) -> Result<(), String> {
    if certificate.proven { Ok(()) } else { Err(certificate.complaint.unwrap_or_default()) }
}

fn activities(problem: &LpProblem, x: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let mut sum = vec![0.0; problem.rows()];
    let mut size = vec![0.0f64; problem.rows()];
    for (i, j, v) in problem.matrix.triplets() {
        sum[i] += v * x[j];
        size[i] += (v * x[j]).abs();
    }
    (sum, size)
}

fn inside(what: &str, k: usize, x: f64, lower: f64, upper: f64, size: f64) -> Result<(), String> {
    let violation = (lower - x).max(x - upper);
    if violation > TOLERANCE * (1.0 + size) {
        Err(format!("{what} {k}: {x} outside [{lower}, {upper}]"))
    } else {
        Ok(())
    }
}

pub fn verify_feasible(problem: &LpProblem, x: &[f64]) -> Result<(), String> {
    for (j, &x) in x.iter().enumerate() {
        inside("column", j, x, problem.column_lower[j], problem.column_upper[j], x.abs())?;
    }
    let (sum, size) = activities(problem, x);
    for i in 0..problem.rows() {
        inside("row", i, sum[i], problem.row_lower[i], problem.row_upper[i], size[i])?;
    }
    Ok(())
}

/// Primal feasible, and the duals' bound meets the objective: then both are optimal.
fn verify_optimal(problem: &LpProblem, simplex: &Simplex) -> Result<(), String> {
    let x = simplex.values();
    verify_feasible(problem, &x)?;
    let objective: f64 = problem.cost.iter().zip(&x).map(|(c, x)| c * x).sum();
    let y = simplex.duals();
    let mut d = problem.cost.clone();
    let mut size: Vec<f64> = d.iter().map(|c| c.abs()).collect();
    for (i, j, v) in problem.matrix.triplets() {
        d[j] -= v * y[i];
        size[j] += (v * y[i]).abs();
    }
    let mut bound = 0.0;
    let mut scale = 1.0 + objective.abs();
    let columns =
        (0..problem.columns()).map(|j| (d[j], size[j], problem.column_lower[j], problem.column_upper[j]));
    let rows = (0..problem.rows()).map(|i| (y[i], y[i].abs(), problem.row_lower[i], problem.row_upper[i]));
    for (k, (d, size, lower, upper)) in columns.chain(rows).enumerate() {
        let at = if d > 0.0 { lower } else { upper };
        if at.is_finite() {
            bound += d * at;
            scale += (d * at).abs();
        } else if d.abs() > TOLERANCE * (1.0 + size) {
            return Err(format!("variable {k} has reduced cost {d} towards an infinite bound"));
        }
    }
    if (objective - bound).abs() > TOLERANCE * scale {
        return Err(format!("objective {objective}, bound {bound}"));
    }
    let claimed = simplex.objective();
    if (objective - claimed).abs() > 1e-9 * scale {
        return Err(format!("objective {objective}, claimed {claimed}"));
    }
    if simplex.dual_bound() > claimed + TOLERANCE * scale
        || simplex.dual_bound() < claimed - TOLERANCE * scale
    {
        return Err(format!("objective {claimed}, dual bound {}", simplex.dual_bound()));
    }
    Ok(())
}

/// The public instances: path (below the folder), program, and published optimum of each instance; empty with
/// a notice when the folder is absent.
#[allow(clippy::print_stdout)] // the notice
#[allow(clippy::unwrap_used)] // helpers of tests
pub fn instances() -> Vec<(String, Program, f64)> {
    let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/instances"));
    let folder = std::env::var_os("HUNCH_INSTANCES").map_or(beside, PathBuf::from);
    let Ok(optima) = std::fs::read_to_string(folder.join("optima.csv")) else {
        println!("no instances in {}: set HUNCH_INSTANCES to run this test on them", folder.display());
        return Vec::new();
    };
    let mut all = Vec::new();
    for line in optima.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let text = std::fs::read_to_string(folder.join(fields[0])).unwrap();
        let program = io::read_program(&text, io::Format::Mps).unwrap();
        all.push((fields[0].to_string(), program, fields[4].parse().unwrap()));
    }
    all
}
