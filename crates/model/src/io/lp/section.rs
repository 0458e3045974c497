//! The sections of an LP text.

use crate::program::Sense;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Objective(Sense),
    Rows,
    LazyRows,
    Cuts,
    Bounds,
    General,
    Binary,
    Semi,
    Sets,
    Unsupported,
    End,
}

/// Words that begin a section, and with what they go on where one word is not enough.
pub(super) const SECTIONS: [(&[&str], &[&str], Section); 13] = [
    (&["minimize", "minimise", "minimum", "min"], &[], Section::Objective(Sense::Minimize)),
    (&["maximize", "maximise", "maximum", "max"], &[], Section::Objective(Sense::Maximize)),
    (&["st", "s.t.", "st.", "subject", "such"], &[], Section::Rows),
    (&["lazy"], &["constraints", "constraint"], Section::LazyRows),
    (&["user"], &["cuts", "cut"], Section::Cuts),
    (&["bounds", "bound"], &[], Section::Bounds),
    (&["general"], &["constraints", "constraint"], Section::Unsupported),
    (&["general", "generals", "gen", "integer", "integers", "int"], &[], Section::General),
    (&["binary", "binaries", "bin"], &[], Section::Binary),
    (&["semi-continuous", "semis", "semi"], &[], Section::Semi),
    (&["sos"], &[], Section::Sets),
    (&["sos1", "sos2", "pwlobj"], &[], Section::Unsupported),
    (&["end"], &[], Section::End),
];
