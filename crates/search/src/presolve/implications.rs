//! What binaries say of columns beside the rows: decided ones become bounds.

use super::model::{Model, Verdict};
use crate::problem::Implication;

/// Makes columns zero whose binary is at its value, keeps binaries off the value whose column is not zero, and
/// forgets what is settled by that. Columns that were taken out as fixed still have their value as bounds.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    if !cfg!(feature = "kinds") {
        return Ok(0);
    }
    let mut changes = 0;
    let mut open: Vec<Implication> = Vec::with_capacity(model.implications.len());
    for implication in std::mem::take(&mut model.implications) {
        let (z, j, value) = (implication.binary as usize, implication.column as usize, implication.value());
        let ((low, high), (lower, upper)) = (model.bounds(z), model.bounds(j));
        if low == value && high == value {
            model.set_bounds(j, lower.max(0.0), upper.min(0.0), 0.0)?;
        } else if lower > 0.0 || upper < 0.0 {
            let other = 1.0 - value;
            model.set_bounds(z, low.max(other), high.min(other), 0.0)?;
        } else if low <= value && value <= high && (lower != 0.0 || upper != 0.0) {
            open.push(implication);
            continue;
        }
        changes += 1;
    }
    model.implications = open;
    Ok(changes)
}
