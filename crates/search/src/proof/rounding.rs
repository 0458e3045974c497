//! Mixed-integer Gomory cuts at the root, each with its derivation. Gomory, "An algorithm for the mixed
//! integer problem" (1960): the multipliers of a tableau row combine the rows; the checker's own rule
//! ([`hunch_check::rounding`]) rounds the combination exactly; what is written is that, rounded to doubles on
//! the safe side.

use super::params::{CUT_NOISE, DERIVATION_NOISE};
use super::walk::Walk;
use crate::cuts::{Inequality, select::select};
use crate::lp::{LpStatus, NewRow, Simplex, VariableStatus};
use crate::params::{
    CUT_DENSITY_BASE, CUT_DENSITY_SHARE, CUT_PROGRESS, CUT_RANGE, CUT_ROUND_BASE, CUT_ROUND_SHARE,
    CUT_STALL_ROUNDS, GOMORY_ROWS,
};
use hunch_check::{Cut, Derivation, Knowledge, derive, relax};
use hunch_model::Control;
use std::collections::BTreeMap;

/// Adds cuts to the relaxation and to what is known, for at most `rounds` rounds; returns them in the order
/// of their rows.
pub fn cut(walk: &mut Walk<'_>, rounds: u32, control: &mut dyn Control) -> Vec<Cut> {
    let mut all = Vec::new();
    let (mut best, mut stalled) = (f64::NEG_INFINITY, 0);
    for _ in 0..rounds {
        if walk.relaxation.lp.solve(control) != LpStatus::Optimal {
            break;
        }
        let (objective, x) = (walk.relaxation.lp.objective(), walk.relaxation.lp.values());
        let fractional = walk.fractional(&x);
        if fractional.is_empty() || walk.beyond_target(objective) {
            break;
        }
        stalled = if objective > best + CUT_PROGRESS * (1.0 + objective.abs()) { 0 } else { stalled + 1 };
        best = best.max(objective);
        if stalled >= CUT_STALL_ROUNDS {
            break;
        }
        let found = separate(walk, &fractional, &x);
        if found.is_empty() {
            break;
        }
        for cut in found {
            // What is known takes only what it has derived itself.
            if walk.known.add_cut(&cut).is_ok() {
                let row = NewRow { terms: cut.terms.clone(), lower: f64::NEG_INFINITY, upper: cut.upper };
                walk.relaxation.lp.add_rows(&[row]);
                all.push(cut);
            }
        }
    }
    purge(walk, all, control)
}

/// Keeps the cuts that are tight at the root's optimum and those that they are derived from: the others would
/// only be carried along.
fn purge(walk: &mut Walk<'_>, all: Vec<Cut>, control: &mut dyn Control) -> Vec<Cut> {
    let (own, columns) = (walk.problem.rows(), walk.problem.columns());
    if all.is_empty() || walk.relaxation.lp.solve(control) != LpStatus::Optimal {
        return all;
    }
    let mut needed = vec![false; all.len()];
    for (k, cut) in all.iter().enumerate().rev() {
        needed[k] |= walk.relaxation.lp.row_status(own + k) != VariableStatus::Basic;
        // A cut is derived from earlier ones, so that going backwards sees every use before its source.
        let Some(derivation) = cut.derivation.as_ref().filter(|_| needed[k]) else { continue };
        for &(row, _) in derivation.rows.iter().filter(|r| r.0 >= own) {
            needed[row - own] = true;
        }
    }
    let mut position = vec![0; all.len()];
    let mut kept = Vec::new();
    walk.known.forget_cuts();
    for (k, mut cut) in all.into_iter().enumerate().filter(|(k, _)| needed[*k]) {
        position[k] = own + kept.len();
        if let Some(derivation) = &mut cut.derivation {
            let moved = |row: usize| if row < own { row } else { position[row - own] };
            derivation.rows.iter_mut().for_each(|r| r.0 = moved(r.0));
            let variables = derivation.from_upper.iter_mut().filter(|v| **v >= columns);
            variables.for_each(|v| *v = columns + moved(*v - columns));
        }
        // It was accepted with the same numbers before.
        if walk.known.add_cut(&cut).is_ok() {
            kept.push(cut);
        }
    }
    let gone: Vec<usize> = (0..needed.len()).filter(|&k| !needed[k]).map(|k| own + k).collect();
    walk.relaxation.lp.delete_rows(&gone);
    kept
}

/// The best violated cuts at `x`.
fn separate(walk: &mut Walk<'_>, fractional: &[usize], x: &[f64]) -> Vec<Cut> {
    let distance = |j: &usize| (x[*j] - x[*j].floor() - 0.5).abs();
    let mut rows = fractional.to_vec();
    rows.sort_by(|a, b| distance(a).total_cmp(&distance(b)).then(a.cmp(b)));
    let mut derivations: Vec<(Inequality, Derivation)> = Vec::new();
    for &j in rows.iter().take(GOMORY_ROWS) {
        let Some(derivation) = derivation(walk.known, &mut walk.relaxation.lp, j) else { continue };
        if let Some(inequality) = written(walk.known, &derivation) {
            derivations.push((inequality, derivation));
        }
    }
    let most = CUT_ROUND_BASE + (CUT_ROUND_SHARE * walk.problem.rows() as f64) as usize;
    let inequalities: Vec<&Inequality> = derivations.iter().map(|d| &d.0).collect();
    let cut = |k: usize| {
        let (inequality, derivation) = derivations[k].clone();
        Cut { terms: inequality.terms, upper: inequality.upper, derivation: Some(derivation) }
    };
    select(&inequalities, x, (&walk.problem.lp.cost, None), most).into_iter().map(cut).collect()
}

/// The combination that makes the tableau row of the basic column `j`, every variable measured from the bound
/// at which it rests.
fn derivation(known: &Knowledge, lp: &mut Simplex, j: usize) -> Option<Derivation> {
    let multipliers = lp.tableau_row(j)?.multipliers;
    let largest = multipliers.iter().fold(0.0f64, |m, y| m.max(y.abs()));
    let rows: Vec<(usize, f64)> = multipliers
        .iter()
        .enumerate()
        .filter(|(_, y)| y.abs() > DERIVATION_NOISE * largest)
        .map(|(i, &y)| (i, y))
        .collect();
    let mut from_upper = Vec::new();
    let mut columns: BTreeMap<usize, ()> = BTreeMap::new();
    for &(i, _) in &rows {
        columns.extend(known.rows()[i].terms.iter().map(|t| (t.0, ())));
    }
    for &k in columns.keys() {
        if lp.column_status(k) == VariableStatus::AtUpper || known.lower(k).is_none() {
            from_upper.push(k);
        }
    }
    for &(i, _) in &rows {
        if lp.row_status(i) == VariableStatus::AtUpper || known.rows()[i].lower.is_none() {
            from_upper.push(known.columns() + i);
        }
    }
    Some(Derivation { rows, from_upper, divided: false })
}

/// The derived cut in doubles: coefficients rounded, small ones left out, the right-hand side rounded up
/// after the columns' bounds have made up for both.
fn written(known: &Knowledge, derivation: &Derivation) -> Option<Inequality> {
    let derived = derive(known, derivation).ok()?;
    let all: Vec<(usize, f64)> = derived.terms.iter().map(|(&j, v)| (j, v.to_f64())).collect();
    let largest = all.iter().fold(0.0f64, |m, t| m.max(t.1.abs()));
    let terms: Vec<(usize, f64)> = all.into_iter().filter(|t| t.1.abs() > CUT_NOISE * largest).collect();
    let smallest = terms.iter().fold(f64::INFINITY, |m, t| m.min(t.1.abs()));
    let density = CUT_DENSITY_BASE + CUT_DENSITY_SHARE * known.columns() as f64;
    if terms.is_empty() || largest > CUT_RANGE * smallest || terms.len() as f64 > density {
        return None;
    }
    let upper = relax(known, &derived, &terms).ok()?.above();
    upper.is_finite().then_some(Inequality { terms, upper, family: "" })
}
