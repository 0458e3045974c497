//! The steps of `cargo xtask test`, cheap ones first.

use crate::count::{self, Count};
use crate::modules::{Module, modules};
use crate::shell::{cargo, root, run, text, transcribe};
use crate::{circles, package, setup, size};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// One step: a name for `--only` and `--skip`, what it checks, and how.
pub struct Step {
    /// Name on the command line.
    pub name: &'static str,
    /// What it checks, in a few words.
    pub about: &'static str,
    /// Runs it and counts.
    pub run: fn(&mut Built) -> Result<Count>,
}

/// What earlier steps have built, so that each thing is built once a run.
#[derive(Default)]
pub struct Built {
    package: bool,
    page: bool,
}

impl Built {
    fn package(&mut self) -> Result<()> {
        if !self.package {
            package::build()?;
            self.package = true;
        }
        Ok(())
    }

    fn page(&mut self) -> Result<()> {
        self.package()?;
        if !self.page {
            package::build_page()?;
            self.page = true;
        }
        Ok(())
    }
}

/// Every step, in order.
pub const STEPS: [Step; 11] = [
    Step { name: "format", about: "rustfmt and Biome would change nothing", run: format },
    Step {
        name: "lint",
        about: "no files that import each other, no generated ones that are stale; Biome, clippy, rustdoc: no warnings",
        run: lint,
    },
    Step { name: "crates", about: "unit, property and doc tests of all crates but the trainer", run: crates },
    Step { name: "package", about: "the wasm modules and the TypeScript build", run: build },
    Step { name: "size", about: "gzipped sizes against their limits", run: sizes },
    Step { name: "node", about: "the package in Node, and its agreement with HiGHS", run: node },
    Step { name: "browser", about: "the package in a real browser", run: browser },
    Step { name: "page", about: "the page in a real browser", run: page },
    Step {
        name: "packaging",
        about: "the packed tarball in Node, Deno, Bun, four bundlers' projects and a plain page",
        run: packaging,
    },
    Step { name: "trainer", about: "clippy and tests of the trainer on burn's CPU backend", run: trainer },
    Step { name: "gpu", about: "inference and a training step through wgpu on a native driver", run: gpu },
];

/// Prints the steps.
pub fn list() {
    for step in &STEPS {
        println!("{:<12} {}", step.name, step.about);
    }
}

fn format(_: &mut Built) -> Result<Count> {
    let mut count = passes(cargo().args(["fmt", "--all", "--check"]))?;
    count.add(passes(&mut biome(&["format"])?)?);
    Ok(count)
}

/// Rewrites all sources as the step `format` wants them.
pub fn rewrite() -> Result<()> {
    run(cargo().args(["fmt", "--all"]))?;
    run(&mut biome(&["format", "--write"])?)
}

/// What Biome reads; `biome.jsonc` names the kinds of files and the rules.
const BIOME_READS: [&str; 4] = ["pkg", "web", "tests", "biome.jsonc"];

/// Biome, the formatter and linter of TypeScript, JavaScript and CSS. It comes with the packages of `tests`.
fn biome(arguments: &[&str]) -> Result<Command> {
    setup::npm_packages("tests")?;
    let mut command = Command::new("node");
    command.current_dir(root()).arg("tests/node_modules/@biomejs/biome/bin/biome").args(arguments);
    command.args(BIOME_READS);
    Ok(command)
}

fn lint(_: &mut Built) -> Result<Count> {
    let mut count = Count::check("files that import each other", no_circles()?);
    count.add(passes(&mut biome(&["lint", "--error-on-warnings"])?)?);
    count.add(passes(
        cargo()
            .args(["clippy", "--quiet", "--workspace", "--exclude", "hunch-trainer", "--all-targets"])
            .args(["--", "--deny", "warnings"]),
    )?);
    let generated = crate::generate::check();
    if let Err(error) = &generated {
        println!("{error:#}");
    }
    count.add(Count::check("generated files", generated.is_ok()));
    let reference = package::reference(true);
    if let Err(error) = &reference {
        println!("{error:#}");
    }
    count.add(Count::check("docs/reference/api.md", reference.is_ok()));
    // The bindings' code is behind its target and its features.
    for Module { feature, .. } in modules()? {
        count.add(passes(
            cargo()
                .args(["clippy", "--quiet", "--package", "hunch-wasm", "--target", "wasm32-unknown-unknown"])
                .args(["--no-default-features", "--features", &feature, "--", "--deny", "warnings"]),
        )?);
    }
    count.add(passes(
        cargo()
            .args(["doc", "--quiet", "--workspace", "--exclude", "hunch-trainer", "--no-deps"])
            // Module texts name their private parts: their readers are those who change the code.
            .env("RUSTDOCFLAGS", "--deny warnings --allow rustdoc::private_intra_doc_links"),
    )?);
    Ok(count)
}

/// Whether no two files import each other; says which do.
fn no_circles() -> Result<bool> {
    let circles = circles::circles(&root())?;
    circles.iter().for_each(|circle| println!("{circle}\n"));
    Ok(circles.is_empty())
}

fn crates(_: &mut Built) -> Result<Count> {
    tests(cargo().args(["test", "--workspace", "--exclude", "hunch-trainer", "--no-fail-fast"]))
}

fn build(built: &mut Built) -> Result<Count> {
    built.package()?;
    Ok(Count::check("build", true))
}

fn sizes(built: &mut Built) -> Result<Count> {
    built.package()?;
    size::report()
}

fn node(built: &mut Built) -> Result<Count> {
    built.package()?;
    setup::npm_packages("tests/bench")?;
    let mut count = Count::default();
    for folder in ["pkg/test", "tests/bench/test", "tests/agreement"] {
        count.add(node_tests(folder, None)?);
    }
    Ok(count)
}

fn browser(built: &mut Built) -> Result<Count> {
    built.package()?;
    setup::npm_packages("tests")?;
    node_tests("tests/browser", Some(&setup::browser()?))
}

fn page(built: &mut Built) -> Result<Count> {
    built.page()?;
    setup::npm_packages("tests")?;
    node_tests("tests/page", Some(&setup::browser()?))
}

fn packaging(built: &mut Built) -> Result<Count> {
    built.package()?;
    setup::npm_packages("tests")?;
    node_tests("tests/packaging", Some(&setup::browser()?))
}

fn trainer(_: &mut Built) -> Result<Count> {
    let mut count = passes(
        cargo()
            .args(["clippy", "--quiet", "--package", "hunch-trainer", "--all-targets"])
            .args(["--", "--deny", "warnings"]),
    )?;
    count.add(tests(cargo().args(["test", "--package", "hunch-trainer", "--no-fail-fast"]))?);
    Ok(count)
}

/// In a profile of its own that is cheap to build: what is tested runs on the driver.
fn gpu(_: &mut Built) -> Result<Count> {
    setup::vulkan()?;
    tests(
        cargo()
            .args([
                "test",
                "--profile",
                "gpu-test",
                "--no-fail-fast",
                "--package",
                "hunch-infer",
                "--package",
                "hunch-trainer",
            ])
            .args([
                "--features",
                "hunch-infer/gpu-native,hunch-trainer/wgpu",
                "--test",
                "gpu",
                "--test",
                "wgpu",
            ])
            .env("HUNCH_REQUIRE_GPU", "1"),
    )
}

/// A command that passes or fails as a whole.
fn passes(command: &mut Command) -> Result<Count> {
    let result = run(command);
    if let Err(error) = &result {
        println!("{error:#}");
    }
    Ok(Count::check(&text(command), result.is_ok()))
}

fn tests(command: &mut Command) -> Result<Count> {
    Ok(count::cargo(&transcribe(command)?))
}

/// Runs the `*.test.js` files of a folder one after the other: they share browsers' and workers' time, not a
/// clock.
fn node_tests(folder: &str, browser: Option<&Path>) -> Result<Count> {
    let mut command = Command::new("node");
    command.current_dir(root()).args(["--test", "--test-reporter=tap", "--test-concurrency=1"]);
    command.args(test_files(folder)?);
    if let Some(path) = browser {
        command.env("HUNCH_BROWSER", path);
    }
    Ok(count::node(&transcribe(&mut command)?))
}

fn test_files(folder: &str) -> Result<Vec<PathBuf>> {
    let entries =
        std::fs::read_dir(root().join(folder)).with_context(|| format!("there is no folder {folder}"))?;
    let mut files = Vec::new();
    for entry in entries {
        let name = entry?.file_name();
        if name.to_string_lossy().contains(".test.") {
            files.push(Path::new(folder).join(name));
        }
    }
    files.sort();
    Ok(files)
}
