//! Coefficients from 1e-9 to 1e9 in one row, around a planted point.

use crate::draft::{Draft, Draw};
use hunch_model::Kind;

pub(super) fn draw(draw: &mut Draw) -> Draft {
    let mut draft = Draft::new();
    let mix = draw.mix();
    let columns = if draw.percent(4) { draw.whole(13, 30) as usize } else { draw.count(12) };
    for _ in 0..columns {
        let kind = draw.kind(mix);
        let value = draw.value(kind, 0, 20);
        let lower = draw.pick(&[0.0, 0.0, 0.0, -10.0, f64::NEG_INFINITY]);
        let upper = draw.pick(&[20.0, 50.0, 1e4, f64::INFINITY]);
        let cost = draw.whole(-2, 9) as f64;
        draft.column(kind, lower, upper, cost, value);
    }
    let span = draw.pick(&[(-9, 9), (-9, 0), (0, 9), (-4, 4), (-11, 1)]);
    for _ in 0..draw.count(8) {
        let mut terms = Vec::new();
        for j in 0..columns {
            if draw.percent(60) {
                let digits = draw.whole(1, 3) as u32;
                let size = draw.size(digits, span.0, span.1);
                terms.push((j, draw.sign(size)));
            }
        }
        let equation = if draft.columns.iter().any(|c| c.kind == Kind::Continuous) { 30 } else { 10 };
        draft.row_at_point(draw, equation, terms);
    }
    draft
}
