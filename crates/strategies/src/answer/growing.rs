//! Programs with integers: growing the trees of a store, and asking them.

use super::Answerer;
use super::tree::{self, Grown, ProofTree, TreeOptions};
use crate::label::LabelError;
use crate::params::TREE_GAP_SHARE;
use crate::store::Store;
use hunch_model::tolerances::{ABSOLUTE_GAP, RELATIVE_GAP};
use hunch_model::{Control, Gap, check};
use hunch_search::lp::LpProblem;
use hunch_search::problem::MipProblem;

impl Answerer<'_> {
    /// What the strategy's tree proves of the program at hand, in its own sense, where that is enough for an
    /// optimum of `objective`.
    pub(super) fn tree_bound(
        &mut self,
        strategy: u32,
        objective: f64,
        control: &mut dyn Control,
    ) -> Option<f64> {
        let tree = self.stored.get(strategy as usize).map(|stored| &stored.tree)?;
        if tree.is_empty() {
            return None;
        }
        let (work, sign) = (&self.work, self.work.sense.sign());
        let problem = MipProblem::from_program(work).lp;
        let is_enough =
            |bound: f64| bound >= sign * objective || Gap::between(objective, sign * bound, work).is_closed();
        let (both, relaxation) = ((&problem, self.quadratic.as_deref()), &mut self.relaxation);
        let cutoff = sign * objective;
        tree::proven_bound(tree, both, cutoff, relaxation, &is_enough, control).map(|bound| sign * bound)
    }

    /// Grows the trees that prove the stored strategies of a program with integers, each at its first θ and
    /// then at those of `labelled`, which go with the number of the strategy that is optimal there. For each
    /// strategy: how many leaves its tree has (0: it has none, being too large), and at how many θ of those
    /// tried it was grown. The trees go into `store`, of which this answers.
    ///
    /// # Errors
    /// θ of the wrong length, or numbers that no program can have.
    pub fn grow(
        &mut self,
        store: &mut Store,
        labelled: &[(u32, Vec<f64>)],
        options: &TreeOptions,
        control: &mut dyn Control,
    ) -> Result<Vec<Grown>, LabelError> {
        let mut grown = vec![Grown::default(); self.stored.len()];
        if !self.work.has_integers() {
            return Ok(grown);
        }
        let first = store.first.iter().enumerate().map(|(k, first)| (k as u32, first.theta.clone()));
        for (strategy, theta) in first.chain(labelled.iter().cloned()) {
            let Some(count) = grown.get_mut(strategy as usize) else { continue };
            let is_first = count.tried == 0;
            if count.tried > options.thetas || (!is_first && count.leaves == 0) {
                continue;
            }
            count.tried += 1;
            let is_grown = self.grow_at(strategy, &theta, options, control)?;
            let Some(stored) = self.stored.get_mut(strategy as usize) else { continue };
            count.grown += usize::from(is_grown);
            if is_first && !is_grown {
                stored.tree = ProofTree::default();
            }
            count.leaves = stored.tree.leaves();
        }
        store.trees = self.stored.iter().map(|stored| stored.tree.clone()).collect();
        Ok(grown)
    }

    fn grow_at(
        &mut self,
        strategy: u32,
        theta: &[f64],
        options: &TreeOptions,
        control: &mut dyn Control,
    ) -> Result<bool, LabelError> {
        self.program.instantiate_into(&mut self.work, theta)?;
        let Some(stored) = self.stored.get_mut(strategy as usize) else { return Ok(false) };
        let (quadratic, plain) = (self.quadratic.as_deref(), LpProblem::from_program(&self.work));
        let Some(point) = stored.reduced.as_ref().and_then(|reduced| reduced.point(&plain, quadratic)) else {
            return Ok(false);
        };
        let checked = check(&self.work, &point);
        if !checked.feasible {
            return Ok(false);
        }
        let sign = self.work.sense.sign();
        let size = (checked.objective - self.work.offset).abs();
        let allowed = f64::max(ABSOLUTE_GAP, RELATIVE_GAP * size);
        let target = sign * checked.objective - TREE_GAP_SHARE * allowed;
        let problem = MipProblem::from_program(&self.work).lp;
        let set = stored.engine.set();
        Ok(tree::grow(
            &mut stored.tree,
            set,
            (&problem, quadratic),
            &mut self.relaxation,
            &self.is_integer,
            (sign * checked.objective, target),
            options,
            control,
        ))
    }
}
