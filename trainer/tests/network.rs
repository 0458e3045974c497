//! The fused layer against the plain one, on the CPU backend.

use burn::tensor::{Device, Tensor, TensorData};
use hunch_trainer::methods::lstm_opt::{BiLstm, LstmOpt, LstmOptShape, cross_entropy};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn random<const D: usize>(shape: [usize; D], seed: u64, device: &Device) -> Tensor<D> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let values: Vec<f32> = (0..shape.iter().product()).map(|_| rng.random_range(-1.5..1.5)).collect();
    Tensor::from_data(TensorData::new(values, shape), device)
}

fn largest_difference<const D: usize>(a: Tensor<D>, b: Tensor<D>) -> f32 {
    (a - b).abs().max().into_scalar::<f32>()
}

#[test]
fn the_fused_layer_gives_the_values_and_gradients_of_the_plain_one() {
    let device = Device::flex().autodiff();
    for (time, batch, input, hidden) in [(1, 1, 1, 1), (7, 3, 4, 5), (12, 9, 10, 40), (3, 17, 33, 8)] {
        let seed = (time * 1000 + batch) as u64;
        let shape = LstmOptShape { features: input, layers: 1, hidden };
        let layer: BiLstm = LstmOpt::new(&shape, seed, &device).layers.remove(0);
        let weight = random([time, batch, 2 * hidden], seed + 1, &device);
        let run = |forward: fn(&BiLstm, Tensor<3>) -> Tensor<3>| {
            let x = random([time, batch, input], seed + 2, &device).require_grad();
            let out = forward(&layer, x.clone());
            let gradients = (out.clone() * weight.clone()).sum().backward();
            (
                out.inner(),
                x.grad(&gradients).unwrap(),
                layer.input_weight.grad(&gradients).unwrap(),
                layer.hidden_weight.grad(&gradients).unwrap(),
                layer.bias.grad(&gradients).unwrap(),
            )
        };
        let (fused, plain) = (run(BiLstm::forward), run(BiLstm::forward_plain));
        for (name, difference) in [
            ("output", largest_difference(fused.0, plain.0)),
            ("input", largest_difference(fused.1, plain.1)),
            ("input weight", largest_difference(fused.2, plain.2)),
            ("hidden weight", largest_difference(fused.3, plain.3)),
            ("bias", largest_difference(fused.4, plain.4)),
        ] {
            assert!(
                difference < 2e-5 * (time * batch) as f32 + 1e-5,
                "{name} differs by {difference}, seed {seed}"
            );
        }
    }
}

#[test]
fn the_whole_network_agrees_with_and_without_fused_layers_and_without_a_tape() {
    let shape = LstmOptShape { features: 4, layers: 3, hidden: 40 };
    let plain = Device::flex();
    let network = LstmOpt::new(&shape, 3, &plain);
    let x = random([30, 6, 4], 4, &plain);
    let fused = network.forward(x.clone(), None);
    assert!(largest_difference(fused.clone(), network.forward_plain(x.clone())) < 1e-5);
    let taped = LstmOpt::new(&shape, 3, &plain.clone().autodiff());
    let other = taped.forward(Tensor::from_data(x.into_data(), &plain.autodiff()), None).inner();
    assert_eq!(fused.into_data(), other.into_data());
}

#[test]
fn cross_entropy_equals_its_definition_and_survives_large_logits() {
    let device = Device::flex();
    let logits = Tensor::<2>::from_data([[0.3f32, -2.0], [90.0, -90.0]], &device);
    let labels = Tensor::<2>::from_data([[1.0f32, 0.0], [0.0, 1.0]], &device);
    let expected =
        (-(1.0f64 / (1.0 + (-0.3f64).exp())).ln() - (1.0 - 1.0 / (1.0 + 2.0f64.exp())).ln() + 180.0) / 4.0;
    let found = f64::from(cross_entropy(logits, labels).into_scalar::<f32>());
    assert!((found - expected).abs() < 1e-4, "{found} instead of {expected}");
}
