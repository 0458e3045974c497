//! Scenario trees: how the columns of a multistage stochastic program belong to stages and to nodes of what
//! may happen.
//!
//! A tree annotates an ordinary [`crate::Program`], its deterministic equivalent. Two ways to write one are
//! covered: by nodes (each node has its own columns and non-anticipativity holds by construction) and by
//! scenarios (each scenario has columns for every stage, and the columns of scenarios that share their
//! history are tied by groups).

use crate::matrix::SparseMatrix;
use crate::program::{Program, Row, fill_names};
use thiserror::Error;

/// Probabilities of a node's children may miss 1 by this much: the rounding of a sum of a few thousand
/// decimal fractions.
pub const PROBABILITY_SUM: f64 = 1e-9;

/// A node of a scenario tree.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    /// Index of the parent, below the node's own index; `None` for the root, which is node 0.
    pub parent: Option<usize>,
    /// Probability of coming here from the parent; 1 for the root.
    pub probability: f64,
    /// Columns of the program that are decided here.
    pub columns: Vec<usize>,
}

/// A scenario tree over the columns of a program.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScenarioTree {
    /// Names of the stages, first to last. A node's stage is its depth.
    pub stages: Vec<String>,
    /// Nodes, parents before children.
    pub nodes: Vec<Node>,
    /// Non-anticipativity: the columns of a group take the same value.
    pub groups: Vec<Vec<usize>>,
}

/// What is wrong with a scenario tree.
#[derive(Clone, Debug, Error, PartialEq)]
#[error("{field} is {value}; {expected}")]
pub struct TreeError {
    /// Where, such as `nodes[3].parent`.
    pub field: String,
    /// What was found there.
    pub value: String,
    /// What would be right.
    pub expected: String,
}

impl ScenarioTree {
    /// Checks the tree on its own and against a program with `columns` columns.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn validate(&self, columns: usize) -> Result<(), TreeError> {
        self.validate_nodes()?;
        self.validate_probabilities()?;
        let lists = |name: &'static str, list: Vec<&Vec<usize>>| disjoint(name, &list, columns);
        lists("nodes", self.nodes.iter().map(|n| &n.columns).collect())?;
        lists("groups", self.groups.iter().collect())?;
        match self.groups.iter().position(|g| g.len() < 2) {
            Some(k) => {
                let expected = "a group ties at least two columns";
                Err(error(format!("groups[{k}]"), format!("{:?}", self.groups[k]), expected))
            }
            None => Ok(()),
        }
    }

    fn validate_nodes(&self) -> Result<(), TreeError> {
        let mut depth = Vec::with_capacity(self.nodes.len());
        for (k, node) in self.nodes.iter().enumerate() {
            let field = || format!("nodes[{k}].parent");
            let stage = match (k, node.parent) {
                (0, None) => 0,
                (0, Some(p)) => return Err(error(field(), p.to_string(), "the first node is the root")),
                (_, None) => {
                    return Err(error(
                        field(),
                        "null".into(),
                        "only the first node, the root, has no parent",
                    ));
                }
                (_, Some(p)) if p >= k => {
                    return Err(error(field(), p.to_string(), "a parent comes before its children"));
                }
                (_, Some(p)) => depth[p] + 1,
            };
            if stage >= self.stages.len() {
                let expected = format!("there are {} stages", self.stages.len());
                return Err(error(format!("depth of nodes[{k}]"), stage.to_string(), expected));
            }
            depth.push(stage);
        }
        Ok(())
    }

    fn validate_probabilities(&self) -> Result<(), TreeError> {
        let mut sums = vec![0.0; self.nodes.len()];
        for (k, node) in self.nodes.iter().enumerate() {
            let expected = "a probability is above 0 and at most 1";
            if !(node.probability > 0.0 && node.probability <= 1.0) {
                return Err(error(format!("nodes[{k}].probability"), node.probability.to_string(), expected));
            }
            match node.parent {
                Some(p) => sums[p] += node.probability,
                None if node.probability == 1.0 => {}
                None => {
                    let expected = "the root's probability is 1";
                    return Err(error(
                        format!("nodes[{k}].probability"),
                        node.probability.to_string(),
                        expected,
                    ));
                }
            }
        }
        match sums.iter().position(|&s| s != 0.0 && (s - 1.0).abs() > PROBABILITY_SUM) {
            Some(k) => {
                let field = format!("sum of the probabilities of the children of nodes[{k}]");
                Err(error(field, sums[k].to_string(), "they sum to 1"))
            }
            None => Ok(()),
        }
    }

    /// Ties the columns of every group in `program`, for which the tree must be valid: after the program's
    /// own rows, one equation for each column of a group but the first says that it takes the first one's
    /// value.
    pub fn tie(&self, program: &mut Program) {
        if self.groups.is_empty() {
            return;
        }
        let own = program.rows.len();
        let mut labels = Vec::new();
        let mut entries: Vec<_> = program.matrix.triplets().collect();
        for (k, group) in self.groups.iter().enumerate() {
            for (place, &other) in group.iter().enumerate().skip(1) {
                let i = own + labels.len();
                entries.extend([(i, group[0], -1.0), (i, other, 1.0)]);
                labels.push(format!("group{k}.{place}"));
                program.rows.push(Row { name: String::new(), lower: 0.0, upper: 0.0 });
            }
        }
        program.matrix = SparseMatrix::from_triplets(program.rows.len(), program.columns.len(), &entries);
        // A program has names for all rows or for none.
        if own > 0 && program.rows.iter().all(|row| row.name.is_empty()) {
            return;
        }
        let given = program.rows.iter_mut().enumerate();
        let given = given.map(|(i, row)| (i < own).then(|| std::mem::take(&mut row.name))).collect();
        let names = fill_names(given, |i| labels[i - own].clone());
        program.rows.iter_mut().zip(names).for_each(|(row, name)| row.name = name);
    }

    /// Stage (depth) of every node, root 0. The tree must be valid.
    pub fn stages_of_nodes(&self) -> Vec<usize> {
        let mut depth: Vec<usize> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            depth.push(node.parent.map_or(0, |p| depth[p] + 1));
        }
        depth
    }

    /// Probability of reaching every node from the root. The tree must be valid.
    pub fn reach_probabilities(&self) -> Vec<f64> {
        let mut reach: Vec<f64> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            reach.push(node.parent.map_or(1.0, |p| reach[p]) * node.probability);
        }
        reach
    }

    /// Nodes without children, one a scenario, in order.
    pub fn leaves(&self) -> Vec<usize> {
        let mut inner = vec![false; self.nodes.len()];
        for parent in self.nodes.iter().filter_map(|n| n.parent) {
            inner[parent] = true;
        }
        (0..self.nodes.len()).filter(|&k| !inner[k]).collect()
    }

    /// The nodes from the root to `node`, both included. The tree must be valid.
    pub fn path(&self, node: usize) -> Vec<usize> {
        let mut path = vec![node];
        let mut at = node;
        while let Some(parent) = self.nodes[at].parent {
            path.push(parent);
            at = parent;
        }
        path.reverse();
        path
    }
}

/// Every column is in range and in at most one list.
fn disjoint(name: &str, lists: &[&Vec<usize>], columns: usize) -> Result<(), TreeError> {
    let mut used = vec![false; columns];
    for (k, list) in lists.iter().enumerate() {
        for &j in *list {
            if j >= columns {
                let expected = format!("the program has {columns} columns");
                return Err(error(format!("a column of {name}[{k}]"), j.to_string(), expected));
            }
            if std::mem::replace(&mut used[j], true) {
                let expected = format!("a column stands in one of the {name} at most");
                return Err(error(format!("a column of {name}[{k}]"), j.to_string(), expected));
            }
        }
    }
    Ok(())
}

fn error(field: String, value: String, expected: impl Into<String>) -> TreeError {
    TreeError { field, value, expected: expected.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(parent: Option<usize>, probability: f64, columns: &[usize]) -> Node {
        Node { parent, probability, columns: columns.to_vec() }
    }

    /// Two stages, then 0.25 / 0.75; the rainy branch splits again.
    fn tree() -> ScenarioTree {
        ScenarioTree {
            stages: vec!["now".into(), "soon".into(), "later".into()],
            nodes: vec![
                node(None, 1.0, &[0, 1]),
                node(Some(0), 0.25, &[2]),
                node(Some(0), 0.75, &[3]),
                node(Some(2), 0.5, &[4]),
                node(Some(2), 0.5, &[5]),
            ],
            groups: vec![vec![2, 3], vec![4, 5]],
        }
    }

    #[test]
    fn stages_probabilities_leaves_and_paths_follow_the_parents() {
        let t = tree();
        assert_eq!(t.validate(6), Ok(()));
        assert_eq!(t.stages_of_nodes(), [0, 1, 1, 2, 2]);
        assert_eq!(t.reach_probabilities(), [1.0, 0.25, 0.75, 0.375, 0.375]);
        assert_eq!(t.leaves(), [1, 3, 4]);
        assert_eq!(t.path(4), [0, 2, 4]);
    }

    #[test]
    fn the_columns_of_a_group_are_tied_by_equations_after_the_programs_own_rows() {
        let mut p = Program::default();
        for j in 0..6 {
            p.add_column(format!("x{j}"), 1.0, 0.0, 9.0, crate::Kind::Continuous);
        }
        p.set_rows(vec![Row { name: "group0.1".into(), lower: 1.0, upper: 2.0 }], &[(0, 0, 3.0)]);
        ScenarioTree { groups: vec![vec![2, 3, 1], vec![4, 5]], ..tree() }.tie(&mut p);
        assert_eq!(p.validate(), Ok(()));
        let names: Vec<&str> = p.rows.iter().map(|r| r.name.as_str()).collect();
        assert_eq!(names, ["group0.1", "group0.1_1", "group0.2", "group1.1"]);
        let activities = |x: &[f64]| {
            let mut sums = vec![0.0; 4];
            p.matrix.triplets().for_each(|(i, j, v)| sums[i] += v * x[j]);
            sums
        };
        assert_eq!(activities(&[1.0, 2.0, 4.0, 7.0, 5.0, 8.0]), [3.0, 3.0, -2.0, 3.0]);
    }

    #[test]
    fn each_fault_is_named_with_its_place() {
        let fails = |change: fn(&mut ScenarioTree), expected: &str| {
            let mut t = tree();
            change(&mut t);
            let message = t.validate(6).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        };
        fails(|t| t.nodes[1].parent = Some(3), "nodes[1].parent is 3");
        fails(|t| t.nodes[1].parent = None, "nodes[1].parent is null");
        fails(|t| t.nodes[0].probability = 0.5, "nodes[0].probability");
        fails(|t| t.nodes[1].probability = 0.5, "children of nodes[0] is 1.25");
        fails(|t| t.nodes[1].probability = f64::NAN, "nodes[1].probability is NaN");
        fails(|t| t.nodes[1].columns.push(6), "has 6 columns");
        fails(|t| t.nodes[1].columns.push(0), "one of the nodes");
        fails(|t| t.groups[0] = vec![2], "at least two");
        fails(|t| t.groups[0] = vec![2, 4], "one of the groups");
        fails(|t| drop(t.stages.pop()), "there are 2 stages");
    }
}
