//! Certificates of what the engine claims: the checker, which shares no code with it, accepts each, and
//! refuses each after a change.

#![cfg(feature = "proof")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)] // a failed test, in helpers too; a notice when there is nothing to test

use hunch_check::{Certificate, Claim, Node, Rejection, Verdict, check, read, write};
use hunch_families::benchmark::{CLASSES, Class};
use hunch_model::{Kind, Limits, Program, Row, Sense, Session, Solution, Status, Unlimited, io};
use hunch_search::proof::{Proof, ProofEnd, ProofLimits, prove};
use hunch_search::{Engine, Guidance, Settings, solve};
use std::path::PathBuf;

/// Nodes for the answers.
const NODES: u64 = 20_000;

/// Instances of `../shared/instances` whose proofs take a second or two in a test build.
const SMALL: [&str; 20] = [
    "miplib3/enigma",
    "miplib3/flugpl",
    "miplib3/gt2",
    "miplib3/p0033",
    "miplib3/p0201",
    "miplib3/misc03",
    "netlib/adlittle",
    "netlib/afiro",
    "netlib/beaconfd",
    "netlib/blend",
    "netlib/brandy",
    "netlib/israel",
    "netlib/kb2",
    "netlib/sc105",
    "netlib/sc50a",
    "netlib/sc50b",
    "netlib/scagr7",
    "netlib/sctap1",
    "netlib/share2b",
    "netlib/stocfor1",
];

fn answer(program: &Program) -> Solution {
    let settings = Settings::new().with_node_limit(Some(NODES));
    solve(program, Engine::Hunch, &settings, &Guidance::none(), &mut Unlimited).unwrap()
}

fn proof(program: &Program, limits: &ProofLimits) -> Proof {
    prove(program, &answer(program), limits, &mut Unlimited).unwrap()
}

/// Through the text form to the verdict.
fn verdict(program: &Program, certificate: &Certificate) -> Result<Verdict, Rejection> {
    check(program, &read(write(certificate).as_bytes()).unwrap())
}

fn instance(name: &str) -> Option<Program> {
    let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/instances"));
    let folder = std::env::var_os("HUNCH_INSTANCES").map_or(beside, PathBuf::from);
    let text = std::fs::read_to_string(folder.join(format!("{name}.mps"))).ok()?;
    Some(io::read_program(&text, io::Format::Mps).unwrap())
}

#[test]
fn public_instances_get_certificates_of_optimality() {
    for name in SMALL {
        let Some(program) = instance(name) else {
            println!("no {name}.mps: set HUNCH_INSTANCES to run this test on the instances");
            return;
        };
        let proof = proof(&program, &ProofLimits::default());
        assert_eq!(proof.end, ProofEnd::Complete, "{name}");
        let verdict =
            verdict(&program, &proof.certificate.unwrap()).unwrap_or_else(|r| panic!("{name}: {r}"));
        assert_eq!((verdict.claim, verdict.trusted_cuts), (Claim::Optimal, 0), "{name}");
    }
}

#[test]
fn seeded_instances_of_every_family_get_certificates() {
    // A small size of every family: the promise is about what is claimed, not about speed.
    let small = [
        Class::Clsp { horizon: 12 },
        Class::MultiItemLotSizing { items: 2, horizon: 6 },
        Class::MultiStageKnapsack { items: 4, horizon: 3, knapsacks: 2 },
        Class::FacilityLocation { size: 6 },
        Class::Transportation { size: 8 },
        Class::MultidimensionalKnapsack { items: 15, rows: 3 },
        Class::SetCovering { elements: 20, sets: 40 },
        Class::GeneralizedAssignment { agents: 3, jobs: 9 },
    ];
    let families = |classes: &[Class]| -> std::collections::BTreeSet<&str> {
        classes.iter().map(|c| c.family()).collect()
    };
    assert_eq!(families(&small), families(&CLASSES), "every family is there");
    for class in small {
        for number in 0..2 {
            let program = class.instance(number).unwrap();
            for cut_rounds in [0, 5] {
                let limits = ProofLimits { cut_rounds, ..ProofLimits::default() };
                let solution = answer(&program);
                let proof = prove(&program, &solution, &limits, &mut Unlimited).unwrap();
                let name = format!("{} {number}, {cut_rounds} rounds of cuts", class.name());
                assert_eq!(proof.end, ProofEnd::Complete, "{name}");
                let certificate = proof.certificate.unwrap();
                let verdict = verdict(&program, &certificate).unwrap_or_else(|r| panic!("{name}: {r}"));
                // A tight assignment may have no solution at all.
                let claim = match solution.status {
                    Status::Infeasible => Claim::Infeasible,
                    _ => Claim::Optimal,
                };
                assert_eq!(verdict.claim, claim, "{name}");
                assert!(cut_rounds > 0 || certificate.cuts.is_empty(), "{name}");
            }
        }
    }
}

#[test]
fn a_correction_that_is_changed_or_left_out_is_refused() {
    // The reduced costs of brandy's split free columns are zero only because some rows occur more than once.
    let Some(program) = instance("netlib/brandy") else {
        println!("no brandy.mps: set HUNCH_INSTANCES to run this test on the instances");
        return;
    };
    let certificate = proof(&program, &ProofLimits::default()).certificate.unwrap();
    let [Node::Bound(multipliers)] = certificate.tree.as_slice() else { panic!("one leaf") };
    let rows: std::collections::BTreeSet<usize> = multipliers.iter().map(|m| m.0).collect();
    let corrections = multipliers.len() - rows.len();
    assert!(corrections > 0, "no row occurs more than once");
    let first = multipliers.len() - corrections;
    let changes: [fn(f64) -> f64; 3] = [|_| 0.0, f64::next_up, |y| -y];
    for (number, change) in changes.into_iter().enumerate() {
        let mut changed = multipliers.clone();
        changed[first].1 = change(changed[first].1);
        let changed = Certificate { tree: vec![Node::Bound(changed)], ..certificate.clone() };
        let refused = verdict(&program, &changed).unwrap_err();
        assert!(matches!(refused, Rejection::Leaf { node: 0, .. }), "change {number}: {refused}");
    }
}

/// Least absolute deviations: `min Σ e_i, −e_i <= b_i − Σ a_ij x_j <= e_i` with free coefficients `x`, whose
/// reduced costs must be exactly zero; in decimals, which no double is. `split` makes each a difference of
/// two columns. The cap, if any, is on the sum of the deviations.
fn deviations(seed: u64, points: usize, coefficients: usize, split: bool, cap: Option<f64>) -> Program {
    let mut random = hunch_families::random::Stream::new(seed);
    let mut decimal = || (random.integer(0, 2000) as f64 - 1000.0) / 1000.0;
    let mut p = Program::new("deviations", Sense::Minimize);
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    let inf = f64::INFINITY;
    let signs: &[f64] = if split { &[1.0, -1.0] } else { &[1.0] };
    for j in 0..coefficients {
        for sign in signs {
            p.add_column(format!("x{j}{sign}"), 0.0, if split { 0.0 } else { -inf }, inf, Kind::Continuous);
        }
    }
    for i in 0..points {
        let e = p.add_column(format!("e{i}"), 1.0, 0.0, inf, Kind::Continuous);
        let b = decimal();
        rows.push(Row { name: format!("above{i}"), lower: b, upper: inf });
        rows.push(Row { name: format!("below{i}"), lower: -inf, upper: b });
        entries.extend([(2 * i, e, 1.0), (2 * i + 1, e, -1.0)]);
        for j in 0..coefficients {
            let a = decimal();
            for (k, sign) in signs.iter().enumerate() {
                let column = j * signs.len() + k;
                entries.extend([(2 * i, column, sign * a), (2 * i + 1, column, sign * a)]);
            }
        }
    }
    if let Some(cap) = cap {
        let row = rows.len();
        rows.push(Row { name: "cap".into(), lower: -inf, upper: cap });
        entries.extend((0..points).map(|i| (row, coefficients * signs.len() + i, 1.0)));
    }
    p.set_rows(rows, &entries);
    p
}

#[test]
fn free_columns_with_decimal_coefficients_get_certificates() {
    for (seed, coefficients, split) in
        (0..12).flat_map(|s| (1..=4).flat_map(move |c| [false, true].map(|split| (s, c, split))))
    {
        let name = format!("seed {seed}, {coefficients} coefficients, split {split}");
        let certified = |cap: Option<f64>| {
            let program = deviations(seed, 20, coefficients, split, cap);
            let proof = proof(&program, &ProofLimits::default());
            assert_eq!(proof.end, ProofEnd::Complete, "{name}, cap {cap:?}");
            verdict(&program, &proof.certificate.unwrap())
                .unwrap_or_else(|r| panic!("{name}, cap {cap:?}: {r}"))
        };
        let best = certified(None);
        assert_eq!(best.claim, Claim::Optimal, "{name}");
        // The same as an infeasible program: less than the optimum is not to be had.
        assert_eq!(certified(Some(0.9 * best.objective.unwrap())).claim, Claim::Infeasible, "{name}");
    }
}

/// Three integer columns up to `upper` under the given rows.
fn parity(rows: &[(usize, usize, f64)], bounds: &[(f64, f64)], upper: f64) -> Program {
    let mut p = Program::new("parity", Sense::Minimize);
    for j in 0..3 {
        p.add_column(format!("x{j}"), 1.0, 0.0, upper, Kind::Integer);
    }
    let row = |(i, &(lower, upper)): (usize, &(f64, f64))| Row { name: format!("r{i}"), lower, upper };
    p.set_rows(bounds.iter().enumerate().map(row).collect(), rows);
    p
}

#[test]
fn infeasible_programs_get_certificates() {
    let inf = f64::INFINITY;
    let programs = [
        // The relaxation is empty.
        parity(&[(0, 0, 1.0), (0, 1, 1.0), (1, 0, 1.0), (1, 1, 1.0)], &[(4.0, inf), (-inf, 3.0)], 9.0),
        // 29 is the largest number that is no sum of sixes, tens and fifteens.
        parity(&[(0, 0, 6.0), (0, 1, 10.0), (0, 2, 15.0)], &[(29.0, 29.0)], 4.0),
        // An even left side, an odd right one.
        parity(&[(0, 0, 2.0), (0, 1, -2.0), (0, 2, 2.0)], &[(5.0, 5.0)], 6.0),
    ];
    for (k, program) in programs.iter().enumerate() {
        assert_eq!(answer(program).status, Status::Infeasible, "{k}");
        let proof = proof(program, &ProofLimits::default());
        assert_eq!(proof.end, ProofEnd::Complete, "{k}");
        let verdict = verdict(program, &proof.certificate.unwrap()).unwrap_or_else(|r| panic!("{k}: {r}"));
        assert_eq!((verdict.claim, verdict.objective, verdict.bound), (Claim::Infeasible, None, None));
    }
}

#[test]
fn unbounded_programs_get_certificates() {
    for kind in [Kind::Continuous, Kind::Integer] {
        let mut p = Program::new("unbounded", Sense::Maximize);
        p.add_column("x", 1.0, 0.0, f64::INFINITY, kind);
        p.add_column("y", 1.0, 0.0, f64::INFINITY, kind);
        let rows = vec![
            Row { name: "a".into(), lower: 1.0, upper: f64::INFINITY },
            Row { name: "b".into(), lower: f64::NEG_INFINITY, upper: 4.0 },
        ];
        p.set_rows(rows, &[(0, 0, 3.0), (0, 1, -1.0), (1, 0, 1.0), (1, 1, -1.0)]);
        assert_eq!(answer(&p).status, Status::Unbounded);
        let certificate = proof(&p, &ProofLimits::default()).certificate.unwrap();
        assert_eq!(verdict(&p, &certificate).unwrap().claim, Claim::Unbounded);
        let mut turned = certificate;
        turned.ray.as_mut().unwrap().iter_mut().for_each(|d| *d = -*d);
        assert!(matches!(verdict(&p, &turned), Err(Rejection::RayLeaves { .. })));
    }
}

#[test]
fn a_limit_weakens_the_claim_and_nothing_else() {
    let program = Class::MultidimensionalKnapsack { items: 30, rows: 5 }.instance(0).unwrap();
    let limits = ProofLimits { nodes: 7, cut_rounds: 0 };
    let proof = proof(&program, &limits);
    assert_eq!(proof.end, ProofEnd::Nodes);
    let verdict = verdict(&program, &proof.certificate.unwrap()).unwrap();
    assert_eq!(verdict.claim, Claim::Feasible);
    assert!(verdict.gap.unwrap() > 0.0, "{verdict:?}");
}

#[test]
fn a_search_that_was_stopped_early_gets_what_it_proved() {
    let program = Class::MultidimensionalKnapsack { items: 30, rows: 5 }.instance(1).unwrap();
    let settings = Settings::new().with_node_limit(Some(20));
    let solution = solve(&program, Engine::Hunch, &settings, &Guidance::none(), &mut Unlimited).unwrap();
    assert_eq!(solution.status, Status::Feasible);
    let proof = prove(&program, &solution, &ProofLimits::default(), &mut Unlimited).unwrap();
    let verdict = verdict(&program, &proof.certificate.unwrap()).unwrap();
    assert_eq!(verdict.claim, Claim::Feasible);
    // The proof may be of a slightly weaker bound than the search's in doubles, never of a stronger one than
    // asked for.
    assert!((verdict.bound.unwrap() - solution.bound.unwrap()).abs() <= 1e-6 * solution.bound.unwrap().abs());
}

#[test]
fn a_host_that_stops_gets_a_whole_certificate_or_none() {
    let program = Class::MultidimensionalKnapsack { items: 60, rows: 5 }.instance(0).unwrap();
    let solution = answer(&program);
    for work in [1, 1_000, 100_000] {
        let limits = Limits { seconds: None, work: Some(work) };
        let mut session = Session::new(limits, &|| 0.0, &|| false, None);
        let proof = prove(&program, &solution, &ProofLimits::default(), &mut session).unwrap();
        match proof.certificate {
            Some(certificate) => assert!(verdict(&program, &certificate).is_ok(), "{work}"),
            None => assert_eq!(proof.end, ProofEnd::Unproven, "{work}"),
        }
    }
}

#[test]
fn every_change_to_a_real_certificate_is_refused() {
    let program = Class::MultidimensionalKnapsack { items: 15, rows: 3 }.instance(3).unwrap();
    let certificate =
        proof(&program, &ProofLimits { cut_rounds: 2, ..ProofLimits::default() }).certificate.unwrap();
    assert!(verdict(&program, &certificate).is_ok());
    let leaves = certificate.tree.iter().enumerate().filter(|n| !matches!(n.1, Node::Branch(..)));
    for (node, _) in leaves {
        let mut removed = certificate.clone();
        removed.tree.remove(node);
        assert!(verdict(&program, &removed).is_err(), "leaf {node} removed");
        let mut emptied = certificate.clone();
        emptied.tree[node] = Node::Empty(vec![]);
        let refused = verdict(&program, &emptied).unwrap_err();
        assert_eq!(refused, Rejection::LeafNotEmpty { node });
    }
    // One step of the objective's lattice beyond the optimum.
    let sign = program.sense.sign();
    let mut raised = certificate.clone();
    raised.bound = raised.bound.map(|b| b + sign);
    assert!(matches!(
        verdict(&program, &raised),
        Err(Rejection::LeafTooWeak { .. } | Rejection::Leaf { .. })
    ));
    for k in 0..certificate.cuts.len() {
        let mut deeper = certificate.clone();
        deeper.cuts[k].upper = deeper.cuts[k].upper.next_down() - 1e-3;
        let refused = verdict(&program, &deeper).unwrap_err();
        assert!(matches!(refused, Rejection::Cut { index, .. } if index == k), "{refused}");
    }
}

#[test]
fn the_same_proof_comes_out_every_time() {
    let program = Class::GeneralizedAssignment { agents: 3, jobs: 9 }.instance(5).unwrap();
    let make = || proof(&program, &ProofLimits::default()).certificate.unwrap();
    assert_eq!(write(&make()), write(&make()));
}
