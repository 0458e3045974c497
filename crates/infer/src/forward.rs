//! What every path of a forward pass takes, refuses and returns.

use hunch_model::StopReason;
use thiserror::Error;

use hunch_bundle::limits::{MAX_CELLS, MAX_STEPS, MAX_VALUES};

/// Multiply-adds per unit of work told to [`hunch_model::Control`]: about a hundred nanoseconds, so that a
/// poll every few thousand units is soon.
pub(crate) const WORK_UNIT: u64 = 1024;

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

/// What a forward pass under a [`hunch_model::Control`] gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The outputs of the finished sequences, row-major [sequences, steps, outputs].
    pub values: Vec<f32>,
    /// Sequences finished: the batch, unless the control stopped the pass.
    pub sequences: usize,
    /// Why the pass ended early, if it did.
    pub stopped: Option<StopReason>,
}

/// Checks shape and values of an input [batch, steps, width] whose output has `outputs` values per period.
pub(crate) fn check_input(
    input: &[f32],
    batch: usize,
    steps: usize,
    width: usize,
    outputs: usize,
) -> Result<(), ForwardError> {
    check_size("steps", steps, MAX_STEPS)?;
    check_size("batch", batch, MAX_CELLS)?;
    check_size("batch × steps", batch.saturating_mul(steps), MAX_CELLS)?;
    check_size("batch × steps × outputs", (batch * steps).saturating_mul(outputs), MAX_VALUES)?;
    let expected = (batch * steps).saturating_mul(width);
    if input.len() != expected {
        return Err(ForwardError::Length { found: input.len(), expected, width });
    }
    match input.iter().position(|value| !value.is_finite()) {
        Some(index) => Err(ForwardError::Input { index, value: input[index] }),
        None => Ok(()),
    }
}

/// Refuses a size of zero or beyond `limit`.
pub(crate) fn check_size(field: &'static str, value: usize, limit: usize) -> Result<(), ForwardError> {
    if value == 0 || value > limit { Err(ForwardError::Size { field, value, limit }) } else { Ok(()) }
}

/// Checks the values of an output.
pub(crate) fn check_output(output: &[f32]) -> Result<(), ForwardError> {
    match output.iter().position(|value| !value.is_finite()) {
        Some(index) => Err(ForwardError::Output { index, value: output[index] }),
        None => Ok(()),
    }
}
