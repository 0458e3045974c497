//! What is written of [`crate::kinds`]: each part only where the program has it.

use crate::kinds::{Degradation, Indicator, Objective, PiecewiseLinear, SetOrder, SpecialOrderedSet};
use crate::program::{Program, Sense};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct KindsOut<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sos: Vec<SetOut<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    indicators: Vec<IndicatorOut>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    piecewise: Vec<PiecewiseOut<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    objectives: Vec<ObjectiveOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    degradation: Option<DegradationOut>,
    #[serde(skip_serializing_if = "<[usize]>::is_empty")]
    lazy: &'a [usize],
}

#[derive(Serialize)]
struct SetOut<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    #[serde(rename = "type")]
    order: u8,
    members: &'a [(usize, f64)],
}

#[derive(Serialize)]
struct IndicatorOut {
    column: usize,
    value: u8,
    row: usize,
}

#[derive(Serialize)]
struct PiecewiseOut<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    argument: usize,
    value: usize,
    points: &'a [(f64, f64)],
}

#[derive(Serialize)]
struct ObjectiveOut<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    sense: Sense,
    offset: f64,
    terms: &'a [(usize, f64)],
    #[serde(skip_serializing_if = "Option::is_none")]
    degradation: Option<DegradationOut>,
}

#[derive(Serialize)]
struct DegradationOut {
    absolute: f64,
    relative: f64,
}

pub(super) fn kinds(program: &Program) -> KindsOut<'_> {
    KindsOut {
        sos: program.sets.iter().map(set).collect(),
        indicators: program.indicators.iter().map(indicator).collect(),
        piecewise: program.piecewise.iter().map(piecewise).collect(),
        objectives: program.objectives.iter().map(objective).collect(),
        degradation: degradation(program.degradation),
        lazy: &program.lazy_rows,
    }
}

fn set(set: &SpecialOrderedSet) -> SetOut<'_> {
    let order = if set.order == SetOrder::One { 1 } else { 2 };
    SetOut { name: &set.name, order, members: &set.members }
}

fn indicator(indicator: &Indicator) -> IndicatorOut {
    let Indicator { column, active_at_one, row } = *indicator;
    IndicatorOut { column, value: u8::from(active_at_one), row }
}

fn piecewise(piecewise: &PiecewiseLinear) -> PiecewiseOut<'_> {
    let PiecewiseLinear { name, argument, value, points } = piecewise;
    PiecewiseOut { name, argument: *argument, value: *value, points }
}

fn objective(objective: &Objective) -> ObjectiveOut<'_> {
    ObjectiveOut {
        name: &objective.name,
        sense: objective.sense,
        offset: objective.offset,
        terms: &objective.terms,
        degradation: degradation(objective.degradation),
    }
}

/// None where nothing may be given up, which is the default.
fn degradation(degradation: Degradation) -> Option<DegradationOut> {
    let Degradation { absolute, relative } = degradation;
    (degradation != Degradation::default()).then_some(DegradationOut { absolute, relative })
}
