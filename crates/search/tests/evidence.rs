//! What exact arithmetic hands over with its word on linear programs: duals, multipliers, rays, each checked.

#![allow(clippy::unwrap_used, clippy::panic)] // a failed test, in helpers too

use hunch_model::{
    Holds, Kind, Program, Row, Sense, Solution, Status, Unlimited, VariableStatus, check, check_farkas,
    check_ray,
};
use hunch_search::proof::exact::linear::{emptiness, endless, optimum};
use hunch_search::proof::exact::{RelaxationEnd, WORK, relaxation_end};
use hunch_search::{Engine, Guidance, Settings, solve};

const INF: f64 = f64::INFINITY;

fn own(p: &Program) -> Solution {
    solve(p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap()
}

/// Columns `(cost, lower, upper)` and rows `(terms, lower, upper)`.
fn program(sense: Sense, columns: &[(f64, f64, f64)], rows: &[(&[f64], f64, f64)]) -> Program {
    let mut p = Program::new("p", sense);
    for (j, &(cost, lower, upper)) in columns.iter().enumerate() {
        p.add_column(format!("x{j}"), cost, lower, upper, Kind::Continuous);
    }
    let row = |(i, r): (usize, &(&[f64], f64, f64))| Row { name: format!("r{i}"), lower: r.1, upper: r.2 };
    let entry = |(i, r): (usize, &(&[f64], f64, f64))| {
        r.0.iter().enumerate().map(move |(j, &a)| (i, j, a)).collect::<Vec<_>>()
    };
    let triplets: Vec<_> = rows.iter().enumerate().flat_map(entry).filter(|t| t.2 != 0.0).collect();
    p.set_rows(rows.iter().enumerate().map(row).collect(), &triplets);
    p
}

/// max 3x + 5y, 3x + 2y <= 18, x <= 4, y <= 6: x = 2, y = 6; wood costs 1, y earns 3 more.
#[test]
fn duals_have_the_sense_of_the_program() {
    let p = program(Sense::Maximize, &[(3.0, 0.0, 4.0), (5.0, 0.0, 6.0)], &[(&[3.0, 2.0], -INF, 18.0)]);
    let found = optimum(&p, WORK).unwrap();
    assert_eq!((found.duals, found.reduced_costs), (vec![1.0], vec![0.0, 3.0]));
    assert_eq!(found.basis.columns, [VariableStatus::Basic, VariableStatus::AtUpper]);
    assert_eq!(found.basis.rows, [VariableStatus::AtUpper]);
    let answer = own(&p);
    assert_eq!(answer.duals, Some(vec![1.0]));
    assert_eq!(answer.reduced_costs, Some(vec![0.0, 3.0]));
}

/// min x + 3y, 3x + 7y >= 9, x - y <= 1: x = 8/5, y = 3/5. The multipliers solve 3u + v = 1, 7u - v = 3.
#[test]
fn duals_that_are_no_doubles_are_the_next_ones() {
    let p = program(
        Sense::Minimize,
        &[(1.0, 0.0, INF), (3.0, 0.0, INF)],
        &[(&[3.0, 7.0], 9.0, INF), (&[1.0, -1.0], -INF, 1.0)],
    );
    let found = optimum(&p, WORK).unwrap();
    assert_eq!(found.duals, [0.4, -0.2]);
    assert_eq!(found.reduced_costs, [0.0, 0.0]);
}

#[test]
fn emptiness_has_multipliers_that_the_checker_accepts() {
    // x + y >= 4 and x + 2y <= 3.
    let p = program(
        Sense::Minimize,
        &[(1.0, 0.0, INF), (1.0, 0.0, INF)],
        &[(&[1.0, 1.0], 4.0, INF), (&[1.0, 2.0], -INF, 3.0)],
    );
    assert!(check_farkas(&p, &emptiness(&p, WORK).unwrap()).proven);
    assert_eq!((optimum(&p, WORK), endless(&p, WORK)), (None, None));
}

/// Of the rays of the cone, the one that is found improves the objective as the best one does, whatever a step of each
/// column costs.
#[test]
fn a_ray_improves_by_more_than_rounding_wherever_one_does() {
    for scale in [1e-9, 1e-3, 1.0, 1e6, 1e12] {
        // x - y = 0 improves by 1e-15 of its terms, z by all of its own, and w, which is free, costs nothing.
        let p = program(
            Sense::Maximize,
            &[(1.0, 0.0, INF), (-1.0 + 1e-15, 0.0, INF), (scale, 2.0, INF), (0.0, -INF, INF)],
            &[(&[1.0, -1.0, 0.0, 0.0], 0.0, 0.0), (&[0.0, 0.0, 3.0, 1.0], 1.0, 1.0)],
        );
        let found = endless(&p, WORK).unwrap();
        assert!(check(&p, &found.point).feasible, "{found:?}");
        let verdict = check_ray(&p, &found.ray, Some(&found.point));
        assert!(verdict.proven && verdict.margin > 0.1, "{scale}: {verdict:?} {found:?}");
        let answer = own(&p);
        assert_eq!(answer.status, Status::Unbounded);
        assert!(check_ray(&p, &answer.ray.unwrap(), Some(&found.point)).proven);
    }
}

/// min x - (1 + e)y + z with x = y and z >= 1: a rate of e/2 of the ray's terms. Whatever the size of e is beside the
/// tolerances of the simplex, "unbounded" comes with a ray, and what is no more than rounding is not called unbounded.
#[test]
fn unbounded_is_said_with_a_ray_whatever_the_rate() {
    let (mut by_exact, mut open) = (0, 0);
    for power in 3..=52 {
        for scale in [1.0, 1e-6, 1e7] {
            let e = 2f64.powi(-power);
            let columns = [(scale, 0.0, INF), (-scale * (1.0 + e), 0.0, INF), (1.0, 1.0, 5.0)];
            let p = program(Sense::Minimize, &columns, &[(&[1.0, -1.0, 0.0], 0.0, 0.0)]);
            assert_eq!(relaxation_end(&p, WORK), RelaxationEnd::Unbounded);
            let answer = own(&p);
            let context = || format!("2^-{power} at {scale}: {answer:?}");
            let has_ray = e / 2.0 > 2e-9;
            assert!(!has_ray || answer.status == Status::Unbounded, "{}", context());
            match answer.status {
                Status::Unbounded => {
                    let ray = answer.ray.as_ref().unwrap_or_else(|| panic!("{}", context()));
                    assert!(check_ray(&p, ray, Some(&[0.0, 0.0, 1.0])).proven, "{}", context());
                    by_exact += usize::from(answer.holds == Holds::Exact);
                }
                Status::Feasible => {
                    assert!(
                        answer.reason.as_ref().is_some_and(|why| why.contains("no end")),
                        "{}",
                        context()
                    );
                    assert!(answer.bound.is_none() && check(&p, &answer.values).feasible, "{}", context());
                    open += 1;
                }
                _ => panic!("{}", context()),
            }
        }
    }
    assert!(by_exact > 0 && open > 0, "{by_exact} rays of exact arithmetic, {open} open");
}

/// With an integer column the ray is one of the relaxation, from a point with integers (Meyer 1974).
#[test]
fn programs_with_integers_have_their_ray_too() {
    let mut p =
        program(Sense::Minimize, &[(1.0, 0.0, INF), (-1.0 - 1e-8, 0.5, INF)], &[(&[1.0, -1.0], 0.0, 0.0)]);
    p.columns[0].kind = Kind::Integer;
    let answer = own(&p);
    assert_eq!(answer.status, Status::Unbounded, "{answer:?}");
    let found = endless(&p, WORK).unwrap();
    assert!(check_ray(&p, &found.ray, Some(&[1.0, 1.0])).proven);
    assert!(answer.holds == Holds::Safe || answer.ray.is_some(), "{answer:?}");
}
