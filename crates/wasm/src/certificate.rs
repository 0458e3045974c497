//! Certificates of answers: the module `proof` makes them, the module `check` verifies them.

use crate::error::{BindingError, Code};
use hunch_guide::{Answer, Problem};
use wasm_bindgen::JsValue;

/// Adds to an answer's object its `certificate`, as text, and how the making ended. The proof has the time
/// limit once more.
///
/// # Errors
/// `not-applicable` for what has no rows of its own.
#[cfg(feature = "proof")]
pub(crate) fn add(
    object: &JsValue,
    problem: &Problem,
    answer: &Answer,
    time_limit: Option<f64>,
) -> Result<(), JsValue> {
    use crate::answer::set;
    use crate::host::{Clock, with_session};
    use hunch_guide::GuideError;
    use hunch_search::proof::{ProofEnd, ProofLimits, prove};

    let Problem::Program(program) = problem else { return Err(refused().into()) };
    let none: Option<fn(&[f64])> = None;
    let proof = with_session(&Clock::new(), time_limit, None, none, |control| {
        prove(program, &answer.solution, &ProofLimits::default(), control)
    });
    let proof = proof.map_err(|error| BindingError::from(GuideError::from(error)))?;
    let end = match proof.end {
        ProofEnd::Complete => "complete",
        ProofEnd::Weaker => "weaker",
        ProofEnd::Nodes | ProofEnd::Stopped(_) => "limit",
        ProofEnd::Unproven => "unproven",
    };
    set(object, "certificateEnd", &end.into())?;
    if let Some(certificate) = &proof.certificate {
        set(object, "certificate", &hunch_check::write(certificate).into())?;
    }
    Ok(())
}

/// The other modules have no maker of certificates.
#[cfg(not(feature = "proof"))]
pub(crate) fn add(_: &JsValue, _: &Problem, _: &Answer, _: Option<f64>) -> Result<(), JsValue> {
    Err(refused().into())
}

fn refused() -> BindingError {
    BindingError::new(Code::NotApplicable, "certificates are for programs").at("certificate", true)
}
