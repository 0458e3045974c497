//! Infeasible by integrality alone: parity, gcds, decimals that no whole multiples reach; among rows that are
//! harmless.

use crate::draft::{Draft, Draw, decimal};
use hunch_model::Kind;

pub(super) fn draw(draw: &mut Draw) -> Draft {
    let mut draft = Draft::new();
    draft.planted = false;
    let columns = draw.whole(1, 8) as usize;
    let reach = draw.pick(&[1, 1, 3, 20, 1_000, 1_000_000_000]);
    for _ in 0..columns {
        let (lower, upper) = match draw.whole(0, 3) {
            0 if reach > 1 => (f64::NEG_INFINITY, f64::INFINITY),
            1 if reach > 1 => (-reach as f64, reach as f64),
            2 => (0.0, f64::INFINITY),
            _ => (0.0, reach as f64),
        };
        let value = draw.whole(0, reach) as f64;
        let cost = draw.whole(-2, 5) as f64;
        draft.column(Kind::Integer, lower, upper, cost, value);
    }
    let common = draw.pick(&[2, 2, 2, 3, 5, 10, 64]);
    let places = draw.pick(&[0, 0, 0, -1, -2, -4]);
    let terms: Vec<_> = (0..columns).map(|j| (j, common * draw.pick(&[1, 1, 1, 2, 3, -1, 7]))).collect();
    let activity: i64 = terms.iter().map(|&(j, a)| a * draft.point[j] as i64).sum();
    let side = activity + draw.whole(1, common - 1);
    let row = terms.iter().map(|&(j, a)| (j, decimal(a, places))).collect();
    draft.row(decimal(side, places), decimal(side, places), row);
    // Another way to say a part of it, and rows that the point meets.
    for _ in 0..draw.whole(0, 3) {
        let terms = (0..columns).map(|j| (j, draw.whole(-4, 6) as f64)).filter(|t| t.1 != 0.0).collect();
        draft.row_at_point(draw, 10, terms);
    }
    if draw.percent(20) {
        let x = draft.column(Kind::Continuous, 0.0, draw.pick(&[1.0, 1e6]), 1.0, 0.0);
        draft.at_most(vec![(0, 1.0), (x, -1.0)], reach as f64);
    }
    draft
}
