//! Dual proofs: what the multipliers of a closed node say everywhere.
//!
//! With `d = c − Aᵀy`, every point costs `d·x + y·Ax`, and `y·Ax` is at least what the rows' sides leave of
//! it. So each point better than the cutoff satisfies `d·x <= cutoff − that`, a row that excludes the closed
//! node and often parts of others. Such rows are only propagated, never a part of the relaxation (Witzig,
//! Berthold and Heinz, "Experiments with conflict analysis in mixed integer programming", 2017, section 3.2;
//! also what reduced-cost fixing would find with those duals at every other node). Farkas multipliers of an
//! infeasible node are the same with costs of zero, and need no cutoff.

use crate::activity::{Activity, RowSides};
use crate::domain::Domain;
use crate::params::{
    DUAL_PROOF_FIRST_NODE, DUAL_PROOF_HELP, DUAL_PROOF_NOISE, DUAL_PROOF_TRIALS, DUAL_PROOFS,
    PROPAGATION_ENTRIES, UNIT,
};
use crate::problem::MipProblem;
use crate::propagation::{Intersection, Propagation, intersect};

/// What a node was closed by, and its multipliers prove.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reason {
    /// The cutoff, by duals.
    #[default]
    Cutoff,
    /// The rows alone, by Farkas multipliers: the same with costs of zero and no cutoff.
    Rows,
}

/// `coefficients · x <= cutoff − constant` for every point better than the cutoff; of the rows alone,
/// `coefficients · x <= −constant` for every point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DualProof {
    reason: Reason,
    columns: Vec<usize>,
    coefficients: Vec<f64>,
    constant: f64,
}

impl DualProof {
    /// What the multipliers prove: one a row of `problem` and then one a row of `cuts`, which are terms and a
    /// greatest value. Multipliers that lean on a side that a row has not are left out: any others prove
    /// something, if not as much. The rounding of every sum is counted: at the coefficient of a column that
    /// has one sign, at the constant for others. `None` where a column of both signs without bounds leaves
    /// nothing to count it at.
    pub fn new<'a>(
        problem: &MipProblem,
        cuts: impl Iterator<Item = (&'a [(usize, f64)], f64)>,
        multipliers: &[f64],
        reason: Reason,
    ) -> Option<Self> {
        let lp = &problem.lp;
        let (own, of_cuts) = multipliers.split_at(problem.rows());
        let (mut constant, mut noise, mut units) = (0.0, 0.0, 4.0);
        let mut add = |y: f64, side: f64| {
            constant += y * side;
            noise += (y * side).abs();
            units += 1.0;
        };
        let mut supported = vec![0.0; own.len()];
        let mut missed = 0.0;
        for (i, &y) in own.iter().enumerate() {
            let side = if y > 0.0 { lp.row_lower[i] } else { lp.row_upper[i] };
            if y != 0.0 && side.is_finite() {
                supported[i] = y;
                missed += y.abs() * lp.noise(i);
                add(y, side);
            }
        }
        let mut d = match reason {
            Reason::Cutoff => lp.cost.clone(),
            Reason::Rows => vec![0.0; lp.cost.len()],
        };
        let mut sizes: Vec<(f64, f64)> = d.iter().map(|c| (c.abs(), 4.0)).collect();
        let mut subtract = |j: usize, term: f64| {
            d[j] -= term;
            sizes[j] = (sizes[j].0 + term.abs(), sizes[j].1 + 1.0);
        };
        for (i, j, a) in lp.matrix.triplets() {
            subtract(j, a * supported[i]);
        }
        for ((terms, most), &y) in cuts.zip(of_cuts).filter(|(_, y)| **y < 0.0) {
            terms.iter().for_each(|&(j, a)| subtract(j, a * y));
            add(y, most);
        }
        noise = units * UNIT * noise + missed;
        let mut proof = Self { reason, ..Self::default() };
        for (j, (&d, &(size, units))) in d.iter().zip(&sizes).enumerate() {
            let (lower, upper, error) = (lp.column_lower[j], lp.column_upper[j], units * UNIT * size);
            let d = if lower >= 0.0 {
                d - error
            } else if upper <= 0.0 {
                d + error
            } else {
                if error > 0.0 {
                    noise += error * upper.max(-lower);
                }
                d
            };
            let least = if d > 0.0 { lower } else { upper };
            if d.abs() <= DUAL_PROOF_NOISE * (1.0 + lp.cost[j].abs()) && least.is_finite() {
                constant += if d == 0.0 { 0.0 } else { d * least };
                noise += 4.0 * UNIT * (d * least).abs();
            } else if d != 0.0 {
                proof.columns.push(j);
                proof.coefficients.push(d);
            }
        }
        proof.constant = constant - noise - (proof.columns.len() + 4) as f64 * UNIT * constant.abs();
        proof.constant.is_finite().then_some(proof)
    }

    fn terms(&self) -> impl Iterator<Item = (usize, f64)> {
        self.columns.iter().copied().zip(self.coefficients.iter().copied())
    }

    /// Tightens integer columns; `cutoff` is without the objective's offset.
    fn propagate(&self, domain: &mut Domain, integer: &[bool], cutoff: f64) -> Propagation {
        let side = match self.reason {
            Reason::Cutoff => cutoff,
            Reason::Rows => 0.0,
        };
        // The difference has the rounding of both.
        let upper = side - self.constant + 2.0 * UNIT * (side.abs() + self.constant.abs());
        let sides = RowSides::below(upper, false);
        let activity = Activity::with_sizes(self.terms(), |j| (domain.lower(j), domain.upper(j)));
        if activity.contradicts(&sides) {
            return Propagation::Infeasible;
        }
        if activity.min_infinite > 1 || activity.greatest() <= upper {
            return Propagation::Consistent;
        }
        let room = if activity.min_infinite == 0 { upper - activity.min } else { 0.0 };
        for (j, a) in self.terms() {
            let bounds = (domain.lower(j), domain.upper(j));
            if !integer[j] || bounds.0 == bounds.1 || a.abs() * (bounds.1 - bounds.0) <= room {
                continue;
            }
            let others = || {
                let others = self.terms().filter(|t| t.0 != j);
                Activity::with_sizes(others, |k| (domain.lower(k), domain.upper(k)))
            };
            let interval = activity.interval(a, bounds, &sides, others);
            match intersect(bounds, interval, true) {
                Intersection::Empty => return Propagation::Infeasible,
                Intersection::Unchanged => {}
                Intersection::Smaller(lower, upper) => domain.set(j, lower, upper),
            }
        }
        Propagation::Consistent
    }
}

/// The last few proofs, and whether they are of use.
#[derive(Clone, Debug, Default)]
pub struct DualProofs {
    proofs: Vec<DualProof>,
    /// Proofs learned; the oldest makes room.
    learned: usize,
    /// Nodes at which they were propagated, and those where they said something.
    tried: u64,
    helped: u64,
    work: u64,
}

impl DualProofs {
    /// Whether this node of the tree, counted from 1, learns and propagates.
    pub fn are_used_at(&self, node: u64) -> bool {
        let pays = self.helped as f64 >= DUAL_PROOF_HELP * self.tried as f64;
        node >= DUAL_PROOF_FIRST_NODE && (pays || self.tried < DUAL_PROOF_TRIALS)
    }

    /// Takes up a proof.
    pub fn learn(&mut self, proof: DualProof) {
        if self.proofs.len() < DUAL_PROOFS {
            self.proofs.push(proof);
        } else {
            self.proofs[self.learned % DUAL_PROOFS] = proof;
        }
        self.learned += 1;
    }

    /// Tightens integer columns by every proof, once.
    pub fn propagate(&mut self, domain: &mut Domain, integer: &[bool], cutoff: f64) -> Propagation {
        let mark = domain.mark();
        let mut result = Propagation::Consistent;
        for proof in &self.proofs {
            self.work += proof.columns.len() as u64 / PROPAGATION_ENTRIES + 1;
            result = proof.propagate(domain, integer, cutoff);
            if result == Propagation::Infeasible {
                break;
            }
        }
        if !self.proofs.is_empty() {
            self.tried += 1;
            self.helped += u64::from(result == Propagation::Infeasible || domain.mark() > mark);
        }
        result
    }

    /// Units of work since the last call.
    pub fn take_work(&mut self) -> u64 {
        std::mem::take(&mut self.work)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lp::LpProblem;
    use hunch_model::SparseMatrix;

    /// `min −3 x0 − 2 x1 − x2`, `2 x0 + 2 x1 + x2 <= 3`, binaries.
    fn knapsack() -> MipProblem {
        MipProblem {
            lp: LpProblem {
                offset: 0.0,
                cost: vec![-3.0, -2.0, -1.0],
                column_lower: vec![0.0; 3],
                column_upper: vec![1.0; 3],
                row_lower: vec![f64::NEG_INFINITY],
                row_upper: vec![3.0],
                row_noise: Vec::new(),
                matrix: SparseMatrix::from_triplets(1, 3, &[(0, 0, 2.0), (0, 1, 2.0), (0, 2, 1.0)]),
            },
            integer: vec![true; 3],
            implied: vec![false; 3],
            ..MipProblem::default()
        }
    }

    #[test]
    fn a_proof_holds_at_every_better_point_whatever_the_multipliers() {
        let p = knapsack();
        let cut = [(0, 1.0), (1, 1.0)];
        // −4 is the optimum: the proof must not be stronger by a hair.
        for (cutoff, y) in [-4.0, -3.0].into_iter().flat_map(|c| [-3.0, -1.0, -0.3, 0.0, 0.7].map(|y| (c, y)))
        {
            let of =
                |reason| DualProof::new(&p, [(&cut[..], 1.0)].into_iter(), &[y, y / 2.0], reason).unwrap();
            for point in (0..8).map(|k| [0, 1, 2].map(|j| f64::from(k >> j & 1))) {
                let feasible = 2.0 * point[0] + 2.0 * point[1] + point[2] <= 3.0;
                let cost: f64 = p.lp.cost.iter().zip(point).map(|(c, x)| c * x).sum();
                let excess = |proof: &DualProof| {
                    proof.terms().map(|(j, d)| d * point[j]).sum::<f64>() + proof.constant
                };
                if feasible && cost <= cutoff {
                    assert!(excess(&of(Reason::Cutoff)) <= cutoff + 1e-9, "{y}: {point:?}");
                }
                if feasible {
                    assert!(excess(&of(Reason::Rows)) <= 1e-9, "{y}: {point:?}");
                }
            }
        }
    }

    #[test]
    fn duals_of_the_relaxation_fix_what_a_better_point_needs() {
        // With y = −1 the reduced costs are −1, 0 and 0: below −3.5 no point goes without x0.
        let p = knapsack();
        let mut proofs = DualProofs::default();
        proofs.learn(DualProof::new(&p, std::iter::empty(), &[-1.0], Reason::Cutoff).unwrap());
        let mut domain = Domain::new(vec![0.0; 3], vec![1.0; 3]);
        assert_eq!(proofs.propagate(&mut domain, &p.integer, -3.5), Propagation::Consistent);
        assert_eq!((domain.lower(0), domain.upper(1)), (1.0, 1.0));
        domain.set(0, 0.0, 0.0);
        assert_eq!(proofs.propagate(&mut domain, &p.integer, -3.5), Propagation::Infeasible);
    }

    #[test]
    fn what_the_rows_alone_exclude_is_excluded_without_a_cutoff() {
        // y = −1 of the row: 2 x0 + 2 x1 + x2 <= 3 again.
        let p = knapsack();
        let mut proofs = DualProofs::default();
        proofs.learn(DualProof::new(&p, std::iter::empty(), &[-1.0], Reason::Rows).unwrap());
        let mut domain = Domain::new(vec![0.0; 3], vec![1.0; 3]);
        domain.set(1, 1.0, 1.0);
        assert_eq!(proofs.propagate(&mut domain, &p.integer, f64::INFINITY), Propagation::Consistent);
        assert_eq!((domain.upper(0), domain.upper(2)), (0.0, 1.0));
        domain.set(0, 1.0, 1.0);
        assert_eq!(proofs.propagate(&mut domain, &p.integer, f64::INFINITY), Propagation::Infeasible);
    }

    #[test]
    fn what_never_helps_is_given_up() {
        let p = knapsack();
        let mut proofs = DualProofs::default();
        assert!(!proofs.are_used_at(1) && proofs.are_used_at(DUAL_PROOF_FIRST_NODE));
        proofs.learn(DualProof::new(&p, std::iter::empty(), &[0.0], Reason::Cutoff).unwrap());
        let mut domain = Domain::new(vec![0.0; 3], vec![1.0; 3]);
        for _ in 0..DUAL_PROOF_TRIALS {
            assert_eq!(proofs.propagate(&mut domain, &p.integer, 100.0), Propagation::Consistent);
        }
        assert!(!proofs.are_used_at(1_000));
    }
}
