//! Certificates of unboundedness: a feasible point, and a ray along which the objective improves and no bound
//! is met, exactly.

use super::outcome::{Proof, ProofEnd};
use super::params::RAY_NOISE;
use crate::engine::{Engine, solve};
use crate::error::SearchError;
use crate::guidance::Guidance;
use crate::lp::{LpProblem, LpSettings, Simplex};
use crate::settings::Settings;
use hunch_check::{Certificate, Claim, check};
use hunch_model::{Control, Program, Solution};

/// Multiples of the smallest step that are tried to make a ray of doubles one of integers.
const MULTIPLES: [f64; 6] = [1.0, 2.0, 3.0, 4.0, 6.0, 12.0];

/// Finds what is missing, makes the ray exact, and keeps what the checker accepts.
pub fn prove(
    program: &Program,
    solution: &Solution,
    control: &mut dyn Control,
) -> Result<Proof, SearchError> {
    let mut point = solution.values.clone();
    if point.is_empty() {
        let mut feasibility = program.clone();
        feasibility.columns.iter_mut().for_each(|c| c.objective = 0.0);
        point = solve(&feasibility, Engine::Hunch, &Settings::new(), &Guidance::none(), control)?.values;
    }
    let ray = solution.ray.clone().or_else(|| relaxed_ray(program, control));
    let Some(ray) = ray.filter(|_| !point.is_empty()) else { return Ok(Proof::none()) };
    let mut certificate = Certificate::new(program, Claim::Unbounded);
    certificate.point = Some(point);
    for candidate in candidates(&ray) {
        certificate.ray = Some(candidate);
        if check(program, &certificate).is_ok() {
            let certificate = Some(certificate);
            return Ok(Proof { certificate, end: ProofEnd::Complete, nodes: 0, iterations: 0 });
        }
    }
    Ok(Proof::none())
}

/// A ray of the relaxation.
fn relaxed_ray(program: &Program, control: &mut dyn Control) -> Option<Vec<f64>> {
    let mut lp = Simplex::new(&LpProblem::from_program(program), LpSettings::default());
    let _ = lp.solve(control); // the ray is there or not
    lp.ray().map(<[f64]>::to_vec)
}

/// The ray itself, and its multiples whose steps are rounded to integers: rays of programs with small integer
/// data are such.
fn candidates(ray: &[f64]) -> Vec<Vec<f64>> {
    let largest = ray.iter().fold(0.0f64, |m, d| m.max(d.abs()));
    let clean: Vec<f64> = ray.iter().map(|&d| if d.abs() > RAY_NOISE * largest { d } else { 0.0 }).collect();
    let smallest = clean.iter().filter(|d| **d != 0.0).fold(f64::INFINITY, |m, d| m.min(d.abs()));
    let rounded = |k: f64| clean.iter().map(|d| (k * d / smallest).round() + 0.0).collect();
    let mut all = vec![ray.to_vec(), clean.clone()];
    all.extend(MULTIPLES.map(rounded));
    all
}
