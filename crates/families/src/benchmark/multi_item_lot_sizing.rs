//! Multi-item capacitated lot sizing with one shared capacity a period: the family's own instances and program,
//! without the bounds on production that its set-up rows imply, so that a search has to find them.

use crate::fields::FieldError;
use crate::mclsp::{Distribution, program, sample};
use hunch_model::Program;

/// Set-up to holding cost ratio of the published instances.
const RATIO: u32 = 1_000;
/// Published capacity ratios; which goes with which size is not stated. Larger numbers of items ask for more.
const CAPACITY_RATIOS: [u32; 2] = [10, 14];
/// Number of items from which the larger ratio is taken.
const MANY_ITEMS: usize = 12;

/// "Integrated machine learning and optimization approaches", chapter 3, with its draws: see
/// [`crate::mclsp::sample()`].
///
/// # Errors
/// The sampler's, for sizes out of range.
pub fn multi_item_lot_sizing(items: usize, periods: usize, seed: u64) -> Result<Program, FieldError> {
    let c = CAPACITY_RATIOS[usize::from(items >= MANY_ITEMS)];
    let instance = sample(&Distribution { items, periods, c, f: RATIO }, seed)?;
    let mut program = program(&instance);
    program.columns[..items * periods].iter_mut().for_each(|column| column.upper = f64::INFINITY);
    Ok(program)
}
