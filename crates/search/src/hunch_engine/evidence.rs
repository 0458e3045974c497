//! What answers of exact arithmetic carry beside their claim, where they are of a linear relaxation: a ray, multipliers,
//! duals. Each is an exact one rounded to doubles.

use super::*;
use crate::proof::exact::WORK;
use crate::proof::exact::linear::{Optimum, emptiness, endless, optimum};
use hunch_model::check_ray;

impl HunchRun {
    /// The relaxation has no end in exact arithmetic. "Unbounded" is said where the checker agrees by a point and by a ray
    /// in doubles; else only what is known.
    pub(super) fn claim_endless(&mut self, control: &mut dyn Control) {
        (self.bound, self.linear) = (None, LinearExtras::default());
        if !self.shows_endless(control) {
            let found = self.home.incumbent.is_some();
            self.verdict = Some(if found { Status::Feasible } else { Status::Limit });
            self.reason = Some(REASON_NO_RAY.into());
        }
    }

    /// Says "unbounded" where exact arithmetic has a ray that the checker accepts in doubles, from the incumbent or, of a
    /// linear program, from its own point.
    pub(super) fn shows_endless(&mut self, control: &mut dyn Control) -> bool {
        let Some(found) = endless(&self.home.program, WORK / SETTLING_SHARE) else { return false };
        if self.home.incumbent.is_none() && self.home.is_linear() {
            let postsolve = Postsolve::identity(found.point.len());
            let (home, separators) = (&mut self.home, &mut self.separators);
            let _ = Context { control, home, postsolve: &postsolve, separators }
                .offer_original(found.point, Source::Relaxation);
        }
        let Some(point) = &self.home.incumbent else { return false };
        if !check_ray(&self.home.program, &found.ray, Some(&point.values)).proven {
            return false;
        }
        (self.verdict, self.bound, self.holds) = (Some(Status::Unbounded), None, Holds::Exact);
        self.linear = LinearExtras { ray: Some(found.ray), ..LinearExtras::default() };
        true
    }

    /// Exact arithmetic has said that there is no point; the multipliers are left out if what doubles hold of them proves
    /// nothing.
    pub(super) fn add_emptiness(&mut self) {
        if self.home.is_linear() {
            let multipliers = emptiness(&self.home.program, WORK / SETTLING_SHARE);
            self.linear.farkas = multipliers.and_then(|y| accepted(&self.home.program, y));
        }
    }

    /// Exact arithmetic has said what is optimal.
    pub(super) fn add_optimum(&mut self) {
        if !self.home.is_linear() {
            return;
        }
        if let Some(Optimum { duals, reduced_costs, basis }) =
            optimum(&self.home.program, WORK / SETTLING_SHARE)
        {
            let (duals, reduced_costs, basis) = (Some(duals), Some(reduced_costs), Some(basis));
            self.linear = LinearExtras { duals, reduced_costs, basis, ..LinearExtras::default() };
        }
    }
}

/// Multipliers that the checker accepts: those of a row alone, the ones given, or these without rows that only add to what
/// their margin is measured by.
fn accepted(program: &Program, mut multipliers: Vec<f64>) -> Option<Vec<f64>> {
    let used: Vec<usize> = (0..multipliers.len()).filter(|i| multipliers[*i] != 0.0).collect();
    let alone = |i: &usize| {
        let mut one = vec![0.0; multipliers.len()];
        one[*i] = multipliers[*i];
        check_farkas(program, &one).proven.then_some(one)
    };
    if let Some(one) = used.iter().find_map(alone) {
        return Some(one);
    }
    loop {
        let now = check_farkas(program, &multipliers);
        if now.proven {
            return Some(multipliers);
        }
        let without = |i: &usize| {
            let mut rest = multipliers.clone();
            rest[*i] = 0.0;
            (check_farkas(program, &rest).margin, *i)
        };
        let left = used.iter().filter(|i| multipliers[**i] != 0.0);
        let (margin, i) = left.map(without).max_by(|a, b| a.0.total_cmp(&b.0))?;
        if margin <= now.margin {
            return None;
        }
        multipliers[i] = 0.0;
    }
}
