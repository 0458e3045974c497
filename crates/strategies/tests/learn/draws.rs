//! Seeded data for the tests.

use hunch_strategies::learn::Data;

/// SplitMix64.
pub struct Draws(pub u64);

impl Draws {
    pub fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn unit(&mut self) -> f64 {
        (self.word() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.word() % limit
    }
}

/// Points uniform in the unit cube, each with the class that `class` gives it.
pub fn labelled(
    count: usize,
    width: usize,
    classes: usize,
    seed: u64,
    class: impl Fn(&[f64]) -> u32,
) -> Data {
    let mut draws = Draws(seed);
    let points: Vec<f64> = (0..count * width).map(|_| draws.unit()).collect();
    let labels = points.chunks(width).map(class).collect();
    Data::new(points, width, labels, classes).unwrap()
}

/// Points on a small grid, so that many values tie, with classes that are partly noise.
pub fn noisy(count: usize, width: usize, classes: usize, grid: u64, seed: u64) -> Data {
    let mut draws = Draws(seed);
    let points: Vec<f64> = (0..count * width).map(|_| draws.below(grid) as f64).collect();
    let labels = points
        .chunks(width)
        .map(|theta| {
            let rule = theta.iter().enumerate().map(|(j, x)| (j as u64 + 1) * *x as u64).sum::<u64>();
            let class =
                if draws.unit() < 0.3 { draws.below(classes as u64) } else { rule / 3 % classes as u64 };
            class as u32
        })
        .collect();
    Data::new(points, width, labels, classes).unwrap()
}
