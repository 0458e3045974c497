//! From a trained network of the paper to the bundle that `hunch-infer` reads, and golden files.

use super::super::export::{Outside, card};
use super::super::labels::draw;
use super::super::settings::Plan;
use super::network::{Cells, LAYERS, Paper};
use crate::error::{Error, Result};
use crate::methods::lstm_opt::export::layer_tensors;
use crate::methods::self_supervised::layer::Layer;
use crate::training::State;
use crate::weights::{Precision, bundle_error, values};
use burn::tensor::activation::sigmoid;
use burn::tensor::{Device, Tensor as BurnTensor, TensorData};
use hunch_families::mclsp::sequence;
use hunch_infer::golden::Golden;
use hunch_infer::{Bundle, Operator, Tensor};
use std::collections::BTreeMap;

/// Instances in a golden file, as in those of LSTM-Opt.
const GOLDEN_INSTANCES: u64 = 2;
/// Data set of golden instances.
const GOLDEN_SEED: u64 = 0x601D;
/// Name of the decoder's tensors.
const DECODER: &str = "decoder";

/// The bundle of a run: standardise, the encoder, the decoder.
///
/// # Errors
/// [`Error::Bundle`] when the weights are not finite.
pub fn bundle(
    network: &Paper,
    state: &State<Plan>,
    name: String,
    evaluation: BTreeMap<String, f64>,
    precision: Precision,
) -> Result<Bundle> {
    let settings = &state.plan.settings;
    let mut architecture = vec![Operator::Standardise {}];
    let mut tensors = Vec::new();
    for (k, layer) in network.encoder.iter().enumerate() {
        let name = format!("encoder{}", k + 1);
        tensors.extend(layer_tensors(&name, layer, precision)?);
        architecture.push(Operator::Bilstm { name, hidden: layer.hidden_weight.dims()[1] });
    }
    for (k, layer) in network.decoder.iter().enumerate() {
        tensors.extend(cells(&format!("{DECODER}.lstm{}", k + 1), layer, precision)?);
    }
    let score = network.score.val();
    tensors.push(precision.tensor(format!("{DECODER}.score.w"), &score.dims(), values(score)?)?);
    for (part, layer) in [("mix", &network.mix), ("output", &network.output)] {
        tensors.extend(dense(&format!("{DECODER}.{part}"), layer, precision)?);
    }
    let outputs = sequence::outputs(settings.items);
    architecture.push(Operator::Decoder {
        name: DECODER.into(),
        layers: LAYERS,
        radius: settings.radius,
        units: network.mix.bias.dims()[0],
        outputs,
    });
    let set = sequence::set_of(settings.items).ok_or_else(|| refused(settings.items))?;
    let outside = Outside {
        features: sequence::names(set, settings.items),
        outputs: sequence::output_names(settings.items),
    };
    Bundle::new(card(state, name, evaluation, architecture, outside)?, tensors).map_err(bundle_error)
}

fn refused(items: usize) -> Error {
    Error::Setting {
        field: "--items",
        value: items.to_string(),
        expected: "the paper's network reads 8 or 12 items".into(),
    }
}

fn cells(name: &str, cells: &Cells, precision: Precision) -> Result<Vec<Tensor>> {
    let (input, hidden, bias) = (cells.input_weight.val(), cells.hidden_weight.val(), cells.bias.val());
    Ok(vec![
        precision.tensor(format!("{name}.w"), &input.dims(), values(input)?)?,
        precision.tensor(format!("{name}.u"), &hidden.dims(), values(hidden)?)?,
        precision.tensor(format!("{name}.b"), &bias.dims(), values(bias)?)?,
    ])
}

fn dense(name: &str, layer: &Layer, precision: Precision) -> Result<Vec<Tensor>> {
    let (weight, bias) = (layer.weight.val(), layer.bias.val());
    Ok(vec![
        precision.tensor(format!("{name}.w"), &weight.dims(), values(weight)?)?,
        precision.tensor(format!("{name}.b"), &bias.dims(), values(bias)?)?,
    ])
}

/// The forward pass of burn on fresh instances, to compare other paths with.
///
/// # Errors
/// What drawing instances and the device return.
pub fn golden(network: &Paper, state: &State<Plan>, device: &Device) -> Result<Golden> {
    let Plan { settings, statistics } = &state.plan;
    let order: Vec<usize> = (0..settings.items).collect();
    let mut input = Vec::new();
    for index in 0..GOLDEN_INSTANCES {
        let instance = draw(&settings.distribution(), GOLDEN_SEED, index)?;
        sequence::sequence(&instance, &order, settings.items, &mut input);
    }
    let (batch, steps) = (GOLDEN_INSTANCES as usize, settings.periods);
    let mut standardised = input.clone();
    statistics.standardise(&mut standardised);
    let shape = [batch, steps, sequence::width(settings.items)];
    let x = BurnTensor::<3>::from_data(TensorData::new(standardised, shape), device);
    let odds = network.log_odds(x.swap_dims(0, 1), settings.radius, None);
    let output = values(sigmoid(odds).swap_dims(0, 1))?;
    Ok(Golden { source: "burn 0.22.1, CPU backend, tensor operations".into(), batch, steps, input, output })
}
