//! A hash that is the same on every machine and in every run, where the standard library's is not promised to
//! be.

/// 64-bit FNV-1a, by words instead of bytes (Fowler, Noll and Vo, "The FNV non-cryptographic hash
/// algorithm").
pub fn fingerprint(words: impl Iterator<Item = u64>) -> u64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    words.fold(OFFSET, |hash, word| (hash ^ word).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_every_word_count() {
        let of = |words: &[u64]| fingerprint(words.iter().copied());
        assert_eq!(of(&[1, 2]), of(&[1, 2]));
        assert_ne!(of(&[1, 2]), of(&[2, 1]));
        assert_ne!(of(&[1, 2]), of(&[1, 2, 0]));
    }
}
