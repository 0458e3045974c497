//! The dynamic programme over subsets: what is the best that ends with exactly this set of chosen items?
//!
//! In each period some items are free and the others fixed; with all items free the answer is an optimum.
//! Between two periods every item earns its bonus on its own, so the best predecessor of all sets at once is
//! found item by item, as in a fast transform over subsets (Björklund, Husfeldt, Kaski, Koivisto, "Fourier
//! meets Möbius: fast subset convolution", 2007, section 2.2), here of maxima: `O(k·2^k)` steps a period with
//! k free items instead of `O(4^k)`.

use super::Instance;
use hunch_model::{Control, Flow};

/// Bytes of values kept at once; beyond it only some periods are kept, and those between are computed again
/// on the way back.
const KEPT_BYTES: usize = 64 << 20;
/// Sets are told apart by these many low and the remaining high items, whose sums are tabulated.
const LOW_ITEMS: usize = 10;

/// What is open in a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// Items that may be chosen or not, ascending; at most [`MAX_FREE`].
    pub free: Vec<usize>,
    /// For each item whether it is chosen, where it is not free.
    pub fixed: Vec<bool>,
}

/// Most free items of a period: a million sets.
pub const MAX_FREE: usize = 20;

/// Every item free in every period.
pub fn all_free(instance: &Instance) -> Vec<Stage> {
    let stage = Stage { free: (0..instance.items).collect(), fixed: vec![false; instance.items] };
    vec![stage; instance.periods]
}

/// Units of work of [`best`]: steps over sets and items.
pub fn work(stages: &[Stage]) -> u64 {
    stages.iter().map(|stage| ((stage.free.len() + 2) as u64) << stage.free.len()).sum()
}

/// Bytes of a period's values.
fn bytes(stage: &Stage) -> usize {
    size_of::<f64>() << stage.free.len()
}

/// The values of one period in so many are kept: of all where memory allows it.
fn interval(stages: &[Stage]) -> usize {
    match stages.iter().map(bytes).sum::<usize>() <= KEPT_BYTES {
        true => 1,
        false => (stages.len() as f64).sqrt().ceil() as usize,
    }
}

/// Bytes that [`best`] takes: for the values that it keeps, and for those between two of them.
pub fn memory(stages: &[Stage]) -> usize {
    let (largest, interval) = (stages.iter().map(bytes).max().unwrap_or(0), interval(stages));
    largest * (stages.len() / interval + interval + 2)
}

/// The best choices (T × I) among those that the stages leave open; none where there are none, or where the
/// control says stop. Sums are exact where the instance is whole.
pub fn best(instance: &Instance, stages: &[Stage], control: &mut dyn Control) -> Option<Vec<bool>> {
    let interval = interval(stages);
    let mut kept: Vec<Vec<f64>> = Vec::new();
    let mut values = vec![0.0];
    for t in 0..stages.len() {
        values = forward(instance, stages, t, values, control)?;
        if t % interval == 0 {
            kept.push(values.clone());
        }
    }
    let last = (0..values.len()).max_by(|&a, &b| values[a].total_cmp(&values[b]).then(b.cmp(&a)))?;
    if values[last] == f64::NEG_INFINITY {
        return None;
    }
    let mut chosen = vec![false; instance.periods * instance.items];
    let mut set = last;
    // The way back asks for the values of every period but the last.
    kept.truncate(stages.len().saturating_sub(2) / interval + 1);
    let mut block: Vec<Vec<f64>> = Vec::new();
    for t in (0..stages.len()).rev() {
        write(&stages[t], set, &mut chosen[t * instance.items..(t + 1) * instance.items]);
        if t == 0 {
            break;
        }
        if block.is_empty() {
            // Values from the last kept period before `t` up to the one before `t`.
            block.push(kept.pop()?);
            for period in (t - 1) / interval * interval + 1..t {
                let before = block.last().cloned()?;
                block.push(forward(instance, stages, period, before, control)?);
            }
        }
        let before = block.pop()?;
        set = predecessor(instance, t, &stages[t - 1], &before, &chosen[t * instance.items..])?;
    }
    Some(chosen)
}

/// Values of the sets of period `t` from those of the period before.
fn forward(
    instance: &Instance,
    stages: &[Stage],
    t: usize,
    mut values: Vec<f64>,
    control: &mut dyn Control,
) -> Option<Vec<f64>> {
    let stage = &stages[t];
    if let Flow::Stop(_) = control.spend(work(&stages[t..=t])) {
        return None;
    }
    if t == 0 {
        values = vec![0.0; 1 << stage.free.len()];
    } else {
        for i in 0..instance.items {
            values = carried(values, &stages[t - 1], stage, i, instance.bonus(t - 1, i));
        }
    }
    let fixed = |row: &[f64]| -> f64 {
        let taken = row.iter().enumerate().filter(|(i, _)| stage.fixed[*i] && !stage.free.contains(i));
        taken.map(|(_, v)| v).sum()
    };
    let of_free = |row: &[f64]| -> Vec<f64> { stage.free.iter().map(|&i| row[i]).collect() };
    let profits = &instance.profits[t * instance.items..(t + 1) * instance.items];
    let base = fixed(profits);
    let profit = Sums::new(&of_free(profits));
    for (set, value) in values.iter_mut().enumerate() {
        *value += base + profit.of(set);
    }
    for j in 0..instance.knapsacks {
        let weights = instance.weights(t, j);
        let left = instance.capacity(t, j) - fixed(weights);
        let weight = Sums::new(&of_free(weights));
        for (set, value) in values.iter_mut().enumerate() {
            if weight.of(set) > left {
                *value = f64::NEG_INFINITY;
            }
        }
    }
    Some(values)
}

/// One item carried from a period to the next: its bit then says what it does in the next one.
fn carried(mut values: Vec<f64>, from: &Stage, to: &Stage, item: usize, bonus: f64) -> Vec<f64> {
    // Items below are carried already, so their bits stand where the next period has them.
    let bit = to.free.partition_point(|&i| i < item);
    let half = 1usize << bit;
    match (from.free.contains(&item), to.free.contains(&item)) {
        (true, true) => {
            for block in values.chunks_exact_mut(2 * half) {
                let (out, taken) = block.split_at_mut(half);
                for (a, b) in out.iter_mut().zip(taken) {
                    (*a, *b) = ((*a + bonus).max(*b), (*b + bonus).max(*a));
                }
            }
            values
        }
        (true, false) => {
            let (same, other) = if to.fixed[item] { (half, 0) } else { (0, half) };
            let merged = |block: &[f64]| -> Vec<f64> {
                let pairs = block[same..same + half].iter().zip(&block[other..other + half]);
                pairs.map(|(same, other)| (same + bonus).max(*other)).collect()
            };
            values.chunks_exact(2 * half).flat_map(merged).collect()
        }
        (false, true) => {
            let (out, taken) = if from.fixed[item] { (0.0, bonus) } else { (bonus, 0.0) };
            let mut split = Vec::with_capacity(2 * values.len());
            for block in values.chunks_exact(half) {
                split.extend(block.iter().map(|v| v + out));
                split.extend(block.iter().map(|v| v + taken));
            }
            split
        }
        (false, false) => {
            if from.fixed[item] == to.fixed[item] {
                values.iter_mut().for_each(|v| *v += bonus);
            }
            values
        }
    }
}

/// The set of the period before `t` from which the choices `next` of period `t` are best reached.
fn predecessor(
    instance: &Instance,
    t: usize,
    before: &Stage,
    values: &[f64],
    next: &[bool],
) -> Option<usize> {
    let bonus = |i: usize, chosen: bool| if next[i] == chosen { instance.bonus(t - 1, i) } else { 0.0 };
    // What a set earns more by an item that it holds; what items earn that it does not hold is the same for
    // all sets.
    let more: Vec<f64> = before.free.iter().map(|&i| bonus(i, true) - bonus(i, false)).collect();
    let gain = Sums::new(&more);
    let best = values.iter().enumerate().map(|(set, value)| (set, value + gain.of(set)));
    let (set, value) = best.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
    (value > f64::NEG_INFINITY).then_some(set)
}

/// The choices of a set.
fn write(stage: &Stage, set: usize, chosen: &mut [bool]) {
    chosen.copy_from_slice(&stage.fixed);
    for (bit, &i) in stage.free.iter().enumerate() {
        chosen[i] = set >> bit & 1 == 1;
    }
}

/// Sums over subsets of some numbers, from two tables.
struct Sums {
    low: Vec<f64>,
    high: Vec<f64>,
}

impl Sums {
    fn new(numbers: &[f64]) -> Self {
        let (low, high) = numbers.split_at(numbers.len().min(LOW_ITEMS));
        let table = |numbers: &[f64]| {
            let mut sums = vec![0.0];
            for number in numbers {
                sums.extend_from_within(..);
                let half = sums.len() / 2;
                sums[half..].iter_mut().for_each(|sum| *sum += number);
            }
            sums
        };
        Self { low: table(low), high: table(high) }
    }

    fn of(&self, set: usize) -> f64 {
        self.low[set % self.low.len()] + self.high[set / self.low.len()]
    }
}
