//! The checker: from the program and the certificate to a verdict.

use crate::certificate::{Certificate, Claim, Identity, Node, Side};
use crate::dyadic::Dyadic;
use crate::exact::ExactProgram;
use crate::knowledge::Knowledge;
use crate::point::{check_point, check_ray, exact_vector};
use crate::verdict::{PointQuality, Rejection, Verdict};
use hunch_model::Program;
use hunch_model::tolerances::{ABSOLUTE_GAP, GAP_FLOOR, RELATIVE_GAP};

/// Checks that `certificate` proves what it claims about `program`.
///
/// # Errors
/// The first reason to refuse it.
pub fn check(program: &Program, certificate: &Certificate) -> Result<Verdict, Rejection> {
    program.validate()?;
    if let Some(feature) = program.beyond_linear() {
        return Err(Rejection::Feature { feature });
    }
    let identity = Identity::of(program);
    if identity != certificate.program {
        return Err(Rejection::OtherProgram { found: certificate.program.clone(), expected: identity });
    }
    check_parts(certificate)?;
    let exact = ExactProgram::new(program);
    check_decimals(&exact.decimals(), &certificate.decimals)?;
    let sign = program.sense.sign();
    let columns = program.columns.len();

    let mut value: Option<(Dyadic, Dyadic, PointQuality)> = None;
    if let Some(point) = &certificate.point {
        let point = exact_vector("point", point, columns)?;
        let quality = check_point(&exact, &point)?;
        let (objective, varying) = exact.objective(&point);
        value = Some((objective, varying, quality));
    }
    if let Some(ray) = &certificate.ray {
        check_ray(&exact, &exact_vector("ray", ray, columns)?)?;
    }
    let mut bound = None;
    if let Some(claimed) = certificate.bound {
        bound = Some(Dyadic::new(sign * claimed).ok_or(Rejection::NotFinite { field: "bound", index: 0 })?);
    }
    let mut leaves = 0;
    if certificate.claim != Claim::Unbounded {
        leaves = check_proof(exact, certificate, bound.as_ref())?;
    }
    let gap = value.as_ref().zip(bound.as_ref()).map(|((p, ..), d)| p - d);
    let objective = value.as_ref().map(|v| sign * v.0.to_f64());
    if let (Claim::Optimal, Some(gap), Some((_, varying, _))) = (certificate.claim, &gap, &value) {
        check_gap(gap, varying, objective, certificate.bound)?;
    }
    let point = value.map(|v| v.2);
    let met = gap.as_ref().is_some_and(|g| !g.is_positive());
    let trusted = certificate.cuts.iter().filter(|c| c.derivation.is_none()).count();
    Ok(Verdict {
        claim: certificate.claim,
        objective,
        bound: certificate.bound,
        gap: gap.map(|g| g.above()),
        up_to_tolerance: met && point.is_some_and(|p| !p.exact),
        point,
        nodes: certificate.tree.len(),
        leaves,
        implied: certificate.implied.len(),
        derived_cuts: certificate.cuts.len() - trusted,
        trusted_cuts: trusted,
    })
}

/// Every claim has the parts that it needs and no others.
fn check_parts(certificate: &Certificate) -> Result<(), Rejection> {
    let claim = certificate.claim;
    let has_tree = !certificate.tree.is_empty();
    let needs = match claim {
        Claim::Optimal | Claim::Feasible => [true, true, false, true],
        Claim::Bound => [false, true, false, true],
        Claim::Infeasible => [false, false, false, true],
        Claim::Unbounded => [true, false, true, false],
    };
    let given =
        [certificate.point.is_some(), certificate.bound.is_some(), certificate.ray.is_some(), has_tree];
    for ((needed, given), field) in needs.into_iter().zip(given).zip(["point", "bound", "ray", "tree"]) {
        match (needed, given) {
            (true, false) => return Err(Rejection::Missing { claim, field }),
            (false, true) => return Err(Rejection::Unexpected { claim, field }),
            _ => {}
        }
    }
    Ok(())
}

/// The rows that stand as a multiple of what was read must be known to whoever wrote the multipliers.
fn check_decimals(expected: &[(usize, u32)], found: &[(usize, u32)]) -> Result<(), Rejection> {
    let of = |all: &[(usize, u32)], row| all.iter().find(|r| r.0 == row).map_or(0, |r| r.1);
    let mut rows = expected.iter().chain(found).map(|r| r.0);
    match rows.find(|&row| of(expected, row) != of(found, row)) {
        None => Ok(()),
        Some(row) => Err(Rejection::Decimals { row, found: of(found, row), expected: of(expected, row) }),
    }
}

/// An optimum's gap: within the absolute tolerance, or the relative one of the objective without its
/// constant. A point may pass the bound: then it does so within the tolerances of rows.
fn check_gap(
    gap: &Dyadic,
    varying: &Dyadic,
    objective: Option<f64>,
    bound: Option<f64>,
) -> Result<(), Rejection> {
    let tolerance = |v: f64| Dyadic::new(v).unwrap_or_default();
    let relative = &tolerance(RELATIVE_GAP) * &varying.abs().max(tolerance(GAP_FLOOR));
    let allowed = relative.max(tolerance(ABSOLUTE_GAP));
    if *gap <= allowed {
        return Ok(());
    }
    Err(Rejection::GapOpen {
        objective: objective.unwrap_or(f64::NAN),
        bound: bound.unwrap_or(f64::NAN),
        gap: gap.to_f64(),
        allowed: allowed.to_f64(),
    })
}

/// Implied bounds, cuts, then the tree; gives the number of leaves.
fn check_proof(
    exact: ExactProgram,
    certificate: &Certificate,
    bound: Option<&Dyadic>,
) -> Result<usize, Rejection> {
    // There is to be no point within the tolerances of rows either; a bound is one on the exact points.
    let infeasible = certificate.claim == Claim::Infeasible;
    let mut known = if infeasible { Knowledge::widened(exact) } else { Knowledge::new(exact) };
    if let Some(bound) = bound {
        known.set_target(bound.clone());
    }
    for (index, implied) in certificate.implied.iter().enumerate() {
        known.imply(implied).map_err(|fault| Rejection::Implied { index, fault })?;
    }
    for (index, cut) in certificate.cuts.iter().enumerate() {
        known.add_cut(cut).map_err(|fault| Rejection::Cut { index, fault })?;
    }
    check_tree(&mut known, &certificate.tree, bound)
}

/// What a side of a branching says.
#[derive(Clone)]
enum Limit<'a> {
    /// The whole program: the root.
    Nothing,
    /// A bound of a column.
    Bound(usize, Side, Dyadic),
    /// A side of a split.
    Sum(&'a [(usize, f64)], f64, Side),
}

/// Walks the tree in preorder. A side that is still open is kept with what it says and the mark to return to
/// first.
fn check_tree(known: &mut Knowledge, tree: &[Node], bound: Option<&Dyadic>) -> Result<usize, Rejection> {
    let mut open: Vec<(usize, Limit)> = vec![(known.mark(), Limit::Nothing)];
    let mut leaves = 0;
    for (node, step) in tree.iter().enumerate() {
        let Some((mark, limit)) = open.pop() else {
            return Err(Rejection::TreeTooLong { extra: tree.len() - node });
        };
        known.undo(mark);
        match limit {
            Limit::Nothing => {}
            Limit::Bound(column, side, value) => tighten(known, column, side, value),
            Limit::Sum(terms, k, side) => {
                if !known.split(terms, k, side) {
                    return Err(Rejection::SplitOfSum { node });
                }
            }
        }
        match step {
            Node::Branch(column, value) => {
                let (column, value) = (*column, *value);
                let at = Dyadic::new(value).filter(Dyadic::is_integer);
                let at = at.filter(|_| column < known.columns() && known.is_integer(column));
                let at = at.ok_or(Rejection::Split { node, column, value })?;
                open.push((known.mark(), Limit::Bound(column, Side::Lower, &at + &Dyadic::one())));
                open.push((known.mark(), Limit::Bound(column, Side::Upper, at)));
            }
            Node::Split(terms, k) => {
                open.push((known.mark(), Limit::Sum(terms, *k, Side::Lower)));
                open.push((known.mark(), Limit::Sum(terms, *k, Side::Upper)));
            }
            Node::Empty(multipliers) => match known.proves_empty(multipliers) {
                Ok(true) => leaves += 1,
                Ok(false) => return Err(Rejection::LeafNotEmpty { node }),
                Err(fault) => return Err(Rejection::Leaf { node, fault }),
            },
            Node::Bound(multipliers) => {
                check_bound(known, node, &Dyadic::one(), multipliers, bound)?;
                leaves += 1;
            }
            Node::Over(summands, multipliers) => {
                let sum = |sum: Option<Dyadic>, part: &f64| Some(&sum? + &Dyadic::new(*part)?);
                let over = summands.iter().fold(Some(Dyadic::zero()), sum);
                let over = over.filter(Dyadic::is_positive).ok_or(Rejection::Divisor { node })?;
                check_bound(known, node, &over, multipliers, bound)?;
                leaves += 1;
            }
        }
    }
    if open.is_empty() { Ok(leaves) } else { Err(Rejection::TreeIncomplete { open: open.len() }) }
}

/// A leaf whose multipliers, divided by `over`, are to prove the claimed bound.
fn check_bound(
    known: &Knowledge,
    node: usize,
    over: &Dyadic,
    multipliers: &[(usize, f64)],
    bound: Option<&Dyadic>,
) -> Result<(), Rejection> {
    let bound = bound.ok_or(Rejection::LeafNotOfClaim { node })?;
    let proven =
        known.lower_bound_over(over, multipliers).map_err(|fault| Rejection::Leaf { node, fault })?;
    if known.reaches_target_over(&proven, over) {
        return Ok(());
    }
    let (proven, needed) = (proven.to_f64() / over.to_f64(), bound.to_f64());
    Err(Rejection::LeafTooWeak { node, proven, needed })
}

/// One side of a branching. A split beyond the present bound leaves that bound as it is.
fn tighten(known: &mut Knowledge, column: usize, side: Side, value: Dyadic) {
    let weaker = match side {
        Side::Lower => known.lower(column).is_some_and(|l| value <= *l),
        Side::Upper => known.upper(column).is_some_and(|u| value >= *u),
    };
    if !weaker {
        known.set(column, side, value);
    }
}
