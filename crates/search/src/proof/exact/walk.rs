//! Branch and bound in exact arithmetic: searches for an optimum, or proves a target and writes the tree.

use super::lattice::Combination;
use super::multipliers;
use super::tableau::{LpEnd, Range, Tableau, Weights};
use hunch_check::{Dyadic, Knowledge, Node, Side};
use hunch_model::{Control, Flow};

/// Splits on sums above one another: each is a row more, and a walk that goes deeper has no end in sight.
const SPLITS: usize = 100;

/// What a walk is for.
pub enum Goal<'a> {
    /// To write a tree that proves the target of what is known or, without one, that there is no point.
    Prove,
    /// To find the best point. The function turns a point (numerators and denominator) into an answer and
    /// says whether it is one; it may set a target that better points have to meet.
    Search(&'a mut dyn FnMut(&mut Knowledge, &[Dyadic], &Dyadic) -> bool),
}

/// How a walk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WalkEnd {
    /// Every side is closed.
    Complete,
    /// Something could not be closed or written.
    Open,
    /// A limit of work or nodes was reached, or the host said stop.
    Limit,
}

/// What a side of a branching says.
enum Limit {
    Nothing,
    Bound(usize, Side, Dyadic),
    Sum(Combination, f64, Side),
}

/// A side that is still open: marks to return to, and what it says.
struct Open {
    mark: usize,
    splits: usize,
    limit: Limit,
}

/// The relaxation of what is known, with the objective or without it.
pub fn relaxation(known: &Knowledge, objective: bool) -> Tableau {
    let cost = if objective { known.program().cost.clone() } else { vec![Dyadic::zero(); known.columns()] };
    let range = |j| Range { lower: known.lower(j).cloned(), upper: known.upper(j).cloned() };
    let row = |i: usize| {
        let range = Range { lower: known.side(i, Side::Lower), upper: known.side(i, Side::Upper) };
        (known.rows()[i].terms.clone(), range)
    };
    let columns = (0..known.columns()).map(range).collect();
    let rows: Vec<_> = (0..known.rows().len()).map(row).collect();
    Tableau::new(&cost, columns, &rows)
}

/// How many pivots change `work` entries of a tableau.
pub fn pivots(known: &Knowledge, work: u64) -> u64 {
    let entries = ((known.rows().len() + 1) * known.columns()).max(1) as u64;
    (work / entries).max(1)
}

/// A walk under way.
pub struct ExactWalk<'a> {
    /// What is known.
    pub known: &'a mut Knowledge,
    /// The tree so far, in preorder.
    pub tree: Vec<Node>,
    /// The least bound of leaves that prove less than the target.
    pub weakest: Option<Dyadic>,
    tableau: Tableau,
    combinations: Vec<(Combination, Vec<(usize, Dyadic)>)>,
    splits: usize,
    open: Vec<Open>,
    nodes: u64,
    pivots: u64,
}

impl<'a> ExactWalk<'a> {
    /// Starts at the root, with the objective or without it. Splits on `combinations`, or on columns where
    /// there are none; `work` limits the entries of the tableau that pivots change.
    pub fn new(known: &'a mut Knowledge, objective: bool, combinations: Vec<Combination>, work: u64) -> Self {
        let exact = |c: Combination| {
            let terms = c.iter().filter_map(|&(j, a)| Some((j, Dyadic::new(a)?))).collect();
            (c, terms)
        };
        Self {
            tableau: relaxation(known, objective),
            // A combination of one column is that column.
            combinations: combinations.into_iter().filter(|c| c.len() > 1).map(exact).collect(),
            pivots: pivots(known, work),
            splits: 0,
            open: vec![Open { mark: known.mark(), splits: 0, limit: Limit::Nothing }],
            nodes: 0,
            known,
            tree: Vec::new(),
            weakest: None,
        }
    }

    /// Nodes so far.
    pub fn nodes(&self) -> u64 {
        self.nodes
    }

    /// Walks until every side is closed, or a limit is reached.
    pub fn run(&mut self, goal: &mut Goal, nodes: u64, control: &mut dyn Control) -> WalkEnd {
        let mut complete = true;
        while let Some(side) = self.open.pop() {
            let before = self.tableau.pivots;
            if self.nodes >= nodes || side.splits >= SPLITS || !self.enter(&side) {
                return WalkEnd::Limit;
            }
            self.nodes += 1;
            let end = if self.known.is_empty() { None } else { Some(self.tableau.solve(self.pivots)) };
            let work =
                (self.tableau.pivots - before + 1) * (self.known.rows().len() * self.known.columns()) as u64;
            if let Flow::Stop(_) = control.spend(work) {
                return WalkEnd::Limit;
            }
            let closed = match end {
                None => {
                    self.tree.push(Node::Empty(Vec::new()));
                    true
                }
                Some(LpEnd::Infeasible(weights)) => match goal {
                    Goal::Search(_) => true,
                    Goal::Prove => self.write(|known| multipliers::empty(known, &weights)),
                },
                Some(LpEnd::Optimal(weights)) => self.optimal(goal, &weights),
                Some(LpEnd::Unbounded) => false,
                Some(LpEnd::Limit) => return WalkEnd::Limit,
            };
            complete &= closed;
            if !closed && matches!(goal, Goal::Prove) {
                return WalkEnd::Open;
            }
        }
        if complete { WalkEnd::Complete } else { WalkEnd::Open }
    }

    /// Goes to the side.
    fn enter(&mut self, side: &Open) -> bool {
        self.known.undo(side.mark);
        while self.splits > side.splits {
            self.tableau.remove_row();
            self.splits -= 1;
        }
        match &side.limit {
            Limit::Nothing => {}
            Limit::Bound(column, which, value) => self.known.set(*column, *which, value.clone()),
            Limit::Sum(terms, k, which) => {
                if !self.known.split(terms, *k, *which) {
                    return false;
                }
                if let Some(row) = self.known.rows().last() {
                    let range = Range { lower: row.lower.clone(), upper: row.upper.clone() };
                    self.tableau.add_row(&row.terms, range);
                    self.splits += 1;
                }
            }
        }
        for j in 0..self.known.columns() {
            let range = Range { lower: self.known.lower(j).cloned(), upper: self.known.upper(j).cloned() };
            *self.tableau.range_mut(j) = range;
        }
        true
    }

    /// Writes a leaf, if there is one.
    fn write(&mut self, leaf: impl FnOnce(&Knowledge) -> Option<Node>) -> bool {
        let leaf = leaf(self.known);
        let found = leaf.is_some();
        self.tree.extend(leaf);
        found
    }

    /// The relaxation has an optimum: the node is closed by its bound, split, or answered. False where it
    /// stays open.
    fn optimal(&mut self, goal: &mut Goal, weights: &Weights) -> bool {
        let (point, over) = self.tableau.point();
        let mut value = &self.known.program().offset * &over;
        for (c, x) in self.known.program().cost.iter().zip(&point) {
            value.add_product(c, x);
        }
        if self.known.reaches_target_over(&value, &over) {
            return match goal {
                Goal::Search(_) => true,
                Goal::Prove => self.write(|known| multipliers::bound(known, weights)),
            };
        }
        match self.split(&point, &over, matches!(goal, Goal::Search(_))) {
            Some(true) => return true,
            Some(false) => return false,
            None => {}
        }
        match goal {
            Goal::Search(answer) => answer(self.known, &point, &over),
            Goal::Prove => match multipliers::weak(self.known, weights) {
                Some((leaf, value)) => {
                    self.tree.push(leaf);
                    if self.weakest.as_ref().is_none_or(|w| value < *w) {
                        self.weakest = Some(value);
                    }
                    true
                }
                None => false,
            },
        }
    }

    /// Splits at a combination, or at a column, that is not an integer: none if all are. False where the
    /// place is no double.
    fn split(&mut self, point: &[Dyadic], over: &Dyadic, nearest_first: bool) -> Option<bool> {
        for (terms, exact) in &self.combinations {
            let mut value = Dyadic::zero();
            for (j, a) in exact {
                value.add_product(a, &point[*j]);
            }
            let floor = value.floor_multiple(over);
            if &floor * over == value {
                continue;
            }
            let k = floor.to_f64();
            if Dyadic::new(k).as_ref() != Some(&floor) {
                return Some(false);
            }
            let terms = terms.clone();
            self.tree.push(Node::Split(terms.clone(), k));
            let limits = [Limit::Sum(terms.clone(), k, Side::Upper), Limit::Sum(terms, k, Side::Lower)];
            let upper_first = nearest_first && is_past_half(&value, &floor, over);
            self.push(limits, upper_first);
            return Some(true);
        }
        let mut best: Option<(usize, Dyadic, Dyadic)> = None;
        for j in (0..point.len()).filter(|&j| self.known.is_integer(j)) {
            let floor = point[j].floor_multiple(over);
            let fraction = &point[j] - &(&floor * over);
            let distance = (&fraction.shifted(1) - over).abs();
            if !fraction.is_zero() && best.as_ref().is_none_or(|b| distance < b.2) {
                best = Some((j, floor, distance));
            }
        }
        let (j, floor, _) = best?;
        let k = floor.to_f64();
        if Dyadic::new(k).as_ref() != Some(&floor) {
            return Some(false);
        }
        self.tree.push(Node::Branch(j, k));
        let upper_first = nearest_first && is_past_half(&point[j], &floor, over);
        let above = &floor + &Dyadic::one();
        let limits = [Limit::Bound(j, Side::Upper, floor), Limit::Bound(j, Side::Lower, above)];
        self.push(limits, upper_first);
        Some(true)
    }

    /// Opens both sides; the one that is pushed last is walked first.
    fn push(&mut self, [lower, upper]: [Limit; 2], upper_first: bool) {
        let (mark, splits) = (self.known.mark(), self.splits);
        let order = if upper_first { [lower, upper] } else { [upper, lower] };
        self.open.extend(order.map(|limit| Open { mark, splits, limit }));
    }
}

/// Whether `value / over` is nearer to `floor + 1` than to `floor`.
fn is_past_half(value: &Dyadic, floor: &Dyadic, over: &Dyadic) -> bool {
    (value - &(floor * over)).shifted(1) > *over
}
