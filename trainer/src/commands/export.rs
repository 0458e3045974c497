//! `hunch export`: the method that made the run writes its weights file.

use crate::arguments::ExportArgs;
use crate::error::{Error, Result};
use crate::families::LSTM_OPT;
use crate::methods::named;
use crate::training::Checkpoint;

/// Runs the command.
pub fn run(args: &ExportArgs, json: bool) -> Result<u8> {
    let said = Checkpoint::of(&args.run).method()?;
    // Runs of earlier versions do not say; `hunch robust export` reads those of robust families.
    let name = said.as_deref().unwrap_or(LSTM_OPT);
    let export = named(name).and_then(|method| method.export).ok_or_else(|| Error::Content {
        path: args.run.clone(),
        reason: format!("is a run of {name}, which this build cannot export"),
    })?;
    export(args, json)
}
