//! Extended cover inequalities: of a set of binaries whose weights together pass the knapsack's capacity, not all can be 1
//! (Balas, "Facets of the knapsack polytope", 1975; separation greedy, as in Crowder, Johnson and Padberg 1983).

use super::Inequality;
use crate::domain::Domain;
use crate::params::COVER_EXCESS;
use crate::problem::MipProblem;
use hunch_model::SparseMatrix;
use hunch_model::order::sort_by;

/// A knapsack over complemented binaries: `Σ weight · z <= capacity`, `z = x` or `1 − x`, weights positive.
struct Knapsack {
    items: Vec<Item>,
    capacity: f64,
}

#[derive(Clone, Copy)]
struct Item {
    column: usize,
    weight: f64,
    complemented: bool,
    /// Value of `z` at the relaxed point.
    value: f64,
}

/// Appends violated cover inequalities of every row that is a knapsack over unfixed binaries (in either direction).
pub fn separate(
    problem: &MipProblem,
    domain: &Domain,
    by_row: &SparseMatrix,
    x: &[f64],
    found: &mut Vec<Inequality>,
) {
    for i in 0..problem.rows() {
        let (columns, values) = by_row.column(i);
        for (sign, bound) in [(1.0, problem.lp.row_upper[i]), (-1.0, -problem.lp.row_lower[i])] {
            if bound == f64::INFINITY {
                continue;
            }
            let terms = columns.iter().zip(values).map(|(&j, &a)| (j, sign * a));
            let cover = knapsack(domain, &problem.integer, terms, bound, x).and_then(|k| k.cover());
            found.extend(cover);
        }
    }
}

/// The row as a knapsack, when all its unfixed columns are binary.
fn knapsack(
    domain: &Domain,
    integer: &[bool],
    terms: impl Iterator<Item = (usize, f64)>,
    bound: f64,
    x: &[f64],
) -> Option<Knapsack> {
    let mut capacity = bound;
    let mut items = Vec::new();
    for (column, a) in terms {
        let (lower, upper) = (domain.lower(column), domain.upper(column));
        if lower == upper {
            capacity -= a * lower;
        } else if integer[column] && lower == 0.0 && upper == 1.0 {
            let complemented = a < 0.0;
            let value = if complemented { 1.0 - x[column] } else { x[column] };
            capacity -= a.min(0.0);
            items.push(Item { column, weight: a.abs(), complemented, value });
        } else {
            return None;
        }
    }
    (items.len() >= 2).then_some(Knapsack { items, capacity })
}

impl Knapsack {
    /// A minimal cover found greedily, extended by every item at least as heavy as its heaviest.
    fn cover(mut self) -> Option<Inequality> {
        let least = self.capacity + COVER_EXCESS * (1.0 + self.capacity.abs());
        // Items nearest to 1 for their weight first: (1 − z) / w ascending.
        sort_by(&mut self.items, |a, b| {
            let rate = |i: &Item| (1.0 - i.value) / i.weight;
            rate(a).total_cmp(&rate(b)).then(a.column.cmp(&b.column))
        });
        let mut weight = 0.0;
        let mut size = 0;
        while weight <= least {
            weight += self.items.get(size)?.weight;
            size += 1;
        }
        let (mut cover, rest): (Vec<Item>, Vec<Item>) =
            (self.items[..size].to_vec(), self.items[size..].to_vec());
        // Minimal: items that are not needed go, the lightest values first.
        sort_by(&mut cover, |a, b| a.value.total_cmp(&b.value).then(a.column.cmp(&b.column)));
        cover.retain(|item| {
            let needed = weight - item.weight <= least;
            if !needed {
                weight -= item.weight;
            }
            needed
        });
        if cover.len() < 2 {
            return None;
        }
        let right = cover.len() as f64 - 1.0;
        let heaviest = cover.iter().fold(0.0f64, |m, i| m.max(i.weight));
        let extension = rest.into_iter().filter(|i| i.weight >= heaviest);
        Some(inequality(cover.into_iter().chain(extension), right))
    }
}

/// `Σ z <= right` in the columns.
fn inequality(items: impl Iterator<Item = Item>, right: f64) -> Inequality {
    let mut upper = right;
    let mut terms = Vec::new();
    for item in items {
        if item.complemented {
            terms.push((item.column, -1.0));
            upper -= 1.0;
        } else {
            terms.push((item.column, 1.0));
        }
    }
    sort_by(&mut terms, |a, b| a.0.cmp(&b.0));
    Inequality { terms, upper }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_violated_cover_is_found_and_extended() {
        let mut problem = MipProblem::default();
        problem.lp.matrix =
            SparseMatrix::from_triplets(1, 4, &[(0, 0, 3.0), (0, 1, 3.0), (0, 2, 3.0), (0, 3, 5.0)]);
        problem.lp.cost = vec![0.0; 4];
        problem.lp.row_lower = vec![f64::NEG_INFINITY];
        problem.lp.row_upper = vec![8.0];
        problem.integer = vec![true; 4];
        let domain = Domain::new(vec![0.0; 4], vec![1.0; 4]);
        let x = [0.9, 0.9, 0.86, 0.0];
        let mut found = Vec::new();
        separate(&problem, &domain, &problem.by_rows(), &x, &mut found);
        let terms = vec![(0, 1.0), (1, 1.0), (2, 1.0), (3, 1.0)];
        assert_eq!(found, vec![Inequality { terms, upper: 2.0 }]);
        assert!(found[0].efficacy(&x) > 0.0);
    }
}
