//! The device that a network trains on.

use crate::error::{Error, Result};
use burn::tensor::Device;
use clap::ValueEnum;

/// What the user may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Choice {
    /// A graphics processor if this build and this machine have one, else the CPU.
    Auto,
    /// Vulkan, Metal or DX12 through WGSL (needs the feature `wgpu`).
    Wgpu,
    /// CUDA (needs the feature `cuda`).
    Cuda,
    /// The CPU, one thread a run.
    Cpu,
}

/// The device of a choice, with its name for the checkpoint and the model's card.
///
/// # Errors
/// [`Error::Device`] when this build has no such device.
pub fn open(choice: Choice) -> Result<(Device, String)> {
    match choice {
        Choice::Cpu => Ok(cpu()),
        Choice::Wgpu => wgpu(),
        Choice::Cuda => cuda(),
        Choice::Auto => Ok(cuda().or_else(|_| wgpu()).unwrap_or_else(|_| cpu())),
    }
}

fn cpu() -> (Device, String) {
    (Device::flex(), "cpu".into())
}

#[cfg(feature = "wgpu")]
fn wgpu() -> Result<(Device, String)> {
    Ok((Device::wgpu(burn::tensor::DeviceKind::DefaultDevice), "wgpu".into()))
}

#[cfg(not(feature = "wgpu"))]
fn wgpu() -> Result<(Device, String)> {
    missing("wgpu")
}

#[cfg(feature = "cuda")]
fn cuda() -> Result<(Device, String)> {
    Ok((Device::cuda(0), "cuda".into()))
}

#[cfg(not(feature = "cuda"))]
fn cuda() -> Result<(Device, String)> {
    missing("cuda")
}

#[cfg(not(all(feature = "wgpu", feature = "cuda")))]
fn missing(feature: &str) -> Result<(Device, String)> {
    let reason = format!("this build has none; build with `--features {feature}`");
    Err(Error::Device { device: feature.into(), reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_that_the_build_lacks_is_named_with_its_feature() {
        if cfg!(not(feature = "cuda")) {
            let error = open(Choice::Cuda).unwrap_err();
            assert!(error.to_string().contains("--features cuda"), "{error}");
            assert_eq!(error.exit_code(), crate::error::exit::DEVICE);
        }
        assert_eq!(open(Choice::Cpu).unwrap().1, "cpu");
    }
}
