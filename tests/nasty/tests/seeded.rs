//! A short run of what `hunch-nasty` does at length: no claim is refuted, no certificate is made that its
//! checker refuses. The message names the programs: `cargo run --release -p hunch-nasty -- --only NUMBER`
//! shows one.

use hunch_nasty::answer::Limits;
use hunch_nasty::summary::{Summary, examine, numbers};
use hunch_nasty::tree::Effort;

/// Programs of each seed: a few seconds' work on one core.
const COUNT: u64 = 1_800;
/// Every so many programs a certificate is asked for.
const CERTIFIED: u64 = 5;
/// Enough for most programs; those that take more say "limit".
const LIMITS: Limits = Limits { work: 60_000, nodes: 200, proof_work: 60_000, proof_nodes: 200 };
/// Likewise.
const EFFORT: Effort = Effort { nodes: 100, pivots: 600 };

fn holds(seed: u64) {
    let number_of = numbers(seed, COUNT, None);
    let mut summary = Summary::new(seed);
    for number in (0..).map_while(number_of) {
        summary.add(&examine(number, &LIMITS, EFFORT, number % CERTIFIED == 0));
    }
    let wrong = |name: &str| name.starts_with("refuted") || name.contains("rejected");
    let troubles = summary.classes.iter().flat_map(|(class, c)| c.troubles.iter().map(move |t| (class, t)));
    let wrong: Vec<_> = troubles.filter(|(_, (name, _))| wrong(name)).collect();
    assert!(wrong.is_empty(), "seed {seed}: {wrong:#?}");
    let claims: u64 = summary.classes.values().map(|c| c.claims).sum();
    assert!(claims * CERTIFIED > COUNT / 2, "most programs are settled: {claims} claims");
}

#[test]
fn no_claim_on_nasty_programs_is_refuted() {
    holds(1);
}

#[test]
fn nor_on_those_of_another_seed() {
    holds(2);
}

#[test]
fn a_number_draws_the_same_program_every_time() {
    for number in 0..24 {
        let [first, second] = [(); 2].map(|()| hunch_nasty::classes::draw(number));
        assert_eq!((first.program, first.planted), (second.program, second.planted), "number {number}");
    }
}
