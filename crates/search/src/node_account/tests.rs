//! What the account tells, held against all points of small programs and against the tree's own bounds.

use super::*;
use crate::components::Component;
use crate::guidance::GuidanceAccount;
use crate::presolve::Postsolve;
use crate::random::uniform;
use crate::state::hints::Hints;
use crate::state::home::{Context, Home};
use crate::tree::search::Tree;
use hunch_model::{Event, Kind, Recorder, Row, Sense, Unlimited};
use std::collections::BTreeMap;

const INFINITE: f64 = f64::INFINITY;

/// Columns with their coefficients.
type Terms = Vec<(usize, f64)>;

/// Integer columns from 0 to `most`, and rows of small whole numbers that some of the points keep.
fn random(seed: u64, columns: usize, rows: usize, most: f64) -> Program {
    let mut state = seed;
    let mut whole = |from: f64, to: f64| (from + uniform(&mut state) * (to - from + 1.0)).floor();
    let sense = if seed.is_multiple_of(2) { Sense::Maximize } else { Sense::Minimize };
    let mut program = Program::new("random", sense);
    for j in 0..columns {
        program.add_column(format!("x{j}"), whole(-9.0, 9.0), 0.0, most, Kind::Integer);
    }
    let (mut sides, mut entries) = (Vec::new(), Vec::new());
    for i in 0..rows {
        let terms: Vec<f64> = (0..columns).map(|_| whole(-3.0, 6.0)).collect();
        let middle = terms.iter().sum::<f64>() * most / 2.0;
        let upper = (middle - whole(0.0, 3.0)).floor();
        let lower = if i.is_multiple_of(3) { upper - 4.0 } else { -INFINITE };
        sides.push(Row { name: format!("c{i}"), lower, upper });
        entries.extend(terms.into_iter().enumerate().filter(|t| t.1 != 0.0).map(|(j, a)| (i, j, a)));
    }
    program.set_rows(sides, &entries);
    program
}

fn step(column: u32, lower: f64, upper: f64) -> Option<Bounds> {
    Some(Bounds { column, lower, upper })
}

/// All points of a program whose columns are integers from 0 to `most`.
fn points(program: &Program, most: f64) -> Vec<Vec<f64>> {
    let mut all = vec![Vec::new()];
    for _ in &program.columns {
        let longer = |x: &Vec<f64>| {
            (0..=most as u32).map(|v| [x.as_slice(), &[f64::from(v)]].concat()).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    all.retain(|x| hunch_model::check(program, x).feasible);
    all
}

/// Every point that is better than the best lies within what is told, and none does where nothing is left;
/// what a row or the objective is credited with, it says by itself.
#[test]
fn what_is_told_holds_for_every_better_point_and_its_row_says_so() {
    let (mut told, mut ended, mut reasons) = (0, 0, BTreeMap::new());
    for seed in 0..400 {
        let (columns, most) = (6, 2.0);
        let program = random(seed, columns, 4, most);
        let all = points(&program, most);
        let mut state = seed ^ 0xabcd;
        let mut at = |n: usize| (uniform(&mut state) * n as f64) as usize;
        let best = (!all.is_empty() && seed % 3 != 0).then(|| program.objective(&all[at(all.len())]));
        let path: Vec<Option<Bounds>> = (0..seed % 4)
            .map(|_| match at(3) {
                0 => step(at(columns) as u32, 0.0, 1.0),
                1 => step(at(columns) as u32, 1.0, most),
                _ => None,
            })
            .collect();
        let mut replay = Replay::new(&program, best, &Settings::new());
        let end = replay.take(&path, &mut Unlimited);
        let sign = program.sense.sign();
        let is_better = |x: &&Vec<f64>| {
            best.is_none_or(|best| sign * program.objective(x) < sign * best - 1e-9)
                && path.iter().flatten().all(|b| (b.lower..=b.upper).contains(&x[b.column as usize]))
        };
        let better: Vec<&Vec<f64>> = all.iter().filter(is_better).collect();
        if end.is_some() {
            assert!(better.is_empty(), "{seed}: {end:?}");
            ended += 1;
        }
        for (j, x) in better.iter().flat_map(|x| x.iter().enumerate()) {
            assert!((replay.domain.lower(j)..=replay.domain.upper(j)).contains(x), "{seed}: x{j} = {x}");
        }
        // Each step by itself, from the bounds before it.
        let mut domain: Vec<(f64, f64)> = vec![(0.0, most); columns];
        for Step { bounds, depth, reason } in &replay.steps {
            let j = bounds.column as usize;
            assert!(*depth <= path.len() && bounds.lower >= domain[j].0 && bounds.upper <= domain[j].1);
            let says = |terms: &[(usize, f64)], lower: f64, upper: f64, value: f64| {
                let end = |low: bool| -> f64 {
                    let of = |k: usize| if k == j { (value, value) } else { domain[k] };
                    terms.iter().map(|&(k, a)| if (a > 0.0) == low { a * of(k).0 } else { a * of(k).1 }).sum()
                };
                end(true) > upper || end(false) < lower
            };
            let by_row: Option<(Terms, f64, f64)> = match reason {
                Reason::Row(i) => {
                    let rows = program.matrix.transpose();
                    let (columns, values) = rows.column(*i);
                    let terms = columns.iter().copied().zip(values.iter().copied()).collect();
                    Some((terms, program.rows[*i].lower, program.rows[*i].upper))
                }
                Reason::Objective => {
                    let cost = program.columns.iter().map(|c| sign * c.objective).enumerate().collect();
                    Some((cost, -INFINITE, sign * best.unwrap() - 1e-9))
                }
                Reason::Branching => {
                    let here = path[depth - 1].unwrap();
                    let narrowed = (here.lower.max(domain[j].0), here.upper.min(domain[j].1));
                    assert!(here.column as usize == j && narrowed == (bounds.lower, bounds.upper));
                    None
                }
                Reason::Relaxation => None,
            };
            if let Some((terms, lower, upper)) = by_row {
                let gone = (domain[j].0 as i64..=domain[j].1 as i64).map(|v| v as f64);
                for value in gone.filter(|v| !(bounds.lower..=bounds.upper).contains(v)) {
                    assert!(
                        says(&terms, lower, upper, value),
                        "{seed}: {reason:?} does not rule x{j} = {value} out"
                    );
                }
            }
            domain[j] = (bounds.lower, bounds.upper);
            let kind = match reason {
                Reason::Row(_) => "row",
                Reason::Objective => "objective",
                Reason::Branching => "branching",
                Reason::Relaxation => "relaxation",
            };
            *reasons.entry(kind).or_insert(0) += 1;
            told += 1;
        }
    }
    println!("{told} bounds, {ended} ends, {reasons:?}");
    assert!(ended > 20 && reasons.len() == 4 && reasons.values().all(|n| *n > 20), "{reasons:?}");
}

/// What a tree without presolve has proven of the columns of each of its nodes, with the node's path and the
/// best objective that was known when it was left.
struct Visited {
    path: Vec<Option<Bounds>>,
    best: Option<f64>,
    bounds: Vec<(f64, f64)>,
}

fn visits(program: &Program, settings: &Settings) -> Vec<Visited> {
    let problem = MipProblem::from_program(program);
    let mut home = Home::new(program.clone(), GuidanceAccount::default());
    let mut tree = Tree::new(problem, settings, Some(200), Hints::default());
    let postsolve = Postsolve::identity(program.columns.len());
    let (mut recorder, mut separators) = (Recorder::default(), Vec::new());
    let (mut opened, mut best, mut last) = (BTreeMap::new(), None, BTreeMap::new());
    let mut heard = 0;
    while tree.end().is_none() {
        tree.advance(&mut Context {
            control: &mut recorder,
            home: &mut home,
            postsolve: &postsolve,
            separators: &mut separators,
        });
        for event in &recorder.events[heard..] {
            match event {
                Event::NodeOpened { id, parent, column, lower, upper, .. } => {
                    let step = column.map(|j| Bounds { column: j as u32, lower: *lower, upper: *upper });
                    opened.insert(*id, (*parent, step));
                }
                Event::Incumbent { objective, .. } => best = Some(*objective),
                _ => {}
            }
        }
        heard = recorder.events.len();
        if let Some((id, domain)) = tree.here() {
            let bounds = (0..program.columns.len()).map(|j| (domain.lower(j), domain.upper(j))).collect();
            last.insert(id, (best, bounds));
        }
    }
    let path = |mut id: u64| {
        let mut path = Vec::new();
        while let (Some(parent), step) = opened[&id] {
            path.push(step);
            id = parent;
        }
        path.reverse();
        path
    };
    last.into_iter().map(|(id, (best, bounds))| Visited { path: path(id), best, bounds }).collect()
}

/// What the parts that are told of leave of a search.
fn settings(reduced_costs: bool) -> Settings {
    use Component::*;
    let mut settings = Settings::new();
    // Dives work on the node's own bounds for a while: what they try is none of its.
    let others =
        [OrbitalFixing, DualProofs, Cuts, Probing, Diving, Rens, Rins, LocalBranching, FeasibilityPump];
    for component in others.into_iter().chain((!reduced_costs).then_some(ReducedCosts)) {
        settings = settings.without(component);
    }
    settings
}

/// Bounds of integer columns that the tree has at its nodes beyond the program's: all, and those that the
/// account finds as well.
fn compared(reduced_costs: bool) -> (usize, usize) {
    let (mut all, mut found) = (0, 0);
    let settings = settings(reduced_costs);
    for seed in 0..60 {
        let program = random(1_000 + seed, 14, 8, 3.0);
        for Visited { path, best, bounds } in visits(&program, &settings) {
            let mut replay = Replay::new(&program, best, &settings);
            let end = replay.take(&path, &mut Unlimited);
            for (j, (lower, upper)) in bounds.into_iter().enumerate() {
                let sides = [
                    (lower > 0.0, replay.domain.lower(j) >= lower),
                    (upper < 3.0, replay.domain.upper(j) <= upper),
                ];
                for (_, has) in sides.into_iter().filter(|side| side.0) {
                    all += 1;
                    found += usize::from(has || end.is_some());
                }
            }
        }
    }
    (all, found)
}

#[test]
fn the_account_has_every_bound_that_the_tree_found_by_propagation() {
    let (all, found) = compared(false);
    println!("{found} of {all}");
    assert!(all > 1_000 && found == all, "{found} of {all}");
}

#[test]
fn the_account_has_nearly_every_bound_of_the_tree_with_reduced_costs() {
    let (all, found) = compared(true);
    println!("{found} of {all}");
    assert!(all > 1_000 && found >= all - all / 50, "{found} of {all}");
}

#[test]
fn a_path_that_does_not_fit_is_refused_by_its_step() {
    let program = random(1, 3, 2, 2.0);
    let account =
        |path: &[Option<Bounds>]| node_account(&program, path, None, &Settings::new(), &mut Unlimited);
    let error = account(&[step(0, 0.0, 1.0), step(3, 0.0, 1.0)]).unwrap_err();
    assert!(matches!(error, SearchError::Path { at: 1, column: 3, columns: 3, .. }), "{error}");
    assert!(account(&[step(0, 2.0, 1.0)]).is_err() && account(&[step(0, f64::NAN, 1.0)]).is_err());
    assert!(account(&[None]).is_ok());
}

/// A program of large and small numbers with a point that keeps it exactly: limits of 2147483647 and none at all, rows
/// whose coefficients have decimals and which are multiplied as a whole, with as much room as the sum of their terms rounds.
fn planted(seed: u64) -> (Program, Vec<f64>) {
    let mut state = seed;
    let mut whole = |from: f64, to: f64| (from + uniform(&mut state) * (to - from + 1.0)).floor();
    let sense = if seed.is_multiple_of(2) { Sense::Maximize } else { Sense::Minimize };
    let mut program = Program::new("planted", sense);
    let columns = 5;
    let mut point = Vec::new();
    for j in 0..columns {
        let limit = [1.0, 7.0, 1e9, 2_147_483_647.0, INFINITE][whole(0.0, 4.0) as usize];
        let kind = if whole(0.0, 3.0) == 0.0 { Kind::Continuous } else { Kind::Integer };
        let cost = whole(-900.0, 900.0) * [1.0, 0.01, 1e6, 1e-9][whole(0.0, 3.0) as usize];
        program.add_column(format!("x{j}"), cost, 0.0, limit, kind);
        point.push(match limit {
            1.0 => whole(0.0, 1.0),
            7.0 => whole(0.0, 7.0),
            _ => {
                let most = [3.0, 1e4, 1e9][whole(0.0, 2.0) as usize];
                whole(0.0, most)
            }
        });
    }
    let (mut sides, mut entries) = (Vec::new(), Vec::new());
    for i in 0..4 {
        let unit = [1.0, 0.01, 0.1, 1e9, 1e-9][whole(0.0, 4.0) as usize];
        let terms: Vec<f64> = (0..columns).map(|_| whole(-5.0, 9.0) * unit).collect();
        let products = terms.iter().zip(&point).map(|(a, x)| a * x);
        let (activity, size) = products.fold((0.0, 0.0), |(sum, size), p: f64| (sum + p, size + p.abs()));
        // Whole numbers are summed exactly.
        let room = if unit == 1.0 { 0.0 } else { 16.0 * f64::EPSILON * size };
        let (least, most) = (activity - room, activity + room);
        let (lower, upper) = [(least, most), (-INFINITE, most), (least, INFINITE)][whole(0.0, 2.0) as usize];
        sides.push(Row { name: format!("c{i}"), lower, upper });
        entries.extend(terms.into_iter().enumerate().filter(|t| t.1 != 0.0).map(|(j, a)| (i, j, a)));
    }
    program.set_rows(sides, &entries);
    (program, point)
}

#[test]
fn no_point_that_keeps_large_numbers_is_told_to_be_left_out() {
    let mut told = 0;
    for seed in 0..4000 {
        let (program, point) = planted(seed);
        assert!(hunch_model::check(&program, &point).feasible, "{seed}");
        // Branchings that leave the point, and a best objective that is worse by a thousandth.
        let mut state = seed ^ 0x5eed;
        let mut at = |n: usize| (uniform(&mut state) * n as f64) as usize;
        let path: Vec<Option<Bounds>> = (0..seed % 4)
            .map(|_| {
                let j = at(point.len());
                let (low, high) = [(0.0, point[j]), (point[j], program.columns[j].upper)][at(2)];
                step(j as u32, low, high)
            })
            .collect();
        let own = program.objective(&point);
        let worse = own + program.sense.sign() * (1e-3 * own.abs()).max(1e-3);
        let best = (seed % 3 != 0).then_some(worse);
        let account = node_account(&program, &path, best, &Settings::new(), &mut Unlimited).unwrap();
        assert_eq!(account.end, None, "{seed}: {program:?} {point:?} {path:?} {best:?}");
        for Step { bounds, reason, .. } in &account.steps {
            let x = point[bounds.column as usize];
            assert!((bounds.lower..=bounds.upper).contains(&x), "{seed}: {bounds:?} by {reason:?}, {x}");
            told += 1;
        }
    }
    println!("{told} changes");
    assert!(told > 10_000, "{told}");
}
