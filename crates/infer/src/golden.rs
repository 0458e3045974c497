//! Golden files: what a trainer's own forward pass gave, so that the paths here can be checked against it.
//!
//! A golden file lies beside its bundle (`NAME.model.safetensors`, `NAME.golden.safetensors`). It is a
//! safetensors file with two tensors of 32-bit floats, `input` [batch, steps, features] and `output` [batch,
//! steps, outputs], and `source` in its metadata, which says what computed the output.

use hunch_bundle::{BundleError, Tensor, Values};
use hunch_bundle::{json, safetensors};

/// Relative and absolute tolerance of agreement between a golden output and a path here: the same formulas in
/// 32 bits, with sums in another order and other exponentials, over more than a hundred periods.
pub const RELATIVE_TOLERANCE: f64 = 1e-4;
/// See [`RELATIVE_TOLERANCE`].
pub const ABSOLUTE_TOLERANCE: f64 = 1e-5;

const SOURCE_KEY: &str = "source";

/// Inputs with the outputs that another implementation gave for them.
#[derive(Clone, Debug, PartialEq)]
pub struct Golden {
    /// What computed the output.
    pub source: String,
    /// Sequences.
    pub batch: usize,
    /// Periods of each sequence.
    pub steps: usize,
    /// Row-major [batch, steps, features].
    pub input: Vec<f32>,
    /// Row-major [batch, steps, outputs].
    pub output: Vec<f32>,
}

impl Golden {
    /// Reads a golden file.
    ///
    /// # Errors
    /// A [`BundleError`] that names what is missing or does not fit.
    pub fn parse(bytes: &[u8]) -> Result<Self, BundleError> {
        let layout = safetensors::read(bytes, &json::parse)?;
        let source = safetensors::metadata_text(&layout.metadata, SOURCE_KEY)?.to_owned();
        let tensors: Vec<Tensor> = layout.entries.into_iter().map(Tensor::decode).collect();
        let (shape, input) = find(&tensors, "input")?;
        let (output_shape, output) = find(&tensors, "output")?;
        let [batch, steps, _] = shape;
        if output_shape[..2] != [batch, steps] {
            let expected = format!("[{batch}, {steps}, outputs]");
            return Err(BundleError::Shape {
                name: "output".to_owned(),
                found: output_shape.to_vec(),
                expected,
            });
        }
        Ok(Self { source, batch, steps, input, output })
    }

    /// The golden file.
    ///
    /// # Errors
    /// [`BundleError::Shape`] when `input` or `output` does not consist of `batch × steps` rows.
    pub fn to_bytes(&self) -> Result<Vec<u8>, BundleError> {
        let rows = (self.batch * self.steps).max(1);
        let tensor = |name: &str, values: &[f32]| {
            Tensor::float(name, &[self.batch, self.steps, values.len() / rows], values.to_vec())
        };
        let tensors = [tensor("input", &self.input)?, tensor("output", &self.output)?];
        Ok(safetensors::write(&[(SOURCE_KEY, &self.source)], &tensors))
    }
}

fn find(tensors: &[Tensor], name: &str) -> Result<([usize; 3], Vec<f32>), BundleError> {
    let found = tensors.iter().find(|tensor| tensor.name() == name);
    let tensor =
        found.ok_or_else(|| BundleError::MissingTensor { name: name.to_owned(), expected: vec![0, 0, 0] })?;
    match (<[usize; 3]>::try_from(tensor.shape()), tensor.values()) {
        (Ok(shape), Values::Float(values)) => Ok((shape, values.clone())),
        (Ok(_), Values::Index(_) | Values::Double(_)) => Err(BundleError::Type {
            name: name.to_owned(),
            found: tensor.dtype().name().to_owned(),
            expected: "F32 or F16",
        }),
        (Err(_), _) => Err(BundleError::Shape {
            name: name.to_owned(),
            found: tensor.shape().to_vec(),
            expected: "[batch, steps, values]".to_owned(),
        }),
    }
}
