//! Symmetry: interchangeable columns, and what a node may conclude from them.
//!
//! | module | what it does | source |
//! |---|---|---|
//! | `colouring` | colour refinement of the graph of columns, rows and coefficients | McKay and Piperno 2014, section 2 |
//! | `detection` | generators of the program's automorphisms, each checked on the program itself | Darga, Sakallah and Markov 2008 |
//! | `stabiliser` | the automorphisms that leave some columns in place, and their orbits | Seress 2003, chapter 4 |

mod colouring;
mod detection;
mod stabiliser;

use crate::params::PROPAGATION_ENTRIES;
use crate::problem::MipProblem;
use hunch_model::SparseMatrix;
use stabiliser::Group;

/// A program's automorphisms, as far as they were found, with the subgroups along the last path that was
/// asked about.
#[derive(Clone, Debug)]
pub struct Symmetry {
    /// After the whole group: a column and the subgroup that leaves it and all before it in place.
    chain: Vec<(u32, Group)>,
    work: u64,
}

impl Symmetry {
    /// Looks for automorphisms of `problem`, whose coefficients by rows are `by_row`, for about `budget`
    /// units of work.
    pub fn of(problem: &MipProblem, by_row: &SparseMatrix, budget: u64) -> Self {
        let (generators, work) = match marked(problem) {
            Some(marked) => detection::generators(&marked, &marked.by_rows(), budget),
            None => detection::generators(problem, by_row, budget),
        };
        let generators = generators.into_iter().map(Into::into).collect();
        Self { chain: vec![(u32::MAX, Group::new(generators, problem.columns()))], work }
    }

    /// Whether nothing but the identity was found.
    pub fn is_trivial(&self) -> bool {
        self.chain[0].1.is_trivial()
    }

    /// Units of work since the last call; nothing when a first look at the program ruled automorphisms out.
    pub fn take_work(&mut self) -> u64 {
        std::mem::take(&mut self.work)
    }

    /// For each column the least of its orbit under (a subgroup of) the automorphisms that leave every column
    /// of `fixed` in place; `None` when only the identity does.
    pub fn orbits(&mut self, fixed: &[u32]) -> Option<&[u32]> {
        let chain = &mut self.chain;
        let known = chain[1..].iter().zip(fixed).take_while(|(link, j)| link.0 == **j).count();
        chain.truncate(1 + known);
        for &j in &fixed[known..] {
            let group = &chain[chain.len() - 1].1;
            if group.is_trivial() {
                break;
            }
            self.work += group.effort() / PROPAGATION_ENTRIES;
            let smaller = group.stabiliser(j);
            chain.push((j, smaller));
        }
        chain.last().filter(|(_, group)| !group.is_trivial()).map(|(_, group)| group.orbits())
    }
}

/// The program with each implication as one more row, whose sides no row has: automorphisms then map
/// implications to implications. `None` where there are none.
fn marked(problem: &MipProblem) -> Option<MipProblem> {
    problem.implications().first()?;
    let mut marked = problem.clone();
    let lp = &mut marked.lp;
    let mut triplets: Vec<(usize, usize, f64)> = lp.matrix.triplets().collect();
    for implication in problem.implications() {
        let i = lp.row_lower.len();
        triplets.push((i, implication.binary as usize, 1.0 + implication.value()));
        triplets.push((i, implication.column as usize, 3.0));
        lp.row_lower.push(f64::INFINITY);
        lp.row_upper.push(f64::NEG_INFINITY);
    }
    lp.matrix = SparseMatrix::from_triplets(lp.row_lower.len(), lp.cost.len(), &triplets);
    Some(marked)
}
