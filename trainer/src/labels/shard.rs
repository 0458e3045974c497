//! One shard, made once.

use super::header::{DataSet, Header, Shard};
use super::source::Source;
use super::table::{Writer, read_header};
use crate::error::{Error, Result};
use serde::Serialize;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// What became of a shard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Made {
    /// The file.
    pub file: PathBuf,
    /// Its rows.
    pub rows: u64,
    /// Whether this call made it; else it was there.
    pub made: bool,
}

/// Makes the file of a shard in `folder`, unless it is there. Nothing carries the file's name before it is
/// whole and on disk, so that a run that is ended at any moment leaves at most a file `.tmp`, which nobody
/// reads; and two runs of the same shard do no harm, since both make the same bytes.
///
/// # Errors
/// [`Error::Content`] where the file there belongs to another data set; what labelling and writing return.
pub fn make(
    source: &Source,
    data: &DataSet,
    shard: Shard,
    folder: &Path,
    threads: usize,
    watch: &mut dyn FnMut(u64),
) -> Result<Made> {
    std::fs::create_dir_all(folder).map_err(Error::file(folder))?;
    let file = folder.join(shard.file_name());
    let range = shard.range(data.samples);
    let rows = range.end - range.start;
    if there(&file, data, shard)? {
        return Ok(Made { file, rows, made: false });
    }
    let temporary = folder.join(format!("{}.{}.tmp", shard.file_name(), unique()));
    let mut writer = Writer::create(&temporary)?;
    let mut done = 0;
    let written = source.label(data.seed, range, threads, &mut |rows| {
        done += rows.len() as u64;
        writer.add(rows)?;
        watch(done);
        Ok(())
    });
    let written = written
        .and_then(|()| writer.finish(|rows, digest| Header::new(data.clone(), Some(shard), rows, digest)));
    let named = written.and_then(|()| std::fs::rename(&temporary, &file).map_err(Error::file(&file)));
    if let Err(error) = named {
        let _ = std::fs::remove_file(&temporary);
        return Err(error);
    }
    synced(folder)?;
    Ok(Made { file, rows, made: true })
}

/// Whether the shard is in its place.
fn there(file: &Path, data: &DataSet, shard: Shard) -> Result<bool> {
    match file.try_exists() {
        Ok(false) => return Ok(false),
        Ok(true) => {}
        Err(error) => return Err(Error::file(file)(error)),
    }
    let found = read_header(file)?;
    if found.data == *data && found.shard == Some(shard) {
        return Ok(true);
    }
    let reason = "it holds labels of another data set; choose another folder, or the settings of that one";
    Err(Error::Content { path: file.into(), reason: reason.into() })
}

/// A name that no other run has: processes on several machines may write into one folder.
fn unique() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos());
    format!("{}-{now}", std::process::id())
}

/// Sees to it that names in a folder are on disk, where the system can.
pub(super) fn synced(folder: &Path) -> Result<()> {
    if cfg!(unix) {
        let opened = File::open(folder).map_err(Error::file(folder))?;
        opened.sync_all().map_err(Error::file(folder))?;
    }
    Ok(())
}
