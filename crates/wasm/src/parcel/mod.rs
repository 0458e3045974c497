//! What our modules hand each other. Two modules share no memory, so a program, a search's request, what
//! happened in a slice of it and its outcome are each packed as a row of numbers, which crosses as one
//! `Float64Array` and comes out bit by bit.
//!
//! Counts and indices are whole numbers below 2^53. A presence flag (0 or 1) stands before what may be
//! absent, a length before a list.

#[cfg(feature = "insight")]
mod changes;
#[cfg(any(feature = "search", feature = "microlp"))]
mod search;

#[cfg(feature = "insight")]
pub use changes::{pack_snapshot, unpack_changes, unpack_snapshot};

#[cfg(any(feature = "search", feature = "microlp"))]
pub use search::{
    Slice, pack_outcome, pack_request, pack_slice, unpack_outcome, unpack_request, unpack_slice,
};

use hunch_model::{Kind, Program, Quadratic, Row, Sense, SparseMatrix};

/// First number of a program. It rises with every change of the form, so that modules of two versions refuse
/// each other.
const FORM: f64 = 1.0;

/// A program without its names.
pub fn pack_program(program: &Program) -> Vec<f64> {
    let mut numbers = Packer(Vec::new());
    numbers.program(program);
    numbers.0
}

/// The program, its rows and columns without names; `None` when the numbers are none of this form.
pub fn unpack_program(numbers: &[f64]) -> Option<Program> {
    let mut numbers = Unpacker(numbers);
    let program = numbers.program()?;
    numbers.is_empty().then_some(program)
}

struct Packer(Vec<f64>);

impl Packer {
    fn number(&mut self, value: f64) {
        self.0.push(value);
    }

    fn flag(&mut self, value: bool) {
        self.number(f64::from(u8::from(value)));
    }

    fn program(&mut self, program: &Program) {
        self.number(FORM);
        self.flag(program.sense == Sense::Maximize);
        self.number(program.offset);
        self.number(program.columns.len() as f64);
        for column in &program.columns {
            self.0.extend([column.objective, column.lower, column.upper]);
            self.flag(column.kind == Kind::Integer);
        }
        self.number(program.rows.len() as f64);
        for row in &program.rows {
            self.0.extend([row.lower, row.upper]);
        }
        self.number(program.matrix.nonzeros() as f64);
        for (i, j, value) in program.matrix.triplets() {
            self.0.extend([i as f64, j as f64, value]);
        }
        let quadratic = program.quadratic.iter().flat_map(|q| &q.lower_triangle);
        self.number(quadratic.clone().count() as f64);
        for &(i, j, value) in quadratic {
            self.0.extend([i as f64, j as f64, value]);
        }
    }
}

struct Unpacker<'a>(&'a [f64]);

impl Unpacker<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn number(&mut self) -> Option<f64> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    fn flag(&mut self) -> Option<bool> {
        Some(self.number()? != 0.0)
    }

    /// A number of things that follow, each at least one number long: never more than are left, so that no
    /// length reserves memory.
    fn count(&mut self) -> Option<usize> {
        let count = self.number()? as usize;
        (count <= self.0.len()).then_some(count)
    }

    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.count()?;
        let mut list = Vec::with_capacity(count);
        for _ in 0..count {
            list.push(item(self)?);
        }
        Some(list)
    }

    fn program(&mut self) -> Option<Program> {
        if self.number()? != FORM {
            return None;
        }
        let sense = if self.flag()? { Sense::Maximize } else { Sense::Minimize };
        let mut program = Program::new("", sense);
        program.offset = self.number()?;
        for _ in 0..self.count()? {
            let (objective, lower, upper) = (self.number()?, self.number()?, self.number()?);
            let kind = if self.flag()? { Kind::Integer } else { Kind::Continuous };
            program.add_column("", objective, lower, upper, kind);
        }
        let bounds = self.list(|n| Some((n.number()?, n.number()?)))?;
        program.rows =
            bounds.into_iter().map(|(lower, upper)| Row { name: String::new(), lower, upper }).collect();
        let triplets = self.list(Self::triplet)?;
        let (rows, columns) = (program.rows.len(), program.columns.len());
        if triplets.iter().any(|&(i, j, _)| i >= rows || j >= columns) {
            return None;
        }
        program.matrix = SparseMatrix::from_triplets(rows, columns, &triplets);
        let lower_triangle = self.list(Self::triplet)?;
        program.quadratic = (!lower_triangle.is_empty()).then_some(Quadratic { lower_triangle });
        Some(program)
    }

    fn triplet(&mut self) -> Option<(usize, usize, f64)> {
        Some((self.number()? as usize, self.number()? as usize, self.number()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program() -> Program {
        let mut program = Program::new("", Sense::Maximize);
        program.offset = -0.5;
        program.add_column("", 3.0, 0.0, 1.0, Kind::Integer);
        program.add_column("", 0.1 + 0.2, f64::NEG_INFINITY, f64::INFINITY, Kind::Continuous);
        let row = Row { name: String::new(), lower: f64::NEG_INFINITY, upper: 4.0 };
        program.set_rows(vec![row.clone(), row], &[(0, 0, 1.0), (0, 1, -1e-300), (1, 1, 2.0)]);
        program.quadratic = Some(Quadratic { lower_triangle: vec![(1, 0, 0.25)] });
        program
    }

    #[test]
    fn a_program_comes_out_as_it_went_in() {
        let program = program();
        assert_eq!(unpack_program(&pack_program(&program)), Some(program));
    }

    #[test]
    fn a_program_that_is_cut_off_lengthened_or_of_another_form_is_refused() {
        let packed = pack_program(&program());
        for length in 0..packed.len() {
            assert_eq!(unpack_program(&packed[..length]), None, "{length} numbers");
        }
        assert_eq!(unpack_program(&[&packed[..], &[0.0]].concat()), None);
        assert_eq!(unpack_program(&[&[FORM + 1.0], &packed[1..]].concat()), None);
    }
}
