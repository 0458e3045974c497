//! Simple rounding: each fractional integer goes in a direction that can hurt no row, if it has one
//! (Achterberg 2007, section 9.1.1).

use super::heuristic::{Heuristic, Site};
use crate::state::home::{Context, Source};
use crate::state::workbench::Workbench;

/// The rounded point, when every fractional column may be rounded without harm.
pub fn simple(bench: &Workbench, x: &[f64], fractional: &[usize]) -> Option<Vec<f64>> {
    let mut point = x.to_vec();
    for &j in fractional {
        point[j] = match bench.locks[j] {
            (0, _) => x[j].floor(),
            (_, 0) => x[j].ceil(),
            _ => return None,
        };
    }
    Some(point)
}

/// Rounds the relaxed point of each node.
pub struct Rounding;

impl Heuristic for Rounding {
    fn begin(&mut self, site: &Site, bench: &mut Workbench, cx: &mut Context) -> bool {
        if let Some(point) = simple(bench, site.x, &bench.fractional(site.x)) {
            bench.offer_better(&point, Source::Rounding, cx);
        }
        cx.spend(site.x.len() as u64);
        false
    }
}
