//! The default method against the two that it is made of: when the first answer comes, and how long each gap
//! takes that both reach. Writes a table, the worst cases first.
//!
//! `cargo run --release -p hunch-guide --example auto -- WEIGHTS_FOLDER [INSTANCES] [SECONDS] [CLASS]`: ten
//! instances a class and five seconds a run unless told otherwise; only classes whose names contain CLASS.
//! Seconds are of the processor where the system tells them (Linux), else of the clock.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a program for people")]

use hunch_families::clsp::{self, Clsp};
use hunch_families::random::instance_seed;
use hunch_families::robust::UncertaintySet;
use hunch_families::robust_inventory::{self as inventory, RobustInventory};
use hunch_families::robust_knapsack::{self as knapsack, RobustKnapsack};
use hunch_guide::methods::{Auto, Guess, Method, Search};
use hunch_guide::{Certify, Library, Options, Problem, solve};
use hunch_model::tolerances::RELATIVE_GAP;
use hunch_model::{Event, Gap, Limits, Session};
use std::cell::RefCell;
use std::error::Error;
use std::time::Instant;

/// Times below this count as this.
const FLOOR: f64 = 0.005;
/// Seed of the data sets: not one that any model was trained on.
const SEED: u64 = 77_001;

/// Draws the instance of a seed.
type Draw = Box<dyn Fn(u64) -> Problem>;

fn classes() -> Vec<(String, Draw)> {
    let mut classes: Vec<(String, Draw)> = Vec::new();
    let mut lots = |name: String, d: clsp::Distribution| {
        classes.push((name, Box::new(move |seed| Problem::of::<Clsp>(clsp::sample(&d, seed).unwrap()))));
    };
    for d in clsp::Distribution::paper() {
        lots(format!("lots c={} f={} T={}", d.c, d.f, d.horizon), d);
    }
    for horizon in [4, 6, 8] {
        lots(format!("lots of {horizon} periods"), clsp::Distribution { c: 3, f: 10_000, horizon });
    }
    for set in UncertaintySet::ALL {
        for domain in knapsack::Domain::ALL {
            let d = knapsack::Distribution::paper(set, domain);
            let draw = move |seed| Problem::of::<RobustKnapsack>(knapsack::sample(&d, seed).unwrap());
            classes.push((format!("knapsack {} {}", domain.name(), set.name()), Box::new(draw)));
        }
        let d = inventory::Distribution::paper(set);
        let draw = move |seed| Problem::of::<RobustInventory>(inventory::sample(&d, seed).unwrap());
        classes.push((format!("inventory {}", set.name()), Box::new(draw)));
    }
    classes
}

/// Seconds of this process on the processor; of the clock where the system does not tell.
fn seconds(since: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| since.elapsed().as_secs_f64(), |ns| ns * 1e-9)
}

/// What was known when.
struct Course {
    /// Seconds and relative gap; infinite while there is no bound.
    steps: Vec<(f64, f64)>,
    first: Option<f64>,
}

impl Course {
    /// When a gap was reached.
    fn reached(&self, gap: f64) -> Option<f64> {
        self.steps.iter().find(|step| step.1 <= gap).map(|step| step.0)
    }

    fn last(&self) -> f64 {
        self.steps.iter().map(|step| step.1).fold(f64::INFINITY, f64::min)
    }
}

fn run(problem: &Problem, options: &Options, library: &Library, limit: f64) -> Course {
    let origin = Instant::now();
    let clock = || seconds(origin);
    let start = clock();
    let (objective, bound) = (RefCell::new(None), RefCell::new(None));
    let course = RefCell::new(Course { steps: Vec::new(), first: None });
    let scale = problem.scale();
    let note = |at: f64| {
        let gap = match (*objective.borrow(), *bound.borrow()) {
            // What is optimal is no better by a smaller gap.
            (Some(p), Some(d)) => Gap::between(p, d, scale).relative.max(RELATIVE_GAP),
            _ => f64::INFINITY,
        };
        course.borrow_mut().steps.push((at, gap));
    };
    // Under fixings the search speaks of the restricted program: its bounds are none of the problem.
    let hears_bounds = options.method.name() != "guess";
    let mut sink = |at: f64, event: Event| match event {
        Event::Incumbent { objective: found, .. } => {
            course.borrow_mut().first.get_or_insert(at);
            *objective.borrow_mut() = Some(found);
            note(at);
        }
        Event::Bound { bound: proven } if hears_bounds => {
            *bound.borrow_mut() = Some(proven);
            note(at);
        }
        _ => {}
    };
    let limits = Limits { seconds: Some(limit), work: None };
    let mut session = Session::new(limits, &clock, &|| false, Some(&mut sink)).telling_found_only(true);
    let answer = solve(problem, options, library, &mut session).unwrap();
    *objective.borrow_mut() = answer.solution.objective;
    *bound.borrow_mut() = answer.solution.bound;
    let end = clock() - start;
    note(end);
    let mut course = course.into_inner();
    if answer.solution.objective.is_some() {
        course.first.get_or_insert(end);
    }
    course
}

fn ratio(mine: Option<f64>, best: f64) -> f64 {
    mine.map_or(f64::INFINITY, |mine| mine.max(FLOOR) / best.max(FLOOR))
}

/// The worst and the median of some ratios.
fn summary(ratios: &mut [f64]) -> (f64, f64) {
    ratios.sort_by(f64::total_cmp);
    match ratios {
        [] => (f64::NAN, f64::NAN),
        all => (all[all.len() - 1], all[all.len() / 2]),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = arguments.first().ok_or("give the folder of the weights files")?;
    let count: u64 = arguments.get(1).map_or(Ok(10), |text| text.parse())?;
    let limit: f64 = arguments.get(2).map_or(Ok(5.0), |text| text.parse())?;
    let mut library = Library::new();
    for file in std::fs::read_dir(folder)? {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "safetensors") {
            library.load(&std::fs::read(path)?)?;
        }
    }
    let only = arguments.get(3).map_or("", String::as_str);
    let mut rows = Vec::new();
    for (name, draw) in classes().into_iter().filter(|(name, _)| name.contains(only)) {
        for exact in [false, true] {
            let (mut first, mut gaps, mut worst) = (Vec::new(), Vec::new(), Vec::new());
            for k in 0..count {
                let problem = draw(instance_seed(SEED, k));
                // Without the exact algorithm the guess may not have its bound from it either.
                let certify = if exact { Certify::Auto } else { Certify::Relaxation };
                let with =
                    |method: &'static dyn Method| Options { method, exact, certify, ..Options::default() };
                let guess = run(&problem, &with(&Guess), &library, limit);
                let search = run(&problem, &with(&Search), &library, limit);
                let auto = run(&problem, &with(&Auto), &library, limit);
                if let Some(own) = guess.first {
                    first.push(ratio(auto.first, own));
                }
                let both = guess.last().max(search.last());
                let thresholds = guess.steps.iter().chain(&search.steps).map(|step| step.1);
                let mut of_instance = Vec::new();
                for gap in thresholds.filter(|gap| gap.is_finite() && *gap >= both) {
                    let better = guess.reached(gap).into_iter().chain(search.reached(gap));
                    of_instance.push(ratio(auto.reached(gap), better.fold(f64::INFINITY, f64::min)));
                }
                let (largest, median) = summary(&mut of_instance);
                if median.is_finite() {
                    gaps.push(median);
                }
                if !largest.is_nan() {
                    worst.push(largest);
                }
            }
            let (first_worst, first_median) = summary(&mut first);
            let (worst, _) = summary(&mut worst);
            let (_, median) = summary(&mut gaps);
            rows.push((
                worst,
                format!(
                    "| {name} | {} | {worst:.2} | {median:.2} | {first_worst:.2} | {first_median:.2} | {} |",
                    if exact { "on" } else { "off" },
                    gaps.len()
                ),
            ));
        }
    }
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!(
        "| class | exact | to a gap, worst | median | first answer, worst | median | instances with a gap that both reach |"
    );
    println!("|---|---|---|---|---|---|---|");
    for (_, row) in rows {
        println!("{row}");
    }
    Ok(())
}
