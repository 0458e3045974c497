//! What the leaves below one side of a split get right while points come one after the other.

/// Class weights of several leaves.
#[derive(Clone, Debug, Default)]
pub(super) struct Majority {
    /// Weight of leaf l and class c at `l · classes + c`.
    weights: Vec<f64>,
    /// The largest of each leaf.
    largest: Vec<f64>,
    /// Points of each leaf.
    sizes: Vec<u32>,
    /// Leaves with fewer points than they must have.
    missing: usize,
    /// Σ `largest`: the weight that is answered rightly.
    correct: f64,
    bucket: u32,
    classes: usize,
}

impl Majority {
    /// Empties `leaves` leaves, each of which needs `bucket` ≥ 1 points.
    pub(super) fn reset(&mut self, leaves: usize, classes: usize, bucket: usize) {
        self.weights.clear();
        self.weights.resize(leaves * classes, 0.0);
        self.largest.clear();
        self.largest.resize(leaves, 0.0);
        self.sizes.clear();
        self.sizes.resize(leaves, 0);
        (self.missing, self.correct) = (leaves, 0.0);
        (self.bucket, self.classes) = (bucket as u32, classes);
    }

    /// One more point.
    #[inline]
    pub(super) fn add(&mut self, leaf: usize, class: usize, weight: f64) {
        let slot = &mut self.weights[leaf * self.classes + class];
        *slot += weight;
        let (now, largest) = (*slot, &mut self.largest[leaf]);
        if now > *largest {
            self.correct += now - *largest;
            *largest = now;
        }
        self.sizes[leaf] += 1;
        if self.sizes[leaf] == self.bucket {
            self.missing -= 1;
        }
    }

    /// The weight that is answered rightly.
    #[inline]
    pub(super) fn correct(&self) -> f64 {
        self.correct
    }

    /// Whether every leaf has the points that it needs.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.missing == 0
    }
}
