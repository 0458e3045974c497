//! What closed nodes teach the rest of the tree: their dual proofs.

use super::search::Tree;
use crate::components::Component;
use crate::dual_proofs::{DualProof, Reason};
use crate::propagation::Propagation;

impl Tree {
    fn uses_dual_proofs(&self) -> bool {
        self.bench.settings.uses(Component::DualProofs) && self.proofs.are_used_at(self.nodes)
    }

    /// Propagates what was learned from nodes closed before, and then the rows.
    pub(super) fn propagate_proofs(&mut self) -> Propagation {
        if !self.uses_dual_proofs() {
            return Propagation::Consistent;
        }
        let bench = &mut self.bench;
        let cutoff = bench.cutoff.value() - bench.problem.lp.offset;
        let mark = bench.domain.mark();
        match self.proofs.propagate(&mut bench.domain, &bench.problem.integer, cutoff) {
            Propagation::Consistent => bench.propagator.propagate_since(&mut bench.domain, mark),
            Propagation::Infeasible => Propagation::Infeasible,
        }
    }

    /// The current node was closed by its relaxation: keeps what the multipliers prove.
    pub(super) fn learn(&mut self, reason: Reason) {
        if !self.uses_dual_proofs() || (reason == Reason::Cutoff && self.bench.cutoff.value().is_infinite()) {
            return;
        }
        let lp = &self.bench.relaxation.lp;
        let multipliers = match reason {
            Reason::Cutoff => lp.duals(),
            Reason::Rows => lp.farkas().map_or(Vec::new(), <[f64]>::to_vec),
        };
        if !multipliers.is_empty() {
            let cuts = self.cutting.rows().iter().map(|cut| (cut.terms.as_slice(), cut.upper));
            self.proofs.learn(DualProof::new(&self.bench.problem, cuts, &multipliers, reason));
        }
    }
}
