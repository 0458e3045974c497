//! What answers are made from: strategies, each with the θ at which it was first optimal. It is written and
//! read as it is, and needs no sample.

use crate::answer::tree::ProofTree;
use crate::label::LabelError;
use crate::strategy::{Strategies, Strategy};
use hunch_model::Program;
use hunch_search::qp::WorkingSet;
use serde::{Deserialize, Serialize};

/// Strategies with what answers from them need.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Store {
    /// The strategies, by number.
    pub strategies: Strategies,
    /// For each of them, its first θ.
    pub first: Vec<First>,
    /// How often each was seen.
    pub counts: Vec<u64>,
    /// For each of them, the tree that proves it, in programs with integers: see
    /// [`Answerer::grow`](crate::Answerer::grow). May be left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trees: Vec<ProofTree>,
}

/// The first θ of a strategy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct First {
    /// The parameters.
    pub theta: Vec<f64>,
    /// Where variables stand at an optimum there, the integers fixed.
    pub working_set: WorkingSet,
}

impl Store {
    /// Whether the strategies speak of rows and columns of `program`.
    ///
    /// # Errors
    /// [`LabelError::Store`] with the first that does not.
    pub fn validate(&self, program: &Program) -> Result<(), LabelError> {
        self.strategies.list().iter().try_for_each(|strategy| fits(strategy, program))?;
        self.trees.iter().filter(|tree| !tree.is_empty()).try_for_each(|tree| tree.validate(program))
    }

    /// The store of some strategies, numbered in their order in `numbers`: what is left after
    /// [pruning](crate::stopping::Pruned). Numbers of no strategy are passed over.
    pub fn keep(&self, numbers: &[u32]) -> Self {
        let mut kept = Self::default();
        for &number in numbers {
            let (Some(strategy), Some(first)) =
                (self.strategies.get(number), self.first.get(number as usize))
            else {
                continue;
            };
            let known = kept.strategies.len();
            kept.strategies.add(strategy.clone());
            if kept.strategies.len() > known {
                kept.first.push(first.clone());
                kept.counts.push(self.counts.get(number as usize).copied().unwrap_or(0));
                if !self.trees.is_empty() {
                    kept.trees.push(self.trees.get(number as usize).cloned().unwrap_or_default());
                }
            }
        }
        kept
    }
}

/// Whether a strategy speaks of the rows and columns of a program.
fn fits(strategy: &Strategy, program: &Program) -> Result<(), LabelError> {
    let integers = program.columns.iter().filter(|column| column.kind.is_integer()).count();
    let misfit = |field, value, limit| Err(LabelError::Store { field, value, limit });
    if strategy.integers.len() != integers {
        return misfit("number of integers", strategy.integers.len(), integers + 1);
    }
    let (n, m) = (program.columns.len(), program.rows.len());
    for (field, list, limit) in [
        ("column at its lower bound", &strategy.column_lower, n),
        ("column at its upper bound", &strategy.column_upper, n),
        ("row at its lower side", &strategy.row_lower, m),
        ("row at its upper side", &strategy.row_upper, m),
    ] {
        if let Some(&index) = list.iter().find(|&&index| index as usize >= limit) {
            return misfit(field, index as usize, limit);
        }
    }
    Ok(())
}

/// Numbers of strategies, the most frequent first; of equal ones the lower number.
pub fn by_frequency(counts: &[u64]) -> Vec<u32> {
    let mut numbers: Vec<u32> = (0..counts.len() as u32).collect();
    numbers.sort_by_key(|&number| std::cmp::Reverse(counts[number as usize]));
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_numbered_anew_and_reads_back() {
        let strategy = |k| Strategy { integers: vec![k], ..Strategy::default() };
        let strategies: Strategies = [4, 5, 6].map(strategy).to_vec().into();
        let first = |k| First { theta: vec![k], ..First::default() };
        let store = Store {
            strategies,
            first: vec![first(0.1), first(0.2), first(0.3)],
            counts: vec![2, 9, 5],
            trees: vec![],
        };
        let kept = store.keep(&[2, 7, 1]);
        assert_eq!((kept.strategies.list()[0].integers[0], kept.counts), (6, vec![5, 9]));
        assert_eq!(kept.first[1].theta, [0.2]);
        assert_eq!(by_frequency(&[2, 9, 2]), [1, 0, 2]);
        let text = serde_json::to_string(&store).unwrap();
        assert_eq!(serde_json::from_str::<Store>(&text).unwrap(), store);
    }
}
