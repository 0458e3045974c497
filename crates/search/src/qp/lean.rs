//! Reduced costs whose sign is in doubt, of columns that have no bound to pay them at: a multiplier moves by
//! rounding, so that the sign is certain, and the other columns of its row pay at their bounds instead (the
//! multipliers of a safe bound are anyone's choice: Neumaier & Shcherbina, "Safe bounds in linear and
//! mixed-integer linear programming", 2004, section 3). A far size in place of a bound would cost 2³⁰ times
//! the rounding, and a proof in two doubles, or none.

use super::bound::Sums;
use super::engine::Qp;
use crate::lp::params::FAR_SHARE;
use crate::lp::reach::Reach;
use hunch_model::tolerances::UNBOUNDED_SIZE;

/// Rows of a column that are looked at, and entries of such a row: more cost more than the proof that they
/// spare.
const ROWS: usize = 8;
/// The entries.
const ENTRIES: usize = 32;

/// A multiplier moves by no more than this share of itself: its sign stays, and the difference of the two is
/// exact (Sterbenz 1974).
const SMALL: f64 = 0.25;

impl Qp {
    /// The multipliers moved, with `reduced` following them; nothing where none had to.
    pub(super) fn lean_on_bounded(&self, reduced: &mut Sums, first: &[f64]) -> Option<Vec<f64>> {
        let lp = &self.given;
        let mut moved: Option<Vec<f64>> = None;
        for j in 0..self.n {
            let (no_lower, no_upper) =
                (lp.column_lower[j] == f64::NEG_INFINITY, lp.column_upper[j] == f64::INFINITY);
            if no_lower == no_upper {
                continue;
            }
            if self.known_reach().is_some_and(|reach| reach.bound(j, no_upper).is_finite()) {
                continue;
            }
            let d = reduced.known(j);
            // What is missing in the direction that makes the sign certain.
            let (missing, sign) = if no_upper { (-d.low(), 1.0) } else { (d.high(), -1.0) };
            let size = reduced.size(j);
            if missing > 0.0 && missing <= FAR_SHARE * size {
                let y = moved.as_deref().unwrap_or(first);
                if let Some((i, to)) = self.leaning_row(reduced, y, j, (missing, sign)) {
                    let change = to - y[i];
                    for &k in self.data.entries.rows.vector(i).0 {
                        let v = self.data.matrix.get(i, k as usize).unwrap_or(0.0);
                        reduced.add_product(k as usize, -v, change);
                    }
                    moved.get_or_insert_with(|| first.to_vec())[i] = to;
                }
            }
        }
        moved
    }

    /// A row whose multiplier, moved to the number given with it, adds `missing` in direction `sign` to the
    /// reduced cost of column `j`, and whose other columns can pay.
    fn leaning_row(
        &self,
        reduced: &Sums,
        y: &[f64],
        j: usize,
        (missing, sign): (f64, f64),
    ) -> Option<(usize, f64)> {
        let (rows, values) = self.data.matrix.column(j);
        let candidates = rows.iter().zip(values).take(ROWS).filter(|e| y[*e.0] != 0.0 && *e.1 != 0.0);
        candidates.into_iter().find_map(|(&i, &a)| {
            let (columns, _) = self.data.entries.rows.vector(i);
            if columns.len() > ENTRIES {
                return None;
            }
            // Twice, since one more term errs too.
            let wanted = 2.0 * missing + reduced.more_error(j);
            let to = y[i] - sign * wanted / a;
            let change = to - y[i];
            let enough = (a * change).abs() >= missing && change.abs() <= SMALL * y[i].abs();
            let pays = |&k: &u32| {
                let k = k as usize;
                let shift = -self.data.matrix.get(i, k).unwrap_or(0.0) * change;
                k == j || self.can_pay(reduced, k, shift)
            };
            (enough && columns.iter().all(pays)).then_some((i, to))
        })
    }

    /// Whether column `k` has a bound to pay a reduced cost at that moves by `shift`, or needs none.
    fn can_pay(&self, reduced: &Sums, k: usize, shift: f64) -> bool {
        let room = 4.0 * shift.abs();
        if shift < 0.0 {
            self.given.column_upper[k].is_finite() || reduced.known(k).low() > room
        } else {
            self.given.column_lower[k].is_finite() || reduced.known(k).high() < -room
        }
    }

    /// What the rows imply, where it was found out and still holds.
    pub(super) fn known_reach(&self) -> Option<&Reach> {
        self.reach.as_deref().filter(|_| !self.reach_stale)
    }

    /// A bound of column `j` from one row and given bounds alone, where those that all rows imply have to be
    /// found out again.
    pub(super) fn implied_by_a_row(&self, j: usize, upper: bool) -> Option<f64> {
        self.reach.as_ref()?;
        let bounds = (&self.scaled.lower[..], &self.scaled.upper[..]);
        Reach::of_column(&self.data.entries, self.n, bounds, j, upper)
            .filter(|bound| bound.abs() <= UNBOUNDED_SIZE)
    }
}
