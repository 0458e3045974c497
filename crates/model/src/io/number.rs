//! Numbers as texts: strict reading, shortest exact writing.

use crate::program::as_bound;

/// Reads a finite decimal number: digits with an optional point, sign and exponent. `None` for anything else,
/// also for the words that Rust would take (`nan`, `inf`) and for numbers that overflow.
pub(super) fn parse_finite(text: &str) -> Option<f64> {
    let decimal = |b: u8| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E');
    if !text.bytes().all(decimal) {
        return None;
    }
    text.parse().ok().filter(|v: &f64| v.is_finite())
}

/// Reads a bound: a finite number, a word for infinity, or a number of at least [`INFINITE`] in size, which
/// stands for it.
pub(super) fn parse_bound(text: &str) -> Option<f64> {
    let (sign, magnitude) = match text.as_bytes().first() {
        Some(b'-') => (-1.0, &text[1..]),
        Some(b'+') => (1.0, &text[1..]),
        _ => (1.0, text),
    };
    if is_infinity(magnitude) {
        return Some(sign * f64::INFINITY);
    }
    parse_finite(text).map(as_bound)
}

/// Reads a number as Fortran writes it too, with `D` or `d` before the exponent.
pub(super) fn parse_fortran<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
    parse(text).or_else(|| {
        let digits = |b: u8| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'd' | b'D');
        let is_fortran = text.bytes().all(digits) && text.contains(['d', 'D']);
        is_fortran.then(|| parse(&text.replace(['d', 'D'], "e"))).flatten()
    })
}

/// Whether the text is a word for infinity.
pub(super) fn is_infinity(text: &str) -> bool {
    text.eq_ignore_ascii_case("inf") || text.eq_ignore_ascii_case("infinity")
}

/// The shortest text that reads back as exactly `value` (finite).
pub(super) fn shortest(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let plain = value.to_string();
    let scientific = format!("{value:e}");
    if scientific.len() < plain.len() { scientific } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_decimal_numbers_are_numbers() {
        for (text, value) in [("1.", 1.0), (".5", 0.5), ("-2.5e3", -2500.0), ("+1E-2", 0.01)] {
            assert_eq!(parse_finite(text), Some(value), "{text}");
        }
        for text in ["", "-", "nan", "inf", "1e999", "1d5", "0x10", "1_000", "1e", "--1", "1 2"] {
            assert_eq!(parse_finite(text), None, "{text}");
        }
    }

    #[test]
    fn exponents_of_fortran_are_read_where_they_are_allowed() {
        let read = |text: &str| parse_fortran(text, parse_finite);
        for (text, value) in
            [("1.0D3", 1000.0), ("-2.5d-1", -0.25), ("1D+2", 100.0), ("7", 7.0), ("1e2", 100.0)]
        {
            assert_eq!(read(text), Some(value), "{text}");
        }
        for text in ["D3", "1D", "1D2D3", "1d2e3", "inD", "1.0 D3"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn infinity_is_a_word_or_a_huge_number() {
        for text in ["inf", "+INF", "Infinity", "1e20", "1e30", "+1e+31"] {
            assert_eq!(parse_bound(text), Some(f64::INFINITY), "{text}");
        }
        assert_eq!(parse_bound("-Inf"), Some(f64::NEG_INFINITY));
        assert_eq!(parse_bound("-1e30"), Some(f64::NEG_INFINITY));
        assert_eq!(parse_bound("1e19"), Some(1e19));
        assert_eq!(parse_bound("--inf"), None);
    }

    #[test]
    fn written_numbers_read_back_bit_by_bit() {
        for value in [0.1 + 0.2, 1e300, -1e-300, 5e-324, f64::MAX, 123_456_789.0, 1.0 / 3.0, -7.0] {
            assert_eq!(parse_finite(&shortest(value)), Some(value));
        }
        assert_eq!(shortest(-0.0), "0");
        assert_eq!(shortest(1e30), "1e30");
    }
}
