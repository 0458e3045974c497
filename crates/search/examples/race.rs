//! What racing is worth, by counts that repeat: `race [--seeds N] [--work UNITS] [--numbers K] CLASS...`
//! solves seeded instances once with each of N strategies, each up to so many units of work, and prints units
//! of work to proof and the gap at the end. Then the virtual best of the first two, of the first three and so
//! on: what a race on so many idle cores would take at the most, since its searches also share their points.

use hunch_families::benchmark::CLASSES;
use hunch_model::{Limits, Session, Solution, Status};
use hunch_search::{Engine, Guidance, Search, Settings, StepResult, Strategy};
use std::error::Error;
use std::io::Write;

/// Relative gap counted for an instance without a feasible point.
const NO_POINT: f64 = 1.0;

struct Arguments {
    seeds: u64,
    work: u64,
    numbers: u64,
    prefixes: Vec<String>,
}

impl Arguments {
    fn read() -> Result<Self, Box<dyn Error>> {
        let mut read = Self { seeds: 4, work: 2_000_000_000, numbers: 3, prefixes: Vec::new() };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--seeds" => read.seeds = value()?.parse()?,
                "--work" => read.work = value()?.parse()?,
                "--numbers" => read.numbers = value()?.parse()?,
                _ => read.prefixes.push(argument),
            }
        }
        Ok(read)
    }
}

fn gap(s: &Solution) -> f64 {
    s.gap.map_or(NO_POINT, |gap| gap.relative)
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::read()?;
    let out = &mut std::io::stdout();
    let (mut logarithms, mut instances) = (vec![0.0; arguments.seeds as usize], 0.0);
    for class in CLASSES.into_iter().filter(|c| arguments.prefixes.iter().any(|p| c.name().starts_with(p))) {
        for number in 0..arguments.numbers {
            let program = class.instance(number)?;
            let (mut line, mut works) = (program.name.clone(), Vec::new());
            for seed in 0..arguments.seeds {
                let limits = Limits { seconds: None, work: Some(arguments.work) };
                let mut session = Session::new(limits, &|| 0.0, &|| false, None);
                let settings = Settings::new().with_seed(seed);
                let mut search = Search::new(&program, Engine::Hunch, &settings, &Guidance::none())?;
                while search.step(u64::MAX, &mut session) == StepResult::Paused {}
                let s = search.solution();
                let name = Strategy::of_seed(seed).name;
                let proven = s.status == Status::Optimal;
                let result = if proven { "proven".into() } else { format!("gap {:.3} %", 100.0 * gap(&s)) };
                let (work, nodes) = (s.statistics.work as f64 / 1e6, s.statistics.nodes);
                line.push_str(&format!("; {name}: {result}, {work:.0} M, {nodes} nodes"));
                works.push(if proven { s.statistics.work } else { arguments.work } as f64);
            }
            writeln!(out, "{line}")?;
            instances += 1.0;
            for (k, sum) in logarithms.iter_mut().enumerate() {
                let best = works[..=k].iter().copied().fold(f64::INFINITY, f64::min);
                *sum += (best / works[0]).ln();
            }
        }
    }
    for (k, sum) in logarithms.iter().enumerate() {
        writeln!(out, "best of the first {}: {:.3} of the default's work", k + 1, (sum / instances).exp())?;
    }
    Ok(())
}
