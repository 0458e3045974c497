//! PredOpt's two loops as they are printed (figure 3.2 of "Integrated machine learning and optimization
//! approaches", section 3.4): for comparison, since [`super::level`] ends at the same level without either.

use super::level::Ranked;
use crate::lstm_opt::selection::Level;
use crate::lstm_opt::{falling_levels, fixing};
use crate::solver::Solver;
use hunch_families::Case;
use hunch_families::family::Guess;
use hunch_model::{Control, Program, Row, Status};
use hunch_search::{Outcome, SearchError, Separators};

/// How the loops ended.
pub struct Printed {
    /// The level of the first loop: the highest at which the program with the predicted rows was feasible.
    pub relaxed_level: f64,
    /// The level that answered.
    pub level: f64,
    /// The answer of the restricted program at that level.
    pub outcome: Outcome,
}

/// Both loops. `tight` says of each row of the program whether it is predicted tight; equations stay in any
/// case. Searches end at the settings' gap; none where `control` stops one before it knows whether there is a
/// point.
///
/// # Errors
/// What the engine refuses.
pub fn solve(
    case: &dyn Case,
    guess: &Guess,
    tight: &[bool],
    level: Level,
    solver: &mut dyn Solver,
    control: &mut dyn Control,
) -> Result<Option<Printed>, SearchError> {
    let program = case.program().linear;
    let mut relaxed = with_tight_rows(&program, tight);
    // Whether there is a point is all that is asked.
    relaxed.columns.iter_mut().for_each(|column| column.objective = 0.0);
    let ranked = Ranked::new(guess);
    let mut levels = falling_levels(level).peekable();
    // Steps 2 to 4: the relaxation's level.
    while let Some(&percent) = levels.peek() {
        let guidance = fixing(case, guess, &ranked.fixed(percent));
        let found = solver.solve(&relaxed, &Separators::new, &guidance, control)?.outcome.solution;
        match found.status {
            Status::Infeasible => levels.next(),
            Status::Limit => return Ok(None),
            _ => break,
        };
    }
    let relaxed_level = levels.peek().copied().unwrap_or(0.0);
    // Steps 5 and 6: all rows.
    for percent in levels {
        let guidance = fixing(case, guess, &ranked.fixed(percent));
        let outcome = solver.solve(&program, &|| case.separators(), &guidance, control)?.outcome;
        match outcome.solution.status {
            Status::Infeasible => {}
            Status::Limit => return Ok(None),
            _ => return Ok(Some(Printed { relaxed_level, level: percent, outcome })),
        }
    }
    Ok(None)
}

/// The program without the sides of inequalities that are not predicted tight.
fn with_tight_rows(program: &Program, tight: &[bool]) -> Program {
    let mut relaxed = program.clone();
    for (Row { lower, upper, .. }, keep) in relaxed.rows.iter_mut().zip(tight) {
        if !keep && lower != upper {
            (*lower, *upper) = (f64::NEG_INFINITY, f64::INFINITY);
        }
    }
    relaxed
}
