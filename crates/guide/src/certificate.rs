//! What proves a bound on the optimum of the original problem.
//!
//! A search under fixings bounds only the restricted program. The bound that an answer carries comes from
//! code that never saw the guess: the search of the unrestricted program, the family's exact algorithm, or a
//! relaxation.

use hunch_families::Case;
use hunch_model::{Control, Relay};
use serde::{Deserialize, Serialize};

/// Work that [`Certify::Auto`] may spend in the exact algorithm, in its cells: about 0.2 s in a browser.
/// Stopped there, it still gives the bound that it has proven so far.
pub const EXACT_WORK: u64 = 50_000_000;

/// What proved a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BoundSource {
    /// The search, on the unrestricted program.
    Search,
    /// The family's exact algorithm.
    Exact,
    /// A relaxation.
    Relaxation,
}

/// How much a guided answer spends on its bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certify {
    /// The family's exact algorithm where it is cheap, else the relaxation.
    #[default]
    Auto,
    /// The relaxation: weaker, and always cheap.
    Relaxation,
    /// Nothing: the answer is checked but carries no bound.
    None,
}

/// A proven bound on the optimum of a valid, feasible instance, and what proved it. `(None, None)` when
/// nothing was asked for or `control` stopped before anything was proven.
pub fn bound(
    case: &dyn Case,
    certify: Certify,
    control: &mut dyn Control,
) -> (Option<f64>, Option<BoundSource>) {
    let exact = match certify {
        Certify::None => return (None, None),
        Certify::Auto => exact_bound(case, control),
        Certify::Relaxation => None,
    };
    match exact {
        Some(bound) => (Some(bound), Some(BoundSource::Exact)),
        None => match case.bound(control) {
            Some(bound) => (Some(bound), Some(BoundSource::Relaxation)),
            None => (None, None),
        },
    }
}

/// What the exact algorithm proves within [`EXACT_WORK`]; `None` when it does not apply or proves nothing in
/// time.
fn exact_bound(case: &dyn Case, control: &mut dyn Control) -> Option<f64> {
    let mut part = Relay::new(control).with_work_limit(EXACT_WORK).silent();
    case.exact(&mut part)?.ok()?.bound
}
