//! How much a kernel takes at once.

/// Rows (period × sequence) that a kernel takes at once: enough to reuse each panel of weights from the
/// first-level cache, few enough that the results stay in the second; the control is asked in between.
pub(super) const CHUNK_ROWS: usize = 64;
