//! The families that are data alone: sizes as published, programs as the formulas say (written here a second
//! time), data that a seed fixes.
#![allow(clippy::unwrap_used)] // helper functions of tests are not marked as tests

use hunch_families::parametric::{GENERATORS, GeneratorError, constraints, generator};
use hunch_families::random::{Stream, theta};
use hunch_model::json::{Document, read_document, write_document};
use hunch_model::parametric::{Law, ParametricProgram};
use hunch_model::{Kind, Program};

/// Rows are compared to this absolute accuracy: their numbers are below 100.
const ROUNDING: f64 = 1e-9;

fn make(name: &str, sizes: &[usize], seed: u64) -> ParametricProgram {
    generator(name).unwrap().program(sizes, seed).unwrap()
}

/// A point with entries of either sign, integers where they must be.
fn point(program: &Program, stream: &mut Stream) -> Vec<f64> {
    let value = |kind: Kind, stream: &mut Stream| match kind {
        Kind::Integer => stream.integer(0, 1) as f64,
        _ => stream.integer(0, 1000) as f64 / 100.0 - 1.0,
    };
    program.columns.iter().map(|c| value(c.kind, stream)).collect()
}

/// How far a row's activity lies inside the row: the least distance to a side, negative outside.
fn slack(program: &Program, name: &str, x: &[f64]) -> f64 {
    let i = program.rows.iter().position(|r| r.name == name).unwrap();
    let activity = program.matrix.multiply(x)[i];
    (activity - program.rows[i].lower).min(program.rows[i].upper - activity)
}

fn value(program: &Program, name: &str, x: &[f64]) -> f64 {
    x[program.columns.iter().position(|c| c.name == name).unwrap()]
}

fn near(a: f64, b: f64, what: &str) {
    assert!((a - b).abs() <= ROUNDING * b.abs().max(1.0), "{what}: {a}, not {b}");
}

#[test]
fn sizes_are_those_of_the_published_tables() {
    // Columns and constraints of tables 1 to 4; table 2 prints no number of columns.
    let tables: [(&str, &[(usize, usize)]); 4] = [
        (
            "transportation",
            &[
                (400, 440),
                (200, 230),
                (1600, 1680),
                (800, 860),
                (3600, 3720),
                (1800, 1890),
                (6400, 6560),
                (3200, 3320),
            ],
        ),
        ("portfolio", &[(100, 101), (200, 201), (300, 301), (400, 401)]),
        (
            "facility-location",
            &[
                (220, 270),
                (420, 480),
                (840, 940),
                (1640, 1760),
                (1860, 2010),
                (3660, 3840),
                (3280, 3480),
                (6480, 6720),
            ],
        ),
        (
            "hybrid-vehicle",
            &[(51, 103), (76, 153), (101, 203), (126, 253), (151, 303), (176, 353), (201, 403)],
        ),
    ];
    for (name, rows) in tables {
        let family = generator(name).unwrap();
        assert_eq!(family.published.len(), rows.len());
        for (sizes, &expected) in family.published.iter().zip(rows) {
            let base = family.program(sizes, 1).unwrap().base;
            assert_eq!((base.columns.len(), constraints(&base)), expected, "{name} {sizes:?}");
        }
    }
}

#[test]
fn every_program_is_valid_and_a_seed_gives_data_and_theta_again() {
    for family in GENERATORS {
        let sizes = family.published[0];
        let program = family.program(sizes, 7).unwrap();
        assert_eq!(program.base.validate(), Ok(()), "{}", family.name);
        assert_eq!(program.validate(), Ok(()), "{}", family.name);
        assert_eq!(program, family.program(sizes, 7).unwrap(), "{}", family.name);
        let distribution = program.distribution.as_ref().unwrap();
        let draw = theta(distribution, 3, 5);
        assert_eq!(draw.len(), program.parameters.len());
        assert_eq!(draw, theta(distribution, 3, 5));
        assert_ne!(draw, theta(distribution, 3, 6));
        assert_ne!(draw, theta(distribution, 4, 5));
        let mut in_place = program.base.clone();
        program.instantiate_into(&mut in_place, &draw).unwrap();
        assert_eq!(in_place, program.instantiate(&draw).unwrap());
        let text = write_document(&Document::from(program.clone())).unwrap();
        assert_eq!(read_document(&text).unwrap().into_parametric(), program, "{}", family.name);
        let printed = ["hybrid-vehicle", "hybrid-vehicle-as-printed", "inventory", "inventory-as-printed"];
        let is_printed = printed.contains(&family.name) || family.sizes.is_empty();
        assert_eq!(program == family.program(sizes, 8).unwrap(), is_printed, "{}", family.name);
    }
}

#[test]
fn wrong_names_and_sizes_are_told() {
    let name = generator("transport").unwrap_err().to_string();
    assert!(name.contains("\"transport\"") && name.contains("facility-location"), "{name}");
    let vehicle = generator("hybrid-vehicle").unwrap();
    let size = vehicle.program(&[41], 0).unwrap_err();
    assert_eq!(size.to_string(), "hybrid-vehicle: periods is 41; it must be from 1 to 40");
    let count = generator("knapsack").unwrap().program(&[10], 0).unwrap_err();
    assert!(matches!(count, GeneratorError::Count { found: 1, expected: 0, .. }));
}

#[test]
fn transportation_and_facility_location_say_their_formulas() {
    let stream = &mut Stream::new(11);
    let (n, m) = (4, 3);
    for name in ["transportation", "facility-location"] {
        let p = make(name, &[n, m], 5);
        let Law::Ball { centre, radius } = &p.distribution.as_ref().unwrap().groups[0].law else {
            panic!("demands are drawn from a ball")
        };
        assert_eq!(*radius, if name == "transportation" { 0.75 } else { 0.25 });
        let d = theta(p.distribution.as_ref().unwrap(), 1, 2);
        let distance = d.iter().zip(centre).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
        assert!(distance <= *radius);
        let program = p.instantiate(&d).unwrap();
        let x = point(&program, stream);
        let at = |i: usize, j: usize| value(&program, &format!("x_{i}_{j}"), &x);
        let open =
            |i: usize| if name == "transportation" { 1.0 } else { value(&program, &format!("y_{i}"), &x) };
        let mut cost = 0.0;
        for (c, v) in program.columns.iter().zip(&x) {
            let most = if c.name.starts_with('y') {
                10.0
            } else if name == "transportation" {
                5.0
            } else {
                1.0
            };
            assert!(c.objective > 0.0 && c.objective < most && c.lower == 0.0);
            cost += c.objective * v;
        }
        near(program.objective(&x), cost, name);
        for j in 1..=m {
            let got: f64 = (1..=n).map(|i| at(i, j)).sum();
            near(slack(&program, &format!("demand_{j}"), &x), got - d[j - 1], "demand");
        }
        for i in 1..=n {
            // The capacity is read off at the point that sends nothing from an open warehouse.
            let row = if name == "transportation" { format!("supply_{i}") } else { format!("capacity_{i}") };
            let opened: Vec<f64> =
                program.columns.iter().map(|c| f64::from(c.name == format!("y_{i}"))).collect();
            let capacity = slack(&program, &row, &opened);
            let (low, high) = if name == "transportation" { (3.0, 13.0) } else { (8.0, 18.0) };
            assert!((low..high).contains(&capacity), "{capacity}");
            let sent: f64 = (1..=m).map(|j| at(i, j)).sum();
            near(slack(&program, &row, &x), capacity * open(i) - sent, "capacity");
        }
    }
}

#[test]
fn portfolio_says_its_formula_and_half_of_its_factors_are_zero() {
    let p = make("portfolio", &[30], 2);
    let mu = theta(p.distribution.as_ref().unwrap(), 1, 0);
    let program = p.instantiate(&mu).unwrap();
    let x = point(&program, &mut Stream::new(3));
    let q = &program.quadratic.as_ref().unwrap().lower_triangle;
    let mut covariance = vec![vec![0.0; 30]; 30];
    for &(i, j, v) in q {
        (covariance[i][j], covariance[j][i]) = (-v / 2.0, -v / 2.0);
    }
    let mut risk = 0.0;
    for i in 0..30 {
        for j in 0..30 {
            risk += x[i] * covariance[i][j] * x[j];
        }
    }
    let expected: f64 = mu.iter().zip(&x).map(|(a, b)| a * b).sum();
    near(program.objective(&x), expected - risk, "objective");
    near(slack(&program, "budget", &x), -(x.iter().sum::<f64>() - 1.0).abs(), "budget");
    assert!((0..30).all(|i| covariance[i][i] > 0.0));
    // Two assets without a common factor have no covariance: with three factors, half of them zero, such
    // pairs exist.
    assert!(q.len() < 30 * 31 / 2);
}

#[test]
fn the_hybrid_vehicle_says_its_formula() {
    for (name, delta) in [("hybrid-vehicle", 1.0), ("hybrid-vehicle-as-printed", 0.1)] {
        let periods = 12;
        let p = make(name, &[periods], 0);
        let theta = theta(p.distribution.as_ref().unwrap(), 1, 1);
        assert!((39.5..=40.5).contains(&theta[0]));
        let program = p.instantiate(&theta).unwrap();
        let x = point(&program, &mut Stream::new(9));
        let at = |what: &str, t: usize| value(&program, &format!("{what}_{t}"), &x);
        let mut cost = 0.1 * (at("energy", periods) - 50.0).powi(2);
        near(slack(&program, "first", &x), -(at("energy", 0) - theta[0]).abs(), "first");
        for t in 0..periods {
            let (power, on) = (at("engine", t), at("on", t));
            let before = if t == 0 { 0.0 } else { at("on", t - 1) };
            cost += power * power + power + on + delta * at("start", t);
            let gap = at("energy", t + 1) - at("energy", t) + 4.0 * at("battery", t);
            near(slack(&program, &format!("store_{t}"), &x), -gap.abs(), "store");
            near(slack(&program, &format!("runs_{t}"), &x), on - power, "runs");
            near(
                slack(&program, &format!("power_{t}"), &x),
                at("battery", t) + power - theta[t + 1],
                "power",
            );
            near(slack(&program, &format!("switch_{t}"), &x), at("start", t) - (on - before), "switch");
        }
        near(program.objective(&x), cost, name);
    }
    let long = make("hybrid-vehicle", &[40], 0);
    let Law::Ball { centre, .. } = &long.distribution.unwrap().groups[1].law else { panic!("a ball") };
    near(centre.iter().sum(), 25.38, "sum of the printed powers");
}

#[test]
fn inventory_says_its_formula() {
    for (name, counted) in [("inventory", 31), ("inventory-as-printed", 30)] {
        let p = make(name, &[30], 0);
        let theta = theta(p.distribution.as_ref().unwrap(), 1, 4);
        assert!((7.0..=13.0).contains(&theta[0]) && theta[1..].iter().all(|d| (1.0..=3.0).contains(d)));
        let program = p.instantiate(&theta).unwrap();
        let mut x = point(&program, &mut Stream::new(2));
        // The columns above the maximum are put onto it; then the objective is the printed one.
        for t in 0..counted {
            let stock = value(&program, &format!("stock_{t}"), &x);
            let place = program.columns.iter().position(|c| c.name == format!("cost_{t}")).unwrap();
            x[place] = stock.max(-3.0 * stock);
            let least =
                slack(&program, &format!("hold_{t}"), &x).min(slack(&program, &format!("short_{t}"), &x));
            near(least, 0.0, "the cost touches one of its lines");
        }
        let at = |what: &str, t: usize| value(&program, &format!("{what}_{t}"), &x);
        let stocks = (0..counted).map(|t| at("stock", t).max(-3.0 * at("stock", t)));
        let cost = stocks.sum::<f64>() + (0..30).map(|t| 2.0 * at("order", t)).sum::<f64>();
        near(program.objective(&x), cost, name);
        for t in 0..30 {
            let gap = at("stock", t + 1) - (at("stock", t) + at("order", t) - theta[t + 1]);
            near(slack(&program, &format!("balance_{t}"), &x), -gap.abs(), "balance");
        }
        assert!(program.columns.iter().filter(|c| c.name.starts_with("order")).all(|c| c.upper == 3.0));
    }
}

#[test]
fn knapsack_and_suppliers_say_their_formulas() {
    let p = make("knapsack", &[], 0);
    let theta_k = theta(p.distribution.as_ref().unwrap(), 1, 4);
    let program = p.instantiate(&theta_k).unwrap();
    let x = point(&program, &mut Stream::new(1));
    let weight: f64 = theta_k[..10].iter().zip(&x).map(|(a, x)| a * x).sum();
    near(slack(&program, "capacity", &x), 5.0 - weight, "capacity");
    let printed = [0.42, 0.72, 0.0, 0.3, 0.15, 0.09, 0.19, 0.35, 0.4, 0.54];
    for (j, c) in program.columns.iter().enumerate() {
        assert!((c.objective - printed[j]).abs() <= 0.005 && c.kind == Kind::Integer);
        assert_eq!((c.lower, c.upper), (0.0, theta_k[10 + j]));
    }

    let p = make("suppliers", &[], 0);
    let theta_s = theta(p.distribution.as_ref().unwrap(), 1, 4);
    let program = p.instantiate(&theta_s).unwrap();
    let x = point(&program, &mut Stream::new(6));
    let at = |what: &str, i: usize| value(&program, &format!("{what}_{i}"), &x);
    let (cost, most) = ([0.42, 0.72, 0.0, 0.3, 0.15], [1.09, 1.19, 1.35, 1.4, 1.54]);
    let time = value(&program, "time", &x);
    let units: f64 = (1..=5).map(|i| at("units", i)).sum();
    let paid: f64 = (1..=5).map(|i| cost[i - 1] * at("units", i) + 1e-6 * at("chosen", i)).sum();
    near(program.objective(&x), paid + 0.1 * time, "suppliers");
    near(slack(&program, "demand", &x), units - theta_s[0], "demand");
    for i in 1..=5 {
        let left = most[i - 1] * at("chosen", i) - at("units", i);
        near(slack(&program, &format!("most_{i}"), &x), left, "most");
        let waited = time - theta_s[i] * at("chosen", i);
        near(slack(&program, &format!("slowest_{i}"), &x), waited, "slowest");
    }
}

#[test]
fn draws_stay_what_they_are() {
    // Numbers of the first release: whoever stored labels can draw their θ again.
    let first = |name: &str, sizes: &[usize]| {
        let p = make(name, sizes, 7);
        let draw = theta(p.distribution.as_ref().unwrap(), 3, 5);
        (p, draw)
    };
    let (p, draw) = first("transportation", &[3, 2]);
    assert_eq!(p.base.columns[0].objective, 0.7889804851030968);
    assert_eq!(draw, [2.9610678141147484, 2.5572031162896196]);
    let (p, draw) = first("portfolio", &[10]);
    assert_eq!(p.base.quadratic.unwrap().lower_triangle[0], (0, 0, -1.0718363974509308));
    assert_eq!(draw[..2], [0.16620384384048584, -0.29039254735195386]);
    let (_, draw) = first("suppliers", &[]);
    assert_eq!(draw[..2], [1.1672878065626369, 1.9410261390619954]);
}
