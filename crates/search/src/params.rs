//! Every constant of the search, named and with its reason. The simplex keeps its own in [`crate::lp`].

/// Bytes a search may use by default: a browser tab on a phone can be trusted with this much.
pub const MEMORY_LIMIT: u64 = 1 << 30;
/// Least memory limit that can be set: below it not even the bookkeeping fits.
pub const MEMORY_FLOOR: u64 = 1 << 20;
/// Nodes for the stage that guidance restricts, before its rows are dropped: enough to exhaust a neighbourhood of a good guess,
/// few against the nodes of a hard instance, so that a bad guess costs little.
pub const GUIDED_NODE_LIMIT: u64 = 500;
/// Seconds that microlp runs before the host is asked whether to go on: half of the 100 ms within which an abort takes effect.
pub const MICROLP_SLICE_SECONDS: f64 = 0.05;
/// Factor by which a slice grows when microlp made no progress within it, so that a run cannot stand still.
pub const MICROLP_SLICE_GROWTH: f64 = 2.0;
