//! What the measurements say, by family and as text.

use super::{Measurement, Report};
use serde::Serialize;
use std::fmt::{Display, Formatter, Result};

/// Seconds below which times are not told apart by clocks: geometric means take no smaller ones.
const SHORTEST: f64 = 1e-6;

/// One engine on one family.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Share {
    /// Name of the engine.
    pub engine: &'static str,
    /// Instances that it settled.
    pub solved: usize,
    /// Claims of it that are wrong.
    pub wrong: usize,
    /// Geometric mean of its seconds; what it did not settle counts as the limit.
    pub seconds: f64,
}

/// The instances of one family.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Family {
    /// Its name.
    pub family: String,
    /// How many there were.
    pub instances: usize,
    /// One an engine.
    pub engines: Vec<Share>,
}

pub(super) fn families(time_limit: f64, results: &[Measurement]) -> Vec<Family> {
    let mut names: Vec<&str> = Vec::new();
    for result in results {
        if !names.contains(&result.family.as_str()) {
            names.push(&result.family);
        }
    }
    names.into_iter().map(|name| family(name, time_limit, results)).collect()
}

fn family(name: &str, time_limit: f64, results: &[Measurement]) -> Family {
    let mut engines: Vec<&'static str> = Vec::new();
    for result in results.iter().filter(|result| result.family == name) {
        if !engines.contains(&result.engine) {
            engines.push(result.engine);
        }
    }
    let of = |engine| results.iter().filter(move |r| r.family == name && r.engine == engine);
    let share = |&engine: &&'static str| Share {
        engine,
        solved: of(engine).filter(|r| r.is_solved()).count(),
        wrong: of(engine).filter(|r| r.wrong).count(),
        seconds: geometric_mean(of(engine).map(|r| if r.is_solved() { r.seconds } else { time_limit })),
    };
    let instances = engines.first().map_or(0, |engine| of(engine).count());
    Family { family: name.into(), instances, engines: engines.iter().map(share).collect() }
}

fn geometric_mean(seconds: impl Iterator<Item = f64>) -> f64 {
    let logarithms: Vec<f64> = seconds.map(|s| s.max(SHORTEST).ln()).collect();
    (logarithms.iter().sum::<f64>() / logarithms.len().max(1) as f64).exp()
}

impl Display for Measurement {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let number = |value: Option<f64>| value.map_or_else(|| "–".into(), |v| format!("{v}"));
        let gap = self.gap.map_or_else(|| "–".into(), |gap| format!("{:.4} %", 100.0 * gap));
        let status = format!("{:?}", self.status).to_lowercase();
        let wrong = if self.wrong { " WRONG" } else { "" };
        write!(
            f,
            "{} {}: {status}{wrong}, objective {}, gap {gap}, {:.4} s, {} nodes",
            self.instance,
            self.engine,
            number(self.objective),
            self.seconds,
            self.nodes
        )
    }
}

/// A table of the families. The instances are told one by one as they come.
impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(f, "{:<24} {:>10} {:>10} {:>12} {:>6}", "family", "engine", "solved", "mean s", "wrong")?;
        for family in &self.families {
            for share in &family.engines {
                let solved = format!("{}/{}", share.solved, family.instances);
                writeln!(
                    f,
                    "{:<24} {:>10} {solved:>10} {:>12.4} {:>6}",
                    family.family, share.engine, share.seconds, share.wrong
                )?;
            }
        }
        write!(
            f,
            "Means are geometric; what is not settled within {} s counts as that long.",
            self.time_limit
        )
    }
}
