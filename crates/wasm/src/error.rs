//! Errors as JavaScript sees them: a plain object `{ code, message, field?, value? }` that the package turns into a `HunchError`.

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
}

impl DoorError {
    /// An error that concerns no single field, or whose field and value are only in its message.
    pub fn new(code: Code, message: impl Display) -> Self {
        Self { code, message: message.to_string(), field: None, value: None }
    }

    /// Names the field that is wrong and the value found there.
    #[must_use]
    pub fn at(mut self, field: impl Display, value: impl Display) -> Self {
        self.field = Some(field.to_string());
        self.value = Some(value.to_string());
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
    use hunch_model::json::JsonError;
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

    impl From<JsonError> for DoorError {
        fn from(error: JsonError) -> Self {
            let plain = Self::new(Code::InvalidInput, &error);
            match error.field() {
                Some(field) => plain.at(field, error.value().unwrap_or_default()),
                None => plain,
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
                _ => plain,
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
