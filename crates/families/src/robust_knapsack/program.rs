//! The nominal knapsack and its robust counterpart as programs.

use super::instance::{Domain, Instance};
use crate::conic::{Affine, Cone, ConicProgram};
use crate::robust::UncertaintySet;
use hunch_model::{Kind, Program, Row, Sense};

/// The program without uncertainty: columns `x[1..n]`, rows `capacity[1..m]`.
pub fn nominal_program(instance: &Instance) -> Program {
    box_program(&instance.nominal())
}

/// The robust counterpart of a box as a program (an LP, or a MIP for the binary domain): `(ŵ_j + ρ)ᵀx <=
/// C_j`, because `‖x‖_1` is the sum of a non-negative `x`. `None` for an ellipsoid, whose counterpart has a
/// cone; see [`robust_counterpart`].
pub fn robust_program(instance: &Instance) -> Option<Program> {
    (instance.set == UncertaintySet::Box).then(|| box_program(instance))
}

/// The robust counterpart. A box has no cones, nor has radius 0. For an ellipsoid the columns are `x[1..n]`
/// and `norm`, with `ŵ_jᵀx + ρ norm <= C_j` and the one cone `‖x‖_2 <= norm`.
pub fn robust_counterpart(instance: &Instance) -> ConicProgram {
    let n = instance.items();
    match instance.set {
        UncertaintySet::Ellipsoid if instance.rho > 0.0 => {
            let mut linear = columns(instance);
            // No choice is longer than all items together; a finite bound keeps bounds from duals safe.
            let norm = linear.add_column("norm", 0.0, 0.0, (n as f64).sqrt(), Kind::Continuous);
            let mut entries = weights(instance, 0.0);
            entries.extend((0..instance.rows()).map(|j| (j, norm, instance.rho)));
            linear.set_rows(rows(instance), &entries);
            let members = (0..n).map(Affine::column).collect();
            let cone = Cone { name: "error".into(), bound: Affine::column(norm), members };
            ConicProgram { linear, cones: vec![cone] }
        }
        _ => ConicProgram { linear: box_program(instance), cones: Vec::new() },
    }
}

fn box_program(instance: &Instance) -> Program {
    let mut program = columns(instance);
    program.set_rows(rows(instance), &weights(instance, instance.rho));
    program
}

fn columns(instance: &Instance) -> Program {
    let mut program = Program::new("robust knapsack", Sense::Maximize);
    let kind = match instance.domain {
        Domain::Continuous => Kind::Continuous,
        Domain::Binary => Kind::Integer,
    };
    for (i, &value) in instance.values.iter().enumerate() {
        program.add_column(format!("x[{}]", i + 1), value, 0.0, 1.0, kind);
    }
    program
}

fn rows(instance: &Instance) -> Vec<Row> {
    let row = |(j, &upper): (usize, &f64)| Row {
        name: format!("capacity[{}]", j + 1),
        lower: f64::NEG_INFINITY,
        upper,
    };
    instance.capacities.iter().enumerate().map(row).collect()
}

/// The matrix of nominal weights, each raised by `added`.
fn weights(instance: &Instance, added: f64) -> Vec<(usize, usize, f64)> {
    let n = instance.items();
    instance.weights.iter().enumerate().map(|(k, w)| (k / n, k % n, w + added)).collect()
}
