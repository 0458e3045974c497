//! Natural small models and wide integers whose rows are multiplied as a whole by 1e-9 to 1e9: what a row
//! means does not hang on its unit.

use super::{natural, wide};
use crate::draft::{Draft, Draw};

pub(super) fn draw(draw: &mut Draw) -> Draft {
    let limit = draw.pick(&[f64::INFINITY, 1e6]);
    let mut draft = if draw.percent(70) { natural::draw(draw, &mut |_| limit) } else { wide::draw(draw) };
    let same = draw.percent(40).then(|| factor(draw));
    for (lower, upper, terms) in &mut draft.rows {
        let mut factor = same.unwrap_or_else(|| factor(draw));
        // A side of 1e20 would stand for none.
        if [*lower, *upper].iter().any(|s| s.is_finite() && (s * factor).abs() >= 1e20) {
            factor = 1.0;
        }
        // Powers of ten by multiplication or division: one rounding, as in a script that changes units.
        let times = |value: f64| if factor < 1.0 { value / (1.0 / factor).round() } else { value * factor };
        (*lower, *upper) = (times(*lower), times(*upper));
        terms.iter_mut().for_each(|t| t.1 = times(t.1));
    }
    draft
}

fn factor(draw: &mut Draw) -> f64 {
    draw.pick(&[1e-9, 1e-8, 1e-6, 1e-4, 1e-3, 1.0, 1e3, 1e5, 1e7, 1e9])
}
