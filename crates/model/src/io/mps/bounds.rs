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
    SemiContinuous,
    SemiInteger,
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
            "SC" => Self::SemiContinuous,
            "SI" => Self::SemiInteger,
            _ => return None,
        })
    }

    /// Whether a number on a line of a type that needs none says the same as the type.
    pub fn agrees_with(self, value: f64) -> bool {
        match self {
            Self::Binary => value == 1.0,
            Self::MinusInfinity => value == f64::NEG_INFINITY,
            Self::PlusInfinity => value == f64::INFINITY,
            Self::Free => value.is_infinite(),
            _ => true,
        }
    }

    /// Whether a line of this type must carry a number.
    pub fn needs_value(self) -> bool {
        !matches!(self, Self::Free | Self::MinusInfinity | Self::PlusInfinity | Self::Binary)
    }

    /// Whether a line of this type makes its column semi-continuous or semi-integer.
    pub fn is_semi(self) -> bool {
        matches!(self, Self::SemiContinuous | Self::SemiInteger)
    }
}

/// What the text has said about one column's bounds so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bounds {
    lower: Option<f64>,
    upper: Option<f64>,
    /// Declared integer by a bound type.
    integer: bool,
    /// Declared semi-continuous by a bound of type `SC`, and semi-integer by one of type `SI`.
    semi_continuous: bool,
    semi_integer: bool,
}

impl Bounds {
    /// Takes one line; `value` is there when the type needs it. Of a side that is given again the last value
    /// counts: `again` is told which side, what it was and what it is now.
    pub fn take(&mut self, kind: BoundKind, value: f64, mut again: impl FnMut(&'static str, f64, f64)) {
        let (lower, upper) = match kind {
            BoundKind::Lower | BoundKind::IntegerLower => (Some(value), None),
            BoundKind::Upper
            | BoundKind::IntegerUpper
            | BoundKind::SemiContinuous
            | BoundKind::SemiInteger => (None, Some(value)),
            BoundKind::Fixed => (Some(value), Some(value)),
            BoundKind::Free => (Some(f64::NEG_INFINITY), Some(f64::INFINITY)),
            BoundKind::MinusInfinity => (Some(f64::NEG_INFINITY), None),
            BoundKind::PlusInfinity => (None, Some(f64::INFINITY)),
            BoundKind::Binary => (Some(0.0), Some(1.0)),
        };
        self.integer |= matches!(kind, BoundKind::Binary | BoundKind::IntegerLower | BoundKind::IntegerUpper);
        self.semi_continuous |= kind == BoundKind::SemiContinuous;
        self.semi_integer |= kind == BoundKind::SemiInteger;
        for (side, slot, value) in [("lower", &mut self.lower, lower), ("upper", &mut self.upper, upper)] {
            if let (Some(old), Some(new)) = (*slot, value) {
                again(side, old, new);
            }
            *slot = value.or(*slot);
        }
    }

    /// The upper bound, where it is negative and makes the lower one infinite, because none is given.
    pub fn negative_upper_alone(&self) -> Option<f64> {
        self.upper.filter(|&upper| upper < 0.0 && self.lower.is_none())
    }

    /// Whether the column is semi-continuous or semi-integer and no lower bound is given.
    pub fn semi_without_lower(&self) -> bool {
        (self.semi_continuous || self.semi_integer) && self.lower.is_none()
    }

    /// Whether a bound of type `SC` stands on a column that is integer by something else.
    pub fn semi_and_integer(&self, marked_integer: bool) -> bool {
        self.semi_continuous && !self.semi_integer && (marked_integer || self.integer)
    }

    /// Lower bound, upper bound and kind, with the defaults that the module's text states.
    pub fn settle(self, marked_integer: bool) -> (f64, f64, Kind) {
        let is_integer = marked_integer || self.integer || self.semi_integer;
        let kind = match (self.semi_continuous || self.semi_integer, is_integer) {
            (false, false) => Kind::Continuous,
            (false, true) => Kind::Integer,
            (true, false) => Kind::SemiContinuous,
            (true, true) => Kind::SemiInteger,
        };
        match (self.lower, self.upper) {
            (None, None) if marked_integer => (0.0, 1.0, kind),
            (None, Some(upper)) if self.negative_upper_alone().is_some() => (f64::NEG_INFINITY, upper, kind),
            (lower, upper) => (lower.unwrap_or(0.0), upper.unwrap_or(f64::INFINITY), kind),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    const INF: f64 = f64::INFINITY;

    fn settled(lines: &[(BoundKind, f64)], marked: bool) -> (f64, f64, Kind) {
        let mut bounds = Bounds::default();
        for &(kind, value) in lines {
            bounds.take(kind, value, |_, _, _| {});
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
        assert_eq!(settled(&[(SemiContinuous, 7.0)], false), (0.0, 7.0, Kind::SemiContinuous));
        assert_eq!(settled(&[(SemiInteger, INF), (Lower, 2.0)], false), (2.0, INF, Kind::SemiInteger));
        assert_eq!(settled(&[(SemiContinuous, 7.0)], true), (0.0, 7.0, Kind::SemiInteger));
    }

    #[test]
    fn of_a_side_given_again_the_last_value_counts_and_is_told() {
        let mut bounds = Bounds::default();
        let mut told = Vec::new();
        for (kind, value) in [(BoundKind::Upper, 1.0), (BoundKind::Binary, 0.0), (BoundKind::Fixed, 2.0)] {
            bounds.take(kind, value, |side, old, new| told.push((side, old, new)));
        }
        assert_eq!(told, [("upper", 1.0, 1.0), ("lower", 0.0, 2.0), ("upper", 1.0, 2.0)]);
        assert_eq!(bounds.settle(false), (2.0, 2.0, Kind::Integer));
    }
}
