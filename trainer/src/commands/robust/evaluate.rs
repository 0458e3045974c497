//! `hunch robust evaluate`.

use super::{labels, print, settings};
use crate::cli::robust::EvaluateArgs;
use crate::error::{Error, Result};
use crate::robust::evaluate::{Row, evaluate};
use crate::robust::{Penalty, Settings, Source};
use hunch_families::robust::PENALTY;
use hunch_infer::Bundle;
use serde::Serialize;
use std::collections::BTreeMap;

/// What `hunch robust evaluate` prints.
#[derive(Serialize)]
struct Report {
    model: String,
    rows: Vec<Row>,
    /// The same by name, for a model's card.
    figures: BTreeMap<String, f64>,
}

/// Runs the command.
pub fn run(args: &EvaluateArgs, json: bool) -> Result<u8> {
    let bytes = std::fs::read(&args.weights).map_err(Error::file(&args.weights))?;
    let content =
        |e: hunch_infer::BundleError| Error::Content { path: args.weights.clone(), reason: e.to_string() };
    let bundle = Bundle::parse(&bytes).map_err(content)?;
    let size = |name: &str| bundle.card().sizes.first().and_then(|size| size.get(name)).copied();
    let reads_penalty = bundle.card().features.iter().any(|f| f.name == PENALTY);
    let penalty = match (size("penaltyLow"), size("penaltyHigh")) {
        (Some(low), Some(high)) if reads_penalty => Penalty { low, high },
        _ => Penalty::only(1.0),
    };
    let settings = Settings { penalty, ..settings(&args.problem) };
    let source = Source::of(&settings, args.seed);
    let truth = labels(&args.truth, &source, args.instances, args.threads.count())?;
    let penalties: Vec<Option<f64>> = match (reads_penalty, args.penalty.is_empty()) {
        (false, _) => vec![size("penaltyLow")],
        (true, true) => settings.application.penalties().into_iter().map(Some).collect(),
        (true, false) => args.penalty.iter().copied().map(Some).collect(),
    };
    let rows = penalties
        .into_iter()
        .map(|penalty| evaluate(&bundle, &source, truth.truths(), penalty))
        .collect::<Result<Vec<Row>>>()?;
    let mut text =
        "| ν | regret | of feasible ones | largest violation | feasible % | regret after repair | feasible % |\n\
                    |---:|---:|---:|---:|---:|---:|---:|\n"
            .to_owned();
    for row in &rows {
        text.push_str(&format!(
            "| {} | {:.4} | {} | {:.4} | {:.1} | {:.4} | {:.1} |\n",
            row.penalty.map_or("–".into(), |p| p.to_string()),
            row.regret,
            row.feasible_regret.map_or("–".into(), |r| format!("{r:.4}")),
            row.violation,
            row.feasible,
            row.repaired_regret,
            row.repaired_feasible
        ));
    }
    let figures = figures(&rows);
    print(json, &Report { model: bundle.card().name.clone(), rows, figures }, &text)?;
    Ok(0)
}

fn figures(rows: &[Row]) -> BTreeMap<String, f64> {
    let mut figures = BTreeMap::new();
    for row in rows {
        let at = row.penalty.map_or(String::new(), |penalty| format!(" at penalty {penalty:03}"));
        figures.insert("instances".into(), row.instances as f64);
        figures.insert(format!("regret %{at}"), 100.0 * row.regret);
        figures.insert(format!("feasible %{at}"), row.feasible);
        figures.insert(format!("regret % after repair{at}"), 100.0 * row.repaired_regret);
        figures.insert(format!("mean largest violation{at}"), row.violation);
        if let Some(regret) = row.feasible_regret {
            figures.insert(format!("regret % of feasible decisions{at}"), 100.0 * regret);
        }
    }
    figures
}
