//! The forward pass on a CPU.
//!
//! Sequences are taken in blocks that share each load of the weights. The portable kernels vectorise by
//! themselves (128 bits in wasm with `simd128` and on x86-64) and give the same bits on every machine; where
//! x86-64 has AVX2 and FMA the same code runs in 256 bits with fused multiply-adds, whose last bits differ.
//! On one machine results are bit-equal from run to run and do not depend on the other sequences of a batch.

mod activation;
mod bilstm;
mod chunk;
#[cfg(feature = "decoder")]
mod decoder;
mod dense;
mod dispatch;
mod forest;
mod layer;
mod lstm;
mod matrix;
mod rows;
mod standardise;

use hunch_model::{Control, Flow, Unlimited};

use crate::forward::{ForwardError, Outcome, check_input, check_output, check_size};
use dispatch::detect_fma;
use hunch_bundle::limits::MAX_VALUES;
use hunch_bundle::{Bundle, BundleError};
use layer::{Layer, Workspace};
use rows::{gather, scatter};
#[cfg(feature = "gpu")]
pub(crate) use standardise::Standardise;

/// Fewest sequences that are computed together, as many as the rows of a kernel.
const BLOCK: usize = matrix::ROWS;

/// Sequences of `steps` periods that are computed together: enough rows to fill a kernel's chunk, so that
/// short sequences too share each load of the weights from beyond the first-level cache.
fn block(steps: usize) -> usize {
    (chunk::CHUNK_ROWS / steps / BLOCK * BLOCK).max(BLOCK)
}

/// A model ready to run on the CPU.
///
/// ```
/// use hunch_infer::{Bundle, Model};
///
/// # let weights = concat!(env!("CARGO_MANIFEST_DIR"), "/../../pkg/weights/clsp-c3-f10000-t120.safetensors");
/// let bundle = Bundle::parse(&std::fs::read(weights)?)?;
/// let model = Model::new(&bundle)?;
/// // One sequence of 120 periods: production cost, set-up cost, capacity and demand of each.
/// let periods: Vec<f32> = (0..120).flat_map(|_| [2.0, 10_000.0, 300.0, 100.0]).collect();
/// let setups = model.forward(&periods, 1, 120)?;
/// assert_eq!(setups.len(), 120);
/// assert!(setups.iter().all(|p| (0.0..=1.0).contains(p)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Model {
    layers: Vec<Layer>,
    input_width: usize,
    output_width: usize,
    fma: bool,
}

impl Model {
    /// Packs the weights of a bundle.
    ///
    /// # Errors
    /// None for a bundle that [`Bundle::parse`] or [`Bundle::new`] made; they have checked what is looked up
    /// here.
    pub fn new(bundle: &Bundle) -> Result<Self, BundleError> {
        let mut layers = Vec::new();
        let mut width = bundle.input_width();
        for (index, operator) in bundle.card().architecture.iter().enumerate() {
            let output = operator.output_width(index, width)?;
            layers.push(Layer::new(bundle, operator, width, output)?);
            width = output;
        }
        Ok(Self { layers, input_width: bundle.input_width(), output_width: width, fma: detect_fma() })
    }

    /// The same model on the portable kernels alone, whose results have the same bits on every machine,
    /// browsers included.
    #[must_use]
    pub fn portable(self) -> Self {
        Self { fma: false, ..self }
    }

    /// Values per period that the model takes.
    pub fn input_width(&self) -> usize {
        self.input_width
    }

    /// Values per period that the model gives.
    pub fn output_width(&self) -> usize {
        self.output_width
    }

    /// The outputs [batch, steps, outputs] of `input` [batch, steps, features], both row-major.
    ///
    /// # Errors
    /// [`ForwardError`] when the shape does not fit or passes a limit, or a value is not finite.
    pub fn forward(&self, input: &[f32], batch: usize, steps: usize) -> Result<Vec<f32>, ForwardError> {
        self.forward_with(input, batch, steps, &mut Unlimited).map(|outcome| outcome.values)
    }

    /// As [`Model::forward`], asking `control` every few dozen periods whether to go on.
    ///
    /// # Errors
    /// As [`Model::forward`]; being stopped is no error.
    pub fn forward_with(
        &self,
        input: &[f32],
        batch: usize,
        steps: usize,
        control: &mut dyn Control,
    ) -> Result<Outcome, ForwardError> {
        check_input(input, batch, steps, self.input_width, self.output_width)?;
        let widest = self.layers.iter().map(Layer::width).fold(self.input_width, usize::max);
        check_size("steps × width", steps * widest * batch.min(block(steps)), MAX_VALUES)?;
        let mut values = Vec::with_capacity(batch * steps * self.output_width);
        let mut workspace = Workspace::default();
        let mut finished = 0;
        while finished < batch {
            // What a last block leaves beyond whole kernels is done one by one: the four-row kernel is not
            // worth padding for.
            let whole = (batch - finished).min(block(steps)) / BLOCK * BLOCK;
            let sequences = whole.max(1);
            let length = steps * self.input_width;
            let block = &input[finished * length..(finished + sequences) * length];
            gather(block, sequences, steps, &mut workspace.input);
            for layer in &self.layers {
                if let Flow::Stop(reason) = layer.forward(self.fma, sequences, steps, &mut workspace, control)
                {
                    return Ok(Outcome { values, sequences: finished, stopped: Some(reason) });
                }
                std::mem::swap(&mut workspace.input, &mut workspace.output);
            }
            scatter(&workspace.input, sequences, steps, self.output_width, &mut values);
            finished += sequences;
        }
        check_output(&values)?;
        Ok(Outcome { values, sequences: batch, stopped: None })
    }
}
