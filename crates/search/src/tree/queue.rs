//! The open nodes, by bound and by estimate.

use super::node::Index;
use std::collections::BTreeSet;

/// A number that is never NaN, in its usual order.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Key(f64);

impl Eq for Key {}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// Open nodes. Ties go to the node that was made first, so that the order depends on nothing else.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    by_bound: BTreeSet<(Key, u64, Index)>,
    by_estimate: BTreeSet<(Key, u64, Index)>,
}

/// What the queue needs to know about a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// Where it is.
    pub index: Index,
    /// Its number.
    pub id: u64,
    /// Its bound.
    pub bound: f64,
    /// Its estimate.
    pub estimate: f64,
}

impl Queue {
    /// Adds an open node.
    pub fn insert(&mut self, e: Entry) {
        self.by_bound.insert((Key(e.bound), e.id, e.index));
        self.by_estimate.insert((Key(e.estimate), e.id, e.index));
    }

    /// Takes a node out.
    pub fn remove(&mut self, e: Entry) {
        self.by_bound.remove(&(Key(e.bound), e.id, e.index));
        self.by_estimate.remove(&(Key(e.estimate), e.id, e.index));
    }

    /// The least bound of all open nodes.
    pub fn best_bound(&self) -> Option<f64> {
        self.by_bound.first().map(|e| e.0.0)
    }

    /// The node with the least bound.
    pub fn first_by_bound(&self) -> Option<Index> {
        self.by_bound.first().map(|e| e.2)
    }

    /// The node with the least estimate.
    pub fn first_by_estimate(&self) -> Option<Index> {
        self.by_estimate.first().map(|e| e.2)
    }

    /// The node with the greatest bound.
    pub fn last_by_bound(&self) -> Option<(f64, Index)> {
        self.by_bound.last().map(|e| (e.0.0, e.2))
    }

    /// Number of open nodes.
    pub fn len(&self) -> usize {
        self.by_bound.len()
    }

    /// Whether no node is open.
    pub fn is_empty(&self) -> bool {
        self.by_bound.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_orders_see_the_same_nodes() {
        let mut queue = Queue::default();
        let entry = |index, bound, estimate| Entry { index, id: u64::from(index), bound, estimate };
        for e in [entry(0, 1.0, 9.0), entry(1, 2.0, 5.0), entry(2, 0.0, 7.0)] {
            queue.insert(e);
        }
        assert_eq!((queue.first_by_bound(), queue.first_by_estimate()), (Some(2), Some(1)));
        assert_eq!(queue.last_by_bound(), Some((2.0, 1)));
        queue.remove(entry(1, 2.0, 5.0));
        assert_eq!((queue.len(), queue.first_by_estimate()), (2, Some(2)));
    }
}
