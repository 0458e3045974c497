//! What is said beside an answer where it was asked for: why there is none and what would make one, what it is
//! worth, and which numbers endanger it.

use crate::answer::Answer;
use crate::method::{Options, stage};
use crate::problem::Problem;
use hunch_model::Program;
use hunch_model::{Control, Relay, Status};
#[cfg(feature = "insight")]
use hunch_model::{Solution, risks::risks};
use hunch_search::explain::{Diagnosis, Explanation, explain};
#[cfg(feature = "insight")]
use hunch_search::repair::{Repair, repair};
#[cfg(feature = "insight")]
use hunch_search::sensitivity::{Sensitivity, sensitivity, unsaid};
use hunch_search::{SearchError, Settings};
use std::borrow::Cow;

/// Adds to `answer` what `options` ask for.
pub(crate) fn analyse(
    problem: &Problem,
    options: &Options,
    answer: &mut Answer,
    control: &mut dyn Control,
) -> Result<(), SearchError> {
    let is_infeasible = answer.solution.status == Status::Infeasible;
    if options.explain && is_infeasible {
        answer.explanation = explanation(problem, &options.settings, control)?;
    }
    #[cfg(feature = "insight")]
    if options.repair && is_infeasible {
        answer.repair = repaired(problem, &options.settings, control)?;
    }
    #[cfg(feature = "insight")]
    if let Problem::Program(program) = problem {
        answer.risks = risks(program);
        answer.sensitivity = worth(program, options, &answer.solution, control);
        answer.without_sensitivity = without_worth(program, options, &answer.solution);
    }
    Ok(())
}

/// What a program's answer is worth, where that is asked for.
#[cfg(feature = "insight")]
pub fn worth(
    program: &Program,
    options: &Options,
    solution: &Solution,
    control: &mut dyn Control,
) -> Option<Sensitivity> {
    if !options.sensitivity || !solution.status.has_values() || unsaid(program).is_some() {
        return None;
    }
    stage(control, "sensitivity");
    sensitivity(program, &solution.values, solution.basis.as_ref(), true, &mut Relay::new(control).silent())
}

/// Why that is not said, where it was asked for.
#[cfg(feature = "insight")]
pub fn without_worth(program: &Program, options: &Options, solution: &Solution) -> Option<String> {
    let asked = options.sensitivity && solution.status.has_values();
    asked.then(|| unsaid(program)).flatten()
}

/// Rows, columns and integrality conditions that cannot hold together; `None` when a limit came before some
/// were found.
fn explanation(
    problem: &Problem,
    settings: &Settings,
    control: &mut dyn Control,
) -> Result<Option<Explanation>, SearchError> {
    stage(control, "explain");
    // What an explanation finds on its way are points of other programs.
    let quiet = &mut Relay::new(control).silent();
    let diagnosis = match problem {
        // To do nothing is always allowed where answers are decisions: no such instance is infeasible.
        Problem::Instance(_) if problem.decides() => return Ok(None),
        Problem::Instance(case) => explain(&case.program().linear, settings, quiet)?,
        Problem::Program(program) => explain(&conditions(program), settings, quiet)?,
    };
    Ok(match diagnosis {
        Diagnosis::Infeasible(explanation) => Some(explanation),
        Diagnosis::Feasible | Diagnosis::Open => None,
    })
}

/// The least changes that leave a feasible point; `None` when a limit came first, or for a program that says more
/// than the rows that could give way: its answer is not lost for that.
#[cfg(feature = "insight")]
fn repaired(
    problem: &Problem,
    settings: &Settings,
    control: &mut dyn Control,
) -> Result<Option<Repair>, SearchError> {
    stage(control, "repair");
    let quiet = &mut Relay::new(control).silent();
    match problem {
        Problem::Instance(_) if problem.decides() => Ok(None),
        Problem::Instance(case) => repair(&case.program().linear, settings, quiet),
        Problem::Program(program) => match repair(&conditions(program), settings, quiet) {
            Err(SearchError::Feature { .. }) => Ok(None),
            repaired => repaired,
        },
    }
}

/// What decides whether a program has points: all but a quadratic objective and further ones.
#[cfg(feature = "kinds")]
fn conditions(program: &Program) -> Cow<'_, Program> {
    if program.quadratic.is_none() && program.objectives.is_empty() {
        return Cow::Borrowed(program);
    }
    Cow::Owned(Program { quadratic: None, objectives: Vec::new(), ..program.clone() })
}

#[cfg(not(feature = "kinds"))]
fn conditions(program: &Program) -> Cow<'_, Program> {
    Cow::Borrowed(program)
}
