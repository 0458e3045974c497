//! `hunch-nasty`: draws nasty programs by the hundred thousand and holds every claim of the engine against
//! exact arithmetic.

use clap::Parser;
use hunch_model::io::{Format, write_program};
use hunch_nasty::answer::{Limits, answer};
use hunch_nasty::classes::{CLASSES, class_of};
use hunch_nasty::draft::Drawn;
use hunch_nasty::judge::judge;
use hunch_nasty::minimise::minimise;
use hunch_nasty::report::{Setting, insert, section};
use hunch_nasty::summary::{Outcome, Summary, examine, numbers};
use hunch_nasty::tree::Effort;
use indicatif::{ProgressBar, ProgressStyle};
use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Draws nasty programs and holds every claim of the engine against exact arithmetic. Fails when a claim is
/// refuted.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Programs to draw.
    #[arg(long, default_value_t = 12_000)]
    count: u64,
    /// Seed: the programs of one seed follow each other by number.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only programs of this class.
    #[arg(long, value_parser = class)]
    class: Option<usize>,
    /// Threads.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Prints the summary as JSON instead of a table.
    #[arg(long)]
    json: bool,
    /// Writes programs with a refuted claim to this folder, as JSON and MPS.
    #[arg(long)]
    dump: Option<PathBuf>,
    /// Examines the program of this number alone and prints it.
    #[arg(long)]
    only: Option<u64>,
    /// With --only: drops rows and columns while a claim stays refuted.
    #[arg(long, requires = "only")]
    minimise: bool,
    /// Makes no certificates, which take most of the time.
    #[arg(long)]
    no_certificates: bool,
    /// Nodes of the exact tree for one question.
    #[arg(long, default_value_t = Effort::default().nodes)]
    exact_nodes: u64,
    /// Puts the section "Nasty programs" into this page.
    #[arg(long, requires = "date", requires = "hardware")]
    report: Option<PathBuf>,
    /// The day that the report names.
    #[arg(long)]
    date: Option<String>,
    /// The machine that the report names.
    #[arg(long)]
    hardware: Option<String>,
}

fn class(name: &str) -> Result<usize, String> {
    let names: Vec<&str> = CLASSES.iter().map(|c| c.name).collect();
    let place = names.iter().position(|n| *n == name);
    place.ok_or(format!("there is no class {name:?}; they are {}", names.join(", ")))
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments = Arguments::parse();
    let refuted = match arguments.only {
        Some(number) => only(&arguments, number)?,
        None => many(&arguments)?,
    };
    Ok(if refuted { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn effort(arguments: &Arguments) -> Effort {
    Effort { nodes: arguments.exact_nodes, ..Effort::default() }
}

/// Examines one program and prints everything about it; whether a claim is refuted.
fn only(arguments: &Arguments, number: u64) -> Result<bool, Box<dyn Error>> {
    let (limits, effort) = (Limits::default(), effort(arguments));
    let outcome = examine(number, &limits, effort, !arguments.no_certificates);
    let refuted = outcome.judgement.refuted();
    let out = &mut std::io::stdout();
    writeln!(out, "{}", describe(&outcome))?;
    let mut shown = outcome.drawn;
    let fault = outcome.judgement.faults.iter().map(|f| f.0).rfind(|f| f.refutes());
    if let Some(fault) = fault.filter(|_| arguments.minimise) {
        let stays = |drawn: &Drawn| {
            answer(&drawn.program, &limits).is_ok_and(|solution| {
                let judgement = judge(&drawn.program, drawn.planted.as_deref(), &solution, effort);
                judgement.faults.iter().any(|f| f.0 == fault)
            })
        };
        shown = minimise(shown, &stays);
        if let Ok(solution) = answer(&shown.program, &limits) {
            let judgement = judge(&shown.program, shown.planted.as_deref(), &solution, effort);
            writeln!(out, "made small: {:?}, {:?}", solution.status, judgement.faults)?;
        }
    }
    writeln!(out, "{}", write_program(&shown.program, Format::Lp)?)?;
    if let Some(folder) = &arguments.dump {
        dump(folder, number, &shown)?;
    }
    Ok(refuted)
}

fn describe(outcome: &Outcome) -> String {
    let name = CLASSES[class_of(outcome.number)].name;
    let answer = match &outcome.answer {
        Ok(s) => {
            format!("{:?}, objective {:?}, bound {:?}, values {:?}", s.status, s.objective, s.bound, s.values)
        }
        Err(why) => why.clone(),
    };
    format!(
        "number {} ({name})\nanswer: {answer}\nfaults: {:?}\nplanted: {:?} at {:?}\nexact tree at its end: {:?}\ncertificate: {:?}",
        outcome.number,
        outcome.judgement.faults,
        outcome.judgement.planted,
        outcome.drawn.planted,
        outcome.judgement.settled,
        outcome.certificate
    )
}

/// Examines the programs of a seed; whether any claim is refuted.
fn many(arguments: &Arguments) -> Result<bool, Box<dyn Error>> {
    let (limits, effort) = (Limits::default(), effort(arguments));
    let number_of = numbers(arguments.seed, arguments.count, arguments.class);
    let next = AtomicU64::new(0);
    let summary = Mutex::new(Summary::new(arguments.seed));
    let refuted: Mutex<Vec<Outcome>> = Mutex::new(Vec::new());
    let bar = ProgressBar::new(arguments.count)
        .with_style(ProgressStyle::with_template("{wide_bar} {pos}/{len} {msg} {elapsed}, {eta} to go")?);
    std::thread::scope(|scope| {
        for _ in 0..arguments.threads.max(1) {
            scope.spawn(|| {
                while let Some(number) = number_of(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = examine(number, &limits, effort, !arguments.no_certificates);
                    let mut summary = summary.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                    summary.add(&outcome);
                    bar.set_message(format!("{} refuted", summary.refuted()));
                    bar.inc(1);
                    if arguments.dump.is_some() && outcome.judgement.refuted() {
                        refuted.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(outcome);
                    }
                }
            });
        }
    });
    bar.finish_and_clear();
    let summary = summary.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    if let Some(folder) = &arguments.dump {
        for outcome in refuted.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner()) {
            dump(folder, outcome.number, &outcome.drawn)?;
        }
    }
    let setting = Setting {
        command: format!(
            "cargo run --release -p hunch-nasty -- --count {} --seed {}",
            arguments.count, arguments.seed
        ),
        hardware: arguments.hardware.clone().unwrap_or_else(|| "this machine".into()),
        date: arguments.date.clone().unwrap_or_else(|| "today".into()),
    };
    let text = section(&summary, &setting);
    if let Some(page) = &arguments.report {
        std::fs::write(page, insert(&std::fs::read_to_string(page)?, &text))?;
    }
    let out = &mut std::io::stdout();
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&summary)?)?;
    } else {
        writeln!(out, "{text}")?;
    }
    Ok(summary.refuted() > 0)
}

fn dump(folder: &Path, number: u64, drawn: &Drawn) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(folder)?;
    let name = format!("{}-{number}", CLASSES[class_of(number)].name);
    for (format, ending) in [(Format::Json, "json"), (Format::Mps, "mps")] {
        std::fs::write(folder.join(format!("{name}.{ending}")), write_program(&drawn.program, format)?)?;
    }
    Ok(())
}
