//! Extended cover inequalities: of a set of binaries whose weights together pass the knapsack's capacity, not
//! all can be 1 (Balas, "Facets of the knapsack polytope", 1975; separation greedy, as in Crowder, Johnson
//! and Padberg 1983). The items outside get coefficients by sequential lifting.

use super::Inequality;
use super::rows::sides;
use super::separator::{CutClass, Round};
use crate::components::Component;
use crate::domain::Domain;
use crate::params::{COVER_EXCESS, COVER_LIFTING};
use crate::problem::MipProblem;
use hunch_model::SparseMatrix;
use hunch_model::order::sort_by;
use hunch_model::whole::EXACT_LIMIT;

/// A knapsack over complemented binaries: `Σ weight · z <= capacity`, `z = x` or `1 − x`, weights positive.
pub struct Knapsack {
    /// The unfixed binaries.
    pub items: Vec<Item>,
    /// Items fit together for certain not if their weights, added up in any order, are above this: the
    /// capacity and the error of such sums.
    pub most: f64,
}

/// A binary of a knapsack.
#[derive(Clone, Copy)]
pub struct Item {
    /// Its column.
    pub column: usize,
    /// Its weight.
    pub weight: f64,
    /// Whether it counts as `1 − x`.
    pub complemented: bool,
    /// Value of `z` at the relaxed point.
    pub value: f64,
}

impl Item {
    /// `2j` for column `j`, `2j + 1` for its complement.
    pub fn literal(&self) -> u32 {
        2 * self.column as u32 + u32::from(self.complemented)
    }
}

/// Appends violated cover inequalities of every row that is a knapsack over unfixed binaries (in either
/// direction), sequentially lifted or else extended; returns the work done beyond reading the rows.
pub fn separate(
    problem: &MipProblem,
    domain: &Domain,
    by_row: &SparseMatrix,
    (x, lifted): (&[f64], bool),
    found: &mut Vec<Inequality>,
) -> u64 {
    let mut work = 0;
    each_knapsack(problem, domain, by_row, x, |mut knapsack| {
        let Some((cover, rest)) = knapsack.cover() else { return };
        let right = cover.len() as f64 - 1.0;
        if lifted && cover.len() * rest.len() <= COVER_LIFTING {
            work += (cover.len() * rest.len()) as u64;
            let lifted = knapsack.lift(&cover, rest);
            found.push(inequality(cover.into_iter().map(|i| (i, 1.0)).chain(lifted), right));
        } else {
            let heaviest = cover.iter().fold(0.0f64, |m, i| m.max(i.weight));
            let extension = rest.into_iter().filter(|i| i.weight >= heaviest);
            found.push(inequality(cover.into_iter().chain(extension).map(|i| (i, 1.0)), right));
        }
    });
    work
}

/// Calls `each` with every row that is a knapsack, in either direction.
pub fn each_knapsack(
    problem: &MipProblem,
    domain: &Domain,
    by_row: &SparseMatrix,
    x: &[f64],
    mut each: impl FnMut(Knapsack),
) {
    for i in 0..problem.rows() {
        let (columns, values) = by_row.column(i);
        let (lower, upper) = sides(problem, i);
        for (sign, bound) in [(1.0, upper), (-1.0, -lower)] {
            if bound == f64::INFINITY {
                continue;
            }
            let terms = columns.iter().zip(values).map(|(&j, &a)| (j, sign * a));
            if let Some(knapsack) = knapsack(domain, &problem.integer, terms, bound, x) {
                each(knapsack);
            }
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
    // Sums of whole numbers below 2⁵³ are exact.
    let (mut sizes, mut heaviest, mut whole) = (bound.abs(), 0.0f64, bound == bound.round());
    for (column, a) in terms {
        let (lower, upper) = (domain.lower(column), domain.upper(column));
        whole &= a == a.round();
        if lower == upper {
            capacity -= a * lower;
            sizes += (a * lower).abs();
            whole &= lower == lower.round();
        } else if integer[column] && lower == 0.0 && upper == 1.0 {
            let complemented = a < 0.0;
            let value = if complemented { 1.0 - x[column] } else { x[column] };
            capacity -= a.min(0.0);
            sizes += a.abs();
            heaviest = heaviest.max(a.abs());
            items.push(Item { column, weight: a.abs(), complemented, value });
        } else {
            return None;
        }
    }
    let most = if whole && 2.0 * sizes < EXACT_LIMIT {
        capacity
    } else {
        // A rounding for each product and each sum, another for decimals that the numbers stand for.
        let roundings = (2 * items.len() + 4) as f64 * f64::EPSILON * sizes;
        capacity + (COVER_EXCESS * heaviest.min(1.0)).max(roundings)
    };
    (items.len() >= 2 && most.is_finite()).then_some(Knapsack { items, most })
}

impl Knapsack {
    /// A minimal cover found greedily, and the other items.
    fn cover(&mut self) -> Option<(Vec<Item>, Vec<Item>)> {
        let most = self.most;
        // Items nearest to 1 for their weight first: (1 − z) / w ascending.
        sort_by(&mut self.items, |a, b| {
            let rate = |i: &Item| (1.0 - i.value) / i.weight;
            rate(a).total_cmp(&rate(b)).then(a.column.cmp(&b.column))
        });
        let mut weight = 0.0;
        let mut size = 0;
        while weight <= most {
            weight += self.items.get(size)?.weight;
            size += 1;
        }
        let (mut cover, mut rest): (Vec<Item>, Vec<Item>) =
            (self.items[..size].to_vec(), self.items[size..].to_vec());
        // Minimal: items that are not needed go, the lightest values first.
        sort_by(&mut cover, |a, b| a.value.total_cmp(&b.value).then(a.column.cmp(&b.column)));
        cover.retain(|item| {
            let needed = weight - item.weight <= most;
            if !needed {
                weight -= item.weight;
                rest.push(*item);
            }
            needed
        });
        (cover.len() >= 2).then_some((cover, rest))
    }

    /// Coefficients for the items outside a minimal cover, one after the other: each the most that keeps the
    /// inequality valid, which is the right-hand side less the best that fits beside the item (Gu, Nemhauser
    /// and Savelsbergh, "Lifted cover inequalities for 0-1 integer programs: computation", 1998). Of every
    /// attainable left-hand side the least weight is kept, so that weights may be any numbers.
    fn lift(&self, cover: &[Item], mut rest: Vec<Item>) -> Vec<(Item, f64)> {
        let (most, right) = (self.most, cover.len() - 1);
        let mut weights: Vec<f64> = cover.iter().map(|i| i.weight).collect();
        sort_by(&mut weights, f64::total_cmp);
        // `lightest[v]`: least weight of chosen items whose coefficients sum to v or more.
        let mut lightest = vec![0.0; right + 1];
        for v in 1..=right {
            lightest[v] = lightest[v - 1] + weights[v - 1];
        }
        sort_by(&mut rest, |a, b| {
            b.value.total_cmp(&a.value).then(b.weight.total_cmp(&a.weight)).then(a.column.cmp(&b.column))
        });
        let mut lifted = Vec::new();
        for item in rest {
            // What does not fit at all is 0 in every point; any coefficient would do, and the right-hand side
            // itself is one.
            let beside = lightest.partition_point(|w| w + item.weight <= most);
            let coefficient = if beside == 0 { right } else { right + 1 - beside };
            if coefficient == 0 {
                continue;
            }
            for v in (1..=right).rev() {
                lightest[v] = lightest[v].min(lightest[v.saturating_sub(coefficient)] + item.weight);
            }
            lifted.push((item, coefficient as f64));
        }
        lifted
    }
}

/// `Σ coefficient · z <= right` in the columns.
pub fn inequality(items: impl Iterator<Item = (Item, f64)>, right: f64) -> Inequality {
    let mut upper = right;
    let mut terms = Vec::new();
    for (item, coefficient) in items {
        if item.complemented {
            terms.push((item.column, -coefficient));
            upper -= coefficient;
        } else {
            terms.push((item.column, coefficient));
        }
    }
    sort_by(&mut terms, |a, b| a.0.cmp(&b.0));
    Inequality { terms, upper, family: "" }
}

/// Lifted covers, or extended ones without [`Component::LiftedCoverCuts`].
pub struct Covers;

impl CutClass for Covers {
    fn separate(&mut self, round: &mut Round, found: &mut Vec<Inequality>) -> u64 {
        let point = round.point;
        let lifted = round.settings.uses(Component::LiftedCoverCuts);
        separate(point.problem, point.domain, point.by_row, (point.x, lifted), found)
    }
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
        separate(&problem, &domain, &problem.by_rows(), (&x, false), &mut found);
        let terms = vec![(0, 1.0), (1, 1.0), (2, 1.0), (3, 1.0)];
        assert_eq!(found, vec![Inequality { terms, upper: 2.0, family: "" }]);
        assert!(found[0].efficacy(&x) > 0.0);
    }

    #[test]
    fn lifting_gives_an_item_as_heavy_as_two_of_the_cover_the_coefficient_of_two() {
        let item = |column: usize, weight: f64| Item { column, weight, complemented: false, value: 0.5 };
        let cover = [item(0, 3.0), item(1, 3.0), item(2, 3.0)];
        let rest = vec![item(3, 6.0), item(4, 2.0), item(5, 9.0)];
        let knapsack = Knapsack { items: Vec::new(), most: 8.0 };
        let lifted = knapsack.lift(&cover, rest);
        let coefficients: Vec<(usize, f64)> = lifted.iter().map(|(i, c)| (i.column, *c)).collect();
        // Weight 9 does not fit at all; beside weight 6 nothing of the cover does; beside weight 2 two of it
        // do.
        assert_eq!(coefficients, vec![(5, 2.0), (3, 2.0)]);
    }
}
