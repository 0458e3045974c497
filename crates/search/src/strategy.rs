//! How searches of one program differ, so that racing them pays: the seed of [`crate::Settings`] names a
//! strategy.
//!
//! Small changes of a search's order change its time by large factors, up or down; whoever runs several and
//! takes the first to finish gains by the spread. Shinano et al., "ParaSCIP: a parallel extension of SCIP"
//! (2012), call this racing; Carvajal et al., "Using diversification, communication and parallelism to solve
//! mixed-integer linear programs" (2014), let such searches tell each other points and bounds, as
//! [`crate::race`] does.
//!
//! | seed | name | next node | child first | dives | cuts | branching ties |
//! |---|---|---|---|---|---|---|
//! | 0 | default | best estimate, every 4th best bound | nearer integer | every 20 nodes | 100 rounds | by column |
//! | 1, 4, 7, … | proof | every 2nd best bound, short plunges | nearer integer | every 100 nodes | 200 rounds, zero-half cuts too | seeded |
//! | 2, 5, 8, … | depth | best estimate, plunges to the end | up | every 10 nodes | 100 rounds | seeded |
//! | 3, 6, 9, … | light | best estimate, every 4th best bound | down | every 20 nodes, coefficients first | 33 rounds | seeded |
//!
//! The simplex perturbs with the seed as well. Nothing here changes what is claimed.

use crate::params::{BEST_BOUND_PERIOD, CUT_ROUNDS, DIVE_PERIOD, PLUNGE_SHARE, TIE_SHARE};
use crate::random;

/// Which child of a branching is entered first, where no guess says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Child {
    /// The one with the nearer integer.
    Nearer,
    /// The one above.
    Up,
    /// The one below.
    Down,
}

/// What distinguishes one search of a program from another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strategy {
    /// Its name in answers; several seeds share one.
    pub name: &'static str,
    /// The seed it was made from.
    pub seed: u64,
    /// Every so many selections the node with the best bound is taken.
    pub best_bound_period: u64,
    /// A plunge goes on while the node's bound lies within this share of the way from the best bound to the
    /// cutoff.
    pub plunge_share: f64,
    /// Which child first.
    pub child: Child,
    /// Nodes between two dives.
    pub dive_period: u64,
    /// Where in their turn the dives begin: 0 guided, 1 pseudo-cost, 2 fractional, 3 coefficient.
    pub first_dive: usize,
    /// Most rounds of cuts at the root.
    pub cut_rounds: u32,
    /// Whether zero-half cuts are looked for. By default they are not: where they close much of the gap,
    /// branching is quicker.
    pub zero_half: bool,
}

impl Strategy {
    /// The strategy of a seed: 0 is the default, every other differs from it (see the table above).
    pub fn of_seed(seed: u64) -> Self {
        let default = Self {
            name: "default",
            seed,
            best_bound_period: BEST_BOUND_PERIOD,
            plunge_share: PLUNGE_SHARE,
            child: Child::Nearer,
            dive_period: DIVE_PERIOD,
            first_dive: 0,
            cut_rounds: CUT_ROUNDS,
            zero_half: false,
        };
        match (seed, seed % 3) {
            (0, _) => default,
            (_, 1) => Self {
                name: "proof",
                best_bound_period: 2,
                plunge_share: PLUNGE_SHARE / 5.0,
                dive_period: 5 * DIVE_PERIOD,
                cut_rounds: 2 * CUT_ROUNDS,
                zero_half: true,
                ..default
            },
            (_, 2) => Self {
                name: "depth",
                plunge_share: 1.0,
                child: Child::Up,
                dive_period: DIVE_PERIOD / 2,
                ..default
            },
            _ => Self {
                name: "light",
                best_bound_period: 4,
                child: Child::Down,
                first_dive: 3,
                cut_rounds: CUT_ROUNDS / 3,
                ..default
            },
        }
    }

    /// Factor on the branching score of column `j`, from 1 to `1 + TIE_SHARE`; 1 for every column with seed
    /// 0.
    pub fn tie(&self, j: usize) -> f64 {
        if self.seed == 0 { 1.0 } else { 1.0 + TIE_SHARE * uniform(self.seed, j as u64) }
    }

    /// Whether the child above is entered first when the column's relaxed value lies `above` its floor.
    pub fn prefers_up(&self, above: f64) -> bool {
        match self.child {
            Child::Nearer => above > 0.5,
            Child::Up => true,
            Child::Down => false,
        }
    }
}

/// A number in [0, 1) from a seed and an index: that many numbers into the seed's stream.
fn uniform(seed: u64, index: u64) -> f64 {
    random::uniform(&mut seed.wrapping_add(index.wrapping_mul(random::GOLDEN)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seed_but_0_differs_from_the_default_and_from_its_neighbours() {
        for seed in 1..20 {
            let (one, next) = (Strategy::of_seed(seed), Strategy::of_seed(seed + 1));
            assert_ne!(one.name, "default", "seed {seed}");
            assert_ne!(one.name, next.name, "seed {seed}");
            assert_ne!(one.tie(3), Strategy::of_seed(seed + 3).tie(3), "seed {seed}");
        }
    }

    #[test]
    fn ties_are_even_with_seed_0_and_within_their_share_with_others() {
        assert!((0..100).all(|j| Strategy::of_seed(0).tie(j) == 1.0));
        let ties: Vec<f64> = (0..100).map(|j| Strategy::of_seed(5).tie(j)).collect();
        assert!(ties.iter().all(|t| (1.0..1.0 + TIE_SHARE).contains(t)));
        assert!(
            ties.iter().any(|&t| t > 1.0 + 0.5 * TIE_SHARE)
                && ties.iter().any(|&t| t < 1.0 + 0.5 * TIE_SHARE)
        );
    }
}
