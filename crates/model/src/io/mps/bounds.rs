//! Collects the bounds of one column and settles the defaults once all are known.

use crate::program::Kind;

/// Types of bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BoundKind {
    Lower,
    Upper,
    Fixed,
    Free,
    MinusInfinity,
    PlusInfinity,
    Binary,
    IntegerLower,
    IntegerUpper,
}

impl BoundKind {
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "LO" => Self::Lower,
            "UP" => Self::Upper,
            "FX" => Self::Fixed,
            "FR" => Self::Free,
            "MI" => Self::MinusInfinity,
            "PL" => Self::PlusInfinity,
            "BV" => Self::Binary,
            "LI" => Self::IntegerLower,
            "UI" => Self::IntegerUpper,
            _ => return None,
        })
    }

    /// Whether a line of this type must carry a number.
    pub fn needs_value(self) -> bool {
        matches!(self, Self::Lower | Self::Upper | Self::Fixed | Self::IntegerLower | Self::IntegerUpper)
    }
}

/// What the text has said about one column's bounds so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bounds {
    lower: Option<f64>,
    upper: Option<f64>,
    /// Declared integer by a bound type.
    integer: bool,
}

impl Bounds {
    /// Takes one line; `value` is there when the type needs it. Returns `false` when the same side was given another value before.
    pub fn take(&mut self, kind: BoundKind, value: f64) -> bool {
        let (lower, upper) = match kind {
            BoundKind::Lower | BoundKind::IntegerLower => (Some(value), None),
            BoundKind::Upper | BoundKind::IntegerUpper => (None, Some(value)),
            BoundKind::Fixed => (Some(value), Some(value)),
            BoundKind::Free => (Some(f64::NEG_INFINITY), Some(f64::INFINITY)),
            BoundKind::MinusInfinity => (Some(f64::NEG_INFINITY), None),
            BoundKind::PlusInfinity => (None, Some(f64::INFINITY)),
            BoundKind::Binary => (Some(0.0), Some(1.0)),
        };
        self.integer |= matches!(kind, BoundKind::Binary | BoundKind::IntegerLower | BoundKind::IntegerUpper);
        set(&mut self.lower, lower) && set(&mut self.upper, upper)
    }

    /// Lower bound, upper bound and kind, with the defaults that the module's text states.
    pub fn settle(self, marked_integer: bool) -> (f64, f64, Kind) {
        let kind = if marked_integer || self.integer { Kind::Integer } else { Kind::Continuous };
        match (self.lower, self.upper) {
            (None, None) if marked_integer => (0.0, 1.0, kind),
            (None, Some(upper)) if upper < 0.0 => (f64::NEG_INFINITY, upper, kind),
            (lower, upper) => (lower.unwrap_or(0.0), upper.unwrap_or(f64::INFINITY), kind),
        }
    }
}

fn set(side: &mut Option<f64>, value: Option<f64>) -> bool {
    let agrees = match (*side, value) {
        (Some(old), Some(new)) => old == new,
        _ => true,
    };
    *side = value.or(*side);
    agrees
}

#[cfg(test)]
mod tests {
    use super::*;
    const INF: f64 = f64::INFINITY;

    fn settled(lines: &[(BoundKind, f64)], marked: bool) -> (f64, f64, Kind) {
        let mut bounds = Bounds::default();
        for &(kind, value) in lines {
            assert!(bounds.take(kind, value));
        }
        bounds.settle(marked)
    }

    #[test]
    fn defaults_follow_the_stated_conventions() {
        use BoundKind::*;
        assert_eq!(settled(&[], false), (0.0, INF, Kind::Continuous));
        assert_eq!(settled(&[], true), (0.0, 1.0, Kind::Integer));
        assert_eq!(settled(&[(Lower, 2.0)], true), (2.0, INF, Kind::Integer));
        assert_eq!(settled(&[(Upper, -1.0)], false), (-INF, -1.0, Kind::Continuous));
        assert_eq!(settled(&[(Upper, -1.0), (Lower, 0.0)], false), (0.0, -1.0, Kind::Continuous));
        assert_eq!(settled(&[(Upper, 0.0)], false), (0.0, 0.0, Kind::Continuous));
        assert_eq!(settled(&[(MinusInfinity, 0.0)], false), (-INF, INF, Kind::Continuous));
        assert_eq!(settled(&[(MinusInfinity, 0.0), (Upper, 4.0)], false), (-INF, 4.0, Kind::Continuous));
        assert_eq!(settled(&[(Free, 0.0)], true), (-INF, INF, Kind::Integer));
        assert_eq!(settled(&[(Fixed, 3.0)], false), (3.0, 3.0, Kind::Continuous));
        assert_eq!(settled(&[(PlusInfinity, 0.0)], true), (0.0, INF, Kind::Integer));
        assert_eq!(settled(&[(Binary, 0.0)], false), (0.0, 1.0, Kind::Integer));
        assert_eq!(settled(&[(IntegerUpper, 7.0)], false), (0.0, 7.0, Kind::Integer));
    }

    #[test]
    fn a_side_given_twice_must_agree() {
        let mut bounds = Bounds::default();
        assert!(bounds.take(BoundKind::Upper, 1.0));
        assert!(bounds.take(BoundKind::Binary, 0.0));
        assert!(!bounds.take(BoundKind::Upper, 2.0));
    }
}
