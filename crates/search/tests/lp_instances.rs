//! Public instances: every Netlib program reaches its published optimum, every relaxation's optimum is
//! proven, warm starts are short. The instances are looked for in `../shared/instances` beside the
//! repository, or in `HUNCH_INSTANCES`.

#![allow(clippy::print_stdout)] // counts, for whoever runs with --nocapture
#![allow(clippy::unwrap_used)] // helpers of tests

mod lp_support;

use hunch_model::{Kind, Program, Unlimited};
use hunch_search::lp::{LpProblem, LpSettings, LpStatus, Simplex};
use lp_support::{instances, verify};

fn solved(program: &Program) -> Simplex {
    let mut simplex = Simplex::new(&LpProblem::from_program(program), LpSettings::default());
    assert_eq!(simplex.solve(&mut Unlimited), LpStatus::Optimal, "{}", program.name);
    simplex
}

#[test]
fn linear_programs_reach_their_published_optima() {
    for (path, program, optimum) in instances() {
        if program.has_integers() {
            continue;
        }
        let simplex = solved(&program);
        let objective = program.sense.sign() * simplex.objective();
        // The published optima have twelve digits.
        assert!(
            (objective - optimum).abs() <= 1e-8 * optimum.abs().max(1.0),
            "{path}: {objective}, not {optimum}"
        );
        verify(&program, &simplex, LpStatus::Optimal).unwrap_or_else(|e| panic!("{path}: {e}"));
    }
}

#[test]
fn relaxations_are_solved_to_proven_optimality() {
    for (path, program, optimum) in instances() {
        let simplex = solved(&program);
        verify(&program, &simplex, LpStatus::Optimal).unwrap_or_else(|e| panic!("{path}: {e}"));
        assert!(
            simplex.objective() <= program.sense.sign() * optimum + 1e-6 * (1.0 + optimum.abs()),
            "{path}"
        );
    }
}

#[test]
fn a_branch_is_solved_from_the_parents_basis_in_a_fraction_of_its_iterations() {
    let mut shares = Vec::new();
    for (path, program, _) in instances() {
        let parent = solved(&program);
        for (j, x) in parent.values().into_iter().enumerate() {
            if program.columns[j].kind != Kind::Integer || (x - x.round()).abs() < 1e-6 {
                continue;
            }
            let (lower, upper) = parent.column_bounds(j);
            for (lower, upper) in [(lower, x.floor()), (x.ceil(), upper)] {
                let mut child = parent.clone();
                child.set_column_bounds(j, lower, upper);
                let status = child.solve(&mut Unlimited);
                let mut branch = program.clone();
                (branch.columns[j].lower, branch.columns[j].upper) = (lower, upper);
                verify(&branch, &child, status).unwrap_or_else(|e| panic!("{path}, column {j}: {e}"));
                let warm = child.iterations() - parent.iterations();
                shares.push(warm as f64 / parent.iterations() as f64);
            }
        }
    }
    shares.sort_by(f64::total_cmp);
    if let Some(median) = shares.get(shares.len() / 2) {
        println!("{} branches; half of them take at most {median:.3} of the root's iterations", shares.len());
        assert!(*median <= 0.1, "{median}");
    }
}
