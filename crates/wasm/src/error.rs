//! Errors as JavaScript sees them: a plain object `{ code, message, field?, value?, line?, column? }` that the package turns into a `HunchError`.

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
    /// The GPU device was lost; the package makes another one, or lets the CPU answer. Callers never see this code.
    DeviceLost,
}

/// An error on its way to JavaScript.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DoorError {
    code: Code,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
}

impl DoorError {
    /// An error that concerns no single field, or whose field and value are only in its message.
    pub fn new(code: Code, message: impl Display) -> Self {
        Self { code, message: message.to_string(), field: None, value: None, line: None, column: None }
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
        self.line = Some(line);
        self.column = Some(column);
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

impl From<DoorError> for JsValue {
    fn from(error: DoorError) -> Self {
        serde_wasm_bindgen::to_value(&error).unwrap_or_else(|_| Self::from_str(&error.message))
    }
}

#[cfg(feature = "cpu")]
mod from_crates {
    use super::{Code, DoorError};
    use hunch_families::clsp::{DistributionError, InstanceError};
    use hunch_families::robust::DataError;
    use hunch_guide::GuideError;
    use hunch_search::SearchError;

    impl From<InstanceError> for DoorError {
        fn from(error: InstanceError) -> Self {
            let plain = Self::new(Code::InvalidInput, &error);
            match error {
                InstanceError::Value { field, value } => plain.at(field, value),
                InstanceError::Length { field, length, .. } => plain.at(field, format!("{length} entries")),
                InstanceError::Horizon { value } => plain.at("demand", format!("{value} entries")),
                InstanceError::Family { value } => plain.at("family", value),
                _ => plain,
            }
        }
    }

    impl From<DistributionError> for DoorError {
        fn from(error: DistributionError) -> Self {
            let plain = Self::new(Code::InvalidInput, &error);
            match error {
                DistributionError::Horizon { value } => plain.at("horizon", value),
                DistributionError::Ratio { field, value } => plain.at(field, value),
                DistributionError::TooTight { c } => plain.at("c", c),
                _ => plain,
            }
        }
    }

    impl From<DataError> for DoorError {
        fn from(error: DataError) -> Self {
            let plain = Self::new(Code::InvalidInput, &error);
            match error {
                DataError::Value { field, value, .. } => plain.at(field, value),
                DataError::Length { field, length, .. } => plain.at(field, format!("{length} entries")),
                DataError::Family { value, .. } => plain.at("family", value),
                _ => plain,
            }
        }
    }

    impl From<GuideError> for DoorError {
        fn from(error: GuideError) -> Self {
            let code = match &error {
                GuideError::Bundle(_) | GuideError::Model { .. } | GuideError::Forward(_) => {
                    Code::InvalidWeights
                }
                GuideError::NoModel { .. } => Code::NoModel,
                GuideError::NotApplicable { .. } => Code::NotApplicable,
                GuideError::Search(SearchError::Quadratic { .. } | SearchError::Memory { .. }) => {
                    Code::NotApplicable
                }
                _ => Code::InvalidInput,
            };
            let plain = Self::new(code, &error);
            match error {
                GuideError::Instance(error) => error.into(),
                GuideError::Robust(error) => error.into(),
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
    use super::{Code, DoorError};
    use hunch_model::json::JsonError;

    impl From<JsonError> for DoorError {
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
    use super::{Code, DoorError};
    use hunch_model::io::LoadError;

    /// The field is `text` unless a JSON text names one of its own.
    impl From<LoadError> for DoorError {
        fn from(error: LoadError) -> Self {
            let plain = Self::new(Code::InvalidInput, &error);
            match error {
                LoadError::Text(error) => {
                    plain.at("text", error.problem.found().unwrap_or_default()).on(error.line, error.column)
                }
                LoadError::Json(error) => {
                    let plain = Self::from(error);
                    if plain.field.is_none() { plain.at("text", "") } else { plain }
                }
                LoadError::Encoding { position } => plain.at("text", format!("byte {position}")),
                LoadError::UnknownFormat => {
                    let message = "the format of the text cannot be told; give the option format: \"mps\", \"lp\" or \"json\"";
                    Self::new(Code::InvalidInput, message).at("format", "undefined")
                }
                _ => plain.at("text", ""),
            }
        }
    }
}

#[cfg(feature = "gpu")]
mod from_gpu {
    use super::{Code, DoorError};
    use hunch_infer::{BundleError, gpu::GpuError};

    impl From<BundleError> for DoorError {
        fn from(error: BundleError) -> Self {
            Self::new(Code::InvalidWeights, error)
        }
    }

    impl From<GpuError> for DoorError {
        fn from(error: GpuError) -> Self {
            let code = match &error {
                GpuError::Lost { .. } => Code::DeviceLost,
                GpuError::Bundle(_) | GpuError::Forward(_) => Code::InvalidWeights,
                // An operator or a size that this device does not take: as far as this model goes, there is no WebGPU.
                _ => Code::NoWebgpu,
            };
            Self::new(code, error)
        }
    }
}
