//! `hunch robust export`.

use super::super::export::{figures, stem, write_bundle};
use super::print;
use crate::cli::robust::ExportArgs;
use crate::error::Result;
use crate::export::Precision;
use crate::robust::{Network, State, export::bundle};
use crate::train::Checkpoint;
use burn::tensor::Device;
use hunch_infer::Bundle;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What `hunch robust export` prints.
#[derive(Debug, Serialize)]
struct Report {
    out: PathBuf,
    bytes: usize,
}

/// Runs the command.
pub fn run(args: &ExportArgs, json: bool) -> Result<u8> {
    let name = args.name.clone().unwrap_or_else(|| stem(&args.out));
    let bundle = of_run(&args.run, name, figures(args.evaluation.as_deref())?, args.precision)?;
    let bytes = write_bundle(&bundle, &args.out)?;
    print(json, &Report { out: args.out.clone(), bytes }, &format!("{}: {bytes} bytes", args.out.display()))?;
    Ok(0)
}

/// The bundle of the run in `folder`.
pub fn of_run(
    folder: &Path,
    name: String,
    evaluation: BTreeMap<String, f64>,
    precision: Precision,
) -> Result<Bundle> {
    let checkpoint = Checkpoint::of(folder);
    let state: State = checkpoint.state()?;
    let network = checkpoint.network(Network::empty(&state.shape, &Device::flex()))?;
    bundle(&network, &state, name, evaluation, precision)
}
