//! What rows of integers say by divisibility alone: a row divided by the greatest common divisor of its
//! coefficients, and the integer Farkas lemma (Schrijver, "Theory of Linear and Integer Programming", 1986,
//! corollary 4.1a): equations `Ax = b` have no integer solution if and only if some combination `yA` is whole
//! and `yb` is not. The combination comes from a Hermite normal form (Kannan and Bachem, "Polynomial
//! algorithms for computing the Smith and Hermite normal forms of an integer matrix", 1979).

use super::multipliers::pieces;
use hunch_check::{Cut, Derivation, Dyadic, Knowledge, Node, derive};
use std::collections::BTreeMap;

/// Rows of integer columns whose greatest common divisor makes one of their sides tighter, each as the cut
/// that says so.
pub fn divided_rows(known: &Knowledge) -> Vec<Cut> {
    let mut cuts = Vec::new();
    for (i, row) in known.rows().iter().enumerate().filter(|r| r.1.integer) {
        let divisor = row.terms.iter().fold(Dyadic::zero(), |g, t| g.gcd(&t.1));
        let multiple = |side: &Dyadic| side.ceil_multiple(&divisor) == side.floor_multiple(&divisor);
        for (side, sign) in [(&row.upper, 1.0), (&row.lower, -1.0)] {
            if side.as_ref().is_some_and(|s| divisor.is_positive() && !multiple(s)) {
                cuts.extend(divided(known, &[(i, sign)]));
            }
        }
    }
    cuts
}

/// Two cuts that contradict each other, and the leaf that adds them, if the equations between integers have
/// no solution.
pub fn refute(known: &mut Knowledge) -> Option<(Vec<Cut>, Node)> {
    let multipliers = combination(known)?;
    let negated: Vec<(usize, f64)> = multipliers.iter().map(|&(i, y)| (i, -y)).collect();
    let first = known.rows().len();
    let cuts = vec![divided(known, &multipliers)?, divided(known, &negated)?];
    for cut in &cuts {
        known.add_cut(cut).ok()?;
    }
    let leaf = vec![(first, -1.0), (first + 1, -1.0)];
    known.proves_empty(&leaf).is_ok_and(|proven| proven).then_some((cuts, Node::Empty(leaf)))
}

/// The combination, divided and rounded.
fn divided(known: &Knowledge, rows: &[(usize, f64)]) -> Option<Cut> {
    let derivation = Derivation { rows: rows.to_vec(), from_upper: Vec::new(), divided: true };
    let derived = derive(known, &derivation).ok()?;
    let mut terms = Vec::new();
    for (&j, value) in &derived.terms {
        terms.extend(pieces(value)?.into_iter().map(|piece| (j, piece)));
    }
    let upper = derived.upper.above();
    upper.is_finite().then_some(Cut { terms, upper, derivation: Some(derivation) })
}

/// An equation, its terms at columns that are not fixed, and what they must add up to.
struct Equation {
    row: usize,
    terms: Vec<Dyadic>,
    side: Dyadic,
}

/// Whole multipliers of equations whose combination has coefficients with a divisor that does not divide its
/// side.
fn combination(known: &Knowledge) -> Option<Vec<(usize, f64)>> {
    let mut equations = equations(known);
    // Columns are combined until every pivot equation has one column of its own; what is left of it are
    // columns before.
    let mut pivots: Vec<usize> = Vec::new();
    let mut solution: Vec<Dyadic> = Vec::new();
    for e in 0..equations.len() {
        let done = pivots.len();
        if !reduce(&mut equations, e, done) {
            continue;
        }
        let mut rest = equations[e].side.clone();
        for (k, value) in solution.iter().enumerate() {
            rest.add_product(&-&equations[e].terms[k], value);
        }
        pivots.push(e);
        let pivot = equations[e].terms[done].abs();
        if rest.ceil_multiple(&pivot) != rest.floor_multiple(&pivot) {
            return witness(&equations, &pivots);
        }
        solution.push(rest.quotient(&equations[e].terms[done]));
    }
    None
}

/// Euclid's algorithm on the columns from `done` on, until one of them alone has a term in equation `e`,
/// which is moved to `done`; false if none has.
fn reduce(equations: &mut [Equation], e: usize, done: usize) -> bool {
    loop {
        let terms = &equations[e].terms;
        let mut nonzero: Vec<usize> = (done..terms.len()).filter(|&k| !terms[k].is_zero()).collect();
        nonzero.sort_by(|&a, &b| terms[a].abs().cmp(&terms[b].abs()));
        let Some((&least, others)) = nonzero.split_first() else { return false };
        if others.is_empty() {
            equations.iter_mut().for_each(|eq| eq.terms.swap(done, least));
            return true;
        }
        for &k in others {
            let (value, pivot) = (&equations[e].terms[k], &equations[e].terms[least]);
            let quotient = if pivot.is_positive() {
                value.floor_multiple(pivot)
            } else {
                -&value.floor_multiple(&-pivot)
            };
            for equation in equations.iter_mut() {
                let share = &equation.terms[least] * &quotient;
                equation.terms[k] = &equation.terms[k] - &share;
            }
        }
    }
}

/// The last row of the inverse of the pivots' triangle, times its determinant.
fn witness(equations: &[Equation], pivots: &[usize]) -> Option<Vec<(usize, f64)>> {
    let count = pivots.len();
    let determinant = pivots.iter().enumerate().fold(Dyadic::one(), |d, (k, &e)| &d * &equations[e].terms[k]);
    let mut weights = vec![Dyadic::zero(); count];
    for k in (0..count).rev() {
        let mut sum = if k + 1 == count { determinant.clone() } else { Dyadic::zero() };
        for l in k + 1..count {
            sum.add_product(&-&weights[l], &equations[pivots[l]].terms[k]);
        }
        weights[k] = sum.quotient(&equations[pivots[k]].terms[k]);
    }
    let content = weights.iter().fold(Dyadic::zero(), |g, w| g.gcd(w));
    let mut multipliers = Vec::new();
    for (weight, &e) in weights.iter().zip(pivots) {
        let parts = pieces(&weight.quotient(&content))?;
        multipliers.extend(parts.into_iter().map(|y| (equations[e].row, y)));
    }
    Some(multipliers)
}

/// The equations between integer columns.
fn equations(known: &Knowledge) -> Vec<Equation> {
    let fixed = |j: usize| known.lower(j).filter(|l| Some(*l) == known.upper(j));
    let mut position = BTreeMap::new();
    for j in (0..known.columns()).filter(|&j| fixed(j).is_none()) {
        let next = position.len();
        position.insert(j, next);
    }
    let mut equations = Vec::new();
    for (i, row) in known.rows().iter().enumerate() {
        let Some(side) = row.lower.as_ref().filter(|l| row.integer && Some(*l) == row.upper.as_ref()) else {
            continue;
        };
        let mut equation =
            Equation { row: i, terms: vec![Dyadic::zero(); position.len()], side: side.clone() };
        for (j, a) in &row.terms {
            match (fixed(*j), position.get(j)) {
                (Some(value), _) => equation.side.add_product(&-a, value),
                (None, Some(&k)) => equation.terms[k] = a.clone(),
                _ => {}
            }
        }
        equations.push(equation);
    }
    equations
}
