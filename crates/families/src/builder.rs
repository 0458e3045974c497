//! Builds a program row by row.

use hunch_model::{Kind, Program, Row, Sense};

/// A program under construction.
pub(crate) struct Builder {
    program: Program,
    rows: Vec<Row>,
    entries: Vec<(usize, usize, f64)>,
}

impl Builder {
    pub fn new(sense: Sense) -> Self {
        Self { program: Program::new("", sense), rows: Vec::new(), entries: Vec::new() }
    }

    /// A column in `[0, ∞)`.
    pub fn nonnegative(&mut self, name: String, cost: f64) -> usize {
        self.program.add_column(name, cost, 0.0, f64::INFINITY, Kind::Continuous)
    }

    /// A column without bounds.
    #[cfg(feature = "parametric")]
    pub fn free(&mut self, name: String, cost: f64) -> usize {
        self.program.add_column(name, cost, f64::NEG_INFINITY, f64::INFINITY, Kind::Continuous)
    }

    /// A column in `[0, upper]`.
    #[cfg(feature = "parametric")]
    pub fn between(&mut self, name: String, cost: f64, upper: f64, kind: Kind) -> usize {
        self.program.add_column(name, cost, 0.0, upper, kind)
    }

    /// A column in `{0, 1}`.
    pub fn binary(&mut self, name: String, cost: f64) -> usize {
        self.program.add_column(name, cost, 0.0, 1.0, Kind::Integer)
    }

    /// Adds a row and returns its index.
    pub fn row(
        &mut self,
        name: String,
        lower: f64,
        upper: f64,
        terms: impl IntoIterator<Item = (usize, f64)>,
    ) -> usize {
        let i = self.rows.len();
        self.entries.extend(terms.into_iter().map(|(j, v)| (i, j, v)));
        self.rows.push(Row { name, lower, upper });
        i
    }

    pub fn at_most(
        &mut self,
        name: String,
        upper: f64,
        terms: impl IntoIterator<Item = (usize, f64)>,
    ) -> usize {
        self.row(name, f64::NEG_INFINITY, upper, terms)
    }

    pub fn at_least(
        &mut self,
        name: String,
        lower: f64,
        terms: impl IntoIterator<Item = (usize, f64)>,
    ) -> usize {
        self.row(name, lower, f64::INFINITY, terms)
    }

    pub fn equal(
        &mut self,
        name: String,
        value: f64,
        terms: impl IntoIterator<Item = (usize, f64)>,
    ) -> usize {
        self.row(name, value, value, terms)
    }

    pub fn finish(mut self) -> Program {
        self.program.set_rows(self.rows, &self.entries);
        self.program
    }
}
