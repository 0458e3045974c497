//! The shortest tour of 60 cities by rows on demand: `travelling_salesman [cities] [seed]`. Degrees are stated;
//! subtours are told at the points where they occur, whole ones as rows of the program and parts of ones as cuts.

#[path = "../tests/support/salesman.rs"]
mod salesman;

use hunch_model::{Event, Limits, Session};
use hunch_search::demand::{Demand, Question, solve_with_rows};
use hunch_search::random::uniform;
use hunch_search::{Guidance, Settings};
use salesman::Cities;
use std::error::Error;
use std::io::Write;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let mut numbers = std::env::args().skip(1).map(|a| a.parse::<u64>());
    let count = numbers.next().transpose()?.unwrap_or(60) as usize;
    let mut state = numbers.next().transpose()?.unwrap_or(1);
    let cities = Cities::draw(count, || uniform(&mut state));
    let (mut shown, mut told) = (0, 0);
    let mut rows = |question: &Question| {
        shown += 1;
        let rows = match question.integral {
            true => cities.subtours(question.values),
            false => cities.thin_cuts(question.values),
        };
        told += rows.len();
        rows
    };
    let started = Instant::now();
    let clock = || started.elapsed().as_secs_f64();
    let mut sink = |seconds: f64, event: Event| {
        if let Event::Incumbent { objective, source } = event {
            let _ = writeln!(std::io::stdout(), "{seconds:8.3} s  {objective}  ({source})");
        }
    };
    let mut session = Session::new(Limits::default(), &clock, &|| false, Some(&mut sink));
    let (settings, guidance) = (Settings::new(), Guidance::none());
    let demand = Demand::lazy_and_cuts();
    let found = solve_with_rows(&cities.program(), &settings, &guidance, demand, &mut rows, &mut session)?;
    let out = &mut std::io::stdout();
    writeln!(out, "{:?}: {:?}, bound {:?}", found.status, found.objective, found.bound)?;
    writeln!(out, "{} nodes, {} iterations", found.statistics.nodes, found.statistics.iterations)?;
    writeln!(out, "{shown} points shown, {told} rows told, {:.2} s", clock())?;
    Ok(())
}
