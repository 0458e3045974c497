//! What a file of strategies may ask for, beside the limits of `hunch-bundle` on files, tensors and headers.
//! Each is far above what programs of use need, and low enough that a phone survives a hostile file.

/// Columns, and rows, of a program.
pub const MAX_SIDE: usize = 100_000;
/// Parameters.
pub const MAX_PARAMETERS: usize = 10_000;
/// Strategies: each has a reduced system of its own.
pub const MAX_STRATEGIES: usize = 5_000;
/// Numbers of all reduced systems together, 512 MB: squares of the unknowns, which are at most the rows and
/// columns of the program.
pub const MAX_SYSTEMS: usize = 64_000_000;
/// Nodes of the tree that ranks.
pub const MAX_NODES: usize = 200_000;
/// Nodes of the stored trees that prove strategies, all together; what is in them is limited by the file's size.
pub const MAX_PROOF_NODES: usize = 200_000;
/// Layers of a network.
pub const MAX_LAYERS: usize = 16;
/// Characters of a strategy's sentence, and of other texts of the card.
pub const MAX_TEXT: usize = 4_000;
/// Lines of the measured table.
pub const MAX_LINES: usize = 64;
