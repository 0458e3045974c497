//! A file of labels as the sample that strategies are learned from.

use super::header::{DataSet, What};
use super::row::Status;
use super::source::{LabelRule, Source};
use super::table::Reader;
use crate::error::{Error, Result};
use hunch_model::ParametricProgram;
use hunch_search::qp::WorkingSet;
use hunch_strategies::store::First;
use hunch_strategies::{Label, Sample, Strategy};
use std::collections::BTreeMap;
use std::path::Path;

/// Labelled θ.
#[derive(Clone, Debug, PartialEq)]
pub struct Labelled {
    /// What they are of.
    pub data: DataSet,
    /// One θ a label.
    pub thetas: Vec<Vec<f64>>,
    /// The labels, with the strategies numbered in their order.
    pub sample: Sample,
}

impl Labelled {
    /// Reads a file that `merge` wrote, or one of all shards.
    ///
    /// # Errors
    /// [`Error::Content`] for a file of another kind.
    pub fn read(path: &Path) -> Result<Self> {
        let content = |reason: String| Error::Content { path: path.into(), reason };
        let mut reader = Reader::open(path)?;
        let data = reader.header().data.clone();
        if matches!(data.what, What::Lots { .. }) {
            return Err(content("it holds labels of lot sizing, not strategies".into()));
        }
        let mut sample = Sample::default();
        let mut thetas = Vec::new();
        let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
        loop {
            let rows = reader.next_rows()?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                let label = match (row.status, row.label, row.objective) {
                    (Status::Optimal, Some(text), Some(objective)) => {
                        let number = match numbers.get(&text) {
                            Some(&number) => number,
                            None => {
                                let wrong = |e: serde_json::Error| content(format!("row {}: {e}", row.index));
                                let strategy: Strategy = serde_json::from_str(&text).map_err(wrong)?;
                                let start = row.start.as_deref().unwrap_or("null");
                                let working_set: WorkingSet = serde_json::from_str(start).map_err(wrong)?;
                                sample.first.push(First { theta: row.theta.clone(), working_set });
                                let number = sample.strategies.add(strategy);
                                numbers.insert(text, number);
                                number
                            }
                        };
                        Label::Strategy(number, objective)
                    }
                    (Status::Infeasible, ..) => Label::Infeasible,
                    (Status::Unbounded, ..) => Label::Unbounded,
                    (Status::Unsettled, ..) => Label::Unsettled,
                    (Status::Optimal, ..) => {
                        return Err(content(format!("row {} has no strategy", row.index)));
                    }
                };
                sample.labels.push(label);
                thetas.push(row.theta);
            }
        }
        Ok(Self { data, thetas, sample })
    }

    /// The program that was labelled, where it is a family that is data, or else in `file`.
    ///
    /// # Errors
    /// [`Error::Setting`] where a file is needed, or is of another program.
    pub fn program(&self, file: Option<&Path>) -> Result<ParametricProgram> {
        let rule = LabelRule::default();
        let source = match (&self.data.what, file) {
            (_, Some(file)) => Source::file(file, rule)?,
            (What::Parametric { family, sizes, data_seed }, None) => {
                Source::parametric(family, sizes, *data_seed, rule)?
            }
            (what, None) => {
                return Err(Error::Setting {
                    field: "--program",
                    value: "none".into(),
                    expected: format!("it must name the file of {what:?}"),
                });
            }
        };
        let expected = &self.data.fingerprint;
        let found = source.data_set(self.data.seed, self.data.samples)?.fingerprint;
        match source {
            Source::Strategies { program, .. } if found == *expected => Ok(*program),
            _ => Err(Error::Setting {
                field: "--program",
                value: format!("a program with fingerprint {found}"),
                expected: format!("the labels are of one with {expected}"),
            }),
        }
    }
}
