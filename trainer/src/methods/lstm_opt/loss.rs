//! The loss of LSTM-Opt.

use burn::tensor::Tensor;
use burn::tensor::activation::relu;

/// Mean binary cross-entropy of logits (equation 2.2 of the dissertation), in the form that does not
/// overflow: `max(z, 0) − z·y + ln(1 + e^−|z|)`.
pub fn cross_entropy(logits: Tensor<2>, labels: Tensor<2>) -> Tensor<1> {
    let slack = logits.clone().abs().neg().exp().log1p();
    (relu(logits.clone()) - logits * labels + slack).mean()
}
