//! Builds the npm package: several wasm modules from one crate, their glue, the TypeScript; then the page.

use crate::modules::{Module, modules};
use crate::seed::take_over;
use crate::setup::npm_packages;
use crate::shell::{cargo, npm, root, run, target_directory};
use crate::slim::{short_names, without_indices, without_lines};
use anyhow::{Context, Result, bail};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

/// Where the generated modules and their glue go. TypeScript in `src` and JavaScript in `dist` both reach it
/// as `../wasm`.
pub fn wasm_folder() -> PathBuf {
    root().join("pkg/wasm")
}

/// Builds `pkg`: wasm, glue and JavaScript.
pub fn build() -> Result<()> {
    build_modules(&[])
}

/// The same with the modules named alone, and the others as they are; with all of them where none is.
pub fn build_modules(names: &[String]) -> Result<()> {
    crate::generate::write()?;
    npm_packages("pkg")?;
    let modules = modules()?;
    if let Some(name) = names.iter().find(|&name| !modules.iter().any(|module| module.name == *name)) {
        let known: Vec<&str> = modules.iter().map(|module| module.name.as_str()).collect();
        bail!("there is no module {name:?}; there are {}", known.join(", "));
    }
    // Modules of earlier builds may have had other names.
    if names.is_empty() && wasm_folder().exists() {
        std::fs::remove_dir_all(wasm_folder()).context("could not empty pkg/wasm")?;
    }
    for module in modules.iter().filter(|module| names.is_empty() || names.contains(&module.name)) {
        build_module(module)?;
    }
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        std::fs::copy(root().join(licence), root().join("pkg").join(licence))
            .with_context(|| format!("could not copy {licence}"))?;
    }
    run(npm("pkg").args(["run", "--silent", "build"]))
}

/// Writes `docs/reference/api.md` from the package's types, or fails where it is not what would be written.
pub fn reference(check: bool) -> Result<()> {
    npm_packages("pkg")?;
    let mut command = Command::new("node");
    command.current_dir(root()).arg("pkg/scripts/api-reference.js");
    if check {
        command.arg("--check");
    }
    run(&mut command)
}

/// Builds the page and returns its folder.
pub fn build_page() -> Result<PathBuf> {
    let web = root().join("web");
    if !web.join("package.json").is_file() {
        bail!("web/package.json is missing: there is no page to build");
    }
    npm_packages("web")?;
    run(npm("web").args(["run", "--silent", "build"]))?;
    Ok(web.join("dist"))
}

/// 128-bit SIMD is in every browser since 2023 (Chrome 91, Firefox 89, Safari 16.4) and in Node since 16.
/// LLVM's threshold for inlining at the highest level, 225, makes the package 4 % larger and no faster: at 60
/// seven groups of programs took 0.86 to 1.03 times as long (medians of interleaved calls in Node; to repeat
/// it, build with both and run `tests/bench` on each).
const FLAGS: &str = "-Ctarget-feature=+simd128 -Cllvm-args=-inline-threshold=60";

fn build_module(module: &Module) -> Result<()> {
    // A folder of its own: the flags differ from those of every other build, and each module replaces the
    // other's file, so in one folder everything would be built again and again.
    let browser = target_directory().join("browser");
    let target = browser.join(&module.name);
    if !target.exists()
        && let Some(other) = first_folder(&browser)
    {
        take_over(&other, &target)?;
    }
    let mut command = cargo();
    command
        .args(["build", "--package", "hunch-wasm", "--profile", "wasm", "--target", "wasm32-unknown-unknown"])
        .args(["--no-default-features", "--features", &module.feature])
        .env("CARGO_TARGET_DIR", &target)
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("RUSTFLAGS", FLAGS);
    without_profiles(&mut command, std::env::vars_os().map(|(name, _)| name));
    run(&mut command)?;
    bind(&target.join("wasm32-unknown-unknown/wasm/hunch_wasm.wasm"), &format!("hunch_{}", module.name))
}

/// A folder in `browser` in which a module was built; none in a first build.
fn first_folder(browser: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(browser).ok()?;
    entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).min()
}

/// What cargo takes changes of profiles from. Of the profile `release` too: `wasm` inherits from it.
const PROFILES: &str = "CARGO_PROFILE_";

/// Takes those `names` of the environment from a command that change profiles: what is measured and shipped is
/// what `Cargo.toml` says.
fn without_profiles(command: &mut Command, names: impl Iterator<Item = OsString>) {
    for name in names.filter(|name| name.to_string_lossy().starts_with(PROFILES)) {
        command.env_remove(name);
    }
}

/// Writes the glue, as wasm-bindgen's command would; the library is pinned to the version of the macro by the
/// lock file.
fn bind(wasm: &Path, name: &str) -> Result<()> {
    let folder = wasm_folder();
    std::fs::create_dir_all(&folder).with_context(|| format!("could not create {}", folder.display()))?;
    let mut output = Bindgen::new()
        .input_path(wasm)
        .out_name(name)
        .web(true)?
        .typescript(true)
        // The package passes the module in: a second `new URL(…)` here would make bundlers copy the file
        // twice.
        .omit_default_module_path(true)
        // A panic poisons the instance; the package then starts a fresh one.
        .reset_state_function(true)
        // What is taken out of a module is found by names as the compiler gives them.
        .demangle(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .with_context(|| format!("could not generate the glue of {name}"))?;
    without_lines(output.wasm_mut()).with_context(|| format!("could not make {name} small"))?;
    without_indices(output.wasm_mut()).with_context(|| format!("could not make {name} small"))?;
    let names = short_names(output.wasm_mut());
    output.emit(&folder).with_context(|| format!("could not write {name}"))?;
    let glue = folder.join(format!("{name}.js"));
    let text =
        std::fs::read_to_string(&glue).with_context(|| format!("could not read the glue of {name}"))?;
    let text = names.iter().fold(text, |text, (name, short)| text.replace(name, short));
    std::fs::write(&glue, text).with_context(|| format!("could not write the glue of {name}"))?;
    shrink(name)
}

/// Makes a module and its glue small by npm's tools for that.
fn shrink(name: &str) -> Result<()> {
    run(Command::new("node").current_dir(root().join("pkg")).args(["scripts/shrink.js", name]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_of_the_environment_do_not_reach_the_browser_build() {
        let names = ["CARGO_PROFILE_RELEASE_LTO", "CARGO_PROFILE_WASM_OPT_LEVEL", "CARGO_HOME", "PATH"];
        let mut command = Command::new("cargo");
        without_profiles(&mut command, names.iter().map(OsString::from));
        let taken: Vec<_> = command.get_envs().map(|(name, value)| (name.to_owned(), value)).collect();
        assert_eq!(taken, names[..2].iter().map(|name| (OsString::from(name), None)).collect::<Vec<_>>());
    }
}
