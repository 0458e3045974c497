//! Sets that functions lie in.

use super::doubts::Doubts;
use super::functions::each;
use crate::io::MAX_COLUMNS;
use crate::io::error::Problem;
use crate::io::quote::quote;
use crate::json::Cursor;
use crate::kinds::SetOrder;

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
    /// Zero, and numbers, or integers, between the two ends.
    Semi {
        lower: f64,
        upper: f64,
        is_integer: bool,
    },
    /// Vectors of which one entry, or two neighbours by weight, may be other than zero.
    Ordered {
        order: SetOrder,
        weights: Vec<f64>,
    },
    /// Pairs whose second entry lies between the two ends where the first one, which is 0 or 1, is as said.
    Indicator {
        active_at_one: bool,
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
        "Semicontinuous" | "Semiinteger" => {
            let object = doubts.open(at, &["type", "lower", "upper"])?;
            let (lower, upper) = (object.get("lower").end(-INF)?, object.get("upper").end(INF)?);
            Set::Semi { lower, upper, is_integer: kind == "Semiinteger" }
        }
        "SOS1" | "SOS2" => {
            let object = doubts.open(at, &["type", "weights"])?;
            let mut weights = Vec::new();
            each(&object.get("weights"), "weights", MAX_COLUMNS, |at| {
                weights.push(at.coefficient()?);
                Ok(())
            })?;
            Set::Ordered { order: if kind == "SOS1" { SetOrder::One } else { SetOrder::Two }, weights }
        }
        "Indicator" => indicator(at, owner, doubts)?,
        other => return Err(unsupported(other, owner)),
    })
}

fn indicator(at: &Cursor<'_, '_>, owner: &dyn Fn() -> String, doubts: &mut Doubts) -> Result<Set, Problem> {
    let object = doubts.open(at, &["type", "activate_on", "set"])?;
    let active_at_one = object.get("activate_on").choice(&[("one", true), ("zero", false)])?;
    let inner = object.get("set");
    // Looked at before it is read, so that sets within sets are not.
    let kind = inner.any_object()?.get("type").text()?;
    if !["LessThan", "GreaterThan", "EqualTo", "Interval"].contains(&kind) {
        return Err(unsupported(kind, &|| format!("the Indicator of {}", owner())));
    }
    match set(&inner, owner, doubts)? {
        Set::Bounds(lower, upper) => Ok(Set::Indicator { active_at_one, lower, upper }),
        _ => Err(inner.error("it must be a set of numbers").into()),
    }
}

fn unsupported(set: &str, owner: &dyn Fn() -> String) -> Problem {
    Problem::Unsupported {
        what: format!("the set {:?} of {}", quote(set), owner()),
        instead: "sets are LessThan, GreaterThan, EqualTo, Interval, Integer, ZeroOne, Semicontinuous, \
                  Semiinteger, Reals, Zeros, Nonnegatives, Nonpositives, SOS1, SOS2, and Indicator with one of \
                  the first four, here",
    }
}

/// Refuses a set that does not fit the length of its function.
pub(super) fn check_length(set: &Cursor<'_, '_>, length: usize, expected: usize) -> Result<(), Problem> {
    if length == expected {
        return Ok(());
    }
    let expected = format!("its function must have {expected} entries, not {length}");
    Err(set.error(expected).into())
}
