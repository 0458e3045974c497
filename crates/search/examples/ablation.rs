//! What each part of the search is worth: one instance of each family, solved with everything and without one
//! part at a time. `ablation [--work W]` prints a page in Markdown. Runs are limited by counted work, so the
//! page is the same on every machine.

use hunch_families::benchmark::Class;
use hunch_model::{Limits, Program, Session, Solution, Status};
use hunch_search::{Component, Engine, Guidance, Settings, solve};
use std::error::Error;
use std::io::Write;

/// One class of each family with integers, and the instance taken.
const INSTANCES: [(Class, u64); 7] = [
    (Class::Clsp { horizon: 90 }, 5),
    (Class::MultiItemLotSizing { items: 8, horizon: 40 }, 5),
    (Class::MultiStageKnapsack { items: 8, horizon: 30, knapsacks: 5 }, 5),
    (Class::FacilityLocation { size: 60 }, 5),
    (Class::MultidimensionalKnapsack { items: 60, rows: 5 }, 5),
    (Class::SetCovering { elements: 100, sets: 400 }, 5),
    (Class::GeneralizedAssignment { agents: 8, jobs: 40 }, 5),
];

/// Units of work of one run: some seconds.
const WORK: u64 = 150_000_000;

struct Run {
    solution: Solution,
    work: u64,
}

fn run(program: &Program, settings: &Settings, work: u64) -> Result<Run, Box<dyn Error>> {
    // A work limit needs no clock.
    let clock = || 0.0;
    let mut session = Session::new(Limits { seconds: None, work: Some(work) }, &clock, &|| false, None);
    let solution = solve(program, Engine::Hunch, settings, &Guidance::none(), &mut session)?;
    let work = solution.statistics.work;
    Ok(Run { solution, work })
}

fn gap(solution: &Solution) -> Option<f64> {
    let (p, d) = (solution.objective?, solution.bound?);
    Some((p - d).abs() / p.abs().max(1e-9))
}

/// Proven: the work as a multiple of what everything together took. Else the gap that was left.
fn cell(run: &Run, everything: &Run) -> String {
    match (run.solution.status, everything.solution.status) {
        (Status::Optimal, Status::Optimal) => {
            format!("{:.2}×", run.work as f64 / everything.work.max(1) as f64)
        }
        (Status::Optimal, _) => "proven".into(),
        _ => gap(&run.solution).map_or("no point".into(), |g| format!("{:.2} % left", 100.0 * g)),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut work = WORK;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--work" => work = arguments.next().ok_or("--work needs a value")?.parse()?,
            _ => return Err(format!("{argument} is not known; it takes --work W").into()),
        }
    }
    let out = &mut std::io::stdout();
    let mut programs = Vec::new();
    for (class, number) in INSTANCES {
        let program = class.instance(number)?;
        let everything = run(&program, &Settings::new(), work)?;
        programs.push((program, everything));
    }
    write!(out, "| left out |")?;
    for (program, _) in &programs {
        write!(out, " {} |", program.name)?;
    }
    write!(out, "\n|---|{}\n| nothing |", "---|".repeat(programs.len()))?;
    for (_, everything) in &programs {
        let (work, nodes) = (everything.work as f64 / 1e6, everything.solution.statistics.nodes);
        match everything.solution.status {
            Status::Optimal => write!(out, " proven, {work:.1} M, {nodes} nodes |")?,
            _ => write!(out, " {}, {nodes} nodes |", cell(everything, everything))?,
        }
    }
    writeln!(out)?;
    for part in Component::ALL {
        write!(out, "| {part} |")?;
        for (program, everything) in &programs {
            let without = run(program, &Settings::new().without(part), work)?;
            write!(out, " {} |", cell(&without, everything))?;
            out.flush()?;
        }
        writeln!(out)?;
    }
    Ok(())
}
