//! Solves programs, proves the answers, checks the proofs, and prints the table of `docs/results/certificates.md`:
//! `certificates [--seconds S] [--nodes N] [--cut-rounds R] [--classes NAME,...] [--seeded N] [--out FOLDER] FILE...`
//!
//! Every certificate goes through its text form and the checker; an instance whose certificate is refused ends the run with an error.

use hunch_check::{check, read, write};
use hunch_families::benchmark::{CLASSES, Class};
use hunch_model::{Limits, Program, Session, io};
use hunch_search::proof::{ProofLimits, prove};
use hunch_search::{Engine, Guidance, Settings, solve};
use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

struct Run {
    seconds: Option<f64>,
    limits: ProofLimits,
    out: Option<PathBuf>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut run = Run { seconds: None, limits: ProofLimits::default(), out: None };
    let (mut files, mut classes, mut seeded) = (Vec::new(), Vec::new(), 1);
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
            _ => files.push(argument),
        }
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
