//! What one build has of dependencies, taken over into the folder of another.
//!
//! Each module of the package is built in a folder of its own, since all of them write one file. Most of what a
//! first build takes goes into crates that all modules share: cargo finds them built where their files lie in
//! its folder with the times that they had. Where it does not, it builds them again, and nothing is lost but
//! the copy.

use anyhow::{Context, Result};
use std::fs::{self, File, FileTimes};
use std::path::Path;

/// The crate that is built with other features for each module; cargo's names of its files.
const OWN: [&str; 2] = ["hunch_wasm", "hunch-wasm"];
/// What cargo holds while it writes a folder.
const LOCK: &str = ".cargo-lock";

/// Copies what `from` has built into the empty or missing folder `to`, without the module itself.
///
/// # Errors
/// A file cannot be read or written; `to` is gone again then.
pub fn take_over(from: &Path, to: &Path) -> Result<()> {
    let copied = copy(from, to);
    if copied.is_err() {
        // A half copy might be taken for a whole one. That it cannot be removed is the lesser trouble.
        let _ = fs::remove_dir_all(to);
    }
    copied.with_context(|| format!("could not copy {} to {}", from.display(), to.display()))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        let text = name.to_string_lossy();
        let bare = text.strip_prefix("lib").unwrap_or(&text);
        if text == LOCK || OWN.iter().any(|own| bare.starts_with(own)) {
            continue;
        }
        let (source, target) = (entry.path(), to.join(&name));
        if entry.file_type()?.is_dir() {
            copy(&source, &target)?;
        } else {
            fs::copy(&source, &target)?;
            // What cargo takes for current is told by these.
            let times = FileTimes::new().set_modified(entry.metadata()?.modified()?);
            File::options().write(true).open(&target)?.set_times(times)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, SystemTime};

    #[test]
    fn dependencies_are_taken_over_with_their_times_and_the_module_is_not() {
        let folder = std::env::temp_dir().join(format!("hunch-seed-{}", std::process::id()));
        let (from, to) = (folder.join("from"), folder.join("to"));
        fs::create_dir_all(from.join("wasm/deps")).unwrap();
        for name in [
            "wasm/deps/libserde-1.rlib",
            "wasm/deps/hunch_wasm.wasm",
            "wasm/deps/libhunch_wasm.rlib",
            "wasm/.cargo-lock",
        ] {
            fs::write(from.join(name), name).unwrap();
        }
        let before = SystemTime::now() - Duration::from_secs(1000);
        let serde = "wasm/deps/libserde-1.rlib";
        let file = File::options().write(true).open(from.join(serde)).unwrap();
        file.set_times(FileTimes::new().set_modified(before)).unwrap();

        take_over(&from, &to).unwrap();

        assert_eq!(fs::read_to_string(to.join(serde)).unwrap(), serde);
        assert_eq!(fs::metadata(to.join(serde)).unwrap().modified().unwrap(), before);
        assert_eq!(fs::read_dir(to.join("wasm/deps")).unwrap().count(), 1);
        assert!(!to.join("wasm/.cargo-lock").exists());
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_cannot_be_copied_leaves_nothing() {
        let to = std::env::temp_dir().join(format!("hunch-seed-none-{}", std::process::id()));
        assert!(take_over(Path::new("/there/is/no/such/folder"), &to).is_err());
        assert!(!to.exists());
    }
}
