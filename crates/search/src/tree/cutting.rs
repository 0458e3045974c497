//! The cut loop at the root: relax, separate, add, and so on while the bound moves.

use super::home::Context;
use super::search::{Phase, Tree};
use crate::components::Component;
use crate::cuts::gomory::Tableau;
use crate::cuts::mixed_rounding::MixedRounding;
use crate::cuts::{Inequality, cover, family, select};
use crate::heuristics::diving::Guide;
use crate::lp::{Basis, NewRow, VariableStatus};
use crate::params::*;
use hunch_model::Event;

/// How far cutting has come.
#[derive(Clone, Debug, Default)]
pub(super) struct Cutting {
    /// Whether the root is done with cuts.
    pub(super) done: bool,
    rounds: u32,
    stalled: u32,
    first_objective: Option<f64>,
    last_objective: Option<f64>,
    /// Cuts that are rows of the engine, after the program's own.
    rows: Vec<Inequality>,
    integral_row: Vec<bool>,
}

impl Tree {
    /// One round at the root's relaxed point; the relaxation is solved again afterwards.
    pub(super) fn cut_round(&mut self, cx: &mut Context) -> Phase {
        let Some((x, objective)) = self.current.as_ref().map(|c| (c.x.clone(), c.objective)) else {
            return Phase::Select;
        };
        if self.cutting.rounds == 0 {
            self.cutting.integral_row = Tableau::integral_rows(&self.bench.problem);
        }
        if !self.bench.settings.uses(Component::Cuts) || self.cutting_stalls(objective) {
            return self.end_cutting();
        }
        let found = self.separate(&x, cx);
        let most = CUT_ROUND_BASE + (CUT_ROUND_SHARE * self.bench.problem.rows() as f64) as usize;
        let mut chosen = select::select(found, &x, most);
        self.keep_incumbent(&mut chosen, cx);
        if chosen.is_empty() {
            return self.end_cutting();
        }
        self.drop_slack_cuts();
        self.cutting.rounds += 1;
        let (round, cuts) = (self.cutting.rounds, chosen.len() as u32);
        cx.control.emit(Event::CutRound { round, cuts, bound: cx.outward(objective) });
        let new_row = |cut: &Inequality| NewRow {
            terms: cut.terms.clone(),
            lower: f64::NEG_INFINITY,
            upper: cut.upper,
        };
        let rows: Vec<NewRow> = chosen.iter().map(new_row).collect();
        self.bench.relaxation.lp.add_rows(&rows);
        self.cutting.rows.extend(chosen);
        Phase::Relax { retried: false }
    }

    /// Whether enough rounds were run, or too many without progress.
    fn cutting_stalls(&mut self, objective: f64) -> bool {
        let cutting = &mut self.cutting;
        cutting.first_objective.get_or_insert(objective);
        let progress = CUT_PROGRESS * objective.abs().max(1.0);
        let moved = cutting.last_objective.is_none_or(|last| objective - last > progress);
        cutting.stalled = if moved { 0 } else { cutting.stalled + 1 };
        if moved {
            cutting.last_objective = Some(objective);
        }
        cutting.rounds >= CUT_ROUNDS || cutting.stalled >= CUT_STALL_ROUNDS
    }

    fn separate(&mut self, x: &[f64], cx: &mut Context) -> Vec<Inequality> {
        let mut found = Vec::new();
        let bench = &mut self.bench;
        let settings = bench.settings.clone();
        family::separate(cx.separators, cx.postsolve, x, &mut found);
        if settings.uses(Component::CoverCuts) {
            cover::separate(&bench.problem, &bench.domain, &self.by_row, x, &mut found);
        }
        let mut work = 2 * self.by_row.nonzeros() as u64;
        if settings.uses(Component::MixedRoundingCuts) {
            let rounding = MixedRounding::new(&bench.problem, &bench.domain, &self.by_row, x);
            work += rounding.separate(&mut found);
        }
        let mut fractional = bench.fractional(x);
        // The columns nearest to a half give the deepest Gomory cuts.
        let off = |j: &usize| (x[*j] - x[*j].floor() - 0.5).abs();
        fractional.sort_by(|a, b| off(a).total_cmp(&off(b)).then(a.cmp(b)));
        let tableau = Tableau {
            problem: &bench.problem,
            domain: &bench.domain,
            by_row: &self.by_row,
            cuts: &self.cutting.rows,
            integral_row: &self.cutting.integral_row,
        };
        let tableau_rows = if settings.uses(Component::GomoryCuts) { GOMORY_ROWS } else { 0 };
        for j in fractional.into_iter().take(tableau_rows) {
            found.extend(tableau.cut(&mut bench.relaxation.lp, j));
            work += 4 * (bench.problem.columns() + bench.problem.rows()) as u64;
        }
        cx.spend(work);
        found
    }

    /// Drops cuts that the incumbent violates: they are wrong by rounding, or by a separator's mistake.
    fn keep_incumbent(&self, cuts: &mut Vec<Inequality>, cx: &Context) {
        if let Some(point) = &cx.home.incumbent {
            let x: Vec<f64> = cx.postsolve.kept().iter().map(|&j| point.values[j]).collect();
            cuts.retain(|cut| cut.violation(&x) <= INTEGRALITY * (1.0 + cut.upper.abs()));
        }
    }

    /// Takes out cuts that are not tight: they slow every iteration.
    fn drop_slack_cuts(&mut self) {
        let first = self.bench.problem.rows();
        let lp = &mut self.bench.relaxation.lp;
        let slack: Vec<usize> = (0..self.cutting.rows.len())
            .filter(|k| lp.row_status(first + k) == VariableStatus::Basic)
            .collect();
        lp.delete_rows(&slack.iter().map(|k| first + k).collect::<Vec<_>>());
        for k in slack.into_iter().rev() {
            self.cutting.rows.remove(k);
        }
    }

    /// Whether the cuts closed a share of the gap that is worth their rows at every node; without an incumbent they are kept.
    fn cuts_pay(&self) -> bool {
        let (Some(first), Some(last)) = (self.cutting.first_objective, self.cutting.last_objective) else {
            return true;
        };
        let incumbent = self.bench.cutoff.incumbent();
        !incumbent.is_finite() || last - first >= CUT_WORTH * (incumbent - first)
    }

    /// The rows stay as they are from now on; our own dives follow.
    fn end_cutting(&mut self) -> Phase {
        self.cutting.done = true;
        if self.cuts_pay() {
            self.drop_slack_cuts();
        } else {
            let first = self.bench.problem.rows();
            let all: Vec<usize> = (first..first + self.cutting.rows.len()).collect();
            self.bench.relaxation.lp.delete_rows(&all);
            self.cutting.rows.clear();
        }
        self.base = Basis::slack(self.bench.problem.columns(), self.bench.relaxation.lp.rows());
        if let Some(current) = &mut self.current {
            if self.bench.settings.uses(Component::Diving) {
                // Once there is a point, a second dive costs small programs more (a fifth of facility location 20x20) than it finds.
                current.dives = if self.bench.cutoff.incumbent().is_finite() {
                    vec![Guide::Fractional]
                } else {
                    vec![Guide::Coefficient, Guide::Fractional]
                };
            }
            current.rounded = false;
        }
        Phase::Relax { retried: false }
    }
}
