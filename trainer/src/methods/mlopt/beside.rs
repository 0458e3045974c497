//! The network as a learner of `hunch learn`, beside trees and neighbours.

use super::export::plain;
use super::plan::Settings;
use super::task::StrategyTask;
use crate::device::{Choice, open};
use crate::error::Result;
use crate::labels::{DataSet, What};
use crate::training::Run;
use burn::module::Module;
use hunch_learn::learners::{Beside, Kind, Trained};
use hunch_strategies::Store;
use hunch_strategies::bundle::Network as BundledNetwork;
use hunch_strategies::learn::{Data, Network};
use std::path::Path;
use std::time::Instant;

/// Steps by which it is seen how long one takes.
const TRIAL: u64 = 40;
/// Share of the seconds that training may take by that; the rest is for what a busy machine does to it.
const SHARE: f64 = 0.8;
/// Passes over the points that are worth a network; with fewer none is learned.
const LEAST_EPOCHS: u64 = 10;

/// Trains it on the CPU, with the settings of `hunch train mlopt` and as many passes as there is time for.
pub struct NetworkLearner;

impl Beside for NetworkLearner {
    fn train(
        &self,
        data: &Data,
        store: &Store,
        seed: u64,
        seconds: f64,
    ) -> std::result::Result<Vec<Trained>, String> {
        let names = store.strategies.list().iter().map(hunch_strategies::Strategy::id).collect();
        let learned = in_time(data, names, seed, seconds).map_err(|error| error.to_string())?;
        let (network, epochs) = learned
            .ok_or_else(|| format!("{seconds:.1} s are too few for {LEAST_EPOCHS} passes over the points"))?;
        let layers = network.parts().layers.len() - 1;
        let name = format!("network, {layers} hidden layers, {epochs} epochs");
        Ok(vec![Trained { name, kind: Kind::Network(BundledNetwork::from(network.parts().clone())) }])
    }
}

/// The network of as many passes over the points, at most those of the paper's settings, as `seconds` allow, and
/// how many they were; nothing where they are too few for it to learn. Classes are called `names`.
///
/// # Errors
/// What a run writes on the way cannot be written.
pub fn in_time(data: &Data, names: Vec<String>, seed: u64, seconds: f64) -> Result<Option<(Network, u64)>> {
    let folder = std::env::temp_dir().join(format!("hunch-network-{}-{seed}", std::process::id()));
    let learned = learned(data, &names, seed, seconds, &folder);
    // What a run writes on the way is of no use here.
    std::fs::remove_dir_all(&folder).ok();
    learned
}

fn learned(
    data: &Data,
    names: &[String],
    seed: u64,
    seconds: f64,
    folder: &Path,
) -> Result<Option<(Network, u64)>> {
    let started = Instant::now();
    let device = open(Choice::Cpu)?;
    let set = DataSet {
        what: What::Program { name: String::new() },
        fingerprint: String::new(),
        rule: "strategies of hunch learn".into(),
        seed,
        samples: data.len() as u64,
    };
    let task = |epochs: u64| {
        let settings = Settings { epochs, seed, ..Settings::default() };
        StrategyTask::of(settings, set.clone(), names.to_vec(), data.clone())
    };
    let most = Settings::default().epochs;
    let mut trial = Run::start(task(most)?, device.clone(), &folder.join("trial"))?;
    let (steps, epochs) = (trial.steps(), most as f64);
    trial.run(TRIAL, TRIAL, &mut |_| ())?;
    let a_step = started.elapsed().as_secs_f64() / TRIAL.min(steps) as f64;
    let affordable = SHARE * seconds / (a_step * steps as f64 / epochs);
    if affordable < LEAST_EPOCHS as f64 {
        return Ok(None);
    }
    let epochs = most.min(affordable as u64);
    let mut run = Run::start(task(epochs)?, device, &folder.join("run"))?;
    let steps = run.steps();
    run.run(steps, steps, &mut |_| ())?;
    Ok(Some((plain(&run.network().valid(), &run.state().plan.statistics)?, epochs)))
}
