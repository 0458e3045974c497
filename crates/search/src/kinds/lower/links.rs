//! Columns that are zero unless a binary lets them be other: semi-continuous and semi-integer columns, members
//! of special ordered sets.

use super::builder::Builder;
use super::derive::Derived;
use super::hull::apart;
use super::literal::Literal;
use crate::params::{ROW_ALONE, ROW_AT_ALL};
use crate::problem::Implication;
use hunch_model::{SetOrder, SpecialOrderedSet};
use std::sync::Arc;

impl Builder<'_> {
    /// `l·z <= x <= u·z` for each column that is zero or between `l` and `u`, unless its hull says as much.
    pub(super) fn semi_columns(&mut self) {
        for j in 0..self.given.columns.len() {
            let column = &self.given.columns[j];
            let (lower, upper) = apart(column);
            let skips = lower > 0.0 || upper < 0.0;
            let next_to_zero = column.kind.is_integer() && (lower == 1.0 || upper == -1.0);
            if column.kind.is_semi() && lower <= upper && skips && !next_to_zero {
                let open = self.literal(j);
                let (near, sides) = if lower > 0.0 {
                    (lower, (0.0, f64::INFINITY))
                } else {
                    (upper, (f64::NEG_INFINITY, 0.0))
                };
                self.row(&[(j, 1.0), (open.column, -near)], sides);
            }
        }
    }

    /// The literal without which column `j` is zero; a binary column is one itself.
    pub(super) fn literal(&mut self, j: usize) -> Literal {
        if let Some(literal) = self.literals[j] {
            return literal;
        }
        let column = &self.program.columns[j];
        let is_binary = column.kind.is_integer() && column.lower >= 0.0 && column.upper <= 1.0;
        let never_zero = column.lower > 0.0 || column.upper < 0.0;
        let literal = if is_binary {
            Literal { column: j, at_one: true }
        } else {
            let open = Literal { column: self.binary(Derived::NonZero(j)), at_one: true };
            if never_zero {
                self.program.columns[open.column].lower = 1.0;
            } else {
                self.link(j, open);
            }
            open
        };
        self.literals[j] = Some(literal);
        literal
    }

    /// Column `j` is zero unless `open` holds: by rows where its bounds are small, by an implication where
    /// they are large, by both in between.
    pub(super) fn link(&mut self, j: usize, open: Literal) {
        let (lower, upper) = self.around_zero(j);
        let implied = upper > ROW_ALONE || lower < -ROW_ALONE;
        for bound in [lower, upper].into_iter().filter(|b| *b != 0.0 && b.abs() <= ROW_AT_ALL) {
            let (factor, constant) = if open.at_one { (-bound, 0.0) } else { (bound, bound) };
            let sides = if bound > 0.0 { (f64::NEG_INFINITY, constant) } else { (constant, f64::INFINITY) };
            self.row(&[(j, 1.0), (open.column, factor)], sides);
        }
        if implied {
            self.implications.push(Implication {
                binary: open.column as u32,
                at_one: !open.at_one,
                column: j as u32,
            });
        }
    }

    /// Of each set at most one member, or two neighbours, are let be other than zero.
    pub(super) fn sets(&mut self) {
        let given = self.given;
        for set in &given.sets {
            match set.order {
                SetOrder::One => self.one_of(set),
                SetOrder::Two => self.two_of(&set.ordered()),
            }
        }
    }

    /// How far column `j` reaches to both sides of zero.
    fn around_zero(&self, j: usize) -> (f64, f64) {
        (self.reach[j].0.min(0.0), self.reach[j].1.max(0.0))
    }

    fn is_zero(&self, j: usize) -> bool {
        self.program.columns[j].lower == 0.0 && self.program.columns[j].upper == 0.0
    }

    fn one_of(&mut self, set: &SpecialOrderedSet) {
        let members: Vec<usize> = set.ordered().into_iter().filter(|&j| !self.is_zero(j)).collect();
        match members[..] {
            [] | [_] => {}
            // Of two members one binary tells.
            [a, b] => {
                let (known, other) = if self.literals[b].is_some() { (b, a) } else { (a, b) };
                let open = self.literal(known).not();
                self.close_unless(other, open);
            }
            _ => {
                let terms: Vec<(usize, f64)> =
                    members.into_iter().map(|j| (self.literal(j).column, 1.0)).collect();
                self.row(&terms, (f64::NEG_INFINITY, 1.0));
            }
        }
    }

    /// Column `j` is zero unless `open` holds; one that is never zero makes it hold.
    fn close_unless(&mut self, j: usize, open: Literal) {
        let column = &self.program.columns[j];
        if self.literals[j].is_some() || column.lower > 0.0 || column.upper < 0.0 {
            // own <= open
            let own = self.literal(j).column;
            match open.at_one {
                true => self.row(&[(own, 1.0), (open.column, -1.0)], (f64::NEG_INFINITY, 0.0)),
                false => self.row(&[(own, 1.0), (open.column, 1.0)], (f64::NEG_INFINITY, 1.0)),
            }
        } else {
            self.link(j, open);
        }
    }

    /// A binary for each pair of neighbours, one of which is chosen: a member is zero unless a pair of its own
    /// is (Beale and Tomlin 1970).
    fn two_of(&mut self, members: &[usize]) {
        if members.len() < 3 {
            return;
        }
        let list: Arc<[usize]> = members.into();
        let pairs: Vec<usize> = (0..members.len() - 1)
            .map(|place| self.binary(Derived::Pair { members: Arc::clone(&list), place }))
            .collect();
        let all: Vec<(usize, f64)> = pairs.iter().map(|&y| (y, 1.0)).collect();
        self.row(&all, (1.0, 1.0));
        for (k, &j) in members.iter().enumerate() {
            if self.is_zero(j) {
                continue;
            }
            let (lower, upper) = self.around_zero(j);
            let never_zero = self.program.columns[j].lower > 0.0 || self.program.columns[j].upper < 0.0;
            let own: Vec<usize> = [k.checked_sub(1), Some(k)]
                .into_iter()
                .flatten()
                .filter_map(|place| pairs.get(place).copied())
                .collect();
            let is_small = lower.abs().max(upper.abs()) <= ROW_ALONE;
            if is_small && !never_zero && self.literals[j].is_none() {
                for bound in [lower, upper].into_iter().filter(|&bound| bound != 0.0) {
                    let terms: Vec<(usize, f64)> =
                        std::iter::once((j, 1.0)).chain(own.iter().map(|&y| (y, -bound))).collect();
                    let sides = if bound > 0.0 { (f64::NEG_INFINITY, 0.0) } else { (0.0, f64::INFINITY) };
                    self.row(&terms, sides);
                }
            } else {
                let literal = self.literal(j).column;
                let terms: Vec<(usize, f64)> =
                    std::iter::once((literal, 1.0)).chain(own.iter().map(|&y| (y, -1.0))).collect();
                self.row(&terms, (f64::NEG_INFINITY, 0.0));
            }
        }
    }
}
