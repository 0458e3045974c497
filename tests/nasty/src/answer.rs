//! Asks the engine: an answer and a certificate, under limits that count work. No clock decides anything, so
//! a number reproduces its answer.

use hunch_check::check;
use hunch_model::{Control, Event, Flow, Program, Solution, Status, StopReason};
use hunch_search::proof::{ProofLimits, prove};
use hunch_search::{Engine, Guidance, Settings, solve};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Limits of one answer and of one certificate.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Units of work of the search.
    pub work: u64,
    /// Nodes of the search.
    pub nodes: u64,
    /// Units of work of the certificate's maker.
    pub proof_work: u64,
    /// Nodes of the certificate.
    pub proof_nodes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { work: 600_000, nodes: 3_000, proof_work: 1_000_000, proof_nodes: 3_000 }
    }
}

/// Counts work, nothing else.
#[derive(Default)]
struct Budget {
    limit: u64,
    spent: u64,
}

impl Control for Budget {
    fn spend(&mut self, work: u64) -> Flow {
        self.spent = self.spent.saturating_add(work);
        if self.spent >= self.limit { Flow::Stop(StopReason::Work) } else { Flow::Continue }
    }

    fn now(&self) -> f64 {
        0.0
    }

    fn emit(&mut self, _: Event) {}
}

/// The program as the engine's doors read it: bounds of 1e20 and more are infinite.
fn as_read(program: &Program) -> Program {
    let mut program = program.clone();
    program.settle_bounds();
    program
}

/// Solves `program`.
///
/// # Errors
/// What the engine refuses it for, or that it panicked.
pub fn answer(program: &Program, limits: &Limits) -> Result<Solution, String> {
    let settings = Settings::new().with_node_limit(Some(limits.nodes));
    let mut budget = Budget { limit: limits.work, spent: 0 };
    let program = as_read(program);
    let run = || solve(&program, Engine::Hunch, &settings, &Guidance::none(), &mut budget);
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(solution)) => Ok(solution),
        Ok(Err(error)) => Err(format!("refused: {error}")),
        Err(_) => Err("panicked".into()),
    }
}

/// Proves what `solution` claims, and has the proof checked. `Err` says in a word or two why there is no
/// accepted certificate of that very claim.
///
/// # Errors
/// How the making ended, or why the certificate was refused.
pub fn certify(program: &Program, solution: &Solution, limits: &Limits) -> Result<(), String> {
    let program = &*program.settled();
    let proof_limits = ProofLimits { nodes: limits.proof_nodes, ..ProofLimits::default() };
    let mut budget = Budget { limit: limits.proof_work, spent: 0 };
    let program = as_read(program);
    let run = || prove(&program, solution, &proof_limits, &mut budget).map(|p| (p.end, p.certificate));
    let (end, certificate) = match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(made)) => made,
        Ok(Err(error)) => return Err(format!("refused: {error}")),
        Err(_) => return Err("the maker panicked".into()),
    };
    let Some(certificate) = certificate else { return Err(format!("none: {end:?}")) };
    let verdict = check(&program, &certificate).map_err(|r| format!("rejected: {}", variant(&r)))?;
    let claimed = format!("{:?}", verdict.claim);
    let same = match solution.status {
        Status::Optimal => "Optimal",
        Status::Infeasible => "Infeasible",
        Status::Unbounded => "Unbounded",
        _ => return Ok(()),
    };
    if claimed == same { Ok(()) } else { Err(format!("{claimed} only: {end:?}")) }
}

/// The name of an enum's variant and of the one inside it: what a table can count.
fn variant(value: &impl std::fmt::Debug) -> String {
    let text = format!("{value:?}");
    let name = |part: &str| part.chars().take_while(|c| c.is_alphanumeric()).collect::<String>();
    let inner = text.split_once("fault: ").map(|(_, rest)| format!(" ({})", name(rest)));
    name(&text) + &inner.unwrap_or_default()
}
