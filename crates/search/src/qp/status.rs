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
    /// No point meets the rows exactly; [`super::Qp::farkas`] proves it. (One that meets them within the
    /// checker's tolerance is not ruled out: see `docs/claims.md`.)
    Infeasible,
    /// Feasible, and the objective decreases for ever along [`super::Qp::ray`].
    Unbounded,
    /// The optimum is proven to exceed the limit of [`super::Qp::set_objective_limit`];
    /// [`super::Qp::bound`] says by how much at least.
    ObjectiveLimit,
    /// The limit of [`super::Qp::set_iteration_limit`] was reached; the next solve goes on.
    IterationLimit,
    /// The host asked to stop; the next solve goes on.
    Stopped(StopReason),
    /// The engine could not finish at the required accuracy; nothing is claimed. [`super::Qp::trouble`] says
    /// why.
    NumericalTrouble,
}
