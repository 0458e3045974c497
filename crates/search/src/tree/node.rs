//! Nodes of the tree. A node keeps what sets it apart from its parent: bound changes, and the entries of its
//! basis that differ. A branched node stays until its last descendant is closed, for the path to the root
//! runs through it.

use crate::domain::Bounds;
use crate::lp::{Basis, VariableStatus};

/// Index of a node in the [`Arena`].
pub type Index = u32;

/// How the branching that made a node went, for pseudo-costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Branch {
    /// Column branched on.
    pub column: u32,
    /// Whether its lower bound was raised.
    pub up: bool,
    /// Distance that the column had to move from its relaxed value.
    pub distance: f64,
    /// Objective of the parent's relaxation.
    pub parent_objective: f64,
}

/// A node.
#[derive(Clone, Debug)]
pub struct Node {
    /// Number in events.
    pub id: u64,
    /// Parent, none for the root.
    pub parent: Option<Index>,
    /// Depth below the root.
    pub depth: u32,
    /// Lower bound on the objective within.
    pub bound: f64,
    /// Estimate of the best objective within.
    pub estimate: f64,
    /// The branching that made it, none for the root.
    pub branch: Option<Branch>,
    /// Bounds that differ from the parent's.
    pub changes: Vec<Bounds>,
    /// Basis entries that differ from the parent's basis (variables numbered columns first, then rows);
    /// filled when it is branched.
    pub basis: Vec<(u32, VariableStatus)>,
    children: u32,
}

impl Node {
    /// An open node.
    pub fn new(id: u64, parent: Option<Index>, depth: u32, bound: f64, estimate: f64) -> Self {
        let (branch, changes, basis) = (None, Vec::new(), Vec::new());
        Self { id, parent, depth, bound, estimate, branch, changes, basis, children: 0 }
    }

    fn bytes(&self) -> u64 {
        let changes = self.changes.capacity() * size_of::<Bounds>();
        let basis = self.basis.capacity() * size_of::<(u32, VariableStatus)>();
        (size_of::<Self>() + changes + basis) as u64
    }
}

/// Storage of nodes, with reuse of freed places.
#[derive(Clone, Debug, Default)]
pub struct Arena {
    nodes: Vec<Option<Node>>,
    free: Vec<Index>,
    bytes: u64,
}

impl Arena {
    /// Adds a node and counts it as its parent's child.
    pub fn add(&mut self, node: Node) -> Index {
        self.bytes += node.bytes();
        if let Some(parent) = node.parent
            && let Some(parent) = self.nodes[parent as usize].as_mut()
        {
            parent.children += 1;
        }
        match self.free.pop() {
            Some(index) => {
                self.nodes[index as usize] = Some(node);
                index
            }
            None => {
                self.nodes.push(Some(node));
                (self.nodes.len() - 1) as Index
            }
        }
    }

    /// The node; `None` once it was closed.
    pub fn get(&self, index: Index) -> Option<&Node> {
        self.nodes.get(index as usize).and_then(Option::as_ref)
    }

    /// Changes a node, keeping the count of bytes.
    pub fn update(&mut self, index: Index, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(index as usize).and_then(Option::as_mut) {
            self.bytes -= node.bytes();
            change(node);
            self.bytes += node.bytes();
        }
    }

    /// Takes variables out of every stored basis; `gone` ascending. Later ones move up.
    pub fn forget_rows(&mut self, gone: &[u32]) {
        for index in 0..self.nodes.len() as Index {
            self.update(index, |n| {
                n.basis.retain_mut(|(k, _)| match gone.binary_search(k) {
                    Ok(_) => false,
                    Err(before) => {
                        *k -= before as u32;
                        true
                    }
                });
            });
        }
    }

    /// Removes a childless node, and every ancestor that is left without children by it.
    pub fn close(&mut self, index: Index) {
        let mut next = Some(index);
        while let Some(index) = next {
            match self.nodes.get_mut(index as usize) {
                Some(place) if place.as_ref().is_some_and(|n| n.children == 0) => {
                    next = None;
                    if let Some(node) = place.take() {
                        self.bytes -= node.bytes();
                        self.free.push(index);
                        if let Some(parent) =
                            node.parent.and_then(|p| self.nodes[p as usize].as_mut().map(|n| (p, n)))
                        {
                            parent.1.children -= 1;
                            next = Some(parent.0);
                        }
                    }
                }
                _ => next = None,
            }
        }
    }

    /// The nodes from the root to `index`.
    pub fn path(&self, index: Index) -> Vec<Index> {
        let mut path = vec![index];
        let mut at = index;
        while let Some(parent) = self.get(at).and_then(|n| n.parent) {
            path.push(parent);
            at = parent;
        }
        path.reverse();
        path
    }

    /// Estimated bytes in use.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Nodes stored.
    pub fn len(&self) -> usize {
        self.nodes.len() - self.free.len()
    }

    /// Whether no node is stored.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The entries in which `basis` differs from `from`.
pub fn basis_difference(from: &Basis, basis: &Basis) -> Vec<(u32, VariableStatus)> {
    let old = from.columns.iter().chain(&from.rows);
    let new = basis.columns.iter().chain(&basis.rows);
    old.zip(new).enumerate().filter(|(_, (a, b))| a != b).map(|(k, (_, b))| (k as u32, *b)).collect()
}

/// Applies differences to a basis.
pub fn apply_difference(basis: &mut Basis, difference: &[(u32, VariableStatus)]) {
    let columns = basis.columns.len();
    for &(k, status) in difference {
        let k = k as usize;
        if k < columns {
            basis.columns[k] = status;
        } else {
            basis.rows[k - columns] = status;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branched_node_lives_as_long_as_its_children() {
        let mut arena = Arena::default();
        let root = arena.add(Node::new(0, None, 0, 0.0, 0.0));
        let left = arena.add(Node::new(1, Some(root), 1, 0.0, 0.0));
        let right = arena.add(Node::new(2, Some(root), 1, 0.0, 0.0));
        let deep = arena.add(Node::new(3, Some(left), 2, 0.0, 0.0));
        assert_eq!(arena.path(deep), vec![root, left, deep]);
        arena.close(left);
        assert!(arena.get(left).is_some());
        arena.close(deep);
        assert!(arena.get(left).is_none() && arena.get(root).is_some());
        arena.close(right);
        assert!(arena.is_empty());
        assert_eq!(arena.bytes(), 0);
    }

    #[test]
    fn a_basis_without_forgotten_rows_keeps_the_others() {
        let mut arena = Arena::default();
        let index = arena.add(Node::new(0, None, 0, 0.0, 0.0));
        arena.update(index, |n| n.basis = [1, 4, 5, 7].map(|k| (k, VariableStatus::AtLower)).to_vec());
        arena.forget_rows(&[4, 6]);
        let kept: Vec<u32> = arena.get(index).unwrap().basis.iter().map(|b| b.0).collect();
        assert_eq!(kept, vec![1, 4, 5]);
    }

    #[test]
    fn a_difference_applied_gives_the_basis_back() {
        let from = Basis::slack(3, 2);
        let mut basis = from.clone();
        basis.columns[1] = VariableStatus::Basic;
        basis.rows[0] = VariableStatus::AtUpper;
        let difference = basis_difference(&from, &basis);
        assert_eq!(difference.len(), 2);
        let mut again = from;
        apply_difference(&mut again, &difference);
        assert_eq!(again, basis);
    }
}
