//! What presolve does for linear programs: `presolve [--runs N] FOLDER` solves each MPS file without integers
//! with and without it, N times in turn (21 unless told), and prints a table, losses first: rows, columns and
//! entries before and after, iterations, and the ratio of median times.

use hunch_model::{Program, Unlimited, io};
use hunch_search::presolve::{PresolvedLinear, presolve_linear};
use hunch_search::problem::MipProblem;
use hunch_search::{Component, Engine, Guidance, Settings, solve};
use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Solves of each kind unless told.
const RUNS: usize = 21;

struct Row {
    name: String,
    before: (usize, usize, usize),
    after: Option<(usize, usize, usize)>,
    /// With presolve, without.
    iterations: [u64; 2],
    /// Median seconds, likewise.
    seconds: [f64; 2],
}

impl Row {
    fn ratio(&self) -> f64 {
        self.seconds[0] / self.seconds[1]
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut runs = RUNS;
    let mut folder = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--runs" => runs = arguments.next().ok_or("--runs needs a value")?.parse()?,
            _ => folder = Some(PathBuf::from(argument)),
        }
    }
    let mut rows = Vec::new();
    for path in mps_files(&folder.ok_or("which folder?")?)? {
        let program = io::read_program(&std::fs::read_to_string(&path)?, io::Format::Mps)?;
        if !program.has_integers() {
            rows.push(measure(&path, &program, runs)?);
        }
    }
    rows.sort_by(|a, b| b.ratio().total_cmp(&a.ratio()));
    print(&rows)?;
    Ok(())
}

fn mps_files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
    files.retain(|p| p.extension().is_some_and(|e| e == "mps"));
    files.sort();
    Ok(files)
}

fn measure(path: &Path, program: &Program, runs: usize) -> Result<Row, Box<dyn Error>> {
    let problem = MipProblem::from_program(program);
    let size = |p: &MipProblem| (p.rows(), p.columns(), p.lp.matrix.nonzeros());
    let after = match presolve_linear(&problem).0 {
        PresolvedLinear::Reduced { problem, .. } => Some(size(&problem)),
        _ => None,
    };
    let settings = [Settings::new(), Settings::new().without(Component::Presolve)];
    let (mut iterations, mut seconds) = ([0; 2], [Vec::new(), Vec::new()]);
    // The first pair warms up.
    for run in 0..=runs {
        for side in [run % 2, 1 - run % 2] {
            let started = Instant::now();
            let solution = solve(program, Engine::Hunch, &settings[side], &Guidance::none(), &mut Unlimited)?;
            if run > 0 {
                seconds[side].push(started.elapsed().as_secs_f64());
            }
            iterations[side] = solution.statistics.iterations;
        }
    }
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Row { name, before: size(&problem), after, iterations, seconds: seconds.map(median) })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn print(rows: &[Row]) -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "| program | rows × columns, entries | presolved | iterations | unreduced | time ratio |")?;
    writeln!(out, "|---|---|---|---|---|---|")?;
    let words = |(m, n, k): (usize, usize, usize)| format!("{m} × {n}, {k}");
    for row in rows {
        let after = row.after.map_or("as it is".into(), words);
        let (name, before, [with, without]) = (&row.name, words(row.before), row.iterations);
        writeln!(out, "| {name} | {before} | {after} | {with} | {without} | {:.2} |", row.ratio())?;
    }
    let mean = (rows.iter().map(|r| r.ratio().ln()).sum::<f64>() / rows.len().max(1) as f64).exp();
    writeln!(out, "\nGeometric mean of the ratios over {} programs: {mean:.2}.", rows.len())?;
    Ok(())
}
