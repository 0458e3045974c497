//! What may be wrong with the numbers of a robust instance or distribution.

use thiserror::Error;

/// Largest absolute value of a number in an instance: far above real data, and small enough that a product of two of them, summed over
/// the longest row, stays exact to nine digits.
pub const MAX_VALUE: f64 = 1e9;

/// Why data are refused. No instance of these families is infeasible: doing nothing satisfies every constraint.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum DataError {
    /// A number is NaN or out of its range.
    #[error("{field} is {value}; it must be a number from {least} to {most}")]
    Value {
        /// Path of the number, such as `values[3]`.
        field: String,
        /// The number.
        value: f64,
        /// The smallest that is taken.
        least: f64,
        /// The largest that is taken.
        most: f64,
    },
    /// A vector does not have the length that the others ask for.
    #[error("{field} has {length} entries; it must have {expected}")]
    Length {
        /// The vector.
        field: &'static str,
        /// Its length.
        length: usize,
        /// The length that fits, in words.
        expected: String,
    },
    /// The data are said to belong to another family.
    #[error("family is {value:?}; it must be {expected:?} or absent")]
    Family {
        /// The name found.
        value: String,
        /// The family's own name.
        expected: &'static str,
    },
}

/// Refuses a number outside of `least ..= most`, NaN included.
pub(crate) fn within(field: impl Into<String>, value: f64, least: f64, most: f64) -> Result<(), DataError> {
    match (least..=most).contains(&value) {
        true => Ok(()),
        false => Err(DataError::Value { field: field.into(), value, least, most }),
    }
}

/// Refuses a vector that holds a number outside of `least ..= most`, naming the first.
pub(crate) fn all_within(field: &str, vector: &[f64], least: f64, most: f64) -> Result<(), DataError> {
    match vector.iter().position(|value| !(least..=most).contains(value)) {
        None => Ok(()),
        Some(k) => within(format!("{field}[{k}]"), vector[k], least, most),
    }
}

/// Refuses a vector of another length than `expected`; `why` says what that length is.
pub(crate) fn length(field: &'static str, found: usize, expected: usize, why: &str) -> Result<(), DataError> {
    match found == expected {
        true => Ok(()),
        false => Err(DataError::Length { field, length: found, expected: format!("{expected}, {why}") }),
    }
}

/// Refuses a vector that is empty or longer than `most`.
pub(crate) fn size(field: &'static str, found: usize, most: usize) -> Result<(), DataError> {
    match (1..=most).contains(&found) {
        true => Ok(()),
        false => Err(DataError::Length { field, length: found, expected: format!("from 1 to {most}") }),
    }
}

/// Refuses the name of another family.
pub(crate) fn family(found: Option<String>, expected: &'static str) -> Result<(), DataError> {
    match found {
        Some(value) if value != expected => Err(DataError::Family { value, expected }),
        _ => Ok(()),
    }
}
