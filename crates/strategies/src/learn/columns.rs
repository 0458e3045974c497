//! The data as splits see them: one sorted column a parameter, and one a direction of candidate facets.

use super::data::Data;
use super::error::LearnError;
use super::hyperplane::{Hyperplane, value};
use super::params::{MAX_FACETS, SAME_DIRECTION};
use std::collections::BTreeMap;

/// A direction a with a·θ of every point.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub terms: Vec<(u32, f64)>,
    /// Right-hand sides of the facets of this direction, ascending.
    pub bounds: Vec<f64>,
    pub values: Vec<f64>,
    /// Points by their value, then by their index.
    pub order: Vec<u32>,
    /// The position of each point in `order`.
    pub rank: Vec<u32>,
    /// Largest value less the smallest, positive.
    pub extent: f64,
}

/// A direction, and the right-hand sides of the facets that have it.
struct Direction {
    terms: Vec<(u32, f64)>,
    bounds: Vec<f64>,
}

/// All directions of one learner.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    /// Those of parameters that vary, then those of facets.
    pub list: Vec<Column>,
    /// (θ − low) / extent of every point, one list a parameter; zero for one that never varies.
    pub scaled: Vec<Vec<f64>>,
    pub low: Vec<f64>,
    pub extent: Vec<f64>,
}

impl Columns {
    /// Sorts the data, with the directions of `facets` besides.
    ///
    /// # Errors
    /// A facet that names a parameter that is not there, or holds a number that is not finite.
    pub(super) fn new(data: &Data, facets: &[Hyperplane]) -> Result<Self, LearnError> {
        for (k, facet) in facets.iter().enumerate() {
            facet.validate(data.width(), &format!("facets[{k}]"))?;
        }
        let (low, extent) = data.ranges();
        let mut directions: Vec<Direction> = (0..data.width())
            .map(|j| Direction { terms: vec![(j as u32, 1.0)], bounds: Vec::new() })
            .collect();
        add_facets(&mut directions, facets, &low, &extent);
        let of_facets = directions.split_off(data.width());
        directions.extend(best_separating(data, of_facets));
        let list = directions.into_iter().filter_map(|d| Column::new(data, d)).collect();
        let scaled = (0..data.width()).map(|j| scaled(data, j, low[j], extent[j])).collect();
        Ok(Self { list, scaled, low, extent })
    }
}

fn scaled(data: &Data, j: usize, low: f64, extent: f64) -> Vec<f64> {
    let factor = if extent > 0.0 { 1.0 / extent } else { 0.0 };
    (0..data.len()).map(|i| (data.point(i)[j] - low) * factor).collect()
}

impl Column {
    /// `None` when all points have the same value.
    fn new(data: &Data, direction: Direction) -> Option<Self> {
        let Direction { terms, bounds } = direction;
        let values: Vec<f64> = (0..data.len()).map(|i| value(&terms, data.point(i))).collect();
        let mut order: Vec<u32> = (0..data.len() as u32).collect();
        order.sort_by(|&a, &b| values[a as usize].total_cmp(&values[b as usize]).then(a.cmp(&b)));
        let mut rank = vec![0; order.len()];
        for (position, &i) in order.iter().enumerate() {
            rank[i as usize] = position as u32;
        }
        let (first, last) = (order[0] as usize, order[order.len() - 1] as usize);
        let extent = values[last] - values[first];
        (extent > 0.0).then_some(Self { terms, bounds, values, order, rank, extent })
    }

    /// A right-hand side that separates the neighbouring values `below` < `above`, and whether it is one of a
    /// facet. Otherwise it is the middle.
    pub(super) fn threshold(&self, below: f64, above: f64) -> (f64, bool) {
        let next = self.bounds.partition_point(|&bound| bound < below);
        if let Some(&bound) = self.bounds.get(next).filter(|&&bound| bound < above) {
            return (bound, true);
        }
        let middle = 0.5 * below + 0.5 * above;
        (if middle >= below && middle < above { middle } else { below }, false)
    }
}

/// Adds the facets to the directions, those of one direction together. Negated ones count as the same: both
/// say where the boundary is.
fn add_facets(directions: &mut Vec<Direction>, facets: &[Hyperplane], low: &[f64], extent: &[f64]) {
    let mut known: BTreeMap<Vec<(u32, i64)>, usize> = BTreeMap::new();
    for (position, direction) in directions.iter().enumerate() {
        known.insert(signature(&direction.terms, extent).0, position);
    }
    for facet in facets {
        let mut bound = facet.bound;
        let mut terms = Vec::with_capacity(facet.terms.len());
        for &(parameter, coefficient) in &facet.terms {
            let j = parameter as usize;
            if extent[j] == 0.0 {
                bound -= coefficient * low[j]; // never varies, so it is part of the right-hand side
            } else if coefficient != 0.0 {
                terms.push((parameter, coefficient));
            }
        }
        terms.sort_by_key(|&(parameter, _)| parameter);
        let (key, scale) = signature(&terms, extent);
        if key.is_empty() {
            continue;
        }
        let position = *known.entry(key).or_insert_with(|| {
            directions.push(Direction { terms, bounds: Vec::new() });
            directions.len() - 1
        });
        let Direction { terms, bounds } = &mut directions[position];
        let factor = signature(terms, extent).1 / scale;
        // The first facet of a direction keeps its right-hand side to the last bit.
        bounds.push(if factor == 1.0 { bound } else { bound * factor });
    }
    for direction in directions {
        direction.bounds.sort_by(f64::total_cmp);
        direction.bounds.dedup();
    }
}

/// A direction up to a factor, rounded, and the factor.
fn signature(terms: &[(u32, f64)], extent: &[f64]) -> (Vec<(u32, i64)>, f64) {
    let mut scale = 0.0f64;
    for &(parameter, coefficient) in terms {
        let scaled = coefficient * extent[parameter as usize];
        if scaled.abs() > scale.abs() * (1.0 + SAME_DIRECTION) {
            scale = scaled;
        }
    }
    if scale == 0.0 {
        return (Vec::new(), 1.0);
    }
    let rounded = |c: f64, parameter: u32| (c * extent[parameter as usize] / scale / SAME_DIRECTION).round();
    let key = terms.iter().map(|&(j, c)| (j, rounded(c, j) as i64)).filter(|&(_, r)| r != 0).collect();
    (key, scale)
}

/// The directions whose facets decrease the Gini impurity most, at most [`MAX_FACETS`], in their old order;
/// those whose facets separate nothing are dropped.
fn best_separating(data: &Data, directions: Vec<Direction>) -> Vec<Direction> {
    let mut scored: Vec<(f64, usize)> = directions
        .iter()
        .enumerate()
        .map(|(position, direction)| (separation(data, direction), position))
        .filter(|&(gain, _)| gain > 0.0)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    scored.truncate(MAX_FACETS);
    let mut kept = vec![false; directions.len()];
    for (_, position) in scored {
        kept[position] = true;
    }
    directions.into_iter().zip(kept).filter_map(|(direction, keep)| keep.then_some(direction)).collect()
}

/// Σ over both sides of Σ weight² of each class / weight, less the same for all points together: the decrease
/// of the Gini impurity by the best facet of this direction; zero when none has points on both sides.
fn separation(data: &Data, direction: &Direction) -> f64 {
    let purity = |sums: &[f64]| {
        let weight: f64 = sums.iter().sum();
        if weight > 0.0 { sums.iter().map(|s| s * s).sum::<f64>() / weight } else { 0.0 }
    };
    let all = data.class_weights();
    let values: Vec<f64> = (0..data.len()).map(|i| value(&direction.terms, data.point(i))).collect();
    let mut best = 0.0f64;
    for &bound in &direction.bounds {
        let mut left = vec![0.0; data.classes()];
        let mut count = 0;
        for i in (0..data.len()).filter(|&i| values[i] <= bound) {
            left[data.label(i) as usize] += data.weight(i);
            count += 1;
        }
        if count == 0 || count == data.len() {
            continue;
        }
        let right: Vec<f64> = all.iter().zip(&left).map(|(all, left)| all - left).collect();
        // A facet that separates points but not classes may still matter below another split.
        best = best.max((purity(&left) + purity(&right) - purity(&all)).max(f64::MIN_POSITIVE));
    }
    best
}
