//! How a search comes along over time, by the processor's clock: `anytime [--seconds S] [--trace]
//! [--optima FILE] [--seed N] [--without PART] FILE...` prints one line a program: how it ended, when its
//! first point came, the primal integral, by how much it passed its limit, and the longest time without a
//! look at the clock and without an event. `FILE` of `--optima` has lines
//! `path,rows,columns,integers,optimum`. A `FILE` may be `SHAPE:ROWS:COLUMNS:SEED` as well, a large program
//! that is drawn (shapes: `tests/support/large.rs`).
//!
//! The primal integral is that of Berthold, "Measuring the impact of primal heuristics" (2013): the distance
//! of the incumbent from the best known objective, from 0 to 1, summed up over the time, in seconds.

use hunch_model::{Event, Limits, Session, io};
use hunch_search::{Component, Engine, Guidance, Settings, solve};
use std::cell::Cell;
use std::collections::HashMap;
use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

#[path = "../tests/support/large.rs"]
mod large;

/// Seconds that this thread has had the processor for; by the wall where the system does not tell.
fn processor_seconds(started: Instant) -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split_whitespace().next().and_then(|first| first.parse::<f64>().ok());
    nanoseconds.map_or_else(|| started.elapsed().as_secs_f64(), |n| 1e-9 * n)
}

/// Distance of an objective from the best known one, from 0 to 1 (Berthold 2013, section 3).
fn primal_gap(objective: f64, best: f64) -> f64 {
    let largest = objective.abs().max(best.abs());
    match objective * best {
        _ if objective == best => 0.0,
        product if product < 0.0 => 1.0,
        _ => (objective - best).abs() / largest,
    }
}

/// Objectives of incumbents with their times, up to `end`.
fn primal_integral(points: &[(f64, f64)], best: f64, end: f64) -> f64 {
    let (mut area, mut before, mut gap) = (0.0, 0.0, 1.0);
    for &(time, objective) in points {
        area += gap * (time - before);
        (before, gap) = (time, primal_gap(objective, best));
    }
    area + gap * (end - before).max(0.0)
}

/// The name of a file without folder and endings.
fn stem(path: &str) -> String {
    let name = Path::new(path).file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    name.split('.').next().unwrap_or_default().to_owned()
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut settings = Settings::new();
    let (mut seconds, mut trace, mut optima) = (20.0, false, HashMap::new());
    let mut arguments = std::env::args().skip(1);
    let mut files = Vec::new();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--seconds" => seconds = value()?.parse()?,
            "--trace" => trace = true,
            "--seed" => settings = settings.with_seed(value()?.parse()?),
            "--optima" => {
                for line in std::fs::read_to_string(value()?)?.lines() {
                    let fields: Vec<&str> = line.split(',').collect();
                    if let [path, .., optimum] = fields[..]
                        && let Ok(optimum) = optimum.parse::<f64>()
                    {
                        optima.insert(stem(path), optimum);
                    }
                }
            }
            "--without" => {
                let name = value()?;
                let part = Component::from_name(&name).ok_or(format!("no part is named {name}"))?;
                settings = settings.without(part);
            }
            _ => files.push(argument),
        }
    }
    let out = &mut std::io::stdout();
    for file in files {
        let program = match large::program(&file) {
            Some(program) => program,
            None => io::load(&std::fs::read(&file)?, &file)?,
        };
        let (origin, wall) = (Instant::now(), Instant::now());
        // The longest time between two looks at the clock: as long cannot be stopped.
        let (last_look, longest_look) = (Cell::new(processor_seconds(origin)), Cell::new(0.0f64));
        let clock = || {
            let now = processor_seconds(origin);
            longest_look.set(longest_look.get().max(now - last_look.replace(now)));
            now
        };
        let (mut points, mut last_event, mut longest_silence) = (Vec::new(), 0.0f64, 0.0f64);
        let mut sink = |time: f64, event: Event| {
            longest_silence = longest_silence.max(time - last_event);
            last_event = time;
            if let Event::Incumbent { objective, .. } = &event {
                points.push((time, *objective));
            }
            if trace && !matches!(event, Event::NodeOpened { .. } | Event::NodeClosed { .. }) {
                let _ = writeln!(std::io::stderr(), "{time:9.3} {event:?}");
            }
        };
        let limits = Limits { seconds: Some(seconds), work: None };
        let mut session = Session::new(limits, &clock, &|| false, Some(&mut sink));
        let s = solve(&program, Engine::Hunch, &settings, &Guidance::none(), &mut session)?;
        let spent = hunch_model::Control::now(&session);
        longest_silence = longest_silence.max(spent - last_event);
        let best = optima.get(&stem(&file)).copied().or(s.objective);
        let integral = best.map_or(seconds, |best| primal_integral(&points, best, spent.min(seconds)));
        writeln!(
            out,
            "{:<18} {:<10} objective {:<22} bound {:<22} nodes {:<8} cpu {spent:<8.3} wall {:<8.3} first {:<8} \
             integral {integral:<8.3} over {:<6.3} look {:<6.3} silence {longest_silence:.3}",
            stem(&file),
            format!("{:?}", s.status),
            s.objective.map_or("-".into(), |v| v.to_string()),
            s.bound.map_or("-".into(), |v| v.to_string()),
            s.statistics.nodes,
            wall.elapsed().as_secs_f64(),
            points.first().map_or("-".into(), |p| format!("{:.3}", p.0)),
            (spent - seconds).max(0.0),
            longest_look.get(),
        )?;
    }
    Ok(())
}
