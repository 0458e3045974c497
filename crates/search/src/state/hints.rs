//! What a guess says of the columns of a tree.

/// Hints in the tree's columns.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    /// Start values.
    pub start: Vec<(usize, f64)>,
    /// Probabilities of being 1.
    pub probabilities: Vec<(usize, f64)>,
    /// Branching priorities.
    pub priorities: Vec<(usize, f64)>,
}

impl Hints {
    /// Start values of integer columns, rounded.
    pub fn integer_start(&self, integer: &[bool]) -> Vec<(usize, f64)> {
        self.start.iter().filter(|s| integer[s.0]).map(|&(j, v)| (j, v.round())).collect()
    }

    /// Whether there is anything for a dive to follow.
    pub fn can_be_followed(&self, integer: &[bool]) -> bool {
        !self.probabilities.is_empty() || self.start.iter().any(|s| integer[s.0])
    }
}

/// How far a probability is from saying nothing: 0 for 1/2, 1 for 0 and 1.
pub fn certainty(p: f64) -> f64 {
    (2.0 * p - 1.0).abs()
}
