//! What a guess may tell a search, and the account of what the guess was worth.
//!
//! Guidance changes the order and the time of a search, never what is claimed, with one exception that the
//! caller asks for: hard [`Guidance::fixings`] restrict the program, and status and bound then speak of the
//! restricted program.

use crate::cuts::Inequality;
use hunch_model::{Cut, Kind, Program};
use thiserror::Error;

/// Hints for one solve; all of them optional ([`Guidance::default`] holds none).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guidance {
    /// A partial or complete point, `(column, value)`. Repaired where it is not feasible; never trusted.
    pub start: Vec<(usize, f64)>,
    /// Hard fixings, `(column, value)`: the search looks only at points that agree with them.
    pub fixings: Vec<(usize, f64)>,
    /// `(column, p)`: the binary column is believed to be 1 in an optimal point with probability `p`.
    pub probabilities: Vec<(usize, f64)>,
    /// `(column, priority)`: of the fractional integer columns those of the highest priority are branched on
    /// first; columns that are not named have priority 0.
    pub priorities: Vec<(usize, f64)>,
    /// Inequalities believed to hold for a good point. A first stage keeps them as rows; then they are
    /// dropped, so that a wrong one costs time and not the optimum.
    pub cuts: Vec<Cut>,
    /// First look only at points where at most this many binaries differ from the guess (the rounded
    /// probabilities, and the start where a column has none); then everywhere. Local branching: Fischetti and
    /// Lodi, "Local branching" (2003).
    pub trust_region: Option<usize>,
}

/// Guidance that does not fit its program.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum GuidanceError {
    /// A column index outside the program.
    #[error("{field}[{position}] names column {column}; the program has {columns} columns")]
    Column {
        /// Which part of the guidance.
        field: &'static str,
        /// Which entry of it.
        position: usize,
        /// The index given.
        column: usize,
        /// Columns of the program.
        columns: usize,
    },
    /// A value that makes no sense there.
    #[error("{field}[{position}] for column {column:?} is {value}; it must be {expected}")]
    Value {
        /// Which part of the guidance.
        field: &'static str,
        /// Which entry of it.
        position: usize,
        /// Name of the column.
        column: String,
        /// The value given.
        value: f64,
        /// What would be right.
        expected: &'static str,
    },
    /// A column given twice in one part.
    #[error("{field}[{position}] names column {column:?} a second time")]
    Repeated {
        /// Which part of the guidance.
        field: &'static str,
        /// Which entry of it.
        position: usize,
        /// Name of the column.
        column: String,
    },
}

impl Guidance {
    /// No hints.
    pub fn none() -> Self {
        Self::default()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }

    /// Checks indices and values against `program`. Values need not be feasible: only fixings are held to the
    /// bounds' numbers by the search itself, where a contradiction is infeasibility, a status.
    ///
    /// # Errors
    /// The first entry that does not fit.
    pub fn validate(&self, program: &Program) -> Result<(), GuidanceError> {
        let finite = |v: f64| v.is_finite();
        entries(program, "start", &self.start, "a finite number", finite)?;
        entries(program, "fixings", &self.fixings, "a finite number", finite)?;
        let probability = |v: f64| (0.0..=1.0).contains(&v);
        entries(program, "probabilities", &self.probabilities, "a probability between 0 and 1", probability)?;
        entries(program, "priorities", &self.priorities, "a finite number", finite)?;
        let of_integers = [("probabilities", &self.probabilities), ("priorities", &self.priorities)];
        for (field, position, column, value) in of_integers.into_iter().flat_map(|(field, list)| {
            list.iter().enumerate().map(move |(position, &(column, value))| (field, position, column, value))
        }) {
            if program.columns[column].kind != Kind::Integer {
                let column = program.column_name(column);
                let expected = "given for integer columns only";
                return Err(GuidanceError::Value { field, position, column, value, expected });
            }
        }
        for (position, cut) in self.cuts.iter().enumerate() {
            entries(program, "cuts", &cut.terms, "a finite number", finite)?;
            let meaningless = cut.lower == f64::INFINITY || cut.upper == f64::NEG_INFINITY;
            if meaningless || cut.lower.is_nan() || cut.upper.is_nan() {
                let (field, expected) =
                    ("cuts", "bounded below by less than +inf and above by more than -inf");
                let column = cut.source.to_string();
                let value = if meaningless { cut.lower.max(cut.upper) } else { f64::NAN };
                return Err(GuidanceError::Value { field, position, column, value, expected });
            }
        }
        Ok(())
    }

    /// The binary point that the trust region surrounds: rounded probabilities first, the start where a
    /// column has none. Sorted by column; columns that are not binary are left out.
    pub fn reference(&self, program: &Program) -> Vec<(usize, bool)> {
        let mut guess = vec![None; program.columns.len()];
        for &(j, v) in self.start.iter().chain(&self.probabilities) {
            if program.columns[j].is_binary() {
                guess[j] = Some(v >= 0.5);
            }
        }
        guess.iter().enumerate().filter_map(|(j, g)| g.map(|one| (j, one))).collect()
    }

    /// The trust region as an inequality, `Σ_{guess 0} x + Σ_{guess 1} (1 − x) <= k`; `None` when there is
    /// none to state.
    pub fn trust_region_cut(&self, program: &Program) -> Option<Cut> {
        let radius = self.trust_region?;
        let reference = self.reference(program);
        if reference.is_empty() {
            return None;
        }
        let row = Inequality::within_distance(reference.into_iter(), radius);
        let (terms, upper) = (row.terms, row.upper);
        Some(Cut { source: "trust region", terms, lower: f64::NEG_INFINITY, upper })
    }
}

fn entries(
    program: &Program,
    field: &'static str,
    given: &[(usize, f64)],
    expected: &'static str,
    accepts: impl Fn(f64) -> bool,
) -> Result<(), GuidanceError> {
    let columns = program.columns.len();
    let mut seen = vec![false; columns];
    for (position, &(column, value)) in given.iter().enumerate() {
        if column >= columns {
            return Err(GuidanceError::Column { field, position, column, columns });
        }
        let name = || program.column_name(column);
        if !accepts(value) {
            return Err(GuidanceError::Value { field, position, column: name(), value, expected });
        }
        if std::mem::replace(&mut seen[column], true) {
            return Err(GuidanceError::Repeated { field, position, column: name() });
        }
    }
    Ok(())
}

/// What one part of the guidance did.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Contribution {
    /// Entries given.
    pub given: usize,
    /// Entries that the engine could use.
    pub used: usize,
    /// Best objective among the feasible points that this part led to, in the program's own sense.
    pub objective: Option<f64>,
    /// How often it decided: incumbents found, branchings ordered, columns fixed.
    pub decisions: u64,
    /// Whether the returned point came from it.
    pub returned: bool,
}

/// Which parts of the guidance helped.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GuidanceAccount {
    /// The start.
    pub start: Contribution,
    /// The hard fixings.
    pub fixings: Contribution,
    /// The probabilities, as branching order and as a dive.
    pub probabilities: Contribution,
    /// The cuts.
    pub cuts: Contribution,
    /// The trust region.
    pub trust_region: Contribution,
}

impl GuidanceAccount {
    /// An account that lists what was given and nothing yet done with it.
    pub fn open(guidance: &Guidance) -> Self {
        let given = |given| Contribution { given, ..Contribution::default() };
        Self {
            start: given(guidance.start.len()),
            fixings: given(guidance.fixings.len()),
            probabilities: given(guidance.probabilities.len()),
            cuts: given(guidance.cuts.len()),
            trust_region: given(usize::from(guidance.trust_region.is_some())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::Sense;

    fn program() -> Program {
        let mut p = Program::new("p", Sense::Minimize);
        p.add_column("a", 1.0, 0.0, 1.0, Kind::Integer);
        p.add_column("b", 1.0, 0.0, 1.0, Kind::Integer);
        p.add_column("z", 1.0, 0.0, 9.0, Kind::Continuous);
        p
    }

    #[test]
    fn an_entry_that_does_not_fit_is_named() {
        let p = program();
        let outside = Guidance { start: vec![(0, 1.0), (3, 1.0)], ..Guidance::default() };
        assert!(outside.validate(&p).unwrap_err().to_string().contains("start[1] names column 3"));
        let nan = Guidance { fixings: vec![(2, f64::NAN)], ..Guidance::default() };
        assert!(nan.validate(&p).unwrap_err().to_string().contains("\"z\" is NaN"));
        let wrong = Guidance { probabilities: vec![(0, 1.5)], ..Guidance::default() };
        assert!(wrong.validate(&p).is_err());
        let continuous = Guidance { probabilities: vec![(2, 0.5)], ..Guidance::default() };
        assert!(continuous.validate(&p).is_err());
        let twice = Guidance { start: vec![(1, 1.0), (1, 0.0)], ..Guidance::default() };
        assert!(twice.validate(&p).unwrap_err().to_string().contains("second time"));
        assert_eq!(Guidance::none().validate(&p), Ok(()));
    }

    #[test]
    fn the_trust_region_counts_changes_from_the_guess() {
        let guidance = Guidance {
            start: vec![(0, 1.0), (1, 1.0), (2, 4.0)],
            probabilities: vec![(1, 0.2)],
            trust_region: Some(1),
            ..Guidance::default()
        };
        let cut = guidance.trust_region_cut(&program()).unwrap();
        assert_eq!(cut.terms, vec![(0, -1.0), (1, 1.0)]);
        // one change allowed, one of the guesses is a 1: −x0 + x1 <= 0
        assert_eq!(cut.upper, 0.0);
    }
}
