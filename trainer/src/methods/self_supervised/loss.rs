//! The self-supervised loss (equation 3 of section 2) and the supervised one, as tensor operations.
//!
//! ```text
//! L_ν(x, z) = −f_z(x) / s_f + ν Σ_j [max_{u ∈ U(z)} g_z^j(x, u)]⁺ / s_j
//! ```
//!
//! The paper prints neither its data nor units, so we divide by scales of the instance, which make ν a pure
//! number:
//!
//! - knapsack: s_f = Σ_i v_i and s_j = C_j. By duality of the continuous problem Σ_j λ_j C_j ≤ f* ≤ s_f, so
//!   every multiplier is at most 1 in these units, and ν ≥ 1 is an exact penalty on each single instance (Di
//!   Pillo & Grippo, 1989). What a network loses beyond that is its own error, which a larger ν keeps on the
//!   safe side;
//! - inventory: s_f = Σ_i r_i d⁰_i / N, the mean revenue of a retailer, and s_j = Σ_i d⁰_i / N, its mean
//!   demand, for every row. A unit too many earns at most max_i r_i, so in these units multipliers are at
//!   most max_i r_i · s_j / s_f, somewhat above 1. The paper's ν from 50 to 500 are far beyond: all of the
//!   101 rows are to hold at once.

use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor, TensorData};
use hunch_families::robust::UncertaintySet;

/// Keeps the gradient of √· finite at 0; far below the square of any figure that is reported.
const NORM_EPSILON: f32 = 1e-12;

/// Numbers of a batch, row-major, as a tensor.
pub(super) fn tensor<const D: usize>(values: Vec<f32>, shape: [usize; D], device: &Device) -> Tensor<D> {
    Tensor::from_data(TensorData::new(values, shape), device)
}

/// ‖a‖* along the last axis: `[batch, rows, n]` to `[batch, rows]`.
fn dual_norm(set: UncertaintySet, a: Tensor<3>) -> Tensor<2> {
    match set {
        UncertaintySet::Box => a.abs().sum_dim(2).squeeze_dim(2),
        UncertaintySet::Ellipsoid => (a.square().sum_dim(2).squeeze_dim::<2>(2) + NORM_EPSILON).sqrt(),
    }
}

/// A batch of `b` knapsacks with `n` items and `m` rows.
#[derive(Clone, Debug)]
pub struct Knapsacks {
    /// Shape of the uncertainty set.
    pub set: UncertaintySet,
    /// ρ `[b, 1]`.
    pub radius: Tensor<2>,
    /// v `[b, n]`.
    pub values: Tensor<2>,
    /// Nominal weights Ŵ `[b, m, n]`.
    pub weights: Tensor<3>,
    /// C `[b, m]`.
    pub capacities: Tensor<2>,
}

/// A batch of `b` inventories with `n` retailers and `k` factors.
#[derive(Clone, Debug)]
pub struct Inventories {
    /// Shape of the uncertainty set.
    pub set: UncertaintySet,
    /// ρ `[b, 1]`.
    pub radius: Tensor<2>,
    /// r `[b, n]`.
    pub revenues: Tensor<2>,
    /// c⁰ `[b, n]`.
    pub costs: Tensor<2>,
    /// d⁰ `[b, n]`.
    pub demands: Tensor<2>,
    /// Q `[b, n, k]`.
    pub sensitivities: Tensor<3>,
    /// û `[b, 1, k]`.
    pub factors: Tensor<3>,
    /// C `[b, 1]`.
    pub capacity: Tensor<2>,
}

/// A batch of instances of one family.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant)] // There is one a step.
pub enum Instances {
    /// Decisions x `[b, n]`.
    Knapsacks(Knapsacks),
    /// Decisions x, y⁰ and Y side by side, `[b, n + n + n·k]`.
    Inventories(Inventories),
}

impl Knapsacks {
    /// vᵀx, `[b, 1]`.
    fn objective(&self, x: Tensor<2>) -> Tensor<2> {
        (self.values.clone() * x).sum_dim(1)
    }

    /// ŵ_jᵀx + ρ‖x‖* − C_j, `[b, m]`.
    fn rows(&self, x: Tensor<2>) -> Tensor<2> {
        let each = x.unsqueeze_dim::<3>(1);
        let nominal = (self.weights.clone() * each.clone()).sum_dim(2).squeeze_dim::<2>(2);
        nominal + self.radius.clone() * dual_norm(self.set, each) - self.capacities.clone()
    }
}

impl Inventories {
    /// Stock x `[b, n]`, the rule's constants y⁰ `[b, n]` and its slopes Y `[b, n, k]`.
    fn parts(&self, decisions: Tensor<2>) -> (Tensor<2>, Tensor<2>, Tensor<3>) {
        let [b, n, k] = self.sensitivities.dims();
        let part = |from: usize, to: usize| decisions.clone().slice([0..b, from..to]);
        (part(0, n), part(n, 2 * n), part(2 * n, 2 * n + n * k).reshape([b, n, k]))
    }

    /// max over u of aᵀu, for each row a of `[b, rows, k]`.
    fn worst(&self, a: Tensor<3>) -> Tensor<2> {
        let nominal = (a.clone() * self.factors.clone()).sum_dim(2).squeeze_dim::<2>(2);
        nominal + self.radius.clone() * dual_norm(self.set, a)
    }

    /// The worst profit P, which (x, Y, y⁰) determine: rᵀy⁰ − max_u (−Yᵀr)ᵀu − c⁰ᵀx, `[b, 1]`.
    fn objective(&self, decisions: Tensor<2>) -> Tensor<2> {
        let (stock, constant, slope) = self.parts(decisions);
        let pooled = (slope * self.revenues.clone().unsqueeze_dim::<3>(2)).sum_dim(1);
        let certain = self.revenues.clone() * constant - self.costs.clone() * stock;
        certain.sum_dim(1) - self.worst(-pooled)
    }

    /// Sales above stock, sales above demand (both `n`), stock above capacity: `[b, 2n + 1]`.
    fn rows(&self, decisions: Tensor<2>) -> Tensor<2> {
        let (stock, constant, slope) = self.parts(decisions);
        let above_stock = self.worst(slope.clone()) + constant.clone() - stock.clone();
        let above_demand = self.worst(slope - self.sensitivities.clone()) + constant - self.demands.clone();
        let above_capacity = stock.sum_dim(1) - self.capacity.clone();
        Tensor::cat(vec![above_stock, above_demand, above_capacity], 1)
    }
}

impl Instances {
    /// f_z, `[b, 1]`, of decisions `[b, outputs]`.
    pub fn objective(&self, decisions: Tensor<2>) -> Tensor<2> {
        match self {
            Self::Knapsacks(k) => k.objective(decisions),
            Self::Inventories(i) => i.objective(decisions),
        }
    }

    /// max_u g_z^j for every row, `[b, rows]`; negative values are slack.
    pub fn rows(&self, decisions: Tensor<2>) -> Tensor<2> {
        match self {
            Self::Knapsacks(k) => k.rows(decisions),
            Self::Inventories(i) => i.rows(decisions),
        }
    }

    /// s_f `[b, 1]` and s_j, `[b, rows]` or `[b, 1]` for one scale of all rows.
    pub fn scales(&self) -> (Tensor<2>, Tensor<2>) {
        match self {
            Self::Knapsacks(k) => (k.values.clone().sum_dim(1), k.capacities.clone()),
            Self::Inventories(i) => {
                ((i.revenues.clone() * i.demands.clone()).mean_dim(1), i.demands.clone().mean_dim(1))
            }
        }
    }

    /// The two terms of the loss before weighting, each `[b, 1]`: f / s_f and Σ_j [max_u g_j]⁺ / s_j.
    pub fn terms(&self, decisions: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
        let (objective_scale, row_scale) = self.scales();
        let value = self.objective(decisions.clone()) / objective_scale;
        let excess = (relu(self.rows(decisions)) / row_scale).sum_dim(1);
        (value, excess)
    }
}

/// The mean over the batch of (−value + ν · excess) / (1 + ν), with ν `[b, 1]`. The division leaves each
/// instance's minimiser where it is; it gives instances of different ν equal weight, and ν no say in the size
/// of a step.
pub fn self_supervised(instances: &Instances, decisions: Tensor<2>, penalty: Tensor<2>) -> Tensor<1> {
    let (value, excess) = instances.terms(decisions);
    ((penalty.clone() * excess - value) / (penalty + 1.0)).mean()
}

/// ‖h(z) − x*(z)‖²₂ (section 2), as the mean over batch and outputs in units of `scale` `[1, outputs]`.
pub fn supervised(decisions: Tensor<2>, optimum: Tensor<2>, scale: Tensor<2>) -> Tensor<1> {
    ((decisions - optimum) / scale).square().mean()
}
