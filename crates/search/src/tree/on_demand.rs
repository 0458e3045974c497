//! Rows on demand in a tree: they wait in a list of its own, and become rows of the relaxation at points that
//! violate them. Every relaxation is held against the list; an integral point that satisfies it is shown, and its
//! node waits for the answer. Rows that were slack for long leave the relaxation like cuts, not the list.

use super::demanded_rows::{Asking, Bending, carry_over, is_violated};
use super::phase::Phase;
use super::search::Tree;
use crate::cuts::Inequality;
use crate::lp::VariableStatus;
use crate::params::{
    CUT_PROGRESS, DEMAND_NODE_PERIOD, DEMAND_NODE_ROUNDS, DEMAND_ROOT_ROUNDS, DEMAND_STALL, DEMAND_VIOLATION,
    PROPAGATION_ENTRIES,
};
use crate::state::home::{Context, Offered};
use hunch_model::NodeOutcome;

impl Tree {
    /// The tree's program has the first `known` rows on demand, widened by this share of their tolerance.
    pub(crate) fn set_demanded(&mut self, known: usize, widening: f64) {
        (self.demanded.known, self.demanded.widening) = (known, widening);
    }

    /// A relaxation was solved: makes rows on demand that its point violates rows of it; whether there were any.
    pub(super) fn is_cut_off(&mut self, proven: f64, x: &[f64], cx: &mut Context) -> bool {
        self.demanded.asking.shown = false;
        self.take_up_rows(cx);
        if self.demanded.list.is_empty() && !self.demanded.curved {
            return false;
        }
        self.raise_current(proven);
        !self.bench.cutoff.prunes(self.current_bound())
            && (self.add_violated(&[x], DEMAND_VIOLATION, cx)
                || (self.demanded.curved && self.is_below_curve(x, cx)))
    }

    /// What an integral point's node does before it is split: waits for an answer, or takes rows up that the
    /// point violated once its integers were rounded.
    pub(super) fn unseen_rows(&mut self, offered: Offered, x: &[f64], cx: &mut Context) -> Option<Phase> {
        match offered {
            // A heuristic's search of a part does not wait.
            Offered::Held if cx.home.neighbourhood.is_some() => {
                Some(self.close_current(NodeOutcome::Integral, cx))
            }
            Offered::Held => {
                cx.home.demanded.ask_of_last();
                Some(Phase::Answered { integral: true })
            }
            Offered::Rejected if !self.demanded.list.is_empty() => {
                let around = self.bench.relaxation.solve_around(x, cx.control)?;
                self.add_violated(&[x, &around], DEMAND_VIOLATION, cx)
                    .then_some(Phase::Relax { retried: false })
            }
            _ => None,
        }
    }

    /// The answer is there: rows that the point violates, or that the relaxed point does.
    pub(super) fn answered(&mut self, integral: bool, cx: &mut Context) -> Phase {
        self.bench.take_up_incumbent(cx);
        if self.bench.cutoff.prunes(self.current_bound()) {
            let outcome = if integral { NodeOutcome::Integral } else { NodeOutcome::Bound };
            return self.close_current(outcome, cx);
        }
        let x = self.current.as_ref().map(|c| c.x.clone()).unwrap_or_default();
        self.take_up_rows(cx);
        let shown = cx.project(cx.home.demanded.shown());
        if self.add_violated(&[&x, &shown], DEMAND_VIOLATION, cx) {
            // The best point with the same integers is another now.
            self.demanded.bending = Bending::default();
            return Phase::Relax { retried: false };
        }
        if integral { self.split_integral(&x, cx) } else { self.explore(cx) }
    }

    /// Shows the relaxed point of the current node, if it is one where cuts are asked for.
    pub(super) fn ask_for_cuts(&mut self, cx: &mut Context) -> Option<Phase> {
        if !cx.home.demanded.wants_cuts() || cx.home.neighbourhood.is_some() {
            return None;
        }
        let (x, objective) = self.current.as_ref().map(|c| (c.x.clone(), c.objective))?;
        let (node, is_root) = (self.bench.effort.nodes, self.is_root());
        let asking = &mut self.demanded.asking;
        if asking.node != node {
            *asking = Asking { node, last: f64::NEG_INFINITY, ..Asking::default() };
        }
        let most = if is_root { DEMAND_ROOT_ROUNDS } else { DEMAND_NODE_ROUNDS };
        if asking.shown
            || asking.rounds >= most
            || asking.stalled >= DEMAND_STALL
            || !(is_root || node.is_multiple_of(DEMAND_NODE_PERIOD))
        {
            return None;
        }
        let moved = objective - asking.last > CUT_PROGRESS * objective.abs().max(1.0);
        asking.stalled = if moved { 0 } else { asking.stalled + 1 };
        asking.last = asking.last.max(objective);
        asking.rounds += 1;
        asking.shown = true;
        cx.home.demanded.ask_for_cuts(cx.postsolve.values(&x));
        Some(Phase::Answered { integral: false })
    }

    /// Carries over what the home has learned.
    pub(super) fn take_up_rows(&mut self, cx: &mut Context) {
        let rows = &mut self.demanded;
        let (first, all) = (rows.taken, cx.home.demanded.rows());
        rows.taken = all.len();
        for (k, row) in all.iter().enumerate().skip(first) {
            // What was told at candidates before the tree began is a row of its program.
            if !(row.lazy && k < rows.known) {
                carry_over(row, rows.widening, &self.bench.problem, cx, &mut rows.list);
            }
        }
        rows.active.resize(rows.list.len(), false);
    }

    /// Makes the rows that one of `points` violates by this share of the checker's tolerance rows of the relaxation;
    /// whether there were any that are not.
    pub(super) fn add_violated(&mut self, points: &[&[f64]], share: f64, cx: &mut Context) -> bool {
        let rows = &mut self.demanded;
        self.bench.cuts.take_left().into_iter().for_each(|k| rows.active[k as usize] = false);
        let mut entries = 0;
        let mut fresh = Vec::new();
        for (k, row) in rows.list.iter().enumerate().filter(|(k, _)| !rows.active[*k]) {
            entries += row.terms.len() as u64;
            if points.iter().any(|x| is_violated(row, x, share)) {
                fresh.push((k as u32, row.clone()));
            }
        }
        cx.spend(entries / PROPAGATION_ENTRIES);
        self.activate(fresh)
    }

    /// Makes rows of the list, with their places in it, rows of the relaxation; whether there are any.
    pub(super) fn activate(&mut self, fresh: Vec<(u32, Inequality)>) -> bool {
        let rows = &mut self.demanded;
        if fresh.is_empty() {
            return false;
        }
        fresh.iter().for_each(|(k, _)| rows.active[*k as usize] = true);
        self.bench.cuts.add_demanded(&mut self.bench.relaxation, fresh);
        // Nodes that were branched before know nothing of these rows: there they are basic.
        self.nodes.base.rows.resize(self.bench.relaxation.lp.rows(), VariableStatus::Basic);
        true
    }
}
