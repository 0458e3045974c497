//! Which rows and columns of the basis have been pivoted on, while it is factorised.

use super::factors::Lu;

/// No row or column.
pub(super) const NONE: u32 = u32::MAX;

/// The pivots so far.
#[derive(Debug, Default)]
pub(super) struct Pivots {
    /// Pivot row of each basic column, [`NONE`] before it is known or when the column depends on others.
    pub row_of: Vec<u32>,
    /// Whether a row has been pivoted on.
    pub row_done: Vec<bool>,
    /// Entries of U as `(row, column, value)`, columns numbered by their place in the basis.
    pub upper: Vec<(u32, u32, f64)>,
}

impl Pivots {
    /// None yet, of so many rows and columns.
    pub fn clear(&mut self, rows: usize, columns: usize) {
        self.row_of.clear();
        self.row_of.resize(columns, NONE);
        self.row_done.clear();
        self.row_done.resize(rows, false);
        self.upper.clear();
    }
}

impl Lu {
    /// Records pivot `value` in row `row` and basis column `column`.
    pub(super) fn pivot(&mut self, row: u32, column: u32, value: f64, done: &mut Pivots) {
        self.u_order.push(row);
        self.u_pivot[row as usize] = value;
        done.row_of[column as usize] = row;
        done.row_done[row as usize] = true;
    }

    /// Ends the L vector of pivot row `row`, if any entry was pushed since the last.
    pub(super) fn close_lower(&mut self, row: u32) {
        if self.l_index.len() as u32 > self.l_start[self.l_start.len() - 1] {
            self.l_pivot.push(row);
            self.l_start.push(self.l_index.len() as u32);
        }
    }
}
