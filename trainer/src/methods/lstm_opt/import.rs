//! From a weights file back to a network, so that training can start where an earlier run ended: the inverse
//! of [`mod@super::export`].

use super::network::{BiLstm, DIRECTIONS, LstmOpt, LstmOptShape};
use crate::error::{Error, Result};
use burn::module::Param;
use burn::tensor::{Device, Tensor as BurnTensor, TensorData};
use hunch_infer::{Bundle, Operator};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What a run was started from, when not from random weights. The card of what it trains repeats it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Origin {
    /// Name on the earlier model's card.
    pub name: String,
    /// Labelled instances that it had been trained on.
    pub instances: u64,
    /// Minutes that its training had taken.
    pub minutes: u64,
}

/// A network of `shape` with the weights in `path`, and where they come from.
///
/// # Errors
/// [`Error::File`]; [`Error::Content`] when the file is no bundle of LSTM-Opt's network; [`Error::Setting`]
/// when its shape is not `shape`.
pub fn network(path: &Path, shape: &LstmOptShape, device: &Device) -> Result<(LstmOpt, Origin)> {
    let bytes = std::fs::read(path).map_err(Error::file(path))?;
    let content = |reason: String| Error::Content { path: path.into(), reason };
    let bundle = Bundle::parse(&bytes).map_err(|e| content(e.to_string()))?;
    let hidden: Vec<usize> = bundle
        .card()
        .architecture
        .iter()
        .filter_map(|operator| match operator {
            Operator::Bilstm { hidden, .. } => Some(*hidden),
            _ => None,
        })
        .collect();
    if hidden != vec![shape.hidden; shape.layers] || bundle.input_width() != shape.features {
        return Err(Error::Setting {
            field: "--init",
            value: format!("a network of {} features and hidden layers {hidden:?}", bundle.input_width()),
            expected: format!(
                "this run has {} features and {} layers of {}",
                shape.features, shape.layers, shape.hidden
            ),
        });
    }
    let part = |name: String| bundle.weights(&name).map(<[f32]>::to_vec).map_err(|e| content(e.to_string()));
    let mut network = LstmOpt::new(shape, 0, device);
    for (k, layer) in network.layers.iter_mut().enumerate() {
        let both = |kind: &str| -> Result<Vec<f32>> {
            let parts = DIRECTIONS.iter().map(|direction| part(format!("lstm{}.{direction}.{kind}", k + 1)));
            Ok(parts.collect::<Result<Vec<_>>>()?.concat())
        };
        *layer = BiLstm {
            input_weight: param(both("w")?, layer.input_weight.dims(), device),
            hidden_weight: param(both("u")?, layer.hidden_weight.dims(), device),
            bias: param(both("b")?, layer.bias.dims(), device),
        };
    }
    network.output_weight = param(part("output.w".into())?, network.output_weight.dims(), device);
    network.output_bias = param(part("output.b".into())?, network.output_bias.dims(), device);
    let training = &bundle.card().training;
    let minutes = (training.seconds / 60.0).round() as u64;
    Ok((network, Origin { name: bundle.card().name.clone(), instances: training.instances, minutes }))
}

fn param<const D: usize>(values: Vec<f32>, shape: [usize; D], device: &Device) -> Param<BurnTensor<D>> {
    Param::from_data(TensorData::new(values, shape), device)
}
