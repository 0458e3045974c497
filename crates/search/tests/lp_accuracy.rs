//! Bounds of linear programs stay true where coefficients are of very uneven size: a reduced cost within
//! tolerance of zero is worth much where its variable can go far. `HUNCH_RANDOM_CASES` and
//! `HUNCH_RANDOM_SEED` change how many are drawn and from where.

#![allow(clippy::unwrap_used)] // tests say what went wrong

mod lp_support;

use hunch_model::{Program, Status, Unlimited};
use hunch_search::lp::{LpProblem, LpSettings, LpStatus, Simplex};
use hunch_search::{Engine, Guidance, Settings, solve};
use lp_support::{Plain, Random, verify_feasible};

fn environment(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

/// Three to ten rows and two to seven columns, many of them free, all numbers between 1e-4 and 1e4 in size.
fn uneven(seed: u64) -> Program {
    let r = &mut Random(seed);
    let (rows, columns) = (3 + r.below(8), 2 + r.below(6));
    let size = |r: &mut Random| 10f64.powf(8.0 * r.unit() - 4.0) * if r.chance(0.5) { 1.0 } else { -1.0 };
    let mut p = Plain::default();
    let free = [0.3, 0.6, 1.0][r.below(3)];
    for _ in 0..columns {
        p.cost.push(size(r));
        let lower = if r.chance(free) { f64::NEG_INFINITY } else { 0.0 };
        p.columns.push((lower, f64::INFINITY));
    }
    for i in 0..rows {
        for j in 0..columns {
            if r.chance(0.6) {
                let v = size(r);
                p.entries.push((i, j, v));
            }
        }
        let b = size(r).abs();
        p.rows.push(if r.chance(0.5) { (-b, f64::INFINITY) } else { (f64::NEG_INFINITY, b) });
    }
    p.program()
}

fn solved(problem: &LpProblem, settings: LpSettings) -> (Simplex, LpStatus) {
    let mut simplex = Simplex::new(problem, settings);
    let status = simplex.solve(&mut Unlimited);
    (simplex, status)
}

/// Seeds of programs whose optimum lies well below what was claimed when reduced costs within tolerance
/// counted as zero.
const WITNESSES: [u64; 12] = [
    140_932, 143_299, 154_400, 157_044, 165_200, 174_703, 184_390, 187_282, 188_883, 196_758, 197_309,
    198_995,
];

/// Claims may pass the better point that a stricter solve found by this much, relatively: rounding of two
/// simplex runs.
const SAME: f64 = 1e-7;

/// A program on which the simplex cycled for ever, chunk after chunk.
const CYCLING: u64 = 199_209;

#[test]
fn a_solve_that_cycles_ends() {
    let program = uneven(CYCLING);
    let answer = solve(&program, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
    let proven = answer.gap.is_some_and(|gap| gap.is_closed());
    assert_eq!(answer.status == Status::Optimal, proven, "{answer:?}");
    assert_ne!(answer.status, Status::Limit, "{answer:?}");
}

#[test]
fn bounds_do_not_pass_the_feasible_points_of_a_stricter_solve() {
    let strict = LpSettings { dual_tolerance: 1e-14, primal_tolerance: 1e-12, ..LpSettings::default() };
    let (cases, first) = (environment("HUNCH_RANDOM_CASES", 3000), environment("HUNCH_RANDOM_SEED", 1));
    let (mut compared, mut certain) = (0u64, 0u64);
    for seed in (first..first + cases).chain(WITNESSES) {
        let program = uneven(seed);
        let problem = LpProblem::from_program(&program);
        let (mut simplex, status) = solved(&problem, LpSettings::default());
        let (reference, strict_status) = solved(&problem, strict);
        let both = (status, strict_status) == (LpStatus::Optimal, LpStatus::Optimal);
        if !both || verify_feasible(&problem, &reference.values()).is_err() {
            assert!(!WITNESSES.contains(&seed), "seed {seed}: {status:?}, {strict_status:?}");
            continue;
        }
        compared += 1;
        let (objective, bound, safe) = (simplex.objective(), simplex.dual_bound(), simplex.safe_dual_bound());
        let best = reference.objective();
        let allowed = SAME * best.abs().max(1.0);
        assert!(objective <= best + allowed, "seed {seed}: {objective} instead of {best}");
        assert!(bound <= best + allowed, "seed {seed}: bound {bound} passes the point of {best}");
        assert!(safe <= best + allowed, "seed {seed}: safe bound {safe} passes the point of {best}");
        certain += u64::from(objective - safe <= 1e-6 * objective.abs());
    }
    assert!(compared > cases / 3, "{compared} of {cases} compared");
    // Columns that no row bounds keep a reduced cost of rounding size, which is where no exact bound follows.
    assert!(certain > compared / 3, "{certain} of {compared} proven in exact arithmetic");
}

#[test]
fn the_door_calls_optimal_what_its_bound_proves() {
    let (cases, first) = (environment("HUNCH_RANDOM_CASES", 3000), environment("HUNCH_RANDOM_SEED", 1));
    let (mut optimal, mut given_up) = (0u64, 0u64);
    for seed in (first..first + cases).chain(WITNESSES) {
        let program = uneven(seed);
        let answer =
            solve(&program, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
        // Values of a thousand million times the right-hand sides do not always pass the checker; then
        // nothing is claimed.
        given_up += u64::from(answer.status == Status::Error);
        if answer.status != Status::Optimal {
            continue;
        }
        optimal += 1;
        let (objective, bound) = (answer.objective.unwrap(), answer.bound.unwrap());
        assert!(answer.gap.unwrap().is_closed(), "seed {seed}: {answer:?}");
        assert!(bound <= objective + SAME * objective.abs().max(1.0), "seed {seed}: {answer:?}");
    }
    assert!(optimal > cases / 3, "{optimal} of {cases}");
    assert!(given_up <= cases / 100, "{given_up} of {cases}");
}
