//! Solves the benchmark's seeded instances and prints one line each, then a line a class with geometric
//! means: `families [--engine hunch|microlp] [--seconds S] [--work W] [--nodes N] [--numbers K]
//! [--separators] [--without PART] [--write FOLDER] [CLASS...]`, with the names of classes, or their
//! beginnings, such as `mclsp` or `facility-80x80`. `--separators` brings single-item lot sizing's own cuts
//! along; `--work` limits units of work, which makes runs comparable on a busy machine; `--write` puts the
//! programs into a folder instead, as JSON.

use hunch_families::benchmark::{CLASSES, Class};
use hunch_families::clsp::{Instance, LotSizingInequalities};
use hunch_model::{Event, Limits, Program, Session, Solution, Status, json};
use hunch_search::{Component, Engine, Guidance, Search, Separators, Settings, StepResult};
use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;
use std::time::Instant;

/// Relative gap counted for an instance without a feasible point.
const NO_POINT: f64 = 1.0;

struct Arguments {
    engine: Engine,
    settings: Settings,
    seconds: f64,
    work: Option<u64>,
    numbers: u64,
    folder: Option<String>,
    separators: bool,
    prefixes: Vec<String>,
}

impl Arguments {
    fn read() -> Result<Self, Box<dyn Error>> {
        let (engine, settings) = (Engine::Hunch, Settings::new());
        let (folder, separators, prefixes) = (None, false, Vec::new());
        let mut read =
            Self { engine, settings, seconds: 3.0, work: None, numbers: 3, folder, separators, prefixes };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--engine" => read.engine = Engine::from_name(&value()?)?,
                "--seconds" => read.seconds = value()?.parse()?,
                "--work" => read.work = Some(value()?.parse()?),
                "--nodes" => read.settings = read.settings.with_node_limit(Some(value()?.parse()?)),
                "--numbers" => read.numbers = value()?.parse()?,
                "--without" => {
                    let name = value()?;
                    let part = Component::from_name(&name).ok_or(format!("no part is named {name}"))?;
                    read.settings = read.settings.without(part);
                }
                "--write" => read.folder = Some(value()?),
                "--separators" => read.separators = true,
                _ => read.prefixes.push(argument),
            }
        }
        Ok(read)
    }
}

/// One run: the answer, when the first point was found, the bound when branching began.
struct Run {
    solution: Solution,
    first_point: Option<f64>,
    root_bound: Option<f64>,
    /// Who found points, with the number of points in a row.
    sources: Vec<(String, usize)>,
    /// Heuristics with their runs, the runs that found a point, and their simplex iterations.
    heuristics: BTreeMap<String, (usize, usize, u64)>,
}

fn run(program: &Program, arguments: &Arguments, separators: Separators) -> Result<Run, Box<dyn Error>> {
    let started = Instant::now();
    let clock = || started.elapsed().as_secs_f64();
    let (mut first_point, mut root_bound, mut branched) = (None, None, false);
    let mut sources = Vec::new();
    let mut heuristics = BTreeMap::new();
    let mut sink = |at: f64, event: Event| match event {
        Event::Incumbent { source, .. } => {
            first_point.get_or_insert(at);
            match sources.last_mut() {
                Some((last, count)) if *last == source => *count += 1,
                _ => sources.push((source, 1)),
            }
        }
        Event::Heuristic { name, objective, work } => {
            let (runs, successes, iterations) = heuristics.entry(name).or_insert((0, 0, 0));
            *runs += 1;
            *successes += usize::from(objective.is_some());
            *iterations += work;
        }
        Event::NodeOpened { parent, .. } => branched |= parent.is_some(),
        Event::Bound { bound } if !branched => root_bound = Some(bound),
        _ => {}
    };
    let limits = Limits { seconds: Some(arguments.seconds), work: arguments.work };
    let mut session = Session::new(limits, &clock, &|| false, Some(&mut sink));
    let search = Search::new(program, arguments.engine, &arguments.settings, &Guidance::none())?;
    let mut search = search.with_separators(separators);
    while search.step(u64::MAX, &mut session) == StepResult::Paused {}
    let solution = search.solution();
    Ok(Run { solution, first_point, root_bound, sources, heuristics })
}

/// The family's own separators, where it has any and they are asked for. The instance is read off its
/// program.
fn separators(class: Class, program: &Program, wanted: bool) -> Separators {
    let Class::Clsp { horizon } = class else { return Vec::new() };
    let cost = |from: usize| program.columns[from..from + horizon].iter().map(|c| c.objective).collect();
    let instance = Instance {
        production_cost: cost(0),
        setup_cost: cost(horizon),
        holding_cost: cost(2 * horizon),
        demand: program.rows[..horizon].iter().map(|r| r.upper).collect(),
        capacity: vec![0.0; horizon],
    };
    if wanted { vec![Box::new(LotSizingInequalities::new(&instance))] } else { Vec::new() }
}

fn gap(solution: &Solution) -> f64 {
    match (solution.status, solution.objective, solution.bound) {
        (Status::Optimal, ..) => 0.0,
        (_, Some(p), Some(d)) => (p - d).abs() / p.abs().max(1e-9),
        _ => NO_POINT,
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::read()?;
    let out = &mut std::io::stdout();
    for class in CLASSES {
        let name = class.name();
        if !arguments.prefixes.is_empty() && !arguments.prefixes.iter().any(|p| name.starts_with(p)) {
            continue;
        }
        let (mut proven, mut logarithm, mut gaps, mut latest) = (0, 0.0, 0.0, 0.0f64);
        for number in 0..arguments.numbers {
            let program = class.instance(number)?;
            if let Some(folder) = &arguments.folder {
                std::fs::write(format!("{folder}/{}.json", program.name), json::write_program(&program)?)?;
                continue;
            }
            let run = run(&program, &arguments, separators(class, &program, arguments.separators))?;
            let s = &run.solution;
            let sources: Vec<String> =
                run.sources.iter().map(|(source, count)| format!("{source} ×{count}")).collect();
            let heuristics: Vec<String> = run
                .heuristics
                .iter()
                .map(|(name, (runs, found, iterations))| format!("{name} {found}/{runs} ({iterations})"))
                .collect();
            let optimal = s.status == Status::Optimal;
            let seconds = if optimal { s.statistics.seconds } else { arguments.seconds };
            proven += u64::from(optimal);
            logarithm += seconds.max(1e-4).ln();
            gaps += gap(s);
            latest = latest.max(run.first_point.unwrap_or(f64::INFINITY));
            writeln!(
                out,
                "{} {:?} {:.4} s, objective {:?}, bound {:?}, root {:?}, gap {:.4} %, first {:.4} s, nodes {}, iterations {}, work {}: {}; {}",
                program.name,
                s.status,
                seconds,
                s.objective,
                s.bound,
                run.root_bound,
                100.0 * gap(s),
                run.first_point.unwrap_or(f64::INFINITY),
                s.statistics.nodes,
                s.statistics.iterations,
                s.statistics.work,
                sources.join(", "),
                heuristics.join(", ")
            )?;
        }
        if arguments.folder.is_none() {
            let count = arguments.numbers as f64;
            let mean = (logarithm / count).exp();
            let gap = 100.0 * gaps / count;
            writeln!(
                out,
                "== {name}: {proven} of {count} proven, {mean:.4} s, gap {gap:.4} %, first point within {latest:.4} s"
            )?;
        }
    }
    Ok(())
}
