//! The decoder's pass: its sizes as the shader's constants, its weights in the order in which the shader reads them.

use super::GpuError;
use super::plan::{GROUP_STEP, Grid, MAX_GROUP, Plan, gates, opening};
use hunch_bundle::{Bundle, BundleError};

/// Bytes that the invocations of a workgroup may share on every WebGPU device.
const SHARED_BYTES: usize = 16 << 10;

/// Sizes of a decoder that follows states of `width` values.
pub(super) struct Sizes {
    pub width: usize,
    pub layers: usize,
    pub radius: usize,
    pub units: usize,
    pub outputs: usize,
}

impl Sizes {
    /// The pass of the decoder `name`.
    pub fn plan(&self, bundle: &Bundle, name: &str) -> Result<Plan, GpuError> {
        let Self { width, layers, radius, units, outputs } = *self;
        let shared = size_of::<f32>() * self.shared();
        if shared > SHARED_BYTES {
            let [value, limit] = [shared, SHARED_BYTES].map(|bytes| bytes as u64);
            return Err(GpuError::Limit { field: "bytes that a decoder's invocations share", value, limit });
        }
        let group = width.next_multiple_of(GROUP_STEP).min(MAX_GROUP);
        let shader = opening(&[
            ("WIDTH", width),
            ("LAYERS", layers),
            ("RADIUS", radius),
            ("UNITS", units),
            ("OUTPUTS", outputs),
            ("GROUP", group),
            ("SLOTS", width.div_ceil(group)),
        ]) + include_str!("activation.wgsl")
            + include_str!("decoder.wgsl");
        let weights = self.weights(bundle, name)?;
        let attention = 2 * (2 * radius + 1) * width;
        Ok(Plan { shader, work: (weights.len() + attention) as u64, weights, grid: Grid::Whole })
    }

    /// Values of the shader's `shared_values`.
    fn shared(&self) -> usize {
        let [width, units] = [self.width, self.units].map(|count| count.next_multiple_of(4));
        2 * (self.layers + 1) * width + units + self.outputs + 2 * self.radius + 1
    }

    fn weights(&self, bundle: &Bundle, name: &str) -> Result<Vec<f32>, BundleError> {
        let mut all = Vec::new();
        for layer in 1..=self.layers {
            for part in ["w", "u", "b"] {
                gates(bundle.weights(&format!("{name}.lstm{layer}.{part}"))?, self.width, &mut all);
            }
        }
        quads(bundle.weights(&format!("{name}.score.w"))?, self.width, &mut all);
        let (context, state) = bundle.weights(&format!("{name}.mix.w"))?.split_at(self.width * self.units);
        quads(context, self.units, &mut all);
        quads(state, self.units, &mut all);
        quads(bundle.weights(&format!("{name}.mix.b"))?, self.units, &mut all);
        quads(bundle.weights(&format!("{name}.output.w"))?, self.outputs, &mut all);
        quads(bundle.weights(&format!("{name}.output.b"))?, self.outputs, &mut all);
        Ok(all)
    }
}

/// The rows of a matrix with so many columns in fours, the last filled up with zeros: the four values of a column
/// side by side.
fn quads(matrix: &[f32], columns: usize, all: &mut Vec<f32>) {
    for rows in matrix.chunks(4 * columns) {
        for column in 0..columns {
            all.extend((0..4).map(|row| rows.get(row * columns + column).copied().unwrap_or(0.0)));
        }
    }
}
