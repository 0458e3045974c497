//! The bidirectional LSTM layer as one differentiable operation of burn's CPU backend.
//!
//! Burn's tape holds about twenty nodes a time step when the layer is written with tensor operations; here it
//! holds one a layer. Other backends run [`super::plain`], and a test compares both, values and gradients.

use burn::backend::autodiff::{
    Autodiff,
    checkpoint::{base::Checkpointer, strategy::CheckpointStrategy},
    grads::Gradients,
    ops::{Backward, Ops, OpsKind},
};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, Dispatch, Flex, TensorMetadata, backend_extension};
use burn::tensor::{Tensor, TensorData};

use super::kernel::{self, Sizes, Trace, Weights};

/// Backends that run a whole bidirectional LSTM layer as one operation.
#[backend_extension(Flex, Autodiff)]
pub trait BiLstmBackend: Backend {
    /// `x` is `[time, batch, input]`; the result is `[time, batch, 2·hidden]`. Weights are laid out as in
    /// [`super::kernel`].
    fn bi_lstm(
        x: FloatTensor<Self>,
        input_weight: FloatTensor<Self>,
        hidden_weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
    ) -> FloatTensor<Self>;
}

type Primitive = FloatTensor<Flex>;

/// Sizes of a call, read from its operands.
fn sizes(x: &Primitive, hidden_weight: &Primitive) -> Sizes {
    let (x, w) = (x.shape(), hidden_weight.shape());
    Sizes { time: x[0], batch: x[1], input: x[2], hidden: w[1] }
}

/// The values of a contiguous tensor.
fn values(tensor: &Primitive) -> &[f32] {
    let start = tensor.layout().start_offset();
    &tensor.storage::<f32>()[start..start + tensor.layout().num_elements()]
}

fn primitive(data: Vec<f32>, shape: impl Into<burn::tensor::Shape>) -> Primitive {
    Primitive::from_data(TensorData::new(data, shape.into()))
}

/// The operands of a call, contiguous.
#[derive(Clone, Debug)]
struct Operands {
    x: Primitive,
    input: Primitive,
    hidden: Primitive,
    bias: Primitive,
}

impl Operands {
    fn new(x: Primitive, input: Primitive, hidden: Primitive, bias: Primitive) -> Self {
        let [x, input, hidden, bias] = [x, input, hidden, bias].map(|t| t.to_contiguous());
        Self { x, input, hidden, bias }
    }

    fn weights(&self) -> Weights<'_> {
        Weights { input: values(&self.input), hidden: values(&self.hidden), bias: values(&self.bias) }
    }

    fn sizes(&self) -> Sizes {
        sizes(&self.x, &self.hidden)
    }

    fn forward(&self) -> (Primitive, Trace) {
        let sizes = self.sizes();
        let (out, trace) = kernel::forward(values(&self.x), self.weights(), sizes);
        (primitive(out, [sizes.time, sizes.batch, 2 * sizes.hidden]), trace)
    }
}

impl BiLstmBackend for Flex {
    fn bi_lstm(
        x: Primitive,
        input_weight: Primitive,
        hidden_weight: Primitive,
        bias: Primitive,
    ) -> Primitive {
        Operands::new(x, input_weight, hidden_weight, bias).forward().0
    }
}

impl<C: CheckpointStrategy> BiLstmBackend for Autodiff<Flex, C> {
    fn bi_lstm(
        x: FloatTensor<Self>,
        input_weight: FloatTensor<Self>,
        hidden_weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        let nodes = [x.node(), input_weight.node(), hidden_weight.node(), bias.node()];
        let operands = Operands::new(
            x.into_primitive(),
            input_weight.into_primitive(),
            hidden_weight.into_primitive(),
            bias.into_primitive(),
        );
        let (out, trace) = operands.forward();
        match BiLstmBackward.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => {
                prepared.finish(Saved { operands, out: out.clone(), trace: std::sync::Arc::new(trace) }, out)
            }
            OpsKind::UnTracked(prepared) => prepared.finish(out),
        }
    }
}

/// The backward step of the whole layer.
#[derive(Debug)]
struct BiLstmBackward;

/// What the backward step needs.
#[derive(Clone, Debug)]
struct Saved {
    operands: Operands,
    out: Primitive,
    trace: std::sync::Arc<Trace>,
}

impl Backward<Flex, 4> for BiLstmBackward {
    type State = Saved;

    fn backward(self, ops: Ops<Saved, 4>, grads: &mut Gradients, _checkpointer: &mut Checkpointer) {
        let Saved { operands, out, trace } = ops.state;
        let sizes = operands.sizes();
        let grad = grads.consume::<Flex>(&ops.node).to_contiguous();
        let result = kernel::backward(
            values(&operands.x),
            operands.weights(),
            sizes,
            values(&out),
            &trace,
            values(&grad),
        );
        let Sizes { time, batch, input, hidden } = sizes;
        let gradients = [
            primitive(result.x, [time, batch, input]),
            primitive(result.input, [2, input, 4 * hidden]),
            primitive(result.hidden, [2, hidden, 4 * hidden]),
            primitive(result.bias, [2, 4 * hidden]),
        ];
        for (parent, gradient) in ops.parents.into_iter().zip(gradients) {
            if let Some(node) = parent {
                grads.register::<Flex>(node.id, gradient);
            }
        }
    }
}

/// The layer on tensors of the CPU backend, with or without automatic differentiation.
pub fn bi_lstm(
    x: Tensor<3>,
    input_weight: Tensor<3>,
    hidden_weight: Tensor<3>,
    bias: Tensor<2>,
) -> Tensor<3> {
    Tensor::from_dispatch(<Dispatch as BiLstmBackend>::bi_lstm(
        x.into_dispatch(),
        input_weight.into_dispatch(),
        hidden_weight.into_dispatch(),
        bias.into_dispatch(),
    ))
}
