//! Several programs of the same shape: which numbers differ.

use super::numbers::{Numbers, value};
use hunch_model::{Program, Row, SparseMatrix};
use std::collections::{BTreeMap, BTreeSet};

/// Programs of one shape, in the order of rows and columns of the first.
pub struct Alike {
    /// The programs.
    pub programs: Vec<Program>,
    /// The numbers of the first, with the matrix entries of all.
    pub numbers: Numbers,
    /// Names of those that differ.
    pub differing: Vec<String>,
}

/// Puts programs beside each other.
///
/// # Errors
/// What differs and is no number: names, kinds, the sense, which sides and bounds there are.
pub fn alike(programs: Vec<Program>) -> Result<Alike, String> {
    let mut rest = programs.into_iter();
    let first = rest.next().ok_or("no file was given")?;
    let mut aligned = vec![first];
    for (k, other) in rest.enumerate() {
        let other = in_order_of(&aligned[0], other).map_err(|why| format!("file {}: {why}", k + 2))?;
        aligned.push(other);
    }
    let first = &aligned[0];
    let own: BTreeSet<(usize, usize)> = first.matrix.triplets().map(|(i, j, _)| (i, j)).collect();
    let places: BTreeSet<(usize, usize)> =
        aligned.iter().flat_map(|program| program.matrix.triplets().map(|(i, j, _)| (i, j))).collect();
    let beside: Vec<(usize, usize)> = places.difference(&own).copied().collect();
    let numbers = Numbers::of(first, &beside);
    let differs = |target| aligned.iter().any(|program| value(program, target) != value(first, target));
    let differing = numbers.list().iter().filter(|number| number.targets.iter().any(|&t| differs(t)));
    let differing: Vec<String> = differing.map(|number| number.name.clone()).collect();
    Ok(Alike { programs: aligned, numbers, differing })
}

/// `other` with its rows and columns in the order of `first`, by their names.
fn in_order_of(first: &Program, other: Program) -> Result<Program, String> {
    if first.sense != other.sense {
        return Err("it is maximized where the first file is minimized, or the other way".into());
    }
    let names =
        |program: &Program| (0..program.columns.len()).map(|j| program.column_name(j)).collect::<Vec<_>>();
    let rows = |program: &Program| (0..program.rows.len()).map(|i| program.row_name(i)).collect::<Vec<_>>();
    let column = places("column", &names(first), &names(&other))?;
    let row = places("row", &rows(first), &rows(&other))?;
    let mut program = other.clone();
    program.columns = column.iter().map(|&j| other.columns[j].clone()).collect();
    program.rows = row.iter().map(|&i| other.rows[i].clone()).collect();
    let (to_column, to_row) = (inverse(&column), inverse(&row));
    let entries: Vec<_> = other.matrix.triplets().map(|(i, j, v)| (to_row[i], to_column[j], v)).collect();
    program.matrix = SparseMatrix::from_triplets(program.rows.len(), program.columns.len(), &entries);
    if let Some(quadratic) = &mut program.quadratic {
        for entry in &mut quadratic.lower_triangle {
            let (i, j) = (to_column[entry.0], to_column[entry.1]);
            (entry.0, entry.1) = (i.max(j), i.min(j));
        }
    }
    same_shape(first, &program)?;
    Ok(program)
}

fn same_shape(first: &Program, other: &Program) -> Result<(), String> {
    let sides = |lower: f64, upper: f64| (lower.is_finite(), upper.is_finite(), lower == upper);
    for (j, (a, b)) in first.columns.iter().zip(&other.columns).enumerate() {
        let name = first.column_name(j);
        if a.kind != b.kind {
            return Err(format!("column {name:?} is {:?}; in the first file it is {:?}", b.kind, a.kind));
        }
        if sides(a.lower, a.upper).0 != sides(b.lower, b.upper).0
            || sides(a.lower, a.upper).1 != sides(b.lower, b.upper).1
        {
            return Err(format!(
                "column {name:?} has a bound that is infinite in one file and not in another"
            ));
        }
    }
    let side = |row: &Row| sides(row.lower, row.upper);
    for (i, (a, b)) in first.rows.iter().zip(&other.rows).enumerate() {
        if side(a) != side(b) {
            let name = first.row_name(i);
            return Err(format!("row {name:?} is of another kind (≤, ≥, =, between) than in the first file"));
        }
    }
    let quadratic = |program: &Program| {
        let entries = program.quadratic.iter().flat_map(|q| q.lower_triangle.clone());
        let mut sum: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        entries.for_each(|(i, j, v)| *sum.entry((i, j)).or_default() += v);
        sum
    };
    if quadratic(first) != quadratic(other) {
        return Err("its quadratic objective is another one; only linear numbers can be parameters".into());
    }
    Ok(())
}

/// For each name of the first its place in the other.
fn places(what: &str, first: &[String], other: &[String]) -> Result<Vec<usize>, String> {
    let known: BTreeMap<&String, usize> = other.iter().enumerate().map(|(k, name)| (name, k)).collect();
    if let Some(name) = other.iter().find(|name| !first.contains(name)) {
        return Err(format!("{what} {name:?} is not in the first file"));
    }
    let place = |name: &String| known.get(name).copied().ok_or_else(|| format!("{what} {name:?} is missing"));
    first.iter().map(place).collect()
}

fn inverse(places: &[usize]) -> Vec<usize> {
    let mut inverse = vec![0; places.len()];
    places.iter().enumerate().for_each(|(k, &place)| inverse[place] = k);
    inverse
}
