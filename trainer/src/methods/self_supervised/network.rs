//! The two-layer fully connected network, and what its last layer does so that decisions stay in their domain
//! (section 2, "Ensuring Domain Feasibility via Neural Network Structure").

use super::application::Application;
use super::domain::Domain;
use super::layer::Layer;
use super::smooth::Smooth;
use super::tied::{self, Layout, TiedLayer};
use burn::module::Module;
use burn::tensor::activation::{relu, sigmoid};
use burn::tensor::{Device, Tensor};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// Shape of a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Shape {
    /// Values that it reads.
    pub inputs: usize,
    /// Units of each hidden layer, of each item when tied; the paper's networks have one layer.
    pub hidden: Vec<usize>,
    /// Whether weights are tied between items (see [`super::tied`]).
    pub tied: bool,
    /// What is decided: it says which numbers belong to which item.
    pub application: Application,
    /// Values that it gives.
    pub outputs: usize,
    /// What its last layer does.
    pub domain: Domain,
    /// Whether decisions are in {0, 1}, so that the step 1(w > 0) replaces the training function when the
    /// network is used.
    pub binary: bool,
    /// γ of `clamp`, `learned` and `straight`: the width of the slope.
    pub gamma: f64,
    /// Leading outputs that are shares in [0, 1], for `rule`.
    pub shares: usize,
}

impl Shape {
    /// Which numbers belong to which item.
    pub fn layout(&self) -> Layout {
        Layout::of(self.application, self.inputs)
    }
}

/// A fully connected network.
#[derive(Module, Debug)]
pub struct Network {
    /// All layers, first to last, the hidden ones followed by max(0, ·); none when weights are tied.
    pub layers: Vec<Layer>,
    /// The same with tied weights; none when they are free.
    pub tied: Vec<TiedLayer>,
    /// The frozen last function of [`Domain::Learned`].
    pub smooth: Option<Smooth>,
}

impl Network {
    /// A network with random weights of a seed. `smooth` is the first phase's result, for [`Domain::Learned`]
    /// only.
    pub fn new(shape: &Shape, smooth: Option<Smooth>, seed: u64, device: &Device) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        // Values start on the slope of the clamp, where there is a gradient; other domains start in their
        // middle.
        let bias = match shape.domain {
            Domain::Clamp | Domain::Learned => shape.gamma as f32 / 2.0,
            Domain::Rule => 0.5,
            Domain::Free | Domain::Relu | Domain::Sigmoid | Domain::Straight => 0.0,
        };
        if shape.tied {
            let tied = TiedLayer::stack(&shape.layout(), &shape.hidden, bias, &mut rng, device);
            return Self { layers: Vec::new(), tied, smooth };
        }
        let mut inputs = shape.inputs;
        let mut layers = Vec::with_capacity(shape.hidden.len() + 1);
        for &units in &shape.hidden {
            layers.push(Layer::new(inputs, units, 0.0, &mut rng, device));
            inputs = units;
        }
        layers.push(Layer::new(inputs, shape.outputs, bias, &mut rng, device));
        Self { layers, tied: Vec::new(), smooth }
    }

    /// A network of this shape whose weights are to be loaded.
    pub fn empty(shape: &Shape, device: &Device) -> Self {
        let smooth = (shape.domain == Domain::Learned).then(|| Smooth::new(shape.gamma, 0, device).no_grad());
        Self::new(shape, smooth, 0, device)
    }

    /// The last layer's values w `[batch, outputs]` of inputs `[batch, inputs]`.
    pub fn values(&self, shape: &Shape, x: Tensor<2>) -> Tensor<2> {
        if shape.tied {
            return tied::last_values(&self.tied, &shape.layout(), x);
        }
        let last = self.layers.len() - 1;
        self.layers.iter().enumerate().fold(x, |x, (k, layer)| {
            let x = layer.forward(x);
            if k == last { x } else { relu(x) }
        })
    }

    /// Decisions in training: g_train(w) of section 2.
    pub fn training_decisions(&self, shape: &Shape, x: Tensor<2>) -> Tensor<2> {
        let w = self.values(shape, x);
        match (shape.domain, &self.smooth) {
            (Domain::Free, _) => w,
            (Domain::Relu, _) => relu(w),
            (Domain::Sigmoid, _) => sigmoid(w),
            (Domain::Learned, Some(smooth)) => smooth.forward(w),
            (Domain::Clamp | Domain::Learned, _) => clamp(w, shape.gamma),
            (Domain::Rule, _) => {
                let [batch, outputs] = w.dims();
                let shares = w.clone().slice([0..batch, 0..shape.shares]).clamp(0.0, 1.0);
                Tensor::cat(vec![shares, w.slice([0..batch, shape.shares..outputs])], 1)
            }
            (Domain::Straight, _) => {
                let slope = clamp(w.clone() + shape.gamma / 2.0, shape.gamma);
                let step = step(w);
                slope.clone() + (step - slope).detach()
            }
        }
    }

    /// Decisions in use: g_test(w), which differs from g_train for binary decisions only.
    pub fn decisions(&self, shape: &Shape, x: Tensor<2>) -> Tensor<2> {
        if shape.binary { step(self.values(shape, x)) } else { self.training_decisions(shape, x) }
    }
}

/// min(1, max(0, w/γ)).
fn clamp(w: Tensor<2>, gamma: f64) -> Tensor<2> {
    (w / gamma).clamp(0.0, 1.0)
}

/// g_test(w) = 1(w > 0) (example 1).
fn step(w: Tensor<2>) -> Tensor<2> {
    w.greater_elem(0.0).float()
}
