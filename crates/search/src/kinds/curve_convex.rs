//! A quadratic objective that is convex, or is made so: of a binary, x² is x, so that its place on the diagonal
//! may be moved to the costs (Hammer and Rubin, "Some remarks on quadratic programming with 0-1 variables",
//! 1970). Where all columns of a connected part are binary, the part keeps no more curvature than convexity asks
//! for: the relaxation is the stronger the less there is.

use crate::lp::safe_sum::{Known, SafeSum};
use crate::qp::convexity::{check, parts};
use crate::qp::{QpError, SymmetricMatrix};
use hunch_model::{Program, Quadratic};

/// Halvings of the interval in which the least eigenvalue lies.
const HALVINGS: usize = 24;
/// Share of the largest row sum by which a form is more convex than it has to be: what the test of convexity
/// forgives is far below.
const MARGIN: f64 = 1e-9;
/// Doublings of what the binaries of a mixed part are given before it is called not convex.
const DOUBLINGS: usize = 12;

/// A program whose quadratic term is convex and agrees with the given one wherever binaries are 0 or 1.
pub(super) struct Convex {
    pub program: Program,
    /// The quadratic form of the minimisation.
    pub form: SymmetricMatrix,
    /// Its connected parts, columns ascending.
    pub parts: Vec<Vec<usize>>,
    /// By how much the objectives of the two may differ where binaries are 0 or 1.
    pub noise: f64,
}

/// Makes the quadratic term convex.
///
/// # Errors
/// [`QpError::NonConvex`] with a direction of negative curvature, where columns that are not binary are bent the
/// wrong way; [`QpError::Shape`] and [`QpError::NotFinite`] for what is no quadratic form.
pub(super) fn convexified(given: &Program) -> Result<Convex, QpError> {
    let sign = given.sense.sign();
    let entries = given.quadratic.iter().flat_map(|q| &q.lower_triangle);
    let signed: Vec<_> = entries.map(|&(i, j, v)| (i, j, sign * v)).collect();
    let n = given.columns.len();
    let before = SymmetricMatrix::from_lower_triangle(n, &signed)?;
    let mut diagonal: Vec<f64> = (0..n).map(|j| before.diagonal(j)).collect();
    for part in parts(&before) {
        let shifts = shifts(&before, &part, |j| given.columns[j].is_binary())?;
        part.iter().zip(shifts).for_each(|(&j, shift)| diagonal[j] += shift);
    }
    let mut program = given.clone();
    let mut noise = 0.0;
    for (j, column) in program.columns.iter_mut().enumerate() {
        let shift = diagonal[j] - before.diagonal(j);
        if shift != 0.0 {
            let cost = column.objective;
            column.objective = cost - sign * 0.5 * shift;
            let mut off = SafeSum::default();
            let terms = [column.objective, -cost, sign * 0.5 * diagonal[j], -sign * 0.5 * before.diagonal(j)];
            terms.into_iter().for_each(|term| off.add(Known::exactly(term)));
            noise += off.total().high().abs().max(off.total().low().abs());
        }
    }
    let mut lower: Vec<(usize, usize, f64)> = Vec::new();
    for j in 0..n {
        let (rows, values) = before.column(j);
        let below = rows.iter().zip(values).map(|(&i, &v)| (i as usize, j, v)).filter(|e| e.0 > e.1);
        lower.extend(below.chain((diagonal[j] != 0.0).then_some((j, j, diagonal[j]))));
    }
    let form = SymmetricMatrix::from_lower_triangle(n, &lower)?;
    lower.iter_mut().for_each(|e| e.2 *= sign);
    program.quadratic = Some(Quadratic { lower_triangle: lower });
    Ok(Convex { parts: parts(&form), program, form, noise })
}

/// What is added to the diagonal of a connected part.
fn shifts(
    form: &SymmetricMatrix,
    part: &[usize],
    is_binary: impl Fn(usize) -> bool,
) -> Result<Vec<f64>, QpError> {
    let sums: Vec<f64> = part.iter().map(|&j| form.column(j).1.iter().map(|v| v.abs()).sum()).collect();
    let largest = sums.iter().fold(0.0f64, |m, s| m.max(*s));
    let binary: Vec<f64> = part.iter().map(|&j| f64::from(u8::from(is_binary(j)))).collect();
    if binary.iter().all(|b| *b == 1.0) {
        if let &[j] = part {
            return Ok(vec![-form.diagonal(j)]);
        }
        // Rows dominated by their diagonals are convex (Gershgorin).
        let (mut low, mut high) = (-2.0 * largest, 2.0 * largest);
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            let passes = shifted(form, part, &vec![middle; part.len()]).and_then(|q| check(&q)).is_ok();
            if passes { high = middle } else { low = middle }
        }
        return Ok(vec![high + MARGIN * largest; part.len()]);
    }
    let plain = shifted(form, part, &vec![0.0; part.len()])?;
    let Err(refused) = check(&plain) else { return Ok(vec![0.0; part.len()]) };
    let refused = in_program(refused, part, form.order());
    let scaled = |factor: f64| -> Vec<f64> {
        let dominating = sums.iter().zip(&binary).map(|(s, b)| factor * b * s);
        dominating.collect()
    };
    let passes = |factor: f64| shifted(form, part, &scaled(factor)).and_then(|q| check(&q)).is_ok();
    let Some(enough) = (0..DOUBLINGS).map(|k| 2f64.powi(k as i32)).find(|&f| passes(f)) else {
        return Err(refused);
    };
    let (mut low, mut high) = (0.0, enough);
    for _ in 0..HALVINGS / 2 {
        let middle = 0.5 * (low + high);
        if passes(middle) { high = middle } else { low = middle }
    }
    Ok(scaled(high * (1.0 + MARGIN)))
}

/// The part by itself, with something added to its diagonal.
fn shifted(form: &SymmetricMatrix, part: &[usize], by: &[f64]) -> Result<SymmetricMatrix, QpError> {
    let mut lower = Vec::new();
    for (k, &j) in part.iter().enumerate() {
        let (rows, values) = form.column(j);
        for (&i, &v) in rows.iter().zip(values) {
            if let Ok(at) = part.binary_search(&(i as usize))
                && at > k
            {
                lower.push((at, k, v));
            }
        }
        lower.push((k, k, form.diagonal(j) + by[k]));
    }
    SymmetricMatrix::from_lower_triangle(part.len(), &lower)
}

/// A refusal of a part, in the program's columns.
fn in_program(refused: QpError, part: &[usize], order: usize) -> QpError {
    match refused {
        QpError::NonConvex { direction, curvature } => {
            let mut whole = vec![0.0; order];
            part.iter().zip(&direction).for_each(|(&j, &v)| whole[j] = v);
            QpError::NonConvex { direction: whole, curvature }
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::{Kind, Sense};

    fn program(kinds: &[Kind], lower: &[(usize, usize, f64)]) -> Program {
        let mut p = Program::new("p", Sense::Minimize);
        for (j, &kind) in kinds.iter().enumerate() {
            p.add_column(format!("x{j}"), j as f64, 0.0, if kind == Kind::Integer { 1.0 } else { 9.0 }, kind);
        }
        p.set_rows(Vec::new(), &[]);
        p.quadratic = Some(Quadratic { lower_triangle: lower.to_vec() });
        p
    }

    #[test]
    fn products_of_binaries_are_convex_and_agree_at_every_corner() {
        let p = program(&[Kind::Integer; 3], &[(1, 0, 3.0), (2, 1, -2.0), (2, 2, 5.0)]);
        let convex = convexified(&p).unwrap();
        assert_eq!(check(&convex.form), Ok(()));
        for corner in 0..8 {
            let x = [0, 1, 2].map(|k| f64::from(corner >> k & 1));
            assert!((convex.program.objective(&x) - p.objective(&x)).abs() <= 1e-9, "{x:?}");
        }
    }

    #[test]
    fn the_square_of_a_lone_binary_is_linear() {
        let convex = convexified(&program(&[Kind::Integer; 2], &[(0, 0, 4.0), (1, 1, -6.0)])).unwrap();
        let costs: Vec<f64> = convex.program.columns.iter().map(|c| c.objective).collect();
        assert_eq!((convex.parts.len(), costs, convex.noise), (0, vec![2.0, -2.0], 0.0));
    }

    #[test]
    fn a_product_with_a_binary_is_convex_where_the_other_column_is_bent() {
        let kinds = [Kind::Integer, Kind::Continuous];
        let convex = convexified(&program(&kinds, &[(1, 0, 3.0), (1, 1, 2.0)])).unwrap();
        assert!(check(&convex.form).is_ok() && convex.form.diagonal(0) >= 4.5 - 1e-6);
        assert!(convex.form.diagonal(0) < 5.0);
        let refused = convexified(&program(&kinds, &[(1, 0, 3.0)])).err();
        let Some(QpError::NonConvex { direction, curvature }) = refused else { panic!("{refused:?}") };
        assert!(direction.len() == 2 && curvature < 0.0);
    }
}
