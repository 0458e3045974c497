//! Makes certificates: proofs of what a search claims, in the form that `hunch-check` verifies without any
//! code of this crate.
//!
//! The search works on a presolved program, with propagation, reduced costs and cuts from several sources;
//! its leaves are no leaves of plain linear programs. So the proof is made in a second pass, on the program
//! as it was read. The answer is known now, which makes it a pure question of the bound:
//!
//! 1. [`implied`]: bounds that single rows imply, each with its row;
//! 2. [`rounding`]: mixed-integer Gomory cuts at the root, each with the combination of rows that it comes
//!    from;
//! 3. [`walk`]: branch and bound with plain linear programs. A leaf is written only once its multipliers
//!    prove the bound, or that it is empty, in exact arithmetic ([`leaf`]): the exact numbers are the
//!    checker's own, so a leaf written is a leaf that the checker accepts.
//!
//! Where doubles do not do, or the tree grows too large, and the program is small, the same is done in exact
//! arithmetic ([`mod@exact`]), which also splits on sums of columns. Where a limit comes first, the claim is
//! what all leaves together prove.

pub mod exact;
pub mod implied;
pub mod leaf;
pub mod params;
pub mod pinned;
pub mod relaxed;
pub mod rounding;
pub mod walk;

mod outcome;
mod target;
mod unbounded;

pub use exact::{Settled, settle};
pub use outcome::{Proof, ProofEnd};

use crate::certify;
use crate::error::SearchError;
use crate::guidance::Guidance;
use exact::walk::{ExactWalk, Goal, WalkEnd};
use hunch_check::{Certificate, Claim, Dyadic, ExactProgram, Knowledge};
use hunch_model::{Control, Program, Solution, Status};
use target::{closes_gap, optimal_target};

/// Limits of a proof. Time comes through [`hunch_model::Control`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofLimits {
    /// Nodes of the tree.
    pub nodes: u64,
    /// Rounds of cuts at the root; 0 makes a proof without cuts.
    pub cut_rounds: u32,
}

impl Default for ProofLimits {
    fn default() -> Self {
        Self { nodes: params::NODES, cut_rounds: params::CUT_ROUNDS }
    }
}

/// Proves what `solution` claims about `program`.
///
/// # Errors
/// As [`crate::solve`]. A claim that cannot be proven is no error: see [`ProofEnd`].
pub fn prove(
    program: &Program,
    solution: &Solution,
    limits: &ProofLimits,
    control: &mut dyn Control,
) -> Result<Proof, SearchError> {
    if solution.status == Status::Unbounded {
        certify::admit(program, &Guidance::none())?;
        return unbounded::prove(program, solution, control);
    }
    Ok(Task::new(program, solution)?.map_or_else(Proof::none, |task| task.prove(limits, control)))
}

/// The same by exact arithmetic alone, with splits on sums of columns if `sums`: a proof of a program of a
/// few dozen columns and rows, which [`prove`] makes where doubles do not reach the claim. There is none of
/// unboundedness.
///
/// # Errors
/// As [`crate::solve`].
pub fn prove_exactly(
    program: &Program,
    solution: &Solution,
    sums: bool,
    control: &mut dyn Control,
) -> Result<Proof, SearchError> {
    let task = Task::new(program, solution)?.filter(|_| exact::fits(program));
    let limits = ProofLimits::default();
    Ok(task.map_or_else(Proof::none, |task| task.in_exact_numbers(sums, exact::WORK, &limits, control)))
}

/// A claim with a tree: all but [`Claim::Unbounded`].
struct Task<'a> {
    program: &'a Program,
    exact: ExactProgram,
    /// The claim and its point.
    certificate: Certificate,
    /// The bound to be proven, of the minimisation; none where there is to be no point.
    target: Option<Dyadic>,
}

/// What a walk came to.
struct Walked {
    end: ProofEnd,
    nodes: u64,
    iterations: u64,
    /// The least bound of leaves that prove less than the target.
    weakest: Option<Dyadic>,
    /// Whether some leaf could not be proven at all.
    unproven: bool,
}

impl<'a> Task<'a> {
    /// What is to be proven; none where the search claims nothing that has a tree.
    fn new(program: &'a Program, solution: &Solution) -> Result<Option<Self>, SearchError> {
        certify::admit(program, &Guidance::none())?;
        let exact = ExactProgram::new(program);
        let point = (!solution.values.is_empty()).then_some(&solution.values);
        let bound = || solution.bound.and_then(|b| Dyadic::new(program.sense.sign() * b));
        let (claim, target) = match (solution.status, point) {
            (Status::Infeasible, _) => (Claim::Infeasible, None),
            (Status::Optimal, Some(point)) => {
                (Claim::Optimal, optimal_target(&exact, program.has_integers(), point))
            }
            (Status::Feasible | Status::Limit, Some(_)) => (Claim::Feasible, bound()),
            (Status::Feasible | Status::Limit, None) => (Claim::Bound, bound()),
            _ => return Ok(None),
        };
        if target.is_none() && claim != Claim::Infeasible {
            return Ok(None);
        }
        let mut certificate = Certificate::new(program, claim);
        certificate.point = point.filter(|_| claim != Claim::Infeasible).cloned();
        Ok(Some(Self { program, exact, certificate, target }))
    }

    /// Doubles first; for small programs exact arithmetic where they do not reach the claim.
    fn prove(&self, limits: &ProofLimits, control: &mut dyn Control) -> Proof {
        if !exact::fits(self.program) {
            return self.in_doubles(limits, control);
        }
        if let Some(proof) = self.by_divisibility() {
            return proof;
        }
        let few = ProofLimits { nodes: limits.nodes.min(params::SMALL_NODES), ..*limits };
        let mut best = self.in_doubles(&few, control);
        if best.end == ProofEnd::Nodes && !self.is_wide() && few != *limits {
            // It is a matter of nodes, and doubles have more of them.
            best = self.in_doubles(limits, control);
            if best.end == ProofEnd::Nodes {
                return best;
            }
        }
        for (sums, work) in [(false, exact::WORK), (true, exact::WORK)] {
            if best.is_final() {
                return best;
            }
            best = best.or(self.in_exact_numbers(sums, work, limits, control));
        }
        if best.is_final() || few == *limits || !self.is_wide() {
            return best;
        }
        best.or(self.in_doubles(limits, control))
    }

    /// Whether some integer column has a wide range, or there are equations between integers: then splits on
    /// sums of columns are worth trying.
    fn is_wide(&self) -> bool {
        let exact = &self.exact;
        let wide = |j: usize| match (&exact.lower[j], &exact.upper[j]) {
            (Some(l), Some(u)) => (u - l).to_f64() > params::WIDE,
            _ => true,
        };
        (0..exact.integer.len()).any(|j| exact.integer[j] && wide(j))
            || exact.rows.iter().any(|r| r.integer && r.lower.is_some() && r.lower == r.upper)
    }

    /// What is known at the start. Infeasibility is claimed of rows widened by their tolerances.
    fn known(&self) -> Knowledge {
        let Some(target) = &self.target else { return Knowledge::widened(self.exact.clone()) };
        let mut known = Knowledge::new(self.exact.clone());
        known.set_target(target.clone());
        known
    }

    /// Equations between integers that have no solution.
    fn by_divisibility(&self) -> Option<Proof> {
        if self.target.is_some() {
            return None;
        }
        let mut certificate = self.certificate.clone();
        let (cuts, leaf) = exact::equations::refute(&mut self.known())?;
        (certificate.cuts, certificate.tree) = (cuts, vec![leaf]);
        Some(Proof { certificate: Some(certificate), end: ProofEnd::Complete, nodes: 1, iterations: 0 })
    }

    /// Branch and bound with the simplex method of the search.
    fn in_doubles(&self, limits: &ProofLimits, control: &mut dyn Control) -> Proof {
        let (mut known, mut certificate) = (self.known(), self.certificate.clone());
        let mut problem = relaxed::relaxed(self.program, &known);
        certificate.implied = implied::imply(&problem, &mut known);
        implied::take_over(&mut problem, &known);
        let mut walk = walk::Walk::new(&problem, &mut known);
        certificate.cuts = rounding::cut(&mut walk, limits.cut_rounds, control);
        let end = walk.run(limits.nodes, control);
        let (nodes, iterations) = (walk.tree.len() as u64, walk.iterations());
        certificate.tree = std::mem::take(&mut walk.tree);
        let (weakest, unproven) = (walk.weakest.take(), walk.unproven);
        self.finished(&known, certificate, Walked { end, nodes, iterations, weakest, unproven })
    }

    /// The same in exact arithmetic.
    fn in_exact_numbers(
        &self,
        sums: bool,
        work: u64,
        limits: &ProofLimits,
        control: &mut dyn Control,
    ) -> Proof {
        let (mut known, mut certificate) = (self.known(), self.certificate.clone());
        let prepared = exact::prepared(self.program, &mut known, sums);
        (certificate.implied, certificate.cuts) = (prepared.implied, prepared.cuts);
        let mut walk = ExactWalk::new(&mut known, self.target.is_some(), prepared.combinations, work);
        let most = if sums { exact::NODES } else { exact::COLUMN_NODES };
        let complete = walk.run(&mut Goal::Prove, most.min(limits.nodes), control) == WalkEnd::Complete;
        let end = if complete { ProofEnd::Complete } else { ProofEnd::Unproven };
        let (nodes, weakest) = (walk.nodes(), walk.weakest.take());
        certificate.tree = std::mem::take(&mut walk.tree);
        self.finished(&known, certificate, Walked { end, nodes, iterations: 0, weakest, unproven: !complete })
    }

    /// The certificate of what was proven.
    fn finished(&self, known: &Knowledge, mut certificate: Certificate, walked: Walked) -> Proof {
        let Walked { end, nodes, iterations, weakest, unproven } = walked;
        let mut proof = Proof { certificate: None, end, nodes, iterations };
        let Some(target) = &self.target else {
            // Infeasibility has no weaker form.
            if end == ProofEnd::Complete && !unproven && weakest.is_none() {
                proof.certificate = Some(certificate);
            } else if end == ProofEnd::Complete {
                proof.end = ProofEnd::Unproven;
            }
            return proof;
        };
        let bound = weakest.map_or_else(|| target.below(), |w| w.min(target.clone()).below());
        if unproven || !bound.is_finite() {
            return Proof { end: ProofEnd::Unproven, ..proof };
        }
        certificate.bound = Some(self.program.sense.sign() * bound + 0.0);
        if certificate.claim == Claim::Optimal && !closes_gap(known, certificate.point.as_deref(), bound) {
            certificate.claim = Claim::Feasible;
            proof.end = if end == ProofEnd::Complete { ProofEnd::Weaker } else { end };
        }
        proof.certificate = Some(certificate);
        proof
    }
}
