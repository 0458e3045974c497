//! Answers from stored strategies, with their proof.
//!
//! A strategy that was predicted (or ranked first, see [`ranking`]) gives a point by its [reduced
//! system](reduced). In a continuous program the multipliers then *prove* it: primal feasible, and
//! multipliers of the right sign, mean optimal, and no search is needed. The proof is the engine's, which
//! starts from the strategy's stored basis or working set and counts rounding; a wrong prediction costs time
//! and claims nothing. With integers the leaves of a stored [tree] prove it. What nothing stored proves, the
//! engine solves, from the best strategy.
//!
//! | module | what it does |
//! |---|---|
//! | [`dense`] | factors with their rank |
//! | [`reduced`] | the equations of a strategy |
//! | `relaxation`, [`engines`] | an engine at one θ after the other; the proof, and the solve from there |
//! | [`tree`], `growing` | stored branch-and-bound trees: proofs for programs with integers |
//! | [`trial`] | what a strategy gave, and the answer |
//! | `told` | its point is told at once, before anything proves it |
//! | [`ranking`] | stored duals and points: strategies ranked by dot products |
//! | [`regions`] | where a strategy is optimal: facets, affine in θ |
//! | [`measure`] | the paper's infeasibility and suboptimality |

mod dense;
mod engines;
mod growing;
pub mod measure;
pub mod ranking;
mod reduced;
pub mod regions;
mod relaxation;
mod told;
pub mod tree;
mod trial;

pub use trial::{Answer, Proof, Trial, best};

use crate::label::LabelError;
use crate::store::{First, Store, by_frequency};
use engines::Engine;
use hunch_model::parametric::ParametricProgram;
use hunch_model::{Control, Program, Unlimited, check};
use hunch_search::lp::LpProblem;
use hunch_search::qp::{Problem, SymmetricMatrix};
use hunch_search::{Guidance, Settings, solve};
use ranking::{Affine, Moves, Score};
use reduced::Reduced;
use regions::Facet;
use relaxation::Relaxation;
use std::borrow::Cow;
use std::sync::Arc;
use told::{Told, no_worse, tell};
use tree::ProofTree;
use trial::proven;

/// A strategy, ready to be tried.
struct Stored {
    reduced: Option<Reduced>,
    engine: Engine,
    /// What ranks it, where something does.
    score: Option<Score>,
    /// What proves it, in a program with integers; without nodes where there is none.
    tree: ProofTree,
}

/// Answers θ of one parametric program from stored strategies.
pub struct Answerer<'a> {
    program: Cow<'a, ParametricProgram>,
    is_integer: Vec<bool>,
    moves: Moves,
    quadratic: Option<Arc<SymmetricMatrix>>,
    stored: Vec<Stored>,
    by_frequency: Vec<u32>,
    work: Program,
    /// For the leaves of all trees.
    relaxation: Relaxation,
}

impl<'a> Answerer<'a> {
    /// Prepares the strategies of a store.
    ///
    /// # Errors
    /// A malformed program or θ, a store of another program, or what the engines refuse.
    pub fn new(program: &'a ParametricProgram, store: &Store) -> Result<Self, LabelError> {
        Self::of(Cow::Borrowed(program), store)
    }

    /// The same with a program of its own.
    ///
    /// # Errors
    /// As [`Answerer::new`].
    pub fn owned(program: ParametricProgram, store: &Store) -> Result<Answerer<'static>, LabelError> {
        Answerer::of(Cow::Owned(program), store)
    }

    fn of(program: Cow<'a, ParametricProgram>, store: &Store) -> Result<Self, LabelError> {
        program.validate()?;
        let base = &program.base;
        store.validate(base)?;
        let mut counts = store.counts.clone();
        counts.resize(store.strategies.len(), 0);
        let is_curved = base.quadratic.as_ref().is_some_and(|q| !q.lower_triangle.is_empty());
        let mut answerer = Self {
            is_integer: base.columns.iter().map(|c| c.kind.is_integer()).collect(),
            moves: Moves::of(&program),
            quadratic: if is_curved { Some(Arc::new(Problem::from_program(base)?.quadratic)) } else { None },
            stored: Vec::with_capacity(store.strategies.len()),
            by_frequency: by_frequency(&counts),
            work: base.clone(),
            program,
            relaxation: Relaxation::Linear(None),
        };
        let mut template: Option<Relaxation> = None;
        for (number, strategy) in store.strategies.list().iter().enumerate() {
            let First { theta, working_set: set } = store.first.get(number).cloned().unwrap_or_default();
            answerer.program.instantiate_into(&mut answerer.work, &theta)?;
            let problem = LpProblem::from_program(&answerer.work);
            let moves_matrix = answerer.moves == Moves::Matrix;
            let quadratic = answerer.quadratic.as_deref();
            let reduced = Reduced::new(strategy, &answerer.is_integer, &problem, quadratic, moves_matrix);
            let template = match &template {
                Some(template) => template,
                None => template.insert(Relaxation::new(&problem, answerer.quadratic.as_ref())?),
            };
            let mut engine = Engine::new(set, template.another());
            let score = answerer.score(&mut engine, reduced.as_ref(), &problem);
            let tree = store.trees.get(number).cloned().unwrap_or_default();
            answerer.stored.push(Stored { reduced, engine, score, tree });
        }
        if let Some(template) = template {
            answerer.relaxation = template;
        }
        Ok(answerer)
    }

    /// What ranks a strategy: see [`ranking`].
    fn score(&self, engine: &mut Engine, reduced: Option<&Reduced>, problem: &LpProblem) -> Option<Score> {
        let is_mixed = self.program.base.has_integers();
        match (self.moves, self.quadratic.is_some()) {
            (Moves::Sides, false) if !is_mixed => {
                let proven = engine.prove(problem, &mut Unlimited)?;
                let base = LpProblem::from_program(&self.program.base);
                Some(Score::Bound(Affine::of_duals(&self.program, &base, &proven.duals)))
            }
            (Moves::Costs, false) => {
                let values = reduced?.point(problem, None)?;
                let sign = self.program.base.sense.sign();
                let is_feasible = check(&self.work, &values).feasible;
                is_feasible.then(|| Score::Objective(Affine::of_point(&self.program, &values), sign))
            }
            _ if !is_mixed => Score::region(self.facets_of(reduced?)?),
            _ => None,
        }
    }

    /// The strategies in the order in which they should be tried at `theta` without learning: see
    /// [`ranking`]; where nothing ranks them, and where they tie, by frequency. Ranked by regions, those
    /// after the first are in the order of what was seen of them.
    pub fn order(&self, theta: &[f64]) -> Vec<u32> {
        let mut scores = vec![f64::NEG_INFINITY; self.stored.len()];
        let mut enough = f64::NEG_INFINITY;
        // The frequent ones first: they are likely the best, and others are then soon seen to be worse.
        for &number in &self.by_frequency {
            if let Some(score) = &self.stored[number as usize].score {
                let value = score.at(theta, enough);
                scores[number as usize] = value;
                enough = enough.max(value);
            }
        }
        let mut order = self.by_frequency.clone();
        order.sort_by(|&a, &b| scores[b as usize].total_cmp(&scores[a as usize]));
        order
    }

    /// The first of [`Answerer::order`]. `near` is a strategy that is likely good there: what is seen to be worse
    /// need not be looked at to its end.
    pub fn first(&self, theta: &[f64], near: u32) -> Option<u32> {
        let score = |number: u32, enough: f64| {
            let score = self.stored.get(number as usize).and_then(|stored| stored.score.as_ref());
            score.map_or(f64::NEG_INFINITY, |score| score.at(theta, enough))
        };
        let mut enough = score(near, f64::NEG_INFINITY);
        let mut best: Option<(f64, u32)> = None;
        for &number in &self.by_frequency {
            let value = score(number, enough);
            enough = enough.max(value);
            if best.is_none_or(|(most, _)| value.total_cmp(&most).is_gt()) {
                best = Some((value, number));
            }
        }
        best.map(|(_, number)| number)
    }

    /// Whether something but frequency ranks them all.
    pub fn ranks(&self) -> bool {
        self.stored.iter().all(|stored| stored.score.is_some())
    }

    /// The facets of the region of θ where a strategy is optimal (with integers: where it is, among the
    /// points with these integers); see [`regions`]. None where θ moves the matrix, or where the reduced
    /// system is too large.
    pub fn facets(&self, strategy: u32) -> Vec<Facet> {
        let reduced = self.stored.get(strategy as usize).and_then(|stored| stored.reduced.as_ref());
        reduced.and_then(|reduced| self.facets_of(reduced)).unwrap_or_default()
    }

    fn facets_of(&self, reduced: &Reduced) -> Option<Vec<Facet>> {
        let base = LpProblem::from_program(&self.program.base);
        regions::facets(&self.program, &self.is_integer, reduced, &base, self.quadratic.as_deref())
    }

    /// Tries `candidates` in their order until one is proven; without proof goes on with the engine from the
    /// best of them. Numbers of no strategy are passed over.
    ///
    /// # Errors
    /// θ of the wrong length, numbers that no program can have, or what the engine refuses. Limits and
    /// infeasibility are statuses.
    pub fn answer(
        &mut self,
        theta: &[f64],
        candidates: &[u32],
        control: &mut dyn Control,
    ) -> Result<Answer, LabelError> {
        self.answer_with(theta, candidates, &Settings::new(), Guidance::none(), control)
    }

    /// The same with `settings` for a search, and with what else it is told; a strategy's point is its start
    /// where there is one.
    ///
    /// # Errors
    /// As [`Answerer::answer`].
    pub fn answer_with(
        &mut self,
        theta: &[f64],
        candidates: &[u32],
        settings: &Settings,
        guidance: Guidance,
        control: &mut dyn Control,
    ) -> Result<Answer, LabelError> {
        self.program.instantiate_into(&mut self.work, theta)?;
        let problem = LpProblem::from_program(&self.work);
        let mut trials = Vec::new();
        for &strategy in candidates {
            let Some((trial, bound)) = self.attempt(strategy, &problem, control) else { continue };
            trials.push(trial);
            if let (Some(bound), Some(trial)) = (bound, trials.last()) {
                let solution = proven(&self.work, trial.values.clone(), trial.objective, bound);
                return Ok(Answer { solution, proof: Proof::Multipliers(strategy), trials });
            }
        }
        let best = best(&trials, self.work.sense.sign()).map(|k| trials[k].strategy);
        if let Some(strategy) = best
            && !self.work.has_integers()
            && let Some(found) = self.stored[strategy as usize].engine.go_on(&problem, control)
        {
            let bound = self.work.sense.sign() * found.bound;
            let checked = check(&self.work, &found.values);
            let solution = proven(&self.work, found.values, checked.objective, bound);
            if checked.feasible && solution.gap.is_some_and(|gap| gap.is_closed()) {
                return Ok(Answer { solution, proof: Proof::Warm(strategy), trials });
            }
        }
        let sign = self.work.sense.sign();
        let feasible = trials.iter().filter(|trial| trial.is_feasible);
        let point = feasible.min_by(|a, b| f64::total_cmp(&(sign * a.objective), &(sign * b.objective)));
        let Some(Trial { strategy, objective, values, .. }) = point else {
            let solution = solve(&self.work, hunch_search::Engine::Hunch, settings, &guidance, control)?;
            return Ok(Answer { solution, proof: Proof::Search, trials });
        };
        let (values, objective, strategy) = (values.clone(), *objective, *strategy);
        tell(control, &values, objective);
        if let Some(bound) = self.tree_bound(strategy, objective, control) {
            let solution = proven(&self.work, values, objective, bound);
            return Ok(Answer { solution, proof: Proof::Tree(strategy), trials });
        }
        let guidance = Guidance { start: values.iter().copied().enumerate().collect(), ..guidance };
        let control = &mut Told::new(control, &self.work, objective);
        let found = solve(&self.work, hunch_search::Engine::Hunch, settings, &guidance, control)?;
        let solution = no_worse(&self.work, found, &values, objective);
        Ok(Answer { solution, proof: Proof::Search, trials })
    }

    /// The program at `theta`.
    ///
    /// # Errors
    /// θ of the wrong length, or numbers that no program can have.
    pub fn at(&mut self, theta: &[f64]) -> Result<&Program, LabelError> {
        self.program.instantiate_into(&mut self.work, theta)?;
        Ok(&self.work)
    }

    /// What the points of `candidates` are worth at `theta`, in their order, without any proof: what the paper
    /// measures. Numbers of no strategy are passed over.
    ///
    /// # Errors
    /// As [`Answerer::answer`].
    pub fn points(&mut self, theta: &[f64], candidates: &[u32]) -> Result<Vec<Trial>, LabelError> {
        self.program.instantiate_into(&mut self.work, theta)?;
        let problem = LpProblem::from_program(&self.work);
        Ok(candidates.iter().filter_map(|&strategy| self.point(strategy, &problem)).collect())
    }

    /// The point of a strategy's reduced system; an empty one where there is none.
    fn point(&self, strategy: u32, problem: &LpProblem) -> Option<Trial> {
        let reduced = self.stored.get(strategy as usize)?.reduced.as_ref();
        let point = reduced.and_then(|reduced| reduced.point(problem, self.quadratic.as_deref()));
        Some(match point {
            None => Trial {
                strategy,
                values: Vec::new(),
                objective: self.work.sense.sign() * f64::INFINITY,
                infeasibility: f64::INFINITY,
                is_feasible: false,
                is_proven: false,
            },
            Some(values) => {
                let checked = check(&self.work, &values);
                Trial {
                    strategy,
                    infeasibility: measure::infeasibility(&self.work, &values),
                    is_feasible: checked.feasible,
                    objective: checked.objective,
                    values,
                    is_proven: false,
                }
            }
        })
    }

    /// The point of a strategy, and the bound that proves it, in the program's own sense.
    fn attempt(
        &mut self,
        strategy: u32,
        problem: &LpProblem,
        control: &mut dyn Control,
    ) -> Option<(Trial, Option<f64>)> {
        let sign = self.work.sense.sign();
        let mut trial = self.point(strategy, problem)?;
        let stored = self.stored.get_mut(strategy as usize)?;
        if self.work.has_integers() || (stored.reduced.is_some() && !trial.is_feasible) {
            return Some((trial, None));
        }
        let Some(found) = stored.engine.prove(problem, control) else { return Some((trial, None)) };
        let bound = sign * found.bound;
        let closes = |objective: f64| hunch_model::Gap::between(objective, bound, &self.work).is_closed();
        if !(trial.is_feasible && closes(trial.objective)) {
            let checked = check(&self.work, &found.values);
            if !checked.feasible || !closes(checked.objective) {
                return Some((trial, None));
            }
            (trial.objective, trial.values, trial.is_feasible) = (checked.objective, found.values, true);
            trial.infeasibility = measure::infeasibility(&self.work, &trial.values);
        }
        trial.is_proven = true;
        Some((trial, Some(bound)))
    }
}
