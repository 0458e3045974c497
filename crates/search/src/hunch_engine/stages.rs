//! The stages of a program with integers: which is next, its program, its presolve and its tree.

use super::programs::{with_rows, without_objective};
use super::*;

impl HunchRun {
    /// Begins the next stage.
    pub(super) fn open_stage(&mut self, control: &mut dyn Control) {
        if let Some(reason) = self.unsettled.take() {
            self.settle(reason, control);
            return;
        }
        if self.home.is_linear() {
            self.stage = Some(self.reduced_linear_stage(control));
            control.emit(Event::Stage { name: "simplex".into() });
            return;
        }
        #[cfg(feature = "kinds")]
        if self.home.curve.as_ref().is_some_and(|curve| !curve.is_rooted()) {
            control.emit(Event::Stage { name: "quadratic relaxation".into() });
            self.stage = Some(Stage::Curve);
            return;
        }
        let Some(purpose) = self.pending.pop() else {
            self.give_up(REASON_UNSETTLED);
            return;
        };
        let program = self.program_of(purpose);
        control.emit(Event::Stage { name: "presolve".into() });
        // The meter never says stop; a few passes over the entries are what presolve costs.
        let _ = control.spend(20 * program.matrix.nonzeros() as u64);
        #[cfg_attr(not(feature = "kinds"), expect(unused_mut))]
        let mut problem = self.problem_of(&program);
        #[cfg(feature = "kinds")]
        if let Some(curve) = &self.home.curve {
            problem.objective_noise += curve.noise();
        }
        let reduces =
            self.settings.uses(Component::Presolve) && purpose != Purpose::Unreduced && !self.unreduced;
        // The tangents that are known so far are rows of every tree, those that look for any point as well.
        let all_seen = !self.home.is_partial();
        let (told, done) = (&mut self.told.1, self.statistics.nodes);
        let mut is_over = || told.look(done, 1, control);
        let presolved = match reduces {
            true => presolve_seeing(&problem, all_seen, &mut is_over),
            false if is_over() => None,
            false => Some(unreduced(&problem)),
        };
        let Some(mut presolved) = presolved else {
            // The run stops before the next step.
            self.pending.push(purpose);
            return;
        };
        // A point that presolve came to has to be shown, which trees do.
        if matches!(&presolved, Presolved::Reduced { problem, .. } if problem.columns() == 0) && !all_seen {
            presolved = unreduced(&problem);
        }
        match presolved {
            Presolved::Infeasible => self.found_empty(purpose),
            Presolved::Reduced { problem, postsolve } if problem.columns() == 0 => {
                let least = problem.lp.offset - problem.objective_noise;
                self.finish_without_columns(purpose, least, &postsolve, control);
            }
            Presolved::Reduced { problem, postsolve } => {
                let name = if purpose == Purpose::Guided { "guided search" } else { "search" };
                control.emit(Event::Stage { name: name.into() });
                self.stage = Some(self.tree_stage(purpose, *problem, postsolve));
            }
        }
    }

    /// The program of a stage, in the original's columns.
    fn program_of(&mut self, purpose: Purpose) -> Program {
        let program = &self.home.program;
        match purpose {
            Purpose::Full | Purpose::Unreduced => program.clone(),
            Purpose::Widened | Purpose::Within => {
                let share = if purpose == Purpose::Widened { WHOLE_TOLERANCE } else { HALF_TOLERANCE };
                let wide = self.widened(share).unwrap_or_else(|| program.clone());
                if self.asks_for_any_point() { without_objective(wide) } else { wide }
            }
            Purpose::Guided => {
                let region = self.guidance.trust_region_cut(program);
                self.home.account.cuts.used = self.guidance.cuts.len();
                self.home.account.trust_region.used = usize::from(region.is_some());
                let cuts: Vec<&Cut> = self.guidance.cuts.iter().chain(&region).collect();
                with_rows(program, &cuts)
            }
            Purpose::Feasibility => without_objective(program.clone()),
        }
    }

    /// Whether a stage's points are held against a curve: where any point will do, there is no objective to bend.
    #[cfg(feature = "kinds")]
    fn is_bent(&self, purpose: Purpose) -> bool {
        let any = match purpose {
            Purpose::Feasibility => true,
            Purpose::Widened | Purpose::Within => self.asks_for_any_point(),
            Purpose::Guided | Purpose::Full | Purpose::Unreduced => false,
        };
        self.home.curve.is_some() && !any
    }

    fn tree_stage(&self, purpose: Purpose, problem: MipProblem, postsolve: Postsolve) -> Stage {
        let hints = Hints {
            start: postsolve.project_point(&self.guidance.start),
            probabilities: postsolve.project(&self.guidance.probabilities),
            priorities: postsolve.project(&self.guidance.priorities),
        };
        let left = self.settings.node_limit().map(|limit| limit.saturating_sub(self.statistics.nodes));
        let limit = match purpose {
            Purpose::Guided => Some(left.unwrap_or(u64::MAX).min(self.settings.guided_node_limit())),
            Purpose::Unreduced if !self.unreduced => left,
            Purpose::Widened | Purpose::Within | Purpose::Unreduced => {
                let most = WIDENED_NODES + WIDENED_FACTOR * self.nodes_before;
                Some(left.unwrap_or(u64::MAX).min(most))
            }
            _ => left,
        };
        #[cfg_attr(not(feature = "kinds"), expect(unused_mut))]
        let mut tree = Box::new(Tree::new(problem, &self.settings, limit, hints));
        #[cfg(feature = "kinds")]
        {
            let widening = match purpose {
                Purpose::Widened => WHOLE_TOLERANCE,
                Purpose::Within => HALF_TOLERANCE,
                _ => 0.0,
            };
            tree.set_demanded(self.home.demanded.rows().len(), widening);
            tree.set_curved(self.is_bent(purpose));
        }
        Stage::Tree { purpose, tree, postsolve }
    }
}
