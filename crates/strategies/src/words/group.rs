//! Names of one group, told at once.

use std::collections::BTreeMap;

/// Elements that are listed before the rest is counted.
const MOST_LISTED: usize = 12;

/// Elements of a group with a value each, and those that are noted without one.
#[derive(Debug, Default)]
pub(super) struct Group {
    values: BTreeMap<i64, Vec<String>>,
    noted: Vec<String>,
}

impl Group {
    pub fn add(&mut self, element: &str, value: i64) {
        self.values.entry(value).or_default().push(element.to_owned());
    }

    pub fn note(&mut self, element: &str) {
        if !self.noted.iter().any(|known| known == element) {
            self.noted.push(element.to_owned());
        }
    }

    /// Elements with a value.
    pub fn here(&self) -> Vec<String> {
        self.values.values().flatten().cloned().collect()
    }

    /// Elements without one.
    pub fn away(&self) -> Vec<String> {
        let here = self.here();
        self.noted.iter().filter(|element| !here.contains(element)).cloned().collect()
    }

    pub fn values(&self) -> impl Iterator<Item = (i64, Vec<String>)> + '_ {
        self.values.iter().map(|(&value, list)| (value, list.clone()))
    }
}

/// The group and the element of a name: `use[maize]` and `use_3` are of `use`; any other name is its own.
pub(super) fn split(name: &str) -> (&str, &str) {
    if let Some((group, rest)) = name.split_once('[')
        && let Some(element) = rest.strip_suffix(']')
    {
        return (group, element);
    }
    match name.rsplit_once('_') {
        Some((group, element)) if !group.is_empty() && element.bytes().all(|b| b.is_ascii_digit()) => {
            (group, element)
        }
        _ => (name, ""),
    }
}

/// `use[maize, wheat]`, `use[3–5]`; without a group the elements alone.
pub(super) fn elements(group: &str, list: &[String]) -> String {
    let listed = ranges(list);
    if group.is_empty() { listed } else { format!("{group}[{listed}]") }
}

/// Elements one after the other; whole numbers that follow each other as a range.
fn ranges(list: &[String]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut at = 0;
    while at < list.len() {
        let number = |k: usize| list.get(k).and_then(|element| element.parse::<u64>().ok());
        let mut end = at;
        while number(end).is_some_and(|n| number(end + 1) == Some(n + 1)) {
            end += 1;
        }
        match end - at {
            0 => parts.push(list[at].clone()),
            1 => parts.extend([list[at].clone(), list[end].clone()]),
            _ => parts.push(format!("{}–{}", list[at], list[end])),
        }
        at = end + 1;
    }
    let more = parts.len().saturating_sub(MOST_LISTED);
    parts.truncate(MOST_LISTED);
    if more > 0 { format!("{} and {more} more", parts.join(", ")) } else { parts.join(", ") }
}
