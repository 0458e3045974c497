//! From values back to a path.
//!
//! The tie-break is part of the family's definition, for it decides the labels: among the cheapest plans in
//! whole units, the one whose production, read from the last period to the first, is lexicographically
//! smallest. It depends neither on pruning, which never drops a cheapest path, nor on which layers were kept.

use super::network::Network;
use super::sweep::{Direction, Sweeper, Values};
use hunch_model::{Control, Flow};

/// The decision of one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decision {
    /// Units produced.
    pub production: usize,
    /// Whether the period is set up.
    pub setup: bool,
}

/// Values of consecutive layers, recomputed from a kept one.
struct Segment {
    first: usize,
    layers: Vec<(usize, Vec<f64>)>,
}

/// Recovers the cheapest path of a network with one-unit cells from a forward sweep, recomputing layers that
/// were not kept; `None` when the host asks to stop.
pub(super) fn trace(network: &Network, values: &Values, control: &mut dyn Control) -> Option<Vec<Decision>> {
    let horizon = network.horizon();
    let mut decisions = vec![Decision { production: 0, setup: false }; horizon];
    let mut level = network.last;
    let mut segment = Segment { first: horizon + 1, layers: Vec::new() };
    for t in (1..=horizon).rev() {
        let (low, high) = values.range(t - 1);
        let previous = match values.layer(t - 1) {
            Some(layer) => layer,
            None => {
                if t - 1 < segment.first {
                    segment = recompute(network, values, t - 1, level, control)?;
                }
                &segment.layers[t - 1 - segment.first].1
            }
        };
        let high = high.min(low + previous.len() - 1).min(level);
        let (decision, origin) = decide(network, t - 1, level, low, &previous[..high + 1 - low]);
        decisions[t - 1] = decision;
        level = origin;
    }
    Some(decisions)
}

/// The decision of period `t` that leads to `level` most cheaply, and the level that it comes from; `values`
/// are those of the levels from `low` up to at most `level`.
fn decide(network: &Network, t: usize, level: usize, low: usize, values: &[f64]) -> (Decision, usize) {
    let period = &network.periods[t];
    let idle_value = values.get(level - low).copied().unwrap_or(f64::INFINITY);
    let idle = (Decision { production: 0, setup: period.fixed == Some(true) }, level);
    if period.fixed == Some(false) {
        return idle;
    }
    let first = level.saturating_sub(period.window).max(low) - low;
    let mut best = (f64::INFINITY, level);
    for (index, &value) in values.iter().enumerate().skip(first).rev() {
        if value < best.0 && low + index < level {
            best = (value, low + index);
        }
    }
    let saved_by_idling = if period.fixed == Some(true) { 0.0 } else { period.setup_cost };
    if idle_value <= best.0 + saved_by_idling {
        return idle;
    }
    (Decision { production: level - best.1, setup: true }, best.1)
}

/// The layers up to `last` from the nearest kept one before it, without cells above `level`, from which
/// nothing leads down to it.
fn recompute(
    network: &Network,
    values: &Values,
    last: usize,
    level: usize,
    control: &mut dyn Control,
) -> Option<Segment> {
    let mut first = last;
    let kept = loop {
        match values.layer(first) {
            Some(layer) => break layer,
            // Layer 0 is always kept.
            None => first -= 1,
        }
    };
    let low = values.range(first).0;
    let visible = kept.len().min(level + 1 - low);
    let mut sweeper = Sweeper::resume(network, Direction::Forward, first, low, &kept[..visible]);
    let mut layers = vec![(low, kept[..visible].to_vec())];
    for t in first + 1..=last {
        let (low, high) = values.range(t);
        sweeper.advance((low, high.min(level)));
        let (low, current) = sweeper.current();
        if control.spend(current.len() as u64) != Flow::Continue {
            return None;
        }
        layers.push((low, current.to_vec()));
    }
    Some(Segment { first, layers })
}
