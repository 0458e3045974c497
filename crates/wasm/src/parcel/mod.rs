//! What our modules hand each other. Two modules share no memory, so a program, a search's request, what
//! happened in a slice of it and its outcome are each packed as a row of numbers, which crosses as one
//! `Float64Array` and comes out bit by bit.
//!
//! Counts and indices are whole numbers below 2^53. A presence flag (0 or 1) stands before what may be
//! absent, a length before a list.

#[cfg(feature = "insight")]
mod changes;
#[cfg(any(feature = "kinds", feature = "text"))]
mod kinds;
#[cfg(any(feature = "search", feature = "microlp"))]
mod search;

#[cfg(feature = "kinds")]
pub use kinds::unpack_rows;

#[cfg(feature = "insight")]
pub use changes::{pack_snapshot, unpack_changes, unpack_snapshot};

#[cfg(any(feature = "search", feature = "microlp"))]
pub use search::{
    Slice, pack_outcome, pack_request, pack_slice, unpack_outcome, unpack_request, unpack_slice,
};

use hunch_model::{Feature, Kind, Program, Quadratic, Row, Sense, SparseMatrix};

/// First number of a program of linear rows and integers. It rises with every change of the form, so that
/// modules of two versions refuse each other.
const FORM: f64 = 1.0;
/// First number of a program that says more. The number of a [`Feature`] follows, for modules that do not know
/// the rest; then the program as ever; then what it says more (`kinds.rs`).
const FORM_OF_KINDS: f64 = 2.0;
/// The features by their numbers: the first that changes what the program means, else the mark of lazy rows.
const FEATURES: [Feature; 7] = [
    Feature::Quadratic,
    Feature::SemiContinuous,
    Feature::Sets,
    Feature::Indicators,
    Feature::Piecewise,
    Feature::Objectives,
    Feature::LazyRows,
];

/// Why numbers are no program here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unread {
    /// They are of another version of the package.
    OtherForm,
    /// This module does not know all that the program says.
    Feature(Feature),
}

/// A program without its names.
pub fn pack_program(program: &Program) -> Vec<f64> {
    let mut numbers = Packer(Vec::new());
    numbers.program(program);
    numbers.0
}

/// The program, its rows and columns without names.
///
/// # Errors
/// Numbers of another form; what the program says and this module does not know.
pub fn unpack_program(numbers: &[f64]) -> Result<Program, Unread> {
    let refused = if cfg!(feature = "kinds") { None } else { feature(numbers) };
    if let Some(feature) = refused.filter(|&feature| feature != Feature::LazyRows) {
        return Err(Unread::Feature(feature));
    }
    let mut numbers = Unpacker(numbers);
    let program = numbers.program().filter(|_| numbers.is_empty());
    program.ok_or(Unread::OtherForm)
}

/// What packed numbers say of a program beyond linear rows and integers.
fn feature(numbers: &[f64]) -> Option<Feature> {
    match numbers {
        [FORM_OF_KINDS, feature, ..] => FEATURES.get(*feature as usize).copied(),
        _ => None,
    }
}

/// How the package calls kinds of columns. It has a number of its own, 2, for binaries, which it settles.
fn number_of(kind: Kind) -> f64 {
    match kind {
        Kind::Continuous => 0.0,
        Kind::Integer => 1.0,
        Kind::SemiContinuous => 3.0,
        Kind::SemiInteger => 4.0,
    }
}

fn kind_of(number: f64) -> Option<Kind> {
    match number as u8 {
        0 => Some(Kind::Continuous),
        1 => Some(Kind::Integer),
        #[cfg(feature = "kinds")]
        3 => Some(Kind::SemiContinuous),
        #[cfg(feature = "kinds")]
        4 => Some(Kind::SemiInteger),
        _ => None,
    }
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
        #[cfg(any(feature = "kinds", feature = "text"))]
        if let Some(&first) = program.features().first() {
            self.number(FORM_OF_KINDS);
            self.number(FEATURES.iter().position(|&f| f == first).unwrap_or_default() as f64);
            self.body(program);
            return self.kinds(program);
        }
        self.number(FORM);
        self.body(program);
    }

    fn body(&mut self, program: &Program) {
        self.flag(program.sense == Sense::Maximize);
        self.number(program.offset);
        self.number(program.columns.len() as f64);
        for column in &program.columns {
            self.0.extend([column.objective, column.lower, column.upper]);
            self.number(number_of(column.kind));
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

    /// A program. Lazy rows are rows like all others to a module that does not know the mark.
    fn program(&mut self) -> Option<Program> {
        match self.number()? {
            FORM => self.body(),
            FORM_OF_KINDS => {
                self.number()?;
                #[cfg_attr(not(feature = "kinds"), expect(unused_mut, reason = "what it says more is added"))]
                let mut program = self.body()?;
                #[cfg(feature = "kinds")]
                self.kinds(&mut program)?;
                #[cfg(not(feature = "kinds"))]
                {
                    self.0 = &[];
                }
                Some(program)
            }
            _ => None,
        }
    }

    fn body(&mut self) -> Option<Program> {
        let sense = if self.flag()? { Sense::Maximize } else { Sense::Minimize };
        let mut program = Program::new("", sense);
        program.offset = self.number()?;
        for _ in 0..self.count()? {
            let (objective, lower, upper) = (self.number()?, self.number()?, self.number()?);
            let kind = kind_of(self.number()?)?;
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
        program
    }

    #[test]
    fn a_program_comes_out_as_it_went_in() {
        let program = program();
        assert_eq!(unpack_program(&pack_program(&program)), Ok(program));
    }

    #[test]
    fn a_program_that_is_cut_off_lengthened_or_of_another_form_is_refused() {
        let (packed, refused) = (pack_program(&program()), Err(Unread::OtherForm));
        for length in 0..packed.len() {
            assert_eq!(unpack_program(&packed[..length]), refused, "{length} numbers");
        }
        assert_eq!(unpack_program(&[&packed[..], &[0.0]].concat()), refused);
        assert_eq!(unpack_program(&[&[FORM_OF_KINDS + 1.0], &packed[1..]].concat()), refused);
    }
}
