//! One pass of the dynamic programme over a network, forwards or backwards.
//!
//! Forwards, the value of a cell is the cost of the cheapest path from the origin up to and including its own
//! charge; backwards, of the cheapest path from its own charge to the end. A sweep works in a coordinate in
//! which production always leads upwards: the cell itself, or its distance from the last cell.

use super::network::Network;
use super::window::WindowMinimum;
use hunch_model::{Control, Flow};

/// Which end a sweep starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// From the first period.
    Forward,
    /// From the last period.
    Backward,
}

/// Which layers' values a sweep keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    /// Only the result.
    Nothing,
    /// Every layer whose distance from the start is a multiple of this.
    Every(usize),
}

/// Values of the cells of some layers, and the cells of all layers that survived pruning.
pub(crate) struct Values {
    direction: Direction,
    last: usize,
    /// Per layer: first and last cell.
    ranges: Vec<(usize, usize)>,
    /// Per layer: where its values start, when they were kept.
    starts: Vec<Option<usize>>,
    data: Vec<f64>,
}

impl Values {
    fn new(network: &Network, direction: Direction) -> Self {
        let layers = network.layers.len();
        Self {
            direction,
            last: network.last,
            ranges: vec![(1, 0); layers],
            starts: vec![None; layers],
            data: Vec::new(),
        }
    }

    /// First and last cell of layer `t`.
    pub fn range(&self, t: usize) -> (usize, usize) {
        self.ranges[t]
    }

    /// Number of values kept.
    pub fn len(&self) -> usize {
        self.data.len()
    }

    /// Values of layer `t` in the order of the sweep's coordinate, when kept.
    pub fn layer(&self, t: usize) -> Option<&[f64]> {
        let (low, high) = self.ranges[t];
        self.starts[t].map(|start| &self.data[start..start + high + 1 - low])
    }

    /// Value of a cell in its layer's range, when kept.
    pub fn get(&self, t: usize, cell: usize) -> Option<f64> {
        let (low, high) = self.ranges[t];
        let index = match self.direction {
            Direction::Forward => cell.checked_sub(low)?,
            Direction::Backward => high.checked_sub(cell)?,
        };
        self.layer(t)?.get(index).copied()
    }

    /// Drops, at both ends of every layer, the cells that a lower threshold rules out.
    pub fn narrow(&mut self, pruning: &Pruning) {
        for t in 0..self.ranges.len() {
            let Some(values) = self.layer(t) else { continue };
            let (low, high) = self.ranges[t];
            let first_cell = if self.direction == Direction::Forward { low } else { high };
            let (first, end) = pruning.surviving(t, values, first_cell, self.direction);
            // The cheapest path of this resolution survives in every layer, so the range stays non-empty.
            let dropped_at_end = values.len() - end;
            if first == end {
                continue;
            }
            self.starts[t] = self.starts[t].map(|start| start + first);
            self.ranges[t] = match self.direction {
                Direction::Forward => (low + first, high - dropped_at_end),
                Direction::Backward => (low + dropped_at_end, high - first),
            };
        }
    }

    fn record(&mut self, t: usize, low: usize, values: &[f64], keep: bool) {
        let high = low + values.len() - 1;
        self.ranges[t] = match self.direction {
            Direction::Forward => (low, high),
            Direction::Backward => (self.last - high, self.last - low),
        };
        if keep {
            self.starts[t] = Some(self.data.len());
            self.data.extend_from_slice(values);
        }
    }
}

/// A coarser sweep in the opposite direction: through a cell leads no path cheaper than the value here plus
/// what the coarser sweep still asks for.
pub(crate) struct Pruning<'a> {
    /// The coarser network.
    pub network: &'a Network,
    /// Its values, from a sweep in the opposite direction that kept every layer.
    pub values: &'a Values,
    /// Cells of this network in one of the coarser one, as a power of two.
    pub shift: u32,
    /// Paths that cost more than this are of no interest.
    pub threshold: f64,
}

impl Pruning<'_> {
    /// Cells of layer `t` that lie in a surviving coarse cell.
    pub fn range(&self, t: usize) -> (usize, usize) {
        let (low, high) = self.values.range(t);
        (low << self.shift, ((high + 1) << self.shift) - 1)
    }

    /// The most that a path up to and including a cell of `coarse` may cost if its rest shall stay within the
    /// threshold; both sides count the cell's own charge, so the coarse one is taken out. `None` when the
    /// coarse cell itself did not survive.
    fn allowance(&self, t: usize, coarse: usize) -> Option<f64> {
        let rest = self.values.get(t, coarse)?;
        Some(self.threshold - rest + self.network.layers[t].charge(coarse))
    }

    /// Which part of `values`, those of layer `t` from `first_cell` on in the direction of a sweep, is left
    /// when the values at both ends are dropped that are too large.
    fn surviving(&self, t: usize, values: &[f64], first_cell: usize, direction: Direction) -> (usize, usize) {
        let upwards = direction == Direction::Forward;
        let dropped = self.too_large(t, values.iter(), first_cell, upwards);
        if dropped == values.len() {
            return (0, 0);
        }
        let steps = values.len() - 1;
        let last_cell = if upwards { first_cell + steps } else { first_cell - steps };
        let end = values.len() - self.too_large(t, values[dropped..].iter().rev(), last_cell, !upwards);
        (dropped, end)
    }

    /// How many of the first values are too large; `cell` is that of the first one. They are compared coarse
    /// cell by coarse cell.
    fn too_large<'v>(
        &self,
        t: usize,
        mut values: impl ExactSizeIterator<Item = &'v f64>,
        mut cell: usize,
        upwards: bool,
    ) -> usize {
        let mut count = 0;
        while values.len() > 0 {
            let coarse = cell >> self.shift;
            let within = cell - (coarse << self.shift);
            let ahead = if upwards { (1 << self.shift) - within } else { within + 1 };
            let same = ahead.min(values.len());
            let allowance = self.allowance(t, coarse).unwrap_or(f64::NEG_INFINITY);
            if let Some(position) = values.by_ref().take(same).position(|&value| value <= allowance) {
                return count + position;
            }
            count += same;
            // After the last value the cell is not looked at again.
            cell = if upwards { cell + same } else { cell.saturating_sub(same) };
        }
        count
    }
}

/// How a sweep ended.
pub(crate) enum Outcome {
    /// It reached the other end at this cost.
    Reached(f64, Values),
    /// No path costs at most the threshold.
    Cut,
    /// More values would have been kept than allowed.
    Full,
    /// The host asked to stop.
    Stopped,
}

/// What sweeps have cost so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Effort {
    /// Cells evaluated.
    pub cells: u64,
    /// Units of work: cells read and cells written.
    pub work: u64,
    /// Sweeps begun.
    pub sweeps: u64,
    /// Values that earlier sweeps hold while the next one runs.
    pub held_values: usize,
    /// Most values held at one time, scratch included.
    pub peak_values: usize,
}

/// The state of a sweep: the values of one layer.
pub(super) struct Sweeper<'a> {
    network: &'a Network,
    direction: Direction,
    /// Layers advanced so far.
    step: usize,
    /// Coordinate of the first value.
    low: usize,
    values: Vec<f64>,
    next: Vec<f64>,
    minima: WindowMinimum,
}

impl<'a> Sweeper<'a> {
    /// A sweep that starts at its end of the network, where nothing, or everything, is produced.
    pub fn new(network: &'a Network, direction: Direction) -> Self {
        let mut sweeper = Self::resume(network, direction, 0, 0, &[0.0]);
        let t = sweeper.layer_index();
        sweeper.values[0] += network.layers[t].charge(sweeper.cell(0));
        sweeper
    }

    /// A sweep that goes on from the given values of layer `step` (counted from the start of the sweep).
    pub fn resume(
        network: &'a Network,
        direction: Direction,
        step: usize,
        low: usize,
        values: &[f64],
    ) -> Self {
        Self {
            network,
            direction,
            step,
            low,
            values: values.to_vec(),
            next: Vec::new(),
            minima: WindowMinimum::default(),
        }
    }

    /// Index of the current layer.
    fn layer_index(&self) -> usize {
        match self.direction {
            Direction::Forward => self.step,
            Direction::Backward => self.network.horizon() - self.step,
        }
    }

    /// The cell at a coordinate, and the coordinate of a cell.
    fn cell(&self, coordinate: usize) -> usize {
        match self.direction {
            Direction::Forward => coordinate,
            Direction::Backward => self.network.last - coordinate,
        }
    }

    /// Coordinate of the first value, and the values.
    pub fn current(&self) -> (usize, &[f64]) {
        (self.low, &self.values)
    }

    /// Moves to the next layer, keeping the cells from `cells.0` to `cells.1`. False when none of them is
    /// reachable.
    pub fn advance(&mut self, cells: (usize, usize)) -> bool {
        self.step += 1;
        let t = self.layer_index();
        let period = match self.direction {
            Direction::Forward => &self.network.periods[t - 1],
            Direction::Backward => &self.network.periods[t],
        };
        let (a, b) = (self.cell(cells.0), self.cell(cells.1));
        let reach = self.low + self.values.len() - 1 + period.window;
        let (low, high) = (a.min(b).max(self.low), a.max(b).min(reach));
        if low > high {
            return false;
        }
        let first = low - self.low;
        self.next.resize(high - low + 1, 0.0);
        if period.fixed == Some(false) {
            self.next.copy_from_slice(&self.values[first..=high - self.low]);
        } else {
            self.minima.compute(&self.values, period.window, first, &mut self.next);
        }
        let idle = match period.fixed {
            None => &self.values[first.min(self.values.len())..],
            Some(_) => &[],
        };
        let setup_cost = if period.fixed == Some(false) { 0.0 } else { period.setup_cost };
        let first_cell = self.cell(low);
        let upwards = self.direction == Direction::Forward;
        self.network.layers[t].arrive(&mut self.next, idle, setup_cost, first_cell, upwards);
        std::mem::swap(&mut self.values, &mut self.next);
        self.low = low;
        true
    }

    /// Drops cells at both ends through which no path within the threshold leads. False when none is left.
    fn trim(&mut self, pruning: &Pruning) -> bool {
        let t = self.layer_index();
        let first_cell = self.cell(self.low);
        let (first, end) = pruning.surviving(t, &self.values, first_cell, self.direction);
        if first == end {
            return false;
        }
        self.values.copy_within(first..end, 0);
        self.values.truncate(end - first);
        self.low += first;
        true
    }
}

/// Sweeps `network`. Keeps at most `limit` values.
pub(crate) fn sweep(
    network: &Network,
    direction: Direction,
    pruning: Option<&Pruning>,
    keep: Keep,
    limit: usize,
    effort: &mut Effort,
    control: &mut dyn Control,
) -> Outcome {
    effort.sweeps += 1;
    let mut values = Values::new(network, direction);
    let mut sweeper = Sweeper::new(network, direction);
    values.record(sweeper.layer_index(), sweeper.low, &sweeper.values, keep != Keep::Nothing);
    for step in 1..=network.horizon() {
        let t = match direction {
            Direction::Forward => step,
            Direction::Backward => network.horizon() - step,
        };
        let layer = &network.layers[t];
        let mut range = (layer.low, layer.high);
        if let Some(pruning) = pruning {
            let (low, high) = pruning.range(t);
            range = (range.0.max(low), range.1.min(high));
        }
        let before = sweeper.values.len();
        if range.0 > range.1 || !sweeper.advance(range) {
            return Outcome::Cut;
        }
        let work = (before + sweeper.values.len()) as u64;
        effort.work += work;
        effort.cells += sweeper.values.len() as u64;
        if control.spend(work) != Flow::Continue {
            return Outcome::Stopped;
        }
        let scratch = 2 * (before + sweeper.values.len()) + sweeper.minima.len();
        effort.peak_values = effort.peak_values.max(effort.held_values + values.len() + scratch);
        if let Some(pruning) = pruning
            && !sweeper.trim(pruning)
        {
            return Outcome::Cut;
        }
        let kept = match keep {
            Keep::Nothing => false,
            Keep::Every(interval) => step % interval == 0 || step == network.horizon(),
        };
        if kept && values.len() + sweeper.values.len() > limit {
            return Outcome::Full;
        }
        values.record(t, sweeper.low, &sweeper.values, kept);
    }
    Outcome::Reached(sweeper.values[0], values)
}
