//! The best tree of depth two by enumeration; shares no code with the learners.

use hunch_strategies::learn::Data;

/// The smallest errors / baseline + α · splits of all trees with parallel splits, at most two branches above
/// a leaf and at least `bucket` points in each.
pub fn optimum(data: &Data, bucket: usize, alpha: f64) -> f64 {
    let all: Vec<usize> = (0..data.len()).collect();
    let baseline = errors(data, &all);
    let scale = if baseline > 0.0 { baseline } else { 1.0 };
    best(data, &all, bucket, alpha * baseline, 2) / scale
}

fn best(data: &Data, points: &[usize], bucket: usize, penalty: f64, depth: usize) -> f64 {
    let mut least = errors(data, points);
    if depth == 0 {
        return least;
    }
    for j in 0..data.width() {
        for &at in points {
            let bound = data.point(at)[j];
            let (left, right): (Vec<usize>, Vec<usize>) =
                points.iter().partition(|&&i| data.point(i)[j] <= bound);
            if left.len() >= bucket && right.len() >= bucket {
                let below = |side: &[usize]| best(data, side, bucket, penalty, depth - 1);
                least = least.min(below(&left) + below(&right) + penalty);
            }
        }
    }
    least
}

fn errors(data: &Data, points: &[usize]) -> f64 {
    let mut sums = vec![0.0; data.classes()];
    for &i in points {
        sums[data.label(i) as usize] += data.weight(i);
    }
    sums.iter().sum::<f64>() - sums.iter().copied().fold(0.0, f64::max)
}
