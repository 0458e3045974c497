//! Rows and equations that differ by 1e-10 to 1e-6: what a tolerance takes for the same says something else.

use crate::draft::{Draft, Draw};

pub(super) fn draw(draw: &mut Draw) -> Draft {
    let mut draft = Draft::new();
    let mix = draw.mix();
    let columns = draw.whole(1, 6) as usize;
    let reach = draw.pick(&[10, 100, 1_000, 100_000]);
    for _ in 0..columns {
        let kind = draw.kind(mix);
        let value = draw.value(kind, -reach, reach);
        let lower = draw.pick(&[f64::NEG_INFINITY, -reach as f64]);
        let upper = draw.pick(&[f64::INFINITY, reach as f64, reach as f64]);
        let cost = draw.whole(-5, 5) as f64;
        draft.column(kind, lower, upper, cost, value);
    }
    // Without a plant the second row may stand apart from the first by a little: sometimes nothing is between
    // them.
    draft.planted = draw.percent(70);
    for _ in 0..draw.whole(1, 3) {
        let terms: Vec<_> = (0..columns).map(|j| (j, draw.whole(-40, 40) as f64)).collect();
        let terms: Vec<_> = terms.into_iter().filter(|t| t.1 != 0.0).collect();
        let twin = twin(draw, &terms);
        let (first, second) = (draft.activity(&terms), draft.activity(&twin));
        if draw.percent(50) {
            draft.row(first, first, terms);
        } else {
            draft.at_most(terms, first);
        }
        let apart = if draft.planted { 0.0 } else { draw.size(1, -10, -5) };
        let equation = draw.percent(40);
        let (lower, upper) = match (equation, draw.percent(50)) {
            (true, _) => (second + apart, second + apart),
            (false, true) => (second + apart, f64::INFINITY),
            (false, false) => (f64::NEG_INFINITY, second - apart),
        };
        draft.row(lower, upper, twin);
    }
    draft
}

/// The row again, some multiple of it, with a little noise on some of its coefficients.
fn twin(draw: &mut Draw, terms: &[(usize, f64)]) -> Vec<(usize, f64)> {
    let factor = draw.pick(&[1.0, 1.0, -1.0, 2.0, 0.1, 1.0 / 3.0]);
    terms
        .iter()
        .map(|&(j, a)| {
            let noise = if draw.percent(60) { draw.size(1, -10, -6) } else { 0.0 };
            (j, a * factor + draw.sign(noise))
        })
        .collect()
}
