//! Strategies in canonical form, and the table of those that were seen.
//!
//! The strategy of an optimum x of a program (sections 2.1 and 2.2 of the paper):
//!
//! - the values of the integer columns;
//! - with these fixed, which bounds of the continuous columns and which sides of the rows are tight.
//!   Equations and columns whose bounds are equal are tight always, and rows of integer columns alone follow
//!   from their values: neither is part of it.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What determines an optimum. All lists are increasing, so that equal strategies are equal as data, on every
/// platform.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Strategy {
    /// Values of the integer columns, in the order of the program's columns.
    pub integers: Vec<i64>,
    /// Continuous columns at their lower bounds.
    pub column_lower: Vec<u32>,
    /// Continuous columns at their upper bounds.
    pub column_upper: Vec<u32>,
    /// Rows at their lower sides.
    pub row_lower: Vec<u32>,
    /// Rows at their upper sides.
    pub row_upper: Vec<u32>,
}

impl Strategy {
    /// Number of tight bounds and sides.
    pub fn tight(&self) -> usize {
        [&self.column_lower, &self.column_upper, &self.row_lower, &self.row_upper].map(Vec::len).iter().sum()
    }

    /// A hash that is the same on every platform and in every release: FNV-1a of 128 bits over the lists,
    /// each with its length before it, as little-endian words (integers of 64 bits, all else of 32).
    pub fn hash128(&self) -> u128 {
        let mut hash = Fnv::new();
        hash.add(&(self.integers.len() as u32).to_le_bytes());
        self.integers.iter().for_each(|value| hash.add(&value.to_le_bytes()));
        for list in [&self.column_lower, &self.column_upper, &self.row_lower, &self.row_upper] {
            hash.add(&(list.len() as u32).to_le_bytes());
            list.iter().for_each(|index| hash.add(&index.to_le_bytes()));
        }
        hash.state
    }

    /// The hash as 32 hexadecimal digits: the strategy's name in files.
    pub fn id(&self) -> String {
        format!("{:032x}", self.hash128())
    }
}

/// FNV-1a (Fowler, Noll & Vo; offset and prime of 128 bits).
struct Fnv {
    state: u128,
}

impl Fnv {
    fn new() -> Self {
        Self { state: 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d }
    }

    fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.state ^= u128::from(byte);
            self.state = self.state.wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        }
    }
}

/// The strategies that were seen, numbered in the order of their first sight.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Strategy>", into = "Vec<Strategy>")]
pub struct Strategies {
    list: Vec<Strategy>,
    numbers: BTreeMap<u128, Vec<u32>>,
}

impl Strategies {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them, by number.
    pub fn list(&self) -> &[Strategy] {
        &self.list
    }

    /// The strategy of that number.
    pub fn get(&self, number: u32) -> Option<&Strategy> {
        self.list.get(number as usize)
    }

    /// The number of a strategy that was seen.
    pub fn number(&self, strategy: &Strategy) -> Option<u32> {
        let same_hash = self.numbers.get(&strategy.hash128())?;
        same_hash.iter().copied().find(|&number| self.get(number) == Some(strategy))
    }

    /// The number of a strategy, a new one where it was not seen.
    pub fn add(&mut self, strategy: Strategy) -> u32 {
        if let Some(number) = self.number(&strategy) {
            return number;
        }
        let number = self.list.len() as u32;
        self.numbers.entry(strategy.hash128()).or_default().push(number);
        self.list.push(strategy);
        number
    }
}

impl From<Vec<Strategy>> for Strategies {
    fn from(list: Vec<Strategy>) -> Self {
        let mut strategies = Self::default();
        list.into_iter().for_each(|strategy| {
            strategies.add(strategy);
        });
        strategies
    }
}

impl From<Strategies> for Vec<Strategy> {
    fn from(strategies: Strategies) -> Self {
        strategies.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_documented_one_and_tells_lists_apart() {
        // FNV-1a of nothing but five zero lengths, computed apart.
        let lengths = [0u8; 20];
        let expected = lengths.iter().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58du128, |state, &byte| {
            (state ^ u128::from(byte)).wrapping_mul((1 << 88) + 0x13b)
        });
        assert_eq!(Strategy::default().hash128(), expected);
        let lower = Strategy { row_lower: vec![3], ..Strategy::default() };
        let upper = Strategy { row_upper: vec![3], ..Strategy::default() };
        assert_ne!(lower.id(), upper.id());
        assert_eq!(lower.id().len(), 32);
    }

    #[test]
    fn numbers_are_given_in_the_order_of_first_sight_and_come_back() {
        let strategy = |k: i64| Strategy { integers: vec![k], ..Strategy::default() };
        let mut table = Strategies::default();
        assert_eq!([7, 5, 7, 9, 5].map(|k| table.add(strategy(k))), [0, 1, 0, 2, 1]);
        assert_eq!((table.len(), table.number(&strategy(9)), table.number(&strategy(8))), (3, Some(2), None));
        let text = serde_json::to_string(&table).unwrap();
        assert_eq!(serde_json::from_str::<Strategies>(&text).unwrap(), table);
    }
}
