//! Neighbourhoods: small parts of the program in which better points are likely. Each is stated as bounds and
//! rows to add.
//!
//! Integer columns are put in an order, and a share of them, the first, is fixed to a reference point. The
//! share is what adapts ([`super::portfolio`]); the order is what sets the neighbourhoods apart. Hendel,
//! "Adaptive large neighborhood search for mixed integer programming" (2022), section 3, compares them in
//! this common form.

use crate::cuts::Inequality;
use crate::domain::{Bounds, Domain};
use crate::params::{INTEGRALITY, LOCAL_BRANCHING_LEAST, RENS_LEAST_SHARE};
use crate::problem::MipProblem;
use crate::random::uniform;
use hunch_model::SparseMatrix;
use hunch_model::order::sort_by;
use std::collections::VecDeque;

/// Which neighbourhood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Columns on which the incumbent and the relaxation agree keep their value (Danna, Rothberg and Le Pape,
    /// "Exploring relaxation induced neighborhoods to improve MIP solutions", 2005).
    Rins,
    /// Columns that are integral in the relaxation keep their value, the others may be rounded either way
    /// (Berthold, "RENS: the optimal rounding", 2014). The only one that needs no incumbent.
    Rens,
    /// Columns on which several points agree keep their value (Rothberg, "An evolutionary algorithm for
    /// polishing mixed integer programming solutions", 2007, section 3.3).
    Crossover,
    /// Columns far from a randomly chosen one keep the incumbent's value: a mutation (same paper, section
    /// 3.2) that frees columns which share rows, as periods of a plan do (Helber and Sahling, "A
    /// fix-and-optimize approach for the multi-level capacitated lot sizing problem", 2010).
    Mutation,
    /// At most so many binaries leave the incumbent's value, whichever they are (Fischetti and Lodi, "Local
    /// branching", 2003).
    LocalBranching,
}

impl Kind {
    /// Its name in events.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rins => "RINS",
            Self::Rens => "RENS",
            Self::Crossover => "crossover",
            Self::Mutation => "mutation",
            Self::LocalBranching => "local branching",
        }
    }
}

/// What a neighbourhood adds to the program.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Neighbourhood {
    /// Tighter bounds of columns.
    pub bounds: Vec<Bounds>,
    /// Further rows.
    pub rows: Vec<Inequality>,
}

/// What neighbourhoods are built from; everything in the columns of the tree's program.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// The program.
    pub problem: &'a MipProblem,
    /// Its coefficients by rows.
    pub by_row: &'a SparseMatrix,
    /// The bounds that hold everywhere.
    pub domain: &'a Domain,
    /// An optimum of a relaxation.
    pub relaxed: &'a [f64],
    /// Feasible points, the incumbent first.
    pub points: &'a [Vec<f64>],
}

impl Surroundings<'_> {
    /// The neighbourhood of that kind, with this `share` of the columns fixed where the kind has a choice.
    /// `None` when it needs points that are missing, or would hardly restrict the program. `random` is the
    /// state of a random stream.
    pub fn neighbourhood(&self, kind: Kind, share: f64, random: &mut u64) -> Option<Neighbourhood> {
        if kind == Kind::Rens {
            return self.enforced();
        }
        let incumbent = self.points.first()?;
        let order = match kind {
            Kind::LocalBranching => return self.ball(incumbent, share),
            Kind::Crossover if self.points.len() < 2 => return None,
            Kind::Mutation => self.by_distance(random)?,
            _ => {
                let spread = |&j: &usize| match kind {
                    Kind::Crossover => self.points.iter().filter(|p| p[j] != incumbent[j]).count() as f64,
                    _ => 0.0,
                };
                // Where the points agree the relaxation decides, and chance where it does not tell columns
                // apart.
                let rate = |j: usize| (spread(&j), (self.relaxed[j] - incumbent[j]).abs(), uniform(random));
                let mut rated: Vec<((f64, f64, f64), usize)> =
                    self.open_columns().into_iter().map(rate_each(rate)).collect();
                sort_by(&mut rated, |(a, _), (b, _)| {
                    a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2))
                });
                rated.into_iter().map(|(_, j)| j).collect()
            }
        };
        let fixed = (share * order.len() as f64) as usize;
        let bounds = order.into_iter().take(fixed).filter_map(|j| self.fixing(j, incumbent[j])).collect();
        Some(Neighbourhood { bounds, rows: Vec::new() })
    }

    /// Integer columns with more than one value left.
    fn open_columns(&self) -> Vec<usize> {
        let open = |j: &usize| self.problem.integer[*j] && !self.domain.is_fixed(*j);
        (0..self.problem.columns()).filter(open).collect()
    }

    /// Column `j` at `value`, if its bounds allow that.
    fn fixing(&self, j: usize, value: f64) -> Option<Bounds> {
        let value = value.round();
        let allowed = self.domain.lower(j) <= value && value <= self.domain.upper(j);
        allowed.then_some(Bounds { column: j as u32, lower: value, upper: value })
    }

    /// The roundings of the relaxed point (Berthold 2014, section 2), when they are a small part of the
    /// program.
    fn enforced(&self) -> Option<Neighbourhood> {
        let open = self.open_columns();
        let around = |&j: &usize| {
            let value = self.relaxed[j];
            let integral = (value - value.round()).abs() <= INTEGRALITY;
            let (lower, upper) =
                if integral { (value.round(), value.round()) } else { (value.floor(), value.ceil()) };
            let column = j as u32;
            Bounds { column, lower: lower.max(self.domain.lower(j)), upper: upper.min(self.domain.upper(j)) }
        };
        let bounds: Vec<Bounds> = open.iter().map(around).filter(|b| b.lower <= b.upper).collect();
        let fixed = bounds.iter().filter(|b| b.lower == b.upper).count();
        let small = fixed as f64 >= RENS_LEAST_SHARE * open.len() as f64;
        (small && fixed > 0).then_some(Neighbourhood { bounds, rows: Vec::new() })
    }

    /// The points in which few binaries differ from `incumbent` (Fischetti and Lodi 2003, inequality 7).
    fn ball(&self, incumbent: &[f64], share: f64) -> Option<Neighbourhood> {
        let binary = |j: &usize| self.domain.lower(*j) == 0.0 && self.domain.upper(*j) == 1.0;
        let binaries: Vec<usize> = self.open_columns().into_iter().filter(binary).collect();
        let radius = LOCAL_BRANCHING_LEAST.max(((1.0 - share) * binaries.len() as f64) as usize / 2);
        if radius >= binaries.len() {
            return None;
        }
        let row = Inequality::within_distance(binaries.into_iter().map(|j| (j, incumbent[j] > 0.5)), radius);
        Some(Neighbourhood { bounds: Vec::new(), rows: vec![row] })
    }

    /// Open columns, those furthest first from one drawn at random: by the number of rows between them, and
    /// at random among equals.
    fn by_distance(&self, random: &mut u64) -> Option<Vec<usize>> {
        let mut open = self.open_columns();
        let mut is_open = vec![false; self.problem.columns()];
        open.iter().for_each(|&j| is_open[j] = true);
        shuffle(&mut open, random);
        let (mut column_seen, mut row_seen) =
            (vec![false; self.problem.columns()], vec![false; self.problem.rows()]);
        let mut order = Vec::with_capacity(open.len());
        let mut queue = VecDeque::new();
        // Every open column may be the centre of a part that no row joins to those before.
        for &centre in &open {
            if std::mem::replace(&mut column_seen[centre], true) {
                continue;
            }
            queue.push_back(centre);
            while let Some(j) = queue.pop_front() {
                if is_open[j] {
                    order.push(j);
                }
                for &i in self.problem.lp.matrix.column(j).0 {
                    if std::mem::replace(&mut row_seen[i], true) {
                        continue;
                    }
                    let unseen = self.by_row.column(i).0.iter().copied();
                    let mut next: Vec<usize> =
                        unseen.filter(|&k| !std::mem::replace(&mut column_seen[k], true)).collect();
                    shuffle(&mut next, random);
                    queue.extend(next);
                }
            }
        }
        order.reverse();
        (!order.is_empty()).then_some(order)
    }
}

/// Pairs each column with its rating.
fn rate_each<R>(mut rate: impl FnMut(usize) -> R) -> impl FnMut(usize) -> (R, usize) {
    move |j| (rate(j), j)
}

/// Puts `items` in random order (Fisher and Yates; Knuth, "The art of computer programming", volume 2,
/// algorithm 3.4.2 P).
fn shuffle(items: &mut [usize], random: &mut u64) {
    for k in (1..items.len()).rev() {
        let other = (uniform(random) * (k + 1) as f64) as usize;
        items.swap(k, other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A chain: column `j` shares row `j` with column `j + 1`; all binary.
    fn chain(columns: usize) -> MipProblem {
        let mut p = MipProblem::default();
        p.lp.cost = vec![1.0; columns];
        p.lp.column_lower = vec![0.0; columns];
        p.lp.column_upper = vec![1.0; columns];
        p.lp.row_lower = vec![f64::NEG_INFINITY; columns - 1];
        p.lp.row_upper = vec![1.0; columns - 1];
        let triplets: Vec<_> = (0..columns - 1).flat_map(|i| [(i, i, 1.0), (i, i + 1, 1.0)]).collect();
        p.lp.matrix = SparseMatrix::from_triplets(columns - 1, columns, &triplets);
        p.integer = vec![true; columns];
        p.implied = vec![false; columns];
        p
    }

    fn build(kind: Kind, share: f64, relaxed: &[f64], points: &[Vec<f64>]) -> Option<Neighbourhood> {
        let problem = chain(relaxed.len());
        let domain = Domain::new(problem.lp.column_lower.clone(), problem.lp.column_upper.clone());
        let by_row = problem.by_rows();
        let around = Surroundings { problem: &problem, by_row: &by_row, domain: &domain, relaxed, points };
        around.neighbourhood(kind, share, &mut 5)
    }

    fn fixed(found: &Neighbourhood) -> Vec<(u32, f64)> {
        let mut fixed: Vec<_> =
            found.bounds.iter().filter(|b| b.lower == b.upper).map(|b| (b.column, b.lower)).collect();
        sort_by(&mut fixed, |a, b| a.0.cmp(&b.0));
        fixed
    }

    #[test]
    fn rins_fixes_where_incumbent_and_relaxation_agree() {
        let found = build(Kind::Rins, 0.5, &[1.0, 0.5, 0.0, 0.9], &[vec![1.0, 1.0, 0.0, 0.0]]).unwrap();
        assert_eq!(fixed(&found), vec![(0, 1.0), (2, 0.0)]);
    }

    #[test]
    fn rens_rounds_and_refuses_to_be_large() {
        let found = build(Kind::Rens, 0.0, &[1.0, 0.5, 0.0, 1.0], &[]).unwrap();
        assert_eq!(fixed(&found), vec![(0, 1.0), (2, 0.0), (3, 1.0)]);
        assert_eq!(build(Kind::Rens, 0.0, &[0.5, 0.5, 0.5, 1.0], &[]), None);
    }

    #[test]
    fn crossover_fixes_where_points_agree_and_needs_two() {
        let points = [vec![1.0, 0.0, 1.0, 0.0], vec![1.0, 1.0, 0.0, 0.0]];
        let found = build(Kind::Crossover, 0.5, &[0.0, 0.0, 1.0, 1.0], &points).unwrap();
        assert_eq!(fixed(&found), vec![(0, 1.0), (3, 0.0)]);
        assert_eq!(build(Kind::Crossover, 0.5, &[0.0; 4], &points[..1]), None);
    }

    #[test]
    fn mutation_frees_columns_that_hang_together() {
        let columns = 40;
        let found = build(Kind::Mutation, 0.75, &vec![0.5; columns], &[vec![0.0; columns]]).unwrap();
        let fixed: Vec<u32> = fixed(&found).into_iter().map(|f| f.0).collect();
        let free: Vec<u32> = (0..columns as u32).filter(|j| !fixed.contains(j)).collect();
        assert_eq!(free.len(), 10);
        assert_eq!(free[9] - free[0], 9, "{free:?}");
    }

    #[test]
    fn local_branching_counts_changed_binaries() {
        let columns = 60;
        let mut incumbent = vec![0.0; columns];
        incumbent[3] = 1.0;
        let found = build(Kind::LocalBranching, 0.9, &vec![0.5; columns], &[incumbent.clone()]).unwrap();
        let row = &found.rows[0];
        assert!(found.bounds.is_empty() && row.terms.len() == columns);
        let mut moved = incumbent.clone();
        for j in 0..LOCAL_BRANCHING_LEAST {
            moved[j] = 1.0 - moved[j];
        }
        assert!(row.violation(&incumbent) < 0.0 && row.violation(&moved) == 0.0);
        moved[50] = 1.0;
        assert!(row.violation(&moved) > 0.0);
        assert_eq!(build(Kind::LocalBranching, 0.9, &[0.5; 5], &[vec![0.0; 5]]), None);
    }
}
