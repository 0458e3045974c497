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
    short(rounded(value, digits))
}

/// A number that was rounded.
fn short(value: f64) -> String {
    let text = match value.abs() {
        0.0 => "0".to_owned(),
        size if (1e-4..1e9).contains(&size) => format!("{}", value.abs()),
        size => format!("{size:e}"),
    };
    if value < 0.0 { format!("−{text}") } else { text }
}

/// Powers of ten that doubles hold exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];
/// Digits up to which a number is rounded without its text: scaled, it is off by less than [`NO_TIE`] then.
const QUICK_DIGITS: usize = 5;
/// How far from the middle of two neighbours a scaled number must be for its rounding to be certain.
const NO_TIE: f64 = 1e-6;

/// The nearest number of so many significant digits, for few digits and a size that is not extreme, where that
/// is certain: a whole number below 10^5 times or by an exact power of ten is rounded once, as its text is.
fn quickly_rounded(value: f64, digits: usize) -> Option<f64> {
    let size = value.abs();
    if !(digits <= QUICK_DIGITS && (1e-9..1e9).contains(&size)) {
        return None;
    }
    // size · 10^shift has as many digits before the point as are wanted.
    let mut shift = digits as i32;
    let scale = |shift: i32, number: f64| match POWERS[shift.unsigned_abs() as usize] {
        power if shift < 0 => number / power,
        power => number * power,
    };
    let limit = POWERS[digits];
    while scale(shift, size) >= limit {
        shift -= 1;
    }
    while scale(shift + 1, size) < limit {
        shift += 1;
    }
    let scaled = scale(shift, size);
    let whole = scaled.round();
    let is_certain = ((scaled - scaled.floor()) - 0.5).abs() > NO_TIE;
    is_certain.then(|| scale(-shift, whole).copysign(value))
}

/// The nearest number of so many significant digits.
fn rounded(value: f64, digits: usize) -> f64 {
    let digits = digits.clamp(1, ALL_DIGITS);
    if let Some(quick) = quickly_rounded(value, digits) {
        return quick;
    }
    format!("{value:.*e}", digits - 1).parse().unwrap_or(value)
}

/// A condition in the names of the parameters: `2.41 < demand[3] ≤ 5`, `0.8·stock − demand[1] > 7`,
/// `stock ≤ demand[0] + demand[1]`. Numbers are short; where `theta` is given, which must meet the
/// condition, they get as many digits as it takes that the sentence is true of it. `names` has a name for
/// each parameter.
pub fn sentence(condition: &Condition, names: &[String], theta: Option<&[f64]>) -> String {
    Sentence::new(condition.clone()).of(names, theta).to_owned()
}

/// The sentences of one condition, each written once: whoever asks for many θ of a leaf would else pay more
/// for its words than for the answer of a small program.
#[derive(Clone, Debug)]
pub struct Sentence {
    condition: Condition,
    said: Said,
    /// By the number of digits: the condition as it is then written, and its words once they were asked for.
    written: Vec<(Said, Option<String>)>,
}

impl Sentence {
    /// Nothing written yet.
    pub fn new(condition: Condition) -> Self {
        Self { said: Said::of(&condition), condition, written: Vec::new() }
    }

    /// As [`sentence`]; `names` are the same at each call.
    pub fn of(&mut self, names: &[String], theta: Option<&[f64]>) -> &str {
        let mut place = ALL_DIGITS - DIGITS;
        for digits in DIGITS..ALL_DIGITS {
            if self.written.len() == digits - DIGITS {
                self.written.push((self.said.rounded(digits), None));
            }
            if theta.is_none_or(|theta| self.written[digits - DIGITS].0.holds(theta)) {
                place = digits - DIGITS;
                break;
            }
        }
        if self.written.len() == place {
            // As it was asked: exact to the last bit.
            self.written.push((Said::unscaled(&self.condition), None));
        }
        let (said, text) = &mut self.written[place];
        text.get_or_insert_with(|| said.text(names, place + DIGITS))
    }
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
        let ends = (DIGITS..ALL_DIGITS).map(|digits| (rounded(from, digits), rounded(to, digits)));
        let exact = || (rounded(from, ALL_DIGITS), rounded(to, ALL_DIGITS));
        let (from, to) = ends.into_iter().find(|(from, to)| from != to).unwrap_or_else(exact);
        let name = names.get(j).cloned().unwrap_or_else(|| format!("theta[{j}]"));
        format!("{name} from {} to {}", short(from), short(to))
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

    #[test]
    fn numbers_are_rounded_as_their_texts_are() {
        let mut state = 7;
        let mut quick = 0;
        for _ in 0..200_000 {
            let mut unit = || hunch_search::random::uniform(&mut state);
            let size = 10f64.powf(20.0 * unit() - 10.0);
            let value = (2.0 * unit() - 1.0) * size;
            // Halves of few digits lie between two neighbours.
            let value = if unit() < 0.3 { (value * 2e3).round() / 2e3 } else { value };
            let digits = 1 + (6.0 * unit()) as usize;
            let text: f64 = format!("{value:.*e}", digits - 1).parse().unwrap();
            assert_eq!(rounded(value, digits).to_bits(), text.to_bits(), "{value:e} to {digits}");
            quick += usize::from(quickly_rounded(value, digits).is_some());
        }
        assert!(quick > 100_000, "{quick}");
    }
}
