//! The robust multidimensional knapsack: which items, or which shares of them, are worth most when their
//! weights are known only up to an error?
//!
//! ```text
//! max vᵀx    w_jᵀx <= C_j   for every row j and every weight vector w_j within rho of its nominal value,   x in [0, 1]ⁿ or {0, 1}ⁿ
//! ```
//!
//! In closed form row `j` reads `ŵ_jᵀx + ρ‖x‖* <= C_j` (see [`crate::robust`]). The set may be meant row by
//! row, or as a ball of whole matrices in the Frobenius norm: a row sees the same worst case either way.
//! Source: "Self-supervised penalty-based learning for robust constrained optimization", section 3,
//! application 1 (n = 50, m = 5); its distributions are not published, ours are in [`mod@sample`].
//!
//! - [`instance`]: the parameters, what may be wrong with them, objective and worst case of a choice in
//!   closed form;
//! - [`mod@sample`]: our distributions;
//! - [`program`](mod@program): the nominal program and the robust counterpart;
//! - [`repair`]: a feasible decision from any guess;
//! - `check`: the independent check of a decision;
//! - [`mod@family`]: all this as a family;
//! - here: features and the decision that a network's output stands for.
//!
//! ```
//! use hunch_families::robust::UncertaintySet;
//! use hunch_families::robust_knapsack::{Distribution, Domain, sample};
//!
//! let distribution = Distribution::paper(UncertaintySet::Box, Domain::Binary);
//! let instance = sample(&distribution, 7)?;
//! let nothing = vec![0.0; instance.items()];
//! assert_eq!(instance.violation(&nothing), 0.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod check;
pub mod family;
pub mod instance;
pub mod program;
pub mod repair;
pub mod sample;

pub use family::RobustKnapsack;
pub use instance::{Domain, Instance, MAX_ITEMS, MAX_ROWS, MAX_WEIGHTS};
pub use program::{nominal_program, robust_counterpart, robust_program};
pub use sample::{Distribution, SAMPLER_VERSION, sample};

use crate::robust::Extras;

/// Name of the family in instances and on cards.
pub const FAMILY: &str = "robust-knapsack";

/// Number of features of `items` items and `rows` rows, without extras.
pub fn feature_count(items: usize, rows: usize) -> usize {
    items + rows * items + rows
}

/// The parameters as a network reads them, `feature_count` numbers: the values, the nominal weights row by
/// row, the capacities.
pub fn features(instance: &Instance) -> Vec<f32> {
    features_with(instance, Extras::default())
}

/// [`features`], then the `extras`.
pub fn features_with(instance: &Instance, extras: Extras) -> Vec<f32> {
    let parameters = instance.values.iter().chain(&instance.weights).chain(&instance.capacities);
    parameters.map(|&value| value as f32).chain(extras.values(instance.rho)).collect()
}

/// Names of the features on a card, in their order; rows and items count from 1.
pub fn feature_names(items: usize, rows: usize, extras: Extras) -> Vec<String> {
    let values = (1..=items).map(|i| format!("value[{i}]"));
    let weights = (1..=rows).flat_map(|j| (1..=items).map(move |i| format!("weight[{j},{i}]")));
    let capacities = (1..=rows).map(|j| format!("capacity[{j}]"));
    values.chain(weights).chain(capacities).chain(extras.names().map(String::from)).collect()
}

/// The choice that a network's output stands for, one number an item: clamped to [0, 1]; for the binary
/// domain 1 above one half, which reads a step `1(w > 0)` and a probability alike. What is not a number
/// counts as 0. The choice lies in the domain and may break rows.
pub fn decode(instance: &Instance, output: &[f32]) -> Vec<f64> {
    let number = |o: &f32| if o.is_nan() { 0.0 } else { f64::from(*o).clamp(0.0, 1.0) };
    let decision = |share: f64| match instance.domain {
        Domain::Continuous => share,
        Domain::Binary => f64::from(u8::from(share > 0.5)),
    };
    let shares = output.iter().map(number).chain(std::iter::repeat(0.0));
    shares.map(decision).take(instance.items()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::robust::UncertaintySet;

    fn instance(domain: Domain) -> Instance {
        Instance {
            values: vec![1.0, 2.0],
            weights: vec![3.0, 4.0, 5.0, 6.0],
            capacities: vec![7.0, 8.0],
            set: UncertaintySet::Box,
            rho: 0.5,
            domain,
        }
    }

    #[test]
    fn features_stand_in_the_documented_order_and_are_named() {
        let extras = Extras { radius: true, penalty: Some(1.0) };
        let features = features_with(&instance(Domain::Continuous), extras);
        assert_eq!(features, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 0.5, 0.0]);
        let names = feature_names(2, 2, extras);
        assert_eq!(names.len(), feature_count(2, 2) + extras.count());
        assert_eq!(names[4], "weight[2,1]");
        assert_eq!(&names[7..], ["capacity[2]", "rho", "logPenalty"]);
    }

    #[test]
    fn any_output_decodes_into_the_domain() {
        let hostile = [f32::NAN, f32::INFINITY, -3.0];
        assert_eq!(decode(&instance(Domain::Continuous), &hostile), [0.0, 1.0]);
        assert_eq!(decode(&instance(Domain::Continuous), &[0.25, 0.75]), [0.25, 0.75]);
        assert_eq!(decode(&instance(Domain::Binary), &[0.25, 0.75]), [0.0, 1.0]);
        assert_eq!(decode(&instance(Domain::Binary), &[1.0]), [1.0, 0.0]);
    }
}
