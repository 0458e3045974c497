//! Zero-half cuts: rows with integer data are added up so that, halved, every coefficient is an integer and
//! the right-hand side is not; rounded down, it cuts by a half (Caprara and Fischetti, "{0,
//! 1/2}-Chvátal–Gomory cuts", 1996). Which rows is a system modulo 2, which is reduced by eliminating the
//! columns furthest from their bounds (Koster, Zymolka and Kutschka, "Algorithms to separate {0,
//! 1/2}-Chvátal–Gomory cuts", 2009).

use super::Inequality;
use super::point::RelaxedPoint;
use super::separator::{CutClass, Round};
use crate::params::{
    CUT_EFFICACY, CUT_RELAXATION, INTEGRALITY, ZERO_HALF_COEFFICIENT, ZERO_HALF_ENTRIES, ZERO_HALF_ROWS,
};
use hunch_model::order::sort_by;

/// A sum of rows modulo 2.
struct Parity {
    /// The rows in it, ascending, as places in the list of those that were read.
    rows: Vec<u32>,
    /// Columns with an odd coefficient, ascending; columns at a bound are left out.
    odd: Vec<u32>,
    /// Whether the right-hand side is odd.
    right: bool,
    /// Sum of the slacks.
    slack: f64,
}

/// A row as `Σ a · x <= right`: its number and whether it is negated.
type Source = (usize, bool);

/// Appends violated zero-half cuts of the program's rows; returns the work done.
pub fn separate(point: &RelaxedPoint, found: &mut Vec<Inequality>) -> u64 {
    let mut sources = sources(point);
    sort_by(&mut sources, |a, b| point.slack(a.0).total_cmp(&point.slack(b.0)).then(a.0.cmp(&b.0)));
    sources.truncate(ZERO_HALF_ROWS);
    let mut work = 0;
    let mut system: Vec<Parity> = Vec::new();
    for (place, &(i, negated)) in sources.iter().enumerate() {
        let (terms, right) = row(point, i, negated);
        work += terms.len() as u64;
        let mut odd = Vec::new();
        let mut parity = right;
        for (j, a) in terms {
            if a % 2.0 != 0.0 {
                let (bound, distance) = nearest(point, j);
                parity -= bound;
                if distance > INTEGRALITY {
                    odd.push(j as u32);
                }
            }
        }
        let right = parity % 2.0 != 0.0;
        system.push(Parity { rows: vec![place as u32], odd, right, slack: point.slack(i) });
    }
    let mut columns: Vec<u32> = system.iter().flat_map(|p| p.odd.iter().copied()).collect();
    columns.sort_unstable();
    columns.dedup();
    sort_by(&mut columns, |a, b| {
        nearest(point, *b as usize).1.total_cmp(&nearest(point, *a as usize).1).then(a.cmp(b))
    });
    for c in [None].into_iter().chain(columns.into_iter().map(Some)) {
        if let Some(c) = c {
            work += eliminate(&mut system, c);
        }
        system.retain(|p| {
            let loss = p.slack + p.odd.iter().map(|&j| nearest(point, j as usize).1).sum::<f64>();
            if p.right && loss < 1.0 - CUT_EFFICACY {
                found.extend(cut(point, &sources, &p.rows));
                return false;
            }
            // What is lost is never won back by adding rows.
            p.slack < 1.0 && (p.right || !p.odd.is_empty())
        });
        work += system.len() as u64;
    }
    work
}

/// The rows with integer data over integer columns, by the side that is nearer.
fn sources(point: &RelaxedPoint) -> Vec<Source> {
    let fits = |i: usize| {
        let (columns, values) = point.by_row.column(i);
        let whole = |j: usize| {
            let (bound, _) = nearest(point, j);
            bound.is_finite() && bound.abs() < ZERO_HALF_COEFFICIENT
        };
        point.integral_row[i]
            && point.is_bounded(i)
            && point.slack(i) < 1.0
            && columns.len() <= ZERO_HALF_ENTRIES
            && point.side(i).0.abs() < ZERO_HALF_COEFFICIENT
            && values.iter().all(|a| a.abs() < ZERO_HALF_COEFFICIENT)
            && columns.iter().all(|&j| whole(j))
    };
    (0..point.problem.rows()).filter(|&i| fits(i)).map(|i| (i, point.side(i).1 < 0.0)).collect()
}

/// The nearer bound of an integer column and the distance from it.
fn nearest(point: &RelaxedPoint, j: usize) -> (f64, f64) {
    let (lower, upper) = point.bounds(j);
    let (below, above) = (point.x[j] - lower, upper - point.x[j]);
    if above < below { (upper, above.max(0.0)) } else { (lower, below.max(0.0)) }
}

/// A row as `<=`.
fn row(point: &RelaxedPoint, i: usize, negated: bool) -> (Vec<(usize, f64)>, f64) {
    let (columns, values) = point.by_row.column(i);
    let sign = if negated { -1.0 } else { 1.0 };
    (columns.iter().zip(values).map(|(&j, v)| (j, sign * v)).collect(), sign * point.side(i).0)
}

/// Adds the tightest row with column `c` to all others that have it, and takes it out.
fn eliminate(system: &mut Vec<Parity>, c: u32) -> u64 {
    let has = |p: &Parity| p.odd.binary_search(&c).is_ok();
    let tightest = (0..system.len())
        .filter(|&k| has(&system[k]))
        .min_by(|&a, &b| system[a].slack.total_cmp(&system[b].slack).then(a.cmp(&b)));
    let Some(tightest) = tightest else { return 0 };
    let pivot = system.remove(tightest);
    let mut work = system.len() as u64;
    for p in system.iter_mut().filter(|p| has(p)) {
        work += (pivot.odd.len() + p.odd.len() + p.rows.len()) as u64;
        p.odd = difference(&p.odd, &pivot.odd);
        p.rows = difference(&p.rows, &pivot.rows);
        p.right ^= pivot.right;
        p.slack += pivot.slack;
    }
    work
}

/// What is in one of two ascending lists and not in the other.
fn difference(a: &[u32], b: &[u32]) -> Vec<u32> {
    let only = |a: &[u32], b: &[u32]| -> Vec<u32> {
        a.iter().copied().filter(|k| b.binary_search(k).is_err()).collect()
    };
    let mut all = only(a, b);
    all.extend(only(b, a));
    all.sort_unstable();
    all
}

/// The rows added up, made even by bounds, halved and rounded; all numbers are integers below 2⁵³.
fn cut(point: &RelaxedPoint, sources: &[Source], rows: &[u32]) -> Option<Inequality> {
    let (mut all, mut right) = (Vec::new(), 0.0);
    for &place in rows {
        let (i, negated) = sources[place as usize];
        let (terms, side) = row(point, i, negated);
        all.extend(terms);
        right += side;
    }
    sort_by(&mut all, |a, b| a.0.cmp(&b.0));
    let mut terms: Vec<(usize, f64)> = Vec::new();
    for (j, a) in all {
        match terms.last_mut() {
            Some(last) if last.0 == j => last.1 += a,
            _ => terms.push((j, a)),
        }
    }
    for (j, a) in &mut terms {
        if *a % 2.0 != 0.0 {
            let (lower, upper) = point.bounds(*j);
            // −x <= −lower or x <= upper, whichever the point is nearer to.
            if upper - point.x[*j] < point.x[*j] - lower {
                *a += 1.0;
                right += upper;
            } else {
                *a -= 1.0;
                right -= lower;
            }
        }
        *a /= 2.0;
    }
    terms.retain(|t| t.1 != 0.0);
    let upper = (right / 2.0).floor();
    let exact = right.abs() < 1.0 / f64::EPSILON && terms.iter().all(|t| t.1.abs() < 1.0 / f64::EPSILON);
    (exact && !terms.is_empty()).then(|| Inequality {
        terms,
        upper: upper + CUT_RELAXATION * (1.0 + upper.abs()),
        family: "",
    })
}

/// Zero-half cuts, where the strategy looks for them.
pub struct ZeroHalf;

impl CutClass for ZeroHalf {
    fn separate(&mut self, round: &mut Round, found: &mut Vec<Inequality>) -> u64 {
        if round.strategy.zero_half { separate(round.point, found) } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cuts::variable_bounds::VariableBounds;
    use crate::domain::Domain;
    use crate::problem::MipProblem;
    use hunch_model::SparseMatrix;

    /// Edges of a triangle, of which each node takes one: at most one edge in all.
    #[test]
    fn an_odd_set_of_a_matching_is_found() {
        let mut problem = MipProblem::default();
        let entries = [(0, 0, 1.0), (0, 1, 1.0), (1, 1, 1.0), (1, 2, 1.0), (2, 0, 1.0), (2, 2, 1.0)];
        problem.lp.matrix = SparseMatrix::from_triplets(3, 3, &entries);
        problem.lp.cost = vec![0.0; 3];
        problem.lp.row_lower = vec![f64::NEG_INFINITY; 3];
        problem.lp.row_upper = vec![1.0; 3];
        problem.lp.column_lower = vec![0.0; 3];
        problem.lp.column_upper = vec![1.0; 3];
        problem.integer = vec![true; 3];
        let domain = Domain::new(vec![0.0; 3], vec![1.0; 3]);
        let by_row = problem.by_rows();
        let bounds = VariableBounds::of(&problem, &by_row);
        let x = [0.5; 3];
        let point = RelaxedPoint::new(&problem, &domain, &by_row, &[], (&[true; 3], &bounds), &x);
        let mut found = Vec::new();
        separate(&point, &mut found);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].terms, vec![(0, 1.0), (1, 1.0), (2, 1.0)]);
        assert!((found[0].upper - 1.0).abs() < 1e-6);
    }
}
