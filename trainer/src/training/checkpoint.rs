//! Checkpoints: a folder with the network, the optimiser's moments and the place in the run, replaced as a
//! whole.

use crate::error::{Error, Result};
use burn::module::Module;
use burn::optim::ModuleOptimizer;
use burn::store::{ModuleRecord, RecordError};
use burn::tensor::Bytes;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Names inside a checkpoint folder.
const NETWORK: &str = "network.bpk";
const OPTIMIZER: &str = "optimizer.bpk";
const STATE: &str = "state.json";

/// The checkpoint of a run folder, of whatever network and state.
pub struct Checkpoint {
    folder: PathBuf,
}

impl Checkpoint {
    /// The checkpoint inside `run`, whether it exists or not.
    pub fn of(run: &Path) -> Self {
        Self { folder: run.join("checkpoint") }
    }

    /// The folder to read: the newest complete one, if any.
    fn complete(&self) -> Option<PathBuf> {
        [self.folder.clone(), self.folder.with_extension("old")].into_iter().find(|f| f.join(STATE).is_file())
    }

    /// Whether there is a checkpoint.
    pub fn exists(&self) -> bool {
        self.complete().is_some()
    }

    /// Writes a checkpoint. A run that is ended midway leaves the previous one intact.
    ///
    /// # Errors
    /// [`Error::File`]; [`Error::Content`].
    pub fn write<M: Module>(
        &self,
        network: &M,
        optimizer: &ModuleOptimizer,
        state: &impl Serialize,
    ) -> Result<()> {
        let (new, old) = (self.folder.with_extension("new"), self.folder.with_extension("old"));
        remove(&new)?;
        std::fs::create_dir_all(&new).map_err(Error::file(&new))?;
        let put = |name: &str, bytes: &[u8]| {
            let path = new.join(name);
            std::fs::write(&path, bytes).map_err(Error::file(&path))
        };
        put(NETWORK, &network.clone().into_record().into_bytes().map_err(record_error(&new))?)?;
        put(OPTIMIZER, &optimizer.into_bytes().map_err(record_error(&new))?)?;
        put(STATE, &serde_json::to_vec_pretty(state).map_err(|e| content(&new, e))?)?;
        remove(&old)?;
        if self.folder.exists() {
            std::fs::rename(&self.folder, &old).map_err(Error::file(&old))?;
        }
        std::fs::rename(&new, &self.folder).map_err(Error::file(&self.folder))?;
        remove(&old)
    }

    /// Reads where the run stands.
    ///
    /// # Errors
    /// [`Error::File`]; [`Error::Content`].
    pub fn state<S: DeserializeOwned>(&self) -> Result<S> {
        let path = self.complete().unwrap_or_else(|| self.folder.clone()).join(STATE);
        let text = std::fs::read(&path).map_err(Error::file(&path))?;
        serde_json::from_slice(&text).map_err(|e| content(&path, e))
    }

    /// The method that the run says it is of; none in those of earlier versions, which say none.
    ///
    /// # Errors
    /// [`Error::File`]; [`Error::Content`].
    pub fn method(&self) -> Result<Option<String>> {
        /// The one field that is read whatever the method.
        #[derive(Deserialize)]
        struct Said {
            #[serde(default)]
            method: Option<String>,
        }
        Ok(self.state::<Said>()?.method)
    }

    /// Reads the weights into `network`, which has their shapes.
    ///
    /// # Errors
    /// [`Error::File`]; [`Error::Content`].
    pub fn network<M: Module>(&self, network: M) -> Result<M> {
        let (path, bytes) = self.bytes(NETWORK)?;
        let record = ModuleRecord::from_bytes(bytes).map_err(record_error(&path))?;
        network.try_load_record(record).map_err(record_error(&path))
    }

    /// Reads the optimiser's moments into `optimizer`.
    ///
    /// # Errors
    /// [`Error::File`]; [`Error::Content`].
    pub fn optimizer(&self, optimizer: ModuleOptimizer) -> Result<ModuleOptimizer> {
        let (path, bytes) = self.bytes(OPTIMIZER)?;
        optimizer.from_bytes(bytes).map_err(record_error(&path))
    }

    fn bytes(&self, name: &str) -> Result<(PathBuf, Bytes)> {
        let path = self.complete().unwrap_or_else(|| self.folder.clone()).join(name);
        let bytes = std::fs::read(&path).map_err(Error::file(&path))?;
        Ok((path, Bytes::from_bytes_vec(bytes)))
    }
}

/// Removes a folder if it is there.
fn remove(folder: &Path) -> Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::file(folder)(error)),
        _ => Ok(()),
    }
}

fn content(path: &Path, reason: impl ToString) -> Error {
    Error::Content { path: path.into(), reason: reason.to_string() }
}

fn record_error(path: &Path) -> impl FnOnce(RecordError) -> Error {
    let path = path.to_path_buf();
    move |error| content(&path, error)
}
