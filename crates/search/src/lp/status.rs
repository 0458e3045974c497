//! How a solve can end.

use hunch_model::StopReason;

/// How a solve ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LpStatus {
    /// An optimal basis: values, duals and reduced costs describe it. The values meet the rows as the checker
    /// asks.
    Optimal,
    /// No feasible point; [`super::Simplex::farkas`] proves it.
    Infeasible,
    /// Feasible, and the objective decreases for ever along [`super::Simplex::ray`].
    Unbounded,
    /// The optimum is proven to exceed the limit of [`super::Simplex::set_objective_limit`];
    /// [`super::Simplex::dual_bound`] says by how much at least.
    ObjectiveLimit,
    /// The limit of [`super::Simplex::set_iteration_limit`] was reached; the basis can be continued from.
    IterationLimit,
    /// The host asked to stop; the basis can be continued from.
    Stopped(StopReason),
    /// The engine could not finish at the required accuracy; nothing is claimed. [`super::Simplex::trouble`]
    /// says why.
    NumericalTrouble,
}
