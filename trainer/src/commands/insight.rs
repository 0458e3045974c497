//! What `hunch solve` says of a program's own rows and columns, and what it is told of them: the fields and
//! options of the package.

use crate::cli::SolveArgs;
use crate::error::{Error, Result};
use hunch_guide::answer::Proof;
use hunch_guide::{Answer, Problem};
use hunch_model::risks::Risk;
use hunch_model::{Basis, ObjectiveValue, Program};
use hunch_search::Guidance;
use hunch_search::lp::ranging::{Range, SideRanges};
use hunch_search::repair::Repair;
use hunch_search::sensitivity::Ranges;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// The fields of a program's answer beside its values; none of an instance's.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Insight {
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    activities: Option<Vec<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duals: Option<Vec<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reduced_costs: Option<Vec<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<Basis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    farkas: Option<Vec<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ray: Option<Vec<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    integers_fixed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ranges: Option<PrintedRanges>,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repair: Option<Repair>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<Proof>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    objectives: Vec<PrintedObjective>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    risks: Vec<Risk>,
}

/// One of several objectives; the program's own comes first and has no name.
#[derive(Serialize)]
struct PrintedObjective {
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(flatten)]
    value: ObjectiveValue,
}

/// Low and high, `null` where there is no end.
type Ends = [f64; 2];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PrintedRanges {
    costs: Vec<Ends>,
    columns: Vec<PrintedSides>,
    rows: Vec<PrintedSides>,
    primal_degenerate: bool,
    dual_degenerate: bool,
}

#[derive(Serialize)]
struct PrintedSides {
    #[serde(skip_serializing_if = "Option::is_none")]
    lower: Option<Ends>,
    #[serde(skip_serializing_if = "Option::is_none")]
    upper: Option<Ends>,
}

impl Insight {
    /// What an answer says of `problem`.
    pub fn of(problem: &Problem, answer: &Answer) -> Self {
        let Problem::Program(program) = problem else { return Self::default() };
        let (solution, found) = (&answer.solution, answer.sensitivity.as_ref());
        let has_values = solution.status.has_values();
        Self {
            columns: Some((0..program.columns.len()).map(|j| program.column_name(j)).collect()),
            rows: Some((0..program.rows.len()).map(|i| program.row_name(i)).collect()),
            activities: has_values.then(|| program.matrix.multiply(&solution.values)),
            duals: found.map(|f| f.duals.clone()).or_else(|| solution.duals.clone()),
            reduced_costs: found.map(|f| f.reduced_costs.clone()).or_else(|| solution.reduced_costs.clone()),
            basis: found.map(|f| f.basis.clone()).or_else(|| solution.basis.clone()),
            farkas: solution.farkas.clone(),
            ray: solution.ray.clone(),
            integers_fixed: found.map(|f| f.integers_fixed),
            ranges: found.and_then(|f| f.ranges.as_ref()).map(PrintedRanges::of),
            report: found
                .map(|f| f.report(program, &solution.values))
                .or_else(|| answer.without_sensitivity.clone()),
            repair: answer.repair.clone(),
            proof: answer.proof(Some(program)),
            objectives: objectives(program, &solution.objectives),
            risks: answer.risks.clone(),
        }
    }

    /// The same in words: what was asked for.
    pub fn words(&self) -> String {
        let report = self.report.iter().map(|report| format!("\n{}", report.trim_end()));
        let repair = self.repair.iter().map(|repair| format!("\n{}", repair.to_string().trim_end()));
        let objectives = self.objectives.iter().enumerate().map(|(k, objective)| {
            let PrintedObjective { name, value: ObjectiveValue { value, reached, .. } } = objective;
            let what =
                if name.is_empty() { format!("objective {}", k + 1) } else { format!("objective {name:?}") };
            let reached =
                reached.map_or_else(|| "its turn did not come".into(), |best| format!("at best {best}"));
            format!("\n{what}: {value}, {reached}")
        });
        objectives.chain(report).chain(repair).collect()
    }

    /// Numbers that endanger the answer, in words.
    pub fn risks(&self) -> impl Iterator<Item = &str> {
        self.risks.iter().map(|risk| risk.message.as_str())
    }
}

fn objectives(program: &Program, values: &[ObjectiveValue]) -> Vec<PrintedObjective> {
    let further = program.objectives.iter().map(|objective| objective.name.clone());
    let names = std::iter::once(String::new()).chain(further);
    names.zip(values).map(|(name, &value)| PrintedObjective { name, value }).collect()
}

impl PrintedRanges {
    fn of(ranges: &Ranges) -> Self {
        let ends = |range: Range| [range.low, range.high];
        let sides = |list: &[SideRanges]| {
            list.iter().map(|s| PrintedSides { lower: s.lower.map(ends), upper: s.upper.map(ends) }).collect()
        };
        Self {
            costs: ranges.costs.iter().copied().map(ends).collect(),
            columns: sides(&ranges.columns),
            rows: sides(&ranges.rows),
            primal_degenerate: ranges.degeneracy.primal,
            dual_degenerate: ranges.degeneracy.dual,
        }
    }
}

/// What the search is told beforehand: with `--start`, values by column.
pub fn guidance(args: &SolveArgs, problem: &Problem) -> Result<Guidance> {
    let (Some(path), Problem::Program(program)) = (&args.start, problem) else {
        return Ok(Guidance::none());
    };
    Ok(Guidance { start: start(path, program)?, ..Guidance::none() })
}

/// A JSON object of values by column name.
fn start(path: &Path, program: &Program) -> Result<Vec<(usize, f64)>> {
    let bytes = std::fs::read(path).map_err(Error::file(path))?;
    let content = |reason: String| Error::Content { path: path.into(), reason };
    let given: BTreeMap<String, f64> = serde_json::from_slice(&bytes)
        .map_err(|e| content(format!("{e}; it must be an object of numbers by column name")))?;
    let places: BTreeMap<String, usize> =
        (0..program.columns.len()).map(|j| (program.column_name(j), j)).collect();
    given
        .into_iter()
        .map(|(name, value)| {
            let place = places.get(&name).ok_or_else(|| content(format!("there is no column {name:?}")))?;
            Ok((*place, value))
        })
        .collect()
}
