//! Real numbers from a seeded stream. They are rounded to a grid, so that the last digits of a platform's
//! square roots do not make different instances, and so that the numbers stay short in text formats.

use crate::random::Stream;

/// Steps of the grid in one unit.
const GRID: f64 = 1e6;

fn on_grid(value: f64) -> f64 {
    (value * GRID).round() / GRID
}

/// Uniform in `[low, high]`.
pub fn uniform(stream: &mut Stream, low: f64, high: f64) -> f64 {
    const STEPS: u64 = 1 << 53;
    on_grid(low + (high - low) * (stream.integer(0, STEPS) as f64 / STEPS as f64))
}

/// Roughly standard normal: the sum of twelve uniform numbers less its mean, which has variance 1
/// (Irwin–Hall). No logarithm, whose last digit platforms disagree on.
pub fn normal(stream: &mut Stream) -> f64 {
    (0..12).map(|_| uniform(stream, 0.0, 1.0)).sum::<f64>() - 6.0
}

/// Uniform in the ball of `radius` round the origin, one number a dimension, off the grid.
pub fn in_ball(stream: &mut Stream, dimensions: usize, radius: f64) -> Vec<f64> {
    let direction: Vec<f64> = (0..dimensions).map(|_| normal(stream)).collect();
    let length = direction.iter().map(|x| x * x).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
    // The radius of a uniform point in n dimensions is distributed as the largest of n uniform numbers.
    let share = (0..dimensions).map(|_| uniform(stream, 0.0, 1.0)).fold(0.0, f64::max);
    let step = radius * share / length;
    direction.iter().map(|d| step * d).collect()
}

/// Uniform in the ball of `radius` round `centre`, negative coordinates raised to zero (demands cannot be
/// negative).
pub fn ball(stream: &mut Stream, centre: &[f64], radius: f64) -> Vec<f64> {
    let steps = in_ball(stream, centre.len(), radius);
    centre.iter().zip(steps).map(|(c, step)| on_grid(c + step).max(0.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_lie_in_their_ball_and_fill_it() {
        let mut stream = Stream::new(5);
        let centre = [3.0, 4.0, 5.0];
        let mut largest = 0.0f64;
        for _ in 0..200 {
            let point = ball(&mut stream, &centre, 0.5);
            let distance = point.iter().zip(centre).map(|(p, c)| (p - c) * (p - c)).sum::<f64>().sqrt();
            assert!(distance <= 0.5 + 1e-5);
            largest = largest.max(distance);
        }
        assert!(largest > 0.4);
    }

    #[test]
    fn normal_numbers_have_mean_zero_and_variance_one() {
        let mut stream = Stream::new(9);
        let draws: Vec<f64> = (0..4000).map(|_| normal(&mut stream)).collect();
        let mean = draws.iter().sum::<f64>() / 4000.0;
        let variance = draws.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>() / 4000.0;
        assert!(mean.abs() < 0.1 && (variance - 1.0).abs() < 0.1, "mean {mean}, variance {variance}");
    }
}
