//! Programs on which a claim hangs on a tolerance: what is said of each must be right.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails where it unwraps")]

use hunch_model::{Program, Recorder, Solution, Status, Unlimited, io};
use hunch_search::{Engine, Guidance, Settings, solve};
use std::path::PathBuf;

fn program(name: &str) -> Program {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/claims").join(name);
    io::load(&std::fs::read(path).unwrap(), name).unwrap()
}

fn answer(name: &str) -> Solution {
    let settings = Settings::new().with_node_limit(Some(100_000));
    solve(&program(name), Engine::Hunch, &settings, &Guidance::none(), &mut Unlimited).unwrap()
}

/// The program has this optimum.
fn optimal(name: &str, objective: f64) -> Solution {
    let s = answer(name);
    assert_eq!(s.status, Status::Optimal, "{name}: {s:?}");
    let found = s.objective.unwrap();
    assert!((found - objective).abs() <= 1e-6 * objective.abs().max(1.0), "{name}: {found}, not {objective}");
    s
}

/// The program has a feasible point and none is better than `least` (of a minimisation).
fn feasible(name: &str, least: f64) {
    let s = answer(name);
    assert!(s.status.has_values(), "{name}: {s:?}");
    assert!(s.bound.unwrap_or(f64::NEG_INFINITY) <= s.objective.unwrap() + 1e-9, "{name}: {s:?}");
    assert!(s.objective.unwrap() >= least - 1e-6 * least.abs().max(1.0), "{name}: {s:?}");
}

#[test]
fn a_large_coefficient_does_not_hide_a_unit() {
    assert_eq!(optimal("coefficient-million.lp", 1.0).values, vec![1.0]);
    optimal("big-m-1e7.lp", 15.0);
}

#[test]
fn integers_of_any_size_are_not_rounded_away() {
    feasible("integers-of-size-6e5.json", f64::NEG_INFINITY);
    optimal("decimals-equality.json", 3.0);
    optimal("equation-off-by-4.json", 9890.0);
    optimal("lot-sizing-loses-a-piece.json", 72_654_154.74);
}

#[test]
fn a_bound_that_means_no_limit_changes_nothing() {
    optimal("no-limit-1e9.json", 39.0);
    optimal("no-limit-2147483647.json", 69.0);
    optimal("no-limit-1e18.lp", 2.0);
    optimal("no-limit-1e11-decimals.json", 1.0);
}

#[test]
fn sums_that_cancel_are_not_taken_for_contradictions() {
    feasible("substitution.json", f64::NEG_INFINITY);
    feasible("money.json", f64::NEG_INFINITY);
    feasible("near-parallel-equation.json", f64::NEG_INFINITY);
    feasible("status-error.json", f64::NEG_INFINITY);
}

#[test]
fn a_bound_is_never_refuted_by_the_answers_own_point() {
    let s = answer("near-parallel-rows.json");
    assert!(s.status.has_values(), "{s:?}");
    assert!(s.objective.unwrap() >= 87.0 && s.bound.is_none_or(|b| b >= s.objective.unwrap()), "{s:?}");
    let s = answer("rows-times-1e-9.json");
    assert!(s.objective.is_none_or(|p| p >= 78.0 - 1e-6) && s.status != Status::Infeasible, "{s:?}");
    let s = answer("noise-coefficient.json");
    assert!(s.bound.unwrap() <= s.objective.unwrap() && s.objective.unwrap() <= 8.0, "{s:?}");
}

#[test]
fn what_exists_within_tolerance_only_is_never_called_infeasible() {
    assert_ne!(answer("tiny-row.json").status, Status::Infeasible);
}

#[test]
fn a_bound_speaks_for_points_that_are_better_within_the_gap() {
    // 71 944 846.32 is within the gap of the optimum, 71 944 843.48 at (262234, 48766, 100000, 0): the bound
    // must not pass that.
    let s = answer("better-within-the-gap.json");
    assert!(s.status == Status::Optimal && s.bound.unwrap() <= 71_944_843.48, "{s:?}");
}

#[test]
fn presolve_that_decides_everything_counts_what_it_rounded() {
    // Both are maximised; exact branch and bound in rationals found points of these objectives.
    for (name, found) in [
        ("presolve-rounds-a-point.json", -204.880_000_000_000_1),
        ("presolve-rounds-money.json", -22_597.479_999_999_996),
    ] {
        let s = answer(name);
        assert!(s.status == Status::Optimal && s.bound.unwrap() >= found, "{name}: {s:?}");
    }
}

#[test]
fn bounds_of_runs_that_the_host_ends_speak_of_far_points_too() {
    // Each has points far beyond 2^30: (file, sign of the minimisation, an objective that a point has).
    let programs = [
        ("far-optimum.json", 1.0, -83_188_102_563_720.0),
        ("far-optimum-maximised.json", -1.0, 2.298_191_745_058_363e18),
    ];
    for (name, sign, reached) in programs {
        let program = program(name);
        for limit in [1_000, 100_000, 3_000_000] {
            let mut control = Recorder { limit: Some(limit), ..Recorder::default() };
            let settings = Settings::new();
            let s = solve(&program, Engine::Hunch, &settings, &Guidance::none(), &mut control).unwrap();
            assert!(s.bound.is_none_or(|bound| sign * bound <= sign * reached), "{name}, {limit}: {s:?}");
        }
    }
}

#[test]
fn reduced_costs_speak_with_the_bound_of_their_own_multipliers() {
    // The relaxation ends at a point that is not its best, with a bound that other multipliers prove.
    let s = answer("costs-of-other-multipliers.json");
    assert!(s.bound.is_some_and(|bound| bound >= 342_000_030_725_907.0), "{s:?}");
    assert_eq!(s.objective, Some(342_000_030_725_907.0));
}

#[test]
fn reduced_costs_of_huge_multipliers_rule_out_what_they_prove_alone() {
    // The rounding of multipliers of 1e8 is worth whole units of the objective, so far out.
    let s = answer("reduced-cost-far-out.json");
    assert!(s.bound.is_some_and(|bound| bound <= -9_300_933.0), "{s:?}");
}

#[test]
fn what_a_rescued_relaxation_rests_on_is_not_forgotten() {
    // The relaxation counts columns without a bound with a far size, after all else has failed on it.
    let settings = Settings::new().with_node_limit(Some(20));
    let program = program("far-after-a-rescue.json");
    let s = solve(&program, Engine::Hunch, &settings, &Guidance::none(), &mut Unlimited).unwrap();
    assert!(s.bound.is_none_or(|bound| bound <= -33_936_211_804_765_966.0), "{s:?}");
}

#[test]
fn a_stage_that_begins_under_a_cutoff_proves_no_more_than_the_cutoff() {
    // An unreduced stage follows the reduced one, and finds its root empty under the point of that.
    let s = answer("stage-under-a-cutoff.json");
    assert!(s.bound.is_some_and(|bound| bound <= -3_999_999_996.0), "{s:?}");
}

#[test]
fn a_lattice_of_objectives_is_no_finer_than_presolve_left_it() {
    // Exactly the point has -56.90400000004433: what presolve made of the decimals lies 7e-10 above.
    let s = answer("lattice-beside-the-decimals.json");
    assert!(s.bound.is_some_and(|bound| bound <= -56.904_000_000_044_33), "{s:?}");
    assert_eq!(s.status, Status::Optimal);
}

#[test]
fn columns_that_presolve_made_have_no_size_that_is_far() {
    // The point is near zero; in the columns of the transformed program it lies at 1e11.
    optimal("lattice-far-out.json", -198.0);
}

#[test]
fn what_is_left_of_a_zero_in_a_ray_improves_nothing() {
    // Each column with a cost is bounded; the ray along the other one has left some 1e-15 of them.
    optimal("ray-of-leftovers.json", -35.004_801_022_987_9);
}

#[test]
fn ends_that_hang_on_the_last_digits_are_told_in_exact_arithmetic() {
    // The duals prove a bound but for columns without bounds, whose reduced costs are rounding, and not zero.
    assert_eq!(answer("no-end-in-the-last-digits.json").status, Status::Unbounded);
    // A ray of the relaxation keeps all rows but for the last digits.
    optimal("end-in-the-last-digits.json", 917_186_212.772_916_7);
    optimal("end-found-exactly.json", 1_116_716.435_387_421_4);
    assert_ne!(answer("end-not-found.json").status, Status::Unbounded);
    // An integer program whose relaxation ends eight digits further out than doubles can tell.
    let s = answer("bound-beyond-a-far-end.json");
    assert!(s.bound.is_none_or(|bound| bound <= -3_011_359_886_706.0), "{s:?}");
}
