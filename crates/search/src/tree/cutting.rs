//! The cut loop at the root: relax, separate, add, and so on while the bound moves.

use super::home::Context;
use super::node_cuts::NodeCutting;
use super::search::{Phase, Tree};
use crate::components::Component;
use crate::cuts::cliques::CliqueTable;
use crate::cuts::gomory::Tableau;
use crate::cuts::point::{Combination, RelaxedPoint};
use crate::cuts::pool::Pool;
use crate::cuts::rounding::Rounding;
use crate::cuts::variable_bounds::VariableBounds;
use crate::cuts::{Inequality, aggregation, cover, family, implied_bounds, zero_half};
use crate::domain::Domain;
use crate::heuristics::diving::Guide;
use crate::lp::{Basis, NewRow, Simplex, VariableStatus};
use crate::params::*;
use hunch_model::Event;
use hunch_model::order::sort_by;

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
    pub(super) rows: Vec<Inequality>,
    /// Looks in a row at which each of them was slack.
    slack_for: Vec<u32>,
    pool: Pool,
    pub(super) local: NodeCutting,
    /// Cuts that were rows when branching began.
    pub(super) root_rows: usize,
    /// Whether the root's cuts were worth their rows.
    pub(super) paid: bool,
    integral_row: Vec<bool>,
    variable_bounds: VariableBounds,
    cliques: CliqueTable,
}

impl Cutting {
    /// Cuts that the relaxation has as rows.
    pub(super) fn rows(&self) -> &[Inequality] {
        &self.rows
    }

    /// Looks at which cuts are slack; those that were so for more than `most` looks in a row. Their rows follow the program's `first`.
    pub(super) fn grow_older(&mut self, lp: &Simplex, first: usize, most: u32) -> Vec<usize> {
        for (k, looks) in self.slack_for.iter_mut().enumerate() {
            *looks = if lp.row_status(first + k) == VariableStatus::Basic { *looks + 1 } else { 0 };
        }
        (0..self.rows.len()).filter(|&k| self.slack_for[k] > most).collect()
    }
}

impl Tree {
    /// One round at the root's relaxed point; the relaxation is solved again afterwards.
    pub(super) fn cut_round(&mut self, cx: &mut Context) -> Phase {
        let Some((x, objective)) = self.current.as_ref().map(|c| (c.x.clone(), c.objective)) else {
            return Phase::Select;
        };
        if self.cutting.rounds == 0 {
            self.cutting.integral_row = Tableau::integral_rows(&self.bench.problem);
            self.cutting.variable_bounds = VariableBounds::of(&self.bench.problem, &self.by_row);
            self.cutting.cliques = CliqueTable::of(&self.bench.problem, &self.bench.domain, &self.by_row);
        }
        if !self.bench.settings.uses(Component::Cuts) || self.cutting_stalls(objective) {
            return self.end_cutting();
        }
        let domain = self.bench.domain.clone();
        let found = self.separate(&x, &domain, cx);
        let most = CUT_ROUND_BASE + (CUT_ROUND_SHARE * self.bench.problem.rows() as f64) as usize;
        let mut chosen = self.choose_cuts(found, &x, most, cx);
        self.keep_incumbent(&mut chosen, cx);
        if chosen.is_empty() {
            return self.end_cutting();
        }
        self.drop_slack_cuts(CUT_ROW_AGE);
        self.cutting.rounds += 1;
        let (round, cuts) = (self.cutting.rounds, chosen.len() as u32);
        cx.control.emit(Event::CutRound { round, cuts, bound: cx.outward(objective) });
        self.add_cuts(chosen);
        Phase::Relax { retried: false }
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
        let pool = &mut self.cutting.pool;
        found.into_iter().for_each(|cut| pool.add(cut));
        cx.spend(2 * pool.entries() as u64);
        let chosen = pool.take(x, &self.bench.problem.lp.cost, most);
        if !keeps {
            pool.clear();
        }
        chosen
    }

    /// Whether cuts wait in the pool. At the root of a pure integer program they do not: there pool and selection took generalised assignment 5x25 from
    /// 0.47 to 0.96 million units of work, and saved no node.
    fn keeps_cuts(&self) -> bool {
        let mixed = self.bench.problem.integer.contains(&false);
        self.bench.settings.uses(Component::CutPool) && (mixed || self.cutting.done)
    }

    /// Makes cuts rows of the relaxation.
    pub(super) fn add_cuts(&mut self, cuts: Vec<Inequality>) {
        let new_row = |cut: &Inequality| NewRow {
            terms: cut.terms.clone(),
            lower: f64::NEG_INFINITY,
            upper: cut.upper,
        };
        let rows: Vec<NewRow> = cuts.iter().map(new_row).collect();
        self.bench.relaxation.lp.add_rows(&rows);
        self.cutting.slack_for.extend(cuts.iter().map(|_| 0));
        self.cutting.rows.extend(cuts);
    }

    /// Whether enough rounds were run, or too many without progress.
    fn cutting_stalls(&mut self, objective: f64) -> bool {
        let gap = self.bench.cutoff.incumbent() - objective;
        let pure = self.bench.problem.integer.iter().all(|i| *i);
        let share = if pure && gap.is_finite() { CUT_GAP_PROGRESS * gap } else { 0.0 };
        let cutting = &mut self.cutting;
        cutting.first_objective.get_or_insert(objective);
        let progress = (CUT_PROGRESS * objective.abs().max(1.0)).max(share);
        let moved = cutting.last_objective.is_none_or(|last| objective - last > progress);
        cutting.stalled = if moved { 0 } else { cutting.stalled + 1 };
        if moved {
            cutting.last_objective = Some(objective);
        }
        cutting.rounds >= self.strategy.cut_rounds || cutting.stalled >= CUT_STALL_ROUNDS
    }

    /// What the separators find at the current node's `x`, from bounds that hold in the whole tree.
    pub(super) fn separate(&mut self, x: &[f64], domain: &Domain, cx: &mut Context) -> Vec<Inequality> {
        let mut found = Vec::new();
        // Gomory's cut of a tableau row wants variables to rest at bounds that hold everywhere.
        let root = self.is_root();
        let bench = &mut self.bench;
        let settings = bench.settings.clone();
        family::separate(cx.separators, cx.postsolve, x, &mut found);
        let mut work = 2 * self.by_row.nonzeros() as u64;
        if settings.uses(Component::CoverCuts) {
            let at = (x, settings.uses(Component::LiftedCoverCuts));
            work += cover::separate(&bench.problem, domain, &self.by_row, at, &mut found);
        }
        if settings.uses(Component::CliqueCuts) {
            work += self.cutting.cliques.separate(x, &mut found);
        }
        if settings.uses(Component::ImpliedBoundCuts) {
            work += implied_bounds::separate(&bench.problem, domain, &self.by_row, x, &mut found);
        }
        let cutting = &self.cutting;
        let point = RelaxedPoint::new(
            &bench.problem,
            domain,
            &self.by_row,
            &cutting.rows,
            (&cutting.integral_row, &cutting.variable_bounds),
            x,
        );
        let mut rounding = Rounding::new(&point, settings.uses(Component::FlowCoverCuts));
        let (rounds, gomory) =
            (settings.uses(Component::MixedRoundingCuts), root && settings.uses(Component::GomoryCuts));
        if self.strategy.zero_half && settings.uses(Component::ZeroHalfCuts) {
            work += zero_half::separate(&point, &mut found);
        }
        if rounds {
            work += aggregation::separate_paths(&mut rounding, &mut found);
        }
        let mut fractional = bench.fractional(x);
        // The columns nearest to a half give the deepest Gomory cuts.
        let off = |j: &usize| (x[*j] - x[*j].floor() - 0.5).abs();
        sort_by(&mut fractional, |a, b| off(a).total_cmp(&off(b)).then(a.cmp(b)));
        let tableau = Tableau {
            problem: &bench.problem,
            domain,
            by_row: &self.by_row,
            cuts: &self.cutting.rows,
            integral_row: &self.cutting.integral_row,
        };
        // Without continuous columns there is nothing to substitute: Gomory's cut of the same row says as much for less (measured: fewer
        // nodes of generalised assignment without these).
        let mixed = point.problem.integer.contains(&false);
        let mut combination = Combination::new(point.variables());
        let lp = &mut bench.relaxation.lp;
        let tableau_rows = if gomory || (rounds && mixed) { GOMORY_ROWS } else { 0 };
        for j in fractional.into_iter().take(tableau_rows) {
            let Some(row) = lp.tableau_row(j) else { continue };
            if gomory {
                found.extend(tableau.cut(lp, j, &row));
            }
            if rounds && mixed {
                let multipliers = &row.multipliers;
                work +=
                    aggregation::separate_tableau(&mut rounding, multipliers, &mut combination, &mut found);
            }
            work += 4 * (bench.problem.columns() + bench.problem.rows()) as u64;
        }
        cx.spend(work);
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
        let old = self.cutting.grow_older(&self.bench.relaxation.lp, self.bench.problem.rows(), rounds);
        self.remove_cuts(&old);
    }

    /// Cuts leave the relaxation for the pool; `which` ascending.
    pub(super) fn remove_cuts(&mut self, which: &[usize]) {
        let keeps = self.keeps_cuts();
        let first = self.bench.problem.rows();
        self.bench.relaxation.lp.delete_rows(&which.iter().map(|k| first + k).collect::<Vec<_>>());
        let cutting = &mut self.cutting;
        for &k in which.iter().rev() {
            cutting.slack_for.remove(k);
            let cut = cutting.rows.remove(k);
            if keeps {
                cutting.pool.add(cut);
            }
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
        self.cutting.paid = self.cuts_pay();
        if self.cutting.paid {
            self.drop_slack_cuts(0);
        } else {
            let first = self.bench.problem.rows();
            let all: Vec<usize> = (first..first + self.cutting.rows.len()).collect();
            self.bench.relaxation.lp.delete_rows(&all);
            self.cutting.rows.clear();
            self.cutting.slack_for.clear();
        }
        self.cutting.root_rows = self.cutting.rows.len();
        self.base = Basis::slack(self.bench.problem.columns(), self.bench.relaxation.lp.rows());
        self.plan_own_dives();
        Phase::Relax { retried: false }
    }

    /// Dives of the root without a guess.
    pub(super) fn plan_own_dives(&mut self) {
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
    }
}
