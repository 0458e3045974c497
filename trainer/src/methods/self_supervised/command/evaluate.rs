//! Measuring a weights file of a robust family on the command line: a row of the paper's table 1.

use super::super::evaluate::{Row, evaluate};
use super::super::settings::{Penalty, Settings};
use super::super::source::Source;
use super::problem::{ProblemArgs, labels};
use crate::arguments::ThreadArgs;
use crate::error::{Error, Result};
use crate::methods::method::Action;
use crate::terminal::print;
use clap::Args;
use hunch_families::robust::PENALTY;
use hunch_infer::Bundle;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Options of `hunch evaluate` for weights files of robust families.
#[derive(Clone, Debug, Args)]
pub struct EvaluateArgs {
    /// The weights file.
    #[arg(long)]
    pub weights: PathBuf,
    /// Which instances.
    #[command(flatten)]
    pub problem: ProblemArgs,
    /// Penalties to give to a network that reads one; the application's four by default.
    #[arg(long, value_delimiter = ',')]
    pub penalty: Vec<f64>,
    /// How many instances.
    #[arg(long, default_value_t = 500)]
    pub instances: u64,
    /// Seed of their data set; choose another than that of training.
    #[arg(long, default_value_t = 1_000_001)]
    pub seed: u64,
    /// File of their optima; missing ones are solved and added.
    #[arg(long)]
    pub truth: PathBuf,
    /// Threads for the optima.
    #[command(flatten)]
    pub threads: ThreadArgs,
}

/// What `hunch evaluate` prints.
#[derive(Serialize)]
struct Report {
    model: String,
    rows: Vec<Row>,
    /// The same by name, for a model's card.
    figures: BTreeMap<String, f64>,
}

impl Action for EvaluateArgs {
    fn run(&self, json: bool) -> Result<u8> {
        let bytes = std::fs::read(&self.weights).map_err(Error::file(&self.weights))?;
        let content = |e: hunch_infer::BundleError| Error::Content {
            path: self.weights.clone(),
            reason: e.to_string(),
        };
        let bundle = Bundle::parse(&bytes).map_err(content)?;
        let size = |name: &str| bundle.card().sizes.first().and_then(|size| size.get(name)).copied();
        let reads_penalty = bundle.card().features.iter().any(|f| f.name == PENALTY);
        let penalty = match (size("penaltyLow"), size("penaltyHigh")) {
            (Some(low), Some(high)) if reads_penalty => Penalty { low, high },
            _ => Penalty::only(1.0),
        };
        let settings = Settings { penalty, ..self.problem.settings()? };
        let source = Source::of(&settings, self.seed);
        let truth = labels(&self.truth, &source, self.instances, self.threads.count())?;
        let penalties: Vec<Option<f64>> = match (reads_penalty, self.penalty.is_empty()) {
            (false, _) => vec![size("penaltyLow")],
            (true, true) => settings.application.penalties().into_iter().map(Some).collect(),
            (true, false) => self.penalty.iter().copied().map(Some).collect(),
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
