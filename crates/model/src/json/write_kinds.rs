//! What is written of [`crate::kinds`]: each part only where the program has it.

use crate::kinds::{Degradation, Indicator, Objective, PiecewiseLinear, SetOrder, SpecialOrderedSet};
use crate::program::Sense;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct SetOut<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    #[serde(rename = "type")]
    order: u8,
    members: &'a [(usize, f64)],
}

#[derive(Serialize)]
pub(super) struct IndicatorOut {
    column: usize,
    value: u8,
    row: usize,
}

#[derive(Serialize)]
pub(super) struct PiecewiseOut<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    argument: usize,
    value: usize,
    points: &'a [(f64, f64)],
}

#[derive(Serialize)]
pub(super) struct ObjectiveOut<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    sense: Sense,
    offset: f64,
    terms: &'a [(usize, f64)],
    #[serde(skip_serializing_if = "Option::is_none")]
    quadratic: Option<&'a [(usize, usize, f64)]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    degradation: Option<DegradationOut>,
}

#[derive(Serialize)]
pub(super) struct DegradationOut {
    absolute: f64,
    relative: f64,
}

pub(super) fn set(set: &SpecialOrderedSet) -> SetOut<'_> {
    let order = if set.order == SetOrder::One { 1 } else { 2 };
    SetOut { name: &set.name, order, members: &set.members }
}

pub(super) fn indicator(indicator: &Indicator) -> IndicatorOut {
    let Indicator { column, active_at_one, row } = *indicator;
    IndicatorOut { column, value: u8::from(active_at_one), row }
}

pub(super) fn piecewise(piecewise: &PiecewiseLinear) -> PiecewiseOut<'_> {
    let PiecewiseLinear { name, argument, value, points } = piecewise;
    PiecewiseOut { name, argument: *argument, value: *value, points }
}

pub(super) fn objective(objective: &Objective) -> ObjectiveOut<'_> {
    ObjectiveOut {
        name: &objective.name,
        sense: objective.sense,
        offset: objective.offset,
        terms: &objective.terms,
        quadratic: objective.quadratic.as_ref().map(|q| &q.lower_triangle[..]),
        degradation: degradation(objective.degradation),
    }
}

/// None where nothing may be given up, which is the default.
pub(super) fn degradation(degradation: Degradation) -> Option<DegradationOut> {
    let Degradation { absolute, relative } = degradation;
    (degradation != Degradation::default()).then_some(DegradationOut { absolute, relative })
}
