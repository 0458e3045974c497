//! Rows that are multiples of each other are one row with the tighter sides (Andersen and Andersen 1995,
//! section 3.5).

use super::model::{Model, Verdict};
use super::trace::Removed;
use crate::fingerprint::fingerprint;
use crate::params::{PARALLEL_TOLERANCE, UNIT};
use hunch_model::order::sort_by;

/// Merges parallel rows.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    let mut keyed: Vec<(u64, usize)> =
        model.live_rows().into_iter().map(|i| (support_key(model, i), i)).collect();
    sort_by(&mut keyed, Ord::cmp);
    let mut changes = 0;
    let mut start = 0;
    while start < keyed.len() {
        let key = keyed[start].0;
        let end = start + keyed[start..].iter().take_while(|k| k.0 == key).count();
        changes += merge_group(model, &keyed[start..end])?;
        start = end;
    }
    model.forget_cleared();
    Ok(changes)
}

/// A hash of the columns that occur: equal supports have equal keys.
fn support_key(model: &Model, i: usize) -> u64 {
    fingerprint(model.rows[i].terms.iter().map(|&(j, _)| j as u64))
}

fn merge_group(model: &mut Model, group: &[(u64, usize)]) -> Result<usize, Verdict> {
    let mut changes = 0;
    for (k, &(_, keep)) in group.iter().enumerate() {
        // Only neighbours within a window are compared: a large group of different rows on one support must
        // not cost its square.
        for &(_, other) in group[k + 1..].iter().take(crate::params::PARALLEL_WINDOW) {
            if !model.rows[keep].alive || !model.rows[other].alive {
                continue;
            }
            if let Some((factor, noise)) = ratio(model, keep, other) {
                merge(model, keep, other, (factor, noise))?;
                changes += 1;
            }
        }
    }
    Ok(changes)
}

/// `factor` with `row other = factor · row keep`, if there is one, and what the two may differ by, in units
/// of `keep`.
fn ratio(model: &Model, keep: usize, other: usize) -> Option<(f64, f64)> {
    let (a, b) = (&model.rows[keep].terms, &model.rows[other].terms);
    if a.len() != b.len() || a.is_empty() {
        return None;
    }
    let factor = b[0].1 / a[0].1;
    let parallel = a
        .iter()
        .zip(b)
        .all(|(x, y)| x.0 == y.0 && (y.1 - factor * x.1).abs() <= PARALLEL_TOLERANCE * y.1.abs().max(1e-9));
    if !parallel {
        return None;
    }
    // A remainder is exact: where all are zero the rows are multiples of each other, whatever the factor's
    // own rounding.
    let multiple = |(x, y): (&(usize, f64), &(usize, f64))| y.1 == factor * x.1 && factor == factor.round();
    let difference = if model.is_traced() || a.iter().zip(b).all(multiple) {
        0.0
    } else {
        let off = |(x, y): (&(usize, f64), &(usize, f64))| {
            let off = (y.1 - factor * x.1).abs() + 2.0 * UNIT * y.1.abs();
            off * model.size(x.0)
        };
        a.iter().zip(b).map(off).sum::<f64>()
    };
    let noise = (difference + model.rows[other].noise) / factor.abs();
    let limit = model.noise_limit(keep);
    (noise <= limit).then_some((factor, noise))
}

fn merge(model: &mut Model, keep: usize, other: usize, (factor, noise): (f64, f64)) -> Result<(), Verdict> {
    let (mut low, mut high) = (model.rows[other].lower / factor, model.rows[other].upper / factor);
    if factor < 0.0 {
        (low, high) = (high, low);
    }
    let gave = (low > model.rows[keep].lower, high < model.rows[keep].upper);
    model.note(|_| Removed::ParallelRow { row: other, keep, factor, gave });
    let rounded =
        |side: f64| if side.is_finite() && side % factor != 0.0 { UNIT * (side / factor).abs() } else { 0.0 };
    let noise = noise + rounded(model.rows[other].lower).max(rounded(model.rows[other].upper));
    let width = model.sides(keep).width.max(model.sides(other).width / factor.abs());
    let row = &mut model.rows[keep];
    row.noise = row.noise.max(noise);
    row.lower = row.lower.max(low);
    row.upper = row.upper.min(high);
    if row.lower > row.upper {
        let crossing = row.lower - row.upper;
        if crossing > width + row.noise {
            return Err(Verdict::Infeasible);
        }
        row.noise += crossing;
        row.upper = row.lower;
    }
    model.clear_row(other);
    Ok(())
}
