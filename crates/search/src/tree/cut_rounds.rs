//! The cut loop at the root: relax, separate, add, and so on while the bound moves.

use super::phase::Phase;
use super::search::Tree;
use crate::components::Component;
use crate::cuts::{Inequality, family};
use crate::domain::Domain;
use crate::lp::Basis;
use crate::params::*;
use crate::state::home::Context;
use hunch_model::Event;

impl Tree {
    /// One round at the root's relaxed point; the relaxation is solved again afterwards.
    pub(super) fn cut_round(&mut self, cx: &mut Context) -> Phase {
        let Some((x, objective)) = self.current.as_ref().map(|c| (c.x.clone(), c.objective)) else {
            return Phase::Select;
        };
        if self.cutting.rounds == 0 {
            cx.spend(self.cutting.separation.prepare(&self.bench));
        }
        if !self.bench.settings.uses(Component::Cuts) || self.cutting_stalls(objective) {
            return self.end_cutting(cx);
        }
        let domain = self.bench.domain.clone();
        let found = self.separate(&x, &domain, cx);
        let most = CUT_ROUND_BASE + (CUT_ROUND_SHARE * self.bench.problem.rows() as f64) as usize;
        let chosen = self.choose_held_cuts(found, &x, most, cx);
        if chosen.is_empty() {
            return self.end_cutting(cx);
        }
        self.drop_slack_cuts(CUT_ROW_AGE);
        self.cutting.rounds += 1;
        let (round, cuts) = (self.cutting.rounds, chosen.len() as u32);
        cx.control.emit(Event::CutRound { round, cuts, bound: cx.outward(objective) });
        self.add_cuts(chosen, &x, cx);
        Phase::Relax { retried: false }
    }

    /// The best that the incumbent satisfies. Bounds that the cutoff gave may leave the incumbent outside, and the
    /// deepest cuts then hold for better points alone: where all that were chosen go, those have their turn that
    /// were left for being parallel to them.
    fn choose_held_cuts(
        &mut self,
        found: Vec<Inequality>,
        x: &[f64],
        most: usize,
        cx: &mut Context,
    ) -> Vec<Inequality> {
        let mut chosen = self.choose_cuts(found, x, most, cx);
        loop {
            let any = !chosen.is_empty();
            self.keep_incumbent(&mut chosen, cx);
            if !any || !chosen.is_empty() {
                return chosen;
            }
            chosen = self.choose_cuts(Vec::new(), x, most, cx);
        }
    }

    /// The best of what was just found and what waits; the others wait on.
    pub(super) fn choose_cuts(
        &mut self,
        found: Vec<Inequality>,
        x: &[f64],
        most: usize,
        cx: &mut Context,
    ) -> Vec<Inequality> {
        let keeps = self.keeps_cuts();
        let (pool, problem) = (&mut self.cutting.pool, &self.bench.problem);
        let integer = self.cutting.separation.shares_set_ups().then_some(&problem.integer[..]);
        found.into_iter().for_each(|cut| pool.add(cut));
        cx.spend(2 * pool.entries() as u64);
        #[cfg_attr(not(feature = "local-search"), expect(unused_mut, reason = "nothing is strengthened"))]
        let mut chosen = pool.take(x, (&problem.lp.cost, integer), most);
        if !keeps {
            pool.clear();
        }
        #[cfg(feature = "local-search")]
        cx.spend(self.cutting.separation.strengthen(&mut chosen));
        chosen
    }

    /// Whether cuts wait in the pool. At the root of a pure integer program they do not: there pool and
    /// selection cost work and save no node.
    fn keeps_cuts(&self) -> bool {
        let mixed = self.bench.problem.integer.contains(&false);
        self.bench.settings.uses(Component::CutPool) && (mixed || self.cutting.done)
    }

    /// Makes cuts rows of the relaxation, which has the point `x` without them.
    pub(super) fn add_cuts(&mut self, cuts: Vec<Inequality>, x: &[f64], cx: &mut Context) {
        self.tell_removed(cx);
        let first = self.bench.cuts.next_id();
        for (id, cut) in (first..).zip(&cuts) {
            cx.cut_added(id, cut, x);
        }
        self.bench.cuts.add(&mut self.bench.relaxation, cuts);
    }

    /// Tells of the cuts that have left the relaxation.
    pub(super) fn tell_removed(&mut self, cx: &mut Context) {
        let ids = self.bench.cuts.take_gone();
        if cfg!(feature = "breadth") && !ids.is_empty() && cx.control.listens() {
            cx.control.emit(Event::CutsRemoved { ids });
        }
    }

    /// Whether enough rounds were run, or too many without progress.
    fn cutting_stalls(&mut self, objective: f64) -> bool {
        let gap = self.bench.cutoff.incumbent() - objective;
        let pure = self.bench.problem.integer.iter().all(|i| *i);
        let cutting = &mut self.cutting;
        let share = match (gap.is_finite(), pure) {
            (true, true) => CUT_GAP_PROGRESS * gap,
            (true, false) if cutting.separation.shares_set_ups() => SHARED_CUT_GAP_PROGRESS * gap,
            _ => 0.0,
        };
        cutting.first_objective.get_or_insert(objective);
        let progress = (CUT_PROGRESS * objective.abs().max(1.0)).max(share);
        let moved = cutting.last_objective.is_none_or(|last| objective - last > progress);
        cutting.stalled = if moved { 0 } else { cutting.stalled + 1 };
        if moved {
            cutting.last_objective = Some(objective);
        }
        cutting.rounds >= self.bench.strategy.cut_rounds || cutting.stalled >= CUT_STALL_ROUNDS
    }

    /// What the separators find at the current node's `x`, from bounds that hold in the whole tree.
    pub(super) fn separate(&mut self, x: &[f64], domain: &Domain, cx: &mut Context) -> Vec<Inequality> {
        let mut found = Vec::new();
        family::separate(cx.separators, cx.postsolve, x, &mut found);
        let is_root = self.is_root();
        cx.spend(self.cutting.separation.separate(&mut self.bench, domain, x, is_root, &mut found));
        found
    }

    /// Drops cuts that the incumbent violates: they are wrong by rounding, or by a separator's mistake.
    pub(super) fn keep_incumbent(&self, cuts: &mut Vec<Inequality>, cx: &Context) {
        if let Some(point) = &cx.home.incumbent {
            let x = cx.project(&point.values);
            cuts.retain(|cut| cut.violation(&x) <= INTEGRALITY * (1.0 + cut.upper.abs()));
        }
    }

    /// Takes out the cuts that were slack for more than `rounds` rounds: they slow every iteration.
    fn drop_slack_cuts(&mut self, rounds: u32) {
        let first = self.bench.problem.rows();
        let old = self.bench.cuts.grow_older(&self.bench.relaxation, first, rounds);
        self.remove_cuts(&old);
    }

    /// Cuts leave the relaxation for the pool; `which` ascending.
    pub(super) fn remove_cuts(&mut self, which: &[usize]) {
        let first = self.bench.problem.rows();
        let removed = self.bench.cuts.remove(&mut self.bench.relaxation, first, which);
        if self.keeps_cuts() {
            removed.into_iter().for_each(|cut| self.cutting.pool.add(cut));
        }
    }

    /// Whether the cuts closed a share of the gap that is worth their rows at every node; without an
    /// incumbent they are kept.
    fn cuts_pay(&self) -> bool {
        let (Some(first), Some(last)) = (self.cutting.first_objective, self.cutting.last_objective) else {
            return true;
        };
        let incumbent = self.bench.cutoff.incumbent();
        !incumbent.is_finite() || last - first >= CUT_WORTH * (incumbent - first)
    }

    /// The rows stay as they are from now on; our own dives follow.
    fn end_cutting(&mut self, cx: &mut Context) -> Phase {
        self.cutting.done = true;
        self.cutting.paid = self.cuts_pay();
        if self.cutting.paid {
            self.drop_slack_cuts(0);
        } else {
            let first = self.bench.problem.rows();
            self.bench.cuts.clear(&mut self.bench.relaxation, first);
        }
        self.cutting.root_rows = self.bench.cuts.own();
        self.nodes.base = Basis::slack(self.bench.problem.columns(), self.bench.relaxation.lp.rows());
        self.root_is_prepared(cx);
        Phase::Relax { retried: false }
    }
}
