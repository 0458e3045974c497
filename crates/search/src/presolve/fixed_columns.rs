//! Columns with one value left are replaced by it.

use super::model::{Model, Verdict};

/// Takes out every column whose bounds meet.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    let mut changes = 0;
    for j in model.live_columns() {
        let (lower, upper) = model.bounds(j);
        model.set_bounds(j, lower, upper, 0.0)?;
        let (lower, upper) = model.bounds(j);
        if lower == upper {
            model.fix_column(j, lower);
            changes += 1;
        }
    }
    Ok(changes)
}
