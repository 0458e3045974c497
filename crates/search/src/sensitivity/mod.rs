//! What is an answer worth? Duals, reduced costs and a basis, and how far costs, bounds and sides may move
//! before another basis takes over (ranging).
//!
//! One sign convention, for both senses: a dual is the change of the optimal objective per unit by which the
//! tight side of its row rises; a reduced cost is the same for the bound at which its column rests.
//!
//! A program with integers has no duals of its own. What is said of it is said of the linear program in which
//! every integer column is fixed at its value of the answer, and marked so. So it is with sets, indicator rows and
//! their like: columns that are zero by a choice stay so, rows that an indicator leaves out stay out, and arguments
//! of piecewise-linear terms stay on their pieces. Of a quadratic objective, and of several, nothing is said
//! ([`unsaid`]).
//!
//! ```
//! use hunch_model::{Kind, Program, Row, Sense, Unlimited};
//! use hunch_search::sensitivity::sensitivity;
//!
//! let mut program = Program::new("desk", Sense::Maximize);
//! program.add_column("chairs", 3.0, 0.0, 4.0, Kind::Continuous);
//! program.add_column("tables", 5.0, 0.0, 6.0, Kind::Continuous);
//! program.set_rows(
//!     vec![Row { name: "wood".into(), lower: f64::NEG_INFINITY, upper: 18.0 }],
//!     &[(0, 0, 3.0), (0, 1, 2.0)],
//! );
//! let found = sensitivity(&program, &[2.0, 6.0], None, true, &mut Unlimited).unwrap();
//! assert_eq!(found.duals, [1.0]); // one more of wood makes a third of a chair
//! let ranges = found.ranges.unwrap();
//! assert_eq!(ranges.costs[0].low, 0.0);
//! assert_eq!(ranges.costs[0].high, 7.5); // from there on more chairs are worth fewer tables
//! assert_eq!(ranges.rows[0].upper.unwrap().high, 24.0);
//! ```

mod words;

use crate::lp::params::{ITERATION_BASE, ITERATION_FACTOR};
use crate::lp::ranging::{Degeneracy, Range, SideRanges};
use crate::lp::{LpProblem, LpSettings, LpStatus, Simplex};
use hunch_model::{Basis, Control, Feature, Kind, Program};

/// Duals, reduced costs, and how far they hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensitivity {
    /// Whether this is said of the program with its integer columns, and all choices of its sets and their like, fixed
    /// as the answer has them.
    pub integers_fixed: bool,
    /// One a row: the change of the objective per unit by which its tight side rises.
    pub duals: Vec<f64>,
    /// One a column: the change of the objective per unit by which the bound rises that it rests at.
    pub reduced_costs: Vec<f64>,
    /// The basis that these belong to; with piecewise-linear terms without the rows that hold arguments on pieces.
    pub basis: Basis,
    /// How far numbers may move, if it was asked for.
    pub ranges: Option<Ranges>,
}

/// How far a number of the program may move by itself before the basis is no longer optimal.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranges {
    /// Of each column's objective coefficient: the point stays optimal.
    pub costs: Vec<Range>,
    /// Of each column's bounds: the duals hold.
    pub columns: Vec<SideRanges>,
    /// Of each row's sides: the duals hold.
    pub rows: Vec<SideRanges>,
    /// Whether other duals, or other points, are as good: ranges of other bases may be wider.
    pub degeneracy: Degeneracy,
}

/// What can be said of the optimal point `values` of a program, from its `basis` where one is known. `None`
/// where nothing is ([`unsaid`]), or the linear program was not solved to optimality: stopped by `control`, or for
/// numerical reasons.
pub fn sensitivity(
    program: &Program,
    values: &[f64],
    basis: Option<&Basis>,
    with_ranges: bool,
    control: &mut dyn Control,
) -> Option<Sensitivity> {
    #[cfg(feature = "kinds")]
    if program.beyond_linear().is_some() {
        return of_choices(program, values, with_ranges, control);
    }
    let integers_fixed = program.has_integers();
    let mut problem = LpProblem::from_program(program);
    if integers_fixed {
        let integer = program.columns.iter().map(|column| column.kind == Kind::Integer);
        for (j, _) in integer.enumerate().filter(|&(_, integer)| integer) {
            let value = values.get(j)?.round();
            (problem.column_lower[j], problem.column_upper[j]) = (value, value);
        }
    }
    let mut lp = Simplex::new(&problem, LpSettings::default());
    if let Some(basis) = basis {
        lp.load_basis(basis).ok()?;
    }
    let most = ITERATION_FACTOR * (problem.rows() + problem.columns()) as u64 + ITERATION_BASE;
    lp.set_iteration_limit(Some(most));
    (lp.solve(control) == LpStatus::Optimal).then(|| of_basis(program, &mut lp, integers_fixed, with_ranges))
}

/// Why nothing is said of a program that has an answer, in words; `None` where something is.
pub fn unsaid(program: &Program) -> Option<String> {
    let of = |feature: &Feature| match feature {
        Feature::Quadratic => Some(
            "a quadratic objective: the prices of one without integers are its duals, and hold at that point alone",
        ),
        Feature::Objectives => Some("several objectives: a price would be one of several"),
        _ => None,
    };
    let why = program.features().iter().find_map(of)?;
    Some(format!("Prices and ranges are not given for {why}."))
}

/// What can be said with all choices as the point has them.
#[cfg(feature = "kinds")]
fn of_choices(
    program: &Program,
    values: &[f64],
    with_ranges: bool,
    control: &mut dyn Control,
) -> Option<Sensitivity> {
    if unsaid(program).is_some() || values.len() != program.columns.len() {
        return None;
    }
    let chosen = crate::kinds::judge::chosen(program, values);
    let mut found = sensitivity(&chosen, values, None, with_ranges, control)?;
    found.integers_fixed = true;
    // Behind the program's own rows are those of pieces.
    let rows = program.rows.len();
    found.duals.truncate(rows);
    found.basis.rows.truncate(rows);
    if let Some(ranges) = &mut found.ranges {
        ranges.rows.truncate(rows);
    }
    Some(found)
}

/// What an engine says at its optimal basis.
pub fn of_basis(program: &Program, lp: &mut Simplex, integers_fixed: bool, with_ranges: bool) -> Sensitivity {
    let sign = program.sense.sign();
    let signed = |list: Vec<f64>| list.into_iter().map(|v| sign * v + 0.0).collect();
    Sensitivity {
        integers_fixed,
        duals: signed(lp.duals()),
        reduced_costs: signed(lp.reduced_costs()),
        basis: lp.basis(),
        ranges: if with_ranges { ranges(program, lp) } else { None },
    }
}

fn ranges(program: &Program, lp: &mut Simplex) -> Option<Ranges> {
    if !lp.prepare_ranging() {
        return None;
    }
    let positions = lp.basic_positions();
    let (n, m) = (lp.columns(), lp.rows());
    let is_negated = program.sense.sign() < 0.0;
    let cost = |range: Range| match is_negated {
        true => Range { low: -range.high + 0.0, high: -range.low + 0.0 },
        false => range,
    };
    Some(Ranges {
        costs: (0..n).map(|j| cost(lp.cost_range(j, positions[j]))).collect(),
        columns: (0..n).map(|j| lp.column_ranges(j, positions[j])).collect(),
        rows: (0..m).map(|i| lp.row_ranges(i, positions[n + i])).collect(),
        degeneracy: lp.degeneracy(),
    })
}
