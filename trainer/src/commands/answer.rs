//! `hunch answer`.

use crate::cli::AnswerArgs;
use crate::error::{Error, Result};
use crate::terminal::print;
use hunch_infer::bundle::json::parse;
use hunch_model::parametric::History;
use hunch_model::{Status, Unlimited};
use hunch_search::Settings;
use hunch_strategies::Proof;
use hunch_strategies::bundle::{Learned, Model};
use serde::Serialize;

/// One answer.
#[derive(Serialize)]
struct Printed {
    status: Status,
    objective: Option<f64>,
    bound: Option<f64>,
    /// `"multipliers"`, or `"search"`.
    proof: &'static str,
    /// The strategy in words, where it is a stored one.
    strategy: Option<String>,
    path: Vec<String>,
    /// What has to move for another strategy, and how far.
    boundary: Option<(f64, String)>,
    inside: bool,
    values: Vec<f64>,
}

/// Runs the command.
pub fn run(args: &AnswerArgs, json: bool) -> Result<u8> {
    let content = |reason: String| Error::Content { path: args.weights.clone(), reason };
    let bytes = std::fs::read(&args.weights).map_err(Error::file(&args.weights))?;
    let learned = Learned::read(&bytes, &parse).map_err(|error| content(error.to_string()))?;
    let table = std::fs::read_to_string(&args.theta).map_err(Error::file(&args.theta))?;
    let history = History::read(&table, &learned.program)
        .map_err(|error| Error::Content { path: args.theta.clone(), reason: error.to_string() })?;
    let mut model = Model::new(learned).map_err(|error| content(error.to_string()))?;
    let mut answers = Vec::new();
    for theta in &history.points {
        let found = model
            .respond(theta, &Settings::new(), &mut Unlimited)
            .map_err(|error| Error::Search(error.to_string()))?;
        let sentences = &model.learned().card.sentences;
        let solution = found.answer.solution;
        answers.push(Printed {
            status: solution.status,
            objective: solution.objective,
            bound: solution.bound,
            proof: match found.answer.proof {
                Proof::Search => "search",
                Proof::Tree(_) => "tree",
                Proof::Multipliers(_) | Proof::Warm(_) => "multipliers",
            },
            strategy: found.strategy.and_then(|number| sentences.get(number as usize)).cloned(),
            path: found.path,
            boundary: found.boundary.map(|boundary| (boundary.distance, boundary.text)),
            inside: found.is_inside,
            values: solution.values,
        });
    }
    let line = |answer: &Printed| {
        let objective = answer.objective.map_or_else(|| "–".to_owned(), |objective| objective.to_string());
        let strategy = answer.strategy.as_deref().unwrap_or("a strategy that is not stored");
        format!("{:?} {objective}, proven by {}: {strategy}", answer.status, answer.proof)
    };
    let text = answers.iter().map(line).collect::<Vec<_>>().join("\n");
    print(json, &answers, &text)?;
    Ok(0)
}
