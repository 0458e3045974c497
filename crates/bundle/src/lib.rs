//! One file per model: weights in the safetensors layout, with a [`Card`] that says what they are.
//!
//! `__metadata__` has two entries: `hunch`, the card as JSON text, and `sha256`, the digest in hexadecimal of
//! the card's text, the tensors' names, types and shapes, and their bytes. So no byte that matters can change
//! unnoticed. The digest guards against damage and mix-ups, not against somebody who forges a file: a forged
//! file is as untrusted as any guess, and costs time only.
//!
//! [`Bundle::read`] trusts nothing: lengths, the tensors' order without gap or overlap, types, shapes
//! against the list of operators, finiteness and the digest are checked, each with an error of its own,
//! before anything is computed.

mod card;
mod error;
pub mod fields;
mod half;
pub mod json;
pub mod limits;
pub mod operator;
pub mod safetensors;
mod tensor;

use sha2::{Digest, Sha256};

pub use card::{BUNDLE_VERSION, Card, Feature, Training};
pub use error::BundleError;
pub use operator::{Activation, Operator};
pub use tensor::{Dtype, Tensor, Values};

use json::ReadJson;
use operator::Requirement;

/// The card in a file's metadata.
pub const CARD_KEY: &str = "hunch";
/// The digest in a file's metadata.
pub const DIGEST_KEY: &str = "sha256";

/// A checked model: whoever holds one may rely on every shape, index and number in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    card: Card,
    tensors: Vec<Tensor>,
}

impl Bundle {
    /// A model of a card and its tensors.
    ///
    /// # Errors
    /// A [`BundleError`] that names what does not fit: a field of the card, a tensor that is missing,
    /// superfluous, of another shape or type, or that holds a number that is not finite.
    pub fn new(card: Card, tensors: Vec<Tensor>) -> Result<Self, BundleError> {
        card.check()?;
        let bundle = Self { card, tensors };
        bundle.check_names()?;
        bundle.check_operators()?;
        Ok(bundle)
    }

    /// Reads and checks a file.
    ///
    /// # Errors
    /// A [`BundleError`] that names the field, its value and what would be right.
    #[cfg(feature = "json")]
    pub fn parse(bytes: &[u8]) -> Result<Self, BundleError> {
        Self::read(bytes, &json::parse)
    }

    /// [`Bundle::parse`] with the host's parser of JSON texts, such as a browser's.
    ///
    /// # Errors
    /// As [`Bundle::parse`].
    pub fn read(bytes: &[u8], json: ReadJson<'_>) -> Result<Self, BundleError> {
        let layout = safetensors::read(bytes, json)?;
        let text = safetensors::metadata_text(&layout.metadata, CARD_KEY)?;
        let expected = safetensors::metadata_text(&layout.metadata, DIGEST_KEY)?;
        let card = Card::from_json(text, json)?;
        let tensors: Vec<Tensor> = layout.entries.into_iter().map(Tensor::decode).collect();
        let found = digest(text, &tensors);
        if found != *expected {
            return Err(BundleError::Checksum { expected: expected.to_owned(), found });
        }
        Self::new(card, tensors)
    }

    /// The file. [`Bundle::parse`] of it gives an equal bundle.
    ///
    /// # Errors
    /// [`BundleError::Limit`] or another variant when the file would not be readable again.
    #[cfg(feature = "json")]
    pub fn to_bytes(&self) -> Result<Vec<u8>, BundleError> {
        let text = self.card.to_json()?;
        let digest = digest(&text, &self.tensors);
        let bytes = safetensors::write(&[(CARD_KEY, &text), (DIGEST_KEY, &digest)], &self.tensors);
        safetensors::read(&bytes, &json::parse)?;
        Ok(bytes)
    }

    /// What the model says about itself.
    pub fn card(&self) -> &Card {
        &self.card
    }

    /// The tensors, in the order of the file.
    pub fn tensors(&self) -> &[Tensor] {
        &self.tensors
    }

    /// Values per period that the model takes.
    pub fn input_width(&self) -> usize {
        self.card.features.len()
    }

    /// Values per period that the model gives.
    pub fn output_width(&self) -> usize {
        self.card.outputs.len()
    }

    /// The elements of a tensor of weights.
    pub fn weights(&self, name: &str) -> Result<&[f32], BundleError> {
        match self.tensor(name)?.values() {
            Values::Float(values) => Ok(values),
            other => Err(type_error(name, other.kind(), "F32 or F16")),
        }
    }

    /// The elements of a tensor of indices.
    pub fn indices(&self, name: &str) -> Result<&[u32], BundleError> {
        match self.tensor(name)?.values() {
            Values::Index(values) => Ok(values),
            other => Err(type_error(name, other.kind(), "U32")),
        }
    }

    fn tensor(&self, name: &str) -> Result<&Tensor, BundleError> {
        let found = self.tensors.iter().find(|tensor| tensor.name() == name);
        found.ok_or_else(|| BundleError::MissingTensor { name: name.to_owned(), expected: Vec::new() })
    }

    fn check_names(&self) -> Result<(), BundleError> {
        // Quadratic in at most MAX_TENSORS names: less code than sorting them.
        let twice = self.tensors.iter().enumerate().find(|(index, tensor)| {
            self.tensors[..*index].iter().any(|earlier| earlier.name() == tensor.name())
        });
        match twice {
            Some((_, tensor)) => Err(BundleError::DuplicateTensor { name: tensor.name().to_owned() }),
            None => Ok(()),
        }
    }

    /// Checks the chain of widths, and that each tensor is what exactly one operator needs.
    fn check_operators(&self) -> Result<(), BundleError> {
        let mut width = self.input_width();
        let mut used: Vec<String> = Vec::new();
        for (index, operator) in self.card.architecture.iter().enumerate() {
            let output = operator.output_width(index, width)?;
            let mut tensors = Vec::new();
            for requirement in operator.requirements(width) {
                tensors.push(self.check_tensor(&requirement)?);
                if used.contains(&requirement.name) {
                    return Err(BundleError::DuplicateTensor { name: requirement.name });
                }
                used.push(requirement.name);
            }
            operator.check_indices(width, &tensors)?;
            width = output;
        }
        if let Some(tensor) =
            self.tensors.iter().find(|tensor| !used.iter().any(|name| name == tensor.name()))
        {
            return Err(BundleError::UnusedTensor { name: tensor.name().to_owned() });
        }
        if width != self.output_width() {
            let found = self.output_width();
            let reason = format!("has {found} entries, the architecture leaves {width} values a period");
            return Err(BundleError::Card { field: "outputs".to_owned(), reason });
        }
        Ok(())
    }

    fn check_tensor(&self, requirement: &Requirement) -> Result<&Tensor, BundleError> {
        let name = &requirement.name;
        let tensor = self.tensors.iter().find(|tensor| tensor.name() == name);
        let tensor = tensor.ok_or_else(|| BundleError::MissingTensor {
            name: name.clone(),
            expected: requirement.shape.clone(),
        })?;
        if tensor.shape() != requirement.shape {
            let expected = format!("{:?}", requirement.shape);
            return Err(BundleError::Shape { name: name.clone(), found: tensor.shape().to_vec(), expected });
        }
        match (tensor.values(), requirement.index) {
            (Values::Index(_), true) => Ok(tensor),
            (_, true) => Err(type_error(name, tensor.dtype().name(), "U32")),
            (Values::Index(_) | Values::Double(_), false) => {
                Err(type_error(name, tensor.dtype().name(), "F32 or F16"))
            }
            (Values::Float(values), false) => match values.iter().position(|value| !value.is_finite()) {
                None => Ok(tensor),
                Some(index) => Err(BundleError::Value {
                    name: name.clone(),
                    index,
                    value: values[index].into(),
                    expected: "a finite number".to_owned(),
                }),
            },
        }
    }
}

/// SHA-256 of everything that matters in a file, in hexadecimal: the card's text, then a line with name, type
/// and shape and the bytes of each tensor.
pub fn digest(card: &str, tensors: &[Tensor]) -> String {
    let mut hash = Sha256::new();
    hash.update(card);
    let mut bytes = Vec::new();
    for tensor in tensors {
        hash.update("\n");
        hash.update(tensor.name());
        hash.update(" ");
        hash.update(tensor.dtype().name());
        for &size in tensor.shape() {
            hash.update((size as u64).to_le_bytes());
        }
        hash.update("\n");
        bytes.clear();
        tensor.encode(&mut bytes);
        hash.update(&bytes);
    }
    let digits = b"0123456789abcdef";
    let digest = hash.finalize();
    let nibbles = digest.iter().flat_map(|&byte| [byte >> 4, byte & 15]);
    nibbles.map(|nibble| char::from(digits[usize::from(nibble)])).collect()
}

fn type_error(name: &str, found: &str, expected: &'static str) -> BundleError {
    BundleError::Type { name: name.to_owned(), found: found.to_owned(), expected }
}
