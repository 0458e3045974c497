//! A decision tree as plain data.

use super::classifier::{Classifier, copy, ranked};
use super::error::{LearnError, finite};
use super::hyperplane::Hyperplane;
use super::params::{PRIOR_WEIGHT, RANKED};
use serde::{Deserialize, Serialize};

/// Where a branch sends points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// Points for which it holds go left, to the node that follows; the others go right.
    pub split: Hyperplane,
    /// The node on the right.
    pub right: u32,
    /// ‖a‖₁ of the split, a scaled so that it is 1 for a parallel split and for a candidate facet, and that
    /// the largest coefficient is 1, in the ranges of the training data, for any other hyperplane.
    pub complexity: f64,
}

/// A branch or a leaf, with the training points that came there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// `None` in a leaf.
    pub branch: Option<Branch>,
    /// Class and weight of the training points, the heaviest first, then by class.
    pub counts: Vec<(u32, f64)>,
}

/// A decision tree. Nodes stand in preorder: the root first, the left subtree right after its branch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Plain", into = "Plain")]
pub struct Tree {
    width: u32,
    classes: u32,
    nodes: Vec<Node>,
    /// Of each leaf, the most likely classes: by its own weights and those of its ancestors, so that a pure
    /// leaf has a second and a third guess too. Empty in branches.
    rankings: Vec<Vec<u32>>,
}

/// What is stored of a tree.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Plain {
    width: u32,
    classes: u32,
    nodes: Vec<Node>,
}

impl From<Tree> for Plain {
    fn from(tree: Tree) -> Self {
        Self { width: tree.width, classes: tree.classes, nodes: tree.nodes }
    }
}

impl TryFrom<Plain> for Tree {
    type Error = LearnError;

    fn try_from(plain: Plain) -> Result<Self, LearnError> {
        Self::new(plain.width, plain.classes, plain.nodes)
    }
}

impl Tree {
    /// A tree over `width` parameters and `classes` classes.
    ///
    /// # Errors
    /// Nodes that are no tree in preorder, or that name a parameter or a class that is not there; numbers
    /// that are not finite.
    pub fn new(width: u32, classes: u32, mut nodes: Vec<Node>) -> Result<Self, LearnError> {
        if nodes.is_empty() {
            return Err(LearnError::Empty { field: "nodes" });
        }
        if classes == 0 {
            return Err(LearnError::Empty { field: "classes" });
        }
        check_shape(&nodes)?;
        for (t, node) in nodes.iter_mut().enumerate() {
            if let Some(branch) = &node.branch {
                branch.split.validate(width as usize, &format!("nodes[{t}].split"))?;
                finite(branch.complexity, || format!("nodes[{t}].complexity"))?;
            }
            check_counts(t, &node.counts, classes)?;
            node.counts.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        }
        let rankings = rankings(&nodes);
        Ok(Self { width, classes, nodes, rankings })
    }

    /// Entries of θ.
    pub fn width(&self) -> usize {
        self.width as usize
    }

    /// Number of classes, whether a leaf names them or not.
    pub fn classes(&self) -> usize {
        self.classes as usize
    }

    /// The nodes in preorder.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The leaf of θ, as a position in [`Tree::nodes`].
    #[inline]
    pub fn leaf(&self, theta: &[f64]) -> usize {
        let mut t = 0;
        while let Some(branch) = &self.nodes[t].branch {
            t = if branch.split.holds(theta) { t + 1 } else { branch.right as usize };
        }
        t
    }

    /// The most likely classes of a leaf, the best first; empty for a branch.
    pub fn ranking(&self, leaf: usize) -> &[u32] {
        &self.rankings[leaf]
    }

    /// The class of a leaf.
    pub fn leaf_class(&self, leaf: usize) -> u32 {
        self.rankings[leaf].first().copied().unwrap_or(0)
    }

    /// Number of leaves.
    pub fn leaves(&self) -> usize {
        self.nodes.iter().filter(|node| node.branch.is_none()).count()
    }

    /// Most branches on a way from the root to a leaf.
    pub fn depth(&self) -> usize {
        let mut depths = vec![0; self.nodes.len()];
        for (t, node) in self.nodes.iter().enumerate() {
            if let Some(branch) = &node.branch {
                depths[t + 1] = depths[t] + 1;
                depths[branch.right as usize] = depths[t] + 1;
            }
        }
        depths.into_iter().max().unwrap_or(0)
    }

    /// The weight of training points that their leaf's class gets wrong.
    pub fn errors(&self) -> f64 {
        self.nodes.iter().filter(|node| node.branch.is_none()).map(Node::errors).sum()
    }

    /// Σ of the splits' complexities: for parallel splits their number.
    pub fn complexity(&self) -> f64 {
        self.nodes.iter().filter_map(|node| node.branch.as_ref()).map(|branch| branch.complexity).sum()
    }
}

impl Node {
    /// The weight that its heaviest class gets wrong, were it a leaf.
    pub fn errors(&self) -> f64 {
        self.counts.iter().skip(1).fold(0.0, |sum, &(_, weight)| sum + weight)
    }
}

impl Classifier for Tree {
    fn rank(&self, theta: &[f64], into: &mut [u32]) -> usize {
        copy(&self.rankings[self.leaf(theta)], into)
    }

    fn bytes(&self) -> usize {
        let split = |node: &Node| node.branch.as_ref().map_or(0, |b| 20 + 12 * b.split.terms.len());
        self.nodes.iter().map(|node| split(node) + 12 * node.counts.len()).sum()
    }
}

/// Every subtree must fill the nodes between its root and the next subtree exactly.
fn check_shape(nodes: &[Node]) -> Result<(), LearnError> {
    // The nodes at which subtrees that still have to come must begin, the next one last.
    let mut awaited: Vec<usize> = Vec::new();
    for (t, node) in nodes.iter().enumerate() {
        match &node.branch {
            Some(branch) => {
                let (right, end) = (branch.right as usize, awaited.last().copied().unwrap_or(nodes.len()));
                if right <= t + 1 || right >= end {
                    let field = format!("nodes[{t}].right");
                    return Err(LearnError::OutOfRange { field, value: right, limit: end });
                }
                awaited.push(right);
            }
            None => {
                let next = awaited.pop().unwrap_or(nodes.len());
                if next != t + 1 {
                    let field = format!("the node after leaf {t}");
                    return Err(LearnError::OutOfRange { field, value: next, limit: t + 2 });
                }
            }
        }
    }
    Ok(())
}

fn check_counts(t: usize, counts: &[(u32, f64)], classes: u32) -> Result<(), LearnError> {
    for (k, &(class, weight)) in counts.iter().enumerate() {
        if class >= classes {
            let field = format!("nodes[{t}].counts[{k}][0]");
            return Err(LearnError::OutOfRange { field, value: class as usize, limit: classes as usize });
        }
        let field = || format!("nodes[{t}].counts[{k}][1]");
        finite(weight, field)?;
        if weight < 0.0 {
            return Err(LearnError::Setting { field: field(), value: weight, allowed: "not negative" });
        }
    }
    Ok(())
}

/// The rankings of all leaves.
fn rankings(nodes: &[Node]) -> Vec<Vec<u32>> {
    let mut rankings = vec![Vec::new(); nodes.len()];
    // Nodes on the way from the root, the root first, with the end of their subtree.
    let mut path: Vec<(usize, usize)> = Vec::new();
    let mut ends = vec![nodes.len(); nodes.len()];
    for (t, node) in nodes.iter().enumerate() {
        while path.last().is_some_and(|&(_, end)| end <= t) {
            path.pop();
        }
        match &node.branch {
            Some(branch) => {
                ends[t + 1] = branch.right as usize;
                ends[branch.right as usize] = ends[t];
                path.push((t, ends[t]));
            }
            None => {
                let downwards = path.iter().map(|&(ancestor, _)| ancestor);
                rankings[t] = merged(nodes, downwards, t);
            }
        }
    }
    rankings
}

/// The heaviest class of a leaf, then the others by their probabilities. The estimate of each node, from the
/// root downwards, is drawn towards its parent's as [`PRIOR_WEIGHT`] more points would (the m-estimate of
/// "Estimating probabilities: a crucial task in machine learning"): the few points of a leaf say little of a
/// second guess.
fn merged(nodes: &[Node], downwards: impl Iterator<Item = usize>, leaf: usize) -> Vec<u32> {
    let mut probability: Vec<(u32, f64)> = Vec::new();
    for t in downwards.chain([leaf]) {
        let counts = &nodes[t].counts;
        let total: f64 = counts.iter().map(|&(_, weight)| weight).sum();
        let prior = if probability.is_empty() { 0.0 } else { PRIOR_WEIGHT };
        if total + prior == 0.0 {
            continue;
        }
        probability.iter_mut().for_each(|(_, p)| *p *= prior / (total + prior));
        for &(class, weight) in counts {
            let share = weight / (total + prior);
            match probability.iter_mut().find(|(known, _)| *known == class) {
                Some((_, p)) => *p += share,
                None => probability.push((class, share)),
            }
        }
    }
    let first = nodes[leaf].counts.first().filter(|(_, weight)| *weight > 0.0).map(|&(class, _)| class);
    let others = ranked(probability.into_iter()).into_iter().filter(|&class| Some(class) != first);
    first.into_iter().chain(others).take(RANKED).collect()
}
