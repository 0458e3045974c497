//! What a solve costs after one bound has changed, beside a solve from nothing: `warm_start FILE...` prints
//! one line a program and the medians. For each of up to [`COLUMNS`] basic columns, one side of the optimum
//! is cut off, as a branch does, and the program is solved from its optimal basis; the time of copying the
//! engine does not count.

use hunch_model::{Unlimited, io};
use hunch_search::lp::{LpProblem, LpSettings, Simplex};
use std::error::Error;
use std::io::Write;
use std::time::Instant;

/// Columns tried a program.
const COLUMNS: usize = 40;
/// Cold solves, of which the median counts.
const COLD_RUNS: usize = 9;
/// How far the bound moves into the optimum, for a column without integrality: this share of its value.
const STEP: f64 = 0.05;

fn main() -> Result<(), Box<dyn Error>> {
    let out = &mut std::io::stdout();
    let (mut times, mut iterations) = (Vec::new(), Vec::new());
    writeln!(
        out,
        "| program | cold ms | re-solves | median share of the cold time | of its iterations |\n|---|---:|---:|---:|---:|"
    )?;
    for file in std::env::args().skip(1) {
        let program = io::load(&std::fs::read(&file)?, &file)?;
        let problem = LpProblem::from_program(&program);
        let mut cold = Vec::new();
        let mut root = Simplex::new(&problem, LpSettings::default());
        for _ in 0..COLD_RUNS {
            root = Simplex::new(&problem, LpSettings::default());
            let started = Instant::now();
            root.solve(&mut Unlimited);
            cold.push(started.elapsed().as_secs_f64());
        }
        let cold = median(&mut cold);
        let values = root.values();
        let (mut shares, mut steps) = (Vec::new(), Vec::new());
        for (j, &x) in values.iter().enumerate() {
            let (lower, upper) = root.column_bounds(j);
            if shares.len() >= COLUMNS || x <= lower + 1e-6 || x >= upper - 1e-6 {
                continue;
            }
            let below = if (x - x.round()).abs() > 1e-6 { x.floor() } else { x - STEP * x.abs() };
            let mut child = root.clone();
            child.set_column_bounds(j, lower, below.max(lower));
            let started = Instant::now();
            child.solve(&mut Unlimited);
            shares.push(started.elapsed().as_secs_f64() / cold);
            steps.push((child.iterations() - root.iterations()) as f64 / root.iterations().max(1) as f64);
        }
        if shares.is_empty() {
            continue;
        }
        let (count, share, step) = (shares.len(), median(&mut shares), median(&mut steps));
        let name = file.rsplit('/').next().unwrap_or(&file);
        writeln!(
            out,
            "| {name} | {:.3} | {count} | {:.1} % | {:.1} % |",
            1e3 * cold,
            1e2 * share,
            1e2 * step
        )?;
        times.push(share);
        iterations.push(step);
    }
    let (share, step) = (median(&mut times), median(&mut iterations));
    writeln!(out, "| median | | | {:.1} % | {:.1} % |", 1e2 * share, 1e2 * step)?;
    Ok(())
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
