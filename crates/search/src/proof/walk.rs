//! The certifying walk: branch and bound with plain linear programs, depth first, every leaf proven exactly
//! before it is written.

use super::leaf::{self, Bounded};
use super::outcome::ProofEnd;
use super::params::LIMIT_MARGIN;
use super::pinned::Multipliers;
use crate::domain::Domain;
use crate::lp::{LpStatus, Simplex};
use crate::params::{INTEGRALITY, PROBE_ALLOWANCE, PROBE_SHARE};
use crate::problem::MipProblem;
use crate::state::pseudo_costs::PseudoCosts;
use crate::state::relaxation::Relaxation;
use crate::tree::branching::{Candidate, Choice};
use hunch_check::{Dyadic, Knowledge, Node, Side};
use hunch_model::{Control, Flow};
use std::rc::Rc;

/// A side of a branching that is still open.
struct Open {
    /// Trail of what is known, and of the domain, at the branching.
    marks: (usize, usize),
    /// `(column, which side, value)`; none at the root.
    change: Option<(usize, Side, f64)>,
    /// Distance of the relaxed value from the side, and the relaxed objective: what the pseudo-costs learn
    /// from.
    distance: f64,
    objective: f64,
    /// What the branching's relaxation is worth, should a limit come; none at the root.
    parent: Option<Parent>,
}

/// Proofs that hold on both sides of a branching.
#[derive(Clone)]
struct Parent {
    /// Duals of its relaxation, as the simplex gave them.
    duals: Rc<Vec<f64>>,
    /// A proof in exact arithmetic, of it or of a node further up.
    proof: Rc<Bounded>,
}

/// What a node comes to.
enum Outcome {
    Leaf(Node),
    Branch { candidate: Candidate, objective: f64, parent: Option<Parent> },
    Stop(ProofEnd),
}

/// A walk under way.
pub struct Walk<'a> {
    /// The program, with the bounds that its rows imply for integers.
    pub problem: &'a MipProblem,
    /// The same in exact numbers, with everything that is proven on the way.
    pub known: &'a mut Knowledge,
    /// The linear programs.
    pub relaxation: Relaxation,
    /// The tree so far, in preorder.
    pub tree: Vec<Node>,
    /// The least bound of leaves that prove less than the target.
    pub weakest: Option<Dyadic>,
    /// Whether some leaf could not be proven at all.
    pub unproven: bool,
    domain: Domain,
    costs: PseudoCosts,
    probes: u64,
    /// The engine that probes run in, kept for its memory.
    spare: Option<Box<Simplex>>,
    nodes: u64,
    /// The target's cutoff in doubles, `+∞` without a target.
    cutoff: f64,
}

impl<'a> Walk<'a> {
    /// Starts at the root of `problem`; `known` says the same in exact numbers.
    pub fn new(problem: &'a MipProblem, known: &'a mut Knowledge) -> Self {
        let cutoff = known.cutoff().map_or(f64::INFINITY, Dyadic::above);
        Self {
            relaxation: Relaxation::new(problem, 0, true),
            domain: Domain::new(problem.lp.column_lower.clone(), problem.lp.column_upper.clone()),
            costs: PseudoCosts::new(problem.columns()),
            tree: Vec::new(),
            weakest: None,
            unproven: false,
            probes: 0,
            spare: None,
            nodes: 0,
            cutoff,
            problem,
            known,
        }
    }

    /// Simplex iterations so far.
    pub fn iterations(&self) -> u64 {
        self.relaxation.lp.iterations() + self.probes
    }

    /// Integer columns with fractional values.
    pub fn fractional(&self, x: &[f64]) -> Vec<usize> {
        let fractional = |j: &usize| self.problem.integer[*j] && (x[*j] - x[*j].round()).abs() > INTEGRALITY;
        (0..self.problem.columns()).filter(fractional).collect()
    }

    /// Whether an objective of the relaxation promises to prove the target.
    pub fn beyond_target(&self, objective: f64) -> bool {
        objective > self.cutoff - LIMIT_MARGIN * (1.0 + self.cutoff.abs())
    }

    /// Walks until every side is closed or a limit is reached; then the open sides are closed with what their
    /// branchings prove.
    pub fn run(&mut self, limit: u64, control: &mut dyn Control) -> ProofEnd {
        let root = Open {
            marks: (self.known.mark(), self.domain.mark()),
            change: None,
            distance: 0.0,
            objective: f64::NEG_INFINITY,
            parent: None,
        };
        let mut open = vec![root];
        while let Some(side) = open.pop() {
            let work = (self.problem.rows() + self.problem.columns()) as u64;
            if self.nodes >= limit {
                open.push(side);
                return self.close(&open, ProofEnd::Nodes);
            }
            if let Flow::Stop(reason) = control.spend(work) {
                open.push(side);
                return self.close(&open, ProofEnd::Stopped(reason));
            }
            self.enter(&side);
            self.nodes += 1;
            match self.node(&side, control) {
                Outcome::Leaf(leaf) => self.tree.push(leaf),
                Outcome::Stop(end) => {
                    open.push(side);
                    return self.close(&open, end);
                }
                Outcome::Branch { candidate, objective, parent } => {
                    let split = candidate.value.floor();
                    self.tree.push(Node::Branch(candidate.column, split));
                    let marks = (self.known.mark(), self.domain.mark());
                    for (side, value) in [(Side::Upper, split + 1.0), (Side::Lower, split)] {
                        // The side above the split raises the lower bound.
                        let (change, distance) = match side {
                            Side::Upper => (Side::Lower, value - candidate.value),
                            Side::Lower => (Side::Upper, candidate.value - value),
                        };
                        let change = Some((candidate.column, change, value));
                        open.push(Open { marks, change, distance, objective, parent: parent.clone() });
                    }
                }
            }
        }
        ProofEnd::Complete
    }

    /// Goes to the side.
    fn enter(&mut self, side: &Open) {
        self.known.undo(side.marks.0);
        self.domain.undo(side.marks.1);
        if let Some((j, which, value)) = side.change {
            if let Some(exact) = Dyadic::new(value) {
                self.known.set(j, which, exact);
            }
            let (lower, upper) = (self.domain.lower(j), self.domain.upper(j));
            match which {
                Side::Lower => self.domain.set(j, value, upper),
                Side::Upper => self.domain.set(j, lower, value),
            }
        }
        self.relaxation.follow(&self.domain);
    }

    fn node(&mut self, side: &Open, control: &mut dyn Control) -> Outcome {
        let lp = &mut self.relaxation.lp;
        lp.set_objective_limit(self.cutoff + LIMIT_MARGIN * (1.0 + self.cutoff.abs()));
        let mut status = lp.solve(control);
        if status == LpStatus::ObjectiveLimit {
            match self.bounded(control) {
                Some(proof) if self.known.reaches_target(&proof.value) => {
                    return Outcome::Leaf(self.strong(&proof));
                }
                _ => {
                    self.relaxation.lp.set_objective_limit(f64::INFINITY);
                    status = self.relaxation.lp.solve(control);
                }
            }
        }
        match status {
            LpStatus::Infeasible => match leaf::empty(self.known, &self.relaxation.lp) {
                Some(multipliers) => Outcome::Leaf(Node::Empty(multipliers)),
                None => self.without_proof(side, None),
            },
            LpStatus::Optimal => self.optimal(side, control),
            LpStatus::Stopped(reason) => Outcome::Stop(ProofEnd::Stopped(reason)),
            _ => self.without_proof(side, None),
        }
    }

    /// The relaxation has an optimum.
    fn optimal(&mut self, side: &Open, control: &mut dyn Control) -> Outcome {
        let (objective, x) = (self.relaxation.lp.objective(), self.relaxation.lp.values());
        if let Some((j, which, _)) = side.change {
            self.costs.record(j, which == Side::Lower, side.distance, objective - side.objective);
        }
        let fractional = self.fractional(&x);
        // The root is proven whatever it is worth: what is below can fall back to it.
        let decisive = fractional.is_empty() || side.parent.is_none() || self.beyond_target(objective);
        let duals = Rc::new(self.relaxation.lp.duals());
        let proof = if decisive { self.bounded(control).map(Rc::new) } else { None };
        if let Some(proof) = &proof
            && self.known.reaches_target(&proof.value)
        {
            return Outcome::Leaf(self.strong(proof));
        }
        if !fractional.is_empty() {
            let inherited = || side.parent.as_ref().map(|p| p.proof.clone());
            let parent = proof.clone().or_else(inherited).map(|proof| Parent { duals, proof });
            return match self.choose(&fractional, &x, objective, control) {
                Some(candidate) => Outcome::Branch { candidate, objective, parent },
                None => self.without_proof(side, proof),
            };
        }
        match proof {
            // An integral point of the relaxation that is better than the target: what is proven is less.
            Some(proof) => Outcome::Leaf(self.weak(&proof)),
            None => self.without_proof(side, None),
        }
    }

    /// The simplex claims what its multipliers do not prove: the node is split at any integer column that
    /// still has a choice.
    fn without_proof(&mut self, side: &Open, proof: Option<Rc<Bounded>>) -> Outcome {
        let open = (0..self.problem.columns()).find(|&j| {
            let (lower, upper) = (self.domain.lower(j), self.domain.upper(j));
            self.problem.integer[j] && lower < upper && lower.is_finite() && upper.is_finite()
        });
        if let Some(column) = open {
            let value = ((self.domain.lower(column) + self.domain.upper(column)) / 2.0).floor();
            let candidate = Candidate { column, value, score: 0.0, weight: 1.0 };
            let parent = side.parent.clone();
            return Outcome::Branch { candidate, objective: f64::NEG_INFINITY, parent };
        }
        match proof.or_else(|| side.parent.as_ref().map(|p| p.proof.clone())) {
            Some(proof) => Outcome::Leaf(self.weak(&proof)),
            None => {
                self.unproven = true;
                Outcome::Stop(ProofEnd::Unproven)
            }
        }
    }

    fn bounded(&mut self, control: &mut dyn Control) -> Option<Bounded> {
        leaf::bounded(self.problem, self.known, &mut self.relaxation.lp, control)
    }

    /// A leaf that proves the target.
    fn strong(&self, proof: &Bounded) -> Node {
        let reaches =
            |m: &Multipliers| self.known.lower_bound(m).is_ok_and(|v| self.known.reaches_target(&v));
        Node::Bound(leaf::shortened(&proof.multipliers, reaches))
    }

    /// A leaf that proves less than the target.
    fn weak(&mut self, proof: &Bounded) -> Node {
        if self.weakest.as_ref().is_none_or(|w| proof.value < *w) {
            self.weakest = Some(proof.value.clone());
        }
        Node::Bound(proof.multipliers.clone())
    }

    /// Closes every open side with the better of what its branching and a node above it prove.
    fn close(&mut self, open: &[Open], end: ProofEnd) -> ProofEnd {
        for side in open.iter().rev() {
            self.enter(side);
            let Some(parent) = &side.parent else {
                self.unproven = true;
                continue;
            };
            let proof = match leaf::plain(self.known, &parent.duals) {
                Some(own) if own.value > parent.proof.value => Rc::new(own),
                _ => parent.proof.clone(),
            };
            let leaf =
                if self.known.reaches_target(&proof.value) { self.strong(&proof) } else { self.weak(&proof) };
            self.tree.push(leaf);
        }
        end
    }

    /// Reliability branching as in the tree; a side that a probe closes counts as reaching the target.
    fn choose(
        &mut self,
        fractional: &[usize],
        x: &[f64],
        objective: f64,
        control: &mut dyn Control,
    ) -> Option<Candidate> {
        let ranked: Vec<(usize, f64, f64)> = fractional.iter().map(|&j| (j, x[j], 1.0)).collect();
        let average = self.relaxation.lp.iterations() / self.nodes.max(1);
        let mut choice = Choice::new(&ranked, &self.costs, average, self.may_probe());
        while let Some(candidate) = choice.next_to_probe(&self.costs) {
            let (j, value) = (candidate.column, candidate.value);
            let (lower, upper) = (self.domain.lower(j), self.domain.upper(j));
            let ceiling = if self.cutoff.is_finite() { self.cutoff } else { objective + 1.0 };
            let mut gain = |lower: f64, upper: f64| {
                let probe = self.relaxation.lp.probe(
                    j,
                    lower,
                    upper,
                    choice.probe_iterations,
                    &mut self.spare,
                    control,
                );
                self.probes += probe.iterations;
                (probe.bound.min(ceiling) - objective).max(0.0)
            };
            let (down, up) = (gain(lower, value.floor()), gain(value.ceil(), upper));
            self.costs.record(j, false, value - value.floor(), down);
            self.costs.record(j, true, value.ceil() - value, up);
            choice.report(down, up);
            choice.may_probe = self.may_probe();
        }
        choice.best()
    }

    fn may_probe(&self) -> bool {
        let allowed = PROBE_SHARE * self.relaxation.lp.iterations() as f64 + PROBE_ALLOWANCE as f64;
        (self.probes as f64) < allowed
    }
}
