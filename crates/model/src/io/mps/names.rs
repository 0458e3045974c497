//! Which names the layouts can carry.

use super::Layout;
use crate::io::MAX_NAME_BYTES;
use crate::io::error::WriteError;

/// Longest name of the fixed layout, in characters.
const CARD_NAME: usize = 8;

/// Whether the free layout can carry the name.
pub(in crate::io) fn check_name(what: &'static str, name: &str) -> Result<(), WriteError> {
    check_name_in(Layout::Free, what, name)
}

/// Whether the layout can carry the name.
pub(super) fn check_name_in(layout: Layout, what: &'static str, name: &str) -> Result<(), WriteError> {
    let fail = |expected| Err(WriteError::Name { what, name: name.into(), expected });
    if what == "program" {
        let fits = name.trim() == name && !name.contains(['\n', '\r']);
        return if fits { Ok(()) } else { fail("it may not begin or end with a blank or hold a line break") };
    }
    if what == "set" && name.is_empty() {
        return Ok(());
    }
    if name.is_empty() || name.len() > MAX_NAME_BYTES {
        return fail("it must have between 1 and 255 bytes");
    }
    if name.starts_with('*') || name == "'MARKER'" {
        return fail("names that begin with * are comments, and 'MARKER' is a keyword");
    }
    match layout {
        Layout::Free if name.contains(char::is_whitespace) => {
            fail("it may hold no blanks in the free layout")
        }
        Layout::Fixed if name.chars().count() > CARD_NAME => {
            fail("it may have at most 8 characters in the fixed layout")
        }
        Layout::Fixed if name.trim() != name || name.chars().any(|c| c != ' ' && c.is_whitespace()) => {
            fail("it may not begin or end with a blank, nor hold a tab or a line break")
        }
        _ => Ok(()),
    }
}
