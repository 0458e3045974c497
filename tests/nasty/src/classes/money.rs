//! Amounts with two decimals, up to 1e7. Sides are computed in doubles as a script would, so equations are
//! off by an ulp or so.

use crate::draft::{Draft, Draw, decimal};
use hunch_model::Kind;

pub(super) fn draw(draw: &mut Draw) -> Draft {
    let mut draft = Draft::new();
    let mix = draw.mix();
    let columns = draw.count(9);
    let reach = draw.pick(&[5, 40, 1_000, 100_000]);
    for _ in 0..columns {
        let kind = draw.kind(mix);
        let value = if kind == Kind::Integer {
            draw.whole(0, reach) as f64
        } else {
            decimal(draw.whole(0, reach * 100), -2)
        };
        let upper = draw.pick(&[f64::INFINITY, reach as f64, 1e7, 9_999_999.99]);
        let cost = amount(draw, 100_000);
        draft.column(kind, 0.0, upper, cost, value);
    }
    let size = draw.pick(&[1_000, 100_000, 10_000_000, 999_999_999]);
    for _ in 0..draw.count(6) {
        let mut terms = Vec::new();
        for j in 0..columns {
            if draw.percent(70) {
                let a = if draw.percent(20) { 1.0 } else { amount(draw, size) };
                terms.push((j, if draw.percent(20) { -a } else { a }));
            }
        }
        draft.row_at_point(draw, 45, terms);
    }
    draft
}

fn amount(draw: &mut Draw, cents: i64) -> f64 {
    decimal(draw.whole(1, cents), -2)
}
