//! What outlives a tree: the incumbent in the original's columns, its certification, node numbers, events in
//! the original's terms.

use super::demanded::Demanded;
use crate::certify::{Certified, certify_by, checked};
use crate::cuts::Inequality;
use crate::cuts::family::Separators;
use crate::guidance::GuidanceAccount;
#[cfg(feature = "kinds")]
use crate::kinds::curve::Curve;
use crate::params::{EARLIER_INCUMBENTS, SNAP};
use crate::presolve::Postsolve;
use hunch_model::{Control, Event, Kind, NodeOutcome, Program};
use std::collections::VecDeque;

pub use super::source::Source;

/// What became of a proposed point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offered {
    /// It is the incumbent now.
    Kept,
    /// It passed the checker and is no better than the incumbent.
    NotBetter,
    /// No point with these integers passed the checker.
    Rejected,
    /// It passed the checker and would be the incumbent; what rows nobody has seen say of it is asked first.
    Held,
}

/// The incumbent and everything else that stages of a solve share.
#[derive(Clone, Debug)]
pub struct Home {
    /// The original program, with hard fixings as bounds.
    pub program: Program,
    /// Who judges points instead of the checker of `program`, where that stands for another program.
    #[cfg(feature = "kinds")]
    pub judge: Option<std::sync::Arc<crate::kinds::judge::Judge>>,
    /// Best checked point.
    pub incumbent: Option<Certified>,
    /// Who found it, and whether in the guided stage.
    pub found_by: Option<(Source, bool)>,
    /// What the guidance did.
    pub account: GuidanceAccount,
    /// Whether the guided stage is running.
    pub guided: bool,
    /// Who is credited with every point while a neighbourhood is searched.
    pub neighbourhood: Option<Source>,
    /// The quadratic objective, of which the program has rows of tangents alone.
    #[cfg(feature = "kinds")]
    pub(crate) curve: Option<Box<Curve>>,
    /// Rows that are told on demand.
    pub demanded: Demanded,
    /// Earlier incumbents, the latest first.
    earlier: VecDeque<Certified>,
    next_id: u64,
}

impl Home {
    /// No incumbent yet.
    pub fn new(program: Program, account: GuidanceAccount) -> Self {
        Self {
            program,
            #[cfg(feature = "kinds")]
            judge: None,
            incumbent: None,
            found_by: None,
            account,
            guided: false,
            neighbourhood: None,
            #[cfg(feature = "kinds")]
            curve: None,
            demanded: Demanded::default(),
            earlier: VecDeque::new(),
            next_id: 0,
        }
    }

    /// A fresh node number.
    pub fn next_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id - 1
    }

    /// Whether this is a linear program, for the simplex alone.
    pub fn is_linear(&self) -> bool {
        #[cfg(feature = "kinds")]
        if self.curve.is_some() {
            return false;
        }
        !self.program.has_integers()
    }

    /// Whether a curve, or rows that nobody has seen, say more than the program does.
    pub fn is_partial(&self) -> bool {
        #[cfg(feature = "kinds")]
        if self.curve.is_some() {
            return true;
        }
        self.demanded.is_lazy()
    }

    /// The incumbent and the incumbents before it, the best first.
    pub fn points(&self) -> impl Iterator<Item = &Certified> {
        self.incumbent.iter().chain(&self.earlier)
    }

    /// Objective of the incumbent as a minimisation, `+∞` without one.
    pub fn incumbent_objective(&self) -> f64 {
        self.incumbent.as_ref().map_or(f64::INFINITY, |p| self.program.sense.sign() * p.objective)
    }

    /// The program whose integers a point is rounded to: the curve's, whose columns are the first.
    fn rounded_to(&self) -> &Program {
        #[cfg(feature = "kinds")]
        if let Some(curve) = &self.curve {
            return curve.given();
        }
        &self.program
    }

    /// The point, if it is one of the program that the caller gave.
    fn judged(&self, values: Vec<f64>, control: &mut dyn Control) -> Option<Certified> {
        #[cfg(feature = "kinds")]
        match (&self.judge, &self.curve) {
            (None, None) => {}
            (Some(judge), None) => return judge.judged(values, control),
            (None, Some(curve)) => return curve.checked(values),
            (Some(judge), Some(curve)) => {
                let own = values[..curve.given().columns.len()].to_vec();
                return judge.judged(own, control).map(|found| curve.lift(found));
            }
        }
        let _ = control;
        checked(&self.program, values)
    }

    /// The best of the points that wait is shown, if no question stands.
    pub fn ask_of_held(&mut self) {
        let incumbent = self.incumbent_objective();
        #[cfg(feature = "kinds")]
        let (judge, curve) = (self.judge.as_deref(), self.curve.as_deref());
        #[cfg(feature = "kinds")]
        self.demanded.ask_of_held(&self.program, judge, curve, incumbent);
        #[cfg(not(feature = "kinds"))]
        self.demanded.ask_of_held(&self.program, incumbent);
    }

    fn credit(&mut self, source: Source, objective: f64) {
        let guided = self.guided;
        let account = &mut self.account;
        let mut parts = Vec::new();
        match source {
            Source::Start => parts.push(&mut account.start),
            Source::Probabilities => parts.push(&mut account.probabilities),
            _ => {}
        }
        if guided {
            parts.push(&mut account.cuts);
            parts.push(&mut account.trust_region);
        }
        parts.push(&mut account.fixings);
        for part in parts.into_iter().filter(|p| p.given > 0) {
            part.objective = Some(objective);
            part.decisions += 1;
        }
    }
}

/// What a tree is lent for one step: the host, the home, and the way from its columns to the original's.
pub struct Context<'a> {
    /// The host; it counts work and never says stop inside a step.
    pub control: &'a mut dyn Control,
    /// The home.
    pub home: &'a mut Home,
    /// From the tree's columns to the original's.
    pub postsolve: &'a Postsolve,
    /// The caller's separators.
    pub separators: &'a mut Separators,
}

impl Context<'_> {
    /// Accounts for work.
    pub fn spend(&mut self, work: u64) {
        // The meter behind `control` never says stop; the answer is taken up between steps.
        let _ = self.control.spend(work);
    }

    /// Certifies a point of the tree's program and keeps it if it is better than the incumbent.
    /// `solve_around` gives the best point with the same integers, in the tree's columns.
    pub fn offer(
        &mut self,
        point: &[f64],
        source: Source,
        solve_around: impl FnOnce(&[f64], &mut dyn Control) -> Option<Vec<f64>>,
    ) -> Offered {
        let (control, postsolve) = (&mut *self.control, self.postsolve);
        let mut original = postsolve.values(point);
        // What simplex rounding left of an integer is noise; only more than that asks for another solve.
        for (value, column) in original.iter_mut().zip(&self.home.program.columns) {
            if column.kind == Kind::Integer && (*value - value.round()).abs() <= SNAP {
                *value = value.round();
            }
        }
        let home = &*self.home;
        let again = |control: &mut dyn Control| solve_around(point, control).map(|p| postsolve.values(&p));
        let judge = |values, control: &mut dyn Control| home.judged(values, control);
        let Some(found) = certify_by(home.rounded_to(), &original, again, judge, control) else {
            return Offered::Rejected;
        };
        self.keep(found, source)
    }

    /// Tells of the end of a heuristic's run, which took so many iterations, or units of work where it takes
    /// none; with the incumbent's objective where it has `found` that.
    pub fn heuristic_ended(&mut self, source: Source, found: bool, work: u64) {
        if self.control.listens() {
            let objective = self.home.incumbent.as_ref().map(|p| p.objective).filter(|_| found);
            self.control.emit(Event::Heuristic { name: source.name().into(), objective, work });
        }
    }

    /// As [`Context::offer`], for a point in the original's columns that is taken as it is.
    pub fn offer_original(&mut self, values: Vec<f64>, source: Source) -> Offered {
        let found = self.home.judged(values, &mut *self.control);
        found.map_or(Offered::Rejected, |found| self.keep(found, source))
    }

    fn keep(&mut self, found: Certified, source: Source) -> Offered {
        let sign = self.home.program.sense.sign();
        if sign * found.objective >= self.home.incumbent_objective() {
            return Offered::NotBetter;
        }
        let source = self.home.neighbourhood.unwrap_or(source);
        if self.home.demanded.is_lazy() {
            self.home.demanded.hold(found, source, self.home.guided);
            return Offered::Held;
        }
        self.accept(found, source);
        Offered::Kept
    }

    /// Makes a point the incumbent.
    pub fn accept(&mut self, found: Certified, source: Source) {
        let objective = found.objective;
        self.home.credit(source, objective);
        self.home.found_by = Some((source, self.home.guided));
        if let Some(before) = self.home.incumbent.replace(found) {
            self.home.earlier.push_front(before);
            self.home.earlier.truncate(EARLIER_INCUMBENTS);
        }
        self.control.emit(Event::Incumbent { objective, source: source.name().into() });
    }

    /// A point of the original in the tree's columns.
    pub fn project(&self, values: &[f64]) -> Vec<f64> {
        self.postsolve.reduced(values)
    }

    /// A bound of the tree in the original's sense.
    pub fn outward(&self, bound: f64) -> f64 {
        self.home.program.sense.sign() * bound
    }

    /// Tells of a node that was opened by bounds of a column of the tree.
    pub fn node_opened(
        &mut self,
        id: u64,
        parent: Option<u64>,
        depth: u32,
        bound: f64,
        branch: Option<(usize, f64, f64)>,
    ) {
        if self.control.listens() {
            let column = branch.and_then(|b| self.postsolve.original(b.0));
            let (lower, upper) = branch.map_or((f64::NEG_INFINITY, f64::INFINITY), |b| (b.1, b.2));
            let bound = self.outward(bound);
            self.control.emit(Event::NodeOpened { id, parent, depth, bound, column, lower, upper });
        }
    }

    /// Tells of a cut that becomes a row of the relaxation, in the original's columns, and by how much it cuts off
    /// the relaxation's point, a point of the tree.
    pub fn cut_added(&mut self, id: u32, cut: &Inequality, point: &[f64]) {
        if cfg!(feature = "breadth") && self.control.listens() {
            let (terms, constant) = self.postsolve.outward(&cut.terms);
            let (family, upper) = (cut.family.into(), cut.upper - constant);
            self.control.emit(Event::CutAdded { id, family, terms, upper, violation: cut.violation(point) });
        }
    }

    /// Tells of a node that was closed, after so many simplex iterations of its tree.
    pub fn node_closed(&mut self, id: u64, outcome: NodeOutcome, bound: f64, iterations: u64) {
        if self.control.listens() {
            let bound = self.outward(bound);
            self.control.emit(Event::NodeClosed { id, outcome, bound, iterations });
        }
    }
}
