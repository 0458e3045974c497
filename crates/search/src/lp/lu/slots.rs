//! Growing sparse vectors in one pool: a vector that outgrows its slot moves to the end.

use crate::lp::storage::clone_in_place;

/// A pool of sparse vectors. What moving leaves behind is reclaimed by [`Slots::clear`] at the next
/// factorisation.
#[derive(Debug, Default)]
pub(super) struct Slots {
    start: Vec<u32>,
    len: Vec<u32>,
    capacity: Vec<u32>,
    index: Vec<u32>,
    value: Vec<f64>,
}

clone_in_place!(Slots: start, len, capacity, index, value);

impl Slots {
    /// Prepares `count` empty vectors without room.
    pub fn clear(&mut self, count: usize) {
        for v in [&mut self.start, &mut self.len, &mut self.capacity] {
            v.clear();
            v.resize(count, 0);
        }
        self.index.clear();
        self.value.clear();
    }

    /// Gives vector `k`, which must be empty, room for `capacity` entries at the end of the pool.
    pub fn allocate(&mut self, k: usize, capacity: usize) {
        self.start[k] = self.index.len() as u32;
        self.capacity[k] = capacity as u32;
        self.index.resize(self.index.len() + capacity, 0);
        self.value.resize(self.value.len() + capacity, 0.0);
    }

    /// Number of entries of vector `k`.
    #[inline]
    pub fn count(&self, k: usize) -> usize {
        self.len[k] as usize
    }

    /// Indices and values of vector `k`.
    #[inline]
    pub fn vector(&self, k: usize) -> (&[u32], &[f64]) {
        let start = self.start[k] as usize;
        let range = start..start + self.len[k] as usize;
        (&self.index[range.clone()], &self.value[range])
    }

    /// Indices of vector `k`.
    #[inline]
    pub fn indices(&self, k: usize) -> &[u32] {
        let start = self.start[k] as usize;
        &self.index[start..start + self.len[k] as usize]
    }

    /// Values of vector `k`, to be changed.
    #[inline]
    pub fn vector_mut(&mut self, k: usize) -> (&mut [u32], &mut [f64]) {
        let start = self.start[k] as usize;
        let range = start..start + self.len[k] as usize;
        (&mut self.index[range.clone()], &mut self.value[range])
    }

    /// Appends an entry to vector `k`, moving it when its slot is full.
    #[inline]
    pub fn push(&mut self, k: usize, index: u32, value: f64) {
        if self.len[k] == self.capacity[k] {
            self.grow(k);
        }
        let at = (self.start[k] + self.len[k]) as usize;
        self.index[at] = index;
        self.value[at] = value;
        self.len[k] += 1;
    }

    #[cold]
    fn grow(&mut self, k: usize) {
        let (start, len) = (self.start[k] as usize, self.len[k] as usize);
        let capacity = 2 * len + 4;
        let to = self.index.len();
        self.index.resize(to + capacity, 0);
        self.value.resize(to + capacity, 0.0);
        self.index.copy_within(start..start + len, to);
        self.value.copy_within(start..start + len, to);
        self.start[k] = to as u32;
        self.capacity[k] = capacity as u32;
    }

    /// Removes the entry with the given index from vector `k`, if it is there, and returns its value.
    #[inline]
    pub fn remove(&mut self, k: usize, index: u32) -> Option<f64> {
        let at = self.indices(k).iter().position(|&i| i == index)?;
        Some(self.swap_remove(k, at))
    }

    /// Removes the entry at offset `at` of vector `k`; the last entry takes its place.
    #[inline]
    pub fn swap_remove(&mut self, k: usize, at: usize) -> f64 {
        let start = self.start[k] as usize;
        self.len[k] -= 1;
        let last = start + self.len[k] as usize;
        let value = self.value[start + at];
        self.index[start + at] = self.index[last];
        self.value[start + at] = self.value[last];
        value
    }

    /// Empties vector `k`, keeping its room.
    #[inline]
    pub fn truncate(&mut self, k: usize) {
        self.len[k] = 0;
    }
}
