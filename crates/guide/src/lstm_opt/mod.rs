//! LSTM-Opt: a network predicts the binaries of an instance (in the paper the set-ups of lot sizing); the
//! most confident predictions are fixed and a search settles the rest ("Integrated machine learning and
//! optimization approaches", chapter 2).
//!
//! - [`horizon`]: windows for horizons longer than the trained one (section 2.6.3);
//! - [`selection`]: which predictions are kept (section 2.5.2);
//! - here: the three ways in which the paper uses a prediction, and the loop over levels (ours: it replaces
//!   "x % of the instances became infeasible" by an answer).

pub mod horizon;
pub mod selection;

use crate::solver::Solver;
use hunch_families::Case;
use hunch_families::family::Guess;
use hunch_model::{Control, Cut, Event, Program};
use hunch_search::{Guidance, Outcome, SearchError};
use selection::{Level, fix_most_confident, rounded};

/// Percentage points by which the level falls after an infeasible one: small enough to keep most of the
/// guess, large enough that a hopeless guess is given up within twenty steps. An infeasible level costs one
/// pass over the periods, so steps are cheap.
pub const LEVEL_STEP: f64 = 5.0;

/// How the prediction enters the search (section 2.6).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Use {
    /// Problem (2.3): the most confident share is fixed; on infeasibility the level falls.
    Fix(Level),
    /// "100(MS)": the whole prediction is a start; the search may leave it.
    Start,
    /// "100(UC)": the whole prediction is a set of inequalities that the search may drop.
    UserCuts,
}

/// What LSTM-Opt found.
#[derive(Clone, Debug)]
pub struct Guided {
    /// The search's answer. For [`Use::Fix`] its status and bound speak of the restricted program.
    pub outcome: Outcome,
    /// The level that answered, in percent; 0 when nothing could stay fixed. `None` for the other uses.
    pub level: Option<f64>,
    /// Which set-ups were fixed at that level.
    pub fixed: Vec<Option<bool>>,
}

/// Solves a valid instance with guessed binaries. `program` is the instance's program.
///
/// # Errors
/// What the engine refuses.
pub fn solve(
    case: &dyn Case,
    program: &Program,
    guess: &Guess,
    how: Use,
    solver: &mut dyn Solver,
    control: &mut dyn Control,
) -> Result<Guided, SearchError> {
    let (guidance, level, fixed) = match how {
        Use::Fix(level) => {
            let (percent, fixed) = highest_feasible_level(case, guess, level, control);
            (fixing(case, guess, &fixed), Some(percent), fixed)
        }
        Use::Start => (start(case, guess), None, Vec::new()),
        Use::UserCuts => (Guidance { cuts: user_cuts(guess), ..Guidance::default() }, None, Vec::new()),
    };
    let outcome = solver.solve(program, &|| case.separators(), &guidance, control)?.outcome;
    Ok(Guided { outcome, level, fixed })
}

/// The levels that are tried, from `level` down in steps of [`LEVEL_STEP`], 0 last.
pub fn falling_levels(level: Level) -> impl Iterator<Item = f64> {
    let steps = (level.percent() / LEVEL_STEP).ceil() as usize;
    (0..=steps).map(move |k| (level.percent() - k as f64 * LEVEL_STEP).max(0.0))
}

/// The highest level at which an answer exists, with the fixings it makes. Level 0 fixes nothing and is what
/// is left when all fail.
pub fn highest_feasible_level(
    case: &dyn Case,
    guess: &Guess,
    level: Level,
    control: &mut dyn Control,
) -> (f64, Vec<Option<bool>>) {
    let probabilities: Vec<f32> = guess.binaries.iter().map(|&(_, p)| p).collect();
    for percent in falling_levels(level) {
        let count = Level::new(percent).map_or(0, |l| l.count(probabilities.len()));
        let fixed = fix_most_confident(&probabilities, count);
        let feasible = case.admits(&fixed);
        control.emit(Event::FixingLevel { level: percent, fixed: count, feasible });
        if feasible {
            return (percent, fixed);
        }
    }
    (0.0, vec![None; probabilities.len()])
}

/// The guidance of problem (2.3): the fixings, and a start that keeps to them as far as it can.
pub fn fixing(case: &dyn Case, guess: &Guess, fixed: &[Option<bool>]) -> Guidance {
    let fixings = guess
        .binaries
        .iter()
        .zip(fixed)
        .filter_map(|(&(column, _), value)| value.map(|open| (column, f64::from(u8::from(open)))))
        .collect();
    Guidance { fixings, ..start(case, &sharpened(guess, fixed)) }
}

/// Probabilities that repairs respect as far as they can: what is fixed to 0 is opened last.
fn sharpened(guess: &Guess, fixed: &[Option<bool>]) -> Guess {
    let sharpen = |(&(column, p), f): (&(usize, f32), &Option<bool>)| match f {
        Some(true) => (column, 1.0),
        Some(false) => (column, -1.0),
        None => (column, p),
    };
    Guess { binaries: guess.binaries.iter().zip(fixed).map(sharpen).collect(), decision: None }
}

/// The guess, repaired, as a start: "AddMIPStart" of section 2.6 with a feasible point. Empty for an
/// infeasible instance.
fn start(case: &dyn Case, guess: &Guess) -> Guidance {
    let values = case.repair(guess).map(|values| case.columns_of(&values));
    let start = values.unwrap_or_default().into_iter().enumerate().collect();
    Guidance { start, ..Guidance::default() }
}

/// `y_t = ŷ_t` for every guessed binary as inequalities that the search may drop: "AddUserCuts" of section
/// 2.6.
fn user_cuts(guess: &Guess) -> Vec<Cut> {
    let cut = |&(column, p): &(usize, f32)| {
        let value = f64::from(u8::from(rounded(p)));
        Cut { source: "prediction", terms: vec![(column, 1.0)], lower: value, upper: value }
    };
    guess.binaries.iter().map(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_families::case;
    use hunch_families::clsp::{self, Clsp};
    use hunch_model::Unlimited;

    #[test]
    fn levels_fall_to_zero() {
        let levels = |p| falling_levels(Level::new(p).unwrap()).collect::<Vec<_>>();
        assert_eq!(levels(12.0), vec![12.0, 7.0, 2.0, 0.0]);
        assert_eq!(levels(10.0), vec![10.0, 5.0, 0.0]);
        assert_eq!(levels(100.0).len(), 21);
    }

    #[test]
    fn a_wrong_guess_is_given_up_level_by_level() {
        let instance = clsp::sample(&clsp::Distribution { c: 3, f: 1_000, horizon: 20 }, 5).unwrap();
        let closed = vec![0.0; 20];
        let case = case::<Clsp>(instance);
        let guess = case.decode(&closed);
        let (level, fixed) = highest_feasible_level(case.as_ref(), &guess, Level::DEFAULT, &mut Unlimited);
        assert!(level < 85.0);
        assert!(case.admits(&fixed));
        assert_eq!(fixed.iter().flatten().count(), Level::new(level).map_or(0, |l| l.count(20)));
    }
}
