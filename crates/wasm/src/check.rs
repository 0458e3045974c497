//! Verifies certificates. A module of its own, in which there is no code of the solvers.

use crate::error::{BindingError, Code};
use crate::parcel::{Unread, unpack_program};
use hunch_check::{Rejection, Verdict, check, read};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Bytes of the longest certificate: what a tab's memory can be trusted with.
const LONGEST: usize = 256 << 20;

/// What is said of a certificate.
#[derive(Serialize)]
struct Said {
    accepted: bool,
    /// Why it is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(flatten)]
    verdict: Option<Verdict>,
}

/// Whether a certificate (its text, in UTF-8) proves what it claims about a packed program, and what that is.
///
/// # Errors
/// `invalid-input` where the text is no certificate, or too long.
#[wasm_bindgen(js_name = checkCertificate)]
pub fn check_certificate(numbers: &[f64], certificate: &[u8]) -> Result<JsValue, JsValue> {
    if certificate.len() > LONGEST {
        let message = format!("the certificate has {} bytes; at most {LONGEST} are taken", certificate.len());
        return Err(BindingError::new(Code::InvalidInput, message).at("certificate", "").into());
    }
    let certificate = read(certificate)
        .map_err(|error| BindingError::new(Code::InvalidInput, error).at("certificate", ""))?;
    let verdict = match unpack_program(numbers) {
        Ok(program) => check(&program, &certificate),
        Err(Unread::Feature(feature)) => Err(Rejection::Feature { feature }),
        Err(Unread::OtherForm) => {
            let error = BindingError::new(Code::InvalidInput, "the packed program is of another version");
            return Err(error.at("program", "").into());
        }
    };
    let said = Said {
        accepted: verdict.as_ref().is_ok_and(|v| v.trusted_cuts == 0),
        reason: verdict.as_ref().err().map(ToString::to_string),
        verdict: verdict.ok(),
    };
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    said.serialize(&serializer).map_err(|error| BindingError::new(Code::InvalidInput, error).into())
}
