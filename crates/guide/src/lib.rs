//! How does a guess become an answer? One module a method, and the few things that they share:
//!
//! - [`lstm_opt`]: fixing by confidence, MIP start and user cuts ("Integrated machine learning and optimization approaches", chapter 2);
//! - [`robust`]: predictions repaired to robust feasibility, with proven bounds;
//! - [`models`]: the trained models at hand and which of them fits an instance;
//! - [`certificate`]: what proves a bound on the optimum of the *original* problem, whatever the guess did;
//! - [`solve`](mod@solve): the one door for instances and programs, by method;
//! - [`sliced`]: the search alone in slices, for hosts that race several;
//! - [`answer`]: what comes back, checked.

pub mod answer;
pub mod certificate;
pub mod error;
pub mod lstm_opt;
pub mod models;
pub mod robust;
mod run;
pub mod sliced;
pub mod solve;

pub use answer::Answer;
pub use certificate::{BoundSource, Certify};
pub use error::GuideError;
pub use lstm_opt::selection::Level;
pub use models::{Choice, Library};
pub use sliced::SlicedSearch;
pub use solve::{DEFAULT_PENALTY, Method, Options, Problem, solve};
