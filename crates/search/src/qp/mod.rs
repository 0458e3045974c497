//! Convex quadratic programs by an active-set method that goes on from any working set after any change of
//! bounds, sides and costs, with proofs (multipliers, Farkas multipliers, rays) for every claim.
//!
//! The method is the simplex method's own extension: beside the basic variables, which follow from the rows,
//! and the nonbasic ones, which rest at bounds, there are superbasic ones, whose values follow from the
//! curvature of the objective. A linear program has none of them at its end. `Q` may have any rank.
//!
//! ```
//! use hunch_model::{Kind, Program, Quadratic, Row, Sense, Unlimited};
//! use hunch_search::qp::{Problem, Qp, QpSettings, QpStatus};
//!
//! // Minimise x² + y² − 2x − 6y (with Q = 2I) where x + y <= 2.
//! let mut program = Program::new("example", Sense::Minimize);
//! program.add_column("x", -2.0, 0.0, 4.0, Kind::Continuous);
//! program.add_column("y", -6.0, 0.0, 4.0, Kind::Continuous);
//! let cap = Row { name: "cap".into(), lower: f64::NEG_INFINITY, upper: 2.0 };
//! program.set_rows(vec![cap], &[(0, 0, 1.0), (0, 1, 1.0)]);
//! program.quadratic = Some(Quadratic { lower_triangle: vec![(0, 0, 2.0), (1, 1, 2.0)] });
//!
//! let mut qp = Qp::new(Problem::from_program(&program)?, QpSettings::default())?;
//! assert_eq!(qp.solve(&mut Unlimited), QpStatus::Optimal);
//! assert_eq!((qp.values(), qp.objective(), qp.duals()), (&[0.0, 2.0][..], -8.0, &[-2.0][..]));
//! qp.set_row_sides(0, f64::NEG_INFINITY, 3.0);
//! assert_eq!(qp.solve(&mut Unlimited), QpStatus::Optimal); // from the last working set
//! assert_eq!(qp.values(), [0.5, 2.5]);
//! # Ok::<(), hunch_search::qp::QpError>(())
//! ```
//!
//! **Convex** means: scaled to a diagonal of ones, no eigenvalue of `Q` lies below −1e-11, as far as Cholesky's
//! method tells ([`params::CONVEXITY_TOLERANCE`]); a covariance matrix that was summed in doubles passes.
//! What is proven of the objective is proven for a `Q` that is positive semidefinite.
//!
//! **Sizes.** An iteration costs some solves with the sparse factors of the basis, a product with `Q` and the
//! square of the number of superbasic variables; taking in a dense `Q` of order `n` costs `n³/3`
//! multiplications (15 ms for 400 columns, 3 s for 2 000). [`QpSettings::memory_limit`] refuses what does not
//! fit.
//!
//! Modules in the order of an iteration's data:
//!
//! | module | what it does | source |
//! |---|---|---|
//! | `problem`, `convexity`, `scaling` | the problem; is it convex; powers-of-two scaling | Higham 1990; Ruiz 2001 |
//! | `working_set`, `engine` | where each variable stands; the engine's state and changes between solves | |
//! | `algebra`, `reduced` | products with `Z`, the basis' factors, the factor of the reduced Hessian | Murtagh & Saunders 1978; Gill, Golub, Murray & Saunders 1974 |
//! | `driver`, `shifts` | chooses between dual and primal until an answer is proven; shifted costs, perturbed bounds | |
//! | `primal`, `dual`, `ratio` | the two methods and their ratio tests | Forsgren, Gill & Wong 2016; Gill & Murray 1978; Harris 1973 |
//! | `bound`, `lean`, `verify` | bounds that hold in exact arithmetic; rows, rays, infeasibility; what a solve found | Neumaier & Shcherbina 2004 |
//! | `params` | every tolerance and limit with its reason | |

mod algebra;
mod bound;
pub(crate) mod convexity;
mod driver;
mod dual;
mod engine;
mod lean;
pub mod params;
mod primal;
mod problem;
mod ratio;
mod reduced;
mod scaling;
mod shifts;
mod status;
mod verify;
mod working_set;

pub use engine::Qp;
pub use params::QpSettings;
pub use problem::{Problem, QpError, SymmetricMatrix};
pub use status::QpStatus;
pub use working_set::{Place, WorkingSet, WorkingSetError};
