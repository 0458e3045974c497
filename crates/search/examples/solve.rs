//! Solves programs from files and prints one line each: `solve [--engine hunch|microlp] [--seconds S]
//! [--nodes N] [--without PART] FILE...`

use hunch_model::{Limits, Session, check, io};
use hunch_search::{Component, Engine, Guidance, Settings, solve};
use std::error::Error;
use std::io::Write;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let mut engine = Engine::Hunch;
    let mut settings = Settings::new();
    let mut seconds = None;
    let mut arguments = std::env::args().skip(1);
    let mut files = Vec::new();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--engine" => engine = Engine::from_name(&value()?)?,
            "--seconds" => seconds = Some(value()?.parse()?),
            "--nodes" => settings = settings.with_node_limit(Some(value()?.parse()?)),
            "--without" => {
                let name = value()?;
                let part = Component::from_name(&name).ok_or(format!("no part is named {name}"))?;
                settings = settings.without(part);
            }
            _ => files.push(argument),
        }
    }
    let started = Instant::now();
    let clock = || started.elapsed().as_secs_f64();
    let out = &mut std::io::stdout();
    for file in files {
        let program = io::load(&std::fs::read(&file)?, &file)?;
        let mut session = Session::new(Limits { seconds, work: None }, &clock, &|| false, None);
        let s = solve(&program, engine, &settings, &Guidance::none(), &mut session)?;
        writeln!(
            out,
            "{file} {:?} objective {:?} bound {:?} nodes {} iterations {} work {} seconds {:.3} row {:.3}",
            s.status,
            s.objective,
            s.bound,
            s.statistics.nodes,
            s.statistics.iterations,
            s.statistics.work,
            s.statistics.seconds,
            // The worst violation of a row, in units of its tolerance.
            check(&program, &s.values).row_violation
        )?;
    }
    Ok(())
}
