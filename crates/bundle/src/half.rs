//! IEEE 754 binary16: weights may be stored in half the bytes; they are computed with in 32 bits.

const SIGN: u16 = 0x8000;
const EXPONENT_MASK: u16 = 0x7c00;
const FRACTION_MASK: u16 = 0x03ff;

/// The value of a binary16 bit pattern; exact.
pub fn to_f32(bits: u16) -> f32 {
    let sign = u32::from(bits & SIGN) << 16;
    let exponent = u32::from(bits & EXPONENT_MASK) >> 10;
    let fraction = u32::from(bits & FRACTION_MASK);
    let magnitude = match exponent {
        // Subnormal: fraction · 2^-24, exact in 32 bits.
        0 => (fraction as f32 * f32::from_bits(0x3380_0000)).to_bits(),
        0x1f => 0x7f80_0000 | (fraction << 13),
        _ => ((exponent + 112) << 23) | (fraction << 13),
    };
    f32::from_bits(sign | magnitude)
}

/// The nearest binary16, ties to even; infinity beyond 65504.
pub fn from_f32(value: f32) -> u16 {
    let bits = value.to_bits();
    let sign = ((bits >> 16) as u16) & SIGN;
    let magnitude = bits & 0x7fff_ffff;
    if magnitude > 0x7f80_0000 {
        return sign | EXPONENT_MASK | 0x0200;
    }
    // 65520 is halfway between the largest binary16 and the next power of two.
    if magnitude >= 0x477f_f000 {
        return sign | EXPONENT_MASK;
    }
    // Below 2^-14 the spacing is 2^-24: adding 0.5 leaves the rounded count of them in the low bits.
    if magnitude < 0x3880_0000 {
        let shifted = f32::from_bits(magnitude) + 0.5;
        return sign | (shifted.to_bits() - 0x3f00_0000) as u16;
    }
    let odd = (magnitude >> 13) & 1;
    let rounded = magnitude - (112 << 23) + 0x0fff + odd;
    sign | (rounded >> 13) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_binary16_survives_the_way_there_and_back() {
        for bits in 0..=u16::MAX {
            let value = to_f32(bits);
            if value.is_nan() {
                assert!(to_f32(from_f32(value)).is_nan());
            } else {
                assert_eq!(from_f32(value), bits, "{value}");
            }
        }
    }

    #[test]
    fn rounding_is_to_the_nearest_with_ties_to_even() {
        for low in 0..0x7bffu16 {
            let (a, b) = (to_f32(low), to_f32(low + 1));
            let middle = (a + b) / 2.0;
            let even = if low % 2 == 0 { low } else { low + 1 };
            assert_eq!(from_f32(middle), even);
            assert_eq!(from_f32(a + (b - a) * 0.25), low);
            assert_eq!(from_f32(-(a + (b - a) * 0.75)), (low + 1) | SIGN);
        }
        assert_eq!(from_f32(65519.0), 0x7bff);
        assert_eq!(from_f32(65520.0), EXPONENT_MASK);
    }
}
