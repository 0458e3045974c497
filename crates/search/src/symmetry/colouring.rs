//! Colour refinement: columns and rows that an automorphism may exchange have the same colour.

use crate::problem::MipProblem;
use crate::random::mixed;
use hunch_model::SparseMatrix;
use hunch_model::order::sort_by;

/// Colours of the columns and then the rows.
#[derive(Clone, Debug)]
pub(super) struct Colouring {
    /// Colour of each vertex.
    pub of: Vec<u64>,
    /// Vertices by colour, those of one colour by number.
    pub order: Vec<u32>,
}

/// The graph of a program, with what was spent on it.
pub(super) struct Graph<'a> {
    pub problem: &'a MipProblem,
    by_row: &'a SparseMatrix,
    /// Entries read.
    pub read: u64,
}

/// Colour made of a colour and what is seen from it.
fn joined(colour: u64, seen: u64) -> u64 {
    mixed(colour.rotate_left(1) ^ mixed(seen))
}

fn joined_values(colour: u64, values: &[f64]) -> u64 {
    // Both zeros are one value.
    values.iter().fold(colour, |colour, v| joined(colour, (v + 0.0).to_bits()))
}

/// New colours of vertices that see others over the columns of `matrix`.
fn look_across(matrix: &SparseMatrix, seeing: &mut [u64], seen: &[u64]) {
    for (k, colour) in seeing.iter_mut().enumerate() {
        let (others, coefficients) = matrix.column(k);
        // A sum does not depend on the order of entries.
        let mut sum = 0u64;
        for (i, a) in others.iter().zip(coefficients) {
            sum = sum.wrapping_add(joined(seen[*i], a.to_bits()));
        }
        *colour = joined(*colour, sum);
    }
}

impl<'a> Graph<'a> {
    pub fn new(problem: &'a MipProblem, by_row: &'a SparseMatrix) -> Self {
        Self { problem, by_row, read: 0 }
    }

    /// What sets a vertex apart by itself: a column's cost, bounds and kind, a row's sides. That some
    /// integers need no branching says nothing about the program's points, and of alike columns presolve says
    /// it of some only.
    pub fn own_colour(&self, vertex: usize) -> u64 {
        let (problem, lp) = (self.problem, &self.problem.lp);
        if vertex < problem.columns() {
            let j = vertex;
            let kind = u64::from(problem.integer[j]);
            joined_values(kind, &[lp.cost[j], lp.column_lower[j], lp.column_upper[j]])
        } else {
            let i = vertex - problem.columns();
            joined_values(u64::MAX, &[lp.row_lower[i], lp.row_upper[i]])
        }
    }

    /// Whether two columns or two rows do not differ by themselves.
    pub fn same_alone(&self, v: usize, w: usize) -> bool {
        let (problem, lp, columns) = (self.problem, &self.problem.lp, self.problem.columns());
        if v < columns {
            lp.cost[v] == lp.cost[w]
                && lp.column_lower[v] == lp.column_lower[w]
                && lp.column_upper[v] == lp.column_upper[w]
                && problem.integer[v] == problem.integer[w]
        } else {
            let (v, w) = (v - columns, w - columns);
            lp.row_lower[v] == lp.row_lower[w] && lp.row_upper[v] == lp.row_upper[w]
        }
    }

    /// The colouring by what sets vertices apart, refined.
    pub fn first_colouring(&mut self) -> Colouring {
        let vertices = self.problem.columns() + self.problem.rows();
        self.refined((0..vertices).map(|v| self.own_colour(v)).collect())
    }

    /// The colouring in which `vertex` has a colour of its own, refined.
    pub fn individualised(&mut self, colouring: &Colouring, vertex: u32) -> Colouring {
        let mut of = colouring.of.clone();
        let own = &mut of[vertex as usize];
        *own = joined(*own, 0);
        self.refined(of)
    }

    /// Refines until no more colours come of it.
    fn refined(&mut self, mut of: Vec<u64>) -> Colouring {
        let mut colours = 0;
        loop {
            let (columns, rows) = of.split_at_mut(self.problem.columns());
            look_across(&self.problem.lp.matrix, columns, rows);
            look_across(self.by_row, rows, columns);
            let mut order: Vec<u32> = (0..of.len() as u32).collect();
            sort_by(&mut order, |&a, &b| of[a as usize].cmp(&of[b as usize]));
            self.read += (2 * self.by_row.nonzeros() + 8 * of.len()) as u64;
            let before = colours;
            colours = 1 + order.windows(2).filter(|w| of[w[0] as usize] != of[w[1] as usize]).count();
            if colours <= before {
                return Colouring { of, order };
            }
        }
    }
}

impl Colouring {
    /// The columns (below `columns`) of this colour.
    pub fn of_colour(&self, colour: u64, columns: usize) -> Vec<u32> {
        (0..columns as u32).filter(|&k| self.of[k as usize] == colour).collect()
    }

    /// The first column, by colour, that shares its colour.
    pub fn shared(&self, columns: usize) -> Option<u32> {
        let alike =
            |w: &&[u32]| (w[0] as usize) < columns && self.of[w[0] as usize] == self.of[w[1] as usize];
        self.order.windows(2).find(alike).map(|w| w[0])
    }
}
