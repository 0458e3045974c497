//! What ties a history's columns to the numbers of a program: a small JSON file. Each of its names is a
//! column of the history, and what stands under it are the numbers that it moves:
//!
//! ```json
//! { "price[*]": "cost[buy_*]",
//!   "demand": { "rhs[total]": 1, "rhs[protein]": 0.12 },
//!   "load[*]": ["rhs[balance_*]"] }
//! ```
//!
//! A number by itself is the column's value; with a factor it is that many times it, and `{"factor": 2,
//! "constant": 5}` adds a constant. One `*` on both sides stands for the same text.

use super::numbers::{Numbers, set, value};
use super::pair::Alike;
use hunch_model::parametric::{AffineTerm, ParametricProgram, Target};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// A map as it is written: what stands first in the file is the first parameter.
pub struct TieMap(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for TieMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = TieMap;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of the history's columns")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<TieMap, A::Error> {
                let mut entries: Vec<(String, Value)> = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if entries.iter().any(|(known, _)| *known == name) {
                        return Err(serde::de::Error::custom(format!("{name:?} stands there twice")));
                    }
                    entries.push((name, value));
                }
                Ok(TieMap(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

/// A number that a parameter moves.
struct Tie {
    number: String,
    factor: f64,
    constant: f64,
}

/// Most names that a message lists.
const MOST_LISTED: usize = 12;

/// The parametric program of alike programs: with a map by its ties, without one each number that differs is a
/// parameter of its own.
///
/// # Errors
/// A map that names nothing, or leaves out a number that differs.
pub fn tied(alike: &Alike, map: Option<&TieMap>) -> Result<ParametricProgram, String> {
    let ties = match map {
        Some(map) => read(map, &alike.numbers)?,
        None => {
            let own = |name: &String| {
                (name.clone(), vec![Tie { number: name.clone(), factor: 1.0, constant: 0.0 }])
            };
            alike.differing.iter().map(own).collect()
        }
    };
    let tied = |name: &String| ties.iter().any(|(_, ties)| ties.iter().any(|tie| tie.number == *name));
    let left: Vec<&String> = alike.differing.iter().filter(|name| !tied(name)).collect();
    if !left.is_empty() {
        return Err(format!("the files differ in numbers that the map ties to nothing: {}", listed(&left)));
    }
    if ties.is_empty() {
        return Err("the files do not differ in any number: there is nothing to learn".into());
    }
    program(alike, &ties)
}

fn program(alike: &Alike, ties: &[(String, Vec<Tie>)]) -> Result<ParametricProgram, String> {
    let mut base = alike.programs[0].clone();
    let mut terms = Vec::new();
    let mut constants: BTreeMap<Target, f64> = BTreeMap::new();
    for (parameter, (_, ties)) in ties.iter().enumerate() {
        for tie in ties {
            let number = alike.numbers.get(&tie.number).ok_or("a number vanished")?;
            for &target in &number.targets {
                *constants.entry(target).or_default() += tie.constant;
                terms.push(AffineTerm { target, parameter, coefficient: tie.factor });
            }
        }
    }
    set(&mut base, &constants);
    let parameters = ties.iter().map(|(name, _)| name.clone()).collect();
    let program = ParametricProgram { base, parameters, terms, distribution: None };
    program.base.validate().map_err(|error| {
        format!(
            "without the parameters the program is none: {error}. A bound that a parameter moves is its constant \
             there, 0 unless the map says another one"
        )
    })?;
    program.validate().map_err(|error| error.to_string())?;
    Ok(program)
}

/// The parameters with their ties, in the order of the map and of the program.
fn read(map: &TieMap, numbers: &Numbers) -> Result<Vec<(String, Vec<Tie>)>, String> {
    let mut found: Vec<(String, Vec<Tie>)> = Vec::new();
    for (column, given) in &map.0 {
        for (pattern, factor, constant) in wanted(column, given)? {
            let matching = numbers.matching(&pattern);
            if matching.is_empty() {
                return Err(format!("{column:?} is tied to {pattern:?}; the program has no such number"));
            }
            if column.contains('*') != pattern.contains('*') && column.contains('*') {
                return Err(format!("{column:?} has a *, so {pattern:?} needs one too"));
            }
            for (number, part) in matching {
                let name = column.replacen('*', &part, 1);
                let tie = Tie { number: number.name.clone(), factor, constant };
                match found.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, ties)) => ties.push(tie),
                    None => found.push((name, vec![tie])),
                }
            }
        }
    }
    Ok(found)
}

/// What stands under a column: patterns of numbers, each with its factor and constant.
fn wanted(column: &str, given: &Value) -> Result<Vec<(String, f64, f64)>, String> {
    let wrong = |value: &Value| {
        format!(
            "{column:?} is tied to {value}; it must be a number's name, a list of them, or an object of factors"
        )
    };
    match given {
        Value::String(name) => Ok(vec![(name.clone(), 1.0, 0.0)]),
        Value::Array(list) => {
            let name = |value: &Value| value.as_str().map(|name| (name.to_owned(), 1.0, 0.0));
            list.iter().map(|value| name(value).ok_or_else(|| wrong(value))).collect()
        }
        Value::Object(factors) => {
            let tie = |(name, value): (&String, &Value)| match value {
                Value::Number(factor) => Ok((name.clone(), factor.as_f64().unwrap_or(f64::NAN), 0.0)),
                Value::Object(parts) => {
                    let part =
                        |field: &str, default: f64| parts.get(field).map_or(Some(default), Value::as_f64);
                    let known = parts.keys().all(|field| field == "factor" || field == "constant");
                    match (part("factor", 1.0), part("constant", 0.0), known) {
                        (Some(factor), Some(constant), true) => Ok((name.clone(), factor, constant)),
                        _ => Err(wrong(value)),
                    }
                }
                other => Err(wrong(other)),
            };
            factors.iter().map(tie).collect()
        }
        other => Err(wrong(other)),
    }
}

/// A map for the numbers that differ, to be completed by hand: columns of the history are to take the place
/// of the names on the left.
pub fn skeleton(differing: &[String]) -> String {
    let lines: Vec<String> = differing.iter().map(|name| format!("  {name:?}: {name:?}")).collect();
    format!("{{\n{}\n}}", lines.join(",\n"))
}

/// Which history rows give the numbers of each program: `None` for one that no row gives.
pub fn rows_of(alike: &Alike, program: &ParametricProgram, points: &[Vec<f64>]) -> Vec<Option<usize>> {
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()));
    let gives = |given: &hunch_model::Program, theta: &Vec<f64>| {
        let number = |target: Target| {
            let base = value(&program.base, target);
            let own = program.terms.iter().filter(|term| term.target == target);
            base + own.map(|term| term.coefficient * theta[term.parameter]).sum::<f64>()
        };
        program.terms.iter().all(|term| near(number(term.target), value(given, term.target)))
    };
    let row = |given| points.iter().position(|theta| gives(given, theta));
    alike.programs.iter().map(row).collect()
}

pub(super) fn listed(names: &[&String]) -> String {
    let more = names.len().saturating_sub(MOST_LISTED);
    let first: Vec<&str> = names.iter().take(MOST_LISTED).map(|name| name.as_str()).collect();
    if more > 0 { format!("{} and {more} more", first.join(", ")) } else { first.join(", ") }
}
