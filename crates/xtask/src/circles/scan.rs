//! What a Rust file says about other files, read from its words: which paths it names, which names it hands
//! on, which modules it declares. Comments, texts and what is built for tests alone (`#[cfg(test)]`) say
//! nothing.

/// A path as written, `crate::lp::Basis` say, in its segments; a glob ends with `*`.
pub type Path = Vec<String>;

/// What one file says.
#[derive(Debug, Default)]
pub struct Scan {
    /// Paths that it names, in imports and elsewhere.
    pub paths: Vec<Path>,
    /// Names that it hands on with `pub use`: the path, and the name that it has here.
    pub handed_on: Vec<(Path, String)>,
    /// Modules that are declared for tests alone.
    pub test_modules: Vec<String>,
}

/// Reads a file.
pub fn scan(text: &str) -> Scan {
    let mut scan = Scan::default();
    let tokens = without_tests(&tokens(text), &mut scan.test_modules);
    let mut at = 0;
    while at < tokens.len() {
        let token = tokens[at].as_str();
        // A path in the code may also begin at a child: `basis::repair(…)`.
        let names_path = is_name(token) && is(&tokens, at + 1, "::");
        if token == "use" {
            let public = at > 0 && (tokens[at - 1] == "pub" || tokens[at - 1] == ")");
            let mut found = Vec::new();
            at = use_tree(&tokens, at + 1, &[], &mut found);
            if public {
                scan.handed_on.extend(found);
            } else {
                scan.paths.extend(found.into_iter().map(|(path, _)| path));
            }
        } else if names_path && !(at > 0 && tokens[at - 1] == "::") {
            let mut path = vec![token.to_owned()];
            while is(&tokens, at + 1, "::") && tokens.get(at + 2).is_some_and(|t| is_name(t)) {
                path.push(tokens[at + 2].clone());
                at += 2;
            }
            scan.paths.push(path);
            at += 1;
        } else {
            at += 1;
        }
    }
    scan
}

fn is(tokens: &[String], at: usize, token: &str) -> bool {
    tokens.get(at).is_some_and(|t| t == token)
}

fn is_name(token: &str) -> bool {
    token.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '_')
}

/// Reads `a::{b, c::d as e}` from `at`; returns the place after it. Each path comes with the name that it
/// gets.
fn use_tree(tokens: &[String], mut at: usize, before: &[String], found: &mut Vec<(Path, String)>) -> usize {
    let mut path = before.to_vec();
    while let Some(token) = tokens.get(at) {
        match token.as_str() {
            "::" => at += 1,
            "{" => {
                at += 1;
                while tokens.get(at).is_some_and(|t| t != "}") {
                    at = use_tree(tokens, at, &path, found);
                    at += usize::from(is(tokens, at, ","));
                }
                return at + 1;
            }
            "as" => {
                found.push((path, tokens.get(at + 1).cloned().unwrap_or_default()));
                return at + 2;
            }
            "*" => {
                path.push("*".into());
                at += 1;
            }
            name if is_name(name) => {
                // `self` in braces is the module before them.
                if name != "self" || path.is_empty() {
                    path.push(name.into());
                }
                at += 1;
            }
            _ => break,
        }
    }
    let name = path.last().cloned().unwrap_or_default();
    found.push((path, name));
    at
}

/// The words without items under `#[cfg(test)]` or `#[cfg(all(test, …))]`; modules declared there go into
/// `modules`.
fn without_tests(tokens: &[String], modules: &mut Vec<String>) -> Vec<String> {
    let starts =
        |at: usize, words: &[&str]| words.iter().enumerate().all(|(k, word)| is(tokens, at + k, word));
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let for_tests = starts(at, &["#", "[", "cfg", "(", "test", ")"])
            || starts(at, &["#", "[", "cfg", "(", "all", "(", "test"]);
        if !for_tests {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        }
        // Attributes, this one and those after it.
        while starts(at, &["#", "["]) {
            at = after_brackets(tokens, at + 1);
        }
        // The item: up to its semicolon, or to the end of its braces.
        let first = at;
        while at < tokens.len() && tokens[at] != ";" && tokens[at] != "{" {
            at = if matches!(tokens[at].as_str(), "(" | "[") { after_brackets(tokens, at) } else { at + 1 };
        }
        if is(tokens, at, ";") && starts(first, &["mod"]) {
            modules.push(tokens[first + 1].clone());
        }
        at = if is(tokens, at, "{") { after_brackets(tokens, at) } else { at + 1 };
    }
    kept
}

/// The place after the bracket that closes the one at `at`.
fn after_brackets(tokens: &[String], mut at: usize) -> usize {
    let mut depth = 0usize;
    while let Some(token) = tokens.get(at) {
        match token.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
        if depth == 0 {
            break;
        }
    }
    at
}

/// Names, `::` and single signs; comments and the contents of texts are left out.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let at = |k: usize| chars.get(k).copied().unwrap_or('\0');
    let mut tokens = Vec::new();
    let mut k = 0;
    while k < chars.len() {
        let c = chars[k];
        if c == '/' && at(k + 1) == '/' {
            k = end_of(&chars, k, |c| c == '\n');
        } else if c == '/' && at(k + 1) == '*' {
            k = after_block_comment(&chars, k);
        } else if c == '"' {
            k = after_text(&chars, k);
        } else if c == 'r' && matches!(at(k + 1), '"' | '#') && after_raw_text(&chars, k + 1).is_some() {
            k = after_raw_text(&chars, k + 1).unwrap_or(k + 1);
        } else if c == '\'' {
            // A character, or a lifetime.
            k = match (at(k + 1), at(k + 2)) {
                ('\\', _) => end_of(&chars, k + 3, |c| c == '\'') + 1,
                (_, '\'') => k + 3,
                _ => k + 1,
            };
        } else if c.is_alphanumeric() || c == '_' {
            let end = end_of(&chars, k, |c| !c.is_alphanumeric() && c != '_');
            tokens.push(chars[k..end].iter().collect());
            k = end;
        } else if c == ':' && at(k + 1) == ':' {
            tokens.push("::".into());
            k += 2;
        } else {
            if !c.is_whitespace() {
                tokens.push(c.into());
            }
            k += 1;
        }
    }
    tokens
}

fn end_of(chars: &[char], from: usize, ends: impl Fn(char) -> bool) -> usize {
    (from..chars.len()).find(|&k| ends(chars[k])).unwrap_or(chars.len())
}

fn after_block_comment(chars: &[char], from: usize) -> usize {
    let mut depth = 0usize;
    let mut k = from;
    while k + 1 < chars.len() {
        match (chars[k], chars[k + 1]) {
            ('/', '*') => (depth, k) = (depth + 1, k + 2),
            ('*', '/') => (depth, k) = (depth - 1, k + 2),
            _ => k += 1,
        }
        if depth == 0 {
            return k;
        }
    }
    chars.len()
}

fn after_text(chars: &[char], from: usize) -> usize {
    let mut k = from + 1;
    while k < chars.len() && chars[k] != '"' {
        k += if chars[k] == '\\' { 2 } else { 1 };
    }
    k + 1
}

/// The place after `#"…"#`, where one begins at `from`.
fn after_raw_text(chars: &[char], from: usize) -> Option<usize> {
    let start = end_of(chars, from, |c| c != '#');
    let marks = start - from;
    if chars.get(start) != Some(&'"') {
        return None;
    }
    let closes = |k: &usize| chars[*k] == '"' && (1..=marks).all(|m| chars.get(k + m) == Some(&'#'));
    Some((start + 1..chars.len()).find(closes).map_or(chars.len(), |k| k + 1 + marks))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str) -> Vec<String> {
        scan(text).paths.iter().map(|p| p.join("::")).collect()
    }

    #[test]
    fn imports_and_paths_in_the_code_are_named() {
        let text = "use crate::lp::{Basis, self, lu::Lu as L};\nfn f(x: &'a str) { super::cover::separate('\\'', child::X) }";
        let lp = ["crate::lp::Basis", "crate::lp", "crate::lp::lu::Lu"];
        assert_eq!(paths(text), [&lp[..], &["super::cover::separate", "child::X"]].concat());
    }

    #[test]
    fn comments_texts_and_tests_say_nothing() {
        let text = r##"
            // use crate::a;
            /* use crate::b; /* nested */ */
            const T: &str = "use crate::c;";
            const R: &str = r#"use crate::d; " "#;
            #[cfg(test)]
            #[allow(dead_code)]
            mod tests { use crate::e; }
            #[cfg(test)]
            mod elsewhere;
            #[cfg(test)]
            use crate::f;
            use crate::g;
        "##;
        assert_eq!(paths(text), ["crate::g"]);
        assert_eq!(scan(text).test_modules, ["elsewhere"]);
    }

    #[test]
    fn what_is_handed_on_is_no_import() {
        let scan = scan("pub use basis::{Basis as B, error::*};\npub(crate) use crate::x::Y;");
        let handed: Vec<String> =
            scan.handed_on.iter().map(|(p, n)| format!("{}={n}", p.join("::"))).collect();
        assert_eq!(handed, ["basis::Basis=B", "basis::error::*=*", "crate::x::Y=Y"]);
        assert!(scan.paths.is_empty());
    }
}
