//! Robust families: the closed forms against sampled and enumerated worst cases, the programs against each
//! other and a general solver.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use hunch_families::random::Stream;
use hunch_families::robust::UncertaintySet;
use hunch_families::{robust_inventory as inventory, robust_knapsack as knapsack};
use hunch_model::{Kind, Program, Row, Sense, check};
use knapsack::Domain;

/// The optimum of a linear program by microlp, with its values.
fn solve(program: &Program) -> (f64, Vec<f64>) {
    assert_eq!(program.validate(), Ok(()));
    let direction = match program.sense {
        Sense::Maximize => microlp::OptimizationDirection::Maximize,
        Sense::Minimize => microlp::OptimizationDirection::Minimize,
    };
    let mut problem = microlp::Problem::new(direction);
    let add = |c: &hunch_model::Column, problem: &mut microlp::Problem| match c.kind.is_integer() {
        true => problem.add_binary_var(c.objective),
        false => problem.add_var(c.objective, (c.lower, c.upper)),
    };
    let variables: Vec<_> = program.columns.iter().map(|c| add(c, &mut problem)).collect();
    let by_row = program.matrix.transpose();
    for (i, row) in program.rows.iter().enumerate() {
        let (columns, values) = by_row.column(i);
        let terms: Vec<_> = columns.iter().zip(values).map(|(&j, &v)| (variables[j], v)).collect();
        problem.add_constraint(&terms[..], microlp::ComparisonOp::Le, row.upper);
    }
    let solution = problem.solve().unwrap().into_solution().unwrap();
    let values: Vec<f64> = variables.iter().map(|&v| solution[v]).collect();
    let verdict = check(program, &values);
    assert!(verdict.feasible, "{:?}", verdict.complaint);
    (verdict.objective, values)
}

fn numbers(stream: &mut Stream, count: usize, low: f64, high: f64) -> Vec<f64> {
    (0..count).map(|_| low + (high - low) * stream.integer(0, 1000) as f64 / 1000.0).collect()
}

/// Every vertex of a box of half-width `radius`.
fn vertices(dimensions: usize, radius: f64) -> impl Iterator<Item = Vec<f64>> {
    (0..1u32 << dimensions)
        .map(move |mask| (0..dimensions).map(|k| if mask >> k & 1 == 1 { radius } else { -radius }).collect())
}

fn small_knapsack(set: UncertaintySet, domain: Domain, seed: u64) -> knapsack::Instance {
    let distribution =
        knapsack::Distribution { items: 7, rows: 3, ..knapsack::Distribution::paper(set, domain) };
    knapsack::sample(&distribution, seed).unwrap()
}

fn small_inventory(set: UncertaintySet, seed: u64) -> inventory::Instance {
    let distribution =
        inventory::Distribution { retailers: 6, factors: 3, ..inventory::Distribution::paper(set) };
    inventory::sample(&distribution, seed).unwrap()
}

/// Any decision, feasible or not.
fn random_decision(i: &inventory::Instance, stream: &mut Stream) -> inventory::Decision {
    let n = i.retailers();
    let x = numbers(stream, n, 0.0, 20.0);
    let y0 = numbers(stream, n, -5.0, 20.0);
    let y = numbers(stream, n * i.factor_count(), -5.0, 5.0);
    inventory::Decision { x, y0, y }
}

/// The promised profit of a decision at factors `û + error`.
fn promise(i: &inventory::Instance, decision: &inventory::Decision, error: &[f64]) -> f64 {
    let u: Vec<f64> = i.factors.iter().zip(error).map(|(u, e)| u + e).collect();
    (0..i.retailers()).map(|k| i.revenue[k] * decision.sales_at(k, &u) - i.cost[k] * decision.x[k]).sum()
}

#[test]
fn knapsack_violation_is_the_largest_over_the_set() {
    for seed in 0..30 {
        let mut stream = Stream::new(seed);
        let x = numbers(&mut stream, 7, 0.0, 1.0);
        let boxed = small_knapsack(UncertaintySet::Box, Domain::Continuous, seed);
        // Rows are independent: one vertex for all of them meets the worst case of each somewhere.
        let worst = vertices(7, boxed.rho).map(|v| boxed.violation_at(&x, &v.repeat(3))).fold(0.0, f64::max);
        assert!((worst - boxed.violation(&x)).abs() < 1e-12, "seed {seed}: {worst}");
        let ball = small_knapsack(UncertaintySet::Ellipsoid, Domain::Continuous, seed);
        let at_worst = ball.violation_at(&x, &ball.set.worst(&x, ball.rho).repeat(3));
        assert!((at_worst - ball.violation(&x)).abs() < 1e-12, "seed {seed}: {at_worst}");
        for _ in 0..100 {
            let errors: Vec<f64> = (0..3).flat_map(|_| ball.set.draw(&mut stream, 7, ball.rho)).collect();
            assert!(ball.violation_at(&x, &errors) <= ball.violation(&x) + 1e-12, "seed {seed}");
        }
    }
}

#[test]
fn inventory_violation_and_profit_are_the_worst_over_the_set() {
    for seed in 0..60 {
        let mut stream = Stream::new(seed);
        let i = small_inventory(UncertaintySet::ALL[seed as usize % 2], seed);
        let decision = random_decision(&i, &mut stream);
        let (violation, profit) = (i.violation(&decision), i.objective(&decision));
        let (mut worst_violation, mut worst_profit) = (0.0f64, f64::INFINITY);
        let mut see = |error: &[f64]| {
            worst_violation = worst_violation.max(i.violation_at(&decision, error));
            worst_profit = worst_profit.min(promise(&i, &decision, error));
        };
        match i.set {
            UncertaintySet::Box => vertices(3, i.rho).for_each(|v| see(&v)),
            UncertaintySet::Ellipsoid => {
                (0..200).for_each(|_| see(&i.set.draw(&mut stream, 3, i.rho)));
                // The worst case of each row, by its own direction.
                for k in 0..i.retailers() {
                    let y = &decision.y[3 * k..3 * k + 3];
                    let rest: Vec<f64> = y.iter().zip(i.sensitivities(k)).map(|(y, q)| y - q).collect();
                    see(&i.set.worst(y, i.rho));
                    see(&i.set.worst(&rest, i.rho));
                }
                let exposure: Vec<f64> = i.exposure(&decision).iter().map(|e| -e).collect();
                see(&i.set.worst(&exposure, i.rho));
            }
        }
        assert!((worst_violation - violation).abs() < 1e-9, "seed {seed}: {worst_violation}, {violation}");
        assert!((worst_profit - profit).abs() < 1e-9, "seed {seed}: {worst_profit}, {profit}");
    }
}

#[test]
fn the_best_base_keeps_every_sales_row_and_touches_one_of_each_retailer() {
    for seed in 0..40 {
        let mut stream = Stream::new(seed);
        let i = small_inventory(UncertaintySet::ALL[seed as usize % 2], seed);
        let mut decision = random_decision(&i, &mut stream);
        decision.y0 = i.best_base(&decision.x, &decision.y);
        let excess = i.excess(&decision);
        for k in 0..6 {
            assert!(excess[k].max(excess[6 + k]).abs() < 1e-9, "seed {seed}, retailer {k}: {excess:?}");
        }
    }
}

#[test]
fn robust_optima_are_feasible_for_every_sampled_error_and_cost_something() {
    for seed in 0..20 {
        let mut stream = Stream::new(seed);
        let set = UncertaintySet::Box;
        let domain = if seed % 2 == 0 { Domain::Continuous } else { Domain::Binary };
        let i = small_knapsack(set, domain, seed);
        let (optimum, x) = solve(&knapsack::robust_program(&i).unwrap());
        assert!(i.violation(&x) < 1e-6 && (i.objective(&x) - optimum).abs() < 1e-6, "seed {seed}");
        for _ in 0..100 {
            assert!(i.violation_at(&x, &set.draw(&mut stream, 21, i.rho)) < 1e-6, "seed {seed}");
        }
        let (nominal, _) = solve(&knapsack::nominal_program(&i));
        assert!(nominal >= optimum - 1e-9, "seed {seed}: {nominal}, {optimum}");

        let i = small_inventory(set, seed);
        let (optimum, values) = solve(&inventory::robust_program(&i).unwrap());
        let decision = inventory::Columns::of(&i).decision(&i, &values);
        assert!(optimum > 0.0, "seed {seed}");
        assert!(i.violation(&decision) < 1e-6 && i.domain_violation(&decision) == 0.0, "seed {seed}");
        assert!((i.objective(&decision) - optimum).abs() < 1e-6 * optimum, "seed {seed}");
        for _ in 0..100 {
            let error = set.draw(&mut stream, 3, i.rho);
            assert!(i.violation_at(&decision, &error) < 1e-6, "seed {seed}");
            assert!(i.profit_at(&decision.x, &error) >= optimum - 1e-6, "seed {seed}");
        }
        let (nominal, _) = solve(&inventory::nominal_program(&i));
        assert!(nominal >= optimum - 1e-9, "seed {seed}: {nominal}, {optimum}");
    }
}

#[test]
fn without_uncertainty_the_robust_optimum_is_the_nominal_one() {
    let mut i = small_inventory(UncertaintySet::Box, 3);
    i.rho = 0.0;
    let robust = solve(&inventory::robust_program(&i).unwrap()).0;
    assert!((robust - solve(&inventory::nominal_program(&i)).0).abs() < 1e-9);
    let ball = inventory::Instance { set: UncertaintySet::Ellipsoid, ..i };
    assert!(inventory::robust_counterpart(&ball).cones.is_empty());
}

/// The counterpart of a box with a column for every absolute value, as a textbook writes it.
fn textbook_program(i: &inventory::Instance) -> Program {
    let (n, k) = (i.retailers(), i.factor_count());
    let mut p = Program::new("textbook", Sense::Maximize);
    let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut entries = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    for j in 0..n {
        p.add_column(format!("x{j}"), -i.cost[j], 0.0, i.upper[j], Kind::Continuous);
    }
    for j in 0..n {
        p.add_column(format!("s{j}"), i.revenue[j], low, high, Kind::Continuous);
    }
    for (name, bound) in [("y", low), ("a", 0.0), ("b", 0.0)] {
        (0..n * k).for_each(|e| {
            p.add_column(format!("{name}{e}"), 0.0, bound, high, Kind::Continuous);
        });
    }
    (0..k).for_each(|f| {
        p.add_column(format!("t{f}"), -i.rho, 0.0, high, Kind::Continuous);
    });
    let (y, a, b, t) = (2 * n, 2 * n + n * k, 2 * n + 2 * n * k, 2 * n + 3 * n * k);
    let mut row = |upper: f64, terms: Vec<(usize, f64)>| {
        entries.extend(terms.into_iter().map(|(j, v)| (rows.len(), j, v)));
        rows.push(Row { name: format!("r{}", rows.len()), lower: low, upper });
    };
    for sign in [1.0, -1.0] {
        for e in 0..n * k {
            row(0.0, vec![(y + e, sign), (a + e, -1.0)]);
            row(sign * i.sensitivity[e], vec![(y + e, sign), (b + e, -1.0)]);
        }
        for f in 0..k {
            let exposure = (0..n).map(|j| (y + j * k + f, sign * i.revenue[j]));
            row(0.0, exposure.chain([(t + f, -1.0)]).collect());
        }
    }
    for j in 0..n {
        let norm = |base: usize| (0..k).map(move |f| (base + j * k + f, i.rho));
        row(0.0, [(n + j, 1.0), (j, -1.0)].into_iter().chain(norm(a)).collect());
        row(i.demand_at(j, &i.factors), [(n + j, 1.0)].into_iter().chain(norm(b)).collect());
    }
    row(i.capacity, (0..n).map(|j| (j, 1.0)).collect());
    p.set_rows(rows, &entries);
    p
}

#[test]
fn the_compact_box_counterpart_has_the_textbooks_optimum() {
    for seed in 0..20 {
        let mut i = small_inventory(UncertaintySet::Box, seed);
        // Beyond the sampled range too, where demand can become negative.
        i.rho *= [1.0, 5.0][seed as usize % 2];
        let compact = solve(&inventory::robust_program(&i).unwrap()).0;
        let textbook = solve(&textbook_program(&i)).0;
        assert!(
            (compact - textbook).abs() < 1e-6 * (1.0 + textbook.abs()),
            "seed {seed}: {compact}, {textbook}"
        );
    }
}

#[test]
fn cones_say_what_the_closed_form_says() {
    for seed in 0..20 {
        let mut stream = Stream::new(seed);
        let i = small_knapsack(UncertaintySet::Ellipsoid, Domain::Continuous, seed);
        let conic = knapsack::robust_counterpart(&i);
        assert_eq!(conic.linear.validate(), Ok(()));
        let mut values = numbers(&mut stream, 7, 0.0, 1.0);
        let x = values.clone();
        values.push(0.0);
        let norm = conic.cones[0].violation(&values);
        values[7] = norm;
        assert!(conic.cones[0].violation(&values).abs() < 1e-12);
        let rows = check(&conic.linear, &values).feasible;
        assert_eq!(rows, i.violation(&x) <= 1e-6 * (1.0 + i.capacities[0]), "seed {seed}");

        let i = small_inventory(UncertaintySet::Ellipsoid, seed);
        let columns = inventory::Columns::of(&i);
        let conic = inventory::robust_counterpart(&i);
        assert_eq!(conic.linear.validate(), Ok(()));
        let decision = random_decision(&i, &mut stream);
        let excess = i.excess(&decision);
        let mut values = vec![0.0; columns.risk() + 1];
        for k in 0..6 {
            values[columns.stock(k)] = decision.x[k];
            values[columns.sales(k)] = decision.sales_at(k, &i.factors);
            (0..3).for_each(|f| values[columns.response(k, f)] = decision.y[3 * k + f]);
        }
        for k in 0..6 {
            assert!((conic.cones[2 * k].violation(&values) - excess[k]).abs() < 1e-9, "seed {seed}");
            assert!((conic.cones[2 * k + 1].violation(&values) - excess[6 + k]).abs() < 1e-9, "seed {seed}");
        }
        values[columns.risk()] = conic.cones[12].violation(&values);
        let claimed = conic.linear.objective(&values);
        assert!((claimed - i.objective(&decision)).abs() < 1e-9, "seed {seed}: {claimed}");
    }
}
