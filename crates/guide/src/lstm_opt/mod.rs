//! LSTM-Opt: a network predicts the set-ups of a lot-sizing instance; the most confident predictions are fixed and a search settles
//! the rest ("Integrated machine learning and optimization approaches", chapter 2).
//!
//! - [`horizon`]: windows for horizons longer than the trained one (section 2.6.3);
//! - [`selection`]: which predictions are kept (section 2.5.2);
//! - [`repair`]: a feasible plan from any guess (ours);
//! - here: the three ways in which the paper uses a prediction, and the loop over levels (ours: it replaces "x % of the instances
//!   became infeasible" by an answer).

pub mod horizon;
pub mod repair;
pub mod selection;

use crate::error::GuideError;
use crate::run::{lot_sizing_separators, run};
use hunch_families::clsp::{Columns, Instance};
use hunch_model::{Control, Cut, Event, Program};
use hunch_search::{Engine, Guidance, Outcome, Settings};
use selection::{Level, fix_most_confident, rounded};

/// Percentage points by which the level falls after an infeasible one: small enough to keep most of the guess, large enough that a
/// hopeless guess is given up within twenty steps. An infeasible level costs one pass over the periods, so steps are cheap.
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

/// Solves a valid instance with `probabilities` (one a period). `program` is the instance's program.
///
/// # Errors
/// What the engine refuses; [`GuideError::Probabilities`] when the lengths differ.
pub fn solve(
    instance: &Instance,
    program: &Program,
    probabilities: &[f32],
    how: Use,
    engine: Engine,
    settings: &Settings,
    control: &mut dyn Control,
) -> Result<Guided, GuideError> {
    let expected = instance.horizon();
    if probabilities.len() != expected {
        return Err(GuideError::Probabilities { length: probabilities.len(), expected });
    }
    match how {
        Use::Fix(level) => fix(instance, program, probabilities, level, engine, settings, control),
        Use::Start => {
            let guidance = start(instance, probabilities);
            search(instance, program, engine, settings, &guidance, control)
        }
        Use::UserCuts => {
            let guidance = Guidance { cuts: user_cuts(instance, probabilities), ..Guidance::default() };
            search(instance, program, engine, settings, &guidance, control)
        }
    }
}

fn search(
    instance: &Instance,
    program: &Program,
    engine: Engine,
    settings: &Settings,
    guidance: &Guidance,
    control: &mut dyn Control,
) -> Result<Guided, GuideError> {
    let outcome = run(program, lot_sizing_separators(instance), engine, settings, guidance, control)?;
    Ok(Guided { outcome, level: None, fixed: Vec::new() })
}

/// The levels that are tried, from `level` down in steps of [`LEVEL_STEP`], 0 last.
pub fn falling_levels(level: Level) -> impl Iterator<Item = f64> {
    let steps = (level.percent() / LEVEL_STEP).ceil() as usize;
    (0..=steps).map(move |k| (level.percent() - k as f64 * LEVEL_STEP).max(0.0))
}

/// The highest level at which a plan exists, with the fixings it makes. Level 0 fixes nothing and is what is left when all fail.
pub fn highest_feasible_level(
    instance: &Instance,
    probabilities: &[f32],
    level: Level,
    control: &mut dyn Control,
) -> (f64, Vec<Option<bool>>) {
    let periods = instance.horizon();
    for percent in falling_levels(level) {
        let count = Level::new(percent).map_or(0, |l| l.count(periods));
        let fixed = fix_most_confident(probabilities, count);
        let feasible = repair::is_feasible(instance, &fixed);
        control.emit(Event::FixingLevel { level: percent, fixed: count, feasible });
        if feasible {
            return (percent, fixed);
        }
    }
    (0.0, vec![None; periods])
}

fn fix(
    instance: &Instance,
    program: &Program,
    probabilities: &[f32],
    level: Level,
    engine: Engine,
    settings: &Settings,
    control: &mut dyn Control,
) -> Result<Guided, GuideError> {
    let (percent, fixed) = highest_feasible_level(instance, probabilities, level, control);
    let columns = Columns { horizon: instance.horizon() };
    let fixings = fixed
        .iter()
        .enumerate()
        .filter_map(|(t, value)| value.map(|open| (columns.setup(t), f64::from(u8::from(open)))))
        .collect();
    let guidance = Guidance { fixings, ..start(instance, &sharpened(probabilities, &fixed)) };
    let outcome = run(program, lot_sizing_separators(instance), engine, settings, &guidance, control)?;
    Ok(Guided { outcome, level: Some(percent), fixed })
}

/// Probabilities that repairs respect as far as they can: what is fixed to 0 is opened last.
fn sharpened(probabilities: &[f32], fixed: &[Option<bool>]) -> Vec<f32> {
    probabilities
        .iter()
        .zip(fixed)
        .map(|(&p, f)| match f {
            Some(true) => 1.0,
            Some(false) => -1.0,
            None => p,
        })
        .collect()
}

/// The guess, repaired, as a start: "AddMIPStart" of section 2.6 with a feasible point. Empty for an infeasible instance.
fn start(instance: &Instance, probabilities: &[f32]) -> Guidance {
    let values = repair::feasible_plan(instance, probabilities).map(|plan| plan.to_values());
    let start = values.unwrap_or_default().into_iter().enumerate().collect();
    Guidance { start, ..Guidance::default() }
}

/// `y_t = ŷ_t` for every period as inequalities that the search may drop: "AddUserCuts" of section 2.6.
fn user_cuts(instance: &Instance, probabilities: &[f32]) -> Vec<Cut> {
    let columns = Columns { horizon: instance.horizon() };
    probabilities
        .iter()
        .enumerate()
        .map(|(t, &p)| {
            let value = f64::from(u8::from(rounded(p)));
            Cut { source: "prediction", terms: vec![(columns.setup(t), 1.0)], lower: value, upper: value }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_families::clsp;
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
        let (level, fixed) = highest_feasible_level(&instance, &closed, Level::DEFAULT, &mut Unlimited);
        assert!(level < 85.0);
        assert!(repair::is_feasible(&instance, &fixed));
        assert_eq!(fixed.iter().flatten().count(), Level::new(level).map_or(0, |l| l.count(20)));
    }
}
