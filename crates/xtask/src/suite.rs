//! Runs the steps of `cargo xtask test`, sums what they count, and tells how long each took.

use crate::count::Count;
use crate::setup;
use crate::steps::{Built, STEPS, Step};
use anyhow::{Result, bail};
use std::process::ExitCode;
use std::time::Instant;

/// Which steps to run.
pub struct Selection {
    only: Vec<String>,
    skip: Vec<String>,
}

impl Selection {
    /// Reads `--only STEP` and `--skip STEP`, each as often as you like.
    pub fn parse(arguments: &[String]) -> Result<Self> {
        let mut selection = Self { only: Vec::new(), skip: Vec::new() };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let list = match argument.as_str() {
                "--only" => &mut selection.only,
                "--skip" => &mut selection.skip,
                other => bail!("`test` does not know {other:?}; it takes --only STEP and --skip STEP"),
            };
            match rest.next() {
                Some(name) if STEPS.iter().any(|s| s.name == name) => list.push(name.clone()),
                name => bail!(
                    "{argument} is {name:?}; it must be one of the steps that `cargo xtask steps` lists"
                ),
            }
        }
        Ok(selection)
    }

    fn includes(&self, step: &Step) -> bool {
        let listed = |names: &[String]| names.iter().any(|n| n == step.name);
        (self.only.is_empty() || listed(&self.only)) && !listed(&self.skip)
    }
}

/// Runs the selected steps; the last line printed is `N passed, N failed`.
pub fn run(selection: &Selection) -> Result<ExitCode> {
    setup::toolchain()?;
    let mut built = Built::default();
    let (mut passed, mut failed) = (0, 0);
    let (mut table, mut failures) = (Vec::new(), Vec::new());
    for step in STEPS.iter().filter(|s| selection.includes(s)) {
        println!("\n== {}: {}", step.name, step.about);
        let start = Instant::now();
        let count = (step.run)(&mut built).unwrap_or_else(|error| {
            println!("{error:#}");
            Count::check(&format!("{error:#}"), false)
        });
        table.push((step.name, count.passed, count.failed, start.elapsed().as_secs_f64()));
        for name in count.failures {
            failures.push(format!("{}: {name}", step.name));
        }
        passed += count.passed;
        failed += count.failed;
    }
    println!("\n{:<12} {:>8} {:>8} {:>9}", "step", "passed", "failed", "seconds");
    for (name, passed, failed, seconds) in table {
        println!("{name:<12} {passed:>8} {failed:>8} {seconds:>9.1}");
    }
    // A log of many thousand lines is read from its end.
    if !failures.is_empty() {
        println!("\nFailed:");
        failures.iter().for_each(|failure| println!("  {failure}"));
    }
    println!("\n{passed} passed, {failed} failed");
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
