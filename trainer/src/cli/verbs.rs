//! `hunch sample METHOD`, `hunch train METHOD`, `hunch evaluate METHOD`: the options of each are its
//! method's. Without a method the options are those of earlier versions, which knew lot sizing only.

use super::earlier::TrainLots;
use crate::error::Result;
use crate::methods::lot_labels::SampleArgs;
use crate::methods::lstm_opt::command::EvaluateArgs;
use crate::methods::method::{Method, Verb};
use crate::methods::{METHODS, named};
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, Command, Error, FromArgMatches};
use std::marker::PhantomData;

/// A command that every method has.
pub trait Kind {
    /// Its options without a method.
    const EARLIER: Verb;

    /// A method's.
    fn of(method: &Method) -> Verb;
}

/// `hunch sample`.
#[derive(Debug)]
pub struct Sample;

/// `hunch train`.
#[derive(Debug)]
pub struct Train;

/// `hunch evaluate`.
#[derive(Debug)]
pub struct Evaluate;

impl Kind for Sample {
    const EARLIER: Verb = Verb::of::<SampleArgs>();

    fn of(method: &Method) -> Verb {
        method.sample
    }
}

impl Kind for Train {
    const EARLIER: Verb = Verb::of::<TrainLots>();

    fn of(method: &Method) -> Verb {
        method.train
    }
}

impl Kind for Evaluate {
    const EARLIER: Verb = Verb::of::<EvaluateArgs>();

    fn of(method: &Method) -> Verb {
        method.evaluate
    }
}

/// A command with its options as they were given: of the method that was named, or of earlier versions.
#[derive(Debug)]
pub struct ByMethod<K> {
    verb: Verb,
    options: ArgMatches,
    kind: PhantomData<K>,
}

impl<K> ByMethod<K> {
    /// Carries the command out and returns its exit code.
    ///
    /// # Errors
    /// What the command returns.
    pub fn run(&self, json: bool) -> Result<u8> {
        (self.verb.run)(&self.options, json)
    }
}

impl<K: Kind> Args for ByMethod<K> {
    fn augment_args(command: Command) -> Command {
        let about = command.get_about().cloned().unwrap_or_default();
        let earlier = (K::EARLIER.options)(command)
            .mut_args(|option| option.hide(true))
            .about(about)
            .long_about(None)
            .subcommand_negates_reqs(true)
            .arg_required_else_help(true)
            .subcommand_value_name("METHOD")
            .subcommand_help_heading("Methods")
            .after_help("Without a method the options are those of lot sizing, as in earlier versions.");
        METHODS.iter().fold(earlier, |command, method| {
            let options = (K::of(method).options)(Command::new(method.name));
            command.subcommand(options.about(method.about).long_about(None))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<K: Kind> FromArgMatches for ByMethod<K> {
    fn from_arg_matches(matches: &ArgMatches) -> std::result::Result<Self, Error> {
        let (verb, options) = match matches.subcommand() {
            Some((name, options)) => {
                refuse_misplaced::<K>(matches, name)?;
                let method = named(name).ok_or_else(|| Error::new(ErrorKind::InvalidSubcommand))?;
                (K::of(method), options)
            }
            None => (K::EARLIER, matches),
        };
        Ok(Self { verb, options: options.clone(), kind: PhantomData })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> std::result::Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// An option before the method would be read by nobody. (The parser's own setting would refuse `--json` there
/// too.)
fn refuse_misplaced<K: Kind>(matches: &ArgMatches, method: &str) -> std::result::Result<(), Error> {
    let earlier = (K::EARLIER.options)(Command::new("earlier"));
    let given = |id: &str| matches.value_source(id) == Some(ValueSource::CommandLine);
    match earlier.get_arguments().map(|option| option.get_id().as_str()).find(|id| given(id)) {
        Some(id) => {
            let message =
                format!("--{} stands before {method}; it must stand after it\n", id.replace('_', "-"));
            Err(Error::raw(ErrorKind::ArgumentConflict, message))
        }
        None => Ok(()),
    }
}
