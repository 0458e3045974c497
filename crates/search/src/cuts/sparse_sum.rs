//! Sparse vectors added up into a dense one that remembers where it was touched.

/// A sum of sparse vectors.
pub struct SparseSum {
    dense: Vec<f64>,
    seen: Vec<bool>,
    touched: Vec<usize>,
}

impl SparseSum {
    /// Zero, over this many entries.
    pub fn new(entries: usize) -> Self {
        Self { dense: vec![0.0; entries], seen: vec![false; entries], touched: Vec::new() }
    }

    /// Adds to entry `k`.
    pub fn add(&mut self, k: usize, value: f64) {
        if !self.seen[k] {
            self.seen[k] = true;
            self.touched.push(k);
        }
        self.dense[k] += value;
    }

    /// Makes entry `k` zero, whatever it was.
    pub fn cancel(&mut self, k: usize) {
        self.dense[k] = 0.0;
    }

    /// The entries touched, in the order in which they were; some may be zero.
    pub fn terms(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.touched.iter().map(|&k| (k, self.dense[k]))
    }

    /// How many entries were touched.
    pub fn touched(&self) -> usize {
        self.touched.len()
    }

    /// Back to zero.
    pub fn clear(&mut self) {
        for &k in &self.touched {
            self.dense[k] = 0.0;
            self.seen[k] = false;
        }
        self.touched.clear();
    }

    /// The entries that are not zero, ascending; the sum is zero afterwards.
    pub fn take(&mut self) -> Vec<(usize, f64)> {
        self.touched.sort_unstable();
        let terms = self.terms().filter(|t| t.1 != 0.0).collect();
        self.clear();
        terms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_add_up_and_what_cancels_is_not_taken() {
        let mut sum = SparseSum::new(6);
        for (k, v) in [(4, 1.0), (1, 2.0), (4, 0.5), (3, 1.0), (3, -1.0)] {
            sum.add(k, v);
        }
        assert_eq!(sum.touched(), 3);
        assert_eq!(sum.take(), vec![(1, 2.0), (4, 1.5)]);
        assert_eq!((sum.touched(), sum.take()), (0, Vec::new()));
    }
}
