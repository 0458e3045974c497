//! Which parameters matter.

use crate::learn::classifier::Classifier;
use crate::learn::data::Data;
use crate::learn::metrics::accuracy;
use crate::learn::random::Stream;
use serde::{Deserialize, Serialize};

/// What a parameter is worth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Importance {
    /// Its position in θ.
    pub parameter: u32,
    /// How much of the top-1 accuracy is lost when its values are permuted among the points, on average over
    /// the permutations; about zero for one that does not matter.
    pub loss: f64,
}

/// Permutation importance ("Random forests", section 10) on data that the learner has not seen, the most
/// important parameter first. One that never changes an answer has a loss of exactly 0.
pub fn importance(learner: &dyn Classifier, data: &Data, seed: u64, repeats: usize) -> Vec<Importance> {
    let repeats = repeats.max(1);
    let whole = accuracy(learner, data).top_1;
    let total = data.total_weight();
    let mut found: Vec<Importance> = (0..data.width() as u32)
        .map(|parameter| {
            let mut stream = Stream::new(seed, u64::from(parameter));
            let share =
                (0..repeats).map(|_| permuted(learner, data, parameter as usize, &mut stream) / total);
            Importance { parameter, loss: share.map(|share| whole - share).sum::<f64>() / repeats as f64 }
        })
        .collect();
    found.sort_by(|a, b| b.loss.total_cmp(&a.loss).then(a.parameter.cmp(&b.parameter)));
    found
}

/// The weight that is right when the parameter's values are given to other points.
fn permuted(learner: &dyn Classifier, data: &Data, parameter: usize, stream: &mut Stream) -> f64 {
    let mut donors: Vec<usize> = (0..data.len()).collect();
    stream.shuffle(&mut donors);
    let mut theta = vec![0.0; data.width()];
    // In the classes of the data, so that the sum has the order of `accuracy`.
    let mut right = vec![0.0; data.classes()];
    for (i, donor) in donors.into_iter().enumerate() {
        theta.copy_from_slice(data.point(i));
        theta[parameter] = data.point(donor)[parameter];
        if learner.class(&theta) == data.label(i) {
            right[data.label(i) as usize] += data.weight(i);
        }
    }
    right.iter().sum()
}
