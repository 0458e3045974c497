//! θ to learn from: the rows of a history, then as many more as are wanted, drawn with its correlations; or
//! the distribution that a program brings.
//!
//! Further θ are a smoothed bootstrap with the history's mean and covariance (Silverman, "Density estimation
//! for statistics and data analysis", section 6.4.1): a row, moved by a random combination of the centred
//! rows, whose covariance is that of the history, and drawn back to the mean. Whole-numbered columns stay
//! whole, and columns that never change sign keep theirs.

use crate::error::{Error, Result};
use hunch_families::random::{Stream, instance_seed, theta};
use hunch_model::parametric::{Distribution, History, ParametricProgram};
use std::path::Path;

/// Share of a history that is kept to measure on, its last rows.
const HELD_OUT: f64 = 0.2;
/// Most rows that are kept to measure on: more would only take time.
const MOST_HELD_OUT: usize = 500;
/// Rows of a combination: as many give the covariance well enough, and a draw costs no more.
const COMBINED: usize = 200;
/// Seeds of fresh θ are this far from those of the sample.
const FRESH: u64 = 1 << 40;

/// Where θ come from.
pub struct Draws {
    seed: u64,
    source: Source,
    /// How they are drawn, in words.
    pub about: String,
    /// Rows of the history that nothing is learned from.
    pub held_out: Vec<Vec<f64>>,
    /// Names of parameters that never vary.
    pub constant: Vec<String>,
    /// Columns of the history that are called as no parameter.
    pub ignored: Vec<String>,
}

enum Source {
    History(Smoothed),
    Distribution(Distribution),
}

/// Rows to learn from, with what moves them.
struct Smoothed {
    rows: Vec<Vec<f64>>,
    mean: Vec<f64>,
    /// The bandwidth, in standard deviations.
    bandwidth: f64,
    marks: Vec<Mark>,
}

/// What is known of a column.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    is_whole: bool,
    is_positive: bool,
    is_negative: bool,
}

impl Draws {
    /// Of a history, or of the program's own distribution.
    ///
    /// # Errors
    /// A table that does not fit, or neither of both.
    pub fn new(program: &ParametricProgram, history: Option<&Path>, seed: u64) -> Result<Self> {
        let Some(path) = history else {
            let distribution = program.distribution.clone().ok_or_else(|| Error::Setting {
                field: "--theta",
                value: "left out".into(),
                expected: "it must be given: the program says nothing of how its parameters are distributed"
                    .into(),
            })?;
            let about = "the distribution that the program brings".to_owned();
            let source = Source::Distribution(distribution);
            let none = Vec::new;
            return Ok(Self { seed, source, about, held_out: Vec::new(), constant: none(), ignored: none() });
        };
        let text = std::fs::read_to_string(path).map_err(Error::file(path))?;
        let content = |reason: String| Error::Content { path: path.into(), reason };
        let history = History::read(&text, program).map_err(|error| content(error.to_string()))?;
        let mut rows = history.points;
        let total = rows.len();
        let held = if total < 5 { 0 } else { ((HELD_OUT * total as f64) as usize).min(MOST_HELD_OUT) };
        let held_out = rows.split_off(total - held);
        let constant = (0..program.parameters.len())
            .filter(|&j| rows.iter().all(|row| row[j] == rows[0][j]))
            .map(|j| program.parameters[j].clone())
            .collect();
        let about = format!(
            "{} rows of history ({held} more kept to measure on), then draws with their mean and covariance",
            rows.len()
        );
        let source = Source::History(Smoothed::new(rows));
        Ok(Self { seed, source, about, held_out, constant, ignored: history.ignored })
    }

    /// All rows of the history; none without one.
    pub fn history(&self) -> Vec<Vec<f64>> {
        match &self.source {
            Source::History(smoothed) => smoothed.rows.iter().chain(&self.held_out).cloned().collect(),
            Source::Distribution(_) => Vec::new(),
        }
    }

    /// Rows that are learned from.
    pub fn rows(&self) -> usize {
        match &self.source {
            Source::History(smoothed) => smoothed.rows.len(),
            Source::Distribution(_) => 0,
        }
    }

    /// θ of the sample by number: the rows first, then draws.
    pub fn sample(&self, index: u64) -> Vec<f64> {
        match &self.source {
            Source::Distribution(distribution) => theta(distribution, self.seed, index),
            Source::History(smoothed) => match smoothed.rows.get(index as usize) {
                Some(row) => row.clone(),
                None => smoothed.draw(&mut Stream::new(instance_seed(self.seed, index))),
            },
        }
    }

    /// Fresh θ by number: draws of another stream.
    pub fn fresh(&self, index: u64) -> Vec<f64> {
        match &self.source {
            Source::Distribution(distribution) => theta(distribution, self.seed.wrapping_add(FRESH), index),
            Source::History(smoothed) => {
                smoothed.draw(&mut Stream::new(instance_seed(self.seed.wrapping_add(FRESH), index)))
            }
        }
    }
}

impl Smoothed {
    fn new(rows: Vec<Vec<f64>>) -> Self {
        let (n, width) = (rows.len() as f64, rows.first().map_or(0, Vec::len));
        let column = |j: usize| rows.iter().map(move |row| row[j]);
        let mean = (0..width).map(|j| column(j).sum::<f64>() / n).collect();
        let mark = |j: usize| Mark {
            is_whole: column(j).all(|v| v.fract() == 0.0),
            is_positive: column(j).all(|v| v >= 0.0),
            is_negative: column(j).all(|v| v <= 0.0),
        };
        let varying = (0..width).filter(|&j| column(j).any(|v| v != rows[0][j])).count() as f64;
        // Silverman's rule, for data scaled to deviations of one.
        let bandwidth = (4.0 / (varying + 2.0)).powf(1.0 / (varying + 4.0)) * n.powf(-1.0 / (varying + 4.0));
        Self { marks: (0..width).map(mark).collect(), mean, bandwidth, rows }
    }

    fn draw(&self, stream: &mut Stream) -> Vec<f64> {
        let last = self.rows.len() as u64 - 1;
        let row = &self.rows[stream.integer(0, last) as usize];
        let mut noise = vec![0.0; self.mean.len()];
        for _ in 0..COMBINED {
            let other = &self.rows[stream.integer(0, last) as usize];
            let factor = normal(stream) / (COMBINED as f64).sqrt();
            for ((noise, value), mean) in noise.iter_mut().zip(other).zip(&self.mean) {
                *noise += factor * (value - mean);
            }
        }
        let shrink = 1.0 / (1.0 + self.bandwidth * self.bandwidth).sqrt();
        let entry = |j: usize| {
            let value = self.mean[j] + shrink * (row[j] - self.mean[j] + self.bandwidth * noise[j]);
            let mark = self.marks[j];
            let value = if mark.is_positive { value.abs() } else { value };
            let value = if mark.is_negative { -value.abs() } else { value };
            if mark.is_whole { value.round() } else { value }
        };
        (0..row.len()).map(entry).collect()
    }
}

/// A standard normal number (Box & Muller 1958).
fn normal(stream: &mut Stream) -> f64 {
    let mut unit = || (stream.word() >> 11) as f64 / (1u64 << 53) as f64;
    let (u, v) = (unit(), unit());
    (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_have_the_mean_and_covariance_of_the_rows_and_keep_what_never_changes() {
        let mut stream = Stream::new(3);
        let rows: Vec<Vec<f64>> = (0..300)
            .map(|_| {
                let (a, b) = (normal(&mut stream), normal(&mut stream));
                vec![20.0 + 2.0 * a, 40.0 + 3.0 * a + b, 7.0, (3.0 + b).round()]
            })
            .collect();
        let smoothed = Smoothed::new(rows.clone());
        let draws: Vec<Vec<f64>> = (0..20_000).map(|k| smoothed.draw(&mut Stream::new(k))).collect();
        let moments = |rows: &[Vec<f64>], j: usize, k: usize| {
            let mean = |j: usize| rows.iter().map(|r| r[j]).sum::<f64>() / rows.len() as f64;
            let (a, b) = (mean(j), mean(k));
            let product = rows.iter().map(|r| (r[j] - a) * (r[k] - b)).sum::<f64>() / rows.len() as f64;
            (a, product)
        };
        for (j, k) in [(0, 0), (0, 1), (1, 1)] {
            let ((mean, product), (of, found)) = (moments(&rows, j, k), moments(&draws, j, k));
            assert!((mean - of).abs() < 0.1 && (product - found).abs() < 0.1 * product.abs(), "{j} {k}");
        }
        assert!(draws.iter().all(|d| (d[2] - 7.0).abs() < 1e-9 && d[3].fract() == 0.0));
        assert_eq!(smoothed.draw(&mut Stream::new(5)), smoothed.draw(&mut Stream::new(5)));
    }
}
