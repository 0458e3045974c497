//! Mean and standard deviation of the features, for standardisation (section 2.5.2 of the dissertation).

use crate::error::Result;
use hunch_families::clsp::{self, Distribution, FEATURES, instance_seed};
use serde::{Deserialize, Serialize};

/// Instances that the statistics are taken over: at 120 periods each the means are known to about a
/// thousandth of a deviation.
const INSTANCES: u64 = 4096;

/// Per feature, over all periods of many instances.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Statistics {
    /// Means.
    pub mean: Vec<f32>,
    /// Standard deviations.
    pub deviation: Vec<f32>,
}

impl Statistics {
    /// Statistics of the first instances of a data set.
    ///
    /// # Errors
    /// [`crate::error::Error::Distribution`].
    pub fn of(distribution: &Distribution, seed: u64) -> Result<Self> {
        let rows = (0..INSTANCES).flat_map(|index| {
            let features = clsp::sample(distribution, instance_seed(seed, index)).map(|i| clsp::features(&i));
            match features {
                Ok(features) => features.chunks_exact(FEATURES).map(|row| Ok(row.to_vec())).collect(),
                Err(error) => vec![Err(error.into())],
            }
        });
        Self::of_rows(rows)
    }

    /// Statistics of rows of one length.
    ///
    /// # Errors
    /// The first error among the rows.
    pub fn of_rows(rows: impl IntoIterator<Item = Result<Vec<f32>>>) -> Result<Self> {
        let (mut sum, mut squares, mut count) = (Vec::new(), Vec::new(), 0.0);
        for row in rows {
            let row = row?;
            sum.resize(row.len(), 0.0f64);
            squares.resize(row.len(), 0.0f64);
            for ((value, sum), square) in row.iter().zip(&mut sum).zip(&mut squares) {
                *sum += f64::from(*value);
                *square += f64::from(*value) * f64::from(*value);
            }
            count += 1.0;
        }
        let mean: Vec<f64> = sum.iter().map(|s| s / count).collect();
        let deviation =
            squares.iter().zip(&mean).map(|(square, m)| (square / count - m * m).max(0.0).sqrt() as f32);
        Ok(Self { deviation: deviation.collect(), mean: mean.iter().map(|m| *m as f32).collect() })
    }

    /// Standardises `[.., features]` values in place. A feature that never varies is only centred.
    pub fn standardise(&self, values: &mut [f32]) {
        for row in values.chunks_exact_mut(self.mean.len()) {
            for ((value, mean), deviation) in row.iter_mut().zip(&self.mean).zip(&self.deviation) {
                *value = (*value - mean) / if *deviation > 0.0 { *deviation } else { 1.0 };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standardised_features_have_mean_zero_and_deviation_one() {
        let distribution = Distribution { c: 5, f: 1000, horizon: 30 };
        let statistics = Statistics::of(&distribution, 1).unwrap();
        let mut values = Vec::new();
        for index in 0..2000 {
            values.extend(clsp::features(&clsp::sample(&distribution, instance_seed(2, index)).unwrap()));
        }
        statistics.standardise(&mut values);
        for k in 0..FEATURES {
            let own: Vec<f64> = values.iter().skip(k).step_by(FEATURES).map(|v| f64::from(*v)).collect();
            let n = own.len() as f64;
            let mean = own.iter().sum::<f64>() / n;
            let variance = own.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
            assert!(
                mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05,
                "feature {k}: mean {mean}, variance {variance}"
            );
        }
    }
}
