//! The `hunch` command.

use clap::Parser;
use hunch_trainer::{cli::Cli, commands, terminal};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    terminal::start_log(cli.verbose);
    match commands::run(&cli) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::from(error.exit_code())
        }
    }
}
