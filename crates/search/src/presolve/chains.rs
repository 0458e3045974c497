//! Chains of rows of two columns, link by link from a loose end: a column that occurs in one row only, at
//! whose side its cost holds it, is that row's slack (Andersen and Andersen 1995, section 3.2, with one bound
//! implied); then the row is a bound of its other column, which may be the next loose end. A list of such
//! ends does in one pass what rounds over all columns do link by link, and what the simplex does in the
//! square of the chain's length: all rows before a link are in its multipliers.
//!
//! Programs without long chains are left to the other reductions.

use super::model::{Model, Verdict};
use super::trace::Removed;
use crate::activity::Activity;
use crate::params::{LONG_CHAIN, SUBSTITUTION_RANGE};
use hunch_model::whole::EXACT_LIMIT;

/// Takes chains apart, where one is long.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    let columns = model.live_columns();
    let entries = model.rows.iter().enumerate().flat_map(|(i, row)| row.terms.iter().map(move |t| (i, t.0)));
    if Chains::of(model.rows.len(), model.columns.len(), entries).longest < LONG_CHAIN {
        return Ok(0);
    }
    let mut changes = 0;
    let mut left = model.allowance();
    let mut ends = columns;
    while let Some(j) = ends.pop() {
        if left == 0 {
            break;
        }
        if let &[i] = model.columns[j].rows.as_slice() {
            left = left.saturating_sub(model.rows[i].terms.len());
        }
        if let Some(i) = take_end(model, j) {
            changes += 1;
            follow(model, i, &mut ends)?;
        }
    }
    Ok(changes)
}

/// What can be taken apart from loose ends: columns that are alone in one row of two entries, or are so once
/// others are gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chains {
    /// Columns that go.
    pub links: usize,
    /// The most that go one after the other.
    pub longest: usize,
}

impl Chains {
    /// Counts the chains of a matrix, given by its `(row, column)`.
    pub fn of(rows: usize, columns: usize, entries: impl Iterator<Item = (usize, usize)>) -> Self {
        // Of a row or column with one entry left, the exclusive or of its indices is that entry's.
        let mut in_row = vec![(0u32, 0usize); rows];
        let mut in_column = vec![(0u32, 0usize); columns];
        for (i, j) in entries {
            in_row[i] = (in_row[i].0 + 1, in_row[i].1 ^ j);
            in_column[j] = (in_column[j].0 + 1, in_column[j].1 ^ i);
        }
        let mut ends: Vec<usize> = (0..columns).filter(|&j| in_column[j].0 == 1).collect();
        let mut length = vec![1; columns];
        let mut found = Self::default();
        while let Some(j) = ends.pop() {
            let (count, i) = in_column[j];
            if count != 1 || in_row[i].0 != 2 {
                continue;
            }
            let other = in_row[i].1 ^ j;
            (in_column[j].0, in_row[i].0) = (0, 0);
            in_column[other] = (in_column[other].0 - 1, in_column[other].1 ^ i);
            found.links += 1;
            found.longest = found.longest.max(length[j]);
            length[other] = length[other].max(length[j] + 1);
            if in_column[other].0 == 1 {
                ends.push(other);
            }
        }
        found
    }
}

/// Takes column `j` out as the slack of its only row, if it has one that holds it; the row.
fn take_end(model: &mut Model, j: usize) -> Option<usize> {
    let column = &model.columns[j];
    let &[i] = column.rows.as_slice() else { return None };
    let row = &model.rows[i];
    let before = (row.lower, row.upper);
    if before.0 == before.1 || row.terms.len() < 2 || !(model.is_traced() || stays_integral(model, i, j)) {
        return None;
    }
    let a = model.coefficient(i, j);
    let largest = row.terms.iter().map(|t| t.1.abs()).fold(0.0, f64::max);
    if largest > SUBSTITUTION_RANGE * a.abs() {
        return None;
    }
    let others = model.activity_without(i, j);
    let at_upper = [false, true].into_iter().find(|&at_upper| holds(model, (i, j), at_upper, &others))?;
    model.meet_side(i, at_upper);
    if !model.is_traced() && !model.can_absorb(i, j) {
        (model.rows[i].lower, model.rows[i].upper) = before;
        return None;
    }
    model.absorb_slack(i, j);
    // What the row implies anyway must not hold a dual.
    if at_upper {
        model.rows[i].lower = f64::NEG_INFINITY;
    } else {
        model.rows[i].upper = f64::INFINITY;
    }
    Some(i)
}

/// Whether some optimal point meets this side of row `i`: the cost of column `j` does not pull it off, and
/// its bound on the way is never reached.
fn holds(model: &Model, (i, j): (usize, usize), at_upper: bool, others: &Activity) -> bool {
    let (a, row, column) = (model.coefficient(i, j), &model.rows[i], &model.columns[j]);
    let side = if at_upper { row.upper } else { row.lower };
    // Meeting a lower side with a positive coefficient is as low as the column can go.
    let downwards = (a > 0.0) != at_upper;
    let pulled_off = if downwards { column.cost < 0.0 } else { column.cost > 0.0 };
    if !side.is_finite() || pulled_off {
        return false;
    }
    let (x, y) = ((side - others.surely_least()) / a, (side - others.surely_greatest()) / a);
    if downwards { x.min(y) >= column.lower } else { x.max(y) <= column.upper }
}

/// Whether row `i` gives column `j` integers, in numbers that nothing rounds.
fn stays_integral(model: &Model, i: usize, j: usize) -> bool {
    let row = &model.rows[i];
    let whole = |v: f64| v.is_infinite() || (v == v.round() && v.abs() < EXACT_LIMIT);
    model.coefficient(i, j).abs() == 1.0
        && row.noise == 0.0
        && whole(row.lower)
        && whole(row.upper)
        && row.terms.iter().all(|&(k, v)| model.columns[k].integer && whole(v))
}

/// A row that lost its end: what is a bound becomes one, and columns that are loose now are ends.
fn follow(model: &mut Model, i: usize, ends: &mut Vec<usize>) -> Result<(), Verdict> {
    let terms = model.rows[i].terms.clone();
    if let &[(j, a)] = terms.as_slice() {
        bound(model, i, (j, a))?;
    } else if model.rows[i].lower == f64::NEG_INFINITY && model.rows[i].upper == f64::INFINITY {
        model.note(|_| Removed::RedundantRow { row: i });
        model.remove_row(i);
    }
    ends.extend(terms.iter().map(|t| t.0).filter(|&j| model.columns[j].rows.len() == 1));
    Ok(())
}

/// Row `i`, all of whose columns but `j` are gone, bounds that one.
fn bound(model: &mut Model, i: usize, (j, a): (usize, f64)) -> Result<(), Verdict> {
    let row = &model.rows[i];
    let (low, high) = if a > 0.0 { (row.lower / a, row.upper / a) } else { (row.upper / a, row.lower / a) };
    if !model.is_traced() && a.abs() != 1.0 {
        return Ok(()); // for the reduction that knows of rounding
    }
    let before = model.bounds(j);
    let given = (low, high);
    model.note(|_| Removed::SingletonRow { row: i, column: j, coefficient: a, before, given });
    model.remove_row(i);
    model.set_bounds(j, before.0.max(low), before.1.min(high), 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_is_counted_to_its_end_and_a_ring_is_none() {
        let chain = |n: usize| (0..n).flat_map(|i| [(i, i), (i, i + 1)]);
        let found = Chains::of(9, 10, chain(9));
        assert_eq!(found.links, 9); // from both ends
        assert!((5..=9).contains(&found.longest), "{found:?}");
        let ring = chain(9).map(|(i, j)| (i, j % 9));
        assert_eq!(Chains::of(9, 9, ring), Chains::default());
        // A row of three holds what follows it.
        assert_eq!(Chains::of(9, 11, chain(9).chain([(4, 10)])).links, 8);
        let star = (0..9).flat_map(|i| [(i, i), (i, 9)]);
        assert_eq!(Chains::of(9, 10, star), Chains { links: 9, longest: 2 });
    }
}
