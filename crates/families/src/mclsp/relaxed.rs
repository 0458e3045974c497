//! What prices on the shared capacities say of an instance; [`super::prices`] finds them.

/// What the prices say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Relaxed {
    /// No plan costs less.
    pub bound: f64,
    /// The price of a unit of each period's capacity (T).
    pub prices: Vec<f64>,
    /// For each item and period by how much its cheapest plan without a set-up there costs more than the
    /// cheapest one with it, at these prices (I × T); infinite where there is none without.
    pub marginals: Vec<f64>,
    /// Average set-ups, from 0 to 1 (I × T).
    pub shares: Vec<f64>,
    /// How far a set-up is believed in, from 0 to 1: by the sign of the marginal, and the more surely the larger
    /// it is; first those whose average agrees.
    pub beliefs: Vec<f32>,
    /// Units of work that it took.
    pub work: u64,
    /// Whether nothing stopped it; marginals, shares and beliefs are empty otherwise.
    pub is_complete: bool,
}
