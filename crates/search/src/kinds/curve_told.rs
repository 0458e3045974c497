//! Which lines below curves have been told: one that says no more than another is left out. A relaxation with many
//! rows that are nearly parallel has bases whose multipliers prove nothing.

use super::curve_rows::{Bend, Line};

/// What a line may say beyond another at the point where it touches its curve and still be left out, in units of the
/// column above the curve: a tenth of what the simplex method resolves.
const NEAR: f64 = 1e-10;

/// The lines of each curve, by slope.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    lines: Vec<Vec<Line>>,
}

impl Told {
    /// Notes a line of curve `k`, whose column above has `unit` as its cost; whether it says anything new. That the
    /// column is not negative is known.
    pub fn is_new(&mut self, k: usize, bend: &Bend, unit: f64, line: Line) -> bool {
        if self.lines.len() <= k {
            self.lines.resize_with(k + 1, || vec![Line { slope: 0.0, constant: 0.0 }]);
        }
        let lines = &mut self.lines[k];
        let loss = NEAR * unit;
        // Tangents whose slopes differ by more lose more than that.
        let width = (2.0 * bend.weight * loss).sqrt();
        let place = line.slope / bend.weight;
        let first = lines.partition_point(|l| l.slope < line.slope - width);
        let near = lines[first..].iter().take_while(|l| l.slope <= line.slope + width);
        if near.into_iter().any(|l| line.at(place, 1.0) <= l.at(place, 1.0) + loss) {
            return false;
        }
        let at = lines.partition_point(|l| l.slope < line.slope);
        lines.insert(at, line);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_new_once_and_near_ones_are_not() {
        let bend = Bend { column: 0, weight: 2.0, above: 1, integer: true, switch: None };
        let mut told = Told::default();
        let mut is_new = |line| told.is_new(0, &bend, 1.0, line);
        assert!(!is_new(bend.tangent(1e-9)), "the column above is not negative");
        assert!(is_new(bend.tangent(1.0)));
        assert!(!is_new(bend.tangent(1.0)) && !is_new(bend.tangent(1.0 + 1e-6)));
        assert!(is_new(bend.tangent(1.0 + 1e-4)) && is_new(bend.tangent(-1.0)));
        // A secant of the same slope as a tangent says more, not the other way round.
        assert!(is_new(bend.tangent(2.5)) && is_new(bend.secant(2.5)));
        assert!(is_new(bend.secant(3.5)) && !is_new(bend.tangent(3.5)));
    }
}
