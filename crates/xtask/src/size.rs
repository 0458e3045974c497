//! The gzipped sizes of the browser modules against their limits.

use crate::count::Count;
use crate::package::wasm_folder;
use crate::shell::answer;
use anyhow::{Context, Result};
use std::path::Path;

/// A download and its limit.
struct Budget {
    name: &'static str,
    files: &'static [&'static str],
    /// Bytes after gzip at level 9. The figures are the project's own promise to pages on slow lines.
    limit: u64,
}

const BUDGETS: [Budget; 7] = [
    Budget {
        name: "programs wasm and glue",
        files: &["hunch_programs_bg.wasm", "hunch_programs.js"],
        limit: 315_000,
    },
    Budget { name: "lots wasm and glue", files: &["hunch_lots_bg.wasm", "hunch_lots.js"], limit: 405_000 },
    Budget {
        name: "robust wasm and glue",
        files: &["hunch_robust_bg.wasm", "hunch_robust.js"],
        limit: 405_000,
    },
    Budget {
        name: "stages wasm and glue",
        files: &["hunch_stages_bg.wasm", "hunch_stages.js"],
        limit: 405_000,
    },
    Budget { name: "GPU wasm", files: &["hunch_gpu_bg.wasm"], limit: 300_000 },
    Budget {
        name: "microlp wasm and glue",
        files: &["hunch_microlp_bg.wasm", "hunch_microlp.js"],
        limit: 210_000,
    },
    Budget { name: "text wasm and glue", files: &["hunch_text_bg.wasm", "hunch_text.js"], limit: 130_000 },
];

/// Prints the table and counts one check a row.
pub fn report() -> Result<Count> {
    let mut count = Count::default();
    for budget in &BUDGETS {
        let mut size = 0;
        for file in budget.files {
            size += gzipped(&wasm_folder().join(file))?;
        }
        let within = size <= budget.limit;
        let verdict = if within { "ok" } else { "TOO LARGE" };
        println!("{:<22} {size:>8} bytes gzipped, limit {:>8}  {verdict}", budget.name, budget.limit);
        count.add(Count::check(budget.name, within));
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
