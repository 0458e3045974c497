//! The default method against the two that it is made of: when the first answer comes, how long each gap
//! takes that both reach, with one worker and with two, and how long the gaps take that only the search
//! reaches. Writes a table, the worst cases first.
//!
//! `cargo run --release -p hunch-guide --example auto -- WEIGHTS_FOLDER [INSTANCES] [SECONDS] [CLASS]`: ten
//! instances a class and five seconds a run unless told otherwise; only classes whose names contain CLASS.
//! Seconds are of the processor where the system tells them (Linux), else of the clock. With two workers
//! those of the process are divided by two while both run, which is right on a machine with two idle cores;
//! where others use it, one may run ahead of the other, and the worst ratio is by chance.

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
use std::cell::{Cell, RefCell};
use std::error::Error;
use std::num::NonZeroUsize;

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

/// Seconds of this process on the processor, all threads together; of the clock where the system does not
/// tell.
#[cfg(target_os = "linux")]
fn on_processor() -> f64 {
    use rustix::time::{ClockId, clock_gettime};
    let told = clock_gettime(ClockId::ProcessCPUTime);
    told.tv_sec as f64 + told.tv_nsec as f64 * 1e-9
}

/// How many threads share those seconds.
#[cfg(target_os = "linux")]
fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").map_or(1, Iterator::count)
}

#[cfg(not(target_os = "linux"))]
fn on_processor() -> f64 {
    static ORIGIN: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    ORIGIN.elapsed().as_secs_f64()
}

#[cfg(not(target_os = "linux"))]
fn threads() -> usize {
    1
}

/// Seconds of each of the threads that search, while they run side by side: those of the process are divided
/// among all but the first, which only waits for the others.
fn side_by_side() -> impl Fn() -> f64 {
    let state = Cell::new((on_processor(), 0.0));
    move || {
        let (now, searching) = (on_processor(), threads().saturating_sub(1).max(1));
        let (before, passed) = state.get();
        let passed = passed + (now - before) / searching as f64;
        state.set((now, passed));
        passed
    }
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

fn run(
    problem: &Problem,
    options: &Options,
    library: &Library,
    limit: f64,
    clock: impl Fn() -> f64,
) -> Course {
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

/// The worst and the median of some ratios; NaN of none.
fn summary(ratios: &mut [f64]) -> (f64, f64) {
    ratios.sort_by(f64::total_cmp);
    match ratios {
        [] => (f64::NAN, f64::NAN),
        all => (all[all.len() - 1], all[all.len() / 2]),
    }
}

/// Worst ratio of all instances, and the median of their medians.
#[derive(Default)]
struct Column {
    worst: Vec<f64>,
    medians: Vec<f64>,
}

impl Column {
    fn add(&mut self, mut of_instance: Vec<f64>) {
        let (worst, median) = summary(&mut of_instance);
        if !worst.is_nan() {
            self.worst.push(worst);
            self.medians.push(median);
        }
    }

    fn summary(&mut self) -> (f64, f64) {
        (summary(&mut self.worst).0, summary(&mut self.medians).1)
    }
}

/// The courses of one instance.
struct Courses {
    guess: Course,
    search: Course,
    auto: Course,
}

impl Courses {
    /// Ratios of a course to the better of guess and search, for each gap that both reach.
    fn to_common_gaps(&self, course: &Course) -> Vec<f64> {
        let both = self.guess.last().max(self.search.last());
        let steps = self.guess.steps.iter().chain(&self.search.steps);
        let gaps = steps.map(|step| step.1).filter(|gap| gap.is_finite() && *gap >= both);
        gaps.map(|gap| {
            let better = self.guess.reached(gap).into_iter().chain(self.search.reached(gap));
            ratio(course.reached(gap), better.fold(f64::INFINITY, f64::min))
        })
        .collect()
    }

    /// Ratios of `auto` to the search, for each gap that the guess does not reach; a gap that `auto` does not
    /// reach counts as reached at the limit.
    fn beyond_the_guess(&self, limit: f64) -> Vec<f64> {
        let gaps = self.search.steps.iter().map(|step| step.1);
        let gaps = gaps.filter(|gap| gap.is_finite() && *gap < self.guess.last());
        gaps.filter_map(|gap| {
            let own = self.search.reached(gap)?;
            Some(ratio(self.auto.reached(gap).or(Some(limit)), own))
        })
        .collect()
    }
}

/// Measures the classes whose names contain `only`, `count` instances of each.
fn measure(library: &Library, count: u64, limit: f64, only: &str) -> Vec<(f64, String)> {
    let mut rows = Vec::new();
    for (name, draw) in classes().into_iter().filter(|(name, _)| name.contains(only)) {
        for exact in [false, true] {
            let (mut first, mut gaps) = (Vec::new(), Column::default());
            let (mut two, mut beyond) = (Column::default(), Column::default());
            for k in 0..count {
                let problem = draw(instance_seed(SEED, k));
                // Without the exact algorithm the guess may not have its bound from it either.
                let certify = if exact { Certify::Auto } else { Certify::Relaxation };
                let with =
                    |method: &'static dyn Method| Options { method, exact, certify, ..Options::default() };
                let alone = |method| run(&problem, &with(method), library, limit, on_processor);
                let courses = Courses { guess: alone(&Guess), search: alone(&Search), auto: alone(&Auto) };
                if let Some(own) = courses.guess.first {
                    first.push(ratio(courses.auto.first, own));
                }
                gaps.add(courses.to_common_gaps(&courses.auto));
                beyond.add(courses.beyond_the_guess(limit));
                if !problem.decides() {
                    let options = Options { threads: NonZeroUsize::new(2).unwrap(), ..with(&Auto) };
                    let course = run(&problem, &options, library, limit, side_by_side());
                    two.add(courses.to_common_gaps(&course));
                }
            }
            let (first_worst, first_median) = summary(&mut first);
            let ((worst, median), (two_worst, two_median)) = (gaps.summary(), two.summary());
            let (beyond_worst, beyond_median) = beyond.summary();
            let exact = if exact { "on" } else { "off" };
            let columns = [
                worst,
                median,
                two_worst,
                two_median,
                first_worst,
                first_median,
                beyond_worst,
                beyond_median,
            ];
            let columns =
                columns.map(|v| if v.is_nan() { "–".into() } else { format!("{v:.2}") }).join(" | ");
            rows.push((worst, format!("| {name} | {exact} | {columns} | {} |", gaps.worst.len())));
        }
    }
    rows
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
    let mut rows = measure(&library, count, limit, arguments.get(3).map_or("", String::as_str));
    // Where no gap is common the class is last.
    rows.sort_by(|a, b| b.0.max(0.0).total_cmp(&a.0.max(0.0)));
    println!(
        "| class | exact | to a gap, worst | median | two workers, worst | median | first answer, worst | median | beyond the guess, worst | median | instances with a gap that both reach |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for (_, row) in rows {
        println!("{row}");
    }
    Ok(())
}
