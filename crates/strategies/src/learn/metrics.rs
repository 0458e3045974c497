//! How often a learner is right.

use super::classifier::Classifier;
use super::data::Data;
use serde::{Deserialize, Serialize};

/// How often a learner is right on a class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OfClass {
    /// The class.
    pub class: u32,
    /// Weight of its points.
    pub weight: f64,
    /// Weight of the points, of any class, whose first guess it is.
    pub guessed: f64,
    /// Weight of its points whose first guess is right.
    pub top_1: f64,
    /// Weight of its points that have it among three guesses.
    pub top_3: f64,
}

/// How often a learner is right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accuracy {
    /// Number of points.
    pub points: usize,
    /// Share of the weight whose first guess is right.
    pub top_1: f64,
    /// Share of the weight that has its class among three guesses.
    pub top_3: f64,
    /// Per class that occurs or is guessed.
    pub classes: Vec<OfClass>,
}

/// Measures a learner on `data`, points that it has not seen.
pub fn accuracy(learner: &dyn Classifier, data: &Data) -> Accuracy {
    let mut classes: Vec<OfClass> =
        (0..data.classes() as u32).map(|class| OfClass { class, ..OfClass::default() }).collect();
    let mut guesses = [0; 3];
    for i in 0..data.len() {
        let (label, weight) = (data.label(i), data.weight(i));
        let count = learner.rank(data.point(i), &mut guesses);
        let guesses = &guesses[..count];
        let row = &mut classes[label as usize];
        row.weight += weight;
        row.top_1 += if guesses.first() == Some(&label) { weight } else { 0.0 };
        row.top_3 += if guesses.contains(&label) { weight } else { 0.0 };
        // A learner of other data may guess a class that these do not know.
        if let Some(row) = guesses.first().and_then(|&guess| classes.get_mut(guess as usize)) {
            row.guessed += weight;
        }
    }
    let total = data.total_weight();
    let share = |of: fn(&OfClass) -> f64| classes.iter().map(of).sum::<f64>() / total;
    let (top_1, top_3) = (share(|row| row.top_1), share(|row| row.top_3));
    classes.retain(|row| row.weight > 0.0 || row.guessed > 0.0);
    Accuracy { points: data.len(), top_1, top_3, classes }
}
