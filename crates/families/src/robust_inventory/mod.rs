//! Robust inventory of many retailers: how much should each of N retailers stock when demand follows a few
//! uncertain factors and one warehouse limits the total?
//!
//! Retailer `i` sees the demand `d_i(u) = d⁰_i + Q_i u` for factors `u` within `ρ` of their nominal values
//! `û` (k of them). Stock `x` is chosen before `u` is known, sales after it; their rule is kept linear, `y(u)
//! = Y u + y⁰`:
//!
//! ```text
//! max P    P <= rᵀ(Y u + y⁰) − cᵀx,   Y u + y⁰ <= x,   Y u + y⁰ <= d⁰ + Q u   for every u of the set,   1ᵀx <= C,   0 <= x <= upper
//! ```
//!
//! with revenue `r` and cost `c` a unit. Source: "Self-supervised penalty-based learning for robust
//! constrained optimization", section 3, application 2 (N = 50, k = 5), after Iancu and Trichakis, "Pareto
//! efficiency in robust optimization", 2014. In closed form (see [`crate::robust`]) the rows of a retailer
//! read `Y_i û + y⁰_i + ρ‖Y_i‖* <= x_i` and `Y_i û + y⁰_i + ρ‖Q_i − Y_i‖* <= d_i(û)`, and the best `P` of a
//! decision is `rᵀ(Y û + y⁰) − ρ‖Yᵀr‖* − cᵀx`, so `P` is no variable here. Given `x` and `Y`, the best `y⁰`
//! is closed form too ([`Instance::best_base`]), which makes every stock a feasible decision.
//!
//! - [`instance`]: the parameters and what may be wrong with them;
//! - [`decision`]: stocks and sales rules, their profit and worst case in closed form;
//! - [`mod@sample`]: our distributions;
//! - [`program`](mod@program): the nominal program and the robust counterpart;
//! - [`repair`]: a feasible decision from any guess;
//! - `check`: the independent check of a decision;
//! - [`mod@family`]: all this as a family;
//! - here: features and the decision that a network's output stands for.

mod check;
pub mod decision;
pub mod family;
pub mod instance;
pub mod program;
pub mod repair;
pub mod sample;

pub use decision::Decision;
pub use family::RobustInventory;
pub use instance::{Instance, MAX_FACTORS, MAX_RETAILERS};
pub use program::{Columns, nominal_program, robust_counterpart, robust_program};
pub use sample::{Distribution, SAMPLER_VERSION, sample};

use crate::robust::Extras;

/// Name of the family in instances and on cards.
pub const FAMILY: &str = "robust-inventory";

/// Number of features of `retailers` retailers and `factors` factors, without extras.
pub fn feature_count(retailers: usize, factors: usize) -> usize {
    4 * retailers + retailers * factors + factors + 1
}

/// Number of outputs of a network: stock and base sales a retailer, and a response a retailer and factor.
pub fn output_count(retailers: usize, factors: usize) -> usize {
    retailers * (2 + factors)
}

/// The parameters as a network reads them, `feature_count` numbers: revenue, cost, expected demand,
/// sensitivities retailer by retailer, nominal factors, stock limits, capacity.
pub fn features(instance: &Instance) -> Vec<f32> {
    features_with(instance, Extras::default())
}

/// [`features`], then the `extras`.
pub fn features_with(instance: &Instance, extras: Extras) -> Vec<f32> {
    let vectors = [
        &instance.revenue,
        &instance.cost,
        &instance.demand,
        &instance.sensitivity,
        &instance.factors,
        &instance.upper,
    ];
    let parameters = vectors.into_iter().flatten().chain([&instance.capacity]);
    parameters.map(|&value| value as f32).chain(extras.values(instance.rho)).collect()
}

/// Names of the features on a card, in their order; retailers and factors count from 1.
pub fn feature_names(retailers: usize, factors: usize, extras: Extras) -> Vec<String> {
    let each = |name: &'static str| (1..=retailers).map(move |i| format!("{name}[{i}]"));
    let mut names: Vec<String> = ["revenue", "cost", "demand"].into_iter().flat_map(each).collect();
    names.extend((1..=retailers).flat_map(|i| (1..=factors).map(move |f| format!("sensitivity[{i},{f}]"))));
    names.extend((1..=factors).map(|f| format!("factor[{f}]")));
    names.extend(each("upper"));
    names.push("capacity".into());
    names.extend(extras.names().map(String::from));
    names
}

/// The decision that a network's output stands for, [`output_count`] numbers without units: N shares of the
/// stock limits (clamped to [0, 1]), N base sales as multiples of the expected demand, N × k responses as
/// multiples of the sensitivities (row-major). So
///
/// ```text
/// x_i = upper_i clamp(o_i)      y⁰_i = d⁰_i o_{N+i}      Y_if = Q_if o_{2N+ik+f}
/// ```
///
/// and every rule is within reach where no sensitivity is zero. What is not a finite number counts as 0. The
/// stocks lie in their domain; rows may be broken.
pub fn decode(instance: &Instance, output: &[f32]) -> Decision {
    let n = instance.retailers();
    let number = |place: usize| {
        let value = output.get(place).copied().unwrap_or(0.0);
        if value.is_finite() { f64::from(value) } else { 0.0 }
    };
    let x = (0..n).map(|i| instance.upper[i] * number(i).clamp(0.0, 1.0)).collect();
    let y0 = (0..n).map(|i| instance.demand[i] * number(n + i)).collect();
    let y = instance.sensitivity.iter().enumerate().map(|(p, q)| q * number(2 * n + p)).collect();
    Decision { x, y0, y }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::robust::UncertaintySet;

    fn instance() -> Instance {
        Instance {
            revenue: vec![1.0, 2.0],
            cost: vec![3.0, 4.0],
            demand: vec![5.0, 6.0],
            sensitivity: vec![7.0, 8.0, 9.0, 10.0],
            factors: vec![11.0, 12.0],
            upper: vec![13.0, 14.0],
            capacity: 15.0,
            set: UncertaintySet::Box,
            rho: 0.5,
        }
    }

    #[test]
    fn features_stand_in_the_documented_order_and_are_named() {
        let extras = Extras { radius: true, penalty: Some(1.0) };
        let features = features_with(&instance(), extras);
        let counted: Vec<f32> = (1..=15).map(|k| k as f32).collect();
        assert_eq!(features[..15], counted);
        assert_eq!(features[15..], [0.5, 0.0]);
        let names = feature_names(2, 2, extras);
        assert_eq!(names.len(), feature_count(2, 2) + extras.count());
        assert_eq!((names[8].as_str(), names[14].as_str()), ("sensitivity[2,1]", "capacity"));
    }

    #[test]
    fn outputs_are_multiples_of_the_instances_own_numbers() {
        let output = [0.5, 2.0, 1.0, -1.0, 0.0, 1.0, 2.0, f32::NAN];
        let decision = decode(&instance(), &output);
        assert_eq!(output.len(), output_count(2, 2));
        assert_eq!(decision.x, [6.5, 14.0]);
        assert_eq!(decision.y0, [5.0, -6.0]);
        assert_eq!(decision.y, [0.0, 8.0, 18.0, 0.0]);
    }
}
