//! Format and version of an input, and which fields it may have.

use super::error::JsonError;
use super::value::Cursor;

/// A version of the program format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    /// The first one.
    One,
    /// Binary columns, parameters with values, what [`crate::kinds`] adds.
    Two,
}

/// Checks format and version. They are looked at first: a wrong one explains all else. The version is a whole
/// number from 1 to `newest`.
pub(super) fn version(root: &Cursor<'_, '_>, format: &str, newest: u32) -> Result<u32, JsonError> {
    let any = root.any_object()?;
    let found = any.get("format");
    if !matches!(found.text(), Ok(text) if text == format) {
        return Err(found.error(format!("it must be {format:?}")));
    }
    let version = any.get("version");
    let known = |v: f64| (1..=newest).find(|&known| f64::from(known) == v);
    match version.number() {
        Ok(v) if v > f64::from(newest) => {
            Err(version
                .error(format!("this release reads up to version {newest}; a newer release may read it")))
        }
        Ok(v) if known(v).is_some() => Ok(known(v).unwrap_or(newest)),
        _ if newest == 1 => Err(version.error("it must be 1")),
        _ => Err(version.error(format!("it must be a whole number from 1 to {newest}"))),
    }
}
