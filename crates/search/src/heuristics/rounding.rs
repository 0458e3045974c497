//! Simple rounding: each fractional integer goes in a direction that can hurt no row, if it has one (Achterberg 2007, section 9.1.1).

use crate::tree::workbench::Workbench;

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
