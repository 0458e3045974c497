//! One training step through WGSL gives what the CPU backend gives. Any Vulkan, Metal or DX12 adapter will do, a software one too.
#![allow(clippy::unwrap_used)] // Helpers of tests.
#![cfg(feature = "wgpu")]

use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::{Device, Tensor, TensorData};
use hunch_trainer::device::{Choice, open};
use hunch_trainer::model::{LstmOpt, LstmOptShape, cross_entropy};

/// Loss before the step, and the output weights after it.
fn step(device: &Device) -> (f32, Vec<f32>) {
    let device = device.clone().autodiff();
    let network = LstmOpt::new(&LstmOptShape { features: 4, layers: 2, hidden: 6 }, 5, &device);
    let values = |count: usize| (0..count).map(|k| ((k * 7919) % 23) as f32 / 11.0 - 1.0).collect::<Vec<_>>();
    let x = Tensor::<3>::from_data(TensorData::new(values(5 * 3 * 4), [5, 3, 4]), &device);
    let labels: Vec<f32> = values(15).iter().map(|v| f32::from(u8::from(*v > 0.0))).collect();
    let labels = Tensor::<2>::from_data(TensorData::new(labels, [5, 3]), &device);
    let loss = cross_entropy(network.forward(x, None), labels);
    let gradients = GradientsParams::from_grads(loss.backward(), &network);
    let network = AdamConfig::new().init().step(0.01, network, gradients);
    let weights = network.output_weight.val().into_data().try_to_vec::<f32>().unwrap();
    (loss.into_scalar::<f32>(), weights)
}

#[test]
fn a_training_step_on_wgpu_is_that_of_the_cpu() {
    let (device, name) = open(Choice::Wgpu).unwrap();
    assert_eq!(name, "wgpu");
    let (cpu, gpu) = (step(&Device::flex()), step(&device));
    assert!((cpu.0 - gpu.0).abs() < 1e-4, "loss {} on the CPU, {} on wgpu", cpu.0, gpu.0);
    for (a, b) in cpu.1.iter().zip(&gpu.1) {
        assert!((a - b).abs() < 1e-4, "weight {a} on the CPU, {b} on wgpu");
    }
}
