//! Integer optima: one of those that tie, the same one whoever solved.
//!
//! Where several integer points are optimal, the one is taken whose weighted sum of distances from the lower
//! bounds is least (from the upper ones where there is no lower one): a second search, of which a row keeps
//! the objective. A quadratic objective is no row; there the engine's optimum stands.

use crate::face::weight;
use crate::params::{GAP, TIE, TIE_ROW};
use hunch_model::{Control, Program, Row, SparseMatrix, Status};
use hunch_search::{Engine, Guidance, SearchError, Settings, solve};

/// How the search ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Mixed {
    /// One value a column.
    Optimal(Vec<f64>),
    Infeasible,
    Unbounded,
    /// A limit came first, or nothing is claimed.
    Unsettled,
}

/// Solves, and chooses among the optima where `settles_ties`.
pub(crate) fn optimum(
    program: &Program,
    node_limit: Option<u64>,
    settles_ties: bool,
    control: &mut dyn Control,
) -> Result<Mixed, SearchError> {
    let is_curved = program.quadratic.as_ref().is_some_and(|q| !q.lower_triangle.is_empty());
    let mut settings = Settings::new().with_node_limit(node_limit);
    if !is_curved {
        // Tangents of a quadratic objective do not come so close.
        settings = settings.with_relative_gap(GAP)?;
    }
    let first = solve(program, Engine::Hunch, &settings, &Guidance::none(), control)?;
    match first.status {
        Status::Optimal => {}
        Status::Infeasible => return Ok(Mixed::Infeasible),
        Status::Unbounded => return Ok(Mixed::Unbounded),
        _ => return Ok(Mixed::Unsettled),
    }
    let objective = first.objective.unwrap_or_else(|| program.objective(&first.values));
    if !settles_ties || is_curved {
        return Ok(Mixed::Optimal(first.values));
    }
    let Some((tied, limit)) = among_optima(program, objective) else {
        return Ok(Mixed::Optimal(first.values));
    };
    let start = first.values.iter().copied().enumerate().collect();
    let guidance = Guidance { start, ..Guidance::none() };
    let second = solve(&tied, Engine::Hunch, &settings, &guidance, control)?;
    let is_as_good = |values: &[f64]| program.sense.sign() * program.objective(values) <= limit;
    Ok(match second.status {
        Status::Optimal if is_as_good(&second.values) => Mixed::Optimal(second.values),
        // Rounding of the row: the first point, which is in the second program, stands.
        Status::Optimal | Status::Infeasible => Mixed::Optimal(first.values),
        _ => Mixed::Unsettled,
    })
}

/// The program of all points as good as `objective`, with the secondary objective, and the value of the
/// minimisation that counts as good. `None` where there is no objective to keep.
fn among_optima(program: &Program, objective: f64) -> Option<(Program, f64)> {
    let sign = program.sense.sign();
    let largest = program.columns.iter().fold(0.0, |most: f64, c| most.max(c.objective.abs()));
    let mut tied = program.clone();
    let limit = sign * objective + TIE * (objective - program.offset).abs().max(TIE);
    if largest > 0.0 {
        let factor = TIE_ROW / largest;
        let mut entries: Vec<_> = program.matrix.triplets().collect();
        let row = tied.rows.len();
        entries
            .extend(program.columns.iter().enumerate().map(|(j, c)| (row, j, sign * c.objective * factor)));
        let upper = (limit - sign * program.offset) * factor;
        tied.rows.push(Row { name: String::new(), lower: f64::NEG_INFINITY, upper });
        tied.matrix = SparseMatrix::from_triplets(row + 1, tied.columns.len(), &entries);
    }
    tied.rows.iter_mut().for_each(|row| row.name.clear());
    tied.sense = hunch_model::Sense::Minimize;
    tied.offset = 0.0;
    for (j, column) in tied.columns.iter_mut().enumerate() {
        column.objective = match column.kind.is_integer() {
            true if column.lower.is_finite() => weight(j),
            true if column.upper.is_finite() => -weight(j),
            _ => 0.0,
        };
    }
    tied.columns.iter().any(|c| c.objective != 0.0).then_some((tied, limit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::{Kind, Sense, Unlimited};

    #[test]
    fn of_tied_integer_optima_the_one_of_least_weight_is_chosen() {
        // Choose two of six equal items: the two of least weight.
        let mut p = Program::new("tied", Sense::Maximize);
        for k in 0..6 {
            p.add_column(format!("x{k}"), 0.37, 0.0, 1.0, Kind::Integer);
        }
        let row = Row { name: "two".into(), lower: f64::NEG_INFINITY, upper: 2.0 };
        p.set_rows(vec![row], &(0..6).map(|j| (0, j, 1.0)).collect::<Vec<_>>());
        let Ok(Mixed::Optimal(values)) = optimum(&p, None, true, &mut Unlimited) else { panic!("optimal") };
        let mut order: Vec<usize> = (0..6).collect();
        order.sort_by(|&a, &b| weight(a).total_cmp(&weight(b)));
        let chosen: Vec<usize> = (0..6).filter(|&j| values[j] == 1.0).collect();
        let mut expected = order[..2].to_vec();
        expected.sort_unstable();
        assert_eq!(chosen, expected);
    }

    #[test]
    fn a_point_that_is_worse_is_never_chosen_however_light() {
        // x0 = 1 has the better objective by 1e-7 and all the weight.
        let mut p = Program::new("near", Sense::Minimize);
        p.add_column("x0", -1.0 - 1e-7, 0.0, 1.0, Kind::Integer);
        p.add_column("x1", -1.0, 0.0, 1.0, Kind::Integer);
        let row = Row { name: "one".into(), lower: f64::NEG_INFINITY, upper: 1.0 };
        p.set_rows(vec![row], &[(0, 0, 1.0), (0, 1, 1.0)]);
        for columns in [[0, 1], [1, 0]] {
            let mut q = p.clone();
            q.columns = columns.map(|j: usize| p.columns[j].clone()).to_vec();
            let Ok(Mixed::Optimal(values)) = optimum(&q, None, true, &mut Unlimited) else {
                panic!("optimal")
            };
            assert_eq!(values[usize::from(columns[0] == 1)], 1.0, "{values:?}");
        }
    }
}
