//! The whole road of a command: files in, files and a report out.

use crate::draws::Draws;
use crate::error::{Error, Result};
use crate::input::{Input, skeleton};
use crate::learners::{Beside, Nothing};
use crate::output::{Report, text, write};
use crate::plan::{LearnSettings, Watch};
use crate::progress::Progress;
use crate::run::run;
use hunch_model::parametric::ParametricProgram;
use hunch_strategies::words::Vocabulary;
use std::path::{Path, PathBuf};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The program's files.
    pub models: Vec<PathBuf>,
    /// The history.
    pub theta: Option<PathBuf>,
    /// What ties its columns to the numbers of several files.
    pub map: Option<PathBuf>,
    /// Words for strategies.
    pub words: Option<PathBuf>,
    /// All else.
    pub settings: LearnSettings,
}

/// Learns a model and writes its files; the report, and the same as people read it.
///
/// # Errors
/// The first thing that is wrong with a file or a setting, what the engines refuse, what cannot be written.
pub fn road(ask: &Ask, progress: &dyn Progress) -> Result<(Report, String)> {
    road_with(ask, &Nothing, progress)
}

/// The same with learners beside those of this crate.
///
/// # Errors
/// As [`road`].
pub fn road_with(ask: &Ask, beside: &dyn Beside, progress: &dyn Progress) -> Result<(Report, String)> {
    let settings = &ask.settings;
    settings.check()?;
    let watch = Watch::start(settings);
    let input = Input::read(&ask.models, ask.map.as_deref())?;
    let program = &input.program;
    let words =
        ask.words.as_deref().map_or_else(|| Ok(Vocabulary::default()), |path| words(path, program))?;
    let draws = Draws::new(program, ask.theta.as_deref(), settings.seed)
        .map_err(|error| with_map(error, &input, ask.map.is_none()))?;
    let mut notes = Vec::new();
    if !draws.constant.is_empty() {
        notes.push(format!("these numbers never vary: {}", draws.constant.join(", ")));
    }
    if !draws.ignored.is_empty() {
        notes.push(format!("columns that are no parameter were not read: {}", draws.ignored.join(", ")));
    }
    for file in input.without_a_row(&draws.history()) {
        notes.push(format!("no row of the table gives the numbers of {file}: is the map right?"));
    }
    let mut outcome = run(program, &draws, &words, settings, &watch, beside, progress)?;
    outcome.notes.splice(0..0, notes);
    let report = write(&outcome, program, settings, watch.elapsed())?;
    let text = text(&report, &draws.about);
    Ok((report, text))
}

/// Words for strategies, of this program.
fn words(path: &Path, program: &ParametricProgram) -> Result<Vocabulary> {
    let content = |reason: String| Error::Content { path: path.into(), reason };
    let text = std::fs::read_to_string(path).map_err(Error::file(path))?;
    let words: Vocabulary = serde_json::from_str(&text).map_err(|error| content(error.to_string()))?;
    let base = &program.base;
    let columns: Vec<String> = (0..base.columns.len()).map(|j| base.column_name(j)).collect();
    let rows: Vec<String> = (0..base.rows.len()).map(|i| base.row_name(i)).collect();
    words.check(&columns, &rows).map_err(|error| content(error.to_string()))?;
    Ok(words)
}

/// The error of a table without a column for each number that differs, with a map to begin with.
fn with_map(error: Error, input: &Input, is_free: bool) -> Error {
    match error {
        Error::Content { path, reason } if is_free && !input.differing().is_empty() => {
            let map = skeleton(input.differing());
            let reason = format!(
                "{reason}. A map (--map FILE) ties its columns to the numbers that differ between the files; to \
                 begin with, put its columns' names on the left of:\n{map}"
            );
            Error::Content { path, reason }
        }
        other => other,
    }
}
