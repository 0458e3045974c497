//! Generators of the program's automorphisms, by individualisation and refinement: along one path, column
//! after column is given a colour of its own until all colours differ; giving another column the place of the
//! path's leads to colours that, where they match the path's, say what goes where (McKay and Piperno,
//! "Practical graph isomorphism, II", 2014, sections 2 and 3). As in saucy (Darga, Sakallah and Markov,
//! "Faster symmetry discovery using sparsity of symmetries", 2008), a mapping is tried before all colours
//! differ. What the budget does not reach is lost.

use super::colouring::{Colouring, Graph};
use crate::params::PROPAGATION_ENTRIES;
use crate::problem::MipProblem;
use hunch_model::SparseMatrix;

/// Permutations of the columns that map the program to itself, together with some of the rows, and the units
/// of work spent on them beyond a first look.
pub(super) fn generators(problem: &MipProblem, by_row: &SparseMatrix, budget: u64) -> (Vec<Vec<u32>>, u64) {
    let columns = problem.columns();
    let mut graph = Graph::new(problem, by_row);
    let mut path = vec![graph.first_colouring()];
    let mut chosen = Vec::new();
    let first_look = graph.read;
    let budget = PROPAGATION_ENTRIES * budget;
    while let Some(j) = path[chosen.len()].shared(columns)
        && graph.read < budget / 2
    {
        path.push(graph.individualised(&path[chosen.len()], j));
        chosen.push(j);
    }
    let mut found: Vec<Vec<u32>> = Vec::new();
    let mut orbit: Vec<u32> = (0..columns as u32).collect();
    // From the longest prefix of the path to the shortest: orbits of what fixes the longer are known to the
    // shorter.
    for level in (0..chosen.len()).rev() {
        let j = chosen[level];
        let here = &path[level];
        for k in here.of_colour(here.of[j as usize], columns) {
            if orbit[k as usize] != orbit[j as usize]
                && let Some(image) = graph.automorphism(&path[level..], &chosen[level..], here, k, budget)
            {
                join(&mut orbit, &image);
                found.push(image);
            }
        }
    }
    (found, (graph.read - first_look) / PROPAGATION_ENTRIES)
}

/// Joins the classes of all that `image` maps onto each other; `class` holds the least column of each
/// column's class.
pub(super) fn join(class: &mut [u32], image: &[u32]) {
    for (j, &k) in image.iter().enumerate() {
        let (mut a, mut b) = (j, k as usize);
        // On the way every column points to one before it of its class, the least to itself.
        while class[a] as usize != a {
            a = class[a] as usize;
        }
        while class[b] as usize != b {
            b = class[b] as usize;
        }
        class[a.max(b)] = a.min(b) as u32;
    }
    for j in 0..class.len() {
        class[j] = class[class[j] as usize];
    }
}

impl Graph<'_> {
    /// An automorphism that takes the path's first column to `k` and what is coloured as in the first of
    /// `path` to what is so coloured `there`, if one is found before the budget is spent. Of the columns that
    /// may take the place of the path's next, that column itself is tried first: most automorphisms move few.
    fn automorphism(
        &mut self,
        path: &[Colouring],
        chosen: &[u32],
        there: &Colouring,
        k: u32,
        budget: u64,
    ) -> Option<Vec<u32>> {
        if self.read >= budget {
            return None;
        }
        let (here, next) = (&path[1], self.individualised(there, k));
        let mut image = vec![0; here.of.len()];
        for (&v, &w) in here.order.iter().zip(&next.order) {
            if here.of[v as usize] != next.of[w as usize] {
                return None;
            }
            image[v as usize] = w;
        }
        let columns = self.problem.columns();
        if self.is_automorphism(&image) {
            image.truncate(columns);
            return Some(image);
        }
        let &j = chosen.get(1)?;
        let mut places = next.of_colour(here.of[j as usize], columns);
        if let Some(own) = places.iter().position(|&place| place == j) {
            places.swap(0, own);
        }
        places.into_iter().find_map(|place| self.automorphism(&path[1..], &chosen[1..], &next, place, budget))
    }

    /// Whether a permutation of columns and rows maps the program to itself: the one thing that is relied on.
    fn is_automorphism(&mut self, image: &[u32]) -> bool {
        let (columns, matrix) = (self.problem.columns(), &self.problem.lp.matrix);
        self.read += matrix.nonzeros() as u64;
        let same = |v: usize, w: usize| (v < columns) == (w < columns) && self.same_alone(v, w);
        if !image.iter().enumerate().all(|(v, &w)| same(v, w as usize)) {
            return false;
        }
        let mut expected = vec![0.0; self.problem.rows()];
        (0..columns).all(|j| {
            let ((rows, values), (rows_there, values_there)) =
                (matrix.column(j), matrix.column(image[j] as usize));
            for (i, a) in rows.iter().zip(values) {
                expected[image[columns + i] as usize - columns] = *a;
            }
            // As many entries, each where one is expected: the same. Met entries are crossed out, so that the
            // array is empty again.
            let met = |(i, a): (&usize, &f64)| std::mem::replace(&mut expected[*i], 0.0) == *a;
            rows.len() == rows_there.len() && rows_there.iter().zip(values_there).all(met)
        })
    }
}
