//! What is told where a quadratic objective is not convex: a direction, by the names of its columns.

use crate::error::{BindingError, Code};
use hunch_guide::GuideError;
use hunch_model::{Program, Sense};
use hunch_search::SearchError;
use hunch_search::qp::QpError;
use std::fmt::Write;

/// Columns of the direction that a message names: the largest.
const NAMED: usize = 5;

/// The error, in the program's own names where it is about a curvature.
pub(crate) fn refused(error: GuideError, program: &Program) -> BindingError {
    let GuideError::Search(SearchError::Curvature(QpError::NonConvex { direction, curvature })) = &error
    else {
        return error.into();
    };
    let (shape, sense) = match program.sense {
        Sense::Minimize => ("convex", "minimized"),
        Sense::Maximize => ("concave", "maximized"),
    };
    let mut largest: Vec<usize> = (0..direction.len()).filter(|&j| direction[j] != 0.0).collect();
    largest.sort_by(|&a, &b| direction[b].abs().total_cmp(&direction[a].abs()));
    let mut words = String::new();
    for &j in largest.iter().take(NAMED) {
        let sign = if direction[j] < 0.0 { "-" } else { "+" };
        let _ = write!(words, " {sign} {} {:?}", rounded(direction[j].abs()), program.column_name(j));
    }
    let more = if largest.len() > NAMED { " + …" } else { "" };
    let curvature = rounded(program.sense.sign() * curvature);
    let message = format!(
        "the objective is not {shape}, so it cannot be {sense}: along{words}{more} it has the curvature {curvature}"
    );
    BindingError::new(Code::NotApplicable, message).at("quadratic", curvature).along(direction)
}

/// Three digits.
fn rounded(value: f64) -> f64 {
    format!("{value:.2e}").parse().unwrap_or(value)
}
