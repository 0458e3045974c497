//! The section of the program.

use super::error::{LearnedError, within};
use super::limits::{MAX_PARAMETERS, MAX_SIDE};
use super::parts::{Parts, size, value};
#[cfg(feature = "json")]
use super::parts::{put_doubles, put_indices};
#[cfg(feature = "json")]
use hunch_bundle::Tensor;
use hunch_model::parametric::{AffineTerm, ParametricProgram, Target};
use hunch_model::{Feature, Kind, Program, Quadratic, Row, Sense, SparseMatrix};

/// Objective, lower and upper bound of a column.
const OF_COLUMN: usize = 3;
/// Lower and upper side of a row.
const OF_ROW: usize = 2;
/// Target, row, column and parameter of a term.
const OF_TERM: usize = 4;
/// Sense (1: more is better) and constant of the objective.
const OF_HEAD: usize = 2;

/// Reads the program.
pub(super) fn take(parts: &mut Parts, parameters: &[String]) -> Result<ParametricProgram, LearnedError> {
    let head = parts.finite("program.head")?;
    size("program.head", head.len(), OF_HEAD)?;
    let columns = parts.doubles("program.columns")?;
    let rows = parts.doubles("program.rows")?;
    let kinds = parts.below("program.integers", 2)?;
    let (n, m) = (columns.len() / OF_COLUMN, rows.len() / OF_ROW);
    size("program.columns", columns.len(), n * OF_COLUMN)?;
    size("program.rows", rows.len(), m * OF_ROW)?;
    size("program.integers", kinds.len(), n)?;
    within("columns of the program", n, MAX_SIDE)?;
    within("rows of the program", m, MAX_SIDE)?;
    within("parameters", parameters.len(), MAX_PARAMETERS)?;
    let mut base = Program::new("", if head[0] == 1.0 { Sense::Maximize } else { Sense::Minimize });
    base.offset = head[1];
    for (numbers, kind) in columns.chunks_exact(OF_COLUMN).zip(&kinds) {
        let kind = if *kind == 1 { Kind::Integer } else { Kind::Continuous };
        base.add_column("", numbers[0], numbers[1], numbers[2], kind);
    }
    let row = |sides: &[f64]| Row { name: String::new(), lower: sides[0], upper: sides[1] };
    base.rows = rows.chunks_exact(OF_ROW).map(row).collect();
    base.matrix = SparseMatrix::from_triplets(m, n, &triplets(parts, "program.matrix", m, n)?);
    let quadratic = triplets(parts, "program.quadratic", n, n)?;
    base.quadratic = (!quadratic.is_empty()).then_some(Quadratic { lower_triangle: quadratic });
    base = base.with_generic_names();
    base.validate()?;
    let terms = terms(parts)?;
    let program = ParametricProgram { base, parameters: parameters.to_vec(), terms, distribution: None };
    program.validate()?;
    Ok(program)
}

fn triplets(
    parts: &mut Parts,
    name: &str,
    rows: usize,
    columns: usize,
) -> Result<Vec<(usize, usize, f64)>, LearnedError> {
    let values = parts.finite(&format!("{name}.values"))?;
    let places_name = format!("{name}.places");
    let places = parts.indices(&places_name)?;
    size(&places_name, places.len(), 2 * values.len())?;
    let mut found = Vec::with_capacity(values.len());
    for (k, (place, &v)) in places.chunks_exact(2).zip(&values).enumerate() {
        let (i, j) = (place[0] as usize, place[1] as usize);
        if i >= rows || j >= columns {
            let (at, index) = if i >= rows { (2 * k, i) } else { (2 * k + 1, j) };
            return Err(value(&places_name, at, index as f64, "a row and a column of the program"));
        }
        found.push((i, j, v));
    }
    Ok(found)
}

fn terms(parts: &mut Parts) -> Result<Vec<AffineTerm>, LearnedError> {
    let factors = parts.finite("program.terms.factors")?;
    let places = parts.indices("program.terms.places")?;
    size("program.terms.places", places.len(), OF_TERM * factors.len())?;
    let term = |(k, (place, &coefficient)): (usize, (&[u32], &f64))| {
        let (i, j) = (place[1] as usize, place[2] as usize);
        let target = match place[0] {
            0 => Target::Offset,
            1 => Target::Cost(j),
            2 => Target::ColumnLower(j),
            3 => Target::ColumnUpper(j),
            4 => Target::RowLower(i),
            5 => Target::RowUpper(i),
            6 => Target::Coefficient(i, j),
            other => {
                return Err(value("program.terms.places", OF_TERM * k, other.into(), "a target below 7"));
            }
        };
        Ok(AffineTerm { target, parameter: place[3] as usize, coefficient })
    };
    places.chunks_exact(OF_TERM).zip(&factors).enumerate().map(term).collect()
}

/// A target's code, row and column; 0 where it has none.
#[cfg(feature = "json")]
fn place(target: Target) -> [usize; 3] {
    match target {
        Target::Offset => [0, 0, 0],
        Target::Cost(j) => [1, 0, j],
        Target::ColumnLower(j) => [2, 0, j],
        Target::ColumnUpper(j) => [3, 0, j],
        Target::RowLower(i) => [4, i, 0],
        Target::RowUpper(i) => [5, i, 0],
        Target::Coefficient(i, j) => [6, i, j],
    }
}

/// Writes the program; names of rows and columns are left out.
#[cfg(feature = "json")]
pub(super) fn put(program: &ParametricProgram, tensors: &mut Vec<Tensor>) -> Result<(), LearnedError> {
    let base = &program.base;
    let sense = if base.sense == Sense::Maximize { 1.0 } else { 0.0 };
    put_doubles(tensors, "program.head", OF_HEAD, vec![sense, base.offset])?;
    let columns = base.columns.iter().flat_map(|c| [c.objective, c.lower, c.upper]).collect();
    put_doubles(tensors, "program.columns", OF_COLUMN, columns)?;
    let integers = base.columns.iter().map(|c| u32::from(c.kind.is_integer())).collect();
    put_indices(tensors, "program.integers", 1, integers)?;
    let rows = base.rows.iter().flat_map(|r| [r.lower, r.upper]).collect();
    put_doubles(tensors, "program.rows", OF_ROW, rows)?;
    put_triplets(tensors, "program.matrix", &base.matrix.triplets().collect::<Vec<_>>())?;
    if let Some(quadratic) = &base.quadratic {
        put_triplets(tensors, "program.quadratic", &quadratic.lower_triangle)?;
    }
    let places = program.terms.iter().flat_map(|term| {
        let [code, i, j] = place(term.target);
        [code as u32, i as u32, j as u32, term.parameter as u32]
    });
    put_indices(tensors, "program.terms.places", OF_TERM, places.collect())?;
    put_doubles(tensors, "program.terms.factors", 1, program.terms.iter().map(|t| t.coefficient).collect())
}

#[cfg(feature = "json")]
fn put_triplets(
    tensors: &mut Vec<Tensor>,
    name: &str,
    triplets: &[(usize, usize, f64)],
) -> Result<(), LearnedError> {
    let places = triplets.iter().flat_map(|&(i, j, _)| [i as u32, j as u32]).collect();
    put_indices(tensors, &format!("{name}.places"), 2, places)?;
    put_doubles(tensors, &format!("{name}.values"), 1, triplets.iter().map(|t| t.2).collect())
}

/// Whether two parametric programs have the same numbers, whatever they and their rows, columns and
/// parameters are called: then each θ means the same to both. One that says more than rows, bounds, integers
/// and a quadratic objective is like no other.
pub fn same_numbers(a: &ParametricProgram, b: &ParametricProgram) -> bool {
    let (p, q) = (&a.base, &b.base);
    let columns = |p: &Program| -> Vec<_> {
        p.columns.iter().map(|c| (c.objective, c.lower, c.upper, c.kind)).collect()
    };
    let rows = |p: &Program| -> Vec<_> { p.rows.iter().map(|r| (r.lower, r.upper)).collect() };
    let quadratic =
        |p: &Program| p.quadratic.iter().flat_map(|q| q.lower_triangle.clone()).collect::<Vec<_>>();
    is_plain(p)
        && is_plain(q)
        && a.parameters.len() == b.parameters.len()
        && p.sense == q.sense
        && p.offset == q.offset
        && columns(p) == columns(q)
        && rows(p) == rows(q)
        && p.matrix == q.matrix
        && sorted(quadratic(p)) == sorted(quadratic(q))
        && added(a) == added(b)
}

/// Whether its numbers are all that it says.
fn is_plain(program: &Program) -> bool {
    // Lazy rows hold as all others do.
    program.features().iter().all(|feature| matches!(feature, Feature::Quadratic | Feature::LazyRows))
}

fn sorted(mut triplets: Vec<(usize, usize, f64)>) -> Vec<(usize, usize, f64)> {
    triplets.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
    triplets
}

/// The terms in an order of their own; those of one number and one parameter stay as they are.
fn added(program: &ParametricProgram) -> Vec<(Target, usize, f64)> {
    let term = |t: &AffineTerm| (t.target, t.parameter, t.coefficient);
    let mut found: Vec<_> = program.terms.iter().filter(|t| t.coefficient != 0.0).map(term).collect();
    found.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
    found
}
