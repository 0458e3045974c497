//! What a further column of a lowered program is at a point of the given one.

use std::sync::Arc;

/// How a further column follows from the given ones.
#[derive(Clone, Debug)]
pub(super) enum Derived {
    /// One where that column is other than zero.
    NonZero(usize),
    /// One where the first member other than zero is this one, or the last pair's.
    Pair { members: Arc<[usize]>, place: usize },
    /// One where the argument is at this breakpoint or beyond.
    Beyond { argument: usize, from: f64 },
    /// The share of this piece that the argument has passed.
    Share { argument: usize, from: f64, to: f64 },
    /// Whatever the row needs; no integer follows from it.
    Slack,
}

impl Derived {
    /// The value at a point of which `value` knows some columns.
    pub fn at(&self, value: &impl Fn(usize) -> Option<f64>) -> Option<f64> {
        let one = |holds: bool| f64::from(u8::from(holds));
        match self {
            Self::NonZero(j) => value(*j).map(|v| one(v != 0.0)),
            Self::Pair { members, place } => {
                let values: Option<Vec<f64>> = members.iter().map(|&j| value(j)).collect();
                let first = values?.iter().position(|&v| v != 0.0).unwrap_or(0);
                Some(one(first.min(members.len() - 2) == *place))
            }
            Self::Beyond { argument, from } => value(*argument).map(|v| one(v >= *from)),
            Self::Share { argument, from, to } => {
                value(*argument).map(|v| ((v - from) / (to - from)).clamp(0.0, 1.0))
            }
            Self::Slack => None,
        }
    }
}
