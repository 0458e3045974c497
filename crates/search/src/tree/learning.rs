//! What closed nodes teach the rest of the tree: their dual proofs.

use super::search::Tree;
use crate::components::Component;
use crate::dual_proofs::{DualProof, Reason};
use crate::propagation::Propagation;
use crate::scalar::greater;

impl Tree {
    fn uses_dual_proofs(&self) -> bool {
        self.bench.settings.uses(Component::DualProofs)
            && self.learned.proofs.are_used_at(self.bench.effort.nodes)
    }

    /// Propagates what was learned from nodes closed before, and then the rows.
    pub(super) fn propagate_proofs(&mut self) -> Propagation {
        if !self.uses_dual_proofs() {
            return Propagation::Consistent;
        }
        let bench = &mut self.bench;
        let cutoff = bench.propagator.cutoff();
        let mark = bench.domain.mark();
        let result = self.learned.proofs.propagate(&mut bench.domain, &bench.problem.integer, cutoff);
        if bench.domain.mark() > mark {
            bench.trim();
        }
        match result {
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
            Reason::Rows => {
                // Any multiple proves the same; tolerances are made for numbers of moderate size.
                let farkas = lp.farkas().unwrap_or_default();
                let size = farkas.iter().fold(0.0, |size, y| greater(size, y.abs()));
                // Crossed bounds are no row's doing.
                if size == 0.0 {
                    return;
                }
                farkas.iter().map(|y| y / size).collect()
            }
        };
        let cuts = self.bench.cuts.rows().iter().map(|cut| (cut.terms.as_slice(), cut.upper));
        if let Some(proof) = DualProof::new(&self.bench.problem, cuts, &multipliers, reason) {
            self.learned.proofs.learn(proof);
        }
    }
}
