//! How a row is stored: its type, right-hand side and range.

use crate::io::error::WriteError;
use crate::program::Row;

/// How a row is stored.
pub(super) enum Form {
    Free,
    AtMost(f64),
    AtLeast(f64),
    Equal(f64),
    /// `L` with right-hand side and range.
    RangeBelow(f64, f64),
    /// `G` with right-hand side and range.
    RangeAbove(f64, f64),
}

impl Form {
    pub fn of(row: &Row) -> Result<Self, WriteError> {
        Ok(match (row.lower.is_finite(), row.upper.is_finite()) {
            (false, false) => Self::Free,
            (false, true) => Self::AtMost(row.upper),
            (true, false) => Self::AtLeast(row.lower),
            (true, true) if row.lower == row.upper => Self::Equal(row.lower),
            (true, true) if row.lower > row.upper => {
                let what = format!("the row {:?} with bounds [{}, {}]", row.name, row.lower, row.upper);
                return Err(WriteError::Unsupported { what });
            }
            (true, true) => Self::range(row.lower, row.upper),
        })
    }

    /// The difference that gives the other end back exactly, from either end, or the nearest one.
    fn range(lower: f64, upper: f64) -> Self {
        let nearest = upper - lower;
        for range in [nearest, nearest.next_up(), nearest.next_down()] {
            if lower + range == upper {
                return Self::RangeAbove(lower, range);
            }
            if upper - range == lower {
                return Self::RangeBelow(upper, range);
            }
        }
        Self::RangeAbove(lower, nearest)
    }

    pub fn code(&self) -> &'static str {
        match self {
            Self::Free => "N",
            Self::AtMost(_) | Self::RangeBelow(..) => "L",
            Self::AtLeast(_) | Self::RangeAbove(..) => "G",
            Self::Equal(_) => "E",
        }
    }

    pub fn rhs(&self) -> f64 {
        match *self {
            Self::Free => 0.0,
            Self::AtMost(b) | Self::AtLeast(b) | Self::Equal(b) => b,
            Self::RangeBelow(b, _) | Self::RangeAbove(b, _) => b,
        }
    }

    pub fn range_size(&self) -> Option<f64> {
        match *self {
            Self::RangeBelow(_, r) | Self::RangeAbove(_, r) => Some(r),
            _ => None,
        }
    }
}
