//! Where the parts of a JSON text begin. The reader of JSON keeps no places, and most texts need none: they
//! are looked for when there is something to say.

use crate::order::sort_by;

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A field of the top level; the whole text where there is no such field.
    Field(&'static str),
    /// An entry of a list on the top level.
    Entry(&'static str, usize),
}

/// Whether a text of JSON is of this format: an object that has an object `version` and one of the format's
/// parts, and no `format`. The text need not be valid.
pub(in crate::io) fn is_mof(text: &str) -> bool {
    let (mut has_version, mut has_part, mut has_format) = (false, false, false);
    walk(text, &mut |key, entry, at| {
        if entry.is_none() {
            has_format |= key == "format";
            has_version |= key == "version" && text[at..].starts_with('{');
            has_part |= ["variables", "objective", "constraints"].contains(&key);
        }
        !(has_format || has_version && has_part)
    });
    has_version && has_part && !has_format
}

/// The byte offsets of the parts, in their order; that of the text for parts that it lacks.
pub(super) fn offsets(text: &str, parts: &[Part]) -> Vec<usize> {
    let mut found = vec![0; parts.len()];
    // The parts of each list in its order, so that one walk finds all of them, however many they are.
    let mut wanted: Vec<usize> = (0..parts.len()).collect();
    sort_by(&mut wanted, |&a, &b| order(parts[a]).cmp(&order(parts[b])));
    walk(text, &mut |key, entry, at| {
        let here = (key, entry.map_or(0, |index| index + 1));
        let first = wanted.partition_point(|&k| order(parts[k]) < here);
        for &k in wanted[first..].iter().take_while(|&&k| order(parts[k]) == here) {
            found[k] = at;
        }
        true
    });
    found
}

fn order(part: Part) -> (&'static str, usize) {
    match part {
        Part::Field(name) => (name, 0),
        Part::Entry(name, index) => (name, index + 1),
    }
}

/// Calls `visit` with every value of the top level's object, and with every entry of its lists: the key, the
/// position in the list, and the byte offset. It goes on while `visit` says so.
fn walk<'t>(text: &'t str, visit: &mut dyn FnMut(&'t str, Option<usize>, usize) -> bool) {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0usize, 0usize);
    let (mut key, mut is_list) = ("", false);
    // Whether the next thing is a key, or a value that is looked for; and which entry of a list.
    let (mut wants_key, mut wants_value, mut entry) = (false, false, 0usize);
    while at < bytes.len() {
        let byte = bytes[at];
        if wants_value && !byte.is_ascii_whitespace() && !matches!(byte, b']' | b'}' | b',' | b':') {
            wants_value = false;
            if !visit(key, (depth == 2).then_some(entry), at) {
                return;
            }
        }
        match byte {
            b'"' => {
                let end = string_end(bytes, at);
                if depth == 1 && std::mem::replace(&mut wants_key, false) {
                    key = text.get(at + 1..end).unwrap_or_default();
                }
                at = end;
            }
            b'{' | b'[' => {
                depth += 1;
                wants_key |= depth == 1;
                if depth == 2 {
                    is_list = byte == b'[';
                    (wants_value, entry) = (is_list, 0);
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b':' => wants_value |= depth == 1,
            b',' if depth == 1 => wants_key = true,
            b',' if depth == 2 && is_list => {
                wants_value = true;
                entry += 1;
            }
            _ => {}
        }
        at += 1;
    }
}

/// Where the string ends that begins at `start`: the offset of its second quotation mark, or of the end.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at.min(bytes.len())
}

/// Lines and columns of rising offsets.
pub(super) struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    start: usize,
}

impl<'t> Lines<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0, line: 1, start: 0 }
    }

    /// Line and column, in characters from 1, of an offset that is not below the one before.
    pub fn place(&mut self, offset: usize) -> (usize, usize) {
        let passed = self.text.get(self.at..offset).unwrap_or_default();
        for (k, _) in passed.match_indices('\n') {
            self.line += 1;
            self.start = self.at + k + 1;
        }
        self.at = offset;
        let column = self.text.get(self.start..offset).unwrap_or_default().chars().count() + 1;
        (self.line, column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\"version\": {\"major\": 1, \"constraints\": [7]}, \"na\\\"me\": \"}]\",\n\
        \"variables\": [{\"name\": \"é,[\"},\n  2 , [3, [4]]],\n \"constraints\" : [ ] , \"objective\":{}}";

    #[test]
    fn parts_are_found_where_they_begin() {
        let parts = [
            Part::Entry("variables", 2),
            Part::Field("objective"),
            Part::Entry("variables", 0),
            Part::Entry("variables", 1),
            Part::Field("version"),
            Part::Entry("constraints", 0),
            Part::Entry("variables", 2),
        ];
        let begin = |at: usize| &TEXT[at..at + 1];
        let found = offsets(TEXT, &parts);
        assert_eq!(
            found.iter().map(|&at| begin(at)).collect::<Vec<_>>(),
            ["[", "{", "{", "2", "{", "{", "["]
        );
        assert_eq!((found[5], found[0]), (0, found[6]), "what is not there is the text");
        let mut lines = Lines::new(TEXT);
        assert_eq!(lines.place(found[2]), (2, 15));
        assert_eq!(lines.place(found[3]), (3, 3));
        assert_eq!(lines.place(found[1]), (4, 36));
    }

    #[test]
    fn a_format_is_told_by_its_parts_even_where_the_text_is_broken() {
        assert!(is_mof(TEXT));
        assert!(is_mof("{\"objective\": 3, \"version\": {"));
        for text in [
            "{\"version\": 2, \"variables\": []}",
            "{\"format\": \"hunch-program\", \"version\": {}, \"variables\": []}",
            "{\"version\": {\"variables\": 1}}",
            "{\"name\": \"version\", \"a\": {\"version\": {}, \"variables\": []}}",
            "{\"version",
            "{\"version\": \"\\",
            "{}",
            "",
            "]]]]:{\"",
        ] {
            assert!(!is_mof(text), "{text}");
        }
    }
}
