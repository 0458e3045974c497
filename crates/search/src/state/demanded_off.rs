//! Rows on demand where they are not built: nobody is ever asked.

use super::home::Source;
use crate::certify::Certified;
use hunch_model::Program;

/// Nothing.
#[derive(Clone, Debug, Default)]
pub struct Demanded {}

impl Demanded {
    /// Never.
    pub fn is_on(&self) -> bool {
        false
    }

    /// Never.
    pub fn is_lazy(&self) -> bool {
        false
    }

    /// Never.
    pub fn is_asking(&self) -> bool {
        false
    }

    /// Never called: see [`Demanded::is_lazy`].
    pub fn hold(&mut self, _found: Certified, _by: Source, _guided: bool) {}

    /// Nothing is held.
    pub fn ask_of_held(&mut self, _program: &Program, _incumbent: f64) {}

    /// Nothing is held.
    pub fn drop_held(&mut self) {}
}
