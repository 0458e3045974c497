//! What multipliers prove at a leaf: Farkas' lemma and weak duality, in exact arithmetic.

use crate::dyadic::Dyadic;
use crate::exact::{relative, size};
use crate::knowledge::Knowledge;
use std::collections::BTreeMap;
use thiserror::Error;

/// A combination proves nothing: a bound that it leans on is absent.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Unproven {
    /// A row's.
    #[error("the multiplier of row {0} leans on a bound that the row does not have")]
    Row(usize),
    /// A column's.
    #[error("the reduced cost of column {0} leans on a bound that the column does not have")]
    Column(usize),
    /// There is no such row.
    #[error("row {0} does not exist")]
    NoRow(usize),
    /// A multiplier is not finite.
    #[error("the multiplier of row {0} is not finite")]
    NotFinite(usize),
}

impl Knowledge {
    /// A lower bound on the objective (of the minimisation) under the present bounds: with reduced costs `d =
    /// c − Aᵀy`, computed exactly, `offset + Σ y_i r_i + Σ d_j x_j` at the bounds that make each term
    /// smallest.
    ///
    /// # Errors
    /// [`Unproven`] when a term has no smallest value.
    pub fn lower_bound(&self, multipliers: &[(usize, f64)]) -> Result<Dyadic, Unproven> {
        self.lower_bound_over(&Dyadic::one(), multipliers)
    }

    /// The same with multipliers that are divided by `over`, which is positive: fractions that no sum of
    /// doubles is. What is returned is `over` times the bound.
    ///
    /// # Errors
    /// As [`Knowledge::lower_bound`].
    pub fn lower_bound_over(&self, over: &Dyadic, multipliers: &[(usize, f64)]) -> Result<Dyadic, Unproven> {
        let cost: Vec<Dyadic> = self.program().cost.iter().map(|c| c * over).collect();
        let least = self.least(&cost, multipliers)?;
        Ok(&(&self.program().offset * over) + &least)
    }

    /// Whether the multipliers prove, or crossed bounds show, that no point satisfies the present bounds:
    /// then the bound of [`Knowledge::lower_bound`] for the objective zero is positive (Farkas' lemma).
    ///
    /// # Errors
    /// As [`Knowledge::lower_bound`].
    pub fn proves_empty(&self, multipliers: &[(usize, f64)]) -> Result<bool, Unproven> {
        if self.is_empty() {
            return Ok(true);
        }
        Ok(self.least(&vec![Dyadic::zero(); self.columns()], multipliers)?.is_positive())
    }

    /// The reduced costs `c − Aᵀy`.
    ///
    /// # Errors
    /// [`Unproven::NoRow`] and [`Unproven::NotFinite`].
    pub fn reduced_costs(
        &self,
        cost: &[Dyadic],
        multipliers: &[(usize, f64)],
    ) -> Result<Vec<Dyadic>, Unproven> {
        let mut reduced = cost.to_vec();
        for &(row, value) in multipliers {
            let y = -&Dyadic::new(value).ok_or(Unproven::NotFinite(row))?;
            for (j, a) in &self.rows().get(row).ok_or(Unproven::NoRow(row))?.terms {
                reduced[*j].add_product(&y, a);
            }
        }
        Ok(reduced)
    }

    /// `min Σ y_i r_i + Σ d_j x_j`. A row with a tolerance takes `|y_i|` times the tolerance off: its
    /// constant part here, the share of its terms' sizes with the columns' own terms, `d_j x_j − w_j |x_j|`.
    fn least(&self, cost: &[Dyadic], multipliers: &[(usize, f64)]) -> Result<Dyadic, Unproven> {
        let reduced = self.reduced_costs(cost, multipliers)?;
        let mut total = BTreeMap::<usize, Dyadic>::new();
        for &(row, value) in multipliers {
            *total.entry(row).or_default() += &Dyadic::new(value).ok_or(Unproven::NotFinite(row))?;
        }
        let mut sum = Dyadic::zero();
        let mut noise = BTreeMap::<usize, Dyadic>::new();
        for (&i, y) in total.iter().filter(|t| !t.1.is_zero()) {
            let row = &self.rows()[i];
            let bound = if y.is_positive() { &row.lower } else { &row.upper };
            sum.add_product(y, bound.as_ref().ok_or(Unproven::Row(i))?);
            let Some(tolerance) = &row.tolerance else { continue };
            sum.add_product(&-&y.abs(), tolerance);
            let share = &y.abs() * &relative();
            for (j, a) in &row.terms {
                noise.entry(*j).or_default().add_product(&share, &a.abs());
            }
        }
        for (j, d) in reduced.iter().enumerate() {
            match noise.get(&j) {
                Some(w) => sum += &self.least_with_noise(j, d, w)?,
                None if d.is_zero() => {}
                None => {
                    let bound = if d.is_positive() { self.lower(j) } else { self.upper(j) };
                    sum.add_product(d, bound.ok_or(Unproven::Column(j))?);
                }
            }
        }
        Ok(sum)
    }

    /// `min d x − w |x|` within the column's bounds, `w > 0`: the function is concave, so that its least
    /// value is at a bound. Where a bound is absent and the noise is more than the slope, the noise is that
    /// of the size that a column without a bound counts with.
    fn least_with_noise(&self, column: usize, d: &Dyadic, w: &Dyadic) -> Result<Dyadic, Unproven> {
        let (lower, upper) = (self.lower(column), self.upper(column));
        let at = |x: &Dyadic| &(d * x) - &(w * &x.abs());
        if let (Some(l), Some(u)) = (lower, upper) {
            return Ok(at(l).min(at(u)));
        }
        let towards = match (lower, upper) {
            (Some(l), _) if !d.is_negative() => l.clone(),
            (_, Some(u)) if !d.is_positive() => u.clone(),
            _ if d.is_zero() => Dyadic::zero(),
            _ => return Err(Unproven::Column(column)),
        };
        let rises = lower.is_some() != upper.is_some() && d.abs() >= *w;
        Ok(if rises { at(&towards) } else { &(d * &towards) - &(w * &size(lower, upper)) })
    }
}
