//! Which strategy is optimal at θ?

pub mod learn;
