//! The independent checker: is this point feasible, and what is its objective? It shares no code with the
//! solvers; sums are compensated (Neumaier), so a verdict near a tolerance does not hang on the order of
//! summation. What counts as feasible is stated in `docs/claims.md`: integers are integers, column bounds
//! hold exactly, rows within their tolerance, whole rows of integers exactly.

#[cfg(feature = "kinds")]
use crate::kinds::SetOrder;
use crate::program::{Program, Row};
use crate::tolerances::{ROW_RELATIVE, row_tolerance};
use crate::whole::{EXACT_LIMIT, multiple, power_of_ten, whole, whole_rows};

/// What the checker found.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Whether every row, bound and integrality requirement holds.
    pub feasible: bool,
    /// Objective in the program's own sense, offset included.
    pub objective: f64,
    /// The worst violation, in words that name the row or column; `None` when nothing is violated beyond
    /// tolerance.
    pub complaint: Option<String>,
    /// Largest violation of a row as a multiple of its tolerance: at most 1 at a feasible point, infinite
    /// where a row without tolerance is violated.
    pub row_violation: f64,
    /// Largest violation of a column bound.
    pub bound_violation: f64,
    /// Largest distance of an integer column from an integer.
    pub integrality_violation: f64,
}

/// Checks `values` (one a column) against `program`. Who checks many points of one program keeps a
/// [`Checker`].
pub fn check(program: &Program, values: &[f64]) -> Check {
    Checker::new(program).check(program, values)
}

/// What the rows of one program ask for, found once for many points.
#[derive(Clone, Debug, Default)]
pub struct Checker {
    /// Decimal places after which a row is judged in whole numbers.
    whole: Vec<Option<u8>>,
}

impl Checker {
    /// Looks at the rows of `program`.
    pub fn new(program: &Program) -> Self {
        Self { whole: whole_rows(program) }
    }

    /// Checks `values` (one a column) against the program that this checker was made for.
    pub fn check(&self, program: &Program, values: &[f64]) -> Check {
        if values.len() != program.columns.len() {
            let complaint = format!(
                "{} values were given; the program has {} columns",
                values.len(),
                program.columns.len()
            );
            return rejected(complaint);
        }
        if let Some(j) = values.iter().position(|v| !v.is_finite()) {
            return rejected(format!(
                "column {:?} is {}; it must be finite",
                program.columns[j].name, values[j]
            ));
        }
        let mut worst = Worst::default();
        let bound_violation = check_bounds(program, values, &mut worst);
        let integrality_violation = check_integrality(program, values, &mut worst);
        let row_violation = self.check_rows(program, values, &mut worst);
        let row_violation = row_violation.max(check_kinds(program, values, &mut worst));
        Check {
            feasible: worst.complaint.is_none(),
            objective: objective(program, values),
            complaint: worst.complaint,
            row_violation,
            bound_violation,
            integrality_violation,
        }
    }

    fn check_rows(&self, program: &Program, values: &[f64], worst: &mut Worst) -> f64 {
        let mut sums = vec![RowSum::default(); program.rows.len()];
        for (i, j, v) in program.matrix.triplets() {
            sums[i].add(self.whole[i].map_or(v, |decimals| multiple(v, decimals)), values[j]);
        }
        let mut largest = 0.0f64;
        let idle = idle_rows(program, values);
        for (i, (r, sum)) in program.rows.iter().zip(&sums).enumerate() {
            if idle.get(i) == Some(&true) {
                continue;
            }
            let ratio = match self.whole[i] {
                None => sum.violation(r.lower, r.upper),
                Some(decimals) if sum.terms < EXACT_LIMIT => {
                    let (value, side) = (sum.activity.total(), |s| multiple(s, decimals));
                    if value < side(r.lower) || value > side(r.upper) { f64::INFINITY } else { 0.0 }
                }
                Some(decimals) if meets_whole(program, i, decimals, values) => 0.0,
                Some(_) => f64::INFINITY,
            };
            largest = largest.max(ratio);
            worst.offer(ratio, || {
                let value = sum.activity.total() / self.whole[i].map_or(1.0, power_of_ten);
                format!("row {:?} has activity {value}; its bounds are [{}, {}]", r.name, r.lower, r.upper)
            });
        }
        largest
    }
}

/// A row's activity, as it is summed.
#[derive(Clone, Copy, Debug, Default)]
struct RowSum {
    activity: CompensatedSum,
    /// Largest magnitude of a coefficient.
    largest: f64,
    /// Sum of the terms' magnitudes.
    terms: f64,
}

impl RowSum {
    fn add(&mut self, coefficient: f64, value: f64) {
        let term = coefficient * value;
        self.activity.add(term);
        self.largest = self.largest.max(coefficient.abs());
        self.terms += term.abs();
    }

    /// How far the activity lies outside its bounds, as a multiple of the tolerance, which is taken a little
    /// smaller: the rounding of the products themselves may hide as much.
    fn violation(&self, lower: f64, upper: f64) -> f64 {
        let violation = violation(self.activity.total(), lower, upper);
        let tolerance = row_tolerance(self.largest, self.terms) - 0.25 * ROW_RELATIVE * self.terms;
        if violation > 0.0 { violation / tolerance } else { 0.0 }
    }
}

/// Whether row `i` holds in exact integers, whatever their size.
fn meets_whole(program: &Program, row: usize, decimals: u8, values: &[f64]) -> bool {
    let term = |(_, j, v): (usize, usize, f64)| whole(v, decimals)?.checked_mul(whole(values[j], 0)?);
    let mut terms = program.matrix.triplets().filter(|t| t.0 == row).map(term);
    let sum = terms.try_fold(0i128, |sum, term| sum.checked_add(term?));
    let side = |side: f64| whole(side, decimals);
    let Some(sum) = sum else { return false };
    let Row { lower, upper, .. } = program.rows[row];
    (lower == f64::NEG_INFINITY || side(lower).is_some_and(|l| sum >= l))
        && (upper == f64::INFINITY || side(upper).is_some_and(|u| sum <= u))
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
    fn offer(&mut self, ratio: f64, complaint: impl FnOnce() -> String) {
        if ratio > 1.0 && ratio > self.ratio {
            self.ratio = ratio;
            self.complaint = Some(complaint());
        }
    }
}

/// Violation of `lower <= value <= upper`; zero when satisfied.
fn violation(value: f64, lower: f64, upper: f64) -> f64 {
    (lower - value).max(value - upper).max(0.0)
}

fn check_bounds(program: &Program, values: &[f64], worst: &mut Worst) -> f64 {
    let mut largest = 0.0f64;
    for (c, &v) in program.columns.iter().zip(values) {
        if c.kind.is_semi() && v == 0.0 {
            continue;
        }
        let violation = violation(v, c.lower, c.upper);
        largest = largest.max(violation);
        if violation > 0.0 {
            let or = if c.kind.is_semi() { "0 or within " } else { "" };
            worst.offer(f64::INFINITY, || {
                format!("column {:?} is {v}; its bounds are {or}[{}, {}]", c.name, c.lower, c.upper)
            });
        }
    }
    largest
}

fn check_integrality(program: &Program, values: &[f64], worst: &mut Worst) -> f64 {
    let mut largest = 0.0f64;
    for (c, &v) in program.columns.iter().zip(values) {
        if c.kind.is_integer() && v != v.round() {
            largest = largest.max((v - v.round()).abs());
            worst.offer(f64::INFINITY, || format!("column {:?} is {v}; it must be an integer", c.name));
        }
    }
    largest
}

/// Sets and piecewise-linear terms.
#[cfg(feature = "kinds")]
fn check_kinds(program: &Program, values: &[f64], worst: &mut Worst) -> f64 {
    check_sets(program, values, worst);
    check_piecewise(program, values, worst)
}

/// A build that does not know sets, indicators and piecewise-linear terms calls no point of theirs feasible.
#[cfg(not(feature = "kinds"))]
fn check_kinds(program: &Program, _: &[f64], worst: &mut Worst) -> f64 {
    if !(program.sets.is_empty() && program.indicators.is_empty() && program.piecewise.is_empty()) {
        worst.offer(f64::INFINITY, || "the program says what is not judged here".into());
    }
    0.0
}

/// Whether each row's indicator has the other value; empty in a program without indicators.
fn idle_rows(program: &Program, values: &[f64]) -> Vec<bool> {
    if cfg!(not(feature = "kinds")) {
        return Vec::new();
    }
    let mut idle = vec![false; if program.indicators.is_empty() { 0 } else { program.rows.len() }];
    for indicator in &program.indicators {
        idle[indicator.row] = (values[indicator.column] == 1.0) != indicator.active_at_one;
    }
    idle
}

#[cfg(feature = "kinds")]
fn check_sets(program: &Program, values: &[f64], worst: &mut Worst) {
    for (k, set) in program.sets.iter().enumerate() {
        let others: Vec<usize> =
            (0..).zip(set.ordered()).filter(|&(_, j)| values[j] != 0.0).map(|(place, _)| place).collect();
        let holds = match (set.order, &others[..]) {
            (_, [] | [_]) => true,
            (SetOrder::Two, [first, second]) => second - first == 1,
            _ => false,
        };
        if !holds {
            worst.offer(f64::INFINITY, || {
                let most = if set.order == SetOrder::One { "one" } else { "two neighbours" };
                let (name, count) = (&set.name, others.len());
                format!("set {k} ({name:?}) has {count} members other than 0; {most} may be")
            });
        }
    }
}

/// As a row `value - slope · argument = constant` of the piece on which the argument lies.
#[cfg(feature = "kinds")]
fn check_piecewise(program: &Program, values: &[f64], worst: &mut Worst) -> f64 {
    let mut largest = 0.0f64;
    for (k, piecewise) in program.piecewise.iter().enumerate() {
        let (x, y) = (values[piecewise.argument], values[piecewise.value]);
        let ratio = piecewise.piece(x).map_or(f64::INFINITY, |((from, at), slope)| {
            let mut sum = RowSum::default();
            sum.add(1.0, y);
            sum.add(-1.0, at);
            sum.add(-slope, x - from);
            sum.terms += (slope * x).abs() + (slope * from).abs();
            sum.violation(0.0, 0.0)
        });
        largest = largest.max(ratio);
        worst.offer(ratio, || {
            let name = &piecewise.name;
            format!(
                "piecewise-linear term {k} ({name:?}) has value {y} at {x}; its breakpoints say otherwise"
            )
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
    use crate::program::Kind;
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
    fn a_large_right_hand_side_forgives_no_more() {
        let mut p = program();
        p.rows[0].upper = 1e6;
        p.columns[0].upper = 1e7;
        assert!(check(&p, &[1_000_000.0, 9e-7]).feasible);
        assert!(!check(&p, &[1_000_000.0, 0.5]).feasible);
    }

    #[test]
    fn rows_that_are_small_as_a_whole_keep_their_meaning() {
        let mut p = program();
        p.set_rows(
            vec![Row { name: "cap".into(), lower: f64::NEG_INFINITY, upper: 7e-9 }],
            &[(0, 0, 1e-9), (0, 1, 1e-9)],
        );
        assert!(check(&p, &[3.0, 4.0]).feasible);
        assert!(!check(&p, &[4.0, 3.1]).feasible);
    }

    #[test]
    fn whole_rows_of_integers_are_judged_exactly_at_any_size() {
        let mut p = Program::new("p", Sense::Minimize);
        p.add_column("x", 0.0, 0.0, 1e18, Kind::Integer);
        p.add_column("y", 0.0, 0.0, 1e18, Kind::Integer);
        let rows = |side| vec![Row { name: "r".into(), lower: side, upper: side }];
        p.set_rows(rows(5659.92), &[(0, 0, 988.71), (0, 1, 897.93)]);
        assert!(check(&p, &[3.0, 3.0]).feasible);
        p.set_rows(rows(2f64.powi(60)), &[(0, 0, 3.0), (0, 1, -1.0)]);
        assert!(check(&p, &[384_307_168_202_282_325.0, 0.0]).complaint.is_some());
        assert!(check(&p, &[384_307_168_202_282_368.0, 128.0]).feasible);
        let mut p = program();
        p.rows[0].upper = 7.0 - 1e-9;
        p.columns[1].kind = Kind::Integer;
        assert!(!check(&p, &[3.0, 4.0]).feasible, "nine decimals are exact");
    }

    #[test]
    fn bounds_and_integers_have_no_tolerance() {
        assert!(!check(&program(), &[-1e-9, 0.0]).feasible);
        assert!(!check(&program(), &[1.0 + 1e-9, 0.0]).feasible);
    }

    #[test]
    fn cancellation_does_not_hide_a_violation() {
        let mut p = Program::new("p", Sense::Minimize);
        for (k, v) in [1e12, 1.0, -1e12].iter().enumerate() {
            p.add_column(format!("x{k}"), 0.0, *v, *v, Kind::Continuous);
        }
        p.set_rows(
            vec![Row { name: "sum".into(), lower: 0.0, upper: 0.0 }],
            &[(0, 0, 1.0), (0, 1, 1.0), (0, 2, 1.0)],
        );
        assert!(!check(&p, &[1e12, 1.0, -1e12]).feasible);
    }
}
