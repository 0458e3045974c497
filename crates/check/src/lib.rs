//! Does a certificate prove what it claims? The answer comes from exact arithmetic on the numbers of the
//! program and of the certificate, and from no code of the solvers: this crate depends on the readers and on
//! the data type of programs alone.
//!
//! In the order in which [`check()`] uses them:
//!
//! | module | what it does |
//! |---|---|
//! | [`dyadic`] | exact numbers: every double, and what sums and products make of them |
//! | [`certificate`], [`json`] | what a certificate holds, and how it is written |
//! | [`decimals`] | the decimals that doubles stand for |
//! | [`exact`] | the program in exact numbers |
//! | [`point`] | how well a point satisfies the program; rays |
//! | [`knowledge`] | rows, bounds that they imply, which points are in question |
//! | [`leaves`] | what multipliers prove at a leaf |
//! | [`rounding`] | how a cut follows from rows |
//! | [`mod@check`], [`verdict`] | the tree, the gap, the verdict |
//!
//! The format is described in `docs/certificates.md`.

pub mod certificate;
pub mod check;
pub mod decimals;
pub mod dyadic;
pub mod exact;
pub mod json;
pub mod knowledge;
pub mod leaves;
pub mod point;
pub mod rounding;
pub mod verdict;

pub use certificate::{Certificate, Claim, Cut, Derivation, Identity, ImpliedBound, Node, Side};
pub use check::check;
pub use dyadic::Dyadic;
pub use exact::{ExactProgram, ExactRow};
pub use json::{FormatError, read, write};
pub use knowledge::{ImpliedFault, Knowledge};
pub use leaves::Unproven;
pub use rounding::{CutFault, Inequality, derive, relax};
pub use verdict::{PointQuality, Rejection, Verdict};
