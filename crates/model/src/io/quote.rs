//! Parts of a text in messages.

/// Longest part of the input that a message quotes, in characters.
const QUOTE: usize = 40;

/// The beginning of `text`, short enough to quote.
pub(super) fn quote(text: &str) -> String {
    let mut quoted: String = text.chars().take(QUOTE).collect();
    if text.chars().nth(QUOTE).is_some() {
        quoted.push('…');
    }
    quoted
}
