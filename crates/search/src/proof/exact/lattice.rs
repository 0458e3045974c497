//! Integer combinations of columns worth splitting on: those along which the program is thin.
//!
//! The columns' unit vectors are measured by how far they reach across rows and bounds, and reduced (Lenstra,
//! Lenstra and Lovász, "Factoring polynomials with rational coefficients", 1982). Coordinates in the reduced
//! basis are integer combinations of the columns, and the last ones take few values (Lenstra, "Integer
//! programming with a fixed number of variables", 1983; Aardal, Hurkens and Lenstra, "Solving a system of
//! linear Diophantine equations with lower and upper bounds on the variables", 2000). Rounding in the
//! measures cannot harm: any integer combination may be split on, and the basis changes by whole steps only,
//! so that its coordinates are integers exactly where the columns are.

use hunch_check::{Dyadic, Knowledge};

/// `Σ coefficient · column`, coefficients being integers that a double holds.
pub type Combination = Vec<(usize, f64)>;

/// How much an equation's terms weigh beside those of a row that is one unit wide.
const EQUATION: f64 = 1e6;
/// Width of a column or row without bounds.
const UNBOUNDED: f64 = 1e6;
/// How much a unit of a row with one side weighs: points worth having lie near it, but how near is not known.
const ONE_SIDE: f64 = 1e-3;
/// Lovász' factor.
const LOVASZ: f64 = 0.99;
/// Exchanges of basis vectors at most: some dozens a pair are usual.
const EXCHANGES: usize = 20_000;
/// Coefficients up to this are held exactly by doubles.
const EXACT: i128 = 1 << 53;

/// A row of integers by its integer columns, with the weight of a unit of its activity.
struct Measure {
    coefficients: Vec<i128>,
    weight: f64,
}

/// A lattice basis and the coordinates in it.
struct Lattice {
    measures: Vec<Measure>,
    basis: Vec<Vec<i128>>,
    /// Row `k` gives coordinate `k` of the columns.
    coordinates: Vec<Vec<i128>>,
}

/// The combinations in the order in which to split, thin ones first; where all of them are integers, so are
/// all columns. Empty where there are fewer than two integer columns that are not fixed, or where numbers
/// grow beyond doubles.
pub fn combinations(known: &Knowledge) -> Vec<Combination> {
    let open =
        |j: &usize| known.is_integer(*j) && (known.lower(*j).is_none() || known.lower(*j) != known.upper(*j));
    let columns: Vec<usize> = (0..known.columns()).filter(open).collect();
    if columns.len() < 2 {
        return Vec::new();
    }
    let unit = |k: usize| (0..columns.len()).map(|j| i128::from(j == k)).collect::<Vec<_>>();
    let identity: Vec<Vec<i128>> = (0..columns.len()).map(unit).collect();
    let mut lattice =
        Lattice { measures: measures(known, &columns), basis: identity.clone(), coordinates: identity };
    if lattice.reduce().is_none() {
        return Vec::new();
    }
    let combination = |row: &Vec<i128>| -> Option<Combination> {
        let terms = row.iter().zip(&columns).filter(|t| *t.0 != 0);
        terms.map(|(&a, &j)| (a.abs() <= EXACT).then_some((j, a as f64))).collect()
    };
    lattice.coordinates.iter().rev().map(combination).collect::<Option<_>>().unwrap_or_default()
}

fn measures(known: &Knowledge, columns: &[usize]) -> Vec<Measure> {
    let width = |lower: Option<&Dyadic>, upper: Option<&Dyadic>| match (lower, upper) {
        (Some(l), Some(u)) => (u - l).to_f64().max(0.0),
        _ => UNBOUNDED,
    };
    let mut measures = Vec::new();
    for (k, &j) in columns.iter().enumerate() {
        let coefficients = (0..columns.len()).map(|c| i128::from(c == k)).collect();
        measures.push(Measure { coefficients, weight: 1.0 / width(known.lower(j), known.upper(j)).max(1.0) });
    }
    for row in known.rows().iter().filter(|r| r.integer) {
        let coefficient =
            |j: &usize| row.terms.iter().find(|t| t.0 == *j).map_or(0, |t| t.1.to_f64() as i128);
        let coefficients: Vec<i128> = columns.iter().map(coefficient).collect();
        let weight = match width(row.lower.as_ref(), row.upper.as_ref()) {
            0.0 => EQUATION,
            width if row.lower.is_some() && row.upper.is_some() => 1.0 / width,
            _ => ONE_SIDE,
        };
        measures.push(Measure { coefficients, weight });
    }
    measures
}

impl Lattice {
    /// A basis vector in the measures.
    fn vector(&self, k: usize) -> Option<Vec<f64>> {
        let of = |measure: &Measure| {
            let terms = measure.coefficients.iter().zip(&self.basis[k]);
            let sum = terms.map(|(a, u)| a.checked_mul(*u)).try_fold(0i128, |s, t| s.checked_add(t?))?;
            Some(sum as f64 * measure.weight)
        };
        self.measures.iter().map(of).collect()
    }

    /// Reduces the basis; none where a number does not fit.
    fn reduce(&mut self) -> Option<()> {
        let count = self.basis.len();
        let mut orthogonal = vec![self.vector(0)?];
        let (mut k, mut exchanges) = (1, 0);
        while k < count && exchanges < EXCHANGES {
            orthogonal.truncate(k);
            let residual = self.shorten(k, &orthogonal)?;
            let vector = self.vector(k)?;
            let before = &orthogonal[k - 1];
            let share = dot(&vector, before) / dot(before, before).max(f64::MIN_POSITIVE);
            let enough = (LOVASZ - share * share) * dot(before, before);
            if dot(&residual, &residual) >= enough {
                orthogonal.push(residual);
                k += 1;
            } else {
                self.basis.swap(k, k - 1);
                self.coordinates.swap(k, k - 1);
                exchanges += 1;
                if k == 1 {
                    orthogonal = vec![self.vector(0)?];
                } else {
                    k -= 1;
                }
            }
        }
        Some(())
    }

    /// Takes whole multiples of the vectors before off vector `k`; gives the part of it that is orthogonal to
    /// them.
    fn shorten(&mut self, k: usize, orthogonal: &[Vec<f64>]) -> Option<Vec<f64>> {
        /// Passes: what rounding leaves in the first is gone after the next ones.
        const PASSES: usize = 20;
        for _ in 0..PASSES {
            let mut changed = false;
            for j in (0..k).rev() {
                let (vector, against) = (self.vector(k)?, &orthogonal[j]);
                let share = (dot(&vector, against) / dot(against, against).max(f64::MIN_POSITIVE)).round();
                if share == 0.0 || !share.is_finite() || share.abs() > EXACT as f64 {
                    continue;
                }
                changed = true;
                let share = share as i128;
                for c in 0..self.basis.len() {
                    let step = share.checked_mul(self.basis[j][c])?;
                    self.basis[k][c] = self.basis[k][c].checked_sub(step)?;
                    let step = share.checked_mul(self.coordinates[k][c])?;
                    self.coordinates[j][c] = self.coordinates[j][c].checked_add(step)?;
                }
            }
            if !changed {
                break;
            }
        }
        let mut residual = self.vector(k)?;
        for against in orthogonal {
            let share = dot(&residual, against) / dot(against, against).max(f64::MIN_POSITIVE);
            residual.iter_mut().zip(against).for_each(|(r, a)| *r -= share * a);
        }
        Some(residual)
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
