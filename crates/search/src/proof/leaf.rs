//! Multipliers that prove a leaf in exact arithmetic, from those of the simplex, which are rounded.
//!
//! A reduced cost that should be zero and is `1e-17` is harmless where the column has bounds. Where it has
//! none on that side, it ruins the proof. Two repairs: a *free* column needs a reduced cost of exactly zero,
//! which a second double added to one multiplier gives; a column without one bound needs the right sign,
//! which the optimal duals of slightly shifted costs have (the shift of the costs is no part of the proof).

use super::params::{FIRM_SHARE, PIN_ROUNDS, RAY_NOISE, SHIFT, SHIFT_GROWTH, SHIFT_ROUNDS, SHORT_DIGITS};
use super::pinned::{Multipliers, correction};
use crate::lp::{LpStatus, Simplex};
use crate::problem::MipProblem;
use hunch_check::{Dyadic, Knowledge, Unproven};
use hunch_model::Control;

/// Multipliers and the bound (of the minimisation) that they prove, if any.
#[derive(Clone, Debug)]
pub struct Bounded {
    /// The multipliers.
    pub multipliers: Multipliers,
    /// What they prove.
    pub value: Dyadic,
}

/// The best bound that the duals of the last solve prove; shifts costs and solves again where rounding spoils
/// it. The costs are put back.
pub fn bounded(
    problem: &MipProblem,
    known: &Knowledge,
    lp: &mut Simplex,
    control: &mut dyn Control,
) -> Option<Bounded> {
    let cost = &known.program().cost;
    let mut pinned = free(known);
    let mut shifted = Vec::new();
    let mut size = SHIFT;
    let mut answer = None;
    for _ in 0..SHIFT_ROUNDS {
        let multipliers = settled(known, cost, &pinned, &lp.duals());
        match known.lower_bound(&multipliers) {
            Ok(value) => {
                answer = Some(Bounded { multipliers, value });
                break;
            }
            Err(Unproven::Column(_)) => {}
            Err(_) => break,
        }
        let Ok(reduced) = known.reduced_costs(cost, &multipliers) else { break };
        for j in (0..reduced.len()).filter(|j| !pinned.contains(j)) {
            let Some(sign) = wrong(known, &reduced, j) else { continue };
            shifted.push(j);
            lp.set_cost(j, problem.lp.cost[j] + sign * size * (1.0 + problem.lp.cost[j].abs()));
        }
        size *= SHIFT_GROWTH;
        lp.set_objective_limit(f64::INFINITY);
        if shifted.is_empty() || !solve_shifted(problem, known, lp, &mut pinned, control) {
            break;
        }
    }
    for j in shifted {
        lp.set_cost(j, problem.lp.cost[j]);
    }
    answer
}

/// Solves the linear program with shifted costs. Where the shifts make it unbounded, the ray shows columns
/// whose reduced costs no shift can help: those that move towards a bound that is not there. Without shifts
/// the ray costs nothing, and its cost is the sum of what each of them contributes, none less than nothing;
/// so their reduced costs are zero at every optimum. They are pinned there, and the others shifted as before.
fn solve_shifted(
    problem: &MipProblem,
    known: &Knowledge,
    lp: &mut Simplex,
    pinned: &mut Vec<usize>,
    control: &mut dyn Control,
) -> bool {
    loop {
        match lp.solve(control) {
            LpStatus::Optimal => return true,
            LpStatus::Unbounded => {}
            _ => return false,
        }
        let Some(ray) = lp.ray() else { return false };
        let least = RAY_NOISE * ray.iter().fold(0.0f64, |m, d| m.max(d.abs()));
        let found: Vec<usize> = (0..known.columns())
            .filter(|&j| {
                (ray[j] > least && known.upper(j).is_none()) || (ray[j] < -least && known.lower(j).is_none())
            })
            .filter(|j| !pinned.contains(j))
            .collect();
        if found.is_empty() {
            return false;
        }
        found.iter().for_each(|&j| lp.set_cost(j, problem.lp.cost[j]));
        pinned.extend(found);
    }
}

/// The sign of the shift that column `j` needs, if its reduced cost leans on a bound that it does not have.
fn wrong(known: &Knowledge, reduced: &[Dyadic], j: usize) -> Option<f64> {
    match (known.lower(j), known.upper(j)) {
        (None, _) if reduced[j].is_positive() => Some(1.0),
        (_, None) if reduced[j].is_negative() => Some(-1.0),
        _ => None,
    }
}

/// Multipliers of the last solve that prove the leaf empty.
pub fn empty(known: &Knowledge, lp: &Simplex) -> Option<Multipliers> {
    if known.is_empty() {
        return Some(Vec::new());
    }
    let zero = vec![Dyadic::zero(); known.columns()];
    let proves = |m: &Multipliers| known.proves_empty(m).is_ok_and(|proven| proven);
    let (dense, mut pinned) = (lp.farkas()?, free(known));
    for _ in 0..PIN_ROUNDS {
        let multipliers = settled(known, &zero, &pinned, dense);
        if proves(&multipliers) {
            return Some(shortened(&multipliers, proves));
        }
        // There are no costs to shift here: what has the wrong sign is pinned, too.
        let reduced = known.reduced_costs(&zero, &multipliers).ok()?;
        let wrong = |j: &usize| !pinned.contains(j) && wrong(known, &reduced, *j).is_some();
        let found: Vec<usize> = (0..reduced.len()).filter(wrong).collect();
        if found.is_empty() {
            break;
        }
        pinned.extend(found);
    }
    None
}

/// The multipliers in few digits, if they still do what `proves` asks for: a leaf usually proves more than it
/// must, and a certificate is mostly digits.
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

/// The multipliers other than zero, without those that lean on a bound that their row does not have: they are
/// rounding.
fn nonzero(known: &Knowledge, dense: &[f64]) -> Multipliers {
    dense.iter().copied().enumerate().filter(|&(i, y)| leans(known, i, y)).collect()
}

/// Whether the multiplier `y` of row `i` is not zero and leans on a bound that the row has.
fn leans(known: &Knowledge, i: usize, y: f64) -> bool {
    let row = &known.rows()[i];
    (y > 0.0 && row.lower.is_some()) || (y < 0.0 && row.upper.is_some())
}

/// Gives the pinned columns reduced costs of exactly zero if that can be done. Rows take part whose
/// multipliers may have any sign, or are so far from zero that the correction, which is as small as the
/// rounding that it corrects, leaves them theirs.
fn settled(known: &Knowledge, cost: &[Dyadic], pinned: &[usize], dense: &[f64]) -> Multipliers {
    let mut multipliers = nonzero(known, dense);
    let Ok(reduced) = known.reduced_costs(cost, &multipliers) else { return multipliers };
    if pinned.iter().all(|&j| reduced[j].is_zero()) {
        return multipliers;
    }
    let firm = FIRM_SHARE * dense.iter().fold(0.0f64, |m, y| m.max(y.abs()));
    let eligible = |i: usize| {
        let row = &known.rows()[i];
        let equation = row.lower.is_some() && row.lower == row.upper;
        equation || leans(known, i, dense[i]) && dense[i].abs() > firm
    };
    multipliers.extend(correction(known, pinned, &reduced, eligible).unwrap_or_default());
    multipliers
}

/// Columns without any bound.
fn free(known: &Knowledge) -> Vec<usize> {
    (0..known.columns()).filter(|&j| known.lower(j).is_none() && known.upper(j).is_none()).collect()
}
