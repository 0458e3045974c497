//! LP text under construction.

use crate::io::number::shortest;

/// Where lines are broken, in bytes; readers of this format take at least 510.
pub(super) const LINE: usize = 100;

/// Text under construction; `line` is the length of the line being written.
pub(super) struct Out {
    pub text: String,
    pub line: usize,
}

impl Out {
    pub fn push(&mut self, piece: &str) {
        self.text.push_str(piece);
        self.line += piece.len();
    }

    pub fn line(&mut self, piece: &str) {
        self.push(piece);
        self.text.push('\n');
        self.line = 0;
    }

    /// Begins a new line when the current one is full.
    pub fn wrap(&mut self) {
        if self.line > LINE {
            self.line("");
            self.push("   ");
        }
    }

    /// A term of a sum.
    pub fn term(&mut self, coefficient: f64, name: &str) {
        self.wrap();
        let sign = if coefficient < 0.0 { '-' } else { '+' };
        let size = coefficient.abs();
        let term = if size == 1.0 {
            format!(" {sign} {name}")
        } else {
            format!(" {sign} {} {name}", shortest(size))
        };
        self.push(&term);
    }
}
