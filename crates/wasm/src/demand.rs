//! Rows on demand: what a sliced search asks of its host between two slices.

use crate::error::{BindingError, Code};
use crate::parcel::unpack_rows;
use crate::sliced::Sliced;
use hunch_model::Cut;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
impl Sliced {
    /// The point that waits for rows, one value a column; empty where none does.
    pub fn asked(&self) -> Vec<f64> {
        self.search.question().map(|question| question.values.to_vec()).unwrap_or_default()
    }

    /// Whether that point is an answer unless rows come that it violates.
    #[wasm_bindgen(getter, js_name = asksIntegral)]
    pub fn asks_integral(&self) -> bool {
        self.search.question().is_some_and(|question| question.integral)
    }

    /// Takes packed rows for that point: those that it violates, and any others that hold. Whether it is the
    /// best point now.
    ///
    /// # Errors
    /// `invalid-input` for numbers that are no rows of the program; `not-applicable` beyond the memory limit.
    #[wasm_bindgen(js_name = answerRows)]
    pub fn answer_rows(&mut self, numbers: &[f64]) -> Result<bool, JsValue> {
        let rows = told(numbers)?;
        Ok(self
            .session(None, |search, control| search.answer_rows(rows, control))
            .map_err(BindingError::from)?)
    }
}

/// The rows that a host has packed.
///
/// # Errors
/// `invalid-input` for numbers that are none.
pub fn told(numbers: &[f64]) -> Result<Vec<Cut>, BindingError> {
    unpack_rows(numbers).ok_or_else(|| {
        let message = "the packed rows are of another version of the package";
        BindingError::new(Code::InvalidInput, message).at("rows", "")
    })
}
