//! Who is asked for what, and what is shown.

/// What somebody is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Demand {
    /// Whether the program has rows that are told only at points which violate them: every integral point is
    /// shown.
    pub lazy: bool,
    /// Whether valid inequalities are asked for at fractional points: at the root in rounds, at few other nodes.
    pub cuts: bool,
}

impl Demand {
    /// Rows that are part of the program's meaning, asked for at integral points.
    pub fn lazy() -> Self {
        Self { lazy: true, cuts: false }
    }

    /// Inequalities that hold anyway, asked for at fractional points.
    pub fn cuts() -> Self {
        Self { lazy: false, cuts: true }
    }

    /// Both.
    pub fn lazy_and_cuts() -> Self {
        Self { lazy: true, cuts: true }
    }
}

/// A point that waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question<'a> {
    /// One value a column, in the program's own columns. Integral points satisfy all that is known of the
    /// program; their integers are exact.
    pub values: &'a [f64],
    /// Whether it is a candidate for the answer: it stands if no row comes back that it violates. At other
    /// points rows only help.
    pub integral: bool,
}
