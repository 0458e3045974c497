//! The label file: one line of JSON that says how to draw the instances again, then one bit a period and instance.
//!
//! Every instance takes `⌈horizon / 8⌉` bytes, lowest bit first, so the count follows from the length and a run that was cut off
//! continues after its last whole record.

use crate::error::{Error, Result};
use hunch_families::clsp::Distribution;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Marks the file as ours.
const FORMAT: &str = "hunch-labels";
/// Version of the layout.
const VERSION: u32 = 1;
/// A longer first line is not one of our headers.
const MAX_HEADER_BYTES: u64 = 4096;

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

    fn record_bytes(&self) -> usize {
        self.distribution.horizon.div_ceil(8)
    }
}

/// An open label file, positioned for appending.
pub struct LabelFile {
    header: Header,
    path: PathBuf,
    file: File,
    count: u64,
}

impl LabelFile {
    /// Opens or creates the file of `header`; a cut-off last record is dropped.
    ///
    /// # Errors
    /// [`Error::File`]; [`Error::Content`] when the file belongs to another data set.
    pub fn open(path: &Path, header: &Header) -> Result<Self> {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(Error::file(path))?;
        let length = file.metadata().map_err(Error::file(path))?.len();
        if length == 0 {
            let mut line = serde_json::to_string(header).map_err(|e| content(path, e))?;
            line.push('\n');
            file.write_all(line.as_bytes()).map_err(Error::file(path))?;
            return Ok(Self { header: header.clone(), path: path.into(), file, count: 0 });
        }
        let (found, start) = read_header(path, &file)?;
        if found != *header {
            return Err(content(
                path,
                "holds another data set; choose another file or the settings in its first line",
            ));
        }
        let record = header.record_bytes() as u64;
        let count = length.saturating_sub(start) / record;
        file.set_len(start + count * record).map_err(Error::file(path))?;
        file.seek(SeekFrom::End(0)).map_err(Error::file(path))?;
        Ok(Self { header: found, path: path.into(), file, count })
    }

    /// How many instances have labels.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Appends the labels of the next instances, one `horizon` long vector each.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn append(&mut self, labels: &[Vec<bool>]) -> Result<()> {
        let mut bytes = Vec::with_capacity(labels.len() * self.header.record_bytes());
        for label in labels {
            bytes.extend(label.chunks(8).map(|bits| {
                bits.iter().enumerate().fold(0u8, |byte, (k, bit)| byte | (u8::from(*bit) << k))
            }));
        }
        self.file.write_all(&bytes).map_err(Error::file(&self.path))?;
        self.count += labels.len() as u64;
        Ok(())
    }

    /// Reads header and the packed labels of the first `limit` instances (all when `None`).
    ///
    /// # Errors
    /// [`Error::File`]; [`Error::Content`].
    pub fn read(path: &Path, limit: Option<u64>) -> Result<(Header, Vec<u8>)> {
        let mut file = File::open(path).map_err(Error::file(path))?;
        let (header, start) = read_header(path, &file)?;
        file.seek(SeekFrom::Start(start)).map_err(Error::file(path))?;
        let record = header.record_bytes();
        let mut bytes = Vec::new();
        let longest = limit.map_or(u64::MAX, |n| n.saturating_mul(record as u64));
        file.take(longest).read_to_end(&mut bytes).map_err(Error::file(path))?;
        bytes.truncate(bytes.len() / record * record);
        Ok((header, bytes))
    }
}

/// The header and the place where the labels begin.
fn read_header(path: &Path, file: &File) -> Result<(Header, u64)> {
    let mut line = String::new();
    let mut reader = BufReader::new(file.take(MAX_HEADER_BYTES));
    reader.read_line(&mut line).map_err(|e| content(path, e))?;
    let header: Header =
        serde_json::from_str(&line).map_err(|e| content(path, format!("first line: {e}")))?;
    if header.format != FORMAT || header.version != VERSION {
        let found = format!("{} version {}", header.format, header.version);
        return Err(content(
            path,
            format!("first line says {found}; this build reads {FORMAT} version {VERSION}"),
        ));
    }
    if header.distribution.horizon == 0 || !line.ends_with('\n') {
        return Err(content(path, "first line is cut off or has an empty horizon"));
    }
    Ok((header, line.len() as u64))
}

fn content(path: &Path, reason: impl ToString) -> Error {
    Error::Content { path: path.into(), reason: reason.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

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
