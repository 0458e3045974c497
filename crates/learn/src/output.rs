//! The files of a run, and its report.

use crate::error::{Error, Result};
use crate::plan::LearnSettings;
use crate::run::Outcome;
use hunch_model::json::{Document, write_document};
use hunch_model::parametric::ParametricProgram;
use hunch_strategies::bundle::Line;
use hunch_strategies::learn::voice::{number, outline};
use serde::Serialize;
use std::fmt::Write as _;
use std::path::Path;

/// What `hunch learn --json` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Name of the model.
    pub name: String,
    /// Number of parameters.
    pub parameters: usize,
    /// Seed of all draws.
    pub seed: u64,
    /// θ with a strategy.
    pub samples: u64,
    /// Strategies that were seen.
    pub strategies: u64,
    /// θ without an optimum: infeasible, unbounded, given up.
    pub without: [u64; 3],
    /// The Good–Turing estimate.
    pub good_turing: f64,
    /// Fresh draws: how many, unseen, and the bound with 95 % confidence.
    pub held_out: Share,
    /// The same of the history's last rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<Share>,
    /// What was measured.
    pub table: Vec<Line>,
    /// Answers that were no optimum, all ways together.
    pub wrong: usize,
    /// The line of the table that was written.
    pub chosen: String,
    /// Whether learning pays.
    pub verdict: String,
    /// What else the user should know.
    pub notes: Vec<String>,
    /// What was written.
    pub files: Vec<String>,
    /// Seconds of the run.
    pub seconds: f64,
}

/// Of some θ, how many have an unseen strategy.
#[derive(Debug, Serialize)]
pub struct Share {
    /// How many θ.
    pub tried: u64,
    /// Those with an unseen strategy.
    pub unseen: u64,
    /// What share of new ones has one at most, with 95 % confidence.
    pub bound: f64,
}

/// Writes the weights, the card, the tree in words and the program, and gives the report.
///
/// # Errors
/// [`Error::File`]; [`Error::Bundle`].
pub fn write(
    outcome: &Outcome,
    program: &ParametricProgram,
    settings: &LearnSettings,
    seconds: f64,
) -> Result<Report> {
    let bytes = outcome.learned.to_bytes().map_err(|error| Error::Bundle(error.to_string()))?;
    let mut files = Vec::new();
    let mut file = |ending: &str, content: &[u8]| -> Result<()> {
        let path = settings.file(ending);
        std::fs::write(&path, content).map_err(Error::file(&path))?;
        files.push(path.display().to_string());
        Ok(())
    };
    file(".safetensors", &bytes)?;
    file(".md", card(outcome, bytes.len()).as_bytes())?;
    file(".tree.txt", voice(outcome).as_bytes())?;
    let document = Document::from(ParametricProgram { distribution: None, ..program.clone() });
    let text = write_document(&document).map_err(|error| Error::Bundle(error.to_string()))?;
    file(".model.json", text.as_bytes())?;
    let share = |h: &hunch_strategies::HoldOut| Share { tried: h.tried, unseen: h.unseen, bound: h.bound };
    Ok(Report {
        name: settings.name.clone(),
        parameters: program.parameters.len(),
        seed: settings.seed,
        samples: outcome.estimate.samples,
        strategies: outcome.estimate.strategies,
        without: outcome.without,
        good_turing: outcome.estimate.good_turing,
        held_out: share(&outcome.hold_out),
        history: outcome.real.as_ref().map(share),
        table: outcome.learned.card.table.clone(),
        wrong: outcome.measured.iter().map(|measured| measured.wrong).sum(),
        chosen: outcome.measured[outcome.verdict.chosen].line.name.clone(),
        verdict: outcome.verdict.text.clone(),
        notes: outcome.notes.clone(),
        files,
        seconds,
    })
}

/// The report as people read it.
pub fn text(report: &Report, about: &str) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{text}");
    };
    line(format!("θ: {} numbers; {about}", report.parameters));
    line(format!("labels: {} with an optimum, seed {}", report.samples, report.seed));
    let Share { tried, unseen, bound } = &report.held_out;
    line(format!(
        "strategies: {} seen; {unseen} of {tried} fresh θ need an unseen one, a new θ in at most {:.2} % (95 %)",
        report.strategies,
        100.0 * bound
    ));
    if let Some(Share { tried, unseen, .. }) = &report.history {
        line(format!("history: {unseen} of the last {tried} rows need an unseen one"));
    }
    line(table(&report.table));
    report.notes.iter().for_each(|note| line(format!("note: {note}")));
    line(report.verdict.clone());
    let _ = write!(out, "wrote {}", report.files.join(", "));
    out
}

/// The measured table in Markdown.
fn table(lines: &[Line]) -> String {
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let share = |share: Option<f64>| share.map_or_else(|| "–".to_owned(), percent);
    let mut out = String::from(
        "| way to answer | µs a query | proven without search | first guess right | among three |\n|---|--:|--:|--:|--:|\n",
    );
    for line in lines {
        let proven = if line.first.is_some() { percent(line.proven) } else { "–".to_owned() };
        let (first, three) = (share(line.first), share(line.three));
        let _ = writeln!(out, "| {} | {:.1} | {proven} | {first} | {three} |", line.name, line.microseconds);
    }
    out
}

/// The card in Markdown.
fn card(outcome: &Outcome, bytes: usize) -> String {
    let card = &outcome.learned.card;
    let mut out = format!("# {}\n\n{}.\n\n", card.name, capital(&card.verdict));
    let sampled = &card.sampled;
    let _ = write!(
        out,
        "- {bytes} bytes; answers by `{}`, {} tried.\n- θ has {} numbers; drawn from {}.\n\
         - {} θ with an optimum have {} strategies (Good–Turing {:.4}); {} of {} fresh ones had an unseen \
         strategy: a new θ does in at most {:.2} % (95 %). Seed {}.\n",
        card.ranking.by.name(),
        card.ranking.tries,
        card.parameters.len(),
        card.domain.source,
        sampled.samples,
        sampled.strategies,
        sampled.good_turing,
        sampled.unseen,
        sampled.held_out,
        100.0 * sampled.bound,
        sampled.seed
    );
    outcome.notes.iter().for_each(|note| {
        let _ = writeln!(out, "- {}.", capital(note));
    });
    let _ = write!(
        out,
        "\n## Measured\n\nOn fresh θ, one at a time, on the machine that learned.\n\n{}",
        table(&card.table)
    );
    out.push_str("\n## Domain\n\n| parameter | from | to |\n|---|--:|--:|\n");
    for ((name, low), high) in card.parameters.iter().zip(&card.domain.lower).zip(&card.domain.upper) {
        let _ = writeln!(out, "| {name} | {} | {} |", number(*low, 4), number(*high, 4));
    }
    out
}

/// The tree in words, or the strategies where there is none.
fn voice(outcome: &Outcome) -> String {
    let learned = &outcome.learned;
    let (card, store) = (&learned.card, &learned.store);
    if let Some(tree) = &learned.tree {
        return outline(tree, &card.parameters, &card.sentences);
    }
    let mut out = String::new();
    if card.sentences.is_empty() {
        out.push_str("no strategies are stored\n");
    }
    let total: u64 = store.counts.iter().sum();
    for (sentence, &count) in card.sentences.iter().zip(&store.counts) {
        let _ = writeln!(out, "{sentence} ({:.1} % of {total})", 100.0 * count as f64 / total.max(1) as f64);
    }
    out
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The file's name without folders and ending.
pub fn stem(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().split('.').next().unwrap_or_default().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "model".to_owned())
}
