//! The words that a family or a user's model brings.

use super::group::split;
use serde::Deserialize;
use std::collections::BTreeMap;
use thiserror::Error;

/// What is said of a name or a group in each of its states: `lower` and `upper` of columns at their bounds
/// and of rows at their sides, a number of integer columns at it. `{}` stands for the name, `{0}` for the
/// element (`maize` of `use[maize]`); an empty phrase says nothing.
///
/// `lower first` and `upper first` speak of a group at once, where those of its members that are in the state
/// are its first ones: `{n}` stands for how many these are.
pub type Phrases = BTreeMap<String, String>;

/// Phrases by name, or by group; the name's come first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Vocabulary {
    /// Of columns.
    pub columns: BTreeMap<String, Phrases>,
    /// Of rows.
    pub rows: BTreeMap<String, Phrases>,
}

/// A vocabulary that speaks of nothing.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{field} says something of {name:?}; the program has no such {what}, and no group of them")]
pub struct VocabularyError {
    /// Which part.
    pub field: &'static str,
    /// The name given.
    pub name: String,
    /// What it should be.
    pub what: &'static str,
}

impl Vocabulary {
    /// Checks that each entry is the name of a row or column, or of a group.
    ///
    /// # Errors
    /// The first that is not.
    pub fn check(&self, columns: &[String], rows: &[String]) -> Result<(), VocabularyError> {
        for (field, what, phrases, names) in
            [("columns", "column", &self.columns, columns), ("rows", "row", &self.rows, rows)]
        {
            let is_known = |name: &str| names.iter().any(|known| known == name || split(known).0 == name);
            if let Some(name) = phrases.keys().find(|name| !is_known(name)) {
                return Err(VocabularyError { field, name: name.clone(), what });
            }
        }
        Ok(())
    }

    /// What is said of a name in a state, if anything.
    pub(super) fn phrase(&self, state: String, is_row: bool, name: &str) -> Option<String> {
        let phrases = if is_row { &self.rows } else { &self.columns };
        let (group, element) = split(name);
        let of = |key: &str| phrases.get(key).and_then(|phrases| phrases.get(&state));
        let phrase = of(name).or_else(|| of(group))?;
        Some(phrase.replace("{0}", element).replace("{}", name))
    }

    /// What is said of a group whose first `n` members are in a state, if anything.
    pub(super) fn first(&self, state: &str, is_row: bool, group: &str, n: usize) -> Option<String> {
        let phrases = if is_row { &self.rows } else { &self.columns };
        let phrase = phrases.get(group)?.get(&format!("{state} first"))?;
        Some(phrase.replace("{n}", &n.to_string()))
    }
}
