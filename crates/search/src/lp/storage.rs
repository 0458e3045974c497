//! Sparse storage of the engine: compressed vectors with 32-bit indices, and dense work vectors that know
//! their nonzeros.

use super::params::CANCELLED;

/// `Clone` field by field, with a `clone_from` that reuses the storage already there; the derived one would
/// allocate every vector anew, which costs as much as the few iterations of a probe.
macro_rules! clone_in_place {
    ($type:ident: $($field:ident),+ $(,)?) => {
        impl Clone for $type {
            #[allow(clippy::clone_on_copy)] // some fields are numbers
            fn clone(&self) -> Self {
                Self { $($field: self.$field.clone()),+ }
            }

            #[allow(clippy::clone_on_copy)]
            fn clone_from(&mut self, source: &Self) {
                $(self.$field.clone_from(&source.$field);)+
            }
        }
    };
}
pub(crate) use clone_in_place;

/// Sparse vectors one after the other: vector `k` holds entries `starts[k]..starts[k + 1]`. 32-bit indices
/// halve the memory traffic of `usize` ones; a problem with four thousand million entries does not fit a
/// browser.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Compressed {
    starts: Vec<u32>,
    indices: Vec<u32>,
    values: Vec<f64>,
}

impl Default for Compressed {
    fn default() -> Self {
        Self { starts: vec![0], indices: Vec::new(), values: Vec::new() }
    }
}

impl Compressed {
    /// Number of vectors.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Indices and values of vector `k`.
    #[inline]
    pub fn vector(&self, k: usize) -> (&[u32], &[f64]) {
        let range = self.starts[k] as usize..self.starts[k + 1] as usize;
        (&self.indices[range.clone()], &self.values[range])
    }

    /// The dot product of vector `k` with a dense one.
    #[inline]
    pub fn dot(&self, k: usize, dense: &[f64]) -> f64 {
        let (indices, values) = self.vector(k);
        indices.iter().zip(values).map(|(&i, &v)| v * dense[i as usize]).sum()
    }

    /// Appends a vector.
    pub fn push(&mut self, entries: impl Iterator<Item = (usize, f64)>) {
        for (i, v) in entries {
            self.indices.push(i as u32);
            self.values.push(v);
        }
        self.starts.push(self.values.len() as u32);
    }

    /// Multiplies entry `(k, i)` by `factor(k, i)`.
    pub fn scale(&mut self, factor: impl Fn(usize, usize) -> f64) {
        for k in 0..self.len() {
            for e in self.starts[k] as usize..self.starts[k + 1] as usize {
                self.values[e] *= factor(k, self.indices[e] as usize);
            }
        }
    }

    /// The same vectors with all entries below `width` stored, zeros too.
    #[cfg(feature = "kinds")]
    pub fn filled(&self, width: usize) -> Self {
        let count = self.len();
        let mut values = vec![0.0; count * width];
        for k in 0..count {
            let (is, vs) = self.vector(k);
            let full = &mut values[k * width..][..width];
            is.iter().zip(vs).for_each(|(&i, &v)| full[i as usize] = v);
        }
        let indices = (0..count).flat_map(|_| 0..width as u32).collect();
        let starts = (0..=count).map(|k| (k * width) as u32).collect();
        Self { starts, indices, values }
    }

    /// The same entries grouped by index: vector `i` of the result lists `(k, value)` by increasing `k`.
    /// `width` is the number of indices.
    pub fn transpose(&self, width: usize) -> Self {
        let mut starts = vec![0u32; width + 1];
        for &i in &self.indices {
            starts[i as usize + 1] += 1;
        }
        for i in 0..width {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut indices = vec![0u32; self.indices.len()];
        let mut values = vec![0.0; self.values.len()];
        for k in 0..self.len() {
            let (is, vs) = self.vector(k);
            for (&i, &v) in is.iter().zip(vs) {
                let at = next[i as usize] as usize;
                indices[at] = k as u32;
                values[at] = v;
                next[i as usize] += 1;
            }
        }
        Self { starts, indices, values }
    }
}

/// The constraint matrix by columns and by rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matrix {
    /// Vector `j`: column `j` as `(row, value)`.
    pub columns: Compressed,
    /// Vector `i`: row `i` as `(column, value)`.
    pub rows: Compressed,
}

/// A dense vector together with the list of its nonzero positions, reused from iteration to iteration.
///
/// Outside `indices` every value is exactly zero; inside, a value may be zero by cancellation.
#[derive(Debug, Default)]
pub(crate) struct WorkVector {
    /// The values.
    pub values: Vec<f64>,
    /// Where they are not zero, in no particular order.
    pub indices: Vec<u32>,
}

clone_in_place!(WorkVector: values, indices);

impl WorkVector {
    /// Makes this a zero vector of length `len`.
    pub fn reset(&mut self, len: usize) {
        self.values.clear();
        self.values.resize(len, 0.0);
        self.indices.clear();
        self.indices.reserve(len);
    }

    /// Zeroes the nonzeros.
    #[inline]
    pub fn clear(&mut self) {
        if self.indices.len() * 4 > self.values.len() {
            self.values.fill(0.0);
        } else {
            for &i in &self.indices {
                self.values[i as usize] = 0.0;
            }
        }
        self.indices.clear();
    }

    /// Sets a value that was zero.
    #[inline]
    pub fn set(&mut self, i: usize, value: f64) {
        self.values[i] = value;
        self.indices.push(i as u32);
    }

    /// Adds to a value; a sum that cancels stays listed (once) with a value that is as good as zero.
    #[inline]
    pub fn add(&mut self, i: usize, change: f64) {
        let entry = &mut self.values[i];
        if *entry == 0.0 {
            self.indices.push(i as u32);
        }
        *entry += change;
        if *entry == 0.0 {
            *entry = CANCELLED;
        }
    }

    /// Rebuilds the index list from the values, turning those not larger than `drop` into zeros.
    pub fn reindex(&mut self, drop: f64) {
        self.indices.clear();
        for (i, v) in self.values.iter_mut().enumerate() {
            if *v != 0.0 {
                if v.abs() > drop {
                    self.indices.push(i as u32);
                } else {
                    *v = 0.0;
                }
            }
        }
    }

    /// Copies `other` into this vector.
    pub fn copy_from(&mut self, other: &Self) {
        self.clear();
        for &i in &other.indices {
            self.values[i as usize] = other.values[i as usize];
        }
        self.indices.extend_from_slice(&other.indices);
    }

    /// Sum of squares.
    pub fn norm2(&self) -> f64 {
        self.indices.iter().map(|&i| self.values[i as usize] * self.values[i as usize]).sum()
    }

    /// Nonzero positions and values.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.indices.iter().map(|&i| (i as usize, self.values[i as usize]))
    }
}
