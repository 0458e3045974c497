//! Mixed-integer rounding: the one rule by which cuts are derived.
//!
//! Let `r_i` be the activity of row `i`. A combination of the equations `a_i x − r_i = 0` with multipliers
//! `y` is `Σ g_k v_k = 0` over the variables `v = (x, r)`. Each is measured from one of its bounds: `v_k =
//! lower_k + t_k` or `v_k = upper_k − t_k`, `t_k >= 0`, which gives `Σ h_k t_k <= b`. With `f = b − ⌊b⌋`, `0
//! < f < 1`, and integer `t_k` where the variable and its bound are integers,
//!
//! > `Σ_integer ((1 − f)⌊h_k⌋ + max(0, h_k − ⌊h_k⌋ − f)) t_k + Σ_other min(0, h_k) t_k <= (1 − f)⌊b⌋`
//!
//! holds: Nemhauser and Wolsey, "A recursive procedure to generate all cuts for 0-1 mixed integer programs"
//! (1990), times `1 − f`, so that nothing is divided. Gomory's mixed-integer cuts and Chvátal's are special
//! cases. Putting `t` and `r` back gives an inequality in the columns.

use crate::certificate::{Cut, Derivation, Side};
use crate::dyadic::Dyadic;
use crate::knowledge::Knowledge;
use std::collections::BTreeMap;
use thiserror::Error;

/// `Σ coefficient · column <= upper`, exactly.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inequality {
    /// Coefficients by column.
    pub terms: BTreeMap<usize, Dyadic>,
    /// Right-hand side.
    pub upper: Dyadic,
}

/// A derivation does not give the cut.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum CutFault {
    /// A row that is not there, or not yet.
    #[error("row {row} is named; {limit} rows and cuts come before this cut")]
    Row {
        /// The row named.
        row: usize,
        /// How many there are.
        limit: usize,
    },
    /// A column that is not there.
    #[error("column {column} is named; the program has {limit}")]
    Column {
        /// The column named.
        column: usize,
        /// How many there are.
        limit: usize,
    },
    /// A number that is not finite.
    #[error("a number is not finite")]
    NotFinite,
    /// A variable is measured from a bound that it does not have.
    #[error("variable {variable} is measured from its {side} bound, which is absent")]
    NoBound {
        /// The variable: a column, or behind the columns a row.
        variable: usize,
        /// `"lower"` or `"upper"`.
        side: &'static str,
    },
    /// A combination that is to be divided leans on a side of a row that is absent.
    #[error("the multiplier of row {row} leans on a side that the row does not have")]
    NoSide {
        /// The row.
        row: usize,
    },
    /// A combination that is to be divided has a column that is not integer, or no column at all.
    #[error("the combination cannot be divided: {column:?} is not an integer column")]
    NotWhole {
        /// The column; none where all coefficients are zero.
        column: Option<usize>,
    },
    /// The right-hand side is an integer: there is nothing to round.
    #[error("the right-hand side of the combination is an integer; nothing can be rounded")]
    NothingToRound,
    /// The derived inequality does not imply the written one.
    #[error(
        "the derived inequality gives an upper side of {derived} for the written terms; {written} is claimed"
    )]
    Weaker {
        /// What was derived, rounded.
        derived: String,
        /// What is written.
        written: String,
    },
    /// The derived inequality differs from the written one in a column without the bound that would make up
    /// for it.
    #[error(
        "the coefficient of column {column} differs from the derived one, and the column has no bound on that side"
    )]
    Differs {
        /// The column.
        column: usize,
    },
}

/// Derives the inequality.
///
/// # Errors
/// See [`CutFault`].
pub fn derive(known: &Knowledge, derivation: &Derivation) -> Result<Inequality, CutFault> {
    if derivation.divided {
        return divide(known, &derivation.rows);
    }
    let combined = combine(known, &derivation.rows)?;
    let columns = known.columns();
    let from_upper: std::collections::BTreeSet<usize> = derivation.from_upper.iter().copied().collect();
    // Measure every variable from its bound.
    let mut right = Dyadic::zero();
    let mut shifted = Vec::with_capacity(combined.len());
    for (variable, weight) in combined {
        let upper = from_upper.contains(&variable);
        let (bound, integer) = bound_of(known, variable, upper);
        let side = if upper { "upper" } else { "lower" };
        let bound = bound.ok_or(CutFault::NoBound { variable, side })?;
        right.add_product(&-&weight, &bound);
        let integer = integer && bound.is_integer();
        let weight = if upper { -&weight } else { weight };
        shifted.push((variable, upper, integer, weight, bound));
    }
    let floor = right.floor();
    let fraction = &right - &floor;
    if fraction.is_zero() {
        return Err(CutFault::NothingToRound);
    }
    let rest = &Dyadic::one() - &fraction;
    // Round, then put back what t and r stand for.
    let mut cut = Inequality { terms: BTreeMap::new(), upper: &rest * &floor };
    for (variable, upper, integer, weight, bound) in shifted {
        let rounded = round(&weight, integer, &fraction, &rest);
        if rounded.is_zero() {
            continue;
        }
        // t = v − lower or upper − v.
        let factor = if upper { -&rounded } else { rounded };
        cut.upper.add_product(&factor, &bound);
        match variable.checked_sub(columns) {
            None => cut.terms.entry(variable).or_default().add_product(&factor, &Dyadic::one()),
            Some(row) => {
                for (j, v) in &known.rows()[row].terms {
                    cut.terms.entry(*j).or_default().add_product(&factor, v);
                }
            }
        }
    }
    cut.terms.retain(|_, v| !v.is_zero());
    Ok(cut)
}

/// `Σ y_i (a_i x − r_i)` as weights of variables: columns first, then rows.
fn combine(known: &Knowledge, rows: &[(usize, f64)]) -> Result<BTreeMap<usize, Dyadic>, CutFault> {
    let mut combined: BTreeMap<usize, Dyadic> = BTreeMap::new();
    let limit = known.rows().len();
    for &(row, multiplier) in rows {
        let y = Dyadic::new(multiplier).ok_or(CutFault::NotFinite)?;
        let terms = &known.rows().get(row).ok_or(CutFault::Row { row, limit })?.terms;
        for (j, v) in terms {
            combined.entry(*j).or_default().add_product(&y, v);
        }
        *combined.entry(known.columns() + row).or_default() += &-&y;
    }
    combined.retain(|_, v| !v.is_zero());
    Ok(combined)
}

fn bound_of(known: &Knowledge, variable: usize, upper: bool) -> (Option<Dyadic>, bool) {
    match variable.checked_sub(known.columns()) {
        None => {
            let side = if upper { known.upper(variable) } else { known.lower(variable) };
            (side.cloned(), known.is_integer(variable))
        }
        Some(row) => {
            let side = known.side(row, if upper { Side::Upper } else { Side::Lower });
            (side, known.rows()[row].integer)
        }
    }
}

/// `Σ y_i a_i x <= Σ y_i side_i`, constants put right, divided by the greatest common divisor of its
/// coefficients, and rounded down: Chvátal, "Edmonds polytopes and a hierarchy of combinatorial problems"
/// (1973). With the same of the negated combination of equations this shows, too, that a system has no
/// integer solution (the integer Farkas lemma).
fn divide(known: &Knowledge, rows: &[(usize, f64)]) -> Result<Inequality, CutFault> {
    let mut terms = combine(known, rows)?;
    let slacks = terms.split_off(&known.columns());
    let mut upper = Dyadic::zero();
    for (variable, weight) in &slacks {
        // The weight of a row's activity is the negated multiplier.
        let row = variable - known.columns();
        let side = known.side(row, if weight.is_negative() { Side::Upper } else { Side::Lower });
        upper.add_product(&-weight, &side.ok_or(CutFault::NoSide { row })?);
    }
    let mut divisor = Dyadic::zero();
    let mut cut = Inequality::default();
    for (column, weight) in terms {
        match (known.lower(column), known.upper(column)) {
            (Some(l), Some(u)) if l == u => upper.add_product(&-&weight, l),
            _ if known.is_integer(column) => {
                divisor = divisor.gcd(&weight);
                cut.terms.insert(column, weight);
            }
            _ => return Err(CutFault::NotWhole { column: Some(column) }),
        }
    }
    if divisor.is_zero() {
        return Err(CutFault::NotWhole { column: None });
    }
    for weight in cut.terms.values_mut() {
        *weight = weight.ceil_multiple(&divisor);
    }
    cut.upper = -&(-&upper).ceil_multiple(&divisor);
    Ok(cut)
}

fn round(weight: &Dyadic, integer: bool, fraction: &Dyadic, rest: &Dyadic) -> Dyadic {
    if !integer {
        return if weight.is_negative() { weight.clone() } else { Dyadic::zero() };
    }
    let floor = weight.floor();
    let excess = &(weight - &floor) - fraction;
    let mut rounded = rest * &floor;
    if excess.is_positive() {
        rounded += &excess;
    }
    rounded
}

/// The smallest right-hand side that `derived` and the bounds of the columns allow for other coefficients:
/// `αx = γx + (α − γ)x <= δ + max (α − γ)x`.
///
/// # Errors
/// [`CutFault::Differs`], [`CutFault::Column`] and [`CutFault::NotFinite`].
pub fn relax(known: &Knowledge, derived: &Inequality, terms: &[(usize, f64)]) -> Result<Dyadic, CutFault> {
    let mut difference: BTreeMap<usize, Dyadic> = derived.terms.iter().map(|(&j, v)| (j, -v)).collect();
    for &(column, value) in terms {
        if column >= known.columns() {
            return Err(CutFault::Column { column, limit: known.columns() });
        }
        *difference.entry(column).or_default() += &Dyadic::new(value).ok_or(CutFault::NotFinite)?;
    }
    let mut upper = derived.upper.clone();
    for (column, weight) in difference.iter().filter(|d| !d.1.is_zero()) {
        let side = if weight.is_positive() { known.upper(*column) } else { known.lower(*column) };
        upper.add_product(weight, side.ok_or(CutFault::Differs { column: *column })?);
    }
    Ok(upper)
}

impl Knowledge {
    /// Adds a cut behind the rows after checking its derivation; without one it is trusted.
    ///
    /// # Errors
    /// See [`CutFault`].
    pub fn add_cut(&mut self, cut: &Cut) -> Result<(), CutFault> {
        let upper = Dyadic::new(cut.upper).ok_or(CutFault::NotFinite)?;
        if let Some(derivation) = &cut.derivation {
            let derived = derive(self, derivation)?;
            let needed = relax(self, &derived, &cut.terms)?;
            if upper < needed {
                return Err(CutFault::Weaker { derived: needed.to_string(), written: upper.to_string() });
            }
        }
        let mut terms = BTreeMap::<usize, Dyadic>::new();
        for &(column, value) in &cut.terms {
            if column >= self.columns() {
                return Err(CutFault::Column { column, limit: self.columns() });
            }
            *terms.entry(column).or_default() += &Dyadic::new(value).ok_or(CutFault::NotFinite)?;
        }
        let terms = terms.into_iter().filter(|t| !t.1.is_zero()).collect();
        self.push_row(terms, upper);
        Ok(())
    }
}
