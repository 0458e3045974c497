//! Optimum 0, objectives that cancel, constants far larger than what can be gained: a relative gap must leave
//! the constant out.

use super::natural;
use crate::draft::{Draft, Draw};

pub(super) fn draw(draw: &mut Draw) -> Draft {
    let reach = draw.pick(&[f64::INFINITY, 1e6]);
    let mut draft = natural::draw(draw, &mut |_| reach);
    match draw.whole(0, 4) {
        // The planted point has objective 0.
        0 => {
            let terms: Vec<_> = draft.columns.iter().map(|c| c.objective).enumerate().collect();
            draft.offset = -draft.activity(&terms);
        }
        1 => draft.offset = draw.size(2, 3, 9),
        2 => {
            let scale = draw.pick(&[1e-9, 1e-6, 1e-3]);
            draft.columns.iter_mut().for_each(|c| c.objective *= scale);
            draft.offset = draw.pick(&[0.0, 1.0, -1e6, 1e8]);
        }
        3 => draft.columns.iter_mut().for_each(|c| c.objective = 0.0),
        // Costs of two sizes, the small ones decide.
        _ => {
            let scale = draw.pick(&[1e5, 1e7]);
            for (j, c) in draft.columns.iter_mut().enumerate().filter(|(j, _)| j % 2 == 0) {
                c.objective *= if j % 4 == 0 { scale } else { -scale };
                c.upper = c.upper.min(1e3_f64.max(draft.point[j]));
            }
        }
    }
    draft
}
