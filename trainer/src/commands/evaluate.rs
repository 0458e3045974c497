//! `hunch evaluate`.

use super::{library, print, progress_bar};
use crate::cli::EvaluateArgs;
use crate::error::{Error, Result};
use crate::evaluate::{Report, Settings, evaluate};
use serde::Serialize;
use std::collections::BTreeMap;

/// What `hunch evaluate` prints.
#[derive(Serialize)]
struct Printed {
    #[serde(flatten)]
    report: Report,
    /// The same by name, for a model's card.
    figures: BTreeMap<String, f64>,
}

/// Runs the command.
pub fn run(args: &EvaluateArgs, json: bool) -> Result<u8> {
    if args.instances == 0 {
        return Err(Error::Setting {
            field: "--instances",
            value: "0".into(),
            expected: "it must be a whole number of at least 1".into(),
        });
    }
    let library = library(std::slice::from_ref(&args.weights))?;
    let settings = Settings {
        distribution: args.distribution.distribution(),
        instances: args.instances,
        seed: args.seed,
        threads: args.threads.count(),
    };
    let bar = progress_bar(args.instances as u64, "instances");
    let report = evaluate(&library, &settings, &|| bar.inc(1))?;
    bar.finish_and_clear();
    let text = report.markdown();
    let figures = report.figures();
    print(json, &Printed { report, figures }, &text)?;
    Ok(0)
}
