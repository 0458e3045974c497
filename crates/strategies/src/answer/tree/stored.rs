//! Trees as they are stored: who branched where, and what closed the leaves.

use crate::label::LabelError;
use crate::params::TREE_DEPTH;
use hunch_model::Program;
use hunch_search::qp::WorkingSet;
use serde::{Deserialize, Serialize};

/// A tree of branchings that covers all integer points. Its first node is the root; a tree without nodes
/// stands for none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProofTree {
    pub(crate) nodes: Vec<Node>,
}

/// A node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Node {
    /// The integer column is at most `at` in the first node below, at least `at + 1` in the second.
    Branch { column: u32, at: i64, below: [u32; 2] },
    /// Nothing below.
    Leaf(Leaf),
}

/// A leaf.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Leaf {
    /// What closed it at some θ.
    pub evidence: Vec<Stored>,
    /// Where an engine goes on from: one letter a column, then one a row.
    #[serde(with = "letters")]
    pub set: WorkingSet,
}

/// Multipliers that closed a leaf.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Stored {
    /// Those that are not zero, by row.
    pub multipliers: Vec<(u32, f64)>,
    /// Where the tangent of a quadratic objective touches, by column; none without one.
    pub point: Vec<(u32, f64)>,
    /// Whether they are Farkas multipliers.
    pub is_empty: bool,
}

impl ProofTree {
    /// Number of leaves.
    pub fn leaves(&self) -> usize {
        self.nodes.iter().filter(|node| matches!(node, Node::Leaf(_))).count()
    }

    /// Whether there is no tree.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Bytes that it takes in a file, near enough.
    pub fn bytes(&self) -> usize {
        /// Of a node, of evidence without its numbers, of a number with its place.
        const OF_NODE: usize = 24;
        const OF_EVIDENCE: usize = 12;
        const OF_NUMBER: usize = 12;
        let of = |node: &Node| match node {
            Node::Branch { .. } => 0,
            Node::Leaf(leaf) => {
                let numbers = |stored: &Stored| stored.multipliers.len() + stored.point.len();
                let evidence = leaf.evidence.iter().map(|stored| OF_EVIDENCE + OF_NUMBER * numbers(stored));
                (leaf.set.columns.len() + leaf.set.rows.len()) / 2 + evidence.sum::<usize>()
            }
        };
        self.nodes.iter().map(|node| OF_NODE + of(node)).sum()
    }

    /// Whether the tree is one, and of `program`: what it proves is safe then, whatever its numbers are.
    ///
    /// # Errors
    /// [`LabelError::Store`] with the first thing that does not fit.
    pub fn validate(&self, program: &Program) -> Result<(), LabelError> {
        let misfit = |field, value, limit| Err(LabelError::Store { field, value, limit });
        let (n, m) = (program.columns.len(), program.rows.len());
        let mut parents = vec![0u32; self.nodes.len()];
        let mut depths = vec![0usize; self.nodes.len()];
        for (k, node) in self.nodes.iter().enumerate() {
            match node {
                Node::Branch { column, at, below } => {
                    let column = *column as usize;
                    if !program.columns.get(column).is_some_and(|c| c.kind.is_integer()) {
                        return misfit("tree's column, an integer one,", column, n);
                    }
                    if at.unsigned_abs() > MOST_SIZE {
                        return misfit("tree's branching", at.unsigned_abs() as usize, MOST_SIZE as usize);
                    }
                    let depth = depths[k] + 1;
                    if depth > TREE_DEPTH {
                        return misfit("tree's depth", depth, TREE_DEPTH + 1);
                    }
                    for &child in below {
                        // Only forwards, so that no path comes back.
                        match parents.get_mut(child as usize).filter(|_| child as usize > k) {
                            Some(count) => {
                                *count += 1;
                                depths[child as usize] = depth;
                            }
                            None => {
                                return misfit("tree's node below", child as usize, self.nodes.len());
                            }
                        }
                    }
                }
                Node::Leaf(leaf) => {
                    if (leaf.set.columns.len(), leaf.set.rows.len()) != (n, m) {
                        return misfit(
                            "tree's working set",
                            leaf.set.columns.len() + leaf.set.rows.len(),
                            n + m + 1,
                        );
                    }
                    for stored in &leaf.evidence {
                        for (field, list, limit) in [
                            ("tree's row of a multiplier", &stored.multipliers, m),
                            ("tree's column of a point", &stored.point, n),
                        ] {
                            if let Some(entry) =
                                list.iter().find(|e| e.0 as usize >= limit || !e.1.is_finite())
                            {
                                return misfit(field, entry.0 as usize, limit);
                            }
                        }
                    }
                }
            }
        }
        match parents.iter().enumerate().find(|&(k, &count)| count != u32::from(k > 0)) {
            Some((k, _)) => misfit("tree's node, named once,", k, self.nodes.len()),
            None => Ok(()),
        }
    }
}

/// Integers beyond this are no doubles that tell neighbours apart.
const MOST_SIZE: u64 = 1 << 52;

/// The entries that are not zero.
pub(super) fn sparse(dense: &[f64]) -> Vec<(u32, f64)> {
    dense.iter().enumerate().filter(|e| *e.1 != 0.0).map(|(k, &v)| (k as u32, v)).collect()
}

/// Working sets as text, a letter a variable: a tree has thousands of them.
mod letters {
    use hunch_search::qp::{Place, WorkingSet};
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    const LETTERS: [(char, Place); 5] = [
        ('b', Place::Basic),
        ('s', Place::Superbasic),
        ('l', Place::AtLower),
        ('u', Place::AtUpper),
        ('f', Place::Free),
    ];

    pub fn serialize<S: Serializer>(set: &WorkingSet, serializer: S) -> Result<S::Ok, S::Error> {
        let letter = |place: &Place| {
            LETTERS.iter().find(|(_, known)| known == place).map_or('l', |(letter, _)| *letter)
        };
        let text = |places: &[Place]| places.iter().map(letter).collect::<String>();
        serializer.serialize_str(&format!("{} {}", text(&set.columns), text(&set.rows)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<WorkingSet, D::Error> {
        let text = String::deserialize(deserializer)?;
        let places = |text: &str| {
            let place =
                |letter: char| LETTERS.iter().find(|(known, _)| *known == letter).map(|(_, place)| *place);
            text.chars().map(place).collect::<Option<Vec<Place>>>()
        };
        let (columns, rows) = text.split_once(' ').unwrap_or((&text, ""));
        let set = places(columns).zip(places(rows)).map(|(columns, rows)| WorkingSet { columns, rows });
        set.ok_or_else(|| D::Error::custom("a working set is written with the letters b, s, l, u, f"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::{Kind, Sense};
    use hunch_search::qp::Place;

    fn program() -> Program {
        let mut program = Program::new("", Sense::Minimize);
        program.add_column("x", 1.0, 0.0, 9.0, Kind::Integer);
        program.add_column("y", 1.0, 0.0, 9.0, Kind::Continuous);
        program
    }

    fn tree(column: u32, below: [u32; 2]) -> ProofTree {
        let set = WorkingSet { columns: vec![Place::AtLower, Place::Superbasic], rows: vec![] };
        let leaf = || Node::Leaf(Leaf { evidence: vec![Stored::default()], set: set.clone() });
        ProofTree { nodes: vec![Node::Branch { column, at: 3, below }, leaf(), leaf()] }
    }

    #[test]
    fn trees_that_are_none_or_of_another_program_are_refused() {
        let program = program();
        assert!(tree(0, [1, 2]).validate(&program).is_ok());
        for wrong in [tree(1, [1, 2]), tree(7, [1, 2]), tree(0, [1, 1]), tree(0, [0, 2]), tree(0, [1, 3])] {
            assert!(wrong.validate(&program).is_err(), "{wrong:?}");
        }
        let mut wrong = tree(0, [1, 2]);
        let Node::Leaf(leaf) = &mut wrong.nodes[2] else { panic!("a leaf") };
        leaf.evidence[0].point.push((0, f64::NAN));
        assert!(wrong.validate(&program).is_err());
        let mut short = tree(0, [1, 2]);
        short.nodes[1] = Node::Leaf(Leaf::default());
        assert!(short.validate(&program).is_err());
    }

    #[test]
    fn paths_without_end_are_refused() {
        let path = |depth: u32| {
            let Node::Leaf(leaf) = &tree(0, [1, 2]).nodes[1] else { panic!("a leaf") };
            let mut nodes = Vec::new();
            for k in 0..depth {
                nodes.push(Node::Branch { column: 0, at: 3, below: [2 * k + 1, 2 * k + 2] });
                nodes.push(Node::Leaf(leaf.clone()));
            }
            nodes.push(Node::Leaf(leaf.clone()));
            ProofTree { nodes }
        };
        assert!(path(TREE_DEPTH as u32).validate(&program()).is_ok());
        let error = path(TREE_DEPTH as u32 + 1).validate(&program()).unwrap_err().to_string();
        assert!(error.contains("tree's depth"), "{error}");
    }

    #[test]
    fn trees_read_back_as_they_were_written() {
        let tree = tree(0, [1, 2]);
        let text = serde_json::to_string(&tree).unwrap();
        assert!(text.contains("\"ls \""), "{text}");
        assert_eq!(serde_json::from_str::<ProofTree>(&text).unwrap(), tree);
        assert!(serde_json::from_str::<ProofTree>(&text.replace("ls ", "lx ")).is_err());
    }
}
