//! What can go wrong on the way to an answer of a GPU.

use thiserror::Error;

use crate::forward::ForwardError;
use hunch_bundle::BundleError;

/// Why the GPU gave no answer.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum GpuError {
    /// There is no usable GPU here.
    #[error("no WebGPU adapter: {reason}")]
    NoAdapter {
        /// What the host said.
        reason: String,
    },
    /// The device was lost (driver reset, sleep, the host took it). A new [`super::GpuDevice`] may work; if
    /// it is lost again, the CPU gives the same answers.
    #[error("the GPU device was lost: {reason}")]
    Lost {
        /// What the host said.
        reason: String,
    },
    /// The device refused something: out of memory, or a bug in a driver or here.
    #[error("the GPU device failed: {reason}")]
    Device {
        /// What the host said.
        reason: String,
    },
    /// The model has an operator that only the CPU runs.
    #[error("architecture[{index}]: operator `{name}` does not run on the GPU, the CPU runs it")]
    Unsupported {
        /// Position in the list of operators.
        index: usize,
        /// The operator's name.
        name: &'static str,
    },
    /// One sequence alone needs more than the device's limits allow.
    #[error("{field} is {value}, more than this device's limit of {limit}")]
    Limit {
        /// What was counted.
        field: &'static str,
        /// Its value.
        value: u64,
        /// The device's limit.
        limit: u64,
    },
    /// The bundle is not what it should be.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// The input or the output is not what it should be.
    #[error(transparent)]
    Forward(#[from] ForwardError),
}
