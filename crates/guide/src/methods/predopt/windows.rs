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

/// Which period each column belongs to.
pub(super) struct Periods {
    /// By column.
    of: Vec<usize>,
    /// How unsure the guesses of each period are together.
    doubts: Vec<f64>,
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
        Some(Self { of, doubts, binaries: guess.binaries.len().div_ceil(count.max(1)) })
    }

    /// Periods of the first windows.
    pub fn width(&self) -> usize {
        BINARIES.div_ceil(self.binaries.max(1)).max(LEAST)
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
}
