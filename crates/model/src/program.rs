//! Linear and mixed-integer programs, with an optional convex quadratic objective term and what
//! [`crate::kinds`] adds.

use crate::kinds::{Degradation, Indicator, Objective, PiecewiseLinear, SpecialOrderedSet};
use crate::matrix::SparseMatrix;
use crate::order::sort_by;
pub use crate::quadratic::Quadratic;
pub use crate::sense::Sense;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use thiserror::Error;

/// Numbers of at least this size stand for infinity where a bound is given, as the field's readers have it;
/// at no other place do they mean anything.
pub const INFINITE: f64 = 1e20;

/// The bound that a number stands for: infinite from [`INFINITE`] on.
pub fn as_bound(value: f64) -> f64 {
    if value.abs() >= INFINITE { f64::INFINITY.copysign(value) } else { value }
}

/// Which values a column may take between its bounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Any real value.
    #[default]
    Continuous,
    /// Integers only. A binary column is an integer column with bounds 0 and 1.
    Integer,
    /// Zero, or any real value between the bounds.
    SemiContinuous,
    /// Zero, or an integer between the bounds.
    SemiInteger,
}

impl Kind {
    /// Whether the values are integers.
    pub fn is_integer(self) -> bool {
        matches!(self, Self::Integer | Self::SemiInteger)
    }

    /// Whether zero is allowed besides what lies between the bounds.
    pub fn is_semi(self) -> bool {
        matches!(self, Self::SemiContinuous | Self::SemiInteger)
    }
}

/// A decision variable.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Name, unique within the program; empty in a program whose columns have none.
    pub name: String,
    /// Objective coefficient.
    pub objective: f64,
    /// Lower bound, `f64::NEG_INFINITY` when absent.
    pub lower: f64,
    /// Upper bound, `f64::INFINITY` when absent.
    pub upper: f64,
    /// Integrality.
    pub kind: Kind,
}

impl Column {
    /// Whether the column is integer with bounds 0 and 1.
    pub fn is_binary(&self) -> bool {
        self.kind.is_integer() && self.lower == 0.0 && self.upper == 1.0
    }

    /// Whether the column is an integer one without values other than 0 and 1, as that of an indicator.
    pub(crate) fn is_within_binary(&self) -> bool {
        self.kind.is_integer() && self.lower >= 0.0 && self.upper <= 1.0
    }
}

/// A linear constraint `lower <= activity <= upper`; its coefficients live in [`Program::matrix`].
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Name, unique within the program; empty in a program whose rows have none.
    pub name: String,
    /// Lower bound on the activity, `f64::NEG_INFINITY` when absent.
    pub lower: f64,
    /// Upper bound on the activity, `f64::INFINITY` when absent.
    pub upper: f64,
}

/// A linear or mixed-integer program: optimise `offset + cᵀx (+ ½ xᵀQx)` subject to row and column bounds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Program {
    /// Free text that messages and pages show.
    pub name: String,
    /// Direction of optimisation.
    pub sense: Sense,
    /// Constant of the objective.
    pub offset: f64,
    /// Columns, in the order that solutions use.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Row>,
    /// Coefficients: `rows.len()` × `columns.len()`.
    pub matrix: SparseMatrix,
    /// Quadratic objective term, if any.
    pub quadratic: Option<Quadratic>,
    /// Special ordered sets.
    pub sets: Vec<SpecialOrderedSet>,
    /// Rows that have to hold only where a binary column has a value.
    pub indicators: Vec<Indicator>,
    /// Columns that are piecewise-linear functions of others.
    pub piecewise: Vec<PiecewiseLinear>,
    /// Objectives after this one, the most important first: each is optimised over what those before it leave
    /// (lexicographic).
    pub objectives: Vec<Objective>,
    /// What of the program's own objective may be given up for those.
    pub degradation: Degradation,
    /// Rows that an engine may leave out until a point violates them. They hold like all others.
    pub lazy_rows: Vec<usize>,
}

/// What is wrong with a program.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum ProgramError {
    /// A number is NaN, or infinite where only finite numbers make sense.
    #[error("{field} is {value}; it must be a finite number")]
    NotFinite {
        /// Where the number stands, in the program's own names.
        field: String,
        /// The number.
        value: f64,
    },
    /// A lower bound exceeds the upper bound, is `+∞`, or an upper bound is `-∞`. (An empty range of finite
    /// bounds is an infeasible program, not a malformed one; this error is for bounds that no reader could
    /// have meant.)
    #[error(
        "{field} has bounds [{lower}, {upper}]; a lower bound must be below +inf and an upper bound above -inf, and neither may be NaN"
    )]
    BadBounds {
        /// Which row or column.
        field: String,
        /// Its lower bound.
        lower: f64,
        /// Its upper bound.
        upper: f64,
    },
    /// A number is of the size that stands for infinity, where only finite numbers make sense, or where
    /// infinity is not so written.
    #[error("{field} is {value}; {expected}")]
    TooLarge {
        /// Where the number stands, in the program's own names.
        field: String,
        /// The number.
        value: f64,
        /// What would be right.
        expected: &'static str,
    },
    /// A row or column name occurs twice.
    #[error("the name {name:?} occurs twice among the {what}; names must be unique")]
    DuplicateName {
        /// `"rows"` or `"columns"`.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A set, an indicator, a piecewise-linear term, a further objective or the list of lazy rows is not as it
    /// must be.
    #[error("{field} is {value}; it must be {expected}")]
    Kinds {
        /// Path of the field.
        field: String,
        /// What was found there.
        value: String,
        /// What would be right.
        expected: &'static str,
    },
    /// The shape of the matrix does not fit the rows and columns.
    #[error("{field} is {value}; it must be {expected}")]
    Shape {
        /// What was measured.
        field: String,
        /// What was found.
        value: usize,
        /// What would be right.
        expected: String,
    },
}

impl Program {
    /// Starts an empty program that [`Program::add_column`] and [`Program::set_rows`] fill.
    pub fn new(name: impl Into<String>, sense: Sense) -> Self {
        Self { name: name.into(), sense, ..Self::default() }
    }

    /// Adds a column and returns its index.
    pub fn add_column(
        &mut self,
        name: impl Into<String>,
        objective: f64,
        lower: f64,
        upper: f64,
        kind: Kind,
    ) -> usize {
        self.columns.push(Column { name: name.into(), objective, lower, upper, kind });
        self.columns.len() - 1
    }

    /// Sets all rows at once from triplets `(row, column, value)`.
    pub fn set_rows(&mut self, rows: Vec<Row>, triplets: &[(usize, usize, f64)]) {
        self.matrix = SparseMatrix::from_triplets(rows.len(), self.columns.len(), triplets);
        self.rows = rows;
    }

    /// The same program with rows named `r0, r1, …` and columns named `x0, x1, …`: names that every text
    /// format can carry.
    pub fn with_generic_names(mut self) -> Self {
        for (i, row) in self.rows.iter_mut().enumerate() {
            row.name = format!("r{i}");
        }
        for (j, column) in self.columns.iter_mut().enumerate() {
            column.name = format!("x{j}");
        }
        self
    }

    /// Name of column `j`, made from its place where it has none.
    pub fn column_name(&self, j: usize) -> String {
        let name = &self.columns[j].name;
        if name.is_empty() { format!("x{j}") } else { name.clone() }
    }

    /// Name of row `i`, made from its place where it has none.
    pub fn row_name(&self, i: usize) -> String {
        let name = &self.rows[i].name;
        if name.is_empty() { format!("r{i}") } else { name.clone() }
    }

    /// Whether any column is integer.
    pub fn has_integers(&self) -> bool {
        self.columns.iter().any(|c| c.kind.is_integer())
    }

    /// The objective at `x` (one value a column), summed in one pass; the checker computes its own,
    /// compensated.
    pub fn objective(&self, x: &[f64]) -> f64 {
        let linear: f64 = self.columns.iter().zip(x).map(|(c, v)| c.objective * v).sum();
        self.offset + linear + self.quadratic.as_ref().map_or(0.0, |q| q.value(x))
    }

    /// Makes bounds of [`INFINITE`] and more infinite. Every entry does this before it validates.
    pub fn settle_bounds(&mut self) {
        let columns = self.columns.iter_mut().map(|c| (&mut c.lower, &mut c.upper));
        let rows = self.rows.iter_mut().map(|r| (&mut r.lower, &mut r.upper));
        for (lower, upper) in columns.chain(rows) {
            (*lower, *upper) = (as_bound(*lower), as_bound(*upper));
        }
    }

    /// The same with bounds of [`INFINITE`] and more infinite; a copy only where there are such.
    pub fn settled(&self) -> Cow<'_, Self> {
        let huge = |b: f64| b.is_finite() && b.abs() >= INFINITE;
        let columns = self.columns.iter().map(|c| (c.lower, c.upper));
        if !columns.chain(self.rows.iter().map(|r| (r.lower, r.upper))).any(|(l, u)| huge(l) || huge(u)) {
            return Cow::Borrowed(self);
        }
        let mut settled = self.clone();
        settled.settle_bounds();
        Cow::Owned(settled)
    }

    /// Checks shapes, names and numbers. Every reader and every entry calls this before a program goes
    /// further.
    ///
    /// # Errors
    /// The first [`ProgramError`] found.
    pub fn validate(&self) -> Result<(), ProgramError> {
        self.validate_shape()?;
        self.validate_numbers()?;
        self.validate_kinds()?;
        unique("columns", self.columns.iter().map(|c| c.name.as_str()))?;
        unique("rows", self.rows.iter().map(|r| r.name.as_str()))
    }

    pub(crate) fn validate_numbers(&self) -> Result<(), ProgramError> {
        number(self.offset, || "objective offset".into())?;
        for c in &self.columns {
            number(c.objective, || format!("objective coefficient of column {:?}", c.name))?;
            bounds("column", &c.name, c.lower, c.upper)?;
        }
        for r in &self.rows {
            bounds("row", &r.name, r.lower, r.upper)?;
        }
        if self.matrix.values().iter().any(|&v| !is_number(v))
            && let Some((i, j, value)) = self.matrix.triplets().find(|&(_, _, v)| !is_number(v))
        {
            let (column, row) = (&self.columns[j].name, &self.rows[i].name);
            return number(value, || format!("coefficient of column {column:?} in row {row:?}"));
        }
        for &(_, _, v) in self.quadratic.iter().flat_map(|q| &q.lower_triangle) {
            number(v, || "quadratic coefficient".into())?;
        }
        Ok(())
    }

    fn validate_shape(&self) -> Result<(), ProgramError> {
        if self.matrix.rows() != self.rows.len() {
            let expected = format!("{}, one a row", self.rows.len());
            return Err(ProgramError::Shape {
                field: "number of matrix rows".into(),
                value: self.matrix.rows(),
                expected,
            });
        }
        if self.matrix.columns() != self.columns.len()
            && !(self.rows.is_empty() && self.matrix.nonzeros() == 0)
        {
            let expected = format!("{}, one a column", self.columns.len());
            return Err(ProgramError::Shape {
                field: "number of matrix columns".into(),
                value: self.matrix.columns(),
                expected,
            });
        }
        for &(i, j, _) in self.quadratic.iter().flat_map(|q| &q.lower_triangle) {
            if i >= self.columns.len() || j > i {
                let expected = format!("a pair row >= column below {}", self.columns.len());
                return Err(ProgramError::Shape {
                    field: "quadratic index".into(),
                    value: i.max(j),
                    expected,
                });
            }
        }
        Ok(())
    }
}

/// Finite, and below the size that stands for infinity.
pub(crate) fn is_number(value: f64) -> bool {
    value.abs() < INFINITE
}

pub(crate) fn number(value: f64, field: impl FnOnce() -> String) -> Result<(), ProgramError> {
    if is_number(value) {
        Ok(())
    } else if value.is_finite() {
        Err(ProgramError::TooLarge { field: field(), value, expected: BELOW_INFINITE })
    } else {
        Err(ProgramError::NotFinite { field: field(), value })
    }
}

/// What is right of costs, coefficients and constants.
pub(crate) const BELOW_INFINITE: &str =
    "its size must be below 1e20, from where on numbers stand for infinity";

pub(crate) fn bounds(what: &str, name: &str, lower: f64, upper: f64) -> Result<(), ProgramError> {
    if lower.is_nan() || upper.is_nan() || lower == f64::INFINITY || upper == f64::NEG_INFINITY {
        return Err(ProgramError::BadBounds { field: format!("{what} {name:?}"), lower, upper });
    }
    let huge = |value: f64| value.is_finite() && value.abs() >= INFINITE;
    for (side, value) in [("lower", lower), ("upper", upper)] {
        if huge(value) {
            let field = format!("{side} bound of {what} {name:?}");
            let expected = "numbers of 1e20 and more stand for no bound, which is written as an infinite one";
            return Err(ProgramError::TooLarge { field, value, expected });
        }
    }
    Ok(())
}

/// The names with those left out filled in: `plain` of their place, with a suffix where another one is called
/// so.
pub(crate) fn fill_names(names: Vec<Option<String>>, plain: impl Fn(usize) -> String) -> Vec<String> {
    let mut given: Vec<&str> = names.iter().flatten().map(String::as_str).collect();
    if given.len() < names.len() {
        sort_names(&mut given);
    }
    let missing = names.iter().enumerate().filter(|(_, name)| name.is_none());
    let fills: Vec<String> = missing.map(|(k, _)| free_name(plain(k), &given)).collect();
    let mut fills = fills.into_iter();
    names.into_iter().map(|name| name.or_else(|| fills.next()).unwrap_or_default()).collect()
}

/// `plain`, or the first `plain_1`, `plain_2`, … that is not among the sorted names.
fn free_name(plain: String, taken: &[&str]) -> String {
    let is_taken = |name: &str| taken.binary_search_by(|other| (*other).cmp(name)).is_ok();
    if !is_taken(&plain) {
        return plain;
    }
    let mut number = 1;
    loop {
        let name = format!("{plain}_{number}");
        if !is_taken(&name) {
            return name;
        }
        number += 1;
    }
}

fn sort_names(names: &mut [&str]) {
    sort_by(names, |a, b| a.cmp(b));
}

/// Whether all names differ, by a table of their hashes, which takes a tenth of a sort's time; `None` where so many
/// hashes meet that a sort is quicker.
fn all_differ(names: &[&str]) -> Option<bool> {
    /// Looks at taken places, for each name, after which the hashes are no good: a name chosen for that costs no more.
    const LOOKS: usize = 16;
    // FNV-1a (Fowler, Noll and Vo), whose constants these are.
    let hash = |name: &str| {
        let h = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        h ^ h >> 32
    };
    let mask = (2 * names.len()).next_power_of_two() - 1;
    let mut table = vec![""; mask + 1];
    let mut looks = LOOKS * names.len();
    for &name in names {
        // An empty name is a free place in the table; that two are empty the sort finds.
        let mut place = hash(name) as usize & mask;
        while !table[place].is_empty() {
            if table[place] == name {
                return Some(false);
            }
            looks = looks.checked_sub(1)?;
            place = (place + 1) & mask;
        }
        if name.is_empty() {
            return None;
        }
        table[place] = name;
    }
    Some(true)
}

fn unique<'a>(what: &'static str, names: impl Iterator<Item = &'a str>) -> Result<(), ProgramError> {
    let mut sorted: Vec<&str> = names.collect();
    if sorted.iter().all(|name| name.is_empty()) || all_differ(&sorted) == Some(true) {
        return Ok(());
    }
    sort_names(&mut sorted);
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(ProgramError::DuplicateName { what, name: pair[0].into() }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Program {
        let mut p = Program::new("small", Sense::Minimize);
        p.add_column("x", 1.0, 0.0, f64::INFINITY, Kind::Continuous);
        p.add_column("y", 2.0, 0.0, 1.0, Kind::Integer);
        p.set_rows(
            vec![Row { name: "r".into(), lower: 1.0, upper: f64::INFINITY }],
            &[(0, 0, 1.0), (0, 1, 3.0)],
        );
        p
    }

    #[test]
    fn a_well_formed_program_is_valid() {
        assert_eq!(small().validate(), Ok(()));
    }

    #[test]
    fn a_nan_names_its_place() {
        let mut p = small();
        p.columns[1].objective = f64::NAN;
        let message = p.validate().unwrap_err().to_string();
        assert!(message.contains("\"y\""), "{message}");
    }

    #[test]
    fn bounds_of_1e20_and_more_are_infinite_and_other_numbers_of_that_size_refused() {
        for (size, is_infinite) in [(1e19, false), (1e20, true), (1e30, true), (f64::INFINITY, true)] {
            let mut p = small();
            (p.columns[0].lower, p.columns[0].upper) = (-size, size);
            (p.rows[0].lower, p.rows[0].upper) = (-size, size);
            assert_eq!(p.validate().is_err(), is_infinite && size.is_finite(), "{size}");
            p.settle_bounds();
            assert_eq!(p.validate(), Ok(()));
            assert_eq!((p.columns[0].lower, p.rows[0].upper.is_infinite()), (as_bound(-size), is_infinite));
        }
        let refused = |change: fn(&mut Program)| {
            let mut p = small();
            change(&mut p);
            p.settle_bounds();
            p.validate().unwrap_err().to_string()
        };
        assert!(refused(|p| p.columns[0].lower = 1e20).contains("column \"x\" has bounds"));
        assert!(refused(|p| p.rows[0].upper = -1e20).contains("row \"r\" has bounds"));
        assert!(refused(|p| p.columns[1].objective = -1e20).contains("of column \"y\" is -1"));
        assert!(refused(|p| p.offset = 1e20).contains("offset is 1"));
        assert!(refused(|p| p.set_rows(p.rows.clone(), &[(0, 1, 1e20)])).contains("in row \"r\""));
        assert!(
            refused(|p| p.quadratic = Some(Quadratic { lower_triangle: vec![(0, 0, 1e20)] }))
                .contains("below 1e20")
        );
    }

    #[test]
    fn names_are_told_apart_by_their_hashes_or_by_a_sort() {
        let names: Vec<String> = (0..5_000).map(|k| format!("x_{}_{}", k / 70, k % 70)).collect();
        let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(all_differ(&names), Some(true));
        names.push("x_3_14");
        assert_eq!(all_differ(&names), Some(false));
        assert!(unique("columns", names.iter().copied()).is_err());
        // One name may be empty; a second one is a duplicate.
        assert_eq!(unique("columns", ["", "x"].into_iter()), Ok(()));
        assert!(unique("columns", ["x", "", ""].into_iter()).is_err());
        assert_eq!(all_differ(&[]), Some(true));
    }

    #[test]
    fn duplicate_names_are_refused() {
        let mut p = small();
        p.columns[1].name = "x".into();
        assert_eq!(p.validate(), Err(ProgramError::DuplicateName { what: "columns", name: "x".into() }));
    }

    #[test]
    fn a_program_without_names_is_valid_and_its_columns_are_named_by_place() {
        let mut p = small();
        p.columns.iter_mut().for_each(|c| c.name.clear());
        p.rows.iter_mut().for_each(|r| r.name.clear());
        assert_eq!(p.validate(), Ok(()));
        assert_eq!((p.column_name(1), small().column_name(1)), ("x1".into(), "y".into()));
    }

    #[test]
    fn the_objective_counts_off_diagonal_entries_twice() {
        let mut p = small();
        p.quadratic = Some(Quadratic { lower_triangle: vec![(0, 0, 2.0), (1, 0, 3.0)] });
        // ½(2·2² + 2·3·2·1) + 1·2 + 2·1
        assert_eq!(p.objective(&[2.0, 1.0]), 4.0 + 6.0 + 4.0);
    }
}
