//! One operator on the CPU.

use hunch_model::{Control, Flow};

use super::bilstm::Bilstm;
use super::chunk::CHUNK_ROWS;
#[cfg(feature = "decoder")]
use super::decoder::Decoder;
use super::dense::Dense;
use super::forest::Forest;
use super::rows::window;
use super::standardise::Standardise;
use crate::forward::WORK_UNIT;
use hunch_bundle::operator::Operator;
use hunch_bundle::{Bundle, BundleError};

/// An operator with its weights packed for the kernels.
pub(super) struct Layer {
    kernel: Kernel,
    input_width: usize,
    output_width: usize,
}

enum Kernel {
    Window {
        before: usize,
    },
    Bilstm(Bilstm),
    #[cfg(feature = "decoder")]
    Decoder(Decoder),
    Rows(RowKernel),
}

/// An operator that treats each row by itself.
enum RowKernel {
    Standardise(Standardise),
    Dense(Dense),
    Forest(Forest),
}

/// Buffers of a forward pass, kept between its layers and blocks.
#[derive(Default)]
pub(super) struct Workspace {
    /// [steps, sequences, width], what the next layer takes.
    pub input: Vec<f32>,
    /// [steps, sequences, width'], what it leaves.
    pub output: Vec<f32>,
    scratch: Vec<f32>,
}

impl Layer {
    pub(super) fn new(
        bundle: &Bundle,
        operator: &Operator,
        input_width: usize,
        output_width: usize,
    ) -> Result<Self, BundleError> {
        let kernel = match operator {
            Operator::Standardise {} => Kernel::Rows(RowKernel::Standardise(Standardise::new(bundle.card()))),
            Operator::Window { before, .. } => Kernel::Window { before: *before },
            Operator::Dense { name, units, activation } => {
                let dense = Dense::new(bundle, name, input_width, *units, *activation)?;
                Kernel::Rows(RowKernel::Dense(dense))
            }
            Operator::Bilstm { name, hidden } => {
                Kernel::Bilstm(Bilstm::new(bundle, name, input_width, *hidden)?)
            }
            Operator::Forest { name, .. } => {
                Kernel::Rows(RowKernel::Forest(Forest::new(bundle, name, input_width)?))
            }
            #[cfg(feature = "decoder")]
            Operator::Decoder { name, layers, radius, units, outputs } => {
                let shape = (*layers, *radius, *units, *outputs);
                Kernel::Decoder(Decoder::new(bundle, name, input_width, shape)?)
            }
        };
        Ok(Self { kernel, input_width, output_width })
    }

    /// Values per row that the layer leaves.
    pub(super) fn width(&self) -> usize {
        self.output_width
    }

    /// Takes `workspace.input`, leaves `workspace.output`, unless `control` stops it.
    pub(super) fn forward(
        &self,
        fma: bool,
        sequences: usize,
        steps: usize,
        workspace: &mut Workspace,
        control: &mut dyn Control,
    ) -> Flow {
        let Workspace { input, output, scratch } = workspace;
        output.resize(steps * sequences * self.output_width, 0.0);
        match &self.kernel {
            Kernel::Window { before } => window(input, output, sequences, steps, *before),
            Kernel::Bilstm(bilstm) => {
                scratch.resize(bilstm.scratch(sequences), 0.0);
                for (direction, walk) in bilstm.chunks(sequences, steps) {
                    let work = bilstm.work() * (walk.len() * sequences) as u64;
                    if let Flow::Stop(reason) = control.spend(1 + work / WORK_UNIT) {
                        return Flow::Stop(reason);
                    }
                    bilstm.forward(fma, direction, walk, sequences, input, output, scratch);
                }
            }
            #[cfg(feature = "decoder")]
            Kernel::Decoder(decoder) => {
                scratch.resize(decoder.scratch(sequences), 0.0);
                for walk in Decoder::chunks(sequences, steps) {
                    let work = decoder.work() * (walk.len() * sequences) as u64;
                    if let Flow::Stop(reason) = control.spend(1 + work / WORK_UNIT) {
                        return Flow::Stop(reason);
                    }
                    decoder.forward(fma, walk, sequences, input, output, scratch);
                }
            }
            Kernel::Rows(kernel) => {
                let inputs = input.chunks(CHUNK_ROWS * self.input_width);
                for (input, output) in inputs.zip(output.chunks_mut(CHUNK_ROWS * self.output_width)) {
                    let rows = (output.len() / self.output_width) as u64;
                    if let Flow::Stop(reason) = control.spend(1 + kernel.work() * rows / WORK_UNIT) {
                        return Flow::Stop(reason);
                    }
                    kernel.forward(fma, input, output, scratch);
                }
            }
        }
        Flow::Continue
    }
}

impl RowKernel {
    /// input [rows, width] → output [rows, width'], at most [`CHUNK_ROWS`] rows.
    fn forward(&self, fma: bool, input: &[f32], output: &mut [f32], scratch: &mut Vec<f32>) {
        match self {
            Self::Standardise(standardise) => {
                output.copy_from_slice(input);
                standardise.apply(output);
            }
            Self::Dense(dense) => {
                scratch.resize(CHUNK_ROWS * dense.scratch(), 0.0);
                dense.forward(fma, input, output, scratch);
            }
            Self::Forest(forest) => forest.forward(input, output),
        }
    }

    /// Multiply-adds of one row.
    fn work(&self) -> u64 {
        match self {
            Self::Standardise(standardise) => standardise.work(),
            Self::Dense(dense) => dense.work(),
            Self::Forest(forest) => forest.work(),
        }
    }
}
