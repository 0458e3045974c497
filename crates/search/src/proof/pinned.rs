//! Corrections of multipliers that give some columns reduced costs of exactly zero: `Aᵀz = d` for those
//! columns, where `z` is to be a sum of doubles.
//!
//! No double is a third, so a square system of rows will not do. But sums of doubles are the numbers `k ·
//! 2^e`, and over these a system with rows to spare has a solution unless some odd number divides a
//! combination of its left sides and not of its right; if it has one, it has some as close as one likes to
//! every real solution. Columns are settled one after the other by elimination without fractions, as Bareiss
//! does ("Sylvester's identity and multistep integer-preserving Gaussian elimination", 1968). Where no row's
//! coefficient divides what is wanted, two rows share it by extended Euclid, as in Hermite normal forms
//! (Kannan and Bachem, "Polynomial algorithms for computing the Smith and Hermite normal forms of an integer
//! matrix", 1979).

use super::params::{PIECES, PIVOT_SIZE, SMALL_PRIMES, SPARE_ROWS, STEP};
use hunch_check::{Dyadic, Knowledge};
use std::collections::BTreeMap;

/// `(row, multiplier)`; a row may occur more than once.
pub type Multipliers = Vec<(usize, f64)>;

/// Entries other than zero.
type Sparse = BTreeMap<usize, Dyadic>;

/// A combination of rows whose coefficients at the settled columns are zero.
#[derive(Clone)]
struct Combination {
    /// Share of each row.
    rows: Sparse,
    /// Coefficients at the pinned columns that are not settled yet.
    image: Sparse,
}

/// Multipliers that, added to those whose reduced costs are `reduced`, make the reduced costs of the columns
/// `pinned` zero. Only rows that `eligible` admits get any. None where there is no solution, or none in the
/// range of doubles.
pub fn correction(
    known: &Knowledge,
    pinned: &[usize],
    reduced: &[Dyadic],
    eligible: impl Fn(usize) -> bool,
) -> Option<Multipliers> {
    let mut wanted: Sparse = pinned.iter().map(|&j| (j, reduced[j].clone())).collect();
    let mut seen: BTreeMap<usize, usize> = pinned.iter().map(|&j| (j, 0)).collect();
    let mut combinations = Vec::new();
    for (i, row) in known.rows().iter().enumerate().filter(|r| eligible(r.0)) {
        let image: Sparse = row.terms.iter().filter(|t| wanted.contains_key(&t.0)).cloned().collect();
        if image.keys().any(|j| seen[j] < pinned.len() + SPARE_ROWS) {
            image.keys().for_each(|j| *seen.entry(*j).or_default() += 1);
            combinations.push(Combination { rows: Sparse::from([(i, Dyadic::one())]), image });
        }
    }
    let mut total = Sparse::new();
    while let Some((j, wanted_here)) = wanted.pop_first() {
        let mut touching = Vec::new();
        combinations.retain_mut(|c| match c.image.remove(&j) {
            Some(coefficient) => {
                touching.push((coefficient, c.clone()));
                false
            }
            None => true,
        });
        let pivot = choose(&touching).map(|k| touching.swap_remove(k));
        if !wanted_here.is_zero() {
            for (share, combination) in shares(&wanted_here, pivot.as_ref()?, &touching)? {
                add(&mut total, &share, &combination.rows);
                add(&mut wanted, &-&share, &combination.image);
            }
        }
        if let Some(pivot) = pivot {
            combinations.extend(touching.iter().filter_map(|other| without(other, &pivot)));
        }
    }
    let mut multipliers = Multipliers::new();
    for (i, mut share) in total {
        for _ in 0..PIECES {
            let piece = share.to_f64();
            share = &share - &Dyadic::new(piece)?;
            multipliers.push((i, piece));
            if share.is_zero() {
                break;
            }
        }
        if !share.is_zero() {
            return None;
        }
    }
    Some(multipliers)
}

/// The pivot: among the combinations whose coefficient is large beside their shares, so that corrections stay
/// small, one without small odd divisors, and of these the one with the fewest other coefficients.
fn choose(touching: &[(Dyadic, Combination)]) -> Option<usize> {
    let largest_share = |c: &Combination| c.rows.values().map(Dyadic::abs).max().unwrap_or_default();
    let sizes: Vec<(Dyadic, Dyadic)> = touching.iter().map(|(a, c)| (a.abs(), largest_share(c))).collect();
    let largest = sizes.iter().max_by(|a, b| (&a.0 * &b.1).cmp(&(&b.0 * &a.1)))?;
    let least = &largest.0 * &Dyadic::new(PIVOT_SIZE)?;
    let large = |k: &usize| &sizes[*k].0 * &largest.1 >= &least * &sizes[*k].1;
    // Elimination multiplies the others by the pivot: its odd divisors would divide all that is left, and the
    // small ones are likely to.
    let small = Dyadic::new(SMALL_PRIMES)?;
    let divisible = |k: usize| ratio(&Dyadic::one(), &touching[k].0.gcd(&small)).is_none();
    (0..touching.len()).filter(large).min_by_key(|&k| (divisible(k), touching[k].1.image.len()))
}

/// Shares of the pivot, and of one more if need be, that add up to `wanted`.
fn shares<'a>(
    wanted: &Dyadic,
    pivot: &'a (Dyadic, Combination),
    others: &'a [(Dyadic, Combination)],
) -> Option<Vec<(Dyadic, &'a Combination)>> {
    if let Some(share) = ratio(wanted, &pivot.0) {
        return Some(vec![(share, &pivot.1)]);
    }
    others.iter().find_map(|(b, other)| {
        let (s, t) = split(wanted, &pivot.0, b)?;
        Some(vec![(s, &pivot.1), (t, other)])
    })
}

/// `(s, t)` with `s a + t b = wanted` and a `t` so small that `s` is about `wanted / a`.
fn split(wanted: &Dyadic, a: &Dyadic, b: &Dyadic) -> Option<(Dyadic, Dyadic)> {
    // Extended Euclid: `share · a` and `rest` differ by a multiple of `b`.
    let (mut rest, mut share) = (a.clone(), Dyadic::one());
    let (mut next, mut next_share) = (b.clone(), Dyadic::zero());
    while !next.is_zero() {
        let quotient = nearest(&rest, &next);
        let (r, s) = (&rest - &(&quotient * &next), &share - &(&quotient * &next_share));
        (rest, share) = (std::mem::replace(&mut next, r), std::mem::replace(&mut next_share, s));
    }
    let times = ratio(wanted, &rest)?;
    let (p, q) = (nearest(a, &rest), nearest(b, &rest));
    let s = &share * &times;
    let t = &nearest(&(&rest - &(&share * a)), b) * &times;
    // The other solutions are `s + k q`, `t − k p`. A multiple `k` of a small power of two makes `t` at most
    // half of `p` times that power.
    let unit = &p.abs() * &a.abs().max(b.abs());
    let (mut step, finer) = (Dyadic::one(), Dyadic::new(STEP)?);
    while &unit * &step > wanted.abs() {
        step = &step * &finer;
        if step.to_f64() == 0.0 {
            return None;
        }
    }
    let k = &nearest(&t, &(&p * &step)) * &step;
    Some((&s + &(&k * &q), &t - &(&k * &p)))
}

/// The combination of the two whose coefficient at the column in question is zero, in lowest terms; none if
/// all others are zero, too.
fn without((b, other): &(Dyadic, Combination), (a, pivot): &(Dyadic, Combination)) -> Option<Combination> {
    let common = a.gcd(b);
    let (own, its) = (nearest(a, &common), -&nearest(b, &common));
    let combine = |x: &Sparse, y: &Sparse| {
        let mut sum = Sparse::new();
        add(&mut sum, &own, x);
        add(&mut sum, &its, y);
        sum.retain(|_, v| !v.is_zero());
        sum
    };
    let (mut rows, mut image) = (combine(&other.rows, &pivot.rows), combine(&other.image, &pivot.image));
    let content = rows.values().chain(image.values()).fold(Dyadic::zero(), |g, v| g.gcd(v));
    rows.values_mut().chain(image.values_mut()).for_each(|v| *v = nearest(v, &content));
    (!image.is_empty()).then_some(Combination { rows, image })
}

/// Adds `factor · other`.
fn add(sum: &mut Sparse, factor: &Dyadic, other: &Sparse) {
    for (&k, value) in other {
        sum.entry(k).or_default().add_product(factor, value);
    }
}

/// The integer nearest to `x / y`; exact where that is an integer.
fn nearest(x: &Dyadic, y: &Dyadic) -> Dyadic {
    let x = if y.is_negative() { -x } else { x.clone() };
    let y = y.abs();
    (&x - &(&y * &Dyadic::new(0.5).unwrap_or_default())).ceil_multiple(&y)
}

/// `x / y` if it is a sum of doubles: then `y` is a common divisor of the two times a power of two.
fn ratio(x: &Dyadic, y: &Dyadic) -> Option<Dyadic> {
    let common = x.gcd(y);
    let power = nearest(y, &common);
    let inverse = Dyadic::new(1.0 / power.to_f64())?;
    (&power * &inverse == Dyadic::one()).then(|| &nearest(x, &common) * &inverse)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(value: f64) -> Dyadic {
        Dyadic::new(value).unwrap()
    }

    #[test]
    fn quotients_are_exact_or_none() {
        assert_eq!((nearest(&d(7.0), &d(-2.0)), nearest(&d(-0.75), &d(0.25))), (d(-4.0), d(-3.0)));
        assert_eq!(ratio(&d(1e-30), &d(-8.0)), Some(d(-1e-30 / 8.0)));
        assert_eq!(ratio(&d(21.0), &d(-12.0)), Some(d(-1.75)));
        assert_eq!((ratio(&d(1.0), &d(3.0)), ratio(&Dyadic::zero(), &d(3.0))), (None, Some(Dyadic::zero())));
    }

    #[test]
    fn two_coefficients_share_what_neither_divides() {
        for (wanted, a, b) in [(1.0, 3.0, 5.0), (1e-16, 0.1, -0.7), (-3e-17, 7.83, 0.001), (2.0, -9.0, 6.5)] {
            let (s, t) = split(&d(wanted), &d(a), &d(b)).unwrap();
            assert_eq!(&(&s * &d(a)) + &(&t * &d(b)), d(wanted), "{wanted} {a} {b}");
            assert!((s.to_f64() - wanted / a).abs() <= (wanted / a).abs(), "{wanted} {a} {b}: {s} {t}");
        }
        assert_eq!(split(&d(1.0), &d(3.0), &d(6.0)), None, "three divides the left side only");
    }
}
