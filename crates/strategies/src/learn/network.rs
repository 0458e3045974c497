//! The paper's network ("The voice of optimization", appendix 2) as plain arrays: standardised parameters,
//! fully connected layers with max(0, ·) between them, one score a class. It is trained elsewhere (`hunch
//! train mlopt`); this is its forward pass.

use super::classifier::{Classifier, ranked};
use super::error::{LearnError, finite};
use super::params::MAX_UNITS;
use serde::{Deserialize, Serialize};

/// A fully connected layer, `x W + b`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dense {
    /// `[inputs, units]`, by rows.
    pub weight: Vec<f32>,
    /// `[units]`.
    pub bias: Vec<f32>,
}

/// A network that has been checked. Written and read as its [`Parts`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct Network {
    parts: Parts,
    /// All classes, the most frequent first: they rank those that tie.
    frequent: Vec<u32>,
}

/// A network's numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parts {
    /// Mean of each parameter over the training set.
    pub mean: Vec<f32>,
    /// Its standard deviation, positive.
    pub deviation: Vec<f32>,
    /// First to last; the last one gives one score a class.
    pub layers: Vec<Dense>,
}

impl Network {
    /// Checks the numbers.
    ///
    /// # Errors
    /// Lengths that do not fit, a layer of more than [`MAX_UNITS`] units, a number that is not finite, a
    /// deviation that is not positive.
    pub fn new(parts: Parts) -> Result<Self, LearnError> {
        let length = |field: String, found: usize, expected: usize| match found == expected {
            true => Ok(()),
            false => Err(LearnError::Length { field, found, expected }),
        };
        let mut inputs = parts.mean.len();
        for (field, found) in [("mean", inputs), ("layers", parts.layers.len())] {
            if found == 0 {
                return Err(LearnError::Empty { field });
            }
        }
        length("deviation".into(), parts.deviation.len(), inputs)?;
        for (name, list) in [("mean", &parts.mean), ("deviation", &parts.deviation)] {
            for (k, &value) in list.iter().enumerate() {
                finite(f64::from(value), || format!("{name}[{k}]"))?;
            }
        }
        if let Some((k, &value)) = parts.deviation.iter().enumerate().find(|(_, d)| **d <= 0.0) {
            let (field, value) = (format!("deviation[{k}]"), f64::from(value));
            return Err(LearnError::Setting { field, value, allowed: "positive" });
        }
        for (l, layer) in parts.layers.iter().enumerate() {
            let units = layer.bias.len();
            if units == 0 {
                return Err(LearnError::Empty { field: "a layer's bias" });
            }
            if units > MAX_UNITS {
                let field = format!("layers[{l}].bias: the number of units");
                return Err(LearnError::OutOfRange { field, value: units, limit: MAX_UNITS + 1 });
            }
            length(format!("layers[{l}].weight"), layer.weight.len(), inputs.saturating_mul(units))?;
            for (name, list) in [("weight", &layer.weight), ("bias", &layer.bias)] {
                for (k, &value) in list.iter().enumerate() {
                    finite(f64::from(value), || format!("layers[{l}].{name}[{k}]"))?;
                }
            }
            inputs = units;
        }
        Ok(Self { parts, frequent: (0..inputs as u32).collect() })
    }

    /// Ranks classes that tie by their weight in `counts`, the heavier first.
    #[must_use]
    pub fn with_frequencies(mut self, counts: &[f64]) -> Self {
        let classes = self.classes();
        let all = (0..classes).map(|class| (class as u32, counts.get(class).copied().unwrap_or(0.0) + 1.0));
        self.frequent = ranked(all);
        self
    }

    /// The numbers.
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.parts.layers.last().map_or(0, |layer| layer.bias.len())
    }

    /// Writes the scores of all classes into `scores` (logits: the softmax is monotone) and tells how many
    /// there are, at most as many as fit. `theta` that is too short counts as at its mean.
    pub fn scores(&self, theta: &[f64], scores: &mut [f32]) -> usize {
        let Parts { mean, deviation, layers } = &self.parts;
        let (mut from, mut to) = ([0f32; MAX_UNITS], [0f32; MAX_UNITS]);
        for (l, Dense { weight, bias }) in layers.iter().enumerate() {
            let units = bias.len();
            let to = &mut to[..units];
            to.copy_from_slice(bias);
            let mut add = |k: usize, x: f32| {
                // Most of what max(0, ·) leaves is zero.
                if x != 0.0 {
                    to.iter_mut().zip(&weight[k * units..(k + 1) * units]).for_each(|(t, w)| *t += x * w);
                }
            };
            if l == 0 {
                let inputs = theta.iter().zip(mean).zip(deviation).enumerate();
                inputs.for_each(|(k, ((x, mean), deviation))| add(k, (*x as f32 - mean) / deviation));
            } else {
                (0..weight.len() / units).for_each(|k| add(k, from[k]));
            }
            if l + 1 < layers.len() {
                from[..units].iter_mut().zip(to.iter()).for_each(|(from, to)| *from = to.max(0.0));
            }
        }
        let count = self.classes().min(scores.len());
        scores[..count].copy_from_slice(&to[..count]);
        count
    }
}

impl Classifier for Network {
    fn rank(&self, theta: &[f64], into: &mut [u32]) -> usize {
        let mut scores = [0f32; MAX_UNITS];
        self.scores(theta, &mut scores);
        let mut count = 0;
        for &class in &self.frequent {
            let score = scores[class as usize];
            // Into its place; the last one falls out where there is no room.
            let mut at = count;
            while at > 0 && scores[into[at - 1] as usize] < score {
                at -= 1;
            }
            if at >= into.len() {
                continue;
            }
            count = (count + 1).min(into.len());
            into.copy_within(at..count - 1, at + 1);
            into[at] = class;
        }
        count
    }

    fn bytes(&self) -> usize {
        let layers = self.parts.layers.iter().map(|layer| layer.weight.len() + layer.bias.len());
        4 * (2 * self.parts.mean.len() + layers.sum::<usize>())
    }
}

impl TryFrom<Parts> for Network {
    type Error = LearnError;

    fn try_from(parts: Parts) -> Result<Self, LearnError> {
        Self::new(parts)
    }
}

impl From<Network> for Parts {
    fn from(network: Network) -> Self {
        network.parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scores (|θ₀ − 1|, 0, 1 − |θ₀ − 1|), by two hidden units.
    fn network() -> Parts {
        let first = Dense { weight: vec![1.0, -1.0, 0.0, 0.0], bias: vec![0.0, 0.0] };
        let last = Dense { weight: vec![1.0, 0.0, -1.0, 1.0, 0.0, -1.0], bias: vec![0.0, 0.0, 1.0] };
        Parts { mean: vec![1.0, 5.0], deviation: vec![1.0, 2.0], layers: vec![first, last] }
    }

    #[test]
    fn scores_are_those_of_the_formula_and_rank_the_classes() {
        let network = Network::new(network()).unwrap();
        let mut scores = [0.0; 3];
        for x in [-1.0, 0.25, 1.0, 1.75, 3.0] {
            assert_eq!(network.scores(&[x, 9.0], &mut scores), 3);
            let far = (x - 1.0).abs() as f32;
            assert_eq!(scores, [far, 0.0, 1.0 - far]);
        }
        let mut guesses = [9; 2];
        assert_eq!((network.rank(&[1.25, 0.0], &mut guesses), guesses), (2, [2, 0]));
        assert_eq!((network.rank(&[3.5, 0.0], &mut guesses), guesses), (2, [0, 1]));
        let mut all = [9; 5];
        assert_eq!((network.rank(&[1.0, 0.0], &mut all), &all[..3]), (3, &[2, 0, 1][..]));
        assert_eq!(network.bytes(), 4 * (4 + 6 + 9));
        assert_eq!(network.rank(&[1.0, 0.0], &mut []), 0);
    }

    #[test]
    fn of_classes_that_tie_the_frequent_one_is_first() {
        let network = Network::new(network()).unwrap().with_frequencies(&[1.0, 7.0, 0.0]);
        let mut all = [9; 3];
        network.rank(&[1.0, 0.0], &mut all);
        assert_eq!(all, [2, 1, 0]);
    }

    #[test]
    fn numbers_that_are_no_network_are_refused() {
        let changed = |change: &dyn Fn(&mut Parts)| {
            let mut parts = network();
            change(&mut parts);
            Network::new(parts).unwrap_err().to_string()
        };
        assert!(changed(&|p| p.deviation[1] = 0.0).contains("deviation[1] is 0"));
        assert!(changed(&|p| p.layers[1].weight[2] = f32::NAN).contains("layers[1].weight[2]"));
        assert!(changed(&|p| p.layers[1].weight.truncate(3)).contains("6 are needed"));
        assert!(changed(&|p| p.layers[0].bias = vec![0.0; MAX_UNITS + 1]).contains("number of units"));
        assert!(changed(&|p| p.layers.clear()).contains("layers is empty"));
        let text = serde_json::to_string(&Network::new(network()).unwrap()).unwrap();
        assert_eq!(serde_json::from_str::<Network>(&text).unwrap().parts(), &network());
        assert!(serde_json::from_str::<Network>(&text.replace("2.0", "-2.0")).is_err());
    }
}
