//! The section of the strategies.

use super::error::{LearnedError, within};
use super::limits::{MAX_STRATEGIES, MAX_SYSTEMS};
use super::parts::{Parts, size, split, value};
#[cfg(feature = "json")]
use super::parts::{put_doubles, put_indices};
use super::places;
use crate::params::MOST_UNKNOWNS;
use crate::store::{First, Store};
use crate::strategy::Strategy;
#[cfg(feature = "json")]
use hunch_bundle::Tensor;
use hunch_model::Program;
use hunch_model::parametric::ParametricProgram;

/// Largest integer of a column: doubles tell those up to here apart.
const MAX_INTEGER: f64 = 9_007_199_254_740_992.0;
/// Lists of a strategy: columns at lower and upper bounds, rows at lower and upper sides.
const LISTS: usize = 4;
/// Reads the strategies and their first θ.
pub(super) fn take(parts: &mut Parts, program: &ParametricProgram) -> Result<Store, LearnedError> {
    let base = &program.base;
    let (n, m, p) = (base.columns.len(), base.rows.len(), program.parameters.len());
    let counts = parts.indices("strategies.counts")?;
    let count = counts.len();
    within("strategies", count, MAX_STRATEGIES)?;
    let integers = base.columns.iter().filter(|column| column.kind.is_integer()).count();
    let values = parts.finite("strategies.integers")?;
    size("strategies.integers", values.len(), count * integers)?;
    if let Some(at) = values.iter().position(|v| v.fract() != 0.0 || v.abs() > MAX_INTEGER) {
        return Err(value("strategies.integers", at, values[at], "a whole number below 2^53 in size"));
    }
    let ends = parts.indices("strategies.ends")?;
    size("strategies.ends", ends.len(), LISTS * count)?;
    let tight = parts.indices("strategies.tight")?;
    let lists = split("strategies.ends", &tight, &ends)?;
    let thetas = parts.finite("strategies.thetas")?;
    size("strategies.thetas", thetas.len(), count * p)?;
    let words = places::words(n + m);
    let packed = parts.indices("strategies.places")?;
    size("strategies.places", packed.len(), count * words)?;
    let mut store = Store { counts: counts.iter().map(|&c| c.into()).collect(), ..Store::default() };
    for k in 0..count {
        let list = |at: usize| increasing(lists[LISTS * k + at], LISTS * k + at);
        let strategy = Strategy {
            integers: values[k * integers..(k + 1) * integers].iter().map(|&v| v as i64).collect(),
            column_lower: list(0)?,
            column_upper: list(1)?,
            row_lower: list(2)?,
            row_upper: list(3)?,
        };
        let known = store.strategies.len();
        store.strategies.add(strategy);
        if store.strategies.len() == known {
            return Err(value("strategies.tight", LISTS * k, k as f64, "a strategy that is there once"));
        }
        let working_set = places::unpacked(&packed[k * words..(k + 1) * words], n, m)
            .ok_or_else(|| value("strategies.places", k * words, f64::NAN, "places from 0 to 4"))?;
        store.first.push(First { theta: thetas[k * p..(k + 1) * p].to_vec(), working_set });
    }
    store.validate(base)?;
    let numbers = store.strategies.list().iter().map(|strategy| system(strategy, base)).sum();
    within("numbers of the strategies' systems", numbers, MAX_SYSTEMS)?;
    Ok(store)
}

fn increasing(list: &[u32], at: usize) -> Result<Vec<u32>, LearnedError> {
    match list.windows(2).position(|pair| pair[0] >= pair[1]) {
        Some(k) => Err(value("strategies.tight", at, list[k + 1].into(), "an index above the one before")),
        None => Ok(list.to_vec()),
    }
}

/// Numbers of a strategy's reduced system: what its factors hold at most.
fn system(strategy: &Strategy, base: &Program) -> usize {
    let fixed = strategy.integers.len() + strategy.column_lower.len() + strategy.column_upper.len();
    let free = base.columns.len().saturating_sub(fixed);
    let equations = base.rows.iter().filter(|row| row.lower == row.upper).count();
    let rows = equations + strategy.row_lower.len() + strategy.row_upper.len();
    match (free + rows > MOST_UNKNOWNS, &base.quadratic) {
        (true, _) => 0,
        (false, None) => free * rows,
        (false, Some(_)) => (free + rows).pow(2),
    }
}

/// Writes the strategies.
#[cfg(feature = "json")]
pub(super) fn put(
    store: &Store,
    program: &ParametricProgram,
    tensors: &mut Vec<Tensor>,
) -> Result<(), LearnedError> {
    let list = store.strategies.list();
    let count = |&c: &u64| u32::try_from(c).unwrap_or(u32::MAX);
    put_indices(tensors, "strategies.counts", 1, store.counts.iter().map(count).collect())?;
    let integers = list.first().map_or(0, |strategy| strategy.integers.len());
    let values = list.iter().flat_map(|s| s.integers.iter().map(|&v| v as f64)).collect();
    put_doubles(tensors, "strategies.integers", integers, values)?;
    let (mut tight, mut ends) = (Vec::new(), Vec::new());
    for strategy in list {
        for list in [&strategy.column_lower, &strategy.column_upper, &strategy.row_lower, &strategy.row_upper]
        {
            tight.extend_from_slice(list);
            ends.push(tight.len() as u32);
        }
    }
    put_indices(tensors, "strategies.ends", LISTS, ends)?;
    put_indices(tensors, "strategies.tight", 1, tight)?;
    let thetas = store.first.iter().flat_map(|first| first.theta.iter().copied()).collect();
    put_doubles(tensors, "strategies.thetas", program.parameters.len(), thetas)?;
    let (n, m) = (program.base.columns.len(), program.base.rows.len());
    let words = places::words(n + m);
    let packed = store.first.iter().flat_map(|first| places::packed(&first.working_set)).collect();
    put_indices(tensors, "strategies.places", words, packed)
}
