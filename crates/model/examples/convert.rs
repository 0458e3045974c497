//! Converts programs between formats. Usage: `convert OUT_FOLDER mps|lp|json FILE...`; gzipped files too with `--features gzip`.

use hunch_model::io::{Format, load, write_program};
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, ending, files @ ..] = &arguments[..] else {
        return Err("usage: convert OUT_FOLDER mps|lp|json FILE...".into());
    };
    let format =
        Format::from_file_name(&format!("program.{ending}")).ok_or("the format is mps, lp or json")?;
    std::fs::create_dir_all(folder)?;
    for file in files {
        let name = Path::new(file).file_name().and_then(|n| n.to_str()).ok_or("a file without a name")?;
        let stem = name.strip_suffix(".gz").unwrap_or(name);
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        let program = load(&std::fs::read(file)?, name).map_err(|e| format!("{file}: {e}"))?;
        std::fs::write(Path::new(folder).join(format!("{stem}.{ending}")), write_program(&program, format)?)?;
    }
    Ok(())
}
