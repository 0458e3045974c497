//! Chains of pair equations `x - y = c` at sizes up to 1e9, with rows across them: what substitution adds and
//! takes away cancels.

use crate::draft::{Draft, Draw};

pub(super) fn draw(draw: &mut Draw) -> Draft {
    let mut draft = Draft::new();
    let mix = draw.mix();
    let columns = draw.whole(2, 9) as usize;
    let reach = draw.pick(&[1_000, 1_000_000, 100_000_000, 1_000_000_000]);
    for _ in 0..columns {
        let kind = draw.kind(mix);
        let value = draw.value(kind, -reach, reach);
        let lower = draw.pick(&[f64::NEG_INFINITY, f64::NEG_INFINITY, -reach as f64, value]);
        let upper = draw.pick(&[f64::INFINITY, reach as f64, value]);
        let cost = draw.whole(-3, 5) as f64;
        draft.column(kind, lower, upper, cost, value);
    }
    for j in 1..columns {
        if draw.percent(75) {
            let other = if draw.percent(80) { j - 1 } else { draw.place(j) };
            let (a, b) = (draw.pick(&[1.0, 1.0, 1.0, 2.0, 7.0, 0.5]), draw.pick(&[-1.0, -1.0, 1.0, -3.0]));
            draft.row_at_point(draw, 85, vec![(other, a), (j, b)]);
        }
    }
    for _ in 0..draw.whole(1, 5) {
        let mut terms = Vec::new();
        for j in 0..columns {
            let a = draw.whole(1, 99) as f64;
            if draw.percent(50) {
                terms.push((j, draw.sign(a)));
            }
        }
        draft.row_at_point(draw, 30, terms);
    }
    draft
}
