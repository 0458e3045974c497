//! Makes certificates: proofs of what a search claims, in the form that `hunch-check` verifies without any code of this crate.
//!
//! The search works on a presolved program, with propagation, reduced costs and cuts from several sources; its leaves are no leaves of plain linear
//! programs. So the proof is made in a second pass, on the program as it was read. The answer is known now, which makes it a pure question of
//! the bound:
//!
//! 1. [`implied`]: bounds that single rows imply, each with its row;
//! 2. [`rounding`]: mixed-integer Gomory cuts at the root, each with the combination of rows that it comes from;
//! 3. [`walk`]: branch and bound with plain linear programs. A leaf is written only once its multipliers prove the bound, or that it is empty, in exact
//!    arithmetic ([`leaf`]): the exact numbers are the checker's own, so a leaf written is a leaf that the checker accepts.
//!
//! Where a limit comes first, the claim is what all leaves together prove.

pub mod implied;
pub mod leaf;
pub mod params;
pub mod pinned;
pub mod rounding;
pub mod walk;

mod unbounded;

use crate::certify;
use crate::error::SearchError;
use crate::guidance::Guidance;
use crate::problem::MipProblem;
use hunch_check::{Certificate, Claim, Dyadic, ExactProgram, Knowledge};
use hunch_model::tolerances::{ABSOLUTE_GAP, RELATIVE_GAP};
use hunch_model::{Control, Program, Solution, Status, StopReason};

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

/// How the making of a proof ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofEnd {
    /// The claim is what the search claimed.
    Complete,
    /// The claim is weaker than the search's: some leaf, solved to the end, proves less in exact arithmetic.
    Weaker,
    /// The limit on nodes was reached; the claim is what is proven.
    Nodes,
    /// The host said stop; the claim is what is proven.
    Stopped(StopReason),
    /// Nothing can be certified: the search claims nothing, or a part of it resists every proof in doubles.
    Unproven,
}

/// A certificate and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// The certificate; none where nothing could be proven.
    pub certificate: Option<Certificate>,
    /// How the making ended.
    pub end: ProofEnd,
    /// Nodes of its tree.
    pub nodes: u64,
    /// Simplex iterations spent.
    pub iterations: u64,
}

impl Proof {
    fn none() -> Self {
        Self { certificate: None, end: ProofEnd::Unproven, nodes: 0, iterations: 0 }
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
    certify::admit(program, &Guidance::none())?;
    let exact = ExactProgram::new(program);
    let point = (!solution.values.is_empty()).then_some(&solution.values);
    let (claim, target) = match solution.status {
        Status::Unbounded => return unbounded::prove(program, solution, control),
        Status::Error => return Ok(Proof::none()),
        Status::Infeasible => (Claim::Infeasible, None),
        Status::Optimal => {
            let Some(point) = point else { return Ok(Proof::none()) };
            (Claim::Optimal, optimal_target(&exact, program.has_integers(), point))
        }
        Status::Feasible | Status::Limit => {
            let bound = solution.bound.and_then(|b| Dyadic::new(program.sense.sign() * b));
            if bound.is_none() {
                return Ok(Proof::none());
            }
            (if point.is_some() { Claim::Feasible } else { Claim::Bound }, bound)
        }
    };
    let mut certificate = Certificate::new(program, claim);
    certificate.point = point.cloned();
    Ok(with_tree(program, exact, certificate, target, limits, control))
}

/// The bound that makes the point optimal: its objective for linear programs and where objectives lie on a lattice, else that less the tolerance of
/// every claim of optimality (the search itself stops there).
fn optimal_target(exact: &ExactProgram, integers: bool, point: &[f64]) -> Option<Dyadic> {
    let mut value = exact.offset.clone();
    for (c, &x) in exact.cost.iter().zip(point) {
        value.add_product(c, &Dyadic::new(x)?);
    }
    if !integers || exact.lattice().is_some() {
        return Dyadic::new(value.below());
    }
    let relative = &Dyadic::new(RELATIVE_GAP)? * &(&value - &exact.offset).abs();
    let allowed = relative.max(Dyadic::new(ABSOLUTE_GAP)?);
    Dyadic::new((&value - &allowed).above())
}

/// Everything that has a tree: all claims but [`Claim::Unbounded`].
fn with_tree(
    program: &Program,
    exact: ExactProgram,
    mut certificate: Certificate,
    target: Option<Dyadic>,
    limits: &ProofLimits,
    control: &mut dyn Control,
) -> Proof {
    let mut problem = MipProblem::from_program(program);
    let mut known = Knowledge::new(exact);
    if let Some(target) = &target {
        known.set_target(target.clone());
    }
    certificate.implied = implied::imply(&problem, &mut known);
    implied::take_over(&mut problem, &known);
    let mut walk = walk::Walk::new(&problem, &mut known);
    certificate.cuts = rounding::cut(&mut walk, limits.cut_rounds, control);
    let end = walk.run(limits.nodes, control);
    let (nodes, iterations) = (walk.tree.len() as u64, walk.iterations());
    certificate.tree = std::mem::take(&mut walk.tree);
    let (weakest, unproven) = (walk.weakest.take(), walk.unproven);
    let mut proof = Proof { certificate: None, end, nodes, iterations };
    let Some(target) = target else {
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
    certificate.bound = Some(program.sense.sign() * bound + 0.0);
    if certificate.claim == Claim::Optimal && !closes_gap(&known, certificate.point.as_deref(), bound) {
        certificate.claim = Claim::Feasible;
        proof.end = if end == ProofEnd::Complete { ProofEnd::Weaker } else { end };
    }
    proof.certificate = Some(certificate);
    proof
}

/// Whether the bound (of the minimisation) makes the point optimal by the tolerances of every claim.
fn closes_gap(known: &Knowledge, point: Option<&[f64]>, bound: f64) -> bool {
    let exact = known.program();
    let value = point.and_then(|point| {
        let mut value = exact.offset.clone();
        for (c, &x) in exact.cost.iter().zip(point) {
            value.add_product(c, &Dyadic::new(x)?);
        }
        Some(value)
    });
    let (Some(value), Some(bound)) = (value, Dyadic::new(bound)) else { return false };
    let tolerance = |v: f64| Dyadic::new(v).unwrap_or_default();
    let size = (&value - &exact.offset).abs();
    let allowed = (&tolerance(RELATIVE_GAP) * &size).max(tolerance(ABSOLUTE_GAP));
    (&value - &bound).abs() <= allowed
}
