//! Cuts below the root. They are made from bounds and rows that hold in the whole tree, so that they stay in
//! the relaxation when the search goes elsewhere; rows that were slack for long leave it again.

use super::cutting::NodeCutting;
use super::phase::Phase;
use super::search::Tree;
use crate::components::Component;
use crate::domain::Domain;
use crate::lp::VariableStatus;
use crate::params::*;
use crate::state::home::Context;

impl Tree {
    /// A round of cuts at the current node, if it is one that is cut; `None` when the node goes on without.
    pub(super) fn cut_at_node(&mut self, cx: &mut Context) -> Option<Phase> {
        let (x, objective) = self.current.as_ref().map(|c| (c.x.clone(), c.objective))?;
        let settings = &self.bench.settings;
        // Where nodes cost many iterations, cuts are tried below the root although they were not worth their rows
        // there: with a bad incumbent, nothing is worth them.
        let is_worth_it = self.cutting.paid || self.bench.problem.integer.contains(&false);
        if !settings.uses(Component::NodeCuts) || !is_worth_it {
            return None;
        }
        let here = self.bench.effort.nodes;
        let (share, rows) = if here < NODE_CUT_LONG {
            (NODE_CUT_SHARE, NODE_CUT_ROWS_SHARE)
        } else {
            (NODE_CUT_SHARE_LONG, NODE_CUT_ROWS_SHARE_LONG)
        };
        let local = &mut self.cutting.local;
        if local.node != here {
            let room = NODE_CUT_ROWS_BASE + (rows * self.bench.problem.rows() as f64) as usize;
            let too_many = self.bench.cuts.own() > self.cutting.root_rows + room;
            if here < local.next || too_many || local.work as f64 > share * self.bench.effort.work as f64 {
                return None;
            }
            *local = NodeCutting {
                node: here,
                began: self.bench.effort.work,
                rounds: 0,
                ended: false,
                first: objective,
                ..*local
            };
        } else if local.ended {
            return None;
        }
        local.work += self.bench.effort.work - local.began;
        local.began = self.bench.effort.work;
        let gap = self.bench.cutoff.value() - local.first;
        let least = if gap.is_finite() { NODE_CUT_PROGRESS * gap } else { CUT_PROGRESS * objective.abs() };
        let stalled = local.rounds > 0 && objective - local.last < least;
        if stalled || local.rounds >= NODE_CUT_ROUNDS {
            return self.end_node_cuts(objective, least);
        }
        local.last = objective;
        local.rounds += 1;
        let domain = self.root_domain();
        let found = self.separate(&x, &domain, cx);
        let most = CUT_ROUND_BASE + (NODE_CUT_ROUND_SHARE * self.bench.problem.rows() as f64) as usize;
        let mut chosen = self.choose_cuts(found, &x, most, cx);
        self.keep_incumbent(&mut chosen, cx);
        if chosen.is_empty() {
            return self.end_node_cuts(objective, least);
        }
        self.add_cuts(chosen, &x, cx);
        Some(Phase::Relax { retried: false })
    }

    /// The node goes on with the rows that are tight; cutting becomes rarer where it gained little, and more
    /// frequent where it gained.
    fn end_node_cuts(&mut self, objective: f64, least: f64) -> Option<Phase> {
        let local = &mut self.cutting.local;
        local.ended = true;
        let gained = objective - local.first >= least;
        let most = if local.node < NODE_CUT_LONG { NODE_CUT_PERIOD_MAX } else { NODE_CUT_PERIOD_LONG };
        local.period = if gained { (local.period / 2).max(1) } else { (2 * local.period).min(most) };
        local.next = local.node + local.period;
        // Branched nodes know nothing of the rows that were added here, so that those may go without a trace.
        let stored = self.nodes.base.rows.len() - self.bench.problem.rows();
        let first = self.bench.problem.rows();
        let lp = &self.bench.relaxation.lp;
        let slack: Vec<usize> = (stored..self.bench.cuts.len())
            .filter(|k| lp.row_status(first + k) == VariableStatus::Basic)
            .collect();
        self.remove_cuts(&slack);
        self.nodes.base.rows.resize(self.bench.relaxation.lp.rows(), VariableStatus::Basic);
        (!slack.is_empty()).then_some(Phase::Relax { retried: false })
    }

    /// The bounds that hold in the whole tree, those found at the root among them.
    fn root_domain(&self) -> Domain {
        let mut domain = self.bench.everywhere();
        let path = self.current.as_ref().map(|c| self.nodes.arena.path(c.index)).unwrap_or_default();
        let root = path.first().and_then(|&r| self.nodes.arena.get(r));
        for change in root.iter().flat_map(|r| &r.changes) {
            let j = change.column as usize;
            domain.set(j, change.lower.max(domain.lower(j)), change.upper.min(domain.upper(j)));
        }
        domain
    }

    /// Between two plunges: rows of cuts that were slack at the end of many leave, in the bases of branched
    /// nodes as well.
    pub(super) fn retire_cuts(&mut self) {
        if !self.bench.settings.uses(Component::CutPool) {
            return;
        }
        let old = self.bench.cuts.grow_older(&self.bench.relaxation, self.bench.problem.rows(), NODE_ROW_AGE);
        // Each removal touches every stored basis: several at once.
        if old.len() < NODE_ROWS_RETIRED
            || (old.len() as f64) < NODE_ROWS_RETIRED_SHARE * self.bench.cuts.len() as f64
        {
            return;
        }
        let first = self.bench.problem.columns() + self.bench.problem.rows();
        self.nodes.arena.forget_rows(&old.iter().map(|k| (first + k) as u32).collect::<Vec<_>>());
        self.remove_cuts(&old);
    }
}
