//! The bidirectional LSTM layer written with burn's tensor operations, for every backend.

use burn::tensor::{Tensor, activation::sigmoid};

/// `x` is `[time, batch, input]`; the result is `[time, batch, 2·hidden]`. Weights are laid out as in
/// [`super::kernel`].
pub fn bi_lstm(
    x: Tensor<3>,
    input_weight: Tensor<3>,
    hidden_weight: Tensor<3>,
    bias: Tensor<2>,
) -> Tensor<3> {
    let [time, batch, input] = x.dims();
    let [_, hidden, width] = hidden_weight.dims();
    // Both directions run as one batched product: the second one sees the periods reversed.
    let both: Tensor<4> = Tensor::stack(vec![x.clone(), x.flip([0])], 0);
    let products = both.reshape([2, time * batch, input]).matmul(input_weight) + bias.unsqueeze_dim::<3>(1);
    let products = products.reshape([2, time, batch, width]);
    let mut h = Tensor::<3>::zeros([2, batch, hidden], &products.device());
    let mut c = h.clone();
    let mut outputs = Vec::with_capacity(time);
    for t in 0..time {
        let gates = products.clone().slice([0..2, t..t + 1, 0..batch, 0..width]).reshape([2, batch, width])
            + h.matmul(hidden_weight.clone());
        let gate = |k: usize| gates.clone().slice([0..2, 0..batch, k * hidden..(k + 1) * hidden]);
        c = sigmoid(gate(1)) * c + sigmoid(gate(0)) * gate(2).tanh();
        h = sigmoid(gate(3)) * c.clone().tanh();
        outputs.push(h.clone());
    }
    let outputs: Tensor<4> = Tensor::stack(outputs, 1); // [2, time, batch, hidden]
    let side = |k: usize| outputs.clone().slice([k..k + 1, 0..time, 0..batch, 0..hidden]).squeeze_dim::<3>(0);
    Tensor::cat(vec![side(0), side(1).flip([0])], 2)
}
