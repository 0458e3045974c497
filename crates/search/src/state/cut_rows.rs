//! Cuts that are rows of the relaxation, after the program's own.

use super::relaxation::Relaxation;
use crate::cuts::Inequality;
use crate::lp::{NewRow, VariableStatus};
use crate::params::DEMAND_ROW_AGE;

/// The cuts and how long each has been slack.
#[derive(Clone, Debug, Default)]
pub struct CutRows {
    rows: Vec<Inequality>,
    /// Looks in a row at which each of them was slack.
    slack_for: Vec<u32>,
    /// For each the place where it waits again once it has left, if it was told on demand.
    demanded: Vec<Option<u32>>,
    /// Places of those that have left since somebody asked.
    left: Vec<u32>,
    /// The number of each in events, and how many have been numbered.
    ids: Vec<u32>,
    numbered: u32,
    /// Numbers of those that have left since they were asked for.
    gone: Vec<u32>,
}

impl CutRows {
    /// The cuts, in the order of their rows.
    pub fn rows(&self) -> &[Inequality] {
        &self.rows
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Makes cuts rows of the relaxation.
    pub fn add(&mut self, relaxation: &mut Relaxation, cuts: Vec<Inequality>) {
        let new_row = |cut: &Inequality| NewRow {
            terms: cut.terms.clone(),
            lower: f64::NEG_INFINITY,
            upper: cut.upper,
        };
        let rows: Vec<NewRow> = cuts.iter().map(new_row).collect();
        relaxation.lp.add_rows(&rows);
        self.slack_for.extend(cuts.iter().map(|_| 0));
        self.demanded.extend(cuts.iter().map(|_| None));
        self.ids.extend((0..cuts.len() as u32).map(|k| self.numbered + k));
        self.numbered += cuts.len() as u32;
        self.rows.extend(cuts);
    }

    /// The number that the next cut has in events.
    pub fn next_id(&self) -> u32 {
        self.numbered
    }

    /// Numbers of the cuts that have left since the last call.
    pub fn take_gone(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.gone)
    }

    /// Makes rows that were told on demand rows of the relaxation, with the places where they wait again.
    #[cfg(feature = "kinds")]
    pub fn add_demanded(&mut self, relaxation: &mut Relaxation, rows: Vec<(u32, Inequality)>) {
        let first = self.demanded.len();
        let (places, rows): (Vec<u32>, Vec<Inequality>) = rows.into_iter().unzip();
        self.add(relaxation, rows);
        self.demanded[first..].iter_mut().zip(places).for_each(|(of, place)| *of = Some(place));
    }

    /// Places of the rows on demand that have left since the last call.
    #[cfg(feature = "kinds")]
    pub fn take_left(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.left)
    }

    /// How many are cuts of our own.
    pub fn own(&self) -> usize {
        self.demanded.iter().filter(|place| place.is_none()).count()
    }

    /// Looks at which cuts are slack; those that were so for more than `most` looks in a row. Their rows
    /// follow the program's `first`.
    pub fn grow_older(&mut self, relaxation: &Relaxation, first: usize, most: u32) -> Vec<usize> {
        for (k, looks) in self.slack_for.iter_mut().enumerate() {
            let is_slack = relaxation.lp.row_status(first + k) == VariableStatus::Basic;
            *looks = if is_slack { *looks + 1 } else { 0 };
        }
        let most = |k: usize| if self.demanded[k].is_some() { most.min(DEMAND_ROW_AGE) } else { most };
        (0..self.rows.len()).filter(|&k| self.slack_for[k] > most(k)).collect()
    }

    /// Takes cuts out of the relaxation, `which` ascending; those of our own come back last first.
    pub fn remove(&mut self, relaxation: &mut Relaxation, first: usize, which: &[usize]) -> Vec<Inequality> {
        relaxation.lp.delete_rows(&which.iter().map(|k| first + k).collect::<Vec<_>>());
        let mut removed = Vec::with_capacity(which.len());
        for &k in which.iter().rev() {
            self.slack_for.remove(k);
            let row = self.rows.remove(k);
            self.gone.push(self.ids.remove(k));
            match self.demanded.remove(k) {
                Some(place) => self.left.push(place),
                None => removed.push(row),
            }
        }
        removed
    }

    /// Takes all of our own out.
    pub fn clear(&mut self, relaxation: &mut Relaxation, first: usize) {
        let own: Vec<usize> = (0..self.rows.len()).filter(|&k| self.demanded[k].is_none()).collect();
        self.remove(relaxation, first, &own);
    }
}
