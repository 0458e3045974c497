//! What the simplex engine claims of nasty linear programs is true in exact arithmetic: coefficients from
//! 1e-9 to 1e9 in one row, near-parallel rows, points at 1e9, big M, rows that are small as a whole, rows
//! that miss each other by a hair. Each program is drawn around a planted point that meets it exactly, or is
//! made infeasible on purpose. `HUNCH_RANDOM_CASES` and `HUNCH_RANDOM_SEED` change how many and from where.

#![allow(clippy::print_stdout)] // counts, for whoever runs with --nocapture
#![allow(clippy::unwrap_used)] // helpers of tests

mod lp_support;

use hunch_check::Dyadic;
use hunch_model::{Program, Unlimited, check, check_ray};
use hunch_search::lp::{LpProblem, LpSettings, LpStatus, Simplex, StartMethod};
use lp_support::{Plain, Random};

fn environment(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

fn exact(value: f64) -> Dyadic {
    Dyadic::new(value).unwrap()
}

/// `Σ a·x`, exactly.
fn dot(terms: impl Iterator<Item = (f64, f64)>) -> Dyadic {
    let mut sum = Dyadic::zero();
    terms.for_each(|(a, x)| sum.add_product(&exact(a), &exact(x)));
    sum
}

/// What makes a program nasty.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Wide,
    Parallel,
    Far,
    BigM,
    Tiny,
    Hair,
}

const KINDS: [Kind; 6] = [Kind::Wide, Kind::Parallel, Kind::Far, Kind::BigM, Kind::Tiny, Kind::Hair];

/// A program, and a point that meets it exactly (unless it was made infeasible).
struct Nasty {
    plain: Plain,
    point: Option<Vec<f64>>,
    /// Whether all columns have bounds, so that multipliers can be checked exactly.
    boxed: bool,
}

fn sign(r: &mut Random) -> f64 {
    if r.chance(0.5) { 1.0 } else { -1.0 }
}

fn nasty(seed: u64) -> (Kind, Nasty) {
    let r = &mut Random(seed);
    let kind = KINDS[r.below(KINDS.len())];
    let (rows, columns) = (1 + r.below(8), 1 + r.below(8));
    let boxed = r.chance(0.6);
    let reach = if matches!(kind, Kind::Far) { 1e9 } else { [1.0, 10.0, 1000.0][r.below(3)] };
    let point: Vec<f64> = (0..columns)
        .map(|_| if r.chance(0.3) { 0.0 } else { sign(r) * (reach * r.unit() * 64.0).round() / 64.0 })
        .collect();
    let mut p = Plain::default();
    for &x in &point {
        p.cost.push(if r.chance(0.2) { 0.0 } else { r.integer(9) });
        let bound = |r: &mut Random| if r.chance(0.4) { x } else { x + (reach * r.unit()).round() };
        let (above, below) = (bound(r), 2.0 * x - bound(r));
        let open = !boxed && r.chance(0.6);
        let (lower, upper) = match r.below(3) {
            0 if open => (f64::NEG_INFINITY, above),
            1 if open => (below, f64::INFINITY),
            2 if open => (f64::NEG_INFINITY, f64::INFINITY),
            _ => (below, above),
        };
        p.columns.push((lower.min(x), upper.max(x)));
    }
    let coefficient = |r: &mut Random| match kind {
        Kind::Wide => sign(r) * 10f64.powf(18.0 * r.unit() - 9.0),
        Kind::BigM if r.chance(0.3) => sign(r) * 1e7,
        Kind::Tiny => 1e-9 * r.integer(9),
        _ if r.chance(0.5) => r.integer(9),
        _ => (r.integer(900)) / 100.0,
    };
    for i in 0..rows {
        let earlier: Vec<(usize, f64)> =
            if i > 0 && matches!(kind, Kind::Parallel | Kind::Hair) && r.chance(0.6) {
                let from = r.below(i);
                p.entries.iter().filter(|e| e.0 == from).map(|e| (e.1, e.2)).collect()
            } else {
                Vec::new()
            };
        if earlier.is_empty() {
            for j in (0..columns).filter(|_| true) {
                if r.chance(0.6) {
                    let v = coefficient(r);
                    p.entries.extend((v != 0.0).then_some((i, j, v)));
                }
            }
        } else {
            for (j, v) in earlier {
                let off = if matches!(kind, Kind::Parallel) { 1e-10 * r.integer(3) } else { 0.0 };
                p.entries.push((i, j, v * (1.0 + off)));
            }
        }
        let activity = dot(p.entries.iter().filter(|e| e.0 == i).map(|e| (e.2, point[e.1])));
        let slack = |r: &mut Random| if r.chance(0.6) { 0.0 } else { activity.above().abs() * r.unit() };
        let (lower, upper) = (activity.below() - slack(r), activity.above() + slack(r));
        p.rows.push(match r.below(4) {
            0 => (f64::NEG_INFINITY, upper),
            1 => (lower, f64::INFINITY),
            _ => (lower, upper),
        });
    }
    let mut nasty = Nasty { plain: p, point: Some(point), boxed };
    if matches!(kind, Kind::Hair) && r.chance(0.7) {
        part(r, &mut nasty);
    }
    (kind, nasty)
}

/// Adds the first row once more, with sides a hair away from its own.
fn part(r: &mut Random, nasty: &mut Nasty) {
    let p = &mut nasty.plain;
    let (lower, upper) = p.rows[0];
    let hair = [1e-14, 1e-12, 1e-10, 1e-8, 1e-6][r.below(5)] * upper.abs().max(lower.abs()).clamp(1.0, 1e300);
    let i = p.rows.len();
    let copy: Vec<_> = p.entries.iter().filter(|e| e.0 == 0).map(|e| (i, e.1, e.2)).collect();
    p.entries.extend(copy);
    p.rows.push(if upper.is_finite() {
        (upper + hair, f64::INFINITY)
    } else {
        (f64::NEG_INFINITY, lower - hair)
    });
    nasty.point = None;
}

/// Whether the multipliers prove exactly that boxed columns cannot meet the rows.
fn proves_empty(p: &Plain, y: &[f64]) -> bool {
    if p.columns.iter().chain(&p.rows).any(|b| b.0 > b.1) {
        return true;
    }
    let mut highest = Dyadic::zero();
    for (j, &(lower, upper)) in p.columns.iter().enumerate() {
        let a = dot(p.entries.iter().filter(|e| e.1 == j).map(|e| (e.2, y[e.0])));
        if !a.is_zero() {
            highest.add_product(&a, &exact(if a.is_positive() { upper } else { lower }));
        }
    }
    for (&y, &(lower, upper)) in y.iter().zip(&p.rows).filter(|r| *r.0 != 0.0) {
        let side = if y > 0.0 { lower } else { upper };
        if !side.is_finite() {
            return false;
        }
        highest.add_product(&exact(-y), &exact(side));
    }
    highest.is_negative()
}

/// What refutes the claim, if anything does.
fn refute(program: &Program, nasty: &Nasty, simplex: &Simplex, status: LpStatus) -> Option<String> {
    let cost = || dot(nasty.plain.cost.iter().copied().zip(nasty.point.iter().flatten().copied()));
    match status {
        LpStatus::Infeasible if nasty.point.is_some() => return Some("the planted point is feasible".into()),
        LpStatus::Infeasible => {
            let proven = !nasty.boxed || proves_empty(&nasty.plain, simplex.farkas().unwrap());
            return (!proven).then(|| "the multipliers prove nothing".into());
        }
        LpStatus::Optimal => {
            if let Some(complaint) = check(program, &simplex.values()).complaint {
                return Some(complaint);
            }
        }
        LpStatus::Unbounded => {
            let certificate = check_ray(program, simplex.ray().unwrap(), Some(&simplex.values()));
            return certificate.complaint;
        }
        _ => {}
    }
    let bound = simplex.dual_bound();
    let beaten = nasty.point.is_some() && bound.is_finite() && exact(bound) > cost();
    beaten.then(|| format!("bound {bound}, planted {}", cost().to_f64()))
}

#[test]
fn no_claim_is_refuted_in_exact_arithmetic() {
    let (cases, first) = (environment("HUNCH_RANDOM_CASES", 4000), environment("HUNCH_RANDOM_SEED", 1));
    let (mut seen, mut trouble) = ([0u64; 3], Vec::new());
    for seed in first..first + cases {
        let (kind, nasty) = nasty(seed);
        let program = nasty.plain.program();
        let start = [StartMethod::Automatic, StartMethod::Primal][(seed % 5 == 0) as usize];
        let settings = LpSettings { scale: seed % 7 != 0, start, ..LpSettings::default() };
        let mut simplex = Simplex::new(&LpProblem::from_program(&program), settings);
        let status = simplex.solve(&mut Unlimited);
        if let Some(complaint) = refute(&program, &nasty, &simplex, status) {
            panic!("seed {seed}, {kind:?}: {status:?}: {complaint}");
        }
        match status {
            LpStatus::Optimal => seen[0] += 1,
            LpStatus::Infeasible => seen[1] += 1,
            LpStatus::Unbounded => seen[2] += 1,
            _ => trouble.push((seed, kind, simplex.trouble())),
        }
        assert_eq!(status == LpStatus::NumericalTrouble, simplex.trouble().is_some(), "seed {seed}");
    }
    println!("{seen:?} optimal, infeasible, unbounded; no claim: {trouble:?}");
    assert!(
        trouble.len() as u64 <= cases / 100 + 1,
        "{} of {cases} without a claim: {trouble:?}",
        trouble.len()
    );
}

#[test]
fn a_limit_at_the_planted_point_is_never_said_to_be_exceeded() {
    let (cases, first) = (environment("HUNCH_RANDOM_CASES", 4000), environment("HUNCH_RANDOM_SEED", 1));
    let mut exceeded = 0;
    for seed in first..first + cases {
        let (kind, nasty) = nasty(seed);
        let Some(point) = &nasty.point else { continue };
        let cost = dot(nasty.plain.cost.iter().copied().zip(point.iter().copied()));
        let mut simplex =
            Simplex::new(&LpProblem::from_program(&nasty.plain.program()), LpSettings::default());
        simplex.set_objective_limit(cost.above());
        let status = simplex.solve(&mut Unlimited);
        assert_ne!(status, LpStatus::ObjectiveLimit, "seed {seed}, {kind:?}");
        if status == LpStatus::Optimal {
            let optimum = simplex.objective();
            let below = optimum - 1e-3 * optimum.abs().max(1.0);
            simplex.start_from_slack_basis();
            simplex.set_objective_limit(below);
            exceeded += u64::from(simplex.solve(&mut Unlimited) == LpStatus::ObjectiveLimit);
        }
    }
    assert!(exceeded > cases / 20, "{exceeded} of {cases}");
}

#[test]
fn rows_count_with_the_noise_that_they_carry() {
    // x <= 1 and x >= 1 + 1e-9: infeasible as it stands, but not if the rows may have moved by so much.
    let mut p = Plain { cost: vec![1.0], columns: vec![(0.0, 10.0)], ..Plain::default() };
    p.rows = vec![(f64::NEG_INFINITY, 1.0), (1.0 + 1e-9, f64::INFINITY)];
    p.entries = vec![(0, 0, 1.0), (1, 0, 1.0)];
    let mut problem = LpProblem::from_program(&p.program());
    let solved = |problem: &LpProblem| {
        let strict = LpSettings { primal_tolerance: 1e-13, ..LpSettings::default() };
        let mut simplex = Simplex::new(problem, strict);
        let status = simplex.solve(&mut Unlimited);
        (status, simplex.dual_bound())
    };
    assert_eq!(solved(&problem).0, LpStatus::Infeasible);
    problem.row_noise = vec![1e-9, 1e-9];
    assert_ne!(solved(&problem).0, LpStatus::Infeasible);
    problem.row_upper[0] = 2.0;
    problem.row_noise = vec![0.0, 0.25];
    let (status, bound) = solved(&problem);
    assert!(status == LpStatus::Optimal && bound <= 0.75 + 1e-8 && bound > 0.7, "{status:?}, {bound}");
    // Sides that cross within the noise are an equation, beyond it a proof.
    (problem.row_lower[0], problem.row_upper[0], problem.row_noise[0]) = (1.5, 1.5 - 1e-7, 1e-7);
    assert_eq!(solved(&problem).0, LpStatus::Optimal);
    problem.row_noise[0] = 1e-9;
    assert_eq!(solved(&problem).0, LpStatus::Infeasible);
}

#[test]
fn bounds_that_cross_by_a_hair_cross() {
    let mut p = Plain { cost: vec![1.0], columns: vec![(1.0, 1.0f64.next_down())], ..Plain::default() };
    p.rows = vec![(0.0, 10.0)];
    p.entries = vec![(0, 0, 1.0)];
    let mut simplex = Simplex::new(&LpProblem::from_program(&p.program()), LpSettings::default());
    assert_eq!(simplex.solve(&mut Unlimited), LpStatus::Infeasible);
}

#[test]
fn entries_of_any_size_take_part() {
    // All entries 1e-13: x + y = 3 with x <= 1, y <= 1 is impossible, and x + y = 2 is not.
    for (side, status) in [(3e-13, LpStatus::Infeasible), (2e-13, LpStatus::Optimal)] {
        let mut p = Plain { cost: vec![1.0, 0.0], columns: vec![(0.0, 1.0); 2], ..Plain::default() };
        p.rows = vec![(side, side)];
        p.entries = vec![(0, 0, 1e-13), (0, 1, 1e-13)];
        for scale in [true, false] {
            let settings = LpSettings { scale, ..LpSettings::default() };
            let mut simplex = Simplex::new(&LpProblem::from_program(&p.program()), settings);
            assert_eq!(simplex.solve(&mut Unlimited), status, "scale {scale}");
        }
    }
    // An entry of 1e-13 beside one of 18 reaches far where its column does: z is 1e13.
    let mut p =
        Plain { cost: vec![0.0, 1.0], columns: vec![(0.0, 0.0), (0.0, f64::INFINITY)], ..Plain::default() };
    p.rows = vec![(1.0, f64::INFINITY)];
    p.entries = vec![(0, 0, 18.0), (0, 1, 1e-13)];
    let mut simplex = Simplex::new(&LpProblem::from_program(&p.program()), LpSettings::default());
    assert_eq!(simplex.solve(&mut Unlimited), LpStatus::Optimal);
    assert!((simplex.objective() / 1e13 - 1.0).abs() < 1e-9, "{}", simplex.objective());
}
