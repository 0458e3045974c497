//! Set-up of a fresh machine: each function makes sure of one prerequisite, installs it if it can, and
//! otherwise says in one line what to install.

use crate::shell::{answer, exists, npm, root, run};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Oldest Node, major and minor, on which everything here runs: the page's bundler, Vite 8, asks for it.
const OLDEST_NODE: (u32, u32) = (20, 19);

/// What building the package takes: the wasm target and Node.
pub fn toolchain() -> Result<()> {
    wasm_target()?;
    node()
}

fn wasm_target() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let Some(installed) = answer("rustup", &["target", "list", "--installed"]) else {
        let sysroot = answer("rustc", &["--print", "sysroot"]).unwrap_or_default();
        if Path::new(&sysroot).join("lib/rustlib").join(TARGET).is_dir() {
            return Ok(());
        }
        bail!("rustup is missing; install Rust by rustup (https://rustup.rs), then run this again");
    };
    if installed.lines().any(|line| line.trim() == TARGET) {
        return Ok(());
    }
    run(Command::new("rustup").args(["target", "add", TARGET]).current_dir(root()))
}

fn node() -> Result<()> {
    let version = answer("node", &["--version"]);
    let is_new_enough = version.as_deref().and_then(node_version).is_some_and(|v| v >= OLDEST_NODE);
    if is_new_enough && exists("npm") {
        return Ok(());
    }
    let (major, minor) = OLDEST_NODE;
    let found = version.unwrap_or_else(|| "none".into());
    let npm = if exists("npm") { "" } else { ", without npm" };
    bail!(
        "Node {major}.{minor} or newer with npm is needed (found: {found}{npm}); install it from https://nodejs.org, then run this again"
    )
}

/// `v20.11.1` → (20, 11).
fn node_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// Installs the npm packages of a folder as locked, unless the last installation is younger than the lock
/// file.
pub fn npm_packages(folder: &str) -> Result<()> {
    let lock = root().join(folder).join("package-lock.json");
    let installed = root().join(folder).join("node_modules/.package-lock.json");
    if is_newer(&installed, &lock) {
        return Ok(());
    }
    run(npm(folder).args(["ci", "--prefer-offline", "--no-audit", "--no-fund"]))
}

fn is_newer(path: &Path, than: &Path) -> bool {
    let time = |p: &Path| p.metadata().and_then(|m| m.modified()).ok();
    match (time(path), time(than)) {
        (Some(a), Some(b)) => a >= b,
        _ => false,
    }
}

/// A Chromium for the browser tests; installs one when there is none.
pub fn browser() -> Result<PathBuf> {
    if let Some(found) = find_browser() {
        return Ok(found);
    }
    if cfg!(target_os = "macos") && exists("brew") {
        run(Command::new("brew").args(["install", "--cask", "chromium"]))?;
    } else if exists("apt-get") {
        apt_install("chromium")?;
    }
    find_browser().context(
        "no Chromium or Chrome was found; install one (for example `apt-get install chromium`) or set HUNCH_BROWSER to its path",
    )
}

fn find_browser() -> Option<PathBuf> {
    if let Some(chosen) = std::env::var_os("HUNCH_BROWSER") {
        return Some(PathBuf::from(chosen)).filter(|path| path.is_file());
    }
    let applications = [
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];
    let on_path = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let candidates = std::env::split_paths(&path).flat_map(|p| on_path.map(|name| p.join(name)));
    candidates.chain(applications.map(PathBuf::from)).find(|candidate| starts(candidate))
}

/// Ubuntu ships a `chromium-browser` that only tells to install a snap: a browser is one that answers
/// `--version`.
fn starts(candidate: &Path) -> bool {
    candidate.is_file() && answer(&candidate.to_string_lossy(), &["--version"]).is_some()
}

/// A Vulkan driver for the trainer's GPU test: on Linux without one, Mesa's software driver.
pub fn vulkan() -> Result<()> {
    if !cfg!(target_os = "linux") || has_vulkan_driver() {
        return Ok(());
    }
    if exists("apt-get") {
        apt_install("mesa-vulkan-drivers")?;
    }
    if has_vulkan_driver() {
        return Ok(());
    }
    bail!(
        "no Vulkan driver was found; install Mesa's software driver (Debian and Ubuntu: mesa-vulkan-drivers)"
    )
}

fn has_vulkan_driver() -> bool {
    ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d"]
        .iter()
        .any(|folder| std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()))
}

fn apt_install(package: &str) -> Result<()> {
    let is_root = answer("id", &["-u"]).as_deref() == Some("0");
    if !is_root && !exists("sudo") {
        bail!(
            "{package} is missing and there is no sudo; as root, run `apt-get install {package}`, then run this again"
        );
    }
    let apt = |arguments: &[&str]| {
        let mut command = if is_root { Command::new("apt-get") } else { Command::new("sudo") };
        if !is_root {
            command.arg("apt-get");
        }
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        run(&mut command)
    };
    let install = ["install", "--yes", "--no-install-recommends", package];
    // A fresh machine may have no package lists yet.
    apt(&install).or_else(|_| apt(&["update"]).and_then(|()| apt(&install)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_version_is_read_and_compared() {
        assert_eq!(node_version("v20.11.1"), Some((20, 11)));
        assert_eq!(node_version("20.11.1"), None);
        let is_new_enough = |text| node_version(text).is_some_and(|v| v >= OLDEST_NODE);
        assert!(is_new_enough("v20.19.0") && is_new_enough("v22.1.0"));
        assert!(!is_new_enough("v20.18.3") && !is_new_enough("v18.20.0"));
    }
}
