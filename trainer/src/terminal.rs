//! What every command shares with the terminal: results on standard output, progress and logs on standard
//! error.

use crate::error::{Error, Result};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::io::{IsTerminal, Write};

/// Log lines go to standard error; `RUST_LOG` chooses what, else warnings and the command's own progress.
pub fn start_log(verbose: bool) {
    let level = if verbose { "hunch_trainer=debug,warn" } else { "hunch_trainer=info,error" };
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| level.into());
    // A second call, from another test of the same process, changes nothing.
    let colours = std::io::stderr().is_terminal();
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(colours)
        .with_target(false)
        .try_init();
}

/// Prints a result: as JSON for programs, else as the given text.
///
/// # Errors
/// [`Error::File`]; [`Error::Content`].
pub fn print(json: bool, result: &impl Serialize, text: &str) -> Result<()> {
    let line = if json {
        serde_json::to_string(result)
            .map_err(|e| Error::Content { path: "standard output".into(), reason: e.to_string() })?
    } else {
        text.to_owned()
    };
    writeln!(std::io::stdout(), "{line}").map_err(Error::file("standard output"))
}

/// A progress bar on standard error; invisible when that is no terminal.
pub fn progress_bar(length: u64, unit: &str) -> ProgressBar {
    let bar = ProgressBar::new(length);
    let template = format!("{{elapsed_precise}} {{wide_bar}} {{pos}}/{{len}} {unit}, {{eta}} left {{msg}}");
    match ProgressStyle::with_template(&template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
