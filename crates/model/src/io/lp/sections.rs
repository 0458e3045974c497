//! Finds out which section begins.

use super::parse::Parser;
use super::scan::{Kind, Token};
use super::section::{SECTIONS, Section};
use crate::io::error::ReadError;

impl<'a> Parser<'a> {
    /// Which section the next token begins, without reading it. A word before a colon is a row's name,
    /// whatever it is.
    pub(super) fn peek_section(&self) -> Option<Section> {
        let token = &self.next;
        if token.kind != Kind::Name {
            return None;
        }
        let is = |text: &str, words: &[&str]| words.iter().any(|w| text.eq_ignore_ascii_case(w));
        let goes_on =
            |words: &[&str]| words.is_empty() || self.second().is_some_and(|second| is(second.text, words));
        let (.., section) =
            SECTIONS.iter().find(|(words, more, _)| is(token.text, words) && goes_on(more))?;
        let section = *section;
        // `subject to:` and `st:` are common enough.
        (section == Section::Rows || !self.second_is_colon()).then_some(section)
    }

    /// Reads a section's beginning, if one is next: the section and its first word. What follows the end of
    /// the program is left alone.
    pub(super) fn section(&mut self) -> Result<Option<(Section, Token<'a>)>, ReadError> {
        let Some(section) = self.peek_section() else { return Ok(None) };
        let word = self.next;
        if section == Section::End {
            return Ok(Some((section, word)));
        }
        self.advance()?;
        for (first, second) in [("subject", "to"), ("such", "that")] {
            if word.text.eq_ignore_ascii_case(first) {
                if !self.next.text.eq_ignore_ascii_case(second) {
                    return Err(self.next.unexpected("subject to, or such that"));
                }
                self.advance()?;
            }
        }
        if matches!(section, Section::LazyRows | Section::Cuts) {
            self.advance()?;
        }
        if section == Section::Rows && self.next.kind == Kind::Colon {
            self.advance()?;
        }
        Ok(Some((section, word)))
    }
}
