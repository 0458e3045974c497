//! A parametric family of a size as JSON, for whatever takes a program with parameters.
//!
//! `cargo run -p hunch-families --example parametric -- inventory 12 [--seed 1] > inventory.json`
#![allow(clippy::print_stdout)] // it is the output

use hunch_families::parametric::generator;
use hunch_model::json::{Document, write_document};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let family = words.next().ok_or("which family?")?;
    let (mut sizes, mut seed) = (Vec::new(), 1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--seed" => seed = words.next().ok_or("--seed needs a number")?.parse()?,
            size => sizes.push(size.parse()?),
        }
    }
    println!("{}", write_document(&Document::from(generator(&family)?.program(&sizes, seed)?))?);
    Ok(())
}
