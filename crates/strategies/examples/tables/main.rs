//! Tables 1 to 4 of "The voice of optimization" on their sampling, row by row, resumable: what is finished is
//! kept in a folder and not done again.
//!
//! `cargo run --release -p hunch-strategies --example tables -- FOLDER [--row FAMILY-SIZES] [--samples N]
//! [--seconds S] [--answers M] [--programs]`
//!
//! A row samples N θ (10 000; 2 000 of transportation from 60 on), or as many as S seconds on the processor
//! allow; the rest of a row takes about as long again. With a file
//! `FOLDER/ROW.network.json` (the plain arrays of `learn::Network`) the
//! network stands in the row, also in one that was measured before (example `table_networks` of the trainer trains them).
//! `--programs` writes the first ten fresh programs of each row as MPS files beside it, for other solvers.
#![allow(clippy::print_stdout)] // it is a report

mod clock;
mod learners;
mod published;
mod row;
mod write;

use published::{EXAMPLES, Published, ROWS};
use row::{Limits, Measured};
use std::error::Error;
use std::path::{Path, PathBuf};

/// What is asked for.
struct Ask {
    folder: PathBuf,
    only: Vec<String>,
    limits: Limits,
}

fn read() -> Result<Ask, Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let folder = PathBuf::from(words.next().ok_or("which folder?")?);
    let limits = Limits { samples: None, seconds: f64::INFINITY, answers: 100, programs: false };
    let mut ask = Ask { folder, only: Vec::new(), limits };
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} has no value"));
        match word.as_str() {
            "--row" => ask.only.push(value()?),
            "--samples" => ask.limits.samples = Some(value()?.parse()?),
            "--seconds" => ask.limits.seconds = value()?.parse()?,
            "--answers" => ask.limits.answers = value()?.parse()?,
            "--programs" => ask.limits.programs = true,
            other => return Err(format!("{other} is no option").into()),
        }
    }
    Ok(ask)
}

/// What a row is called.
fn name(row: &Published) -> String {
    let sizes = row.sizes.iter().map(usize::to_string);
    std::iter::once(row.family.to_owned()).chain(sizes).collect::<Vec<_>>().join("-")
}

/// Writes a row, whole or not at all.
fn store(path: &Path, measured: &Measured) -> Result<(), Box<dyn Error>> {
    let temporary = path.with_extension("tmp");
    std::fs::write(&temporary, serde_json::to_vec_pretty(measured)?)?;
    Ok(std::fs::rename(&temporary, path)?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let ask = read()?;
    std::fs::create_dir_all(&ask.folder)?;
    let mut done: Vec<(&Published, Measured)> = Vec::new();
    for row in EXAMPLES.iter().chain(ROWS) {
        let name = name(row);
        let path = ask.folder.join(format!("{name}.json"));
        if path.exists() {
            let mut measured = serde_json::from_slice(&std::fs::read(&path)?)?;
            let is_asked = ask.only.is_empty() || ask.only.contains(&name);
            if is_asked && row::add_network(row, &name, &ask.folder, &mut measured)? {
                println!("{name}: the network");
                store(&path, &measured)?;
            }
            done.push((row, measured));
            continue;
        }
        if !ask.only.is_empty() && !ask.only.contains(&name) {
            continue;
        }
        println!("{name} …");
        let measured = row::measure(row, &name, &ask.folder, &ask.limits)?;
        store(&path, &measured)?;
        done.push((row, measured));
        std::fs::write(ask.folder.join("tables.md"), write::markdown(&done))?;
    }
    std::fs::write(ask.folder.join("tables.md"), write::markdown(&done))?;
    println!("{} rows in {}", done.len(), ask.folder.join("tables.md").display());
    Ok(())
}
