//! All shards of a data set, checked and joined.

use super::header::{DataSet, Header};
use super::shard::synced;
use super::table::{Reader, Writer, read_header};
use crate::error::{Error, Result};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Problems that a message names one by one.
const NAMED: usize = 20;

/// What became of a merge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Merged {
    /// The file.
    pub file: PathBuf,
    /// Its rows.
    pub rows: u64,
    /// Shards that it was made of.
    pub shards: u64,
    /// Different labels.
    pub labels: u64,
}

/// Joins the shards among `paths` (files, and folders of which all Parquet files count) into `out`. The
/// result depends on the data set alone, not on how many shards it was cut into.
///
/// # Errors
/// [`Error::Content`] that names all shards that are missing, doubled, foreign or damaged; nothing is written
/// then.
pub fn merge(paths: &[PathBuf], out: &Path) -> Result<Merged> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut inside = parquet_files(path)?;
            inside.retain(|file| file != out);
            files.extend(inside);
        } else {
            files.push(path.clone());
        }
    }
    let (data, shards) = complete(&files, paths)?;
    let name = out.file_name().map_or_else(|| "labels".into(), |name| name.to_string_lossy());
    let temporary = out.with_file_name(format!("{name}.{}.tmp", std::process::id()));
    let joined = join(&data, &shards, &temporary);
    let named =
        joined.and_then(|counts| std::fs::rename(&temporary, out).map(|()| counts).map_err(Error::file(out)));
    if named.is_err() {
        let _ = std::fs::remove_file(&temporary);
    }
    let (rows, labels) = named?;
    match out.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => synced(folder)?,
        _ => synced(Path::new("."))?,
    }
    Ok(Merged { file: out.into(), rows, shards: shards.len() as u64, labels })
}

fn parquet_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(Error::file(folder))? {
        let path = entry.map_err(Error::file(folder))?.path();
        if path.extension().is_some_and(|ending| ending == "parquet") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The files in the order of their shards, if they are all, each once, of one data set.
fn complete(files: &[PathBuf], paths: &[PathBuf]) -> Result<(DataSet, Vec<PathBuf>)> {
    let place = paths.first().cloned().unwrap_or_default();
    let mut problems = Vec::new();
    let mut headers: Vec<(&PathBuf, Header)> = Vec::new();
    for file in files {
        match read_header(file) {
            Ok(header) => headers.push((file, header)),
            Err(error) => problems.push(format!("damaged or foreign: {error}")),
        }
    }
    // What most of the files are of is what is wanted; the others are foreign.
    let kind = |header: &Header| (header.data.clone(), header.shard.map(|shard| shard.count));
    let votes = |header: &Header| headers.iter().filter(|(_, other)| kind(other) == kind(header)).count();
    let wanted = headers.iter().filter(|(_, header)| header.shard.is_some());
    // The first of those with most votes.
    let wanted = wanted.rev().max_by_key(|(_, header)| votes(header)).map(|(_, header)| kind(header));
    let Some((data, Some(count))) = wanted else {
        problems.push("there is no shard".into());
        return Err(told(place, problems));
    };
    let mut found: BTreeMap<u64, &PathBuf> = BTreeMap::new();
    for (file, header) in &headers {
        match header.shard {
            Some(shard) if kind(header) == (data.clone(), Some(count)) => {
                if let Some(first) = found.insert(shard.index, file) {
                    let (first, file) = (first.display(), file.display());
                    problems.push(format!("doubled: shard {shard} is in {first} and in {file}"));
                }
            }
            _ => problems.push(format!("foreign: {} is of another data set", file.display())),
        }
    }
    let missing: Vec<u64> = (1..=count).filter(|index| !found.contains_key(index)).collect();
    if !missing.is_empty() {
        problems.push(format!("missing: {} of {count} shards: {}", missing.len(), ranges(&missing)));
    }
    if problems.is_empty() {
        return Ok((data, found.into_values().cloned().collect()));
    }
    Err(told(place, problems))
}

fn told(path: PathBuf, mut problems: Vec<String>) -> Error {
    let more = problems.len().saturating_sub(NAMED);
    problems.truncate(NAMED);
    if more > 0 {
        problems.push(format!("{more} more"));
    }
    Error::Content { path, reason: problems.join("; ") }
}

/// `1-3,7` for 1, 2, 3, 7: as array jobs are asked for.
fn ranges(numbers: &[u64]) -> String {
    let runs = numbers.chunk_by(|a, b| a + 1 == *b);
    let text = |run: &[u64]| match run {
        [first, .., last] => format!("{first}-{last}"),
        [one] => one.to_string(),
        [] => String::new(),
    };
    runs.map(text).collect::<Vec<_>>().join(",")
}

/// Writes all rows, a strategy's start at its first row alone; returns the numbers of rows and labels.
fn join(data: &DataSet, shards: &[PathBuf], out: &Path) -> Result<(u64, u64)> {
    let mut writer = Writer::create(out)?;
    let (mut rows, mut labels) = (0, BTreeSet::new());
    for path in shards {
        let mut reader = Reader::open(path)?;
        loop {
            let mut next = reader.next_rows()?;
            if next.is_empty() {
                break;
            }
            rows += next.len() as u64;
            for row in &mut next {
                if let Some(label) = &row.label
                    && !labels.contains(label)
                {
                    labels.insert(label.clone());
                } else {
                    row.start = None;
                }
            }
            writer.add(next)?;
        }
    }
    writer.finish(|rows, digest| Header::new(data.clone(), None, rows, digest))?;
    Ok((rows, labels.len() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_shards_are_named_as_array_jobs_are_asked_for() {
        assert_eq!(ranges(&[1, 2, 3, 7, 9, 10]), "1-3,7,9-10");
    }
}
