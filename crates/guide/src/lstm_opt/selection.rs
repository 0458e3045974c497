//! Which predictions are kept: the confident ones first ("Integrated machine learning and optimization
//! approaches", section 2.5.2).

/// A share of the binaries to fix, in percent, `0 < level <= 100`. Checked where it is built.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Level(f64);

/// A level outside `(0, 100]`.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("level is {value}; it must be a percentage above 0 and at most 100")]
pub struct LevelError {
    /// The value given.
    pub value: f64,
}

impl Level {
    /// The level that balances time, infeasibility and gap best over the paper's families (section 2.6.2).
    pub const DEFAULT: Level = Level(85.0);

    /// A level of `percent`.
    ///
    /// # Errors
    /// [`LevelError`] outside `(0, 100]`, NaN included.
    pub fn new(percent: f64) -> Result<Self, LevelError> {
        if percent > 0.0 && percent <= 100.0 { Ok(Self(percent)) } else { Err(LevelError { value: percent }) }
    }

    /// The level in percent.
    pub fn percent(self) -> f64 {
        self.0
    }

    /// How many of `binaries` a level fixes: the nearest whole number.
    pub fn count(self, binaries: usize) -> usize {
        ((self.0 / 100.0 * binaries as f64).round() as usize).min(binaries)
    }
}

/// `max(ŷ, 1 − ŷ)`: how sure the prediction `ŷ` is of either value. A NaN is not sure of anything.
pub fn confidence(probability: f32) -> f32 {
    let confidence = probability.max(1.0 - probability);
    if confidence.is_nan() { 0.0 } else { confidence }
}

/// Indices of `probabilities`, the most confident first; equal confidence keeps the order of the indices.
pub fn by_confidence(probabilities: &[f32]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    hunch_model::order::sort_by(&mut order, |&a, &b| {
        confidence(probabilities[b]).total_cmp(&confidence(probabilities[a]))
    });
    order
}

/// The guess of one binary: the paper's cut-off of 0.5. (At exactly 0.5 either would do; 1 is the one that
/// cannot make a lot-sizing plan infeasible.)
pub fn rounded(probability: f32) -> bool {
    probability >= 0.5
}

/// The most confident `count` predictions as fixings, in problem (2.3) the set `D`: `Some(value)` where
/// fixed, `None` elsewhere.
pub fn fix_most_confident(probabilities: &[f32], count: usize) -> Vec<Option<bool>> {
    let mut fixed = vec![None; probabilities.len()];
    for &k in by_confidence(probabilities).iter().take(count) {
        fixed[k] = Some(rounded(probabilities[k]));
    }
    fixed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_counts_either_way() {
        assert_eq!(by_confidence(&[0.6, 0.05, 0.99, 0.5]), vec![2, 1, 0, 3]);
        assert_eq!(fix_most_confident(&[0.6, 0.05, 0.99, 0.5], 2), vec![None, Some(false), Some(true), None]);
    }

    #[test]
    fn ties_keep_the_order_of_periods() {
        assert_eq!(by_confidence(&[0.25, 0.75, 0.25]), vec![0, 1, 2]);
    }

    #[test]
    fn hostile_numbers_are_the_least_confident() {
        assert_eq!(by_confidence(&[f32::NAN, 0.5, f32::NAN]), vec![1, 0, 2]);
    }

    #[test]
    fn a_level_is_a_percentage() {
        for bad in [0.0, -1.0, 100.1, f64::NAN, f64::INFINITY] {
            assert!(Level::new(bad).is_err(), "{bad}");
        }
        assert!(Level::new(0.0).unwrap_err().to_string().contains("level is 0"));
        assert_eq!(Level::new(85.0).map(|l| l.count(120)), Ok(102));
        assert_eq!(Level::new(100.0).map(|l| l.count(7)), Ok(7));
        assert_eq!(Level::new(0.1).map(|l| l.count(7)), Ok(0));
    }
}
