//! A program in rational numbers, as `docs/claims.md` reads it: every double is the number that it is, a row
//! of integer columns whose numbers are decimals of at most nine places is the multiple that makes them
//! whole, 1e20 and beyond is infinite.

use hunch_model::{Kind, Program, Sense};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Pow, Signed, Zero};

/// A rational number.
pub type Q = BigRational;

/// Bounds and sides of at least this size are infinite.
const INFINITE: f64 = 1e20;
/// Decimal places up to which a row of integer columns is read in whole numbers.
const PLACES: i32 = 9;
/// The share of a row's largest coefficient, at most 1, by which it is widened.
const ROW: f64 = 1e-6;
/// The share of its terms' magnitudes by which it is widened too: 2⁻⁵⁰.
const TERMS_BITS: u32 = 50;

/// A finite double, exactly.
pub fn number(value: f64) -> Q {
    Q::from_float(value).unwrap_or_else(Q::zero)
}

/// The double closest to a rational number, for messages.
pub fn double(value: &Q) -> f64 {
    // Scaled so that the quotient has 64 bits: what is cut off then is far below half a unit of the double.
    let shift = 64 + value.denom().bits() as i64 - value.numer().bits() as i64;
    let quotient = if shift >= 0 {
        (value.numer() << shift as u64) / value.denom()
    } else {
        value.numer() / (value.denom() << (-shift) as u64)
    };
    let digits = quotient.to_string().parse::<f64>().unwrap_or(f64::NAN);
    digits * 2f64.powi((-shift / 2) as i32) * 2f64.powi((-shift - -shift / 2) as i32)
}

/// A row `lower ≤ Σ terms ≤ upper`, with what the rule widens it by.
#[derive(Clone, Debug)]
pub struct ExactRow {
    /// Column and coefficient.
    pub terms: Vec<(usize, Q)>,
    /// Lower side.
    pub lower: Option<Q>,
    /// Upper side.
    pub upper: Option<Q>,
    /// Whether it is judged in whole numbers, without tolerance.
    pub whole: bool,
    /// The first part of its tolerance.
    fixed: Q,
}

/// A column.
#[derive(Clone, Debug)]
pub struct ExactColumn {
    /// Lower bound.
    pub lower: Option<Q>,
    /// Upper bound.
    pub upper: Option<Q>,
    /// Whether it takes integers only.
    pub integer: bool,
    /// Objective coefficient of the minimisation.
    pub cost: Q,
}

/// A program in rational numbers, as a minimisation.
#[derive(Clone, Debug)]
pub struct ExactProgram {
    /// Columns.
    pub columns: Vec<ExactColumn>,
    /// Rows.
    pub rows: Vec<ExactRow>,
    /// Constant of the minimisation.
    pub offset: Q,
    /// Whether the program maximises.
    pub maximise: bool,
}

/// Where a point lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Outside the widened program.
    Outside,
    /// In the widened program only.
    Widened,
    /// In the program itself.
    Inside,
}

impl ExactProgram {
    /// Reads `program`, which is valid and has a linear objective.
    pub fn new(program: &Program) -> Self {
        let maximise = program.sense == Sense::Maximize;
        let signed = |value: f64| if maximise { -number(value) } else { number(value) };
        let columns: Vec<ExactColumn> = program
            .columns
            .iter()
            .map(|c| ExactColumn {
                lower: side(c.lower),
                upper: side(c.upper),
                integer: c.kind == Kind::Integer,
                cost: signed(c.objective),
            })
            .collect();
        let mut terms: Vec<Vec<(usize, f64)>> = vec![Vec::new(); program.rows.len()];
        for (i, j, v) in program.matrix.triplets() {
            terms[i].push((j, v));
        }
        let rows = program.rows.iter().zip(&terms).map(|(r, t)| row(r.lower, r.upper, t, &columns)).collect();
        Self { columns, rows, offset: signed(program.offset), maximise }
    }

    /// The objective of the minimisation at `x`.
    pub fn objective(&self, x: &[Q]) -> Q {
        self.columns.iter().zip(x).fold(self.offset.clone(), |sum, (c, v)| sum + &c.cost * v)
    }

    /// What the terms of the objective, the constant among them, come to in magnitude.
    pub fn objective_size(&self, x: &[Q]) -> Q {
        self.columns.iter().zip(x).fold(self.offset.abs(), |sum, (c, v)| sum + (&c.cost * v).abs())
    }

    /// Where `x` lies, and what is wrong with it where it lies outside.
    pub fn place(&self, x: &[Q]) -> (Place, String) {
        for (j, (c, v)) in self.columns.iter().zip(x).enumerate() {
            if c.integer && !v.is_integer() {
                return (Place::Outside, format!("column {j} is {}, no integer", double(v)));
            }
            if c.lower.as_ref().is_some_and(|l| v < l) || c.upper.as_ref().is_some_and(|u| v > u) {
                return (Place::Outside, format!("column {j} is {}, beyond its bounds", double(v)));
            }
        }
        let mut place = Place::Inside;
        for (i, r) in self.rows.iter().enumerate() {
            let missed = r.missed(x);
            if !missed.is_positive() {
                continue;
            }
            if missed > r.tolerance(x) {
                let (missed, allowed) = (double(&missed), double(&r.tolerance(x)));
                return (
                    Place::Outside,
                    format!("row {i} is missed by {missed:e}; its tolerance is {allowed:e}"),
                );
            }
            place = Place::Widened;
        }
        (place, String::new())
    }

    /// The same program with rows widened by what the rule gives them at every point within the bounds: a
    /// part of what it allows.
    pub fn widened(&self) -> Self {
        self.widened_by(ExactColumn::least_size)
    }

    /// The same program with rows widened by the most that the rule gives them anywhere within the bounds:
    /// all that it allows, and more.
    pub fn widened_at_most(&self) -> Self {
        self.widened_by(ExactColumn::largest_size)
    }

    /// Rows widened where columns have the sizes that `size` says; a row of which one has none is lifted.
    fn widened_by(&self, size: impl Fn(&ExactColumn) -> Option<Q>) -> Self {
        let mut wider = self.clone();
        for r in wider.rows.iter_mut().filter(|r| !r.whole) {
            let terms: Option<Q> =
                r.terms.iter().map(|(j, a)| Some(a.abs() * size(&self.columns[*j])?)).sum();
            let tolerance = terms.map(|terms| &r.fixed + terms * terms_share());
            r.lower = r.lower.take().zip(tolerance.as_ref()).map(|(l, t)| l - t);
            r.upper = r.upper.take().zip(tolerance.as_ref()).map(|(u, t)| u + t);
        }
        wider
    }
}

impl ExactColumn {
    /// The smallest magnitude of a value between the bounds.
    fn least_size(&self) -> Option<Q> {
        Some(match (&self.lower, &self.upper) {
            (Some(l), _) if l.is_positive() => l.clone(),
            (_, Some(u)) if u.is_negative() => u.abs(),
            _ => Q::zero(),
        })
    }

    /// The largest one, if there is any.
    fn largest_size(&self) -> Option<Q> {
        Some(self.lower.as_ref()?.abs().max(self.upper.as_ref()?.abs()))
    }
}

impl ExactRow {
    /// How far the row is missed at `x`; not positive where it holds.
    fn missed(&self, x: &[Q]) -> Q {
        let activity: Q = self.terms.iter().map(|(j, a)| a * &x[*j]).sum();
        let below = self.lower.as_ref().map(|l| l - &activity);
        let above = self.upper.as_ref().map(|u| &activity - u);
        below.into_iter().chain(above).max().unwrap_or_else(Q::zero)
    }

    fn tolerance(&self, x: &[Q]) -> Q {
        if self.whole {
            return Q::zero();
        }
        let terms: Q = self.terms.iter().map(|(j, a)| (a * &x[*j]).abs()).sum();
        &self.fixed + terms * terms_share()
    }
}

/// The share of magnitudes that writing values down as doubles may cost.
pub fn terms_share() -> Q {
    Q::new(BigInt::one(), BigInt::one() << TERMS_BITS)
}

fn side(value: f64) -> Option<Q> {
    (value.abs() < INFINITE).then(|| number(value))
}

fn row(lower: f64, upper: f64, terms: &[(usize, f64)], columns: &[ExactColumn]) -> ExactRow {
    let largest = terms.iter().map(|t| t.1.abs()).fold(0.0, f64::max).min(1.0);
    let fixed = number(ROW) * number(largest);
    let numbers = terms.iter().map(|t| t.1).chain([lower, upper].into_iter().filter(|s| s.abs() < INFINITE));
    let decimals: Option<Vec<Q>> = numbers.map(decimal).collect();
    let integers = terms.iter().all(|&(j, _)| columns[j].integer);
    if let Some(decimals) = decimals.filter(|_| integers) {
        let multiple = decimals.iter().fold(BigInt::one(), |m, d| m.lcm(d.denom()));
        let mut numbers = decimals.into_iter().map(|d| d * &multiple);
        let terms = terms.iter().map(|t| t.0).zip(numbers.by_ref()).collect();
        let lower = (lower.abs() < INFINITE).then(|| numbers.next()).flatten();
        let upper = (upper.abs() < INFINITE).then(|| numbers.next()).flatten();
        return ExactRow { terms, lower, upper, whole: true, fixed };
    }
    let terms = terms.iter().map(|&(j, v)| (j, number(v))).collect();
    ExactRow { terms, lower: side(lower), upper: side(upper), whole: false, fixed }
}

/// The decimal that a double stands for, if it has at most [`PLACES`] places; whole doubles are themselves.
fn decimal(value: f64) -> Option<Q> {
    if value == value.trunc() {
        return Some(number(value));
    }
    let text = format!("{:e}", value.abs());
    let (mantissa, exponent) = text.split_once('e')?;
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let places = digits.len() as i32 - 1 - exponent.parse::<i32>().ok()?;
    if places > PLACES {
        return None;
    }
    let whole: BigInt = digits.parse().ok()?;
    let size = Q::new(whole, Pow::pow(BigInt::from(10), places.max(0) as u32));
    Some(if value < 0.0 { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::Row;

    fn program(kinds: &[Kind], row: (f64, f64), terms: &[f64]) -> ExactProgram {
        let mut p = Program::new("p", Sense::Maximize);
        for (j, kind) in kinds.iter().enumerate() {
            p.add_column(format!("x{j}"), 1.0, -1e20, 1e30, *kind);
        }
        let entries: Vec<_> = terms.iter().enumerate().map(|(j, &v)| (0, j, v)).collect();
        p.set_rows(vec![Row { name: "r".into(), lower: row.0, upper: row.1 }], &entries);
        ExactProgram::new(&p)
    }

    fn point(values: &[f64]) -> Vec<Q> {
        values.iter().map(|&v| number(v)).collect()
    }

    #[test]
    fn decimals_between_integers_are_whole_and_exact() {
        let p = program(&[Kind::Integer; 2], (5659.92, 5659.92), &[988.71, 897.93]);
        assert!(p.rows[0].whole && p.columns[0].lower.is_none() && p.columns[0].upper.is_none());
        assert_eq!(p.place(&point(&[3.0, 3.0])).0, Place::Inside);
        assert_eq!(p.place(&point(&[3.0, 4.0])).0, Place::Outside);
        assert_eq!(p.objective(&point(&[3.0, 3.0])), number(-6.0));
        let beside = program(&[Kind::Integer; 2], (5659.92f64.next_up(), 1e20), &[988.71, 897.93]);
        assert!(!beside.rows[0].whole && beside.rows[0].upper.is_none());
    }

    #[test]
    fn other_rows_are_widened_by_their_own_size_and_their_terms() {
        let p = program(&[Kind::Continuous], (f64::NEG_INFINITY, 1.0), &[1.0]);
        assert_eq!(p.place(&point(&[1.0])).0, Place::Inside);
        assert_eq!(p.place(&point(&[1.0 + 9e-7])).0, Place::Widened);
        assert_eq!(p.place(&point(&[1.0 + 2e-6])).0, Place::Outside);
        let small = program(&[Kind::Continuous], (f64::NEG_INFINITY, 1e-9), &[1e-9]);
        assert_eq!(small.place(&point(&[1.0 + 9e-7])).0, Place::Widened);
        assert_eq!(small.place(&point(&[1.1])).0, Place::Outside);
        let large = program(&[Kind::Continuous], (f64::NEG_INFINITY, 1e15), &[1.0]);
        assert_eq!(large.place(&point(&[1e15 + 0.5])).0, Place::Widened);
        assert_eq!(large.place(&point(&[1e15 + 2.0])).0, Place::Outside);
    }

    #[test]
    fn integers_and_bounds_have_no_tolerance() {
        let mut p = program(&[Kind::Integer], (0.0, 9.0), &[1.0]);
        assert_eq!(p.place(&point(&[1.0 + 1e-12])).0, Place::Outside);
        p.columns[0].upper = Some(number(2.0));
        assert_eq!(p.place(&point(&[2.0])).0, Place::Inside);
        assert_eq!(p.place(&point(&[3.0])).0, Place::Outside);
    }

    #[test]
    fn a_rational_number_is_shown_as_its_double() {
        for value in [0.1, -3e-300, 7e200, 12345.678, 0.0, 1.0] {
            assert_eq!(double(&number(value)), value);
        }
    }
}
