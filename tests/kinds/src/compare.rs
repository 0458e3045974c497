//! One program, our answer and Clarabel's, and the verdict. Ours is wrong when the model's checker refuses its
//! point, ray or multipliers, or when the two objectives differ by more than [`TOLERANCE`] while Clarabel is
//! sure of its own.

use crate::peer::{self, Answer};
use clarabel::solver::SolverStatus;
use hunch_model::{Program, Unlimited, check, check_farkas, check_ray};
use hunch_search::qp::{Problem, Qp, QpSettings, QpStatus};

/// Largest difference of two optima, relative to one plus their size: what we claim (1e-6) and what Clarabel
/// asks of itself (1e-8), with its feasibility.
pub const TOLERANCE: f64 = 2e-6;

/// What came out.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Our status, as a word.
    pub ours: String,
    /// Clarabel's.
    pub theirs: String,
    /// Relative difference of the optima, where both have one.
    pub difference: Option<f64>,
    /// Why our answer is wrong.
    pub wrong: Option<String>,
    /// Why nothing was claimed.
    pub unsettled: Option<String>,
    /// Iterations of our engine.
    pub iterations: u64,
}

/// Solves `program` twice and compares.
pub fn compare(program: &Program) -> Verdict {
    let mut verdict = Verdict::default();
    let problem = Problem::from_program(program);
    let mut qp = match problem.and_then(|problem| Qp::new(problem, QpSettings::default())) {
        Ok(qp) => qp,
        Err(refused) => {
            verdict.wrong = Some(format!("refused: {refused}"));
            return verdict;
        }
    };
    let status = qp.solve(&mut Unlimited);
    verdict.ours = format!("{status:?}");
    verdict.iterations = qp.iterations();
    match peer::solve(program) {
        Ok(theirs) => {
            verdict.theirs = format!("{:?}", theirs.status);
            judge(program, &qp, status, &theirs, &mut verdict);
        }
        Err(why) => verdict.theirs = why,
    }
    verdict
}

fn judge(program: &Program, qp: &Qp, status: QpStatus, theirs: &Answer, verdict: &mut Verdict) {
    let sure = theirs.status == SolverStatus::Solved;
    match status {
        QpStatus::Optimal => {
            let judged = check(program, qp.values());
            verdict.wrong = judged.complaint;
            let ours = judged.objective;
            if sure {
                let difference = (ours - theirs.objective).abs() / (1.0 + ours.abs());
                verdict.difference = Some(difference);
                if difference > TOLERANCE {
                    verdict.wrong = Some(format!("objective {ours}, Clarabel has {}", theirs.objective));
                }
            } else if matches!(theirs.status, SolverStatus::PrimalInfeasible | SolverStatus::DualInfeasible) {
                verdict.unsettled = Some(format!("Clarabel says {:?}", theirs.status));
            }
        }
        QpStatus::Infeasible => {
            let proof = check_farkas(program, qp.farkas().unwrap_or(&[]));
            verdict.wrong = proof.complaint;
            if sure {
                verdict.wrong = Some("infeasible, and Clarabel has a point".into());
            }
        }
        QpStatus::Unbounded => {
            let proof = check_ray(program, qp.ray().unwrap_or(&[]), Some(qp.values()));
            verdict.wrong = proof.complaint;
            if sure {
                verdict.wrong = Some("unbounded, and Clarabel has an optimum".into());
            }
        }
        _ => verdict.unsettled = Some(qp.trouble().unwrap_or("no end").into()),
    }
}
