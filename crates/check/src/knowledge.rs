//! What is known at a point of the proof: rows and derived cuts, bounds of columns with a trail that undoes
//! branchings, and which objectives are in question.

use crate::certificate::{ImpliedBound, Side};
use crate::dyadic::Dyadic;
use crate::exact::{ExactProgram, ExactRow, relative};
use thiserror::Error;

/// Rows, bounds and cuts that hold for every feasible point that is in question.
#[derive(Clone, Debug)]
pub struct Knowledge {
    program: ExactProgram,
    /// Rows of the program itself; cuts follow.
    own_rows: usize,
    lower: Vec<Option<Dyadic>>,
    upper: Vec<Option<Dyadic>>,
    target: Option<Target>,
    trail: Vec<Change>,
    /// Columns whose bounds cross now, and whether some row's bounds do.
    crossed: usize,
    crossed_row: bool,
}

/// What [`Knowledge::undo`] takes back.
#[derive(Clone, Debug)]
enum Change {
    /// A bound of a column, with what it was.
    Bound(usize, Side, Option<Dyadic>),
    /// A row that was added.
    Row,
}

/// The bound to be proven, as a minimisation, and the largest objective below it that a feasible point could
/// have.
#[derive(Clone, Debug)]
struct Target {
    bound: Dyadic,
    cutoff: Dyadic,
    /// Whether no feasible objective lies strictly between the two.
    lattice: bool,
}

/// A bound does not follow from its row.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImpliedFault {
    /// Such a column or row does not exist, or the column is not in the row.
    #[error("column {0} is not in that row")]
    NotInRow(usize),
    /// The objective is named where no bound is claimed.
    #[error("the objective is named as the row, and no bound is claimed")]
    NoObjective,
    /// The row has no bound on the side that is needed, or another column of it has none.
    #[error("the row has no finite activity on the side that is needed")]
    Infinite,
    /// The value is not finite, or too strong.
    #[error("{value} is more than the row gives")]
    TooStrong {
        /// The value claimed.
        value: String,
    },
}

impl Knowledge {
    /// What the program itself says, for proofs about its exact points.
    pub fn new(mut program: ExactProgram) -> Self {
        program.rows = program.rows.into_iter().map(ExactRow::rounded).collect();
        Self::of(program)
    }

    /// What the program says of the points that miss its rows by no more than their tolerance: for proofs
    /// that there are none even so. Rows whose activity is an integer are widened once and for all, by the
    /// bounds of the columns, and rounded; what others are widened by is found where they are used, by the
    /// bounds known there.
    pub fn widened(mut program: ExactProgram) -> Self {
        let widen = |row: ExactRow| {
            if !row.integer {
                return row;
            }
            let tolerance = row.tolerance_within(&program.lower, &program.upper);
            let (lower, upper) = (row.lower.as_ref(), row.upper.as_ref());
            let (lower, upper) = (lower.map(|l| l - &tolerance), upper.map(|u| u + &tolerance));
            ExactRow { lower, upper, ..row }.rounded()
        };
        program.rows = std::mem::take(&mut program.rows).into_iter().map(widen).collect();
        Self::of(program)
    }

    fn of(program: ExactProgram) -> Self {
        let (lower, upper) = (program.lower.clone(), program.upper.clone());
        let crossed_row = program.rows.iter().any(|r| {
            let room = r.tolerance_within(&lower, &upper);
            crosses(
                r.lower.as_ref().map(|l| l - &room).as_ref(),
                r.upper.as_ref().map(|u| u + &room).as_ref(),
            )
        });
        let crossed = lower.iter().zip(&upper).filter(|(l, u)| crosses(l.as_ref(), u.as_ref())).count();
        let own_rows = program.rows.len();
        Self { program, own_rows, lower, upper, target: None, trail: Vec::new(), crossed, crossed_row }
    }

    /// From here on only points with an objective below `bound` (of the minimisation) are in question: if
    /// there is none, the bound is proven.
    pub fn set_target(&mut self, bound: Dyadic) {
        let lattice = self.program.lattice();
        let cutoff = match &lattice {
            None => bound.clone(),
            Some(step) => {
                // The largest `offset + k · step` below the bound.
                let multiple = (&bound - &self.program.offset).ceil_multiple(step);
                let mut cutoff = self.program.offset.clone();
                cutoff.add_product(&(&multiple - &Dyadic::one()), step);
                cutoff
            }
        };
        self.target = Some(Target { bound, cutoff, lattice: lattice.is_some() });
    }

    /// The program.
    pub fn program(&self) -> &ExactProgram {
        &self.program
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.lower.len()
    }

    /// Rows, then cuts.
    pub fn rows(&self) -> &[ExactRow] {
        &self.program.rows
    }

    /// A side of a row that holds at every point in question: widened, where the row has a tolerance.
    pub fn side(&self, row: usize, side: Side) -> Option<Dyadic> {
        let row = &self.rows()[row];
        let tolerance = || row.tolerance_within(&self.lower, &self.upper);
        match side {
            Side::Lower => row.lower.as_ref().map(|l| l - &tolerance()),
            Side::Upper => row.upper.as_ref().map(|u| u + &tolerance()),
        }
    }

    /// Lower bound of a column.
    pub fn lower(&self, column: usize) -> Option<&Dyadic> {
        self.lower[column].as_ref()
    }

    /// Upper bound of a column.
    pub fn upper(&self, column: usize) -> Option<&Dyadic> {
        self.upper[column].as_ref()
    }

    /// Whether a column is integer.
    pub fn is_integer(&self, column: usize) -> bool {
        self.program.integer[column]
    }

    /// The largest objective (of the minimisation) that is in question.
    pub fn cutoff(&self) -> Option<&Dyadic> {
        self.target.as_ref().map(|t| &t.cutoff)
    }

    /// Whether an objective of at least `value` proves the target.
    pub fn reaches_target(&self, value: &Dyadic) -> bool {
        self.reaches_target_over(value, &Dyadic::one())
    }

    /// Whether an objective of at least `value / over` proves the target; `over` is positive.
    pub fn reaches_target_over(&self, value: &Dyadic, over: &Dyadic) -> bool {
        let reaches = |t: &Target| *value >= &t.bound * over || (t.lattice && *value > &t.cutoff * over);
        self.target.as_ref().is_some_and(reaches)
    }

    // ---------------------------------------------------------------- bounds

    /// Replaces one bound of a column until [`Knowledge::undo`].
    pub fn set(&mut self, column: usize, side: Side, value: Dyadic) {
        let before = self.column_crosses(column);
        let bounds = match side {
            Side::Lower => &mut self.lower,
            Side::Upper => &mut self.upper,
        };
        let old = bounds[column].replace(value);
        self.trail.push(Change::Bound(column, side, old));
        self.count_crossing(column, before);
    }

    /// How many changes there are.
    pub fn mark(&self) -> usize {
        self.trail.len()
    }

    /// Takes back all changes since `mark`.
    pub fn undo(&mut self, mark: usize) {
        while self.trail.len() > mark
            && let Some(change) = self.trail.pop()
        {
            let Change::Bound(column, side, old) = change else {
                self.program.rows.pop();
                continue;
            };
            let before = self.column_crosses(column);
            match side {
                Side::Lower => self.lower[column] = old,
                Side::Upper => self.upper[column] = old,
            }
            self.count_crossing(column, before);
        }
    }

    /// Adds one side of a split `Σ coefficient · column <= k` or `>= k + 1` as a row, until
    /// [`Knowledge::undo`]. The coefficients are integers, and so are the columns and `k`: else false is
    /// returned, and nothing added.
    pub fn split(&mut self, terms: &[(usize, f64)], k: f64, side: Side) -> bool {
        let Some(k) = Dyadic::new(k).filter(Dyadic::is_integer) else { return false };
        let mut sums = std::collections::BTreeMap::<usize, Dyadic>::new();
        for &(column, value) in terms {
            let integer = column < self.columns() && self.is_integer(column);
            let Some(value) = Dyadic::new(value).filter(|v| integer && v.is_integer()) else { return false };
            *sums.entry(column).or_default() += &value;
        }
        let terms = sums.into_iter().filter(|t| !t.1.is_zero()).collect();
        let (lower, upper) = match side {
            Side::Upper => (None, Some(k)),
            Side::Lower => (Some(&k + &Dyadic::one()), None),
        };
        self.program.rows.push(ExactRow::exact(terms, lower, upper, &self.program.integer));
        self.trail.push(Change::Row);
        true
    }

    /// Whether some column's or row's bounds leave no value.
    pub fn is_empty(&self) -> bool {
        self.crossed > 0 || self.crossed_row
    }

    fn column_crosses(&self, j: usize) -> bool {
        crosses(self.lower(j), self.upper(j))
    }

    fn count_crossing(&mut self, column: usize, before: bool) {
        match (before, self.column_crosses(column)) {
            (false, true) => self.crossed += 1,
            (true, false) => self.crossed -= 1,
            _ => {}
        }
    }

    /// Takes an implied bound over after checking it: with `a_j > 0` and the row's upper bound `U`, `a_j x_j
    /// <= U − Σ min a_k x_k` over the other columns; the other cases mirror this one. A bound of an integer
    /// column may be rounded. One that is weaker than the present bound is ignored.
    ///
    /// # Errors
    /// See [`ImpliedFault`].
    pub fn imply(&mut self, implied: &ImpliedBound) -> Result<(), ImpliedFault> {
        let column = implied.column;
        let too_strong = || ImpliedFault::TooStrong { value: implied.value.to_string() };
        let value = Dyadic::new(implied.value).ok_or_else(too_strong)?;
        let (coefficient, room) = self.room(column, implied.side, implied.row)?;
        // For integers a value counts when the next integer beyond it is out of reach.
        let strict = self.is_integer(column) && value.is_integer();
        let reach = match (strict, implied.side) {
            (false, _) => value.clone(),
            (true, Side::Upper) => &value + &Dyadic::one(),
            (true, Side::Lower) => &value - &Dyadic::one(),
        };
        let at = room.widened(&(&coefficient * &reach));
        let (at, room) = if room.below { (at, room.value) } else { (-&at, -&room.value) };
        let follows = if strict { at > room } else { at >= room };
        if !follows {
            return Err(too_strong());
        }
        let better = match (implied.side, self.lower(column), self.upper(column)) {
            (Side::Lower, Some(l), _) => value > *l,
            (Side::Upper, _, Some(u)) => value < *u,
            _ => true,
        };
        if better {
            self.set(column, implied.side, value);
        }
        Ok(())
    }

    /// What the row leaves for `a_j x_j` on the side that bounds `x_j`: at most (`below`) or at least so
    /// much; and `a_j`. Every term of a row with a tolerance widens it by a share of its own size.
    fn room(&self, column: usize, side: Side, row: Option<usize>) -> Result<(Dyadic, Room), ImpliedFault> {
        let objective;
        let row = match row {
            Some(i) => self.rows().get(i).ok_or(ImpliedFault::NotInRow(column))?,
            None => {
                objective = self.objective_row().ok_or(ImpliedFault::NoObjective)?;
                &objective
            }
        };
        let found = row.terms.iter().find(|t| t.0 == column);
        let coefficient = found.map(|t| t.1.clone()).ok_or(ImpliedFault::NotInRow(column))?;
        let below = coefficient.is_positive() == (side == Side::Upper);
        let bound = if below { &row.upper } else { &row.lower };
        let bound = bound.as_ref().ok_or(ImpliedFault::Infinite)?;
        let constant = row.tolerance.clone().unwrap_or_default();
        let value = if below { bound + &constant } else { bound - &constant };
        let share = row.tolerance.is_some().then(relative);
        let mut room = Room { value, below, share };
        for (k, a) in row.terms.iter().filter(|t| t.0 != column) {
            let extreme = if a.is_positive() == below { self.lower(*k) } else { self.upper(*k) };
            let term = room.widened(&(a * extreme.ok_or(ImpliedFault::Infinite)?));
            room.value = &room.value - &term;
        }
        Ok((coefficient, room))
    }

    /// `cᵀx <= cutoff − offset`, for the objectives in question.
    pub fn objective_row(&self) -> Option<ExactRow> {
        let upper = self.cutoff()? - &self.program.offset;
        let terms = self.program.cost.iter().enumerate().filter(|(_, c)| !c.is_zero());
        let terms = terms.map(|(j, c)| (j, c.clone())).collect();
        Some(ExactRow {
            terms,
            lower: None,
            upper: Some(upper),
            integer: false,
            decimals: 0,
            tolerance: None,
        })
    }

    // ---------------------------------------------------------------- cuts

    /// Adds a row behind the others for good.
    pub(crate) fn push_row(&mut self, terms: Vec<(usize, Dyadic)>, upper: Dyadic) {
        let row = ExactRow::exact(terms, None, Some(upper), &self.program.integer);
        self.program.rows.push(row);
    }

    /// Takes all cuts back; a proof that is being made may find that it does not need some.
    pub fn forget_cuts(&mut self) {
        self.program.rows.truncate(self.own_rows);
    }
}

/// What a row leaves for one of its terms.
struct Room {
    value: Dyadic,
    /// Whether the term is at most the value, or at least.
    below: bool,
    /// The share of each term's size by which the row is widened, if it has a tolerance.
    share: Option<Dyadic>,
}

impl Room {
    /// The term less, on the other side more, the share of its size: this grows with the term, so that its
    /// extremes are those of the term.
    fn widened(&self, term: &Dyadic) -> Dyadic {
        match &self.share {
            None => term.clone(),
            Some(share) if self.below => term - &(share * &term.abs()),
            Some(share) => term + &(share * &term.abs()),
        }
    }
}

fn crosses(lower: Option<&Dyadic>, upper: Option<&Dyadic>) -> bool {
    matches!((lower, upper), (Some(l), Some(u)) if l > u)
}
