//! Inventory ("The voice of optimization", section 2.1.4): a linear program with θ in right-hand sides.

use super::generator::{Generator, add_parameters, only, parametric};
use crate::builder::Builder;
use crate::random::Stream;
use hunch_model::parametric::{Distribution, Law, ParametricProgram};
use hunch_model::{Kind, Sense};

pub(super) const GENERATOR: Generator = Generator {
    name: "inventory",
    about: "when and how much to order; θ: stock at first, demands",
    sizes: SIZES,
    published: PUBLISHED,
    make: |sizes, stream| make(sizes, stream, true),
};

/// As formula (4) prints it: the stock left after the last period costs nothing, so that the last order is
/// always zero. The authors' code, and their prose, count it.
pub(super) const AS_PRINTED: Generator = Generator {
    name: "inventory-as-printed",
    about: "the same with no cost of the stock after the last period",
    sizes: SIZES,
    published: PUBLISHED,
    make: |sizes, stream| make(sizes, stream, false),
};

const SIZES: &[(&str, usize, usize)] = &[("periods", 1, 1000)];
const PUBLISHED: &[&[usize]] = &[&[30]];

/// Cost of a unit ordered, c.
const ORDER: f64 = 2.0;
/// Cost of a unit in stock for a period, h.
const HOLD: f64 = 1.0;
/// Cost of a unit missing for a period, p.
const SHORT: f64 = 3.0;
/// Largest order, M.
const MOST: f64 = 3.0;
/// Bounds of the stock at first.
const START: (f64, f64) = (7.0, 13.0);
/// Centre of each demand, and the radius of the ball of all of them. The text says only that they lie between
/// 1 and 3; the authors' code draws from this ball.
const DEMAND: (f64, f64) = (2.0, 1.0);

/// Minimise `Σ_t max(h x_t, −p x_t) + c u_t` with `x_{t+1} = x_t + u_t − d_t`, `x_0 = x_init`, `0 ≤ u ≤ M`.
/// The maximum is a column above both of its lines.
fn make(sizes: &[usize], _: &mut Stream, counts_last: bool) -> ParametricProgram {
    let periods = only(sizes);
    let costed = periods + usize::from(counts_last);
    let mut b = Builder::new(Sense::Minimize);
    let order: Vec<usize> =
        (0..periods).map(|t| b.between(format!("order_{t}"), ORDER, MOST, Kind::Continuous)).collect();
    let stock: Vec<usize> = (0..=periods).map(|t| b.free(format!("stock_{t}"), 0.0)).collect();
    let cost: Vec<usize> = (0..costed).map(|t| b.free(format!("cost_{t}"), 1.0)).collect();
    let first = b.equal("first".into(), 0.0, [(stock[0], 1.0)]);
    let mut balance = Vec::with_capacity(periods);
    for t in 0..periods {
        let terms = [(stock[t + 1], 1.0), (stock[t], -1.0), (order[t], -1.0)];
        balance.push(b.equal(format!("balance_{t}"), 0.0, terms));
    }
    for t in 0..costed {
        b.at_least(format!("hold_{t}"), 0.0, [(cost[t], 1.0), (stock[t], -HOLD)]);
        b.at_least(format!("short_{t}"), 0.0, [(cost[t], 1.0), (stock[t], SHORT)]);
    }
    let mut program = parametric(b.finish());
    program.parameters.push("stock".into());
    program.add_right_hand_side_term(first, 0, 1.0);
    let demand = add_parameters(&mut program, "demand", periods);
    for (t, row) in balance.into_iter().enumerate() {
        program.add_right_hand_side_term(row, demand + t, -1.0);
    }
    let start = Law::Box { lower: vec![START.0], upper: vec![START.1] };
    let demands = Law::Ball { centre: vec![DEMAND.0; periods], radius: DEMAND.1 };
    program.distribution = Some(Distribution::in_order([(1, start), (periods, demands)]));
    program
}
