//! Tangents of a quadratic objective in the tree (Quesada and Grossmann, "An LP/NLP based branch and bound
//! algorithm for convex MINLP optimization problems", 1992): rounds of them at fractional points while they are
//! worth a relaxation; at integral ones until nothing is missing, after the best point with these integers was
//! offered and its tangents added, which settle them at once.

use super::search::Tree;
use crate::cuts::Inequality;
use crate::params::{
    CURVE_INTEGRAL_ROUNDS, CURVE_INTEGRAL_SHARE, CURVE_NODE_ROUNDS, CURVE_NODE_SHARE, CURVE_RESOLVED_SHARE,
    CURVE_ROOT_ROUNDS, CURVE_ROOT_SHARE, CURVE_VIOLATION,
};
use crate::state::home::{Context, Home, Source};
use hunch_model::tolerances::GAP_FLOOR;
use hunch_model::{Column, Cut, Kind};

impl Tree {
    /// Whether points are held against the curve.
    pub(crate) fn set_curved(&mut self, curved: bool) {
        self.demanded.curved = curved;
    }

    /// Holds a relaxed point against the curve; whether rows were added.
    pub(super) fn is_below_curve(&mut self, x: &[f64], cx: &mut Context) -> bool {
        let values = cx.postsolve.values(x);
        let Some(curve) = &cx.home.curve else { return false };
        let (missing, resolution) = (curve.missing(&values), curve.resolution());
        let integral = self.bench.fractional(x).is_empty();
        let objective = self.bench.problem.objective(x);
        let size = (objective - self.bench.problem.constant).abs().max(GAP_FLOOR);
        let gap = self.bench.cutoff.incumbent() - objective;
        let wide = if gap.is_finite() { gap.max(CURVE_INTEGRAL_SHARE * size) } else { size };
        let (most, least) = match (integral, self.is_root()) {
            (true, _) => {
                // Below what the simplex method resolves no tangent helps, as long as that is within the gap.
                let least = resolution.min(CURVE_RESOLVED_SHARE * size);
                (CURVE_INTEGRAL_ROUNDS, least.max(CURVE_INTEGRAL_SHARE * size))
            }
            (false, true) => (CURVE_ROOT_ROUNDS, CURVE_ROOT_SHARE * wide),
            (false, false) => (CURVE_NODE_ROUNDS, CURVE_NODE_SHARE * wide),
        };
        if missing <= least || self.rounds_here() >= most {
            return false;
        }
        self.demanded.bending.rounds += 1;
        let mut rows = if integral { self.best_around(&values, cx) } else { Vec::new() };
        rows.extend(cx.home.curve.iter().flat_map(|curve| curve.rows_at(&values, missing, integral)));
        // What is known already and has left the relaxation comes back.
        let came_back = self.add_violated(&[x], CURVE_VIOLATION, cx);
        let rows = cx.home.curve.as_mut().map(|curve| curve.new_of(rows));
        self.bend(rows.unwrap_or_default(), cx) || came_back
    }

    /// Rounds of tangents at the current node.
    fn rounds_here(&mut self) -> u32 {
        let node = self.bench.effort.nodes;
        let bending = &mut self.demanded.bending;
        if bending.node != node {
            (bending.node, bending.rounds) = (node, 0);
        }
        bending.rounds
    }

    /// Offers the best point with the integers of this one, once, and gives the tangents there.
    fn best_around(&mut self, values: &[f64], cx: &mut Context) -> Vec<Cut> {
        let is_integer = |column: &Column| column.kind == Kind::Integer;
        let rounded = |(c, &v): (&Column, &f64)| if is_integer(c) { v.round() } else { v };
        let point: Vec<f64> = cx.home.program.columns.iter().zip(values).map(rounded).collect();
        let columns = cx.home.program.columns.iter().zip(&point);
        let integers: Vec<f64> = columns.filter(|(c, _)| is_integer(c)).map(|(_, v)| *v).collect();
        if self.demanded.bending.settled == integers {
            return Vec::new();
        }
        self.demanded.bending.settled = integers;
        let Some(curve) = &mut cx.home.curve else { return Vec::new() };
        let point = curve.solve_around(&point, cx.control).unwrap_or(point);
        let rows = curve.rows_on(&point);
        let _ = cx.offer_original(point, Source::Relaxation);
        self.bench.take_up_incumbent(cx);
        rows
    }

    /// The relaxation has no end: tangents along its ray, if a curve bends there; whether rows were added.
    pub(super) fn is_bent_along_ray(&mut self, cx: &mut Context) -> bool {
        if !self.demanded.curved || self.rounds_here() >= CURVE_ROOT_ROUNDS {
            return false;
        }
        let lp = &self.bench.relaxation.lp;
        let Some(ray) = lp.ray() else { return false };
        let x = lp.values();
        // In the program's columns, a direction is a difference of points.
        let ahead: Vec<f64> = x.iter().zip(ray).map(|(x, r)| x + r).collect();
        let (from, ahead) = (cx.postsolve.values(&x), cx.postsolve.values(&ahead));
        let direction: Vec<f64> = ahead.iter().zip(&from).map(|(a, b)| a - b).collect();
        self.demanded.bending.rounds += 1;
        // Those of the continuous relaxation may be enough.
        if self.bend(Vec::new(), cx) {
            return true;
        }
        let rows = cx.home.curve.as_ref().map(|curve| curve.rows_along(&from, &direction));
        self.bend(rows.unwrap_or_default(), cx)
    }

    /// Makes rows known to every tree, and rows of the relaxation.
    fn bend(&mut self, rows: Vec<Cut>, cx: &mut Context) -> bool {
        let Home { demanded, program, .. } = &mut *cx.home;
        demanded.add(rows, program);
        let first = self.demanded.list.len();
        self.take_up_rows(cx);
        let list = self.demanded.list.iter().enumerate().skip(first);
        let fresh: Vec<(u32, Inequality)> = list.map(|(k, row)| (k as u32, row.clone())).collect();
        cx.spend(fresh.iter().map(|(_, row)| row.terms.len() as u64).sum());
        self.activate(fresh)
    }
}
