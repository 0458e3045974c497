//! One run: what was known when.

use hunch_guide::{Library, Options, Problem, solve};
use hunch_model::tolerances::RELATIVE_GAP;
use hunch_model::{Event, Gap, Limits, Session};
use std::cell::{Cell, RefCell};

/// Seconds of this process on the processor; of the clock where the system does not tell.
#[cfg(target_os = "linux")]
pub fn on_processor() -> f64 {
    use rustix::time::{ClockId, clock_gettime};
    let told = clock_gettime(ClockId::ProcessCPUTime);
    told.tv_sec as f64 + told.tv_nsec as f64 * 1e-9
}

#[cfg(not(target_os = "linux"))]
pub fn on_processor() -> f64 {
    static ORIGIN: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    ORIGIN.elapsed().as_secs_f64()
}

/// What was known when.
pub struct Course {
    /// Seconds and relative gap; infinite while there is no bound.
    pub steps: Vec<(f64, f64)>,
    /// When the first answer came.
    pub first: Option<f64>,
}

impl Course {
    /// When a gap was reached.
    pub fn reached(&self, gap: f64) -> Option<f64> {
        self.steps.iter().find(|step| step.1 <= gap).map(|step| step.0)
    }

    /// The least gap.
    pub fn last(&self) -> f64 {
        self.steps.iter().map(|step| step.1).fold(f64::INFINITY, f64::min)
    }
}

/// When a run ends.
#[derive(Clone, Copy)]
pub struct Until {
    /// After so many seconds …
    pub seconds: f64,
    /// … or at this relative gap, beyond which nothing is asked.
    pub gap: f64,
}

/// Solves and writes down what became known when, by `clock`.
pub fn run(
    problem: &Problem,
    options: &Options,
    library: &Library,
    until: Until,
    clock: impl Fn() -> f64,
) -> Course {
    let start = clock();
    let (objective, bound) = (Cell::new(None), Cell::new(None));
    let course = RefCell::new(Course { steps: Vec::new(), first: None });
    let is_reached = Cell::new(false);
    let scale = problem.scale();
    let note = |at: f64| {
        let gap = match (objective.get(), bound.get()) {
            // What is optimal is no better by a smaller gap.
            (Some(p), Some(d)) => Gap::between(p, d, scale).relative.max(RELATIVE_GAP),
            _ => f64::INFINITY,
        };
        is_reached.set(is_reached.get() || gap <= until.gap);
        course.borrow_mut().steps.push((at, gap));
    };
    // Under fixings the search speaks of the restricted program: its bounds are none of the problem.
    let hears_bounds = options.method.name() != "guess";
    let mut sink = |at: f64, event: Event| match event {
        Event::Incumbent { objective: found, .. } => {
            course.borrow_mut().first.get_or_insert(at);
            objective.set(Some(found));
            note(at);
        }
        Event::Bound { bound: proven } if hears_bounds => {
            bound.set(Some(proven));
            note(at);
        }
        _ => {}
    };
    let limits = Limits { seconds: Some(until.seconds), work: None };
    let is_over = || is_reached.get();
    let mut session = Session::new(limits, &clock, &is_over, Some(&mut sink)).telling_found_only(true);
    let answer = solve(problem, options, library, &mut session).unwrap();
    objective.set(answer.solution.objective);
    bound.set(answer.solution.bound);
    let end = clock() - start;
    note(end);
    let mut course = course.into_inner();
    if answer.solution.objective.is_some() {
        course.first.get_or_insert(end);
    }
    course
}
