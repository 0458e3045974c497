//! What is labelled, and how.

use super::header::{DataSet, Digest, What};
use super::row::{Row, Status};
use crate::data::{LABEL_SOURCE, label, parallel_map};
use crate::error::{Error, Result};
use hunch_families::clsp::{self, Distribution, SAMPLER_VERSION, instance_seed};
use hunch_families::parametric::generator;
use hunch_families::random::theta;
use hunch_model::ParametricProgram;
use hunch_model::json::write_document;
use hunch_strategies::{LabelOptions, Outcome, SampleOptions, Sampler};
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

/// Draws that are in memory with their points at a time.
const CHUNK: u64 = 256;

/// How strategies are found: see `docs/strategies.md`. A change of what a label is gives it another number.
const STRATEGY_RULE: &str = "strategies 1";

/// What labels may cost, and which of several optima is labelled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LabelRule {
    /// Branch-and-bound nodes of a label.
    pub node_limit: Option<u64>,
    /// Whether the first of several integer optima is labelled, without a second search.
    pub first_optimum: bool,
}

/// What is labelled.
#[derive(Clone, Debug)]
pub enum Source {
    /// θ of a parametric program.
    Strategies {
        /// The program, with a distribution.
        program: Box<ParametricProgram>,
        /// What it is called.
        what: What,
        /// How.
        rule: LabelRule,
    },
    /// Instances of lot sizing.
    Lots(Distribution),
}

impl Source {
    /// The program in a file.
    ///
    /// # Errors
    /// [`Error::Content`] for a file that is no parametric program with a distribution.
    pub fn file(path: &Path, rule: LabelRule) -> Result<Self> {
        let content = |reason: String| Error::Content { path: path.into(), reason };
        let text = std::fs::read_to_string(path).map_err(Error::file(path))?;
        let program =
            hunch_model::json::read_document(&text).map_err(|e| content(e.to_string()))?.into_parametric();
        if program.distribution.is_none() || program.parameters.is_empty() {
            let reason =
                "it has no \"parametric\" part with a \"distribution\": nothing says which θ to draw";
            return Err(content(reason.into()));
        }
        let what = What::Program { name: program.base.name.clone() };
        Ok(Self::Strategies { program: Box::new(program), what, rule })
    }

    /// A family that is data.
    ///
    /// # Errors
    /// [`Error::Setting`] for a family or sizes that there are not.
    pub fn parametric(family: &str, sizes: &[usize], data_seed: u64, rule: LabelRule) -> Result<Self> {
        let program =
            generator(family).and_then(|generator| generator.program(sizes, data_seed)).map_err(|e| {
                Error::Setting { field: "--family", value: family.into(), expected: e.to_string() }
            })?;
        let what = What::Parametric { family: family.into(), sizes: sizes.to_vec(), data_seed };
        Ok(Self::Strategies { program: Box::new(program), what, rule })
    }

    /// The data set of `samples` draws from `seed`.
    ///
    /// # Errors
    /// [`Error::Setting`] for a program that cannot be written, which would have no fingerprint.
    pub fn data_set(&self, seed: u64, samples: u64) -> Result<DataSet> {
        let mut digest = Digest::default();
        let (what, rule) = match self {
            Self::Strategies { program, what, rule } => {
                let text = write_document(&(**program).clone().into()).map_err(|e| Error::Setting {
                    field: "program",
                    value: program.base.name.clone(),
                    expected: e.to_string(),
                })?;
                digest.add(text.as_bytes());
                let nodes = rule.node_limit.map_or_else(String::new, |nodes| format!(", {nodes} nodes"));
                let first = if rule.first_optimum { ", first optimum" } else { "" };
                (what.clone(), format!("{STRATEGY_RULE}{nodes}{first}"))
            }
            Self::Lots(distribution) => {
                digest.add(&SAMPLER_VERSION.to_le_bytes());
                (What::Lots { distribution: *distribution }, LABEL_SOURCE.to_owned())
            }
        };
        Ok(DataSet { what, fingerprint: digest.text(), rule, seed, samples })
    }

    /// Labels the draws in `range`, on `threads` threads; `add` takes the rows in their order.
    ///
    /// # Errors
    /// [`Error::Label`]; what `add` returns.
    pub fn label(
        &self,
        seed: u64,
        range: Range<u64>,
        threads: usize,
        add: &mut dyn FnMut(Vec<Row>) -> Result<()>,
    ) -> Result<()> {
        match self {
            Self::Strategies { program, rule, .. } => strategies(program, rule, (seed, range), threads, add),
            Self::Lots(distribution) => lots(distribution, (seed, range), threads, add),
        }
    }
}

fn strategies(
    program: &ParametricProgram,
    rule: &LabelRule,
    (seed, range): (u64, Range<u64>),
    threads: usize,
    add: &mut dyn FnMut(Vec<Row>) -> Result<()>,
) -> Result<()> {
    let failed = |error: hunch_strategies::LabelError| Error::Label {
        index: range.start,
        seed,
        reason: error.to_string(),
    };
    let distribution = program.distribution.clone().unwrap_or_default();
    let draw = |index: u64| theta(&distribution, seed, index);
    let label = LabelOptions { node_limit: rule.node_limit, settles_ties: !rule.first_optimum };
    // Its reference is draw 0 in every shard: labels are functions of θ and that.
    let sampler = Sampler::new(program, &draw, SampleOptions { threads, label, ..SampleOptions::default() })
        .map_err(failed)?;
    let mut seen = BTreeSet::new();
    let mut start = range.start;
    while start < range.end {
        let end = range.end.min(start + CHUNK);
        let outcomes = sampler.outcomes(start..end).map_err(failed)?;
        let mut rows = Vec::with_capacity(outcomes.len());
        for (index, outcome) in (start..end).zip(outcomes) {
            let blank =
                |status| Row { index, theta: draw(index), status, objective: None, label: None, start: None };
            rows.push(match outcome {
                Outcome::Optimal(optimal) => {
                    let text = |value: std::result::Result<String, serde_json::Error>| {
                        value.map_err(|e| Error::Label { index, seed, reason: e.to_string() })
                    };
                    let label = text(serde_json::to_string(&optimal.strategy))?;
                    let is_first = seen.insert(optimal.strategy.hash128());
                    let start = is_first.then(|| text(serde_json::to_string(&optimal.working_set)));
                    let (objective, label) = (Some(optimal.objective), Some(label));
                    Row { objective, label, start: start.transpose()?, ..blank(Status::Optimal) }
                }
                Outcome::Infeasible => blank(Status::Infeasible),
                Outcome::Unbounded => blank(Status::Unbounded),
                Outcome::Unsettled(_) => blank(Status::Unsettled),
            });
        }
        add(rows)?;
        start = end;
    }
    Ok(())
}

fn lots(
    distribution: &Distribution,
    (seed, range): (u64, Range<u64>),
    threads: usize,
    add: &mut dyn FnMut(Vec<Row>) -> Result<()>,
) -> Result<()> {
    let mut start = range.start;
    while start < range.end {
        let end = range.end.min(start + CHUNK);
        let rows = parallel_map((end - start) as usize, threads, |k| {
            let index = start + k as u64;
            let instance = clsp::sample(distribution, instance_seed(seed, index))?;
            let produces = label(&instance).map_err(|reason| Error::Label { index, seed, reason })?;
            let digits = produces.iter().map(|&produces| if produces { '1' } else { '0' }).collect();
            Ok(Row {
                index,
                theta: Vec::new(),
                status: Status::Optimal,
                objective: None,
                label: Some(digits),
                start: None,
            })
        })?;
        add(rows)?;
        start = end;
    }
    Ok(())
}
