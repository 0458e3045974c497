//! The methods, one file each and one line in [`METHODS`]. None of them knows a family: what a guess says is
//! the family's `Guess`, and how it is used follows from what is in it.

mod auto;
mod best;
mod cuts;
mod exact;
mod guess;
mod guided;
#[cfg(feature = "predopt")]
pub mod predopt;
mod search;
mod side;
mod start;

pub use auto::Auto;
#[cfg(not(target_family = "wasm"))]
pub use auto::{AsIfSideBySide, Referee};
pub use cuts::Cuts;
pub use exact::Exact;
pub use guess::Guess;
#[cfg(feature = "predopt")]
pub use predopt::PredOpt;
pub use search::Search;
pub use start::Start;

pub use crate::method::Method;

use crate::certificate::Certify;
use crate::lstm_opt::selection::Level;
use crate::method::Options;
use hunch_families::family::DEFAULT_PENALTY;
use hunch_search::{Engine, Guidance, Settings};
use std::num::NonZeroUsize;

/// Every method, the default first.
#[cfg(feature = "instances")]
pub const METHODS: &[&dyn Method] = &[
    &Auto,
    &Guess,
    &Search,
    &Exact,
    &Start,
    &Cuts,
    #[cfg(feature = "predopt")]
    &PredOpt,
];
/// The method of programs.
#[cfg(not(feature = "instances"))]
pub const METHODS: &[&dyn Method] = &[&Search];

/// The method of that name.
pub fn named(name: &str) -> Option<&'static dyn Method> {
    METHODS.iter().copied().find(|method| method.name() == name)
}

impl Default for Options {
    fn default() -> Self {
        Self {
            method: METHODS[0],
            level: Level::DEFAULT,
            engine: Engine::default(),
            settings: Settings::default(),
            certify: Certify::default(),
            exact: true,
            penalty: DEFAULT_PENALTY,
            probabilities: None,
            guidance: Guidance::none(),
            sensitivity: false,
            repair: false,
            explain: false,
            threads: NonZeroUsize::MIN,
        }
    }
}
