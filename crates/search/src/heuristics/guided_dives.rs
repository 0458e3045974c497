//! Dives along a guess: at the root, before any heuristic of our own, so that the account credits the guess
//! with what it said.

use super::diving::Guide;
use super::heuristic::{Heuristic, Moment, Progress, Site};
use super::planned_dives::PlannedDives;
use crate::state::hints::certainty;
use crate::state::home::{Context, Source};
use crate::state::workbench::Workbench;
use hunch_model::order::sort_by;

/// The guesses still to be followed.
#[derive(Default)]
pub struct GuidedDives(PlannedDives);

impl Heuristic for GuidedDives {
    fn begin(&mut self, site: &Site, bench: &mut Workbench, _: &mut Context) -> bool {
        if site.moment == Moment::Solved {
            let guides = if site.is_root { guides(bench) } else { Vec::new() };
            self.0.plan(guides, bench);
            return false;
        }
        self.0.begin(bench)
    }

    fn step(&mut self, bench: &mut Workbench, cx: &mut Context) -> Progress {
        let (progress, ended) = self.0.step(bench, cx);
        if let Some(dive) = ended {
            match dive.source() {
                Source::Start => cx.home.account.start.used = dive.fixed,
                Source::Probabilities => cx.home.account.probabilities.used = dive.fixed,
                _ => {}
            }
        }
        progress
    }
}

/// The start first, then the probabilities.
fn guides(bench: &Workbench) -> Vec<Guide> {
    let hints = &bench.hints;
    let mut guides = Vec::new();
    if !hints.probabilities.is_empty() {
        guides.push(Guide::Targets(Source::Probabilities, probable_values(&hints.probabilities)));
    }
    let start = hints.integer_start(&bench.problem.integer);
    if !start.is_empty() {
        guides.push(Guide::Targets(Source::Start, start));
    }
    guides
}

/// Rounded probabilities, the most certain first.
fn probable_values(probabilities: &[(usize, f64)]) -> Vec<(usize, f64)> {
    let mut values = probabilities.to_vec();
    sort_by(&mut values, |a, b| certainty(b.1).total_cmp(&certainty(a.1)).then(a.0.cmp(&b.0)));
    values.into_iter().map(|(j, p)| (j, if p >= 0.5 { 1.0 } else { 0.0 })).collect()
}
