//! One step of Adam, for every network that is trained.

use burn::grad_clipping::GradientClippingConfig;
use burn::module::Module;
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::Tensor;

/// ε of Adam as its paper proposes (Kingma & Ba, 2014).
const ADAM_EPSILON: f32 = 1e-8;

/// A network with the moments of its optimiser.
pub struct Descent<N> {
    /// The network as it is now.
    pub network: N,
    /// The moments.
    pub optimizer: ModuleOptimizer,
}

impl<N: Module> Descent<N> {
    /// Before the first step. `clip` is the largest norm of a parameter tensor's gradient; none leaves
    /// gradients as they are.
    pub fn new(network: N, clip: Option<f32>) -> Self {
        let clipping = clip.map(GradientClippingConfig::Norm);
        let adam = AdamConfig::new().with_epsilon(ADAM_EPSILON).with_grad_clipping(clipping);
        Self { network, optimizer: adam.init() }
    }

    /// A step along the gradient of `loss`, at `rate`; returns the loss, still on the device.
    pub fn step(&mut self, rate: f64, loss: Tensor<1>) -> Tensor<1> {
        let gradients = GradientsParams::from_grads(loss.backward(), &self.network);
        self.network = self.optimizer.step(rate, self.network.clone(), gradients);
        loss.inner()
    }
}
