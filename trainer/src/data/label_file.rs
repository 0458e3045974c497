//! The label file of lot sizing: one bit a period and instance, `⌈horizon / 8⌉` bytes an instance, lowest bit
//! first.

use super::record_file::{RecordFile, RecordHeader};
use crate::error::Result;
use hunch_families::clsp::Distribution;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Marks the file as ours.
const FORMAT: &str = "hunch-labels";
/// Version of the layout.
const VERSION: u32 = 1;

/// How the instances of a label file were drawn and labelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Header {
    format: String,
    version: u32,
    /// Problem family.
    pub family: String,
    /// The distribution that instances are drawn from.
    pub distribution: Distribution,
    /// Version of the sampler.
    pub sampler_version: u32,
    /// Instance `i` has the seed `instance_seed(seed, i)`.
    pub seed: u64,
    /// The algorithm that gave the labels.
    pub label_source: String,
}

impl Header {
    /// The header of a data set.
    pub fn new(distribution: Distribution, seed: u64, label_source: &str) -> Self {
        Self {
            format: FORMAT.into(),
            version: VERSION,
            family: "clsp".into(),
            distribution,
            sampler_version: hunch_families::clsp::SAMPLER_VERSION,
            seed,
            label_source: label_source.into(),
        }
    }
}

impl RecordHeader for Header {
    fn record_bytes(&self) -> usize {
        self.distribution.horizon.div_ceil(8)
    }

    fn check(&self) -> std::result::Result<(), String> {
        if self.format == FORMAT && self.version == VERSION {
            return Ok(());
        }
        let found = format!("{} version {}", self.format, self.version);
        Err(format!("first line says {found}; this build reads {FORMAT} version {VERSION}"))
    }
}

/// An open label file, positioned for appending.
pub struct LabelFile(RecordFile<Header>);

impl LabelFile {
    /// Opens or creates the file of `header`; a cut-off last record is dropped.
    ///
    /// # Errors
    /// [`crate::error::Error::File`]; [`crate::error::Error::Content`] when the file belongs to another data
    /// set.
    pub fn open(path: &Path, header: &Header) -> Result<Self> {
        RecordFile::open(path, header).map(Self)
    }

    /// How many instances have labels.
    pub fn count(&self) -> u64 {
        self.0.count()
    }

    /// Appends the labels of the next instances, one `horizon` long vector each.
    ///
    /// # Errors
    /// [`crate::error::Error::File`].
    pub fn append(&mut self, labels: &[Vec<bool>]) -> Result<()> {
        let pack =
            |bits: &[bool]| bits.iter().enumerate().fold(0u8, |byte, (k, bit)| byte | (u8::from(*bit) << k));
        let bytes: Vec<u8> = labels.iter().flat_map(|label| label.chunks(8).map(pack)).collect();
        self.0.append(&bytes)
    }

    /// Reads header and the packed labels of the first `limit` instances (all when `None`).
    ///
    /// # Errors
    /// [`crate::error::Error::File`]; [`crate::error::Error::Content`].
    pub fn read(path: &Path, limit: Option<u64>) -> Result<(Header, Vec<u8>)> {
        RecordFile::read(path, limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use std::fs::OpenOptions;
    use std::path::PathBuf;

    fn header(seed: u64) -> Header {
        Header::new(Distribution { c: 3, f: 1000, horizon: 11 }, seed, "test")
    }

    fn temporary(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("hunch-{}-{name}", std::process::id()));
        let _ = std::fs::remove_file(&path);
        path
    }

    #[test]
    fn labels_survive_a_run_that_was_cut_off() {
        let path = temporary("cut");
        let labels: Vec<Vec<bool>> = (0..5).map(|i| (0..11).map(|t| (t * i) % 3 == 1).collect()).collect();
        LabelFile::open(&path, &header(1)).unwrap().append(&labels[..3]).unwrap();
        let length = std::fs::metadata(&path).unwrap().len();
        OpenOptions::new().write(true).open(&path).unwrap().set_len(length - 1).unwrap();
        let mut file = LabelFile::open(&path, &header(1)).unwrap();
        assert_eq!(file.count(), 2);
        file.append(&labels[2..]).unwrap();
        let (found, bytes) = LabelFile::read(&path, None).unwrap();
        assert_eq!((found, bytes.len()), (header(1), 10));
        for (i, label) in labels.iter().enumerate() {
            for (t, bit) in label.iter().enumerate() {
                assert_eq!((bytes[2 * i + t / 8] >> (t % 8)) & 1 == 1, *bit, "instance {i}, period {t}");
            }
        }
        assert_eq!(LabelFile::read(&path, Some(2)).unwrap().1, bytes[..4]);
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn a_file_of_another_data_set_is_refused() {
        let path = temporary("other");
        LabelFile::open(&path, &header(1)).unwrap();
        assert!(matches!(LabelFile::open(&path, &header(2)), Err(Error::Content { .. })));
        std::fs::write(&path, "no header").unwrap();
        assert!(matches!(LabelFile::read(&path, None), Err(Error::Content { .. })));
        std::fs::remove_file(path).unwrap();
    }
}
