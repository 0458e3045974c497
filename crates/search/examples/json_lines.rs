//! A solver for other programs to talk to: reads one program in Hunch's JSON form a line, writes one solution
//! a line: `json_lines [--seconds S]`. `tests/agreement` uses it.

use hunch_model::{Limits, Session, json};
use hunch_search::{Engine, Guidance, Settings, solve};
use std::error::Error;
use std::io::{BufRead, Write};
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let seconds = match arguments.as_slice() {
        [] => None,
        [name, value] if name == "--seconds" => Some(value.parse()?),
        other => return Err(format!("arguments are {other:?}; only --seconds S is known").into()),
    };
    let started = Instant::now();
    let clock = || started.elapsed().as_secs_f64();
    let out = &mut std::io::stdout();
    for line in std::io::stdin().lock().lines() {
        let program = json::read_program(&line?)?;
        let mut session = Session::new(Limits { seconds, work: None }, &clock, &|| false, None);
        let solution = solve(&program, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut session)?;
        writeln!(out, "{}", json::write_solution(&solution))?;
        out.flush()?;
    }
    Ok(())
}
