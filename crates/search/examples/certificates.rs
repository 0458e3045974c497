//! Solves programs, proves the answers, checks the proofs, and prints the table of
//! `docs/results/certificates.md`: `certificates [--seconds S] [--nodes N] [--cut-rounds R] [--classes
//! NAME,...] [--seeded N] [--out FOLDER] FILE...`
//!
//! `--nasty N` counts accepted certificates of `N` small programs of every kind that doubles find hard, from
//! seed `--seed` on, and names those without; `--tamper N` changes accepted certificates `N` times, and ends
//! with an error if one is accepted that claims what is not true.
//!
//! Every certificate goes through its text form and the checker; an instance whose certificate is refused
//! ends the run with an error.

use hunch_check::{Claim, check, read, write};
use hunch_families::benchmark::{CLASSES, Class};
use hunch_model::{Limits, Program, Session, Status, io};
use hunch_search::proof::{ProofLimits, prove};
use hunch_search::{Engine, Guidance, Settings, solve};
use nasty::KINDS;
use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

#[path = "../tests/support/nasty.rs"]
mod nasty;
#[path = "../tests/support/tamper.rs"]
mod tamper;

struct Run {
    seconds: Option<f64>,
    limits: ProofLimits,
    out: Option<PathBuf>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut run = Run { seconds: None, limits: ProofLimits::default(), out: None };
    let (mut files, mut classes, mut seeded) = (Vec::new(), Vec::new(), 1);
    let (mut nasty, mut tampered, mut seed) = (0, 0, 0);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--seconds" => run.seconds = Some(value()?.parse()?),
            "--nodes" => run.limits.nodes = value()?.parse()?,
            "--cut-rounds" => run.limits.cut_rounds = value()?.parse()?,
            "--out" => run.out = Some(value()?.into()),
            "--seeded" => seeded = value()?.parse()?,
            "--classes" => classes = value()?.split(',').map(str::to_owned).collect(),
            "--nasty" => nasty = value()?.parse()?,
            "--tamper" => tampered = value()?.parse()?,
            "--seed" => seed = value()?.parse()?,
            _ => files.push(argument),
        }
    }
    if nasty > 0 {
        return run.nasty(seed, nasty);
    }
    if tampered > 0 {
        let outcome = tamper::run(seed, tampered)?;
        writeln!(std::io::stdout(), "{outcome}")?;
        return Ok(());
    }
    let out = &mut std::io::stdout();
    writeln!(
        out,
        "| instance | claim | relative gap | nodes of the search | nodes | leaves | implied bounds | cuts | size (kB) | solve (s) | make (s) | check (s) |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|---|---|---|---|---|---|")?;
    for file in files {
        let program = io::load(&std::fs::read(&file)?, &file)?;
        let name = Path::new(&file).file_stem().map(|s| s.to_string_lossy().into_owned());
        run.row(&name.unwrap_or(file), &program, out)?;
    }
    let chosen = |class: &&Class| classes.iter().any(|name| class.name().starts_with(name.as_str()));
    for class in CLASSES.iter().filter(chosen) {
        for number in 0..seeded {
            run.row(&format!("{} #{number}", class.name()), &class.instance(number)?, out)?;
        }
    }
    Ok(())
}

impl Run {
    /// Counts the claims of small programs and the certificates that were accepted.
    fn nasty(&self, seed: u64, count: u64) -> Result<(), Box<dyn Error>> {
        let out = &mut std::io::stdout();
        writeln!(out, "| kind | programs | optimal or infeasible | accepted | slowest proof (s) |")?;
        writeln!(out, "|---|---|---|---|---|")?;
        for (kind, name) in KINDS.iter().enumerate() {
            let (mut claims, mut accepted, mut slowest) = (0, 0, 0.0f64);
            let mut without = Vec::new();
            for number in seed..seed + count {
                let program = nasty::program(kind, number);
                let started = Instant::now();
                let clock = || started.elapsed().as_secs_f64();
                let limits = Limits { seconds: self.seconds, work: None };
                let mut session = Session::new(limits, &clock, &|| false, None);
                let solution =
                    solve(&program, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut session)?;
                let claim = match solution.status {
                    Status::Optimal => Claim::Optimal,
                    Status::Infeasible => Claim::Infeasible,
                    _ => continue,
                };
                claims += 1;
                let from = clock();
                let proof = prove(&program, &solution, &self.limits, &mut session)?;
                slowest = slowest.max(clock() - from);
                let verdict = match &proof.certificate {
                    None => Err(format!("none ({:?})", proof.end)),
                    Some(certificate) => check(&program, &read(write(certificate).as_bytes())?)
                        .map_err(|refused| refused.to_string())
                        .and_then(
                            |v| if v.claim == claim { Ok(()) } else { Err(format!("{:?} only", v.claim)) },
                        ),
                };
                match verdict {
                    Ok(()) => accepted += 1,
                    Err(reason) => {
                        let settled = hunch_search::proof::settle(
                            &program,
                            hunch_search::proof::exact::WORK,
                            &mut session,
                        );
                        without.push(format!(
                            "{number}: {claim:?} {:?}: {reason}; settled: {settled:?}",
                            solution.objective
                        ));
                    }
                }
            }
            writeln!(out, "| {name} | {count} | {claims} | {accepted} | {slowest:.2} |")?;
            for line in without {
                writeln!(out, "    {line}")?;
            }
        }
        Ok(())
    }

    fn row(&self, name: &str, program: &Program, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let started = Instant::now();
        let clock = || started.elapsed().as_secs_f64();
        let limits = Limits { seconds: self.seconds, work: None };
        let mut session = Session::new(limits, &clock, &|| false, None);
        let solution = solve(program, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut session)?;
        let solved = clock();
        let mut session = Session::new(limits, &clock, &|| false, None);
        let proof = prove(program, &solution, &self.limits, &mut session)?;
        let made = clock();
        let Some(certificate) = proof.certificate else {
            writeln!(
                out,
                "| {name} | none ({:?}) | | {} | {} | | | | | {solved:.2} | {:.2} | |",
                proof.end,
                solution.statistics.nodes,
                proof.nodes,
                made - solved
            )?;
            return Ok(());
        };
        let text = write(&certificate);
        let read_from = clock();
        let verdict = check(program, &read(text.as_bytes())?)?;
        let checked = clock();
        if let Some(folder) = &self.out {
            std::fs::write(folder.join(format!("{}.json", name.replace([' ', '#'], ""))), &text)?;
        }
        let gap = verdict.gap.zip(verdict.objective).map(|(gap, p)| gap / p.abs().max(1e-9));
        writeln!(
            out,
            "| {name} | {:?}{} | {} | {} | {} | {} | {} | {} | {:.1} | {solved:.2} | {:.2} | {:.2} |",
            verdict.claim,
            if proof.end == hunch_search::proof::ProofEnd::Complete {
                String::new()
            } else {
                format!(" ({:?})", proof.end)
            },
            gap.map_or_else(String::new, |g| format!("{g:.1e}")),
            solution.statistics.nodes,
            verdict.nodes,
            verdict.leaves,
            verdict.implied,
            verdict.derived_cuts,
            text.len() as f64 / 1e3,
            made - solved,
            checked - read_from
        )?;
        Ok(())
    }
}
