//! The one entry: an instance of a family or a program, a method, an answer.

use crate::analysis::analyse;
use crate::answer::Answer;
use crate::error::GuideError;
use crate::method::Options;
use crate::models::Library;
use crate::network::{self, Network};
use crate::problem::Problem;
use crate::solver;
use hunch_model::{Control, Solution, Statistics, Status};

/// Solves a problem.
///
/// ```
/// use hunch_families::clsp::{Clsp, Distribution, sample};
/// use hunch_guide::{Library, Options, Problem, solve};
/// use hunch_model::{Status, Unlimited};
///
/// let instance = sample(&Distribution { c: 3, f: 1_000, horizon: 20 }, 1)?;
/// // No models at hand and twenty periods: the default method takes the family's exact algorithm.
/// let problem = Problem::of::<Clsp>(instance);
/// let answer = solve(&problem, &Options::default(), &Library::new(), &mut Unlimited)?;
/// assert_eq!((answer.method, answer.solution.status), ("exact", Status::Optimal));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Malformed input, a method that does not apply, a missing or overflowing model. Limits and infeasibility
/// are statuses.
pub fn solve(
    problem: &Problem,
    options: &Options,
    library: &Library,
    control: &mut dyn Control,
) -> Result<Answer, GuideError> {
    match &options.probabilities {
        Some(outputs) => solve_with(problem, options, &mut network::Brought(outputs), control),
        None => solve_with(problem, options, &mut network::Local(library), control),
    }
}

/// [`solve`] with a network of the caller's.
///
/// # Errors
/// As [`solve`].
pub fn solve_with(
    problem: &Problem,
    options: &Options,
    network: &mut dyn Network,
    control: &mut dyn Control,
) -> Result<Answer, GuideError> {
    options.admit_threads(problem)?;
    let started = control.now();
    let known_infeasible = match problem {
        Problem::Instance(case) => {
            case.validate()?;
            options.admit_instance()?;
            case.is_infeasible()
        }
        Problem::Program(program) => {
            program.validate()?;
            false
        }
    };
    let mut answer = if known_infeasible {
        let solution = Solution::without_values(Status::Infeasible, None, Statistics::default());
        Answer::new(options.method.name(), solution)
    } else {
        run(problem, options, network, control)?
    };
    analyse(problem, options, &mut answer, control)?;
    answer.solution.statistics.seconds = control.now() - started;
    Ok(answer)
}

fn run(
    problem: &Problem,
    options: &Options,
    network: &mut dyn Network,
    control: &mut dyn Control,
) -> Result<Answer, GuideError> {
    let (engine, settings, threads) = (options.engine, &options.settings, options.threads);
    let mut solver = solver::Local { engine, settings, threads };
    options.method.run(problem, network, &mut solver, options, control)
}
