//! Presolve: a smaller program with the same optimum, and the way back.
//!
//! One file a reduction; each takes the [`Model`], changes it through its few operations and counts what it
//! did. The rounds repeat until a round finds nothing. What cannot be read off the reduced point is written
//! on the [`Postsolve`] stack.
//!
//! Sources: Savelsbergh, "Preprocessing and probing techniques for mixed integer programming problems"
//! (1994); Andersen and Andersen, "Presolving in linear programming" (1995); Achterberg, Bixby, Gu, Rothberg
//! and Weninger, "Presolve reductions in mixed integer programming" (2020).

mod bound_tightening;
mod chains;
mod coefficient_tightening;
mod diophantine;
mod dominated_columns;
mod doubleton_equations;
mod dual_fixing;
mod duplicate_rows;
mod fixed_columns;
#[cfg(feature = "breadth")]
mod free_columns;
mod implications;
mod implied_integers;
mod integer_points;
mod integral_rows;
mod linear;
mod linear_postsolve;
mod model;
mod postsolve;
mod redundant_rows;
mod singleton_rows;
mod slack_columns;
mod tight_slacks;
mod trace;

pub use linear::{PresolvedLinear, presolve_linear, presolve_linear_thoroughly, presolve_linear_until};
pub use linear_postsolve::{LinearPoint, LinearPostsolve};
pub use model::{Model, Verdict};
pub use postsolve::{AddedColumn, Postsolve, Reduction};

use crate::params::{PRESOLVE_FADING, PRESOLVE_ROUNDS};
use crate::problem::MipProblem;

/// What presolve leaves.
#[derive(Clone, Debug)]
pub enum Presolved {
    /// A smaller program and the way back to the original one.
    Reduced {
        /// The program that is left; possibly without rows or columns.
        problem: Box<MipProblem>,
        /// Turns its points into points of the original.
        postsolve: Postsolve,
    },
    /// The program has no feasible point.
    Infeasible,
}

/// Counts of what was done, for messages and tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rounds run.
    pub rounds: usize,
    /// Changes by all reductions.
    pub changes: usize,
}

/// A reduction: changes the model and tells how many changes it made.
type Step = fn(&mut Model) -> Result<usize, Verdict>;

/// Cheap ones first, each preparing the next: bounds, then rows, then coefficients, then columns.
const STEPS: &[Step] = &[
    fixed_columns::apply,
    singleton_rows::apply,
    chains::apply,
    integral_rows::apply,
    redundant_rows::apply,
    bound_tightening::apply,
    coefficient_tightening::apply,
    dual_fixing::apply,
    dominated_columns::apply,
    duplicate_rows::apply,
    doubleton_equations::apply,
    slack_columns::apply,
    diophantine::apply,
];

/// Those that hold whatever rows come later. Not among them: what rests on costs (dual fixing, dominated
/// columns, chains, the end of a range that is as good as any: implied integers), and columns that are taken
/// out because no other row has them (slacks, lattices: rows that come would be dense in what replaces them).
#[cfg(feature = "kinds")]
const STEPS_UNSEEN: &[Step] = &[
    // The bounds leave one value.
    fixed_columns::apply,
    // A row of one column is its bound.
    singleton_rows::apply,
    // The row takes such values only.
    integral_rows::apply,
    // The bounds imply the row, or the row the bounds.
    redundant_rows::apply,
    // The row implies the bounds.
    bound_tightening::apply,
    // The row admits the same integer points as before.
    coefficient_tightening::apply,
    // One of two multiples says what both say.
    duplicate_rows::apply,
    // The equation holds, so that a row of one column is as good as one of the other.
    doubleton_equations::apply,
];

/// Those that conclude from rows and bounds what holds for each point that satisfies them, and so hold for
/// the fewer points that also satisfy what the rows do not say. The others weigh costs against rows (dual
/// fixing, dominated columns, implied integers), or take out columns by rows (chains, doubletons, slacks,
/// lattices), which what the rows do not say may name.
const STATED: &[Step] = &[
    implications::apply,
    fixed_columns::apply,
    singleton_rows::apply,
    integral_rows::apply,
    redundant_rows::apply,
    bound_tightening::apply,
    coefficient_tightening::apply,
    duplicate_rows::apply,
];

/// Which reductions may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reductions {
    /// All: the rows, bounds and integers are the whole program.
    All,
    /// Those alone that hold whatever else a point must satisfy.
    Stated,
}

/// Reduces `problem`, all of whose rows are seen.
pub fn presolve(problem: &MipProblem) -> (Presolved, Summary) {
    let reductions = if problem.implications().is_empty() { Reductions::All } else { Reductions::Stated };
    presolve_by(problem, reductions, &mut || false)
}

/// Reduces `problem` by some of the reductions.
pub fn presolve_by(
    problem: &MipProblem,
    reductions: Reductions,
    is_over: &mut dyn FnMut() -> bool,
) -> (Presolved, Summary) {
    let mut summary = Summary::default();
    let reduced = reduce(problem, reductions, is_over, &mut summary);
    (finished(reduced), summary)
}

/// The same as a model, in the time that there is: once `is_over`, what is reduced so far is left as it is.
fn reduce(
    problem: &MipProblem,
    reductions: Reductions,
    is_over: &mut dyn FnMut() -> bool,
    summary: &mut Summary,
) -> Result<Model, Verdict> {
    let mut model = Model::new(problem);
    let steps = if reductions == Reductions::All { STEPS } else { STATED };
    let least = (problem.rows() + problem.columns()) / PRESOLVE_FADING + 1;
    rounds(&mut model, (steps, least), is_over, summary)?;
    implications::apply(&mut model)?;
    if reductions == Reductions::All && !is_over() {
        implied_integers::apply(&mut model);
    }
    Ok(model)
}

fn finished(reduced: Result<Model, Verdict>) -> Presolved {
    match reduced {
        Err(Verdict::Infeasible) => Presolved::Infeasible,
        Ok(model) => {
            let (problem, postsolve, _) = model.finish();
            Presolved::Reduced { problem: Box::new(problem), postsolve }
        }
    }
}

/// Reduces `problem` where rows may come later that speak of any of its columns: only what follows from the rows
/// that are seen is done.
#[cfg(feature = "kinds")]
fn reduce_unseen(problem: &MipProblem, is_over: &mut dyn FnMut() -> bool) -> Result<Model, Verdict> {
    let mut model = Model::new(problem);
    rounds(&mut model, (STEPS_UNSEEN, 1), is_over, &mut Summary::default())?;
    Ok(model)
}

/// One of the above: whether `all_seen`, all rows are there. `None` where the time is over before every column is
/// settled: nothing comes of it any more, and writing down what is left of a large program takes its time too.
pub fn presolve_seeing(
    problem: &MipProblem,
    all_seen: bool,
    is_over: &mut dyn FnMut() -> bool,
) -> Option<Presolved> {
    let has_implications = !problem.implications().is_empty();
    // Those that hold whatever else a point must satisfy name no costs and take no columns out.
    let reductions = if has_implications { Reductions::Stated } else { Reductions::All };
    let by =
        |is_over: &mut dyn FnMut() -> bool| reduce(problem, reductions, is_over, &mut Summary::default());
    #[cfg(feature = "kinds")]
    let reduced = if all_seen || has_implications { by(is_over) } else { reduce_unseen(problem, is_over) };
    #[cfg(not(feature = "kinds"))]
    let reduced = by(is_over);
    let _ = all_seen;
    let is_open = |model: &Model| model.columns.iter().any(|column| column.alive);
    match reduced {
        Ok(model) if is_over() && is_open(&model) => None,
        reduced => Some(finished(reduced)),
    }
}

/// `problem` as it is, with the way back that changes nothing.
pub fn unreduced(problem: &MipProblem) -> Presolved {
    let (problem, postsolve, _) = Model::new(problem).finish();
    Presolved::Reduced { problem: Box::new(problem), postsolve }
}

/// Runs `steps` in rounds until one makes fewer than `least` changes, or the time is over.
fn rounds(
    model: &mut Model,
    (steps, least): (&[Step], usize),
    is_over: &mut dyn FnMut() -> bool,
    summary: &mut Summary,
) -> Result<(), Verdict> {
    for _ in 0..PRESOLVE_ROUNDS {
        let mut changes = 0;
        for step in steps {
            if is_over() {
                return Ok(());
            }
            changes += step(model)?;
        }
        summary.rounds += 1;
        summary.changes += changes;
        if changes < least {
            break;
        }
    }
    Ok(())
}
