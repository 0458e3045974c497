//! Sentences and their numbers.

use super::boundary::Change;
use super::condition::Condition;
use crate::learn::params::DIGITS;
use std::fmt::Write as _;

/// Right-hand sides up to this share of the coefficients are what is left of a zero: facets come out of
/// factorisations.
const ROUNDING: f64 = 1e-13;

/// Digits that give every double back.
const ALL_DIGITS: usize = 17;

/// A number with so many significant digits, without zeros at its end; a power of ten where it is very large
/// or very small.
pub fn number(value: f64, digits: usize) -> String {
    let value = rounded(value, digits);
    let text = match value.abs() {
        0.0 => "0".to_owned(),
        size if (1e-4..1e9).contains(&size) => format!("{}", value.abs()),
        size => format!("{size:e}"),
    };
    if value < 0.0 { format!("−{text}") } else { text }
}

/// The nearest number of so many significant digits.
fn rounded(value: f64, digits: usize) -> f64 {
    let digits = digits.clamp(1, ALL_DIGITS);
    format!("{value:.*e}", digits - 1).parse().unwrap_or(value)
}

/// A condition in the names of the parameters: `2.41 < demand[3] ≤ 5`, `0.8·stock − demand[1] > 7`,
/// `stock ≤ demand[0] + demand[1]`. Numbers are short; where `theta` is given, which must meet the
/// condition, they get as many digits as it takes that the sentence is true of it. `names` has a name for
/// each parameter.
pub fn sentence(condition: &Condition, names: &[String], theta: Option<&[f64]>) -> String {
    let said = Said::of(condition);
    for digits in DIGITS..ALL_DIGITS {
        let short = said.rounded(digits);
        if theta.is_none_or(|theta| short.holds(theta)) {
            return short.text(names, digits);
        }
    }
    // As it was asked: exact to the last bit.
    Said::unscaled(condition).text(names, ALL_DIGITS)
}

/// A condition as it is written: an end is its number and whether the sum may equal it.
#[derive(Clone, Debug)]
struct Said {
    terms: Vec<(u32, f64)>,
    lower: Option<(f64, bool)>,
    upper: Option<(f64, bool)>,
}

impl Said {
    /// The first coefficient positive; the largest 1, unless all numbers are short as they are.
    fn of(condition: &Condition) -> Self {
        let said = Self::unscaled(condition);
        let is_short = |value: f64| rounded(value, DIGITS) == value;
        let ends = [said.lower, said.upper];
        if said.terms.iter().all(|&(_, c)| is_short(c))
            && ends.iter().flatten().all(|&(bound, _)| is_short(bound))
        {
            return said;
        }
        let largest = said.terms.iter().fold(0.0f64, |largest, (_, c)| largest.max(c.abs()));
        said.times(if largest > 0.0 { 1.0 / largest } else { 1.0 })
    }

    fn unscaled(condition: &Condition) -> Self {
        let lower = condition.above.map(|bound| (bound, false));
        let upper = condition.at_most.map(|bound| (bound, true));
        let said = Self { terms: condition.terms.clone(), lower, upper };
        let negative = said.terms.first().is_some_and(|&(_, coefficient)| coefficient < 0.0);
        if negative { said.times(-1.0) } else { said }
    }

    fn times(self, factor: f64) -> Self {
        let end = |end: Option<(f64, bool)>| end.map(|(bound, equal)| (bound * factor, equal));
        let (lower, upper) = (end(self.lower), end(self.upper));
        let terms = self.terms.into_iter().map(|(j, c)| (j, c * factor)).collect();
        let (lower, upper) = if factor < 0.0 { (upper, lower) } else { (lower, upper) };
        Self { terms, lower, upper }
    }

    /// Short numbers; the right-hand side of a sum that is zero but for rounding is zero.
    fn rounded(&self, digits: usize) -> Self {
        let size: f64 = self.terms.iter().map(|(_, c)| c.abs()).sum();
        let is_none = |bound: f64| self.terms.len() > 1 && bound.abs() <= ROUNDING * size;
        let short = |bound: f64| if is_none(bound) { 0.0 } else { rounded(bound, digits) };
        let end = |end: Option<(f64, bool)>| end.map(|(bound, equal)| (short(bound), equal));
        let terms = self.terms.iter().map(|&(j, c)| (j, rounded(c, digits))).collect();
        Self { terms, lower: end(self.lower), upper: end(self.upper) }
    }

    fn holds(&self, theta: &[f64]) -> bool {
        let value: f64 = self.terms.iter().map(|&(j, c)| c * theta[j as usize]).sum();
        let above = |(bound, equal): (f64, bool)| value > bound || equal && value == bound;
        let below = |(bound, equal): (f64, bool)| value < bound || equal && value == bound;
        self.lower.is_none_or(above) && self.upper.is_none_or(below)
    }

    fn text(&self, names: &[String], digits: usize) -> String {
        let negative = self.terms.iter().any(|&(_, c)| c < 0.0);
        match (self.lower, self.upper) {
            (Some((lower, equal)), Some((upper, with))) => {
                let (first, second) = (if equal { "≤" } else { "<" }, if with { "≤" } else { "<" });
                let sum = sum(self.terms.iter().copied(), names, digits);
                format!("{} {first} {sum} {second} {}", number(lower, digits), number(upper, digits))
            }
            (Some((bound, equal)), None) => {
                self.one_sided(if equal { "≥" } else { ">" }, bound, negative, names, digits)
            }
            (None, Some((bound, equal))) => {
                self.one_sided(if equal { "≤" } else { "<" }, bound, negative, names, digits)
            }
            (None, None) => "always".to_owned(),
        }
    }

    fn one_sided(&self, sign: &str, bound: f64, negative: bool, names: &[String], digits: usize) -> String {
        if bound == 0.0 && negative {
            let left = sum(self.terms.iter().copied().filter(|&(_, c)| c > 0.0), names, digits);
            let moved = self.terms.iter().filter(|&&(_, c)| c < 0.0).map(|&(j, c)| (j, -c));
            return format!("{left} {sign} {}", sum(moved, names, digits));
        }
        format!("{} {sign} {}", sum(self.terms.iter().copied(), names, digits), number(bound, digits))
    }
}

fn sum(terms: impl Iterator<Item = (u32, f64)>, names: &[String], digits: usize) -> String {
    let mut text = String::new();
    for (position, (parameter, coefficient)) in terms.enumerate() {
        text.push_str(match (position, coefficient < 0.0) {
            (0, false) => "",
            (0, true) => "−",
            (_, false) => " + ",
            (_, true) => " − ",
        });
        if coefficient.abs() != 1.0 {
            // Writing to a string cannot fail.
            let _ = write!(text, "{}·", number(coefficient.abs(), digits));
        }
        match names.get(parameter as usize) {
            Some(name) => text.push_str(name),
            None => {
                let _ = write!(text, "theta[{parameter}]");
            }
        }
    }
    text
}

/// What must move so that the answer changes: `demand[3] from 2.1 to 2.41`, the parameters that move most
/// first, measured in `scales` (1 where there are none); those that hardly move are left out.
pub fn change_sentence(change: &Change, theta: &[f64], scales: Option<&[f64]>, names: &[String]) -> String {
    let scaled = |j: usize| {
        let scale = scales.map_or(1.0, |scales| scales[j]);
        if scale > 0.0 { (change.at[j] - theta[j]).abs() / scale } else { 0.0 }
    };
    let mut moved: Vec<usize> = (0..theta.len()).filter(|&j| change.at[j] != theta[j]).collect();
    moved.sort_by(|&a, &b| scaled(b).total_cmp(&scaled(a)).then(a.cmp(&b)));
    let largest = moved.first().map_or(0.0, |&j| scaled(j));
    moved.retain(|&j| scaled(j) >= SMALL_MOVE * largest);
    let step = |j: usize| {
        let (from, to) = (theta[j], change.at[j]);
        let apart = |digits: &usize| rounded(from, *digits) != rounded(to, *digits);
        let digits = (DIGITS..ALL_DIGITS).find(apart).unwrap_or(ALL_DIGITS);
        let name = names.get(j).cloned().unwrap_or_else(|| format!("theta[{j}]"));
        format!("{name} from {} to {}", number(from, digits), number(to, digits))
    };
    moved.into_iter().map(step).collect::<Vec<_>>().join(", ")
}

/// A parameter that moves by less than this share of the largest move is not named.
const SMALL_MOVE: f64 = 0.1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_keep_their_sign() {
        let cases = [
            (2.4149, 3, "2.41"),
            (-0.5, 3, "−0.5"),
            (0.0, 3, "0"),
            (1234.5, 3, "1230"),
            (1e-7, 3, "1e-7"),
            (2.5e12, 3, "2.5e12"),
            (0.1 + 0.2, 17, "0.30000000000000004"),
        ];
        for (value, digits, text) in cases {
            assert_eq!(number(value, digits), text);
        }
    }
}
