//! How does a guess become an answer? One module a method, and the few things that they share:
//!
//! - [`method`]: what a method is, and what its caller may choose; [`methods`]: the list of them;
//! - [`lstm_opt`]: fixing by confidence, MIP start and user cuts ("Integrated machine learning and
//!   optimization approaches", chapter 2);
//! - [`decisions`]: guessed decisions repaired to feasibility, improved and bounded, for families whose
//!   answers are decisions;
//! - [`models`]: the trained models at hand and which of them fits an instance;
//! - [`network`], [`solver`]: what a method may ask of a network and of the search;
//! - [`certificate`]: what proves a bound on the optimum of the *original* problem, whatever the guess did;
//! - [`problem`]: what is solved; [`solve`](mod@solve): the one entry for instances and programs, by method;
//! - [`analysis`]: what is said beside an answer: why there is none, what it is worth, what endangers it;
//! - [`sliced`]: the search alone in slices, for hosts that race several;
//! - [`answer`]: what comes back, checked.

pub mod analysis;
pub mod answer;
pub mod certificate;
#[cfg(feature = "decisions")]
pub mod decisions;
#[cfg(not(feature = "decisions"))]
#[path = "decisions/absent.rs"]
pub mod decisions;
pub mod error;
pub mod lstm_opt;
pub mod method;
pub mod methods;
pub mod models;
pub mod network;
pub mod problem;
pub mod sliced;
pub mod solve;
pub mod solver;

pub use answer::Answer;
pub use certificate::{BoundSource, Certify};
pub use error::GuideError;
pub use hunch_families::family::{Ask, DEFAULT_PENALTY};
pub use lstm_opt::selection::Level;
pub use method::{Method, Options};
pub use models::{Choice, Library};
pub use network::Network;
pub use problem::Problem;
pub use sliced::SlicedSearch;
pub use solve::{solve, solve_with};
pub use solver::Solver;
