//! The independent checker: is this point feasible, and what is its objective? It shares no code with the solvers; sums are
//! compensated (Neumaier), so a verdict near a tolerance does not hang on the order of summation.

use crate::program::{Kind, Program};
use crate::tolerances::{BOUND, INTEGRALITY, ROW};

/// What the checker found. Violations are absolute; `feasible` applies the tolerances of [`crate::tolerances`].
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Whether every row, bound and integrality requirement holds within tolerance.
    pub feasible: bool,
    /// Objective in the program's own sense, offset included.
    pub objective: f64,
    /// The worst violation, in words that name the row or column; `None` when nothing is violated beyond tolerance.
    pub complaint: Option<String>,
    /// Largest violation of a row, as a multiple of `1 + |rhs|`.
    pub row_violation: f64,
    /// Largest violation of a column bound, as a multiple of `1 + |bound|`.
    pub bound_violation: f64,
    /// Largest distance of an integer column from an integer.
    pub integrality_violation: f64,
}

/// Checks `values` (one a column) against `program`.
pub fn check(program: &Program, values: &[f64]) -> Check {
    if values.len() != program.columns.len() {
        let complaint =
            format!("{} values were given; the program has {} columns", values.len(), program.columns.len());
        return rejected(complaint);
    }
    if let Some(j) = values.iter().position(|v| !v.is_finite()) {
        return rejected(format!("column {:?} is {}; it must be finite", program.columns[j].name, values[j]));
    }
    let mut worst = Worst::default();
    let bound_violation = check_bounds(program, values, &mut worst);
    let integrality_violation = check_integrality(program, values, &mut worst);
    let row_violation = check_rows(program, values, &mut worst);
    Check {
        feasible: worst.complaint.is_none(),
        objective: objective(program, values),
        complaint: worst.complaint,
        row_violation,
        bound_violation,
        integrality_violation,
    }
}

fn rejected(complaint: String) -> Check {
    Check {
        feasible: false,
        objective: f64::NAN,
        complaint: Some(complaint),
        row_violation: f64::INFINITY,
        bound_violation: f64::INFINITY,
        integrality_violation: f64::INFINITY,
    }
}

/// Keeps the complaint about the violation that is largest relative to its tolerance.
#[derive(Default)]
struct Worst {
    ratio: f64,
    complaint: Option<String>,
}

impl Worst {
    fn offer(&mut self, violation: f64, tolerance: f64, complaint: impl FnOnce() -> String) {
        let ratio = violation / tolerance;
        if ratio > 1.0 && ratio > self.ratio {
            self.ratio = ratio;
            self.complaint = Some(complaint());
        }
    }
}

/// Violation of `lower <= value <= upper`, scaled by `1 + |violated bound|`; zero when satisfied.
fn scaled_violation(value: f64, lower: f64, upper: f64) -> f64 {
    if value < lower {
        (lower - value) / (1.0 + lower.abs())
    } else if value > upper {
        (value - upper) / (1.0 + upper.abs())
    } else {
        0.0
    }
}

fn check_bounds(program: &Program, values: &[f64], worst: &mut Worst) -> f64 {
    let mut largest = 0.0f64;
    for (c, &v) in program.columns.iter().zip(values) {
        let violation = scaled_violation(v, c.lower, c.upper);
        largest = largest.max(violation);
        worst.offer(violation, BOUND, || {
            format!("column {:?} is {v}; its bounds are [{}, {}]", c.name, c.lower, c.upper)
        });
    }
    largest
}

fn check_integrality(program: &Program, values: &[f64], worst: &mut Worst) -> f64 {
    let mut largest = 0.0f64;
    for (c, &v) in program.columns.iter().zip(values) {
        if c.kind == Kind::Integer {
            let violation = (v - v.round()).abs();
            largest = largest.max(violation);
            worst.offer(violation, INTEGRALITY, || {
                format!("column {:?} is {v}; it must be an integer", c.name)
            });
        }
    }
    largest
}

fn check_rows(program: &Program, values: &[f64], worst: &mut Worst) -> f64 {
    let mut activity = vec![CompensatedSum::default(); program.rows.len()];
    for (i, j, v) in program.matrix.triplets() {
        activity[i].add(v * values[j]);
    }
    let mut largest = 0.0f64;
    for (r, sum) in program.rows.iter().zip(&activity) {
        let value = sum.total();
        let violation = scaled_violation(value, r.lower, r.upper);
        largest = largest.max(violation);
        worst.offer(violation, ROW, || {
            format!("row {:?} has activity {value}; its bounds are [{}, {}]", r.name, r.lower, r.upper)
        });
    }
    largest
}

fn objective(program: &Program, values: &[f64]) -> f64 {
    let mut sum = CompensatedSum::default();
    sum.add(program.offset);
    for (c, v) in program.columns.iter().zip(values) {
        sum.add(c.objective * v);
    }
    for &(i, j, v) in program.quadratic.iter().flat_map(|q| &q.lower_triangle) {
        let weight = if i == j { 0.5 } else { 1.0 };
        sum.add(weight * v * values[i] * values[j]);
    }
    sum.total()
}

/// Neumaier's compensated sum (Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, 1974).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CompensatedSum {
    sum: f64,
    correction: f64,
}

impl CompensatedSum {
    /// A sum that has reached an infinity.
    pub(crate) fn infinite(value: f64) -> Self {
        Self { sum: value, correction: 0.0 }
    }

    pub(crate) fn add(&mut self, value: f64) {
        let next = self.sum + value;
        self.correction +=
            if self.sum.abs() >= value.abs() { (self.sum - next) + value } else { (value - next) + self.sum };
        self.sum = next;
    }

    pub(crate) fn total(self) -> f64 {
        self.sum + self.correction
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::{Row, Sense};

    fn program() -> Program {
        let mut p = Program::new("p", Sense::Maximize);
        p.offset = 1.0;
        p.add_column("x", 2.0, 0.0, 10.0, Kind::Integer);
        p.add_column("z", -1.0, f64::NEG_INFINITY, 5.0, Kind::Continuous);
        p.set_rows(
            vec![Row { name: "cap".into(), lower: f64::NEG_INFINITY, upper: 7.0 }],
            &[(0, 0, 1.0), (0, 1, 1.0)],
        );
        p
    }

    #[test]
    fn a_feasible_point_passes_with_its_objective() {
        let c = check(&program(), &[3.0, 4.0]);
        assert!(c.feasible);
        assert_eq!(c.objective, 1.0 + 6.0 - 4.0);
    }

    #[test]
    fn each_kind_of_violation_is_named() {
        let row = check(&program(), &[4.0, 4.0]);
        assert!(row.complaint.unwrap().contains("\"cap\""));
        let bound = check(&program(), &[-1.0, 0.0]);
        assert!(bound.complaint.unwrap().contains("bounds"));
        let integrality = check(&program(), &[0.5, 0.0]);
        assert!(integrality.complaint.unwrap().contains("integer"));
        assert!(!check(&program(), &[1.0]).feasible);
        assert!(!check(&program(), &[f64::NAN, 0.0]).feasible);
    }

    #[test]
    fn tolerances_scale_with_the_right_hand_side() {
        let mut p = program();
        p.rows[0].upper = 1e6;
        p.columns[0].upper = 1e7;
        assert!(check(&p, &[1_000_000.0, 0.5]).feasible);
        assert!(!check(&p, &[1_000_000.0, 2.0]).feasible);
    }

    #[test]
    fn cancellation_does_not_hide_a_violation() {
        let mut p = Program::new("p", Sense::Minimize);
        for (k, v) in [1e16, 1.0, -1e16].iter().enumerate() {
            p.add_column(format!("x{k}"), 0.0, *v, *v, Kind::Continuous);
        }
        p.set_rows(
            vec![Row { name: "sum".into(), lower: 0.0, upper: 0.0 }],
            &[(0, 0, 1.0), (0, 1, 1.0), (0, 2, 1.0)],
        );
        assert!(!check(&p, &[1e16, 1.0, -1e16]).feasible);
    }
}
