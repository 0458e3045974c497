//! Ours: fully connected layers whose weights are tied so that items (or retailers) are interchangeable, as
//! they are in the problem.
//!
//! The order of the items means nothing, so a decision should follow its item wherever it stands. Layers with
//! this property are
//!
//! ```text
//! h_i ← act(h_i A + mean_i'(h_i') B + g D + b)
//! ```
//!
//! with the values h_i of item i and the shared inputs g (Zaheer et al., "Deep Sets", 2017, section 3.1). All
//! items train the same few weights. Written out, such a layer is an ordinary dense one, and as such it is
//! exported: nothing else has to know.

use super::application::Application;
use crate::error::Result;
use crate::methods::initial::glorot;
use crate::weights::values;
use burn::module::{Module, Param};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Int, Tensor, TensorData};
use rand_chacha::ChaCha8Rng;

/// Which numbers belong to which item.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// For each item the places of its inputs, alike for all items.
    pub inputs: Vec<Vec<usize>>,
    /// Places of the inputs that all items share.
    pub shared: Vec<usize>,
    /// For each item the places of its outputs.
    pub outputs: Vec<Vec<usize>>,
}

impl Layout {
    /// The layout of an application whose network reads `width` numbers; those beyond the instance's own are
    /// shared.
    pub fn of(application: Application, width: usize) -> Self {
        let [(_, first), (_, second)] = application.sizes();
        let (n, k) = (first as usize, second as usize);
        let each = |places: &dyn Fn(usize) -> Vec<usize>| (0..n).map(places).collect::<Vec<_>>();
        match application {
            Application::Knapsack | Application::BinaryKnapsack => Self {
                inputs: each(&|i| (0..=k).map(|j| j * n + i).collect()),
                shared: ((k + 1) * n..width).collect(),
                outputs: each(&|i| vec![i]),
            },
            Application::Inventory => {
                let (slopes, factors) = (3 * n, 3 * n + n * k);
                let upper = factors + k;
                let own = |i: usize| {
                    let numbers = (0..3).map(|v| v * n + i);
                    numbers.chain((0..k).map(|f| slopes + i * k + f)).chain([upper + i]).collect()
                };
                let rule =
                    |i: usize| [i, n + i].into_iter().chain((0..k).map(|f| 2 * n + i * k + f)).collect();
                Self {
                    inputs: each(&own),
                    shared: (factors..upper).chain(upper + n..width).collect(),
                    outputs: each(&rule),
                }
            }
        }
    }

    fn items(&self) -> usize {
        self.inputs.len()
    }
}

/// One tied layer.
#[derive(Module, Debug)]
pub struct TiedLayer {
    /// A `[inputs, units]`, of an item's own values.
    pub own: Param<Tensor<2>>,
    /// B `[inputs, units]`, of the mean over the items.
    pub pooled: Param<Tensor<2>>,
    /// D `[shared, units]`, of the shared inputs; of the first layer only.
    pub shared: Option<Param<Tensor<2>>>,
    /// b `[units]`.
    pub bias: Param<Tensor<1>>,
}

impl TiedLayer {
    fn new(
        inputs: usize,
        shared: usize,
        units: usize,
        bias: f32,
        rng: &mut ChaCha8Rng,
        device: &Device,
    ) -> Self {
        Self {
            own: glorot([inputs, units], rng, device),
            pooled: glorot([inputs, units], rng, device),
            shared: (shared > 0).then(|| glorot([shared, units], rng, device)),
            bias: Param::from_data(TensorData::new(vec![bias; units], [units]), device),
        }
    }

    /// The layers of a network: `hidden` units an item, then its outputs.
    pub(super) fn stack(
        layout: &Layout,
        hidden: &[usize],
        bias: f32,
        rng: &mut ChaCha8Rng,
        device: &Device,
    ) -> Vec<Self> {
        let mut inputs = layout.inputs.first().map_or(0, Vec::len);
        let mut shared = layout.shared.len();
        let outputs = layout.outputs.first().map_or(0, Vec::len);
        let mut layers = Vec::with_capacity(hidden.len() + 1);
        for (k, &units) in hidden.iter().chain([&outputs]).enumerate() {
            let bias = if k == hidden.len() { bias } else { 0.0 };
            layers.push(Self::new(inputs, shared, units, bias, rng, device));
            (inputs, shared) = (units, 0);
        }
        layers
    }

    /// `[batch, items, inputs]` and `[batch, 1, shared]` to `[batch, items, units]`.
    fn forward(&self, h: Tensor<3>, shared: &Tensor<3>) -> Tensor<3> {
        let [batch, items, inputs] = h.dims();
        let mean = h.clone().mean_dim(1).reshape([batch, inputs]).matmul(self.pooled.val());
        let common = match &self.shared {
            Some(weight) => {
                let width = shared.dims()[2];
                mean + shared.clone().reshape([batch, width]).matmul(weight.val())
            }
            None => mean,
        };
        let common = (common + self.bias.val().unsqueeze()).unsqueeze_dim::<3>(1);
        let units = self.own.dims()[1];
        h.reshape([batch * items, inputs]).matmul(self.own.val()).reshape([batch, items, units]) + common
    }

    /// The same layer written out: weights `[rows, columns]` row-major and biases, where `rows` and `columns`
    /// list the places of each item's inputs and outputs among all.
    pub(super) fn dense(&self, layout: &Written) -> Result<(Vec<f32>, Vec<f32>)> {
        let (own, pooled) = (values(self.own.val())?, values(self.pooled.val())?);
        let shared_weight = self.shared.as_ref().map(|shared| values(shared.val())).transpose()?;
        let bias = values(self.bias.val())?;
        let units = bias.len();
        let items = layout.rows.len();
        let mut weight = vec![0.0; layout.height * layout.width];
        let mut biases = vec![0.0; layout.width];
        for (i, columns) in layout.columns.iter().enumerate() {
            for (u, &column) in columns.iter().enumerate() {
                biases[column] = bias[u];
                for (other, rows) in layout.rows.iter().enumerate() {
                    for (f, &row) in rows.iter().enumerate() {
                        let direct = if other == i { own[f * units + u] } else { 0.0 };
                        weight[row * layout.width + column] = direct + pooled[f * units + u] / items as f32;
                    }
                }
                if let Some(shared) = &shared_weight {
                    for (s, &row) in layout.shared.iter().enumerate() {
                        weight[row * layout.width + column] = shared[s * units + u];
                    }
                }
            }
        }
        Ok((weight, biases))
    }
}

/// Where a written-out layer's numbers stand.
pub(super) struct Written {
    rows: Vec<Vec<usize>>,
    shared: Vec<usize>,
    columns: Vec<Vec<usize>>,
    /// Inputs of the layer.
    pub height: usize,
    /// Outputs of the layer.
    pub width: usize,
}

impl Written {
    /// The places of each layer of a stack: hidden units stand item by item.
    pub(super) fn stack(layout: &Layout, hidden: &[usize]) -> Vec<Self> {
        let items = layout.items();
        let count = |places: &[Vec<usize>]| places.iter().map(Vec::len).sum::<usize>();
        let by_item = |units: usize| (0..items).map(|i| (i * units..(i + 1) * units).collect()).collect();
        let (mut rows, mut shared) = (layout.inputs.clone(), layout.shared.clone());
        let mut all = Vec::with_capacity(hidden.len() + 1);
        for k in 0..=hidden.len() {
            let columns: Vec<Vec<usize>> =
                hidden.get(k).map_or_else(|| layout.outputs.clone(), |units| by_item(*units));
            let (height, width) = (count(&rows) + shared.len(), count(&columns));
            let next = columns.clone();
            all.push(Self { rows, shared: std::mem::take(&mut shared), columns, height, width });
            rows = next;
        }
        all
    }
}

/// Last values `[batch, outputs]` of inputs `[batch, inputs]`.
pub(super) fn last_values(layers: &[TiedLayer], layout: &Layout, x: Tensor<2>) -> Tensor<2> {
    let device = x.device().without_autodiff();
    let [batch, _] = x.dims();
    let pick = |places: Vec<usize>| {
        let indices: Vec<i32> = places.into_iter().map(|p| p as i32).collect();
        let count = indices.len();
        Tensor::<1, Int>::from_data(TensorData::new(indices, [count]), &device)
    };
    let items = layout.items();
    let each = layout.inputs.first().map_or(0, Vec::len);
    let own = x.clone().select(1, pick(layout.inputs.concat())).reshape([batch, items, each]);
    let shared = x.select(1, pick(layout.shared.clone())).unsqueeze_dim::<3>(1);
    let last = layers.len().saturating_sub(1);
    let h = layers.iter().enumerate().fold(own, |h, (k, layer)| {
        let h = layer.forward(h, &shared);
        if k == last { h } else { relu(h) }
    });
    // Outputs stand item by item; `order[place]` is where the output of a place stands now.
    let placed = layout.outputs.concat();
    let mut order = vec![0; placed.len()];
    for (here, place) in placed.iter().enumerate() {
        order[*place] = here;
    }
    let flat: Tensor<2> = h.reshape([batch, order.len()]);
    flat.select(1, pick(order))
}
