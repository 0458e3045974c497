//! Mixed-integer Gomory cuts. Gomory, "An algorithm for the mixed integer problem" (1960); numerics after
//! Cornuéjols, Margot and Nannicini, "On the safety of Gomory cut generators" (2013), and Cook, Dash,
//! Fukasawa and Goycoolea, "Numerically safe Gomory mixed-integer cuts" (2009).

use super::estimate::{Estimate, EstimateSum};
use super::rows::{doubt, extent, sides};
use super::separator::{CutClass, Round};
use super::{Inequality, tidy::tidy};
use crate::domain::Domain;
use crate::lp::{Simplex, TableauRow, VariableStatus};
use crate::params::{CUT_FRACTION_ERROR, CUT_SLOPE_MARGIN, GOMORY_FRACTION};
use crate::problem::MipProblem;

/// What a tableau row is read against.
pub struct Tableau<'a> {
    /// The program without cuts.
    pub problem: &'a MipProblem,
    /// Bounds of its integer columns at the root.
    pub domain: &'a Domain,
    /// The program by rows.
    pub by_row: &'a hunch_model::SparseMatrix,
    /// Cuts that follow the program's rows in the engine.
    pub cuts: &'a [Inequality],
    /// Whether each of the program's rows has an integral activity at integral points.
    pub integral_row: &'a [bool],
}

/// A nonbasic column, or row's activity, at its bound.
struct Resting {
    /// Which column, or row.
    index: usize,
    /// Its coefficient in the tableau row, as the simplex computed it and as the multipliers truly make it.
    coefficient: f64,
    truth: Estimate,
    bound: f64,
    /// Whether its distance from the bound is an integer.
    integer: bool,
}

/// A sum `Σ γ t >= right` over distances `t` from bounds, on its way to the columns.
struct Expansion {
    terms: EstimateSum,
    right: Estimate,
}

/// The fraction of the right-hand side, and how far it may be off.
#[derive(Clone, Copy)]
struct Fraction {
    value: f64,
    error: f64,
}

impl Tableau<'_> {
    /// The rows whose activity is integral at integral points.
    pub fn integral_rows(problem: &MipProblem) -> Vec<bool> {
        let whole = |b: f64| b.is_infinite() || b == b.round();
        let mut integral: Vec<bool> = (0..problem.rows())
            .map(|i| {
                whole(problem.lp.row_lower[i]) && whole(problem.lp.row_upper[i]) && problem.lp.noise(i) == 0.0
            })
            .collect();
        for (i, j, a) in problem.lp.matrix.triplets() {
            integral[i] &= problem.integer[j] && a == a.round();
        }
        integral
    }

    /// The cut from the tableau row of the basic integer column `j`, if there is a safe one.
    ///
    /// Whatever the multipliers are, the combination of the rows that they make holds. Its coefficients are
    /// added up again with the error of that arithmetic, and what the simplex computed counts as a reading of
    /// them; that basic variables do not vanish exactly is an error too.
    pub fn cut(&self, lp: &Simplex, j: usize, row: &TableauRow) -> Option<Inequality> {
        let truth = self.combination(&row.multipliers);
        let columns = self.resting_columns(lp, j, &row.columns, &truth)?;
        let rows = self.resting_rows(lp, row)?;
        // x_j + Σ α t = β with t >= 0: β is what x_j is now.
        let resting = || columns.iter().chain(&rows);
        let value: f64 = -resting().map(|r| r.coefficient * r.bound).sum::<f64>();
        let basic = self.basic_noise(lp, j, row, &truth);
        let at_bounds = resting().fold(Estimate::default(), |sum, r| sum.plus(r.truth.times(-r.bound)));
        let missed: f64 = basic.iter().map(|n| n.1 * n.2.abs()).sum();
        let fraction = Fraction {
            value: value - value.floor(),
            error: at_bounds.distance(value) + CUT_SLOPE_MARGIN * missed + f64::EPSILON,
        };
        let in_between = (GOMORY_FRACTION..=1.0 - GOMORY_FRACTION).contains(&fraction.value);
        if !in_between || fraction.error.is_nan() || fraction.error > CUT_FRACTION_ERROR {
            return None;
        }
        let terms = EstimateSum::new(self.problem.columns());
        let mut expansion = Expansion { terms, right: Estimate::exactly(1.0) };
        for r in &columns {
            let upper = lp.column_status(r.index) == VariableStatus::AtUpper;
            self.add_column(&mut expansion, r.index, coefficient(r, upper, fraction), (upper, r.bound));
        }
        for r in &rows {
            let upper = lp.row_status(r.index) == VariableStatus::AtUpper;
            self.add_row(&mut expansion, r.index, coefficient(r, upper, fraction), (upper, r.bound));
        }
        for (k, off, bound) in basic {
            let gamma = Estimate { value: 0.0, error: off * fraction.slope() };
            match k.checked_sub(self.problem.columns()) {
                None => self.add_column(&mut expansion, k, gamma, (false, bound)),
                Some(i) => self.add_row(&mut expansion, i, gamma, (false, bound)),
            }
        }
        self.tidied(expansion)
    }

    /// What the multipliers make of the rows, by column.
    fn combination(&self, multipliers: &[f64]) -> EstimateSum {
        let mut sum = EstimateSum::new(self.problem.columns());
        for (i, &y) in multipliers.iter().enumerate().filter(|m| *m.1 != 0.0) {
            self.for_each_estimate(i, |k, v| sum.add(k, v.times(y)));
        }
        sum
    }

    /// The nonbasic columns; `None` when one is free.
    fn resting_columns(
        &self,
        lp: &Simplex,
        basic: usize,
        row: &[f64],
        truth: &EstimateSum,
    ) -> Option<Vec<Resting>> {
        let mut resting = Vec::new();
        for (k, &coefficient) in row.iter().enumerate() {
            let truth = truth.get(k);
            let (lower, upper) = self.column_bounds(k);
            if k == basic || (coefficient == 0.0 && truth == Estimate::default()) {
                continue;
            }
            let bound = match lp.column_status(k) {
                VariableStatus::Basic => continue,
                VariableStatus::AtLower => lower,
                VariableStatus::AtUpper => upper,
                VariableStatus::Free => return None,
            };
            if !bound.is_finite() {
                return None;
            }
            let integer = self.problem.integer[k] && bound == bound.round();
            resting.push(Resting { index: k, coefficient, truth, bound, integer });
        }
        Some(resting)
    }

    /// Likewise for the rows' activities: a multiplier counts against its row's activity.
    fn resting_rows(&self, lp: &Simplex, row: &TableauRow) -> Option<Vec<Resting>> {
        let mut resting = Vec::new();
        for (i, (&coefficient, &y)) in row.rows.iter().zip(&row.multipliers).enumerate() {
            if coefficient == 0.0 && y == 0.0 {
                continue;
            }
            let (lower, upper) = self.row_bounds(i);
            let bound = match lp.row_status(i) {
                VariableStatus::Basic => continue,
                VariableStatus::AtLower => lower,
                VariableStatus::AtUpper => upper,
                VariableStatus::Free => return None,
            };
            if !bound.is_finite() {
                return None;
            }
            let integer = self.integral_row.get(i).copied().unwrap_or(false);
            resting.push(Resting { index: i, coefficient, truth: Estimate::exactly(-y), bound, integer });
        }
        Some(resting)
    }

    /// The basic variables (rows after columns) that do not vanish exactly: by how much their coefficients
    /// are off, and the bound that their distance is measured from. One without a bound has an infinite one
    /// here, which no fraction's error survives.
    fn basic_noise(
        &self,
        lp: &Simplex,
        basic: usize,
        row: &TableauRow,
        truth: &EstimateSum,
    ) -> Vec<(usize, f64, f64)> {
        let nearer = |(lower, upper): (f64, f64)| if lower.abs() <= upper.abs() { lower } else { upper };
        let columns = self.problem.columns();
        let mut noise = Vec::new();
        for k in (0..columns).filter(|&k| lp.column_status(k) == VariableStatus::Basic) {
            let off = truth.get(k).distance(if k == basic { 1.0 } else { 0.0 });
            if off > 0.0 {
                noise.push((k, off, nearer(self.column_bounds(k))));
            }
        }
        for (i, &y) in row.multipliers.iter().enumerate() {
            if y != 0.0 && lp.row_status(i) == VariableStatus::Basic {
                noise.push((columns + i, y.abs(), nearer(self.row_bounds(i))));
            }
        }
        noise
    }

    /// Bounds that hold in the whole tree, as in [`super::point::RelaxedPoint::bounds`].
    fn column_bounds(&self, k: usize) -> (f64, f64) {
        if self.problem.integer[k] {
            (self.domain.lower(k), self.domain.upper(k))
        } else {
            (self.problem.lp.column_lower[k], self.problem.lp.column_upper[k])
        }
    }

    fn row_bounds(&self, i: usize) -> (f64, f64) {
        let rows = self.problem.rows();
        if i < rows { sides(self.problem, i) } else { (f64::NEG_INFINITY, self.cuts[i - rows].upper) }
    }

    /// By how much the numbers of row `i` may differ from those that are meant, as a share of their size.
    fn doubt(&self, i: usize) -> f64 {
        self.integral_row.get(i).map_or(0.0, |&integral| doubt(self.problem, self.by_row, i, integral))
    }

    /// The terms of row `i`, or of the cut that follows the rows.
    fn for_each_estimate(&self, i: usize, mut each: impl FnMut(usize, Estimate)) {
        let rows = self.problem.rows();
        if i < rows {
            let doubt = self.doubt(i);
            let (columns, values) = self.by_row.column(i);
            columns.iter().zip(values).for_each(|(&k, &v)| each(k, Estimate::relative(v, doubt)));
        } else {
            self.cuts[i - rows].terms.iter().for_each(|&(k, v)| each(k, Estimate::exactly(v)));
        }
    }

    /// `γ · t` of a column: its distance from the bound at which it rests.
    fn add_column(&self, expansion: &mut Expansion, k: usize, gamma: Estimate, (upper, bound): (bool, f64)) {
        let gamma = if upper { gamma.times(-1.0) } else { gamma };
        expansion.terms.add(k, gamma);
        expansion.right = expansion.right.plus(gamma.times(bound));
    }

    /// `γ · t` of a row's activity, written in its columns.
    fn add_row(&self, expansion: &mut Expansion, i: usize, gamma: Estimate, (upper, bound): (bool, f64)) {
        if gamma == Estimate::default() {
            return;
        }
        let gamma = if upper { gamma.times(-1.0) } else { gamma };
        let side = Estimate::relative(bound, self.doubt(i));
        expansion.right = expansion.right.plus(gamma.times_estimate(side));
        self.for_each_estimate(i, |k, v| expansion.terms.add(k, gamma.times_estimate(v)));
    }

    /// From `Σ terms >= right` to a safe `<=` inequality, or nothing.
    fn tidied(&self, mut expansion: Expansion) -> Option<Inequality> {
        let terms = expansion.terms.take().into_iter().map(|(k, v)| (k, v.times(-1.0)));
        let bounds = |k: usize| extent(self.problem, self.domain, k);
        tidy(terms, expansion.right.times(-1.0), bounds, self.problem.columns())
    }
}

impl Fraction {
    /// The steepest slope of the cut's coefficients.
    fn slope(self) -> f64 {
        CUT_SLOPE_MARGIN / self.value.min(1.0 - self.value)
    }
}

/// The cut's coefficient for the distance of a resting variable, with `f0` the fraction of the right-hand
/// side: `Σ γ t >= 1`. It is continuous in both coefficient and fraction, so that it is off by a slope times
/// what they are off by.
fn coefficient(resting: &Resting, upper: bool, f0: Fraction) -> Estimate {
    // Increasing from a lower bound, decreasing from an upper one.
    let alpha = if upper { -resting.coefficient } else { resting.coefficient };
    let off = resting.truth.distance(resting.coefficient);
    let (slope, rounding) = (f0.slope(), 4.0 * f64::EPSILON);
    if resting.integer {
        let f = alpha - alpha.floor();
        let value = if f <= f0.value { f / f0.value } else { (1.0 - f) / (1.0 - f0.value) };
        let exact = f == 0.0 && off == 0.0;
        let error = if exact { 0.0 } else { slope * (off + f0.error + rounding) };
        Estimate { value, error }
    } else {
        let value = if alpha > 0.0 { alpha / f0.value } else { -alpha / (1.0 - f0.value) };
        Estimate { value, error: slope * off + value.abs() * (slope * f0.error + rounding) }
    }
}

/// Gomory's cut of each row of the root's tableau: it wants variables to rest at bounds that hold everywhere.
pub struct Gomory;

impl CutClass for Gomory {
    fn wants_tableau(&self, round: &Round) -> bool {
        round.is_root
    }

    fn separate_row(
        &mut self,
        round: &mut Round,
        (lp, j, row): (&Simplex, usize, &TableauRow),
        found: &mut Vec<Inequality>,
    ) -> u64 {
        let point = round.point;
        let tableau = Tableau {
            problem: point.problem,
            domain: point.domain,
            by_row: point.by_row,
            cuts: point.cuts,
            integral_row: point.integral_row,
        };
        found.extend(tableau.cut(lp, j, row));
        0
    }
}
