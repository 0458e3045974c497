//! The parameters of a robust knapsack, and what a choice is worth and breaks, in closed form.

use crate::fields::Fields;
use crate::robust::UncertaintySet;
use serde::{Deserialize, Serialize};

/// Most items, most rows and most weights that are accepted: two hundred times the published size, so that
/// hostile input cannot ask for a program of arbitrary size.
pub const MAX_ITEMS: usize = 10_000;
/// See [`MAX_ITEMS`].
pub const MAX_ROWS: usize = 1_000;
/// See [`MAX_ITEMS`].
pub const MAX_WEIGHTS: usize = 1_000_000;

/// Which choices are allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Domain {
    /// Any share of an item, `x_i ∈ [0, 1]`.
    Continuous,
    /// An item or none of it, `x_i ∈ {0, 1}`.
    Binary,
}

impl Domain {
    /// Both domains.
    pub const ALL: [Self; 2] = [Self::Continuous, Self::Binary];

    /// Its name in instances.
    pub fn name(self) -> &'static str {
        match self {
            Self::Continuous => "continuous",
            Self::Binary => "binary",
        }
    }

    /// The domain of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|domain| domain.name() == name)
    }
}

/// A robust knapsack of n items and m rows; every number is non-negative, so that taking nothing is always
/// feasible.
///
/// In JSON the fields are `values`, `weights`, `capacities`, `set` (`"box"` or `"ellipsoid"`), `rho` and
/// `domain` (`"continuous"` or `"binary"`), with `"family": "robust-knapsack"` written always and optional
/// when read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "Fields")]
pub struct Instance {
    /// What each item is worth, `v` (n).
    pub values: Vec<f64>,
    /// Nominal weights `Ŵ` (m × n, row-major).
    pub weights: Vec<f64>,
    /// Capacities `C` (m).
    pub capacities: Vec<f64>,
    /// The shape of the set in which each row's weights lie.
    pub set: UncertaintySet,
    /// Its radius, in units of weight.
    pub rho: f64,
    /// Whether items may be divided.
    pub domain: Domain,
}

impl Instance {
    /// Number of items, n.
    pub fn items(&self) -> usize {
        self.values.len()
    }

    /// Number of rows, m.
    pub fn rows(&self) -> usize {
        self.capacities.len()
    }

    /// The nominal weights of row `j`.
    pub fn row(&self, j: usize) -> &[f64] {
        &self.weights[j * self.items()..(j + 1) * self.items()]
    }

    /// The same instance with weights that are known exactly: its optimum is the nominal one.
    #[must_use]
    pub fn nominal(&self) -> Self {
        Self { rho: 0.0, ..self.clone() }
    }

    /// What a choice is worth, `vᵀx`; `x` has one entry an item.
    pub fn objective(&self, x: &[f64]) -> f64 {
        self.values.iter().zip(x).map(|(v, x)| v * x).sum()
    }

    /// What the uncertainty adds to each row in the worst case, `ρ‖x‖*`: the same for all rows.
    pub fn margin(&self, x: &[f64]) -> f64 {
        self.rho * self.set.dual_norm(x.iter().copied())
    }

    /// By how much each row's worst case passes its capacity, `ŵ_jᵀx + ρ‖x‖* − C_j` (m); negative where there
    /// is room.
    pub fn excess(&self, x: &[f64]) -> Vec<f64> {
        let margin = self.margin(x);
        let load = |j: usize| self.row(j).iter().zip(x).map(|(w, x)| w * x).sum::<f64>();
        (0..self.rows()).map(|j| load(j) + margin - self.capacities[j]).collect()
    }

    /// The largest violation of a row in the worst case, `max_j [max_u g_j(x, u)]⁺`, in units of weight.
    pub fn violation(&self, x: &[f64]) -> f64 {
        self.excess(x).into_iter().fold(0.0, f64::max)
    }

    /// The largest violation when row `j`'s weights are `ŵ_j + errors[j]` (`errors` is m × n, row-major).
    pub fn violation_at(&self, x: &[f64], errors: &[f64]) -> f64 {
        let n = self.items();
        let load = |j: usize| {
            let row = self.row(j).iter().zip(&errors[j * n..(j + 1) * n]);
            row.zip(x).map(|((w, e), x)| (w + e) * x).sum::<f64>()
        };
        (0..self.rows()).map(|j| load(j) - self.capacities[j]).fold(0.0, f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instance() -> Instance {
        Instance {
            values: vec![1.0, 2.0, 3.0],
            weights: vec![1.0, 1.0, 1.0, 2.0, 0.0, 1.0],
            capacities: vec![2.0, 3.0],
            set: UncertaintySet::Ellipsoid,
            rho: 0.5,
            domain: Domain::Continuous,
        }
    }

    #[test]
    fn objective_and_worst_case_follow_the_closed_form() {
        let i = instance();
        let x = [1.0, 0.0, 1.0];
        assert_eq!(i.validate(), Ok(()));
        assert_eq!(i.objective(&x), 4.0);
        let margin = 0.5 * f64::sqrt(2.0);
        assert!(i.excess(&x).iter().all(|e| (e - margin).abs() < 1e-15), "{:?}", i.excess(&x));
        let boxed = Instance { set: UncertaintySet::Box, ..i };
        assert_eq!(boxed.excess(&x), [1.0, 1.0]);
        assert_eq!(boxed.nominal().violation(&x), 0.0);
    }

    #[test]
    fn bad_data_are_refused_by_path() {
        let message = |i: &Instance| i.validate().unwrap_err().to_string();
        let mut i = instance();
        i.weights[4] = f64::NAN;
        assert!(message(&i).starts_with("weights[4] is NaN; it must be a number from 0"));
        i = instance();
        i.weights.pop();
        assert_eq!(message(&i), "weights has 5 entries; it must have 6, the number of rows × items");
        i = instance();
        i.rho = -1.0;
        assert!(message(&i).starts_with("rho is -1"));
        i = instance();
        i.capacities.clear();
        assert!(message(&i).starts_with("capacities has 0 entries"));
        i.values = vec![1.0; MAX_ITEMS + 1];
        assert!(message(&i).starts_with("values has 10001 entries"));
    }

    #[test]
    fn json_names_the_family_and_refuses_another() {
        let text = serde_json::to_string(&instance()).unwrap();
        assert!(text.contains("\"family\":\"robust-knapsack\"") && text.contains("\"set\":\"ellipsoid\""));
        assert_eq!(serde_json::from_str::<Instance>(&text).unwrap(), instance());
        for (set, domain) in UncertaintySet::ALL.into_iter().zip(Domain::ALL) {
            assert_eq!(serde_json::to_string(&set).unwrap(), format!("{:?}", set.name()));
            assert_eq!(serde_json::to_string(&domain).unwrap(), format!("{:?}", domain.name()));
            assert_eq!(UncertaintySet::from_name(set.name()), Some(set));
            assert_eq!(Domain::from_name(domain.name()), Some(domain));
        }
        let other = text.replace("robust-knapsack", "clsp");
        assert!(serde_json::from_str::<Instance>(&other).unwrap_err().to_string().contains("clsp"));
    }
}
