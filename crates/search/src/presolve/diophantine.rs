//! Equations of integer columns: replaced by all their integer points, in a short basis (Aardal, Hurkens and
//! Lenstra, "Solving a system of linear Diophantine equations with lower and upper bounds on the variables",
//! 2000); rows that leave little room between their sides are made short with them (Krishnamoorthy and
//! Pataki, "Column basis reduction and decomposable knapsack problems", 2009).
//!
//! Branching on single columns of such a system may not end, or end only after all values of wide columns:
//! what no bound shows is a congruence. The columns become `x = origin + Σ basis_k · z_k` with new integer
//! columns `z`. Where `x` occurs in rows or costs that are not whole it stays, with that equation, and needs
//! no branching.
//!
//! All of it is exact; where a number does not fit, the system stays as it is.

use super::integer_points::{IntegerPoints, Metric, NoPoints, dot, integer_points};
use super::model::{Model, Verdict};
use super::postsolve::AddedColumn;
use hunch_model::tolerances::{ROW, ROW_RELATIVE, UNBOUNDED_SIZE};
use hunch_model::whole::EXACT_LIMIT;
use std::collections::{BTreeMap, BTreeSet};

/// Columns, and rows, of a system: a basis is dense, and reducing it takes their fourth power of steps.
const LARGEST_SYSTEM: usize = 60;
/// Values of a column from which on a search over them is not expected to end soon.
const WIDE: f64 = 100.0;
/// Largest coefficient, for each value that the row may take, from which on few points meet a row whose
/// columns have few values, and bounds do not show which.
const LARGE_COEFFICIENT: i64 = 50;
/// What a column counts that has one bound, and none, beside the range of one that has both.
const HALF_OPEN_SIZE: f64 = 1e6;
const OPEN_SIZE: f64 = 1e12;
/// Rounding sides to integers must be sure beyond the row's tolerance; a tolerance above this says nothing
/// about integers.
const CLEAR_TOLERANCE: f64 = 0.25;

/// A row of integer columns in integers, divided by its greatest common divisor.
#[derive(Clone, Debug)]
struct WholeRow {
    row: usize,
    divisor: i64,
    terms: Vec<(usize, i64)>,
    lower: Option<i64>,
    upper: Option<i64>,
}

/// Rows that share columns.
#[derive(Clone, Debug, Default)]
struct System {
    columns: Vec<usize>,
    rows: Vec<WholeRow>,
}

/// Replaces the systems for which that is expected to pay.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    let mut changes = 0;
    for system in systems(model)? {
        changes += settle(model, &system)?;
    }
    Ok(changes)
}

impl WholeRow {
    /// `Err` when no integer lies between the sides.
    fn of(model: &Model, i: usize) -> Result<Option<Self>, Verdict> {
        let row = &model.rows[i];
        let is_whole = |&(j, a): &(usize, f64)| {
            let column = &model.columns[j];
            let branched = column.integer && !column.implied && !model.is_added(j);
            branched && a == a.round() && a.abs() < EXACT_LIMIT
        };
        if !row.alive || row.terms.len() < 2 || !row.terms.iter().all(is_whole) {
            return Ok(None);
        }
        let Some((lower, upper)) = integral_sides(model, i) else { return Ok(None) };
        let divisor = row.terms.iter().fold(0u64, |g, t| gcd(g, t.1.abs() as u64)) as i64;
        let terms = row.terms.iter().map(|&(j, a)| (j, a as i64 / divisor)).collect();
        let lower = lower.map(|v| -(-v).div_euclid(divisor));
        let upper = upper.map(|v| v.div_euclid(divisor));
        match (lower, upper) {
            (Some(lower), Some(upper)) if lower > upper => Err(Verdict::Infeasible),
            _ => Ok(Some(Self { row: i, divisor, terms, lower, upper })),
        }
    }

    /// Gives the row of the model these sides: with them it is exact.
    fn round_sides(&self, model: &mut Model) {
        let row = &mut model.rows[self.row];
        let side = |v: i64| (v * self.divisor) as f64;
        row.lower = self.lower.map_or(f64::NEG_INFINITY, side);
        row.upper = self.upper.map_or(f64::INFINITY, side);
        row.noise = 0.0;
    }

    fn is_equation(&self) -> bool {
        self.lower.is_some() && self.lower == self.upper
    }

    fn largest(&self) -> i64 {
        self.terms.iter().map(|t| t.1.abs()).max().unwrap_or(0)
    }

    /// Whether few points meet the row beside those that its columns' bounds leave.
    fn is_sparse(&self) -> bool {
        let (Some(lower), Some(upper)) = (self.lower, self.upper) else { return false };
        (upper - lower) < self.largest() / LARGE_COEFFICIENT
    }

    /// Whether the row ties its columns together: an equation, less room between the sides than half a step
    /// of a column, or columns that go for ever both ways.
    fn ties(&self, model: &Model) -> bool {
        let open = |t: &&(usize, i64)| model.bounds(t.0) == (f64::NEG_INFINITY, f64::INFINITY);
        match (self.lower, self.upper) {
            (Some(lower), Some(upper)) if (upper - lower) < self.largest().div_euclid(2).max(1) => true,
            _ => self.terms.iter().filter(open).nth(1).is_some(),
        }
    }
}

/// The sides of a row of integers with whole coefficients, as integers; `None` when they do not fit or the
/// row's tolerance blurs them.
fn integral_sides(model: &Model, i: usize) -> Option<(Option<i64>, Option<i64>)> {
    let row = &model.rows[i];
    let (mut largest, mut size) = (0.0f64, 0.0);
    for &(j, a) in &row.terms {
        largest = largest.max(a.abs());
        size += a.abs() * model.size(j).min(UNBOUNDED_SIZE);
    }
    let given = |side: f64| side.is_infinite() || side == side.round();
    let exact = row.noise == 0.0 && given(row.lower) && given(row.upper);
    let width = if exact { 0.0 } else { row.noise + ROW * largest.min(1.0) + ROW_RELATIVE * size };
    let fits = |side: f64| side.is_infinite() || side.abs() < EXACT_LIMIT;
    if width > CLEAR_TOLERANCE || !fits(row.lower) || !fits(row.upper) {
        return None;
    }
    let whole = |side: f64| side.is_finite().then_some(side as i64);
    Some((whole((row.lower - width).ceil()), whole((row.upper + width).floor())))
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Whether row `i` might tie its columns together, at a glance: most programs have no such rows.
fn may_tie(model: &Model, i: usize) -> bool {
    let row = &model.rows[i];
    let (mut largest, mut open, mut integers) = (0.0f64, 0, true);
    for &(j, a) in &row.terms {
        largest = largest.max(a.abs());
        open += usize::from(model.bounds(j) == (f64::NEG_INFINITY, f64::INFINITY));
        integers &= model.columns[j].integer;
    }
    integers && row.terms.len() > 1 && (row.upper - row.lower <= largest || open > 1)
}

/// The systems of rows that tie their columns together, with every other whole row over the same columns.
fn systems(model: &Model) -> Result<Vec<System>, Verdict> {
    if !(0..model.rows.len()).any(|i| may_tie(model, i)) {
        return Ok(Vec::new());
    }
    let mut rows = Vec::new();
    for i in 0..model.rows.len() {
        rows.extend(WholeRow::of(model, i)?);
    }
    let mut leader: Vec<usize> = (0..model.columns.len()).collect();
    for row in rows.iter().filter(|r| r.ties(model)) {
        let first = find(&mut leader, row.terms[0].0);
        for &(j, _) in &row.terms {
            let other = find(&mut leader, j);
            leader[other] = first;
        }
    }
    let mut found: BTreeMap<usize, System> = BTreeMap::new();
    for row in &rows {
        let first = find(&mut leader, row.terms[0].0);
        if row.terms.iter().all(|t| find(&mut leader, t.0) == first) {
            found.entry(first).or_default().rows.push(row.clone());
        }
    }
    for j in model.live_columns() {
        if let Some(system) = found.get_mut(&find(&mut leader, j)) {
            system.columns.push(j);
        }
    }
    let tied = |s: &System| s.rows.iter().any(|r| r.ties(model));
    let small = |s: &System| s.columns.len() <= LARGEST_SYSTEM && s.rows.len() <= LARGEST_SYSTEM;
    Ok(found.into_values().filter(|s| small(s) && tied(s)).collect())
}

/// The leader of a column's set, with paths halved on the way.
fn find(leader: &mut [usize], mut j: usize) -> usize {
    while leader[j] != j {
        leader[j] = leader[leader[j]];
        j = leader[j];
    }
    j
}

impl System {
    fn range(&self, model: &Model, k: usize) -> f64 {
        let (lower, upper) = model.bounds(self.columns[k]);
        upper - lower
    }

    /// Coefficients of `row`, one a column of the system.
    fn dense(&self, row: &WholeRow) -> Vec<i64> {
        let mut dense = vec![0; self.columns.len()];
        for &(j, a) in &row.terms {
            if let Ok(k) = self.columns.binary_search(&j) {
                dense[k] = a;
            }
        }
        dense
    }

    fn is_hard(&self, model: &Model) -> bool {
        let wide = (0..self.columns.len()).any(|k| self.range(model, k) >= WIDE);
        wide || self.rows.iter().any(WholeRow::is_sparse)
    }

    fn metric(&self, model: &Model) -> Metric {
        let mut metric = Metric::default();
        for &j in &self.columns {
            let (lower, upper) = model.bounds(j);
            let (size, centre) = match (lower.is_finite(), upper.is_finite()) {
                (true, true) => ((upper - lower).max(1.0), 0.5 * lower + 0.5 * upper),
                (true, false) => (HALF_OPEN_SIZE, lower),
                (false, true) => (HALF_OPEN_SIZE, upper),
                (false, false) => (OPEN_SIZE, 0.0),
            };
            metric.weights.push(1.0 / size);
            metric.centre.push(centre);
        }
        for row in self.rows.iter().filter(|r| !r.is_equation()) {
            let ends = |&(j, a): &(usize, i64)| {
                let ((lower, upper), a) = (model.bounds(j), a as f64);
                if a > 0.0 { (a * lower, a * upper) } else { (a * upper, a * lower) }
            };
            let least: f64 = row.terms.iter().map(|t| ends(t).0).sum();
            let greatest: f64 = row.terms.iter().map(|t| ends(t).1).sum();
            let low = row.lower.map_or(least, |side| least.max(side as f64));
            let high = row.upper.map_or(greatest, |side| greatest.min(side as f64));
            let size = match (high - low).is_finite() {
                true => (high - low).max(1.0),
                // Over columns that go for ever a row is all that there is: few of the new columns should
                // occur in it.
                false if row.ties(model) => 1.0,
                false => HALF_OPEN_SIZE * row.largest() as f64,
            };
            metric.forms.push((1.0 / size, self.dense(row)));
        }
        metric
    }
}

/// Replaces one system by its integer points.
fn settle(model: &mut Model, system: &System) -> Result<usize, Verdict> {
    let equations: Vec<_> = system
        .rows
        .iter()
        .filter(|r| r.is_equation())
        .filter_map(|r| Some((system.dense(r), r.lower?)))
        .collect();
    // An ordinary system is only asked whether it has a point at all.
    let metric = system.is_hard(model).then(|| system.metric(model));
    let points = match integer_points(&equations, system.columns.len(), metric.as_ref()) {
        Ok(points) => points,
        Err(NoPoints::Impossible) => return Err(Verdict::Infeasible),
        Err(NoPoints::TooLarge) => return Ok(0),
    };
    let moves = |v: &Vec<i64>| v.iter().filter(|x| **x != 0).count() > 1;
    let is_new = if equations.is_empty() { points.basis.iter().any(moves) } else { points.is_modular };
    if !is_new || metric.is_none() || !fits(&points) || !stays_small(model, system, &points) {
        return Ok(0);
    }
    let first = add_columns(model, system, &points);
    for row in &system.rows {
        if row.is_equation() {
            model.remove_row(row.row);
        } else {
            row.round_sides(model);
        }
    }
    carry_over(model, system, &points, first);
    for (k, &j) in system.columns.iter().enumerate() {
        let terms = points.basis.iter().enumerate().map(|(l, v)| (first + l, v[k] as f64));
        let terms: Vec<(usize, f64)> = terms.filter(|t| t.1 != 0.0).collect();
        replace(model, j, points.origin[k] as f64, terms)?;
    }
    Ok(system.columns.len())
}

/// Whether doubles hold the points' numbers exactly.
fn fits(points: &IntegerPoints) -> bool {
    let exact = |v: &Vec<i64>| v.iter().all(|x| (x.unsigned_abs() as f64) < EXACT_LIMIT);
    exact(&points.origin) && points.basis.iter().all(exact)
}

/// Whether the new columns have bounds that doubles hold, or stay so small that every product with them is
/// exact: a column of unknown size that nothing bounds could go further than claims count with
/// (`docs/claims.md`). A column without a bound counts as in [`System::metric`] where it has one: the new
/// ones must not need more room than doubles have for a point that is no stranger.
fn stays_small(model: &Model, system: &System, points: &IntegerPoints) -> bool {
    let size = |k: usize| {
        let size = model.size(system.columns[k]);
        (if size.is_finite() { size } else { HALF_OPEN_SIZE }) + points.origin[k].unsigned_abs() as f64
    };
    points.inverse.iter().zip(&points.basis).all(|(inverse, vector)| {
        let has_ends =
            [false, true].iter().all(|&greatest| end(model, system, points, inverse, greatest).is_some());
        let reach: f64 = inverse.iter().enumerate().map(|(k, v)| v.unsigned_abs() as f64 * size(k)).sum();
        let largest = vector.iter().fold(1.0f64, |m, v| m.max(v.unsigned_abs() as f64));
        has_ends || reach * largest < EXACT_LIMIT
    })
}

/// Adds one column a basis vector, with the bounds that the old columns' bounds give it; returns the index of
/// the first.
fn add_columns(model: &mut Model, system: &System, points: &IntegerPoints) -> usize {
    let first = model.columns.len();
    for inverse in &points.inverse {
        let terms = inverse.iter().zip(&system.columns).map(|(&v, &j)| (j, v as f64));
        let terms = terms.filter(|t| t.1 != 0.0).collect();
        // Only a hint needs the constant: what does not fit makes a poor one.
        let constant = -dot(inverse, &points.origin).unwrap_or(0) as f64;
        let bounds = (
            end(model, system, points, inverse, false).unwrap_or(f64::NEG_INFINITY),
            end(model, system, points, inverse, true).unwrap_or(f64::INFINITY),
        );
        model.add_integer(bounds, AddedColumn { constant, terms });
    }
    first
}

/// The least or greatest value of `inverse · (x − origin)` within the columns' bounds, in exact integers;
/// `None` if there is none that fits.
fn end(
    model: &Model,
    system: &System,
    points: &IntegerPoints,
    inverse: &[i64],
    greatest: bool,
) -> Option<f64> {
    let mut sum = 0i64;
    for (k, &v) in inverse.iter().enumerate().filter(|t| *t.1 != 0) {
        let (lower, upper) = model.bounds(system.columns[k]);
        let bound = if (v > 0) == greatest { upper } else { lower };
        if bound.abs() >= EXACT_LIMIT {
            return None;
        }
        sum = sum.checked_add(v.checked_mul(bound as i64 - points.origin[k])?)?;
    }
    Some(sum as f64).filter(|s| s.abs() < EXACT_LIMIT)
}

/// Writes the new columns for the old ones in rows and costs where all numbers stay whole and exact.
fn carry_over(model: &mut Model, system: &System, points: &IntegerPoints, first: usize) {
    let columns = &system.columns;
    let rows: BTreeSet<usize> = columns.iter().flat_map(|&j| model.columns[j].rows.iter().copied()).collect();
    for i in rows {
        let coefficients: Option<Vec<i64>> =
            columns.iter().map(|&j| whole(model.coefficient(i, j))).collect();
        let Some((terms, shift)) = coefficients.and_then(|a| in_new_columns(&a, points, first)) else {
            continue;
        };
        let row = &model.rows[i];
        let stays_exact = |side: f64| {
            side.is_infinite() || shift == 0.0 || (whole(side).is_some() && whole(side - shift).is_some())
        };
        if stays_exact(row.lower) && stays_exact(row.upper) {
            model.exchange(i, columns, &terms, shift);
        }
    }
    let costs: Vec<i64> = columns.iter().map(|&j| whole(model.columns[j].cost).unwrap_or(0)).collect();
    let gone: Vec<usize> =
        columns.iter().copied().filter(|&j| whole(model.columns[j].cost).is_some()).collect();
    if let Some((terms, shift)) = in_new_columns(&costs, points, first) {
        model.exchange_costs(&gone, &terms, shift);
    }
}

/// A number as an integer that a double holds exactly.
fn whole(value: f64) -> Option<i64> {
    (value == value.round() && value.abs() < EXACT_LIMIT).then_some(value as i64)
}

/// `Σ coefficients · x` in the new columns: the terms and the constant, if doubles hold them exactly.
fn in_new_columns(
    coefficients: &[i64],
    points: &IntegerPoints,
    first: usize,
) -> Option<(Vec<(usize, f64)>, f64)> {
    let product = |vector: &Vec<i64>| {
        let product = dot(coefficients, vector)? as f64;
        (product.abs() < EXACT_LIMIT).then_some(product)
    };
    let mut terms = Vec::new();
    for (l, vector) in points.basis.iter().enumerate() {
        terms.push((first + l, product(vector)?));
    }
    terms.retain(|t| t.1 != 0.0);
    Some((terms, product(&points.origin)?))
}

/// Column `j` is `constant + Σ terms`.
fn replace(model: &mut Model, j: usize, constant: f64, terms: Vec<(usize, f64)>) -> Result<(), Verdict> {
    let (lower, upper) = model.bounds(j);
    if terms.is_empty() {
        if constant < lower || constant > upper {
            return Err(Verdict::Infeasible);
        }
        model.fix_column(j, constant);
        return Ok(());
    }
    let sides = (lower - constant, upper - constant);
    let exact = |side: f64| side.is_infinite() || side.abs() < EXACT_LIMIT;
    let column = &mut model.columns[j];
    if column.rows.is_empty() && column.cost == 0.0 && exact(sides.0) && exact(sides.1) {
        model.define(j, constant, terms.clone());
        if sides.0.is_finite() || sides.1.is_finite() {
            model.add_row(terms, sides.0, sides.1);
        }
        return Ok(());
    }
    // It stays, defined by the new columns.
    column.implied = true;
    let mut definition = vec![(j, -1.0)];
    definition.extend(terms);
    model.add_row(definition, -constant, -constant);
    Ok(())
}
