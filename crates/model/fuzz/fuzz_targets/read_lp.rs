//! Any text is read or refused; what was read is valid and comes back from its own text.
#![no_main]

use hunch_model::io::lp::{read, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(program) = read(text) else { return };
    assert_eq!(program.validate(), Ok(()));
    if let Ok(written) = write(&program) {
        assert_eq!(read(&written).expect("our own text is readable"), program);
    }
});
