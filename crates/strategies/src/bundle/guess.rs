//! The binaries of past optima, for programs whose strategies are too many to be stored: those of the nearest
//! θ vote for each binary, and the search is told so. What is claimed does not rest on it.

use super::error::LearnedError;
use super::parts::{Parts, size};
#[cfg(feature = "json")]
use super::parts::{put_doubles, put_indices};
use crate::learn::{Classifier, Data, Neighbours};
#[cfg(feature = "json")]
use hunch_bundle::Tensor;
use hunch_model::Program;
use hunch_search::Guidance;

/// Nearest θ that vote.
pub const VOTERS: usize = 10;
/// Bits in a word.
const BITS: usize = 32;

/// Past θ, each with the values of the binaries at its optimum.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    /// The θ; the class of each is its number.
    nearest: Neighbours,
    /// The binary columns.
    columns: Vec<u32>,
    /// Their values, packed, a θ after the other.
    bits: Vec<u32>,
}

impl Guess {
    /// Of `thetas` and, for each, the values of `columns`.
    ///
    /// # Errors
    /// Nothing to learn from, or lengths that do not agree.
    pub fn new(thetas: &[Vec<f64>], columns: Vec<u32>, values: &[Vec<bool>]) -> Result<Self, LearnedError> {
        let width = thetas.first().map_or(0, Vec::len);
        let bits = values.iter().flat_map(|values| packed(values)).collect();
        Self::made(thetas.concat(), width, columns, bits)
    }

    fn made(points: Vec<f64>, width: usize, columns: Vec<u32>, bits: Vec<u32>) -> Result<Self, LearnedError> {
        let count = points.len() / width.max(1);
        size("guess.bits", bits.len(), count * columns.len().div_ceil(BITS))?;
        let data = Data::new(points, width, (0..count as u32).collect(), count)?;
        Ok(Self { nearest: Neighbours::fit(&data, VOTERS)?, columns, bits })
    }

    /// What the search is told at θ: how many of the nearest have each binary at 1, and the nearest one's
    /// binaries as a start.
    pub fn guidance(&self, theta: &[f64]) -> Guidance {
        let mut voters = [0; VOTERS];
        let count = self.nearest.rank(theta, &mut voters);
        let words = self.columns.len().div_ceil(BITS);
        let is_one =
            |voter: u32, k: usize| self.bits[voter as usize * words + k / BITS] >> (k % BITS) & 1 == 1;
        let mut guidance = Guidance::none();
        for (k, &column) in self.columns.iter().enumerate() {
            let votes = voters[..count].iter().filter(|&&voter| is_one(voter, k)).count();
            guidance.probabilities.push((column as usize, votes as f64 / count.max(1) as f64));
            if let Some(&voter) = voters[..count].first() {
                guidance.start.push((column as usize, f64::from(u8::from(is_one(voter, k)))));
            }
        }
        guidance
    }

    /// Writes it.
    #[cfg(feature = "json")]
    pub(super) fn put(&self, tensors: &mut Vec<Tensor>) -> Result<(), LearnedError> {
        let data = self.nearest.data();
        let points = (0..data.len()).flat_map(|i| data.point(i).iter().copied()).collect();
        put_doubles(tensors, "guess.points", data.width(), points)?;
        put_indices(tensors, "guess.columns", 1, self.columns.clone())?;
        put_indices(tensors, "guess.bits", self.columns.len().div_ceil(BITS), self.bits.clone())
    }
}

fn packed(values: &[bool]) -> Vec<u32> {
    let word = |part: &[bool]| part.iter().rev().fold(0u32, |word, &bit| word << 1 | u32::from(bit));
    values.chunks(BITS).map(word).collect()
}

/// Reads it, if it is there.
pub(super) fn take(
    parts: &mut Parts,
    width: usize,
    program: &Program,
) -> Result<Option<Guess>, LearnedError> {
    if !parts.has("guess.columns") {
        return Ok(None);
    }
    let columns = parts.below("guess.columns", program.columns.len())?;
    if let Some(k) = columns.iter().position(|&j| !program.columns[j as usize].kind.is_integer()) {
        let expected = "an integer column";
        return Err(super::parts::value("guess.columns", k, columns[k].into(), expected));
    }
    let (points, bits) = (parts.finite("guess.points")?, parts.indices("guess.bits")?);
    Guess::made(points, width, columns, bits).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_vote_and_the_nearest_one_is_the_start() {
        let thetas: Vec<Vec<f64>> = (0..40).map(|k| vec![f64::from(k), 5.0]).collect();
        let values: Vec<Vec<bool>> = (0..40).map(|k| (0..33).map(|j| k > j).collect()).collect();
        let guess = Guess::new(&thetas, (7..40).collect(), &values).unwrap();
        let guidance = guess.guidance(&[20.2, 5.0]);
        // The ten nearest are 16 to 25: binary j is 1 in those above j.
        assert_eq!(guidance.probabilities[20], (27, 0.5));
        assert_eq!((guidance.probabilities[15].1, guidance.probabilities[25].1), (1.0, 0.0));
        assert_eq!((guidance.start[19], guidance.start[20]), ((26, 1.0), (27, 0.0)));
        assert!(Guess::new(&thetas[..3], vec![1], &values[..2]).is_err());
    }
}
