//! θ from random words. The generator of words is the caller's; the map from words to numbers is written here
//! with additions, products, quotients and square roots alone, which every platform rounds alike, so that a
//! seed gives the same θ everywhere and for ever.

use super::distribution::{Distribution, Law};

/// 2⁻⁵³: a word's upper 53 bits become a multiple of it in [0, 1).
const UNIT: f64 = 1.0 / (1u64 << 53) as f64;

impl Distribution {
    /// Draws θ, one entry a parameter, from independent uniform 64-bit words. The distribution must be a
    /// [valid](Distribution::validate) one.
    pub fn draw(&self, words: &mut dyn FnMut() -> u64) -> Vec<f64> {
        let mut theta = vec![0.0; self.groups.iter().map(|group| group.parameters.len()).sum()];
        for group in &self.groups {
            let point = group.law.draw(words);
            for (&p, value) in group.parameters.iter().zip(point) {
                if let Some(entry) = theta.get_mut(p) {
                    *entry = value;
                }
            }
        }
        theta
    }
}

impl Law {
    /// Draws the entries of one group.
    fn draw(&self, words: &mut dyn FnMut() -> u64) -> Vec<f64> {
        match self {
            Self::Box { lower, upper } => {
                lower.iter().zip(upper).map(|(&l, &u)| (l + (u - l) * unit(words)).min(u)).collect()
            }
            Self::Ball { centre, radius } => ball(centre, *radius, words),
            Self::Normal { mean, deviation } => {
                mean.iter().zip(deviation).map(|(m, s)| m + s * normal(words)).collect()
            }
            Self::Discrete { points, weights } => {
                let mut left = unit(words) * weights.iter().sum::<f64>();
                let chosen = weights.iter().position(|w| {
                    left -= w;
                    left < 0.0
                });
                // Rounding may leave nothing below zero: then the last point that has a weight.
                let last = || weights.iter().rposition(|&w| w > 0.0);
                chosen.or_else(last).and_then(|k| points.get(k)).cloned().unwrap_or_default()
            }
            Self::Samples { points } => {
                let chosen = (unit(words) * points.len() as f64) as usize;
                points.get(chosen).or(points.last()).cloned().unwrap_or_default()
            }
        }
    }
}

/// Uniform in [0, 1).
fn unit(words: &mut dyn FnMut() -> u64) -> f64 {
    (words() >> 11) as f64 * UNIT
}

/// Standard normal, by the ratio of uniform numbers (Kinderman & Monahan 1977, "Computer generation of random
/// variables using the ratio of uniform deviates"). The logarithm only decides whether a pair is taken, so
/// that its last digits, on which platforms disagree, reach no number.
fn normal(words: &mut dyn FnMut() -> u64) -> f64 {
    /// √(2/e): half the width of the region from which pairs are drawn.
    const HALF_WIDTH: f64 = 0.857_763_884_960_706_8;
    loop {
        let u = 1.0 - unit(words);
        let x = HALF_WIDTH * (2.0 * unit(words) - 1.0) / u;
        if x * x <= -4.0 * u.ln() {
            return x;
        }
    }
}

/// Uniform in a ball: a direction from normal numbers; the distance of a uniform point in n dimensions is
/// distributed as the largest of n uniform numbers.
fn ball(centre: &[f64], radius: f64, words: &mut dyn FnMut() -> u64) -> Vec<f64> {
    let direction: Vec<f64> = centre.iter().map(|_| normal(words)).collect();
    let length = direction.iter().map(|x| x * x).sum::<f64>().sqrt();
    let share = centre.iter().map(|_| unit(words)).fold(0.0, f64::max);
    let step = if length > 0.0 { radius * share / length } else { 0.0 };
    centre.iter().zip(direction).map(|(c, d)| c + step * d).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SplitMix64.
    fn words(seed: u64) -> impl FnMut() -> u64 {
        let mut state = seed;
        move || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        }
    }

    #[test]
    fn normal_numbers_have_the_moments_and_tails_of_the_normal_law() {
        let mut words = words(1);
        let draws: Vec<f64> = (0..40_000).map(|_| normal(&mut words)).collect();
        let moment = |k: i32| draws.iter().map(|x| x.powi(k)).sum::<f64>() / 40_000.0;
        // Four standard errors of each moment.
        assert!(moment(1).abs() < 0.02 && (moment(2) - 1.0).abs() < 0.03, "{} {}", moment(1), moment(2));
        assert!((moment(4) - 3.0).abs() < 0.2, "{}", moment(4));
        let beyond = draws.iter().filter(|x| x.abs() > 3.0).count();
        assert!((70..150).contains(&beyond), "{beyond} of 40 000 beyond 3; 108 are expected");
    }

    #[test]
    fn points_fill_their_ball_uniformly() {
        let law = Law::Ball { centre: vec![3.0, -1.0, 0.5], radius: 0.5 };
        let mut words = words(2);
        let (mut inner, mut squares) = (0, 0.0);
        for _ in 0..20_000 {
            let point = law.draw(&mut words);
            let distance = (point[0] - 3.0).powi(2) + (point[1] + 1.0).powi(2) + (point[2] - 0.5).powi(2);
            assert!(distance.sqrt() <= 0.5 * (1.0 + 1e-12));
            inner += usize::from(distance.sqrt() <= 0.25);
            squares += (point[0] - 3.0).powi(2);
        }
        assert!((2300..2700).contains(&inner), "an eighth of the volume is within half the radius: {inner}");
        // A coordinate's variance is r²/(n+2) = 0.05.
        assert!((squares / 20_000.0 - 0.05).abs() < 0.002, "{squares}");
    }

    #[test]
    fn weights_and_samples_are_drawn_by_their_shares() {
        let points = vec![vec![1.0], vec![2.0], vec![3.0]];
        let share = |law: Law, value: f64| {
            let mut words = words(3);
            (0..10_000).filter(|_| law.draw(&mut words) == [value]).count()
        };
        let discrete = Law::Discrete { points: points.clone(), weights: vec![1.0, 0.0, 3.0] };
        assert!((2300..2700).contains(&share(discrete.clone(), 1.0)));
        assert_eq!(share(discrete, 2.0), 0);
        assert!((3150..3500).contains(&share(Law::Samples { points }, 2.0)));
    }

    #[test]
    fn groups_are_drawn_in_order_and_a_seed_gives_theta_again() {
        let distribution = Distribution::in_order([
            (1, Law::Box { lower: vec![7.0], upper: vec![13.0] }),
            (2, Law::Normal { mean: vec![5.0, 5.0], deviation: vec![0.0, 1.0] }),
        ]);
        let theta = distribution.draw(&mut words(4));
        assert_eq!(theta, distribution.draw(&mut words(4)));
        assert_ne!(theta, distribution.draw(&mut words(5)));
        assert!(theta.len() == 3 && (7.0..13.0).contains(&theta[0]) && theta[1] == 5.0);
    }
}
