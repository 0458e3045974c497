//! Which of several ways next: the one with the best record, with some curiosity about those that were tried
//! little.
//!
//! Source: Auer, Cesa-Bianchi and Fischer, "Finite-time analysis of the multiarmed bandit problem" (2002),
//! rule UCB1.

use crate::params::BANDIT_WEIGHT;

/// How often a way was tried and how often it succeeded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record {
    prior: f64,
    tries: u32,
    successes: u32,
}

impl Record {
    /// Nothing tried yet; `prior`, between 0 and 1, stands for the success of one try.
    pub fn new(prior: f64) -> Self {
        Self { prior, tries: 0, successes: 0 }
    }

    /// Takes note of a try.
    pub fn learn(&mut self, success: bool) {
        self.tries += 1;
        self.successes += u32::from(success);
    }

    /// The upper confidence bound of its success after `all` tries of all ways together.
    pub fn rating(&self, all: u32) -> f64 {
        let tries = f64::from(self.tries + 1);
        let curiosity = (f64::from(all + 1).ln() / tries).sqrt();
        (f64::from(self.successes) + self.prior) / tries + BANDIT_WEIGHT * curiosity
    }
}

/// The records of several ways together.
pub fn total(records: impl Iterator<Item = Record>) -> Record {
    records.fold(Record::new(0.0), |all, r| Record {
        prior: 0.0,
        tries: all.tries + r.tries,
        successes: all.successes + r.successes,
    })
}

impl Record {
    /// Tries so far.
    pub fn tries(&self) -> u32 {
        self.tries
    }

    /// Share of successes, were the next try one: 1 at first, so that effort is granted until failures take
    /// it away.
    pub fn hopeful_rate(&self) -> f64 {
        f64::from(self.successes + 1) / f64::from(self.tries + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_lowers_a_rating_and_waiting_raises_it() {
        let mut record = Record::new(0.5);
        let fresh = record.rating(4);
        record.learn(false);
        assert!(record.rating(4) < fresh);
        assert!(record.rating(400) > record.rating(4));
        let mut other = Record::new(0.5);
        other.learn(true);
        assert!(other.rating(4) > record.rating(4));
        let both = total([record, other].into_iter());
        assert_eq!((both.tries(), both.hopeful_rate()), (2, 2.0 / 3.0));
    }
}
