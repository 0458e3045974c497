//! Programs that say more than linear rows and integers ([`hunch_model::kinds`]): semi-continuous and
//! semi-integer columns, special ordered sets, indicator rows and piecewise-linear terms, solved exactly;
//! several objectives, several answers; and quadratic objectives over integers, as the linear search takes them.
//!
//! | module | what it does |
//! |---|---|
//! | [`lower`] | the program as a plain one: each disjunction is a binary, by tight rows or by implications |
//! | [`judge`] | whether a point is one of the program as it was given; what rounding left is polished |
//! | [`objectives`] | several objectives, one after the other |
//! | [`pool`] | several answers |
//! | `parts` | a program whose relaxation has no end, taken apart |
//! | `run` | the engine on the plain program, in the caller's terms |
//! | `curve` | a convex quadratic objective over integers by its tangents: the linear program that they are rows of, and the way back (Quesada and Grossmann 1992) |
//! | `curve_program` | which columns and rows the curves bring |
//! | `curve_convex` | products of binaries made convex; curvature of binaries made linear (Hammer and Rubin 1970) |
//! | `curve_squares` | a quadratic form as a sum of few squares, with what rounding leaves of it |
//! | `curve_rows` | tangents that hold in exact arithmetic; secants between integers; perspective cuts (Frangioni and Gentile 2006) |
//! | `curve_told` | which of these rows say something new |
//!
//! **What is claimed.** The plain program contains the given one, exactly and within tolerance: each point of
//! the given program, and each point within its rows' tolerances (`docs/claims.md`), is the first part of a
//! point of the plain program within *its* tolerances. Rows are kept as they are. A further row only takes a
//! binary's term: it has as large a coefficient and more terms, hence no smaller tolerance. Big numbers are
//! greatest activities over bounds that propagation derives from the unconditional rows widened by their
//! tolerance, rounded outwards. Rows of members and of semi-continuous columns hold exactly at the points of
//! the program. What the arithmetic of a piecewise-linear term may round is noise of that row
//! ([`LpProblem::row_noise`](crate::lp::LpProblem::row_noise)), which all proofs count; what its tolerance has
//! beyond its row's is added to the row before "infeasible" is said. So a bound of the plain program is one of
//! the given, and so is "infeasible". Claims that rest on far columns (the last points of `docs/claims.md`)
//! are not asked of exact arithmetic while choices beside the rows are open, as in a browser. The other way
//! round the plain program may contain more (a member of 1e-7 beside a binary of zero); points are judged by
//! the given program alone, and where it refuses all that the search finds, the status is "limit" or
//! "feasible". "Unbounded" is said when a choice of all binaries of implications leaves a plain program that
//! is: a ray of the relaxation alone may leave the sets.

pub(crate) mod curve;
mod curve_convex;
mod curve_program;
mod curve_rows;
mod curve_squares;
mod curve_told;
pub mod judge;
mod linear_part;
pub mod lower;
pub mod objectives;
mod parts;
pub mod pool;
pub(crate) mod run;

use hunch_model::{Feature, Program};

/// Whether the program says what this module solves. A quadratic objective may come with all of it.
pub fn takes(program: &Program) -> bool {
    use Feature::{Indicators, Objectives, Piecewise, SemiContinuous, Sets};
    let solved = |f: &Feature| matches!(f, SemiContinuous | Sets | Indicators | Piecewise | Objectives);
    program.features().iter().any(solved)
}
