//! The mixed-integer program in the form that presolve, propagation and the tree work on: a minimisation,
//! plain arrays.

use crate::activity::RowSides;
use crate::lp::LpProblem;
use crate::params::UNIT;
use hunch_model::whole::{EXACT_LIMIT, multiple, whole_rows};
use hunch_model::{Kind, Program, SparseMatrix};

/// A binary column at a value makes another column exactly zero. The rows need not say so: propagation, the
/// relaxation and branching see to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Implication {
    /// The binary column.
    pub binary: u32,
    /// The value: one, or else zero.
    pub at_one: bool,
    /// The column that is zero there.
    pub column: u32,
}

impl Implication {
    /// The value as a number.
    pub fn value(self) -> f64 {
        f64::from(u8::from(self.at_one))
    }
}

/// Minimise a linear objective over row and column bounds, some columns integer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MipProblem {
    /// Everything but integrality; a maximisation has been negated.
    pub lp: LpProblem,
    /// Whether each column must be integer.
    pub integer: Vec<bool>,
    /// Whether some optimal point has the column integer whenever the other integers are, so that it need not
    /// be branched on.
    pub implied: Vec<bool>,
    /// By how much the arithmetic that made the costs and the offset may have moved the objective of any
    /// point within the bounds.
    pub objective_noise: f64,
    /// The constant of the objective as the caller gave it, which relative gaps leave out; `lp.offset` also
    /// has what presolve fixed.
    pub constant: f64,
    /// What binaries say of other columns beside the rows.
    #[cfg(feature = "kinds")]
    pub implications: Vec<Implication>,
}

impl MipProblem {
    /// The same program as a minimisation. The bounds of integer columns are rounded inwards.
    pub fn from_program(program: &Program) -> Self {
        let mut lp = LpProblem::from_program(program);
        let integer: Vec<bool> = program.columns.iter().map(|c| c.kind == Kind::Integer).collect();
        for j in (0..integer.len()).filter(|&j| integer[j]) {
            lp.column_lower[j] = lp.column_lower[j].ceil() + 0.0;
            lp.column_upper[j] = lp.column_upper[j].floor() + 0.0;
        }
        if integer.contains(&true) {
            make_whole(&mut lp, program);
        }
        let implied = vec![false; integer.len()];
        Self { constant: lp.offset, lp, integer, implied, ..Self::default() }
    }

    /// What binaries say of other columns beside the rows.
    #[cfg(feature = "kinds")]
    #[inline]
    pub fn implications(&self) -> &[Implication] {
        &self.implications
    }

    /// What binaries say of other columns beside the rows: nothing in a build without kinds.
    #[cfg(not(feature = "kinds"))]
    #[inline]
    pub fn implications(&self) -> &[Implication] {
        &[]
    }

    /// Columns.
    pub fn columns(&self) -> usize {
        self.lp.columns()
    }

    /// Rows.
    pub fn rows(&self) -> usize {
        self.lp.rows()
    }

    /// The coefficients by rows: column `i` of the result is row `i`.
    pub fn by_rows(&self) -> SparseMatrix {
        self.lp.matrix.transpose()
    }

    /// The sides of row `i`, whose entries are given by columns.
    pub fn sides(&self, i: usize, (columns, values): (&[usize], &[f64])) -> RowSides {
        let lp = &self.lp;
        let terms = columns
            .iter()
            .zip(values)
            .map(|(&j, &a)| (a, self.integer[j], (lp.column_lower[j], lp.column_upper[j])));
        RowSides::of((lp.row_lower[i], lp.row_upper[i]), lp.noise(i), terms)
    }

    /// Whether column `j` is integer with bounds 0 and 1.
    pub fn is_binary(&self, j: usize) -> bool {
        self.integer[j] && self.lp.column_lower[j] == 0.0 && self.lp.column_upper[j] == 1.0
    }

    /// Whether every sum of cost terms is exact: integers below 2⁵³.
    pub fn has_exact_objective(&self) -> bool {
        let lp = &self.lp;
        let terms = (0..self.columns())
            .filter(|&j| lp.cost[j] != 0.0)
            .map(|j| (lp.cost[j], self.integer[j], (lp.column_lower[j], lp.column_upper[j])));
        RowSides::of((f64::NEG_INFINITY, f64::INFINITY), self.objective_noise, terms).exact
    }

    /// Objective of a point.
    pub fn objective(&self, x: &[f64]) -> f64 {
        self.lp.offset + self.lp.cost.iter().zip(x).map(|(c, v)| c * v).sum::<f64>()
    }
}

/// Rows of integer columns whose numbers are decimals become their integral multiples: on those they are
/// judged, and sums are exact. A row whose multiples are too long for doubles stays as it is; its noise is
/// what its doubles may differ by from the decimals that they stand for.
fn make_whole(lp: &mut LpProblem, program: &Program) {
    let mut decimals = whole_rows(program);
    if decimals.iter().all(|d| d.unwrap_or(0) == 0) {
        return;
    }
    let of_row = |decimals: Option<u8>, v: f64| decimals.map_or(v, |d| multiple(v, d));
    let is_long = |decimals, v: f64| v.is_finite() && of_row(decimals, v).abs() >= EXACT_LIMIT;
    let sides = |lp: &LpProblem, i: usize| [lp.row_lower[i], lp.row_upper[i]];
    let mut noise = vec![0.0f64; lp.rows()];
    let long = |i: usize| decimals[i] > Some(0) && sides(lp, i).iter().any(|&s| is_long(decimals[i], s));
    let mut long: Vec<bool> = (0..lp.rows()).map(long).collect();
    for (i, _, v) in lp.matrix.triplets() {
        long[i] |= decimals[i] > Some(0) && is_long(decimals[i], v);
    }
    for i in (0..lp.rows()).filter(|&i| long[i]) {
        decimals[i] = None;
        noise[i] = sides(lp, i).iter().filter(|s| s.is_finite()).fold(0.0, |m, s| s.abs().max(m)) * UNIT;
    }
    for (i, j, v) in lp.matrix.triplets().filter(|t| long[t.0]) {
        noise[i] += UNIT * v.abs() * lp.column_lower[j].abs().max(lp.column_upper[j].abs());
    }
    let triplets: Vec<(usize, usize, f64)> =
        lp.matrix.triplets().map(|(i, j, v)| (i, j, of_row(decimals[i], v))).collect();
    lp.matrix = SparseMatrix::from_triplets(lp.rows(), lp.columns(), &triplets);
    for i in 0..lp.rows() {
        lp.row_lower[i] = of_row(decimals[i], lp.row_lower[i]);
        lp.row_upper[i] = of_row(decimals[i], lp.row_upper[i]);
    }
    if long.contains(&true) {
        lp.row_noise = noise;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::{Row, Sense};

    #[test]
    fn decimals_between_integers_become_whole() {
        let mut p = Program::new("p", Sense::Minimize);
        p.add_column("x", 1.0, 0.0, 9.0, Kind::Integer);
        p.add_column("y", 1.0, 0.5, 9.0, Kind::Integer);
        p.add_column("z", 1.0, 0.0, 9.0, Kind::Continuous);
        let row = |side| Row { name: String::new(), lower: side, upper: f64::INFINITY };
        p.set_rows(vec![row(5659.92), row(0.1)], &[(0, 0, 988.71), (0, 1, 897.93), (1, 0, 0.1), (1, 2, 1.0)]);
        let problem = MipProblem::from_program(&p);
        assert_eq!(problem.lp.row_lower, vec![565_992.0, 0.1]);
        assert_eq!(problem.lp.matrix.column(0).1, &[98_871.0, 0.1]);
        assert_eq!(problem.lp.column_lower[1], 1.0);
        let rows = problem.by_rows();
        assert!(problem.sides(0, rows.column(0)).exact && !problem.sides(1, rows.column(1)).exact);
    }
}
