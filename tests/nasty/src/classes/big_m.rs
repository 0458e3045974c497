//! Fixed charges and indicators: `x ≤ M·y` with M from 1e4 to 1e9. A binary of x/M is no integer, however
//! small.

use crate::draft::{Draft, Draw};
use hunch_model::Kind;

pub(super) fn draw(draw: &mut Draw) -> Draft {
    let mut draft = Draft::new();
    let mix = draw.mix();
    let places = draw.count(5);
    let shared = draw.percent(50).then(|| limit(draw));
    let mut flows = Vec::new();
    let mut switches = Vec::new();
    for _ in 0..places {
        let open = draw.percent(60);
        let kind = draw.kind(mix);
        let value = if open { draw.value(kind, 0, 60) } else { 0.0 };
        let upper = draw.pick(&[f64::INFINITY, f64::INFINITY, 100.0, 1e9]);
        let cost = draw.size(2, -1, 1);
        let x = draft.column(kind, 0.0, upper, cost, value);
        let charge = draw.size(2, 0, 3);
        let y = draft.binary(charge, open);
        let m = shared.unwrap_or_else(|| limit(draw));
        match draw.whole(0, 3) {
            0 => draft.at_most(vec![(x, 1.0 / m), (y, -1.0)], 0.0),
            1 => draft.at_least(vec![(y, m), (x, -1.0)], 0.0),
            _ => draft.at_most(vec![(x, 1.0), (y, -m)], 0.0),
        }
        flows.push(x);
        switches.push(y);
    }
    let everything: Vec<_> = flows.iter().map(|&x| (x, 1.0)).collect();
    let demand = draft.activity(&everything);
    draft.row(demand, draw.pick(&[f64::INFINITY, f64::INFINITY, demand]), everything);
    if draw.percent(40) {
        choice(draw, &mut draft, &flows);
    }
    if draw.percent(30) {
        let terms: Vec<_> = switches.iter().map(|&y| (y, 1.0)).collect();
        let most = draft.activity(&terms);
        draft.at_most(terms, most + draw.whole(0, 1) as f64);
    }
    draft
}

fn limit(draw: &mut Draw) -> f64 {
    if draw.percent(60) {
        draw.pick(&[1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 99999.0, 1e7])
    } else {
        draw.size(3, 4, 9)
    }
}

/// Either `a·x ≤ b` or `a·x ≥ b + step`, as a binary says.
fn choice(draw: &mut Draw, draft: &mut Draft, flows: &[usize]) {
    let terms: Vec<_> = flows.iter().map(|&x| (x, draw.whole(1, 9) as f64)).collect();
    let activity = draft.activity(&terms);
    let (m, side) = (limit(draw), draw.percent(50));
    let z = draft.column(Kind::Integer, 0.0, 1.0, draw.whole(-5, 5) as f64, f64::from(u8::from(side)));
    // z = 1 lifts the first, z = 0 the second.
    let upper = if side { activity - draw.whole(0, 3) as f64 } else { activity };
    let lower = if side { activity } else { activity + draw.whole(0, 3) as f64 };
    let mut first = terms.clone();
    first.push((z, -m));
    draft.at_most(first, upper);
    let mut second = terms;
    second.push((z, -m));
    draft.at_least(second, lower - m);
}
