//! Lot sizing with real stock: balances in decimals, capacities as big M, a plan that is planted.

use crate::draft::{Draft, Draw, decimal};
use hunch_model::Kind;

pub(super) fn draw(draw: &mut Draw) -> Draft {
    let mut draft = Draft::new();
    let mix = draw.mix();
    let places = draw.pick(&[0, 1, 2, 3]);
    let most = draw.pick(&[20, 300, 10_000, 1_000_000]);
    let capacity = draw.pick(&[1e4, 1e6, 1e7, 1e9, most as f64 * 3.0]);
    let limit = draw.pick(&[f64::INFINITY, f64::INFINITY, 1e9, capacity]);
    let (mut stock, mut held) = (None, 0.0);
    for _ in 0..draw.whole(1, 6) {
        let demand = decimal(draw.whole(0, most * 10i64.pow(places as u32)), -places);
        let kind = draw.kind(mix);
        let open = held < demand || draw.percent(30);
        let wanted = if open { (demand - held + draw.whole(0, most) as f64).max(0.0) } else { 0.0 };
        let made = if kind == Kind::Integer { wanted.ceil() } else { wanted };
        let cost = decimal(draw.whole(0, 999), -2);
        let p = draft.column(kind, 0.0, limit.max(made), cost, made);
        let charge = decimal(draw.whole(1, 99_999), -1);
        let y = draft.binary(charge, open);
        held = (held + made - demand).max(0.0);
        let cost = decimal(draw.whole(1, 200), -2);
        let s = draft.column(Kind::Continuous, 0.0, f64::INFINITY, cost, held);
        let mut terms = vec![(p, 1.0), (s, -1.0)];
        terms.extend(stock.map(|s| (s, 1.0)));
        draft.row(demand, demand, terms);
        let room = capacity.max(made);
        draft.at_most(vec![(p, 1.0), (y, -room)], 0.0);
        stock = Some(s);
    }
    draft
}
