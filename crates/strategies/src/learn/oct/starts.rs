//! Hyperplanes that a search begins with.

use super::sweep::Points;
use crate::learn::arena::Arena;
use crate::learn::params::PERCEPTRON_PASSES;
use crate::learn::random::Stream;

/// A plane in a random direction through a random point of the node.
pub(super) fn random(arena: &Arena<'_>, points: &Points, stream: &mut Stream) -> (Vec<f64>, f64) {
    let columns = arena.columns;
    let a: Vec<f64> = columns.extent.iter().map(|&e| if e > 0.0 { stream.signed() } else { 0.0 }).collect();
    let point = points.index[stream.index(points.index.len())] as usize;
    let b = a.iter().zip(&columns.scaled).map(|(a, x)| a * x[point]).sum();
    (a, b)
}

/// The plane midway between the means of the points that only the left subtree gets right and of those that
/// only the right one does; below a new split, of its two heaviest classes.
pub(super) fn between_means(arena: &Arena<'_>, points: &Points) -> Option<(Vec<f64>, f64)> {
    let wanted = wanted_sides(points);
    let mut weights = [0.0; 2];
    for (side, weight) in wanted.iter().zip(&points.weight) {
        if let Some(side) = *side {
            weights[side] += weight;
        }
    }
    if weights[0] == 0.0 || weights[1] == 0.0 {
        return None;
    }
    let (mut a, mut b) = (Vec::with_capacity(arena.data.width()), 0.0);
    for x in &arena.columns.scaled {
        let mut means = [0.0; 2];
        for (k, &i) in points.index.iter().enumerate() {
            if let Some(side) = wanted[k] {
                means[side] += points.weight[k] * x[i as usize] / weights[side];
            }
        }
        let coefficient = means[1] - means[0];
        a.push(coefficient);
        b += coefficient * 0.5 * (means[0] + means[1]);
    }
    Some((a, b))
}

/// The averaged perceptron ("Large margin classification using the perceptron algorithm", section 2), begun
/// with a plane, on the points that one subtree alone gets right.
pub(super) fn perceptron(
    arena: &Arena<'_>,
    points: &Points,
    start: &(Vec<f64>, f64),
    stream: &mut Stream,
) -> (Vec<f64>, f64) {
    let wanted = wanted_sides(points);
    let scaled = &arena.columns.scaled;
    // Parameters from -1 to 1 and a constant, one row a point; the side as a sign.
    let mut rows: Vec<(f64, Vec<f64>)> = Vec::new();
    for (k, &i) in points.index.iter().enumerate() {
        if let Some(side) = wanted[k] {
            let centred = |(x, &extent): (&Vec<f64>, &f64)| {
                if extent > 0.0 { 2.0 * x[i as usize] - 1.0 } else { 0.0 }
            };
            let mut row: Vec<f64> = scaled.iter().zip(&arena.columns.extent).map(centred).collect();
            row.push(1.0);
            rows.push((if side == 0 { -1.0 } else { 1.0 }, row));
        }
    }
    let (a, b) = start;
    let mut weights: Vec<f64> = a.iter().map(|a| 0.5 * a).collect();
    weights.push(0.5 * a.iter().sum::<f64>() - b);
    let length = weights.iter().map(|w| w * w).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
    // A step is a share of the start, so that the start is not forgotten at the first mistake.
    let step = 0.1 * length / (1.0 + a.len() as f64).sqrt();
    let mut sum = vec![0.0; weights.len()];
    for _ in 0..PERCEPTRON_PASSES {
        stream.shuffle(&mut rows);
        let mut mistakes = 0;
        for (sign, row) in &rows {
            let value: f64 = weights.iter().zip(row).map(|(w, x)| w * x).sum();
            if sign * value <= 0.0 {
                weights.iter_mut().zip(row).for_each(|(w, x)| *w += sign * step * x);
                mistakes += 1;
            }
            sum.iter_mut().zip(&weights).for_each(|(sum, w)| *sum += w);
        }
        if mistakes == 0 {
            sum = weights; // separates them
            break;
        }
    }
    // Back to x = (1 + row) / 2.
    let constant = sum.pop().unwrap_or(0.0);
    let b = sum.iter().sum::<f64>() - constant;
    (sum.into_iter().map(|w| 2.0 * w).collect(), b)
}

/// The side (0 left, 1 right) that alone gets a point right.
fn wanted_sides(points: &Points) -> Vec<Option<usize>> {
    let classes = points.classes;
    if points.left_leaves == 1 && points.right_leaves == 1 {
        let mut sums: Vec<(f64, u32)> = (0..classes as u32).map(|class| (0.0, class)).collect();
        for (&class, weight) in points.class.iter().zip(&points.weight) {
            sums[class as usize].0 += weight;
        }
        sums.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let side = |class: &u32| sums.iter().take(2).position(|&(_, other)| other == *class);
        return points.class.iter().map(side).collect();
    }
    let named = |leaf: &[u32], leaves: usize| {
        let mut sums = vec![0.0; leaves * classes];
        for (k, &class) in points.class.iter().enumerate() {
            sums[leaf[k] as usize * classes + class as usize] += points.weight[k];
        }
        let heaviest =
            |sums: &[f64]| (0..classes).fold(0, |best, c| if sums[c] > sums[best] { c } else { best });
        sums.chunks(classes).map(heaviest).collect::<Vec<usize>>()
    };
    let (left, right) = (named(&points.left, points.left_leaves), named(&points.right, points.right_leaves));
    let side = |k: usize| {
        let class = points.class[k] as usize;
        match (left[points.left[k] as usize] == class, right[points.right[k] as usize] == class) {
            (true, false) => Some(0),
            (false, true) => Some(1),
            _ => None,
        }
    };
    (0..points.class.len()).map(side).collect()
}
