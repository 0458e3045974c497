//! `hunch learn`.

use crate::cli::LearnArgs;
use crate::error::{Error, Result};
use crate::methods::mlopt::NetworkLearner;
use crate::terminal::{print, progress_bar};
use hunch_families::parametric::generator;
use hunch_learn::output::stem;
use hunch_learn::plan::LearnSettings;
use hunch_learn::progress::Progress;
use hunch_learn::{Ask, road_with};
use hunch_model::json::write_document;
use indicatif::ProgressBar;
use std::cell::RefCell;
use std::path::{Path, PathBuf};

/// Runs the command.
pub fn run(args: &LearnArgs, json: bool) -> Result<u8> {
    let drawn =
        args.family.as_deref().map(|family| Drawn::new(family, &args.sizes, args.data_seed)).transpose()?;
    let models = drawn.as_ref().map_or_else(|| args.models.clone(), |drawn| vec![drawn.file.clone()]);
    let settings = settings(args, &models[0]);
    let ask =
        Ask { models, theta: args.theta.clone(), map: args.map.clone(), words: args.words.clone(), settings };
    let (report, text) = road_with(&ask, &NetworkLearner, &Bars::default())?;
    print(json, &report, &text)?;
    Ok(0)
}

/// The program of a family that is data, as a file that is read like any other and goes when all is done.
struct Drawn {
    folder: PathBuf,
    file: PathBuf,
}

impl Drawn {
    fn new(family: &str, sizes: &[usize], data_seed: u64) -> Result<Self> {
        let refused = |expected: String| Error::Setting { field: "--family", value: family.into(), expected };
        let generator = generator(family).map_err(|e| refused(e.to_string()))?;
        let program = generator.program(sizes, data_seed).map_err(|e| refused(e.to_string()))?;
        let text = write_document(&program.into()).map_err(|e| refused(e.to_string()))?;
        let folder = std::env::temp_dir().join(format!("hunch-learn-{}", std::process::id()));
        let parts = std::iter::once(family.to_owned()).chain(sizes.iter().map(usize::to_string));
        let file = folder.join(parts.collect::<Vec<_>>().join("-")).with_extension("json");
        std::fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
        let drawn = Self { folder, file };
        std::fs::write(&drawn.file, text).map_err(Error::file(&drawn.file))?;
        Ok(drawn)
    }
}

impl Drop for Drawn {
    fn drop(&mut self) {
        // A copy left behind harms nobody.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
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

fn settings(args: &LearnArgs, first: &Path) -> LearnSettings {
    let out = args.out.clone().unwrap_or_else(|| PathBuf::from(stem(first)));
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
