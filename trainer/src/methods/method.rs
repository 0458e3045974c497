//! What the `hunch` command needs to know of a method.

use crate::arguments::ExportArgs;
use crate::error::Result;
use clap::{ArgMatches, Args, Command};

/// The options of a command that can be carried out.
pub trait Action: Args {
    /// Carries it out and prints the result, as JSON if asked to; returns the exit code.
    ///
    /// # Errors
    /// What the command returns.
    fn run(&self, json: bool) -> Result<u8>;
}

/// One command of one method, such as `hunch train lstm-opt`.
#[derive(Clone, Copy, Debug)]
pub struct Verb {
    /// Adds its options.
    pub options: fn(Command) -> Command,
    /// Reads them and carries it out.
    pub run: fn(&ArgMatches, bool) -> Result<u8>,
}

impl Verb {
    /// The command whose options are `A`.
    pub const fn of<A: Action>() -> Self {
        Self { options: A::augment_args, run: read_and_run::<A> }
    }
}

fn read_and_run<A: Action>(matches: &ArgMatches, json: bool) -> Result<u8> {
    match A::from_arg_matches(matches) {
        Ok(action) => action.run(json),
        // What the parser let through fits the options that it was made of; else it says so as it always
        // does.
        Err(error) => error.exit(),
    }
}

/// A way to learn.
#[derive(Clone, Copy, Debug)]
pub struct Method {
    /// Its name on the command line and in checkpoints.
    pub name: &'static str,
    /// What it is, in a line.
    pub about: &'static str,
    /// `hunch sample`: labels to learn from, or to measure against.
    pub sample: Verb,
    /// `hunch train`.
    pub train: Verb,
    /// `hunch evaluate`.
    pub evaluate: Verb,
    /// `hunch export` of one of its runs; none when training writes the weights file itself.
    pub export: Option<fn(&ExportArgs, bool) -> Result<u8>>,
}
