//! The best answer and the best bound so far, whoever found them.

use super::guided::stronger;
use crate::certificate::{self, BoundSource, Certify};
use crate::method::Options;
use hunch_families::Case;
use hunch_model::{Control, Event, Gap, Relay};
use std::sync::Arc;

/// Who found a point: the search of the whole program.
pub(super) const SEARCH: &str = "search";
/// Who found a point: the search under the guess's fixings.
pub(super) const GUESS: &str = "guess";

/// Work of the relaxation that is tried before any search. On the published sizes it takes a quarter of this
/// at most, some tenths of a millisecond; where it takes more, it comes after the guess's search.
const BOUND_AT_ONCE: u64 = 2_000_000;

/// How points of a part of the program and points of the whole lead to each other.
pub(super) trait Parted: Send + Sync {
    /// A point of the whole, of one of the part.
    fn lift(&self, values: &[f64]) -> Vec<f64>;

    /// What the part has of a point of the whole.
    fn lower(&self, columns: &[f64]) -> Vec<f64>;
}

/// The best answer and bound of an instance.
pub(super) struct Best<'a> {
    pub case: &'a dyn Case,
    certify: Certify,
    exact: bool,
    /// Values of the answer; empty before there is one.
    pub values: Vec<f64>,
    pub objective: Option<f64>,
    /// Who found it.
    pub found_by: &'static str,
    pub bound: Option<f64>,
    pub bound_source: Option<BoundSource>,
    /// What is searched, where that is not the whole program: columns below are then its own.
    pub part: Option<Arc<dyn Parted>>,
    /// Whether the relaxation has said all that it can.
    is_relaxed: bool,
}

impl<'a> Best<'a> {
    /// Nothing is known yet.
    pub fn new(case: &'a dyn Case, options: &Options) -> Self {
        Self {
            case,
            certify: options.certify,
            exact: options.exact,
            values: Vec::new(),
            objective: None,
            found_by: "",
            bound: None,
            bound_source: None,
            part: None,
            is_relaxed: false,
        }
    }

    /// Takes an answer that is feasible and better; whether it did.
    pub fn offer(&mut self, values: Vec<f64>, found_by: &'static str, control: &mut dyn Control) -> bool {
        let verdict = self.case.check(&values);
        if !verdict.feasible || !self.is_improved_by(verdict.objective) {
            return false;
        }
        (self.objective, self.found_by) = (Some(verdict.objective), found_by);
        if control.keeps() {
            control.keep(&values);
        }
        control.emit(Event::Incumbent { objective: verdict.objective, source: found_by.into() });
        self.values = values;
        true
    }

    /// As [`Best::offer`], for a point in the program's columns.
    pub fn offer_columns(
        &mut self,
        columns: &[f64],
        found_by: &'static str,
        control: &mut dyn Control,
    ) -> bool {
        let whole = self.part.as_ref().map(|part| part.lift(columns));
        self.offer(self.case.values_of(whole.as_deref().unwrap_or(columns)), found_by, control)
    }

    /// The answer in the program's columns, if it is better than `known`.
    pub fn better_than(&self, known: Option<f64>) -> Option<Vec<f64>> {
        let sign = self.sign();
        let objective = self.objective?;
        let is_better = known.is_none_or(|known| sign * objective < sign * known);
        let own = |columns: Vec<f64>| match &self.part {
            Some(part) => part.lower(&columns),
            None => columns,
        };
        is_better.then(|| own(self.case.columns_of(&self.values)))
    }

    fn is_improved_by(&self, objective: f64) -> bool {
        let sign = self.sign();
        self.objective.is_none_or(|best| sign * objective < sign * best)
    }

    fn sign(&self) -> f64 {
        self.case.family().sense().sign()
    }

    /// Takes a bound that is stronger.
    pub fn prove(&mut self, proven: Option<(f64, BoundSource)>, control: &mut dyn Control) {
        let certified = (proven.map(|p| p.0), proven.map(|p| p.1));
        let (bound, source) = stronger(self.case, self.bound, certified);
        if bound != self.bound {
            (self.bound, self.bound_source) = (bound, source);
            if let Some(bound) = bound {
                control.emit(Event::Bound { bound });
            }
        }
    }

    /// A relaxation's bound before any search, where it comes quickly: searches prove less for long.
    pub fn prove_at_once(&mut self, control: &mut dyn Control) {
        if self.certify == Certify::None {
            return;
        }
        let mut part = Relay::new(control).with_work_limit(BOUND_AT_ONCE).silent();
        let (bound, source) = certificate::bound(self.case, Certify::Relaxation, &mut part);
        self.is_relaxed = part.work() < BOUND_AT_ONCE;
        self.prove(bound.zip(source), control);
    }

    /// What proves the bound that the method `guess` would end with; none where that is known.
    pub fn certificate(&self) -> Option<Certify> {
        match (self.certify, self.exact) {
            (Certify::None, _) => None,
            (Certify::Auto, true) => Some(Certify::Auto),
            _ => (!self.is_relaxed).then_some(Certify::Relaxation),
        }
    }

    /// The gap between the answer and the bound.
    pub fn gap(&self) -> Option<Gap> {
        self.bound.and_then(|bound| self.gap_to(bound))
    }

    /// The gap between the answer and a bound, of a part of the problem, say.
    pub fn gap_to(&self, bound: f64) -> Option<Gap> {
        self.objective.map(|objective| Gap::between(objective, bound, self.case.family().sense()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_families::case;
    use hunch_families::clsp::{Clsp, Distribution, Instance, optimal_plan, sample};
    use hunch_model::Recorder;

    fn instance() -> Instance {
        sample(&Distribution { c: 3, f: 1_000, horizon: 6 }, 1).unwrap()
    }

    #[test]
    fn what_the_family_refuses_is_no_answer_and_no_event() {
        let optimum = optimal_plan(&instance()).unwrap().unwrap().to_values();
        let case = case::<Clsp>(instance());
        let mut host = Recorder::default();
        let mut best = Best::new(case.as_ref(), &Options::default());
        // To produce nothing costs nothing, and leaves every demand unmet.
        assert!(!best.offer(vec![0.0; 18], GUESS, &mut host));
        assert_eq!((best.objective, host.events.len()), (None, 0));
        assert!(best.offer(optimum.clone(), GUESS, &mut host));
        assert_eq!((&best.values, best.found_by, host.events.len()), (&optimum, GUESS, 1));
        assert!(!best.offer(optimum, SEARCH, &mut host));
        assert_eq!((best.found_by, host.events.len()), (GUESS, 1));
    }

    #[test]
    fn the_relaxation_is_asked_once_and_not_where_no_bound_is_wanted() {
        let case = case::<Clsp>(instance());
        for (certify, exact, bounds, left) in [
            (Certify::None, true, 0, None),
            (Certify::Relaxation, true, 1, None),
            (Certify::Auto, false, 1, None),
            (Certify::Auto, true, 1, Some(Certify::Auto)),
        ] {
            let mut host = Recorder::default();
            let options = Options { certify, exact, ..Options::default() };
            let mut best = Best::new(case.as_ref(), &options);
            best.prove_at_once(&mut host);
            assert_eq!((host.events.len(), best.certificate()), (bounds, left), "{certify:?} {exact}");
        }
    }
}
