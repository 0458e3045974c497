//! `hunch convert`.

use super::warn;
use crate::cli::{ConvertArgs, FormatName};
use crate::error::{Error, Result};
use crate::terminal::print;
use hunch_model::io::{ConvertOptions, Format, convert, pack};
use serde::Serialize;
use std::io::Write;
use std::path::Path;

/// What `hunch convert` prints, unless the program itself goes to standard output.
#[derive(Serialize)]
struct Printed {
    /// Bytes written.
    bytes: usize,
    /// What is doubtful about it, in words.
    warnings: Vec<String>,
}

/// Runs the command. Nothing is written unless all went well.
pub fn run(args: &ConvertArgs, json: bool) -> Result<u8> {
    let (input, output) = (&args.input, &args.output);
    let to = match (args.to, Format::from_file_name(&name(output))) {
        (Some(FormatName::Mps), _) => Format::Mps,
        (Some(FormatName::Lp), _) => Format::Lp,
        (Some(FormatName::Json), _) => Format::Json,
        (Some(FormatName::Mof), _) => Format::Mof,
        (None, Some(told)) => told,
        (None, None) => {
            let expected =
                "it must end in .mps, .lp, .json or .mof.json, or --to must name the format".into();
            return Err(Error::Setting { field: "OUT", value: output.display().to_string(), expected });
        }
    };
    let bytes = std::fs::read(input).map_err(Error::file(input))?;
    let options = ConvertOptions { from: Format::from_file_name(&name(input)), to, strict: args.strict };
    let content = |reason: String| Error::Content { path: input.clone(), reason };
    let writing = convert(&bytes, options).map_err(|e| content(e.to_string()))?;
    warn(input, &writing.warnings)?;
    if output == Path::new("-") {
        std::io::stdout().write_all(writing.text.as_bytes()).map_err(Error::file("standard output"))?;
        return Ok(0);
    }
    let text = if name(output).to_ascii_lowercase().ends_with(".gz") {
        pack(writing.text.as_bytes()).map_err(|e| content(e.to_string()))?
    } else {
        writing.text.into_bytes()
    };
    std::fs::write(output, &text).map_err(Error::file(output))?;
    let warnings: Vec<String> = writing.warnings.iter().map(ToString::to_string).collect();
    let said = format!("{}: {} bytes, {} warnings", output.display(), text.len(), warnings.len());
    print(json, &Printed { bytes: text.len(), warnings }, &said)?;
    Ok(0)
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
