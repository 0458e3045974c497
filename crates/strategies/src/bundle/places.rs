//! Working sets, packed: four bits a variable, columns before rows.

use hunch_search::qp::{Place, WorkingSet};

/// Bits of a place.
const BITS: usize = 4;
/// Places in a word.
const PLACES: usize = 32 / BITS;
/// By code.
const CODES: [Place; 5] = [Place::Basic, Place::Superbasic, Place::AtLower, Place::AtUpper, Place::Free];

/// Words of a set of so many variables.
pub(super) fn words(variables: usize) -> usize {
    variables.div_ceil(PLACES)
}

/// The set of `n` columns and `m` rows; nothing where a code is none.
pub(super) fn unpacked(words: &[u32], n: usize, m: usize) -> Option<WorkingSet> {
    let place = |k: usize| {
        let code = words.get(k / PLACES)? >> (BITS * (k % PLACES)) & ((1 << BITS) - 1);
        CODES.get(code as usize).copied()
    };
    let columns = (0..n).map(place).collect::<Option<_>>()?;
    Some(WorkingSet { columns, rows: (n..n + m).map(place).collect::<Option<_>>()? })
}

/// The words of a set.
#[cfg(feature = "json")]
pub(super) fn packed(set: &WorkingSet) -> Vec<u32> {
    let mut packed = vec![0u32; words(set.columns.len() + set.rows.len())];
    for (k, place) in set.columns.iter().chain(&set.rows).enumerate() {
        let code = CODES.iter().position(|known| known == place).unwrap_or_default() as u32;
        packed[k / PLACES] |= code << (BITS * (k % PLACES));
    }
    packed
}
