//! The same programs by Clarabel (Goulart & Chen, "Clarabel: An interior-point solver for conic programs with
//! quadratic objectives", 2024), which shares nothing with our engine.

use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettings, DefaultSolver, IPSolver, SolverStatus, SupportedConeT};
use hunch_model::Program;

/// What Clarabel says.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its status.
    pub status: SolverStatus,
    /// Primal and dual objective, in the program's own sense.
    pub objective: f64,
    /// The dual one.
    pub bound: f64,
    /// Its point.
    pub values: Vec<f64>,
}

/// Solves a program: minimise ½xᵀPx + qᵀx where Ax + s = b, s zero for equations, not negative for the others.
///
/// # Errors
/// In words, when Clarabel refuses the program.
pub fn solve(program: &Program) -> Result<Answer, String> {
    let n = program.columns.len();
    let sign = program.sense.sign();
    let cost: Vec<f64> = program.columns.iter().map(|c| sign * c.objective).collect();
    let entries = program.quadratic.iter().flat_map(|q| &q.lower_triangle);
    let (mut i, mut j, mut v) = (Vec::new(), Vec::new(), Vec::new());
    for &(row, column, value) in entries {
        // Clarabel reads the upper triangle.
        (i.push(column), j.push(row), v.push(sign * value));
    }
    let quadratic = CscMatrix::new_from_triplets(n, n, i, j, v);
    let mut system = System::default();
    let by_row = program.matrix.transpose();
    let terms = |row: usize| {
        let (columns, values) = by_row.column(row);
        columns.iter().copied().zip(values.iter().copied()).collect::<Vec<_>>()
    };
    let rows = program.rows.iter().enumerate().map(|(i, row)| (terms(i), row.lower, row.upper));
    let columns = program.columns.iter().enumerate().map(|(j, c)| (vec![(j, 1.0)], c.lower, c.upper));
    let all: Vec<_> = rows.chain(columns).collect();
    for (terms, lower, _) in all.iter().filter(|r| r.1 == r.2) {
        system.add(terms, 1.0, *lower);
    }
    let equations = system.rights.len();
    for (terms, lower, upper) in all.iter().filter(|r| r.1 != r.2) {
        if upper.is_finite() {
            system.add(terms, 1.0, *upper);
        }
        if lower.is_finite() {
            system.add(terms, -1.0, -lower);
        }
    }
    let count = system.rights.len();
    let cones = [SupportedConeT::ZeroConeT(equations), SupportedConeT::NonnegativeConeT(count - equations)];
    let matrix = CscMatrix::new_from_triplets(count, n, system.rows, system.columns, system.values);
    let settings = DefaultSettings { verbose: false, max_iter: 500, ..DefaultSettings::default() };
    let mut solver = DefaultSolver::new(&quadratic, &cost, &matrix, &system.rights, &cones, settings)
        .map_err(|e| e.to_string())?;
    solver.solve();
    let solution = &solver.solution;
    Ok(Answer {
        status: solution.status,
        objective: program.offset + sign * solution.obj_val,
        bound: program.offset + sign * solution.obj_val_dual,
        values: solution.x.clone(),
    })
}

#[derive(Default)]
struct System {
    rows: Vec<usize>,
    columns: Vec<usize>,
    values: Vec<f64>,
    rights: Vec<f64>,
}

impl System {
    fn add(&mut self, terms: &[(usize, f64)], sign: f64, right: f64) {
        for &(j, v) in terms {
            self.rows.push(self.rights.len());
            self.columns.push(j);
            self.values.push(sign * v);
        }
        self.rights.push(right);
    }
}
