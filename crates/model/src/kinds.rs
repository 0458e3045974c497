//! What a program may say beyond linear rows and integers: sets, indicators, piecewise-linear terms, further
//! objectives, lazy rows. Semi-continuous and semi-integer columns are kinds of columns
//! ([`Kind`](crate::program::Kind)); a quadratic objective is [`Quadratic`].
//!
//! Each says what it means without reference to any reformulation; the checker judges a point by exactly
//! that.

use crate::order::sort_by;
use crate::quadratic::Quadratic;
use crate::sense::Sense;
use serde::{Deserialize, Serialize};

/// How many members of a special ordered set may be other than zero (Beale and Tomlin, "Special facilities in
/// a general mathematical programming system for non-convex problems using ordered sets of variables", 1970).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SetOrder {
    /// One.
    One,
    /// Two, neighbours in the order of their weights.
    Two,
}

/// A special ordered set: of its members at most one, or two neighbours, may be other than exactly zero.
#[derive(Clone, Debug, PartialEq)]
pub struct SpecialOrderedSet {
    /// Name; empty in a set that has none.
    pub name: String,
    /// How many members may be other than zero.
    pub order: SetOrder,
    /// Columns with their weights, which are all different and say who is whose neighbour.
    pub members: Vec<(usize, f64)>,
}

impl SpecialOrderedSet {
    /// The members by ascending weight.
    pub fn ordered(&self) -> Vec<usize> {
        let mut members = self.members.clone();
        sort_by(&mut members, |a, b| a.1.total_cmp(&b.1));
        members.into_iter().map(|(j, _)| j).collect()
    }
}

/// A row that has to hold only where a binary column has a value; elsewhere it says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// The binary column.
    pub column: usize,
    /// Its value at which the row holds: one, or else zero.
    pub active_at_one: bool,
    /// The row. A row has one indicator at most.
    pub row: usize,
}

/// `value = f(argument)`, `f` linear between breakpoints; the argument lies between the first and the last.
#[derive(Clone, Debug, PartialEq)]
pub struct PiecewiseLinear {
    /// Name; empty in one that has none.
    pub name: String,
    /// Column of the argument.
    pub argument: usize,
    /// Column of the value.
    pub value: usize,
    /// Breakpoints `(argument, value)`, two at least, by strictly ascending arguments.
    pub points: Vec<(f64, f64)>,
}

impl PiecewiseLinear {
    /// The piece on which an argument lies: its first breakpoint and its slope; of two, the left one. `None`
    /// outside the breakpoints.
    pub fn piece(&self, argument: f64) -> Option<((f64, f64), f64)> {
        let pair = self.points.windows(2).find(|pair| argument <= pair[1].0)?;
        let ((x, y), (next, value)) = (pair[0], pair[1]);
        (argument >= x).then_some(((x, y), (value - y) / (next - x)))
    }
}

/// How much of an objective may be given up for those after it: the larger of both allowances.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Degradation {
    /// In units of the objective.
    pub absolute: f64,
    /// As a share of the magnitude of its optimum.
    pub relative: f64,
}

impl Degradation {
    /// The allowance at an optimum, in units of the objective.
    pub fn at(self, optimum: f64) -> f64 {
        self.absolute.max(self.relative * optimum.abs())
    }
}

/// An objective after the program's own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Objective {
    /// Name; empty in one that has none.
    pub name: String,
    /// Direction.
    pub sense: Sense,
    /// Constant.
    pub offset: f64,
    /// Columns with their coefficients, each column once.
    pub terms: Vec<(usize, f64)>,
    /// Quadratic term, if any.
    pub quadratic: Option<Quadratic>,
    /// What may be given up for the objectives after it.
    pub degradation: Degradation,
}

impl Objective {
    /// Its value at `x`, one value a column.
    pub fn value(&self, x: &[f64]) -> f64 {
        let linear: f64 = self.terms.iter().map(|&(j, a)| a * x[j]).sum();
        self.offset + linear + self.quadratic.as_ref().map_or(0.0, |q| q.value(x))
    }

    /// Entries of the lower triangle of its quadratic term; none of a linear one.
    pub fn lower_triangle(&self) -> &[(usize, usize, f64)] {
        self.quadratic.as_ref().map_or(&[], |q| &q.lower_triangle)
    }
}

/// What the column of an indicator is.
pub(crate) const BINARY: &str = "a binary column: integer, with bounds within 0 and 1";
