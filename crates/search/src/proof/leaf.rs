//! Multipliers that prove a leaf in exact arithmetic, from those of the simplex, which are rounded.
//!
//! A reduced cost that should be zero and is `1e-17` is harmless where the column has bounds. Where it has none on that side, it ruins the proof. Two
//! repairs: a *free* column needs a reduced cost of exactly zero, which a second double added to one multiplier gives; a column without one
//! bound needs the right sign, which the optimal duals of slightly shifted costs have (the shift of the costs is no part of the proof).

use super::params::{FREE_PASSES, PIECES, SHIFT, SHIFT_GROWTH, SHIFT_ROUNDS, SHORT_DIGITS};
use crate::lp::{LpStatus, Simplex};
use crate::problem::MipProblem;
use hunch_check::{Dyadic, Knowledge, Unproven};
use hunch_model::Control;

/// `(row, multiplier)`; a row may occur more than once.
pub type Multipliers = Vec<(usize, f64)>;

/// Multipliers and the bound (of the minimisation) that they prove, if any.
#[derive(Clone, Debug)]
pub struct Bounded {
    /// The multipliers.
    pub multipliers: Multipliers,
    /// What they prove.
    pub value: Dyadic,
}

/// The best bound that the duals of the last solve prove; shifts costs and solves again where rounding spoils it. The costs are put back.
pub fn bounded(
    problem: &MipProblem,
    known: &Knowledge,
    lp: &mut Simplex,
    control: &mut dyn Control,
) -> Option<Bounded> {
    let mut shifts: Vec<(usize, f64)> = Vec::new();
    let mut size = SHIFT;
    let mut answer = None;
    for _ in 0..SHIFT_ROUNDS {
        let multipliers = settled(problem, known, &known.program().cost, nonzero(known, &lp.duals()));
        match known.lower_bound(&multipliers) {
            Ok(value) => {
                answer = Some(Bounded { multipliers, value });
                break;
            }
            Err(Unproven::Column(_)) => {}
            Err(_) => break,
        }
        let Ok(reduced) = known.reduced_costs(&known.program().cost, &multipliers) else { break };
        for (j, d) in reduced.iter().enumerate() {
            // The column has a bound on the other side only (or is free, and settling failed).
            let shift = match (known.lower(j), known.upper(j)) {
                (None, Some(_)) if d.is_positive() => size,
                (Some(_), None) if d.is_negative() => -size,
                _ => continue,
            };
            let shift = shift * (1.0 + problem.lp.cost[j].abs());
            shifts.push((j, shift));
            lp.set_cost(j, problem.lp.cost[j] + shift);
        }
        size *= SHIFT_GROWTH;
        lp.set_objective_limit(f64::INFINITY);
        if shifts.is_empty() || lp.solve(control) != LpStatus::Optimal {
            break;
        }
    }
    for (j, _) in shifts {
        lp.set_cost(j, problem.lp.cost[j]);
    }
    answer
}

/// Multipliers of the last solve that prove the leaf empty.
pub fn empty(problem: &MipProblem, known: &Knowledge, lp: &Simplex) -> Option<Multipliers> {
    if known.is_empty() {
        return Some(Vec::new());
    }
    let zero = vec![Dyadic::zero(); known.columns()];
    let multipliers = settled(problem, known, &zero, nonzero(known, lp.farkas()?));
    let proves = |m: &Multipliers| known.proves_empty(m).is_ok_and(|proven| proven);
    proves(&multipliers).then(|| shortened(&multipliers, proves))
}

/// The multipliers in few digits, if they still do what `proves` asks for: a leaf usually proves more than it must, and a certificate is mostly digits.
pub fn shortened(multipliers: &Multipliers, proves: impl Fn(&Multipliers) -> bool) -> Multipliers {
    let short = |&(row, y): &(usize, f64)| (row, format!("{y:.SHORT_DIGITS$e}").parse().unwrap_or(y));
    let candidate: Multipliers =
        multipliers.iter().map(short).filter(|m: &(usize, f64)| m.1 != 0.0).collect();
    if proves(&candidate) { candidate } else { multipliers.clone() }
}

/// What the duals given prove as they are (of the minimisation).
pub fn plain(known: &Knowledge, duals: &[f64]) -> Option<Bounded> {
    let multipliers = nonzero(known, duals);
    let value = known.lower_bound(&multipliers).ok()?;
    Some(Bounded { multipliers, value })
}

/// The multipliers other than zero, without those that lean on a bound that their row does not have: they are rounding.
fn nonzero(known: &Knowledge, dense: &[f64]) -> Multipliers {
    let leans = |&(i, &y): &(usize, &f64)| {
        let row = &known.rows()[i];
        (y > 0.0 && row.lower.is_some()) || (y < 0.0 && row.upper.is_some())
    };
    dense.iter().enumerate().filter(leans).map(|(i, &y)| (i, y)).collect()
}

/// Gives free columns reduced costs of exactly zero: `y_i += d_j / a_ij` where `a_ij` is a power of two, so that the quotient is exact. It rarely fits
/// into one double; the sum of a few is as good.
fn settled(
    problem: &MipProblem,
    known: &Knowledge,
    cost: &[Dyadic],
    mut multipliers: Multipliers,
) -> Multipliers {
    let free: Vec<usize> =
        (0..known.columns()).filter(|&j| known.lower(j).is_none() && known.upper(j).is_none()).collect();
    for _ in 0..FREE_PASSES {
        if free.is_empty() {
            break;
        }
        let mut changed = false;
        for &j in &free {
            let Ok(reduced) = known.reduced_costs(cost, &multipliers) else { return multipliers };
            if reduced[j].is_zero() {
                continue;
            }
            let Some((row, inverse)) = pivot(problem, known, j) else { continue };
            let mut rest = &reduced[j] * &inverse;
            for _ in 0..PIECES {
                if rest.is_zero() {
                    break;
                }
                let piece = rest.to_f64();
                let Some(exact) = Dyadic::new(piece) else { break };
                multipliers.push((row, piece));
                rest = &rest - &exact;
            }
            changed = true;
        }
        if !changed {
            break;
        }
    }
    multipliers
}

/// A row of column `j` whose coefficient is a power of two, and the coefficient's inverse; an equation if there is one, since its multiplier may have any sign.
fn pivot(problem: &MipProblem, known: &Knowledge, j: usize) -> Option<(usize, Dyadic)> {
    let (rows, values) = problem.lp.matrix.column(j);
    let mut best = None;
    for (&i, &v) in rows.iter().zip(values) {
        let inverse = 1.0 / v;
        let exact = Dyadic::new(v).zip(Dyadic::new(inverse)).is_some_and(|(a, b)| &a * &b == Dyadic::one());
        if !exact {
            continue;
        }
        let row = &known.rows()[i];
        let equation = row.lower.is_some() && row.lower == row.upper;
        if equation || best.is_none() {
            best = Dyadic::new(inverse).map(|inverse| (i, inverse));
        }
        if equation {
            break;
        }
    }
    best
}
