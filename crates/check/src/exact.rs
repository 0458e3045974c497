//! The program in exact numbers, as a minimisation.

use crate::dyadic::Dyadic;
use hunch_model::{Kind, Program};

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
        for (i, j, v) in program.matrix.triplets() {
            terms[i].extend(Dyadic::new(v).map(|v| (j, v)));
        }
        let rows = program.rows.iter().zip(terms);
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
            lower: columns().map(|(c, &i)| inward(Dyadic::new(c.lower), i, Dyadic::ceil)).collect(),
            upper: columns().map(|(c, &i)| inward(Dyadic::new(c.upper), i, Dyadic::floor)).collect(),
            rows: rows
                .map(|(r, terms)| ExactRow::new(terms, Dyadic::new(r.lower), Dyadic::new(r.upper), &integer))
                .collect(),
            integer,
        }
    }

    /// The largest step such that every feasible objective is the offset plus a multiple of it: none when a continuous column has a cost, or when
    /// all costs are zero.
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
}

impl ExactRow {
    /// Finds out whether the activity is an integer; if so, its bounds are rounded inwards.
    pub fn new(
        terms: Vec<(usize, Dyadic)>,
        lower: Option<Dyadic>,
        upper: Option<Dyadic>,
        integer_columns: &[bool],
    ) -> Self {
        let integer = terms.iter().all(|(j, v)| integer_columns[*j] && v.is_integer());
        let (lower, upper) =
            if integer { (lower.map(|b| b.ceil()), upper.map(|b| b.floor())) } else { (lower, upper) };
        Self { terms, lower, upper, integer }
    }
}
