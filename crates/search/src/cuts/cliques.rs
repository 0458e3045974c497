//! Clique inequalities: of literals (a binary or its complement) that exclude each other pairwise, at most
//! one is true. A row of binaries says which pairs do: two whose weights together pass its capacity
//! (Atamtürk, Nemhauser and Savelsbergh, "Conflict graphs in solving integer programming problems", 2000).
//! Separation is greedy, as in Achterberg 2007, section 8.7.

use super::Inequality;
use super::cover::{Item, each_knapsack, inequality};
use super::separator::{CutClass, Round};
use crate::domain::Domain;
use crate::params::{CLIQUE_ENTRIES, CLIQUE_MEMBERS, CUT_EFFICACY, INTEGRALITY};
use crate::problem::MipProblem;
use crate::state::workbench::Workbench;
use hunch_model::SparseMatrix;
use hunch_model::order::sort_by;

/// Cliques that the rows say outright. Literal `2j` is column `j` at 1, `2j + 1` the same at 0.
#[derive(Clone, Debug, Default)]
pub struct CliqueTable {
    cliques: Vec<Vec<u32>>,
    /// The cliques of each literal.
    of: Vec<Vec<u32>>,
}

impl CliqueTable {
    /// Reads them off the rows that are knapsacks of binaries, up to [`CLIQUE_ENTRIES`] entries in all.
    pub fn of(problem: &MipProblem, domain: &Domain, by_row: &SparseMatrix) -> Self {
        let mut table = Self { cliques: Vec::new(), of: vec![Vec::new(); 2 * problem.columns()] };
        let nowhere = vec![0.0; problem.columns()];
        let mut entries = 0;
        each_knapsack(problem, domain, by_row, &nowhere, |knapsack| {
            let most = knapsack.most;
            let mut items = knapsack.items;
            sort_by(&mut items, |a, b| b.weight.total_cmp(&a.weight).then(a.column.cmp(&b.column)));
            // The heaviest, as long as the two lightest of them exclude each other …
            let excluded = |a: &Item, b: &Item| a.weight + b.weight > most;
            let size = 1 + items.windows(2).take_while(|w| excluded(&w[0], &w[1])).count();
            let mut add = |members: &[Item]| {
                if members.len() >= 2 && entries + members.len() <= CLIQUE_ENTRIES {
                    entries += members.len();
                    table.add(members.iter().map(Item::literal).collect());
                }
            };
            add(&items[..size]);
            // … and every lighter one with those that exclude it.
            for k in size..items.len() {
                let with = items[..size].iter().take_while(|i| excluded(i, &items[k])).count();
                if with == 0 {
                    break;
                }
                items.swap(with, k);
                add(&items[..=with]);
                items.swap(with, k);
            }
        });
        table
    }

    fn add(&mut self, members: Vec<u32>) {
        for &literal in &members {
            self.of[literal as usize].push(self.cliques.len() as u32);
        }
        self.cliques.push(members);
    }

    /// Appends violated cliques at `x` that no single row says; returns the work done.
    pub fn separate(&self, x: &[f64], found: &mut Vec<Inequality>) -> u64 {
        let value = |literal: u32| {
            let v = x[literal as usize / 2];
            if literal.is_multiple_of(2) { v } else { 1.0 - v }
        };
        let mut order: Vec<u32> = (0..self.of.len() as u32)
            .filter(|&l| {
                !self.of[l as usize].is_empty() && value(l) > INTEGRALITY && value(l) < 1.0 - INTEGRALITY
            })
            .collect();
        sort_by(&mut order, |a, b| value(*b).total_cmp(&value(*a)).then(a.cmp(b)));
        order.truncate(CLIQUE_MEMBERS);
        // How many members of the clique under way exclude a literal.
        let mut against = vec![0u32; self.of.len()];
        let mut covered = vec![false; self.of.len()];
        let mut work = order.len() as u64;
        for &start in &order {
            if covered[start as usize] {
                continue;
            }
            let mut members = vec![start];
            let mut sum = value(start);
            work += self.count_against(start, &mut against);
            for &other in &order {
                if against[other as usize] == members.len() as u32 && !members.contains(&other) {
                    members.push(other);
                    sum += value(other);
                    work += self.count_against(other, &mut against);
                }
            }
            against.fill(0);
            work += (against.len() / 8) as u64 + (order.len() * 2) as u64;
            if sum > 1.0 + CUT_EFFICACY * (members.len() as f64).sqrt() {
                members.iter().for_each(|&m| covered[m as usize] = true);
                let item = |&l: &u32| Item {
                    column: l as usize / 2,
                    weight: 1.0,
                    complemented: l % 2 == 1,
                    value: 0.0,
                };
                found.push(inequality(members.iter().map(|l| (item(l), 1.0)), 1.0));
            }
        }
        work
    }

    /// Adds to a clique, given as an inequality, what all its members exclude: that adds nothing to the violation at
    /// the point, where it is mostly 0, and much where the point moves to. Returns the work done.
    #[cfg(feature = "local-search")]
    fn extend(&self, cut: &mut Inequality) -> u64 {
        let literals = |terms: &[(usize, f64)]| -> Vec<u32> {
            terms.iter().map(|&(j, v)| 2 * j as u32 + u32::from(v < 0.0)).collect()
        };
        let members = literals(&cut.terms);
        let Some((&first, others)) = members.split_first() else { return 0 };
        let mut excluded = self.neighbours(first);
        let mut work = 2 * excluded.len() as u64;
        let mut keep_excluded_by = |literal: u32, excluded: &mut Vec<u32>| {
            let neighbours = self.neighbours(literal);
            work += 2 * neighbours.len() as u64;
            excluded.retain(|&l| l != literal && neighbours.binary_search(&l).is_ok());
        };
        others.iter().for_each(|&l| keep_excluded_by(l, &mut excluded));
        excluded.retain(|l| !members.contains(l));
        while let Some(&next) = excluded.first() {
            let complemented = next % 2 == 1;
            cut.terms.push((next as usize / 2, if complemented { -1.0 } else { 1.0 }));
            cut.upper -= f64::from(u8::from(complemented));
            keep_excluded_by(next, &mut excluded);
        }
        sort_by(&mut cut.terms, |a, b| a.0.cmp(&b.0));
        work
    }

    /// The literals that share a clique with `literal`, itself among them; ascending, each once.
    fn neighbours(&self, literal: u32) -> Vec<u32> {
        let mut neighbours: Vec<u32> =
            self.of[literal as usize].iter().flat_map(|&c| &self.cliques[c as usize]).copied().collect();
        neighbours.sort_unstable();
        neighbours.dedup();
        neighbours
    }

    /// Counts `literal` against every literal that it excludes, each once.
    fn count_against(&self, literal: u32, against: &mut [u32]) -> u64 {
        let neighbours = self.neighbours(literal);
        neighbours.iter().filter(|n| **n != literal).for_each(|&n| against[n as usize] += 1);
        2 * neighbours.len() as u64
    }
}

/// Cliques of the rows that the first round found.
#[derive(Default)]
pub struct Cliques(CliqueTable);

impl CutClass for Cliques {
    fn prepare(&mut self, bench: &Workbench) {
        self.0 = CliqueTable::of(&bench.problem, &bench.domain, &bench.by_row);
    }

    fn separate(&mut self, round: &mut Round, found: &mut Vec<Inequality>) -> u64 {
        self.0.separate(round.point.x, found)
    }

    #[cfg(feature = "local-search")]
    fn strengthen(&self, chosen: &mut Inequality) -> u64 {
        self.0.extend(chosen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_pairs_make_a_clique_of_three() {
        let mut problem = MipProblem::default();
        let pairs = [(0, 0, 1.0), (0, 1, 1.0), (1, 1, 2.0), (1, 2, 3.0), (2, 0, 1.0), (2, 2, 1.0)];
        problem.lp.matrix = SparseMatrix::from_triplets(3, 3, &pairs);
        problem.lp.cost = vec![0.0; 3];
        problem.lp.row_lower = vec![f64::NEG_INFINITY; 3];
        problem.lp.row_upper = vec![1.0, 4.0, 1.0];
        problem.integer = vec![true; 3];
        let domain = Domain::new(vec![0.0; 3], vec![1.0; 3]);
        let table = CliqueTable::of(&problem, &domain, &problem.by_rows());
        let mut found = Vec::new();
        table.separate(&[0.5; 3], &mut found);
        assert_eq!(
            found,
            vec![Inequality { terms: vec![(0, 1.0), (1, 1.0), (2, 1.0)], upper: 1.0, family: "" }]
        );
    }

    /// Of four binaries that exclude each other pairwise, `x3` by rows of its own, and `1 − x4` that excludes two of
    /// them: the clique of the first three takes in `x3` alone.
    #[cfg(feature = "local-search")]
    #[test]
    fn a_clique_is_extended_by_what_all_of_it_excludes() {
        let mut problem = MipProblem::default();
        let mut pairs = Vec::new();
        for (a, b) in [(0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3)] {
            let row = pairs.len() / 2;
            pairs.extend([(row, a, 1.0), (row, b, 1.0)]);
        }
        // x0 <= x4 and x1 <= x4.
        pairs.extend([(6, 0, 1.0), (6, 4, -1.0), (7, 1, 1.0), (7, 4, -1.0)]);
        problem.lp.matrix = SparseMatrix::from_triplets(8, 5, &pairs);
        problem.lp.cost = vec![0.0; 5];
        problem.lp.row_lower = vec![f64::NEG_INFINITY; 8];
        problem.lp.row_upper = vec![1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0];
        problem.integer = vec![true; 5];
        let domain = Domain::new(vec![0.0; 5], vec![1.0; 5]);
        let table = CliqueTable::of(&problem, &domain, &problem.by_rows());
        let mut cut = Inequality { terms: vec![(0, 1.0), (1, 1.0), (2, 1.0)], upper: 1.0, family: "clique" };
        assert!(table.extend(&mut cut) > 0);
        assert_eq!((cut.terms, cut.upper), (vec![(0, 1.0), (1, 1.0), (2, 1.0), (3, 1.0)], 1.0));
        // x0 and x1 exclude x2, x3 and 1 − x4; of these x2 comes first, and excludes the last.
        let mut pair = Inequality { terms: vec![(0, 1.0), (4, -1.0)], upper: 0.0, family: "clique" };
        table.extend(&mut pair);
        assert_eq!((pair.terms, pair.upper), (vec![(0, 1.0), (1, 1.0), (4, -1.0)], 0.0));
    }
}
