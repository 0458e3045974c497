//! Control of a hybrid vehicle ("The voice of optimization", sections 5.14 and 5.15, table 4): a quadratic
//! program with integers and θ in right-hand sides.

use super::generator::{Generator, add_parameters, only, parametric};
use crate::builder::Builder;
use crate::random::Stream;
use hunch_model::parametric::{Distribution, Law, ParametricProgram};
use hunch_model::{Kind, Quadratic, Sense};

pub(super) const GENERATOR: Generator = Generator {
    name: "hybrid-vehicle",
    about: "when the engine of a hybrid vehicle runs; θ: stored energy at first, power asked for",
    sizes: SIZES,
    published: PUBLISHED,
    make: |sizes, stream| make(sizes, stream, 1.0),
};

/// As section 5.15 prints it: δ = 0.1. No η is printed, and δ = 1 with η = 0.1 is what the authors' code has,
/// so that the print has probably lost a symbol. η is 0.1 here too.
pub(super) const AS_PRINTED: Generator = Generator {
    name: "hybrid-vehicle-as-printed",
    about: "the same with the printed cost of switching on, a tenth",
    sizes: SIZES,
    published: PUBLISHED,
    make: |sizes, stream| make(sizes, stream, 0.1),
};

const SIZES: &[(&str, usize, usize)] = &[("periods", 1, POWER.len())];
const PUBLISHED: &[&[usize]] = &[&[10], &[15], &[20], &[25], &[30], &[35], &[40]];

/// Length of a period, τ.
const PERIOD: f64 = 4.0;
/// Fuel by power: α P² + β P, and γ while the engine runs.
const FUEL: (f64, f64, f64) = (1.0, 1.0, 1.0);
/// Weight of the energy that is missing at the end, η.
const MISSING: f64 = 0.1;
/// Most energy that the battery holds, `E^max`.
const CAPACITY: f64 = 50.0;
/// Most power of the engine, `P^max`.
const MOST_POWER: f64 = 1.0;
/// Centre and radius of the stored energy at first.
const START: (f64, f64) = (40.0, 0.5);
/// Radius of the ball of powers asked for.
const RADIUS: f64 = 0.5;
/// Its centre.
const POWER: [f64; 40] = [
    0.05, 0.30, 0.55, 0.80, 1.05, 1.30, 1.55, 1.80, 1.95, 1.70, 1.45, 1.20, 1.02, 1.12, 1.22, 1.32, 1.42,
    1.52, 1.62, 1.72, 1.73, 1.38, 1.03, 0.68, 0.33, -0.02, -0.37, -0.72, -0.94, -0.64, -0.34, -0.04, 0.18,
    0.08, -0.02, -0.12, -0.22, -0.32, -0.42, -0.52,
];

/// Minimise `η (E_T − E^max)² + Σ_t (α P_t² + β P_t + γ z_t + δ h_t)` with `E_{t+1} = E_t − τ B_t`, `E_0 =
/// θ_0`, `0 ≤ E_t ≤ E^max`, `0 ≤ P_t ≤ P^max z_t`, `B_t + P_t ≥ P^des_t`, `h_t ≥ z_t − z_{t−1}`, `h ≥ 0`, z
/// binary and `z_{−1} = 0`. θ: E_0 uniform within 0.5 of 40; P^des uniform in the ball of radius 0.5 round
/// the first T printed values.
fn make(sizes: &[usize], _: &mut Stream, switching: f64) -> ParametricProgram {
    let periods = only(sizes);
    let (alpha, beta, gamma) = FUEL;
    let mut b = Builder::new(Sense::Minimize);
    let named = |what: &str, t: usize| format!("{what}_{t}");
    let energy: Vec<usize> = (0..=periods)
        .map(|t| {
            let cost = if t == periods { -2.0 * MISSING * CAPACITY } else { 0.0 };
            b.between(named("energy", t), cost, CAPACITY, Kind::Continuous)
        })
        .collect();
    let engine: Vec<usize> = (0..periods).map(|t| b.nonnegative(named("engine", t), beta)).collect();
    let battery: Vec<usize> = (0..periods).map(|t| b.free(named("battery", t), 0.0)).collect();
    let on: Vec<usize> = (0..periods).map(|t| b.binary(named("on", t), gamma)).collect();
    let start: Vec<usize> = (0..periods).map(|t| b.nonnegative(named("start", t), switching)).collect();
    let first = b.equal("first".into(), 0.0, [(energy[0], 1.0)]);
    let mut asked = Vec::with_capacity(periods);
    for t in 0..periods {
        let store = [(energy[t + 1], 1.0), (energy[t], -1.0), (battery[t], PERIOD)];
        b.equal(named("store", t), 0.0, store);
        b.at_most(named("runs", t), 0.0, [(engine[t], 1.0), (on[t], -MOST_POWER)]);
        asked.push(b.at_least(named("power", t), 0.0, [(battery[t], 1.0), (engine[t], 1.0)]));
        let before = t.checked_sub(1).map(|s| (on[s], 1.0));
        let switch = [(start[t], 1.0), (on[t], -1.0)].into_iter().chain(before);
        b.at_least(named("switch", t), 0.0, switch);
    }
    let mut base = b.finish();
    base.offset = MISSING * CAPACITY * CAPACITY;
    let last = energy[periods];
    let squares = engine.iter().map(|&j| (j, j, 2.0 * alpha)).chain([(last, last, 2.0 * MISSING)]);
    base.quadratic = Some(Quadratic { lower_triangle: squares.collect() });
    let mut program = parametric(base);
    program.parameters.push("energy".into());
    program.add_right_hand_side_term(first, 0, 1.0);
    let power = add_parameters(&mut program, "power", periods);
    for (t, row) in asked.into_iter().enumerate() {
        program.add_right_hand_side_term(row, power + t, 1.0);
    }
    let at_first = Law::Ball { centre: vec![START.0], radius: START.1 };
    let asked = Law::Ball { centre: POWER[..periods].to_vec(), radius: RADIUS };
    program.distribution = Some(Distribution::in_order([(1, at_first), (periods, asked)]));
    program
}
