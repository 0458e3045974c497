//! Set covering.

use crate::builder::Builder;
use crate::random::Stream;
use hunch_model::{Program, Sense};

/// Share of the elements that a set holds, in percent: the sparser of the usual random test problems.
const DENSITY: u64 = 5;
/// Every element is in at least this many sets.
const LEAST_SETS: usize = 2;

/// Random covering problems in the way of Balas and Ho (Set covering algorithms using cutting planes,
/// heuristics, and subgradient optimization, 1980): costs ~ U{1, 100}, every element in every set with
/// probability 5 %, at least two sets an element and one element a set.
pub fn set_covering(elements: usize, sets: usize, stream: &mut Stream) -> Program {
    let mut holds: Vec<Vec<bool>> =
        (0..elements).map(|_| (0..sets).map(|_| stream.integer(1, 100) <= DENSITY).collect()).collect();
    for row in &mut holds {
        while row.iter().filter(|&&h| h).count() < LEAST_SETS.min(sets) {
            row[stream.integer(0, sets as u64 - 1) as usize] = true;
        }
    }
    for j in 0..sets {
        if !holds.iter().any(|row| row[j]) {
            holds[stream.integer(0, elements as u64 - 1) as usize][j] = true;
        }
    }
    let mut b = Builder::new(Sense::Minimize);
    let x: Vec<usize> =
        (0..sets).map(|j| b.binary(format!("x_{}", j + 1), stream.integer(1, 100) as f64)).collect();
    for (i, row) in holds.iter().enumerate() {
        let terms = x.iter().zip(row).filter(|&(_, &h)| h).map(|(&j, _)| (j, 1.0));
        b.at_least(format!("cover_{}", i + 1), 1.0, terms);
    }
    b.finish()
}
