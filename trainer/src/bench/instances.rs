//! Which programs are run: a folder of public ones, and the seeded ones of [`hunch_families::benchmark`].

use crate::error::{Error, Result};
use hunch_families::benchmark::{CLASSES, Class};
use hunch_model::Program;
use hunch_model::io::{Format, load};
use std::path::{Path, PathBuf};

/// The list of a folder of public instances: lines `path,rows,cols,integers,optimum` under a header.
const LIST: &str = "optima.csv";

/// A program of the benchmark, read or drawn when it is its turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its name.
    pub name: String,
    /// Family and size, such as `facility-40x40`; for files the folder that they are in.
    pub family: String,
    /// The published optimum, where one is known.
    pub optimum: Option<f64>,
    source: Source,
}

#[derive(Clone, Debug, PartialEq)]
enum Source {
    File(PathBuf),
    Seeded(Class, u64),
}

impl Item {
    /// The program.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn program(&self) -> Result<Program> {
        match &self.source {
            Source::File(path) => {
                let bytes = std::fs::read(path).map_err(Error::file(path))?;
                load(&bytes, &path.to_string_lossy())
                    .map_err(|e| Error::Content { path: path.clone(), reason: e.to_string() })
            }
            Source::Seeded(class, number) => Ok(class.instance(*number)?),
        }
    }

    /// `count` instances of every class, as `tests/bench` has them.
    pub fn seeded(count: u64) -> Vec<Self> {
        let item = |class: Class, number| Self {
            name: format!("{}-{number}", class.name()),
            family: class.name(),
            optimum: None,
            source: Source::Seeded(class, number),
        };
        CLASSES.into_iter().flat_map(|class| (0..count).map(move |number| item(class, number))).collect()
    }

    /// The instances that `optima.csv` in `folder` lists; without such a list, the folder's own program
    /// files.
    ///
    /// # Errors
    /// A folder or list that cannot be read.
    pub fn public(folder: &Path) -> Result<Vec<Self>> {
        let list = folder.join(LIST);
        if !list.is_file() {
            return files(folder);
        }
        let text = std::fs::read_to_string(&list).map_err(Error::file(&list))?;
        let lines = text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty());
        lines.map(|(k, line)| listed(folder, &list, k + 1, line)).collect()
    }

    /// Whether the item belongs to a family, given with its size or without.
    pub fn is_of(&self, family: &str) -> bool {
        let without_size = match self.source {
            Source::Seeded(class, _) => class.family(),
            Source::File(_) => &self.family,
        };
        self.family == family || without_size == family
    }
}

/// The items of the named families, all if none is named.
///
/// # Errors
/// A name that no item has.
pub fn choose(items: Vec<Item>, families: &[String]) -> Result<Vec<Item>> {
    if let Some(unknown) = families.iter().find(|family| !items.iter().any(|item| item.is_of(family))) {
        let mut known: Vec<&str> = items.iter().map(|item| item.family.as_str()).collect();
        known.dedup();
        let expected = format!("it must be among {} (or a family without its size)", known.join(", "));
        return Err(Error::Setting { field: "--families", value: unknown.clone(), expected });
    }
    let chosen = |item: &Item| families.is_empty() || families.iter().any(|family| item.is_of(family));
    Ok(items.into_iter().filter(chosen).collect())
}

/// A line of the list.
fn listed(folder: &Path, list: &Path, number: usize, line: &str) -> Result<Item> {
    let wrong = |reason: &str| Error::Content {
        path: list.into(),
        reason: format!("line {number} is {line:?}; {reason}"),
    };
    let fields: Vec<&str> = line.split(',').map(str::trim).collect();
    let [path, _, _, _, optimum] = fields[..] else {
        return Err(wrong("it must be path,rows,cols,integers,optimum"));
    };
    let optimum = optimum.parse().map_err(|_| wrong("its optimum must be a number"))?;
    Ok(Item { optimum: Some(optimum), ..file(&folder.join(path)) })
}

/// The program files of a folder, by name.
fn files(folder: &Path) -> Result<Vec<Item>> {
    let entries = std::fs::read_dir(folder).map_err(Error::file(folder))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(Error::file(folder))?.path());
    }
    paths.retain(|path| path.is_file() && Format::from_file_name(&path.to_string_lossy()).is_some());
    paths.sort();
    Ok(paths.iter().map(|path| file(path)).collect())
}

fn file(path: &Path) -> Item {
    let text = |name: Option<&std::ffi::OsStr>| name.unwrap_or_default().to_string_lossy().into_owned();
    let name = text(path.file_name());
    let parent = path.parent().and_then(|folder| folder.canonicalize().ok());
    Item {
        name: name.split('.').next().unwrap_or(&name).to_owned(),
        family: text(parent.as_deref().and_then(Path::file_name)),
        optimum: None,
        source: Source::File(path.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_chosen_with_their_size_or_without() {
        let names = |families: &[&str]| {
            let families: Vec<String> = families.iter().map(|&f| f.into()).collect();
            choose(Item::seeded(2), &families)
                .map(|items| items.into_iter().map(|i| i.name).collect::<Vec<_>>())
        };
        assert_eq!(names(&["clsp-90"]).unwrap(), ["clsp-90-0", "clsp-90-1"]);
        assert_eq!(names(&["facility"]).unwrap().len(), 8);
        assert_eq!(names(&[]).unwrap().len(), 2 * CLASSES.len());
        let error = names(&["tsp"]).unwrap_err().to_string();
        assert!(error.contains("tsp") && error.contains("facility-20x20"), "{error}");
    }
}
