//! The (l,S) inequalities at work on the linear relaxation.
#![allow(clippy::unwrap_used, reason = "a helper of tests may panic like a test")]

use hunch_families::clsp::{
    Distribution, Instance, LotSizingInequalities, linear_bound, optimal_plan, program, sample,
};
use hunch_model::{Cut, Separator};
use microlp::{ComparisonOp, OptimizationDirection, Problem};

/// The linear relaxation of the program with `cuts`: objective and values.
fn relaxation(instance: &Instance, cuts: &[Cut]) -> (f64, Vec<f64>) {
    let model = program(instance);
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let variables: Vec<_> =
        model.columns.iter().map(|c| problem.add_var(c.objective, (c.lower, c.upper))).collect();
    let by_row = model.matrix.transpose();
    for (i, row) in model.rows.iter().enumerate() {
        let (columns, values) = by_row.column(i);
        let terms: Vec<_> = columns.iter().zip(values).map(|(&j, &v)| (variables[j], v)).collect();
        let operator = if row.lower == row.upper { ComparisonOp::Eq } else { ComparisonOp::Le };
        problem.add_constraint(&terms[..], operator, row.upper);
    }
    for cut in cuts {
        let terms: Vec<_> = cut.terms.iter().map(|&(j, v)| (variables[j], v)).collect();
        problem.add_constraint(&terms[..], ComparisonOp::Ge, cut.lower);
    }
    let solution = problem.solve().unwrap().into_solution().unwrap();
    (solution.objective(), variables.iter().map(|&v| solution.var_value(v)).collect())
}

#[test]
fn rounds_of_inequalities_raise_the_relaxation_and_never_pass_the_optimum() {
    let (mut gap_before, mut gap_after) = (0.0, 0.0);
    for seed in 0..12 {
        let instance = sample(&Distribution { c: 8, f: 1_000, horizon: 15 }, seed).unwrap();
        let optimum = optimal_plan(&instance).unwrap().unwrap().cost;
        let mut separator = LotSizingInequalities::new(&instance);
        let mut cuts = Vec::new();
        let (mut objective, mut point) = relaxation(&instance, &cuts);
        gap_before += optimum - objective;
        for _ in 0..30 {
            let known = cuts.len();
            separator.separate(&point, &mut cuts);
            for cut in &cuts[known..] {
                let left: f64 = cut.terms.iter().map(|&(j, v)| v * point[j]).sum();
                assert!(left < cut.lower, "seed {seed}: the point satisfies {cut:?}");
            }
            if cuts.len() == known {
                break;
            }
            let (next, values) = relaxation(&instance, &cuts);
            assert!(next >= objective - 1e-6 * optimum, "seed {seed}: {next} after {objective}");
            assert!(next <= optimum * (1.0 + 1e-9), "seed {seed}: {next} passes {optimum}");
            (objective, point) = (next, values);
        }
        gap_after += optimum - objective;
    }
    assert!(gap_after < 0.5 * gap_before, "the gap fell from {gap_before} to {gap_after} only");
}

#[test]
fn the_greedy_linear_bound_is_no_weaker_than_the_published_relaxation() {
    for seed in 0..20 {
        let instance = sample(&Distribution { c: 5, f: 1_000, horizon: 20 }, seed).unwrap();
        let (published, _) = relaxation(&instance, &[]);
        let bound = linear_bound(&instance, &[]).unwrap();
        assert!(bound >= published * (1.0 - 1e-9), "seed {seed}: {bound} below {published}");
    }
}
