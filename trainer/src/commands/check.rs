//! `hunch check`.

use super::read_program;
use crate::cli::CheckArgs;
use crate::error::{Error, Result, exit};
use crate::terminal::print;
use hunch_check::{Rejection, Verdict, check, read};
use serde::Serialize;

/// What `hunch check` prints.
#[derive(Serialize)]
struct Printed {
    accepted: bool,
    /// Whether it is accepted on the condition that cuts hold which it does not derive.
    trusted: bool,
    /// Why it is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(flatten)]
    verdict: Option<Verdict>,
}

/// Runs the command.
pub fn run(args: &CheckArgs, json: bool) -> Result<u8> {
    let bytes = std::fs::read(&args.program).map_err(Error::file(&args.program))?;
    let program = read_program(&args.program, &bytes, false)?.program;
    let bytes = std::fs::read(&args.certificate).map_err(Error::file(&args.certificate))?;
    let content = |reason: String| Error::Content { path: args.certificate.clone(), reason };
    let certificate = read(&bytes).map_err(|e| content(e.to_string()))?;
    let verdict = check(&program, &certificate);
    let (text, code) = described(&verdict);
    let printed = Printed {
        accepted: verdict.is_ok(),
        trusted: verdict.as_ref().is_ok_and(|v| v.trusted_cuts > 0),
        reason: verdict.as_ref().err().map(ToString::to_string),
        verdict: verdict.ok(),
    };
    print(json, &printed, &text)?;
    Ok(code)
}

/// The verdict in words, and the exit code.
fn described(verdict: &std::result::Result<Verdict, Rejection>) -> (String, u8) {
    match verdict {
        Err(reason) => (format!("refused: {reason}"), exit::FAILURE),
        Ok(v) if v.trusted_cuts > 0 => {
            let count = v.trusted_cuts;
            (
                format!("{}; cuts trusted: {count} are not derived, and it holds if they do", words(v)),
                exit::TRUSTED,
            )
        }
        Ok(v) => (words(v), 0),
    }
}

fn words(v: &Verdict) -> String {
    let mut text = format!("accepted: {:?}", v.claim);
    for (name, value) in [("objective", v.objective), ("bound", v.bound), ("gap", v.gap)] {
        if let Some(value) = value {
            text.push_str(&format!(", {name} {value}"));
        }
    }
    if let Some(point) = &v.point {
        text.push_str(if point.exact {
            ", point exactly feasible"
        } else {
            ", point feasible within tolerance"
        });
    }
    if v.up_to_tolerance {
        text.push_str(", which meets the bound up to tolerance");
    }
    let counts = format!(
        " ({} nodes, {} leaves, {} implied bounds, {} derived cuts)",
        v.nodes, v.leaves, v.implied, v.derived_cuts
    );
    text + &counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_check::Claim;

    fn verdict(trusted_cuts: usize) -> Verdict {
        Verdict {
            claim: Claim::Bound,
            objective: None,
            bound: Some(7.0),
            gap: None,
            up_to_tolerance: false,
            point: None,
            nodes: 3,
            leaves: 2,
            implied: 0,
            derived_cuts: 1,
            trusted_cuts,
        }
    }

    #[test]
    fn the_exit_code_tells_accepted_trusted_and_refused_apart() {
        let (text, code) = described(&Ok(verdict(0)));
        assert!(text.starts_with("accepted: Bound, bound 7") && code == 0, "{text}");
        let (text, code) = described(&Ok(verdict(4)));
        assert!(text.contains("cuts trusted: 4") && code == exit::TRUSTED, "{text}");
        let (text, code) = described(&Err(Rejection::TreeIncomplete { open: 2 }));
        assert!(text.contains("2 sides") && code == exit::FAILURE, "{text}");
    }
}
