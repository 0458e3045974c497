//! Longer horizons by concatenation ("Integrated machine learning and optimization approaches", section
//! 2.6.3): the network sees windows of the horizon that it was trained on, and the predictions are put side
//! by side.

/// One window of the horizon that the network sees, and which of its predictions are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First period of the window.
    pub start: usize,
    /// Number of periods in it.
    pub length: usize,
    /// Predictions before this offset within the window are dropped: an earlier window has made them.
    pub keep_from: usize,
}

/// Windows that cover `horizon` periods with a network trained on `trained` periods.
///
/// Up to the trained horizon one window suffices. Beyond it windows follow one another, as in the paper;
/// where the horizon is no multiple of `trained` (a case that the paper leaves open) the last window ends
/// with the horizon and overlaps the one before it, so that every prediction is made with the number of
/// periods that the network knows. `trained` is at least 1.
pub fn windows(horizon: usize, trained: usize) -> Vec<Window> {
    let trained = trained.max(1);
    if horizon <= trained {
        return vec![Window { start: 0, length: horizon, keep_from: 0 }];
    }
    (0..horizon.div_ceil(trained))
        .map(|k| {
            let first = k * trained;
            let start = first.min(horizon - trained);
            Window { start, length: trained, keep_from: first - start }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_period_is_predicted_exactly_once() {
        for horizon in 1..80 {
            for trained in 1..20 {
                let kept: Vec<usize> = windows(horizon, trained)
                    .iter()
                    .flat_map(|w| w.start + w.keep_from..w.start + w.length)
                    .collect();
                assert_eq!(kept, (0..horizon).collect::<Vec<_>>(), "horizon {horizon}, trained on {trained}");
            }
        }
    }

    #[test]
    fn windows_have_the_trained_length_beyond_it() {
        assert!(windows(250, 120).iter().all(|w| w.length == 120));
        assert_eq!(windows(250, 120)[2], Window { start: 130, length: 120, keep_from: 110 });
        assert_eq!(windows(90, 120), vec![Window { start: 0, length: 90, keep_from: 0 }]);
    }
}
