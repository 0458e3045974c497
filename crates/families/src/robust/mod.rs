//! What the robust families share: the uncertainty sets and what their worst case costs.
//!
//! The uncertain numbers of a constraint lie within a distance `ρ` of their nominal values `û`. A constraint
//! that is linear in them, `aᵀu ≤ b` with `a` made of decisions, then holds for every `u` of the set exactly
//! when `aᵀû + ρ‖a‖* ≤ b`, with the dual norm of the set's norm (Ben-Tal, El Ghaoui, Nemirovski: "Robust
//! optimization", 2009, section 1.3). Everything here rests on that one term. Source of the families:
//! "Self-supervised penalty-based learning for robust constrained optimization", sections 2 and 3.
//!
//! - here: [`UncertaintySet`], its dual norm, its worst and its random points; the range that a sampler draws
//!   `ρ` from;
//! - [`features`]: the radius and the penalty as further inputs of a network;
//! - `fields`: the fields that both families have;
//! - `verdict`: what the checks of both families share.

pub mod features;
pub(crate) mod fields;
pub(crate) mod verdict;

pub use features::{Extras, PENALTY, RADIUS};

use crate::draws;
use crate::fields::{FieldError, within};
use crate::random::Stream;
use serde::{Deserialize, Serialize};

/// Largest absolute value of a number in an instance: far above real data, and small enough that a product of
/// two of them, summed over the longest row, stays exact to nine digits.
pub const MAX_VALUE: f64 = 1e9;

/// Places of `values`, the largest value first; equal ones keep their order. One function for every ranking,
/// because each copy of a sort takes kilobytes of a browser's download.
pub(crate) fn descending(values: &[f64]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..values.len()).collect();
    hunch_model::order::sort_by(&mut places, |&a, &b| values[b].total_cmp(&values[a]));
    places
}

/// The shape of an uncertainty set; its size is the radius `ρ`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UncertaintySet {
    /// `‖u − û‖_∞ ≤ ρ`: every number may be off by `ρ`, all of them at once.
    Box,
    /// `‖u − û‖_2 ≤ ρ`: the squares of the errors add up to at most `ρ²`.
    Ellipsoid,
}

impl UncertaintySet {
    /// Both sets.
    pub const ALL: [Self; 2] = [Self::Box, Self::Ellipsoid];

    /// Its name in instances and on cards.
    pub fn name(self) -> &'static str {
        match self {
            Self::Box => "box",
            Self::Ellipsoid => "ellipsoid",
        }
    }

    /// The set of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.name() == name)
    }

    /// The dual norm `‖a‖*`: the 1-norm for the box, the 2-norm for the ellipsoid.
    pub fn dual_norm(self, a: impl IntoIterator<Item = f64>) -> f64 {
        match self {
            Self::Box => a.into_iter().map(f64::abs).sum(),
            Self::Ellipsoid => a.into_iter().map(|v| v * v).sum::<f64>().sqrt(),
        }
    }

    /// The displacement `u − û` in the set of `radius` that makes `aᵀu` largest; there `aᵀ(u − û) = radius ·
    /// ‖a‖*`.
    pub fn worst(self, a: &[f64], radius: f64) -> Vec<f64> {
        match self {
            Self::Box => a.iter().map(|v| if *v < 0.0 { -radius } else { radius }).collect(),
            Self::Ellipsoid => {
                let length = self.dual_norm(a.iter().copied()).max(f64::MIN_POSITIVE);
                a.iter().map(|v| radius * v / length).collect()
            }
        }
    }

    /// A displacement drawn uniformly from the set of `radius`.
    pub fn draw(self, stream: &mut Stream, dimensions: usize, radius: f64) -> Vec<f64> {
        match self {
            Self::Box => {
                let mut number = || draws::uniform(stream, -radius, radius).clamp(-radius, radius);
                (0..dimensions).map(|_| number()).collect()
            }
            Self::Ellipsoid => draws::in_ball(stream, dimensions, radius),
        }
    }
}

/// The radii that a sampler draws from, uniformly: one value when both ends are equal, a range for a model
/// that is to serve a slider.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Radii {
    /// The smallest.
    pub low: f64,
    /// The largest.
    pub high: f64,
}

impl Radii {
    /// One radius.
    pub fn only(radius: f64) -> Self {
        Self { low: radius, high: radius }
    }

    /// Checks that the range holds radii up to `most`.
    pub(crate) fn validate(self, most: f64) -> Result<(), FieldError> {
        within("rho.low", self.low, 0.0, most)?;
        within("rho.high", self.high, self.low, most)
    }

    pub(crate) fn draw(self, stream: &mut Stream) -> f64 {
        draws::uniform(stream, self.low, self.high).clamp(self.low, self.high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dot(a: &[f64], b: &[f64]) -> f64 {
        a.iter().zip(b).map(|(x, y)| x * y).sum()
    }

    #[test]
    fn the_dual_norm_is_the_worst_case_and_no_point_of_the_set_passes_it() {
        let mut stream = Stream::new(3);
        for trial in 0..200 {
            let a: Vec<f64> = (0..6).map(|_| draws::uniform(&mut stream, -2.0, 2.0)).collect();
            for set in UncertaintySet::ALL {
                let worst = dot(&a, &set.worst(&a, 0.7));
                let claimed = 0.7 * set.dual_norm(a.iter().copied());
                assert!((worst - claimed).abs() < 1e-12, "trial {trial}, {set:?}: {worst}, {claimed}");
                for _ in 0..20 {
                    let point = set.draw(&mut stream, 6, 0.7);
                    assert!(dot(&a, &point) <= claimed + 1e-12, "trial {trial}, {set:?}");
                }
            }
        }
    }

    #[test]
    fn the_box_norm_is_the_largest_value_at_a_vertex() {
        let a = [1.5, -0.25, 0.0, 3.0];
        let vertex =
            |mask: u32| (0..4).map(|k| if mask >> k & 1 == 1 { 0.5 } else { -0.5 }).collect::<Vec<_>>();
        let largest = (0..16).map(|mask| dot(&a, &vertex(mask))).fold(f64::MIN, f64::max);
        assert_eq!(0.5 * UncertaintySet::Box.dual_norm(a), largest);
    }

    #[test]
    fn a_range_of_radii_is_checked_and_kept() {
        let range = Radii { low: 0.1, high: 0.3 };
        assert_eq!(range.validate(1.0), Ok(()));
        let mut stream = Stream::new(1);
        assert!((0..100).map(|_| range.draw(&mut stream)).all(|rho| (0.1..=0.3).contains(&rho)));
        assert_eq!(Radii::only(0.1).draw(&mut stream), 0.1);
        let turned = Radii { low: 0.3, high: 0.1 };
        assert!(turned.validate(1.0).unwrap_err().to_string().starts_with("rho.high is 0.1"));
        assert!(Radii::only(f64::NAN).validate(1.0).is_err());
    }
}
