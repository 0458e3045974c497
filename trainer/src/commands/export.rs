//! `hunch export`.

use super::print;
use crate::cli::{ExportArgs, NetworkExportArgs};
use crate::error::{Error, Result};
use crate::export::{self, Description};
use crate::model::LstmOpt;
use crate::train::{Checkpoint, State};
use burn::tensor::Device;
use hunch_infer::{Bundle, BundleError};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What an export prints.
#[derive(Debug, Serialize)]
struct Report {
    out: PathBuf,
    bytes: usize,
}

/// Runs the command.
pub fn run(args: &NetworkExportArgs, json: bool) -> Result<u8> {
    let NetworkExportArgs { export: args, golden } = args;
    let checkpoint = Checkpoint::of(&args.run);
    let state: State = checkpoint.state()?;
    let device = Device::flex();
    let network = checkpoint.network(LstmOpt::new(&state.shape, 0, &device))?;
    let mut evaluation = figures(args.evaluation.as_deref())?;
    if let Some(last) = state.history.last() {
        evaluation.insert("validation accuracy %".into(), 100.0 * last.accuracy);
    }
    let description = Description::of_run(model_name(args), &state, evaluation);
    let bundle = export::bundle(&network, description, args.precision)?;
    if let Some(folder) = golden {
        let golden = export::golden(&network, &state, &device)?.to_bytes().map_err(bundle_error)?;
        let stem = stem(&args.out);
        write(&folder.join(format!("{stem}.golden.safetensors")), &golden)?;
        write(&folder.join(format!("{stem}.model.safetensors")), &bundle.to_bytes().map_err(bundle_error)?)?;
    }
    finish(&bundle, args, json)
}

/// The name that was asked for, or the file's.
pub(super) fn model_name(args: &ExportArgs) -> String {
    args.name.clone().unwrap_or_else(|| stem(&args.out))
}

/// Writes the weights file and says so.
pub(super) fn finish(bundle: &Bundle, args: &ExportArgs, json: bool) -> Result<u8> {
    let bytes = write_bundle(bundle, &args.out)?;
    print(json, &Report { out: args.out.clone(), bytes }, &format!("{}: {bytes} bytes", args.out.display()))?;
    Ok(0)
}

/// Writes a bundle and, beside it, its card in Markdown; returns the bundle's bytes.
pub fn write_bundle(bundle: &Bundle, path: &Path) -> Result<usize> {
    let bytes = bundle.to_bytes().map_err(bundle_error)?;
    write(path, &bytes)?;
    write(&path.with_extension("md"), export::markdown(bundle.card(), bytes.len()).as_bytes())?;
    Ok(bytes.len())
}

/// The figures in a result of `hunch evaluate --json`.
pub(super) fn figures(path: Option<&Path>) -> Result<BTreeMap<String, f64>> {
    let Some(path) = path else { return Ok(BTreeMap::new()) };
    let content = |reason: String| Error::Content { path: path.into(), reason };
    let text = std::fs::read(path).map_err(Error::file(path))?;
    let value: serde_json::Value = serde_json::from_slice(&text).map_err(|e| content(e.to_string()))?;
    let figures = value.get("figures").cloned().ok_or_else(|| content("has no field \"figures\"".into()))?;
    serde_json::from_value(figures).map_err(|e| content(format!("figures: {e}")))
}

pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(Error::file(folder))?;
    }
    std::fs::write(path, bytes).map_err(Error::file(path))
}

/// The file's name without its ending.
pub(super) fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(|| "model".into(), |stem| stem.to_string_lossy().into_owned())
}

fn bundle_error(error: BundleError) -> Error {
    Error::Bundle(error.to_string())
}
