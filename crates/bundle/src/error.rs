//! What can be wrong with a weights file.

use thiserror::Error;

/// Why a weights file is refused. Every variant names the field, the value found and what would be right.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum BundleError {
    /// The file ends before its own lengths say.
    #[error("weights file is truncated: {what} needs {expected} bytes, {found} are there")]
    Truncated {
        /// The part that is incomplete.
        what: &'static str,
        /// Bytes that the part needs.
        expected: u64,
        /// Bytes that are there.
        found: u64,
    },
    /// A number passes one of the limits of [`super::limits`].
    #[error("{field} is {value}, more than the limit of {limit}")]
    Limit {
        /// What was counted.
        field: String,
        /// Its value.
        value: u64,
        /// The named limit.
        limit: u64,
    },
    /// The header is not the JSON that the safetensors layout asks for.
    #[error("header field {field}: {reason}")]
    Header {
        /// Where in the header.
        field: String,
        /// What was found and what would be right.
        reason: String,
    },
    /// The card is not what this version reads.
    #[error("card field {field}: {reason}")]
    Card {
        /// Where in the card.
        field: String,
        /// What was found and what would be right.
        reason: String,
    },
    /// The card has another version of the format.
    #[error("bundle version {found} is not supported, this build reads version {supported}")]
    Version {
        /// The file's version.
        found: u64,
        /// The version that this build reads.
        supported: u32,
    },
    /// The architecture asks for an operator that this build does not have.
    #[error("architecture[{index}]: unknown operator `{name}`, known are {known}")]
    UnknownOperator {
        /// Position in the list of operators.
        index: usize,
        /// The operator's name in the file.
        name: String,
        /// The operators of this build.
        known: String,
    },
    /// An operator's own field is out of its range.
    #[error("architecture[{index}]: {field} is {value}, expected {expected}")]
    Operator {
        /// Position in the list of operators.
        index: usize,
        /// The operator's field.
        field: &'static str,
        /// Its value.
        value: String,
        /// What would be right.
        expected: String,
    },
    /// The architecture needs a tensor that is not there.
    #[error("tensor `{name}` is missing, expected shape {expected:?}")]
    MissingTensor {
        /// The tensor's name.
        name: String,
        /// The shape that the operator needs.
        expected: Vec<usize>,
    },
    /// A tensor that no operator uses.
    #[error("tensor `{name}` is used by no operator of the architecture")]
    UnusedTensor {
        /// The tensor's name.
        name: String,
    },
    /// Two tensors have the same name.
    #[error("tensor `{name}` is there twice")]
    DuplicateTensor {
        /// The tensor's name.
        name: String,
    },
    /// A tensor's shape does not fit its operator or its data.
    #[error("tensor `{name}` has shape {found:?}, expected {expected}")]
    Shape {
        /// The tensor's name.
        name: String,
        /// The shape found.
        found: Vec<usize>,
        /// What would be right.
        expected: String,
    },
    /// A tensor's element type does not fit.
    #[error("tensor `{name}` has type {found}, expected {expected}")]
    Type {
        /// The tensor's name.
        name: String,
        /// The type found.
        found: String,
        /// The types that fit.
        expected: &'static str,
    },
    /// A tensor's bytes do not follow the previous tensor's without gap or overlap.
    #[error("tensor `{name}` has data_offsets [{begin}, {end}], expected [{expected_begin}, {expected_end}]")]
    Offsets {
        /// The tensor's name.
        name: String,
        /// First byte found.
        begin: u64,
        /// End found.
        end: u64,
        /// First byte that would be right.
        expected_begin: u64,
        /// End that would be right.
        expected_end: u64,
    },
    /// A value that is not a finite number, or an index out of range.
    #[error("tensor `{name}`[{index}] is {value}, expected {expected}")]
    Value {
        /// The tensor's name.
        name: String,
        /// Row-major position.
        index: usize,
        /// The value found.
        value: f64,
        /// What would be right.
        expected: String,
    },
    /// The content does not have the digest that the file states.
    #[error("sha256 is {found}, the file states {expected}: its content was changed")]
    Checksum {
        /// The digest in the file.
        expected: String,
        /// The digest of the content.
        found: String,
    },
}
