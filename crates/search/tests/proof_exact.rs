//! Exact arithmetic settles small programs that doubles cannot, its certificates are accepted, and changed
//! certificates are not.

#![cfg(feature = "proof")]
#![allow(clippy::unwrap_used, clippy::panic)] // a failed test, in helpers too

use hunch_check::{Claim, Node, check, read, write};
use hunch_model::{Kind, Program, Row, Sense, Solution, Statistics, Status, Unlimited};
use hunch_search::proof::exact::{WORK, fits};
use hunch_search::proof::{ProofEnd, ProofLimits, Settled, prove, prove_exactly, settle};

#[path = "support/nasty.rs"]
mod nasty;
#[path = "support/tamper.rs"]
mod tamper;

/// What was settled, as the answer of a search.
fn solution(program: &Program, settled: &Settled) -> Option<Solution> {
    let (status, values, bound) = match settled {
        Settled::Optimal { values, bound, .. } => (Status::Optimal, values.clone(), Some(*bound)),
        Settled::Infeasible => (Status::Infeasible, Vec::new(), None),
        Settled::Open | Settled::Empty => return None,
    };
    let objective = bound.map(|_| hunch_model::check(program, &values).objective);
    let statistics = Statistics::default();
    Some(Solution { objective, bound, values, ..Solution::without_values(status, None, statistics) })
}

fn case(folder: &str, name: &str) -> Program {
    let path = format!("{}/../../tests/cases/{folder}/{name}", env!("CARGO_MANIFEST_DIR"));
    hunch_model::io::load(&std::fs::read(path).unwrap(), name).unwrap()
}

#[test]
fn what_is_settled_gets_an_accepted_certificate() {
    for kind in 0..nasty::KINDS.len() - 1 {
        let mut open = 0;
        for seed in 0..12 {
            let program = nasty::program(kind, seed);
            let name = format!("{}, seed {seed}", nasty::KINDS[kind]);
            assert!(fits(&program), "{name}");
            let settled = settle(&program, WORK, &mut Unlimited);
            let Some(answer) = solution(&program, &settled) else {
                open += 1;
                continue;
            };
            let proof = prove(&program, &answer, &ProofLimits::default(), &mut Unlimited).unwrap();
            let certificate =
                proof.certificate.unwrap_or_else(|| panic!("{name}: {settled:?}: {:?}", proof.end));
            let verdict = check(&program, &read(write(&certificate).as_bytes()).unwrap());
            let verdict = verdict.unwrap_or_else(|refused| panic!("{name}: {refused}"));
            let claim = if settled == Settled::Infeasible { Claim::Infeasible } else { Claim::Optimal };
            assert_eq!(verdict.claim, claim, "{name}: {settled:?}");
        }
        assert!(open <= 3, "{}: {open} of 12 open", nasty::KINDS[kind]);
    }
}

#[test]
fn small_inputs_with_known_answers_are_settled() {
    let optima = [
        ("claims", "coefficient-million.lp", 1.0),
        ("claims", "big-m-1e7.lp", 15.0),
        ("claims", "no-limit-1e9.json", 39.0),
        ("claims", "no-limit-2147483647.json", 69.0),
        ("claims", "no-limit-1e18.lp", 2.0),
        ("claims", "no-limit-1e11-decimals.json", 1.0),
        ("claims", "infinity-as-1e30.json", 3.0),
        ("claims", "equation-off-by-4.json", 9890.0),
        ("slow", "modular-equation.json", 21.24),
        ("slow", "gcd.json", 9.0),
    ];
    for (folder, name, right) in optima {
        let program = case(folder, name);
        let Settled::Optimal { values, bound, .. } = settle(&program, WORK, &mut Unlimited) else {
            panic!("{name}")
        };
        let objective = hunch_model::check(&program, &values).objective;
        assert!(
            (objective - right).abs() <= 1e-6 * right && (bound - right).abs() <= 1e-6 * right,
            "{name}: {objective}"
        );
    }
    let knapsack = case("slow", "equality-knapsack.json");
    assert_eq!(settle(&knapsack, WORK, &mut Unlimited), Settled::Infeasible);
}

/// `min x; 6x + 10y + 15z = side`, integers without bounds above.
fn sums(coefficients: &[f64], side: f64, upper: f64) -> Program {
    let mut p = Program::new("sums", Sense::Minimize);
    let mut entries = Vec::new();
    for (j, &a) in coefficients.iter().enumerate() {
        p.add_column(format!("x{j}"), 1.0, -upper, upper, Kind::Integer);
        entries.push((0, j, a));
    }
    p.set_rows(vec![Row { name: "r".into(), lower: side, upper: side }], &entries);
    p
}

#[test]
fn divisibility_alone_proves_infeasibility() {
    // An even left side and an odd right one, without bounds; and in two equations whose combination is even.
    let one = sums(&[2.0, -4.0, 6.0], 5.0, f64::INFINITY);
    let mut two = sums(&[3.0, 5.0, 1.0], 4.0, f64::INFINITY);
    two.set_rows(
        vec![
            Row { name: "a".into(), lower: 4.0, upper: 4.0 },
            Row { name: "b".into(), lower: 1.0, upper: 1.0 },
        ],
        &[(0, 0, 3.0), (0, 1, 5.0), (0, 2, 1.0), (1, 0, 1.0), (1, 1, 1.0), (1, 2, 3.0)],
    );
    for program in [one, two] {
        assert_eq!(settle(&program, WORK, &mut Unlimited), Settled::Infeasible);
        let answer = solution(&program, &Settled::Infeasible).unwrap();
        let proof = prove(&program, &answer, &ProofLimits::default(), &mut Unlimited).unwrap();
        assert_eq!(proof.end, ProofEnd::Complete);
        let certificate = proof.certificate.unwrap();
        assert_eq!(check(&program, &certificate).unwrap().derived_cuts, 2);
    }
}

#[test]
fn splits_on_sums_prove_what_columns_cannot() {
    // The largest number that is no sum of 12223, 12224 and 36674 is far above this one, and columns alone
    // take thousands of nodes to see it.
    let mut program = sums(&[12_223.0, 12_224.0, 36_674.0, 61_119.0, 85_569.0], 89_643_481.0, f64::INFINITY);
    program.columns.iter_mut().for_each(|c| c.lower = 0.0);
    let settled = settle(&program, WORK, &mut Unlimited);
    let answer = solution(&program, &settled).unwrap();
    let proof = prove_exactly(&program, &answer, true, &mut Unlimited).unwrap();
    let certificate = proof.certificate.unwrap();
    assert!(certificate.tree.iter().any(|node| matches!(node, Node::Split(..))));
    assert!(check(&program, &certificate).is_ok(), "{settled:?}");
}

#[test]
fn changed_certificates_are_not_accepted_falsely() {
    tamper::run(1, 600).unwrap();
}
