//! A hyperplane while its coefficients move.

use super::rules::Rules;
use super::sweep::{Points, Sweep};
use crate::learn::arena::{Arena, Split};
use crate::learn::hyperplane::{Hyperplane, complexity};
use crate::learn::params::NEGLIGIBLE_COEFFICIENT;

/// a·x ≤ b, and a·x − b of each point.
pub(super) struct Plane {
    pub a: Vec<f64>,
    pub b: f64,
    pub excess: Vec<f64>,
}

/// What moves.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Coordinate {
    Coefficient { parameter: usize, pivot: f64 },
    Bound,
}

/// The coefficients that stay.
pub(super) struct Others {
    sum: f64,
    largest: f64,
}

impl Others {
    pub(super) fn with(&self, coefficient: f64) -> f64 {
        let largest = self.largest.max(coefficient.abs());
        if largest > 0.0 { (self.sum + coefficient.abs()) / largest } else { f64::INFINITY }
    }
}

impl Plane {
    /// `None` when all coefficients are zero.
    pub(super) fn new(arena: &Arena<'_>, points: &Points, a: Vec<f64>, b: f64) -> Option<Self> {
        let largest = a.iter().fold(0.0f64, |largest, a| largest.max(a.abs()));
        if !(largest > 0.0 && largest.is_finite() && b.is_finite()) {
            return None;
        }
        let a: Vec<f64> = a.into_iter().map(|a| a / largest).collect();
        let mut plane = Self { a, b: b / largest, excess: Vec::new() };
        plane.measure(arena, points);
        Some(plane)
    }

    /// Computes a·x − b anew; steps add to what was there, and so do their roundings.
    pub(super) fn measure(&mut self, arena: &Arena<'_>, points: &Points) {
        self.excess.clear();
        self.excess.resize(points.index.len(), -self.b);
        for (j, &a) in self.a.iter().enumerate().filter(|&(_, &a)| a != 0.0) {
            let x = &arena.columns.scaled[j];
            for (excess, &i) in self.excess.iter_mut().zip(&points.index) {
                *excess += a * x[i as usize];
            }
        }
    }

    pub(super) fn without(&self, parameter: usize) -> Others {
        let others = || self.a.iter().enumerate().filter(|&(j, _)| j != parameter).map(|(_, a)| a.abs());
        Others { sum: others().sum(), largest: others().fold(0.0, f64::max) }
    }

    pub(super) fn complexity(&self) -> f64 {
        self.without(usize::MAX).with(0.0)
    }

    /// Gives a coordinate another value, then all of the plane a largest coefficient of 1.
    pub(super) fn set(&mut self, arena: &Arena<'_>, points: &Points, coordinate: Coordinate, value: f64) {
        match coordinate {
            Coordinate::Coefficient { parameter, pivot } => {
                let step = value - self.a[parameter];
                self.b += step * pivot;
                self.a[parameter] = value;
                let x = &arena.columns.scaled[parameter];
                for (excess, &i) in self.excess.iter_mut().zip(&points.index) {
                    *excess += step * (x[i as usize] - pivot);
                }
            }
            Coordinate::Bound => {
                let step = self.b - value;
                self.b = value;
                self.excess.iter_mut().for_each(|excess| *excess += step);
            }
        }
        let largest = self.without(usize::MAX).largest;
        if largest > 0.0 && largest != 1.0 {
            let factor = 1.0 / largest;
            self.a.iter_mut().for_each(|a| *a *= factor);
            self.b *= factor;
            self.excess.iter_mut().for_each(|excess| *excess *= factor);
        }
    }
}

/// Coefficients and right-hand side in scaled parameters.
pub(super) fn scaled(arena: &Arena<'_>, split: &Split) -> (Vec<f64>, f64) {
    let Hyperplane { terms, bound } = split.hyperplane(arena.columns);
    let (mut a, mut b) = (vec![0.0; arena.data.width()], bound);
    for (parameter, coefficient) in terms {
        let j = parameter as usize;
        a[j] = coefficient * arena.columns.extent[j];
        b -= coefficient * arena.columns.low[j];
    }
    (a, b)
}

/// The plane in the parameters themselves, its right-hand side in the middle of the gap, and the loss that it
/// then has: what rounding moved is counted.
pub(super) fn as_split(
    arena: &Arena<'_>,
    points: &Points,
    sweep: &mut Sweep,
    plane: &Plane,
    base: f64,
    rules: &Rules,
) -> Option<(Split, f64)> {
    let columns = arena.columns;
    let mut hyperplane = Hyperplane { terms: Vec::new(), bound: plane.b };
    for (j, &a) in plane.a.iter().enumerate().filter(|&(_, a)| a.abs() > NEGLIGIBLE_COEFFICIENT) {
        let coefficient = a / columns.extent[j];
        hyperplane.terms.push((j as u32, coefficient));
        hyperplane.bound += coefficient * columns.low[j];
    }
    let values: Vec<f64> =
        points.index.iter().map(|&i| hyperplane.value(arena.data.point(i as usize))).collect();
    let (mut below, mut above) = (f64::NEG_INFINITY, f64::INFINITY);
    for &value in &values {
        if value <= hyperplane.bound {
            below = below.max(value);
        } else {
            above = above.min(value);
        }
    }
    if !(below.is_finite() && above.is_finite()) {
        return None;
    }
    let middle = 0.5 * below + 0.5 * above;
    hyperplane.bound = if middle >= below && middle < above { middle } else { below };
    let correct = sweep.sides(points, rules.limits.bucket, |i| values[i] <= hyperplane.bound)?;
    let complexity = complexity(&hyperplane.terms, &columns.extent);
    let loss = points.total - correct + base + rules.penalty * complexity;
    Some((Split::Oblique { hyperplane, complexity }, loss))
}
