//! The gzipped sizes of the browser modules against their limits.

use crate::count::Count;
use crate::modules::{Module, modules};
use crate::package::wasm_folder;
use crate::shell::answer;
use anyhow::{Context, Result};
use std::path::Path;

/// The most that a module may weigh with its glue, in bytes after gzip at level 9: the project's own promise
/// to pages on slow lines. What a page loads in all is held in `tests/packaging`.
fn limit(module: &Module) -> u64 {
    match module.name.as_str() {
        "gpu" => 98_000,
        "microlp" => 175_000,
        // Four readers and four writers, of everything that a program may say. Only texts load it.
        "text" => 200_000,
        "check" => 126_000,
        // The maker of certificates and exact arithmetic, with the rays, duals and multipliers that its answers carry.
        "proof" => 456_000,
        // What programs may say beyond linear rows and integers, 18 kB of it quadratic objectives among several, and pools
        // with rows on demand; objectives kept at their own scale and tangents told once took 3 kB: only those that do load it.
        "kinds" => 476_000,
        // That, and reduced systems, stored trees, learned trees, their voice and their maps (22 kB, mostly labels for
        // the truth): only pages with a model of their own, or that draw maps, load it.
        "strategies" => 606_000,
        // The page of programs stays below 350 kB with it: cuts of fixed charges, presolve that keeps its limits on large
        // programs, and each cut told took 8 kB; what fixed which column at a node takes 3 kB, and free columns of large
        // linear programs 2 kB, here and in the three above.
        _ if module.families.is_empty() => 324_000,
        _ => 395_000,
    }
}

/// Prints the table and counts one check a row.
pub fn report() -> Result<Count> {
    let mut count = Count::default();
    for module in modules()? {
        let files = ["_bg.wasm", ".js"].map(|end| wasm_folder().join(format!("hunch_{}{end}", module.name)));
        let sizes: Vec<u64> = files.iter().map(|file| gzipped(file)).collect::<Result<_>>()?;
        let (size, limit) = (sizes.iter().sum::<u64>(), limit(&module));
        let verdict = if size <= limit { "ok" } else { "TOO LARGE" };
        println!("{:<10} {size:>8} bytes gzipped with its glue, limit {limit:>8}  {verdict}", module.name);
        count.add(Count::check(&module.name, size <= limit));
    }
    Ok(count)
}

/// Node has zlib built in, so no crate is needed for this one number.
fn gzipped(path: &Path) -> Result<u64> {
    const SCRIPT: &str = "const fs = require('fs'), zlib = require('zlib'); \
                          console.log(zlib.gzipSync(fs.readFileSync(process.argv[1]), { level: 9 }).length)";
    let file = path.to_string_lossy();
    answer("node", &["-e", SCRIPT, &file])
        .and_then(|text| text.parse().ok())
        .with_context(|| format!("could not measure {file}; build it first by `cargo xtask build`"))
}
