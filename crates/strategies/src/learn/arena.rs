//! A tree while it is made: its nodes know which training points they hold.

use super::columns::Columns;
use super::data::Data;
use super::error::LearnError;
use super::hyperplane::Hyperplane;
use super::prune::{Link, collapsed};
use super::tree::{Branch, Node, Tree};

/// Where a branch sends points.
#[derive(Clone, Debug)]
pub(super) enum Split {
    /// Values of a column up to a threshold go left.
    Column {
        column: usize,
        threshold: f64,
    },
    Oblique {
        hyperplane: Hyperplane,
        complexity: f64,
    },
}

impl Split {
    #[inline]
    pub(super) fn holds(&self, columns: &Columns, data: &Data, point: usize) -> bool {
        match self {
            Self::Column { column, threshold } => columns.list[*column].values[point] <= *threshold,
            Self::Oblique { hyperplane, .. } => hyperplane.holds(data.point(point)),
        }
    }

    /// ‖a‖₁, a scaled so that it is 1 for what was given: parameters and candidate facets.
    pub(super) fn complexity(&self) -> f64 {
        match self {
            Self::Column { .. } => 1.0,
            Self::Oblique { complexity, .. } => *complexity,
        }
    }

    pub(super) fn hyperplane(&self, columns: &Columns) -> Hyperplane {
        match self {
            Self::Column { column, threshold } => {
                Hyperplane { terms: columns.list[*column].terms.clone(), bound: *threshold }
            }
            Self::Oblique { hyperplane, .. } => hyperplane.clone(),
        }
    }
}

/// A node; nodes that a change has cut off stay in the list, not `alive`.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// Its branch and the children; `None` in a leaf.
    pub branch: Option<(Split, usize, usize)>,
    pub parent: Option<usize>,
    pub depth: usize,
    /// Its points are `order[start..end]`.
    pub start: usize,
    pub end: usize,
    pub alive: bool,
    /// Nothing that its best change depends on is other than when it was last looked for.
    pub settled: bool,
}

/// A tree being made. Node 0 is the root.
#[derive(Clone, Debug)]
pub(super) struct Arena<'a> {
    pub data: &'a Data,
    pub columns: &'a Columns,
    pub places: Vec<Place>,
    /// The points, those of each node together.
    pub order: Vec<u32>,
    spare: Vec<u32>,
}

impl<'a> Arena<'a> {
    /// One leaf with all points.
    pub(super) fn new(data: &'a Data, columns: &'a Columns) -> Self {
        let root = Place {
            branch: None,
            parent: None,
            depth: 0,
            start: 0,
            end: data.len(),
            alive: true,
            settled: false,
        };
        let order = (0..data.len() as u32).collect();
        Self { data, columns, places: vec![root], order, spare: Vec::new() }
    }

    pub(super) fn points(&self, t: usize) -> &[u32] {
        &self.order[self.places[t].start..self.places[t].end]
    }

    /// Gives a leaf two children, or a branch another split with the same children, and sends the points.
    pub(super) fn split(&mut self, t: usize, split: Split) {
        let children = match &self.places[t].branch {
            Some((_, left, right)) => (*left, *right),
            None => (self.leaf_below(t), self.leaf_below(t)),
        };
        self.places[t].branch = Some((split, children.0, children.1));
        self.send(t);
        self.unsettle(t);
    }

    /// A new child of `t`, without points yet.
    fn leaf_below(&mut self, t: usize) -> usize {
        let Place { depth, start, .. } = self.places[t];
        self.places.push(Place {
            branch: None,
            parent: Some(t),
            depth: depth + 1,
            start,
            end: start,
            alive: true,
            settled: false,
        });
        self.places.len() - 1
    }

    /// Puts what stands at a child in the place of its parent `t`.
    pub(super) fn lift(&mut self, t: usize, left: bool) {
        let Some((_, l, r)) = self.places[t].branch.take() else { return };
        let (kept, lost) = if left { (l, r) } else { (r, l) };
        self.bury(lost);
        self.places[kept].alive = false;
        if let Some((split, left, right)) = self.places[kept].branch.take() {
            self.places[left].parent = Some(t);
            self.places[right].parent = Some(t);
            self.places[t].branch = Some((split, left, right));
        }
        self.deepen(t, self.places[t].depth);
        self.send(t);
        self.unsettle(t);
    }

    /// Makes a branch a leaf.
    pub(super) fn cut(&mut self, t: usize) {
        if let Some((_, left, right)) = self.places[t].branch.take() {
            self.bury(left);
            self.bury(right);
        }
        self.unsettle(t);
    }

    fn bury(&mut self, t: usize) {
        for node in self.subtree(t) {
            self.places[node].alive = false;
        }
    }

    fn deepen(&mut self, t: usize, depth: usize) {
        self.places[t].depth = depth;
        if let Some((_, left, right)) = self.places[t].branch {
            self.deepen(left, depth + 1);
            self.deepen(right, depth + 1);
        }
    }

    /// Sends the points of `t` down to the leaves below.
    fn send(&mut self, t: usize) {
        let mut waiting = vec![t];
        while let Some(t) = waiting.pop() {
            let Some((split, left, right)) = &self.places[t].branch else { continue };
            let (left, right) = (*left, *right);
            let (start, end) = (self.places[t].start, self.places[t].end);
            self.spare.clear();
            let mut middle = start;
            for k in start..end {
                let point = self.order[k];
                if split.holds(self.columns, self.data, point as usize) {
                    self.order[middle] = point;
                    middle += 1;
                } else {
                    self.spare.push(point);
                }
            }
            self.order[middle..end].copy_from_slice(&self.spare);
            (self.places[left].start, self.places[left].end) = (start, middle);
            (self.places[right].start, self.places[right].end) = (middle, end);
            waiting.extend([left, right]);
        }
    }

    /// What stands above and below a change has to be looked at again.
    fn unsettle(&mut self, t: usize) {
        for node in self.subtree(t) {
            self.places[node].settled = false;
        }
        let mut above = self.places[t].parent;
        while let Some(t) = above {
            self.places[t].settled = false;
            above = self.places[t].parent;
        }
    }

    /// The nodes from `t` downwards, in preorder.
    pub(super) fn subtree(&self, t: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut waiting = vec![t];
        while let Some(t) = waiting.pop() {
            found.push(t);
            if let Some((_, left, right)) = &self.places[t].branch {
                waiting.extend([*right, *left]);
            }
        }
        found
    }

    /// The weight that a leaf gets wrong; zero for a branch.
    pub(super) fn errors(&self, t: usize) -> f64 {
        match self.places[t].branch {
            Some(_) => 0.0,
            None => self.leaf_errors(t, &mut vec![0.0; self.data.classes()]),
        }
    }

    /// Σ of the complexities of the splits from `t` downwards.
    pub(super) fn complexity(&self, t: usize) -> f64 {
        let splits = self.subtree(t).into_iter().filter_map(|t| self.places[t].branch.as_ref());
        splits.map(|(split, ..)| split.complexity()).sum()
    }

    /// Makes leaves of the branches whose splits do not pay at `penalty` a unit of complexity.
    pub(super) fn prune(&mut self, penalty: f64) {
        let nodes = self.subtree(0);
        let mut position = vec![0; self.places.len()];
        for (k, &t) in nodes.iter().enumerate() {
            position[t] = k;
        }
        let mut sums = vec![0.0; self.data.classes()];
        let link = |t: &usize| Link {
            errors: self.leaf_errors(*t, &mut sums),
            branch: self.places[*t]
                .branch
                .as_ref()
                .map(|(split, _, right)| (position[*right], split.complexity())),
        };
        let links: Vec<Link> = nodes.iter().map(link).collect();
        for (k, cut) in collapsed(&links, penalty).into_iter().enumerate() {
            if cut && self.places[nodes[k]].alive {
                self.cut(nodes[k]);
            }
        }
    }

    /// The weight that the heaviest class of a node gets wrong; `sums` is scratch, one entry a class.
    fn leaf_errors(&self, t: usize, sums: &mut [f64]) -> f64 {
        sums.fill(0.0);
        let mut total = 0.0;
        for &i in self.points(t) {
            sums[self.data.label(i as usize) as usize] += self.data.weight(i as usize);
            total += self.data.weight(i as usize);
        }
        total - sums.iter().copied().fold(0.0, f64::max)
    }

    /// The tree as plain data.
    ///
    /// # Errors
    /// None but what a mistake of ours would make.
    pub(super) fn freeze(&self) -> Result<Tree, LearnError> {
        let alive = self.subtree(0);
        let mut position = vec![0; self.places.len()];
        for (k, &t) in alive.iter().enumerate() {
            position[t] = k;
        }
        let mut sums = vec![0.0; self.data.classes()];
        let mut nodes = Vec::with_capacity(alive.len());
        for &t in &alive {
            sums.fill(0.0);
            for &i in self.points(t) {
                sums[self.data.label(i as usize) as usize] += self.data.weight(i as usize);
            }
            let counts = sums.iter().enumerate().filter(|&(_, &weight)| weight > 0.0);
            let branch = self.places[t].branch.as_ref().map(|(split, _, right)| Branch {
                split: split.hyperplane(self.columns),
                right: position[*right] as u32,
                complexity: split.complexity(),
            });
            nodes.push(Node { branch, counts: counts.map(|(c, &weight)| (c as u32, weight)).collect() });
        }
        Tree::new(self.data.width() as u32, self.data.classes() as u32, nodes)
    }
}
