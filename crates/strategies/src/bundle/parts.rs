//! Tensors by name, each taken once.

use super::error::LearnedError;
use hunch_bundle::{BundleError, Tensor, Values};

/// What a file holds and was not taken yet.
pub(super) struct Parts(Vec<Tensor>);

impl Parts {
    /// # Errors
    /// A name that is there twice.
    pub fn new(tensors: Vec<Tensor>) -> Result<Self, LearnedError> {
        let twice =
            tensors.iter().enumerate().find(|(k, t)| tensors[..*k].iter().any(|e| e.name() == t.name()));
        match twice {
            Some((_, tensor)) => Err(BundleError::DuplicateTensor { name: tensor.name().to_owned() }.into()),
            None => Ok(Self(tensors)),
        }
    }

    fn take(&mut self, name: &str) -> Option<Tensor> {
        let place = self.0.iter().position(|tensor| tensor.name() == name)?;
        Some(self.0.swap_remove(place))
    }

    /// Whether there is a tensor of that name.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|tensor| tensor.name() == name)
    }

    /// How many entries a tensor has; 0 where it is not there.
    pub fn length(&self, name: &str) -> usize {
        let tensor = self.0.iter().find(|tensor| tensor.name() == name);
        tensor.map_or(0, |tensor| tensor.shape().iter().product())
    }

    /// Numbers; none where there is no such tensor, since the layout has no empty ones. NaN is refused.
    ///
    /// # Errors
    /// Another type, or a number that is none.
    pub fn doubles(&mut self, name: &str) -> Result<Vec<f64>, LearnedError> {
        let Some(tensor) = self.take(name) else { return Ok(Vec::new()) };
        let Values::Double(values) = tensor.values() else { return Err(wrong_type(&tensor, "F64")) };
        match values.iter().position(|value| value.is_nan()) {
            Some(index) => Err(value(name, index, f64::NAN, "a number")),
            None => Ok(values.clone()),
        }
    }

    /// The same without infinite ones.
    ///
    /// # Errors
    /// As [`Parts::doubles`].
    pub fn finite(&mut self, name: &str) -> Result<Vec<f64>, LearnedError> {
        let found = self.doubles(name)?;
        match found.iter().position(|value| !value.is_finite()) {
            Some(index) => Err(value(name, index, found[index], "a finite number")),
            None => Ok(found),
        }
    }

    /// Weights.
    ///
    /// # Errors
    /// No such tensor, another type, or a number that is not finite.
    pub fn weights(&mut self, name: &str, expected: usize) -> Result<Vec<f32>, LearnedError> {
        let tensor = self
            .take(name)
            .ok_or_else(|| BundleError::MissingTensor { name: name.to_owned(), expected: vec![expected] })?;
        let Values::Float(values) = tensor.values() else { return Err(wrong_type(&tensor, "F32 or F16")) };
        size(name, values.len(), expected)?;
        match values.iter().position(|value| !value.is_finite()) {
            Some(index) => Err(value(name, index, values[index].into(), "a finite number")),
            None => Ok(values.clone()),
        }
    }

    /// Indices; none where there is no such tensor.
    ///
    /// # Errors
    /// Another type.
    pub fn indices(&mut self, name: &str) -> Result<Vec<u32>, LearnedError> {
        let Some(tensor) = self.take(name) else { return Ok(Vec::new()) };
        match tensor.values() {
            Values::Index(values) => Ok(values.clone()),
            _ => Err(wrong_type(&tensor, "U32")),
        }
    }

    /// Indices below `limit`.
    ///
    /// # Errors
    /// As [`Parts::indices`], or one that is not.
    pub fn below(&mut self, name: &str, limit: usize) -> Result<Vec<u32>, LearnedError> {
        let found = self.indices(name)?;
        match found.iter().position(|&index| index as usize >= limit) {
            Some(at) => Err(value(name, at, found[at].into(), &format!("an index below {limit}"))),
            None => Ok(found),
        }
    }

    /// # Errors
    /// A tensor that nothing took.
    pub fn finish(self) -> Result<(), LearnedError> {
        match self.0.first() {
            Some(tensor) => Err(BundleError::UnusedTensor { name: tensor.name().to_owned() }.into()),
            None => Ok(()),
        }
    }
}

/// Checks a number of entries.
pub(super) fn size(name: &str, found: usize, expected: usize) -> Result<(), LearnedError> {
    if found == expected {
        return Ok(());
    }
    Err(LearnedError::Size { name: name.to_owned(), found, expected: expected.to_string() })
}

/// Splits a list at ends that rise to its length.
pub(super) fn split<'l, T>(name: &str, list: &'l [T], ends: &[u32]) -> Result<Vec<&'l [T]>, LearnedError> {
    let mut found = Vec::with_capacity(ends.len());
    let mut start = 0;
    for (k, &end) in ends.iter().enumerate() {
        let part = list.get(start..end as usize);
        let rises = || format!("a number from {start} to {}", list.len());
        found.push(part.ok_or_else(|| value(name, k, end.into(), &rises()))?);
        start = end as usize;
    }
    if start == list.len() { Ok(found) } else { Err(value(name, ends.len(), start as f64, "the list's end")) }
}

/// The error of one number.
pub(super) fn value(name: &str, index: usize, value: f64, expected: &str) -> LearnedError {
    LearnedError::Value { name: name.to_owned(), index, value, expected: expected.to_owned() }
}

fn wrong_type(tensor: &Tensor, expected: &'static str) -> LearnedError {
    let found = tensor.dtype().name().to_owned();
    BundleError::Type { name: tensor.name().to_owned(), found, expected }.into()
}

/// Adds a tensor of numbers, if there are any.
#[cfg(feature = "json")]
pub(super) fn put_doubles(
    tensors: &mut Vec<Tensor>,
    name: &str,
    width: usize,
    values: Vec<f64>,
) -> Result<(), LearnedError> {
    if !values.is_empty() {
        tensors.push(Tensor::double(name, &[values.len() / width.max(1), width.max(1)], values)?);
    }
    Ok(())
}

/// Adds a tensor of indices, if there are any.
#[cfg(feature = "json")]
pub(super) fn put_indices(
    tensors: &mut Vec<Tensor>,
    name: &str,
    width: usize,
    values: Vec<u32>,
) -> Result<(), LearnedError> {
    if !values.is_empty() {
        tensors.push(Tensor::index(name, &[values.len() / width.max(1), width.max(1)], values)?);
    }
    Ok(())
}
