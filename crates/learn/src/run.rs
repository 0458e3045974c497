//! From a program and its θ to what is written: labels, learners, measures, a verdict.

use crate::draws::Draws;
use crate::error::{Error, Result};
use crate::learners::{Beside, Kind, Trained, data, kept, train};
use crate::measure::{Bench, Measured, Query, Way};
use crate::plan::{LearnSettings, Watch};
use crate::progress::Progress;
use crate::verdict::{Verdict, decide};
use hunch_model::parametric::ParametricProgram;
use hunch_strategies::bundle::{By, Card, Domain, FORMAT, Guess, Learned, Ranking, Sampled, Told, VERSION};
use hunch_strategies::params::BETA;
use hunch_strategies::sampling::Label;
use hunch_strategies::words::{Vocabulary, sentences};
use hunch_strategies::{Answerer, Estimate, HoldOut, LabelOptions, Sample, SampleOptions, Sampler, Store};
use std::time::Instant;

/// Share of the time that fresh labels may take.
const FRESH_TIME: f64 = 0.1;
/// Fresh θ by which it is seen how long a label takes.
const TRIAL: u64 = 64;
/// θ whose binaries are kept to be guessed from.
const MOST_GUESSED: usize = 5_000;
/// Licence of the file: it holds the user's own program, so it is theirs.
const LICENCE: &str = "LicenseRef-own";

/// What a run came to.
pub struct Outcome {
    /// What goes into the weights file.
    pub learned: Learned,
    /// All ways with their measures.
    pub measured: Vec<Measured>,
    /// What was decided.
    pub verdict: Verdict,
    /// What the sample says of unseen strategies.
    pub estimate: Estimate,
    /// What fresh draws say of them.
    pub hold_out: HoldOut,
    /// What the history's last rows say of them, where there are some.
    pub real: Option<HoldOut>,
    /// θ without an optimum: infeasible, unbounded, or given up.
    pub without: [u64; 3],
    /// What the user should know.
    pub notes: Vec<String>,
}

/// Learns `program` from `draws`, with the learners of this crate and those `beside`.
///
/// # Errors
/// What the engines or the learners refuse; a checkpoint of something else; no θ with an optimum.
pub fn run(
    program: &ParametricProgram,
    draws: &Draws,
    words: &Vocabulary,
    settings: &LearnSettings,
    watch: &Watch,
    beside: &dyn Beside,
    progress: &dyn Progress,
) -> Result<Outcome> {
    let mut notes = Vec::new();
    let (sample, estimate) = crate::samples::sample(program, draws, settings, watch, progress)?;
    let without = without(&sample);
    if estimate.samples == 0 {
        let [infeasible, unbounded, unsettled] = without;
        return Err(Error::Search(format!(
            "no θ has an optimum: {infeasible} infeasible, {unbounded} unbounded, {unsettled} without an end"
        )));
    }
    let is_mixed = program.base.has_integers();
    let is_hopeless = crate::samples::is_hopeless(&estimate);
    if is_hopeless {
        let instead = if is_mixed {
            "none is stored; a guess of the binaries is measured instead"
        } else {
            "those that are stored are a share of them"
        };
        notes.push(format!(
            "strategies do not settle: {} θ have {} of them; {instead}",
            estimate.samples, estimate.strategies
        ));
    }
    let mut store = if is_hopeless && is_mixed { Store::default() } else { kept(&sample) };
    let dropped = sample.strategies.len() - store.strategies.len();
    if dropped > 0 && !is_hopeless {
        notes.push(format!("{dropped} rare strategies are not stored"));
    }
    let theta = |index| draws.sample(index);
    let engine = |error: &dyn std::fmt::Display| Error::Search(error.to_string());
    let mut answerer = Answerer::new(program, &store).map_err(|error| engine(&error))?;
    if is_mixed && !store.strategies.list().is_empty() {
        notes.push(grown(&mut answerer, &mut store, &sample, &theta, watch)?);
    }
    let is_stored = store.trees.iter().any(|tree| !tree.is_empty());
    // With trees and without: a tree that does not prove an answer costs time.
    let bare = Store { trees: Vec::new(), ..store.clone() };
    let bare =
        is_stored.then(|| Answerer::new(program, &bare)).transpose().map_err(|error| engine(&error))?;
    let answerer = Answerer::new(program, &store).map_err(|error| engine(&error))?;
    let mut trained = Vec::new();
    if store.strategies.len() > 1 {
        let data = data(&sample, &store, &theta)?;
        trained = train(&data, &answerer, &store, settings, watch, progress)?;
        match beside.train(&data, &store, settings.seed, watch.for_beside()) {
            Ok(more) => trained.extend(more),
            Err(reason) => notes.push(format!("no network was learned: {reason}")),
        }
    }
    let guess = guess(program, &sample, &theta)?;
    let fresh = |index| draws.fresh(index);
    let (hold_out, fresh_labels) = held_out(program, &sample, &fresh, settings.held_out, settings, watch)?;
    let row = |index: u64| draws.held_out[index as usize].clone();
    let rows = draws.held_out.len() as u64;
    let real = if rows > 0 { Some(held_out(program, &sample, &row, rows, settings, watch)?) } else { None };
    let mut queries = Vec::new();
    if let Some((_, labels)) = &real {
        queries.extend(queries_of(labels, &store, &row));
        queries.truncate(settings.queries / 2);
    }
    let real_queries = queries.len();
    let drawn = queries_of(&fresh_labels, &store, &fresh);
    queries.extend(drawn.into_iter().take(settings.queries - real_queries));
    if queries.is_empty() {
        return Err(Error::Search("no fresh θ has an optimum".into()));
    }
    let mut bench =
        Bench { program, store: &store, answerer, bare, trained: &trained, guess: guess.as_ref() };
    let ways = bench.ways();
    let measured = bench.measure(&ways, &queries, watch, progress)?;
    drop(bench);
    for way in measured.iter().filter(|way| way.wrong > 0) {
        let queries = queries.len();
        notes.push(format!(
            "{}: {} of {queries} answers were no optimum; it is not shipped",
            way.line.name, way.wrong
        ));
    }
    notes.extend(guesses(&measured));
    let verdict = decide(&measured);
    let words = sentences(program, store.strategies.list(), words);
    let card = Card {
        format: FORMAT,
        version: VERSION,
        name: settings.name.clone(),
        parameters: program.parameters.clone(),
        sentences: words,
        ranking: Ranking { by: By::Search, tries: 0 },
        neighbours: 0,
        domain: domain(&sample, draws),
        sampled: Sampled {
            seed: settings.seed,
            samples: estimate.samples,
            strategies: estimate.strategies,
            good_turing: estimate.good_turing,
            held_out: hold_out.tried,
            unseen: hold_out.unseen,
            bound: hold_out.bound,
        },
        table: measured.iter().map(|measured| measured.line.clone()).collect(),
        verdict: verdict.text.clone(),
        licence: LICENCE.into(),
    };
    let voice = voice(&trained, &measured);
    let learned = assembled(program, store, card, trained, guess, measured[verdict.chosen].way, voice);
    let real = real.map(|(hold_out, _)| hold_out);
    Ok(Outcome { learned, measured, verdict, estimate, hold_out, real, without, notes })
}

/// Which guess of binaries is the quickest, where there are some.
fn guesses(measured: &[Measured]) -> Option<String> {
    let time = |measured: &Measured| measured.line.microseconds;
    let ways = measured.iter().filter(|measured| matches!(measured.way, Way::Guess(_)));
    let best = ways.min_by(|a, b| time(a).total_cmp(&time(b)))?;
    let cold = measured.iter().find(|measured| measured.way == Way::Cold)?;
    let (name, share) = (&best.line.name, time(best) / time(cold));
    Some(format!(
        "of the guesses of binaries the quickest is \"{name}\": {share:.2} times the time of a search"
    ))
}

/// Grows the trees of the store, and what is to be said of them.
fn grown(
    answerer: &mut Answerer<'_>,
    store: &mut Store,
    sample: &Sample,
    theta: &dyn Fn(u64) -> Vec<f64>,
    watch: &Watch,
) -> Result<String> {
    let strategies = store.strategies.len();
    let found = crate::trees::grow(answerer, store, sample, theta, watch)?;
    let mut text = format!(
        "{} of {strategies} strategies have a stored tree that proves them, of {} leaves at most",
        found.trees, found.leaves
    );
    if found.dropped > 0 {
        text += &format!("; {} trees are left out, for all together would be too large", found.dropped);
    }
    Ok(text)
}

/// θ that are infeasible, unbounded, and without an end.
fn without(sample: &Sample) -> [u64; 3] {
    let count = |wanted: Label| sample.labels.iter().filter(|&&label| label == wanted).count() as u64;
    [count(Label::Infeasible), count(Label::Unbounded), count(Label::Unsettled)]
}

/// Past binaries, where the program has some.
fn guess(
    program: &ParametricProgram,
    sample: &Sample,
    theta: &dyn Fn(u64) -> Vec<f64>,
) -> Result<Option<Guess>> {
    let base = &program.base;
    let integers: Vec<usize> =
        (0..base.columns.len()).filter(|&j| base.columns[j].kind.is_integer()).collect();
    let binaries: Vec<usize> =
        (0..integers.len()).filter(|&k| base.columns[integers[k]].is_binary()).collect();
    if binaries.is_empty() {
        return Ok(None);
    }
    let (mut thetas, mut values) = (Vec::new(), Vec::new());
    for (index, label) in sample.labels.iter().enumerate() {
        let Label::Strategy(number, _) = label else { continue };
        let Some(strategy) = sample.strategies.get(*number) else { continue };
        thetas.push(theta(index as u64));
        values.push(binaries.iter().map(|&k| strategy.integers[k] == 1).collect());
        if thetas.len() >= MOST_GUESSED {
            break;
        }
    }
    let columns = binaries.iter().map(|&k| integers[k] as u32).collect();
    Guess::new(&thetas, columns, &values).map(Some).map_err(|error| Error::Bundle(error.to_string()))
}

/// Labels of fresh θ, as many as there is time for, and how many of them have an unseen strategy.
fn held_out(
    program: &ParametricProgram,
    sample: &Sample,
    theta: &(dyn Fn(u64) -> Vec<f64> + Sync),
    most: u64,
    settings: &LearnSettings,
    watch: &Watch,
) -> Result<(HoldOut, Sample)> {
    let label = LabelOptions { node_limit: Some(crate::samples::NODE_LIMIT), ..LabelOptions::default() };
    let options = SampleOptions { threads: settings.threads, label, ..SampleOptions::default() };
    let engine = |error| Error::Search(format!("{error}"));
    let sampler = Sampler::new(program, &theta, options).map_err(engine)?;
    let started = Instant::now();
    let trial = sampler.hold_out(sample, most.min(TRIAL), BETA).map_err(engine)?;
    let a_label = started.elapsed().as_secs_f64() / most.clamp(1, TRIAL) as f64;
    let seconds = (FRESH_TIME * 60.0 * settings.minutes).min(watch.left());
    let count = most.min((seconds / a_label.max(1e-9)) as u64);
    if count <= TRIAL { Ok(trial) } else { sampler.hold_out(sample, count, BETA).map_err(engine) }
}

/// θ with an optimum, and whether its strategy is stored.
fn queries_of(labels: &Sample, store: &Store, theta: &dyn Fn(u64) -> Vec<f64>) -> Vec<Query> {
    let query = |(index, label): (usize, &Label)| {
        let Label::Strategy(number, objective) = *label else { return None };
        let strategy = labels.strategies.get(number).and_then(|strategy| store.strategies.number(strategy));
        Some(Query { theta: theta(index as u64), objective, strategy })
    };
    labels.labels.iter().enumerate().filter_map(query).collect()
}

/// Where θ of the sample lie.
fn domain(sample: &Sample, draws: &Draws) -> Domain {
    let mut lower = draws.sample(0);
    let mut upper = lower.clone();
    for index in 1..sample.labels.len() as u64 {
        for (j, value) in draws.sample(index).into_iter().enumerate() {
            lower[j] = lower[j].min(value);
            upper[j] = upper[j].max(value);
        }
    }
    Domain { lower, upper, source: draws.about.clone() }
}

/// The tree that is most often right at once, of equals the one that asks least: the voice where none ranks.
fn voice(trained: &[Trained], measured: &[Measured]) -> Option<usize> {
    let first = |place: usize| {
        let of = |way: Way| matches!(way, Way::Ranked { learner: Some(at), .. } if at == place);
        measured
            .iter()
            .filter(|measured| of(measured.way))
            .filter_map(|measured| measured.line.first)
            .fold(0.0, f64::max)
    };
    let tree = |place: usize| match &trained[place].kind {
        Kind::Tree(tree) => Some((place, first(place), tree.complexity())),
        Kind::Neighbours(_) | Kind::Network(_) => None,
    };
    let better = |a: &(usize, f64, f64), b: &(usize, f64, f64)| b.1.total_cmp(&a.1).then(a.2.total_cmp(&b.2));
    (0..trained.len()).filter_map(tree).min_by(better).map(|(place, ..)| place)
}

/// The file of the way that was chosen. A tree is in it in any case, for it has the voice.
fn assembled(
    program: &ParametricProgram,
    store: Store,
    mut card: Card,
    trained: Vec<Trained>,
    guess: Option<Guess>,
    way: Way,
    voice: Option<usize>,
) -> Learned {
    let (mut tree, mut neighbours, mut network) = (None, None, None);
    let chosen = match way {
        Way::Ranked { learner, .. } => learner,
        _ => None,
    };
    let spoken = chosen.filter(|&place| matches!(trained[place].kind, Kind::Tree(_)));
    let voice = spoken.or(voice);
    for (place, trained) in trained.into_iter().enumerate() {
        match trained.kind {
            Kind::Tree(found) if Some(place) == voice => tree = Some(found),
            Kind::Neighbours(found) if Some(place) == chosen => neighbours = Some(found),
            Kind::Network(found) if Some(place) == chosen => network = Some(found),
            _ => {}
        }
    }
    card.ranking = match way {
        Way::Cold | Way::Warm => Ranking { by: By::Search, tries: 0 },
        Way::Guess(told) => {
            let by = match told {
                Told::Votes => By::Guess,
                Told::Start => By::Start,
                Told::Fixed => By::Fixed,
            };
            Ranking { by, tries: 0 }
        }
        Way::Ranked { ranking, .. } => ranking,
    };
    let has_trees = matches!(way, Way::Ranked { has_trees: true, .. });
    let trees = if has_trees { store.trees } else { Vec::new() };
    let store = Store { trees, ..store };
    let guess = guess.filter(|_| matches!(way, Way::Guess(_)));
    let program = ParametricProgram { distribution: None, ..program.clone() };
    Learned { card, program, store, tree, neighbours, network, guess }
}
