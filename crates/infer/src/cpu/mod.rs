//! The forward pass on a CPU.
//!
//! Sequences are taken in blocks that share each load of the weights. The portable kernels vectorise by themselves (128 bits in
//! wasm with `simd128` and on x86-64) and give the same bits on every machine; where x86-64 has AVX2 and FMA the same code runs in
//! 256 bits with fused multiply-adds, whose last bits differ. On one machine results are bit-equal from run to run and do not depend
//! on the other sequences of a batch.

mod activation;
mod bilstm;
mod dense;
mod forest;
mod matrix;
mod standardise;

use hunch_model::{Control, Flow, StopReason, Unlimited};
use thiserror::Error;

use crate::bundle::limits::{MAX_CELLS, MAX_STEPS, MAX_VALUES};
use crate::bundle::{Bundle, BundleError};
use crate::operator::Operator;
use bilstm::Bilstm;
use dense::Dense;
use forest::Forest;
pub(crate) use standardise::Standardise;

/// Sequences that are computed together.
const BLOCK: usize = 4;
/// Multiply-adds per unit of work told to [`Control`]: about a hundred nanoseconds, so that a poll each few thousand units is soon.
pub(crate) const WORK_UNIT: u64 = 1024;

/// Runs `this.body::<FMA>(arguments)`: compiled for AVX2 and FMA where `fma` says that the machine has them, else for the target.
macro_rules! fused {
    ($fma:expr, $type:ty, $this:ident.$body:ident($($argument:ident: $kind:ty),*)) => {{
        #[cfg(target_arch = "x86_64")]
        {
            #[target_feature(enable = "avx2,fma")]
            fn wide(this: &$type, $($argument: $kind),*) {
                this.$body::<true>($($argument),*);
            }
            if $fma {
                // SAFETY: `fma` is true only where `detect_fma` found both features.
                #[allow(unsafe_code)] // A call into code for features that were detected at run time.
                unsafe {
                    wide($this, $($argument),*);
                }
                return;
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        let _ = $fma;
        $this.$body::<false>($($argument),*);
    }};
}
use fused;

/// Whether the machine has AVX2 and FMA.
fn detect_fma() -> bool {
    #[cfg(target_arch = "x86_64")]
    return std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma");
    #[cfg(not(target_arch = "x86_64"))]
    false
}

/// Why a forward pass was refused or failed.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum ForwardError {
    /// A size is zero or passes a limit.
    #[error("{field} is {value}, expected 1 to {limit}")]
    Size {
        /// The size's name.
        field: &'static str,
        /// Its value.
        value: usize,
        /// The most that is taken.
        limit: usize,
    },
    /// The input has another length than its shape says.
    #[error("input has {found} values, expected {expected} = batch × steps × {width} features")]
    Length {
        /// The input's length.
        found: usize,
        /// The length of its shape.
        expected: usize,
        /// Features per period.
        width: usize,
    },
    /// An input value is not a finite number.
    #[error("input[{index}] is {value}, expected a finite number")]
    Input {
        /// Position in the input.
        index: usize,
        /// The value.
        value: f32,
    },
    /// An output is not a finite number: the weights overflow on this input.
    #[error("output[{index}] is {value}: the model's weights overflow on this input")]
    Output {
        /// Position in the output.
        index: usize,
        /// The value.
        value: f32,
    },
}

/// What a forward pass under a [`Control`] gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The outputs of the finished sequences, row-major [sequences, steps, outputs].
    pub values: Vec<f32>,
    /// Sequences finished: the batch, unless the control stopped the pass.
    pub sequences: usize,
    /// Why the pass ended early, if it did.
    pub stopped: Option<StopReason>,
}

/// A model ready to run on the CPU.
pub struct Model {
    layers: Vec<Layer>,
    input_width: usize,
    output_width: usize,
    fma: bool,
}

/// An operator with its weights packed for the kernels, and the width that it leaves.
struct Layer {
    kernel: Kernel,
    width: usize,
}

enum Kernel {
    Standardise(Standardise),
    Window { before: usize, after: usize },
    Dense(Dense),
    Bilstm(Bilstm),
    Forest(Forest),
}

/// Buffers of one forward pass.
#[derive(Default)]
struct Workspace {
    input: Vec<f32>,
    output: Vec<f32>,
    scratch: Vec<f32>,
}

impl Model {
    /// Packs the weights of a bundle.
    ///
    /// # Errors
    /// None for a bundle that [`Bundle::parse`] or [`Bundle::new`] made; they have checked what is looked up here.
    pub fn new(bundle: &Bundle) -> Result<Self, BundleError> {
        let mut layers = Vec::new();
        let mut width = bundle.input_width();
        for (index, operator) in bundle.card().architecture.iter().enumerate() {
            let output = operator.output_width(index, width)?;
            let kernel = match operator {
                Operator::Standardise {} => Kernel::Standardise(Standardise::new(bundle.card())),
                Operator::Window { before, after } => Kernel::Window { before: *before, after: *after },
                Operator::Dense { name, units, activation } => {
                    Kernel::Dense(Dense::new(bundle, name, width, *units, *activation)?)
                }
                Operator::Bilstm { name, hidden } => {
                    Kernel::Bilstm(Bilstm::new(bundle, name, width, *hidden)?)
                }
                Operator::Forest { name, .. } => Kernel::Forest(Forest::new(bundle, name, width)?),
            };
            layers.push(Layer { kernel, width: output });
            width = output;
        }
        Ok(Self { layers, input_width: bundle.input_width(), output_width: width, fma: detect_fma() })
    }

    /// The same model on the portable kernels alone, whose results have the same bits on every machine, browsers included.
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

    /// As [`Model::forward`], asking `control` between blocks of sequences and operators whether to go on.
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
        check_input(input, batch, steps, self.input_width)?;
        self.check_memory(batch, steps)?;
        let mut values = Vec::with_capacity(batch * steps * self.output_width);
        let mut workspace = Workspace::default();
        let mut finished = 0;
        while finished < batch {
            // A last block of two or three is done one by one: the four-row kernel is not worth padding for.
            let sequences = if batch - finished >= BLOCK { BLOCK } else { 1 };
            let length = steps * self.input_width;
            gather(
                &input[finished * length..(finished + sequences) * length],
                sequences,
                steps,
                &mut workspace.input,
            );
            for layer in &self.layers {
                if let Flow::Stop(reason) = control.spend(1 + layer.work(sequences * steps)) {
                    return Ok(Outcome { values, sequences: finished, stopped: Some(reason) });
                }
                layer.forward(self.fma, sequences, steps, &mut workspace);
                std::mem::swap(&mut workspace.input, &mut workspace.output);
            }
            scatter(&workspace.input, sequences, steps, self.output_width, &mut values);
            finished += sequences;
        }
        check_output(&values)?;
        Ok(Outcome { values, sequences: batch, stopped: None })
    }

    /// Refuses what would need a buffer larger than [`MAX_VALUES`].
    fn check_memory(&self, batch: usize, steps: usize) -> Result<(), ForwardError> {
        let widest = self.layers.iter().map(Layer::scratch_width).fold(self.input_width, usize::max);
        for (field, value) in [
            ("steps × width", batch.min(BLOCK) * steps * widest),
            ("batch × steps × outputs", batch * steps * self.output_width),
        ] {
            if value > MAX_VALUES {
                return Err(ForwardError::Size { field, value, limit: MAX_VALUES });
            }
        }
        Ok(())
    }
}

impl Layer {
    /// Values per row of the widest buffer that grows with the number of rows.
    fn scratch_width(&self) -> usize {
        match &self.kernel {
            Kernel::Dense(dense) => dense.scratch().max(self.width),
            _ => self.width,
        }
    }

    /// Units of work for so many rows.
    fn work(&self, rows: usize) -> u64 {
        let products = match &self.kernel {
            Kernel::Standardise(_) | Kernel::Window { .. } => self.width as u64,
            Kernel::Dense(dense) => dense.work(),
            Kernel::Bilstm(bilstm) => bilstm.work(),
            Kernel::Forest(forest) => forest.work(),
        };
        products * rows as u64 / WORK_UNIT
    }

    /// Takes `workspace.input` [steps, sequences, width], leaves `workspace.output` [steps, sequences, width'].
    fn forward(&self, fma: bool, sequences: usize, steps: usize, workspace: &mut Workspace) {
        let rows = steps * sequences;
        let Workspace { input, output, scratch } = workspace;
        output.resize(rows * self.width, 0.0);
        match &self.kernel {
            Kernel::Standardise(standardise) => {
                output.copy_from_slice(input);
                standardise.apply(output);
            }
            Kernel::Window { before, after } => {
                window(
                    input,
                    output,
                    sequences * self.width / (before + after + 1),
                    sequences,
                    *before,
                    *after,
                );
            }
            Kernel::Dense(dense) => {
                scratch.resize(rows * dense.scratch(), 0.0);
                dense.forward(fma, input, output, scratch);
            }
            Kernel::Bilstm(bilstm) => {
                scratch.resize(bilstm.scratch(sequences), 0.0);
                bilstm.forward(fma, sequences, input, output, scratch);
            }
            Kernel::Forest(forest) => forest.forward(input, output),
        }
    }
}

/// Checks shape and values of an input, for every path.
pub(crate) fn check_input(
    input: &[f32],
    batch: usize,
    steps: usize,
    width: usize,
) -> Result<(), ForwardError> {
    for (field, value, limit) in [
        ("steps", steps, MAX_STEPS),
        ("batch", batch, MAX_CELLS),
        ("batch × steps", batch.saturating_mul(steps), MAX_CELLS),
    ] {
        if value == 0 || value > limit {
            return Err(ForwardError::Size { field, value, limit });
        }
    }
    let expected = batch * steps * width;
    if input.len() != expected {
        return Err(ForwardError::Length { found: input.len(), expected, width });
    }
    match input.iter().position(|value| !value.is_finite()) {
        Some(index) => Err(ForwardError::Input { index, value: input[index] }),
        None => Ok(()),
    }
}

/// Checks the values of an output, for every path.
pub(crate) fn check_output(output: &[f32]) -> Result<(), ForwardError> {
    match output.iter().position(|value| !value.is_finite()) {
        Some(index) => Err(ForwardError::Output { index, value: output[index] }),
        None => Ok(()),
    }
}

/// [sequences, steps, width] → [steps, sequences, width], so that the rows of one period lie side by side.
fn gather(input: &[f32], sequences: usize, steps: usize, out: &mut Vec<f32>) {
    let width = input.len() / (sequences * steps);
    out.clear();
    for step in 0..steps {
        for sequence in 0..sequences {
            let row = (sequence * steps + step) * width;
            out.extend_from_slice(&input[row..row + width]);
        }
    }
}

/// [steps, sequences, width] → [sequences, steps, width], appended to `out`.
fn scatter(block: &[f32], sequences: usize, steps: usize, width: usize, out: &mut Vec<f32>) {
    for sequence in 0..sequences {
        for step in 0..steps {
            let row = (step * sequences + sequence) * width;
            out.extend_from_slice(&block[row..row + width]);
        }
    }
}

/// Puts the rows of periods t − before … t + after side by side; `period` is the number of values of one period of the block.
fn window(input: &[f32], output: &mut [f32], period: usize, sequences: usize, before: usize, after: usize) {
    let width = period / sequences;
    let steps = input.len() / period;
    for (row, out) in output.chunks_exact_mut(width * (before + after + 1)).enumerate() {
        let (step, sequence) = (row / sequences, row % sequences);
        for (offset, out) in out.chunks_exact_mut(width).enumerate() {
            match (step + offset).checked_sub(before) {
                Some(source) if source < steps => {
                    let start = (source * sequences + sequence) * width;
                    out.copy_from_slice(&input[start..start + width]);
                }
                _ => out.fill(0.0),
            }
        }
    }
}
