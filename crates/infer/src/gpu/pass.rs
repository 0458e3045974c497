//! One operator on the GPU: its shader, specialised to its sizes, and its weights in the order in which the
//! shader reads them.

use super::GpuError;
use hunch_bundle::operator::{Activation, DIRECTIONS, Operator};
use hunch_bundle::{Bundle, BundleError};

/// Invocations per workgroup that every WebGPU device has.
pub(super) const MAX_GROUP: usize = 256;
/// Hidden units are spread over whole groups of this many invocations, the width at which common hardware
/// issues them.
pub(super) const GROUP_STEP: usize = 32;
/// Invocations per workgroup of the passes with an invocation per value, as in their shaders.
const VALUES_GROUP: u64 = 64;

/// How many workgroups a pass takes.
#[derive(Clone, Copy)]
pub(super) enum Grid {
    /// One per sequence and direction.
    Sequences,
    /// One per sequence.
    #[cfg(feature = "decoder")]
    Whole,
    /// An invocation per output value.
    Values,
}

impl Grid {
    /// Workgroups along x and y; `most` is the device's limit along one axis.
    pub(super) fn workgroups(self, sequences: usize, values: usize, most: u32) -> (u32, u32) {
        match self {
            Self::Sequences => (sequences as u32, DIRECTIONS.len() as u32),
            #[cfg(feature = "decoder")]
            Self::Whole => (sequences as u32, 1),
            Self::Values => {
                let groups = (values as u64).div_ceil(VALUES_GROUP);
                let columns = groups.min(most.into());
                (columns as u32, groups.div_ceil(columns.max(1)) as u32)
            }
        }
    }
}

/// What a pass needs before there is a device.
pub(super) struct Plan {
    pub shader: String,
    pub weights: Vec<f32>,
    pub grid: Grid,
    /// Multiply-adds per row.
    pub work: u64,
}

impl Plan {
    /// The plan of the operator at `index`, which takes `inputs` values per period and leaves `outputs`.
    pub(super) fn new(
        bundle: &Bundle,
        index: usize,
        operator: &Operator,
        inputs: usize,
        outputs: usize,
    ) -> Result<Self, GpuError> {
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
                let shader = constants(&sizes) + include_str!("window.wgsl");
                Ok(Self { shader, weights: Vec::new(), grid: Grid::Values, work: outputs as u64 })
            }
            Operator::Dense { name, units, activation } => {
                let shader = constants(&[("INPUTS", inputs), ("UNITS", *units)])
                    + include_str!("activation.wgsl")
                    + &activate(*activation)
                    + include_str!("dense.wgsl");
                let mut weights = bundle.weights(&format!("{name}.w"))?.to_vec();
                weights.extend(bundle.weights(&format!("{name}.b"))?);
                Ok(Self { shader, weights, grid: Grid::Values, work: (inputs * units) as u64 })
            }
            Operator::Bilstm { name, hidden } => {
                let group = hidden.next_multiple_of(GROUP_STEP).min(MAX_GROUP);
                let units = hidden.div_ceil(group);
                let sizes = [("INPUTS", inputs), ("HIDDEN", *hidden), ("GROUP", group), ("UNITS", units)];
                let shader =
                    constants(&sizes) + include_str!("activation.wgsl") + include_str!("bilstm.wgsl");
                let weights = bilstm_weights(bundle, name, *hidden)?;
                Ok(Self { shader, grid: Grid::Sequences, work: weights.len() as u64, weights })
            }
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

/// Rows of four gates for `units` units each, the four gates of a unit side by side.
pub(super) fn gates(matrix: &[f32], units: usize, weights: &mut Vec<f32>) {
    for row in matrix.chunks_exact(4 * units) {
        for unit in 0..units {
            weights.extend((0..4).map(|gate| row[gate * units + unit]));
        }
    }
}

/// Declarations of constants at the top of a shader.
pub(super) fn constants(sizes: &[(&str, usize)]) -> String {
    sizes.iter().map(|(name, size)| format!("const {name}: u32 = {size}u;\n")).collect()
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
