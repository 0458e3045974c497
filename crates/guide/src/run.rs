//! One run of an engine, with the separators of the family along.

use hunch_families::clsp::Instance;
use hunch_families::clsp::separators::LotSizingInequalities;
use hunch_model::{Control, Program};
use hunch_search::{Engine, Guidance, Outcome, Search, SearchError, Separators, Settings};

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
    search.run(control);
    Ok(search.outcome())
}

/// The (ℓ,S) inequalities of a lot-sizing instance.
pub(crate) fn lot_sizing_separators(instance: &Instance) -> Separators {
    vec![Box::new(LotSizingInequalities::new(instance))]
}
