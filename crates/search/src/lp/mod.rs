//! Linear programs by the simplex method, written for branch and bound: bounded variables, warm starts from
//! any basis after any change, and proofs (dual values, Farkas multipliers, rays) for every claim.
//!
//! A problem enters as an [`LpProblem`]; a [`Simplex`] holds its scaled copy, a basis and a factorisation of
//! it, and re-solves after changes:
//!
//! ```
//! use hunch_model::{Kind, Program, Row, Sense, Unlimited};
//! use hunch_search::lp::{LpProblem, LpSettings, LpStatus, Simplex};
//!
//! let mut program = Program::new("example", Sense::Maximize);
//! program.add_column("x", 3.0, 0.0, 4.0, Kind::Continuous);
//! program.add_column("y", 5.0, 0.0, 6.0, Kind::Continuous);
//! program.set_rows(
//!     vec![Row { name: "cap".into(), lower: f64::NEG_INFINITY, upper: 18.0 }],
//!     &[(0, 0, 3.0), (0, 1, 2.0)],
//! );
//! let mut simplex = Simplex::new(&LpProblem::from_program(&program), LpSettings::default());
//! assert_eq!(simplex.solve(&mut Unlimited), LpStatus::Optimal);
//! assert_eq!(simplex.objective(), -36.0); // of the minimisation
//! simplex.set_column_bounds(1, 0.0, 5.0);
//! assert_eq!(simplex.solve(&mut Unlimited), LpStatus::Optimal); // from the old basis
//! assert_eq!(simplex.objective(), -33.0);
//! ```
//!
//! Modules in the order of an iteration's data:
//!
//! | module | what it does | source |
//! |---|---|---|
//! | `problem`, `storage`, `scaling` | the problem, its sparse copies by column and by row, powers-of-two scaling | Maros 2003 |
//! | `basis`, `simplex`, `edit` | which variables are basic; the engine's state; changes between solves | |
//! | `lu`, `factorise` | sparse factors of the basis: Markowitz, triangular solves, Forrest–Tomlin update; what follows from them | Suhl & Suhl 1990; Forrest & Tomlin 1972; Hall & McKinnon 2005 |
//! | `driver` | chooses between dual and primal until an answer is proven | Koberstein 2005 |
//! | `dual`, `dual_ratio` | dual simplex: steepest edge, long-step ratio test | Forrest & Goldfarb 1992; Maros 2003 |
//! | `primal`, `primal_ratio` | primal simplex: composite phase 1, phase 2, Devex | Maros 2003; Harris 1973 |
//! | `perturb` | seeded perturbation of costs and bounds against degeneracy; artificial bounds | Koberstein 2005 |
//! | `verify` | proofs of infeasibility and unboundedness, objective limit, residuals | |
//! | `safe_bound`, `safe_sum`, `reach`, `implied` | dual bounds and infeasibility that hold in exact arithmetic: sums with their rounding error, implied bounds | Neumaier & Shcherbina 2004; Ogita, Rump & Oishi 2005 |
//! | `refine` | sharper values where the checker's rule for rows asks for them | Wilkinson 1963 |
//! | `rescue` | what is tried after numerical trouble | |
//! | `ranging` | how far single numbers may move before another basis is optimal | Chvátal 1983 |
//! | `solution`, `probe` | values, duals, tableau rows in the caller's units; trial solves | |
//! | `params` | every tolerance and limit with its reason | |

pub mod basis;
mod driver;
mod dual;
mod dual_ratio;
mod edit;
mod engine_state;
mod factorise;
mod implied;
pub(crate) mod lu;
pub mod params;
mod perturb;
mod primal;
mod primal_ratio;
mod probe;
pub mod problem;
pub mod ranging;
pub(crate) mod reach;
mod refine;
mod rescue;
mod safe_bound;
pub(crate) mod safe_sum;
mod scaling;
mod simplex;
mod solution;
mod status;
pub(crate) mod storage;
mod verify;
mod workspace;

pub use basis::{Basis, BasisError, VariableStatus};
pub use params::{LpSettings, StartMethod};
pub use probe::Probe;
pub use problem::{LpProblem, NewColumn, NewRow};
pub use simplex::Simplex;
pub use solution::TableauRow;
pub use status::LpStatus;
