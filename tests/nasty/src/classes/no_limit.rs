//! Natural small models in which "no limit" is written as a number, on every column or on some.

use super::natural;
use crate::draft::{Draft, Draw};

/// What people write.
const LIMITS: [f64; 11] = [1e7, 1e8, 1e9, 2_147_483_647.0, 1e10, 1e11, 1e12, 1e15, 1e18, 1e20, 1e30];

pub(super) fn draw(draw: &mut Draw) -> Draft {
    let number = draw.pick(&LIMITS);
    let way = draw.whole(0, 9);
    let mut draft = natural::draw(draw, &mut |draw| match way {
        0 => draw.pick(&[number, f64::INFINITY]),
        1 => draw.pick(&LIMITS),
        _ => number,
    });
    // Free columns are written the same way.
    if draw.percent(10) && number < 1e20 {
        for (c, value) in draft.columns.iter_mut().zip(&draft.point) {
            if c.upper == number && *value == 0.0 && c.objective > 0.0 {
                c.lower = -number;
            }
        }
    }
    draft
}
