//! Sets that functions lie in.

use super::doubts::Doubts;
use crate::io::error::Problem;
use crate::io::quote::quote;
use crate::json::Cursor;

/// A set.
pub(super) enum Set {
    /// Numbers between two ends.
    Bounds(f64, f64),
    Integer,
    ZeroOne,
    /// Vectors of that many entries, each between the two ends.
    Each {
        dimension: f64,
        lower: f64,
        upper: f64,
    },
}

/// Reads a set; `owner` says whose it is.
pub(super) fn set(
    at: &Cursor<'_, '_>,
    owner: &dyn Fn() -> String,
    doubts: &mut Doubts,
) -> Result<Set, Problem> {
    const INF: f64 = f64::INFINITY;
    let kind = at.any_object()?;
    let kind = kind.get("type").text()?;
    Ok(match kind {
        "LessThan" => Set::Bounds(-INF, doubts.open(at, &["type", "upper"])?.get("upper").end(INF)?),
        "GreaterThan" => Set::Bounds(doubts.open(at, &["type", "lower"])?.get("lower").end(-INF)?, INF),
        "EqualTo" => {
            let value = doubts.open(at, &["type", "value"])?.get("value").coefficient()?;
            Set::Bounds(value, value)
        }
        "Interval" => {
            let object = doubts.open(at, &["type", "lower", "upper"])?;
            Set::Bounds(object.get("lower").end(-INF)?, object.get("upper").end(INF)?)
        }
        "Integer" | "ZeroOne" => {
            doubts.open(at, &["type"])?;
            if kind == "Integer" { Set::Integer } else { Set::ZeroOne }
        }
        "Reals" | "Zeros" | "Nonnegatives" | "Nonpositives" => {
            let dimension = doubts.open(at, &["type", "dimension"])?.get("dimension").number()?;
            let (lower, upper) = match kind {
                "Reals" => (-INF, INF),
                "Zeros" => (0.0, 0.0),
                "Nonnegatives" => (0.0, INF),
                _ => (-INF, 0.0),
            };
            Set::Each { dimension, lower, upper }
        }
        other => {
            return Err(Problem::Unsupported {
                what: format!("the set {:?} of {}", quote(other), owner()),
                instead: "sets are LessThan, GreaterThan, EqualTo, Interval, Integer, ZeroOne, Reals, Zeros, \
                          Nonnegatives and Nonpositives here",
            });
        }
    })
}
