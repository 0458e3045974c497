//! The rows on demand of a tree: carried over to its columns, and how far asking for more has come.

use crate::cuts::Inequality;
use crate::params::{CUT_RELAXATION, UNIT};
use crate::problem::MipProblem;
use crate::state::demanded::DemandedRow;
use crate::state::home::Context;
use hunch_model::Kind;
use hunch_model::tolerances::{UNBOUNDED_SIZE, row_tolerance};
use hunch_model::whole::EXACT_LIMIT;

/// Share of a double by which carrying a row over may err, for each term: a weight is a sum of few products.
const CARRYING: f64 = 16.0 * UNIT;

/// The rows on demand of a tree.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    pub(super) list: Vec<Inequality>,
    /// Whether each is a row of the relaxation.
    pub(super) active: Vec<bool>,
    /// How many of the home's rows are here.
    pub(super) taken: usize,
    /// How many of the home's rows came before this tree: those of the program are rows of the tree's.
    pub(super) known: usize,
    /// The share of their tolerance by which rows are widened here.
    pub(super) widening: f64,
    pub(super) asking: Asking,
    /// Whether points are held against the curve of the objective.
    pub(super) curved: bool,
    pub(super) bending: Bending,
}

/// How far tangents have come at the current node.
#[derive(Clone, Debug, Default)]
pub(super) struct Bending {
    pub(super) node: u64,
    pub(super) rounds: u32,
    /// The integers whose best point is known.
    pub(super) settled: Vec<f64>,
}

/// How far asking for cuts has come at the current node.
#[derive(Clone, Debug, Default)]
pub(super) struct Asking {
    pub(super) node: u64,
    pub(super) rounds: u32,
    pub(super) stalled: u32,
    pub(super) last: f64,
    /// Whether the present point was shown.
    pub(super) shown: bool,
}

/// Beyond a share of the checker's tolerance.
pub(super) fn is_violated(row: &Inequality, x: &[f64], share: f64) -> bool {
    let (mut activity, mut terms, mut largest) = (0.0, 0.0, 0.0f64);
    for &(j, a) in &row.terms {
        let term = a * x[j];
        activity += term;
        terms += term.abs();
        largest = largest.max(a.abs());
    }
    activity - row.upper > share * row_tolerance(largest.max(f64::MIN_POSITIVE), terms)
}

/// A row's sides as inequalities over the tree's columns, widened by a share of its tolerance and by what
/// carrying over may round.
pub(super) fn carry_over(
    row: &DemandedRow,
    widening: f64,
    problem: &MipProblem,
    cx: &Context,
    list: &mut Vec<Inequality>,
) {
    let (program, postsolve) = (&cx.home.program, cx.postsolve);
    let (terms, constant) = postsolve.express(&row.cut.terms);
    let gone = |j: usize| postsolve.kept().binary_search(&j).is_err();
    let reduced = row.cut.terms.iter().any(|t| gone(t.0));
    let whole = |v: f64| v == v.round() && v.abs() < EXACT_LIMIT;
    let integral = |&(j, _): &(usize, f64)| program.columns[j].kind == Kind::Integer;
    let exact = !reduced
        || (row.is_exact()
            && row.cut.terms.iter().all(integral)
            && whole(constant)
            && terms.iter().all(|t| whole(t.1)));
    let size = |j: usize| {
        let size = problem.lp.column_lower[j].abs().max(problem.lp.column_upper[j].abs());
        if size.is_finite() { size } else { UNBOUNDED_SIZE }
    };
    let carried = match exact {
        true => 0.0,
        false => CARRYING * terms.iter().map(|&(j, a)| a.abs() * size(j)).sum::<f64>(),
    };
    let wide = widening * row.tolerance(program);
    let relaxed = |side: f64, cut: f64| {
        let rounded = if exact { 0.0 } else { CUT_RELAXATION * (1.0 + side.abs() + constant.abs()) };
        let widened = if wide > 0.0 { wide + f64::EPSILON * cut.abs() } else { 0.0 };
        side + (rounded + carried + widened)
    };
    let cut = &row.cut;
    if cut.upper < f64::INFINITY {
        list.push(Inequality {
            terms: terms.clone(),
            upper: relaxed(cut.upper - constant, cut.upper),
            family: "",
        });
    }
    if cut.lower > f64::NEG_INFINITY {
        let upper = relaxed(constant - cut.lower, cut.lower);
        list.push(Inequality { terms: terms.into_iter().map(|(j, v)| (j, -v)).collect(), upper, family: "" });
    }
}
