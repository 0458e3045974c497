//! Cost-complexity pruning ("Classification and Regression Trees", chapter 3): which branches pay for their
//! complexity, and at which price each stops to.

use super::error::LearnError;
use super::tree::{Branch, Node, Tree};

/// What pruning knows of a node; nodes stand in preorder.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    /// Weight that the node gets wrong as a leaf.
    pub errors: f64,
    /// The right child and the complexity of the split; `None` in a leaf. The left child follows.
    pub branch: Option<(usize, f64)>,
}

/// Which nodes become leaves when a unit of complexity costs `penalty`: of the subtrees with the smallest
/// sum of errors and costs, the smallest tree; at penalty 0 only where nothing is left to tell apart. Below a
/// node that does, the answers mean nothing.
pub(super) fn collapsed(links: &[Link], penalty: f64) -> Vec<bool> {
    let mut cost: Vec<f64> = links.iter().map(|link| link.errors).collect();
    let mut cut = vec![false; links.len()];
    for t in (0..links.len()).rev() {
        if let Some((right, complexity)) = links[t].branch {
            let below = cost[t + 1] + cost[right] + penalty * complexity;
            // Where complexity is free, a split that changes no first guess may still sharpen the second.
            cut[t] = links[t].errors == 0.0 || (penalty > 0.0 && links[t].errors <= below);
            cost[t] = links[t].errors.min(below);
        }
    }
    cut
}

/// For each branch the largest penalty at which it still stands in a tree pruned for that penalty; below the
/// first branch that has fallen the answers mean nothing. Weakest links fall first, all of one price at once.
pub(super) fn prices(links: &[Link]) -> Vec<f64> {
    let mut price = vec![f64::INFINITY; links.len()];
    let mut fallen: Vec<bool> = links.iter().map(|link| link.branch.is_none()).collect();
    let mut reached = 0.0f64;
    while !fallen[0] {
        let (weakest, gains) = gains(links, &fallen);
        reached = reached.max(weakest);
        for t in 0..links.len() {
            if !fallen[t] && gains[t] <= reached {
                price[t] = reached;
                fallen[t] = true;
            }
        }
    }
    price
}

/// Per standing branch the errors that its subtree saves a unit of complexity, and the smallest of them.
fn gains(links: &[Link], fallen: &[bool]) -> (f64, Vec<f64>) {
    let mut below: Vec<(f64, f64)> = links.iter().map(|link| (link.errors, 0.0)).collect();
    let mut gains = vec![f64::INFINITY; links.len()];
    for t in (0..links.len()).rev() {
        if let (Some((right, complexity)), false) = (links[t].branch, fallen[t]) {
            let (left, right) = (below[t + 1], below[right]);
            below[t] = (left.0 + right.0, left.1 + right.1 + complexity);
            gains[t] = ((links[t].errors - below[t].0) / below[t].1).max(0.0);
        }
    }
    // A branch below one that has fallen is not there any more.
    let mut reachable = vec![false; links.len()];
    reachable[0] = true;
    for t in 0..links.len() {
        match links[t].branch {
            Some((right, _)) if reachable[t] && !fallen[t] => {
                reachable[t + 1] = true;
                reachable[right] = true;
            }
            _ => gains[t] = f64::INFINITY,
        }
    }
    (gains.iter().copied().fold(f64::INFINITY, f64::min), gains)
}

/// What pruning knows of a tree.
pub(super) fn links(tree: &Tree) -> Vec<Link> {
    let link = |node: &Node| Link {
        errors: node.errors(),
        branch: node.branch.as_ref().map(|b| (b.right as usize, b.complexity)),
    };
    tree.nodes().iter().map(link).collect()
}

/// The tree without the branches that do not pay when a unit of complexity costs as much as `penalty` of
/// weight that is answered wrongly.
///
/// # Errors
/// None but what a mistake of ours would make.
pub fn pruned(tree: &Tree, penalty: f64) -> Result<Tree, LearnError> {
    let cut = collapsed(&links(tree), penalty);
    let mut nodes: Vec<Node> = Vec::new();
    // Nodes to copy, with the branch whose right child they are.
    let mut waiting = vec![(0, None)];
    while let Some((t, above)) = waiting.pop() {
        let here = nodes.len();
        if let Some(branch) = above.and_then(|above: usize| nodes[above].branch.as_mut()) {
            branch.right = here as u32;
        }
        let old = &tree.nodes()[t];
        let branch: Option<Branch> = old.branch.clone().filter(|_| !cut[t]);
        if let Some(branch) = &branch {
            waiting.push((branch.right as usize, Some(here)));
            waiting.push((t + 1, None));
        }
        nodes.push(Node { branch, counts: old.counts.clone() });
    }
    Tree::new(tree.width() as u32, tree.classes() as u32, nodes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links_of(list: &[(f64, Option<usize>)]) -> Vec<Link> {
        list.iter().map(|&(errors, right)| Link { errors, branch: right.map(|r| (r, 1.0)) }).collect()
    }

    #[test]
    fn a_branch_stands_below_its_price_and_falls_at_it() {
        // The root saves 20 - 3 = 17 with two splits; its left child saves 8 - 2 = 6 with one, the whole
        // root then 20 - 9 = 11 with one.
        let links = links_of(&[(20.0, Some(4)), (8.0, Some(3)), (1.0, None), (1.0, None), (1.0, None)]);
        assert_eq!(prices(&links)[..2], [11.0, 6.0]);
        for (penalty, expected) in
            [(0.0, [false, false]), (5.9, [false, false]), (6.0, [false, true]), (11.0, [true, true])]
        {
            assert_eq!(collapsed(&links, penalty)[..2], expected, "{penalty}");
        }
    }
}
