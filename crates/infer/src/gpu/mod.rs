//! The forward pass on a GPU, through WebGPU in a browser and through a native driver elsewhere.
//!
//! A whole bidirectional LSTM layer is one dispatch: a workgroup per sequence and direction walks the periods
//! with its hidden state in workgroup memory, so that nothing returns to the host between periods. A layer's
//! output stays on the device as the next one's input. A decoder, whose every period waits for the last one's output,
//! is one dispatch too, with its attention. The shaders need WebGPU's default limits and no
//! optional feature.
//!
//! Results agree with [`crate::cpu`] to about 1e-5; their last bits depend on the device.

#[cfg(feature = "decoder")]
mod decoder;
mod device;
mod error;
mod model;
mod pass;
mod plan;
mod signal;

pub use device::GpuDevice;
pub use error::GpuError;
pub use model::GpuModel;
