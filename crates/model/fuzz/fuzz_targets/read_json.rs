//! Any text is read or refused; what was read is valid and comes back from its own text.
#![no_main]

use hunch_model::json::{read_document, read_solution, write_document};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = read_solution(text);
    let Ok(document) = read_document(text) else { return };
    let written = write_document(&document).expect("a document that was read is valid");
    assert_eq!(read_document(&written).expect("our own text is readable"), document);
});
