//! The safetensors layout: eight bytes of little-endian header length, a JSON header that maps each tensor's
//! name to its type, shape and byte range, then the data. `__metadata__` maps strings to strings.
//!
//! Written here instead of taken from a crate: the reader must be strict (no gap, no overlap, no surprise in
//! the header) and say which tensor is wrong, and it is small.

#[cfg(feature = "json")]
use super::Tensor;
use super::json::{Json, ReadJson, field};
use super::limits::{MAX_BYTES, MAX_DIMENSION, MAX_HEADER_BYTES, MAX_RANK, MAX_TENSORS};
use super::tensor::Entry;
use super::{BundleError, Dtype};

/// Bytes of the header's length at the start of the file.
const LENGTH_BYTES: usize = 8;
/// The header is padded with spaces so that the data starts at a multiple of this, as the layout recommends.
#[cfg(feature = "json")]
const ALIGNMENT: usize = 8;
const METADATA: &str = "__metadata__";

/// A file taken apart; tensors in the order of their bytes.
pub struct Layout<'a> {
    /// What `__metadata__` holds.
    pub metadata: Vec<(String, Json)>,
    /// The tensors.
    pub entries: Vec<Entry<'a>>,
}

/// Takes a file apart and checks everything that the layout itself promises.
pub fn read<'a>(bytes: &'a [u8], json: ReadJson<'_>) -> Result<Layout<'a>, BundleError> {
    within("file bytes", bytes.len(), MAX_BYTES)?;
    let (length, rest) = bytes.split_first_chunk::<LENGTH_BYTES>().ok_or(BundleError::Truncated {
        what: "the header's length",
        expected: LENGTH_BYTES as u64,
        found: bytes.len() as u64,
    })?;
    let length = u64::from_le_bytes(*length);
    if length > MAX_HEADER_BYTES as u64 {
        return Err(limit("header bytes", length, MAX_HEADER_BYTES));
    }
    let length = length as usize;
    if rest.len() < length {
        return Err(BundleError::Truncated {
            what: "the header",
            expected: length as u64,
            found: rest.len() as u64,
        });
    }
    let (header, data) = rest.split_at(length);
    let text = str::from_utf8(header).map_err(|error| header_error("header", &error.to_string()))?;
    let mut header = match json(text) {
        Ok(Json::Object(fields)) => fields,
        Ok(_) => return Err(header_error("header", "is not a JSON object")),
        Err(reason) => return Err(header_error("header", &reason)),
    };
    let place = header.iter().position(|(name, _)| name == METADATA);
    let metadata = match place.map(|place| header.swap_remove(place)) {
        Some((_, Json::Object(fields))) => fields,
        Some(_) => return Err(header_error(METADATA, "is not an object of strings")),
        None => return Err(header_error(METADATA, "is missing")),
    };
    within("tensors", header.len(), MAX_TENSORS)?;
    Ok(Layout { metadata, entries: entries(header, data)? })
}

/// Reads the tensors' descriptions and cuts their bytes out of `data`.
fn entries(header: Vec<(String, Json)>, data: &[u8]) -> Result<Vec<Entry<'_>>, BundleError> {
    let mut described = Vec::with_capacity(header.len());
    for (name, value) in header {
        described.push(describe(name, &value)?);
    }
    let mut position = 0u64;
    let mut entries = Vec::with_capacity(described.len());
    // The next tensor is the one whose bytes begin first. Quadratic in at most MAX_TENSORS: less code than
    // sorting them.
    while let Some(next) = (0..described.len()).min_by_key(|&index| described[index].begin) {
        let Description { name, dtype, shape, bytes, begin, end } = described.swap_remove(next);
        let expected_end = position + bytes;
        if begin != position || end != expected_end {
            return Err(BundleError::Offsets { name, begin, end, expected_begin: position, expected_end });
        }
        let Some(slice) = data.get(position as usize..expected_end as usize) else {
            return Err(BundleError::Truncated {
                what: "the tensor data",
                expected: expected_end,
                found: data.len() as u64,
            });
        };
        entries.push(Entry { name, dtype, shape, data: slice });
        position = expected_end;
    }
    if position != data.len() as u64 {
        let reason =
            format!("{} bytes of data follow the last tensor, expected 0", data.len() as u64 - position);
        return Err(header_error("data_offsets", &reason));
    }
    Ok(entries)
}

struct Description {
    name: String,
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: u64,
    begin: u64,
    end: u64,
}

fn describe(name: String, value: &Json) -> Result<Description, BundleError> {
    let type_name = value.get("dtype").and_then(Json::text).unwrap_or("not a string");
    let Some(dtype) = Dtype::from_name(type_name) else {
        return Err(BundleError::Type {
            name,
            found: type_name.to_owned(),
            expected: "F32, F16, U32 or F64",
        });
    };
    let Some(sizes) = value.get("shape").and_then(Json::list) else {
        return Err(header_error(&format!("{name}.shape"), "is not an array of sizes"));
    };
    within(&format!("{name}.shape length"), sizes.len(), MAX_RANK)?;
    let mut shape = Vec::with_capacity(sizes.len());
    // The product is checked at every step: each factor is small, four of them are not.
    let mut bytes = dtype.bytes() as u64;
    for size in sizes {
        let Some(size) = size.whole() else {
            return Err(header_error(&format!("{name}.shape"), "has an entry that is not a whole number"));
        };
        if size > MAX_DIMENSION as u64 {
            return Err(limit(&format!("{name}.shape"), size, MAX_DIMENSION));
        }
        if size == 0 {
            return Err(header_error(&format!("{name}.shape"), "has a size of 0, expected 1 or more"));
        }
        shape.push(size as usize);
        bytes = bytes.saturating_mul(size);
        if bytes > MAX_BYTES as u64 {
            return Err(limit(&format!("{name} bytes"), bytes, MAX_BYTES));
        }
    }
    let offsets = value.get("data_offsets").and_then(Json::list);
    let Some([begin, end]) = offsets else {
        return Err(header_error(&format!("{name}.data_offsets"), "is not [begin, end]"));
    };
    let (Some(begin), Some(end)) = (begin.whole(), end.whole()) else {
        return Err(header_error(&format!("{name}.data_offsets"), "is not [begin, end] in whole numbers"));
    };
    Ok(Description { name, dtype, shape, bytes, begin, end })
}

/// Writes a file. The inverse of [`read`]: the same tensors in the same order.
#[cfg(feature = "json")]
pub fn write(metadata: &[(&str, &str)], tensors: &[Tensor]) -> Vec<u8> {
    use serde_json::{Map, Value};
    let mut data = Vec::new();
    let mut header = Map::new();
    let metadata = metadata.iter().map(|&(key, value)| (key.to_owned(), Value::from(value)));
    header.insert(METADATA.to_owned(), Value::Object(metadata.collect()));
    for tensor in tensors {
        let begin = data.len();
        tensor.encode(&mut data);
        let mut description = Map::new();
        description.insert("dtype".to_owned(), tensor.dtype().name().into());
        description.insert("shape".to_owned(), tensor.shape().into());
        description.insert("data_offsets".to_owned(), vec![begin, data.len()].into());
        header.insert(tensor.name().to_owned(), Value::Object(description));
    }
    let mut text = Value::Object(header).to_string();
    while !text.len().is_multiple_of(ALIGNMENT) {
        text.push(' ');
    }
    let mut bytes = Vec::with_capacity(LENGTH_BYTES + text.len() + data.len());
    bytes.extend((text.len() as u64).to_le_bytes());
    bytes.extend(text.as_bytes());
    bytes.extend(data);
    bytes
}

/// A text of the metadata.
pub fn metadata_text<'a>(metadata: &'a [(String, Json)], key: &'static str) -> Result<&'a str, BundleError> {
    field(metadata, key).and_then(Json::text).ok_or_else(|| BundleError::Header {
        field: format!("__metadata__.{key}"),
        reason: "is missing or not a string".to_owned(),
    })
}

fn within(field: &str, value: usize, most: usize) -> Result<(), BundleError> {
    if value > most { Err(limit(field, value as u64, most)) } else { Ok(()) }
}

fn limit(field: &str, value: u64, most: usize) -> BundleError {
    BundleError::Limit { field: field.to_owned(), value, limit: most as u64 }
}

fn header_error(field: &str, reason: &str) -> BundleError {
    BundleError::Header { field: field.to_owned(), reason: reason.to_owned() }
}
