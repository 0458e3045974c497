//! Rows on demand: a program with more rows than anybody can write down, and somebody who tells of any point
//! which of them it violates (Dantzig, Fulkerson and Johnson, "Solution of a large-scale traveling-salesman
//! problem", 1954, did so by hand).
//!
//! A [`Search`](crate::Search) with a [`Demand`] stops with [`StepResult::Asked`](crate::StepResult::Asked) when it has a point to show:
//! [`Search::question`](crate::Search::question) is the point, [`Search::answer`](crate::Search::answer) takes the rows that it violates and tells whether the
//! point stands. No point becomes the incumbent, is told in an event or is returned before it was accepted.
//! Rows that came back are rows of the program from then on: every later point is held against them before
//! anybody is asked, and they are part of the relaxation everywhere in the tree.
//!
//! The program may have sets, semi-continuous columns, indicator rows, piecewise-linear terms, a quadratic objective and
//! several objectives.
//!
//! "Optimal" and "infeasible" are true of the program with all rows that would be returned. What unseen rows may
//! end is not called unbounded: the status is "limit" or "feasible" then, with the reason.
//!
//! ```
//! use hunch_model::{Cut, Kind, Program, Sense, Status, Unlimited};
//! use hunch_search::demand::{Demand, Question, solve_with_rows};
//! use hunch_search::{Guidance, Settings};
//!
//! // max x + y over integers from 0 to 9, in the disc of radius 7: the disc is told by its tangents.
//! let mut program = Program::new("disc", Sense::Maximize);
//! program.add_column("x", 1.0, 0.0, 9.0, Kind::Integer);
//! program.add_column("y", 1.0, 0.0, 9.0, Kind::Integer);
//! program.set_rows(Vec::new(), &[]);
//! let mut tangents = |question: &Question| {
//!     let (x, y) = (question.values[0], question.values[1]);
//!     let length = x.hypot(y);
//!     let tangent = Cut {
//!         source: "disc",
//!         terms: vec![(0, x / length), (1, y / length)],
//!         lower: f64::NEG_INFINITY,
//!         upper: 7.0,
//!     };
//!     if length > 7.0 { vec![tangent] } else { Vec::new() }
//! };
//! let (settings, guidance) = (Settings::new(), Guidance::none());
//! let found =
//!     solve_with_rows(&program, &settings, &guidance, Demand::lazy(), &mut tangents, &mut Unlimited)?;
//! assert_eq!((found.status, found.objective), (Status::Optimal, Some(9.0)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod append;
mod asking;
mod solve;

pub use answer::AnswerError;
pub(crate) use answer::{admitted, bytes_of};
pub(crate) use append::{append, with_rows};
pub use asking::{Demand, Question};
pub use solve::solve_with_rows;
