//! Reads programs from text for the module that solves, which takes them packed, and writes them as text. A
//! module of its own: most pages never have a text to read.

use crate::error::{BindingError, Code};
use crate::parcel::pack_program;
use hunch_model::io::{ConvertOptions, Format, ReadOptions, Warning, convert, load_with};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Most columns, and most rows, of a program: what a tab's memory can be trusted with. The package holds
/// objects to the same limit.
const MOST_COLUMNS_OR_ROWS: usize = 1_000_000;

/// A program that was read.
#[wasm_bindgen(getter_with_clone)]
pub struct ReadProgram {
    /// The program, packed.
    #[wasm_bindgen(readonly)]
    pub numbers: Vec<f64>,
    /// Names of its columns.
    #[wasm_bindgen(readonly)]
    pub columns: Vec<String>,
    /// Names of its rows.
    #[wasm_bindgen(readonly)]
    pub rows: Vec<String>,
    /// What its text leaves in doubt, each as kind and message.
    #[wasm_bindgen(readonly)]
    pub warnings: Vec<String>,
    /// Where, each as line and column.
    #[wasm_bindgen(readonly)]
    pub places: Vec<u32>,
}

/// A program that was written.
#[wasm_bindgen(getter_with_clone)]
pub struct WrittenProgram {
    /// The text.
    #[wasm_bindgen(readonly)]
    pub text: String,
    /// What the text that was read leaves in doubt, and what was written otherwise than it is, each as kind
    /// and message.
    #[wasm_bindgen(readonly)]
    pub warnings: Vec<String>,
    /// Where, each as line and column; 0 where it is about no text that was read.
    #[wasm_bindgen(readonly)]
    pub places: Vec<u32>,
}

/// Reads MPS, CPLEX-LP, MathOptFormat or JSON, in UTF-8, not packed. `format` says which; without it the
/// beginning of the text does. `strict` refuses what is read with a warning otherwise.
///
/// # Errors
/// `invalid-input`; with line and column where the text cannot be read.
#[wasm_bindgen]
pub fn read(text: &[u8], format: Option<String>, strict: bool) -> Result<ReadProgram, JsValue> {
    let format = format.as_deref().and_then(Format::from_name);
    let reading = load_with(text, format, ReadOptions { strict }).map_err(BindingError::from)?;
    let (warnings, places) = (words(&reading.warnings), places(&reading.warnings));
    let program = reading.program;
    for (field, count) in [("columns", program.columns.len()), ("rows", program.rows.len())] {
        if count > MOST_COLUMNS_OR_ROWS {
            let message = format!("the text has {count} {field}; at most {MOST_COLUMNS_OR_ROWS} are taken");
            return Err(BindingError::new(Code::InvalidInput, message).at(field, count).into());
        }
    }
    Ok(ReadProgram {
        numbers: pack_program(&program),
        columns: program.columns.into_iter().map(|column| column.name).collect(),
        rows: program.rows.into_iter().map(|row| row.name).collect(),
        warnings,
        places,
    })
}

/// Reads a program as [`read`] does and writes it in the format `to`. `strict` also refuses what is written
/// with a warning otherwise.
///
/// # Errors
/// As [`read`]; `not-applicable` for what the format has no place for.
#[wasm_bindgen]
pub fn write(text: &[u8], format: Option<String>, to: &str, strict: bool) -> Result<WrittenProgram, JsValue> {
    let from = format.as_deref().and_then(Format::from_name);
    let Some(to) = Format::from_name(to) else {
        let message = "to must be \"mps\", \"lp\", \"json\" or \"mof\"";
        return Err(BindingError::new(Code::InvalidInput, message).at("to", to).into());
    };
    let writing = convert(text, ConvertOptions { from, to, strict }).map_err(BindingError::from)?;
    let (warnings, places) = (words(&writing.warnings), places(&writing.warnings));
    Ok(WrittenProgram { text: writing.text, warnings, places })
}

fn words(warnings: &[Warning]) -> Vec<String> {
    warnings.iter().flat_map(|w| [w.doubt.kind().into(), w.doubt.to_string()]).collect()
}

fn places(warnings: &[Warning]) -> Vec<u32> {
    warnings.iter().flat_map(|w| [w.line as u32, w.column as u32]).collect()
}
