//! What does a trained model say?
//!
//! - [`bundle`] (the crate `hunch-bundle`, which is built for size): one file per model, safetensors with a
//!   card and an ordered list of operators; every byte is checked before it is used;
//! - [`cpu`]: the forward pass on a CPU, the same code for wasm SIMD and for native machines;
//! - `gpu` (feature `gpu`): the forward pass on WebGPU;
//! - [`golden`]: files that compare it with the trainer's forward pass.
//!
//! Every model maps a sequence of periods to a sequence of periods: `[batch, steps, features]` in, `[batch,
//! steps, outputs]` out, row-major, 32-bit floats.

pub mod cpu;
pub mod forward;
#[cfg(feature = "json")]
pub mod golden;
#[cfg(feature = "gpu")]
pub mod gpu;

pub use cpu::Model;
pub use forward::{ForwardError, Outcome};
#[cfg(feature = "gpu")]
pub use gpu::{GpuDevice, GpuError, GpuModel};
pub use hunch_bundle as bundle;
pub use hunch_bundle::{
    Activation, Bundle, BundleError, Card, Dtype, Feature, Operator, Tensor, Training, Values,
};
