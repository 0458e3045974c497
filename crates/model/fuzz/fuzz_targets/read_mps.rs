//! Any text is read or refused; what was read is valid and comes back from its own text.
#![no_main]

use hunch_model::io::mps::{Layout, read, read_as, write};
use hunch_model::{Program, Row};
use libfuzzer_sys::fuzz_target;

/// Ranges are stored as differences, so their ends may come back rounded; all else must be equal.
fn without_ranges(mut program: Program) -> Program {
    for row in &mut program.rows {
        if row.lower.is_finite() && row.upper.is_finite() && row.lower != row.upper {
            *row = Row { name: std::mem::take(&mut row.name), lower: 0.0, upper: 1.0 };
        }
    }
    program
}

fuzz_target!(|text: &str| {
    let Ok(program) = read(text) else { return };
    assert_eq!(program.validate(), Ok(()));
    let program = without_ranges(program);
    for layout in [Layout::Free, Layout::Fixed] {
        if let Ok(written) = write(&program, layout) {
            assert_eq!(without_ranges(read_as(&written, layout).expect("our own text is readable")), program);
        }
    }
});
