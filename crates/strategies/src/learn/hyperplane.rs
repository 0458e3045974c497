//! Splits of the space of parameters.

use super::error::{LearnError, finite};
use serde::{Deserialize, Serialize};

/// Σ coefficient · θ\[parameter\] ≤ bound. One term with coefficient 1 is a parallel split.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hyperplane {
    /// Parameter and coefficient; every parameter at most once.
    pub terms: Vec<(u32, f64)>,
    /// The right-hand side.
    pub bound: f64,
}

impl Hyperplane {
    /// θ\[parameter\] ≤ bound.
    pub fn parallel(parameter: u32, bound: f64) -> Self {
        Self { terms: vec![(parameter, 1.0)], bound }
    }

    /// The left-hand side at θ, which has as many entries as the data have columns.
    #[inline]
    pub fn value(&self, theta: &[f64]) -> f64 {
        value(&self.terms, theta)
    }

    /// Whether θ is on the side of "at most". A θ with NaN is not.
    #[inline]
    pub fn holds(&self, theta: &[f64]) -> bool {
        self.value(theta) <= self.bound
    }

    /// Whether it reads one parameter only.
    pub fn is_parallel(&self) -> bool {
        self.terms.len() == 1
    }

    /// Checks numbers and parameters; `field` names the hyperplane in the message.
    ///
    /// # Errors
    /// No term, a parameter that is not below `width` or comes twice, a number that is not finite.
    pub fn validate(&self, width: usize, field: &str) -> Result<(), LearnError> {
        if self.terms.is_empty() {
            return Err(LearnError::Length { field: format!("{field}.terms"), found: 0, expected: 1 });
        }
        finite(self.bound, || format!("{field}.bound"))?;
        let mut seen: Vec<u32> = Vec::with_capacity(self.terms.len());
        for (k, &(parameter, coefficient)) in self.terms.iter().enumerate() {
            finite(coefficient, || format!("{field}.terms[{k}][1]"))?;
            if parameter as usize >= width {
                let field = format!("{field}.terms[{k}][0]");
                return Err(LearnError::OutOfRange { field, value: parameter as usize, limit: width });
            }
            seen.push(parameter);
        }
        seen.sort_unstable();
        match seen.windows(2).find(|pair| pair[0] == pair[1]) {
            None => Ok(()),
            Some(pair) => Err(LearnError::Setting {
                field: format!("a repeated parameter of {field}.terms"),
                value: f64::from(pair[0]),
                allowed: "named once",
            }),
        }
    }
}

/// Σ coefficient · θ\[parameter\], always added in the order of the terms: learner and tree must put a point
/// on the same side.
#[inline]
pub(super) fn value(terms: &[(u32, f64)], theta: &[f64]) -> f64 {
    match terms {
        [(parameter, coefficient)] => coefficient * theta[*parameter as usize],
        _ => terms.iter().map(|&(parameter, coefficient)| coefficient * theta[parameter as usize]).sum(),
    }
}

/// ‖a‖₁ of a split whose largest coefficient is 1 once each parameter is measured in its range over the data
/// ("The voice of optimization", appendix 1, sums ‖a‖₁ but leaves the scale of a open, without which the sum
/// says nothing). From 1 to the number of terms.
pub(super) fn complexity(terms: &[(u32, f64)], ranges: &[f64]) -> f64 {
    let scaled = || terms.iter().map(|&(parameter, c)| (c * ranges[parameter as usize]).abs());
    let largest = scaled().fold(0.0, f64::max);
    if largest > 0.0 { scaled().sum::<f64>() / largest } else { 1.0 }
}
