//! `hunch solve`.

use super::insight::{Insight, guidance};
use super::{library, read_program};
use crate::cli::{EngineName, MethodName, SolveArgs};
use crate::error::{Error, Result, exit};
use crate::terminal::print;
use hunch_check::Claim;
use hunch_families::Fields;
use hunch_families::clsp::{Clsp, sample};
use hunch_families::family::Answers;
use hunch_guide::decisions::Account;
use hunch_guide::methods::{self, Method};
use hunch_guide::{Answer, Level, Options, Problem, solve};
use hunch_model::io::Warning;
use hunch_model::{Limits, Program, Session, Solution, Status};
use hunch_search::explain::Explanation;
use hunch_search::proof::{ProofLimits, prove};
use hunch_search::{Engine, Settings};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

/// What `hunch solve` prints.
#[derive(Serialize)]
struct Printed {
    status: Status,
    objective: Option<f64>,
    bound: Option<f64>,
    /// Relative gap between the two.
    gap: Option<f64>,
    seconds: f64,
    nodes: u64,
    iterations: u64,
    values: Vec<f64>,
    /// With `--threads`, the strategy that finished first; none when a limit came first, or when one's bound
    /// met another's point.
    #[serde(skip_serializing_if = "Option::is_none")]
    strategy: Option<&'static str>,
    /// Of a robust family: the values by the names of their parts, as in the package's answers.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    decision: BTreeMap<&'static str, Vec<f64>>,
    /// Of a guess for a robust family: what became of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    robust: Option<Account>,
    /// With `--explain`, why there is no solution.
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<Explanation>,
    /// With `--certificate`, what the certificate proves.
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<Certified>,
    /// Why no more is claimed, where that is neither a limit nor an interrupt.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// What is said of a program's own rows and columns.
    #[serde(flatten)]
    insight: Insight,
    /// What the text of a program leaves in doubt; standard error has it too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<Doubtful>,
}

/// A warning, as in the package's answers.
#[derive(Serialize)]
struct Doubtful {
    kind: &'static str,
    message: String,
    line: usize,
    column: usize,
}

impl From<&Warning> for Doubtful {
    fn from(Warning { line, column, doubt }: &Warning) -> Self {
        Self { kind: doubt.kind(), message: doubt.to_string(), line: *line, column: *column }
    }
}

/// What became of a certificate.
#[derive(Serialize)]
struct Certified {
    /// What it claims; none when nothing could be proven, and then no file is written.
    claim: Option<Claim>,
    bound: Option<f64>,
    /// How the making ended: `Complete`, or why the claim is weaker than the answer.
    end: String,
    nodes: u64,
    seconds: f64,
}

/// Runs the command.
pub fn run(args: &SolveArgs, json: bool) -> Result<u8> {
    let (problem, warnings) = problem(args)?;
    if let (Some(path), false) = (&args.certificate, matches!(problem, Problem::Program(_))) {
        let expected = "it is for programs; write the instance's program to a file and solve that".into();
        return Err(Error::Setting { field: "--certificate", value: path.display().to_string(), expected });
    }
    let options = Options { guidance: guidance(args, &problem)?, ..options(args)? };
    let library = library(&args.weights)?;
    let started = Instant::now();
    let clock = || started.elapsed().as_secs_f64();
    let limits = Limits { seconds: args.time_limit, work: None };
    let mut session = Session::new(limits, &clock, &|| false, None);
    let answer =
        solve(&problem, &options, &library, &mut session).map_err(|e| Error::Search(e.to_string()))?;
    let certificate = match (&args.certificate, &problem) {
        (Some(path), Problem::Program(program)) => Some(certified(program, &answer.solution, limits, path)?),
        _ => None,
    };
    let warnings = warnings.iter().map(Doubtful::from).collect();
    let printed = Printed { certificate, warnings, ..printed(&problem, answer) };
    let mut text = format!(
        "{:?}: objective {}, bound {}, gap {} in {:.3} s ({} nodes, {} iterations)",
        printed.status,
        number(printed.objective),
        number(printed.bound),
        number(printed.gap),
        printed.seconds,
        printed.nodes,
        printed.iterations
    );
    if let Some(strategy) = printed.strategy {
        text.push_str(&format!(", first with strategy {strategy:?}"));
    }
    if let Some(reason) = &printed.reason {
        text.push_str(&format!("\n{reason}"));
    }
    if let (true, Status::Infeasible) = (args.explain, printed.status) {
        text.push('\n');
        text.push_str(&why(printed.explanation.as_ref()));
    }
    text.push_str(&printed.insight.words());
    for risk in printed.insight.risks() {
        writeln!(std::io::stderr(), "risk: {risk}").map_err(Error::file("standard error"))?;
    }
    if let Some(c) = &printed.certificate {
        let claim =
            c.claim.map_or_else(|| "none".into(), |claim| format!("{claim:?}, bound {}", number(c.bound)));
        text.push_str(&format!("\ncertificate: {claim} ({}, {} nodes, {:.3} s)", c.end, c.nodes, c.seconds));
    }
    print(json, &printed, &text)?;
    Ok(match &printed.certificate {
        Some(Certified { claim: None, .. }) => exit::FAILURE,
        _ => exit_code(printed.status),
    })
}

/// Proves the answer and writes the certificate, if there is one. Limits are those of the search, once more.
fn certified(program: &Program, solution: &Solution, limits: Limits, path: &Path) -> Result<Certified> {
    let started = Instant::now();
    let clock = || started.elapsed().as_secs_f64();
    let mut session = Session::new(limits, &clock, &|| false, None);
    let proof = prove(program, solution, &ProofLimits::default(), &mut session)
        .map_err(|e| Error::Search(e.to_string()))?;
    if let Some(certificate) = &proof.certificate {
        std::fs::write(path, hunch_check::write(certificate)).map_err(Error::file(path))?;
    }
    Ok(Certified {
        claim: proof.certificate.as_ref().map(|c| c.claim),
        bound: proof.certificate.as_ref().and_then(|c| c.bound),
        end: format!("{:?}", proof.end),
        nodes: proof.nodes,
        seconds: clock(),
    })
}

/// Proven infeasibility and unboundedness are answers; a limit without a solution and a failed engine are
/// not.
fn exit_code(status: Status) -> u8 {
    match status {
        Status::Optimal | Status::Feasible | Status::Infeasible | Status::Unbounded => 0,
        Status::Limit => exit::LIMIT,
        Status::Error => exit::FAILURE,
    }
}

fn why(explanation: Option<&Explanation>) -> String {
    let unknown = "The time limit came before an explanation was found.";
    explanation.map_or_else(|| unknown.into(), |found| found.to_string().trim_end().to_owned())
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "unknown".into(), |v| v.to_string())
}

fn printed(problem: &Problem, answer: Answer) -> Printed {
    let insight = Insight::of(problem, &answer);
    let solution = answer.solution;
    let decision = match problem {
        Problem::Instance(case)
            if solution.status.has_values() && case.family().answers() == Answers::Decision =>
        {
            case.parts()
                .into_iter()
                .map(|(part, range)| (part.name, solution.values[range].to_vec()))
                .collect()
        }
        _ => BTreeMap::new(),
    };
    Printed {
        decision,
        robust: answer.robust,
        status: solution.status,
        objective: solution.objective,
        bound: solution.bound,
        gap: solution.gap.map(|gap| gap.relative),
        seconds: solution.statistics.seconds,
        nodes: solution.statistics.nodes,
        iterations: solution.statistics.iterations,
        values: solution.values,
        strategy: answer.strategy,
        explanation: answer.explanation,
        certificate: None,
        reason: solution.reason,
        insight,
        warnings: Vec::new(),
    }
}

/// The problem, and what its text leaves in doubt.
fn problem(args: &SolveArgs) -> Result<(Problem, Vec<Warning>)> {
    match (&args.file, args.sample) {
        (Some(path), _) => read(path, args.strict),
        (None, seed) => {
            let distribution = args.distribution.distribution();
            Ok((Problem::of::<Clsp>(sample(&distribution, seed.unwrap_or_default())?), Vec::new()))
        }
    }
}

/// Reads an instance if the text says that it is one of a family, else a program.
fn read(path: &Path, strict: bool) -> Result<(Problem, Vec<Warning>)> {
    let bytes = std::fs::read(path).map_err(Error::file(path))?;
    let content = |reason: String| Error::Content { path: path.into(), reason };
    if is_instance(&bytes) {
        let fields: Fields = serde_json::from_slice(&bytes).map_err(|e| content(e.to_string()))?;
        let case = hunch_families::read(fields).map_err(|e| content(e.to_string()))?;
        return Ok((Problem::Instance(case), Vec::new()));
    }
    let reading = read_program(path, &bytes, strict)?;
    Ok((Problem::Program(reading.program), reading.warnings))
}

/// Whether the text is a JSON object with the field `family`.
fn is_instance(bytes: &[u8]) -> bool {
    let may_be = bytes.trim_ascii_start().starts_with(b"{");
    let object = may_be.then(|| serde_json::from_slice::<serde_json::Value>(bytes).ok()).flatten();
    object.is_some_and(|object| object.get("family").is_some())
}

fn options(args: &SolveArgs) -> Result<Options> {
    let setting = |field, value: String, expected: String| Error::Setting { field, value, expected };
    if let Some(seconds) = args.time_limit.filter(|s| !(*s >= 0.0 && s.is_finite())) {
        return Err(setting("--time-limit", seconds.to_string(), "it must be 0 or more seconds".into()));
    }
    let level =
        Level::new(args.level).map_err(|e| setting("--level", args.level.to_string(), e.to_string()))?;
    if !(args.penalty > 0.0 && args.penalty.is_finite()) {
        return Err(setting("--penalty", args.penalty.to_string(), "it must be above 0".into()));
    }
    let mut settings = Settings::new().with_node_limit(args.node_limit).with_seed(args.seed);
    if let Some(gap) = args.absolute_gap {
        settings = settings
            .with_absolute_gap(gap)
            .map_err(|e| setting("--absolute-gap", gap.to_string(), e.to_string()))?;
    }
    if let Some(gap) = args.gap {
        settings =
            settings.with_relative_gap(gap).map_err(|e| setting("--gap", gap.to_string(), e.to_string()))?;
    }
    if let Some(mebibytes) = args.memory_limit {
        settings = settings
            .with_memory_limit(mebibytes.saturating_mul(1 << 20))
            .map_err(|e| setting("--memory-limit", mebibytes.to_string(), e.to_string()))?;
    }
    let method: &'static dyn Method = match args.method {
        MethodName::Auto => &methods::Auto,
        MethodName::Guess => &methods::Guess,
        MethodName::Search => &methods::Search,
        MethodName::Exact => &methods::Exact,
        MethodName::Start => &methods::Start,
        MethodName::Cuts => &methods::Cuts,
    };
    let engine = match args.engine {
        EngineName::Hunch => Engine::Hunch,
        EngineName::Microlp => Engine::Microlp,
    };
    let (penalty, explain, threads) = (args.penalty, args.explain, args.threads);
    let (sensitivity, repair) = (args.sensitivity, args.repair);
    Ok(Options {
        method,
        level,
        engine,
        settings,
        penalty,
        explain,
        threads,
        sensitivity,
        repair,
        ..Options::default()
    })
}
