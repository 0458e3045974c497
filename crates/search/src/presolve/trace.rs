//! What presolve did to a linear program, in the order in which it did it: all that the way back to duals and
//! a basis needs besides the values. Indices are the original's; coefficients and costs are those of the
//! moment.

/// One reduction. Where a bound or side comes "before", it is the one before the reduction.
#[derive(Clone, Debug, PartialEq)]
pub enum Removed {
    /// A row that no point within the bounds can violate: it has no dual.
    RedundantRow {
        /// The row.
        row: usize,
    },
    /// A row that can only be met with every column at one bound. The columns follow as [`Removed::Column`].
    ForcingRow {
        /// The row.
        row: usize,
        /// Whether its upper side is met.
        at_upper: bool,
        /// Its terms.
        terms: Vec<(usize, f64)>,
    },
    /// A row of one entry, now a bound of its column.
    SingletonRow {
        /// The row.
        row: usize,
        /// Its column.
        column: usize,
        /// The coefficient.
        coefficient: f64,
        /// Bounds of the column before.
        before: (f64, f64),
        /// Bounds that the row gave it.
        given: (f64, f64),
    },
    /// A row that is `factor` times another, which has the tighter sides of both now.
    ParallelRow {
        /// The row that went.
        row: usize,
        /// The row that stays.
        keep: usize,
        /// What the row that stays is multiplied by.
        factor: f64,
        /// Whether the row that went gave the lower and the upper side of the row that stays.
        gave: (bool, bool),
    },
    /// A column at a value.
    Column {
        /// The column.
        column: usize,
        /// Its cost.
        cost: f64,
        /// `(row, coefficient)`.
        entries: Vec<(usize, f64)>,
    },
    /// A column of one row, taken out as that row's slack; the row keeps its bounds as sides.
    Slack {
        /// The row, met with equality.
        row: usize,
        /// Whether it is the upper side that is met.
        at_upper: bool,
        /// The column.
        column: usize,
        /// Its coefficient.
        coefficient: f64,
        /// Its cost.
        cost: f64,
    },
    /// A free column, taken out by an equation that is gone with it.
    #[cfg(feature = "breadth")]
    FreeColumn {
        /// The equation.
        row: usize,
        /// The column.
        column: usize,
        /// Its coefficient in the equation.
        coefficient: f64,
        /// Its cost.
        cost: f64,
        /// Its entries in other rows.
        entries: Vec<(usize, f64)>,
    },
    /// An equation of two columns, one of which is gone with it.
    Doubleton {
        /// The equation.
        row: usize,
        /// The column that went.
        out: usize,
        /// Its coefficient in the equation.
        out_coefficient: f64,
        /// Its cost.
        out_cost: f64,
        /// Its entries in other rows.
        out_entries: Vec<(usize, f64)>,
        /// The column that stays.
        stay: usize,
        /// Its coefficient in the equation.
        stay_coefficient: f64,
        /// Bounds of the column that stays before.
        before: (f64, f64),
    },
}
