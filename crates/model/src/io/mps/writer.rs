//! MPS text under construction.

use super::Layout;
use crate::io::error::WriteError;
use crate::io::number::shortest;

/// Longest number of the fixed layout, in characters.
const CARD_NUMBER: usize = 12;

pub(super) struct Writer {
    pub layout: Layout,
    pub text: String,
}

impl Writer {
    pub fn entry(&mut self, label: &str, row: &str, value: f64, what: &str) -> Result<(), WriteError> {
        let number = self.number(row, what, value)?;
        self.fields(&["", label, row, &number]);
        Ok(())
    }

    /// One data line: type, name, name, number, name.
    pub fn fields(&mut self, fields: &[&str]) {
        const START: [usize; 5] = [1, 4, 14, 24, 39];
        let from = self.text.len();
        for (&field, start) in fields.iter().zip(START) {
            let length = self.text[from..].chars().count();
            // In the free layout long names push what follows to the right, one blank apart.
            let gap = if field.is_empty() { 0 } else { start.saturating_sub(length).max(1) };
            self.text.extend(std::iter::repeat_n(' ', gap));
            self.text.push_str(field);
        }
        self.text.push('\n');
    }

    pub fn number(&self, of: &str, what: &str, value: f64) -> Result<String, WriteError> {
        let number = shortest(value);
        if self.layout == Layout::Fixed && number.len() > CARD_NUMBER {
            let expected = "the fixed layout holds numbers of at most 12 characters; use the free layout";
            return Err(WriteError::Number { field: format!("the {what} of {of:?}"), value, expected });
        }
        Ok(number)
    }
}
