//! Cuts that wait: found but not chosen, or taken out of the relaxation because they had long been slack.
//! Those that the relaxed point violates may be chosen later; those that stay satisfied leave (Achterberg,
//! "Constraint integer programming", 2007, section 3.3.6).

use super::{Inequality, select::select};
use crate::fingerprint::fingerprint;
use crate::params::{CUT_EFFICACY, POOL_AGE, POOL_CUTS};

/// The waiting cuts of one tree.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    waiting: Vec<Waiting>,
}

#[derive(Clone, Debug)]
struct Waiting {
    cut: Inequality,
    /// Equal for cuts whose left-hand sides are multiples of each other.
    shape: u64,
    /// Looks at which the point satisfied it, in a row.
    age: u32,
}

impl Pool {
    /// Takes a cut in. Of two with the same left-hand side the tighter is kept; in a full pool the one
    /// satisfied longest makes room.
    pub fn add(&mut self, cut: Inequality) {
        let Some(shape) = shape(&cut) else { return };
        let new = Waiting { cut, shape, age: 0 };
        if let Some(old) = self.waiting.iter_mut().find(|w| w.shape == shape) {
            if tightness(&new.cut) < tightness(&old.cut) {
                *old = new;
            }
            return;
        }
        if self.waiting.len() >= POOL_CUTS {
            // Of the oldest, the one that came first.
            let oldest = (0..self.waiting.len()).rev().max_by_key(|&k| self.waiting[k].age).unwrap_or(0);
            self.waiting.remove(oldest);
        }
        self.waiting.push(new);
    }

    /// Takes the best `most` out that `x` violates; the others grow older. `direction` is the objective's, with
    /// the integer columns as [`select`] asks for them.
    pub fn take(&mut self, x: &[f64], direction: (&[f64], Option<&[bool]>), most: usize) -> Vec<Inequality> {
        for w in &mut self.waiting {
            w.age = if w.cut.efficacy(x) > CUT_EFFICACY { 0 } else { w.age + 1 };
        }
        let violated: Vec<usize> = (0..self.waiting.len()).filter(|&k| self.waiting[k].age == 0).collect();
        let cuts: Vec<&Inequality> = violated.iter().map(|&k| &self.waiting[k].cut).collect();
        let chosen: Vec<usize> = select(&cuts, x, direction, most).into_iter().map(|k| violated[k]).collect();
        let taken = chosen.iter().map(|&k| std::mem::take(&mut self.waiting[k].cut)).collect();
        chosen.into_iter().for_each(|k| self.waiting[k].age = u32::MAX);
        self.waiting.retain(|w| w.age <= POOL_AGE);
        taken
    }

    /// Entries of the waiting cuts: what a look at them all costs.
    pub fn entries(&self) -> usize {
        self.waiting.iter().map(|w| w.cut.terms.len()).sum()
    }

    /// Forgets them all.
    pub fn clear(&mut self) {
        self.waiting.clear();
    }
}

/// The right-hand side of the multiple whose first coefficient is 1 or −1.
fn tightness(cut: &Inequality) -> f64 {
    cut.terms.first().map_or(f64::INFINITY, |t| cut.upper / t.1.abs())
}

/// The left-hand side up to a positive factor and the rounding of single precision, as 64 bits; `None`
/// without terms.
fn shape(cut: &Inequality) -> Option<u64> {
    let scale = cut.terms.first()?.1.abs();
    let words = |&(j, v): &(usize, f64)| [j as u64, u64::from(((v / scale) as f32).to_bits())];
    Some(fingerprint(cut.terms.iter().flat_map(words)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(terms: &[(usize, f64)], upper: f64) -> Inequality {
        Inequality { terms: terms.to_vec(), upper, family: "" }
    }

    #[test]
    fn of_two_multiples_the_tighter_waits() {
        let mut pool = Pool::default();
        pool.add(cut(&[(0, 1.0), (2, 3.0)], 2.0));
        pool.add(cut(&[(0, 2.0), (2, 6.0)], 3.0));
        pool.add(cut(&[(0, 4.0), (2, 12.0)], 20.0));
        assert_eq!(pool.entries(), 2);
        assert_eq!(pool.take(&[1.0; 3], (&[0.0; 3], None), 9), vec![cut(&[(0, 2.0), (2, 6.0)], 3.0)]);
        assert_eq!(pool.entries(), 0);
    }

    #[test]
    fn what_stays_satisfied_leaves_and_what_is_violated_later_comes_back() {
        let mut pool = Pool::default();
        pool.add(cut(&[(0, 1.0)], 1.0));
        for _ in 0..POOL_AGE {
            assert_eq!(pool.take(&[0.5], (&[0.0], None), 9), Vec::new());
        }
        assert_eq!(pool.entries(), 1);
        assert_eq!(pool.take(&[2.0], (&[0.0], None), 9).len(), 1);
        pool.add(cut(&[(0, 1.0)], 1.0));
        for _ in 0..=POOL_AGE {
            assert_eq!(pool.take(&[0.5], (&[0.0], None), 9), Vec::new());
        }
        assert_eq!(pool.entries(), 0);
    }

    #[test]
    fn a_full_pool_gives_up_the_cut_that_was_satisfied_longest() {
        let mut pool = Pool::default();
        pool.add(cut(&[(0, 1.0)], 1.0));
        assert_eq!(pool.take(&[0.0], (&[0.0], None), 9), Vec::new());
        for k in 0..POOL_CUTS {
            pool.add(cut(&[(0, 1.0), (1, 1.0 + k as f64)], 1.0));
        }
        assert_eq!(pool.entries(), 2 * POOL_CUTS);
    }
}
