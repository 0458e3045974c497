//! `hunch robust report`: the results of sweeps as the Markdown of docs/results/robust.md, between markers,
//! so that the text around stays; so do the tables between them of which the sweeps have nothing.

use super::sweep::{Outcome, RESULT, Variant};
use crate::cli::earlier::ReportArgs;
use crate::error::{Error, Result};
use crate::methods::self_supervised::Application;
use crate::methods::self_supervised::evaluate::{Row, mean};
use crate::terminal::print;
use hunch_families::robust::UncertaintySet;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The part of the file that the command writes.
const BEGIN: &str = "<!-- begin robust-tables -->\n";
/// Its end.
const END: &str = "<!-- end robust-tables -->\n";

/// A published row of table 1: regret, mean largest violation, % feasible.
type Published = (Option<f64>, [f64; 3]);

/// Table 1 of the paper, by ν; none for supervised learning.
fn published(application: Application) -> [Published; 5] {
    match application {
        Application::Knapsack => [
            (None, [-1.41, 3.93, 0.88]),
            (Some(1.0), [0.4, 0.36, 57.6]),
            (Some(10.0), [0.64, 0.082, 95.6]),
            (Some(20.0), [0.63, 0.088, 98.0]),
            (Some(50.0), [0.70, 0.033, 99.0]),
        ],
        Application::BinaryKnapsack => [
            (None, [-0.74, 3.82, 2.0]),
            (Some(1.0), [0.50, 0.44, 60.0]),
            (Some(10.0), [0.79, 0.06, 94.0]),
            (Some(20.0), [0.22, 0.33, 84.0]),
            (Some(50.0), [0.30, 0.38, 59.0]),
        ],
        Application::Inventory => [
            (None, [-0.008, 90.9, 0.0]),
            (Some(50.0), [-1.8, 0.065, 22.6]),
            (Some(100.0), [-2.13, 0.112, 57.5]),
            (Some(200.0), [-1.94, 0.015, 72.4]),
            (Some(500.0), [-2.21, 0.012, 91.7]),
        ],
    }
}

/// What `hunch robust report` prints.
#[derive(Debug, Serialize)]
struct Report {
    networks: usize,
    out: PathBuf,
}

/// Runs the command.
pub fn run(args: &ReportArgs, json: bool) -> Result<u8> {
    let mut outcomes = Vec::new();
    for folder in &args.runs {
        collect(folder, &mut outcomes)?;
    }
    let text = read(&args.out)?;
    let (before, old, after) = parts(&text);
    let mut tables = String::new();
    for set in UncertaintySet::ALL {
        for application in Application::ALL {
            let chosen =
                outcomes.iter().filter(|o| o.settings.application == application && o.settings.set == set);
            let chosen: Vec<&Outcome> = chosen.collect();
            let title = title(application, set);
            match chosen.is_empty() {
                true => tables.push_str(section(old, &title)),
                false => tables.push_str(&table(application, &title, &chosen)),
            }
        }
    }
    std::fs::write(&args.out, format!("{before}{BEGIN}{tables}{END}{after}"))
        .map_err(Error::file(&args.out))?;
    let report = Report { networks: outcomes.len(), out: args.out.clone() };
    print(json, &report, &format!("{} networks in {}", report.networks, report.out.display()))?;
    Ok(0)
}

/// All results below a folder.
fn collect(folder: &Path, outcomes: &mut Vec<Outcome>) -> Result<()> {
    let entries = std::fs::read_dir(folder).map_err(Error::file(folder))?;
    for entry in entries {
        let path = entry.map_err(Error::file(folder))?.path();
        if path.is_dir() {
            collect(&path, outcomes)?;
        } else if path.file_name().is_some_and(|name| name == RESULT) {
            let bytes = std::fs::read(&path).map_err(Error::file(&path))?;
            let outcome = serde_json::from_slice(&bytes)
                .map_err(|e| Error::Content { path: path.clone(), reason: e.to_string() })?;
            outcomes.push(outcome);
        }
    }
    Ok(())
}

/// Rows of one variant and penalty, one a seed.
type Grouped<'a> = BTreeMap<(Variant, u64), Vec<(&'a Row, f64)>>;

fn title(application: Application, set: UncertaintySet) -> String {
    let name = match application {
        Application::Knapsack => "Continuous knapsack",
        Application::BinaryKnapsack => "Binary knapsack",
        Application::Inventory => "Inventory",
    };
    format!("\n### {name}, {}\n", set.name())
}

fn table(application: Application, title: &str, outcomes: &[&Outcome]) -> String {
    let mut grouped = Grouped::new();
    for outcome in outcomes {
        for row in &outcome.rows {
            // Penalties are ordered by their bits, which rise with positive numbers.
            let key = (outcome.variant, row.penalty.unwrap_or(0.0).to_bits());
            grouped.entry(key).or_default().push((row, outcome.seconds));
        }
    }
    let mut text = format!(
        "{title}\n| network | ν | regret | regret of feasible ones | mean largest violation | feasible % | regret after repair | feasible % \
         after repair | paper: regret / violation / feasible % | training s |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n"
    );
    for ((variant, bits), rows) in &grouped {
        let penalty = Some(f64::from_bits(*bits)).filter(|p| *p > 0.0);
        text.push_str(&line(application, *variant, penalty, rows));
    }
    let rows: Vec<&Row> = outcomes.iter().flat_map(|o| &o.rows).collect();
    let column = |get: fn(&Row) -> f64| mean(&rows.iter().map(|row| get(row)).collect::<Vec<_>>());
    text.push_str(&format!(
        "\nOne prediction {:.3} ms and repair {:.3} ms, the solver {:.2} ms (means); test instances: {}; seeds: {}.\n",
        1e3 * column(|r| r.inference_seconds),
        1e3 * column(|r| r.repair_seconds),
        1e3 * column(|r| r.solver_seconds),
        rows.first().map_or(0, |row| row.instances),
        grouped.values().map(Vec::len).max().unwrap_or(0),
    ));
    text
}

fn line(application: Application, variant: Variant, penalty: Option<f64>, rows: &[(&Row, f64)]) -> String {
    let column = |get: fn(&Row) -> f64| rows.iter().map(|(row, _)| get(row)).collect::<Vec<f64>>();
    let feasible_regrets: Vec<f64> = rows.iter().filter_map(|(row, _)| row.feasible_regret).collect();
    // The paper's numbers stand beside the variants that are the paper's.
    let theirs = matches!(variant, Variant::Supervised | Variant::SelfSupervised);
    let paper = published(application)
        .into_iter()
        .find(|(p, _)| theirs && *p == penalty)
        .map_or_else(|| "–".into(), |(_, [r, v, f])| format!("{r} / {v} / {f}"));
    format!(
        "| {} | {} | {} | {} | {} | {} | {} | {} | {paper} | {:.0} |\n",
        name(variant),
        penalty.map_or_else(|| "–".into(), |p| p.to_string()),
        spread(&column(|r| r.regret), 3),
        if feasible_regrets.is_empty() { "–".into() } else { spread(&feasible_regrets, 3) },
        spread(&column(|r| r.violation), 4),
        spread(&column(|r| r.feasible), 1),
        spread(&column(|r| r.repaired_regret), 3),
        spread(&column(|r| r.repaired_feasible), 1),
        mean(&rows.iter().map(|(_, seconds)| *seconds).collect::<Vec<_>>()),
    )
}

fn name(variant: Variant) -> &'static str {
    match variant {
        Variant::Supervised => "SL",
        Variant::SelfSupervised => "SSL",
        Variant::TwoPhase => "SSL, two phases",
        Variant::Split => "SSL, finite data set",
        Variant::Tied => "ours: tied weights",
        Variant::Conditioned => "ours: tied, ν and ρ as inputs",
    }
}

/// Mean and standard deviation over the seeds.
fn spread(values: &[f64], digits: usize) -> String {
    let centre = mean(values);
    let variance = mean(&values.iter().map(|v| (v - centre).powi(2)).collect::<Vec<_>>());
    format!("{centre:.digits$} ± {:.digits$}", variance.sqrt())
}

/// The file as it is; nothing when there is none.
fn read(path: &Path) -> Result<String> {
    match std::fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        text => text.map_err(Error::file(path)),
    }
}

/// What stands before the markers, between them and after them.
fn parts(text: &str) -> (&str, &str, &str) {
    let between = text.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?)));
    between.map_or((text, "", ""), |(before, (between, after))| (before, between, after))
}

/// The table under a title, with the title; nothing when there is none.
fn section<'a>(tables: &'a str, title: &str) -> &'a str {
    let Some(start) = tables.find(title) else { return "" };
    let body = start + title.len();
    let end = tables[body..].find("\n### ").map_or(tables.len(), |next| body + next);
    &tables[start..end]
}
