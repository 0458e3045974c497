//! Converts programs between formats. Usage: `convert OUT_FOLDER mps|lp|json|mof.json [--generic-names] FILE...`;
//! `--generic-names` names rows and columns by their position. Reads gzipped files too with `--features
//! gzip`.

use hunch_model::io::{Format, load, write_program};
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, ending, files @ ..] = &arguments[..] else {
        return Err("usage: convert OUT_FOLDER mps|lp|json|mof.json [--generic-names] FILE...".into());
    };
    let format = Format::from_file_name(&format!("program.{ending}"))
        .ok_or("the format is mps, lp, json or mof.json")?;
    std::fs::create_dir_all(folder)?;
    let generic = files.iter().any(|f| f == "--generic-names");
    for file in files.iter().filter(|f| *f != "--generic-names") {
        let name = Path::new(file).file_name().and_then(|n| n.to_str()).ok_or("a file without a name")?;
        let stem = name.strip_suffix(".gz").unwrap_or(name);
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        let stem = stem.strip_suffix(".mof").unwrap_or(stem);
        let program = load(&std::fs::read(file)?, name).map_err(|e| format!("{file}: {e}"))?;
        let program = if generic { program.with_generic_names() } else { program };
        std::fs::write(Path::new(folder).join(format!("{stem}.{ending}")), write_program(&program, format)?)?;
    }
    Ok(())
}
