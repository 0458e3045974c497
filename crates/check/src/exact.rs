//! The program in exact numbers, as a minimisation: rows of integer columns in decimals as the multiple that
//! makes them whole (`docs/claims.md`).

use crate::decimals::{Decimal, places};
use crate::dyadic::Dyadic;
use hunch_model::tolerances::{ROW, ROW_RELATIVE, UNBOUNDED_SIZE};
use hunch_model::{Kind, Program, Row};

/// Bounds and row sides of this size and beyond are infinite.
const INFINITE: f64 = 1e20;

/// `lower <= Σ coefficient · column <= upper`; absent bounds are `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct ExactRow {
    /// `(column, coefficient)`, each column at most once.
    pub terms: Vec<(usize, Dyadic)>,
    /// Lower bound on the activity.
    pub lower: Option<Dyadic>,
    /// Upper bound on the activity.
    pub upper: Option<Dyadic>,
    /// Whether the activity is an integer at every feasible point: all columns integer, all coefficients too.
    pub integer: bool,
    /// The row is the one that was read, times ten to this power.
    pub decimals: u32,
    /// By how much the row may be missed: so much, and [`relative`] times the sum of its terms' magnitudes.
    /// None for rows that are judged exactly.
    pub tolerance: Option<Dyadic>,
}

/// The doubles of a program as exact numbers. A maximisation is negated.
#[derive(Clone, Debug)]
pub struct ExactProgram {
    /// Objective coefficients, one a column.
    pub cost: Vec<Dyadic>,
    /// Constant of the objective.
    pub offset: Dyadic,
    /// Which columns are integer.
    pub integer: Vec<bool>,
    /// Lower bounds of columns; those of integer columns are rounded up to integers.
    pub lower: Vec<Option<Dyadic>>,
    /// Upper bounds of columns; those of integer columns are rounded down.
    pub upper: Vec<Option<Dyadic>>,
    /// Rows.
    pub rows: Vec<ExactRow>,
}

impl ExactProgram {
    /// Takes over a validated program without quadratic term.
    pub fn new(program: &Program) -> Self {
        let sign = program.sense.sign();
        let integer: Vec<bool> = program.columns.iter().map(|c| c.kind == Kind::Integer).collect();
        let mut terms = vec![Vec::new(); program.rows.len()];
        for (i, j, v) in program.matrix.triplets().filter(|t| t.2 != 0.0) {
            terms[i].push((j, v));
        }
        let inward = |bound: Option<Dyadic>, integer: bool, round: fn(&Dyadic) -> Dyadic| {
            if integer { bound.map(|b| round(&b)) } else { bound }
        };
        let columns = || program.columns.iter().zip(&integer);
        Self {
            cost: program
                .columns
                .iter()
                .map(|c| Dyadic::new(sign * c.objective).unwrap_or_default())
                .collect(),
            offset: Dyadic::new(sign * program.offset).unwrap_or_default(),
            lower: columns().map(|(c, &i)| inward(lower_bound(c.lower), i, Dyadic::ceil)).collect(),
            upper: columns().map(|(c, &i)| inward(upper_bound(c.upper), i, Dyadic::floor)).collect(),
            rows: program.rows.iter().zip(&terms).map(|(r, t)| ExactRow::read(r, t, &integer)).collect(),
            integer,
        }
    }

    /// The largest step such that every feasible objective is the offset plus a multiple of it: none when a
    /// continuous column has a cost, or when all costs are zero.
    pub fn lattice(&self) -> Option<Dyadic> {
        let mut step = Dyadic::zero();
        for (cost, &integer) in self.cost.iter().zip(&self.integer) {
            if !cost.is_zero() && !integer {
                return None;
            }
            step = step.gcd(cost);
        }
        step.is_positive().then_some(step)
    }

    /// The rows that stand as a multiple of what was read, with the power of ten.
    pub fn decimals(&self) -> Vec<(usize, u32)> {
        let all = self.rows.iter().enumerate().map(|(i, r)| (i, r.decimals));
        all.filter(|(_, decimals)| *decimals > 0).collect()
    }

    /// The objective at a point, and its part without the constant.
    pub fn objective(&self, point: &[Dyadic]) -> (Dyadic, Dyadic) {
        let mut value = Dyadic::zero();
        for (c, x) in self.cost.iter().zip(point) {
            value.add_product(c, x);
        }
        (&self.offset + &value, value)
    }
}

impl ExactRow {
    /// A row as it was read.
    fn read(row: &Row, terms: &[(usize, f64)], integer_columns: &[bool]) -> Self {
        let whole = terms.iter().all(|t| integer_columns[t.0]);
        let (lower, upper) = (lower_bound(row.lower), upper_bound(row.upper));
        let finite = [row.lower, row.upper].into_iter().zip([&lower, &upper]).filter(|s| s.1.is_some());
        let numbers = finite.map(|s| s.0).chain(terms.iter().map(|t| t.1));
        if let Some(decimals) = whole.then(|| places(numbers)).flatten() {
            let times = |value: f64| Decimal::of(value).and_then(|d| d.times(decimals));
            return Self {
                terms: terms.iter().filter_map(|&(j, v)| Some((j, times(v)?))).collect(),
                lower: lower.and_then(|_| times(row.lower)),
                upper: upper.and_then(|_| times(row.upper)),
                integer: true,
                decimals,
                tolerance: None,
            };
        }
        let terms: Vec<_> = terms.iter().filter_map(|&(j, v)| Some((j, Dyadic::new(v)?))).collect();
        let largest = terms.iter().map(|t| t.1.abs()).max().unwrap_or_default().min(Dyadic::one());
        Self {
            integer: whole && terms.iter().all(|t| t.1.is_integer()),
            tolerance: Some(&largest * &Dyadic::new(ROW).unwrap_or_default()),
            terms,
            lower,
            upper,
            decimals: 0,
        }
    }

    /// A row that holds without tolerance: a cut, or a side of a split. Where its activity is an integer, its
    /// sides are rounded inwards.
    pub fn exact(
        terms: Vec<(usize, Dyadic)>,
        lower: Option<Dyadic>,
        upper: Option<Dyadic>,
        integer_columns: &[bool],
    ) -> Self {
        let integer = terms.iter().all(|(j, v)| integer_columns[*j] && v.is_integer());
        Self { terms, lower, upper, integer, decimals: 0, tolerance: None }.rounded()
    }

    /// The row without tolerance. Where its activity is an integer, its sides are rounded inwards: to
    /// integers or, of a row in decimals, to multiples of the coefficients' greatest common divisor, which
    /// the activity is, too (7.25 <= 2x + 2y is 725 <= 200x + 200y, and so 800 <= 200x + 200y).
    #[must_use]
    pub fn rounded(self) -> Self {
        let row = Self { tolerance: None, ..self };
        if !row.integer {
            return row;
        }
        let gcd = || row.terms.iter().fold(Dyadic::zero(), |g, t| g.gcd(&t.1));
        let step = if row.decimals > 0 && !row.terms.is_empty() { gcd() } else { Dyadic::one() };
        let up = |b: &Dyadic| &b.ceil_multiple(&step) * &step;
        let lower = row.lower.as_ref().map(up);
        let upper = row.upper.as_ref().map(|b| -&up(&-b));
        Self { lower, upper, ..row }
    }

    /// By how much the row may be missed at a point.
    pub fn tolerance_at(&self, point: &[Dyadic]) -> Dyadic {
        self.tolerance_of(|j| point[j].abs())
    }

    /// By how much the row may be missed at any point within the bounds; a column that lacks one counts with
    /// [`UNBOUNDED_SIZE`] at least.
    pub fn tolerance_within(&self, lower: &[Option<Dyadic>], upper: &[Option<Dyadic>]) -> Dyadic {
        self.tolerance_of(|j| size(lower[j].as_ref(), upper[j].as_ref()))
    }

    fn tolerance_of(&self, size: impl Fn(usize) -> Dyadic) -> Dyadic {
        let Some(tolerance) = &self.tolerance else { return Dyadic::zero() };
        let mut terms = Dyadic::zero();
        for (j, a) in &self.terms {
            terms.add_product(&a.abs(), &size(*j));
        }
        tolerance + &(&terms * &relative())
    }
}

/// The share of its terms' magnitudes by which a row may be missed.
pub fn relative() -> Dyadic {
    Dyadic::new(ROW_RELATIVE).unwrap_or_default()
}

/// How large a value between the bounds may be; where one is absent, [`UNBOUNDED_SIZE`] at least.
pub fn size(lower: Option<&Dyadic>, upper: Option<&Dyadic>) -> Dyadic {
    let absent = || Dyadic::new(UNBOUNDED_SIZE).unwrap_or_default();
    let of = |bound: Option<&Dyadic>| bound.map_or_else(absent, Dyadic::abs);
    of(lower).max(of(upper))
}

fn lower_bound(value: f64) -> Option<Dyadic> {
    if value <= -INFINITE { None } else { Dyadic::new(value) }
}

fn upper_bound(value: f64) -> Option<Dyadic> {
    if value >= INFINITE { None } else { Dyadic::new(value) }
}
