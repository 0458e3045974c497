//! A binary column at one of its values.

/// A binary column, or what it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Literal {
    pub column: usize,
    /// Whether it holds at one, or else at zero.
    pub at_one: bool,
}

impl Literal {
    /// What it is not.
    pub fn not(self) -> Self {
        Self { at_one: !self.at_one, ..self }
    }
}
