//! Why is a program infeasible? An irreducible infeasible subset, in the names of rows and columns: bounds
//! and integrality conditions that cannot hold together, although they could without any one of them
//! (Chinneck and Dravnieks, "Locating minimal infeasible constraint sets in linear programs", ORSA Journal on
//! Computing 3, 1991).
//!
//! ```
//! use hunch_model::{Kind, Program, Row, Sense, Unlimited};
//! use hunch_search::{Settings, explain::{Diagnosis, explain}};
//!
//! let mut program = Program::new("example", Sense::Minimize);
//! program.add_column("beds", 1.0, 0.0, 10.0, Kind::Integer);
//! program.add_column("shelves", 1.0, 0.0, 10.0, Kind::Integer);
//! program.set_rows(
//!     vec![
//!         Row { name: "wood".into(), lower: f64::NEG_INFINITY, upper: 12.0 },
//!         Row { name: "orders".into(), lower: 5.0, upper: f64::INFINITY },
//!     ],
//!     &[(0, 0, 4.0), (0, 1, 3.0), (1, 0, 1.0)],
//! );
//! let Diagnosis::Infeasible(why) = explain(&program, &Settings::new(), &mut Unlimited).unwrap() else { unreachable!() };
//! assert!(why.irreducible);
//! assert_eq!(
//!     why.to_string(),
//!     "These cannot hold together:\n  row \"wood\" is at most 12\n  row \"orders\" is at least 5\n  \
//!      column \"shelves\" is at least 0\nWithout any one of them the others can.\n"
//! );
//! ```
//!
//! A program whose linear relaxation is infeasible is explained by its bounds alone: Farkas multipliers name
//! a subset at once ([`linear`]), the deletion filter ([`filter`]) makes it irreducible. Otherwise
//! integrality takes part, every test of the filter is a search of its own ([`integer`]), and a test that
//! meets its node limit leaves its parts in: then the subset is infeasible, but perhaps not irreducible.

mod filter;
mod integer;
mod linear;
pub mod part;
mod words;

use crate::certify;
use crate::error::SearchError;
use crate::guidance::Guidance;
use crate::settings::Settings;
use filter::{Answer, Oracle};
use hunch_model::{Control, Feature, Program};
use part::Part;

pub use part::{Member, Named, When};

/// What [`explain`] found.
#[derive(Clone, Debug, PartialEq)]
pub enum Diagnosis {
    /// The program is infeasible, and this is why.
    Infeasible(Explanation),
    /// The program has a feasible point.
    Feasible,
    /// A limit, the host or numerical trouble came before that was known.
    Open,
}

/// Bounds and integrality conditions that cannot hold together. Its `Display` says so in words, which it is
/// serialised with as `text`.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// Rows, in the program's order.
    pub rows: Vec<Member>,
    /// Columns, likewise.
    pub columns: Vec<Member>,
    /// Special ordered sets, likewise.
    pub sets: Vec<Named>,
    /// Piecewise-linear terms, likewise.
    pub piecewise: Vec<Named>,
    /// Whether every proper subset is known to be feasible; otherwise a limit came first and some members may
    /// be superfluous.
    pub irreducible: bool,
}

/// Explains an infeasible program; its objective plays no part. The node limit of `settings` holds for each
/// search that this takes; without one the searches of the filter are limited in proportion to the first.
///
/// # Errors
/// A malformed program, or one beyond the memory limit.
pub fn explain(
    program: &Program,
    settings: &Settings,
    control: &mut dyn Control,
) -> Result<Diagnosis, SearchError> {
    certify::admit_kinds(program, &Guidance::none())?;
    use Feature::{Indicators, Piecewise, SemiContinuous, Sets};
    let says_more = |f: &Feature| matches!(f, SemiContinuous | Sets | Indicators | Piecewise);
    if !program.features().iter().any(says_more)
        && let Some(diagnosis) = linear_diagnosis(program, control)
    {
        return Ok(diagnosis);
    }
    let parts = part::all(program);
    let mut search = integer::IntegerOracle::new(program, &parts, settings)?;
    let all = vec![true; parts.len()];
    Ok(match search.test(&all, control) {
        Answer::Feasible => Diagnosis::Feasible,
        Answer::Unknown | Answer::Stopped => Diagnosis::Open,
        Answer::Infeasible { .. } => {
            search.limit_by_first();
            Diagnosis::Infeasible(reduce(program, &parts, all, &mut search, control))
        }
    })
}

/// What the linear relaxation says by itself, if it is an answer.
fn linear_diagnosis(program: &Program, control: &mut dyn Control) -> Option<Diagnosis> {
    let sides = part::sides(program);
    let mut relaxation = linear::LinearOracle::new(program, &sides);
    match relaxation.test(&vec![true; sides.len()], control) {
        Answer::Infeasible { support } => {
            let kept = support.unwrap_or_else(|| vec![true; sides.len()]);
            Some(Diagnosis::Infeasible(reduce(program, &sides, kept, &mut relaxation, control)))
        }
        Answer::Stopped => Some(Diagnosis::Open),
        Answer::Feasible if !program.has_integers() => Some(Diagnosis::Feasible),
        Answer::Unknown if !program.has_integers() => Some(Diagnosis::Open),
        Answer::Feasible | Answer::Unknown => None,
    }
}

fn reduce(
    program: &Program,
    parts: &[Part],
    mut kept: Vec<bool>,
    oracle: &mut dyn Oracle,
    control: &mut dyn Control,
) -> Explanation {
    let irreducible = filter::filter(&mut kept, oracle, control);
    let members: Vec<Part> = parts.iter().zip(&kept).filter(|&(_, &k)| k).map(|(&p, _)| p).collect();
    Explanation {
        rows: part::rows(program, &members),
        columns: part::columns(program, &members),
        sets: part::sets(program, &members),
        piecewise: part::piecewise(program, &members),
        irreducible,
    }
}
