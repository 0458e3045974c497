//! Diving: follow one path down, fixing columns until the relaxation is integral (Achterberg 2007, section
//! 9.2).
//!
//! A dive works on a copy of the relaxation and on the tree's domain, whose changes it undoes when it ends.
//! It takes one small step at a time. When a fixing turns out infeasible it is reversed once; a second
//! failure ends the dive.

use super::dive_choice::Style;
use super::heuristic::Progress;
use crate::domain::Bounds;
use crate::lp::LpStatus;
use crate::params::PSEUDO_COST_CLEAR;
use crate::propagation::Propagation;
use crate::state::home::{Context, Source};
use crate::state::relaxation::Relaxation;
use crate::state::workbench::Workbench;

/// What decides the next fixing.
#[derive(Clone, Debug, PartialEq)]
pub enum Guide {
    /// First these `(column, value)` in order, each followed by propagation and skipped if it contradicts;
    /// then as [`Guide::Fractional`].
    Targets(Source, Vec<(usize, f64)>),
    /// The column nearest to an integer (section 9.2.4).
    Fractional,
    /// The column nearest to its value in this point, the incumbent (section 9.2.5).
    Guided(Vec<f64>),
    /// The column that the fewest rows resist (section 9.2.1).
    Coefficient,
    /// The column whose rounding one way costs little and the other way much, by these gains per unit,
    /// `[down, up]` of each column (section 9.2, pseudo-cost diving).
    PseudoCost(Vec<[f64; 2]>),
}

impl Guide {
    /// Its style; none for targets.
    pub fn style(&self) -> Option<Style> {
        match self {
            Self::Targets(..) => None,
            Self::Fractional => Some(Style::Fractional),
            Self::Guided(_) => Some(Style::Guided),
            Self::Coefficient => Some(Style::Coefficient),
            Self::PseudoCost(_) => Some(Style::PseudoCost),
        }
    }

    /// Who is credited with a point.
    pub fn source(&self) -> Source {
        match self {
            Self::Targets(source, _) => *source,
            Self::Fractional => Source::Dive(Style::Fractional.name()),
            Self::Guided(_) => Source::Dive(Style::Guided.name()),
            Self::Coefficient => Source::Dive(Style::Coefficient.name()),
            Self::PseudoCost(_) => Source::Dive(Style::PseudoCost.name()),
        }
    }
}

/// A dive under way.
#[derive(Clone, Debug)]
pub struct Dive {
    guide: Guide,
    relaxation: Relaxation,
    start: usize,
    budget: u64,
    begun: bool,
    /// The last fixing, to be reversed if it fails: the domain's mark before it, and the other side.
    reversible: Option<(usize, Bounds)>,
    /// Columns fixed to their targets.
    pub fixed: usize,
    /// Whether it found a better point.
    pub improved: bool,
    first_iterations: u64,
    steps: u64,
}

impl Dive {
    /// Starts a dive from the current node, for at most `budget` simplex iterations.
    pub fn new(bench: &Workbench, guide: Guide, budget: u64) -> Self {
        let relaxation = bench.relaxation.clone();
        let first_iterations = relaxation.lp.iterations();
        let start = bench.domain.mark();
        Self {
            guide,
            relaxation,
            start,
            budget,
            begun: false,
            reversible: None,
            fixed: 0,
            improved: false,
            first_iterations,
            steps: 0,
        }
    }

    /// Simplex iterations spent.
    pub fn iterations(&self) -> u64 {
        self.relaxation.lp.iterations() - self.first_iterations
    }

    /// Its style; none for targets.
    pub fn style(&self) -> Option<Style> {
        self.guide.style()
    }

    /// Who is credited.
    pub fn source(&self) -> Source {
        self.guide.source()
    }

    /// One small step: the targets, or a chunk of the relaxation and the fixing that follows from it. The
    /// host is given the end.
    pub fn step(&mut self, bench: &mut Workbench, cx: &mut Context) -> Progress {
        let before = cx.home.incumbent_objective();
        let progress = self.advance(bench, cx);
        cx.spend(bench.propagator.take_work());
        if progress == Progress::Ended {
            bench.domain.undo(self.start);
        }
        if cx.home.incumbent_objective() < before {
            self.improved = true;
            bench.take_up_incumbent(cx);
        }
        if progress == Progress::Ended {
            bench.effort.iterations.dives += self.iterations();
            cx.heuristic_ended(self.source(), self.improved, self.iterations());
        }
        progress
    }

    fn advance(&mut self, bench: &mut Workbench, cx: &mut Context) -> Progress {
        if !self.begun {
            self.begun = true;
            self.fix_targets(bench);
        }
        // A step may take no iteration at all: integers without bounds can be followed for ever along an
        // equation that none of them solves.
        self.steps += 1;
        if self.iterations().max(self.steps) > self.budget {
            return Progress::Ended;
        }
        self.relaxation.follow(&bench.domain);
        self.relaxation.lp.set_objective_limit(bench.cutoff.value());
        match self.relaxation.solve_chunk(cx.control) {
            LpStatus::IterationLimit => Progress::Underway,
            LpStatus::Optimal => self.descend(bench, cx),
            LpStatus::Infeasible | LpStatus::ObjectiveLimit => self.turn_back(bench),
            _ => Progress::Ended,
        }
    }

    /// Fixes columns to their targets, as many as do not contradict.
    fn fix_targets(&mut self, bench: &mut Workbench) {
        let Guide::Targets(_, targets) = &self.guide else { return };
        self.fixed = 0;
        for &(j, value) in targets {
            if bench.domain.is_fixed(j) || value < bench.domain.lower(j) || value > bench.domain.upper(j) {
                continue;
            }
            let mark = bench.domain.mark();
            match bench.change(j, value, value) {
                Propagation::Consistent => self.fixed += 1,
                Propagation::Infeasible => bench.domain.undo(mark),
            }
        }
    }

    /// The relaxation is optimal: a point, or the next fixing.
    fn descend(&mut self, bench: &mut Workbench, cx: &mut Context) -> Progress {
        self.reversible = None;
        let x = self.relaxation.lp.values();
        let fractional = bench.fractional(&x);
        if fractional.is_empty() {
            let relaxation = &self.relaxation;
            cx.offer(&x, self.guide.source(), |p, control| relaxation.solve_around(p, control));
            return Progress::Ended;
        }
        if let Some(point) = super::rounding::simple(bench, &x, &fractional)
            && bench.problem.objective(&point) < bench.cutoff.incumbent()
        {
            let relaxation = &self.relaxation;
            cx.offer(&point, self.guide.source(), |p, control| relaxation.solve_around(p, control));
        }
        let Some((j, up)) = self.choose(bench, &x, &fractional) else { return Progress::Ended };
        let (lower, upper) = (bench.domain.lower(j), bench.domain.upper(j));
        let (below, above) = ((lower, x[j].floor()), (x[j].ceil(), upper));
        let (near, far) = if up { (above, below) } else { (below, above) };
        let mark = bench.domain.mark();
        self.reversible = Some((mark, Bounds { column: j as u32, lower: far.0, upper: far.1 }));
        match bench.change(j, near.0, near.1) {
            Propagation::Consistent => Progress::Underway,
            Propagation::Infeasible => self.turn_back(bench),
        }
    }

    /// Column and direction of the next fixing.
    fn choose(&self, bench: &Workbench, x: &[f64], fractional: &[usize]) -> Option<(usize, bool)> {
        let rate = |&j: &usize| -> (f64, bool) {
            let above = x[j] - x[j].floor();
            match &self.guide {
                Guide::Guided(point) => ((x[j] - point[j]).abs(), point[j] > x[j]),
                Guide::Coefficient => {
                    let (down, up) = bench.locks[j];
                    let nearest = above.min(1.0 - above);
                    if up < down || (up == down && above > 0.5) {
                        (f64::from(up) + nearest, true)
                    } else {
                        (f64::from(down) + nearest, false)
                    }
                }
                Guide::PseudoCost(gains) => {
                    let [down, up] = gains[j];
                    let go_up = match above {
                        a if a < PSEUDO_COST_CLEAR => false,
                        a if a > 1.0 - PSEUDO_COST_CLEAR => true,
                        _ => up < down,
                    };
                    // The less there is to go, and the more the other side costs, the better.
                    let (cost, other, nearness) =
                        if go_up { (up, down, above) } else { (down, up, 1.0 - above) };
                    (-nearness.sqrt() * (1.0 + other) / (1.0 + cost), go_up)
                }
                Guide::Fractional | Guide::Targets(..) => (above.min(1.0 - above), above > 0.5),
            }
        };
        fractional
            .iter()
            .map(|j| (rate(j), *j))
            .min_by(|a, b| a.0.0.total_cmp(&b.0.0).then(a.1.cmp(&b.1)))
            .map(|((_, up), j)| (j, up))
    }

    /// The last fixing failed: the other side once, fewer targets, or the end.
    fn turn_back(&mut self, bench: &mut Workbench) -> Progress {
        if let Some((mark, other)) = self.reversible.take() {
            bench.domain.undo(mark);
            return match bench.change(other.column as usize, other.lower, other.upper) {
                Propagation::Consistent => Progress::Underway,
                Propagation::Infeasible => Progress::Ended,
            };
        }
        match &mut self.guide {
            // The targets are in the order of trust: the less trusted half goes.
            Guide::Targets(_, targets) if targets.len() > 1 && self.fixed > 0 => {
                targets.truncate(targets.len() / 2);
                bench.domain.undo(self.start);
                self.begun = false;
                Progress::Underway
            }
            _ => Progress::Ended,
        }
    }
}
