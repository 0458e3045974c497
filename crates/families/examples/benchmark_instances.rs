//! Writes the programs of the benchmark as files. Usage:
//!
//! benchmark_instances OUT COUNT                   COUNT instances of every class of
//! `hunch_families::benchmark`
//! benchmark_instances OUT clsp C F T SEED COUNT   lot-sizing programs of one distribution, seeds SEED, SEED
//! + 1, …
//!
//! Each instance becomes `OUT/<name>.json` and `OUT/<name>.mps`.

use hunch_families::benchmark::CLASSES;
use hunch_families::clsp::{self, Distribution};
use hunch_model::Program;
use hunch_model::io::{Format, write_program};
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        [out, count] => {
            for class in CLASSES {
                for number in 0..count.parse()? {
                    write(out, &class.instance(number)?)?;
                }
            }
        }
        [out, "clsp", c, f, horizon, seed, count] => {
            let distribution = Distribution { c: c.parse()?, f: f.parse()?, horizon: horizon.parse()? };
            let first: u64 = seed.parse()?;
            for seed in first..first + count.parse::<u64>()? {
                let mut program = clsp::program(&clsp::sample(&distribution, seed)?);
                program.name = format!("clsp-{c}-{f}-{horizon}-{seed}");
                write(out, &program)?;
            }
        }
        _ => return Err("usage: benchmark_instances OUT COUNT | OUT clsp C F T SEED COUNT".into()),
    }
    Ok(())
}

fn write(folder: &str, program: &Program) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(folder)?;
    for (format, ending) in [(Format::Json, "json"), (Format::Mps, "mps")] {
        let path = Path::new(folder).join(format!("{}.{ending}", program.name));
        std::fs::write(path, write_program(program, format)?)?;
    }
    Ok(())
}
