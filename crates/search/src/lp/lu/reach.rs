//! Which entries of a triangular solve can become nonzero: depth-first search on the factor's graph (Gilbert
//! & Peierls 1988, "Sparse partial pivoting in time proportional to arithmetic operations"), which makes
//! solves with few nonzeros independent of the dimension (Hall & McKinnon 2005, "Hyper-sparsity in the
//! revised simplex method and how to exploit it").

use crate::lp::storage::clone_in_place;

/// Storage of the search, reused from solve to solve.
#[derive(Debug, Default)]
pub(super) struct Reach {
    visited: Vec<bool>,
    stack: Vec<(u32, u32)>,
    /// Nodes reached; each comes after all nodes that it reaches.
    pub order: Vec<u32>,
}

clone_in_place!(Reach: visited, stack, order);

impl Reach {
    /// Prepares for graphs of `m` nodes.
    pub fn resize(&mut self, m: usize) {
        self.visited.clear();
        self.visited.resize(m, false);
    }

    /// Fills `order` with all nodes that can be reached from `roots` along `successors`.
    #[inline]
    pub fn search<'a>(&mut self, roots: &[u32], successors: impl Fn(u32) -> &'a [u32]) {
        self.order.clear();
        for &root in roots {
            if self.visited[root as usize] {
                continue;
            }
            self.visited[root as usize] = true;
            self.stack.push((root, 0));
            while let Some(top) = self.stack.last_mut() {
                let (node, from) = *top;
                let rest = &successors(node)[from as usize..];
                match rest.iter().position(|&s| !self.visited[s as usize]) {
                    Some(at) => {
                        top.1 = from + at as u32 + 1;
                        let next = rest[at];
                        self.visited[next as usize] = true;
                        self.stack.push((next, 0));
                    }
                    None => {
                        self.order.push(node);
                        self.stack.pop();
                    }
                }
            }
        }
        for &node in &self.order {
            self.visited[node as usize] = false;
        }
    }
}
