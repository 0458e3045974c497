//! Small mixed-integer quadratic programs and their optima by brute force: every choice of integers, and for each
//! the least of the stationary points of all faces of what is left.

use crate::support::Random;
use hunch_model::{Kind, Program, Quadratic, Row, Sense};

/// What kind of small program to draw.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub integers: i64,
    pub continuous: i64,
    pub rows: i64,
    /// Widest range of an integer column.
    pub range: i64,
    /// Whether `Q` is diagonal.
    pub diagonal: bool,
}

/// A program with a convex quadratic objective (concave where it is maximised), all columns bounded.
pub fn draw(seed: u64, shape: Shape) -> Program {
    let r = &mut Random::new(seed);
    let sense = if r.chance(50) { Sense::Minimize } else { Sense::Maximize };
    let mut p = Program::new(format!("curved {seed}"), sense);
    p.offset = r.integer(-3, 3) as f64;
    for j in 0..r.integer(1, shape.integers) {
        let lower = r.integer(-3, 2);
        let upper = lower + r.integer(1, shape.range);
        p.add_column(format!("i{j}"), r.integer(-12, 12) as f64, lower as f64, upper as f64, Kind::Integer);
    }
    for j in 0..r.integer(0, shape.continuous) {
        let lower = r.integer(-3, 2) as f64;
        let upper = lower + r.integer(1, 6) as f64;
        p.add_column(format!("c{j}"), r.integer(-12, 12) as f64, lower, upper, Kind::Continuous);
    }
    let n = p.columns.len();
    let mut lower_triangle = Vec::new();
    if shape.diagonal {
        (0..n).for_each(|j| lower_triangle.push((j, j, sense.sign() * r.integer(0, 6) as f64)));
    } else {
        let rank = r.integer(1, n as i64) as usize;
        let scale = if r.chance(50) { 1.0 } else { 0.1 };
        let f: Vec<f64> = (0..n * rank).map(|_| scale * r.integer(-3, 3) as f64).collect();
        for i in 0..n {
            for j in 0..=i {
                let entry: f64 = (0..rank).map(|k| f[i * rank + k] * f[j * rank + k]).sum();
                lower_triangle.push((i, j, sense.sign() * entry));
            }
        }
    }
    p.quadratic = Some(Quadratic { lower_triangle });
    let (mut rows, mut triplets) = (Vec::new(), Vec::new());
    for i in 0..r.integer(0, shape.rows) as usize {
        let mut activity = 0;
        for j in 0..n {
            if r.chance(60) {
                let v = r.integer(-5, 5);
                triplets.push((i, j, v as f64));
                activity += v * r.integer(-2, 3);
            }
        }
        let (lower, upper) = match r.integer(0, 3) {
            0 => ((activity - 4) as f64, (activity + 4) as f64),
            1 => (activity as f64, f64::INFINITY),
            _ => (f64::NEG_INFINITY, (activity + r.integer(0, 4)) as f64),
        };
        rows.push(Row { name: format!("r{i}"), lower, upper });
    }
    p.set_rows(rows, &triplets);
    p
}

/// The best objective, `None` where there is no point.
pub fn brute_force(p: &Program) -> Option<f64> {
    let integers: Vec<usize> = (0..p.columns.len()).filter(|&j| p.columns[j].kind == Kind::Integer).collect();
    let free: Vec<usize> = (0..p.columns.len()).filter(|&j| p.columns[j].kind != Kind::Integer).collect();
    let mut point: Vec<f64> = p.columns.iter().map(|c| c.lower).collect();
    let sign = p.sense.sign();
    let mut best: Option<f64> = None;
    loop {
        for candidate in stationary_points(p, &point, &free) {
            let verdict = hunch_model::check(p, &candidate);
            if verdict.feasible && best.is_none_or(|b| sign * verdict.objective < sign * b) {
                best = Some(verdict.objective);
            }
        }
        let mut at = 0;
        while at < integers.len() {
            let j = integers[at];
            point[j] += 1.0;
            if point[j] <= p.columns[j].upper {
                break;
            }
            point[j] = p.columns[j].lower;
            at += 1;
        }
        if at == integers.len() {
            return best;
        }
    }
}

/// The stationary point of every face that rows and bounds make of the free columns.
fn stationary_points(p: &Program, point: &[f64], free: &[usize]) -> Vec<Vec<f64>> {
    let n = free.len();
    // Equations that may hold: coefficients of the free columns, and a side.
    let mut equations: Vec<(Vec<f64>, f64)> = Vec::new();
    for (i, row) in p.rows.iter().enumerate() {
        let mut coefficients = vec![0.0; p.columns.len()];
        p.matrix.triplets().filter(|t| t.0 == i).for_each(|(_, j, v)| coefficients[j] = v);
        let fixed: f64 =
            (0..coefficients.len()).filter(|j| !free.contains(j)).map(|j| coefficients[j] * point[j]).sum();
        let own: Vec<f64> = free.iter().map(|&j| coefficients[j]).collect();
        for side in [row.lower, row.upper].into_iter().filter(|s| s.is_finite()) {
            equations.push((own.clone(), side - fixed));
        }
    }
    for (k, &j) in free.iter().enumerate() {
        for bound in [p.columns[j].lower, p.columns[j].upper] {
            let mut own = vec![0.0; n];
            own[k] = 1.0;
            equations.push((own, bound));
        }
    }
    let mut q = vec![vec![0.0; p.columns.len()]; p.columns.len()];
    for &(i, j, v) in p.quadratic.iter().flat_map(|q| &q.lower_triangle) {
        q[i][j] += v;
        if i != j {
            q[j][i] += v;
        }
    }
    let mut points = Vec::new();
    for chosen in subsets(equations.len(), n) {
        let size = n + chosen.len();
        let mut system = vec![vec![0.0; size + 1]; size];
        for (a, &i) in free.iter().enumerate() {
            free.iter().enumerate().for_each(|(b, &j)| system[a][b] = q[i][j]);
            let fixed: f64 =
                (0..p.columns.len()).filter(|j| !free.contains(j)).map(|j| q[i][j] * point[j]).sum();
            system[a][size] = -p.columns[i].objective - fixed;
        }
        for (k, &e) in chosen.iter().enumerate() {
            let (coefficients, side) = &equations[e];
            for (a, v) in coefficients.iter().enumerate() {
                system[n + k][a] = *v;
                system[a][n + k] = *v;
            }
            system[n + k][size] = *side;
        }
        if let Some(solved) = solved(system) {
            let mut candidate = point.to_vec();
            for (k, &j) in free.iter().enumerate() {
                let near = solved[k].clamp(p.columns[j].lower, p.columns[j].upper);
                candidate[j] = if (near - solved[k]).abs() <= 1e-9 { near } else { solved[k] };
            }
            points.push(candidate);
        }
    }
    points
}

fn subsets(of: usize, most: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    let mut last = all.clone();
    for _ in 0..most {
        let larger = last.iter().flat_map(|set: &Vec<usize>| {
            let next = set.last().map_or(0, |l| l + 1);
            (next..of).map(move |e| set.iter().copied().chain([e]).collect::<Vec<_>>())
        });
        last = larger.collect();
        all.extend(last.iter().cloned());
    }
    all
}

/// Gauss's elimination with pivots by rows; `None` where the system is singular.
fn solved(mut a: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let n = a.len();
    for k in 0..n {
        let pivot = (k..n).max_by(|&i, &j| a[i][k].abs().total_cmp(&a[j][k].abs()))?;
        if a[pivot][k].abs() < 1e-9 {
            return None;
        }
        a.swap(k, pivot);
        for i in 0..n {
            let factor = a[i][k] / a[k][k];
            if i != k && factor != 0.0 {
                for j in k..=n {
                    a[i][j] -= factor * a[k][j];
                }
            }
        }
    }
    Some((0..n).map(|k| a[k][n] / a[k][k]).collect())
}
