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
        Choice::Cpu => Ok((Device::flex(), "cpu".into())),
        Choice::Wgpu => wgpu(),
        Choice::Cuda => cuda(),
        Choice::Auto => Ok(auto()),
    }
}

/// Burn's own order: graphics processors first, software ones left out, else the CPU.
fn auto() -> (Device, String) {
    let device = Device::default();
    let name = if device == Device::flex() {
        "cpu"
    } else if cuda().is_ok() {
        "cuda"
    } else {
        "wgpu"
    };
    (device, name.into())
}

#[cfg(feature = "wgpu")]
fn wgpu() -> Result<(Device, String)> {
    present("wgpu", burn::tensor::DeviceType::Wgpu, || Device::wgpu(burn::tensor::DeviceKind::DefaultDevice))
}

#[cfg(not(feature = "wgpu"))]
fn wgpu() -> Result<(Device, String)> {
    missing("wgpu")
}

#[cfg(feature = "cuda")]
fn cuda() -> Result<(Device, String)> {
    present("cuda", burn::tensor::DeviceType::Cuda, || Device::cuda(0))
}

#[cfg(not(feature = "cuda"))]
fn cuda() -> Result<(Device, String)> {
    missing("cuda")
}

/// The device, if the machine has one of its kind.
#[cfg(any(feature = "wgpu", feature = "cuda"))]
fn present(
    name: &str,
    kind: burn::tensor::DeviceType,
    open: impl FnOnce() -> Device,
) -> Result<(Device, String)> {
    if Device::enumerate(kind).into_vec().is_empty() {
        return Err(Error::Device { device: name.into(), reason: "this machine has none".into() });
    }
    Ok((open(), name.into()))
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
