//! How long trees take to learn, and how well they do, on made-up strategies: which of `classes` linear
//! functions of θ is largest, as for an LP whose costs are θ. Prints; measures with a clock.
//!
//! `cargo run --release -p hunch-strategies --example learners -- points width classes depth restarts splits`

#![allow(clippy::print_stdout)]

use hunch_model::Unlimited;
use hunch_strategies::learn::{
    Classifier, Data, Fit, Hyperplane, MostFrequent, Neighbours, Settings, Splits, cart, compare, oct,
};
use std::time::Instant;

struct Draws(u64);

impl Draws {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |k: usize, default: usize| arguments.get(k).and_then(|a| a.parse().ok()).unwrap_or(default);
    let (points, width, classes) = (number(0, 10_000), number(1, 40), number(2, 50));
    let (depth, restarts) = (number(3, 10), number(4, 10));
    let splits =
        if arguments.get(5).is_some_and(|a| a != "parallel") { Splits::Hyperplane } else { Splits::Parallel };
    let mut draws = Draws(7);
    let functions: Vec<Vec<f64>> = (0..classes)
        .map(|_| (0..width).map(|_| if draws.unit() < 0.3 { draws.unit() - 0.5 } else { 0.0 }).collect())
        .collect();
    let mut sample = |count: usize| {
        let theta: Vec<f64> = (0..count * width).map(|_| draws.unit()).collect();
        let value = |f: &[f64], x: &[f64]| f.iter().zip(x).map(|(f, x)| f * x).sum::<f64>();
        let best = |x: &[f64]| {
            let score = |k: &u32| value(&functions[*k as usize], x);
            (0..classes as u32).max_by(|a, b| score(a).total_cmp(&score(b))).unwrap_or(0)
        };
        let labels = theta.chunks(width).map(best).collect();
        Data::new(theta, width, labels, classes)
    };
    let (data, fresh) = (sample(points)?, sample(2000)?);
    let facets =
        if arguments.get(5).is_some_and(|a| a == "facets") { facets(&functions) } else { Vec::new() };
    let settings = Settings { splits, depth, restarts, alpha: 1e-4, ..Settings::default() };
    let report = |name: &str, started: Instant, fit: &Fit| {
        let (tree, seconds) = (&fit.tree, started.elapsed().as_secs_f64());
        println!("{name}: {seconds:.2} s; restart {}, {} passes", fit.restart, fit.passes);
        println!("  loss {:.4}: {} errors, {} leaves", fit.loss, tree.errors(), tree.leaves());
    };
    let started = Instant::now();
    let greedy = cart(&data, &facets, &settings)?;
    report("CART", started, &greedy);
    let started = Instant::now();
    let searched = oct(&data, &facets, &settings, &mut Unlimited)?;
    report("OCT", started, &searched);
    let (frequent, near) = (MostFrequent::fit(&data), Neighbours::fit(&data, 5)?);
    let learners: [(&str, &dyn Classifier); 4] = [
        ("most frequent", &frequent),
        ("5 neighbours", &near),
        ("CART", &greedy.tree),
        ("OCT", &searched.tree),
    ];
    let origin = Instant::now();
    let mut clock = || origin.elapsed().as_secs_f64() * 1e9;
    for row in compare(&learners, &fresh, Some(&mut clock)) {
        let (top_1, top_3) = (100.0 * row.top_1, 100.0 * row.top_3);
        let nanoseconds = row.nanoseconds.unwrap_or_default();
        println!("{:14} {top_1:5.1} % {top_3:5.1} % {nanoseconds:9.0} ns {:8} bytes", row.name, row.bytes);
    }
    Ok(())
}

/// Where two of the functions are equal.
fn facets(functions: &[Vec<f64>]) -> Vec<Hyperplane> {
    let mut list = Vec::new();
    for (k, f) in functions.iter().enumerate() {
        for g in &functions[..k] {
            let terms = f.iter().zip(g).enumerate().map(|(j, (f, g))| (j as u32, f - g));
            list.push(Hyperplane { terms: terms.filter(|t| t.1 != 0.0).collect(), bound: 0.0 });
        }
    }
    list
}
