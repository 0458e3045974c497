//! Small models as people write them: knapsacks, covers, assignment, lots, blending, with digits or one or
//! two decimals. What a column's missing upper bound is written as is the caller's choice.

use crate::draft::{Draft, Draw, decimal};
use hunch_model::Kind;

/// One of the models; `limit` gives the number that stands for "no limit".
pub(super) fn draw(draw: &mut Draw, limit: &mut dyn FnMut(&mut Draw) -> f64) -> Draft {
    let mut draft = Draft::new();
    let places = draw.pick(&[0, 0, 1, 2]);
    match draw.whole(0, 4) {
        0 => knapsack(draw, &mut draft, places, limit),
        1 => cover(draw, &mut draft, places, limit),
        2 => assignment(draw, &mut draft, places, limit),
        3 => lots(draw, &mut draft, places, limit),
        _ => blending(draw, &mut draft, places, limit),
    }
    draft
}

/// Digits, with so many decimals.
fn amount(draw: &mut Draw, most: i64, places: i32) -> f64 {
    decimal(draw.whole(1, most * 10i64.pow(places as u32)), -places)
}

type Limit<'a> = &'a mut dyn FnMut(&mut Draw) -> f64;

fn knapsack(draw: &mut Draw, draft: &mut Draft, places: i32, limit: Limit) {
    let mix = draw.mix();
    for _ in 0..draw.count(8) {
        let (kind, upper) = (draw.kind(mix), limit(draw));
        let value = draw.value(kind, 0, 4);
        let gain = amount(draw, 20, places);
        draft.column(kind, 0.0, upper, -gain, value);
    }
    for _ in 0..draw.pick(&[1, 1, 2]) {
        let terms: Vec<_> = (0..draft.columns.len()).map(|j| (j, amount(draw, 20, places))).collect();
        let capacity = draft.activity(&terms) + amount(draw, 9, places);
        draft.at_most(terms, capacity);
    }
}

fn cover(draw: &mut Draw, draft: &mut Draft, places: i32, limit: Limit) {
    let mix = draw.mix();
    for _ in 0..draw.count(8) {
        let (kind, upper) = (draw.kind(mix), limit(draw));
        let value = draw.value(kind, 0, 9);
        let cost = amount(draw, 20, places);
        draft.column(kind, 0.0, upper, cost, value);
    }
    for _ in 0..draw.count(4) {
        let mut terms: Vec<_> = (0..draft.columns.len()).map(|j| (j, amount(draw, 20, places))).collect();
        terms.retain(|_| draw.percent(75));
        let need = draft.activity(&terms) - if draw.percent(50) { 0.0 } else { amount(draw, 9, places) };
        draft.at_least(terms, need);
    }
}

fn assignment(draw: &mut Draw, draft: &mut Draft, places: i32, limit: Limit) {
    let size = draw.whole(2, 4) as usize;
    let shift = draw.place(size);
    for worker in 0..size {
        for job in 0..size {
            let upper = limit(draw);
            let value = f64::from(u8::from((worker + shift) % size == job));
            draft.column(Kind::Integer, 0.0, upper, amount(draw, 30, places), value);
        }
    }
    for worker in 0..size {
        let terms = (0..size).map(|job| (worker * size + job, 1.0)).collect();
        draft.row(1.0, 1.0, terms);
    }
    for job in 0..size {
        let terms = (0..size).map(|worker| (worker * size + job, 1.0)).collect();
        draft.row(1.0, 1.0, terms);
    }
    if draw.percent(40) {
        let terms = (0..size * size).map(|j| (j, amount(draw, 9, places))).collect();
        draft.row_at_point(draw, 0, terms);
    }
}

fn lots(draw: &mut Draw, draft: &mut Draft, places: i32, limit: Limit) {
    let mix = draw.mix();
    let capacity = draw.pick(&[50.0, 100.0, 1e4, 1e6]);
    let mut stock: Option<usize> = None;
    for _ in 0..draw.whole(2, 4) {
        let demand = draw.whole(1, 30) as f64;
        let made = draw.kind(mix);
        let upper = limit(draw);
        let p = draft.column(made, 0.0, upper, amount(draw, 5, places), demand);
        let y = draft.binary(amount(draw, 99, places), true);
        let upper = limit(draw);
        let s = draft.column(draw.kind(mix), 0.0, upper, amount(draw, 3, places), 0.0);
        let mut terms = vec![(p, 1.0), (s, -1.0)];
        terms.extend(stock.map(|s| (s, 1.0)));
        draft.row(demand, demand, terms);
        draft.at_most(vec![(p, 1.0), (y, -capacity)], 0.0);
        stock = Some(s);
    }
}

fn blending(draw: &mut Draw, draft: &mut Draft, places: i32, limit: Limit) {
    for _ in 0..draw.whole(2, 6) {
        let upper = limit(draw);
        let value = draw.value(Kind::Continuous, 0, 20);
        draft.column(Kind::Continuous, 0.0, upper, amount(draw, 20, places), value);
    }
    let columns = draft.columns.len();
    let everything: Vec<_> = (0..columns).map(|j| (j, 1.0)).collect();
    let total = draft.activity(&everything);
    draft.row(total, total, everything);
    for _ in 0..draw.whole(1, 3) {
        let terms = (0..columns).map(|j| (j, amount(draw, 20, places))).collect();
        draft.row_at_point(draw, 10, terms);
    }
    if draw.percent(50) {
        let upper = limit(draw);
        let batches = draft.column(Kind::Integer, 0.0, upper, amount(draw, 20, places), (total / 7.0).ceil());
        let mut terms: Vec<_> = (0..columns).map(|j| (j, 1.0)).collect();
        terms.push((batches, -7.0));
        draft.at_most(terms, 0.0);
    }
}
