//! What multipliers prove of a program that they were not made for: dual bounds and infeasibility, rounding
//! counted (Neumaier and Shcherbina, "Safe bounds in linear and mixed-integer linear programming", 2004).
//!
//! For any multipliers `y` and any point `x̂`, with `f(x) = offset + cᵀx + ½ xᵀQx` and Q positive
//! semidefinite,
//!
//! > `f(x) ≥ offset − ½ x̂ᵀQx̂ + Σ_i y_i r_i + Σ_j d_j x_j`, `d = c + Qx̂ − Aᵀy`,
//!
//! each row counted at the side on which its multiplier leans, each column at the bound where its term is
//! least. So multipliers (and, with Q, the point where the tangent touches) that were stored when a program
//! was solved bound every program of its shape, well where the numbers differ little.

use crate::lp::LpProblem;
use crate::lp::reach::Reach;
use crate::lp::safe_sum::{Known, SafeSum};
use crate::lp::storage::{Compressed, Matrix};
use crate::qp::SymmetricMatrix;
use crate::scalar::greater;

/// A program at which multipliers are looked at, and its points up to some objective.
pub struct Prover<'a> {
    problem: &'a LpProblem,
    quadratic: Option<&'a SymmetricMatrix>,
    /// What the rows imply for columns without bounds; `None` where every column has both.
    reach: Option<Reach>,
}

/// Which multipliers, and where the tangent touches.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// One a row: positive where it leans on the lower side.
    pub multipliers: &'a [f64],
    /// One a column; empty for the origin, and for a linear objective.
    pub point: &'a [f64],
}

impl<'a> Prover<'a> {
    /// Looks at a program once: columns that have no bounds get those that the rows imply for points whose
    /// objective is at most `cutoff` (`∞` for all points). Whoever wants to know that no point is better than
    /// one at hand gives its objective, and columns that only cost something are bounded.
    pub fn new(problem: &'a LpProblem, quadratic: Option<&'a SymmetricMatrix>, cutoff: f64) -> Self {
        let has_both = |j: usize| problem.column_lower[j].is_finite() && problem.column_upper[j].is_finite();
        let is_boxed = (0..problem.columns()).all(has_both);
        Self { problem, quadratic, reach: (!is_boxed).then(|| reach(problem, cutoff)) }
    }

    /// A lower bound on the minimisation, over points up to the cutoff, where columns have the bounds `lower`
    /// and `upper`, which lie within the program's own; `−∞` where the evidence proves nothing.
    ///
    /// # Panics
    /// Where lengths do not fit the program.
    pub fn bound(&self, evidence: Evidence, lower: &[f64], upper: &[f64]) -> f64 {
        self.least(Some(evidence.point), evidence.multipliers, lower, upper)
    }

    /// Whether the multipliers prove that no point up to the cutoff meets the rows where columns have these
    /// bounds.
    ///
    /// # Panics
    /// Where lengths do not fit the program.
    pub fn is_empty(&self, multipliers: &[f64], lower: &[f64], upper: &[f64]) -> bool {
        lower.iter().zip(upper).any(|(l, u)| l > u) || self.least(None, multipliers, lower, upper) > 0.0
    }

    /// The least value of the tangent at `point`; without one, of zero.
    fn least(&self, point: Option<&[f64]>, multipliers: &[f64], lower: &[f64], upper: &[f64]) -> f64 {
        let problem = self.problem;
        let mut bound = SafeSum::default();
        let mut slopes = match point {
            Some(point) => self.slopes(point, &mut bound),
            None => vec![Sum::default(); problem.columns()],
        };
        let mut leaning = multipliers.to_vec();
        for (i, y) in leaning.iter_mut().enumerate().filter(|y| *y.1 != 0.0) {
            let side = if *y > 0.0 { problem.row_lower[i] } else { problem.row_upper[i] };
            if !side.is_finite() || !y.is_finite() {
                *y = 0.0;
                continue;
            }
            bound.add_product(*y, side);
            bound.add_product(-y.abs(), problem.noise(i));
        }
        for (j, slope) in slopes.iter_mut().enumerate() {
            let (rows, values) = problem.matrix.column(j);
            rows.iter().zip(values).for_each(|(&i, &v)| slope.subtract(v, leaning[i]));
            if slope.size > 0.0 {
                bound.add(self.term(slope.known(), j, (lower[j], upper[j])));
            }
        }
        if bound.is_lost() { f64::NEG_INFINITY } else { bound.total().low() }
    }

    /// The gradient at a point; the tangent's constant goes into `bound`.
    fn slopes(&self, point: &[f64], bound: &mut SafeSum) -> Vec<Sum> {
        let problem = self.problem;
        bound.add(Known::exactly(problem.offset));
        let mut slopes = vec![Sum::default(); problem.columns()];
        if let Some(quadratic) = self.quadratic {
            for (k, &x) in point.iter().enumerate().filter(|x| *x.1 != 0.0) {
                let (rows, values) = quadratic.column(k);
                rows.iter().zip(values).for_each(|(&j, &v)| slopes[j as usize].subtract(-v, x));
            }
            for (slope, &x) in slopes.iter().zip(point) {
                let curved = slope.known();
                bound.add_product(-0.5 * curved.value, x);
                bound.add(Known { value: 0.0, error: 0.5 * curved.error * x.abs() });
            }
        }
        slopes.iter_mut().zip(&problem.cost).for_each(|(slope, &cost)| slope.subtract(-1.0, cost));
        slopes
    }

    /// The least value of `d·x` between the column's bounds, given or implied.
    fn term(&self, d: Known, j: usize, (mut lower, mut upper): (f64, f64)) -> Known {
        if let Some(reach) = &self.reach {
            lower = if lower.is_finite() { lower } else { reach.bound(j, false) };
            upper = if upper.is_finite() { upper } else { reach.bound(j, true) };
        }
        let rests_at = if d.low() > 0.0 {
            lower
        } else if d.high() < 0.0 {
            upper
        } else {
            // The sign is in doubt: the number is at most twice its error, and costs that wherever x may be.
            let far = greater(lower.abs(), upper.abs());
            let error = 2.0 * d.error * far;
            return if far.is_finite() { Known { value: 0.0, error } } else { lost() };
        };
        if !rests_at.is_finite() {
            return lost();
        }
        let product = Known::product(d.value, rests_at);
        Known { value: product.value, error: product.error + d.error * rests_at.abs() }
    }
}

/// Nothing is known.
fn lost() -> Known {
    Known::exactly(f64::NEG_INFINITY)
}

/// A plain sum, with what it may err by.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    value: f64,
    /// Of the terms' magnitudes.
    size: f64,
    terms: f64,
}

impl Sum {
    #[inline]
    fn subtract(&mut self, a: f64, b: f64) {
        let term = a * b;
        self.value -= term;
        self.size += term.abs();
        self.terms += 1.0;
    }

    /// Twice what the sum can err by (Higham, "Accuracy and Stability of Numerical Algorithms", 2002, section
    /// 3.1), so that sums with it need no further care.
    fn known(&self) -> Known {
        if self.size == 0.0 {
            return Known::default();
        }
        Known { value: self.value, error: (self.terms + 4.0) * f64::EPSILON * self.size + f64::MIN_POSITIVE }
    }
}

/// What the rows, widened by their noise, imply for columns without bounds; the last row is that the linear
/// part of the objective is at most `cutoff`, as it is where the whole is, since Q is positive semidefinite.
fn reach(problem: &LpProblem, cutoff: f64) -> Reach {
    let mut columns = Compressed::default();
    let last = problem.rows();
    for j in 0..problem.columns() {
        let (rows, values) = problem.matrix.column(j);
        let cost = Some((last, problem.cost[j])).filter(|cost| cost.1 != 0.0);
        columns.push(rows.iter().copied().zip(values.iter().copied()).chain(cost));
    }
    let rows = columns.transpose(last + 1);
    let widened = |sides: &[f64], sign: f64| {
        let side = |(i, &side): (usize, &f64)| match problem.noise(i) {
            0.0 => side,
            // One step further out, for the rounding of the difference.
            noise if sign < 0.0 => (side - noise).next_down(),
            noise => (side + noise).next_up(),
        };
        sides.iter().enumerate().map(side).collect::<Vec<f64>>()
    };
    let most = (cutoff - problem.offset).next_up();
    let lower =
        [&problem.column_lower[..], &widened(&problem.row_lower, -1.0), &[f64::NEG_INFINITY]].concat();
    let upper = [&problem.column_upper[..], &widened(&problem.row_upper, 1.0), &[most]].concat();
    Reach::new(&Matrix { columns, rows }, problem.columns(), (lower, upper), None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lp::{LpSettings, LpStatus, Simplex};
    use crate::qp::{Problem, Qp, QpSettings, QpStatus};
    use crate::random::{GOLDEN, uniform};
    use hunch_model::{Kind, Program, Quadratic, Row, Sense, Unlimited};

    /// A program of six columns, one of them free, and four rows.
    fn random(seed: u64, is_curved: bool) -> Program {
        let mut state = seed.wrapping_mul(GOLDEN);
        let mut next = || uniform(&mut state);
        let mut p = Program::new("random", Sense::Minimize);
        for j in 0..6 {
            let lower = if j == 5 { f64::NEG_INFINITY } else { -next() };
            let upper = if j == 5 { f64::INFINITY } else { 1.0 + next() };
            p.add_column(format!("x{j}"), next() - 0.5, lower, upper, Kind::Continuous);
        }
        let mut entries = Vec::new();
        let mut rows = Vec::new();
        for i in 0..4 {
            for j in 0..6 {
                entries.push((i, j, next() - 0.5));
            }
            rows.push(Row { name: String::new(), lower: -1.0 - next(), upper: 1.0 + next() });
        }
        p.set_rows(rows, &entries);
        if is_curved {
            p.quadratic = Some(Quadratic { lower_triangle: vec![(0, 0, 2.0), (1, 1, 1.0), (1, 0, 0.5)] });
        }
        p
    }

    #[test]
    fn multipliers_of_one_program_bound_all_others_and_their_own_tightly() {
        let mut useful = 0;
        for seed in 0..40 {
            let (here, there) = (random(seed, false), random(seed + 1000, false));
            let solved = |p: &Program| {
                let problem = LpProblem::from_program(p);
                let mut lp = Simplex::new(&problem, LpSettings::default());
                let status = lp.solve(&mut Unlimited);
                (status == LpStatus::Optimal).then(|| (lp.objective(), lp.duals(), problem))
            };
            let (Some((objective, duals, problem)), Some((other, _, far))) = (solved(&here), solved(&there))
            else {
                continue;
            };
            let at = |problem: &LpProblem| {
                let evidence = Evidence { multipliers: &duals, point: &[] };
                Prover::new(problem, None, f64::INFINITY).bound(
                    evidence,
                    &problem.column_lower,
                    &problem.column_upper,
                )
            };
            let own = at(&problem);
            assert!(own <= objective && objective - own <= 1e-9, "seed {seed}: {own} of {objective}");
            let stored = at(&far);
            assert!(stored <= other + 1e-9, "seed {seed}: {stored} of {other}");
            useful += usize::from(stored.is_finite());
        }
        assert!(useful > 10, "{useful}");
    }

    #[test]
    fn tangents_bound_curved_programs() {
        let mut solved = 0;
        for seed in 0..40 {
            let (here, there) = (random(seed, true), random(seed + 1000, true));
            let engine = |p: &Program| {
                let problem = Problem::from_program(p).unwrap();
                let mut qp = Qp::new(problem.clone(), QpSettings::default()).unwrap();
                (qp.solve(&mut Unlimited) == QpStatus::Optimal).then_some((qp, problem))
            };
            let (Some((qp, problem)), Some((far, other))) = (engine(&here), engine(&there)) else { continue };
            let evidence = Evidence { multipliers: qp.duals(), point: qp.values() };
            let at = |p: &Problem| {
                let (lower, upper) = (p.lp.column_lower.clone(), p.lp.column_upper.clone());
                Prover::new(&p.lp, Some(&p.quadratic), f64::INFINITY).bound(evidence, &lower, &upper)
            };
            let own = at(&problem);
            assert!(own <= qp.objective() + 1e-12 && qp.objective() - own <= 1e-7, "seed {seed}: {own}");
            assert!(at(&other) <= far.objective() + 1e-9, "seed {seed}");
            solved += 1;
        }
        assert!(solved > 10, "{solved}");
    }

    #[test]
    fn farkas_multipliers_prove_what_they_are_for_and_nothing_else() {
        // x + y >= 3 where both are at most 1.
        let mut p = Program::new("empty", Sense::Minimize);
        p.add_column("x", 1.0, 0.0, 1.0, Kind::Continuous);
        p.add_column("y", 1.0, 0.0, 1.0, Kind::Continuous);
        let row = Row { name: "r".into(), lower: 3.0, upper: f64::INFINITY };
        p.set_rows(vec![row], &[(0, 0, 1.0), (0, 1, 1.0)]);
        let problem = LpProblem::from_program(&p);
        let prover = Prover::new(&problem, None, f64::INFINITY);
        assert!(prover.is_empty(&[1.0], &[0.0; 2], &[1.0; 2]));
        assert!(!prover.is_empty(&[-1.0], &[0.0; 2], &[1.0; 2]));
        assert!(!prover.is_empty(&[1.0], &[0.0; 2], &[1.5, 1.5]));
        assert!(!prover.is_empty(&[1.0], &[0.0; 2], &[1.5, f64::INFINITY]));
        assert!(prover.is_empty(&[0.0], &[0.0, 1.0], &[1.0, 0.0]));
    }
    #[test]
    fn a_cutoff_bounds_columns_that_only_cost() {
        // Minimise t where t >= x / 3 and t >= 1 - x / 3: the multipliers of the two rows round.
        let mut p = Program::new("cost", Sense::Minimize);
        p.add_column("t", 0.1, 0.0, f64::INFINITY, Kind::Continuous);
        p.add_column("x", 0.0, 0.0, 3.0, Kind::Continuous);
        let row = |lower| Row { name: String::new(), lower, upper: f64::INFINITY };
        let entries = [(0, 0, 1.0), (0, 1, -1.0 / 3.0), (1, 0, 1.0), (1, 1, 1.0 / 3.0)];
        p.set_rows(vec![row(0.0), row(1.0)], &entries);
        let problem = LpProblem::from_program(&p);
        let at = |cutoff: f64| {
            // Together a little more than the cost.
            let evidence = Evidence { multipliers: &[0.05, 0.05 + 1e-17], point: &[] };
            let (lower, upper) = (&problem.column_lower, &problem.column_upper);
            Prover::new(&problem, None, cutoff).bound(evidence, lower, upper)
        };
        assert_eq!(at(f64::INFINITY), f64::NEG_INFINITY);
        assert!((at(0.05) - 0.05).abs() < 1e-12, "{}", at(0.05));
    }
}
