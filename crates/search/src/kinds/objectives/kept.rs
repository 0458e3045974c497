//! Objectives whose turn is over, as rows of the programs of those after them.
//!
//! **Linear ones.** One row: no worse than the value that was found, less what may be given up.
//!
//! **Quadratic ones of which nothing may be given up, over a convex set.** Let `f(x) = ½xᵀQx + cᵀx` be convex and `x`,
//! `y` two optima. On the segment between them `f` is constant, so that its second derivative `(x−y)ᵀQ(x−y)` is zero,
//! hence `Q(x−y) = 0`, and then `cᵀx = cᵀy`. The other way round each point with the same `Qx` and `cᵀx` has the same
//! `f`. So what is left of the set is what the rows `fᵀx` = its value leave, of the squares `Q = Σ d·f·fᵀ`, with `cᵀx` no
//! worse (Mangasarian, "A simple characterization of solution sets of convex programs", 1988). They are stated with a
//! small share of their tolerance, for an optimum in doubles is one up to rounding.
//!
//! **Other quadratic ones** are constraints `f(x) ≤ v`: their curves' columns are columns of the program
//! (`ceiling`), whose sum a row keeps, and tangents are told at points that violate `f(x) ≤ v` itself.

use super::super::curve_convex::convexified;
use super::super::curve_squares::squares;
use crate::demand::with_rows;
use crate::error::SearchError;
use hunch_model::tolerances::{ABSOLUTE_GAP, RELATIVE_GAP, ROW, row_tolerance};
use hunch_model::whole::{power_of_ten, whole};
use hunch_model::{Cut, Kind, Objective, Program, Quadratic, Row, Sense, Solution, SparseMatrix, check};

/// Share of its own value within which an objective is kept: what "optimal" means for one alone.
const OWN_SHARE: f64 = RELATIVE_GAP;
/// What an objective whose value is next to nothing is kept within, times its largest coefficient if that is below one.
const LEAST: f64 = ABSOLUTE_GAP;
/// Most that a row is multiplied by, so that its tolerance is as small as the share of it that counts.
const MOST_SCALE: f64 = 1_073_741_824.0;
/// The decimals up to which rows of integers are judged exactly.
const DECIMALS: u8 = hunch_model::tolerances::WHOLE_DECIMALS;
/// Share of a tolerance by which the rows of an optimal face are open.
pub(super) const FACE_SHARE: f64 = 1.0 / 64.0;
/// Share of its tolerance within which a quadratic objective is asked to be kept.
pub(super) const GOAL_SHARE: f64 = 0.125;

/// An objective whose turn is over.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub objective: Objective,
    /// What was found, its constant left out.
    value: f64,
    /// The worst that it may be, its constant left out.
    pub worst: f64,
    /// What it is at the last point, where that is worse within its tolerance: what is kept has to have that point.
    pub level: f64,
    /// What may be given up.
    allowance: f64,
    /// By how much the optimum may be better than what was found; infinite where nothing is proven.
    pub gap: f64,
    /// The point where it ended.
    pub at: Vec<f64>,
    /// The largest magnitude of a coefficient.
    largest: f64,
    /// Whether the points are a convex set.
    convex: bool,
}

impl Kept {
    /// Keeps what `found` came to at its point `at`.
    pub fn new(objective: &Objective, base: &Program, at: &[f64], found: &Solution) -> Self {
        let value = match objective.quadratic {
            None => activity(&objective.terms, base, at),
            Some(_) => check(&function(objective, base), at).objective,
        };
        let allowance = objective.degradation.at(value + objective.offset);
        let bound = found.objective.zip(found.bound);
        let coefficients = objective.terms.iter().map(|t| t.1);
        let largest = coefficients.chain(objective.lower_triangle().iter().map(|e| e.2));
        let worst = value + objective.sense.sign() * allowance;
        Self {
            value,
            worst,
            level: worst,
            allowance,
            gap: bound.map_or(f64::INFINITY, |(value, bound)| (value - bound).abs()),
            at: at.to_vec(),
            largest: largest.fold(0.0, |m, a| m.max(a.abs())),
            convex: is_convex(base),
            objective: objective.clone(),
        }
    }

    /// Follows the point that the next objective has come to.
    pub fn follow(&mut self, base: &Program, point: &[f64]) {
        if self.is_curved() {
            let (sign, value) =
                (self.objective.sense.sign(), check(&function(&self.objective, base), point).objective);
            self.level = sign * (sign * self.worst).max(sign * value);
        }
    }

    pub fn is_curved(&self) -> bool {
        !self.objective.lower_triangle().is_empty()
    }

    /// Whether the rows of a face say all, over what the objectives before it leave of `base`.
    pub fn has_face(&self, base: &Program) -> bool {
        self.allowance == 0.0 && is_convex(base)
    }

    /// By how much the objective may be worse than it is kept at, and what writing the columns down as doubles costs: a
    /// share of its own value, a row's tolerance at most. By its curve it is kept within a share of its terms, since its
    /// value says little of these; of no terms at all, within a row's tolerance.
    pub fn tolerance(&self) -> f64 {
        let most = row_tolerance(self.largest, 0.0);
        let least = (LEAST * self.largest.min(1.0)).min(most);
        let sizes = self.sizes();
        let own = match self.by_curve() {
            true if sizes == 0.0 => most,
            true => OWN_SHARE * sizes,
            false => OWN_SHARE * self.value.abs(),
        };
        own.clamp(least, most) + row_tolerance(0.0, sizes)
    }

    /// Whether what a point loses of the objective, beyond what it may, is a gap that counts as closed, or within the
    /// tolerance of a curve.
    pub fn holds(&self, value: f64) -> bool {
        let sign = self.objective.sense.sign();
        let lost = sign * (value - self.objective.offset) - sign * self.worst;
        let rounding = row_tolerance(0.0, self.sizes() + self.objective.offset.abs());
        let curve = if self.by_curve() { self.tolerance() } else { 0.0 };
        lost - rounding <= ABSOLUTE_GAP.max(RELATIVE_GAP * self.value.abs()).max(curve)
    }

    fn by_curve(&self) -> bool {
        self.is_curved() && !(self.convex && self.allowance == 0.0)
    }

    /// The magnitudes of its terms where it ended, summed.
    fn sizes(&self) -> f64 {
        let x = &self.at;
        let linear = self.objective.terms.iter().map(|&(j, a)| (a * x[j]).abs());
        let curved = self.objective.lower_triangle().iter().map(|&(i, j, q)| (q * x[i] * x[j]).abs());
        linear.chain(curved).sum()
    }

    /// The row of a linear one. What is judged exactly stays as it is.
    pub fn row(&self, base: &Program) -> Cut {
        let row = Cut { source: "kept", terms: self.objective.terms.clone(), ..self.sides() };
        let exact = |&(j, a): &(usize, f64)| {
            base.columns[j].kind.is_integer()
                && !base.columns[j].kind.is_semi()
                && whole(a, DECIMALS).is_some()
        };
        if self.objective.terms.iter().all(exact) { row } else { sharper(row, self.tolerance()) }
    }

    fn sides(&self) -> Cut {
        let (lower, upper) = match self.objective.sense {
            Sense::Minimize => (f64::NEG_INFINITY, self.worst),
            Sense::Maximize => (self.worst, f64::INFINITY),
        };
        Cut { source: "kept", terms: Vec::new(), lower, upper }
    }

    /// Rows of the points with the same slopes as that where it ended, and no worse costs: all of its optimal face,
    /// where [`Kept::has_face`]; elsewhere a part of what it leaves.
    ///
    /// # Errors
    /// A quadratic term that is not convex.
    pub fn face(&self, base: &Program) -> Result<Vec<Cut>, SearchError> {
        let convex = convexified(&bare(&self.objective, base))?;
        let mut rows = Vec::new();
        let mut slope = 0.0f64;
        for part in &convex.parts {
            let (found, _) = squares(&convex.form, part, |_| 1.0, |_| false);
            for square in found {
                let value: f64 = square.factors.iter().map(|&(j, f)| f * self.at[j]).sum();
                slope += (square.weight * value).abs();
                rows.push(square.factors);
            }
        }
        let costs = convex.program.columns.iter().enumerate().filter(|(_, c)| c.objective != 0.0);
        let costs: Vec<(usize, f64)> = costs.map(|(j, c)| (j, c.objective)).collect();
        // What all rows together may move the objective by stays within its tolerance, or a share of its terms where
        // these are smaller.
        let sizes = self.sizes();
        let own = if sizes > 0.0 { OWN_SHARE * sizes } else { f64::INFINITY };
        let most = GOAL_SHARE * self.tolerance().min(own) / (1.0 + slope);
        let mut cuts: Vec<Cut> = rows.into_iter().map(|terms| self.level(terms, base, most)).collect();
        if !costs.is_empty() {
            let row = self.level(costs, base, most);
            cuts.push(match self.objective.sense {
                Sense::Minimize => Cut { lower: f64::NEG_INFINITY, ..row },
                Sense::Maximize => Cut { upper: f64::INFINITY, ..row },
            });
        }
        Ok(cuts)
    }

    /// How far a curve of this weight may be from where the objective ended, over a convex set: all points within the
    /// allowance lie near the optimum. With `φ(s) = f(x* + s(x − x*))`, of which `φ(0) = v`, `φ(1) ≤ v + a`, `φ(½) ≥ v − g`
    /// for a gap of `g`, and `φ″ = Σ d (fᵀ(x − x*))²` is constant: `φ(½) = ½φ(0) + ½φ(1) − φ″/8`, hence `φ″ ≤ 4a + 8g`.
    pub fn radius(&self, weight: f64) -> f64 {
        ((4.0 * self.allowance + 8.0 * self.gap) / weight).sqrt()
    }

    /// A row that keeps its activity, up to `most` and a share of its tolerance.
    fn level(&self, terms: Vec<(usize, f64)>, base: &Program, most: f64) -> Cut {
        let value = activity(&terms, base, &self.at);
        let sizes: f64 = terms.iter().map(|&(j, a)| (a * self.at[j]).abs()).sum();
        let largest = terms.iter().fold(0.0f64, |m, t| m.max(t.1.abs()));
        let open = (FACE_SHARE * row_tolerance(largest, 0.0)).min(most).max(row_tolerance(0.0, sizes));
        sharper(Cut { source: "face", terms, lower: value - open, upper: value + open }, open)
    }
}

/// A row multiplied by a power of two, so that its tolerance comes to `most` of what it was.
fn sharper(mut row: Cut, most: f64) -> Cut {
    let largest = row.terms.iter().fold(0.0f64, |m, t| m.max(t.1.abs()));
    if row_tolerance(largest, 0.0) <= most || most <= 0.0 {
        return row;
    }
    let scale = 2f64.powi((ROW / most).log2().ceil() as i32).min(MOST_SCALE);
    row.terms.iter_mut().for_each(|t| t.1 *= scale);
    (row.lower, row.upper) = (scale * row.lower, scale * row.upper);
    row
}

/// Whether the points of a program are a convex set.
pub(super) fn is_convex(base: &Program) -> bool {
    !base.has_integers() && base.beyond_linear().is_none()
}

/// How bad a quadratic objective may be, by the checker.
#[derive(Debug)]
pub(super) struct Limit {
    /// Columns with the objective, and no rows.
    function: Program,
    /// The worst that it may be, as a minimisation.
    pub most: f64,
    pub tolerance: f64,
}

impl Limit {
    pub fn of(kept: &Kept, base: &Program) -> Self {
        let most = kept.objective.sense.sign() * kept.worst;
        Self { function: function(&kept.objective, base), most, tolerance: kept.tolerance() }
    }

    /// By how much a point's objective is worse than it may be.
    pub fn excess(&self, values: &[f64]) -> f64 {
        let own = &values[..self.function.columns.len()];
        self.function.sense.sign() * check(&self.function, own).objective - self.most
    }

    /// Whether the objective is kept at a point.
    pub fn holds(&self, values: &[f64]) -> bool {
        self.excess(values) <= self.tolerance
    }
}

/// The columns of `base` with an objective, without rows.
fn function(objective: &Objective, base: &Program) -> Program {
    let mut program = Program { sense: objective.sense, columns: base.columns.clone(), ..Program::default() };
    program.matrix = SparseMatrix::from_triplets(0, base.columns.len(), &[]);
    put_objective(&mut program, objective);
    program.offset = 0.0;
    program
}

/// Makes an objective that of a program.
pub(super) fn put_objective(program: &mut Program, objective: &Objective) {
    (program.sense, program.offset) = (objective.sense, objective.offset);
    program.columns.iter_mut().for_each(|c| c.objective = 0.0);
    objective.terms.iter().for_each(|&(j, a)| program.columns[j].objective = a);
    let lower_triangle = objective.lower_triangle();
    program.quadratic =
        (!lower_triangle.is_empty()).then(|| Quadratic { lower_triangle: lower_triangle.to_vec() });
}

/// An objective over the convex hull of what columns may be, and the rows that always hold, in their places.
pub(super) fn bare(objective: &Objective, base: &Program) -> Program {
    let mut program = function(objective, base);
    for column in &mut program.columns {
        if column.kind.is_semi() {
            (column.lower, column.upper) = (column.lower.min(0.0), column.upper.max(0.0));
        }
        column.kind = if column.kind.is_integer() { Kind::Integer } else { Kind::Continuous };
    }
    program.rows.clone_from(&base.rows);
    for indicator in &base.indicators {
        let row = &mut program.rows[indicator.row];
        (row.lower, row.upper) = (f64::NEG_INFINITY, f64::INFINITY);
    }
    program.matrix = with_rows(&base.matrix, (base.rows.len(), base.columns.len()), &[]);
    program
}

/// Adds rows to a program, whose matrix may know of fewer columns.
pub(super) fn add_rows(program: &mut Program, rows: &[Cut]) {
    program.rows.extend(rows.iter().map(|row| Row {
        name: String::new(),
        lower: row.lower,
        upper: row.upper,
    }));
    program.matrix = with_rows(&program.matrix, (program.rows.len(), program.columns.len()), rows);
}

/// `Σ a·x`: of integers with decimals the decimal that it is, so that the row is judged exactly and the point
/// satisfies it.
fn activity(terms: &[(usize, f64)], program: &Program, point: &[f64]) -> f64 {
    let exact = |&(j, a): &(usize, f64)| {
        let value = program.columns[j].kind.is_integer().then_some(point[j])?;
        whole(a, DECIMALS)?.checked_mul(whole(value, 0)?)
    };
    let sum = terms.iter().try_fold(0i128, |sum, term| sum.checked_add(exact(term)?));
    match sum {
        Some(sum) => sum as f64 / power_of_ten(DECIMALS),
        None => terms.iter().map(|&(j, a)| a * point[j]).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::{Statistics, Status};

    #[test]
    fn an_objective_has_lost_too_much_beyond_a_closed_gap_at_any_size_and_either_way() {
        for (sense, value) in [Sense::Minimize, Sense::Maximize]
            .into_iter()
            .flat_map(|sense| [1e9, 2_147_483_647.0, 1.25, 1e-9, 0.0].map(|value| (sense, value)))
        {
            let mut base = Program::new("one column", Sense::Minimize);
            base.add_column("x", 0.0, 0.0, f64::INFINITY, Kind::Continuous);
            let (name, terms, offset) = (String::new(), vec![(0, 1.0)], 0.5);
            let objective = Objective { name, sense, terms, offset, ..Objective::default() };
            let found = Solution::without_values(Status::Optimal, None, Statistics::default());
            let kept = Kept::new(&objective, &base, &[value], &found);
            let told = |lost: f64| kept.holds(value + offset + sense.sign() * lost);
            let gap = ABSOLUTE_GAP.max(RELATIVE_GAP * value);
            assert!(told(0.0) && told(0.9 * gap) && told(-1e3 * gap), "{sense:?} {value}");
            assert!(!told(1.1 * gap) && !told(1e3 * gap), "{sense:?} {value}");
        }
    }
}
