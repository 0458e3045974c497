//! One run of an engine, with the separators of the family along.

use hunch_families::clsp::Instance;
use hunch_families::clsp::separators::LotSizingInequalities;
use hunch_model::{Control, Program};
use hunch_search::{Engine, Guidance, Outcome, Search, SearchError, Separators, Settings, StepResult};

/// Units of work between two looks at what a search has found, for a host that keeps points: some milliseconds.
const LOOK: u64 = 1_000_000;
/// The same for each column of a large program, for a look copies the point: the copies then stay a small share of the work.
const LOOK_BY_COLUMN: u64 = 32;

/// Solves `program` with `guidance`; `separators` are asked for cuts by engines that take any. A host that keeps points is given each
/// better one, in the columns of `program`.
///
/// # Errors
/// What the engine refuses.
pub(crate) fn run(
    program: &Program,
    separators: Separators,
    engine: Engine,
    settings: &Settings,
    guidance: &Guidance,
    control: &mut dyn Control,
) -> Result<Outcome, SearchError> {
    let mut search = Search::new(program, engine, settings, guidance)?.with_separators(separators);
    let look = LOOK.max(LOOK_BY_COLUMN * program.columns.len() as u64);
    let budget = if control.keeps() { look } else { u64::MAX };
    let mut kept = None;
    while search.step(budget, control) == StepResult::Paused {
        let solution = search.solution();
        if solution.objective != kept {
            kept = solution.objective;
            control.keep(&solution.values);
        }
    }
    Ok(search.outcome())
}

/// The (ℓ,S) inequalities of a lot-sizing instance.
pub(crate) fn lot_sizing_separators(instance: &Instance) -> Separators {
    vec![Box::new(LotSizingInequalities::new(instance))]
}
