//! Errors as JavaScript sees them: a plain object `{ code, message, field?, value?, line?, column? }` that
//! the package turns into a `HunchError`.

use serde::Serialize;
use std::fmt::Display;
use wasm_bindgen::JsValue;

/// What kind of error; the names are those of `ErrorCode` in the package's types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// An instance, a program or an option is malformed.
    InvalidInput,
    /// A weights file is damaged, too large, or of an unknown version.
    InvalidWeights,
    /// No model fits the instance.
    NoModel,
    /// The method does not apply to this instance.
    NotApplicable,
    /// WebGPU is not there.
    NoWebgpu,
    /// The GPU device was lost; the package makes another one, or lets the CPU answer. Callers never see this
    /// code.
    DeviceLost,
}

/// An error on its way to JavaScript.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BindingError {
    code: Code,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    #[cfg(feature = "kinds")]
    #[serde(skip_serializing_if = "Option::is_none")]
    direction: Option<Box<[f64]>>,
}

impl BindingError {
    /// An error that concerns no single field, or whose field and value are only in its message.
    pub fn new(code: Code, message: impl Display) -> Self {
        Self {
            code,
            message: message.to_string(),
            field: None,
            value: None,
            line: None,
            column: None,
            #[cfg(feature = "kinds")]
            direction: None,
        }
    }

    /// Adds a direction, one number a column, along which an objective curves the wrong way.
    #[cfg(feature = "kinds")]
    #[must_use]
    pub fn along(mut self, direction: &[f64]) -> Self {
        self.direction = Some(direction.into());
        self
    }

    /// Names the field that is wrong and the value found there.
    #[must_use]
    pub fn at(mut self, field: impl Display, value: impl Display) -> Self {
        self.field = Some(field.to_string());
        self.value = Some(value.to_string());
        self
    }

    /// Says where in a text, both counted from 1.
    #[must_use]
    pub fn on(mut self, line: usize, column: usize) -> Self {
        self.line = Some(line as u32);
        self.column = Some(column as u32);
        self
    }

    /// Says in which of several inputs the field is.
    #[must_use]
    pub fn within(mut self, place: impl Display) -> Self {
        self.message = format!("{place}: {}", self.message);
        self.field = self.field.map(|field| format!("{place}.{field}"));
        self
    }
}

impl From<BindingError> for JsValue {
    fn from(error: BindingError) -> Self {
        serde_wasm_bindgen::to_value(&error).unwrap_or_else(|_| Self::from_str(&error.message))
    }
}

#[cfg(feature = "search")]
mod from_crates {
    use super::{BindingError, Code};
    use hunch_families::FieldError;
    use hunch_guide::GuideError;
    use hunch_search::SearchError;

    impl From<FieldError> for BindingError {
        fn from(error: FieldError) -> Self {
            let plain = Self::new(Code::InvalidInput, &error);
            match error {
                FieldError::Value { field, value, .. } | FieldError::Unusable { field, value, .. } => {
                    plain.at(field, value)
                }
                FieldError::Length { field, length, .. } => plain.at(field, format!("{length} entries")),
                FieldError::Kind { field, value, .. } => plain.at(field, value),
                FieldError::Unknown { field, .. } => plain.at(field, ""),
                FieldError::Family { value, .. } => plain.at("family", value),
                _ => plain,
            }
        }
    }

    impl From<GuideError> for BindingError {
        fn from(error: GuideError) -> Self {
            let code = match &error {
                GuideError::Bundle(_) | GuideError::Model { .. } | GuideError::Forward(_) => {
                    Code::InvalidWeights
                }
                GuideError::NoModel { .. } => Code::NoModel,
                GuideError::NotApplicable { .. } => Code::NotApplicable,
                GuideError::Search(SearchError::Feature { .. } | SearchError::Memory { .. }) => {
                    Code::NotApplicable
                }
                #[cfg(feature = "kinds")]
                GuideError::Search(SearchError::Curvature(_) | SearchError::NoDemand { .. }) => {
                    Code::NotApplicable
                }
                _ => Code::InvalidInput,
            };
            let plain = Self::new(code, &error);
            match error {
                GuideError::Instance(error) => error.into(),
                GuideError::Penalty { value } => plain.at("penalty", value),
                GuideError::Level(error) => plain.at("level", error.value),
                GuideError::Probabilities { length, .. } => {
                    plain.at("probabilities", format!("{length} entries"))
                }
                GuideError::NoModel { family } => plain.at("family", family),
                GuideError::NotApplicable { method, .. } => plain.at("method", method),
                GuideError::Search(SearchError::Hosted { name, .. }) => plain.at("engine", name),
                _ => plain,
            }
        }
    }
}

#[cfg(feature = "text")]
mod from_json {
    use super::{BindingError, Code};
    use hunch_model::json::JsonError;

    impl From<JsonError> for BindingError {
        fn from(error: JsonError) -> Self {
            let plain = Self::new(Code::InvalidInput, &error);
            match (error.field(), &error) {
                (Some(field), _) => plain.at(field, error.value().unwrap_or_default()),
                (None, &JsonError::Syntax { line, column, .. }) => plain.on(line, column),
                (None, _) => plain,
            }
        }
    }
}

#[cfg(feature = "text")]
mod from_text {
    use super::{BindingError, Code};
    use hunch_model::io::{ConvertError, LoadError, Problem, ReadError, WriteError};

    impl From<ConvertError> for BindingError {
        fn from(error: ConvertError) -> Self {
            match error {
                ConvertError::Read(error) => error.into(),
                ConvertError::Write(error) => error.into(),
                other => Self::new(Code::InvalidInput, other),
            }
        }
    }

    /// What a format has no place for.
    impl From<WriteError> for BindingError {
        fn from(error: WriteError) -> Self {
            let code = match error {
                WriteError::Program(_) => Code::InvalidInput,
                _ => Code::NotApplicable,
            };
            let plain = Self::new(code, &error);
            match error {
                WriteError::Name { what, name, .. } => plain.at(what, format!("{name:?}")),
                WriteError::Number { field, value, .. } => plain.at(field, value),
                _ => plain,
            }
        }
    }

    /// A field of JSON is named by its path, all else is somewhere in the text.
    impl From<ReadError> for BindingError {
        fn from(error: ReadError) -> Self {
            let plain = Self::new(Code::InvalidInput, &error).on(error.line, error.column);
            match &error.problem {
                Problem::Json(json) if json.field().is_some() => {
                    plain.at(json.field().unwrap_or_default(), json.value().unwrap_or_default())
                }
                problem => plain.at("text", problem.found().unwrap_or_default()),
            }
        }
    }

    /// The field is `text` unless a JSON text names one of its own.
    impl From<LoadError> for BindingError {
        fn from(error: LoadError) -> Self {
            let plain = Self::new(Code::InvalidInput, &error);
            match error {
                LoadError::Text(error) => error.into(),
                LoadError::Json(error) => {
                    let plain = Self::from(error);
                    if plain.field.is_none() { plain.at("text", "") } else { plain }
                }
                LoadError::Encoding { position } => plain.at("text", format!("byte {position}")),
                LoadError::UnknownFormat => {
                    let message = "the format of the text cannot be told; give the option format: \"mps\", \"lp\", \"json\" or \"mof\"";
                    Self::new(Code::InvalidInput, message).at("format", "undefined")
                }
                _ => plain.at("text", ""),
            }
        }
    }
}

#[cfg(feature = "gpu")]
mod from_gpu {
    use super::{BindingError, Code};
    use hunch_infer::{BundleError, gpu::GpuError};

    impl From<BundleError> for BindingError {
        fn from(error: BundleError) -> Self {
            Self::new(Code::InvalidWeights, error)
        }
    }

    impl From<GpuError> for BindingError {
        fn from(error: GpuError) -> Self {
            let code = match &error {
                GpuError::Lost { .. } => Code::DeviceLost,
                GpuError::Bundle(_) | GpuError::Forward(_) => Code::InvalidWeights,
                // An operator or a size that this device does not take: as far as this model goes, there is
                // no WebGPU.
                _ => Code::NoWebgpu,
            };
            Self::new(code, error)
        }
    }
}
