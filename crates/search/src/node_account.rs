//! What fixed which column at a node of the tree: its branchings, taken again one after the other with what
//! propagation and reduced costs (see [`crate::tree::reduced_cost`]) say after each.
//!
//! A search tells of its branchings alone; one event for each bound of each node would cost every search that is
//! listened to. So it is found out for the node that somebody asks about, from its path and the best objective of
//! that time. Everything works on the program as it was given, not on what presolve made of it: a reason is a row
//! that the caller knows. What is told holds for points that satisfy the rows exactly, as everything inside a search does
//! (`docs/claims.md`). What rests on more than the rows is therefore not told: reductions that keep an optimal
//! point and not all of them, what closed nodes teach others, symmetry.

use crate::certify::admit;
use crate::domain::{Bounds, Domain};
use crate::error::SearchError;
use crate::guidance::Guidance;
use crate::lp::LpStatus;
use crate::params::{ACCOUNT_FACTOR, ACCOUNT_RELAXATIONS, ACCOUNT_ROWS, INTEGRALITY, UNIT};
use crate::problem::MipProblem;
use crate::propagation::{Looked, Propagation, Propagator};
use crate::settings::Settings;
use crate::state::cutoff::{Cutoff, Lattice};
use crate::state::relaxation::Relaxation;
use crate::tree::reduced_cost::tighten_at_node;
use hunch_model::{Control, Program};

#[cfg(test)]
mod tests;

/// What says that a bound holds, or that there is nothing at the node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The step of the path at this depth.
    Branching,
    /// This row of the program.
    Row(usize),
    /// The objective has to become better than the best: what the other columns cost at least leaves no more.
    Objective,
    /// The relaxation: any other value costs as much as the best or more; or it has no point as good, or none.
    Relaxation,
}

/// A change of a column's bounds on the way to the node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The column and its bounds from then on.
    pub bounds: Bounds,
    /// How many steps of the path had been taken; 0 at the root.
    pub depth: usize,
    /// What says so.
    pub reason: Reason,
}

/// What holds at a node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeAccount {
    /// For each column whose bounds are not the program's the last change of each side, in the order in which
    /// they were found.
    pub steps: Vec<Step>,
    /// Where it turned out that nothing is left: at which depth, and what says so.
    pub end: Option<(usize, Reason)>,
}

/// Takes the branchings of `path`, from the root down, and tells what holds after the last of them for every
/// point that is better than `best`, an objective in the program's own sense. A step that is `None` is one that no
/// column of the program shows; it is passed over, and what is told holds without it. The gaps of `settings` say
/// what is better. Once `control` wants an end no more relaxations are solved.
///
/// # Errors
/// A malformed program, one that says more than linear rows and integers, or a path that does not fit it.
pub fn node_account(
    program: &Program,
    path: &[Option<Bounds>],
    best: Option<f64>,
    settings: &Settings,
    control: &mut dyn Control,
) -> Result<NodeAccount, SearchError> {
    admit(program, &Guidance::none())?;
    let columns = program.columns.len();
    for (at, step) in path.iter().enumerate() {
        let Some(Bounds { column, lower, upper }) = *step else { continue };
        let column = column as usize;
        if column >= columns || lower.is_nan() || upper.is_nan() || lower > upper {
            return Err(SearchError::Path { at, column, lower, upper, columns });
        }
    }
    let mut replay = Replay::new(program, best, settings);
    let end = replay.take(path, control).map(|reason| (replay.depth, reason));
    Ok(NodeAccount { steps: replay.last_steps(), end })
}

struct Replay {
    problem: MipProblem,
    domain: Domain,
    propagator: Propagator,
    relaxation: Relaxation,
    cutoff: Cutoff,
    depth: usize,
    steps: Vec<Step>,
}

impl Replay {
    fn new(program: &Program, best: Option<f64>, settings: &Settings) -> Self {
        let problem = MipProblem::from_program(program);
        let (relative, absolute) = (settings.relative_gap(), settings.absolute_gap());
        let mut cutoff = Cutoff::new(Lattice::of(&problem), relative, absolute, problem.constant);
        let mut propagator = Propagator::new(&problem, true);
        if let Some(best) = best {
            cutoff.set_incumbent(program.sense.sign() * best);
            let (value, offset) = (cutoff.value(), problem.lp.offset);
            propagator.set_cutoff(value - offset + 2.0 * UNIT * (value.abs() + offset.abs()));
        }
        Self {
            domain: Domain::new(problem.lp.column_lower.clone(), problem.lp.column_upper.clone()),
            relaxation: Relaxation::new(&problem, settings.seed(), true),
            problem,
            propagator,
            cutoff,
            depth: 0,
            steps: Vec::new(),
        }
    }

    /// Why nothing is left, if that turns out.
    fn take(&mut self, path: &[Option<Bounds>], control: &mut dyn Control) -> Option<Reason> {
        self.propagator.await_all();
        let mut end = self.settle(control);
        for step in path {
            if end.is_some() {
                break;
            }
            self.depth += 1;
            end = step.and_then(|step| self.branch(step)).or_else(|| self.settle(control));
        }
        end
    }

    fn branch(&mut self, step: Bounds) -> Option<Reason> {
        let (j, mark) = (step.column as usize, self.domain.mark());
        let lower = step.lower.max(self.domain.lower(j));
        let upper = step.upper.min(self.domain.upper(j));
        if lower > upper {
            return Some(Reason::Branching);
        }
        if (lower, upper) != (self.domain.lower(j), self.domain.upper(j)) {
            self.domain.set(j, lower, upper);
        }
        self.propagator.await_since(&self.domain, mark);
        self.note(mark, Reason::Branching);
        None
    }

    /// Everything that follows at this depth.
    fn settle(&mut self, control: &mut dyn Control) -> Option<Reason> {
        if let Some(end) = self.propagate() {
            return Some(end);
        }
        for _ in 0..ACCOUNT_RELAXATIONS {
            match self.relax(control) {
                Relaxed::Ends => return Some(Reason::Relaxation),
                Relaxed::Says { point } => {
                    if let Some(end) = self.propagate() {
                        return Some(end);
                    }
                    if !self.excludes(&point) {
                        break;
                    }
                }
                Relaxed::SaysNothing => break,
            }
        }
        None
    }

    fn propagate(&mut self) -> Option<Reason> {
        // What is left over is looked at with the next depth's.
        for _ in 0..ACCOUNT_FACTOR * self.problem.rows() + ACCOUNT_ROWS {
            let mark = self.domain.mark();
            let (looked, found) = self.propagator.look(&mut self.domain)?;
            let reason = match looked {
                Looked::Row(i) => Reason::Row(i),
                // Programs with implications are not taken.
                Looked::Objective | Looked::Implication => Reason::Objective,
            };
            self.note(mark, reason);
            if found == Propagation::Infeasible {
                return Some(reason);
            }
        }
        None
    }

    fn relax(&mut self, control: &mut dyn Control) -> Relaxed {
        if control.wants_end() {
            return Relaxed::SaysNothing;
        }
        let noise = self.problem.objective_noise;
        self.relaxation.lp.set_objective_limit(self.cutoff.value() + noise);
        self.relaxation.follow(&self.domain);
        let status = loop {
            match self.relaxation.solve_chunk(control) {
                LpStatus::IterationLimit if !control.wants_end() => {}
                status => break status,
            }
        };
        let lp = &mut self.relaxation.lp;
        match status {
            LpStatus::Infeasible => return Relaxed::Ends,
            LpStatus::Optimal | LpStatus::ObjectiveLimit => {}
            _ => return Relaxed::SaysNothing,
        }
        if self.cutoff.prunes(self.cutoff.lift(lp.dual_bound() - noise)) {
            return Relaxed::Ends;
        }
        if status == LpStatus::ObjectiveLimit {
            return Relaxed::SaysNothing;
        }
        let (mark, point) = (self.domain.mark(), lp.values());
        let proven = lp.reduced_cost_bound().min(lp.objective()) - noise;
        if tighten_at_node(lp, proven, &self.problem.integer, &self.cutoff, &mut self.domain) == 0 {
            return Relaxed::SaysNothing;
        }
        self.propagator.await_since(&self.domain, mark);
        self.note(mark, Reason::Relaxation);
        Relaxed::Says { point }
    }

    /// Whether an integer column of `x` lies outside its bounds.
    fn excludes(&self, x: &[f64]) -> bool {
        let domain = &self.domain;
        let is_within = |j| (domain.lower(j) - INTEGRALITY..=domain.upper(j) + INTEGRALITY).contains(&x[j]);
        (0..x.len()).any(|j| self.problem.integer[j] && !is_within(j))
    }

    /// Writes down what has changed since `mark`.
    fn note(&mut self, mark: usize, reason: Reason) {
        let depth = self.depth;
        let changes = self.domain.changes_since(mark);
        self.steps.extend(changes.into_iter().map(|bounds| Step { bounds, depth, reason }));
    }

    /// Of each column the steps that gave its sides what they have in the end.
    fn last_steps(&self) -> Vec<Step> {
        let lp = &self.problem.lp;
        let mut before: Vec<(f64, f64)> =
            lp.column_lower.iter().copied().zip(lp.column_upper.iter().copied()).collect();
        let sets_a_side = |step: &&Step| {
            let Bounds { column, lower, upper } = step.bounds;
            let j = column as usize;
            let (low, high) = std::mem::replace(&mut before[j], (lower, upper));
            (low < lower && lower == self.domain.lower(j)) || (high > upper && upper == self.domain.upper(j))
        };
        self.steps.iter().filter(sets_a_side).copied().collect()
    }
}

/// What a relaxation says.
enum Relaxed {
    /// There is nothing here.
    Ends,
    /// Bounds that its point may lie outside of.
    Says {
        point: Vec<f64>,
    },
    SaysNothing,
}
