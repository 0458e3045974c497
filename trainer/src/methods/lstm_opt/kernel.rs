//! One bidirectional LSTM layer on the CPU: forward and hand-written backward.
//!
//! Equations: Hochreiter & Schmidhuber, "Long short-term memory" (1997), with the forget gate of Gers et al.
//! (2000). Tensors are time-major and row-major: inputs `[time, batch, input]`, outputs `[time, batch,
//! 2·hidden]` with the forward direction first, weights `[2, input, 4·hidden]` and `[2, hidden, 4·hidden]`,
//! biases `[2, 4·hidden]`; gates lie in the order i, f, g, o. The input products of all periods are one
//! matrix product, the four gates of a step another one.

use super::activation::{sigmoid, tanh};
use super::matmul::{Into, View, multiply};

/// Sizes of a layer call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Periods.
    pub time: usize,
    /// Sequences.
    pub batch: usize,
    /// Values a period on the input side.
    pub input: usize,
    /// Hidden units a direction.
    pub hidden: usize,
}

impl Sizes {
    fn rows(&self) -> usize {
        self.time * self.batch
    }

    fn gates(&self) -> usize {
        4 * self.hidden
    }

    /// Period of the `step`-th step of a direction.
    fn period(&self, direction: usize, step: usize) -> usize {
        if direction == 0 { step } else { self.time - 1 - step }
    }
}

/// The layer's parameters.
#[derive(Clone, Copy)]
pub struct Weights<'a> {
    /// `[2, input, 4·hidden]`.
    pub input: &'a [f32],
    /// `[2, hidden, 4·hidden]`.
    pub hidden: &'a [f32],
    /// `[2, 4·hidden]`.
    pub bias: &'a [f32],
}

/// What the forward pass keeps for the backward pass, per direction.
#[derive(Clone, Debug)]
pub struct Trace {
    /// Activated gates `[time, batch, 4·hidden]`.
    gates: [Vec<f32>; 2],
    /// Cell states `[time, batch, hidden]`.
    cells: [Vec<f32>; 2],
}

/// Gradients of the backward pass, shaped like what they belong to.
pub struct Gradients {
    /// `[time, batch, input]`.
    pub x: Vec<f32>,
    /// `[2, input, 4·hidden]`.
    pub input: Vec<f32>,
    /// `[2, hidden, 4·hidden]`.
    pub hidden: Vec<f32>,
    /// `[2, 4·hidden]`.
    pub bias: Vec<f32>,
}

/// Runs the layer; returns `[time, batch, 2·hidden]` and the trace.
pub fn forward(x: &[f32], weights: Weights, sizes: Sizes) -> (Vec<f32>, Trace) {
    let mut out = vec![0.0; sizes.rows() * 2 * sizes.hidden];
    let [first, second] = [0, 1].map(|direction| forward_direction(x, weights, sizes, direction, &mut out));
    (out, Trace { gates: [first.0, second.0], cells: [first.1, second.1] })
}

fn forward_direction(
    x: &[f32],
    weights: Weights,
    sizes: Sizes,
    direction: usize,
    out: &mut [f32],
) -> (Vec<f32>, Vec<f32>) {
    let Sizes { batch, input, hidden, .. } = sizes;
    let (width, stride) = (sizes.gates(), 2 * hidden);
    let input_weights = View::new(&weights.input[direction * input * width..], input, width, width);
    let hidden_weights = View::new(&weights.hidden[direction * hidden * width..], hidden, width, width);
    let bias = &weights.bias[direction * width..(direction + 1) * width];
    let mut gates = vec![0.0; sizes.rows() * width];
    let mut cells = vec![0.0; sizes.rows() * hidden];
    multiply(&mut gates, width, View::new(x, sizes.rows(), input, input), input_weights, Into::Replace);
    let arch = pulp::Arch::new();
    let start = vec![0.0; batch * hidden];
    for step in 0..sizes.time {
        let t = sizes.period(direction, step);
        let gates = &mut gates[t * batch * width..(t + 1) * batch * width];
        let mut before = &start[..];
        let split = t * batch * hidden;
        let (earlier, later) = cells.split_at_mut(split);
        let (cell, later) = later.split_at_mut(batch * hidden);
        if step > 0 {
            let last = sizes.period(direction, step - 1);
            let h = View::new(&out[last * batch * stride + direction * hidden..], batch, hidden, stride);
            multiply(gates, width, h, hidden_weights, Into::Add);
            before =
                if direction == 0 { &earlier[split - batch * hidden..] } else { &later[..batch * hidden] };
        }
        let out = &mut out[t * batch * stride..(t + 1) * batch * stride];
        arch.dispatch(
            #[inline(always)]
            || activate(gates, bias, before, cell, out, hidden, direction),
        );
    }
    (gates, cells)
}

/// One step of every sequence: gates in place, new cells, new outputs.
#[inline(always)]
fn activate(
    gates: &mut [f32],
    bias: &[f32],
    before: &[f32],
    cell: &mut [f32],
    out: &mut [f32],
    hidden: usize,
    direction: usize,
) {
    let rows = gates.chunks_exact_mut(4 * hidden).zip(before.chunks_exact(hidden));
    for (((gates, before), cell), out) in
        rows.zip(cell.chunks_exact_mut(hidden)).zip(out.chunks_exact_mut(2 * hidden))
    {
        let out = &mut out[direction * hidden..(direction + 1) * hidden];
        for (gate, bias) in gates.iter_mut().zip(bias) {
            *gate += bias;
        }
        let (input_forget, rest) = gates.split_at_mut(2 * hidden);
        let (candidate, output) = rest.split_at_mut(hidden);
        input_forget.iter_mut().for_each(|v| *v = sigmoid(*v));
        candidate.iter_mut().for_each(|v| *v = tanh(*v));
        output.iter_mut().for_each(|v| *v = sigmoid(*v));
        let (input, forget) = input_forget.split_at(hidden);
        for j in 0..hidden {
            cell[j] = forget[j] * before[j] + input[j] * candidate[j];
        }
        for j in 0..hidden {
            out[j] = output[j] * tanh(cell[j]);
        }
    }
}

/// Gradients of the layer for the gradient `grad` of its output.
pub fn backward(
    x: &[f32],
    weights: Weights,
    sizes: Sizes,
    out: &[f32],
    trace: &Trace,
    grad: &[f32],
) -> Gradients {
    let Sizes { input, hidden, .. } = sizes;
    let (width, rows) = (sizes.gates(), sizes.rows());
    let mut gradients = Gradients {
        x: vec![0.0; rows * input],
        input: vec![0.0; 2 * input * width],
        hidden: vec![0.0; 2 * hidden * width],
        bias: vec![0.0; 2 * width],
    };
    for direction in 0..2 {
        let inner = backward_gates(weights, sizes, trace, grad, direction);
        let delta = View::new(&inner, rows, width, width);
        let input_weights = View::new(&weights.input[direction * input * width..], input, width, width);
        let into = if direction == 0 { Into::Replace } else { Into::Add };
        multiply(&mut gradients.x, input, delta, input_weights.transposed(), into);
        let own = &mut gradients.input[direction * input * width..(direction + 1) * input * width];
        multiply(own, width, View::new(x, rows, input, input).transposed(), delta, Into::Replace);
        let own = &mut gradients.hidden[direction * hidden * width..(direction + 1) * hidden * width];
        hidden_weight_gradient(own, sizes, out, &inner, direction);
        let own = &mut gradients.bias[direction * width..(direction + 1) * width];
        pulp::Arch::new().dispatch(
            #[inline(always)]
            || add_rows(own, &inner),
        );
    }
    gradients
}

/// Gradients of the gates before their activation, `[time, batch, 4·hidden]`: back-propagation through time.
fn backward_gates(weights: Weights, sizes: Sizes, trace: &Trace, grad: &[f32], direction: usize) -> Vec<f32> {
    let Sizes { batch, hidden, .. } = sizes;
    let width = sizes.gates();
    let hidden_weights = View::new(&weights.hidden[direction * hidden * width..], hidden, width, width);
    let (gates, cells) = (&trace.gates[direction], &trace.cells[direction]);
    let mut inner = vec![0.0; sizes.rows() * width];
    let mut from_later = vec![0.0; batch * hidden]; // gradient of h_t that arrives through the next step
    let mut cell_grad = vec![0.0; batch * hidden];
    let start = vec![0.0; batch * hidden];
    let arch = pulp::Arch::new();
    for step in (0..sizes.time).rev() {
        let t = sizes.period(direction, step);
        let before = match step {
            0 => &start[..],
            _ => {
                let last = sizes.period(direction, step - 1);
                &cells[last * batch * hidden..(last + 1) * batch * hidden]
            }
        };
        let delta = &mut inner[t * batch * width..(t + 1) * batch * width];
        let gates = &gates[t * batch * width..(t + 1) * batch * width];
        let cell = &cells[t * batch * hidden..(t + 1) * batch * hidden];
        let grad = &grad[t * batch * 2 * hidden..(t + 1) * batch * 2 * hidden];
        arch.dispatch(
            #[inline(always)]
            || {
                differentiate(
                    delta,
                    gates,
                    before,
                    cell,
                    grad,
                    &from_later,
                    &mut cell_grad,
                    hidden,
                    direction,
                )
            },
        );
        if step > 0 {
            let delta = View::new(delta, batch, width, width);
            multiply(&mut from_later, hidden, delta, hidden_weights.transposed(), Into::Replace);
        }
    }
    inner
}

/// The adjoint of [`activate`] for one step of every sequence; `cell_grad` passes from step to step.
#[inline(always)]
fn differentiate(
    delta: &mut [f32],
    gates: &[f32],
    before: &[f32],
    cell: &[f32],
    grad: &[f32],
    from_later: &[f32],
    cell_grad: &mut [f32],
    hidden: usize,
    direction: usize,
) {
    let batch = cell.len() / hidden;
    for row in 0..batch {
        let narrow = row * hidden..(row + 1) * hidden;
        let gates = &gates[row * 4 * hidden..(row + 1) * 4 * hidden];
        let (input, rest) = gates.split_at(hidden);
        let (forget, rest) = rest.split_at(hidden);
        let (candidate, output) = rest.split_at(hidden);
        let delta = &mut delta[row * 4 * hidden..(row + 1) * 4 * hidden];
        let (d_input, rest) = delta.split_at_mut(hidden);
        let (d_forget, rest) = rest.split_at_mut(hidden);
        let (d_candidate, d_output) = rest.split_at_mut(hidden);
        let grad = &grad[(2 * row + direction) * hidden..(2 * row + direction + 1) * hidden];
        let (before, cell) = (&before[narrow.clone()], &cell[narrow.clone()]);
        let (from_later, cell_grad) = (&from_later[narrow.clone()], &mut cell_grad[narrow]);
        let output = &output[..hidden];
        let d_output = &mut d_output[..hidden];
        for j in 0..hidden {
            let (i, f, g, o) = (input[j], forget[j], candidate[j], output[j]);
            let squashed = tanh(cell[j]);
            let dh = grad[j] + from_later[j];
            let dc = dh * o * (1.0 - squashed * squashed) + cell_grad[j];
            d_input[j] = dc * g * i * (1.0 - i);
            d_forget[j] = dc * before[j] * f * (1.0 - f);
            d_candidate[j] = dc * i * (1.0 - g * g);
            d_output[j] = dh * squashed * o * (1.0 - o);
            cell_grad[j] = dc * f;
        }
    }
}

/// `Σ_t h_{t−1}ᵀ δ_t` as one product over all steps but the first.
fn hidden_weight_gradient(own: &mut [f32], sizes: Sizes, out: &[f32], inner: &[f32], direction: usize) {
    let Sizes { time, batch, hidden, .. } = sizes;
    let (width, stride) = (sizes.gates(), 2 * hidden);
    if time < 2 {
        return;
    }
    let rows = (time - 1) * batch;
    let (h_start, delta_start) = if direction == 0 { (0, batch) } else { (batch, 0) };
    let h = View::new(&out[h_start * stride + direction * hidden..], rows, hidden, stride);
    let delta = View::new(&inner[delta_start * width..], rows, width, width);
    multiply(own, width, h.transposed(), delta, Into::Replace);
}

/// Adds every row of `rows` to `sum`.
#[inline(always)]
fn add_rows(sum: &mut [f32], rows: &[f32]) {
    for row in rows.chunks_exact(sum.len()) {
        for (s, v) in sum.iter_mut().zip(row) {
            *s += v;
        }
    }
}
