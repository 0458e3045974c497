//! One operator on the GPU: its shader, specialised to its sizes, and its weights in the order in which the
//! shader reads them.

use super::GpuError;
use super::plan::{GROUP_STEP, Grid, MAX_GROUP, Plan, gates, opening};
use hunch_bundle::operator::{Activation, DIRECTIONS, Operator};
use hunch_bundle::{Bundle, BundleError};

/// The plan of the operator at `index`, which takes `inputs` values per period and leaves `outputs`.
pub(super) fn plan(
    bundle: &Bundle,
    index: usize,
    operator: &Operator,
    inputs: usize,
    outputs: usize,
) -> Result<Plan, GpuError> {
    let unsupported = |name| Err(GpuError::Unsupported { index, name });
    match operator {
        Operator::Standardise {} => unsupported("standardise"),
        Operator::Forest { .. } => unsupported("forest"),
        #[cfg(feature = "decoder")]
        Operator::Decoder { name, layers, radius, units, outputs } => {
            let (layers, radius, units, outputs) = (*layers, *radius, *units, *outputs);
            super::decoder::Sizes { width: inputs, layers, radius, units, outputs }.plan(bundle, name)
        }
        Operator::Window { before, after } => {
            let sizes = [("INPUTS", inputs), ("BEFORE", *before), ("AFTER", *after)];
            let shader = opening(&sizes) + include_str!("window.wgsl");
            Ok(Plan { shader, weights: Vec::new(), grid: Grid::Values, work: outputs as u64 })
        }
        Operator::Dense { name, units, activation } => {
            let shader = opening(&[("INPUTS", inputs), ("UNITS", *units)])
                + include_str!("activation.wgsl")
                + &activate(*activation)
                + include_str!("dense.wgsl");
            let mut weights = bundle.weights(&format!("{name}.w"))?.to_vec();
            weights.extend(bundle.weights(&format!("{name}.b"))?);
            Ok(Plan { shader, weights, grid: Grid::Values, work: (inputs * units) as u64 })
        }
        Operator::Bilstm { name, hidden } => {
            let group = hidden.next_multiple_of(GROUP_STEP).min(MAX_GROUP);
            let units = hidden.div_ceil(group);
            let sizes = [("INPUTS", inputs), ("HIDDEN", *hidden), ("GROUP", group), ("UNITS", units)];
            let shader = opening(&sizes) + include_str!("activation.wgsl") + include_str!("bilstm.wgsl");
            let weights = bilstm_weights(bundle, name, *hidden)?;
            Ok(Plan { shader, grid: Grid::Sequences, work: weights.len() as u64, weights })
        }
    }
}

/// Per direction the rows of W, those of U and the bias, the four gates of a unit side by side.
fn bilstm_weights(bundle: &Bundle, name: &str, hidden: usize) -> Result<Vec<f32>, BundleError> {
    let mut weights = Vec::new();
    for direction in DIRECTIONS {
        for part in ["w", "u", "b"] {
            gates(bundle.weights(&format!("{name}.{direction}.{part}"))?, hidden, &mut weights);
        }
    }
    Ok(weights)
}

/// The function `activate` of a shader.
fn activate(activation: Activation) -> String {
    let value = match activation {
        Activation::None => "x",
        Activation::Relu => "max(x, 0.0)",
        Activation::Sigmoid => "sigmoid(x)",
        Activation::Tanh => "hyperbolic_tangent(x)",
        Activation::Clamp => "clamp(x, 0.0, 1.0)",
        Activation::Step => "select(0.0, 1.0, x > 0.0)",
    };
    format!("fn activate(x: f32) -> f32 {{\n    return {value};\n}}\n\n")
}
