//! Rows that hold at a value of a binary: with a big M from the row's greatest activity where that is small,
//! else with a slack that the value makes zero.

use super::builder::Builder;
use super::derive::Derived;
use super::hull::apart;
use super::literal::Literal;
use crate::activity::Activity;
use crate::params::ROW_ALONE;
use hunch_model::Kind;
use hunch_model::whole::EXACT_LIMIT;

/// Share by which a row has to exclude all values of a column but zero: ten times what its tolerance lets pass.
const APART: f64 = 1e-5;
/// What a big number that is not exact grows by: far more than its arithmetic rounds, and nothing to the
/// relaxation.
const OUTWARDS: f64 = 1e-9;

impl Builder<'_> {
    pub(super) fn indicators(&mut self) {
        let mut terms = vec![Vec::new(); self.given.rows.len()];
        for (i, j, a) in self.given.matrix.triplets() {
            terms[i].push((j, a));
        }
        let given = self.given;
        for indicator in &given.indicators {
            let (z, i) = (indicator.column, indicator.row);
            let (low, high) = (self.program.columns[z].lower, self.program.columns[z].upper);
            let value = f64::from(u8::from(indicator.active_at_one));
            if low == high && low == value {
                continue;
            }
            let row = &mut self.program.rows[i];
            let (lower, upper) = (row.lower, row.upper);
            (row.lower, row.upper) = (f64::NEG_INFINITY, f64::INFINITY);
            if low == high {
                continue;
            }
            let active = Literal { column: z, at_one: indicator.active_at_one };
            if upper < f64::INFINITY {
                self.conditional(&terms[i], upper, active);
            }
            if lower > f64::NEG_INFINITY {
                let mirrored: Vec<(usize, f64)> = terms[i].iter().map(|&(j, a)| (j, -a)).collect();
                self.conditional(&mirrored, -lower, active);
            }
        }
    }

    /// Where the row leaves a semi-continuous column nothing but zero, the column's binary and the row's exclude each
    /// other: either is then known from the other, and branching on one fixes both.
    fn exclude(&mut self, terms: &[(usize, f64)], side: f64, active: Literal) {
        let &[(j, a)] = terms else { return };
        let column = &self.given.columns[j];
        let Some(open) = self.literals[j].filter(|own| column.kind.is_semi() && own.column != j) else {
            return;
        };
        let (lower, upper) = apart(column);
        let least = (a * lower).min(a * upper);
        if open.at_one && least - side > APART * (1.0 + least.abs() + side.abs()) {
            match active.at_one {
                true => self.row(&[(open.column, 1.0), (active.column, 1.0)], (f64::NEG_INFINITY, 1.0)),
                false => self.row(&[(open.column, 1.0), (active.column, -1.0)], (f64::NEG_INFINITY, 0.0)),
            }
        }
    }

    /// `Σ a·x <= side` where `active` holds.
    fn conditional(&mut self, terms: &[(usize, f64)], side: f64, active: Literal) {
        self.exclude(terms, side, active);
        let excess = self.greatest_idle(terms, active) - side;
        let exact = excess.fract() == 0.0 && side.fract() == 0.0 && excess.abs() < EXACT_LIMIT;
        let excess = if exact { excess } else { excess + OUTWARDS * (excess.abs() + side.abs()) };
        let excess = excess.max(0.0);
        let scale = terms.iter().fold(0.0f64, |m, t| m.max(t.1.abs()));
        let scale = if scale > 0.0 { scale } else { 1.0 };
        let mut terms = terms.to_vec();
        if excess <= ROW_ALONE * scale {
            // Σ a·x + M·z <= side + M where the row holds at one, Σ a·x − M·z <= side where it holds at zero.
            let (factor, mut moved) = if active.at_one { (excess, side + excess) } else { (-excess, side) };
            if active.at_one && !exact {
                moved = moved.next_up();
            }
            match terms.iter_mut().find(|t| t.0 == active.column) {
                Some(term) => term.1 += factor,
                None => terms.push((active.column, factor)),
            }
            self.row(&terms, (f64::NEG_INFINITY, moved));
        } else {
            let slack = self.column(Kind::Continuous, excess, Derived::Slack);
            terms.push((slack, -1.0));
            self.row(&terms, (f64::NEG_INFINITY, side));
            self.link(slack, Literal { at_one: !active.at_one, ..active });
        }
    }

    /// A value that the row does not pass where it is idle.
    fn greatest_idle(&self, terms: &[(usize, f64)], active: Literal) -> f64 {
        let idle = f64::from(u8::from(!active.at_one));
        let bounds = |j: usize| if j == active.column { (idle, idle) } else { self.reach[j] };
        let whole = |v: f64| v.is_infinite() || v.fract() == 0.0;
        let mut size = 0.0;
        let exact = terms.iter().all(|&(j, a)| {
            let (lower, upper) = bounds(j);
            let finite = |b: f64| if b.is_finite() { b.abs() } else { 0.0 };
            size += a.abs() * finite(lower).max(finite(upper));
            whole(a) && whole(lower) && whole(upper)
        });
        let terms = terms.iter().copied();
        if exact && size < EXACT_LIMIT {
            Activity::of(terms, bounds).greatest()
        } else {
            Activity::with_sizes(terms, bounds).surely_greatest()
        }
    }
}
