//! Free and wide general integers, up to 1e9, beside continuous columns: no rounding may be relative to their
//! size.

use crate::draft::{Draft, Draw};

pub(super) fn draw(draw: &mut Draw) -> Draft {
    let mut draft = Draft::new();
    let mix = draw.mix();
    let columns = draw.count(10);
    let reach = draw.pick(&[1_000, 10_000, 1_000_000, 30_000_000, 1_000_000_000]);
    for _ in 0..columns {
        let kind = draw.kind(mix);
        let value = draw.value(kind, -reach, reach);
        let cost = draw.whole(-1, 3) as f64;
        // Mostly bounded where the objective leads, so that there is an optimum to be wrong about.
        let bounded = draw.percent(70);
        let lower = if bounded && cost > 0.0 {
            draw.pick(&[-reach as f64, -1e9])
        } else {
            draw.pick(&[f64::NEG_INFINITY, f64::NEG_INFINITY, -reach as f64])
        };
        let upper = if bounded && cost < 0.0 {
            draw.pick(&[reach as f64, 1e9])
        } else {
            draw.pick(&[f64::INFINITY, f64::INFINITY, reach as f64])
        };
        draft.column(kind, lower, upper, cost, value);
    }
    let size = draw.pick(&[5, 50, 1_000, 10_000]);
    for _ in 0..draw.count(8) {
        let mut terms = Vec::new();
        for j in 0..columns {
            let a = draw.whole(1, size) as f64;
            if draw.percent(45) {
                terms.push((j, draw.sign(a)));
            }
        }
        draft.row_at_point(draw, 40, terms);
    }
    draft
}
