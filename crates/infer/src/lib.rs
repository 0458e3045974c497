//! What does a trained model say?
//!
//! - [`bundle`]: one file per model, safetensors with a card; every byte is checked before it is used;
//! - [`operator`]: what a model can be made of, an ordered list of operators with their shapes;
//! - [`cpu`]: the forward pass on a CPU, the same code for wasm SIMD and for native machines;
//! - `gpu` (feature `gpu`): the forward pass on WebGPU;
//! - [`golden`]: files that compare it with the trainer's forward pass.
//!
//! Every model maps a sequence of periods to a sequence of periods: `[batch, steps, features]` in, `[batch, steps, outputs]` out,
//! row-major, 32-bit floats.

pub mod bundle;
pub mod cpu;
pub mod forward;
pub mod golden;
#[cfg(feature = "gpu")]
pub mod gpu;
pub mod operator;

pub use bundle::{Bundle, BundleError, Card, Dtype, Feature, Tensor, Training, Values};
pub use cpu::Model;
pub use forward::{ForwardError, Outcome};
#[cfg(feature = "gpu")]
pub use gpu::{GpuDevice, GpuError, GpuModel};
pub use operator::{Activation, Operator};
