//! The default method against the two that it is made of: when the first answer comes, how long each gap
//! takes that both reach, with one worker and with two, and how long the gaps take that only the search
//! reaches. Writes a table, the worst cases first; the instances beyond the aims, as it meets them, to the
//! standard error.
//!
//! `cargo run --release -p hunch-guide --example auto -- WEIGHTS_FOLDER [INSTANCES] [SECONDS] [CLASS] [FROM]`:
//! ten instances a class and five seconds a run unless told otherwise; only classes whose names contain CLASS,
//! and their instances from FROM. Seconds are of the processor where the system tells them (Linux), else of
//! the clock.

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used, reason = "a program for people")]

mod classes;
mod course;
mod lanes;

use course::{Course, Until, on_processor, run};
use hunch_families::random::instance_seed;
use hunch_guide::methods::{AsIfSideBySide, Auto, Guess, Method, Search};
use hunch_guide::{Certify, Library, Options};
use lanes::LANES;
use std::error::Error;

/// Times below this count as this.
const FLOOR: f64 = 0.005;
/// Seed of the data sets: not one that any model was trained on.
const SEED: u64 = 77_001;
/// What a gap that both reach may take, as a multiple of the better one's time.
const AIM: f64 = 2.0;
/// The same with two workers.
const AIM_OF_TWO: f64 = 1.1;

fn ratio(mine: Option<f64>, best: f64) -> f64 {
    mine.map_or(f64::INFINITY, |mine| mine.max(FLOOR) / best.max(FLOOR))
}

/// Two workers, as if both had a processor.
static TWO_WORKERS: AsIfSideBySide = AsIfSideBySide(&LANES);

/// A gap, and how long it took as a multiple of what it could have.
#[derive(Clone, Copy)]
struct Ratio {
    gap: f64,
    ratio: f64,
}

/// The worst and the median of some ratios; none of none.
fn summary(ratios: &mut [Ratio]) -> Option<(Ratio, Ratio)> {
    ratios.sort_by(|a, b| a.ratio.total_cmp(&b.ratio));
    Some((*ratios.last()?, ratios[ratios.len() / 2]))
}

/// Worst ratio of all instances, and the median of their medians.
#[derive(Default)]
struct Column {
    worst: Vec<Ratio>,
    medians: Vec<Ratio>,
}

impl Column {
    fn add(&mut self, mut of_instance: Vec<Ratio>) -> Option<Ratio> {
        let (worst, median) = summary(&mut of_instance)?;
        self.worst.push(worst);
        self.medians.push(median);
        Some(worst)
    }

    fn cells(&mut self) -> [Option<f64>; 2] {
        let worst = summary(&mut self.worst).map(|s| s.0.ratio);
        [worst, summary(&mut self.medians).map(|s| s.1.ratio)]
    }
}

/// The courses of one instance.
struct Courses<'a> {
    guess: Course,
    search: &'a Course,
    auto: Course,
}

impl Courses<'_> {
    /// When the better of guess and search reached a gap.
    fn better(&self, gap: f64) -> f64 {
        let both = self.guess.reached(gap).into_iter().chain(self.search.reached(gap));
        both.fold(f64::INFINITY, f64::min)
    }

    /// The least gap that both reach.
    fn common(&self) -> f64 {
        self.guess.last().max(self.search.last())
    }

    /// Ratios of a course to the better of guess and search, for each gap that both reach.
    fn to_common_gaps(&self, course: &Course) -> Vec<Ratio> {
        let both = self.common();
        let steps = self.guess.steps.iter().chain(&self.search.steps);
        let gaps = steps.map(|step| step.1).filter(|gap| gap.is_finite() && *gap >= both);
        gaps.map(|gap| Ratio { gap, ratio: ratio(course.reached(gap), self.better(gap)) }).collect()
    }

    /// Ratios of `auto` to the search, for each gap that the guess does not reach; a gap that `auto` does not
    /// reach counts as reached at the limit.
    fn beyond_the_guess(&self, limit: f64) -> Vec<Ratio> {
        let gaps = self.search.steps.iter().map(|step| step.1);
        let gaps = gaps.filter(|gap| gap.is_finite() && *gap < self.guess.last());
        gaps.filter_map(|gap| {
            let own = self.search.reached(gap)?;
            Some(Ratio { gap, ratio: ratio(self.auto.reached(gap).or(Some(limit)), own) })
        })
        .collect()
    }

    /// One worst case in words.
    fn tell(&self, what: &str, course: &Course, Ratio { gap, ratio }: Ratio) {
        let at = |course: &Course| {
            course.reached(gap).map_or("–".into(), |seconds| format!("{:.1} ms", 1e3 * seconds))
        };
        let (guess, search, auto) = (at(&self.guess), at(self.search), at(course));
        eprintln!("{what}: {ratio:.2} to a gap of {gap:.2e}: guess {guess}, search {search}, auto {auto}");
    }
}

/// Which instances of a class, and for how many seconds a run.
struct Plan {
    from: u64,
    count: u64,
    limit: f64,
}

/// Rows of a class, without its exact algorithm and with it, each with its worst ratio.
fn measure(library: &Library, plan: &Plan, name: &str, draw: &classes::Draw) -> [(f64, String); 2] {
    let mut rows = [Row::default(), Row::default()];
    let limit = plan.limit;
    for k in plan.from..plan.from + plan.count {
        let problem = draw(instance_seed(SEED, k));
        let alone = |options: &Options, gap: f64| {
            run(&problem, options, library, Until { seconds: limit, gap }, on_processor)
        };
        // The search alone asks nobody for an exact algorithm.
        let search = alone(&Options { method: &Search, ..Options::default() }, 0.0);
        for (row, exact) in rows.iter_mut().zip([false, true]) {
            // Without the exact algorithm the guess may not have its bound from it either.
            let certify = if exact { Certify::Auto } else { Certify::Relaxation };
            let with = |method: &'static dyn Method| Options { method, exact, certify, ..Options::default() };
            let guess = alone(&with(&Guess), 0.0);
            let auto = alone(&with(&Auto), guess.last().min(search.last()));
            let courses = Courses { guess, search: &search, auto };
            if !problem.decides() {
                LANES.restart();
                let until = Until { seconds: limit, gap: courses.common() };
                let course = run(&problem, &with(&TWO_WORKERS), library, until, || LANES.seconds());
                if let Some(worst) = row.two.add(courses.to_common_gaps(&course))
                    && worst.ratio > AIM_OF_TWO
                {
                    courses.tell(
                        &format!("{name}, instance {k}, exact {exact}, two workers"),
                        &course,
                        worst,
                    );
                }
            }
            let what = |column: &str| format!("{name}, instance {k}, exact {exact}, {column}");
            if let Some(own) = courses.guess.first {
                row.first.add(vec![Ratio { gap: f64::INFINITY, ratio: ratio(courses.auto.first, own) }]);
            }
            if let Some(worst) = row.gaps.add(courses.to_common_gaps(&courses.auto))
                && worst.ratio > AIM
            {
                courses.tell(&what("to a gap that both reach"), &courses.auto, worst);
            }
            if let Some(worst) = row.beyond.add(courses.beyond_the_guess(limit))
                && worst.ratio > AIM
            {
                courses.tell(&what("beyond the guess"), &courses.auto, worst);
            }
        }
    }
    let [off, on] = rows;
    [off.written(name, "off"), on.written(name, "on")]
}

/// A row of the table.
#[derive(Default)]
struct Row {
    gaps: Column,
    two: Column,
    first: Column,
    beyond: Column,
}

impl Row {
    fn written(mut self, name: &str, exact: &str) -> (f64, String) {
        let [worst, median] = self.gaps.cells();
        let [[two, of_two], [first, usual], [beyond, middle]] =
            [self.two.cells(), self.first.cells(), self.beyond.cells()];
        let cells = [worst, median, two, of_two, first, usual, beyond, middle];
        let cells = cells.map(|cell| cell.map_or("–".into(), |v| format!("{v:.2}"))).join(" | ");
        let count = self.gaps.worst.len();
        // Where no gap is common the class is last.
        (worst.unwrap_or_default(), format!("| {name} | {exact} | {cells} | {count} |"))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = arguments.first().ok_or("give the folder of the weights files")?;
    let count: u64 = arguments.get(1).map_or(Ok(10), |text| text.parse())?;
    let limit: f64 = arguments.get(2).map_or(Ok(5.0), |text| text.parse())?;
    let only = arguments.get(3).map_or("", String::as_str);
    let from: u64 = arguments.get(4).map_or(Ok(0), |text| text.parse())?;
    let mut library = Library::new();
    for file in std::fs::read_dir(folder)? {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "safetensors") {
            library.load(&std::fs::read(path)?)?;
        }
    }
    let plan = Plan { from, count, limit };
    let chosen = classes::classes().into_iter().filter(|(name, _)| name.contains(only));
    let mut rows: Vec<_> = chosen.flat_map(|(name, draw)| measure(&library, &plan, &name, &draw)).collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!(
        "| class | exact | to a gap, worst | median | two workers, worst | median | first answer, worst | median | beyond the guess, worst | median | instances with a gap that both reach |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for (_, row) in rows {
        println!("{row}");
    }
    Ok(())
}
