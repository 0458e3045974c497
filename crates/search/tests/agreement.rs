//! Thousands of seeded small programs of every kind through the entry of our engine: linear answers are proven
//! by duality, Farkas multipliers or rays, integer ones agree with enumeration. `tests/agreement` at the top
//! is the long form, beside another solver. `HUNCH_RANDOM_CASES` and `HUNCH_RANDOM_SEED` change how many are
//! drawn and from where.

#![allow(clippy::unwrap_used, clippy::panic)] // a failed test, in helpers too

mod lp_support;
mod support;

use hunch_model::{
    Holds, Program, Row, Sense, Solution, Status, Unlimited, VariableStatus, check, check_farkas, check_ray,
};
use hunch_search::proof::exact::linear::emptiness;
use hunch_search::proof::exact::{RelaxationEnd, WORK, relaxation_end};
use hunch_search::{Engine, Guidance, Settings, solve};
use lp_support::{Flavour, generate};
use support::{PURE, Random, Shape, brute_force, draw};

/// Relative tolerance of objectives: the engine stops at a gap of 1e-6.
const SAME: f64 = 2e-6;

fn environment(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

fn seeds() -> std::ops::Range<u64> {
    let first = environment("HUNCH_RANDOM_SEED", 1);
    first..first + environment("HUNCH_RANDOM_CASES", 2000)
}

fn own(p: &Program) -> Solution {
    solve(p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap()
}

/// A linear program of the seed's kind.
fn linear(seed: u64) -> (&'static str, Program) {
    let r = &mut lp_support::Random(seed);
    let flavour = Flavour::random(r, if seed.is_multiple_of(25) { 40 } else { 12 });
    let (name, flavour) = match seed % 10 {
        0 => ("feasible", Flavour { known_feasible: true, badly_scaled: false, ..flavour }),
        1 => ("anything", Flavour { known_feasible: false, ..flavour }),
        2 => ("degenerate", Flavour { degenerate: true, known_feasible: true, boxed: 0.0, ..flavour }),
        3 => ("badly scaled", Flavour { badly_scaled: true, ..flavour }),
        4 => ("free columns", Flavour { free: 0.8, ..flavour }),
        5 => ("equalities only", Flavour { equalities: 1.0, ..flavour }),
        6 => ("optimum 0", Flavour { zero_cost: true, ..flavour }),
        7 => ("empty rows and columns", Flavour { density: 0.1, ..flavour }),
        8 => ("duplicate rows", flavour),
        _ => ("boxed", Flavour { boxed: 1.0, free: 0.0, ..flavour }),
    };
    let mut plain = generate(r, flavour);
    if name == "duplicate rows" {
        let (count, entries) = (plain.rows.len(), plain.entries.clone());
        plain.entries.extend(entries.iter().map(|&(i, j, v)| (i + count, j, -v)));
        let mirrored: Vec<_> = plain.rows.iter().map(|&(lower, upper)| (-upper, -lower)).collect();
        plain.rows.extend(mirrored);
    }
    let mut program = plain.program();
    if r.chance(0.5) {
        program.sense = Sense::Maximize;
    }
    (name, program)
}

/// The bound on the objective that the duals prove, in the minimisation, and the size of its terms; `-∞` when
/// they prove none.
fn dual_bound(p: &Program, duals: &[f64]) -> (f64, f64) {
    let sign = p.sense.sign();
    let mut reduced: Vec<f64> = p.columns.iter().map(|c| sign * c.objective).collect();
    let mut size: Vec<f64> = reduced.iter().map(|c| 1.0 + c.abs()).collect();
    for (i, j, v) in p.matrix.triplets() {
        reduced[j] -= v * sign * duals[i];
        size[j] += (v * duals[i]).abs();
    }
    let (mut bound, mut scale) = (sign * p.offset, 1.0);
    let rows = p.rows.iter().zip(duals).map(|(r, y)| (sign * y, 1.0 + y.abs(), r.lower, r.upper));
    let columns = p.columns.iter().enumerate().map(|(j, c)| (reduced[j], size[j], c.lower, c.upper));
    for (d, size, lower, upper) in rows.chain(columns) {
        let at = if d > 0.0 { lower } else { upper };
        if at.is_finite() {
            bound += d * at;
            scale += (d * at).abs();
        } else if d.abs() > 1e-9 * size {
            return (f64::NEG_INFINITY, scale);
        }
    }
    (bound, scale)
}

/// Proves the answer from the definitions alone, or says what is missing.
fn prove(p: &Program, answer: &Solution) -> Result<(), String> {
    match answer.status {
        Status::Optimal
            if answer.reason.as_ref().is_some_and(|why| why.starts_with("no point satisfies")) =>
        {
            within_tolerance(p, answer)
        }
        Status::Optimal => {
            let verdict = check(p, &answer.values);
            let objective = p.sense.sign() * verdict.objective;
            let (bound, scale) = dual_bound(p, answer.duals.as_ref().ok_or("no duals")?);
            if !verdict.feasible {
                Err(verdict.complaint.unwrap_or_default())
            } else if objective - bound <= SAME * scale {
                Ok(())
            } else {
                Err(format!("objective {objective}, but the duals prove {bound} only"))
            }
        }
        Status::Infeasible => {
            check_farkas(p, answer.farkas.as_ref().ok_or("no multipliers")?).complaint.map_or(Ok(()), Err)
        }
        Status::Unbounded => {
            let mut indifferent = p.clone();
            indifferent.columns.iter_mut().for_each(|c| c.objective = 0.0);
            let point = own(&indifferent).values;
            let ray = answer.ray.as_ref().ok_or("no ray")?;
            check_ray(p, ray, Some(&point)).complaint.map_or(Ok(()), Err)
        }
        Status::Feasible | Status::Limit => at_the_edge(p, answer),
        other => Err(format!("the status is {other:?}")),
    }
}

/// A point within tolerance of a program that has no exact one: nothing in exact numbers is better, and there are no duals.
fn within_tolerance(p: &Program, answer: &Solution) -> Result<(), String> {
    let verdict = check(p, &answer.values);
    match verdict.complaint {
        Some(complaint) => Err(complaint),
        None if emptiness(p, WORK).is_none() => {
            Err("exact arithmetic has a point, or no word on that".into())
        }
        None if answer.holds != Holds::Tolerance || answer.bound != answer.objective => {
            Err(format!("{:?}, bound {:?}", answer.holds, answer.bound))
        }
        None => Ok(()),
    }
}

/// No more is claimed where exact arithmetic and doubles differ: the objective has no end by last digits alone, or one
/// that the point does not meet as doubles hold it. Either way the reason is given, and no wrong bound.
fn at_the_edge(p: &Program, answer: &Solution) -> Result<(), String> {
    let reason = answer.reason.as_ref().ok_or("no more is claimed, without a reason")?;
    if !answer.values.is_empty() && !check(p, &answer.values).feasible {
        return Err("the point is none".into());
    }
    let sign = p.sense.sign();
    match (relaxation_end(p, WORK), answer.bound, answer.objective) {
        (RelaxationEnd::Unbounded, None, Some(_)) if reason.contains("has no end") => Ok(()),
        (RelaxationEnd::Optimum(end), Some(bound), Some(objective))
            if reason.contains("double precision") && sign * bound <= end && end < sign * objective =>
        {
            Ok(())
        }
        end => Err(format!("{end:?}, and the status is {:?}: {reason}", answer.status)),
    }
}

/// A vertex with a value of 1.5e19, where doubles are 2048 apart: the objective of the point that doubles hold is better than
/// the optimum of exact numbers, which no vertex passes (enumerated in fractions): it is optimal up to tolerance.
#[test]
fn a_vertex_that_no_double_is_near_is_optimal_up_to_tolerance() {
    let (_, p) = linear(882_002);
    let RelaxationEnd::Optimum(end) = relaxation_end(&p, WORK) else { panic!("{p:?}") };
    assert!((end + 0.328_703_879_332_208_6).abs() <= 1e-15, "{end}");
    let answer = own(&p);
    assert_eq!((answer.status, answer.holds), (Status::Optimal, Holds::Tolerance), "{answer:?}");
    assert!(answer.objective.unwrap() < end && answer.bound == answer.objective, "{answer:?}");
    assert!(check(&p, &answer.values).feasible && answer.reason.is_none(), "{answer:?}");
    assert_eq!(prove(&p, &answer), Ok(()));
}

/// A column whose cost is what its equation's is, but for rounding, may grow for ever: exact numbers have no end then, and
/// nothing that the checker accepts says so. Nor is the point called optimal.
#[test]
fn an_objective_without_an_end_by_last_digits_alone_is_not_called_unbounded_without_a_ray() {
    for seed in [4_016_565, 7_401_333, 8_205_103] {
        let (_, p) = linear(seed);
        let answer = own(&p);
        assert_eq!(answer.status, Status::Feasible, "{seed}: {answer:?}");
        assert_eq!((answer.bound, &answer.ray), (None, &None), "{seed}: {answer:?}");
        assert_eq!(prove(&p, &answer), Ok(()), "{seed}");
    }
}

/// Values of 9e16 and -9e19: the simplex has no duals that prove its point, exact arithmetic has.
#[test]
fn optima_of_exact_arithmetic_come_with_their_duals() {
    for seed in [9_503_773, 77_020_523] {
        let (_, p) = linear(seed);
        let answer = own(&p);
        assert_eq!((answer.status, answer.holds), (Status::Optimal, Holds::Exact), "{seed}: {answer:?}");
        assert_eq!(prove(&p, &answer), Ok(()), "{seed}");
        let (reduced, basis) = (answer.reduced_costs.unwrap(), answer.basis.unwrap());
        let basic = basis.columns.iter().chain(&basis.rows).filter(|s| **s == VariableStatus::Basic);
        assert_eq!(basic.count(), p.rows.len(), "{seed}");
        // What is basic costs nothing, and what does not move has no price.
        for (status, price) in
            basis.columns.iter().zip(&reduced).chain(basis.rows.iter().zip(&answer.duals.unwrap()))
        {
            assert!(*status != VariableStatus::Basic || *price == 0.0, "{seed}: {basis:?}");
        }
    }
}

/// A row without columns that asks for -9e-16, among rows that miss each other by as little: alone it is a proof.
#[test]
fn infeasibility_that_exact_arithmetic_settles_has_multipliers() {
    let (_, p) = linear(700_070_179);
    let answer = own(&p);
    assert_eq!((answer.status, answer.holds), (Status::Infeasible, Holds::Exact), "{answer:?}");
    assert_eq!(prove(&p, &answer), Ok(()));
}

/// No point is exact, and the one that the simplex found is within tolerance, 1.6e-9 from the bound of its duals.
#[test]
fn a_point_within_tolerance_of_a_program_without_exact_ones_is_optimal_up_to_tolerance() {
    let (_, p) = linear(90_215_133);
    let answer = own(&p);
    assert_eq!((answer.status, answer.holds), (Status::Optimal, Holds::Tolerance), "{answer:?}");
    assert_eq!(prove(&p, &answer), Ok(()));
}

/// Three rows that depend on each other but for rounding, and one beside them with a multiplier that is nothing else.
#[test]
fn multipliers_are_free_of_rows_that_have_no_part_in_the_proof() {
    let (_, p) = linear(990_913);
    let answer = own(&p);
    assert_eq!(answer.status, Status::Infeasible, "{answer:?}");
    assert_eq!(prove(&p, &answer), Ok(()));
}

#[test]
fn linear_answers_of_every_kind_are_proven() {
    let (mut seen, mut open) = ([0; 3], 0);
    for seed in seeds() {
        let (kind, p) = linear(seed);
        let answer = own(&p);
        if let Err(complaint) = prove(&p, &answer) {
            panic!("seed {seed} ({kind}): {complaint}\n{answer:?}\n{p:?}");
        }
        match answer.status {
            Status::Optimal => seen[0] += 1,
            Status::Infeasible => seen[1] += 1,
            Status::Unbounded => seen[2] += 1,
            _ => open += 1,
        }
    }
    assert!(open <= 2 + seeds().count() / 1000, "{open} answers claim no more than a point");
    assert!(seeds().count() < 2000 || seen.iter().all(|&n| n > 20), "too one-sided a sample: {seen:?}");
}

/// The program with further rows.
fn with_rows(mut p: Program, more: Vec<(Row, Vec<(usize, f64)>)>) -> Program {
    let mut triplets: Vec<_> = p.matrix.triplets().collect();
    let mut rows = std::mem::take(&mut p.rows);
    for (row, terms) in more {
        triplets.extend(terms.into_iter().map(|(j, v)| (rows.len(), j, v)));
        rows.push(row);
    }
    p.set_rows(rows, &triplets);
    p
}

/// Every row a second time, mirrored, some of them a little tighter or looser.
fn with_duplicates(seed: u64, p: Program) -> Program {
    let r = &mut Random::new(seed ^ 0xd0b1e);
    let terms = |i: usize| p.matrix.triplets().filter(|t| t.0 == i).map(|t| (t.1, -2.0 * t.2)).collect();
    let copy = |(i, row): (usize, &Row)| {
        let move_by = r.integer(-1, 1) as f64;
        let (lower, upper) = (-2.0 * row.upper, -2.0 * row.lower + move_by);
        (Row { name: format!("copy {i}"), lower: lower.min(upper), upper }, terms(i))
    };
    let copies = p.rows.iter().enumerate().map(copy).collect();
    with_rows(p, copies)
}

/// An equation over all columns; with even coefficients half of them fail by parity, which no relaxation
/// sees.
fn with_equation(seed: u64, p: Program) -> Program {
    let r = &mut Random::new(seed ^ 0xe9ea);
    let even = r.integer(1, 2);
    let terms: Vec<_> = (0..p.columns.len()).map(|j| (j, (even * r.integer(1, 6)) as f64)).collect();
    let middle: f64 =
        terms.iter().map(|&(j, v)| v * ((p.columns[j].lower + p.columns[j].upper) / 2.0).floor()).sum();
    let value = middle + r.integer(0, 2) as f64;
    with_rows(p, vec![(Row { name: "equation".into(), lower: value, upper: value }, terms)])
}

/// A pure integer program of the seed's kind, small enough to enumerate.
fn integer(seed: u64) -> (&'static str, Program) {
    const GENERAL: Shape = Shape { max_integers: 4, range: 9, ..PURE };
    const BINARY: Shape = Shape { max_integers: 9, range: 1, ..PURE };
    let mut p = draw(seed, PURE);
    match seed % 9 {
        0 => ("anything", p),
        1 => ("general integers", draw(seed, GENERAL)),
        2 => {
            p = draw(seed, BINARY);
            p.columns.iter_mut().for_each(|c| (c.lower, c.upper) = (0.0, 1.0));
            ("binaries", p)
        }
        3 => {
            for c in &mut p.columns {
                (c.lower, c.upper) = (c.lower - 3.0, (c.upper - 3.0).min(-1.0));
                c.lower = c.lower.min(c.upper);
            }
            ("negative bounds", p)
        }
        4 => ("duplicate rows", with_duplicates(seed, p)),
        5 => ("an equation", with_equation(seed, p)),
        6 => {
            let idle = p.add_column("idle", 2.0, -1.0, 2.0, hunch_model::Kind::Integer);
            let bounds = [(0.0, 0.0), (-1.0, f64::INFINITY), (1.0, 2.0)][seed as usize / 9 % 3];
            let empty = Row { name: "empty".into(), lower: bounds.0, upper: bounds.1 };
            assert_eq!(idle + 1, p.columns.len());
            ("empty rows and columns", with_rows(p, vec![(empty, Vec::new())]))
        }
        7 => {
            p.offset = 0.0;
            for c in &mut p.columns {
                c.objective = p.sense.sign() * c.objective.abs();
                (c.lower, c.upper) = (0.0, c.upper.max(0.0));
            }
            ("optimum 0", p)
        }
        _ => {
            // Factors with all their digits: rows that were tight in whole numbers are now tight up to
            // rounding.
            let r = &mut Random::new(seed ^ 0x5ca1e);
            let factors: Vec<f64> =
                p.rows.iter().map(|_| (1.0 + r.unit()) * 10f64.powi(r.integer(-3, 3) as i32)).collect();
            let scale = |x: f64, i: usize| x * factors[i];
            let triplets: Vec<_> = p.matrix.triplets().map(|(i, j, v)| (i, j, scale(v, i))).collect();
            let mut rows = std::mem::take(&mut p.rows);
            for (i, row) in rows.iter_mut().enumerate() {
                (row.lower, row.upper) = (scale(row.lower, i), scale(row.upper, i));
            }
            p.set_rows(rows, &triplets);
            ("badly scaled rows", p)
        }
    }
}

#[test]
fn integer_answers_of_every_kind_agree_with_enumeration() {
    let mut infeasible = 0;
    for seed in seeds() {
        let (kind, p) = integer(seed);
        let answer = own(&p);
        let context = || format!("seed {seed} ({kind}): {answer:?}\n{p:?}");
        let Some(best) = brute_force(&p) else {
            infeasible += 1;
            assert_eq!(answer.status, Status::Infeasible, "{}", context());
            continue;
        };
        let tolerance = SAME * best.abs().max(1.0);
        assert_eq!(answer.status, Status::Optimal, "{}", context());
        assert!(check(&p, &answer.values).feasible, "{}", context());
        assert!((answer.objective.unwrap() - best).abs() <= tolerance, "instead of {best}: {}", context());
        let beyond = p.sense.sign() * (answer.bound.unwrap() - best);
        assert!(beyond <= tolerance, "the bound passes {best}: {}", context());
    }
    assert!(seeds().count() < 2000 || infeasible > 50, "too one-sided a sample: {infeasible} infeasible");
}
