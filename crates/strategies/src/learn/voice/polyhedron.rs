//! The nearest point of a leaf.

use crate::learn::tree::Tree;

/// a·θ ≤ b; for the right side of a split −a·θ ≤ −b, its boundary included.
#[derive(Clone, Debug)]
pub(super) struct Half {
    pub terms: Vec<(u32, f64)>,
    pub bound: f64,
}

impl Half {
    pub(super) fn value(&self, theta: &[f64]) -> f64 {
        self.terms.iter().map(|&(j, c)| c * theta[j as usize]).sum()
    }

    /// Σ (a_j scale_j)²: the squared length of a where each parameter is measured in its scale.
    pub(super) fn length(&self, scales: &[f64]) -> f64 {
        self.terms.iter().map(|&(j, c)| (c * scales[j as usize]).powi(2)).sum()
    }

    /// Moves θ by `step` times the direction in which a·θ changes fastest.
    fn shift(&self, theta: &mut [f64], scales: &[f64], step: f64) {
        for &(j, c) in &self.terms {
            theta[j as usize] += step * c * scales[j as usize].powi(2);
        }
    }

    /// The nearest point to θ with a·θ = b, and its distance; `None` when a is zero in these scales.
    pub(super) fn foot(&self, theta: &[f64], scales: &[f64]) -> Option<(Vec<f64>, f64)> {
        let length = self.length(scales);
        if length == 0.0 {
            return None;
        }
        let excess = self.value(theta) - self.bound;
        let mut foot = theta.to_vec();
        self.shift(&mut foot, scales, -excess / length);
        Some((foot, excess.abs() / length.sqrt()))
    }
}

/// A leaf with the half-spaces whose intersection it is.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    /// Its position in the nodes of the tree.
    pub position: usize,
    halves: Vec<Half>,
    /// [`Half::length`] of each.
    lengths: Vec<f64>,
}

impl Leaf {
    /// A distance that no point of the leaf is nearer than: that of the farthest half-space.
    pub(super) fn least_distance(&self, theta: &[f64]) -> f64 {
        let halves = self.halves.iter().zip(&self.lengths).filter(|(_, length)| **length > 0.0);
        halves.fold(0.0, |most, (half, length)| {
            f64::max(most, (half.value(theta) - half.bound) / length.sqrt())
        })
    }
}

/// The leaves of a tree, each parameter measured in its scale.
pub(super) fn leaves(tree: &Tree, scales: &[f64]) -> Vec<Leaf> {
    let mut found = Vec::new();
    let mut waiting: Vec<(usize, Vec<Half>)> = vec![(0, Vec::new())];
    while let Some((t, halves)) = waiting.pop() {
        let Some(branch) = &tree.nodes()[t].branch else {
            let lengths = halves.iter().map(|half| half.length(scales)).collect();
            found.push(Leaf { position: t, halves, lengths });
            continue;
        };
        let (mut left, mut right) = (halves.clone(), halves);
        left.push(Half { terms: branch.split.terms.clone(), bound: branch.split.bound });
        let negated = branch.split.terms.iter().map(|&(j, c)| (j, -c)).collect();
        right.push(Half { terms: negated, bound: -branch.split.bound });
        waiting.extend([(branch.right as usize, right), (t + 1, left)]);
    }
    found
}

/// Sweeps over the half-spaces before a projection is given up.
const MAX_SWEEPS: usize = 2000;

/// Distances past a half-space that count as none, as a share of the distance moved.
const FEASIBLE: f64 = 1e-9;

/// The nearest point to `theta` in the intersection, and its distance, by Hildreth's method ("A quadratic
/// programming procedure", 1957): multipliers of the half-spaces are corrected one after the other. Exact
/// after one sweep for boxes. `None` when it does not settle, or when the distance must be above `limit`.
pub(super) fn projection(
    Leaf { halves, lengths, .. }: &Leaf,
    theta: &[f64],
    scales: &[f64],
    limit: f64,
) -> Option<(Vec<f64>, f64)> {
    let far = |half: &Half, length: f64| (half.value(theta) - half.bound) > limit * length.sqrt();
    if halves.iter().zip(lengths).any(|(half, &length)| far(half, length)) {
        return None;
    }
    let mut multipliers = vec![0.0f64; halves.len()];
    let mut point = theta.to_vec();
    for _ in 0..MAX_SWEEPS {
        let mut worst = 0.0f64;
        for ((half, &length), multiplier) in halves.iter().zip(lengths).zip(&mut multipliers) {
            let excess = half.value(&point) - half.bound;
            if length == 0.0 {
                if excess > 0.0 {
                    return None;
                }
                continue;
            }
            // A multiplier falls no lower than zero.
            let step = (excess / length).max(-*multiplier);
            *multiplier += step;
            half.shift(&mut point, scales, -step);
            worst = worst.max(step.abs() * length.sqrt());
        }
        let distance = distance(&point, theta, scales);
        if worst <= FEASIBLE * distance || worst == 0.0 {
            return (distance <= limit).then_some((point, distance));
        }
    }
    None
}

fn distance(point: &[f64], theta: &[f64], scales: &[f64]) -> f64 {
    let part =
        |((p, t), scale): ((&f64, &f64), &f64)| if *scale > 0.0 { ((p - t) / scale).powi(2) } else { 0.0 };
    point.iter().zip(theta).zip(scales).map(part).sum::<f64>().sqrt()
}
