//! Names that a format cannot carry, and what is written instead.

use super::error::WriteError;
use super::format::Format;
use super::{MAX_NAME_BYTES, lp, mof, mps};
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of a name that is made of a longer one; the rest is room for a number.
const CUT: usize = 200;

/// Refuses a name that the format cannot carry; `what` is `"row"`, `"column"`, `"set"` or
/// `"program"`.
pub(super) fn check_name(format: Format, what: &'static str, name: &str) -> Result<(), WriteError> {
    match format {
        Format::Json if name.len() > MAX_NAME_BYTES => {
            let expected = "it may have at most 255 bytes";
            Err(WriteError::Name { what, name: name.into(), expected })
        }
        Format::Json => Ok(()),
        Format::Mps => mps::check_name(what, name),
        Format::Lp => lp::check_name(what, name),
        Format::Mof => mof::check_name(what, name),
    }
}

/// The names as the format can carry them, all different, with the positions of those that were replaced.
/// `letter` and its position is the name of what has none that could be kept in part.
pub(super) fn carried(
    format: Format,
    what: &'static str,
    letter: char,
    names: &[&str],
) -> (Vec<String>, Vec<usize>) {
    let fits = |name: &str| check_name(format, what, name).is_ok();
    let replaced: Vec<usize> = (0..names.len()).filter(|&k| !fits(names[k])).collect();
    let mut carried: Vec<String> = names.iter().map(|&name| name.into()).collect();
    if replaced.is_empty() {
        return (carried, replaced);
    }
    let mut taken: BTreeSet<String> = names.iter().filter(|&&name| fits(name)).map(|&n| n.into()).collect();
    // How far the numbers behind each name have got, so that many equal ones do not begin at 1 each.
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    for &k in &replaced {
        let plain = resembling(names[k], &fits).unwrap_or_else(|| format!("{letter}{k}"));
        let number = numbers.entry(plain.clone()).or_default();
        let mut name = plain.clone();
        while taken.contains(&name) {
            *number += 1;
            name = format!("{plain}_{number}");
        }
        taken.insert(name.clone());
        carried[k] = name;
    }
    (carried, replaced)
}

/// The program's name as the format can carry it.
pub(super) fn program_name(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    cut(plain.trim()).trim_end().into()
}

/// A name that is like `name` as far as the format allows; none for one without anything to keep.
fn resembling(name: &str, fits: &impl Fn(&str) -> bool) -> Option<String> {
    let plain: String =
        name.chars().map(|c| if c.is_alphanumeric() || ".-".contains(c) { c } else { '_' }).collect();
    let plainer = plain.replace(['.', '-'], "_");
    let tries = [cut(&plain).to_owned(), cut(&plainer).to_owned(), format!("_{}", cut(&plainer))];
    tries.into_iter().find(|name| name.chars().any(char::is_alphanumeric) && fits(name))
}

/// The beginning of a name.
fn cut(name: &str) -> &str {
    let mut end = name.len().min(CUT);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    &name[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_what_the_format_can_carry_and_stay_apart() {
        let names = ["flow rate", "flow_rate", "flow\trate", "", "3 x", "bounds", "e5", "x[1]", "***", "é"];
        let (lp, replaced) = carried(Format::Lp, "column", 'x', &names);
        let expected =
            ["flow_rate_1", "flow_rate", "flow_rate_2", "x3", "_3_x", "_bounds", "_e5", "x_1_", "x8", "é"];
        assert_eq!(
            (lp.as_slice(), replaced),
            (&expected.map(String::from)[..], vec![0, 2, 3, 4, 5, 6, 7, 8])
        );
        let (mps, replaced) = carried(Format::Mps, "column", 'x', &names);
        let expected =
            ["flow_rate_1", "flow_rate", "flow_rate_2", "x3", "3_x", "bounds", "e5", "x[1]", "x8", "é"];
        assert_eq!((mps.as_slice(), replaced), (&expected.map(String::from)[..], vec![0, 2, 3, 4, 8]));
        assert_eq!(carried(Format::Mof, "column", 'x', &names).1, [3]);
        assert_eq!(carried(Format::Json, "column", 'x', &names).1, [] as [usize; 0]);
    }

    #[test]
    fn names_that_are_too_long_are_cut_between_characters() {
        let long = "é".repeat(200);
        for format in [Format::Json, Format::Mps, Format::Lp, Format::Mof] {
            let (names, replaced) = carried(format, "row", 'r', &[&long, &long[..396]]);
            assert_eq!((names[0].len(), replaced.len()), (200, 2));
            assert_eq!(names[1], format!("{}_1", names[0]));
        }
        assert_eq!(program_name(" a\nb\r "), "a b");
        assert_eq!(program_name(&"x".repeat(300)).len(), 200);
    }
}
