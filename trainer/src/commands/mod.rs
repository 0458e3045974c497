//! The commands: what a user asked for, turned into calls, progress and a printed result.

mod answer;
mod bench;
mod check;
mod convert;
mod export;
mod insight;
mod label;
mod learn;
mod robust;
mod solve;

use crate::cli::{Cli, Command};
use crate::error::{Error, Result};
use hunch_guide::Library;
use hunch_model::io::{Format, ReadOptions, Reading, Warning, load_with};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Runs a command and prints its result.
///
/// # Errors
/// What the command returns; [`Error::exit_code`] belongs to it.
pub fn run(cli: &Cli) -> Result<u8> {
    match &cli.command {
        Command::Sample(chosen) => chosen.run(cli.json),
        Command::Label(args) => label::run(args, cli.json),
        Command::Merge(args) => label::run_merge(args, cli.json),
        Command::Train(chosen) => chosen.run(cli.json),
        Command::Export(args) => export::run(args, cli.json),
        Command::Evaluate(chosen) => chosen.run(cli.json),
        Command::Solve(args) => solve::run(args, cli.json),
        Command::Check(args) => check::run(args, cli.json),
        Command::Learn(args) => learn::run(args, cli.json),
        Command::Answer(args) => answer::run(args, cli.json),
        Command::Convert(args) => convert::run(args, cli.json),
        Command::Bench(args) => bench::run(args, cli.json),
        Command::Robust(command) => robust::run(command, cli.json),
    }
}

/// Reads a program file, whose name may tell its format, and says on standard error what its text leaves in
/// doubt.
fn read_program(path: &Path, bytes: &[u8], strict: bool) -> Result<Reading> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let reading = load_with(bytes, Format::from_file_name(&name), ReadOptions { strict })
        .map_err(|e| Error::Content { path: path.into(), reason: e.to_string() })?;
    warn(path, &reading.warnings)?;
    Ok(reading)
}

/// Says on standard error what is doubtful about a program.
fn warn(path: &Path, warnings: &[Warning]) -> Result<()> {
    for warning in warnings {
        let line = format!("warning: {}: {warning}", path.display());
        writeln!(std::io::stderr(), "{line}").map_err(Error::file("standard error"))?;
    }
    Ok(())
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
