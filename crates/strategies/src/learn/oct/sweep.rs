//! All ways to divide points in an order: the first so many to the left subtree, the others to the right one.

use super::majority::Majority;

/// The points of a node, each with where it would go in either subtree. Classes are numbered anew, only those
/// that occur.
#[derive(Clone, Debug, Default)]
pub(super) struct Points {
    /// Their indices in the data.
    pub index: Vec<u32>,
    pub class: Vec<u32>,
    pub weight: Vec<f64>,
    /// The leaf of each in the left subtree, were the point there, and in the right one.
    pub left: Vec<u32>,
    pub right: Vec<u32>,
    pub left_leaves: usize,
    pub right_leaves: usize,
    pub classes: usize,
    pub total: f64,
}

/// Scratch of a sweep.
#[derive(Clone, Debug, Default)]
pub(super) struct Sweep {
    side: Majority,
    /// The weight that the left subtree gets right with the first so many points; negative where a leaf of
    /// it lacks points.
    correct: Vec<f64>,
}

impl Sweep {
    /// Calls `visit(k, correct)` for each k at which the first k points of `order` may go left and the others
    /// right, with the weight that both subtrees then get right; k from large to small. `order` holds
    /// positions in `points`; `tied(k)` says that point k cannot be told from the one before.
    pub(super) fn divide(
        &mut self,
        points: &Points,
        order: &[u32],
        bucket: usize,
        tied: impl Fn(usize) -> bool,
        mut visit: impl FnMut(usize, f64),
    ) {
        self.side.reset(points.left_leaves, points.classes, bucket);
        self.correct.clear();
        for &i in order {
            self.correct.push(if self.side.is_full() { self.side.correct() } else { -1.0 });
            let i = i as usize;
            self.side.add(points.left[i] as usize, points.class[i] as usize, points.weight[i]);
        }
        self.side.reset(points.right_leaves, points.classes, bucket);
        for k in (1..order.len()).rev() {
            let i = order[k] as usize;
            self.side.add(points.right[i] as usize, points.class[i] as usize, points.weight[i]);
            let left = self.correct[k];
            if left < 0.0 {
                return;
            }
            if self.side.is_full() && !tied(k) {
                visit(k, left + self.side.correct());
            }
        }
    }

    /// The weight that one subtree gets right when all points go there, and whether its leaves have the
    /// points that they need.
    pub(super) fn all(&mut self, points: &Points, left: bool, bucket: usize) -> (f64, bool) {
        let (leaf, leaves) =
            if left { (&points.left, points.left_leaves) } else { (&points.right, points.right_leaves) };
        self.side.reset(leaves, points.classes, bucket);
        for i in 0..points.index.len() {
            self.side.add(leaf[i] as usize, points.class[i] as usize, points.weight[i]);
        }
        (self.side.correct(), self.side.is_full())
    }

    /// The weight that both subtrees get right when point i goes left where `is_left(i)`; `None` when a leaf
    /// lacks points.
    pub(super) fn sides(
        &mut self,
        points: &Points,
        bucket: usize,
        is_left: impl Fn(usize) -> bool,
    ) -> Option<f64> {
        let mut correct = 0.0;
        for left in [true, false] {
            let (leaf, leaves) =
                if left { (&points.left, points.left_leaves) } else { (&points.right, points.right_leaves) };
            self.side.reset(leaves, points.classes, bucket);
            for i in (0..points.index.len()).filter(|&i| is_left(i) == left) {
                self.side.add(leaf[i] as usize, points.class[i] as usize, points.weight[i]);
            }
            if !self.side.is_full() {
                return None;
            }
            correct += self.side.correct();
        }
        Some(correct)
    }
}
