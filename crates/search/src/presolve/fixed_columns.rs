//! Columns with one value left are replaced by it.

use super::model::{Model, Verdict};

/// Takes out every column whose bounds meet.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    let mut fixings = Vec::new();
    for j in model.live_columns() {
        let (lower, upper) = model.bounds(j);
        model.set_bounds(j, lower, upper, 0.0)?;
        let (lower, upper) = model.bounds(j);
        if lower == upper {
            fixings.push((j, lower));
        }
    }
    model.fix_columns(&fixings);
    Ok(fixings.len())
}
