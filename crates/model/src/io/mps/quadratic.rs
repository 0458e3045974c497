//! The quadratic part of the objective: `QUADOBJ` and `QSECTION`, which give each pair of columns once, from
//! either triangle of Q in ½xᵀQx, and `QMATRIX`, which gives both triangles.

use super::read::Reader;
use crate::io::doubt::Doubt;
use crate::io::error::ReadError;

impl<'a> Reader<'a> {
    /// `column row number [row number]`
    pub(super) fn quadratic_line(&mut self, number: usize, text: &'a str) -> Result<(), ReadError> {
        let line = self.splitter.entries(number, text)?;
        let Some(label) = line.label else {
            let (first, _) = line.pairs[0];
            return Err(first.unexpected("two column names and a number"));
        };
        let j = self.known_column(label)?;
        for (row, value) in line.pairs {
            let i = self.known_column(row)?;
            if self.quadratic.add(i, j, value.number()?, row)? {
                let name = format!("{} {}", label.text, row.text);
                self.warnings.add(row.line, row.column, Doubt::Summed { name });
            }
        }
        Ok(())
    }
}
