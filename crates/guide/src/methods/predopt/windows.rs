//! Neighbourhoods of a plan: some periods in a row are free, in every part of the plan, and the others stay as they
//! are, so that what is left to search is small however long the horizon is (fix and optimise; Helber and Sahling, "A
//! fix-and-optimize approach for the multi-level capacitated lot sizing problem", 2010). Those come first whose
//! guesses are the least sure.

use crate::lstm_opt::selection::confidence;
use hunch_families::Case;
use hunch_families::family::Guess;

/// The axis of a family's parts along which windows lie.
const AXIS: &str = "periods";
/// Binaries of a window, about: a search of so many ends within some hundredths of a second on lot sizing.
const BINARIES: usize = 100;
/// Periods of a window at least: lots serve three to five, and a window has to hold more than one.
const LEAST: usize = 6;
/// From so many binaries on the search at the guess's level is taken in windows: the linear program of a longer horizon
/// takes longer than a sweep over them does (docs/results/predopt.md).
const MANY: usize = 1_000;

/// Which period each column belongs to.
pub(super) struct Periods {
    /// By column.
    of: Vec<usize>,
    /// How unsure the guesses of each period are together.
    doubts: Vec<f64>,
    /// Columns that are guessed.
    guessed: Vec<usize>,
    /// Binaries of one period.
    binaries: usize,
}

impl Periods {
    /// Those of a plan; none where the family's plans have no periods.
    pub fn new(case: &dyn Case, guess: &Guess) -> Option<Self> {
        let mut of = Vec::new();
        for (part, places) in case.parts() {
            let axis = part.shape.iter().position(|size| *size == AXIS)?;
            let (periods, inner) = (case.length(&[AXIS]), case.length(&part.shape[axis + 1..]));
            of.extend((0..places.len()).map(|k| k / inner.max(1) % periods.max(1)));
        }
        let count = case.length(&[AXIS]);
        let mut doubts = vec![0.0; count];
        for &(column, p) in &guess.binaries {
            doubts[*of.get(column)?] += 1.0 - f64::from(confidence(p));
        }
        let guessed: Vec<usize> = guess.binaries.iter().map(|&(column, _)| column).collect();
        let binaries = guessed.len().div_ceil(count.max(1));
        Some(Self { of, doubts, guessed, binaries })
    }

    /// Whether there is so much to decide that windows come before the whole horizon.
    pub fn are_many(&self) -> bool {
        self.guessed.len() >= MANY
    }

    /// Periods of the first windows.
    pub fn width(&self) -> usize {
        BINARIES.div_ceil(self.binaries.max(1)).max(LEAST)
    }

    /// Periods of windows in which the guess's fixings hold (one entry a binary): as many are left free.
    pub fn guided_width(&self, fixed: &[Option<bool>]) -> usize {
        let free = fixed.iter().filter(|fixed| fixed.is_none()).count().max(1);
        (BINARIES * self.doubts.len()).div_ceil(free).max(self.width())
    }

    /// As [`Periods::fixings`], with what the guess fixes within the window (one entry a binary) and the columns
    /// agree with.
    pub fn guided_fixings(
        &self,
        start: usize,
        width: usize,
        columns: &[f64],
        fixed: &[Option<bool>],
    ) -> Vec<(usize, f64)> {
        let mut fixings = self.fixings(start, width, columns);
        let within = start..start + width;
        let own = self.guessed.iter().zip(fixed).filter(|(j, _)| within.contains(&self.of[**j]));
        let agreed = own.filter(|(j, value)| value.is_some_and(|value| (columns[**j] > 0.5) == value));
        fixings.extend(agreed.map(|(&j, _)| (j, columns[j])));
        fixings.sort_unstable_by_key(|fixing| fixing.0);
        fixings
    }

    /// Whether a window of this width is the whole horizon.
    pub fn is_whole(&self, width: usize) -> bool {
        width >= self.doubts.len()
    }

    /// First periods of windows that overlap by half, those with the most doubt first.
    pub fn windows(&self, width: usize) -> Vec<usize> {
        let last = self.doubts.len().saturating_sub(width);
        let step = (width / 2).max(1);
        let mut starts: Vec<usize> = (0..last).step_by(step).chain([last]).collect();
        let doubt = |start: usize| self.doubts[start..].iter().take(width).sum::<f64>();
        hunch_model::order::sort_by(&mut starts, |&a, &b| doubt(b).total_cmp(&doubt(a)));
        starts
    }

    /// Every column outside of a window, as it is in `columns`.
    pub fn fixings(&self, start: usize, width: usize, columns: &[f64]) -> Vec<(usize, f64)> {
        let within = start..start + width;
        let outside = |(j, value): (usize, &f64)| (!within.contains(&self.of[j])).then_some((j, *value));
        columns.iter().enumerate().filter_map(outside).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_families::case;
    use hunch_families::mclsp::{Distribution, Mclsp, sample};

    #[test]
    fn windows_cover_the_horizon_and_fix_the_rest_of_every_part() {
        let data = sample(&Distribution { items: 3, periods: 17, c: 4, f: 1_000 }, 1).unwrap();
        let case = case::<Mclsp>(data.clone());
        let outputs: Vec<f32> = (0..51).map(|k| if k % 17 == 9 { 0.5 } else { 1.0 }).collect();
        let periods = Periods::new(case.as_ref(), &case.decode(&outputs)).unwrap();
        let starts = periods.windows(6);
        assert!((0..17).all(|t| starts.iter().any(|s| (*s..s + 6).contains(&t))), "{starts:?}");
        assert!((starts[0]..starts[0] + 6).contains(&9), "{starts:?}");
        let columns: Vec<f64> = (0..153).map(f64::from).collect();
        let fixed = periods.fixings(3, 6, &columns);
        assert_eq!(fixed.len(), 9 * (17 - 6));
        assert!(fixed.iter().all(|&(j, value)| value == j as f64 && !(3..9).contains(&(j % 17))));
        assert!(periods.is_whole(17) && !periods.is_whole(16));
    }

    #[test]
    fn within_a_window_what_is_guessed_surely_stays_where_the_plan_agrees() {
        let data = sample(&Distribution { items: 2, periods: 9, c: 3, f: 1_000 }, 1).unwrap();
        let case = case::<Mclsp>(data);
        let periods = Periods::new(case.as_ref(), &case.decode(&[1.0; 18])).unwrap();
        let mut columns = vec![0.0; 54];
        // The first item is set up in period 3, and guessed to be so in 3 and 4; nothing else is fixed.
        columns[18 + 3] = 1.0;
        let mut fixed = vec![None; 18];
        (fixed[3], fixed[4]) = (Some(true), Some(true));
        let free = periods.fixings(2, 6, &columns);
        let guided = periods.guided_fixings(2, 6, &columns, &fixed);
        assert_eq!(guided.len(), free.len() + 1);
        assert!(guided.contains(&(18 + 3, 1.0)) && !guided.iter().any(|fixing| fixing.0 == 18 + 4));
        // Few free binaries a period make windows long.
        assert_eq!(periods.guided_width(&fixed), (100usize * 9).div_ceil(16));
    }
}
