//! Tables of what was run.

use crate::anytime;
use crate::lanes::{LANES, Run};
use crate::sizes::{Column, TABLES};
use std::error::Error;

/// Lines of a file; those of other solvers may lack what only ours have.
pub fn read(file: &str) -> Result<Vec<Run>, Box<dyn Error>> {
    let text = std::fs::read_to_string(file)?;
    text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// What is known of an instance: the best objective with its set-ups.
pub struct Best<'a> {
    pub objective: f64,
    setups: &'a str,
}

/// The best of all runs of an instance.
pub fn best<'a>(runs: &'a [Run], instance: &str) -> Option<Best<'a>> {
    let own = runs.iter().filter(|run| run.instance == instance);
    let found = own.filter_map(|run| run.objective.map(|objective| (objective, run)));
    let (objective, _) = found.clone().min_by(|a, b| a.0.total_cmp(&b.0))?;
    // Set-ups come only with our own runs; those of the nearest one stand for the best.
    let with_setups = found.filter(|(_, run)| !run.setups.is_empty()).min_by(|a, b| a.0.total_cmp(&b.0));
    Some(Best { objective, setups: with_setups.map_or("", |(_, run)| run.setups.as_str()) })
}

/// Means over the instances of a column.
struct Means {
    count: usize,
    infeasible: usize,
    gap: f64,
    /// The gap of the sum of all objectives: where the mean of the gaps weighs instances alike, this weighs costs.
    together: f64,
    median: f64,
    worst: f64,
    seconds: f64,
    level: f64,
    all_right: f64,
    fixed_right: f64,
    proven: f64,
    limited: usize,
}

fn share(pairs: impl Iterator<Item = (char, char)>) -> f64 {
    let (mut same, mut all) = (0u32, 0u32);
    pairs.for_each(|(a, b)| {
        all += 1;
        same += u32::from(a == b);
    });
    if all == 0 { f64::NAN } else { 100.0 * f64::from(same) / f64::from(all) }
}

fn means(runs: &[Run], column: &Column, lane: &str) -> Option<Means> {
    let prefix = column.id(0);
    let prefix = prefix.trim_end_matches('0');
    let own = runs.iter().filter(|run| run.lane == lane && run.instance.starts_with(prefix));
    let own: Vec<&Run> = own.collect();
    if own.is_empty() {
        return None;
    }
    let mean = |value: &dyn Fn(&Run) -> Option<f64>| {
        let all: Vec<f64> = own.iter().filter_map(|run| value(run)).filter(|v| v.is_finite()).collect();
        if all.is_empty() { f64::NAN } else { all.iter().sum::<f64>() / all.len() as f64 }
    };
    let gap = |run: &Run| {
        let known = best(runs, &run.instance)?.objective;
        run.objective.map(|objective| 100.0 * (objective - known) / known)
    };
    let all_right = |run: &Run| {
        let known = best(runs, &run.instance)?.setups;
        Some(share(run.guessed.chars().zip(known.chars())))
    };
    let fixed_right = |run: &Run| {
        let known = best(runs, &run.instance)?.setups;
        let cells = run.guessed.chars().zip(known.chars()).zip(run.fixed.chars());
        Some(share(cells.filter(|cell| cell.1 == '1').map(|cell| cell.0)))
    };
    let open = |run: &Run| Some(100.0 * (1.0 - run.bound? / run.objective?));
    let (found, known) = own.iter().fold((0.0, 0.0), |(found, known), run| {
        let pair = run.objective.zip(best(runs, &run.instance));
        pair.map_or((found, known), |(objective, best)| (found + objective, known + best.objective))
    });
    let mut gaps: Vec<f64> = own.iter().filter_map(|run| gap(run)).collect();
    gaps.sort_by(f64::total_cmp);
    Some(Means {
        count: own.len(),
        infeasible: own.iter().filter(|run| run.objective.is_none()).count(),
        gap: mean(&gap),
        together: 100.0 * (found / known - 1.0),
        median: middle(&gaps),
        worst: gaps.last().copied().unwrap_or(f64::NAN),
        seconds: mean(&|run| Some(run.seconds)),
        level: mean(&|run| run.level),
        all_right: mean(&all_right),
        fixed_right: mean(&fixed_right),
        proven: mean(&open),
        limited: own.iter().filter(|run| run.limited).count(),
    })
}

/// The median of sorted numbers; NaN where there is none.
fn middle(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    match sorted {
        [] => f64::NAN,
        _ if sorted.len() % 2 == 1 => sorted[half],
        _ => (sorted[half - 1] + sorted[half]) / 2.0,
    }
}

/// A number, or a dash where there is none.
pub fn told(value: f64, digits: usize) -> String {
    if value.is_finite() { format!("{value:.digits$}") } else { "–".into() }
}

/// Prints a table for each of the paper's.
pub fn report(files: &[&str]) -> Result<(), Box<dyn Error>> {
    let mut runs = Vec::new();
    for file in files {
        runs.extend(read(file)?);
    }
    let mut names: Vec<&str> = LANES.iter().map(|lane| lane.name).collect();
    let others = runs.iter().map(|run| run.lane.as_str());
    for name in others {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for table in TABLES {
        println!("### Table {}\n", table.name);
        println!(
            "| items × periods | way | instances | no plan | gap % | of the sums % | median % | worst % | seconds | out of time | level % | right, all % | right, fixed % | open to own bound % |"
        );
        println!("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        for column in table.columns {
            for name in &names {
                let Some(m) = means(&runs, column, name) else { continue };
                println!(
                    "| {} × {} | {name} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
                    column.items,
                    column.periods,
                    m.count,
                    m.infeasible,
                    told(m.gap, 4),
                    told(m.together, 4),
                    told(m.median, 4),
                    told(m.worst, 4),
                    told(m.seconds, 2),
                    m.limited,
                    told(m.level, 0),
                    told(m.all_right, 2),
                    told(m.fixed_right, 2),
                    told(m.proven, 3),
                );
            }
        }
        println!();
    }
    anytime::report(&runs, &names);
    Ok(())
}
