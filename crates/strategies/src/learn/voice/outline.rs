//! A whole tree in words.

use super::condition::Condition;
use super::text::{number, sentence};
use crate::learn::tree::{Node, Tree};

/// Significant digits of shares.
const SHARE_DIGITS: usize = 3;

/// The tree as indented lines, a question a branch, in each leaf its class with the share of its training
/// points that were of it. `names` has a name for each parameter, `classes` says each class; where they are
/// too short, numbers stand instead.
pub fn outline(tree: &Tree, names: &[String], classes: &[String]) -> String {
    let mut lines = Vec::new();
    write(tree, 0, 0, "", names, classes, &mut lines);
    lines.push(String::new());
    lines.join("\n")
}

fn write(
    tree: &Tree,
    t: usize,
    depth: usize,
    lead: &str,
    names: &[String],
    classes: &[String],
    lines: &mut Vec<String>,
) {
    let (node, indent) = (&tree.nodes()[t], "  ".repeat(depth));
    let Some(branch) = &node.branch else {
        lines.push(format!("{indent}{lead}{}", leaf(tree, t, node, classes)));
        return;
    };
    let terms = branch.split.terms.clone();
    let condition = Condition { terms, above: None, at_most: Some(branch.split.bound) };
    lines.push(format!("{indent}{lead}{}?", sentence(&condition, names, None)));
    write(tree, t + 1, depth + 1, "yes: ", names, classes, lines);
    write(tree, branch.right as usize, depth + 1, "no: ", names, classes, lines);
}

fn leaf(tree: &Tree, t: usize, node: &Node, classes: &[String]) -> String {
    let class = tree.leaf_class(t);
    let name = classes.get(class as usize).cloned().unwrap_or_else(|| format!("class {class}"));
    let weight: f64 = node.counts.iter().map(|&(_, weight)| weight).sum();
    let share = if weight > 0.0 { 100.0 * (weight - node.errors()) / weight } else { 0.0 };
    format!("{name} ({} % of {})", number(share, SHARE_DIGITS), number(weight, 12))
}
