//! The map of a file: which strategy it names over two of the parameters, the others as they are; which one is
//! true there; and how far each parameter alone may go.

use super::card::By;
use super::respond::Model;
use crate::label::{LabelError, LabelOptions, Labeller, Outcome};
use crate::learn::voice::{importance, path, sentence};
use crate::learn::{Classifier, Data, Tree};
use crate::strategy::Strategies;
use hunch_model::Control;
use hunch_search::random::uniform;
use thiserror::Error;

/// Cells along a side: as many as the widest screens have points.
pub const MOST_CELLS: usize = 4_096;
/// Codes of cells that have no strategy. All strategies of a file, and thousands beside them, lie below.
pub const NOTHING: u16 = u16::MAX;
/// The program has no point there.
pub const INFEASIBLE: u16 = u16::MAX - 1;
/// The objective has no bound there.
pub const UNBOUNDED: u16 = u16::MAX - 2;
/// No optimum was found within the limits, or a code was no longer free.
pub const UNSETTLED: u16 = u16::MAX - 3;
/// Branch-and-bound nodes of a cell: a map must not hang on one of them.
const NODE_LIMIT: u64 = 20_000;
/// θ of which it is counted how often a parameter decides, and how often its values are exchanged.
const PROBES: usize = 2_000;
const EXCHANGES: usize = 3;

/// What is wrong with a view.
#[derive(Clone, Debug, Error, PartialEq)]
#[error("{field} is {value}; it must be {expected}")]
pub struct ViewError {
    /// Which part of it.
    pub field: &'static str,
    /// What was found.
    pub value: f64,
    /// What would be right.
    pub expected: String,
}

/// A rectangle of θ: two parameters over their ranges, the others as in `theta`.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// One entry a parameter.
    pub theta: Vec<f64>,
    /// The parameter from left to right, and the one from below upwards.
    pub axes: [usize; 2],
    /// From where to where each of them goes.
    pub ranges: [[f64; 2]; 2],
    /// Cells from left to right, and from above downwards.
    pub cells: [usize; 2],
}

impl View {
    /// Checks it for programs of `width` parameters.
    ///
    /// # Errors
    /// The first number that is wrong.
    pub fn check(&self, width: usize) -> Result<(), ViewError> {
        let wrong = |field, value: f64, expected: String| Err(ViewError { field, value, expected });
        if self.theta.len() != width {
            return wrong("the length of theta", self.theta.len() as f64, format!("{width}"));
        }
        if let Some(&value) = self.theta.iter().find(|value| !value.is_finite()) {
            return wrong("an entry of theta", value, "finite".into());
        }
        if let Some(&axis) = self.axes.iter().find(|&&axis| axis >= width) {
            return wrong("an axis", axis as f64, format!("below {width}"));
        }
        if self.axes[0] == self.axes[1] {
            return wrong("the second axis", self.axes[1] as f64, "another one than the first".into());
        }
        for [low, high] in self.ranges {
            let is_right = low.is_finite() && high.is_finite() && (high - low).is_finite() && low < high;
            if !is_right {
                return wrong("the end of a range", high, format!("finite and above its start, {low}"));
            }
        }
        match self.cells.iter().find(|&&count| count == 0 || count > MOST_CELLS) {
            Some(&count) => wrong("a number of cells", count as f64, format!("from 1 to {MOST_CELLS}")),
            None => Ok(()),
        }
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.cells[0] * self.cells[1]
    }

    /// Whether it has none; one that was checked has some.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where a column, or a row, of cells has its middle.
    fn middle(&self, axis: usize, cell: usize) -> f64 {
        let [low, high] = self.ranges[axis];
        // Rows are counted from above, as pictures are.
        let place = if axis == 0 { cell } else { self.cells[1] - 1 - cell };
        low + (high - low) * (place as f64 + 0.5) / self.cells[axis] as f64
    }

    /// Writes the middle of a cell, counted row by row from above, into `theta`.
    pub fn place(&self, cell: usize, theta: &mut [f64]) {
        theta[self.axes[0]] = self.middle(0, cell % self.cells[0]);
        theta[self.axes[1]] = self.middle(1, cell / self.cells[0]);
    }
}

/// What a file says of a θ at once, without solving anything.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// The strategy that it names, if any.
    pub strategy: Option<u32>,
    /// The tests on the way through the tree, in words that are true of θ; none without a tree.
    pub path: Vec<String>,
    /// How far each parameter alone may go down and up until the tree names another strategy, and which:
    /// infinite where it never does. Empty without a tree.
    pub reach: Vec<[Reach; 2]>,
}

/// How far a parameter alone may go in one direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    /// The value at which another strategy begins.
    pub at: f64,
    /// That strategy.
    pub beyond: Option<u32>,
}

/// The strategies of cells that the file has not; one for all maps of a file, so that numbers stay.
#[derive(Clone, Debug, Default)]
pub struct Truth {
    unseen: Strategies,
}

impl Model {
    /// What paints its map: the tree where there is one, for it has the voice; else what ranks.
    pub fn painted_by(&self) -> By {
        if self.learned().tree.is_some() { By::Tree } else { self.learned().card.ranking.by }
    }

    /// The strategy that the file names in each cell of a view, row by row from above; [`NOTHING`] where it
    /// names none.
    ///
    /// # Errors
    /// A view that is none of this program.
    pub fn paint(&self, view: &View) -> Result<Vec<u16>, ViewError> {
        view.check(self.program().parameters.len())?;
        let mut theta = view.theta.clone();
        let mut painted = Vec::with_capacity(view.len());
        let across: Vec<f64> = (0..view.cells[0]).map(|cell| view.middle(0, cell)).collect();
        for row in 0..view.cells[1] {
            theta[view.axes[1]] = view.middle(1, row);
            for &x in &across {
                theta[view.axes[0]] = x;
                painted.push(self.named(&theta).map_or(NOTHING, |number| number as u16));
            }
        }
        Ok(painted)
    }

    /// The strategy that the file names at θ, which has the right length.
    fn named(&self, theta: &[f64]) -> Option<u32> {
        match &self.learned().tree {
            Some(tree) => Some(tree.leaf_class(tree.leaf(theta))),
            None => self.candidates(theta).ok()?.first().copied(),
        }
    }

    /// What the file says of `theta` at once.
    ///
    /// # Errors
    /// θ of the wrong length, or not finite.
    pub fn look(&self, theta: &[f64]) -> Result<Look, LabelError> {
        self.program().check_theta(theta)?;
        let names = &self.learned().card.parameters;
        let (mut said, mut reach) = (Vec::new(), Vec::new());
        if let Some(tree) = &self.learned().tree {
            let conditions = path(tree, theta);
            said.extend(conditions.iter().map(|condition| sentence(condition, names, Some(theta))));
            reach.extend((0..theta.len()).map(|parameter| reach_of(tree, theta, parameter)));
        }
        Ok(Look { strategy: self.named(theta), path: said, reach })
    }

    /// The true strategies of some cells of a view, by the engine and the rule for ties: numbers of the file
    /// where it has them, then further ones in the order in which they are met; codes where there is none.
    ///
    /// # Errors
    /// As [`Model::paint`], cells that the view has not, or what the engine refuses.
    pub fn truth(
        &self,
        view: &View,
        cells: &[u32],
        truth: &mut Truth,
        control: &mut dyn Control,
    ) -> Result<Vec<u16>, TruthError> {
        view.check(self.program().parameters.len())?;
        if let Some(&cell) = cells.iter().find(|&&cell| cell as usize >= view.len()) {
            let expected = format!("below {}", view.len());
            return Err(ViewError { field: "a cell", value: cell.into(), expected }.into());
        }
        let options = LabelOptions { node_limit: Some(NODE_LIMIT), ..LabelOptions::default() };
        let labeller = Labeller::new(self.program(), &view.theta, options)?;
        let mut work = self.program().base.clone();
        let mut theta = view.theta.clone();
        let mut found = Vec::with_capacity(cells.len());
        for &cell in cells {
            view.place(cell as usize, &mut theta);
            found.push(match labeller.label(&theta, &mut work, control)? {
                Outcome::Optimal(optimal) => self.code(optimal.strategy, truth),
                Outcome::Infeasible => INFEASIBLE,
                Outcome::Unbounded => UNBOUNDED,
                Outcome::Unsettled(_) => UNSETTLED,
            });
        }
        Ok(found)
    }

    fn code(&self, strategy: crate::Strategy, truth: &mut Truth) -> u16 {
        let known = &self.learned().store.strategies;
        let number =
            known.number(&strategy).unwrap_or_else(|| known.len() as u32 + truth.unseen.add(strategy));
        u16::try_from(number).ok().filter(|&code| code < UNSETTLED).unwrap_or(UNSETTLED)
    }

    /// How much each parameter decides over the domain, in their order: the share of θ, drawn evenly from it,
    /// at which the tree names another strategy once the parameter is given another value of its range. Empty
    /// without a tree.
    pub fn importance(&self, seed: u64) -> Vec<f64> {
        let learned = self.learned();
        let Some(tree) = &learned.tree else { return Vec::new() };
        let width = learned.card.parameters.len();
        let ends: Vec<(f64, f64)> = learned
            .card
            .domain
            .lower
            .iter()
            .copied()
            .zip(learned.card.domain.upper.iter().copied())
            .collect();
        let mut state = seed;
        let points: Vec<f64> = (0..PROBES)
            .flat_map(|_| {
                ends.iter().map(|(low, high)| low + (high - low) * uniform(&mut state)).collect::<Vec<_>>()
            })
            .collect();
        let labels = points.chunks_exact(width).map(|theta| tree.class(theta)).collect();
        let Ok(data) = Data::new(points, width, labels, tree.classes()) else { return Vec::new() };
        let mut losses = vec![0.0; width];
        for found in importance(tree, &data, seed, EXCHANGES) {
            losses[found.parameter as usize] = found.loss;
        }
        losses
    }
}

/// Why no truth can be told.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum TruthError {
    /// The view.
    #[error(transparent)]
    View(#[from] ViewError),
    /// The program, or the engine.
    #[error(transparent)]
    Label(#[from] LabelError),
}

/// Where the tree's class changes if one parameter alone goes down, and up. The class can change at the
/// splits' own values alone, so one look between each two of them is enough.
fn reach_of(tree: &Tree, theta: &[f64], parameter: usize) -> [Reach; 2] {
    let start = theta[parameter];
    let mut values: Vec<f64> = Vec::new();
    for branch in tree.nodes().iter().filter_map(|node| node.branch.as_ref()) {
        let own = branch.split.terms.iter().find(|(j, _)| *j as usize == parameter);
        if let Some(&(_, factor)) = own.filter(|(_, factor)| *factor != 0.0) {
            let value = start + (branch.split.bound - branch.split.value(theta)) / factor;
            if value.is_finite() {
                values.push(value);
            }
        }
    }
    values.sort_by(f64::total_cmp);
    let here = tree.leaf_class(tree.leaf(theta));
    let mut probe = theta.to_vec();
    let mut walk = |list: Vec<f64>, end: f64| {
        for (k, &value) in list.iter().enumerate() {
            let next = list.get(k + 1).copied();
            // Beyond the last one by as much as it is away: any point there is like all others.
            let far = value + (value - start) + end.signum() * (1.0 + value.abs());
            probe[parameter] = next.map_or(far, |next| value + (next - value) / 2.0);
            let class = tree.leaf_class(tree.leaf(&probe));
            if class != here {
                return Reach { at: value, beyond: Some(class) };
            }
        }
        Reach { at: end, beyond: None }
    };
    let below: Vec<f64> = values.iter().copied().filter(|value| *value < start).rev().collect();
    let above: Vec<f64> = values.into_iter().filter(|value| *value >= start).collect();
    [walk(below, f64::NEG_INFINITY), walk(above, f64::INFINITY)]
}
