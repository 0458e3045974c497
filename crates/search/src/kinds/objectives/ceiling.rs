//! A quadratic objective that is kept by its curves: columns above them, a row that keeps their sum, and tangents
//! for points at which the objective is too bad.

use super::super::curve::Curve;
use super::kept::{FACE_SHARE, GOAL_SHARE, Kept, Limit, add_rows, bare, is_convex};
use crate::error::SearchError;
use hunch_model::tolerances::{ROW, row_tolerance};
use hunch_model::{Cut, Program};

/// Candidates after which the whole tolerance is enough.
const PATIENCE: u32 = 400;
/// Share of a ceiling by which relaxed points have to be above it for tangents there.
const FRACTIONAL_SHARE: f64 = 1e-4;
/// Where curves have tangents from the start, besides at the point: near and far, so that nothing far out seems
/// good.
const DISTANCES: [f64; 4] = [1.0, 32.0, 1024.0, 1_048_576.0];

/// A quadratic objective that is kept by its curves.
#[derive(Debug)]
pub(super) struct Ceiling {
    curve: Curve,
    pub limit: Limit,
    /// What its row keeps, as a minimisation, and by how much that is worse than the limit.
    level: (f64, f64),
    /// The sum that its row keeps, as a minimisation.
    sum: Vec<(usize, f64)>,
    /// Columns of the base, and the first of its own in the program.
    columns: (usize, usize),
    /// Within what the objective is asked to be kept.
    goal: f64,
    /// What its rows are multiplied by: the checker's tolerance is then as sharp as the goal asks for.
    scale: f64,
    told: u32,
}

impl Ceiling {
    /// Adds columns and rows of the curves of `kept` to `program`, which begins as `base`.
    ///
    /// # Errors
    /// A quadratic term that is not convex.
    pub fn add(kept: &Kept, base: &Program, program: &mut Program) -> Result<Self, SearchError> {
        let (own, first) = (base.columns.len(), program.columns.len());
        let bare = bare(&kept.objective, base);
        let (curve, linear) = Curve::of_tangents(&bare)?;
        let sign = kept.objective.sense.sign();
        let place = |j: usize| if j < own { j } else { j - own + first };
        let mut rows: Vec<Cut> = linear.rows[bare.rows.len()..]
            .iter()
            .map(|row| Cut { source: "curve", terms: Vec::new(), lower: row.lower, upper: row.upper })
            .collect();
        for (i, j, a) in linear.matrix.triplets().filter(|t| t.0 >= bare.rows.len()) {
            rows[i - bare.rows.len()].terms.push((place(j), a));
        }
        let costs = linear.columns.iter().enumerate().filter(|(_, c)| c.objective != 0.0);
        let sum: Vec<(usize, f64)> = costs.map(|(j, c)| (place(j), sign * c.objective)).collect();
        let fresh = linear.columns.into_iter().skip(own).map(|mut column| {
            column.objective = 0.0;
            column
        });
        program.columns.extend(fresh);
        let (unit, count) = curve.units();
        let goal = GOAL_SHARE * kept.tolerance();
        // Of each unit of the objective, what one of the curves has to miss is more than a row's tolerance.
        let scale =
            2f64.powi((2.0 * row_tolerance(1.0, 0.0) * unit * count / goal).max(1.0).log2().ceil() as i32);
        let ceiling = Self {
            limit: Limit::of(kept, base),
            level: (sign * kept.level, sign * (kept.level - kept.worst)),
            sum,
            columns: (own, first),
            goal,
            scale,
            told: 0,
            curve,
        };
        rows.push(ceiling.row());
        let seeds = ceiling.curve.rows_on(&kept.at);
        rows.extend(seeds.into_iter().map(|row| ceiling.placed(row, 1.0)));
        if is_convex(base) && kept.gap.is_finite() {
            ceiling.bound(kept, program);
        }
        let radius = |weight: f64| kept.radius(weight).min(1.0);
        let around = ceiling.curve.rows_around(&kept.at, |weight| {
            DISTANCES.iter().map(|by| by * radius(weight).max(1e-3)).collect()
        });
        rows.extend(around.into_iter().map(|row| ceiling.placed(row, 1.0)));
        add_rows(program, &rows);
        Ok(ceiling)
    }

    /// Over a convex set curves are bounded.
    fn bound(&self, kept: &Kept, program: &mut Program) {
        let (own, first) = self.columns;
        for (place, at, weight) in self.curve.places(&kept.at) {
            let radius = kept.radius(weight);
            let place = if place < own { place } else { place - own + first };
            let column = &mut program.columns[place];
            let rounding = 1e-9 * (1.0 + at.abs() + radius);
            column.lower = column.lower.max(at - radius - rounding);
            column.upper = column.upper.min(at + radius + rounding);
        }
    }

    /// The row that keeps the sum of the curves, sharper than the tolerance of the objective.
    fn row(&self) -> Cut {
        let largest = self.sum.iter().fold(0.0f64, |m, t| m.max(t.1.abs()));
        // A row's tolerance is less than a face's then, and than what is asked of the objective.
        let sharpest = (1.0 / (FACE_SHARE * largest.clamp(f64::MIN_POSITIVE, 1.0))).max(ROW / self.goal);
        let scale = 2f64.powi(sharpest.log2().ceil() as i32);
        let terms = self.sum.iter().map(|&(j, a)| (j, scale * a)).collect();
        let upper = scale * (self.level.0 + self.curve.noise());
        Cut { source: "kept", terms, lower: f64::NEG_INFINITY, upper }
    }

    /// A row of the curve's program as one of the program.
    fn placed(&self, mut row: Cut, scale: f64) -> Cut {
        let (own, first) = self.columns;
        for (j, a) in &mut row.terms {
            *j = if *j < own { *j } else { *j - own + first };
            *a *= scale;
        }
        (row.lower, row.upper) = (scale * row.lower, scale * row.upper);
        row
    }

    /// A point of the program in the columns of the curve's.
    fn own(&self, values: &[f64]) -> Vec<f64> {
        let (own, first) = self.columns;
        let count = self.curve.columns() - own;
        values[..own].iter().chain(&values[first..first + count]).copied().collect()
    }

    /// The columns of the curves at a point of the base.
    pub fn lifted(&self, values: &[f64]) -> Vec<f64> {
        self.curve.lifted(&values[..self.columns.0]).split_off(self.columns.0)
    }

    /// Tangents that a candidate for the answer violates; none where it keeps the objective.
    pub fn rows_at(&mut self, values: &[f64]) -> Vec<Cut> {
        let tolerance = self.limit.tolerance;
        let goal = if self.told < PATIENCE { tolerance.min(self.level.1 + self.goal) } else { tolerance };
        if self.limit.excess(values) <= goal {
            return Vec::new();
        }
        self.told += 1;
        self.tangents(values)
    }

    /// The same at a fractional point, where they only help.
    pub fn rows_near(&self, values: &[f64]) -> Vec<Cut> {
        let sum: f64 = self.sum.iter().map(|&(j, a)| a * values[j]).sum();
        let missing = self.curve.missing(&self.own(values));
        let wanted = sum + missing - self.level.0 > FRACTIONAL_SHARE * (1.0 + self.level.0.abs());
        if wanted { self.tangents(values) } else { Vec::new() }
    }

    fn tangents(&self, values: &[f64]) -> Vec<Cut> {
        let own = self.own(values);
        let rows = self.curve.rows_at(&own, self.curve.missing(&own), true);
        rows.into_iter().map(|row| self.placed(row, self.scale)).collect()
    }
}
