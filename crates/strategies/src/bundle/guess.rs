//! The binaries of past optima, for programs whose strategies are too many to be stored: those of the nearest
//! θ vote for each binary. The search is told so, or the binaries on which all agree are fixed at first and
//! freed afterwards. What is claimed does not rest on it.

use super::error::LearnedError;
use super::parts::{Parts, size};
#[cfg(feature = "json")]
use super::parts::{put_doubles, put_indices};
use crate::learn::{Classifier, Data, Neighbours};
#[cfg(feature = "json")]
use hunch_bundle::Tensor;
use hunch_model::{Control, Program, Solution};
use hunch_search::{Engine, Guidance, SearchError, Settings, solve};

/// Nearest θ that vote.
pub const VOTERS: usize = 10;
/// Share of the voters from which a binary is sure enough to be fixed at first: all of them.
const SURE: f64 = 1.0;
/// Nodes of the search that has the sure binaries fixed: it is to find a start, not to prove anything.
const FIXED_NODES: u64 = 200;
/// Bits in a word.
const BITS: usize = 32;

/// What is done with a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// The search gets the votes as probabilities, and the nearest θ's binaries as a start.
    Votes,
    /// It gets the start alone.
    Start,
    /// The binaries on which the voters agree are fixed and the rest is searched; the point of that is the start
    /// of a search with everything free.
    Fixed,
}

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

    /// Solves the program at θ, told so. Its claims are those of the search with everything free.
    ///
    /// # Errors
    /// A program that the search refuses.
    pub fn solve(
        &self,
        told: Told,
        at: &Program,
        theta: &[f64],
        settings: &Settings,
        control: &mut dyn Control,
    ) -> Result<Solution, SearchError> {
        let mut guidance = self.guidance(theta);
        if told == Told::Fixed {
            let nodes = settings.node_limit().map_or(FIXED_NODES, |limit| limit.min(FIXED_NODES));
            let few = settings.clone().with_node_limit(Some(nodes));
            let fixings = sure(at, &guidance.probabilities);
            let restricted = Guidance { fixings, start: guidance.start.clone(), ..Guidance::none() };
            let found = solve(at, Engine::Hunch, &few, &restricted, control)?;
            if !found.values.is_empty() {
                guidance.start = found.values.into_iter().enumerate().collect();
            }
        }
        if told != Told::Votes {
            guidance.probabilities.clear();
        }
        solve(at, Engine::Hunch, settings, &guidance, control)
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

/// The binaries that are sure, with their values, as far as bounds allow these.
fn sure(at: &Program, probabilities: &[(usize, f64)]) -> Vec<(usize, f64)> {
    let value = |&(j, p): &(usize, f64)| {
        let value = f64::from(u8::from(p >= SURE));
        let is_sure = p >= SURE || p <= 1.0 - SURE;
        let column = at.columns.get(j)?;
        (is_sure && (column.lower..=column.upper).contains(&value)).then_some((j, value))
    };
    probabilities.iter().filter_map(value).collect()
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
    use hunch_model::{Kind, Row, Sense, Status, Unlimited};

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

    #[test]
    fn whatever_is_guessed_and_fixed_the_answer_is_the_optimum() {
        // Of ten items with weights 3 to 12 as many as fit into θ; the guess says items 0 to 4, whatever θ is.
        let mut program = Program::new("pack", Sense::Maximize);
        for j in 0..10 {
            program.add_column(format!("x{j}"), 2.0 + f64::from(j * 7 % 10), 0.0, 1.0, Kind::Integer);
        }
        let entries: Vec<_> = (0..10).map(|j| (0, j, 3.0 + j as f64)).collect();
        let row = Row { name: "room".into(), lower: f64::NEG_INFINITY, upper: 20.0 };
        program.set_rows(vec![row], &entries);
        let thetas: Vec<Vec<f64>> = (0..20).map(|k| vec![f64::from(k)]).collect();
        let values = vec![(0..10).map(|j| j < 5).collect::<Vec<bool>>(); 20];
        let guess = Guess::new(&thetas, (0..10).collect(), &values).unwrap();
        let settings = Settings::new();
        let optimum = solve(&program, Engine::Hunch, &settings, &Guidance::none(), &mut Unlimited).unwrap();
        for told in [Told::Votes, Told::Start, Told::Fixed] {
            let found = guess.solve(told, &program, &[5.0], &settings, &mut Unlimited).unwrap();
            assert_eq!((found.status, found.objective), (Status::Optimal, optimum.objective), "{told:?}");
        }
        // All five weigh 25: fixed, nothing fits, and the search with everything free still answers.
        assert_eq!(sure(&program, &guess.guidance(&[5.0]).probabilities).len(), 10);
        program.columns[3].upper = 0.0;
        assert_eq!(sure(&program, &guess.guidance(&[5.0]).probabilities).len(), 9);
    }
}
