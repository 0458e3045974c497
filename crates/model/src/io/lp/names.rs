//! Words and names of the LP format.

use crate::io::MAX_NAME_BYTES;

/// Words that cannot be names because they begin a section or stand for a bound; the first eight begin a
/// text.
const KEYWORDS: [&str; 36] = [
    "minimize",
    "minimise",
    "minimum",
    "min",
    "maximize",
    "maximise",
    "maximum",
    "max",
    "subject",
    "such",
    "st",
    "s.t.",
    "st.",
    "bounds",
    "bound",
    "general",
    "generals",
    "gen",
    "integer",
    "integers",
    "int",
    "binary",
    "binaries",
    "bin",
    "semi-continuous",
    "semis",
    "semi",
    "sos",
    "sos1",
    "sos2",
    "pwlobj",
    "lazy",
    "end",
    "free",
    "inf",
    "infinity",
];

pub(super) fn is_keyword(name: &str) -> bool {
    KEYWORDS.iter().any(|word| name.eq_ignore_ascii_case(word))
}

/// Whether a text that begins with this word can be of this format.
pub(in crate::io) fn begins_objective(word: &str) -> bool {
    KEYWORDS[..8].iter().any(|first| word.eq_ignore_ascii_case(first))
}

/// Whether `c` may stand in a name; names begin with none of `0-9` and `.`.
pub(super) fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && !c.is_whitespace()) || "!\"#$%&(),.;?@_'`{}~|/".contains(c)
}

/// Length of the name that `rest` begins with. A bracket right after a name belongs to it, up to the one that
/// closes it, and what stands between may have signs and colons, as in `x[i+1]`; so Gurobi and JuMP name
/// columns.
pub(super) fn name_length(rest: &str) -> usize {
    // `semi-continuous` is the one word with a sign in it.
    const SEMI: &str = "semi-continuous";
    if rest.get(..SEMI.len()).is_some_and(|word| word.eq_ignore_ascii_case(SEMI)) {
        return SEMI.len();
    }
    let mut length = 0;
    loop {
        let from = &rest[length..];
        length += from.find(|c: char| !is_name_char(c)).unwrap_or(from.len());
        match bracket_length(&rest[length..]) {
            Some(bracket) => length += bracket,
            None => return length,
        }
    }
}

/// Length of the bracket that `rest` begins with, if it is closed before anything that a name cannot hold.
fn bracket_length(rest: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in rest.char_indices().take_while(|&(at, _)| at < MAX_NAME_BYTES) {
        match c {
            '[' => depth += 1,
            ']' if depth == 1 => return Some(at + 1),
            ']' => depth = depth.checked_sub(1)?,
            _ if depth > 0 && (is_name_char(c) || "+-:".contains(c)) => {}
            _ => return None,
        }
    }
    None
}

/// Whether the parentheses of a name are its own: `x(1)` is a name, `(x` and `y)` are parts of an expression,
/// and `(x)` may be either.
pub(super) fn owns_its_parentheses(name: &str) -> bool {
    let mut depth = 0usize;
    for c in name.chars() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return false,
            ')' => depth -= 1,
            _ => {}
        }
    }
    depth == 0 && !name.starts_with('(')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bracket_right_after_a_name_belongs_to_it() {
        for (text, name) in [
            ("x[0] + y", "x[0]"),
            ("y[a,b]<=1", "y[a,b]"),
            ("z[1][2]:", "z[1][2]"),
            ("x[i+1]_t 3", "x[i+1]_t"),
            ("x[-1]", "x[-1]"),
            ("x[a[1]]", "x[a[1]]"),
            ("x [0]", "x"),
            ("x[y ^ 2]", "x"),
            ("x[y^2]", "x"),
            ("x[", "x"),
            ("x]", "x"),
        ] {
            assert_eq!(&text[..name_length(text)], name, "{text}");
        }
    }

    #[test]
    fn only_closed_parentheses_after_the_first_character_are_a_names_own() {
        for name in ["x", "x(1)", "f(a)(b)", "f(g(a))"] {
            assert!(owns_its_parentheses(name), "{name}");
        }
        for name in ["(x", "y)", "(x)", "x)(", "x(1"] {
            assert!(!owns_its_parentheses(name), "{name}");
        }
    }
}
