//! Which strategy is optimal at θ? A strategy of a parametric program is what determines an optimum: which
//! rows and bounds are tight, and which integers have which values ("The voice of optimization", Bertsimas &
//! Stellato 2021).
//!
//! | module | what it does |
//! |---|---|
//! | [`strategy`] | a strategy in its canonical form, and the table of all that were seen |
//! | [`label`] | the strategy at a θ, the same one whatever solver, order or thread found it |
//! | [`sampling`] | the strategies of many θ, in batches, on all cores, resumable |
//! | [`stopping`] | how likely a new θ has a strategy that was not seen; when sampling ends |
//! | [`store`] | what answers are made from |
//! | [`answer`] | answers from stored strategies: their reduced systems, proven by multipliers, else solved |
//! | [`learn`] | what learns strategies: trees, neighbours, networks compared; the voice of a tree |
//! | [`words`] | strategies in the words of their program |
//! | [`bundle`] | what was learned as one weights file, and answers from it |
//! | [`params`] | every tolerance with its reason |

pub mod answer;
pub mod bundle;
mod curved;
mod face;
pub mod label;
pub mod learn;
mod mixed;
pub mod params;
pub mod sampling;
pub mod stopping;
pub mod store;
pub mod strategy;
pub mod words;

pub use answer::{Answer, Answerer, Proof, Trial};
pub use label::{LabelError, LabelOptions, Labeller, Outcome};
pub use sampling::{Label, Sample, SampleOptions, Sampler};
pub use stopping::{Estimate, HoldOut, Pruned, Stop};
pub use store::{First, Store};
pub use strategy::{Strategies, Strategy};
