//! One training step through WGSL gives what the CPU backend gives. Any Vulkan, Metal or DX12 adapter will
//! do, a software one too.
#![allow(clippy::unwrap_used)] // Helpers of tests.
#![cfg(feature = "wgpu")]

use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::{Device, Tensor, TensorData};
use hunch_trainer::device::{Choice, open};
use hunch_trainer::methods::lstm_opt::{LstmOpt, LstmOptShape, cross_entropy};
use hunch_trainer::methods::self_supervised::source::tensors;
use hunch_trainer::methods::self_supervised::{Application, Learning, Network, Shape, Source, loss};

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

/// Loss before a step of a tied robust network, and its first weights after it.
fn robust_step(device: &Device) -> (f32, Vec<f32>) {
    let device = device.clone().autodiff();
    let application = Application::Knapsack;
    let settings = application.settings(Learning::SelfSupervised).with_tied_weights();
    let source = Source::of(&settings, 3);
    let drawn: Vec<_> = (0..4).map(|index| source.draw(index).unwrap()).collect();
    let input: Vec<f32> = drawn.iter().flat_map(|d| source.features(d)).map(|v| v - 0.6).collect();
    let inputs = input.len() / 4;
    let shape = Shape {
        inputs,
        hidden: settings.hidden,
        tied: true,
        application,
        outputs: application.outputs(),
        domain: settings.domain,
        binary: false,
        gamma: settings.gamma,
        shares: application.shares(),
    };
    let network = Network::new(&shape, None, 5, &device);
    let x = Tensor::<2>::from_data(TensorData::new(input, [4, inputs]), &device);
    let penalty = Tensor::<2>::full([4, 1], 10.0, &device);
    let decisions = network.training_decisions(&shape, x);
    let loss = loss::self_supervised(&tensors(&drawn, &device).unwrap(), decisions, penalty);
    let gradients = GradientsParams::from_grads(loss.backward(), &network);
    let network = AdamConfig::new().init().step(0.01, network, gradients);
    let weights = network.tied[0].own.val().into_data().try_to_vec::<f32>().unwrap();
    (loss.into_scalar::<f32>(), weights)
}

#[test]
fn a_step_of_a_robust_network_on_wgpu_is_that_of_the_cpu() {
    let (device, _) = open(Choice::Wgpu).unwrap();
    let (cpu, gpu) = (robust_step(&Device::flex()), robust_step(&device));
    assert!((cpu.0 - gpu.0).abs() < 1e-4, "loss {} on the CPU, {} on wgpu", cpu.0, gpu.0);
    for (a, b) in cpu.1.iter().zip(&gpu.1) {
        assert!((a - b).abs() < 1e-4, "weight {a} on the CPU, {b} on wgpu");
    }
}
