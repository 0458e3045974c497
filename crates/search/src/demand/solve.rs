//! A search whose questions a function answers.

use super::asking::{Demand, Question};
use crate::engine::{Engine, Search};
use crate::error::SearchError;
use crate::guidance::Guidance;
use crate::outcome::StepResult;
use crate::settings::Settings;
use hunch_model::{Control, Cut, Program, Solution};

/// Solves `program` with the rows that `rows` returns for the points that it is shown. An integral point is
/// accepted when it violates none of them, by the rule of the checker (`docs/claims.md`); rows that it
/// satisfies do no harm. Duals are those of the program's own rows.
///
/// # Errors
/// As [`crate::solve`]; an answer that is refused, as [`SearchError::Answer`].
pub fn solve_with_rows(
    program: &Program,
    settings: &Settings,
    guidance: &Guidance,
    demand: Demand,
    rows: &mut dyn FnMut(&Question) -> Vec<Cut>,
    control: &mut dyn Control,
) -> Result<Solution, SearchError> {
    let mut search = Search::new(program, Engine::Hunch, settings, guidance)?.with_rows_on_demand(demand)?;
    while search.run(control) == StepResult::Asked {
        let answer = search.question().map(|question| rows(&question)).unwrap_or_default();
        search.answer(answer, control)?;
    }
    Ok(search.solution())
}
