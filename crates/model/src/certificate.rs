//! Checks proofs: that a program has no feasible point (Farkas multipliers) and that its objective improves
//! for ever (a ray). Like [`mod@crate::check`], it shares no code with the solvers.
//!
//! **Farkas multipliers.** Let `y` have one entry a row. Every feasible `x` satisfies `yᵀ(Ax) = (Aᵀy)ᵀx`. The
//! row bounds put the left side into an interval, the column bounds put the right side into another. If the
//! two do not meet, there is no feasible `x` (Farkas' lemma for ranged rows and bounded columns). The sign of
//! `y` as a whole does not matter: `y` and `−y` prove the same. An entry `y_i > 0` leans on the row's lower
//! bound in the lower end of the first interval, and on its upper bound in the upper end. Integrality plays
//! no part: the proof is one about the linear relaxation.
//!
//! **Ray.** A direction `d`, one entry a column, proves that the objective is unbounded over the relaxation
//! when a step along it leaves no column or row bound (`d_j <= 0` where there is an upper bound, `d_j >= 0`
//! where there is a lower one, the same for `Ad`) and improves the objective (`cᵀd < 0` when minimising, `Qd
//! = 0`). Together with one feasible point it proves the program unbounded; for integer programs with
//! rational data too (Meyer, On the existence of optimal solutions to integer and mixed-integer programming
//! problems, 1974). Without a point it proves "infeasible or unbounded".

use crate::check::{CompensatedSum, check};
use crate::program::Program;
use crate::tolerances::PROOF;

/// The verdict on a proof.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// Whether the proof holds.
    pub proven: bool,
    /// How clearly: for Farkas multipliers the distance between the two intervals, for a ray the rate of
    /// improvement, each relative to the size of the terms that it is the sum of. At most 1; not above
    /// [`PROOF`] when nothing was proven.
    pub margin: f64,
    /// Why the proof does not hold, in the program's names; `None` when it does.
    pub complaint: Option<String>,
}

impl Certificate {
    fn holds(margin: f64) -> Self {
        Self { proven: true, margin, complaint: None }
    }

    fn fails(margin: f64, complaint: String) -> Self {
        Self { proven: false, margin, complaint: Some(complaint) }
    }
}

/// Checks that `multipliers` (one a row) prove that `program` has no feasible point. See the module's text
/// for the convention.
///
/// A column or a row whose own bounds cross is a proof by itself, whatever the multipliers are.
pub fn check_farkas(program: &Program, multipliers: &[f64]) -> Certificate {
    if multipliers.len() != program.rows.len() {
        let complaint = format!(
            "{} multipliers were given; the program has {} rows",
            multipliers.len(),
            program.rows.len()
        );
        return Certificate::fails(0.0, complaint);
    }
    if let Some(i) = multipliers.iter().position(|y| !y.is_finite()) {
        let complaint = format!(
            "the multiplier of row {:?} is {}; it must be finite",
            program.rows[i].name, multipliers[i]
        );
        return Certificate::fails(0.0, complaint);
    }
    if let Some(margin) = crossed_bounds(program) {
        return Certificate::holds(margin);
    }
    let mut rows = Interval::default();
    for (row, &y) in program.rows.iter().zip(multipliers) {
        rows.add(y, row.lower, row.upper);
    }
    let mut columns = Interval::default();
    for (j, column) in program.columns.iter().enumerate() {
        columns.add(combined_coefficient(program, multipliers, j), column.lower, column.upper);
    }
    let margin = rows.low.above(&columns.high).max(columns.low.above(&rows.high));
    if margin > PROOF {
        Certificate::holds(margin)
    } else {
        let complaint = format!(
            "the combined row lies in [{}, {}] by the row bounds and in [{}, {}] by the column bounds; these meet",
            rows.low.sum.total(),
            rows.high.sum.total(),
            columns.low.sum.total(),
            columns.high.sum.total()
        );
        Certificate::fails(margin, complaint)
    }
}

/// The entry of `Aᵀy` for column `j`, or zero where it is no more than the rounding noise of its sum.
fn combined_coefficient(program: &Program, multipliers: &[f64], j: usize) -> f64 {
    let (rows, values) = program.matrix.column(j);
    let mut sum = CompensatedSum::default();
    let mut size = 0.0;
    for (&i, &v) in rows.iter().zip(values) {
        sum.add(multipliers[i] * v);
        size += (multipliers[i] * v).abs();
    }
    if sum.total().abs() <= PROOF * size { 0.0 } else { sum.total() }
}

/// The relative margin of the first row or column whose lower bound exceeds its upper bound by more than
/// noise.
fn crossed_bounds(program: &Program) -> Option<f64> {
    let columns = program.columns.iter().map(|c| (c.lower, c.upper));
    let rows = program.rows.iter().map(|r| (r.lower, r.upper));
    columns
        .chain(rows)
        .map(|(lower, upper)| (lower - upper) / (lower.abs() + upper.abs()).max(f64::MIN_POSITIVE))
        .find(|&margin| margin.is_finite() && margin > PROOF)
}

/// Where a weighted sum of bounded numbers must lie.
#[derive(Default)]
struct Interval {
    low: End,
    high: End,
}

impl Interval {
    /// Adds `weight · t` with `t` in `[lower, upper]`.
    fn add(&mut self, weight: f64, lower: f64, upper: f64) {
        if weight == 0.0 {
            return;
        }
        let (at_low, at_high) = if weight > 0.0 { (lower, upper) } else { (upper, lower) };
        self.low.add(weight * at_low);
        self.high.add(weight * at_high);
    }
}

/// One end of an [`Interval`].
#[derive(Default)]
struct End {
    sum: CompensatedSum,
    /// Sum of the absolute values of the terms: what rounding is relative to.
    scale: f64,
}

impl End {
    /// Adds a term that may be infinite; an infinite sum stays so (the compensation of an infinite term would
    /// be NaN).
    fn add(&mut self, term: f64) {
        if term.is_infinite() {
            self.sum = CompensatedSum::infinite(term);
        } else if self.sum.total().is_finite() {
            self.sum.add(term);
            self.scale += term.abs();
        }
    }

    /// By how much this low end lies above that high end, relative to the terms of both; `−∞` when either is
    /// infinite.
    fn above(&self, high: &Self) -> f64 {
        let distance = self.sum.total() - high.sum.total();
        let scale = self.scale + high.scale;
        if scale > 0.0 { distance / scale } else { distance.min(0.0) }
    }
}

/// Checks that the objective of `program` improves for ever along `ray` (one entry a column) and, when
/// `point` is given, that it does so from a feasible point. See the module's text for what is proven with and
/// without a point.
pub fn check_ray(program: &Program, ray: &[f64], point: Option<&[f64]>) -> Certificate {
    if ray.len() != program.columns.len() {
        let complaint =
            format!("the ray has {} entries; the program has {} columns", ray.len(), program.columns.len());
        return Certificate::fails(0.0, complaint);
    }
    if let Some(j) = ray.iter().position(|d| !d.is_finite()) {
        let complaint = format!(
            "the ray's entry of column {:?} is {}; it must be finite",
            program.columns[j].name, ray[j]
        );
        return Certificate::fails(0.0, complaint);
    }
    let length = ray.iter().fold(0.0f64, |m, d| m.max(d.abs()));
    if let Some(complaint) = column_exit(program, ray, length).or_else(|| row_exit(program, ray, length)) {
        return Certificate::fails(0.0, complaint);
    }
    if let Some(complaint) = curvature(program, ray, length) {
        return Certificate::fails(0.0, complaint);
    }
    if let Some(complaint) = point.and_then(|x| check(program, x).complaint) {
        return Certificate::fails(
            0.0,
            format!("the point that the ray starts from is not feasible: {complaint}"),
        );
    }
    let margin = improvement(program, ray);
    if margin > PROOF {
        Certificate::holds(margin)
    } else {
        Certificate::fails(margin, "the objective does not improve along the ray".into())
    }
}

/// Whether a step by `step` leaves the range between the bounds.
fn leaves(step: f64, noise: f64, lower: f64, upper: f64) -> bool {
    (step > noise && upper.is_finite()) || (step < -noise && lower.is_finite())
}

fn column_exit(program: &Program, ray: &[f64], length: f64) -> Option<String> {
    let (column, d) =
        program.columns.iter().zip(ray).find(|&(c, &d)| leaves(d, PROOF * length, c.lower, c.upper))?;
    Some(format!(
        "along the ray column {:?} moves by {d} and leaves [{}, {}]",
        column.name, column.lower, column.upper
    ))
}

fn row_exit(program: &Program, ray: &[f64], length: f64) -> Option<String> {
    let mut step = vec![CompensatedSum::default(); program.rows.len()];
    let mut largest = vec![0.0f64; program.rows.len()];
    for (i, j, v) in program.matrix.triplets() {
        step[i].add(v * ray[j]);
        largest[i] = largest[i].max(v.abs());
    }
    let i =
        program.rows.iter().enumerate().position(|(i, row)| {
            leaves(step[i].total(), PROOF * largest[i] * length, row.lower, row.upper)
        })?;
    let row = &program.rows[i];
    Some(format!(
        "along the ray row {:?} moves by {} and leaves [{}, {}]",
        row.name,
        step[i].total(),
        row.lower,
        row.upper
    ))
}

/// A ray must not meet the quadratic term: `Qd = 0`.
fn curvature(program: &Program, ray: &[f64], length: f64) -> Option<String> {
    let quadratic = program.quadratic.as_ref()?;
    let mut product = vec![CompensatedSum::default(); program.columns.len()];
    let mut largest = 0.0f64;
    for &(i, j, v) in &quadratic.lower_triangle {
        product[i].add(v * ray[j]);
        if i != j {
            product[j].add(v * ray[i]);
        }
        largest = largest.max(v.abs());
    }
    let j = product.iter().position(|p| p.total().abs() > PROOF * largest * length)?;
    Some(format!(
        "along the ray the quadratic term changes the slope of column {:?}",
        program.columns[j].name
    ))
}

/// Rate of improvement along the ray, relative to the size of its terms.
fn improvement(program: &Program, ray: &[f64]) -> f64 {
    let mut rate = CompensatedSum::default();
    let mut size = 0.0;
    for (column, &d) in program.columns.iter().zip(ray) {
        rate.add(column.objective * d);
        size += (column.objective * d).abs();
    }
    if size > 0.0 { -program.sense.sign() * rate.total() / size } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::{Kind, Quadratic, Row, Sense};

    const INF: f64 = f64::INFINITY;

    fn row(name: &str, lower: f64, upper: f64) -> Row {
        Row { name: name.into(), lower, upper }
    }

    /// x, y >= 0; x + y >= 4; x + 2y <= 3: the difference of the rows says −y >= 1.
    fn infeasible() -> Program {
        let mut p = Program::new("p", Sense::Minimize);
        p.add_column("x", 1.0, 0.0, INF, Kind::Continuous);
        p.add_column("y", 1.0, 0.0, INF, Kind::Continuous);
        p.set_rows(
            vec![row("a", 4.0, INF), row("b", -INF, 3.0)],
            &[(0, 0, 1.0), (0, 1, 1.0), (1, 0, 1.0), (1, 1, 2.0)],
        );
        p
    }

    #[test]
    fn farkas_multipliers_prove_infeasibility_with_either_sign_and_any_length() {
        for scale in [1.0, -1.0, 1e-7, 1e7] {
            let verdict = check_farkas(&infeasible(), &[scale, -scale]);
            assert!(verdict.proven, "{verdict:?}");
            assert!(verdict.margin > 0.1 && verdict.margin <= 1.0);
        }
    }

    #[test]
    fn wrong_multipliers_prove_nothing() {
        for y in [[1.0, 1.0], [0.0, 0.0], [1.0, 0.0], [1.0, -0.1]] {
            assert!(!check_farkas(&infeasible(), &y).proven, "{y:?}");
        }
        assert!(!check_farkas(&infeasible(), &[1.0]).proven);
        assert!(!check_farkas(&infeasible(), &[f64::NAN, 1.0]).proven);
    }

    #[test]
    fn no_multipliers_prove_a_feasible_program_infeasible() {
        let mut p = infeasible();
        p.rows[1].upper = 4.0; // x = 4, y = 0 is feasible now
        for a in -8..=8 {
            for b in -8..=8 {
                let y = [f64::from(a) * 0.3, f64::from(b) * 0.7];
                assert!(!check_farkas(&p, &y).proven, "{y:?}");
            }
        }
    }

    #[test]
    fn rounding_noise_on_an_unbounded_column_does_not_spoil_a_proof() {
        let mut p = Program::new("p", Sense::Minimize);
        p.add_column("x", 0.0, -INF, INF, Kind::Continuous);
        p.set_rows(vec![row("a", 1.0, 1.0), row("b", 2.0, 2.0)], &[(0, 0, 0.1), (1, 0, 0.3)]);
        // x = 10 by the first row and 6.67 by the second; 3 · 0.1 differs from 0.3 in the last digit.
        assert!(check_farkas(&p, &[3.0, -1.0]).proven);
    }

    #[test]
    fn a_large_bound_that_the_proof_does_not_use_does_not_weaken_it() {
        let mut p = infeasible();
        p.columns[0].upper = 1e15;
        p.rows[1].lower = -1e15;
        assert!(check_farkas(&p, &[1.0, -1.0]).proven);
    }

    #[test]
    fn bounds_that_cross_are_a_proof_by_themselves() {
        let mut p = infeasible();
        p.columns[0].lower = 2.0;
        p.columns[0].upper = 1.0;
        assert!(check_farkas(&p, &[0.0, 0.0]).proven);
    }

    /// minimise −2x + y + z subject to x − y <= 3, x, y >= 0, x integer, z in [0, 1]: unbounded along x = y.
    fn ray_program() -> Program {
        let mut p = Program::new("p", Sense::Minimize);
        p.add_column("x", -2.0, 0.0, INF, Kind::Integer);
        p.add_column("y", 1.0, 0.0, INF, Kind::Continuous);
        p.add_column("z", 1.0, 0.0, 1.0, Kind::Continuous);
        p.set_rows(vec![row("r", -INF, 3.0)], &[(0, 0, 1.0), (0, 1, -1.0)]);
        p
    }

    #[test]
    fn a_ray_proves_unboundedness_from_a_feasible_point_only() {
        let p = ray_program();
        let ray = [1.0, 1.0, 0.0];
        assert!(check_ray(&p, &ray, None).proven);
        assert!(check_ray(&p, &ray, Some(&[3.0, 0.0, 1.0])).proven);
        assert!(!check_ray(&p, &ray, Some(&[4.0, 0.0, 1.0])).proven);
        assert!(!check_ray(&p, &ray, Some(&[0.5, 0.0, 1.0])).proven, "x must be an integer");
    }

    #[test]
    fn each_way_to_leave_a_bound_is_named() {
        let p = ray_program();
        assert!(check_ray(&p, &[1.0, 0.0, 0.0], None).complaint.unwrap().contains("\"r\""));
        assert!(check_ray(&p, &[1.0, 1.0, 1.0], None).complaint.unwrap().contains("\"z\""));
        assert!(check_ray(&p, &[-1.0, 0.0, 0.0], None).complaint.unwrap().contains("\"x\""));
        assert!(check_ray(&p, &[0.0, 1.0, 0.0], None).complaint.unwrap().contains("objective"));
        assert!(!check_ray(&p, &[0.0, 0.0, 0.0], None).proven);
        assert!(!check_ray(&p, &[1.0], None).proven);
    }

    #[test]
    fn maximisation_and_curvature_are_respected() {
        let mut p = ray_program();
        p.sense = Sense::Maximize;
        assert!(!check_ray(&p, &[1.0, 1.0, 0.0], None).proven);
        assert!(check_ray(&p, &[0.0, 1.0, 0.0], None).proven);
        p.quadratic = Some(Quadratic { lower_triangle: vec![(1, 1, -1.0)] });
        assert!(check_ray(&p, &[0.0, 1.0, 0.0], None).complaint.unwrap().contains("quadratic"));
    }
}
