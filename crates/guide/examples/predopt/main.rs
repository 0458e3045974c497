//! PredOpt on multi-item lot sizing: the published sizes, its guesses with and without learning, the heuristics
//! that the paper compares with, and our search alone. `docs/results/predopt.md` says what came out.
//!
//! ```text
//! cargo run --release -p hunch-guide --example predopt -- run --out runs.jsonl --instances 5 --seconds 20
//! cargo run --release -p hunch-guide --example predopt -- write --folder programs --instances 5
//! cargo run --release -p hunch-guide --example predopt -- report --in runs.jsonl --in highs.jsonl
//! ```
//!
//! `run` adds what is missing to its file, so that it can be stopped and started again: one line an instance and
//! lane. `--tables 3.1,3.2`, `--sizes 8x40,12x30` and `--lanes structure,search` choose; `--model FILE` loads
//! weights; `--means FILE` has mean labels, by which one rival guesses. Seconds are of the
//! processor where the system tells them (Linux), else of the clock. `write` writes the programs as MPS for other solvers.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]

mod anytime;
mod lanes;
mod report;
mod sizes;

use hunch_guide::Library;
use hunch_model::io::mps::Layout;
use lanes::{LANES, Run, Runner};
use sizes::{Column, TABLES};
use std::error::Error;
use std::fs::OpenOptions;
use std::io::Write;

/// What the command line says.
struct Arguments(Vec<String>);

impl Arguments {
    fn all(&self, name: &str) -> Vec<&str> {
        let pairs = self.0.windows(2).filter(|pair| pair[0] == name);
        pairs.map(|pair| pair[1].as_str()).collect()
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.all(name).into_iter().next()
    }

    fn number(&self, name: &str, default: f64) -> Result<f64, Box<dyn Error>> {
        Ok(self.text(name).map_or(Ok(default), str::parse)?)
    }

    /// Whether the list of an option has a name; all are chosen without the option.
    fn chooses(&self, option: &str, name: &str) -> bool {
        self.text(option).is_none_or(|chosen| chosen.split(',').any(|one| one == name))
    }

    /// The chosen columns of the chosen tables.
    fn columns(&self) -> Vec<(&'static str, Column)> {
        let tables = TABLES.iter().filter(|table| self.chooses("--tables", table.name));
        let all = tables.flat_map(|table| table.columns.iter().map(|column| (table.name, *column)));
        all.filter(|(_, Column { items, periods, .. })| {
            self.chooses("--sizes", &format!("{items}x{periods}"))
        })
        .collect()
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut given = std::env::args().skip(1);
    let verb = given.next().unwrap_or_default();
    let arguments = Arguments(given.collect());
    match verb.as_str() {
        "run" => run(&arguments),
        "write" => write(&arguments),
        "report" => report::report(&arguments.all("--in")),
        other => Err(format!("{other:?} is no command; \"run\", \"write\" and \"report\" are").into()),
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let out = arguments.text("--out").ok_or("--out FILE is missing")?;
    let known: Vec<Run> = if std::path::Path::new(out).exists() { report::read(out)? } else { Vec::new() };
    let mut library = Library::new();
    for file in arguments.all("--model") {
        library.load(&std::fs::read(file)?)?;
    }
    let means = match arguments.text("--means") {
        Some(file) => serde_json::from_str(&std::fs::read_to_string(file)?)?,
        None => Vec::new(),
    };
    let (seconds, instances) = (arguments.number("--seconds", 20.0)?, arguments.number("--instances", 5.0)?);
    let lanes: Vec<_> = LANES.iter().filter(|lane| arguments.chooses("--lanes", lane.name)).collect();
    let mut file = OpenOptions::new().create(true).append(true).open(out)?;
    let runner = Runner { library, means, seconds };
    // Instance by instance, so that every size has some when it is stopped.
    for index in 0..instances as u64 {
        for (table, column) in arguments.columns() {
            for lane in &lanes {
                let id = column.id(index);
                if known.iter().any(|run| run.instance == id && run.lane == lane.name) {
                    continue;
                }
                let Some(run) = runner.run(lane, &column, index)? else { continue };
                eprintln!("{table} {id} {}: {:?} after {:.2} s", lane.name, run.objective, run.seconds);
                writeln!(file, "{}", serde_json::to_string(&run)?)?;
            }
        }
    }
    Ok(())
}

fn write(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let folder = arguments.text("--folder").ok_or("--folder FOLDER is missing")?;
    std::fs::create_dir_all(folder)?;
    for index in 0..arguments.number("--instances", 5.0)? as u64 {
        for (_, column) in arguments.columns() {
            let program = column.case(index)?.program().linear;
            let text = hunch_model::io::mps::write(&program, Layout::Free)?;
            std::fs::write(format!("{folder}/{}.mps", column.id(index)), text)?;
        }
    }
    Ok(())
}
