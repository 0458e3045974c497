//! How a solve can end.

use hunch_model::StopReason;

/// How a solve ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QpStatus {
    /// The point meets bounds and rows as the checker asks, and [`super::Qp::bound`] meets its objective.
    Optimal,
    /// The point meets bounds and rows, but what is proven does not meet its objective;
    /// [`super::Qp::trouble`] says why.
    Feasible,
    /// No feasible point; [`super::Qp::farkas`] proves it.
    Infeasible,
    /// Feasible, and the objective decreases for ever along [`super::Qp::ray`].
    Unbounded,
    /// The limit of [`super::Qp::set_iteration_limit`] was reached; the next solve goes on.
    IterationLimit,
    /// The host asked to stop; the next solve goes on.
    Stopped(StopReason),
    /// The engine could not finish at the required accuracy; nothing is claimed. [`super::Qp::trouble`] says
    /// why.
    NumericalTrouble,
}
