//! Rows on demand where they are not built: there are none.

use super::phase::Phase;
use super::search::Tree;
use crate::state::home::{Context, Offered};

impl Tree {
    /// Never.
    pub(super) fn is_cut_off(&mut self, _proven: f64, _x: &[f64], _cx: &mut Context) -> bool {
        false
    }

    /// Nothing.
    pub(super) fn unseen_rows(&mut self, _: Offered, _x: &[f64], _cx: &mut Context) -> Option<Phase> {
        None
    }

    /// Never.
    pub(super) fn is_bent_along_ray(&mut self, _cx: &mut Context) -> bool {
        false
    }

    /// Nothing.
    pub(super) fn ask_for_cuts(&mut self, _cx: &mut Context) -> Option<Phase> {
        None
    }
}
