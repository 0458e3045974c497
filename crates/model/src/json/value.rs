//! A JSON-like tree, and a cursor that knows its path, so that every message can name the field it is about.

use super::error::JsonError;
use crate::program::{BELOW_INFINITE, as_bound, is_number};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// Longest text that a message quotes, in characters.
const QUOTE: usize = 40;

/// A JSON value. Unlike JSON proper, numbers may be NaN or infinite: JavaScript objects can hold such, and
/// messages should say so.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`, or JavaScript's `undefined`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Any number, as a double.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object, in the order of its fields.
    Map(Vec<(String, Value)>),
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null, a boolean, a number, a string, an array or an object")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.into()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = access.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = access.next_entry()? {
            map.push(entry);
        }
        Ok(Value::Map(map))
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(value) => write!(f, "{value}"),
            Self::Text(text) => {
                let short: String = text.chars().take(QUOTE).collect();
                write!(f, "{short:?}")
            }
            Self::List(list) => write!(f, "a list of {}", list.len()),
            Self::Map(_) => f.write_str("an object"),
        }
    }
}

/// Where a value stands: a list linked towards the root, so that walking allocates nothing.
#[derive(Clone, Copy)]
enum Path<'p> {
    Root,
    Field(&'p Path<'p>, &'p str),
    Index(&'p Path<'p>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Field(Self::Root, name) => f.write_str(name),
            Self::Field(parent, name) => write!(f, "{parent}.{name}"),
            Self::Index(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

/// A value with its path.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'v, 'p> {
    value: &'v Value,
    path: Path<'p>,
}

impl<'v> Cursor<'v, '_> {
    pub fn root(value: &'v Value) -> Cursor<'v, 'static> {
        Cursor { value, path: Path::Root }
    }

    /// The value's path in words.
    pub fn place(&self) -> String {
        match self.path {
            Path::Root => "the input".into(),
            path => path.to_string(),
        }
    }

    pub fn error(&self, expected: impl Into<String>) -> JsonError {
        JsonError::Field { field: self.place(), value: self.value.to_string(), expected: expected.into() }
    }

    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    pub fn number(&self) -> Result<f64, JsonError> {
        match self.value {
            Value::Number(v) if v.is_finite() => Ok(*v),
            _ => Err(self.error("it must be a finite number")),
        }
    }

    /// A number of a program that is no bound.
    pub fn coefficient(&self) -> Result<f64, JsonError> {
        let value = self.number()?;
        if is_number(value) { Ok(value) } else { Err(self.error(BELOW_INFINITE)) }
    }

    /// A bound: `absent` for `null` and for what stands for the same infinity, else a number that stands for
    /// none.
    pub fn bound(&self, absent: f64) -> Result<f64, JsonError> {
        if self.is_null() { Ok(absent) } else { self.bound_or_error(absent, ", or null for no bound") }
    }

    /// A bound that must be given.
    pub fn end(&self, absent: f64) -> Result<f64, JsonError> {
        self.bound_or_error(absent, "")
    }

    fn bound_or_error(&self, absent: f64, or_null: &str) -> Result<f64, JsonError> {
        if let Value::Number(v) = self.value {
            let bound = as_bound(*v);
            if bound.is_finite() || bound == absent {
                return Ok(bound);
            }
        }
        let side = if absent > 0.0 { "above -1e20" } else { "below 1e20" };
        Err(self.error(format!("it must be a number {side}{or_null}; 1e20 and more is infinite")))
    }

    /// A whole number below `limit`, for positions in `what`.
    pub fn index(&self, limit: usize, what: &str) -> Result<usize, JsonError> {
        match self.value {
            Value::Number(v) if *v >= 0.0 && *v < limit as f64 && v.fract() == 0.0 => Ok(*v as usize),
            _ => Err(self.error(format!("it must be a whole number from 0, one of the {limit} {what}"))),
        }
    }

    pub fn text(&self) -> Result<&'v str, JsonError> {
        match self.value {
            Value::Text(text) => Ok(text),
            _ => Err(self.error("it must be a string")),
        }
    }

    /// A name: a string of at most `limit` bytes.
    pub fn name(&self, limit: usize) -> Result<&'v str, JsonError> {
        let text = self.text()?;
        if text.len() > limit {
            return Err(self.error(format!("it may have at most {limit} bytes")));
        }
        Ok(text)
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&self, choices: &[(&str, T)]) -> Result<T, JsonError> {
        if let Value::Text(text) = self.value
            && let Some(&(_, choice)) = choices.iter().find(|&&(word, _)| word == text)
        {
            return Ok(choice);
        }
        let words: Vec<String> = choices.iter().map(|(word, _)| format!("{word:?}")).collect();
        Err(self.error(format!("it must be one of {}", words.join(", "))))
    }

    pub fn length(&self) -> Result<usize, JsonError> {
        self.list().map(Vec::len)
    }

    fn list(&self) -> Result<&'v Vec<Value>, JsonError> {
        match self.value {
            Value::List(list) => Ok(list),
            _ => Err(self.error("it must be an array")),
        }
    }

    /// Calls `f` with every item of an array of at most `limit` items.
    pub fn each(
        &self,
        what: &'static str,
        limit: usize,
        mut f: impl FnMut(usize, Cursor<'v, '_>) -> Result<(), JsonError>,
    ) -> Result<(), JsonError> {
        let list = self.list()?;
        if list.len() > limit {
            return Err(JsonError::Limit { what, limit });
        }
        for (k, value) in list.iter().enumerate() {
            f(k, Cursor { value, path: Path::Index(&self.path, k) })?;
        }
        Ok(())
    }

    /// Calls `f` with the items of an array of exactly `N` items.
    pub fn tuple<const N: usize, T>(
        &self,
        expected: &str,
        f: impl FnOnce([Cursor<'v, '_>; N]) -> Result<T, JsonError>,
    ) -> Result<T, JsonError> {
        match self.value {
            Value::List(list) if list.len() == N => {
                f(std::array::from_fn(|k| Cursor { value: &list[k], path: Path::Index(&self.path, k) }))
            }
            _ => Err(self.error(expected)),
        }
    }

    /// The value as an object, whatever its fields are.
    pub fn any_object<'p>(&'p self) -> Result<Object<'v, 'p>, JsonError> {
        match self.value {
            Value::Map(fields) => Ok(Object { fields, path: &self.path }),
            _ => Err(self.error("it must be an object")),
        }
    }

    /// The value as an object that has no other fields than `known`, each at most once.
    pub fn object<'p>(&'p self, known: &[&str]) -> Result<Object<'v, 'p>, JsonError> {
        let object = self.any_object()?;
        let fields = object.fields;
        for (k, (name, value)) in fields.iter().enumerate() {
            let at = Cursor { value, path: Path::Field(&self.path, name) };
            if !known.contains(&name.as_str()) {
                return Err(at.error(format!("there is no such field; known are {}", known.join(", "))));
            }
            if fields[..k].iter().any(|(other, _)| other == name) {
                return Err(at.error("the field is given twice"));
            }
        }
        Ok(object)
    }
}

/// The fields of an object.
#[derive(Clone, Copy)]
pub(crate) struct Object<'v, 'p> {
    fields: &'v [(String, Value)],
    path: &'p Path<'p>,
}

impl<'v> Object<'v, '_> {
    /// Whether the field is there at all, `null` or not.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(n, _)| n == name)
    }

    /// The names of its fields, in their order.
    pub fn names(&self) -> impl Iterator<Item = &'v str> {
        self.fields.iter().map(|(name, _)| name.as_str())
    }

    /// The field's value, `null` when it is left out.
    pub fn get<'s>(&'s self, name: &'s str) -> Cursor<'v, 's> {
        const NULL: &Value = &Value::Null;
        let value = self.fields.iter().find(|(n, _)| n == name).map_or(NULL, |(_, v)| v);
        Cursor { value, path: Path::Field(self.path, name) }
    }

    /// What `f` makes of the field, or `default` when it is left out.
    pub fn or<T>(
        &self,
        name: &str,
        default: T,
        f: impl FnOnce(Cursor<'v, '_>) -> Result<T, JsonError>,
    ) -> Result<T, JsonError> {
        if self.has(name) { f(self.get(name)) } else { Ok(default) }
    }
}
