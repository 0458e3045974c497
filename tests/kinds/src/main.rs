//! `hunch-kinds`: programs beyond rows and integers, our engines beside others.

use clap::{Parser, Subcommand};
use hunch_kinds::classes::CLASSES;
use hunch_kinds::compare::{Verdict, compare};
use hunch_kinds::instances::{portfolio, vehicle};
use hunch_kinds::kinds::{self, Class};
use hunch_kinds::random::Random;
use hunch_kinds::warm;
use hunch_model::json::write_program;
use hunch_model::{Kind, Program, Unlimited, check};
use hunch_search::{Engine, Guidance, Settings, solve};
use serde_json::Value;
use std::error::Error;
use std::io::{Write, stdout};
use std::process::ExitCode;
use std::time::Instant;

/// Programs beyond rows and integers: our engines beside others.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Seeded convex quadratic programs beside Clarabel. Fails when an answer of ours is wrong.
    Qp {
        /// Programs.
        #[arg(long, default_value_t = 500)]
        count: u64,
        /// Seed of the first.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// This number alone, printed.
        #[arg(long)]
        only: Option<u64>,
    },
    /// Draws programs of a kind, solves them and writes program and answer as a line of JSON each, for
    /// `compare.py`.
    Draw {
        /// What the programs say besides rows and integers.
        class: Class,
        /// Programs.
        #[arg(long, default_value_t = 500)]
        count: u64,
        /// Seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Number of the first.
        #[arg(long, default_value_t = 0)]
        first: u64,
    },
    /// The same for a hybrid vehicle that switches its engine on and off: a mixed-integer quadratic program.
    Vehicle {
        /// Periods.
        periods: usize,
        /// Programs.
        #[arg(long, default_value_t = 5)]
        count: u64,
        /// Seed of the first.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Re-solves after one change, beside solves from nothing.
    QpWarm {
        /// Changes of each instance.
        #[arg(long, default_value_t = 40)]
        changes: usize,
        /// Seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Solves of each changed program, of which the median counts.
        #[arg(long, default_value_t = 9)]
        repeats: usize,
        /// Rows of which this is part of the name, alone.
        #[arg(long, default_value = "")]
        only: String,
    },
    /// Solves a portfolio or the relaxation of a vehicle from nothing; objective (of the minimisation) and
    /// median times in ms, as JSON.
    QpTime {
        /// `portfolio` or `vehicle`.
        family: String,
        /// Assets, or periods.
        size: usize,
        /// Seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Solves.
        #[arg(long, default_value_t = 5)]
        repeats: usize,
    },
    /// Writes a portfolio or the relaxation of a vehicle as arrays in JSON, for other solvers.
    QpDump {
        /// `portfolio` or `vehicle`.
        family: String,
        /// Assets, or periods.
        size: usize,
        /// Seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    match Arguments::parse().command {
        Command::Qp { count, seed, only: None } => compare_many(count, seed),
        Command::Qp { seed, only: Some(number), .. } => only(seed, number),
        Command::Draw { class, count, seed, first } => {
            write_solved((first..first + count).map(|number| kinds::program(class, seed, number)))
        }
        Command::Vehicle { periods, count, seed } => {
            write_solved((seed..seed + count).map(|seed| switched(vehicle(periods, seed))))
        }
        Command::QpWarm { changes, seed, repeats, only } => warm_starts(changes, seed, repeats, &only),
        Command::QpTime { family, size, seed, repeats } => {
            let timing = warm::time(&instance(&family, size, seed)?, repeats)?;
            let (setup, solve) = (timing.setup_micros / 1e3, timing.solve_micros / 1e3);
            let objective = timing.objective;
            writeln!(
                stdout(),
                "{}",
                serde_json::json!({ "objective": objective, "setup": setup, "solve": solve })
            )?;
            Ok(ExitCode::SUCCESS)
        }
        Command::QpDump { family, size, seed } => dump(&instance(&family, size, seed)?),
    }
}

/// Nodes after which a program is left open: none of these small ones needs as many.
const MOST_NODES: u64 = 20_000;

/// The vehicle whose switches are binary.
fn switched(mut program: Program) -> Program {
    for column in program.columns.iter_mut().filter(|column| column.name.starts_with('z')) {
        column.kind = Kind::Integer;
    }
    program
}

fn write_solved(programs: impl Iterator<Item = Program>) -> Result<ExitCode, Box<dyn Error>> {
    let settings = Settings::new().with_node_limit(Some(MOST_NODES));
    for program in programs {
        let started = Instant::now();
        let mut line =
            serde_json::json!({ "program": serde_json::from_str::<Value>(&write_program(&program)?)? });
        let solved = solve(&program, Engine::Hunch, &settings, &Guidance::none(), &mut Unlimited);
        line["seconds"] = started.elapsed().as_secs_f64().into();
        match solved {
            Ok(answer) => {
                line["status"] = serde_json::to_value(answer.status)?;
                (line["objective"], line["bound"]) = (answer.objective.into(), answer.bound.into());
                line["values"] = answer.values.clone().into();
                let reached: Vec<Option<f64>> = answer.objectives.iter().map(|o| o.reached).collect();
                line["reached"] = reached.into();
                line["reason"] = answer.reason.clone().into();
                if answer.status.has_values() && !check(&program, &answer.values).feasible {
                    line["status"] = "WRONG POINT".into();
                }
            }
            Err(error) => line["status"] = format!("refused: {error}").into(),
        }
        writeln!(stdout(), "{line}")?;
    }
    Ok(ExitCode::SUCCESS)
}

fn drawn(seed: u64, number: u64) -> Program {
    let class = &CLASSES[(number % CLASSES.len() as u64) as usize];
    (class.draw)(&mut Random::of(seed, number))
}

fn only(seed: u64, number: u64) -> Result<ExitCode, Box<dyn Error>> {
    let program = drawn(seed, number);
    writeln!(stdout(), "{program:?}\n{:?}", compare(&program))?;
    Ok(ExitCode::SUCCESS)
}

/// What is counted of a class.
#[derive(Clone, Default)]
struct Tally {
    programs: u64,
    optimal: u64,
    infeasible: u64,
    unbounded: u64,
    unsettled: u64,
    wrong: u64,
    /// Clarabel's optimum is none.
    refuted: u64,
    /// Clarabel was not sure.
    unsure: u64,
    worst: f64,
    iterations: u64,
}

impl Tally {
    fn add(&mut self, verdict: &Verdict) {
        self.programs += 1;
        match verdict.ours.as_str() {
            "Optimal" => self.optimal += 1,
            "Infeasible" => self.infeasible += 1,
            "Unbounded" => self.unbounded += 1,
            _ => {}
        }
        self.unsettled += u64::from(verdict.unsettled.is_some());
        self.wrong += u64::from(verdict.wrong.is_some());
        self.refuted += u64::from(verdict.peer_wrong.is_some());
        let sure = matches!(verdict.theirs.as_str(), "Solved" | "PrimalInfeasible" | "DualInfeasible");
        self.unsure += u64::from(!sure);
        self.worst = self.worst.max(verdict.difference.unwrap_or(0.0));
        self.iterations += verdict.iterations;
    }
}

fn compare_many(count: u64, seed: u64) -> Result<ExitCode, Box<dyn Error>> {
    let out = &mut stdout();
    let mut tallies = vec![Tally::default(); CLASSES.len()];
    for number in 0..count {
        let verdict = compare(&drawn(seed, number));
        tallies[(number % CLASSES.len() as u64) as usize].add(&verdict);
        if verdict.wrong.is_some() || verdict.unsettled.is_some() || verdict.peer_wrong.is_some() {
            writeln!(out, "number {number}: {verdict:?}")?;
        }
    }
    writeln!(
        out,
        "| class | programs | optimal | infeasible | unbounded | unsettled | wrong | Clarabel wrong | Clarabel unsure | worst difference | iterations |"
    )?;
    writeln!(out, "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")?;
    for (class, t) in CLASSES.iter().zip(&tallies) {
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {:.1e} | {} |",
            class.name,
            t.programs,
            t.optimal,
            t.infeasible,
            t.unbounded,
            t.unsettled,
            t.wrong,
            t.refuted,
            t.unsure,
            t.worst,
            t.iterations
        )?;
    }
    let wrong: u64 = tallies.iter().map(|t| t.wrong).sum();
    let worst = tallies.iter().map(|t| t.worst).fold(0.0, f64::max);
    writeln!(out, "{count} programs compared with Clarabel, worst difference {worst:.1e}, {wrong} wrong")?;
    Ok(if wrong > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn warm_starts(changes: usize, seed: u64, repeats: usize, only: &str) -> Result<ExitCode, Box<dyn Error>> {
    let out = &mut stdout();
    writeln!(out, "Medians over {changes} changes; times in ms.")?;
    writeln!(
        out,
        "| program, change | iterations warm | cold | ratio | time warm | cold | ratio | taking in | ratio with it | differ |"
    )?;
    writeln!(out, "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")?;
    let mut wrong = 0;
    for row in warm::measure(changes, seed, repeats, only)? {
        let percent = |a: f64, b: f64| format!("{:.0} %", 100.0 * a / b);
        writeln!(
            out,
            "| {} | {} | {} | {} | {:.3} | {:.3} | {} | {:.3} | {} | {} |",
            row.name,
            row.warm_iterations,
            row.cold_iterations,
            percent(row.warm_iterations, row.cold_iterations),
            row.warm_micros / 1e3,
            row.cold_micros / 1e3,
            percent(row.warm_micros, row.cold_micros),
            row.setup_micros / 1e3,
            percent(row.warm_micros, row.cold_micros + row.setup_micros),
            row.wrong
        )?;
        wrong += row.wrong;
    }
    Ok(if wrong > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn instance(family: &str, size: usize, seed: u64) -> Result<Program, String> {
    match family {
        "portfolio" => Ok(portfolio(size, seed)),
        "vehicle" => Ok(vehicle(size, seed)),
        other => Err(format!("the family is {other:?}; it must be portfolio or vehicle")),
    }
}

fn dump(program: &Program) -> Result<ExitCode, Box<dyn Error>> {
    let sign = program.sense.sign();
    let finite = |bound: f64| if bound.is_finite() { Some(bound) } else { None };
    let columns = &program.columns;
    let quadratic = program.quadratic.iter().flat_map(|q| &q.lower_triangle);
    let document = serde_json::json!({
        "offset": sign * program.offset,
        "cost": columns.iter().map(|c| sign * c.objective).collect::<Vec<_>>(),
        "column_lower": columns.iter().map(|c| finite(c.lower)).collect::<Vec<_>>(),
        "column_upper": columns.iter().map(|c| finite(c.upper)).collect::<Vec<_>>(),
        "row_lower": program.rows.iter().map(|r| finite(r.lower)).collect::<Vec<_>>(),
        "row_upper": program.rows.iter().map(|r| finite(r.upper)).collect::<Vec<_>>(),
        "matrix": program.matrix.triplets().collect::<Vec<_>>(),
        "quadratic_lower": quadratic.map(|&(i, j, v)| (i, j, sign * v)).collect::<Vec<_>>(),
    });
    writeln!(stdout(), "{document}")?;
    Ok(ExitCode::SUCCESS)
}
