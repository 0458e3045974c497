//! The best change of one node ("Machine Learning under a Modern Optimization Lens", section 2.3): another
//! split with both subtrees kept, or one of the subtrees in its place.

use super::oblique::Oblique;
use super::rules::Rules;
use super::sweep::{Points, Sweep};
use crate::learn::arena::{Arena, Split};
use crate::learn::random::Stream;

/// What a node can become.
enum Change {
    Split(Split),
    Lift { left: bool },
    Cut,
}

/// A node before another split is looked for.
struct Standing<'s> {
    errors: f64,
    /// The price of the complexity below it.
    base: f64,
    split: Option<&'s Split>,
    loss: f64,
    change: Option<Change>,
}

/// Looks for changes of nodes; holds the scratch that this needs.
pub(super) struct Improver {
    rules: Rules,
    points: Points,
    sweep: Sweep,
    oblique: Oblique,
    /// Of each point of the data its position in the node, `NONE` elsewhere.
    position: Vec<u32>,
    order: Vec<u32>,
    keys: Vec<u64>,
    /// New numbers of classes, `NONE` where not yet met.
    class: Vec<u32>,
    /// Points that sweeps passed, one column counted once: what a search is charged.
    pub work: u64,
}

const NONE: u32 = u32::MAX;

/// The best column split so far.
struct Candidate {
    loss: f64,
    column: usize,
    threshold: f64,
    facet: bool,
    gap: f64,
}

impl Improver {
    pub(super) fn new(arena: &Arena<'_>, rules: Rules) -> Self {
        Self {
            rules,
            points: Points::default(),
            sweep: Sweep::default(),
            oblique: Oblique::default(),
            position: vec![NONE; arena.data.len()],
            order: Vec::new(),
            keys: Vec::new(),
            class: vec![NONE; arena.data.classes()],
            work: 0,
        }
    }

    /// Makes the best change of node `t` when it lowers the loss, and tells whether it did.
    pub(super) fn improve(&mut self, arena: &mut Arena<'_>, t: usize, stream: &mut Stream) -> bool {
        self.gather(arena, t);
        let points = std::mem::take(&mut self.points);
        let change = self.best_change(arena, &points, t, stream);
        self.points = points;
        self.release();
        match change {
            None => return false,
            Some(Change::Split(split)) => arena.split(t, split),
            Some(Change::Lift { left }) => arena.lift(t, left),
            Some(Change::Cut) => arena.cut(t),
        }
        true
    }

    fn best_change(
        &mut self,
        arena: &Arena<'_>,
        points: &Points,
        t: usize,
        stream: &mut Stream,
    ) -> Option<Change> {
        let Rules { penalty, oblique, tolerance, .. } = self.rules;
        let Standing { errors, base, split, mut loss, mut change } = self.standing(arena, points, t)?;
        // What another split can reach at best: no errors, at the price of a parallel one.
        let least = base + penalty;
        let may_simplify = split.is_some_and(|split| split.complexity() > 1.0 + tolerance);
        if least >= loss - tolerance || errors <= tolerance && !may_simplify {
            return change;
        }
        let candidate = self.best_column(arena, points, base);
        let column = candidate.as_ref().map(|c| Split::Column { column: c.column, threshold: c.threshold });
        let starts = [split, column.as_ref()];
        let mut found = None;
        if oblique && candidate.as_ref().is_none_or(|c| least < c.loss - tolerance) {
            found = self.oblique.best(arena, points, &mut self.sweep, starts, base, &self.rules, stream);
            self.work += self.oblique.take_work();
        }
        if let Some(candidate) = candidate.filter(|candidate| candidate.loss < loss - tolerance) {
            loss = candidate.loss;
            change = column.map(Change::Split);
        }
        if let Some((split, found)) = found.filter(|&(_, found)| found < loss - self.rules.least_gain()) {
            (loss, change) = (found, Some(Change::Split(split)));
        }
        debug_assert!(loss.is_finite());
        change
    }

    /// What the node costs as it is, or with the best change that needs no new split; `None` when it is a
    /// leaf that cannot be split.
    fn standing<'s>(&mut self, arena: &'s Arena<'_>, points: &Points, t: usize) -> Option<Standing<'s>> {
        let Rules { limits, penalty, tolerance, .. } = self.rules;
        let leaf = points.total - heaviest_class(points);
        let Some((split, left, right)) = &arena.places[t].branch else {
            let full = arena.places[t].depth >= limits.depth || points.index.len() < 2 * limits.bucket;
            return (!full).then_some(Standing {
                errors: leaf,
                base: 0.0,
                split: None,
                loss: leaf,
                change: None,
            });
        };
        let is_left = |i: usize| split.holds(arena.columns, arena.data, points.index[i] as usize);
        let correct = self.sweep.sides(points, limits.bucket, is_left);
        let errors = correct.map_or(points.total, |correct| points.total - correct);
        let below = [arena.complexity(*left), arena.complexity(*right)];
        let base = penalty * (below[0] + below[1]);
        let mut loss = errors + base + penalty * split.complexity();
        let mut change = None;
        for (left, complexity) in [(true, below[0]), (false, below[1])] {
            let (correct, full) = self.sweep.all(points, left, limits.bucket);
            let lifted = points.total - correct + penalty * complexity;
            if full && lifted < loss - tolerance {
                (loss, change) = (lifted, Some(Change::Lift { left }));
            }
        }
        if leaf < loss - tolerance {
            (loss, change) = (leaf, Some(Change::Cut));
        }
        Some(Standing { errors, base, split: Some(split), loss, change })
    }

    /// The column split of the smallest loss; of several alike a facet, then the one with the widest gap.
    fn best_column(&mut self, arena: &Arena<'_>, points: &Points, base: f64) -> Option<Candidate> {
        let Rules { limits, penalty, tolerance, .. } = self.rules;
        let mut best: Option<Candidate> = None;
        for (k, column) in arena.columns.list.iter().enumerate() {
            self.sort(points, &column.order, &column.rank);
            self.work += self.order.len() as u64;
            let order = &self.order;
            let value = |k: usize| column.values[points.index[order[k] as usize] as usize];
            let base = base + penalty + points.total;
            let visit = |position: usize, correct: f64| {
                let loss = base - correct;
                if best.as_ref().is_some_and(|best| loss > best.loss + tolerance) {
                    return;
                }
                let (below, above) = (value(position - 1), value(position));
                let (threshold, facet) = column.threshold(below, above);
                let gap = (above - below) / column.extent;
                let better = best
                    .as_ref()
                    .is_none_or(|best| loss < best.loss - tolerance || (facet, gap) > (best.facet, best.gap));
                if better {
                    best = Some(Candidate { loss, column: k, threshold, facet, gap });
                }
            };
            self.sweep.divide(points, order, limits.bucket, |k| value(k - 1) == value(k), visit);
        }
        best
    }

    /// Fills `order` with the node's points in a column's order.
    fn sort(&mut self, points: &Points, order: &[u32], rank: &[u32]) {
        let count = points.index.len();
        self.order.clear();
        // Sorting few points is cheaper than picking them out of all, whose order is known.
        if count * (count.ilog2() as usize + 1) < order.len() {
            self.keys.clear();
            let ranked = points.index.iter().enumerate();
            self.keys.extend(ranked.map(|(k, &i)| u64::from(rank[i as usize]) << 32 | k as u64));
            self.keys.sort_unstable();
            self.order.extend(self.keys.iter().map(|&key| key as u32));
        } else {
            let positions = order.iter().map(|&i| self.position[i as usize]);
            self.order.extend(positions.filter(|&position| position != NONE));
        }
    }

    /// Reads the points of a node, and where each would go in both subtrees.
    fn gather(&mut self, arena: &Arena<'_>, t: usize) {
        let points = &mut self.points;
        points.index.clear();
        points.index.extend_from_slice(arena.points(t));
        points.class.clear();
        points.weight.clear();
        (points.classes, points.total) = (0, 0.0);
        for (k, &i) in points.index.iter().enumerate() {
            self.position[i as usize] = k as u32;
            let class = &mut self.class[arena.data.label(i as usize) as usize];
            if *class == NONE {
                *class = points.classes as u32;
                points.classes += 1;
            }
            points.class.push(*class);
            points.weight.push(arena.data.weight(i as usize));
            points.total += arena.data.weight(i as usize);
        }
        let children = arena.places[t].branch.as_ref().map(|(_, left, right)| (*left, *right));
        points.left_leaves = leaves(arena, children.map(|c| c.0), &points.index, &mut points.left);
        points.right_leaves = leaves(arena, children.map(|c| c.1), &points.index, &mut points.right);
    }

    /// Forgets the node.
    fn release(&mut self) {
        for &i in &self.points.index {
            self.position[i as usize] = NONE;
        }
        self.class.fill(NONE);
    }
}

/// Of each point the leaf that it comes to from `root`, in the order of the leaves; a new leaf when there is
/// no `root`. Returns the number of leaves.
fn leaves(arena: &Arena<'_>, root: Option<usize>, index: &[u32], into: &mut Vec<u32>) -> usize {
    into.clear();
    into.resize(index.len(), 0);
    let Some(root) = root else { return 1 };
    let mut count = 0;
    // Parts of the points, each with the node that it is at.
    let mut waiting = vec![(root, (0..index.len() as u32).collect::<Vec<u32>>())];
    while let Some((t, part)) = waiting.pop() {
        match &arena.places[t].branch {
            None => {
                for &k in &part {
                    into[k as usize] = count;
                }
                count += 1;
            }
            Some((split, left, right)) => {
                let holds = |k: &u32| split.holds(arena.columns, arena.data, index[*k as usize] as usize);
                let (on_left, on_right) = part.iter().partition(|k| holds(k));
                waiting.extend([(*right, on_right), (*left, on_left)]);
            }
        }
    }
    count as usize
}

/// The weight of the heaviest class.
fn heaviest_class(points: &Points) -> f64 {
    let mut sums = vec![0.0; points.classes];
    for (&class, weight) in points.class.iter().zip(&points.weight) {
        sums[class as usize] += weight;
    }
    sums.into_iter().fold(0.0, f64::max)
}
