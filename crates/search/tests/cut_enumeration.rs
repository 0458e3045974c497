//! Promise: no class of cuts that reads rows excludes an integral point. Random small programs over integers,
//! with all their points enumerated.

use hunch_families::random::Stream;
use hunch_model::{SparseMatrix, Unlimited};
use hunch_search::Settings;
use hunch_search::cuts::cliques::CliqueTable;
use hunch_search::cuts::gomory::Tableau;
use hunch_search::cuts::list::CUT_CLASSES;
use hunch_search::cuts::point::RelaxedPoint;
use hunch_search::cuts::separation::Separation;
use hunch_search::cuts::variable_bounds::VariableBounds;
use hunch_search::cuts::{Inequality, cover, implied_bounds, zero_half};
use hunch_search::domain::Domain;
use hunch_search::lp::LpStatus;
use hunch_search::problem::MipProblem;
use hunch_search::state::hints::Hints;
use hunch_search::state::workbench::Workbench;

/// Rows over binaries and one wider integer: set packings and knapsacks with signs, some equations, some with
/// fractional weights.
fn draw(random: &mut Stream) -> MipProblem {
    let (columns, rows) = (7, 5);
    let mut entries = Vec::new();
    let mut problem = MipProblem::default();
    let hidden: Vec<f64> = (0..columns).map(|_| random.integer(0, 1) as f64).collect();
    for i in 0..rows {
        let (packing, fraction) =
            (random.integer(0, 2) == 0, if random.integer(0, 3) == 0 { 0.25 } else { 0.0 });
        let mut activity = 0.0;
        for (j, value) in hidden.iter().enumerate() {
            if random.integer(0, 2) == 0 || (packing && j + 1 == columns) {
                continue;
            }
            let sign = if packing || random.integer(0, 3) > 0 { 1.0 } else { -1.0 };
            let a = if packing { 1.0 } else { sign * (1.0 + random.integer(0, 5) as f64 + fraction) };
            entries.push((i, j, a));
            activity += a * value;
        }
        // The hidden point satisfies every row.
        let upper = if packing { activity.max(1.0) } else { activity + random.integer(0, 2) as f64 };
        let lower = if random.integer(0, 4) == 0 { activity.min(upper) } else { f64::NEG_INFINITY };
        problem.lp.row_lower.push(lower);
        problem.lp.row_upper.push(upper);
    }
    problem.lp.matrix = SparseMatrix::from_triplets(rows, columns, &entries);
    problem.lp.cost = vec![0.0; columns];
    problem.lp.column_lower = vec![0.0; columns];
    problem.lp.column_upper = vec![1.0; columns];
    problem.lp.column_upper[columns - 1] = 3.0;
    problem.integer = vec![true; columns];
    problem.implied = vec![false; columns];
    problem
}

/// Every integral point of the program.
fn points(problem: &MipProblem) -> Vec<Vec<f64>> {
    let mut all = vec![Vec::new()];
    for j in 0..problem.columns() {
        let values = 0..=problem.lp.column_upper[j] as u32;
        all = values
            .flat_map(|v| all.iter().map(move |p: &Vec<f64>| [p.as_slice(), &[f64::from(v)]].concat()))
            .collect();
    }
    let by_row = problem.by_rows();
    all.retain(|x| {
        (0..problem.rows()).all(|i| {
            let (columns, values) = by_row.column(i);
            let activity: f64 = columns.iter().zip(values).map(|(&j, v)| v * x[j]).sum();
            (problem.lp.row_lower[i]..=problem.lp.row_upper[i]).contains(&activity)
        })
    });
    all
}

#[test]
fn no_cut_of_a_row_excludes_an_integral_point() {
    let mut counts = [0; 5];
    for seed in 0..3_000 {
        let mut random = Stream::new(seed);
        let problem = draw(&mut random);
        let points = points(&problem);
        assert!(!points.is_empty(), "seed {seed}: the hidden point is one");
        let by_row = problem.by_rows();
        let domain = Domain::new(problem.lp.column_lower.clone(), problem.lp.column_upper.clone());
        // Anywhere in the box: whether a cut is valid does not hang on the point that it was found at.
        let x: Vec<f64> =
            problem.lp.column_upper.iter().map(|u| u * 0.125 * random.integer(0, 8) as f64).collect();
        let bounds = VariableBounds::of(&problem, &by_row);
        let integral = Tableau::integral_rows(&problem);
        let point = RelaxedPoint::new(&problem, &domain, &by_row, &[], (&integral, &bounds), &x);
        let mut classes: [Vec<Inequality>; 5] = Default::default();
        cover::separate(&problem, &domain, &by_row, (&x, false), &mut classes[0]);
        cover::separate(&problem, &domain, &by_row, (&x, true), &mut classes[1]);
        CliqueTable::of(&problem, &domain, &by_row).separate(&x, &mut classes[2]);
        implied_bounds::separate(&problem, &domain, &by_row, &x, &mut classes[3]);
        zero_half::separate(&point, &mut classes[4]);
        for (class, cuts) in classes.iter().enumerate() {
            counts[class] += cuts.len();
            for cut in cuts {
                let worst = points.iter().map(|p| cut.violation(p)).fold(f64::NEG_INFINITY, f64::max);
                assert!(worst <= 1e-9, "seed {seed}, class {class}: {cut:?} is violated by {worst}");
            }
        }
    }
    assert!(counts.iter().all(|&c| c >= 100), "every class was put to the test: {counts:?}");
}

/// The shared test of the list: each class alone, at vertices of relaxations.
#[test]
fn no_class_of_the_list_excludes_an_integral_point() {
    for entry in CUT_CLASSES {
        let class = entry.component;
        // The strategy of seed 1 looks for every class.
        let others = CUT_CLASSES.iter().map(|other| other.component).filter(|other| *other != class);
        let settings = others.fold(Settings::new().with_seed(1), Settings::without);
        let mut count = 0;
        for seed in 0..2_000 {
            let mut random = Stream::new(seed);
            let mut problem = draw(&mut random);
            problem.lp.cost.iter_mut().for_each(|c| *c = random.integer(0, 7) as f64 - 5.0);
            let points = points(&problem);
            let limits = (None, u64::MAX);
            let mut bench = Workbench::new(problem, &settings, limits, Hints::default(), |_| {
                unreachable!("no sub-search")
            });
            if bench.relaxation.lp.solve(&mut Unlimited) != LpStatus::Optimal {
                continue;
            }
            let (x, domain) = (bench.relaxation.lp.values(), bench.domain.clone());
            let mut separation = Separation::new(&settings);
            separation.prepare(&bench);
            let mut cuts = Vec::new();
            separation.separate(&mut bench, &domain, &x, true, &mut cuts);
            count += cuts.len();
            for cut in &cuts {
                let worst = points.iter().map(|p| cut.violation(p)).fold(f64::NEG_INFINITY, f64::max);
                assert!(worst <= 1e-9, "seed {seed}, {class}: {cut:?} is violated by {worst}");
            }
        }
        assert!(count >= 20, "{class} was put to the test {count} times");
    }
}
