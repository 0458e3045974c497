//! Learners side by side.

use super::classifier::Classifier;
use super::data::Data;
use super::metrics::accuracy;
use serde::{Deserialize, Serialize};

/// One learner in the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What it is called.
    pub name: String,
    /// Share of the weight whose first guess is right.
    pub top_1: f64,
    /// Share of the weight that has its class among three guesses.
    pub top_3: f64,
    /// Nanoseconds a query, one θ at a time; `None` without a clock.
    pub nanoseconds: Option<f64>,
    /// Bytes of its numbers.
    pub bytes: usize,
}

/// Measures each learner on `data`, which none of them has seen. `clock` gives nanoseconds since an origin of
/// the caller's choice.
pub fn compare(
    learners: &[(&str, &dyn Classifier)],
    data: &Data,
    mut clock: Option<&mut dyn FnMut() -> f64>,
) -> Vec<Row> {
    let mut row = |&(name, learner): &(&str, &dyn Classifier)| {
        // The first pass warms the caches.
        let measured = accuracy(learner, data);
        let nanoseconds = clock.as_mut().map(|clock| {
            let started = clock();
            query_all(learner, data);
            (clock() - started) / data.len() as f64
        });
        let (top_1, top_3, bytes) = (measured.top_1, measured.top_3, learner.bytes());
        Row { name: name.to_owned(), top_1, top_3, nanoseconds, bytes }
    };
    learners.iter().map(&mut row).collect()
}

/// Three guesses for every point, kept so that no compiler leaves them out.
fn query_all(learner: &dyn Classifier, data: &Data) {
    let mut guesses = [0; 3];
    for i in 0..data.len() {
        std::hint::black_box(learner.rank(data.point(i), &mut guesses));
    }
}
