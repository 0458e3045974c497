//! Two families with quadratic objectives (Bertsimas & Stellato, "Online mixed-integer optimization in
//! milliseconds", 2022, sections 5.3 and 5.7), as simple as they are written there.

use crate::random::Random;
use hunch_model::{Kind, Program, Quadratic, Row, Sense};

const INF: f64 = f64::INFINITY;

/// A portfolio of `n = 10·p` assets: maximise μᵀx − xᵀΣx where 1ᵀx = 1, x ≥ 0, with Σ = FFᵀ + D, F of `p`
/// factors, half of its entries zero, D diagonal.
pub fn portfolio(n: usize, seed: u64) -> Program {
    let mut r = Random::of(seed, n as u64);
    let p = (n / 10).max(1);
    let factor: Vec<f64> = (0..n * p).map(|_| if r.chance(0.5) { r.normal() } else { 0.0 }).collect();
    let mut program = Program::new(format!("portfolio-{n}"), Sense::Maximize);
    for j in 0..n {
        let mean = r.normal();
        program.add_column(format!("x{j}"), mean, 0.0, INF, Kind::Continuous);
    }
    let budget = Row { name: "budget".into(), lower: 1.0, upper: 1.0 };
    let ones: Vec<_> = (0..n).map(|j| (0, j, 1.0)).collect();
    program.set_rows(vec![budget], &ones);
    let mut lower_triangle = Vec::new();
    for i in 0..n {
        for j in 0..=i {
            let sum: f64 = (0..p).map(|k| factor[i * p + k] * factor[j * p + k]).sum();
            let own = if i == j { r.between(0.0, (p as f64).sqrt()) } else { 0.0 };
            lower_triangle.push((i, j, -2.0 * (sum + own)));
        }
    }
    program.quadratic = Some(Quadratic { lower_triangle });
    program
}

/// A hybrid vehicle over `periods`, its switches `z` between 0 and 1: minimise η(E_T − E_max)² + Σ_t αP_t² +
/// βP_t + γz_t + δh_t with E_{t+1} = E_t − τB_t, 0 ≤ E_t ≤ E_max, 0 ≤ P_t ≤ P_max z_t, B_t + P_t ≥ D_t,
/// h_t ≥ z_t − z_{t−1}, h_t ≥ 0. Demands D_t are drawn. Columns: E_1…E_T, P, B, z, h.
pub fn vehicle(periods: usize, seed: u64) -> Program {
    let mut r = Random::of(seed, periods as u64);
    let (tau, full, most, eta) = (4.0, 50.0, 1.0, 0.1);
    let start = r.between(39.5, 40.5);
    let t_count = periods;
    let at = |part: usize, t: usize| part * t_count + t;
    let mut program = Program::new(format!("vehicle-{periods}"), Sense::Minimize);
    program.offset = eta * full * full;
    for t in 0..t_count {
        let last = t + 1 == t_count;
        let cost = if last { -2.0 * eta * full } else { 0.0 };
        program.add_column(format!("E{}", t + 1), cost, 0.0, full, Kind::Continuous);
    }
    for (name, cost, lower, upper) in
        [("P", 1.0, 0.0, INF), ("B", 0.0, -INF, INF), ("z", 1.0, 0.0, 1.0), ("h", 1.0, 0.0, INF)]
    {
        for t in 0..t_count {
            program.add_column(format!("{name}{t}"), cost, lower, upper, Kind::Continuous);
        }
    }
    let (mut rows, mut triplets) = (Vec::new(), Vec::new());
    let mut add = |name: String, lower: f64, upper: f64, terms: &[(usize, f64)]| {
        terms.iter().for_each(|&(j, v)| triplets.push((rows.len(), j, v)));
        rows.push(Row { name, lower, upper });
    };
    for t in 0..t_count {
        let mut terms = vec![(at(0, t), 1.0), (at(2, t), tau)];
        let known = if t == 0 { start } else { 0.0 };
        if t > 0 {
            terms.push((at(0, t - 1), -1.0));
        }
        add(format!("store{t}"), known, known, &terms);
        let demand = (0.65 + 0.9 * (0.45 * t as f64).sin() + r.between(-0.3, 0.3)).max(-0.5);
        add(format!("demand{t}"), demand, INF, &[(at(2, t), 1.0), (at(1, t), 1.0)]);
        add(format!("power{t}"), -INF, 0.0, &[(at(1, t), 1.0), (at(3, t), -most)]);
        let mut terms = vec![(at(4, t), 1.0), (at(3, t), -1.0)];
        if t > 0 {
            terms.push((at(3, t - 1), 1.0));
        }
        add(format!("start{t}"), 0.0, INF, &terms);
    }
    program.set_rows(rows, &triplets);
    let mut lower_triangle = vec![(at(0, t_count - 1), at(0, t_count - 1), 2.0 * eta)];
    lower_triangle.extend((0..t_count).map(|t| (at(1, t), at(1, t), 2.0)));
    program.quadratic = Some(Quadratic { lower_triangle });
    program
}
