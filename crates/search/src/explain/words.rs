//! An explanation in plain words.

use super::{Explanation, Member, Named};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use std::fmt::{Display, Formatter, Result};

impl Display for Explanation {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(f, "These cannot hold together:")?;
        self.rows.iter().try_for_each(|member| line(f, "row", member))?;
        self.columns.iter().try_for_each(|member| line(f, "column", member))?;
        if cfg!(feature = "kinds") {
            self.sets.iter().try_for_each(|set| named(f, "set", set))?;
            self.piecewise.iter().try_for_each(|term| named(f, "piecewise-linear term", term))?;
        }
        writeln!(
            f,
            "{}",
            if self.irreducible {
                "Without any one of them the others can."
            } else {
                "Fewer of them may be enough: a limit came before that was known."
            }
        )
    }
}

impl Serialize for Explanation {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let further = usize::from(!self.sets.is_empty()) + usize::from(!self.piecewise.is_empty());
        let mut fields = serializer.serialize_struct("Explanation", 4 + further)?;
        fields.serialize_field("rows", &self.rows)?;
        fields.serialize_field("columns", &self.columns)?;
        if cfg!(feature = "kinds") && !self.sets.is_empty() {
            fields.serialize_field("sets", &self.sets)?;
        }
        if cfg!(feature = "kinds") && !self.piecewise.is_empty() {
            fields.serialize_field("piecewise", &self.piecewise)?;
        }
        fields.serialize_field("irreducible", &self.irreducible)?;
        fields.serialize_field("text", &self.to_string())?;
        fields.end()
    }
}

fn named(f: &mut Formatter<'_>, what: &str, named: &Named) -> Result {
    match named.name.as_str() {
        "" => writeln!(f, "  {what} {}", named.index),
        name => writeln!(f, "  {what} {name:?}"),
    }
}

fn line(f: &mut Formatter<'_>, what: &str, member: &Member) -> Result {
    write!(f, "  {what} {:?} is ", member.name)?;
    if cfg!(feature = "kinds") && member.semi {
        write!(f, "0, or ")?;
    }
    match (member.lower, member.upper) {
        (Some(lower), Some(upper)) if lower == upper => write!(f, "{lower}")?,
        (Some(lower), Some(upper)) => write!(f, "at least {lower} and at most {upper}")?,
        (Some(lower), None) => write!(f, "at least {lower}")?,
        (None, Some(upper)) => write!(f, "at most {upper}")?,
        (None, None) => {}
    }
    let bounded = member.lower.is_some() || member.upper.is_some();
    match (member.integer, bounded) {
        (true, true) => write!(f, " and an integer")?,
        (true, false) => write!(f, "an integer")?,
        (false, _) => {}
    }
    match &member.indicator {
        Some(when) => writeln!(f, " where {:?} is {}", when.name, when.value),
        None => writeln!(f),
    }
}
