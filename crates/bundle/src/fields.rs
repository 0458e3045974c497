//! Reading JSON objects field by field. By hand, not derived: each error names the field, what it is and what
//! it should be, and the code is a fraction of the derived one's size, which every page load pays for.

use std::collections::BTreeMap;

use super::BundleError;
use super::json::{self, Json};

/// A JSON object of the card with its path, for errors.
pub struct Fields<'a> {
    path: String,
    fields: &'a [(String, Json)],
}

impl<'a> Fields<'a> {
    /// The object of `value`, which lies at `path`; empty for the card itself.
    pub fn new(path: String, value: &'a Json) -> Result<Self, BundleError> {
        match value {
            Json::Object(fields) => Ok(Self { path, fields }),
            other => Err(wrong(path, Some(other), "an object")),
        }
    }

    /// The path of a field.
    pub fn path(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    fn get<T>(
        &self,
        name: &str,
        expected: &str,
        read: impl Fn(&'a Json) -> Option<T>,
    ) -> Result<T, BundleError> {
        let value = json::field(self.fields, name);
        value.and_then(read).ok_or_else(|| wrong(self.path(name), value, expected))
    }

    /// Whether the object has a field of that name.
    pub fn has(&self, name: &str) -> bool {
        json::field(self.fields, name).is_some()
    }

    /// A text.
    pub fn text(&self, name: &str) -> Result<String, BundleError> {
        self.get(name, "a text", |value| value.text().map(str::to_owned))
    }

    /// A number.
    pub fn number(&self, name: &str) -> Result<f64, BundleError> {
        self.get(name, "a number", Json::number)
    }

    /// A whole number ≥ 0.
    pub fn whole(&self, name: &str) -> Result<u64, BundleError> {
        self.get(name, "a whole number", Json::whole)
    }

    /// A whole number that counts something in memory.
    pub fn count(&self, name: &str) -> Result<usize, BundleError> {
        self.get(name, "a whole number below 2^32", |value| {
            value.whole().and_then(|value| u32::try_from(value).ok()).map(|value| value as usize)
        })
    }

    /// A list of at most `limit` entries, each with its path.
    pub fn list(&self, name: &str, limit: usize) -> Result<Vec<(String, &'a Json)>, BundleError> {
        let list = self.get(name, "a list", Json::list)?;
        let path = self.path(name);
        if list.len() > limit {
            return Err(BundleError::Limit { field: path, value: list.len() as u64, limit: limit as u64 });
        }
        Ok(list.iter().enumerate().map(|(index, value)| (format!("{path}[{index}]"), value)).collect())
    }

    /// The object at a name.
    pub fn object(&self, name: &str) -> Result<Self, BundleError> {
        let value = self.get(name, "an object", Some)?;
        Self::new(self.path(name), value)
    }

    /// The object itself as a map of numbers.
    pub fn numbers(&self) -> Result<BTreeMap<String, f64>, BundleError> {
        self.fields.iter().map(|(name, _)| Ok((name.clone(), self.number(name)?))).collect()
    }

    /// Refuses a field that is not in `known`: it may change the meaning of the others.
    pub fn only(&self, known: &[&str]) -> Result<(), BundleError> {
        match self.fields.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            Some((name, _)) => {
                let reason = format!("is not known, known are {}", known.join(", "));
                Err(BundleError::Card { field: self.path(name), reason })
            }
            None => Ok(()),
        }
    }
}

/// The error of a value that is not what it should be.
pub fn wrong(field: String, found: Option<&Json>, expected: &str) -> BundleError {
    let reason = match found {
        None => format!("is missing, expected {expected}"),
        Some(value) => format!("is {value}, expected {expected}"),
    };
    BundleError::Card { field, reason }
}
