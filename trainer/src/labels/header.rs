//! What a file of labels says of itself, in its metadata.

use hunch_families::clsp::Distribution;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// Marks a file as ours.
pub const FORMAT: &str = "hunch-label-table";
/// Version of columns and metadata.
pub const VERSION: u32 = 1;

/// Most shards of a data set: file names have so many digits.
pub const MOST_SHARDS: u64 = 999_999;

/// What is labelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum What {
    /// θ of a parametric program that a file holds, by their strategies.
    Program {
        /// The program's name.
        name: String,
    },
    /// θ of a family that is data, by their strategies.
    Parametric {
        /// The family.
        family: String,
        /// Its sizes.
        sizes: Vec<usize>,
        /// Seed of the data that θ does not move.
        data_seed: u64,
    },
    /// Instances of lot sizing, by the periods that produce.
    Lots {
        /// How they are drawn.
        distribution: Distribution,
    },
}

/// All labels that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DataSet {
    /// What is labelled.
    pub what: What,
    /// A hash of the program or of the sampler, so that equal names do not pass for equal data.
    pub fingerprint: String,
    /// How labels are found; another rule gives other labels.
    pub rule: String,
    /// Seed of the draws.
    pub seed: u64,
    /// Number of draws.
    pub samples: u64,
}

/// A shard, `index` of `count`, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shard {
    /// Which.
    pub index: u64,
    /// Of how many.
    pub count: u64,
}

/// A file's metadata.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Header {
    format: String,
    version: u32,
    /// What the labels belong to.
    pub data: DataSet,
    /// Which part of them; `None` for all.
    pub shard: Option<Shard>,
    /// Rows of the file, and a hash of them.
    pub rows: u64,
    /// See `rows`.
    pub digest: String,
}

impl Header {
    /// The header of a file.
    pub fn new(data: DataSet, shard: Option<Shard>, rows: u64, digest: String) -> Self {
        Self { format: FORMAT.into(), version: VERSION, data, shard, rows, digest }
    }

    /// Indices of the file's rows.
    pub fn range(&self) -> Range<u64> {
        self.shard.map_or(0..self.data.samples, |shard| shard.range(self.data.samples))
    }

    /// Whether this build reads the file, and whether it is whole.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn check(&self) -> Result<(), String> {
        if self.format != FORMAT || self.version != VERSION {
            let found = format!("{} version {}", self.format, self.version);
            return Err(format!("its metadata say {found}; this build reads {FORMAT} version {VERSION}"));
        }
        if let Some(shard) = self.shard {
            shard.check()?;
        }
        let (expected, rows) = (self.range().end - self.range().start, self.rows);
        if rows == expected { Ok(()) } else { Err(format!("it has {rows} rows; its shard has {expected}")) }
    }
}

impl Shard {
    /// The draws of a shard: all shards are equally long, but for one.
    pub fn range(self, samples: u64) -> Range<u64> {
        let start = |index: u64| (u128::from(samples) * u128::from(index) / u128::from(self.count)) as u64;
        start(self.index - 1)..start(self.index)
    }

    /// Its file.
    pub fn file_name(self) -> String {
        format!("labels-{:06}-of-{:06}.parquet", self.index, self.count)
    }

    fn check(self) -> Result<(), String> {
        let is_shard = (1..=self.count).contains(&self.index) && self.count <= MOST_SHARDS;
        let expected = format!("a shard is i/n with 1 <= i <= n <= {MOST_SHARDS}");
        if is_shard { Ok(()) } else { Err(expected) }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.index, self.count)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "a shard is i/n, such as 3/100".to_owned();
        let (index, count) = text.split_once('/').ok_or_else(wrong)?;
        let number = |text: &str| text.parse().map_err(|_| wrong());
        let shard = Self { index: number(index)?, count: number(count)? };
        shard.check().map(|()| shard)
    }
}

/// A hash of 128 bits in 32 hexadecimal digits (FNV-1a), the same on every platform: it tells mixed-up files
/// apart and is no defence.
#[derive(Clone, Copy)]
pub struct Digest(u128);

impl Default for Digest {
    fn default() -> Self {
        Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }
}

impl Digest {
    /// Adds bytes, with their number before them.
    pub fn add(&mut self, bytes: &[u8]) {
        for &byte in (bytes.len() as u64).to_le_bytes().iter().chain(bytes) {
            self.0 = (self.0 ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        }
    }

    /// In hexadecimal digits.
    pub fn text(self) -> String {
        format!("{:032x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_cover_every_draw_once() {
        for (samples, count) in [(10, 3), (3, 7), (0, 2), (1_000_003, 1000)] {
            let mut next = 0;
            for index in 1..=count {
                let range = Shard { index, count }.range(samples);
                assert_eq!(range.start, next);
                next = range.end;
            }
            assert_eq!(next, samples);
        }
    }

    #[test]
    fn shards_are_read_as_they_are_written() {
        let shard: Shard = "3/100".parse().unwrap();
        assert_eq!(
            (shard.to_string(), shard.file_name()),
            ("3/100".into(), "labels-000003-of-000100.parquet".into())
        );
        for wrong in ["", "3", "0/4", "5/4", "1/0", "a/b", "-1/4", "1/1000000"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
