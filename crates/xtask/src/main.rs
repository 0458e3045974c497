//! The tasks of this repository. `cargo xtask demo` builds the package and the page and serves it; `cargo
//! xtask test` runs every check; each does its own set-up first. `cargo xtask help` lists the rest.
#![allow(clippy::print_stdout, reason = "a command-line tool talks on standard output")]

mod circles;
mod count;
mod generate;
mod modules;
mod package;
mod seed;
mod serve;
mod setup;
mod shapes;
mod shell;
mod size;
mod slim;
mod steps;
mod suite;

use anyhow::{Result, bail};
use std::process::ExitCode;

const HELP: &str = "\
Usage: cargo xtask <task>

  demo [--port N] [--no-serve]   build the package and the page, then serve the page
  build [MODULE ...]             build the package alone (the wasm modules, or those named, and the TypeScript)
  test [--only STEP] [--skip STEP]
                                 run every check, or some steps (both flags may repeat)
  generate                       write what is made from the families' tables (checks, types, reference) and from the package's types
  steps                          list the steps of `test`
  format                         rewrite all sources as the step `format` wants them
  size                           print the gzipped sizes of the browser modules against their limits
  help                           this text

`demo` and `test` install what they need: the wasm target (rustup), npm packages, a browser and a software Vulkan driver.";

/// Port of the demo when none is given.
const DEFAULT_PORT: u16 = 8080;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<ExitCode> {
    let (task, rest) = match arguments.split_first() {
        Some((task, rest)) => (task.as_str(), rest),
        None => ("help", arguments),
    };
    match task {
        "demo" => demo(&DemoOptions::parse(rest)?)?,
        "build" => {
            setup::toolchain()?;
            package::build_modules(rest)?;
        }
        "generate" => {
            no_arguments(task, rest)?;
            generate::write()?;
            package::reference(false)?;
        }
        "test" => return suite::run(&suite::Selection::parse(rest)?),
        "steps" => steps::list(),
        "format" => {
            no_arguments(task, rest)?;
            setup::toolchain()?;
            steps::rewrite()?;
        }
        "size" => {
            no_arguments(task, rest)?;
            let failed = size::report()?.failed;
            return Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        "help" | "--help" | "-h" => println!("{HELP}"),
        other => bail!("there is no task {other:?}\n\n{HELP}"),
    }
    Ok(ExitCode::SUCCESS)
}

fn no_arguments(task: &str, rest: &[String]) -> Result<()> {
    match rest.first() {
        Some(argument) => bail!("`{task}` takes no argument, but was given {argument:?}"),
        None => Ok(()),
    }
}

struct DemoOptions {
    port: u16,
    serve: bool,
}

impl DemoOptions {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self { port: DEFAULT_PORT, serve: true };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--no-serve" => options.serve = false,
                "--port" => {
                    let value = rest.next().map_or("nothing", String::as_str);
                    options.port = match value.parse() {
                        Ok(port) => port,
                        Err(_) => bail!("--port is {value:?}; it must be a number from 0 to 65535"),
                    };
                }
                other => bail!("`demo` does not know {other:?}; it takes --port N and --no-serve"),
            }
        }
        Ok(options)
    }
}

fn demo(options: &DemoOptions) -> Result<()> {
    setup::toolchain()?;
    package::build()?;
    let page = package::build_page()?;
    if options.serve {
        serve::forever(&page, options.port)?;
    } else {
        println!("The page is in {}", page.display());
    }
    Ok(())
}
