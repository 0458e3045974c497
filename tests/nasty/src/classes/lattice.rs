//! Equations of integers: knapsacks, moduli, several equations at once. Some are missed by one, so that only
//! number theory tells.

use crate::draft::{Draft, Draw};
use hunch_model::Kind;

pub(super) fn draw(draw: &mut Draw) -> Draft {
    let mut draft = Draft::new();
    let columns = draw.whole(1, 7) as usize;
    let reach = draw.pick(&[3, 10, 100, 10_000, 1_000_000]);
    let free = draw.percent(30);
    for _ in 0..columns {
        let lower = if free { draw.pick(&[f64::NEG_INFINITY, -reach as f64]) } else { 0.0 };
        let upper = draw.pick(&[f64::INFINITY, reach as f64, 1e9]);
        let value = draw.whole(if free { -reach } else { 0 }, reach) as f64;
        let cost = draw.whole(if free { 0 } else { -1 }, 9) as f64;
        draft.column(Kind::Integer, lower, upper, cost, value);
    }
    let size = draw.pick(&[20, 100, 1_000, 10_000, 99_999]);
    let common = draw.pick(&[1, 1, 1, 2, 3, 7, 12]);
    for _ in 0..draw.pick(&[1, 1, 1, 2, 3]) {
        let mut terms = Vec::new();
        for j in 0..columns {
            let a = (common * draw.whole(1, size)) as f64;
            if draw.percent(85) {
                terms.push((j, if free || draw.percent(15) { draw.sign(a) } else { a }));
            }
        }
        let mut side = draft.activity(&terms);
        if draw.percent(25) {
            side += draw.pick(&[1.0, -1.0, common as f64]);
            draft.planted = false;
        }
        draft.row(side, side, terms);
    }
    if draw.percent(30) {
        let terms = (0..columns).map(|j| (j, draw.whole(1, 5) as f64)).collect();
        draft.row_at_point(draw, 0, terms);
    }
    draft
}
