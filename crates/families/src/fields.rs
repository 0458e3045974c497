//! What inputs are made of. A family states its fields once, in a table; reading, checking, the package's
//! types and the reference page all follow it.
//!
//! - [`Field`], [`Size`]: the tables;
//! - [`Fields`]: an input as it came, by name, before any family has computed with it;
//! - [`check`]: whether an input keeps to a table;
//! - [`FieldError`]: what may be wrong, with field, value and what would be right.

use serde::de::{Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use thiserror::Error;

/// Most numbers of one array: about what a tab can hold a program of.
pub const MOST_NUMBERS: usize = 1_000_000;

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// One number.
    Number,
    /// One whole number.
    Whole,
    /// A smallest and a largest number.
    Range,
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// Numbers, as many as the product of these sizes; row-major where there are two.
    Numbers(&'static [&'static str]),
}

/// One field of an input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field {
    /// Its name in inputs.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// What its numbers count; empty where they have no unit.
    pub unit: &'static str,
    /// The least number that is taken.
    pub low: f64,
    /// The largest number that is taken.
    pub high: f64,
    /// What it says, in words.
    pub meaning: &'static str,
}

impl Field {
    /// An array of numbers from 0 to `most`.
    pub const fn amounts(
        name: &'static str,
        shape: &'static [&'static str],
        unit: &'static str,
        most: f64,
        meaning: &'static str,
    ) -> Self {
        Self { name, shape: Shape::Numbers(shape), unit, low: 0.0, high: most, meaning }
    }

    /// A whole number from 1 to `most`.
    pub const fn count(name: &'static str, most: usize, meaning: &'static str) -> Self {
        Self { name, shape: Shape::Whole, unit: "", low: 1.0, high: most as f64, meaning }
    }
}

/// A size of a family, by which its arrays are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Its name.
    pub name: &'static str,
    /// The array whose length it is, or the whole number that it is.
    pub of: &'static str,
    /// The largest that is taken, so that hostile input cannot ask for a program of arbitrary size.
    pub most: usize,
}

impl Size {
    /// The size of an input; 0 where the input lacks it, which [`check`] has refused.
    pub fn in_fields(&self, fields: &Fields) -> usize {
        match fields.get(self.of) {
            Some(Value::Numbers(numbers)) => numbers.len(),
            Some(Value::Number(number)) => *number as usize,
            _ => 0,
        }
    }
}

/// What was given for one field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// An array of numbers.
    Numbers(Vec<f64>),
    /// Two ends.
    Range {
        /// The smaller one.
        low: f64,
        /// The larger one.
        high: f64,
    },
}

/// An input as it came: values by name. In JSON an object, whose `family` stands first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields(Vec<(String, Value)>);

impl Fields {
    /// An input of a family, without fields yet.
    pub fn of(family: &str) -> Self {
        Self::default().with("family", Value::Text(family.into()))
    }

    /// Adds a field.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.0.push((name.into(), value));
        self
    }

    /// Adds an array.
    #[must_use]
    pub fn with_numbers(self, name: &str, numbers: &[f64]) -> Self {
        self.with(name, Value::Numbers(numbers.to_vec()))
    }

    /// Adds a number.
    #[must_use]
    pub fn with_number(self, name: &str, number: f64) -> Self {
        self.with(name, Value::Number(number))
    }

    /// Adds a text.
    #[must_use]
    pub fn with_text(self, name: &str, text: &str) -> Self {
        self.with(name, Value::Text(text.into()))
    }

    /// All of them, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The numbers of an array; none where there is no array of that name, which [`check`] has refused.
    pub fn numbers(&self, name: &str) -> &[f64] {
        match self.get(name) {
            Some(Value::Numbers(numbers)) => numbers,
            _ => &[],
        }
    }

    /// A number; not a number where there is none of that name.
    pub fn number(&self, name: &str) -> f64 {
        match self.get(name) {
            Some(Value::Number(number)) => *number,
            _ => f64::NAN,
        }
    }

    /// A text; empty where there is none of that name.
    pub fn text(&self, name: &str) -> &str {
        match self.get(name) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// The ends of a range; not numbers where there is none of that name.
    pub fn range(&self, name: &str) -> (f64, f64) {
        match self.get(name) {
            Some(Value::Range { low, high }) => (*low, *high),
            _ => (f64::NAN, f64::NAN),
        }
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Fields::default();
                while let Some(name) = map.next_key::<String>()? {
                    if fields.get(&name).is_some() {
                        return Err(A::Error::custom(format!("field {name:?} is given twice")));
                    }
                    let value = map.next_value().map_err(|e| A::Error::custom(format!("{name}: {e}")))?;
                    fields.0.push((name, value));
                }
                Ok(fields)
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

/// Why an input is refused.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum FieldError {
    /// A number is NaN or out of its range.
    #[error("{field} is {value}; it must be a number from {least} to {most}")]
    Value {
        /// Path of the number, such as `values[3]`.
        field: String,
        /// The number.
        value: f64,
        /// The smallest that is taken.
        least: f64,
        /// The largest that is taken.
        most: f64,
    },
    /// An array does not have the length that the others ask for.
    #[error("{field} has {length} entries; it must have {expected}")]
    Length {
        /// The array.
        field: String,
        /// Its length.
        length: usize,
        /// The length that fits, in words.
        expected: String,
    },
    /// A field is missing or holds something else than it should.
    #[error("{field} is {value}; it must be {expected}")]
    Kind {
        /// The field.
        field: String,
        /// What was found, in words.
        value: String,
        /// What would be right.
        expected: String,
    },
    /// A name that the table does not have.
    #[error("unknown field {field:?}; {hint}")]
    Unknown {
        /// The name.
        field: String,
        /// The nearest known one, or all of them.
        hint: String,
    },
    /// A family that is not known, or another one than the data's.
    #[error("family is {value:?}; {hint}")]
    Family {
        /// The name found.
        value: String,
        /// The nearest known one, or all of them.
        hint: String,
    },
    /// A value within its range that the family cannot use.
    #[error("{field} is {value}; {reason}")]
    Unusable {
        /// The field.
        field: String,
        /// Its value.
        value: f64,
        /// Why, and what would do.
        reason: String,
    },
}

/// Refuses a number outside of `least ..= most`, NaN included.
pub(crate) fn within(field: impl Into<String>, value: f64, least: f64, most: f64) -> Result<(), FieldError> {
    match (least..=most).contains(&value) {
        true => Ok(()),
        false => Err(FieldError::Value { field: field.into(), value, least, most }),
    }
}

/// Holds an input of `family` against its tables: names, kinds and numbers first, then lengths.
///
/// # Errors
/// The first [`FieldError`] found.
pub fn check(family: &str, table: &[Field], sizes: &[Size], given: &Fields) -> Result<(), FieldError> {
    for (name, value) in given.iter() {
        if name == "family" {
            match value {
                Value::Text(text) if text == family => {}
                other => return Err(unknown_family(&in_words(Some(other)), &[family])),
            }
        } else if !table.iter().any(|field| field.name == name) {
            let known: Vec<&str> = table.iter().map(|field| field.name).collect();
            return Err(FieldError::Unknown { field: name.into(), hint: hint(name, &known) });
        }
    }
    for field in table {
        check_value(field, given.get(field.name))?;
    }
    let length =
        |name: &str| sizes.iter().find(|known| known.name == name).map_or(0, |size| size.in_fields(given));
    for size in sizes {
        let found = size.in_fields(given);
        if !(1..=size.most).contains(&found) {
            let expected = format!("from 1 to {}", size.most);
            return Err(FieldError::Length { field: size.of.into(), length: found, expected });
        }
    }
    for field in table {
        let Shape::Numbers(shape) = field.shape else { continue };
        let found = given.numbers(field.name).len();
        let expected: usize = shape.iter().map(|size| length(size)).product();
        let wrong =
            |expected: String| FieldError::Length { field: field.name.into(), length: found, expected };
        if found != expected {
            return Err(wrong(format!("{expected}, the number of {}", shape.join(" × "))));
        }
        if found > MOST_NUMBERS {
            return Err(wrong(format!("at most {MOST_NUMBERS}")));
        }
    }
    Ok(())
}

fn check_value(field: &Field, value: Option<&Value>) -> Result<(), FieldError> {
    let number = |name: String, number: f64| within(name, number, field.low, field.high);
    match (field.shape, value) {
        (Shape::Number, Some(Value::Number(x))) => number(field.name.into(), *x),
        (Shape::Whole, Some(Value::Number(x))) if x.fract() == 0.0 => number(field.name.into(), *x),
        (Shape::Range, Some(Value::Range { low, high })) => {
            number(format!("{}.low", field.name), *low)?;
            number(format!("{}.high", field.name), *high)
        }
        (Shape::Numbers(_), Some(Value::Numbers(all))) => {
            match all.iter().position(|x| !(field.low..=field.high).contains(x)) {
                None => Ok(()),
                Some(k) => number(format!("{}[{k}]", field.name), all[k]),
            }
        }
        (Shape::Choice(names), Some(Value::Text(text))) if names.contains(&text.as_str()) => Ok(()),
        _ => {
            let (value, expected) = (in_words(value), expected(field.shape));
            Err(FieldError::Kind { field: field.name.into(), value, expected })
        }
    }
}

/// A value in a few words.
fn in_words(value: Option<&Value>) -> String {
    match value {
        None => "missing".into(),
        Some(Value::Number(x)) => x.to_string(),
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Numbers(all)) => format!("an array of {}", all.len()),
        Some(Value::Range { low, high }) => format!("a range from {low} to {high}"),
    }
}

/// What a shape asks for, in words.
fn expected(shape: Shape) -> String {
    match shape {
        Shape::Number => "a number".into(),
        Shape::Whole => "a whole number".into(),
        Shape::Range => "an object with low and high".into(),
        Shape::Choice(names) => names.iter().map(|n| format!("{n:?}")).collect::<Vec<_>>().join(" or "),
        Shape::Numbers(_) => "an array of numbers".into(),
    }
}

/// The error of a family that is none of the `known`.
pub(crate) fn unknown_family(name: &str, known: &[&str]) -> FieldError {
    FieldError::Family { value: name.into(), hint: hint(name, known) }
}

/// Longest name that may be a misspelling of another one, in bytes.
const LONGEST_NAME: usize = 80;

/// The known name that the fewest edits make, where they are at most half of it; else all of them.
fn hint(name: &str, known: &[&str]) -> String {
    let distance = |candidate: &&&str| edits(&name.to_ascii_lowercase(), &candidate.to_ascii_lowercase());
    let nearest = known.iter().filter(|_| name.len() <= LONGEST_NAME).min_by_key(distance);
    match nearest.filter(|nearest| 2 * distance(nearest) <= nearest.len()) {
        Some(nearest) => format!("did you mean {nearest:?}?"),
        None => format!("known are {}", known.join(", ")),
    }
}

/// Levenshtein's distance: insertions, deletions and substitutions, by rows of the table.
fn edits(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[Field] = &[
        Field { name: "gain", shape: Shape::Numbers(&["items"]), unit: "", low: 0.0, high: 9.0, meaning: "" },
        Field {
            name: "load",
            shape: Shape::Numbers(&["rows", "items"]),
            unit: "",
            low: 0.0,
            high: 9.0,
            meaning: "",
        },
        Field { name: "room", shape: Shape::Numbers(&["rows"]), unit: "", low: 0.0, high: 9.0, meaning: "" },
        Field { name: "mode", shape: Shape::Choice(&["a", "b"]), unit: "", low: 0.0, high: 0.0, meaning: "" },
    ];
    const SIZES: &[Size] =
        &[Size { name: "items", of: "gain", most: 4 }, Size { name: "rows", of: "room", most: 2 }];

    fn good() -> Fields {
        let arrays = Fields::of("toy").with_numbers("gain", &[1.0; 3]).with_numbers("load", &[1.0; 6]);
        arrays.with_numbers("room", &[1.0; 2]).with_text("mode", "a")
    }

    fn changed(name: &str, value: Value) -> String {
        let fields = good().0.into_iter().map(|(n, v)| if n == name { (n, value.clone()) } else { (n, v) });
        check("toy", TABLE, SIZES, &Fields(fields.collect())).unwrap_err().to_string()
    }

    #[test]
    fn a_wrong_field_is_refused_by_path_with_its_value_and_what_would_be_right() {
        assert_eq!(check("toy", TABLE, SIZES, &good()), Ok(()));
        let bad = Value::Numbers(vec![1.0, f64::NAN, 1.0]);
        assert_eq!(changed("gain", bad), "gain[1] is NaN; it must be a number from 0 to 9");
        let short = Value::Numbers(vec![1.0; 5]);
        assert_eq!(changed("load", short), "load has 5 entries; it must have 6, the number of rows × items");
        let none = Value::Numbers(Vec::new());
        assert_eq!(changed("gain", none), "gain has 0 entries; it must have from 1 to 4");
        assert_eq!(changed("mode", Value::Number(3.0)), "mode is 3; it must be \"a\" or \"b\"");
        let extra = good().with_number("gian", 1.0);
        let error = check("toy", TABLE, SIZES, &extra).unwrap_err().to_string();
        assert_eq!(error, "unknown field \"gian\"; did you mean \"gain\"?");
    }

    #[test]
    fn another_family_is_refused_with_the_nearest_name() {
        assert_eq!(changed("family", Value::Text("toi".into())), "family is \"toi\"; did you mean \"toy\"?");
        let far = unknown_family("inventories", &["clsp", "robust-knapsack"]).to_string();
        assert_eq!(far, "family is \"inventories\"; known are clsp, robust-knapsack");
    }

    #[test]
    fn distances_count_edits() {
        assert_eq!((edits("kitten", "sitting"), edits("", "abc"), edits("abc", "abc")), (3, 3, 0));
    }

    #[test]
    fn json_keeps_every_field_and_refuses_one_given_twice() {
        let text = serde_json::to_string(&good()).unwrap();
        assert!(text.starts_with("{\"family\":\"toy\",\"gain\":[1.0,1.0,1.0]"), "{text}");
        assert_eq!(serde_json::from_str::<Fields>(&text).unwrap(), good());
        let twice = r#"{"rho":{"low":0,"high":1},"rho":2}"#;
        assert!(serde_json::from_str::<Fields>(twice).unwrap_err().to_string().contains("\"rho\""));
    }
}
