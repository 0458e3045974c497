//! Greedy trees ("Classification and Regression Trees"): the split that decreases the Gini impurity most,
//! then the same on both sides. Columns are sorted once and keep their order on the way down, so that a level
//! of the tree costs one pass over the columns.

use super::arena::{Arena, Split};
use super::columns::{Column, Columns};
use super::data::Data;
use super::random::Stream;

/// How a greedy tree is made other than by looking at everything.
pub(super) enum Choice<'s> {
    /// The best split of all columns.
    Best,
    /// The best split of so many columns drawn at each node.
    Some { columns: usize, stream: &'s mut Stream },
    /// Of so many columns drawn at each node, the best of one threshold each, drawn too ("Extremely
    /// randomized trees", section 2).
    Drawn { columns: usize, stream: &'s mut Stream },
}

/// What a split may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Most branches above a leaf.
    pub depth: usize,
    /// Fewest points in a leaf, at least 1.
    pub bucket: usize,
}

/// Grows a tree from all points.
pub(super) fn grow<'a>(
    data: &'a Data,
    columns: &'a Columns,
    limits: Limits,
    mut choice: Choice,
) -> Arena<'a> {
    let mut arena = Arena::new(data, columns);
    let mut sorted = Sorted::new(data, columns);
    let mut waiting = vec![0];
    while let Some(t) = waiting.pop() {
        let (start, end) = (arena.places[t].start, arena.places[t].end);
        if arena.places[t].depth >= limits.depth || end - start < 2 * limits.bucket {
            continue;
        }
        let Some(found) = sorted.best(data, columns, start, end, limits.bucket, &mut choice) else {
            continue;
        };
        sorted.split(columns, start, end, &found);
        arena.split(t, Split::Column { column: found.column, threshold: found.threshold });
        if let Some((_, left, right)) = arena.places[t].branch {
            waiting.extend([right, left]);
        }
    }
    arena
}

struct Found {
    column: usize,
    threshold: f64,
    /// Σ over both sides of Σ weight² of each class / weight: the larger, the purer.
    purity: f64,
    /// Whether the threshold is a facet's own, and the gap round it as a share of the column's extent.
    facet: bool,
    gap: f64,
}

impl Found {
    /// A purer split; of two alike a facet, then the wider gap.
    fn is_better_than(&self, other: &Self) -> bool {
        let near = 1e-12 * other.purity.abs();
        if (self.purity - other.purity).abs() > near {
            return self.purity > other.purity;
        }
        (self.facet, self.gap) > (other.facet, other.gap)
    }
}

/// Per column the points in its order; those of a node stand together, at the same place in each.
struct Sorted {
    lists: Vec<Vec<u32>>,
    left: Vec<f64>,
    right: Vec<f64>,
    spare: Vec<u32>,
    on_left: Vec<bool>,
}

impl Sorted {
    fn new(data: &Data, columns: &Columns) -> Self {
        Self {
            lists: columns.list.iter().map(|column| column.order.clone()).collect(),
            left: vec![0.0; data.classes()],
            right: vec![0.0; data.classes()],
            spare: Vec::with_capacity(data.len()),
            on_left: vec![false; data.len()],
        }
    }

    /// The best split of the points `start..end`; `None` when they are of one class or cannot be split.
    fn best(
        &mut self,
        data: &Data,
        columns: &Columns,
        start: usize,
        end: usize,
        bucket: usize,
        choice: &mut Choice,
    ) -> Option<Found> {
        let first = *self.lists.first()?.get(start)? as usize;
        let points = &self.lists[0][start..end];
        if points.iter().all(|&i| data.label(i as usize) == data.label(first)) {
            return None;
        }
        let mut best: Option<Found> = None;
        let mut consider = |found: Option<Found>| {
            if let Some(found) = found
                && best.as_ref().is_none_or(|best| found.is_better_than(best))
            {
                best = Some(found);
            }
        };
        match choice {
            Choice::Best => {
                for k in 0..columns.list.len() {
                    consider(self.best_of(data, k, &columns.list[k], start, end, bucket, None));
                }
            }
            Choice::Some { columns: count, stream } => {
                for k in drawn(columns.list.len(), *count, stream) {
                    consider(self.best_of(data, k, &columns.list[k], start, end, bucket, None));
                }
            }
            Choice::Drawn { columns: count, stream } => {
                for k in drawn(columns.list.len(), *count, stream) {
                    let at = stream.unit();
                    consider(self.best_of(data, k, &columns.list[k], start, end, bucket, Some(at)));
                }
            }
        }
        best
    }

    /// The best split of a column; with `at` in [0, 1) only the first one that leaves this share of the
    /// points' extent on the left.
    fn best_of(
        &mut self,
        data: &Data,
        k: usize,
        column: &Column,
        start: usize,
        end: usize,
        bucket: usize,
        at: Option<f64>,
    ) -> Option<Found> {
        let list = &self.lists[k][start..end];
        let value = |position: usize| column.values[list[position] as usize];
        let (low, high) = (value(0), value(list.len() - 1));
        if low == high {
            return None;
        }
        let least = at.map_or(low, |share| low + share * (high - low));
        self.left.fill(0.0);
        self.right.fill(0.0);
        for &i in list {
            self.right[data.label(i as usize) as usize] += data.weight(i as usize);
        }
        let (mut weights, mut squares) = ([0.0, self.right.iter().sum()], [0.0, 0.0]);
        squares[1] = self.right.iter().map(|w| w * w).sum();
        let mut best: Option<Found> = None;
        for position in 0..list.len() - bucket {
            let i = list[position] as usize;
            let (class, weight) = (data.label(i) as usize, data.weight(i));
            squares[0] += weight * (2.0 * self.left[class] + weight);
            squares[1] -= weight * (2.0 * self.right[class] - weight);
            self.left[class] += weight;
            self.right[class] -= weight;
            weights[0] += weight;
            weights[1] -= weight;
            let (below, above) = (column.values[i], value(position + 1));
            if position + 1 < bucket || below == above || below < least && above <= least {
                continue;
            }
            let purity = squares[0] / weights[0] + squares[1] / weights[1];
            if best.as_ref().is_none_or(|best| purity >= best.purity) {
                let (threshold, facet) = column.threshold(below, above);
                let gap = (above - below) / column.extent;
                let found = Found { column: k, threshold, purity, facet, gap };
                if best.as_ref().is_none_or(|best| found.is_better_than(best)) {
                    best = Some(found);
                }
            }
            if at.is_some() {
                break;
            }
        }
        best
    }

    /// Moves the points on the left of a split before the others, in all lists.
    fn split(&mut self, columns: &Columns, start: usize, end: usize, found: &Found) {
        let column = &columns.list[found.column];
        for &i in &self.lists[found.column][start..end] {
            self.on_left[i as usize] = column.values[i as usize] <= found.threshold;
        }
        for list in &mut self.lists {
            self.spare.clear();
            let mut middle = start;
            for position in start..end {
                let i = list[position];
                if self.on_left[i as usize] {
                    list[middle] = i;
                    middle += 1;
                } else {
                    self.spare.push(i);
                }
            }
            list[middle..end].copy_from_slice(&self.spare);
        }
    }
}

/// `count` different numbers below `limit`, at least one, in random order.
fn drawn(limit: usize, count: usize, stream: &mut Stream) -> Vec<usize> {
    let mut all: Vec<usize> = (0..limit).collect();
    stream.shuffle(&mut all);
    all.truncate(count.max(1));
    all
}
