//! Exact multipliers in doubles: rounded where that proves enough, else as sums of doubles, and where they
//! are fractions over a common denominator.

use super::tableau::Weights;
use crate::proof::leaf::shortened;
use crate::proof::params::PIECES;
use crate::proof::pinned::Multipliers;
use hunch_check::{Dyadic, Knowledge, Node};

/// Bits of the fractions that are tried before the exact ones: one, two and four doubles.
const PRECISIONS: [i32; 3] = [53, 106, 212];
/// Numbers are shifted so that the largest lies below this power of two: sums of doubles then reach down over
/// two thousand bits.
const TOP: i32 = 1000;

/// A leaf that proves the target, if the multipliers do.
pub fn bound(known: &Knowledge, weights: &Weights) -> Option<Node> {
    let reaches = |m: &Multipliers| known.lower_bound(m).is_ok_and(|v| known.reaches_target(&v));
    if let Some(multipliers) = rounded(weights, reaches) {
        return Some(Node::Bound(shortened(&multipliers, reaches)));
    }
    let (over, multipliers) = whole(weights, true)?;
    let sum = over.iter().filter_map(|&part| Dyadic::new(part)).fold(Dyadic::zero(), |s, part| &s + &part);
    let value = known.lower_bound_over(&sum, &multipliers).ok()?;
    known.reaches_target_over(&value, &sum).then_some(Node::Over(over, multipliers))
}

/// A leaf that is shown to be empty, if the multipliers do.
pub fn empty(known: &Knowledge, weights: &Weights) -> Option<Node> {
    let proves = |m: &Multipliers| known.proves_empty(m).is_ok_and(|proven| proven);
    if let Some(multipliers) = rounded(weights, proves) {
        return Some(Node::Empty(shortened(&multipliers, proves)));
    }
    // Emptiness is proven by any multiple.
    let (_, multipliers) = whole(weights, false)?;
    proves(&multipliers).then_some(Node::Empty(multipliers))
}

/// The fractions in as few doubles as prove what they must.
fn rounded(weights: &Weights, proves: impl Fn(&Multipliers) -> bool) -> Option<Multipliers> {
    PRECISIONS.into_iter().find_map(|bits| {
        let mut multipliers = Multipliers::new();
        for (row, weight) in &weights.rows {
            let fraction = fraction(weight, &weights.over, bits)?;
            multipliers.extend(pieces(&fraction)?.into_iter().map(|piece| (*row, piece)));
        }
        proves(&multipliers).then_some(multipliers)
    })
}

/// `weight / over`, rounded down to so many bits.
pub fn fraction(weight: &Dyadic, over: &Dyadic, bits: i32) -> Option<Dyadic> {
    let Some((size, unit)) = weight.magnitude().zip(over.magnitude()) else { return Some(Dyadic::zero()) };
    let shift = bits - (size - unit);
    Some(weight.shifted(shift).floor_multiple(over).shifted(-shift))
}

/// The numerators, and the denominator if it is asked for, each as a sum of doubles.
fn whole(weights: &Weights, with_denominator: bool) -> Option<(Vec<f64>, Multipliers)> {
    let denominator = with_denominator.then_some(&weights.over);
    let largest = weights.rows.iter().map(|r| &r.1).chain(denominator).filter_map(Dyadic::magnitude).max()?;
    let shift = TOP - largest;
    let mut multipliers = Multipliers::new();
    for (row, weight) in &weights.rows {
        multipliers.extend(pieces(&weight.shifted(shift))?.into_iter().map(|piece| (*row, piece)));
    }
    Some((pieces(&weights.over.shifted(shift))?, multipliers))
}

/// A number as a sum of doubles, if it is one.
pub fn pieces(value: &Dyadic) -> Option<Vec<f64>> {
    let (mut rest, mut all) = (value.clone(), Vec::new());
    while !rest.is_zero() {
        let piece = rest.to_f64();
        if piece == 0.0 || !piece.is_finite() || all.len() == PIECES {
            return None;
        }
        rest = &rest - &Dyadic::new(piece)?;
        all.push(piece);
    }
    Some(all)
}

/// A leaf with whatever bound the multipliers prove, and that bound.
pub fn weak(known: &Knowledge, weights: &Weights) -> Option<(Node, Dyadic)> {
    let proves = |m: &Multipliers| known.lower_bound(m).is_ok();
    // More digits prove more: two doubles' worth at least, so that rounding is below that of the bound as it
    // is written.
    let fine = |m: &Multipliers| proves(m) && m.len() > weights.rows.len();
    if let Some(multipliers) = rounded(weights, fine).or_else(|| rounded(weights, proves)) {
        let value = known.lower_bound(&multipliers).ok()?;
        return Some((Node::Bound(multipliers), value));
    }
    let (over, multipliers) = whole(weights, true)?;
    let sum = over.iter().filter_map(|&part| Dyadic::new(part)).fold(Dyadic::zero(), |s, part| &s + &part);
    let value = known.lower_bound_over(&sum, &multipliers).ok()?;
    /// Bits of the bound: more than a double has.
    const BITS: i32 = 80;
    Some((Node::Over(over, multipliers), fraction(&value, &sum, BITS)?))
}
