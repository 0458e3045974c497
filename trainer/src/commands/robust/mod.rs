//! `hunch robust`.

mod report;
mod sweep;

use crate::cli::earlier::RobustCommand;
use crate::error::Result;
use crate::methods::method::Action;
use crate::methods::self_supervised::command::export;

/// Runs the command.
pub fn run(command: &RobustCommand, json: bool) -> Result<u8> {
    match command {
        RobustCommand::Sweep(args) => sweep::run(args, json),
        RobustCommand::Report(args) => report::run(args, json),
        RobustCommand::Sample(args) => args.run(json),
        RobustCommand::Train(args) => args.run(json),
        RobustCommand::Export(args) => export(args, json),
        RobustCommand::Evaluate(args) => args.run(json),
    }
}
