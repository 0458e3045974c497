//! Any text is read or refused; what was read is valid and comes back from its own text.
#![no_main]

use hunch_model::io::mof::{read, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(program) = read(text) else { return };
    program.validate().expect("a program that was read is valid");
    let written = write(&program).expect("a program that was read has names that can be written");
    assert_eq!(read(&written).expect("our own text is readable"), program);
});
