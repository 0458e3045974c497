//! A special ordered set as texts give it.

use super::error::{Problem, ReadError};
use super::{MAX_ENTRIES, MAX_SETS};
use crate::kinds::{SetOrder, SpecialOrderedSet};
use crate::order::sort_by;

/// Sets under construction, with the places of their members.
#[derive(Default)]
pub(super) struct OrderedSets {
    sets: Vec<SpecialOrderedSet>,
    /// Line and column of each member, of all sets one after another.
    places: Vec<(usize, usize)>,
}

impl OrderedSets {
    /// Begins another set.
    pub fn begin(&mut self, name: &str, order: SetOrder) -> Result<(), Problem> {
        if self.sets.len() == MAX_SETS {
            return Err(Problem::Limit { what: "sets", limit: MAX_SETS });
        }
        self.sets.push(SpecialOrderedSet { name: name.into(), order, members: Vec::new() });
        Ok(())
    }

    /// The name of the last set, if there is any.
    pub fn last_name(&self) -> Option<&str> {
        self.sets.last().map(|set| set.name.as_str())
    }

    /// Adds a member to the last set; whether there is one.
    pub fn add(&mut self, column: usize, weight: f64, place: (usize, usize)) -> Result<bool, Problem> {
        let Some(set) = self.sets.last_mut() else { return Ok(false) };
        if self.places.len() == MAX_ENTRIES {
            return Err(Problem::Limit { what: "members of sets", limit: MAX_ENTRIES });
        }
        set.members.push((column, weight));
        self.places.push(place);
        Ok(true)
    }

    /// The sets, unless a column or a weight occurs twice in one.
    pub fn settle<'a>(self, name: impl Fn(usize) -> &'a str) -> Result<Vec<SpecialOrderedSet>, ReadError> {
        let mut first = 0;
        for set in &self.sets {
            if let Some((member, problem)) = repeated(&set.members, &name) {
                let (line, column) = self.places[first + member];
                return Err(ReadError { line, column, problem });
            }
            first += set.members.len();
        }
        Ok(self.sets)
    }
}

/// A member with a column or a weight that one before it has, and what is wrong with that.
pub(super) fn repeated<'a>(
    members: &[(usize, f64)],
    name: impl Fn(usize) -> &'a str,
) -> Option<(usize, Problem)> {
    let mut by_column: Vec<usize> = (0..members.len()).collect();
    let mut by_weight = by_column.clone();
    sort_by(&mut by_column, |&a, &b| members[a].0.cmp(&members[b].0));
    sort_by(&mut by_weight, |&a, &b| members[a].1.total_cmp(&members[b].1));
    let column = by_column.windows(2).find(|pair| members[pair[0]].0 == members[pair[1]].0);
    if let Some(pair) = column {
        let name = name(members[pair[1]].0).into();
        return Some((pair[1], Problem::Repeated { what: "the member of the set", name }));
    }
    let weight = by_weight.windows(2).find(|pair| members[pair[0]].1 == members[pair[1]].1)?;
    let what = format!("the order of two members with the same weight {}", members[weight[1]].1);
    let instead = "give members of a set different weights, which are their order";
    Some((weight[0].max(weight[1]), Problem::Ambiguous { what, instead }))
}
