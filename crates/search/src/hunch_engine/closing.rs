//! How stages end: what is claimed, what is tried next, and why no more is said.

use super::programs::within_bounds;
use super::*;
use hunch_model::tolerances::UNBOUNDED_SIZE;

impl HunchRun {
    /// Presolve has decided every column; no point has less than `objective`.
    pub(super) fn finish_without_columns(
        &mut self,
        purpose: Purpose,
        objective: f64,
        postsolve: &Postsolve,
        control: &mut dyn Control,
    ) {
        self.home.guided = purpose == Purpose::Guided;
        let values = within_bounds(&self.home.program, postsolve.values(&[]));
        let separators = &mut self.separators;
        let mut cx = Context { control, home: &mut self.home, postsolve, separators };
        let kept = cx.offer_original(values, Source::Relaxation) == Offered::Kept;
        match purpose {
            Purpose::Guided => {}
            Purpose::Feasibility if kept => self.verdict = Some(Status::Unbounded),
            Purpose::Widened | Purpose::Within if self.home.incumbent.is_some() => self.close_widened(),
            Purpose::Widened => self.pending.push(Purpose::Within),
            Purpose::Full | Purpose::Unreduced if self.home.incumbent.is_some() => {
                self.note_bound(purpose, objective);
                self.close_by_gap(purpose);
            }
            // Presolve's arithmetic decided every column, and the checker does not agree: nothing is proven
            // by that.
            Purpose::Full => self.pending.push(Purpose::Unreduced),
            _ => self.give_up(REASON_UNSETTLED),
        }
    }

    pub(super) fn close_stage(&mut self, purpose: Purpose, tree: &Tree, end: TreeEnd) {
        self.home.account.probabilities.decisions += tree.hint_branchings();
        self.rests_on_far |= tree.rests_on_far();
        let found = self.home.incumbent.is_some();
        match (purpose, end) {
            (Purpose::Guided, _) => {}
            // What rows say that nobody has seen may end the objective.
            (_, TreeEnd::Unbounded) if self.home.demanded.is_lazy() && !self.has_open_choices() => {
                self.leave_unbounded();
            }
            (Purpose::Widened | Purpose::Within, _) if found => self.close_widened(),
            (Purpose::Widened, TreeEnd::Exhausted) if tree.bound() == f64::INFINITY => {
                self.found_empty(purpose);
            }
            (Purpose::Widened, _) => self.pending.push(Purpose::Within),
            (Purpose::Within, _) => self.give_up(REASON_TOLERANCE),
            (Purpose::Full | Purpose::Unreduced, TreeEnd::Unbounded) if self.has_open_choices() => {
                self.reason = Some(REASON_OPEN.into());
                self.verdict = Some(if found { Status::Feasible } else { Status::Limit });
            }
            (Purpose::Full | Purpose::Unreduced, TreeEnd::Unbounded) if found => {
                self.verdict = Some(Status::Unbounded);
            }
            (Purpose::Full | Purpose::Unreduced, TreeEnd::Unbounded) => {
                self.pending.push(Purpose::Feasibility);
            }
            (Purpose::Unreduced, TreeEnd::Limit) if self.unreduced && self.has_nodes_left() => {
                self.note_bound(purpose, tree.bound());
                self.give_up(REASON_UNSETTLED);
            }
            (_, TreeEnd::Limit) => {
                self.note_bound(purpose, tree.bound());
                self.verdict = Some(if found { Status::Feasible } else { Status::Limit });
            }
            (Purpose::Feasibility, TreeEnd::Exhausted) if found => self.verdict = Some(Status::Unbounded),
            (_, TreeEnd::Exhausted) if found => {
                self.note_bound(purpose, tree.bound());
                self.close_by_gap(purpose);
            }
            (_, TreeEnd::Exhausted) if tree.bound() == f64::INFINITY => {
                self.nodes_before = tree.nodes();
                self.found_empty(purpose);
            }
            // Parts were given up for numerical reasons.
            (Purpose::Full, TreeEnd::Exhausted) => {
                self.note_bound(purpose, tree.bound());
                self.pending.push(Purpose::Unreduced);
            }
            _ => {
                self.note_bound(purpose, tree.bound());
                self.give_up(REASON_UNSETTLED);
            }
        }
    }

    /// A tree has ended with a point: optimal, or as good as the caller asked for, or else what is open may be a
    /// matter of presolve's rounding.
    pub(super) fn close_by_gap(&mut self, purpose: Purpose) {
        let solution = self.outcome().solution;
        match purpose {
            _ if solution.status == Status::Optimal => self.verdict = Some(Status::Optimal),
            _ if solution.gap.is_some_and(|gap| self.settings.suffices(gap)) => {
                self.verdict = Some(Status::Feasible);
            }
            Purpose::Full => self.pending.push(Purpose::Unreduced),
            _ => self.give_up(REASON_GAP),
        }
    }

    fn has_nodes_left(&self) -> bool {
        self.settings.node_limit().is_none_or(|limit| self.statistics.nodes < limit)
    }

    /// What a stage has proven is not trusted: the same once more without presolve, for a multiple of the
    /// `nodes` that it took.
    pub(super) fn reopen_unreduced(&mut self, purpose: Purpose, nodes: u64) {
        self.unreduced = true;
        self.nodes_before = nodes;
        match purpose {
            Purpose::Guided => {}
            Purpose::Full | Purpose::Unreduced => self.pending.push(Purpose::Unreduced),
            Purpose::Feasibility | Purpose::Widened | Purpose::Within => self.pending.push(purpose),
        }
    }

    /// The program of a stage is proven to have no point.
    pub(super) fn found_empty(&mut self, purpose: Purpose) {
        match purpose {
            Purpose::Guided => {}
            // A point came from elsewhere that the checker accepts: nothing in exact numbers is better.
            _ if self.home.incumbent.is_some() => self.close_widened(),
            Purpose::Widened => self.verdict = Some(Status::Infeasible),
            Purpose::Within => self.give_up(REASON_TOLERANCE),
            _ if !self.home.is_linear() && self.widened(WHOLE_TOLERANCE).is_some() => {
                self.pending.push(Purpose::Widened);
            }
            _ => self.verdict = Some(Status::Infeasible),
        }
    }

    /// The program has points within tolerance only: in exact numbers none is better than the one that was
    /// found.
    pub(super) fn close_widened(&mut self) {
        let sign = self.home.program.sense.sign();
        self.bound = Some(sign * self.home.incumbent_objective());
        self.holds = Holds::Tolerance;
        self.reason = Some(REASON_WITHIN.into());
        self.verdict = Some(Status::Optimal);
    }

    /// Doubles cannot find out more: exact arithmetic is asked next, where the program is small.
    pub(super) fn give_up(&mut self, reason: &'static str) {
        self.unsettled = Some(reason);
    }

    /// The last word on what doubles could not settle: what exact arithmetic says, or why no more is claimed.
    pub(super) fn settle(&mut self, reason: &'static str, control: &mut dyn Control) {
        if !self.settle_exactly(control) {
            let found = self.home.incumbent.is_some();
            self.reason = Some(reason.into());
            self.verdict = Some(if found { Status::Feasible } else { Status::Limit });
        }
    }

    /// The relaxation has no end, and rows that nobody has seen may be what ends the objective.
    pub(super) fn leave_unbounded(&mut self) {
        let found = self.home.incumbent.is_some();
        self.reason = Some(REASON_UNSEEN.into());
        self.verdict = Some(if found { Status::Feasible } else { Status::Limit });
    }

    /// Exact arithmetic settles what is small. Only native builds have it: it comes with the maker of
    /// certificates.
    #[cfg(feature = "proof")]
    pub(super) fn settle_exactly(&mut self, control: &mut dyn Control) -> bool {
        // It does not know curves, and rows that nobody has seen.
        if self.home.is_partial() {
            return false;
        }
        use crate::proof::exact::{Settled, WORK, settle};
        if self.has_noise() || self.has_open_choices() {
            return false;
        }
        control.emit(Event::Stage { name: "exact arithmetic".into() });
        let is_endless = *self.relaxation_end() == crate::proof::exact::RelaxationEnd::Unbounded;
        // Of a program with integers the relaxation says less.
        if is_endless && self.home.is_linear() {
            self.claim_endless(control);
            return true;
        }
        if is_endless && self.shows_endless(control) {
            return true;
        }
        match settle(&self.home.program, WORK / SETTLING_SHARE, control) {
            Settled::Open => false,
            Settled::Infeasible if self.home.incumbent.is_some() => false,
            Settled::Empty if self.home.incumbent.is_some() => {
                self.linear = LinearExtras::default();
                self.close_widened();
                true
            }
            Settled::Empty => false,
            Settled::Infeasible => {
                self.holds = Holds::Exact;
                self.verdict = Some(Status::Infeasible);
                self.add_emptiness();
                true
            }
            Settled::Optimal { values, bound, up_to_tolerance, is_empty } => {
                let postsolve = Postsolve::identity(values.len());
                let (home, separators) = (&mut self.home, &mut self.separators);
                let _ = Context { control, home, postsolve: &postsolve, separators }
                    .offer_original(values, Source::Relaxation);
                self.linear = LinearExtras::default();
                self.bound = Some(bound);
                self.holds = if up_to_tolerance { Holds::Tolerance } else { Holds::Exact };
                self.reason = is_empty.then(|| REASON_WITHIN.into());
                let found = self.home.incumbent.is_some();
                self.verdict = Some(if found { Status::Optimal } else { Status::Limit });
                // The point as doubles hold it may be off by more than any gap.
                if self.reason.is_none() && self.outcome().solution.status != Status::Optimal {
                    self.reason = Some(if found { REASON_GAP } else { REASON_UNSETTLED }.into());
                } else if !is_empty {
                    self.add_optimum();
                }
                true
            }
        }
    }

    /// Claims that count columns without bounds at a far size, and ends of objectives, are asked of exact
    /// arithmetic, where the program is small.
    #[cfg(feature = "proof")]
    pub(super) fn confirm(&mut self, control: &mut dyn Control) {
        use crate::proof::exact::RelaxationEnd;
        // It does not know curves, and rows that nobody has seen.
        if self.home.is_partial() {
            return self.confirm_plainly(control);
        }
        let is_large = self.bound.is_some_and(|bound| bound.abs() > UNBOUNDED_SIZE);
        let unbounded = match self.verdict {
            Some(Status::Unbounded) => true,
            Some(Status::Optimal | Status::Feasible | Status::Limit) if self.rests_on_far || is_large => {
                false
            }
            _ => return,
        };
        if self.has_open_choices() {
            // The relaxation's end says nothing of what the tree proved by choices beside the rows.
            if is_large && self.rests_on_far {
                self.drop_far_bound(control);
            }
            return;
        }
        let sign = self.home.program.sense.sign();
        match *self.relaxation_end() {
            // A bound that counts columns far out, and lies far out itself, is no bound that anybody can hold.
            RelaxationEnd::Open if !unbounded && is_large && self.rests_on_far => {
                self.drop_far_bound(control)
            }
            RelaxationEnd::Open => {}
            RelaxationEnd::Unbounded if unbounded => {}
            RelaxationEnd::Unbounded => self.claim_endless(control),
            // What ends the objective so far out is the last digits of coefficients.
            RelaxationEnd::Optimum(end) if unbounded && end.abs() > UNBOUNDED_SIZE => {}
            // The ray was checked: along it the widened rows widen as fast (docs/claims.md).
            RelaxationEnd::Optimum(_) if unbounded && self.linear.ray.is_some() => {}
            RelaxationEnd::Optimum(end) if unbounded => self.withdraw(end, control),
            // A large bound by itself is asked about its end alone.
            RelaxationEnd::Optimum(_) if !self.rests_on_far => {}
            RelaxationEnd::Optimum(end) if self.home.program.has_integers() => self.withdraw(end, control),
            RelaxationEnd::Optimum(end) => {
                let before = self.bound.map_or(end, |b| sign * b);
                self.bound = Some(sign * before.min(end));
                if self.verdict == Some(Status::Optimal) && self.outcome().solution.status != Status::Optimal
                {
                    self.settle(REASON_GAP, control);
                }
            }
        }
    }

    /// Where the relaxation ends in exact arithmetic.
    #[cfg(feature = "proof")]
    fn relaxation_end(&self) -> &crate::proof::exact::RelaxationEnd {
        use crate::proof::exact::{RelaxationEnd, WORK, relaxation_end};
        if self.has_noise() {
            return &RelaxationEnd::Open;
        }
        self.end.get_or_init(|| relaxation_end(&self.home.program, WORK / SETTLING_SHARE))
    }

    /// A bound, as a minimisation: where it counts columns far out, no better than the relaxation's end that exact
    /// arithmetic knows; where it is large, none if there is no end.
    #[cfg(feature = "proof")]
    pub(super) fn within_end(&self, bound: f64, is_far: bool) -> f64 {
        use crate::proof::exact::RelaxationEnd;
        if self.home.is_partial() {
            return plainly_within_end(bound, is_far);
        }
        if !bound.is_finite() || (!is_far && bound.abs() <= UNBOUNDED_SIZE) {
            return bound;
        }
        if self.has_open_choices() {
            return if is_far && bound.abs() > UNBOUNDED_SIZE { f64::NEG_INFINITY } else { bound };
        }
        match *self.relaxation_end() {
            RelaxationEnd::Optimum(end) if is_far => bound.min(end),
            RelaxationEnd::Optimum(_) => bound,
            RelaxationEnd::Unbounded => f64::NEG_INFINITY,
            RelaxationEnd::Open if is_far && bound.abs() > UNBOUNDED_SIZE => f64::NEG_INFINITY,
            RelaxationEnd::Open => bound,
        }
    }

    #[cfg(not(feature = "proof"))]
    pub(super) fn within_end(&self, bound: f64, is_far: bool) -> f64 {
        plainly_within_end(bound, is_far)
    }

    /// Takes back a bound that lies far out and counts columns far out.
    fn drop_far_bound(&mut self, control: &mut dyn Control) {
        self.verdict = None;
        self.linear = LinearExtras::default();
        self.bound = None;
        self.settle(REASON_LAST_DIGITS, control);
    }

    /// A claim does not agree with `end`, the relaxation's optimum: exact arithmetic says what holds, or no
    /// more than that is said.
    #[cfg(feature = "proof")]
    fn withdraw(&mut self, end: f64, control: &mut dyn Control) {
        self.verdict = None;
        self.linear = LinearExtras::default();
        self.bound = Some(self.home.program.sense.sign() * end);
        self.settle(REASON_LAST_DIGITS, control);
    }

    #[cfg(not(feature = "proof"))]
    pub(super) fn confirm(&mut self, control: &mut dyn Control) {
        self.confirm_plainly(control);
    }

    /// As `confirm` without exact arithmetic.
    fn confirm_plainly(&mut self, control: &mut dyn Control) {
        let is_large = self.bound.is_some_and(|bound| bound.abs() > UNBOUNDED_SIZE);
        let claims = matches!(self.verdict, Some(Status::Optimal | Status::Feasible | Status::Limit));
        if claims && is_large && self.rests_on_far {
            self.drop_far_bound(control);
        }
    }

    #[cfg(not(feature = "proof"))]
    pub(super) fn settle_exactly(&mut self, _: &mut dyn Control) -> bool {
        false
    }

    /// Takes note of what a tree proved of the program itself, as a minimisation; earlier stages may have
    /// proven more.
    pub(super) fn note_bound(&mut self, purpose: Purpose, bound: f64) {
        if matches!(purpose, Purpose::Full | Purpose::Unreduced) && bound.is_finite() {
            let sign = self.home.program.sense.sign();
            let before = self.bound.map_or(f64::NEG_INFINITY, |b| sign * b);
            self.bound = Some(sign * before.max(bound));
        }
    }

    /// The bound so far, in the program's own sense.
    pub(super) fn live_bound(&self) -> Option<f64> {
        let sign = self.home.program.sense.sign();
        let before = self.bound.map_or(f64::NEG_INFINITY, |b| sign * b);
        let (bound, is_far) = match &self.stage {
            Some(Stage::Tree { tree, postsolve, .. }) if is_blurred(tree, postsolve) => {
                (before, self.rests_on_far)
            }
            Some(Stage::Tree { purpose: Purpose::Full | Purpose::Unreduced, tree, .. }) => {
                let proven = if tree.bound().is_finite() { tree.bound() } else { f64::NEG_INFINITY };
                (before.max(proven), self.rests_on_far || tree.rests_on_far())
            }
            _ => (before, self.rests_on_far),
        };
        // A run that has come to its end was confirmed.
        let bound = if self.verdict.is_none() { self.within_end(bound, is_far) } else { bound };
        bound.is_finite().then_some(sign * bound)
    }
}

/// A bound that counts columns far out, and lies far out itself, is none.
fn plainly_within_end(bound: f64, is_far: bool) -> f64 {
    if is_far && bound.abs() > UNBOUNDED_SIZE { f64::NEG_INFINITY } else { bound }
}
