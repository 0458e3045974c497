//! Coarse to fine: each resolution prunes the next finer one, in the opposite direction.
//!
//! A sweep over cells of `2^(2k)` units costs `4^k` times less than the exact one and gives, for every node,
//! a lower bound on the rest of any path through it. With a threshold on the cost of interesting paths, the
//! next finer sweep drops whatever costs more (bounded dynamic programming: Morin and Marsten,
//! Branch-and-bound strategies for dynamic programming, 1976; from coarse to fine: Raphael, Coarse-to-fine
//! dynamic programming, 2001). A threshold below the optimum is found out, for no path is left: it then
//! becomes a lower bound, and a larger threshold is tried.

use super::Options;
use super::network::{Network, Problem};
use super::sweep::{Direction, Effort, Keep, Outcome, Pruning, Values, sweep};
use super::trace::{Decision, trace};
use hunch_model::{Control, Event};

/// Each resolution is four times as fine as the one before.
const SHIFT_PER_LEVEL: u32 = 2;

/// The coarsest resolution keeps about this many cells in the mean capacity: with fewer, the bound is too
/// weak to prune with.
const CELLS_PER_CAPACITY: u64 = 8;

/// At this level a cell is 2^28 units wide, which is more than cells of any instance that could still fit
/// into memory.
const MAX_LEVELS: usize = 14;

/// Thresholds start where the optimum is expected, times this: missing it costs another attempt, overshooting
/// keeps too many cells. Of 0.7, 1, 1.4, 2 and 3, this left the fewest cells on the published distributions;
/// so did the next constant of 1.5 and 2.
const FIRST_MARGIN: f64 = 1.4;

/// Margins grow by this factor after each attempt that found no path.
const MARGIN_GROWTH: f64 = 1.5;

/// After this many attempts the threshold is the cost of a known plan, below which the cheapest path
/// certainly lies.
const MAX_ATTEMPTS: usize = 6;

/// Rounding of a path's cost, as a share of the largest partial sums that may occur. Integer costs have none.
const COST_ROUNDING: f64 = 1e-12;

/// All layers of the exact sweep are kept when they take at most one part in this many of the memory limit:
/// recomputing them from checkpoints costs about half as much time again.
const EXACT_SHARE: u64 = 2;

/// Each coarse sweep may keep one part in this many of the memory limit; a few of them are alive at once,
/// beside the exact one.
const COARSE_SHARE: usize = 8;

/// Layers' worth of scratch space in a sweep: two layers, prefix and suffix minima, and one to spare.
const SCRATCH_LAYERS: u64 = 5;

/// How a refinement ended.
pub(super) enum Refined {
    /// The exact values, for [`super::trace::trace`].
    Exact(Values),
    /// The host asked to stop.
    Stopped,
    /// The exact sweep would need this many bytes.
    TooLarge(u64),
    /// No path was found where there must be one: a bug, about which nothing is claimed.
    Failed,
}

/// Refines `problem` down to one-unit cells.
pub(super) struct Refinement<'a> {
    problem: &'a Problem,
    options: &'a Options,
    /// Networks from one-unit cells to the coarsest.
    networks: Vec<Network>,
    /// Cost of a known plan, without the constant.
    incumbent: f64,
    rounding: f64,
    /// Proven lower bound, without the constant.
    bound: f64,
    /// What it has cost.
    pub effort: Effort,
}

/// The values that a level is pruned with, from a coarser level swept in the opposite direction.
struct Opposite<'a> {
    level: usize,
    values: &'a Values,
}

/// How the sweep of one level ended.
enum Level {
    /// The level's shortest path costs this.
    Done(f64, Values),
    /// No path is within the threshold.
    Cut,
    /// The level was too large to keep.
    Skipped,
    /// The refinement ends here.
    Ended(Refined),
}

impl<'a> Refinement<'a> {
    /// `incumbent` is the cost of a known plan without the constant.
    pub fn new(
        problem: &'a Problem,
        corridor: &[(usize, usize)],
        incumbent: f64,
        options: &'a Options,
    ) -> Self {
        let cells: u64 = corridor.iter().map(|&(low, high)| (high + 1 - low) as u64).sum();
        let levels = if options.pruning { coarse_levels(problem, cells, options.memory_limit) } else { 0 };
        let networks =
            (0..=levels).map(|level| problem.network(corridor, SHIFT_PER_LEVEL * level as u32)).collect();
        let charges: f64 = problem.charge.iter().map(|a| a.abs()).sum::<f64>() * problem.total();
        let largest_sum = charges + problem.setup_cost.iter().sum::<f64>();
        Self {
            problem,
            options,
            networks,
            incumbent,
            rounding: COST_ROUNDING * largest_sum,
            bound: f64::NEG_INFINITY,
            effort: Effort::default(),
        }
    }

    /// Proven lower bound on the cost, constant included.
    pub fn bound(&self) -> f64 {
        self.bound + self.problem.constant - self.rounding
    }

    fn raise_bound(&mut self, bound: f64, control: &mut dyn Control) {
        if bound > self.bound {
            self.bound = bound;
            control.emit(Event::Bound { bound: self.bound() });
        }
    }

    /// The decisions of the cheapest path; `None` when the host asks to stop.
    pub fn trace(&self, values: &Values, control: &mut dyn Control) -> Option<Vec<Decision>> {
        trace(&self.networks[0], values, control)
    }

    /// The exact sweep goes forwards, since the tie-break is defined so; levels alternate.
    fn direction(level: usize) -> Direction {
        if level.is_multiple_of(2) { Direction::Forward } else { Direction::Backward }
    }

    /// Runs the refinement.
    pub fn run(&mut self, control: &mut dyn Control) -> Refined {
        let coarsest = self.networks.len() - 1;
        if coarsest == 0 {
            return self.exact_sweep(None, f64::INFINITY, control).into_refined();
        }
        let (start, coarse) = match self.coarse_sweep(coarsest, None, f64::INFINITY, control) {
            Level::Done(value, values) => (value, values),
            Level::Ended(end) => return end,
            Level::Cut | Level::Skipped => {
                return self.exact_sweep(None, f64::INFINITY, control).into_refined();
            }
        };
        self.raise_bound(start, control);
        let gap = self.expected_gap(start, coarsest);
        let mut margin = FIRST_MARGIN;
        for attempt in 0..=MAX_ATTEMPTS {
            let mut threshold = start.max(self.bound) + margin * gap;
            if attempt == MAX_ATTEMPTS || threshold > self.incumbent {
                threshold = self.incumbent;
            }
            if let Some(end) = self.attempt(start, &coarse, threshold, margin, control) {
                return end;
            }
            margin *= MARGIN_GROWTH;
        }
        // Reached only if the incumbent's cost was wrong: the sweep without a threshold is right whatever
        // else is not.
        self.exact_sweep(None, f64::INFINITY, control).into_refined()
    }

    /// One descent from the coarsest level with a threshold that shrinks on the way; `None` when it turned
    /// out to lie below the optimum.
    fn attempt(
        &mut self,
        start: f64,
        coarse: &Values,
        mut threshold: f64,
        margin: f64,
        control: &mut dyn Control,
    ) -> Option<Refined> {
        let coarsest = self.networks.len() - 1;
        let mut kept: Vec<(usize, Values)> = Vec::with_capacity(coarsest);
        let mut previous = (coarsest, start);
        for level in (0..coarsest).rev() {
            // Pruning needs the opposite direction, which the level above has unless it was too large to
            // keep.
            self.effort.held_values =
                coarse.len() + kept.iter().map(|(_, values)| values.len()).sum::<usize>();
            let finer = kept.iter().rev().map(|(level, values)| Opposite { level: *level, values });
            let opposite = finer
                .chain([Opposite { level: coarsest, values: coarse }])
                .find(|opposite| Self::direction(opposite.level) != Self::direction(level));
            let result = match (level, &opposite) {
                (0, None) => self.exact_sweep(None, f64::INFINITY, control),
                (0, Some(opposite)) => self.exact_sweep(Some(opposite), threshold, control),
                (_, None) => continue,
                (_, Some(opposite)) => self.coarse_sweep(level, Some(opposite), threshold, control),
            };
            match result {
                Level::Done(_, values) if level == 0 => return Some(Refined::Exact(values)),
                Level::Done(value, mut values) => {
                    self.raise_bound(value, control);
                    let expected = remaining_gap(previous, (level, value));
                    threshold = threshold.min(value + margin * expected.max(self.rounding));
                    if let Some(pruning) =
                        opposite.as_ref().map(|opposite| self.pruning(level, opposite, threshold))
                    {
                        values.narrow(&pruning);
                    }
                    previous = (level, value);
                    kept.push((level, values));
                }
                Level::Cut => {
                    self.raise_bound(threshold, control);
                    return None;
                }
                Level::Skipped => {}
                Level::Ended(end) => return Some(end),
            }
        }
        None
    }

    fn coarse_sweep(
        &mut self,
        level: usize,
        opposite: Option<&Opposite>,
        threshold: f64,
        control: &mut dyn Control,
    ) -> Level {
        let limit = self.options.memory_limit / COARSE_SHARE / size_of::<f64>();
        self.sweep(level, opposite, threshold, Keep::Every(1), limit, control)
    }

    fn exact_sweep(
        &mut self,
        opposite: Option<&Opposite>,
        threshold: f64,
        control: &mut dyn Control,
    ) -> Level {
        let widths = self.widths(opposite);
        let interval = match self.checkpoint_interval(&widths) {
            Ok(interval) => interval,
            Err(bytes) => return Level::Ended(Refined::TooLarge(bytes)),
        };
        self.sweep(0, opposite, threshold, Keep::Every(interval), usize::MAX, control)
    }

    fn pruning<'b>(&'b self, level: usize, opposite: &Opposite<'b>, threshold: f64) -> Pruning<'b> {
        Pruning {
            network: &self.networks[opposite.level],
            values: opposite.values,
            shift: SHIFT_PER_LEVEL * (opposite.level - level) as u32,
            threshold: threshold + self.rounding,
        }
    }

    fn sweep(
        &mut self,
        level: usize,
        opposite: Option<&Opposite>,
        threshold: f64,
        keep: Keep,
        limit: usize,
        control: &mut dyn Control,
    ) -> Level {
        let pruning = opposite.map(|opposite| self.pruning(level, opposite, threshold));
        let network = &self.networks[level];
        let direction = Self::direction(level);
        let mut effort = self.effort;
        let outcome = sweep(network, direction, pruning.as_ref(), keep, limit, &mut effort, control);
        self.effort = effort;
        match outcome {
            // Trimming looks at a cell's own charge on both sides; a path above the threshold may still get
            // through.
            Outcome::Reached(value, _) if value > threshold + self.rounding => Level::Cut,
            Outcome::Reached(value, values) => Level::Done(value, values),
            Outcome::Cut => Level::Cut,
            Outcome::Full => Level::Skipped,
            Outcome::Stopped => Level::Ended(Refined::Stopped),
        }
    }

    /// Upper bounds on the number of exact cells in every layer.
    fn widths(&self, opposite: Option<&Opposite>) -> Vec<usize> {
        let exact = &self.networks[0].layers;
        let width = |t: usize| match opposite {
            Some(o) => {
                let (low, high) = o.values.range(t);
                let shift = SHIFT_PER_LEVEL * o.level as u32;
                ((high + 1) << shift).min(exact[t].high + 1).saturating_sub((low << shift).max(exact[t].low))
            }
            None => exact[t].high + 1 - exact[t].low,
        };
        (0..exact.len()).map(width).collect()
    }

    /// How many layers apart the exact sweep keeps its values: all when they fit, else about √T apart; the
    /// bytes that it would take when even that is too much.
    fn checkpoint_interval(&self, widths: &[usize]) -> Result<usize, u64> {
        let limit = (self.options.memory_limit / size_of::<f64>()) as u64;
        let held = self.effort.held_values as u64;
        let widest = widths.iter().copied().max().unwrap_or(0) as u64;
        let scratch = SCRATCH_LAYERS * widest;
        let square_root = widths.len().isqrt().max(1);
        // Kept layers, and the segment between two of them while it is traced.
        let needed = |interval: usize| {
            let kept: u64 = widths.iter().step_by(interval).map(|&width| width as u64).sum();
            let segment = if interval > 1 { interval as u64 * widest } else { 0 };
            held + kept + segment + scratch
        };
        let interval = match self.options.checkpoint_interval {
            Some(interval) => interval.max(1),
            None if needed(1) <= limit / EXACT_SHARE => 1,
            None => square_root,
        };
        if needed(interval) > limit { Err(needed(interval) * size_of::<f64>() as u64) } else { Ok(interval) }
    }

    /// How far the optimum is expected above the coarsest bound: each production may gain half a cell by
    /// rounding up its capacity, and each charge half a cell's width.
    fn expected_gap(&self, bound: f64, level: usize) -> f64 {
        let problem = self.problem;
        let half_cell = 0.5 * (1u64 << (SHIFT_PER_LEVEL * level as u32)) as f64;
        let mean_capacity = mean_capacity(problem).max(1.0);
        let productions = (problem.total() / mean_capacity).max(1.0);
        let cost_per_unit = (bound + problem.constant).max(0.0) / problem.total().max(1.0);
        let charges: f64 = problem.charge.iter().map(|a| a.abs()).sum();
        half_cell * (productions * cost_per_unit + charges)
    }
}

impl Level {
    fn into_refined(self) -> Refined {
        match self {
            Level::Done(_, values) => Refined::Exact(values),
            Level::Ended(end) => end,
            // Without a threshold a feasible problem's sweep is neither cut nor limited.
            Level::Cut | Level::Skipped => Refined::Failed,
        }
    }
}

fn mean_capacity(problem: &Problem) -> f64 {
    let open: Vec<usize> = problem.capacity.iter().copied().filter(|&c| c > 0).collect();
    open.iter().sum::<usize>() as f64 / open.len().max(1) as f64
}

/// Number of coarse resolutions above the exact one.
fn coarse_levels(problem: &Problem, cells: u64, memory_limit: usize) -> usize {
    let capacity = mean_capacity(problem) as u64;
    let cell_width = |level: usize| 1u64 << (SHIFT_PER_LEVEL as usize * level);
    let mut levels = 0;
    while CELLS_PER_CAPACITY * cell_width(levels + 1) <= capacity {
        levels += 1;
    }
    let limit = (memory_limit / COARSE_SHARE / size_of::<f64>()) as u64;
    while levels > 0 && levels < MAX_LEVELS && cells / cell_width(levels) > limit {
        levels += 1;
    }
    levels
}

/// How far the optimum is expected above a level's value, since the gap of a relaxation is about proportional
/// to the size of its cells.
fn remaining_gap(coarser: (usize, f64), finer: (usize, f64)) -> f64 {
    let ratio = (1u64 << (SHIFT_PER_LEVEL as usize * (coarser.0 - finer.0))) as f64;
    (finer.1 - coarser.1).max(0.0) / (ratio - 1.0)
}
