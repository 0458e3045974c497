//! Weights files: how numbers are stored, the card in words, reading evaluations and writing.

use crate::error::{Error, Result};
use burn::tensor::Tensor as BurnTensor;
use clap::ValueEnum;
use hunch_infer::{Bundle, BundleError, Card, Feature, Operator, Tensor};
use std::collections::BTreeMap;
use std::path::Path;

/// Licence of the weights.
pub const LICENCE: &str = "MIT OR Apache-2.0";
/// How weights are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Precision {
    /// 32-bit floats.
    F32,
    /// 16-bit floats: half the download; computed with in 32 bits.
    F16,
}

impl Precision {
    pub(crate) fn tensor(self, name: String, shape: &[usize], values: Vec<f32>) -> Result<Tensor> {
        let tensor = match self {
            Self::F32 => Tensor::float(name, shape, values),
            Self::F16 => Tensor::half(name, shape, &values),
        };
        tensor.map_err(bundle_error)
    }
}

pub(crate) fn bundle_error(error: BundleError) -> Error {
    Error::Bundle(error.to_string())
}

/// What a device is called on a card.
pub(crate) fn hardware(device: &str) -> String {
    match device {
        "cpu" => "one CPU core".into(),
        other => format!("a graphics processor through {other}"),
    }
}

pub(crate) fn values<const D: usize>(tensor: BurnTensor<D>) -> Result<Vec<f32>> {
    tensor.into_data().try_to_vec::<f32>().map_err(|e| Error::Bundle(format!("{e:?}")))
}

/// Writes a bundle and, beside it, its card in Markdown; returns the bundle's bytes.
///
/// # Errors
/// [`Error::Bundle`]; [`Error::File`].
pub fn write_bundle(bundle: &Bundle, path: &Path) -> Result<usize> {
    let bytes = bundle.to_bytes().map_err(bundle_error)?;
    write(path, &bytes)?;
    write(&path.with_extension("md"), markdown(bundle.card(), bytes.len()).as_bytes())?;
    Ok(bytes.len())
}

/// The figures in a result of `hunch evaluate --json`.
///
/// # Errors
/// [`Error::File`]; [`Error::Content`].
pub fn figures(path: Option<&Path>) -> Result<BTreeMap<String, f64>> {
    let Some(path) = path else { return Ok(BTreeMap::new()) };
    let content = |reason: String| Error::Content { path: path.into(), reason };
    let text = std::fs::read(path).map_err(Error::file(path))?;
    let value: serde_json::Value = serde_json::from_slice(&text).map_err(|e| content(e.to_string()))?;
    let figures = value.get("figures").cloned().ok_or_else(|| content("has no field \"figures\"".into()))?;
    serde_json::from_value(figures).map_err(|e| content(format!("figures: {e}")))
}

/// Writes a file into a folder that is made if it is not there.
///
/// # Errors
/// [`Error::File`].
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(Error::file(folder))?;
    }
    std::fs::write(path, bytes).map_err(Error::file(path))
}

/// A file's name without its ending.
pub fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(|| "model".into(), |stem| stem.to_string_lossy().into_owned())
}

/// The card in Markdown, for people.
pub fn markdown(card: &Card, bytes: usize) -> String {
    let mut text = format!("# {}\n\n", card.name);
    let mut line = |name: &str, value: String| text.push_str(&format!("- **{name}:** {value}\n"));
    line("Family", card.family.clone());
    line("Method", card.method.clone());
    for size in &card.sizes {
        let size: Vec<String> = size.iter().map(|(key, value)| format!("{key} = {value}")).collect();
        line("Trained on", size.join(", "));
    }
    let (inputs, outputs) = match card.family == "clsp" {
        true => ("Inputs a period", "Outputs a period"),
        false => ("Inputs", "Outputs"),
    };
    line(inputs, groups(card.features.iter().map(|f| f.name.as_str())));
    line(outputs, groups(card.outputs.iter().map(String::as_str)));
    line("Architecture", card.architecture.iter().map(operator).collect::<Vec<_>>().join(" → "));
    line("File size", format!("{bytes} bytes"));
    let training = &card.training;
    line("Training instances", training.instances.to_string());
    line("Labels and optimiser", training.labels.clone());
    line("Seed, sampler version", format!("{}, {}", training.seed, training.sampler_version));
    line("Trained on hardware", format!("{}, {:.0} minutes", training.hardware, training.seconds / 60.0));
    line("Licence", card.licence.clone());
    text.push_str("\n## Features\n\n| feature | mean | standard deviation |\n|---|---:|---:|\n");
    for group in card.features.chunk_by(|a, b| without_index(&a.name) == without_index(&b.name)) {
        // Numbers of one kind have nearly the same statistics: one line speaks for all.
        let mean = |get: fn(&Feature) -> f64| group.iter().map(get).sum::<f64>() / group.len() as f64;
        let name = groups(group.iter().map(|f| f.name.as_str()));
        text.push_str(&format!("| {name} | {:.2} | {:.2} |\n", mean(|f| f.mean), mean(|f| f.std)));
    }
    if !card.evaluation.is_empty() {
        text.push_str("\n## Figures on unseen instances\n\n| figure | value |\n|---|---:|\n");
        for (name, value) in &card.evaluation {
            text.push_str(&format!("| {name} | {} |\n", (value * 1e4).round() / 1e4));
        }
    }
    let promise = match card.family == "clsp" {
        true => "A prediction only orders or fixes the start of a search",
        false => "A prediction is repaired in closed form until every row holds in its worst case",
    };
    text.push_str(&format!(
        "\n{promise}; every answer is checked against the instance and carries a proven bound, so instances unlike those above cost time or \
         value, never correctness.\n"
    ));
    text
}

/// A name without its indices.
fn without_index(name: &str) -> &str {
    name.split('[').next().unwrap_or(name)
}

/// Names in their order, those that differ in their indices only as one with their number.
fn groups<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    let group = |group: &[&str]| match group {
        [one] => (*one).to_owned(),
        all => format!("{} ({})", without_index(all[0]), all.len()),
    };
    names.chunk_by(|a, b| without_index(a) == without_index(b)).map(group).collect::<Vec<_>>().join(", ")
}

fn operator(operator: &Operator) -> String {
    match operator {
        Operator::Standardise {} => "standardise".into(),
        Operator::Window { before, after } => format!("window of {before} periods before and {after} after"),
        Operator::Dense { units, activation, .. } => {
            format!("dense ({units}, {})", format!("{activation:?}").to_lowercase())
        }
        Operator::Bilstm { hidden, .. } => format!("bidirectional LSTM ({hidden} a direction)"),
        Operator::Forest { trees, nodes, .. } => format!("forest ({trees} trees, {nodes} nodes)"),
        Operator::Decoder { layers, radius, .. } => {
            format!("decoder ({layers} LSTM layers, attention to {radius} periods before and after)")
        }
    }
}
