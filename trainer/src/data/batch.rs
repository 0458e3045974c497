//! Labelled instances as batches of a network.

use super::label_file::{Header, LabelFile};
use super::statistics::Statistics;
use crate::error::{Error, Result};
use hunch_families::clsp::{self, Distribution, FEATURES, Instance, instance_seed};
use std::ops::Range;
use std::path::Path;

/// A batch, time-major.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// Standardised features `[horizon, size, FEATURES]`.
    pub features: Vec<f32>,
    /// Labels `[horizon, size]`, 0 or 1.
    pub labels: Vec<f32>,
    /// Number of instances.
    pub size: usize,
    /// Number of periods.
    pub horizon: usize,
}

/// The labelled instances of a label file. The last ones are kept for validation.
#[derive(Clone, Debug)]
pub struct Samples {
    header: Header,
    bits: Vec<u8>,
    statistics: Statistics,
    validation: usize,
}

impl Samples {
    /// Reads the first `samples + validation` labels of a file.
    ///
    /// # Errors
    /// [`Error::Content`] when the file holds fewer; what reading it returns.
    pub fn read(path: &Path, samples: usize, validation: usize) -> Result<Self> {
        let wanted = samples + validation;
        let (header, bits) = LabelFile::read(path, Some(wanted as u64))?;
        let found = bits.len() / header.distribution.horizon.div_ceil(8);
        if found < wanted {
            let reason = format!(
                "holds {found} labels; {samples} for training and {validation} for validation are asked for"
            );
            return Err(Error::Content { path: path.into(), reason });
        }
        let statistics = Statistics::of(&header.distribution, header.seed)?;
        Ok(Self { header, bits, statistics, validation })
    }

    /// How the data set was drawn and labelled.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The distribution.
    pub fn distribution(&self) -> &Distribution {
        &self.header.distribution
    }

    /// The statistics that features are standardised with.
    pub fn statistics(&self) -> &Statistics {
        &self.statistics
    }

    /// Indices of the training instances.
    pub fn training(&self) -> Range<usize> {
        0..self.count() - self.validation
    }

    /// Indices of the validation instances.
    pub fn validation(&self) -> Range<usize> {
        self.count() - self.validation..self.count()
    }

    fn record_bytes(&self) -> usize {
        self.distribution().horizon.div_ceil(8)
    }

    fn count(&self) -> usize {
        self.bits.len() / self.record_bytes()
    }

    /// The label of a period.
    pub fn label(&self, index: usize, period: usize) -> bool {
        (self.bits[index * self.record_bytes() + period / 8] >> (period % 8)) & 1 == 1
    }

    /// Draws an instance again.
    ///
    /// # Errors
    /// [`Error::Distribution`].
    pub fn instance(&self, index: usize) -> Result<Instance> {
        Ok(clsp::sample(self.distribution(), instance_seed(self.header.seed, index as u64))?)
    }

    /// The batch of some instances.
    ///
    /// # Errors
    /// [`Error::Distribution`].
    pub fn batch(&self, indices: &[usize]) -> Result<Batch> {
        let (size, horizon) = (indices.len(), self.distribution().horizon);
        let mut features = vec![0.0; horizon * size * FEATURES];
        let mut labels = vec![0.0; horizon * size];
        for (column, &index) in indices.iter().enumerate() {
            let mut own = clsp::features(&self.instance(index)?);
            self.statistics.standardise(&mut own);
            for (t, row) in own.chunks_exact(FEATURES).enumerate() {
                let place = t * size + column;
                features[place * FEATURES..(place + 1) * FEATURES].copy_from_slice(row);
                labels[place] = f32::from(u8::from(self.label(index, t)));
            }
        }
        Ok(Batch { features, labels, size, horizon })
    }
}
