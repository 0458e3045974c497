//! Up to which level a guess can be fixed: the short form of PredOpt's two loops (see [`super::printed`]).
//!
//! Each loop lowers the level until what it looks at is feasible: the first the program with the rows that are
//! predicted tight, the second all rows. A higher level fixes a superset of what a lower one does, so each is
//! feasible up to some level and not beyond; the first stops at or above the second's, which then goes down the
//! same steps. Both together end at the highest step at which the whole program is feasible, whatever rows were
//! predicted tight. A family that knows when a fixing admits an answer thus needs neither loop, and bisection
//! finds the step.

use crate::lstm_opt::falling_levels;
use crate::lstm_opt::selection::{Level, by_confidence, rounded};
use hunch_families::Case;
use hunch_families::family::Guess;
use hunch_model::{Control, Event};

/// A guess, the surest binaries first.
pub struct Ranked<'a> {
    guess: &'a Guess,
    order: Vec<usize>,
}

impl<'a> Ranked<'a> {
    /// Ranks by max(ŷ, 1 − ŷ).
    pub fn new(guess: &'a Guess) -> Self {
        let probabilities: Vec<f32> = guess.binaries.iter().map(|&(_, p)| p).collect();
        Self { guess, order: by_confidence(&probabilities) }
    }

    /// How many binaries there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether nothing is guessed.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The binaries' places in the guess, the surest first.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// The surest share fixed as it is guessed.
    pub fn fixed(&self, percent: f64) -> Vec<Option<bool>> {
        let count = Level::new(percent).map_or(0, |level| level.count(self.len()));
        let mut fixed = vec![None; self.len()];
        for &k in &self.order[..count] {
            fixed[k] = Some(rounded(self.guess.binaries[k].1));
        }
        fixed
    }

    /// The highest of the falling levels at which an answer exists, with its fixings; level 0 where none but
    /// that has one.
    pub fn highest(
        &self,
        case: &dyn Case,
        level: Level,
        control: &mut dyn Control,
    ) -> (f64, Vec<Option<bool>>) {
        let levels: Vec<f64> = falling_levels(level).collect();
        let mut admits = |percent: f64| {
            let fixed = self.fixed(percent);
            let feasible = case.admits(&fixed);
            let count = fixed.iter().flatten().count();
            control.emit(Event::FixingLevel { level: percent, fixed: count, feasible });
            feasible
        };
        // Most guesses are right enough: the first level comes first.
        let (mut failed, mut held) = (0, levels.len() - 1);
        if admits(levels[0]) {
            return (levels[0], self.fixed(levels[0]));
        }
        while held - failed > 1 {
            let middle = (failed + held) / 2;
            if admits(levels[middle]) { held = middle } else { failed = middle }
        }
        (levels[held], self.fixed(levels[held]))
    }
}
