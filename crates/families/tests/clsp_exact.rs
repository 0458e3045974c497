//! The exact algorithm for lot sizing against its definition, against a general solver, and against itself
//! under every option.

use hunch_families::clsp::exact::{ExactError, Options, solve};
use hunch_families::clsp::{
    Columns, Distribution, Instance, Plan, fixed_setups_plan, instance_seed, optimal_plan, program, sample,
};
use hunch_families::random::Stream;
use hunch_model::{Control, Event, Exact, Limits, Session, Status, Unlimited, check};

/// An instance with integer data up to the given sizes. Small costs make ties, zeros make special cases.
fn random_instance(stream: &mut Stream, horizon: usize, largest: [u64; 5]) -> Instance {
    let [demand, capacity, production_cost, setup_cost, holding_cost] =
        largest.map(|high| (0..horizon).map(|_| stream.integer(0, high) as f64).collect::<Vec<_>>());
    Instance { demand, capacity, production_cost, setup_cost, holding_cost }
}

fn random_fixing(stream: &mut Stream, horizon: usize) -> Vec<Option<bool>> {
    (0..horizon).map(|_| [None, None, Some(false), Some(true)][stream.integer(0, 3) as usize]).collect()
}

/// All whole production plans, by their definition; the cheapest, and among those the one whose production,
/// read from the last period, is lexicographically smallest.
fn enumerate(instance: &Instance, fixed: &[Option<bool>]) -> Option<(f64, Vec<u64>)> {
    fn extend(
        instance: &Instance,
        fixed: &[Option<bool>],
        production: &mut Vec<u64>,
        stock: f64,
        cost: f64,
        best: &mut Option<(f64, Vec<u64>)>,
    ) {
        let t = production.len();
        if t == instance.horizon() {
            let reversed = |plan: &[u64]| plan.iter().rev().copied().collect::<Vec<_>>();
            let better = best.as_ref().is_none_or(|(value, plan)| {
                cost < *value || (cost == *value && reversed(production) < reversed(plan))
            });
            if better {
                *best = Some((cost, production.clone()));
            }
            return;
        }
        let imposed = fixed.get(t).copied().flatten();
        let most = if imposed == Some(false) { 0 } else { instance.capacity[t] as u64 };
        for x in 0..=most {
            let left = stock + x as f64 - instance.demand[t];
            if left < 0.0 {
                continue;
            }
            let setup = if x > 0 || imposed == Some(true) { instance.setup_cost[t] } else { 0.0 };
            let added = instance.production_cost[t] * x as f64 + setup + instance.holding_cost[t] * left;
            production.push(x);
            extend(instance, fixed, production, left, cost + added, best);
            production.pop();
        }
    }
    let mut best = None;
    extend(instance, fixed, &mut Vec::new(), 0.0, 0.0, &mut best);
    best
}

fn assert_checked(instance: &Instance, plan: &Plan, context: &str) {
    let checked = check(&program(instance), &plan.to_values());
    assert!(checked.feasible, "{context}: {:?}", checked.complaint);
    assert!((checked.objective - plan.cost).abs() <= 1e-9 * (1.0 + plan.cost), "{context}");
}

#[test]
fn the_plan_is_the_cheapest_of_all_and_ties_fall_as_documented() {
    let mut infeasible = 0;
    for seed in 0..1500 {
        let mut stream = Stream::new(seed);
        let horizon = stream.integer(1, 5) as usize;
        let sizes = [[4, 6, 3, 6, 2], [3, 5, 0, 2, 1], [5, 7, 9, 0, 3], [4, 6, 1, 1, 0]];
        let instance = random_instance(&mut stream, horizon, sizes[seed as usize % 4]);
        let fixed = if seed % 2 == 0 { Vec::new() } else { random_fixing(&mut stream, horizon) };
        let context = format!("seed {seed}: {instance:?}, fixed {fixed:?}");
        let answer = solve(&instance, &fixed, &Options::default(), &mut Unlimited).unwrap();
        let Some((cost, production)) = enumerate(&instance, &fixed) else {
            infeasible += 1;
            assert_eq!(answer.solution.status, Status::Infeasible, "{context}");
            assert_eq!(answer.plan, None, "{context}");
            continue;
        };
        let plan = answer.plan.unwrap();
        assert_eq!(answer.solution.status, Status::Optimal, "{context}");
        assert_eq!(plan.cost, cost, "{context}");
        assert_eq!(plan.production, production.iter().map(|&x| x as f64).collect::<Vec<_>>(), "{context}");
        for t in 0..horizon {
            let imposed = fixed.get(t).copied().flatten();
            assert_eq!(plan.setup[t], imposed.unwrap_or(plan.production[t] > 0.0), "{context}");
        }
        assert_checked(&instance, &plan, &context);
    }
    assert!((100..1400).contains(&infeasible), "{infeasible} of 1500 instances were infeasible");
}

#[test]
fn pruning_and_checkpoints_never_change_the_plan() {
    let plain = Options { checkpoint_interval: Some(1), pruning: false, ..Options::default() };
    for seed in 0..150 {
        let mut stream = Stream::new(seed);
        let horizon = stream.integer(2, 24) as usize;
        let sizes = [
            [600, 1500, 5, 10_000, 1],
            [600, 1000, 5, 1_000, 2],
            [100, 400, 40, 3_000, 30],
            [300, 900, 0, 0, 0],
            [50, 3000, 3, 200, 0],
        ];
        let instance = random_instance(&mut stream, horizon, sizes[seed as usize % 5]);
        let fixed = if seed % 3 == 0 { random_fixing(&mut stream, horizon) } else { Vec::new() };
        let expected = solve(&instance, &fixed, &plain, &mut Unlimited).unwrap();
        for pruning in [false, true] {
            for checkpoint_interval in [Some(1), Some(2), Some(3), Some(7), Some(100), None] {
                let options = Options { checkpoint_interval, pruning, ..plain };
                let answer = solve(&instance, &fixed, &options, &mut Unlimited).unwrap();
                assert_eq!(
                    answer.plan, expected.plan,
                    "seed {seed}, {options:?}: {instance:?}, fixed {fixed:?}"
                );
                assert_eq!(answer.solution.status, expected.solution.status, "seed {seed}");
            }
        }
    }
}

#[test]
fn published_instances_are_solved_alike_with_and_without_pruning() {
    let plain = Options { pruning: false, ..Options::default() };
    for (k, mut distribution) in Distribution::paper().into_iter().enumerate() {
        distribution.horizon /= 2;
        let instance = sample(&distribution, instance_seed(7, k as u64)).unwrap();
        let expected = solve(&instance, &[], &plain, &mut Unlimited).unwrap();
        let pruned = solve(&instance, &[], &Options::default(), &mut Unlimited).unwrap();
        assert_eq!(pruned.plan, expected.plan, "{distribution:?}");
        assert!(pruned.account.cells < expected.account.cells / 2, "{distribution:?}: {:?}", pruned.account);
        assert_checked(&instance, &pruned.plan.unwrap(), &format!("{distribution:?}"));
    }
}

#[test]
fn a_general_solver_finds_the_same_cost() {
    for seed in 0..100 {
        let mut stream = Stream::new(seed);
        let horizon = stream.integer(6, 10) as usize;
        let distribution =
            Distribution { c: [3, 5][seed as usize % 2], f: [500, 2000][seed as usize / 2 % 2], horizon };
        let instance = sample(&distribution, seed).unwrap();
        let mut problem = microlp::Problem::new(microlp::OptimizationDirection::Minimize);
        let model = program(&instance);
        let variables: Vec<_> = model
            .columns
            .iter()
            .map(|c| {
                if c.is_binary() {
                    problem.add_binary_var(c.objective)
                } else {
                    problem.add_var(c.objective, (c.lower, c.upper))
                }
            })
            .collect();
        let by_row = model.matrix.transpose();
        for (i, row) in model.rows.iter().enumerate() {
            let (columns, values) = by_row.column(i);
            let terms: Vec<_> = columns.iter().zip(values).map(|(&j, &v)| (variables[j], v)).collect();
            let operator =
                if row.lower == row.upper { microlp::ComparisonOp::Eq } else { microlp::ComparisonOp::Le };
            problem.add_constraint(&terms[..], operator, row.upper);
        }
        let reference = problem.solve().unwrap().into_solution().unwrap().objective();
        let plan = optimal_plan(&instance).unwrap().unwrap();
        assert!(
            (plan.cost - reference).abs() <= 1e-6 * reference,
            "seed {seed}: {} and {reference}",
            plan.cost
        );
    }
}

#[test]
fn fixing_the_optimal_setups_gives_the_optimal_cost_and_the_plan_for_given_setups_agrees() {
    for seed in 0..60 {
        let instance = sample(&Distribution { c: 3, f: 1_000, horizon: 20 }, seed).unwrap();
        let optimal = optimal_plan(&instance).unwrap().unwrap();
        let mut stream = Stream::new(seed);
        let mut setup = optimal.setup.clone();
        if seed % 2 == 1 {
            setup.iter_mut().for_each(|y| *y |= stream.integer(0, 1) == 1);
        }
        let fixed: Vec<_> = setup.iter().map(|&y| Some(y)).collect();
        let exact = solve(&instance, &fixed, &Options::default(), &mut Unlimited).unwrap().plan.unwrap();
        let greedy = fixed_setups_plan(&instance, &setup).unwrap().unwrap();
        assert_eq!(exact.setup, setup, "seed {seed}");
        assert_eq!(exact.cost, greedy.cost, "seed {seed}");
        assert!(exact.cost >= optimal.cost, "seed {seed}");
        if seed % 2 == 0 {
            assert_eq!(exact, optimal, "seed {seed}");
        }
    }
}

#[test]
fn fixings_that_cannot_meet_demand_are_infeasible() {
    let instance = sample(&Distribution { c: 3, f: 1_000, horizon: 30 }, 3).unwrap();
    let none = instance.solve_exact(&[Some(false); 30], &mut Unlimited).unwrap();
    assert_eq!(none.status, Status::Infeasible);
    let mut first_closed = vec![None; 30];
    first_closed[0] = Some(false);
    assert_eq!(instance.solve_exact(&first_closed, &mut Unlimited).unwrap().status, Status::Infeasible);
    let misuse = instance.solve_exact(&[None; 3], &mut Unlimited);
    assert_eq!(misuse, Err(ExactError::Fixed { length: 3, expected: 30 }));
}

#[test]
fn nothing_to_deliver_costs_nothing_but_imposed_setups() {
    let instance = Instance {
        demand: vec![0.0; 3],
        capacity: vec![5.0, 0.0, 2.0],
        production_cost: vec![1.0; 3],
        setup_cost: vec![7.0; 3],
        holding_cost: vec![1.0; 3],
    };
    assert_eq!(optimal_plan(&instance).unwrap().unwrap().cost, 0.0);
    let imposed = instance.solve_exact(&[None, Some(true), Some(true)], &mut Unlimited).unwrap();
    assert_eq!(imposed.objective, Some(14.0));
}

#[test]
fn data_in_halves_are_solved_without_rounding() {
    for seed in 0..20 {
        let whole = sample(&Distribution { c: 3, f: 1_000, horizon: 15 }, seed).unwrap();
        let mut halves = whole.clone();
        halves.demand.iter_mut().chain(&mut halves.capacity).for_each(|v| *v *= 0.5);
        halves.setup_cost.iter_mut().for_each(|v| *v *= 0.5);
        let expected = optimal_plan(&whole).unwrap().unwrap();
        let plan = optimal_plan(&halves).unwrap().unwrap();
        assert_eq!(plan.cost, 0.5 * expected.cost, "seed {seed}");
        assert_eq!(plan.setup, expected.setup, "seed {seed}");
        assert_checked(&halves, &plan, &format!("seed {seed}"));
    }
}

#[test]
fn costs_need_not_be_whole() {
    for seed in 0..40 {
        let mut instance = sample(&Distribution { c: 3, f: 1_000, horizon: 25 }, seed).unwrap();
        let mut stream = Stream::new(seed);
        for t in 0..25 {
            instance.production_cost[t] += stream.integer(0, 999) as f64 / 997.0;
            instance.holding_cost[t] = stream.integer(1, 1000) as f64 / 331.0;
            instance.setup_cost[t] /= 7.0;
        }
        let plain = Options { pruning: false, ..Options::default() };
        let expected = solve(&instance, &[], &plain, &mut Unlimited).unwrap();
        let pruned = solve(&instance, &[], &Options::default(), &mut Unlimited).unwrap();
        assert_eq!(pruned.plan, expected.plan, "seed {seed}");
    }
}

#[test]
fn quantities_without_a_common_unit_are_refused_by_name() {
    let mut instance = sample(&Distribution { c: 3, f: 1_000, horizon: 5 }, 1).unwrap();
    instance.demand[2] = std::f64::consts::PI;
    let error = solve(&instance, &[], &Options::default(), &mut Unlimited).unwrap_err();
    assert!(error.to_string().starts_with("demand[2] is 3.14"), "{error}");
    instance.demand[2] = f64::NAN;
    let error = solve(&instance, &[], &Options::default(), &mut Unlimited).unwrap_err();
    assert!(matches!(error, ExactError::Instance(_)), "{error}");
}

#[test]
fn a_stated_memory_limit_is_kept_or_refused_before_it_is_passed() {
    let instance = sample(&Distribution { c: 5, f: 10_000, horizon: 60 }, 1).unwrap();
    let expected = optimal_plan(&instance).unwrap();
    let refused = Options { memory_limit: 10_000, ..Options::default() };
    let error = solve(&instance, &[], &refused, &mut Unlimited).unwrap_err();
    assert!(matches!(error, ExactError::Memory { limit: 10_000, needed } if needed > 10_000), "{error}");
    let tight = Options { memory_limit: 4_000_000, pruning: false, ..Options::default() };
    let answer = solve(&instance, &[], &tight, &mut Unlimited).unwrap();
    assert_eq!(answer.plan, expected);
    assert!(answer.account.peak_bytes <= 4_000_000, "{:?}", answer.account);
}

#[test]
fn a_run_that_is_stopped_keeps_a_plan_and_a_valid_bound() {
    let instance = sample(&Distribution { c: 3, f: 10_000, horizon: 60 }, 5).unwrap();
    let optimum = optimal_plan(&instance).unwrap().unwrap().cost;
    let mut full = Session::new(Limits::default(), &|| 0.0, &|| false, None);
    assert_eq!(instance.solve_exact(&[], &mut full).unwrap().status, Status::Optimal);
    let work = full.work();
    for share in [0, 10, 40, 70, 99] {
        let limits = Limits { work: Some(work * share / 100), ..Limits::default() };
        let mut session = Session::new(limits, &|| 0.0, &|| false, None);
        let solution = instance.solve_exact(&[], &mut session).unwrap();
        assert_eq!(solution.status, Status::Feasible, "{share} % of the work");
        assert!(solution.objective.unwrap() >= optimum);
        assert!(solution.bound.is_none_or(|bound| bound <= optimum), "{share} % of the work");
        assert!(check(&program(&instance), &solution.values).feasible);
    }
}

#[test]
fn every_bound_that_is_announced_holds_also_after_a_threshold_that_was_too_low() {
    let mut repeated = 0;
    for seed in 0..40 {
        let instance = sample(&Distribution { c: 3, f: 10_000, horizon: 40 }, seed).unwrap();
        let optimum = optimal_plan(&instance).unwrap().unwrap().cost;
        let mut bounds = Vec::new();
        let mut sink = |_: f64, event: Event| {
            if let Event::Bound { bound } = event {
                bounds.push(bound);
            }
        };
        let mut session = Session::new(Limits::default(), &|| 0.0, &|| false, Some(&mut sink));
        let answer = solve(&instance, &[], &Options::default(), &mut session).unwrap();
        assert!(!bounds.is_empty(), "seed {seed}");
        assert!(
            bounds.is_sorted() && bounds.iter().all(|&b| b <= optimum),
            "seed {seed}: {bounds:?}, {optimum}"
        );
        // A capacity of some 800 units has three coarse levels and the exact one.
        repeated += u32::from(answer.account.sweeps > 4);
    }
    assert!(repeated > 0, "no instance needed a second threshold");
}

#[test]
fn who_wants_what_was_found_hears_every_plan_and_bound() {
    let instance = sample(&Distribution { c: 3, f: 10_000, horizon: 40 }, 1).unwrap();
    let told = |found_only: bool| {
        let mut events = Vec::new();
        let mut sink = |_: f64, event: Event| events.push(event);
        let session = Session::new(Limits::default(), &|| 0.0, &|| false, Some(&mut sink));
        solve(&instance, &[], &Options::default(), &mut session.telling_found_only(found_only)).unwrap();
        events
    };
    let mut all = told(false);
    all.retain(Event::is_found);
    assert!(all.len() >= 2, "{all:?}");
    assert_eq!(told(true), all);
}

#[test]
fn an_interrupt_is_noticed_within_a_few_periods() {
    struct Interrupted(u64);
    impl Control for Interrupted {
        fn spend(&mut self, work: u64) -> hunch_model::Flow {
            self.0 += work;
            hunch_model::Flow::Stop(hunch_model::StopReason::Interrupt)
        }
        fn now(&self) -> f64 {
            0.0
        }
        fn emit(&mut self, _event: Event) {}
    }
    let instance = sample(&Distribution { c: 8, f: 10_000, horizon: 120 }, 5).unwrap();
    let mut control = Interrupted(0);
    let solution = instance.solve_exact(&[], &mut control).unwrap();
    assert_eq!(solution.status, Status::Feasible);
    let total: f64 = instance.demand.iter().sum();
    assert!((control.0 as f64) < 2.0 * total, "{} units of work after the interrupt", control.0);
}

#[test]
fn values_follow_the_columns_of_the_program() {
    let instance = sample(&Distribution { c: 3, f: 1_000, horizon: 10 }, 2).unwrap();
    let solution = instance.solve_exact(&[], &mut Unlimited).unwrap();
    let plan = Plan::from_values(&instance, &solution.values).unwrap();
    assert_eq!(Some(plan), optimal_plan(&instance).unwrap());
    assert_eq!(solution.values.len(), Columns { horizon: 10 }.count());
}
