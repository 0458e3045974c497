//! Strategies in the words of their program: names of rows and columns, and what a vocabulary says of them.
//!
//! Of each strategy is said what not all of them have in common. Names like `use[maize]` and `use_3` are a
//! group (`use`) and an element (`maize`, `3`), and a group is told at once: "of use only maize, wheat".
//! Phrases of a [`Vocabulary`] come before that.

mod group;
mod vocabulary;

pub use vocabulary::{Phrases, Vocabulary, VocabularyError};

use crate::strategy::Strategy;
use group::{Group, elements, split};
use hunch_model::Program;
use hunch_model::parametric::{ParametricProgram, Target};
use std::collections::{BTreeMap, BTreeSet};

/// What is tight of a strategy, or the value of an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    /// An integer column and its value.
    Integer(usize, i64),
    /// A column at its lower bound.
    Lower(usize),
    /// A column at its upper bound.
    Upper(usize),
    /// A row at its lower side.
    RowLower(usize),
    /// A row at its upper side.
    RowUpper(usize),
}

/// One sentence a strategy, in their order.
pub fn sentences(program: &ParametricProgram, strategies: &[Strategy], words: &Vocabulary) -> Vec<String> {
    let base = &program.base;
    let all: Vec<BTreeSet<Item>> = strategies.iter().map(|strategy| items(strategy, base)).collect();
    let mut common = all.first().cloned().unwrap_or_default();
    if strategies.len() < 2 {
        common.clear();
    }
    all.iter().for_each(|items| common.retain(|item| items.contains(item)));
    let varies: BTreeSet<Item> =
        all.iter().flatten().filter(|item| !common.contains(item)).copied().collect();
    all.iter().map(|items| Speaker { program, words, varies: &varies, items }.sentence()).collect()
}

fn items(strategy: &Strategy, base: &Program) -> BTreeSet<Item> {
    let integers = (0..base.columns.len()).filter(|&j| base.columns[j].kind.is_integer());
    let mut found: BTreeSet<Item> =
        integers.zip(&strategy.integers).map(|(j, &value)| Item::Integer(j, value)).collect();
    let mut add = |list: &[u32], item: fn(usize) -> Item| {
        found.extend(list.iter().map(|&index| item(index as usize)));
    };
    add(&strategy.column_lower, Item::Lower);
    add(&strategy.column_upper, Item::Upper);
    add(&strategy.row_lower, Item::RowLower);
    add(&strategy.row_upper, Item::RowUpper);
    found
}

/// Says one strategy.
struct Speaker<'a> {
    program: &'a ParametricProgram,
    words: &'a Vocabulary,
    varies: &'a BTreeSet<Item>,
    items: &'a BTreeSet<Item>,
}

impl Speaker<'_> {
    fn sentence(&self) -> String {
        let base = &self.program.base;
        let mut parts: Vec<String> = Vec::new();
        let mut groups: BTreeMap<(u8, String), Group> = BTreeMap::new();
        for &item in self.varies {
            let is_here = self.items.contains(&item);
            let (class, name) = match item {
                Item::Integer(j, _) => (0, base.column_name(j)),
                Item::Lower(j) => (1, base.column_name(j)),
                Item::Upper(j) => (2, base.column_name(j)),
                Item::RowLower(i) => (3, base.row_name(i)),
                Item::RowUpper(i) => (4, base.row_name(i)),
            };
            if let Some(phrase) = self.words.phrase(key(item), is_row(item), &name) {
                if is_here && !phrase.is_empty() && !parts.contains(&phrase) {
                    parts.push(phrase);
                }
                continue;
            }
            let (group, element) = split(&name);
            let group = groups.entry((class, group.to_owned())).or_default();
            match item {
                Item::Integer(_, value) if is_here && value != 0 => group.add(element, value),
                Item::Integer(..) => group.note(element),
                _ if is_here => group.add(element, 1),
                _ => group.note(element),
            }
        }
        parts.extend(groups.iter().filter_map(|((class, name), group)| self.of_group(*class, name, group)));
        if parts.is_empty() {
            "as in every other strategy, and nothing more".to_owned()
        } else {
            parts.join("; ")
        }
    }

    fn of_group(&self, class: u8, name: &str, group: &Group) -> Option<String> {
        let (here, away) = (group.here(), group.away());
        if let Some(phrase) = self.of_first(class, name) {
            return (!phrase.is_empty()).then_some(phrase);
        }
        Some(match class {
            0 if here.is_empty() => format!("{} 0", self.said(class, name, &away)),
            0 => group
                .values()
                .map(|(value, list)| match value {
                    1 if list.len() > 1 && away.is_empty() => format!("all of {name} 1"),
                    _ => format!("{} {value}", self.said(class, name, &list)),
                })
                .collect::<Vec<_>>()
                .join(", "),
            1 if self.is_zero(name) => return self.of_zeros(name, &here),
            _ if here.is_empty() => return None,
            1 => format!("{} at the least", self.said(class, name, &here)),
            2 => format!("{} at the most", self.said(class, name, &here)),
            3 | 4 => format!("{} tight", self.said(class, name, &here)),
            _ => return None,
        })
    }

    /// What the vocabulary says of a group whose first members, and no other, are in the state of `class`.
    fn of_first(&self, class: u8, group: &str) -> Option<String> {
        let base = &self.program.base;
        let is_own = |name: &str| split(name).0 == group;
        let (state, is_row) = match class {
            1 | 3 => ("lower", class == 3),
            2 | 4 => ("upper", class == 4),
            _ => return None,
        };
        let is_in = |index: usize| {
            let item = [Item::Lower(index), Item::Upper(index), Item::RowLower(index), Item::RowUpper(index)];
            self.items.contains(&item[usize::from(class) - 1])
        };
        let members: Vec<bool> = match is_row {
            true => (0..base.rows.len()).filter(|&i| is_own(&base.row_name(i))).map(is_in).collect(),
            false => (0..base.columns.len()).filter(|&j| is_own(&base.column_name(j))).map(is_in).collect(),
        };
        let n = members.iter().take_while(|&&is_in| is_in).count();
        let is_first = members[n..].iter().all(|&is_in| !is_in);
        if is_first { self.words.first(state, is_row, group, n) } else { None }
    }

    /// Elements of a group; one by itself by its own name.
    fn said(&self, class: u8, group: &str, list: &[String]) -> String {
        let [only] = list else { return elements(group, list) };
        let base = &self.program.base;
        let is_it = |name: &String| split(name) == (group, only.as_str());
        let found = match class {
            0..=2 => (0..base.columns.len()).map(|j| base.column_name(j)).find(is_it),
            _ => (0..base.rows.len()).map(|i| base.row_name(i)).find(is_it),
        };
        found.unwrap_or_else(|| elements(group, list))
    }

    /// Which columns of a group are 0; where that is most of them, which are not.
    fn of_zeros(&self, group: &str, here: &[String]) -> Option<String> {
        let base = &self.program.base;
        let names: Vec<String> = (0..base.columns.len()).map(|j| base.column_name(j)).collect();
        let own =
            (0..names.len()).filter(|&j| split(&names[j]).0 == group && !base.columns[j].kind.is_integer());
        let (zero, other): (Vec<usize>, Vec<usize>) =
            own.partition(|&j| self.items.contains(&Item::Lower(j)));
        let element = |j: &usize| split(&names[*j]).1.to_owned();
        match (zero.len(), other.len()) {
            (0, 0 | 1) => None,
            (0, _) => Some(format!("some of every {group}")),
            (_, 0) => Some(format!("no {group}")),
            (zeros, others) if others < zeros => Some(format!(
                "of {group} only {}",
                elements("", &other.iter().map(element).collect::<Vec<_>>())
            )),
            _ if here.is_empty() => None,
            _ => Some(format!("no {}", self.said(1, group, here))),
        }
    }

    /// Whether the lower bounds of a group's columns are 0 whatever θ is.
    fn is_zero(&self, group: &str) -> bool {
        let base = &self.program.base;
        let own = |j: &usize| split(&base.column_name(*j)).0 == group;
        (0..base.columns.len()).filter(own).all(|j| {
            base.columns[j].lower == 0.0
                && !self.program.terms.iter().any(|term| term.target == Target::ColumnLower(j))
        })
    }
}

/// What a vocabulary calls the state of an item.
fn key(item: Item) -> String {
    match item {
        Item::Integer(_, value) => value.to_string(),
        Item::Lower(_) | Item::RowLower(_) => "lower".to_owned(),
        Item::Upper(_) | Item::RowUpper(_) => "upper".to_owned(),
    }
}

fn is_row(item: Item) -> bool {
    matches!(item, Item::RowLower(_) | Item::RowUpper(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::{Kind, Row, Sense};

    fn program() -> ParametricProgram {
        let mut base = Program::new("", Sense::Minimize);
        for k in 0..6 {
            base.add_column(format!("use[{k}]"), 1.0, 0.0, 9.0, Kind::Continuous);
        }
        base.add_column("on_1", 1.0, 0.0, 1.0, Kind::Integer);
        base.add_column("on_2", 1.0, 0.0, 1.0, Kind::Integer);
        base.set_rows(vec![Row { name: "protein".into(), lower: 1.0, upper: f64::INFINITY }], &[]);
        ParametricProgram { base, ..ParametricProgram::default() }
    }

    fn strategies() -> [Strategy; 2] {
        let first = Strategy {
            integers: vec![1, 0],
            column_lower: vec![0, 1, 2, 3],
            row_lower: vec![0],
            ..Strategy::default()
        };
        let second = Strategy { integers: vec![1, 1], column_lower: vec![0, 5], ..Strategy::default() };
        [first, second]
    }

    #[test]
    fn what_all_have_in_common_is_left_out_and_groups_are_told_at_once() {
        let said = sentences(&program(), &strategies(), &Vocabulary::default());
        assert_eq!(said[0], "on_2 0; of use only 4, 5; protein tight");
        assert_eq!(said[1], "on_2 1; no use[5]");
    }

    #[test]
    fn a_vocabulary_speaks_first() {
        let text = r#"{"columns": {"use": {"lower": "no grain {0}"}, "on": {"1": "{} runs", "0": ""}},
                       "rows": {"protein": {"lower": "just enough protein"}}}"#;
        let words: Vocabulary = serde_json::from_str(text).unwrap();
        let said = sentences(&program(), &strategies(), &words);
        assert_eq!(said[0], "no grain 1; no grain 2; no grain 3; just enough protein");
        assert_eq!(said[1], "on_2 runs; no grain 5");
        let text = r#"{"columns": {"use": {"lower first": "nothing of the first {n}"}}}"#;
        let words: Vocabulary = serde_json::from_str(text).unwrap();
        let said = sentences(&program(), &strategies(), &words);
        // The second strategy is at the bounds of the first and the last: the phrase would not be true.
        assert_eq!(said[0], "on_2 0; nothing of the first 4; protein tight");
        assert_eq!(said[1], "on_2 1; no use[5]");
        let one = sentences(&program(), &strategies()[..1], &Vocabulary::default());
        assert_eq!(one[0], "on_1 1; of use only 4, 5; protein tight");
    }
}
