//! A named array of numbers.

use super::BundleError;
use super::half;

/// How a tensor's elements are stored in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dtype {
    /// 32-bit floats.
    F32,
    /// 16-bit floats, computed with in 32 bits.
    F16,
    /// 32-bit unsigned integers, for indices.
    U32,
    /// 64-bit floats, for numbers of programs, which must come back bit by bit.
    F64,
}

impl Dtype {
    /// Bytes per element.
    pub const fn bytes(self) -> usize {
        match self {
            Self::F16 => 2,
            Self::F32 | Self::U32 => 4,
            Self::F64 => 8,
        }
    }

    /// The type's name in the safetensors header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::F32 => "F32",
            Self::F16 => "F16",
            Self::U32 => "U32",
            Self::F64 => "F64",
        }
    }

    /// The type with this safetensors name.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        [Self::F32, Self::F16, Self::U32, Self::F64].into_iter().find(|dtype| dtype.name() == name)
    }
}

/// One tensor's description and bytes.
pub struct Entry<'a> {
    /// Its name.
    pub name: String,
    /// Its type.
    pub dtype: Dtype,
    /// Its extents, row-major.
    pub shape: Vec<usize>,
    /// Its bytes, little-endian.
    pub data: &'a [u8],
}

/// A tensor's elements in row-major order.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Weights.
    Float(Vec<f32>),
    /// Indices.
    Index(Vec<u32>),
    /// Numbers of a program; no operator of a network reads them.
    Double(Vec<f64>),
}

impl Values {
    /// What they are, as errors say it.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Float(_) => "F32",
            Self::Index(_) => "U32",
            Self::Double(_) => "F64",
        }
    }
}

/// A named array of numbers with its shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    name: String,
    shape: Vec<usize>,
    dtype: Dtype,
    values: Values,
}

impl Tensor {
    /// A tensor of weights, stored as 32-bit floats.
    ///
    /// # Errors
    /// [`BundleError::Shape`] when the shape's product is not the number of values.
    pub fn float(name: impl Into<String>, shape: &[usize], values: Vec<f32>) -> Result<Self, BundleError> {
        Self::checked(name.into(), shape, Dtype::F32, values.len(), Values::Float(values))
    }

    /// A tensor of weights, rounded to 16-bit floats and stored as such.
    ///
    /// # Errors
    /// [`BundleError::Shape`] when the shape's product is not the number of values.
    pub fn half(name: impl Into<String>, shape: &[usize], values: &[f32]) -> Result<Self, BundleError> {
        let rounded = values.iter().map(|&value| half::to_f32(half::from_f32(value))).collect();
        Self::checked(name.into(), shape, Dtype::F16, values.len(), Values::Float(rounded))
    }

    /// A tensor of indices.
    ///
    /// # Errors
    /// [`BundleError::Shape`] when the shape's product is not the number of values.
    pub fn index(name: impl Into<String>, shape: &[usize], values: Vec<u32>) -> Result<Self, BundleError> {
        Self::checked(name.into(), shape, Dtype::U32, values.len(), Values::Index(values))
    }

    /// A tensor of numbers that come back bit by bit.
    ///
    /// # Errors
    /// [`BundleError::Shape`] when the shape's product is not the number of values.
    pub fn double(name: impl Into<String>, shape: &[usize], values: Vec<f64>) -> Result<Self, BundleError> {
        Self::checked(name.into(), shape, Dtype::F64, values.len(), Values::Double(values))
    }

    fn checked(
        name: String,
        shape: &[usize],
        dtype: Dtype,
        length: usize,
        values: Values,
    ) -> Result<Self, BundleError> {
        let product = shape.iter().try_fold(1usize, |product, &size| product.checked_mul(size));
        if product != Some(length) {
            let expected = format!("a product of {length}, the number of values");
            return Err(BundleError::Shape { name, found: shape.to_vec(), expected });
        }
        Ok(Self { name, shape: shape.to_vec(), dtype, values })
    }

    /// The tensor of an entry, whose bytes are as many as its shape says.
    pub fn decode(entry: Entry<'_>) -> Self {
        let Entry { name, dtype, shape, data: bytes } = entry;
        let values = match dtype {
            Dtype::F32 => Values::Float(words(bytes).map(f32::from_bits).collect()),
            Dtype::U32 => Values::Index(words(bytes).collect()),
            Dtype::F64 => {
                let eights = bytes.as_chunks::<8>().0;
                Values::Double(eights.iter().map(|&eight| f64::from_le_bytes(eight)).collect())
            }
            Dtype::F16 => {
                let pairs = bytes.as_chunks::<2>().0;
                Values::Float(pairs.iter().map(|&pair| half::to_f32(u16::from_le_bytes(pair))).collect())
            }
        };
        Self { name, shape, dtype, values }
    }

    /// Appends the elements, little-endian.
    pub(super) fn encode(&self, bytes: &mut Vec<u8>) {
        match &self.values {
            Values::Index(values) => values.iter().for_each(|value| bytes.extend(value.to_le_bytes())),
            Values::Float(values) if self.dtype == Dtype::F16 => {
                values.iter().for_each(|&value| bytes.extend(half::from_f32(value).to_le_bytes()));
            }
            Values::Float(values) => values.iter().for_each(|value| bytes.extend(value.to_le_bytes())),
            Values::Double(values) => values.iter().for_each(|value| bytes.extend(value.to_le_bytes())),
        }
    }

    /// The tensor's name, `operator.part`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The tensor's shape.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// How the elements are stored in the file.
    pub fn dtype(&self) -> Dtype {
        self.dtype
    }

    /// The elements in row-major order.
    pub fn values(&self) -> &Values {
        &self.values
    }
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.as_chunks::<4>().0.iter().map(|&word| u32::from_le_bytes(word))
}
