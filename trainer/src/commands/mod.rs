//! The commands: what a user asked for, turned into calls, progress and a printed result.

mod bench;
mod check;
mod evaluate;
mod export;
mod robust;
mod sample;
mod solve;
mod train;

use crate::cli::{Cli, Command};
use crate::error::{Error, Result};
use hunch_guide::Library;
use hunch_model::io::{Format, ReadOptions, Reading, load_with};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Runs a command and prints its result.
///
/// # Errors
/// What the command returns; [`Error::exit_code`] belongs to it.
pub fn run(cli: &Cli) -> Result<u8> {
    match &cli.command {
        Command::Sample(args) => sample::run(args, cli.json),
        Command::Train(args) => train::run(args, cli.json),
        Command::Export(args) => export::run(args, cli.json),
        Command::Evaluate(args) => evaluate::run(args, cli.json),
        Command::Solve(args) => solve::run(args, cli.json),
        Command::Check(args) => check::run(args, cli.json),
        Command::Bench(args) => bench::run(args, cli.json),
        Command::Robust(command) => robust::run(command, cli.json),
    }
}

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
fn print(json: bool, result: &impl Serialize, text: &str) -> Result<()> {
    let line = if json {
        serde_json::to_string(result)
            .map_err(|e| Error::Content { path: "standard output".into(), reason: e.to_string() })?
    } else {
        text.to_owned()
    };
    writeln!(std::io::stdout(), "{line}").map_err(Error::file("standard output"))
}

/// A progress bar on standard error; invisible when that is no terminal.
fn progress_bar(length: u64, unit: &str) -> ProgressBar {
    let bar = ProgressBar::new(length);
    let template = format!("{{elapsed_precise}} {{wide_bar}} {{pos}}/{{len}} {unit}, {{eta}} left {{msg}}");
    match ProgressStyle::with_template(&template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Reads a program file, whose name may tell its format, and says on standard error what its text leaves in
/// doubt.
fn read_program(path: &Path, bytes: &[u8], strict: bool) -> Result<Reading> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let reading = load_with(bytes, Format::from_file_name(&name), ReadOptions { strict })
        .map_err(|e| Error::Content { path: path.into(), reason: e.to_string() })?;
    for warning in &reading.warnings {
        let line = format!("warning: {}: {warning}", path.display());
        writeln!(std::io::stderr(), "{line}").map_err(Error::file("standard error"))?;
    }
    Ok(reading)
}

/// Loads weights files.
fn library(paths: &[PathBuf]) -> Result<Library> {
    let mut library = Library::new();
    for path in paths {
        let bytes = std::fs::read(path).map_err(Error::file(path))?;
        library.load(&bytes).map_err(|e| Error::Content { path: path.clone(), reason: e.to_string() })?;
    }
    Ok(library)
}
