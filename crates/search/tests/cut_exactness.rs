//! Promise: no cut excludes a point of the exact program, whatever its numbers. Small programs with bounds
//! that mean "no limit", large M, money, tiny and huge coefficients, rows that are nearly parallel, rows that
//! presolve's arithmetic has moved; every point near the origin or far out is judged in exact arithmetic, and
//! so is every cut.
//!
//! Each program has at most one continuous column. Around fixed integers the rows leave it an interval, whose
//! ends are fractions: that is where a cut is violated most.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails where it unwraps")]

use hunch_check::Dyadic;
use hunch_families::random::Stream;
use hunch_model::{Limits, Session, SparseMatrix, whole};
use hunch_search::cuts::cliques::CliqueTable;
use hunch_search::cuts::gomory::Tableau;
use hunch_search::cuts::point::{Combination, RelaxedPoint};
use hunch_search::cuts::rounding::Rounding;
use hunch_search::cuts::variable_bounds::VariableBounds;
use hunch_search::cuts::{Inequality, aggregation, cover, implied_bounds, zero_half};
use hunch_search::domain::Domain;
use hunch_search::lp::{LpSettings, LpStatus, NewRow, Simplex};
use hunch_search::problem::MipProblem;

/// The continuous column comes after so many integers.
const INTEGERS: usize = 4;
const ROWS: usize = 3;
/// Bounds that people write for "no limit".
const FAR: [f64; 7] = [1e8, 1e9, 2_147_483_647.0, 1e10, 1e12, 9_007_199_254_740_991.0, 1e18];
const SEEDS: u64 = 1_500;

/// A coefficient of one of the kinds.
fn coefficient(random: &mut Stream, kind: u64) -> f64 {
    let sign = if random.integer(0, 2) == 0 { -1.0 } else { 1.0 };
    let digit = random.integer(1, 9) as f64;
    sign * match kind {
        0 => digit,
        1 => random.integer(1, 9_999) as f64 / 100.0,
        2 if random.integer(0, 2) == 0 => digit * 10f64.powi(random.integer(4, 9) as i32),
        3 => digit * 10f64.powi(random.integer(0, 18) as i32 - 9),
        4 => digit / 3.0,
        _ => random.integer(1, 99) as f64 / 10.0,
    }
}

/// Rows that a point near the origin satisfies, nearly tight.
fn draw(random: &mut Stream) -> MipProblem {
    let columns = INTEGERS + 1;
    let kind = random.integer(0, 5);
    let mut problem = MipProblem::default();
    let hidden: Vec<f64> = (0..columns).map(|_| random.integer(0, 2) as f64).collect();
    problem.lp.column_lower = vec![0.0; columns];
    problem.lp.column_upper = hidden.iter().map(|h| if *h < 2.0 { 1.0 } else { 3.0 }).collect();
    for j in 0..columns {
        let far = FAR[random.integer(0, FAR.len() as u64 - 1) as usize];
        match random.integer(0, 7) {
            0 | 1 => problem.lp.column_upper[j] = far,
            2 => problem.lp.column_upper[j] = f64::INFINITY,
            3 => (problem.lp.column_lower[j], problem.lp.column_upper[j]) = (-far, 3.0),
            4 => (problem.lp.column_lower[j], problem.lp.column_upper[j]) = (-far, far),
            _ => {}
        }
    }
    let mut entries: Vec<(usize, usize, f64)> = Vec::new();
    for i in 0..ROWS {
        let parallel = i > 0 && random.integer(0, 5) == 0;
        let mut row: Vec<(usize, f64)> = if parallel {
            let factor = random.integer(1, 9) as f64 / 7.0;
            let nearly = |random: &mut Stream| factor * (1.0 + 1e-11 * random.integer(0, 3) as f64);
            entries.iter().filter(|e| e.0 == i - 1).map(|e| (e.1, nearly(random) * e.2)).collect()
        } else {
            (0..columns).filter(|_| random.integer(0, 2) > 0).map(|j| (j, 0.0)).collect()
        };
        if !parallel {
            row.iter_mut().for_each(|t| t.1 = coefficient(random, kind));
        }
        let activity: f64 = row.iter().map(|t| t.1 * hidden[t.0]).sum();
        let room = [0.0, 0.5, 1e-7][random.integer(0, 2) as usize] * row.first().map_or(1.0, |t| t.1.abs());
        let (mut lower, mut upper) = (activity - room, activity + room);
        match random.integer(0, 3) {
            0 => {}
            1 => lower = f64::NEG_INFINITY,
            _ => upper = f64::INFINITY,
        }
        problem.lp.row_lower.push(lower);
        problem.lp.row_upper.push(upper);
        problem.lp.row_noise.push(if random.integer(0, 5) == 0 { 1e-9 * activity.abs() } else { 0.0 });
        entries.extend(row.into_iter().map(|(j, v)| (i, j, v)));
    }
    problem.lp.matrix = SparseMatrix::from_triplets(ROWS, columns, &entries);
    problem.lp.cost = (0..columns).map(|_| random.integer(0, 9) as f64 - 3.0).collect();
    problem.integer = vec![true; columns];
    problem.integer[INTEGERS] = random.integer(0, 3) == 0;
    problem.implied = vec![false; columns];
    problem
}

fn exact(value: f64) -> Dyadic {
    Dyadic::new(value).expect("finite")
}

/// `Σ terms <= upper` in exact numbers.
#[derive(Clone)]
struct Exact {
    terms: Vec<(usize, Dyadic)>,
    upper: Dyadic,
}

impl Exact {
    fn new(terms: impl Iterator<Item = (usize, f64)>, upper: Dyadic) -> Self {
        Self { terms: terms.map(|(j, v)| (j, exact(v))).collect(), upper }
    }

    /// What is left for the last column around the integers `x`, and its coefficient.
    fn rest(&self, x: &[Dyadic]) -> (Dyadic, Dyadic) {
        let (mut rest, mut last) = (self.upper.clone(), Dyadic::zero());
        for (j, v) in &self.terms {
            if *j < x.len() {
                rest.add_product(&-v, &x[*j]);
            } else {
                last = v.clone();
            }
        }
        (rest, last)
    }
}

/// The exact program as inequalities, bounds of the continuous column included; rows of integers are read as
/// the decimals that they stand for.
fn inequalities(problem: &MipProblem) -> Vec<Exact> {
    let by_row = problem.by_rows();
    let mut all = Vec::new();
    for i in 0..problem.rows() {
        let (columns, values) = by_row.column(i);
        let (lower, upper, noise) = (problem.lp.row_lower[i], problem.lp.row_upper[i], problem.lp.noise(i));
        let numbers = values.iter().copied().chain([lower, upper]);
        let whole_row = noise == 0.0 && columns.iter().all(|&j| problem.integer[j]);
        let decimals = if whole_row { whole::decimals_of(numbers) } else { None };
        let read = |v: f64| decimals.map_or(v, |d| whole::multiple(v, d));
        for (sign, side) in [(1.0, upper), (-1.0, -lower)] {
            if side < f64::INFINITY {
                let terms = columns.iter().zip(values).map(|(&j, &v)| (j, sign * read(v)));
                all.push(Exact::new(terms, &exact(read(side)) + &exact(noise)));
            }
        }
    }
    let (lower, upper) = (problem.lp.column_lower[INTEGERS], problem.lp.column_upper[INTEGERS]);
    for (sign, side) in [(1.0, upper), (-1.0, -lower)] {
        if side < f64::INFINITY {
            all.push(Exact::new([(INTEGERS, sign)].into_iter(), exact(side)));
        }
    }
    all
}

/// Values of an integer column that are tried: near the origin, and at bounds that are far.
fn values(lower: f64, upper: f64) -> Vec<f64> {
    let mut values: Vec<f64> = [-1.0, 0.0, 1.0, 2.0, 3.0, 4.0].into_iter().collect();
    for bound in [lower, upper, 1e9] {
        values
            .extend([bound, bound - 1.0, bound / 2.0].into_iter().filter(|v| v.is_finite()).map(f64::floor));
    }
    values.retain(|v| (lower..=upper).contains(v));
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}

/// An integer point, and what the rows leave the last column: `(rest, coefficient)`, each `coefficient · x <=
/// rest`.
struct Fixed {
    x: Vec<Dyadic>,
    above: Vec<(Dyadic, Dyadic)>,
    below: Vec<(Dyadic, Dyadic)>,
}

/// The integer points that some value of the last column completes.
fn points(problem: &MipProblem, rows: &[Exact]) -> Vec<Fixed> {
    let mut all: Vec<Vec<f64>> = vec![Vec::new()];
    for j in 0..INTEGERS {
        let values = values(problem.lp.column_lower[j], problem.lp.column_upper[j]);
        all = all.iter().flat_map(|p| values.iter().map(|v| [p.as_slice(), &[*v]].concat())).collect();
    }
    let by_row = problem.by_rows();
    all.iter().filter(|x| !is_far_outside(problem, &by_row, x)).filter_map(|x| complete(x, rows)).collect()
}

/// Whether the integers violate a row by more than rounding could, whatever the last column is: most points
/// do, and need no exact arithmetic.
fn is_far_outside(problem: &MipProblem, by_row: &SparseMatrix, x: &[f64]) -> bool {
    let (below, above) = (problem.lp.column_lower[INTEGERS], problem.lp.column_upper[INTEGERS]);
    (0..problem.rows()).any(|i| {
        let (mut least, mut most, mut size) = (0.0, 0.0, 1.0);
        let (columns, values) = by_row.column(i);
        for (&j, &v) in columns.iter().zip(values) {
            let (a, b) = if j < INTEGERS { (v * x[j], v * x[j]) } else { (v * below, v * above) };
            least += a.min(b);
            most += a.max(b);
            size += a.abs() + b.abs();
        }
        let noise = 1e-6 * size;
        least > problem.lp.row_upper[i] + noise || most < problem.lp.row_lower[i] - noise
    })
}

fn complete(x: &[f64], rows: &[Exact]) -> Option<Fixed> {
    let x: Vec<Dyadic> = x.iter().map(|v| exact(*v)).collect();
    let (mut above, mut below) = (Vec::new(), Vec::new());
    for row in rows {
        let (rest, last) = row.rest(&x);
        if last.is_positive() {
            above.push((rest, last));
        } else if last.is_negative() {
            below.push((rest, last));
        } else if rest.is_negative() {
            return None;
        }
    }
    // rest_b / c_b <= x <= rest_a / c_a, with c_b < 0 < c_a.
    let meets = |a: &(Dyadic, Dyadic), b: &(Dyadic, Dyadic)| &b.0 * &a.1 >= &a.0 * &b.1;
    let fits = above.iter().all(|a| below.iter().all(|b| meets(a, b)));
    fits.then_some(Fixed { x, above, below })
}

/// Whether `cut` excludes a completion of `point`: if it does, it does so at the end of the interval.
fn excludes(cut: &Exact, point: &Fixed, integer: bool, far: &[Dyadic]) -> bool {
    let (rest, last) = cut.rest(&point.x);
    let within = |v: &Dyadic| {
        let holds = |row: &(Dyadic, Dyadic)| &row.1 * v <= row.0;
        point.above.iter().all(holds) && point.below.iter().all(holds)
    };
    if integer {
        return far.iter().any(|v| within(v) && &last * v > rest);
    }
    if last.is_zero() {
        return rest.is_negative();
    }
    let ends = if last.is_positive() { &point.above } else { &point.below };
    // last · rest_e / c_e > rest at every end that binds, with the sign of c_e.
    ends.iter().all(|(r, c)| {
        let (left, right) = (&last * r, &rest * c);
        if c.is_positive() { left > right } else { left < right }
    })
}

/// Every class's cuts at a vertex and at a point anywhere, after one round of rows among them.
fn cuts(problem: &MipProblem, random: &mut Stream) -> [Vec<Inequality>; 8] {
    let by_row = problem.by_rows();
    let domain = Domain::new(problem.lp.column_lower.clone(), problem.lp.column_upper.clone());
    let bounds = VariableBounds::of(problem, &by_row);
    let integral = Tableau::integral_rows(problem);
    let mut found: [Vec<Inequality>; 8] = Default::default();
    let mut lp = Simplex::new(&problem.lp, LpSettings::default());
    let mut rows: Vec<Inequality> = Vec::new();
    for round in 0..2 {
        let mut control =
            Session::new(Limits { seconds: None, work: Some(1_000_000) }, &|| 0.0, &|| false, None);
        let solved = lp.solve(&mut control) == LpStatus::Optimal;
        let anywhere = |j: usize, random: &mut Stream| {
            let (lower, upper) = (problem.lp.column_lower[j].max(-1.0), problem.lp.column_upper[j].min(3.0));
            lower + (upper - lower) * 0.125 * random.integer(0, 8) as f64
        };
        let x: Vec<f64> =
            if solved { lp.values() } else { (0..problem.columns()).map(|j| anywhere(j, random)).collect() };
        let point = RelaxedPoint::new(problem, &domain, &by_row, &rows, (&integral, &bounds), &x);
        cover::separate(problem, &domain, &by_row, (&x, false), &mut found[0]);
        cover::separate(problem, &domain, &by_row, (&x, true), &mut found[1]);
        CliqueTable::of(problem, &domain, &by_row).separate(&x, &mut found[2]);
        implied_bounds::separate(problem, &domain, &by_row, &x, &mut found[3]);
        zero_half::separate(&point, &mut found[4]);
        let mut rounding = Rounding::new(&point, true);
        aggregation::separate_paths(&mut rounding, &mut found[5]);
        let mut combination = Combination::new(point.variables());
        let tableau =
            Tableau { problem, domain: &domain, by_row: &by_row, cuts: &rows, integral_row: &integral };
        for j in (0..problem.columns()).filter(|&j| solved && problem.integer[j]) {
            let Some(row) = lp.tableau_row(j) else { continue };
            let multipliers = &row.multipliers;
            aggregation::separate_tableau(&mut rounding, multipliers, &mut combination, &mut found[6]);
            found[7].extend(tableau.cut(&lp, j, &row));
        }
        if round == 0 {
            rows = found[5..].concat();
            rows.truncate(3);
            let new =
                |c: &Inequality| NewRow { terms: c.terms.clone(), lower: f64::NEG_INFINITY, upper: c.upper };
            lp.add_rows(&rows.iter().map(new).collect::<Vec<_>>());
        }
    }
    found
}

#[test]
fn no_cut_excludes_a_point_of_the_exact_program() {
    let mut counts = [0; 8];
    let mut wrong = Vec::new();
    for seed in 0..SEEDS {
        let mut random = Stream::new(seed);
        let problem = draw(&mut random);
        let found = cuts(&problem, &mut random);
        if found.iter().all(Vec::is_empty) {
            continue;
        }
        let points = points(&problem, &inequalities(&problem));
        let last = INTEGERS;
        let (lower, upper) = (problem.lp.column_lower[last], problem.lp.column_upper[last]);
        let far: Vec<Dyadic> = values(lower, upper).into_iter().map(exact).collect();
        for (class, cuts) in found.iter().enumerate() {
            counts[class] += cuts.len();
            for cut in cuts {
                let exact_cut = Exact::new(cut.terms.iter().copied(), exact(cut.upper));
                if points.iter().any(|p| excludes(&exact_cut, p, problem.integer[last], &far)) {
                    wrong.push((seed, class));
                }
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{} wrong of {counts:?}; (seed, class): {wrong:?}", wrong.len());
    assert!(counts.iter().all(|&c| c > 0), "every class was put to the test: {counts:?}");
}
