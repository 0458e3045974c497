//! JSON values, whoever has parsed them. Natively that is `serde_json` (feature `json`); a browser has a
//! parser of its own, and each page load would pay some 30 kB for a second one.

use std::fmt;

/// Levels of lists and objects; a card needs four.
pub const MAX_DEPTH: usize = 16;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A whole number ≥ 0, exact.
    Whole(u64),
    /// Any other number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object: its fields, each name once.
    Object(Vec<(String, Json)>),
}

/// Parses a JSON text, or says why not. Levels beyond [`MAX_DEPTH`] are refused.
pub type ReadJson<'a> = &'a dyn Fn(&str) -> Result<Json, String>;

impl Json {
    /// The value of a field, if this is an object that has it.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(fields) => field(fields, name),
            _ => None,
        }
    }

    /// The text, if this is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if this is one.
    pub fn number(&self) -> Option<f64> {
        match *self {
            Self::Whole(whole) => Some(whole as f64),
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The whole number ≥ 0, if this is one.
    pub fn whole(&self) -> Option<u64> {
        match *self {
            Self::Whole(whole) => Some(whole),
            _ => None,
        }
    }

    /// The entries, if this is a list.
    pub fn list(&self) -> Option<&[Self]> {
        match self {
            Self::List(entries) => Some(entries),
            _ => None,
        }
    }
}

/// As errors quote a value: lists and objects by their kind alone.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Flag(flag) => flag.fmt(f),
            Self::Whole(whole) => whole.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => write!(f, "\"{text}\""),
            Self::List(_) => f.write_str("a list"),
            Self::Object(_) => f.write_str("an object"),
        }
    }
}

/// The value of the field of that name.
pub(crate) fn field<'a>(fields: &'a [(String, Json)], name: &str) -> Option<&'a Json> {
    fields.iter().find(|(found, _)| found == name).map(|(_, value)| value)
}

/// Parses with `serde_json`.
///
/// # Errors
/// What is wrong with the text, and where.
#[cfg(feature = "json")]
pub fn parse(text: &str) -> Result<Json, String> {
    let value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    from_value(value, MAX_DEPTH)
}

#[cfg(feature = "json")]
fn from_value(value: serde_json::Value, levels: usize) -> Result<Json, String> {
    use serde_json::Value;
    let deeper =
        || levels.checked_sub(1).ok_or_else(|| format!("is nested more than {MAX_DEPTH} levels deep"));
    Ok(match value {
        Value::Null => Json::Null,
        Value::Bool(flag) => Json::Flag(flag),
        Value::Number(number) => match number.as_u64() {
            Some(whole) => Json::Whole(whole),
            None => Json::Number(number.as_f64().unwrap_or(f64::NAN)),
        },
        Value::String(text) => Json::Text(text),
        Value::Array(entries) => {
            let levels = deeper()?;
            Json::List(entries.into_iter().map(|entry| from_value(entry, levels)).collect::<Result<_, _>>()?)
        }
        Value::Object(fields) => {
            let levels = deeper()?;
            let field = |(name, value)| Ok((name, from_value(value, levels)?));
            Json::Object(fields.into_iter().map(field).collect::<Result<_, String>>()?)
        }
    })
}

#[cfg(all(test, feature = "json"))]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_parsed_with_whole_numbers_exact() {
        let json = parse(r#"{"a": [18446744073709551615, -1, 0.5, true, null], "b": "x"}"#).unwrap();
        let entries =
            [Json::Whole(u64::MAX), Json::Number(-1.0), Json::Number(0.5), Json::Flag(true), Json::Null];
        assert_eq!(json.get("a").and_then(Json::list), Some(&entries[..]));
        assert_eq!(json.get("b").and_then(Json::text), Some("x"));
        assert_eq!(json.get("c"), None);
    }

    #[test]
    fn nesting_has_a_limit() {
        let nested = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
        assert!(parse(&nested(MAX_DEPTH)).is_ok());
        assert!(parse(&nested(MAX_DEPTH + 1)).unwrap_err().contains("16 levels"));
    }
}
