//! What a weights file may ask for. A file is untrusted input: each limit is far above what the models here
//! need and low enough that a phone survives a hostile file.

/// Bytes of a whole file: sixteen million 32-bit weights.
pub const MAX_BYTES: usize = 64 << 20;
/// Bytes of the JSON header; parsed JSON takes some ten times its text in memory.
pub const MAX_HEADER_BYTES: usize = 512 << 10;
/// Tensors in one file.
pub const MAX_TENSORS: usize = 1024;
/// Dimensions of one tensor.
pub const MAX_RANK: usize = 4;
/// Size of one dimension; the nodes of a random forest are the longest.
pub const MAX_DIMENSION: usize = 1 << 23;
/// Parameter combinations that a card lists.
pub const MAX_SIZES: usize = 256;
/// Operators in one model.
pub const MAX_OPERATORS: usize = 64;
/// Values per period between two operators.
pub const MAX_WIDTH: usize = 4096;
/// Hidden units of one direction of an LSTM.
pub const MAX_HIDDEN: usize = 1024;
/// LSTM layers of a decoder.
#[cfg(feature = "decoder")]
pub const MAX_DECODER_LAYERS: usize = 8;
/// Periods before and after that a decoder's attention reaches.
#[cfg(feature = "decoder")]
pub const MAX_RADIUS: usize = 256;
/// Periods of one sequence.
pub const MAX_STEPS: usize = 1 << 14;
/// Periods of one call, `batch × steps`.
pub const MAX_CELLS: usize = 1 << 22;
/// Values that one buffer of a forward pass may hold: 256 MiB.
pub const MAX_VALUES: usize = 1 << 26;
