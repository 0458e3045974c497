//! Integer columns that another one can always stand in for: equal columns, and columns that do less for a
//! row and cost more.
//!
//! Source: Gamrath, Koch, Martin, Miltenberger and Weninger, "Progress in presolving for mixed integer
//! programming" (2015), section 4: `j` dominates `k` when it costs no more and, whichever side a row has, a
//! unit of `j` is no worse for it than one of `k`. Then some optimal point has `x_k` at its lower bound or
//! `x_j` at its upper one: a unit can be moved from `k` to `j` otherwise. Two cases leave the first alone:
//! a row keeps `x_j` away from its upper bound as long as `x_k` is above its lower one; or, with `x_j` at its
//! upper bound, no row misses what `x_k` does.
//!
//! Only rows whose arithmetic is exact are concluded from.

use super::model::{Model, Verdict};
use crate::fingerprint::fingerprint;
use crate::params::{DOMINATION_BASE, DOMINATION_FACTOR, DOMINATION_MOST};
use hunch_model::order::sort_by;

/// A row's sides and its least and greatest value.
#[derive(Clone, Copy)]
struct RowRange {
    lower: f64,
    upper: f64,
    least: f64,
    greatest: f64,
    exact: bool,
}

/// A column as it is compared.
struct Candidate {
    /// `(row, coefficient)`, rows ascending.
    entries: Vec<(u32, f64)>,
    /// One bit for each of its rows, by the row's number modulo 64 …
    rows: u64,
    /// … for those that whoever dominates it must be in …
    wants: u64,
    /// … and for those that whoever it dominates must be in.
    burdens: u64,
}

fn bit(row: u32) -> u64 {
    1 << (row % 64)
}

/// Fixes dominated columns at their lower bounds.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    let ranges: Vec<RowRange> = (0..model.rows.len()).map(|i| range(model, i)).collect();
    let candidates = candidates(model, &ranges);
    let entries: usize = candidates.iter().map(|c| c.entries.len()).sum();
    let mut left = (DOMINATION_BASE + DOMINATION_FACTOR * entries).min(DOMINATION_MOST);
    let mut gone = vec![false; candidates.len()];
    let mut fixings = Vec::new();
    for (j, k) in equal_pairs(model, &candidates) {
        if !gone[j] && stands_in(model, &candidates, &ranges, j, k) {
            gone[k] = true;
            fixings.push((k, model.columns[k].lower));
        }
    }
    for p in 0..candidates.len() {
        if gone[p] || candidates[p].entries.is_empty() {
            continue;
        }
        // A row that the partner must be in, the shortest.
        let binding = candidates[p].entries.iter().filter(|(i, a)| {
            let (wants, burdens) = asks(&ranges[*i as usize], *a);
            wants || burdens
        });
        let length = |i: u32| model.rows[i as usize].terms.len();
        let Some(&(row, _)) = binding.min_by_key(|(i, _)| (length(*i), *i)) else { continue };
        for &(q, _) in &model.rows[row as usize].terms {
            left = left.saturating_sub(1);
            if q == p || gone[q] || gone[p] || candidates[q].entries.is_empty() {
                continue;
            }
            for (j, k) in [(q, p), (p, q)] {
                if gone[j] || gone[k] || !may_dominate(model, &candidates, j, k) {
                    continue;
                }
                left = left.saturating_sub(candidates[j].entries.len() + candidates[k].entries.len());
                if dominates(&candidates, &ranges, j, k) && stands_in(model, &candidates, &ranges, j, k) {
                    gone[k] = true;
                    fixings.push((k, model.columns[k].lower));
                }
            }
        }
        if left == 0 {
            break;
        }
    }
    fixings.sort_unstable_by_key(|f| f.0);
    model.fix_columns(&fixings);
    Ok(fixings.len())
}

/// Pairs of columns with equal entries, the cheaper first: each with the cheapest of its kind. Programs of
/// routes and crews have many, and looking for them one by one in long rows would take too long.
fn equal_pairs(model: &Model, candidates: &[Candidate]) -> Vec<(usize, usize)> {
    let key =
        |j: usize| fingerprint(candidates[j].entries.iter().flat_map(|&(i, a)| [u64::from(i), a.to_bits()]));
    let compared = (0..candidates.len()).filter(|&j| !candidates[j].entries.is_empty());
    let mut keyed: Vec<(u64, usize)> = compared.map(|j| (key(j), j)).collect();
    let cost = |j: usize| model.columns[j].cost;
    sort_by(&mut keyed, |a, b| a.0.cmp(&b.0).then(cost(a.1).total_cmp(&cost(b.1))).then(a.1.cmp(&b.1)));
    let mut pairs = Vec::new();
    let mut first = 0;
    for at in 1..keyed.len() {
        let (j, k) = (keyed[first].1, keyed[at].1);
        if keyed[first].0 == keyed[at].0 && candidates[j].entries == candidates[k].entries {
            pairs.push((j, k));
        } else {
            first = at;
        }
    }
    pairs
}

fn range(model: &Model, i: usize) -> RowRange {
    let row = &model.rows[i];
    let activity = model.activity(i);
    RowRange {
        lower: row.lower,
        upper: row.upper,
        least: activity.least(),
        greatest: activity.greatest(),
        exact: row.alive && model.sides(i).exact,
    }
}

/// Whether more of a column with this coefficient helps a side of the row, and whether it hurts one.
fn asks(range: &RowRange, a: f64) -> (bool, bool) {
    let (has_lower, has_upper) = (range.lower > f64::NEG_INFINITY, range.upper < f64::INFINITY);
    if a > 0.0 { (has_lower, has_upper) } else { (has_upper, has_lower) }
}

/// The columns by index; those that are not compared have no entries.
fn candidates(model: &Model, ranges: &[RowRange]) -> Vec<Candidate> {
    let empty = || Candidate { entries: Vec::new(), rows: 0, wants: 0, burdens: 0 };
    let mut all: Vec<Candidate> = model.columns.iter().map(|_| empty()).collect();
    let compared = |j: usize| {
        let column = &model.columns[j];
        column.alive && column.integer && column.lower.is_finite() && column.lower < column.upper
    };
    for i in model.live_rows() {
        for &(j, a) in &model.rows[i].terms {
            if compared(j) {
                let (candidate, row) = (&mut all[j], i as u32);
                let (wants, burdens) = asks(&ranges[i], a);
                candidate.entries.push((row, a));
                candidate.rows |= bit(row);
                candidate.wants |= if wants { bit(row) } else { 0 };
                candidate.burdens |= if burdens { bit(row) } else { 0 };
            }
        }
    }
    all
}

/// What can be told at a glance.
fn may_dominate(model: &Model, candidates: &[Candidate], j: usize, k: usize) -> bool {
    let (a, b) = (&candidates[j], &candidates[k]);
    b.wants & !a.rows == 0 && a.burdens & !b.rows == 0 && model.columns[j].cost <= model.columns[k].cost
}

/// Whether a unit of `j` is no worse for any row than one of `k`.
fn dominates(candidates: &[Candidate], ranges: &[RowRange], j: usize, k: usize) -> bool {
    let no_worse = |i: u32, a: f64, b: f64| {
        let range = &ranges[i as usize];
        (range.upper == f64::INFINITY || a <= b) && (range.lower == f64::NEG_INFINITY || a >= b)
    };
    let (mut left, mut right) =
        (candidates[j].entries.iter().peekable(), candidates[k].entries.iter().peekable());
    loop {
        let fits = match (left.peek(), right.peek()) {
            (None, None) => return true,
            (Some(&&(i, a)), Some(&&(l, b))) if i == l => {
                left.next();
                right.next();
                no_worse(i, a, b)
            }
            (Some(&&(i, a)), other) if other.is_none_or(|o| i < o.0) => {
                left.next();
                no_worse(i, a, 0.0)
            }
            (_, Some(&&(l, b))) => {
                right.next();
                no_worse(l, 0.0, b)
            }
            (Some(_), None) => return false,
        };
        if !fits {
            return false;
        }
    }
}

/// Whether the dominating `j` leaves `k` at its lower bound.
fn stands_in(model: &Model, candidates: &[Candidate], ranges: &[RowRange], j: usize, k: usize) -> bool {
    let coefficient = |c: usize, row: u32| {
        let entries = &candidates[c].entries;
        entries.binary_search_by_key(&row, |e| e.0).map_or(0.0, |at| entries[at].1)
    };
    let (low_j, high_j) = model.bounds(j);
    let spread = high_j - low_j;
    if spread == f64::INFINITY {
        return true;
    }
    // A row that lets `j` rise to its upper bound only where `k` rests.
    let keeps_down = candidates[j].entries.iter().any(|&(i, a)| {
        let (range, b) = (&ranges[i as usize], coefficient(k, i));
        range.exact
            && if a > 0.0 {
                range.least + a * spread + b.max(0.0) > range.upper
            } else {
                range.greatest + a * spread + b.min(0.0) < range.lower
            }
    });
    if keeps_down {
        return true;
    }
    // With `j` at its upper bound and `k` at its lower one, each row that `k` helps is satisfied.
    model.columns[k].cost >= 0.0
        && candidates[k].entries.iter().all(|&(i, b)| {
            let (range, a) = (&ranges[i as usize], coefficient(j, i));
            let low_side = range.lower == f64::NEG_INFINITY || b < 0.0 || {
                let least = range.least + a.max(0.0) * spread;
                range.exact && least >= range.lower
            };
            let high_side = range.upper == f64::INFINITY || b > 0.0 || {
                let greatest = range.greatest + a.min(0.0) * spread;
                range.exact && greatest <= range.upper
            };
            low_side && high_side
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::MipProblem;
    use hunch_model::{Kind, Program, Row, Sense};

    /// Minimise over binaries with these costs and rows; whether each column is left.
    fn left(costs: &[f64], rows: &[(f64, f64, &[usize])]) -> Vec<bool> {
        let mut p = Program::new("p", Sense::Minimize);
        for (j, &cost) in costs.iter().enumerate() {
            p.add_column(format!("x{j}"), cost, 0.0, 1.0, Kind::Integer);
        }
        let entries: Vec<_> =
            rows.iter().enumerate().flat_map(|(i, r)| r.2.iter().map(move |&j| (i, j, 1.0))).collect();
        let row = |r: &(f64, f64, &[usize])| Row { name: String::new(), lower: r.0, upper: r.1 };
        p.set_rows(rows.iter().map(row).collect(), &entries);
        let mut model = Model::new(&MipProblem::from_program(&p));
        let fixed = apply(&mut model).unwrap();
        let left: Vec<bool> = model.columns.iter().map(|c| c.alive).collect();
        assert_eq!(fixed, left.iter().filter(|alive| !**alive).count());
        left
    }

    #[test]
    fn of_two_covers_the_one_that_does_more_for_less_is_left() {
        const INF: f64 = f64::INFINITY;
        let rows: [(f64, f64, &[usize]); 2] = [(1.0, INF, &[0, 1, 2]), (1.0, INF, &[0, 3])];
        assert_eq!(left(&[2.0, 2.0, 1.0, 3.0], &rows), [true, false, true, false]);
        // Two of the first row's are needed: the first alone does not satisfy it.
        let rows: [(f64, f64, &[usize]); 2] = [(2.0, INF, &[0, 1, 2]), (1.0, INF, &[0, 3])];
        assert_eq!(left(&[2.0, 2.0, 1.0, 3.0], &rows), [true, true, true, false]);
    }

    #[test]
    fn of_equal_columns_the_cheapest_is_left_where_a_row_admits_one() {
        let rows: [(f64, f64, &[usize]); 2] = [(1.0, 1.0, &[0, 1, 2, 3]), (1.0, 1.0, &[1, 2, 4])];
        assert_eq!(left(&[4.0, 3.0, 2.0, 1.0, 9.0], &rows), [false, false, true, true, true]);
        // Where a row admits two of them, both are left.
        let rows: [(f64, f64, &[usize]); 1] = [(2.0, 2.0, &[0, 1, 2])];
        assert_eq!(left(&[4.0, 3.0, 2.0], &rows), [true; 3]);
    }

    #[test]
    fn of_two_neighbours_the_one_with_fewer_others_is_left() {
        let neg = f64::NEG_INFINITY;
        let rows: [(f64, f64, &[usize]); 2] = [(neg, 1.0, &[0, 1]), (neg, 1.0, &[1, 2])];
        assert_eq!(left(&[-1.0, -1.0, -1.0], &rows), [true, false, true]);
    }
}
