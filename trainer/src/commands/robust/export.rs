//! `hunch robust export`.

use super::super::export::{figures, finish, model_name};
use crate::cli::ExportArgs;
use crate::error::Result;
use crate::export::Precision;
use crate::robust::{Network, State, export::bundle};
use crate::train::Checkpoint;
use burn::tensor::Device;
use hunch_infer::Bundle;
use std::collections::BTreeMap;
use std::path::Path;

/// Runs the command.
pub fn run(args: &ExportArgs, json: bool) -> Result<u8> {
    let evaluation = figures(args.evaluation.as_deref())?;
    finish(&of_run(&args.run, model_name(args), evaluation, args.precision)?, args, json)
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
