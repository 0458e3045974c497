//! Every answer of the simplex engine on seeded random programs is proven: optima by duality, infeasibility
//! by Farkas vectors, unboundedness by rays. `HUNCH_RANDOM_CASES` and `HUNCH_RANDOM_SEED` change how many are
//! drawn and from where.

#![allow(clippy::print_stdout)] // counts, for whoever runs with --nocapture

mod lp_support;

use hunch_model::Unlimited;
use hunch_search::lp::{LpProblem, LpSettings, LpStatus, NewColumn, NewRow, Simplex, StartMethod};
use lp_support::{Flavour, Plain, Random, bounds_around, generate, verify};

fn environment(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

#[test]
fn every_answer_on_random_programs_is_proven() {
    let (cases, first) = (environment("HUNCH_RANDOM_CASES", 3000), environment("HUNCH_RANDOM_SEED", 1));
    let mut seen = [0usize; 3];
    for seed in first..first + cases {
        let mut r = Random(seed);
        let flavour = Flavour::random(&mut r, if seed % 10 == 0 { 60 } else { 14 });
        let program = generate(&mut r, flavour).program();
        let mut simplex = Simplex::new(&LpProblem::from_program(&program), LpSettings::default());
        let status = simplex.solve(&mut Unlimited);
        if let Err(complaint) = verify(&program, &simplex, status) {
            panic!("seed {seed}: {status:?}: {complaint}; {flavour:?}");
        }
        match status {
            LpStatus::Optimal => seen[0] += 1,
            LpStatus::Infeasible => seen[1] += 1,
            _ => seen[2] += 1,
        }
    }
    println!("{} optimal, {} infeasible, {} unbounded", seen[0], seen[1], seen[2]);
    assert!(
        cases < 1000 || seen.iter().all(|&count| count as u64 > cases / 50),
        "one kind is missing: {seen:?}"
    );
}

#[test]
fn the_primal_method_proves_its_answers_too() {
    let (cases, first) = (environment("HUNCH_RANDOM_CASES", 1500), environment("HUNCH_RANDOM_SEED", 1));
    for seed in first..first + cases {
        let mut r = Random(seed);
        let flavour = Flavour::random(&mut r, if seed % 10 == 0 { 60 } else { 14 });
        let program = generate(&mut r, flavour).program();
        let settings = LpSettings { start: StartMethod::Primal, ..LpSettings::default() };
        let mut simplex = Simplex::new(&LpProblem::from_program(&program), settings);
        let status = simplex.solve(&mut Unlimited);
        if let Err(complaint) = verify(&program, &simplex, status) {
            panic!("seed {seed}: {status:?}: {complaint}; {flavour:?}");
        }
    }
}

#[test]
fn every_answer_after_random_changes_is_proven() {
    let (cases, first) = (environment("HUNCH_RANDOM_CASES", 1000), environment("HUNCH_RANDOM_SEED", 1));
    for seed in first..first + cases {
        let mut r = Random(seed ^ 0x5eed);
        let mut flavour = Flavour::random(&mut r, 14);
        flavour.badly_scaled = false;
        let mut plain = generate(&mut r, flavour);
        let mut simplex = Simplex::new(&LpProblem::from_program(&plain.program()), LpSettings::default());
        let mut old = simplex.basis();
        for step in 0..10 {
            let what = if step == 0 { "nothing" } else { change(&mut r, &mut plain, &mut simplex, flavour) };
            if step > 0
                && r.chance(0.2)
                && old.rows.len() == plain.rows.len()
                && old.columns.len() == plain.cost.len()
            {
                simplex.load_basis(&old).unwrap();
            }
            let program = plain.program();
            let status = simplex.solve(&mut Unlimited);
            if let Err(complaint) = verify(&program, &simplex, status) {
                panic!("seed {seed}, step {step} ({what}): {status:?}: {complaint}; {flavour:?}");
            }
            if r.chance(0.3) {
                old = simplex.basis();
            }
        }
    }
}

/// Makes the same random change to both, and says which.
fn change(r: &mut Random, plain: &mut Plain, simplex: &mut Simplex, f: Flavour) -> &'static str {
    let (n, m) = (plain.cost.len(), plain.rows.len());
    match r.below(6) {
        0 if n > 0 => {
            let (j, x) = (r.below(n), r.integer(4));
            plain.columns[j] = bounds_around(r, x, 0.2, f.free, f.boxed);
            simplex.set_column_bounds(j, plain.columns[j].0, plain.columns[j].1);
            "column bounds"
        }
        1 if m > 0 => {
            let (i, x) = (r.below(m), r.integer(4));
            plain.rows[i] = bounds_around(r, x, f.equalities, 0.1, f.boxed);
            simplex.set_row_bounds(i, plain.rows[i].0, plain.rows[i].1);
            "row bounds"
        }
        2 if n > 0 => {
            let j = r.below(n);
            plain.cost[j] = r.integer(5);
            simplex.set_cost(j, plain.cost[j]);
            "cost"
        }
        3 => {
            let count = 1 + r.below(3);
            let mut rows = Vec::new();
            for _ in 0..count {
                let terms = random_terms(r, n);
                let x = r.integer(6);
                let (lower, upper) = bounds_around(r, x, 0.2, 0.0, f.boxed);
                plain.entries.extend(terms.iter().map(|&(j, v)| (plain.rows.len(), j, v)));
                plain.rows.push((lower, upper));
                rows.push(NewRow { terms, lower, upper });
            }
            simplex.add_rows(&rows);
            "added rows"
        }
        4 if m > 0 => {
            let gone: Vec<usize> = (0..m).filter(|_| r.chance(0.3)).collect();
            let place: Vec<Option<usize>> = (0..m)
                .scan(0, |next, i| {
                    Some((!gone.contains(&i)).then(|| {
                        *next += 1;
                        *next - 1
                    }))
                })
                .collect();
            plain.entries =
                plain.entries.iter().filter_map(|&(i, j, v)| place[i].map(|i| (i, j, v))).collect();
            plain.rows = (0..m).filter(|i| !gone.contains(i)).map(|i| plain.rows[i]).collect();
            simplex.delete_rows(&gone);
            "deleted rows"
        }
        _ => {
            let terms = random_terms(r, m);
            let x = r.integer(4);
            let (lower, upper) = bounds_around(r, x, 0.1, f.free, f.boxed);
            let cost = r.integer(5);
            plain.entries.extend(terms.iter().map(|&(i, v)| (i, n, v)));
            plain.columns.push((lower, upper));
            plain.cost.push(cost);
            simplex.add_columns(&[NewColumn { cost, lower, upper, terms }]);
            "added a column"
        }
    }
}

/// About half of `0..count`, each with a small integer that is not zero.
fn random_terms(r: &mut Random, count: usize) -> Vec<(usize, f64)> {
    let mut terms = Vec::new();
    for k in 0..count {
        let value = r.integer(3);
        if value != 0.0 && r.chance(0.6) {
            terms.push((k, value));
        }
    }
    terms
}
