//! What must hold of θ to come to a leaf.

use crate::learn::tree::Tree;

/// above < Σ coefficient · θ\[parameter\] ≤ at_most, one of the two ends at least.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// Parameter and coefficient.
    pub terms: Vec<(u32, f64)>,
    /// What the sum is above.
    pub above: Option<f64>,
    /// What it is not above.
    pub at_most: Option<f64>,
}

/// The conditions on the way of `theta` to its leaf, in the order in which the tree asks; several questions
/// about one sum are one condition.
pub fn path(tree: &Tree, theta: &[f64]) -> Vec<Condition> {
    let mut conditions: Vec<Condition> = Vec::new();
    let mut t = 0;
    while let Some(branch) = &tree.nodes()[t].branch {
        let holds = branch.split.holds(theta);
        let known = conditions.iter().position(|condition| condition.terms == branch.split.terms);
        let at = known.unwrap_or_else(|| {
            conditions.push(Condition { terms: branch.split.terms.clone(), above: None, at_most: None });
            conditions.len() - 1
        });
        let (condition, bound) = (&mut conditions[at], branch.split.bound);
        if holds {
            condition.at_most = Some(condition.at_most.map_or(bound, |old| old.min(bound)));
        } else {
            condition.above = Some(condition.above.map_or(bound, |old| old.max(bound)));
        }
        t = if holds { t + 1 } else { branch.right as usize };
    }
    conditions
}
