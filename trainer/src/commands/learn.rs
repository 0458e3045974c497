//! `hunch learn`.

use crate::cli::LearnArgs;
use crate::error::Result;
use crate::methods::mlopt::NetworkLearner;
use crate::terminal::{print, progress_bar};
use hunch_learn::output::stem;
use hunch_learn::plan::LearnSettings;
use hunch_learn::progress::Progress;
use hunch_learn::{Ask, road_with};
use indicatif::ProgressBar;
use std::cell::RefCell;
use std::path::PathBuf;

/// Runs the command.
pub fn run(args: &LearnArgs, json: bool) -> Result<u8> {
    let ask = Ask {
        models: args.models.clone(),
        theta: args.theta.clone(),
        map: args.map.clone(),
        words: args.words.clone(),
        settings: settings(args),
    };
    let (report, text) = road_with(&ask, &NetworkLearner, &Bars::default())?;
    print(json, &report, &text)?;
    Ok(0)
}

/// A bar on standard error for each phase.
#[derive(Default)]
struct Bars(RefCell<Option<(&'static str, ProgressBar)>>);

impl Progress for Bars {
    fn at(&self, what: &'static str, done: u64, total: u64, message: &str) {
        let mut bar = self.0.borrow_mut();
        if bar.as_ref().is_none_or(|(shown, _)| *shown != what) {
            if let Some((_, old)) = bar.take() {
                old.finish_and_clear();
            }
            *bar = Some((what, progress_bar(total, what)));
        }
        if let Some((_, bar)) = &*bar {
            bar.set_position(done);
            bar.set_message(message.to_owned());
        }
    }
}

fn settings(args: &LearnArgs) -> LearnSettings {
    let out = args.out.clone().unwrap_or_else(|| PathBuf::from(stem(&args.models[0])));
    LearnSettings {
        name: out.file_name().map_or_else(|| "model".into(), |name| name.to_string_lossy().into_owned()),
        out,
        minutes: args.minutes,
        samples: args.samples,
        held_out: args.held_out,
        queries: args.queries,
        seed: args.seed,
        threads: args.threads,
        restarts: args.restarts,
    }
}
