//! What the interface of the simplex engine promises beyond right answers: tableau rows, probes, limits,
//! determinism, and being stopped.

mod lp_support;

use hunch_model::{Limits, Program, Session, StopReason, Unlimited};
use hunch_search::lp::{Basis, LpProblem, LpSettings, LpStatus, Simplex, VariableStatus};
use lp_support::{Flavour, Random, generate, verify};

/// A feasible, bounded program of 40 rows and 60 columns.
fn sizeable(seed: u64) -> Program {
    let mut r = Random(seed);
    let flavour = Flavour {
        rows: 40,
        columns: 60,
        density: 0.2,
        integral: false,
        known_feasible: true,
        equalities: 0.3,
        free: 0.0,
        boxed: 1.0,
        degenerate: false,
        badly_scaled: false,
        dependent: false,
        zero_cost: false,
    };
    generate(&mut r, flavour).program()
}

fn engine(program: &Program) -> Simplex {
    Simplex::new(&LpProblem::from_program(program), LpSettings::default())
}

#[test]
fn a_tableau_row_holds_for_every_point_and_is_made_of_the_rows() {
    let program = sizeable(3);
    let mut simplex = engine(&program);
    assert_eq!(simplex.solve(&mut Unlimited), LpStatus::Optimal);
    let mut r = Random(4);
    let mut rows_seen = 0;
    for j in 0..program.columns.len() {
        let row = simplex.tableau_row(j);
        assert_eq!(row.is_some(), simplex.column_status(j) == VariableStatus::Basic);
        let Some(row) = row else { continue };
        rows_seen += 1;
        let x: Vec<f64> = (0..program.columns.len()).map(|_| r.integer(5)).collect();
        let mut activity = vec![0.0; program.rows.len()];
        let mut combined = vec![0.0; program.columns.len()];
        for (i, k, v) in program.matrix.triplets() {
            activity[i] += v * x[k];
            combined[k] += v * row.multipliers[i];
        }
        let total: f64 = row.columns.iter().zip(&x).map(|(a, x)| a * x).sum::<f64>()
            + row.rows.iter().zip(&activity).map(|(a, r)| a * r).sum::<f64>();
        assert!(total.abs() < 1e-7, "column {j}: {total}");
        for k in 0..x.len() {
            assert!((combined[k] - row.columns[k]).abs() < 1e-8, "column {j}, entry {k}");
        }
    }
    assert!(rows_seen > 0);
}

#[test]
fn a_probe_leaves_no_trace_and_its_bound_holds() {
    let program = sizeable(5);
    let mut simplex = engine(&program);
    assert_eq!(simplex.solve(&mut Unlimited), LpStatus::Optimal);
    let (objective, values, basis) = (simplex.objective(), simplex.values(), simplex.basis());
    let (mut tried, mut trial) = (0, None);
    for j in 0..program.columns.len() {
        let (lower, upper) = simplex.column_bounds(j);
        let middle = 0.5 * (lower + upper);
        if lower == upper {
            continue;
        }
        for (lower, upper) in [(lower, middle), (middle, upper)] {
            let probe = simplex.probe(j, lower, upper, 3, &mut trial, &mut Unlimited);
            assert!(probe.iterations <= 3);
            let mut full = simplex.clone();
            full.set_column_bounds(j, lower, upper);
            match full.solve(&mut Unlimited) {
                LpStatus::Optimal => assert!(probe.bound <= full.objective() + 1e-7),
                other => assert_eq!(other, LpStatus::Infeasible),
            }
            assert!(probe.bound >= objective - 1e-7, "the parent's duals stay feasible");
            tried += 1;
        }
    }
    assert!(tried > 20);
    assert_eq!((simplex.objective(), simplex.values(), simplex.basis()), (objective, values, basis));
}

#[test]
fn a_reached_objective_limit_is_a_proof() {
    let mut reached = 0;
    for seed in 0..40 {
        let program = sizeable(100 + seed);
        let mut reference = engine(&program);
        assert_eq!(reference.solve(&mut Unlimited), LpStatus::Optimal);
        let optimum = reference.objective();
        for limit in [optimum - 5.0, optimum - 0.01, optimum + 0.01] {
            let mut simplex = engine(&program);
            simplex.set_objective_limit(limit);
            match simplex.solve(&mut Unlimited) {
                LpStatus::ObjectiveLimit => {
                    reached += 1;
                    assert!(
                        simplex.dual_bound() > limit && simplex.dual_bound() <= optimum + 1e-7,
                        "seed {seed}"
                    );
                }
                other => assert_eq!(other, LpStatus::Optimal, "seed {seed}"),
            }
            assert!(limit < optimum || simplex.status() == Some(LpStatus::Optimal), "seed {seed}");
        }
    }
    assert!(reached > 40, "{reached}");
}

#[test]
fn an_interrupted_solve_goes_on_to_the_same_optimum() {
    let program = sizeable(7);
    let mut whole = engine(&program);
    assert_eq!(whole.solve(&mut Unlimited), LpStatus::Optimal);
    let mut pieces = engine(&program);
    let mut stops = 0;
    loop {
        let mut session = Session::new(Limits { seconds: None, work: Some(2000) }, &|| 0.0, &|| false, None);
        match pieces.solve(&mut session) {
            LpStatus::Stopped(StopReason::Work) => stops += 1,
            status => {
                assert_eq!(status, LpStatus::Optimal);
                break;
            }
        }
        assert!(pieces.dual_bound() <= whole.objective() + 1e-7);
        assert!(stops < 1000);
    }
    assert!(stops > 0);
    assert!((pieces.objective() - whole.objective()).abs() < 1e-7);
    verify(&program, &pieces, LpStatus::Optimal).unwrap();
}

#[test]
fn the_same_input_takes_the_same_path() {
    let program = sizeable(9);
    let run = || {
        let mut simplex = engine(&program);
        let mut session = Session::new(Limits::default(), &|| 0.0, &|| false, None);
        let status = simplex.solve(&mut session);
        (status, simplex.iterations(), session.work(), simplex.values(), simplex.basis())
    };
    assert_eq!(run(), run());
}

#[test]
fn a_basis_of_the_wrong_size_is_refused_and_a_hopeless_one_repaired() {
    let program = sizeable(11);
    let mut simplex = engine(&program);
    assert!(simplex.load_basis(&Basis::slack(3, 3)).is_err());
    let (n, m) = (program.columns.len(), program.rows.len());
    for status in [VariableStatus::Basic, VariableStatus::Free, VariableStatus::AtUpper] {
        simplex.load_basis(&Basis { columns: vec![status; n], rows: vec![status; m] }).unwrap();
        assert_eq!(simplex.solve(&mut Unlimited), LpStatus::Optimal);
        verify(&program, &simplex, LpStatus::Optimal).unwrap();
        let basics = simplex.basis();
        let count =
            basics.columns.iter().chain(&basics.rows).filter(|s| **s == VariableStatus::Basic).count();
        assert_eq!(count, m);
    }
}

#[test]
fn crossed_bounds_are_infeasible_until_they_are_mended() {
    let program = sizeable(13);
    let mut simplex = engine(&program);
    let (lower, upper) = simplex.column_bounds(0);
    simplex.set_column_bounds(0, 2.0, 1.0);
    assert_eq!(simplex.solve(&mut Unlimited), LpStatus::Infeasible);
    simplex.set_column_bounds(0, lower, upper);
    assert_eq!(simplex.solve(&mut Unlimited), LpStatus::Optimal);
    verify(&program, &simplex, LpStatus::Optimal).unwrap();
}
