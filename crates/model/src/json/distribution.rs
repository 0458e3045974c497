//! Reads and writes the distribution of parameters.

use super::error::JsonError;
use super::value::{Cursor, Object};
use crate::io::{MAX_COLUMNS, MAX_ENTRIES};
use crate::parametric::{Distribution, Group, Law};
use serde::Serialize;

/// A law by its name, before its entries are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LawName {
    Box,
    Ball,
    Normal,
    Discrete,
    Samples,
}

const LAWS: [(&str, LawName); 5] = [
    ("box", LawName::Box),
    ("ball", LawName::Ball),
    ("normal", LawName::Normal),
    ("discrete", LawName::Discrete),
    ("samples", LawName::Samples),
];

/// Reads the groups. Whether they are a distribution of the program's parameters is looked at where all of
/// the parametric part is known.
pub(super) fn distribution(at: &Cursor<'_, '_>, parameters: usize) -> Result<Distribution, JsonError> {
    let mut groups = Vec::new();
    at.each("groups of parameters", MAX_COLUMNS, |_, at| {
        let law = at.any_object()?.get("law").choice(&LAWS)?;
        let group = at.object(match law {
            LawName::Box => &["law", "parameters", "lower", "upper"],
            LawName::Ball => &["law", "parameters", "centre", "radius"],
            LawName::Normal => &["law", "parameters", "mean", "deviation"],
            LawName::Discrete => &["law", "parameters", "points", "weights"],
            LawName::Samples => &["law", "parameters", "points"],
        })?;
        let mut members = Vec::new();
        group.get("parameters").each("parameters", MAX_COLUMNS, |_, at| {
            members.push(at.index(parameters, "parameters")?);
            Ok(())
        })?;
        let list = |name: &str| numbers(&group.get(name));
        let law = match law {
            LawName::Box => Law::Box { lower: list("lower")?, upper: list("upper")? },
            LawName::Ball => Law::Ball { centre: list("centre")?, radius: group.get("radius").number()? },
            LawName::Normal => Law::Normal { mean: list("mean")?, deviation: list("deviation")? },
            LawName::Discrete => Law::Discrete { points: points(&group)?, weights: list("weights")? },
            LawName::Samples => Law::Samples { points: points(&group)? },
        };
        groups.push(Group { parameters: members, law });
        Ok(())
    })?;
    Ok(Distribution { groups })
}

fn numbers(at: &Cursor<'_, '_>) -> Result<Vec<f64>, JsonError> {
    let mut list = Vec::new();
    at.each("numbers of a distribution", MAX_ENTRIES, |_, at| {
        list.push(at.number()?);
        Ok(())
    })?;
    Ok(list)
}

fn points(group: &Object<'_, '_>) -> Result<Vec<Vec<f64>>, JsonError> {
    let mut points = Vec::new();
    group.get("points").each("points of a distribution", MAX_ENTRIES, |_, at| {
        points.push(numbers(&at)?);
        Ok(())
    })?;
    Ok(points)
}

#[derive(Default, Serialize)]
pub(super) struct GroupOut<'a> {
    law: &'static str,
    parameters: &'a [usize],
    #[serde(skip_serializing_if = "Option::is_none")]
    lower: Option<&'a [f64]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    upper: Option<&'a [f64]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    centre: Option<&'a [f64]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    radius: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mean: Option<&'a [f64]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deviation: Option<&'a [f64]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<&'a [Vec<f64>]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weights: Option<&'a [f64]>,
}

/// A distribution as it is written.
pub(super) fn outline(distribution: &Distribution) -> Vec<GroupOut<'_>> {
    distribution.groups.iter().map(group).collect()
}

fn group(group: &Group) -> GroupOut<'_> {
    let parameters = &group.parameters[..];
    match &group.law {
        Law::Box { lower, upper } => {
            GroupOut { law: "box", parameters, lower: Some(lower), upper: Some(upper), ..GroupOut::default() }
        }
        Law::Ball { centre, radius } => {
            let (centre, radius) = (Some(&centre[..]), Some(*radius));
            GroupOut { law: "ball", parameters, centre, radius, ..GroupOut::default() }
        }
        Law::Normal { mean, deviation } => {
            let (mean, deviation) = (Some(&mean[..]), Some(&deviation[..]));
            GroupOut { law: "normal", parameters, mean, deviation, ..GroupOut::default() }
        }
        Law::Discrete { points, weights } => {
            let (points, weights) = (Some(&points[..]), Some(&weights[..]));
            GroupOut { law: "discrete", parameters, points, weights, ..GroupOut::default() }
        }
        Law::Samples { points } => {
            GroupOut { law: "samples", parameters, points: Some(points), ..GroupOut::default() }
        }
    }
}
