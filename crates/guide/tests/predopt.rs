//! PredOpt: its loops as printed and their short form, what it claims whatever the guess says, its limits, and
//! the heuristics that it is compared with.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use hunch_families::mclsp::{Columns, Data, Distribution, Instance, Mclsp, labels, repair, sample};
use hunch_families::msmk::{self, Msmk};
use hunch_families::random::Stream;
use hunch_families::{Case, case};
use hunch_guide::lstm_opt::fixing;
use hunch_guide::methods::predopt::level::Ranked;
use hunch_guide::methods::predopt::rivals::{RelaxAndFix, adaptive_fixing};
use hunch_guide::methods::predopt::sources::{
    Agreement, Cuts, Outputs, Random, Rounding, Source, Structure, tighten,
};
use hunch_guide::methods::predopt::{PredOpt, printed};
use hunch_guide::methods::{Auto, Method, Search};
use hunch_guide::solver::Local;
use hunch_guide::{Level, Library, Options, Problem, Solver, solve};
use hunch_model::{Event, Recorder, Status, Unlimited};
use hunch_search::{Engine, Settings};
use std::num::NonZeroUsize;
use std::sync::Arc;

fn instance(seed: u64, items: usize, periods: usize) -> Instance {
    let c = items as u32 + 1;
    sample(&Distribution { items, periods, c, f: 1_000 }, seed).unwrap()
}

fn local(settings: &Settings) -> Local<'_> {
    Local { engine: Engine::Hunch, settings, threads: NonZeroUsize::MIN }
}

fn by(method: &'static dyn Method, case: &Arc<dyn Case>, brought: Option<Vec<f32>>) -> hunch_guide::Answer {
    let options = Options { method, probabilities: brought, ..Options::default() };
    solve(&Problem::Instance(case.clone()), &options, &Library::new(), &mut Unlimited).unwrap()
}

#[test]
fn the_printed_loops_and_their_short_form_end_at_one_level_with_one_answer() {
    let (mut fallen, mut apart) = (0, 0);
    for seed in 0..12 {
        let data = instance(seed, 2, 6);
        let case = case::<Mclsp>(data.clone());
        let settings = Settings::new();
        let mut solver = local(&settings);
        let guess = Random { seed }.guess(case.as_ref(), &mut Unlimited).unwrap().unwrap();
        // Rows by chance: those of nothing, of everything, and of half.
        let mut stream = Stream::new(seed);
        let rows = case.program().linear.rows.len();
        let tight: Vec<bool> = (0..rows).map(|_| stream.integer(0, 2) < seed % 3).collect();
        let level = Level::new(90.0).unwrap();
        let long = printed::solve(case.as_ref(), &guess, &tight, level, &mut solver, &mut Unlimited);
        let long = long.unwrap().unwrap();
        let ranked = Ranked::new(&guess);
        let (percent, fixed) = ranked.highest(case.as_ref(), level, &mut Unlimited);
        let (program, guidance) = (case.program().linear, fixing(case.as_ref(), &guess, &fixed));
        let short = solver.solve(&program, &|| case.separators(), &guidance, &mut Unlimited).unwrap().outcome;
        assert_eq!(long.level, percent, "seed {seed}");
        assert!(long.relaxed_level >= long.level, "seed {seed}");
        let (long_value, short_value) =
            (long.outcome.solution.objective.unwrap(), short.solution.objective.unwrap());
        assert!((long_value - short_value).abs() <= 2e-6 * short_value, "seed {seed}");
        fallen += usize::from(percent < 90.0);
        apart += usize::from(long.relaxed_level > long.level);
    }
    assert!(fallen > 0 && apart > 0, "{fallen} levels fell, {apart} relaxations said more");
}

#[test]
fn the_level_is_the_highest_of_those_that_fall() {
    for seed in 0..20 {
        let case = case::<Mclsp>(instance(seed, 3, 6));
        let guess = Random { seed }.guess(case.as_ref(), &mut Unlimited).unwrap().unwrap();
        let ranked = Ranked::new(&guess);
        let level = Level::new(88.0).unwrap();
        let (percent, _) = ranked.highest(case.as_ref(), level, &mut Unlimited);
        let mut falling = hunch_guide::lstm_opt::falling_levels(level);
        let highest = falling.find(|percent| case.admits(&ranked.fixed(*percent)));
        assert_eq!(highest, Some(percent), "seed {seed}");
    }
}

#[test]
fn whatever_is_guessed_the_optimum_comes_out_with_its_proof() {
    for seed in 0..6 {
        let data = instance(seed, 2, 5);
        let case = case::<Mclsp>(data.clone());
        let optimum = by(&Search, &case, None).solution.objective.unwrap();
        let cells = data.cells();
        let noise: Vec<f32> = (0..cells).map(|k| (k * 7 % 10) as f32 / 9.0).collect();
        for brought in
            [None, Some(vec![0.0; cells]), Some(vec![1.0; cells]), Some(vec![f32::NAN; cells]), Some(noise)]
        {
            let answer = by(&PredOpt, &case, brought.clone());
            assert_eq!(answer.solution.status, Status::Optimal, "seed {seed}, {brought:?}");
            let found = answer.solution.objective.unwrap();
            assert!((found - optimum).abs() <= 2e-6 * optimum, "seed {seed}: {found}, {optimum}");
            assert!(case.check(&answer.solution.values).feasible, "seed {seed}");
        }
    }
}

#[test]
fn the_bound_comes_before_any_search_and_a_limit_leaves_a_plan() {
    let case = case::<Mclsp>(instance(3, 8, 40));
    let options = Options { method: &PredOpt, ..Options::default() };
    let problem = Problem::Instance(case.clone());
    let mut host = Recorder { limit: Some(30_000_000), ..Recorder::default() };
    let answer = solve(&problem, &options, &Library::new(), &mut host).unwrap();
    let place = |is: &dyn Fn(&Event) -> bool| host.events.iter().position(is);
    let bound = place(&|event| matches!(event, Event::Bound { .. })).unwrap();
    let search = place(&|event| matches!(event, Event::Stage { name } if name == "search")).unwrap();
    let first = place(&|event| matches!(event, Event::Incumbent { .. })).unwrap();
    assert!(bound < search && first < search, "{:?}", host.events);
    assert_eq!(answer.solution.status, Status::Feasible);
    let (objective, bound) = (answer.solution.objective.unwrap(), answer.solution.bound.unwrap());
    assert!(bound <= objective && bound > 0.9 * objective, "{bound}, {objective}");
    // The same work gives the same answer.
    let mut again = Recorder { limit: Some(30_000_000), ..Recorder::default() };
    let second = solve(&problem, &options, &Library::new(), &mut again).unwrap();
    assert_eq!(second.solution.values, answer.solution.values);
    // Nothing at all: no plan, and no claim.
    let mut none = Recorder { limit: Some(1), ..Recorder::default() };
    let stopped = solve(&problem, &options, &Library::new(), &mut none).unwrap();
    assert!(matches!(stopped.solution.status, Status::Limit | Status::Feasible));
}

#[test]
fn where_there_is_much_to_decide_the_surest_and_windows_improve_the_plan() {
    let case = case::<Mclsp>(sample(&Distribution { items: 40, periods: 50, c: 50, f: 1_000 }, 5).unwrap());
    let problem = Problem::Instance(case);
    let options = Options { method: &PredOpt, ..Options::default() };
    let run = || {
        let mut host = Recorder { limit: Some(60_000_000), ..Recorder::default() };
        let answer = solve(&problem, &options, &Library::new(), &mut host).unwrap();
        let found = |event| match event {
            Event::Incumbent { objective, source } => Some((objective, source)),
            _ => None,
        };
        let told: Vec<_> = host.events.into_iter().filter_map(found).collect();
        (told, answer.solution.values)
    };
    let (told, values) = run();
    let (first, last) = (&told[0], &told[told.len() - 1]);
    assert!(last.1 == "guess" && last.0 < 0.985 * first.0, "{told:?}");
    assert!(told.len() > 5, "{told:?}");
    // The same work gives the same answer.
    assert_eq!(run(), (told, values));
}

#[test]
fn every_source_guesses_every_setup_and_structure_guesses_best() {
    let data = instance(1, 4, 16);
    let case = case::<Mclsp>(data.clone());
    let best = by(&Search, &case, None).solution.values;
    let settings = Settings::new();
    let mut solver = local(&settings);
    let mut rounding = local(&settings);
    let right = |source: &mut dyn Source| {
        let guess = source.guess(case.as_ref(), &mut Unlimited).unwrap().unwrap();
        assert_eq!(guess.binaries.len(), data.cells(), "{}", source.name());
        guess.binaries.iter().filter(|&&(j, p)| (p >= 0.5) == (best[j] > 0.5)).count()
    };
    let structure = right(&mut Structure);
    let cuts = right(&mut Rounding { solver: &mut solver, cuts: Cuts::All });
    let plain = right(&mut Rounding { solver: &mut rounding, cuts: Cuts::None });
    let random = right(&mut Random { seed: 1 });
    let mean = right(&mut Outputs { name: "mean of labels", outputs: vec![0.3; 16] });
    assert!(
        structure > random && cuts > random && structure >= mean,
        "{structure} {cuts} {plain} {random} {mean}"
    );
    assert!(10 * structure >= 9 * data.cells(), "{structure} of {}", data.cells());
}

#[test]
fn agreement_is_the_structure_where_the_relaxation_says_the_same_and_least_sure_elsewhere() {
    let mut differ = 0;
    for seed in 0..8 {
        let lots = case::<Mclsp>(instance(seed, 3, 20));
        let settings = Settings::new();
        let mut solver = local(&settings);
        let ask = |source: &mut dyn Source| source.guess(lots.as_ref(), &mut Unlimited).unwrap().unwrap();
        let believed = ask(&mut Structure).binaries;
        let relaxed = ask(&mut Rounding { solver: &mut solver, cuts: Cuts::All }).binaries;
        let mut solver = local(&settings);
        let agreed = ask(&mut Agreement { solver: &mut solver }).binaries;
        assert_eq!(believed.len(), agreed.len());
        for ((own, other), found) in believed.iter().zip(&relaxed).zip(&agreed) {
            assert_eq!((own.0, other.0), (found.0, found.0));
            if (own.1 >= 0.5) == (other.1 >= 0.5) {
                assert_eq!(own, found);
            } else {
                differ += 1;
                assert_eq!(found.1 >= 0.5, other.1 >= 0.5);
                assert!((found.1 - 0.5).abs() <= 1e-3, "{found:?}");
            }
        }
    }
    assert!(differ > 0);
}

#[test]
fn a_closed_relaxation_violates_no_inequality_and_is_about_the_bound_of_the_prices() {
    for seed in 0..4 {
        let data = instance(seed, 3, 14);
        let lots = case::<Mclsp>(data.clone());
        let settings = Settings::new();
        let mut solver = local(&settings);
        let program = lots.program().linear;
        let mut relaxed = |cuts| {
            let mut simplex = solver.relax(&program);
            assert!(tighten(lots.as_ref(), &mut simplex, cuts, &mut Unlimited));
            (simplex.objective(), simplex.values())
        };
        let (plain, _) = relaxed(Cuts::None);
        let (some, _) = relaxed(Cuts::PUBLISHED);
        let (all, point) = relaxed(Cuts::All);
        assert!(plain < some && some <= all * (1.0 + 1e-9), "{plain}, {some}, {all}");
        let mut left = Vec::new();
        lots.separators().iter_mut().for_each(|separator| separator.separate(&point, &mut left));
        assert!(left.is_empty(), "{} are violated", left.len());
        // In theory the two bounds are the same but for `x ≤ c y`, which hardly binds here.
        let prices = data.relaxed(&mut Unlimited).unwrap().bound;
        let best = by(&Search, &lots, None).solution.objective.unwrap();
        assert!(all <= best * (1.0 + 1e-9), "{all} above {best}");
        assert!((all - prices).abs() <= 0.01 * best, "{all} beside {prices}");
    }
}

#[test]
fn relax_and_fix_ends_with_a_plan_and_adaptive_fixing_with_a_choice() {
    let data = instance(2, 3, 12);
    let lots = case::<Mclsp>(data.clone());
    let columns = Columns::of(&data);
    let stages: Vec<Vec<usize>> =
        (0..columns.periods).map(|t| (0..columns.items).map(|i| columns.setup(i, t)).collect()).collect();
    let settings = Settings::new();
    let mut solver = local(&settings);
    let heuristic = RelaxAndFix { window: 4, step: 2 };
    let values = heuristic.run(lots.as_ref(), &stages, &mut solver, &mut Unlimited).unwrap().unwrap();
    let (verdict, best) = (lots.check(&values), by(&Search, &lots, None).solution.objective.unwrap());
    assert!(verdict.feasible, "{:?}", verdict.complaint);
    assert!(verdict.objective >= best * (1.0 - 1e-6) && verdict.objective <= 1.2 * best);
    // All stages at once are the program itself.
    let whole = RelaxAndFix { window: 12, step: 12 };
    let values = whole.run(lots.as_ref(), &stages, &mut solver, &mut Unlimited).unwrap().unwrap();
    assert!((lots.check(&values).objective - best).abs() <= 2e-6 * best);
    let knapsack = case::<Msmk>(msmk::sample(&msmk::Distribution { items: 5, periods: 6, knapsacks: 2 }, 1));
    let values = adaptive_fixing(knapsack.as_ref(), 1, &mut solver, &mut Unlimited).unwrap();
    let verdict = knapsack.check(&values);
    assert!(verdict.feasible && verdict.objective > 0.0, "{:?}", verdict.complaint);
}

#[test]
fn labels_fix_nothing_that_the_answer_does_not_have() {
    let data = instance(4, 2, 8);
    let case = case::<Mclsp>(data.clone());
    let best = by(&Search, &case, None).solution;
    let plan = hunch_families::mclsp::Plan::from_values(&data, &best.values);
    let fixed: Vec<Option<bool>> = labels::setups(&plan).into_iter().map(Some).collect();
    assert!(repair::is_feasible(&data, &fixed));
    let within = repair::best_within(&data, |k| fixed[k] == Some(true), &mut Unlimited).unwrap();
    assert!((within.cost - best.objective.unwrap()).abs() <= 2e-6 * within.cost);
    assert_eq!(labels::tight_rows(&Data::clone(&data), &plan).len(), data.cells() + 8);
}

/// Whole numbers that need not be feasible, amounts times `amount` and money times `money`; where `limitless`,
/// capacities that people write for none.
fn at_the_edge(seed: u64, (amount, money, limitless): (f64, f64, bool)) -> Instance {
    let (items, periods) = (2, 4);
    let mut stream = Stream::new(seed);
    let mut row = |count: usize, most: u64, scale: f64| -> Vec<f64> {
        (0..count).map(|_| stream.integer(0, most) as f64 * scale).collect()
    };
    let cells = items * periods;
    Data {
        items,
        demand: row(cells, 9, amount),
        capacity: if limitless { vec![2_147_483_647.0; periods] } else { row(periods, 22, amount) },
        production_cost: row(cells, 9, money / amount),
        setup_cost: row(cells, 60, money),
        holding_cost: row(cells, 5, money / amount),
    }
    .into()
}

#[test]
fn no_method_claims_what_does_not_hold_at_the_edge_of_doubles() {
    let (mut feasible, mut infeasible) = (0, 0);
    let edges = [
        (1.0, 1e-9, false),
        (0.1, 0.1, false),
        (1e7, 1e7, false),
        (1e-8, 1.0, false),
        (1.0, 1.0, true),
        (1e-9, 1e-9, true),
    ];
    for (seed, edge) in (0..60).flat_map(|seed| edges.map(|edge| (seed, edge))) {
        let data = at_the_edge(seed, edge);
        let plans = (0..1usize << data.cells())
            .filter_map(|mask| repair::best_within(&data, |k| mask >> k & 1 == 1, &mut Unlimited));
        let optimum = plans.map(|plan| plan.cost).min_by(f64::total_cmp);
        let case = case::<Mclsp>(data);
        for method in [&PredOpt as &'static dyn Method, &Search, &Auto] {
            let place = format!("seed {seed}, {edge:?}, {}", method.name());
            let problem = Problem::Instance(case.clone());
            let options = Options { method, ..Options::default() };
            let answer = solve(&problem, &options, &Library::new(), &mut Unlimited).unwrap().solution;
            let Some(best) = optimum else {
                infeasible += 1;
                // What lacks less than a row's tolerance may have a plan that the checker accepts.
                let is_checked = answer.objective.is_some() && case.check(&answer.values).feasible;
                assert!(answer.status == Status::Infeasible || is_checked, "{place}: {:?}", answer.status);
                continue;
            };
            feasible += 1;
            assert_eq!(answer.status, Status::Optimal, "{place}");
            assert!(case.check(&answer.values).feasible, "{place}");
            let slack = 1e-9 * best;
            assert!(answer.bound.unwrap() <= best + slack, "{place}: {:?} passes {best}", answer.bound);
            // Within the gaps that "optimal" means.
            let found = answer.objective.unwrap();
            assert!(found <= best + (2e-6 * best).max(1.01e-9), "{place}: {found} instead of {best}");
        }
    }
    assert!(feasible > 400 && infeasible > 40, "{feasible}, {infeasible}");
}

#[test]
fn a_host_that_listens_is_told_what_the_structure_says_and_what_is_fixed() {
    let data = instance(3, 3, 8);
    let case = case::<Mclsp>(data.clone());
    let options = Options { method: &PredOpt, ..Options::default() };
    let mut host = Recorder::default();
    let problem = Problem::Instance(case.clone());
    let answer = solve(&problem, &options, &Library::new(), &mut host).unwrap();
    let numbers = |wanted: &str| {
        let told = host.events.iter().filter_map(|event| match event {
            Event::Numbers { name, values } if name == wanted => Some(values.clone()),
            _ => None,
        });
        told.collect::<Vec<_>>()
    };
    let relaxed = data.relaxed(&mut Unlimited).unwrap();
    assert_eq!(numbers("prices"), std::slice::from_ref(&relaxed.prices));
    assert_eq!(numbers("marginals"), std::slice::from_ref(&relaxed.marginals));
    assert_eq!(numbers("shares"), std::slice::from_ref(&relaxed.shares));
    let beliefs: Vec<f64> = relaxed.beliefs.iter().map(|&belief| f64::from(belief)).collect();
    assert_eq!(numbers("beliefs"), std::slice::from_ref(&beliefs));
    let (fixed, flags) = (numbers("fixed").remove(0), answer.fixed.unwrap());
    assert!(flags.iter().any(|f| *f));
    for ((value, is_fixed), belief) in fixed.iter().zip(flags).zip(&beliefs) {
        let expected = if is_fixed { f64::from(u8::from(*belief >= 0.5)) } else { -1.0 };
        assert_eq!(*value, expected, "belief {belief}");
    }
    // What was found alone is no place for them.
    let mut found = hunch_model::Relay::new(&mut host).silent();
    let silent = solve(&problem, &options, &Library::new(), &mut found).unwrap();
    assert_eq!(silent.solution.values, answer.solution.values);
    assert_eq!(numbers_told(&host), 5);
}

#[test]
fn beliefs_that_are_told_are_those_of_the_network_where_one_answers() {
    let case = case::<Mclsp>(instance(4, 2, 6));
    let outputs: Vec<f32> = (0..12).map(|k| k as f32 / 12.0).collect();
    let options = Options { method: &PredOpt, probabilities: Some(outputs.clone()), ..Options::default() };
    let mut host = Recorder::default();
    solve(&Problem::Instance(case), &options, &Library::new(), &mut host).unwrap();
    let expected: Vec<f64> = outputs.iter().map(|&p| f64::from(p)).collect();
    let told = host.events.iter().find_map(|event| match event {
        Event::Numbers { name, values } if name == "beliefs" => Some(values),
        _ => None,
    });
    assert_eq!(told, Some(&expected));
}

fn numbers_told(host: &Recorder) -> usize {
    host.events.iter().filter(|event| matches!(event, Event::Numbers { .. })).count()
}
