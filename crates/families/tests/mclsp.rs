//! Multi-item lot sizing: what structure says, held against enumeration, and against programs solved by an
//! engine that shares no code with it.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use hunch_families::mclsp::flow::cheapest_production;
use hunch_families::mclsp::labels::{setups, tight_rows, with_tight_rows};
use hunch_families::mclsp::{
    Columns, Data, Distribution, Instance, LotSizingInequalities, Mclsp, Plan, prices, program, repair,
    sample,
};
use hunch_families::random::Stream;
use hunch_families::{Family, case};
use hunch_model::{Recorder, Separator, Unlimited, check};

/// An instance of whole numbers, some of them 0, that need not be feasible.
fn drawn(seed: u64, items: usize, periods: usize) -> Instance {
    let mut stream = Stream::new(seed);
    let cells = items * periods;
    let mut row = |count: usize, least: u64, most: u64| -> Vec<f64> {
        (0..count).map(|_| stream.integer(least, most) as f64).collect()
    };
    let mut demand = row(cells, 0, 12);
    demand.iter_mut().for_each(|d| *d = (*d - 3.0).max(0.0));
    Data {
        items,
        demand,
        capacity: row(periods, 0, 14 * items as u64),
        production_cost: row(cells, 0, 9),
        setup_cost: row(cells, 0, 60),
        holding_cost: row(cells, 0, 5),
    }
    .into()
}

/// The least cost over all set-ups, by a linear program each; none where no plan exists.
fn optimum(data: &Data) -> Option<f64> {
    let cells = data.cells();
    (0..1usize << cells).filter_map(|mask| least_cost(data, |k| mask >> k & 1 == 1)).min_by(f64::total_cmp)
}

/// The least cost with these set-ups made, by `microlp`.
fn least_cost(data: &Data, open: impl Fn(usize) -> bool) -> Option<f64> {
    let (periods, cells) = (data.periods(), data.cells());
    let mut lp = microlp::Problem::new(microlp::OptimizationDirection::Minimize);
    let x: Vec<_> = (0..cells)
        .map(|k| lp.add_var(data.production_cost[k], (0.0, if open(k) { f64::INFINITY } else { 0.0 })))
        .collect();
    let s: Vec<_> = (0..cells).map(|k| lp.add_var(data.holding_cost[k], (0.0, f64::INFINITY))).collect();
    for k in 0..cells {
        let mut row = vec![(x[k], 1.0), (s[k], -1.0)];
        if k % periods > 0 {
            row.push((s[k - 1], 1.0));
        }
        lp.add_constraint(row, microlp::ComparisonOp::Eq, data.demand[k]);
    }
    for t in 0..periods {
        let row: Vec<_> = (0..data.items).map(|i| (x[i * periods + t], 1.0)).collect();
        lp.add_constraint(row, microlp::ComparisonOp::Le, data.capacity[t]);
    }
    let setups: f64 = (0..cells).filter(|k| open(*k)).map(|k| data.setup_cost[k]).sum();
    let solution = lp.solve().ok()?.into_solution().ok()?;
    Some(solution.objective() + setups)
}

#[test]
fn plans_for_given_setups_are_the_cheapest_and_exist_exactly_when_they_can() {
    let mut infeasible = 0;
    for seed in 0..300 {
        let data = drawn(seed, 1 + (seed % 3) as usize, 2 + (seed % 5) as usize);
        let mut stream = Stream::new(seed);
        let open: Vec<bool> = (0..data.cells()).map(|_| stream.integer(0, 3) > 0).collect();
        let fixed: Vec<Option<bool>> = open.iter().map(|o| (!o).then_some(false)).collect();
        let expected = least_cost(&data, |k| open[k]);
        assert_eq!(repair::is_feasible(&data, &fixed), expected.is_some(), "seed {seed}");
        let plan = repair::best_within(&data, |k| open[k], &mut Unlimited);
        let Some(plan) = plan else {
            infeasible += 1;
            assert_eq!(expected, None, "seed {seed}");
            continue;
        };
        let verdict = check(&program(&data), &plan.to_values());
        assert!(verdict.feasible, "seed {seed}: {:?}", verdict.complaint);
        let made: f64 = (0..data.cells()).filter(|k| open[*k]).map(|k| data.setup_cost[k]).sum();
        let paid: f64 = (0..data.cells()).filter(|k| plan.setup[*k]).map(|k| data.setup_cost[k]).sum();
        let expected = expected.unwrap() - made + paid;
        assert!((plan.cost - expected).abs() < 1e-6, "seed {seed}: {}, {expected} by a program", plan.cost);
    }
    assert!(infeasible > 30, "{infeasible}");
}

#[test]
fn no_bound_passes_the_optimum_and_marginals_prove_what_they_say() {
    let mut feasible = 0;
    for seed in 0..60 {
        let data = drawn(seed, 2, 4);
        let best = optimum(&data);
        assert_eq!(data.is_feasible(), best.is_some(), "seed {seed}");
        let Some(best) = best else { continue };
        feasible += 1;
        let relaxed = data.relaxed(&mut Unlimited).unwrap();
        assert!(relaxed.bound <= best, "seed {seed}: {} beyond {best}", relaxed.bound);
        for k in 0..data.cells() {
            // The cheapest plan that decides otherwise costs at least the bound and the marginal.
            let pays = relaxed.marginals[k] > 0.0;
            let masks = (0..1usize << data.cells()).filter(|mask| (mask >> k & 1 == 1) != pays);
            let other = masks.filter_map(|mask| least_cost(&data, |j| mask >> j & 1 == 1));
            let other = other.min_by(f64::total_cmp).unwrap_or(f64::INFINITY);
            let proven = relaxed.bound + relaxed.marginals[k].abs();
            assert!(proven <= other + 1e-6, "seed {seed}, {k}: {proven} proven, {other} found");
        }
        let plan = repair::plan(&data, &relaxed.beliefs).unwrap();
        assert!(plan.cost >= best - 1e-6, "seed {seed}");
    }
    assert!(feasible > 20, "{feasible}");
}

#[test]
fn the_bound_of_the_published_sizes_is_within_two_percent_of_a_plan() {
    for (items, periods, c) in [(8, 40, 10), (12, 30, 14)] {
        let data = sample(&Distribution { items, periods, c, f: 1_000 }, 3).unwrap();
        let relaxed = data.relaxed(&mut Unlimited).unwrap();
        let plan = repair::plan(&data, &relaxed.beliefs).unwrap();
        let gap = 1.0 - relaxed.bound / plan.cost;
        assert!((0.0..0.05).contains(&gap), "{items} items: {gap}");
        assert!(relaxed.beliefs.iter().all(|p| (0.0..=1.0).contains(p)));
    }
}

#[test]
fn a_stopped_relaxation_still_proves_and_work_does_not_depend_on_who_asked_before() {
    let data = sample(&Distribution { items: 4, periods: 12, c: 5, f: 1_000 }, 1).unwrap();
    let mut host = Recorder { limit: Some(20_000), ..Recorder::default() };
    let stopped = prices::relax(&data, &mut host);
    let whole = data.relaxed(&mut Unlimited).unwrap();
    assert!(!stopped.is_complete && stopped.bound > 0.0 && stopped.bound <= whole.bound);
    let (mut first, mut second) = (Recorder::default(), Recorder::default());
    let fresh = Instance::from(Data::clone(&data));
    assert_eq!(*fresh.relaxed(&mut first).unwrap(), *whole);
    assert_eq!(*fresh.relaxed(&mut second).unwrap(), *whole);
    assert_eq!(first.work, second.work);
}

#[test]
fn points_of_the_relaxation_are_cut_off_and_no_plan_is() {
    let mut found = 0;
    for seed in 0..30 {
        let data = sample(&Distribution { items: 3, periods: 10, c: 4, f: 1_000 }, seed).unwrap();
        let columns = Columns::of(&data);
        let everywhere = repair::best_within(&data, |_| true, &mut Unlimited).unwrap();
        let mut point = everywhere.to_values();
        for k in 0..columns.cells() {
            point[columns.cells() + k] = everywhere.production[k] / data.capacity[k % columns.periods];
        }
        let mut cuts = Vec::new();
        LotSizingInequalities::new(&data).separate(&point, &mut cuts);
        found += cuts.len();
        let mut stream = Stream::new(seed);
        let mut plans = vec![everywhere];
        for _ in 0..20 {
            let guess: Vec<f32> = (0..data.cells()).map(|_| stream.integer(0, 1) as f32).collect();
            plans.extend(repair::plan(&data, &guess));
        }
        for cut in &cuts {
            let activity = |values: &[f64]| cut.terms.iter().map(|&(j, a)| a * values[j]).sum::<f64>();
            assert!(activity(&point) < cut.lower, "seed {seed}: {cut:?}");
            for plan in &plans {
                assert!(
                    activity(&plan.to_values()) >= cut.lower - 1e-6,
                    "seed {seed}: {cut:?} cuts {plan:?}"
                );
            }
        }
    }
    assert!(found > 100, "{found}");
}

#[test]
fn labels_are_those_of_the_printed_rows_and_keep_the_plan_feasible() {
    let data = sample(&Distribution { items: 3, periods: 10, c: 4, f: 1_000 }, 7).unwrap();
    let relaxed = data.relaxed(&mut Unlimited).unwrap();
    let plan = repair::plan(&data, &relaxed.beliefs).unwrap();
    let (made, tight) = (setups(&plan), tight_rows(&data, &plan));
    assert_eq!(tight.len(), data.cells() + data.periods());
    // A row of nothing set up is tight.
    assert!(made.iter().zip(&tight).all(|(made, tight)| *made || *tight));
    let reduced = with_tight_rows(&program(&data), Columns::of(&data), &tight);
    let free = reduced.rows.iter().filter(|row| row.lower == f64::NEG_INFINITY && row.upper == f64::INFINITY);
    assert_eq!(free.count(), tight.iter().filter(|tight| !**tight).count());
    assert!(check(&reduced, &plan.to_values()).feasible);
}

#[test]
fn any_guess_becomes_a_plan_and_what_it_forbids_is_made_last() {
    for seed in 0..20 {
        let data = sample(&Distribution { items: 3, periods: 8, c: 4, f: 1_000 }, seed).unwrap();
        let mut stream = Stream::new(seed);
        let forbidden: Vec<f32> =
            (0..data.cells()).map(|_| if stream.integer(0, 2) == 0 { -1.0 } else { 0.2 }).collect();
        let fixed: Vec<Option<bool>> = forbidden.iter().map(|p| (*p < 0.0).then_some(false)).collect();
        for guess in [Vec::new(), vec![f32::NAN; data.cells()], vec![1.0; data.cells()], forbidden.clone()] {
            let plan = repair::plan(&data, &guess).unwrap();
            let verdict = check(&program(&data), &plan.to_values());
            assert!(verdict.feasible, "seed {seed}: {:?}", verdict.complaint);
            assert!((verdict.objective - plan.cost).abs() <= 1e-9 * plan.cost, "seed {seed}");
            let read = Plan::from_values(&data, &plan.to_values());
            assert_eq!(read, plan);
        }
        if repair::is_feasible(&data, &fixed) {
            let plan = repair::plan(&data, &forbidden).unwrap();
            let broken = plan.setup.iter().zip(&fixed).filter(|(made, fixed)| **made && fixed.is_some());
            assert_eq!(broken.count(), 0, "seed {seed}");
        }
    }
}

#[test]
fn a_flow_stops_when_its_control_says_so() {
    let data = sample(&Distribution { items: 3, periods: 8, c: 4, f: 1_000 }, 1).unwrap();
    let mut host = Recorder { limit: Some(1), ..Recorder::default() };
    assert_eq!(cheapest_production(&data, &data.production_cost, &mut host), None);
}

#[test]
fn fields_tell_the_instance() {
    let data = sample(&Distribution { items: 3, periods: 8, c: 4, f: 1_000 }, 1).unwrap();
    let case = case::<Mclsp>(data.clone());
    assert_eq!(Mclsp::read(case.fields()), data);
    let position = Mclsp::position(&data);
    assert!((0.5..1.0).contains(&position[0]) && (900.0..1_100.0).contains(&position[1]), "{position:?}");
}
