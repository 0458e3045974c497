//! Answers from a file: the strategies that it ranks first, proven or searched, and what it says of them.

use super::card::By;
use super::error::LearnedError;
use super::learned::Learned;
use crate::answer::regions::Facet;
use crate::answer::{Answer, Answerer, Proof};
use crate::face;
use crate::label::LabelError;
use crate::learn::voice::{self, Change, Leaves, Sentence};
use crate::learn::{Classifier, params::RANKED};
use crate::params::MOST_NUMBERS;
use hunch_model::parametric::ParametricProgram;
use hunch_model::{Control, Program};
use hunch_search::lp::LpProblem;
use hunch_search::{Guidance, Settings};

/// A step beyond a boundary, as a share of the extent of the domain: enough to be on its other side.
const BEYOND: f64 = 1e-6;
/// Nodes of a tree, the first ones, whose sentences are kept where they are leaves: some megabytes at most.
const MOST_SAID: usize = 2_000;

/// Where the answer changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Boundary {
    /// How far that is, each parameter measured in its extent over the domain.
    pub distance: f64,
    /// The nearest point.
    pub at: Vec<f64>,
    /// What has to move, in words.
    pub text: String,
    /// The strategy on the other side, where that is known.
    pub beyond: Option<u32>,
    /// Whether it is the boundary of the strategy's own region; else the tree's.
    pub is_exact: bool,
}

/// An answer with its voice.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The answer and its proof.
    pub answer: Answer,
    /// The strategy of the answer, where it is a stored one.
    pub strategy: Option<u32>,
    /// What was tried first, if anything.
    pub guess: Option<u32>,
    /// The tests on the way through the tree, in words that are true of θ; none without a tree.
    pub path: Vec<String>,
    /// Where the answer changes, where that is known.
    pub boundary: Option<Boundary>,
    /// Whether θ lies where strategies were sampled.
    pub is_inside: bool,
}

/// A file that is ready to answer.
pub struct Model {
    learned: Learned,
    answerer: Answerer<'static>,
    /// Extent of each parameter over the domain.
    scales: Vec<f64>,
    /// Facets of strategies that were asked for, each with the length of its normal in these scales.
    facets: Vec<Option<Vec<(Facet, f64)>>>,
    /// The sentences of paths that were asked for, by the leaf's position in the tree.
    said: Vec<Option<Vec<Sentence>>>,
    /// The leaves, once it was asked how far another one is.
    leaves: Option<Leaves>,
}

impl Model {
    /// Prepares the strategies.
    ///
    /// # Errors
    /// What the engines refuse.
    pub fn new(learned: Learned) -> Result<Self, LearnedError> {
        let answerer = Answerer::owned(learned.program.clone(), &learned.store)?;
        let domain = &learned.card.domain;
        let scales = domain.lower.iter().zip(&domain.upper).map(|(low, high)| (high - low).max(0.0));
        let nodes = learned.tree.as_ref().map_or(0, |tree| tree.nodes().len().min(MOST_SAID));
        Ok(Self {
            scales: scales.collect(),
            facets: learned.store.strategies.list().iter().map(|_| None).collect(),
            said: (0..nodes).map(|_| None).collect(),
            leaves: None,
            learned,
            answerer,
        })
    }

    /// What it was made of.
    pub fn learned(&self) -> &Learned {
        &self.learned
    }

    /// The program.
    pub fn program(&self) -> &ParametricProgram {
        &self.learned.program
    }

    /// The program at `theta`.
    ///
    /// # Errors
    /// θ of the wrong length, or numbers that no program can have.
    pub fn at(&mut self, theta: &[f64]) -> Result<&Program, LabelError> {
        self.answerer.at(theta)
    }

    /// The strategies that are tried at `theta`, in their order.
    ///
    /// # Errors
    /// θ of the wrong length, or not finite.
    pub fn candidates(&self, theta: &[f64]) -> Result<Vec<u32>, LabelError> {
        self.learned.program.check_theta(theta)?;
        let ranking = self.learned.card.ranking;
        let by_learner = |learner: Option<&dyn Classifier>| {
            let mut found = vec![0; ranking.tries.min(RANKED)];
            let count = learner.map_or(0, |learner| learner.rank(theta, &mut found));
            found.truncate(count);
            found
        };
        let mut order = match ranking.by {
            By::Search | By::Guess | By::Start | By::Fixed => Vec::new(),
            By::Frequency => crate::store::by_frequency(&self.learned.store.counts),
            By::Stored => self.answerer.order(theta),
            By::Tree => by_learner(self.learned.tree.as_ref().map(|l| l as &dyn Classifier)),
            By::Neighbours => by_learner(self.learned.neighbours.as_ref().map(|l| l as &dyn Classifier)),
            By::Network => by_learner(self.learned.network.as_ref().map(|l| l as &dyn Classifier)),
        };
        order.truncate(ranking.tries);
        Ok(order)
    }

    /// Answers `theta`: what is proven by the multipliers of a strategy, or by its stored tree, needs no search;
    /// all else goes on to one, under `settings`.
    ///
    /// # Errors
    /// θ of the wrong length, numbers that no program can have, or what the engine refuses. Limits and
    /// infeasibility are statuses.
    pub fn answer(
        &mut self,
        theta: &[f64],
        settings: &Settings,
        control: &mut dyn Control,
    ) -> Result<Answer, LabelError> {
        let candidates = self.candidates(theta)?;
        self.answer_by(theta, &candidates, settings, control)
    }

    fn answer_by(
        &mut self,
        theta: &[f64],
        candidates: &[u32],
        settings: &Settings,
        control: &mut dyn Control,
    ) -> Result<Answer, LabelError> {
        if let (Some(guess), Some(told)) = (&self.learned.guess, self.learned.card.ranking.by.told()) {
            let at = self.learned.program.instantiate(theta)?;
            let solution = guess.solve(told, &at, theta, settings, control)?;
            return Ok(Answer { solution, proof: Proof::Search, trials: Vec::new() });
        }
        self.answerer.answer_with(theta, candidates, settings, Guidance::none(), control)
    }

    /// The same with what the file says of the answer.
    ///
    /// # Errors
    /// As [`Model::answer`].
    pub fn respond(
        &mut self,
        theta: &[f64],
        settings: &Settings,
        control: &mut dyn Control,
    ) -> Result<Response, LabelError> {
        let candidates = self.candidates(theta)?;
        let guess = candidates.first().copied();
        let answer = self.answer_by(theta, &candidates, settings, control)?;
        let strategy = self.strategy_of(theta, &answer)?;
        let path = self.path(theta);
        let boundary = match strategy {
            Some(number) => self.exact_boundary(number, theta).or_else(|| self.tree_boundary(theta)),
            None => self.tree_boundary(theta),
        };
        let domain = &self.learned.card.domain;
        let ends = domain.lower.iter().zip(&domain.upper);
        let is_inside = theta.iter().zip(ends).all(|(t, (low, high))| low <= t && t <= high);
        Ok(Response { answer, strategy, guess, path, boundary, is_inside })
    }

    /// The tests on the way of `theta` through the tree, in words that are true of it.
    fn path(&mut self, theta: &[f64]) -> Vec<String> {
        let Some(tree) = &self.learned.tree else { return Vec::new() };
        let names = &self.learned.card.parameters;
        let write = || -> Vec<Sentence> { voice::path(tree, theta).into_iter().map(Sentence::new).collect() };
        let mut once = None;
        let said = self.said.get_mut(tree.leaf(theta)).unwrap_or(&mut once).get_or_insert_with(write);
        said.iter_mut().map(|sentence| sentence.of(names, Some(theta)).to_owned()).collect()
    }

    /// The stored strategy of an answer, whoever found it.
    fn strategy_of(&mut self, theta: &[f64], answer: &Answer) -> Result<Option<u32>, LabelError> {
        if let Proof::Multipliers(number) | Proof::Tree(number) = answer.proof {
            return Ok(Some(number));
        }
        if answer.solution.values.is_empty() {
            return Ok(None);
        }
        let at = self.answerer.at(theta)?;
        let mut problem = LpProblem::from_program(at);
        let is_integer: Vec<bool> = at.columns.iter().map(|column| column.kind.is_integer()).collect();
        let values = &answer.solution.values;
        for j in (0..values.len()).filter(|&j| is_integer[j]) {
            (problem.column_lower[j], problem.column_upper[j]) = (values[j].round(), values[j].round());
        }
        let found = face::strategy(&problem, &is_integer, values);
        Ok(self.learned.store.strategies.number(&found))
    }

    /// The nearest facet of a strategy's region.
    fn exact_boundary(&mut self, number: u32, theta: &[f64]) -> Option<Boundary> {
        if self.program().base.has_integers() {
            // The region among points with the same integers is not all there is to it.
            return None;
        }
        let (answerer, scales) = (&self.answerer, &self.scales);
        let length =
            |facet: &Facet| facet.normal.iter().zip(scales).map(|(a, s)| (a * s).powi(2)).sum::<f64>().sqrt();
        let facets = self.facets.get_mut(number as usize)?.get_or_insert_with(|| {
            let facets = answerer.facets(number);
            let numbers: usize = facets.iter().map(|facet| facet.normal.len()).sum();
            let kept = if numbers <= MOST_NUMBERS { facets } else { Vec::new() };
            let measured = kept.into_iter().map(|facet| (length(&facet), facet));
            measured.filter(|(length, _)| *length > 0.0).map(|(length, facet)| (facet, length)).collect()
        });
        let reach = |(facet, length): &(Facet, f64)| facet.distance(theta).max(0.0) / length;
        let nearest = facets.iter().map(|entry| (reach(entry), entry)).min_by(|a, b| a.0.total_cmp(&b.0))?;
        let (distance, (facet, length)) = nearest;
        let step = |by: f64| -> Vec<f64> {
            let direction = facet.normal.iter().zip(scales).map(|(a, s)| a * s * s / length);
            theta.iter().zip(direction).map(|(t, d)| t + by * d).collect()
        };
        let first = self.answerer.first(&step(distance + BEYOND), number);
        let beyond = first.filter(|&first| first != number && self.answerer.ranks());
        let at = step(distance);
        Some(self.boundary(theta, distance, at, beyond, true))
    }

    /// The nearest point at which the tree names another strategy.
    fn tree_boundary(&mut self, theta: &[f64]) -> Option<Boundary> {
        let tree = self.learned.tree.as_ref()?;
        let leaves = self.leaves.get_or_insert_with(|| Leaves::new(tree, &self.scales));
        let change = leaves.nearest_change(tree, theta)?;
        Some(self.boundary(theta, change.distance, change.at, Some(change.class), false))
    }

    fn boundary(
        &self,
        theta: &[f64],
        distance: f64,
        at: Vec<f64>,
        beyond: Option<u32>,
        is_exact: bool,
    ) -> Boundary {
        let change = Change { distance, at, class: beyond.unwrap_or(0), leaf: 0 };
        let text = voice::change_sentence(&change, theta, Some(&self.scales), &self.learned.card.parameters);
        Boundary { distance, at: change.at, text, beyond, is_exact }
    }
}
