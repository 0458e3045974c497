//! The mean over decision trees of the leaf that each period reaches (Breiman, "Random forests").

use hunch_bundle::{Bundle, BundleError};

pub(super) struct Forest {
    inputs: usize,
    roots: Vec<u32>,
    nodes: Vec<Node>,
}

/// A node: 12 bytes side by side, since a walk touches one node after the other.
struct Node {
    feature: u32,
    /// The left child; the right one follows it. 0 at a leaf.
    left: u32,
    /// The threshold, at a leaf its value.
    threshold: f32,
}

impl Forest {
    pub(super) fn new(bundle: &Bundle, name: &str, inputs: usize) -> Result<Self, BundleError> {
        let roots = bundle.indices(&format!("{name}.root"))?.to_vec();
        let features = bundle.indices(&format!("{name}.feature"))?;
        let lefts = bundle.indices(&format!("{name}.left"))?;
        let thresholds = bundle.weights(&format!("{name}.threshold"))?;
        let nodes = features.iter().zip(lefts).zip(thresholds);
        let nodes = nodes.map(|((&feature, &left), &threshold)| Node { feature, left, threshold }).collect();
        Ok(Self { inputs, roots, nodes })
    }

    /// About as many multiply-adds as walking all trees takes the time of, assuming trees of depth 16.
    pub(super) fn work(&self) -> u64 {
        16 * self.roots.len() as u64
    }

    /// x [rows, inputs] → out [rows]. The bundle's check made sure that every walk ends at a leaf.
    pub(super) fn forward(&self, x: &[f32], out: &mut [f32]) {
        for (x, out) in x.chunks_exact(self.inputs).zip(out) {
            // In 64 bits, so that hundreds of trees add no rounding that 32 bits would show.
            let sum: f64 = self.roots.iter().map(|&root| f64::from(self.leaf(root, x))).sum();
            *out = (sum / self.roots.len() as f64) as f32;
        }
    }

    fn leaf(&self, root: u32, x: &[f32]) -> f32 {
        let mut node = &self.nodes[root as usize];
        while node.left != 0 {
            let right = x[node.feature as usize] > node.threshold;
            node = &self.nodes[(node.left + u32::from(right)) as usize];
        }
        node.threshold
    }
}
