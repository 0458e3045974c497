//! Counts of a run, a class at a time.

use crate::answer::{Limits, answer, certify};
use crate::classes::{CLASSES, class_of, draw};
use crate::draft::Drawn;
use crate::exact::Place;
use crate::judge::{Fault, Judgement, judge};
use crate::tree::Effort;
use hunch_model::{Solution, Status};
use serde::Serialize;
use std::collections::BTreeMap;

/// Programs that a kind of trouble is remembered by.
const REMEMBERED: usize = 10;
/// Columns up to which a certificate is expected.
pub const CERTIFIED_COLUMNS: usize = 30;

/// What was asked of one program, and what came of it.
pub struct Outcome {
    /// The program's number.
    pub number: u64,
    /// The program and its planted point.
    pub drawn: Drawn,
    /// The answer, or why there is none.
    pub answer: Result<Solution, String>,
    /// The judgement on it.
    pub judgement: Judgement,
    /// The certificate of a claim of optimality, infeasibility or unboundedness, where one was asked for.
    pub certificate: Option<Result<(), String>>,
}

/// Draws, solves, judges and certifies one program.
pub fn examine(number: u64, limits: &Limits, effort: Effort, certificates: bool) -> Outcome {
    let drawn = draw(number);
    let answer = answer(&drawn.program, limits);
    let judgement = match &answer {
        Ok(solution) => judge(&drawn.program, drawn.planted.as_deref(), solution, effort),
        Err(why) => Judgement { faults: vec![(Fault::Failed, why.clone())], ..Judgement::default() },
    };
    let wanted = |s: &&Solution| {
        matches!(s.status, Status::Optimal | Status::Infeasible | Status::Unbounded)
            && drawn.program.columns.len() <= CERTIFIED_COLUMNS
    };
    let claim = answer.as_ref().ok().filter(|_| certificates).filter(wanted);
    let certificate = claim.map(|s| certify(&drawn.program, s, limits));
    Outcome { number, drawn, answer, judgement, certificate }
}

/// How often something happened, and the first programs where it did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Trouble {
    /// How often.
    pub count: u64,
    /// Numbers of the first.
    pub first: Vec<u64>,
}

/// Counts of one class.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Programs drawn.
    pub drawn: u64,
    /// Answers by status.
    pub statuses: BTreeMap<String, u64>,
    /// Programs with a refuted claim.
    pub refuted: u64,
    /// Planted points in the program itself, in the widened one only, and outside.
    pub planted: [u64; 3],
    /// Claims that the exact tree was asked about, and those that it settled.
    pub asked: u64,
    /// Those that it settled.
    pub settled: u64,
    /// Claims of optimality and infeasibility for which a certificate was asked.
    pub claims: u64,
    /// Those with an accepted one.
    pub certified: u64,
    /// Every kind of trouble: faults, endings without a claim, reasons without a certificate.
    pub troubles: BTreeMap<String, Trouble>,
}

impl Counts {
    fn trouble(&mut self, name: String, number: u64) {
        let trouble = self.troubles.entry(name).or_default();
        trouble.count += 1;
        trouble.first.push(number);
        trouble.first.sort_unstable();
        trouble.first.truncate(REMEMBERED);
    }

    fn add(&mut self, outcome: &Outcome) {
        let number = outcome.number;
        self.drawn += 1;
        let status = outcome
            .answer
            .as_ref()
            .map_or_else(|_| "failed".into(), |s| format!("{:?}", s.status))
            .to_lowercase();
        if matches!(status.as_str(), "limit" | "feasible" | "error") {
            self.trouble(status.clone(), number);
        }
        *self.statuses.entry(status).or_default() += 1;
        let judgement = &outcome.judgement;
        self.refuted += u64::from(judgement.refuted());
        for (fault, _) in &judgement.faults {
            let group = if fault.refutes() { "refuted" } else { "noted" };
            self.trouble(format!("{group}: {}", fault.name()), number);
        }
        match judgement.planted {
            Some(Place::Inside) => self.planted[0] += 1,
            Some(Place::Widened) => self.planted[1] += 1,
            Some(Place::Outside) => self.planted[2] += 1,
            None => {}
        }
        if let Some(settled) = judgement.settled {
            self.asked += 1;
            self.settled += u64::from(settled);
        }
        if let (Some(certificate), Ok(solution)) = (&outcome.certificate, &outcome.answer) {
            let share = solution.status != Status::Unbounded;
            self.claims += u64::from(share);
            match certificate {
                Ok(()) => self.certified += u64::from(share),
                Err(why) => {
                    let claim = format!("{:?}", solution.status).to_lowercase();
                    self.trouble(format!("no certificate: {claim}: {why}"), number);
                }
            }
        }
    }
}

/// Counts of a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Seed.
    pub seed: u64,
    /// Programs.
    pub count: u64,
    /// Counts by class.
    pub classes: BTreeMap<&'static str, Counts>,
}

impl Summary {
    /// An empty count.
    pub fn new(seed: u64) -> Self {
        Self { seed, count: 0, classes: BTreeMap::new() }
    }

    /// Counts one program. The order of programs does not matter.
    pub fn add(&mut self, outcome: &Outcome) {
        self.count += 1;
        self.classes.entry(CLASSES[class_of(outcome.number)].name).or_default().add(outcome);
    }

    /// Programs with a refuted claim.
    pub fn refuted(&self) -> u64 {
        self.classes.values().map(|c| c.refuted).sum()
    }

    /// Claims of optimality and infeasibility with an accepted certificate, and all of them.
    pub fn certified(&self) -> (u64, u64) {
        self.classes.values().fold((0, 0), |(c, n), counts| (c + counts.certified, n + counts.claims))
    }
}

/// The numbers of a run's programs: those of a seed follow each other, and classes take turns.
pub fn numbers(seed: u64, count: u64, class: Option<usize>) -> impl Fn(u64) -> Option<u64> {
    // A multiple of the number of classes, so that the first number of every seed is of the first class.
    const SEED_STRIDE: u64 = CLASSES.len() as u64 * 1_000_000_000;
    move |k| {
        let step = class.map_or(k, |c| k * CLASSES.len() as u64 + c as u64);
        (k < count).then(|| seed.wrapping_mul(SEED_STRIDE).wrapping_add(step))
    }
}
