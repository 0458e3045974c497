//! Changes of a loaded program, and what it can be set back to.

use super::{Packer, Unpacker};
use hunch_model::{Basis, Column, Kind, Row, VariableStatus};
use hunch_search::loaded::{Change, Snapshot};

/// The changes; `names` are those of new columns and rows, in order, or none. `None` when the numbers are
/// none of this form. A bound that is NaN stays as it is.
pub fn unpack_changes(numbers: &[f64], names: Vec<String>) -> Option<Vec<Change>> {
    let (mut numbers, mut names) = (Unpacker(numbers), names.into_iter());
    let mut changes = Vec::new();
    while !numbers.is_empty() {
        changes.push(numbers.change(&mut names)?);
    }
    Some(changes)
}

/// The program without names, its basis and its point.
pub fn pack_snapshot(snapshot: &Snapshot) -> Vec<f64> {
    let mut numbers = Packer(Vec::new());
    numbers.program(&snapshot.program);
    numbers.flag(snapshot.basis.is_some());
    if let Some(basis) = &snapshot.basis {
        for &status in basis.columns.iter().chain(&basis.rows) {
            numbers.number(f64::from(status as u8));
        }
    }
    numbers.number(snapshot.point.len() as f64);
    numbers.0.extend(&snapshot.point);
    numbers.0
}

/// What [`pack_snapshot`] wrote.
pub fn unpack_snapshot(numbers: &[f64]) -> Option<Snapshot> {
    let mut numbers = Unpacker(numbers);
    let program = numbers.program()?;
    let (columns, rows) = (program.columns.len(), program.rows.len());
    let basis = match numbers.flag()? {
        false => None,
        true => Some(Basis { columns: numbers.statuses(columns)?, rows: numbers.statuses(rows)? }),
    };
    let point = numbers.list(Unpacker::number)?;
    let fits = point.is_empty() || point.len() == columns;
    (numbers.is_empty() && fits).then_some(Snapshot { program, basis, point })
}

impl Unpacker<'_> {
    fn change(&mut self, names: &mut impl Iterator<Item = String>) -> Option<Change> {
        Some(match self.number()? as u8 {
            0 => Change::Offset(self.number()?),
            1 => Change::Cost { column: self.index()?, value: self.number()? },
            2 => Change::ColumnBounds { column: self.index()?, lower: self.bound()?, upper: self.bound()? },
            3 => Change::RowBounds { row: self.index()?, lower: self.bound()?, upper: self.bound()? },
            4 => Change::Coefficient { row: self.index()?, column: self.index()?, value: self.number()? },
            5 => {
                let (objective, lower, upper) = (self.number()?, self.number()?, self.number()?);
                let kind = if self.flag()? { Kind::Integer } else { Kind::Continuous };
                let name = names.next().unwrap_or_default();
                let terms = self.list(|n| Some((n.index()?, n.number()?)))?;
                Change::AddColumn { column: Column { name, objective, lower, upper, kind }, terms }
            }
            6 => {
                let (lower, upper) = (self.number()?, self.number()?);
                let name = names.next().unwrap_or_default();
                let terms = self.list(|n| Some((n.index()?, n.number()?)))?;
                Change::AddRow { row: Row { name, lower, upper }, terms }
            }
            7 => Change::RemoveColumn(self.index()?),
            8 => Change::RemoveRow(self.index()?),
            _ => return None,
        })
    }

    fn index(&mut self) -> Option<usize> {
        Some(self.number()? as usize)
    }

    /// A bound; none where it stays.
    fn bound(&mut self) -> Option<Option<f64>> {
        Some(Some(self.number()?).filter(|bound| !bound.is_nan()))
    }

    fn statuses(&mut self, count: usize) -> Option<Vec<VariableStatus>> {
        let mut list = Vec::new();
        for _ in 0..count {
            list.push(match self.number()? as u8 {
                0 => VariableStatus::Basic,
                1 => VariableStatus::AtLower,
                2 => VariableStatus::AtUpper,
                3 => VariableStatus::Free,
                _ => return None,
            });
        }
        Some(list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::{Program, Sense};

    #[test]
    fn a_snapshot_comes_back_bit_by_bit() {
        let mut program = Program::new("", Sense::Maximize);
        program.add_column("", 0.1, f64::NEG_INFINITY, 4.0, Kind::Integer);
        program.set_rows(vec![Row { name: String::new(), lower: 1.0, upper: f64::INFINITY }], &[(0, 0, 0.3)]);
        let basis = Basis { columns: vec![VariableStatus::AtUpper], rows: vec![VariableStatus::Basic] };
        for (basis, point) in [(Some(basis), vec![4.0]), (None, vec![])] {
            let snapshot = Snapshot { program: program.clone(), basis, point };
            let numbers = pack_snapshot(&snapshot);
            assert_eq!(unpack_snapshot(&numbers), Some(snapshot));
            assert_eq!(unpack_snapshot(&numbers[..numbers.len() - 1]), None);
        }
    }

    #[test]
    fn changes_come_back_and_what_is_none_is_refused() {
        let changes = unpack_changes(
            &[1.0, 2.0, 5.0, 3.0, 0.0, f64::NAN, 7.0, 6.0, 0.0, 9.0, 1.0, 0.0, 2.5],
            vec!["new".into()],
        );
        let row = Row { name: "new".into(), lower: 0.0, upper: 9.0 };
        let expected = vec![
            Change::Cost { column: 2, value: 5.0 },
            Change::RowBounds { row: 0, lower: None, upper: Some(7.0) },
            Change::AddRow { row, terms: vec![(0, 2.5)] },
        ];
        assert_eq!(changes, Some(expected));
        assert_eq!(unpack_changes(&[9.0], Vec::new()), None);
        assert_eq!(unpack_changes(&[1.0, 2.0], Vec::new()), None);
        assert_eq!(unpack_changes(&[6.0, 0.0, 9.0, 1e9, 0.0], Vec::new()), None);
    }
}
