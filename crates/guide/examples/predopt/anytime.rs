//! What a way has after so many seconds, and how far good plans differ: over all instances of a report.

use crate::lanes::Run;
use crate::report::{best, told};
use std::collections::{BTreeMap, BTreeSet};

/// Seconds of the processor after which plans are compared.
const SECONDS: [f64; 7] = [0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0];
/// Plans this close to the best count as equally good: the relative gap at which restricted searches end.
const AS_GOOD: f64 = 1e-4;

/// The best objective of a run by a time.
fn by(run: &Run, seconds: f64) -> Option<f64> {
    let ended = run.objective.filter(|_| run.seconds <= seconds);
    let on_the_way = run.trace.iter().filter(|found| found.0 <= seconds).map(|found| found.1);
    on_the_way.chain(ended).min_by(f64::total_cmp)
}

/// Prints both.
pub fn report(runs: &[Run], names: &[&str]) {
    println!("### Gap % after so many seconds, means (in brackets: instances without a plan)\n");
    let heads = SECONDS.map(|seconds| format!(" {seconds} s |")).concat();
    println!("| way | instances |{heads}\n|---|---|{}", "---|".repeat(SECONDS.len()));
    for name in names {
        let own: Vec<&Run> = runs.iter().filter(|run| run.lane == *name).collect();
        let cell = |seconds: f64| {
            let gaps: Vec<f64> = own
                .iter()
                .filter_map(|run| {
                    Some(100.0 * (by(run, seconds)? / best(runs, &run.instance)?.objective - 1.0))
                })
                .collect();
            let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
            match own.len() - gaps.len() {
                0 => format!(" {} |", told(mean, 4)),
                without => format!(" {} ({without}) |", told(mean, 4)),
            }
        };
        if own.iter().any(|run| !run.trace.is_empty()) {
            println!("| {name} | {} |{}", own.len(), SECONDS.map(cell).concat());
        }
    }
    differing(runs);
}

/// Prints in how many set-ups two plans differ that are as good as each other, of all and of those that the structure
/// fixes at 90 %.
fn differing(runs: &[Run]) {
    let mut plans: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for run in runs.iter().filter(|run| !run.setups.is_empty()) {
        let good = best(runs, &run.instance).zip(run.objective);
        if good.is_some_and(|(best, objective)| objective <= best.objective * (1.0 + AS_GOOD)) {
            plans.entry(&run.instance).or_default().insert(&run.setups);
        }
    }
    let (mut pairs, mut differ, mut surest) = (0u32, 0.0, 0.0);
    for (instance, plans) in plans {
        let fixed = runs.iter().find(|run| run.instance == instance && run.lane == "structure 90");
        let Some(fixed) = fixed.filter(|run| !run.fixed.is_empty()) else { continue };
        let plans: Vec<&str> = plans.into_iter().collect();
        for (k, one) in plans.iter().enumerate() {
            for other in &plans[k + 1..] {
                let cells = || one.bytes().zip(other.bytes()).zip(fixed.fixed.bytes());
                let apart = cells().filter(|((a, b), _)| a != b).count() as f64;
                let both = cells().filter(|((a, b), fixed)| a != b && *fixed == b'1').count() as f64;
                let of = cells().filter(|(_, fixed)| *fixed == b'1').count().max(1) as f64;
                differ += apart / one.len() as f64;
                surest += both / of;
                pairs += 1;
            }
        }
    }
    let mean = |sum: f64| told(100.0 * sum / f64::from(pairs), 2);
    println!(
        "\n{pairs} pairs of plans within {} % of the best differ in {} % of the set-ups, in {} % of those that the structure fixes at 90 %.\n",
        100.0 * AS_GOOD,
        mean(differ),
        mean(surest)
    );
}
