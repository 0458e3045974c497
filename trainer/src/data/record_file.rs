//! A file of labels: one line of JSON that says how to draw the instances again, then records of one length,
//! one an instance.
//!
//! The count follows from the length, so a run that was cut off continues after its last whole record.

use crate::error::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A longer first line is not one of our headers.
const MAX_HEADER_BYTES: u64 = 4096;

/// The first line of a file.
pub trait RecordHeader: Clone + PartialEq + Serialize + DeserializeOwned {
    /// Bytes of one record, at least 1.
    fn record_bytes(&self) -> usize;

    /// Whether this build reads the file.
    ///
    /// # Errors
    /// What is wrong with the first line, in words.
    fn check(&self) -> std::result::Result<(), String>;
}

/// An open file of records, positioned for appending.
pub struct RecordFile<H> {
    path: PathBuf,
    file: File,
    count: u64,
    record: u64,
    header: std::marker::PhantomData<H>,
}

impl<H: RecordHeader> RecordFile<H> {
    /// Opens or creates the file of `header`; a cut-off last record is dropped.
    ///
    /// # Errors
    /// [`Error::File`]; [`Error::Content`] when the file belongs to another data set.
    pub fn open(path: &Path, header: &H) -> Result<Self> {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(Error::file(path))?;
        let record = header.record_bytes() as u64;
        let length = file.metadata().map_err(Error::file(path))?.len();
        let mut count = 0;
        if length == 0 {
            let mut line = serde_json::to_string(header).map_err(|e| content(path, e))?;
            line.push('\n');
            file.write_all(line.as_bytes()).map_err(Error::file(path))?;
        } else {
            let (found, start) = read_header::<H>(path, &file)?;
            if found != *header {
                return Err(content(
                    path,
                    "holds another data set; choose another file or the settings in its first line",
                ));
            }
            count = length.saturating_sub(start) / record;
            file.set_len(start + count * record).map_err(Error::file(path))?;
            file.seek(SeekFrom::End(0)).map_err(Error::file(path))?;
        }
        Ok(Self { path: path.into(), file, count, record, header: std::marker::PhantomData })
    }

    /// How many records there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Appends whole records.
    ///
    /// # Errors
    /// [`Error::File`]; [`Error::Content`] when the bytes are no whole number of records.
    pub fn append(&mut self, bytes: &[u8]) -> Result<()> {
        let length = bytes.len() as u64;
        if !length.is_multiple_of(self.record) {
            let reason = format!("{length} bytes are no whole number of records of {} bytes", self.record);
            return Err(content(&self.path, reason));
        }
        self.file.write_all(bytes).map_err(Error::file(&self.path))?;
        self.count += length / self.record;
        Ok(())
    }

    /// Reads the header and the first `limit` records (all when `None`).
    ///
    /// # Errors
    /// [`Error::File`]; [`Error::Content`].
    pub fn read(path: &Path, limit: Option<u64>) -> Result<(H, Vec<u8>)> {
        let mut file = File::open(path).map_err(Error::file(path))?;
        let (header, start) = read_header::<H>(path, &file)?;
        file.seek(SeekFrom::Start(start)).map_err(Error::file(path))?;
        let record = header.record_bytes();
        let mut bytes = Vec::new();
        let longest = limit.map_or(u64::MAX, |n| n.saturating_mul(record as u64));
        file.take(longest).read_to_end(&mut bytes).map_err(Error::file(path))?;
        bytes.truncate(bytes.len() / record * record);
        Ok((header, bytes))
    }
}

/// The header and the place where the records begin.
fn read_header<H: RecordHeader>(path: &Path, file: &File) -> Result<(H, u64)> {
    let mut line = String::new();
    let mut reader = BufReader::new(file.take(MAX_HEADER_BYTES));
    reader.read_line(&mut line).map_err(|e| content(path, e))?;
    let header: H = serde_json::from_str(&line).map_err(|e| content(path, format!("first line: {e}")))?;
    header.check().map_err(|reason| content(path, reason))?;
    if !line.ends_with('\n') || header.record_bytes() == 0 {
        return Err(content(path, "first line is cut off or says that records are empty"));
    }
    Ok((header, line.len() as u64))
}

fn content(path: &Path, reason: impl ToString) -> Error {
    Error::Content { path: path.into(), reason: reason.to_string() }
}
