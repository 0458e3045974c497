//! Permutation groups by generators, and stabilisers of a point in them.

use super::detection::join;
use crate::params::{STABILISER_BURN_IN, STABILISER_GENERATORS, STABILISER_SAMPLES, STABILISER_WALK};
use crate::random::uniform;
use std::sync::Arc;

/// A group of permutations of the columns.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// `image[j]` of each generator is where column `j` goes. Groups of one chain share many.
    generators: Vec<Arc<[u32]>>,
    /// The least column of each column's orbit.
    orbits: Vec<u32>,
}

fn is_identity(image: &[u32]) -> bool {
    image.iter().enumerate().all(|(j, &k)| j as u32 == k)
}

/// First `first`, then `second`.
fn product(first: &[u32], second: &[u32]) -> Arc<[u32]> {
    first.iter().map(|&j| second[j as usize]).collect()
}

fn inverse(image: &[u32]) -> Vec<u32> {
    let mut inverse = vec![0; image.len()];
    for (j, &k) in image.iter().enumerate() {
        inverse[k as usize] = j as u32;
    }
    inverse
}

impl Group {
    /// The group that `generators` generate on so many columns.
    pub fn new(generators: Vec<Arc<[u32]>>, columns: usize) -> Self {
        let mut orbits: Vec<u32> = (0..columns as u32).collect();
        generators.iter().for_each(|g| join(&mut orbits, g));
        Self { generators, orbits }
    }

    /// Entries that [`Group::stabiliser`] reads, roughly.
    pub fn effort(&self) -> u64 {
        let walkers = self.generators.len().max(STABILISER_WALK);
        (STABILISER_BURN_IN * walkers * self.orbits.len()) as u64
    }

    /// Whether it is the identity alone.
    pub fn is_trivial(&self) -> bool {
        self.generators.is_empty()
    }

    /// The least column of each column's orbit.
    pub fn orbits(&self) -> &[u32] {
        &self.orbits
    }

    /// The subgroup that leaves column `j` in place; with small probability a part of it only. Its generators
    /// are those of the group that do, and random elements sifted through the orbit of `j` (random Schreier
    /// generators: Seress, "Permutation group algorithms", 2003, section 4.3), which are drawn by product
    /// replacement (Celler et al., "Generating random elements of a finite group", 1995).
    pub fn stabiliser(&self, j: u32) -> Self {
        let all = &self.generators;
        let at = j as usize;
        let mut kept: Vec<_> = all.iter().filter(|g| g[at] == j).cloned().collect();
        if kept.len() == all.len() {
            return self.clone();
        }
        kept.truncate(STABILISER_GENERATORS);
        // For each column of the orbit of `j` the generator that leads there from a column nearer to `j`.
        let inverses: Vec<Vec<u32>> = all.iter().map(|g| inverse(g)).collect();
        let mut by: Vec<Option<usize>> = vec![None; self.orbits.len()];
        let mut reached = vec![j];
        let mut next = 0;
        while let Some(&p) = reached.get(next) {
            next += 1;
            for (g, image) in all.iter().enumerate() {
                let q = image[p as usize];
                if q != j && by[q as usize].is_none() {
                    by[q as usize] = Some(g);
                    reached.push(q);
                }
            }
        }
        let mut state = u64::from(j);
        let mut pick = |n: usize| (uniform(&mut state) * n as f64) as usize;
        let mut walkers: Vec<_> = all.iter().cycle().take(all.len().max(STABILISER_WALK)).cloned().collect();
        let burn_in = STABILISER_BURN_IN * walkers.len();
        for step in 0..burn_in + STABILISER_SAMPLES {
            let (a, b) = (pick(walkers.len()), pick(walkers.len()));
            if a == b {
                continue;
            }
            walkers[a] = product(&walkers[a], &walkers[b]);
            if step < burn_in {
                continue;
            }
            let mut element = walkers[a].clone();
            while let Some(g) = by[element[at] as usize] {
                element = product(&element, &inverses[g]);
            }
            if !is_identity(&element) {
                kept.push(element);
            }
        }
        Self::new(kept, self.orbits.len())
    }
}
