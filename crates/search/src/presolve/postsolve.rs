//! From a point of the reduced program back to one of the original.

/// A column that was taken out, and how its value follows from the others.
#[derive(Clone, Debug, PartialEq)]
pub enum Reduction {
    /// It has this value.
    Fixed {
        /// Original index.
        column: usize,
        /// Its value.
        value: f64,
    },
    /// It is `constant + Σ coefficient · other column` (original indices; those may have been taken out
    /// later).
    Affine {
        /// Original index.
        column: usize,
        /// Constant.
        constant: f64,
        /// Coefficients of other columns.
        terms: Vec<(usize, f64)>,
    },
}

/// An integer column that presolve added: `constant + Σ coefficient · column` of the columns before it.
#[derive(Clone, Debug, PartialEq)]
pub struct AddedColumn {
    /// Constant.
    pub constant: f64,
    /// Coefficients of columns before it.
    pub terms: Vec<(usize, f64)>,
}

/// The stack of reductions, undone last first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Postsolve {
    columns: usize,
    /// Columns that follow the original ones.
    added: Vec<AddedColumn>,
    kept: Vec<usize>,
    stack: Vec<Reduction>,
}

impl Postsolve {
    pub(super) fn new(columns: usize, kept: Vec<usize>, stack: Vec<Reduction>) -> Self {
        Self { columns, added: Vec::new(), kept, stack }
    }

    /// Whether the reduced program speaks of columns that the original does not have.
    pub fn has_added(&self) -> bool {
        !self.added.is_empty()
    }

    /// The same where presolve added columns, which have the indices after the original's.
    pub(super) fn with_added(self, added: Vec<AddedColumn>) -> Self {
        Self { added, ..self }
    }

    /// The way back from an unchanged program of `columns` columns.
    pub fn identity(columns: usize) -> Self {
        Self { kept: (0..columns).collect(), columns, ..Self::default() }
    }

    /// The way back through `self` and then through `outer`, whose reduced columns are the original ones of
    /// `self`.
    #[must_use]
    pub fn through(&self, outer: &Self) -> Self {
        let before = outer.columns + outer.added.len();
        let name = |column: &usize| match column.checked_sub(self.columns) {
            Some(added) => before + added,
            None => outer.kept[*column],
        };
        let renamed_terms = |terms: &[(usize, f64)]| terms.iter().map(|(k, a)| (name(k), *a)).collect();
        let added = self
            .added
            .iter()
            .map(|added| AddedColumn { constant: added.constant, terms: renamed_terms(&added.terms) });
        let renamed = self.stack.iter().map(|reduction| match reduction {
            Reduction::Fixed { column, value } => Reduction::Fixed { column: name(column), value: *value },
            Reduction::Affine { column, constant, terms } => {
                Reduction::Affine { column: name(column), constant: *constant, terms: renamed_terms(terms) }
            }
        });
        Self {
            columns: outer.columns,
            added: outer.added.iter().cloned().chain(added).collect(),
            kept: self.kept.iter().map(name).collect(),
            stack: outer.stack.iter().cloned().chain(renamed).collect(),
        }
    }

    /// Original indices of the columns that are left, ascending: reduced column `k` is original column
    /// `kept()[k]`. Indices after the original's stand for columns that presolve added.
    pub fn kept(&self) -> &[usize] {
        &self.kept
    }

    /// The original column that reduced column `k` is, `None` if presolve added it.
    pub fn original(&self, k: usize) -> Option<usize> {
        Some(self.kept[k]).filter(|&j| j < self.columns)
    }

    /// A point of the original in the columns that are left.
    pub fn reduced(&self, values: &[f64]) -> Vec<f64> {
        let mut values = values.to_vec();
        for added in &self.added {
            let sum: f64 = added.terms.iter().map(|&(j, a)| a * values[j]).sum();
            values.push((added.constant + sum).round());
        }
        self.kept.iter().map(|&j| values[j]).collect()
    }

    /// The original point for a reduced one.
    pub fn values(&self, reduced: &[f64]) -> Vec<f64> {
        let mut values = vec![0.0; self.columns + self.added.len()];
        for (&j, &v) in self.kept.iter().zip(reduced) {
            values[j] = v;
        }
        for reduction in self.stack.iter().rev() {
            match reduction {
                Reduction::Fixed { column, value } => values[*column] = *value,
                Reduction::Affine { column, constant, terms } => {
                    values[*column] = constant + terms.iter().map(|&(k, a)| a * values[k]).sum::<f64>();
                }
            }
        }
        values.truncate(self.columns);
        values
    }

    /// `Σ coefficient · original column` as `(Σ coefficient · reduced column, constant)`.
    pub fn express(&self, terms: &[(usize, f64)]) -> (Vec<(usize, f64)>, f64) {
        let mut weight = vec![0.0; self.columns + self.added.len()];
        for &(j, v) in terms {
            weight[j] += v;
        }
        let mut constant_sum = 0.0;
        for reduction in &self.stack {
            match reduction {
                Reduction::Fixed { column, value } => {
                    constant_sum += std::mem::take(&mut weight[*column]) * value;
                }
                Reduction::Affine { column, constant, terms } => {
                    let w = std::mem::take(&mut weight[*column]);
                    constant_sum += w * constant;
                    for &(k, a) in terms {
                        weight[k] += w * a;
                    }
                }
            }
        }
        let reduced = self.kept.iter().enumerate().map(|(k, &j)| (k, weight[j]));
        (reduced.filter(|t| t.1 != 0.0).collect(), constant_sum)
    }

    /// `Σ coefficient · reduced column` as `(Σ coefficient · original column, constant)`, columns ascending.
    pub fn outward(&self, terms: &[(usize, f64)]) -> (Vec<(usize, f64)>, f64) {
        let mut weight = vec![0.0; self.columns];
        let mut constant_sum = 0.0;
        for &(k, a) in terms {
            match self.kept[k].checked_sub(self.columns) {
                None => weight[self.kept[k]] += a,
                Some(added) => {
                    constant_sum += a * self.added[added].constant;
                    self.added[added].terms.iter().for_each(|&(j, b)| weight[j] += a * b);
                }
            }
        }
        (weight.into_iter().enumerate().filter(|t| t.1 != 0.0).collect(), constant_sum)
    }

    /// Entries `(original column, value)` of a point, or of a part of one, with reduced indices; with the
    /// added columns that they decide.
    pub fn project_point(&self, entries: &[(usize, f64)]) -> Vec<(usize, f64)> {
        let mut known = vec![None; self.columns + self.added.len()];
        for &(j, v) in entries.iter().filter(|e| e.0 < self.columns) {
            known[j] = Some(v);
        }
        for (k, added) in self.added.iter().enumerate() {
            let sum = added.terms.iter().try_fold(added.constant, |sum, &(j, a)| Some(sum + a * known[j]?));
            known[self.columns + k] = sum.map(f64::round);
        }
        self.kept.iter().enumerate().filter_map(|(k, &j)| Some((k, known[j]?))).collect()
    }

    /// Entries `(original column, value)` that speak of columns that are left, with reduced indices.
    pub fn project(&self, entries: &[(usize, f64)]) -> Vec<(usize, f64)> {
        let mut new_index = vec![None; self.columns + self.added.len()];
        for (new, &old) in self.kept.iter().enumerate() {
            new_index[old] = Some(new);
        }
        entries.iter().filter_map(|&(j, v)| new_index.get(j).copied().flatten().map(|k| (k, v))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn added_columns_lead_back_to_the_columns_that_they_came_from() {
        // x0 = 2 − 3 z, x1 = 1 + z: z is column 3 of three given ones; column 2 stays.
        let stack = [(0, 2.0, -3.0), (1, 1.0, 1.0)].map(|(column, constant, a)| Reduction::Affine {
            column,
            constant,
            terms: vec![(3, a)],
        });
        let z = AddedColumn { constant: -1.0, terms: vec![(1, 1.0)] };
        let way = Postsolve::new(3, vec![2, 3], stack.to_vec()).with_added(vec![z]);
        assert_eq!(way.values(&[7.0, 4.0]), [-10.0, 5.0, 7.0]);
        assert_eq!(way.reduced(&[-10.0, 5.0, 7.0]), [7.0, 4.0]);
        assert_eq!(way.project_point(&[(1, 5.0)]), [(1, 4.0)]);
        assert_eq!(way.project_point(&[(0, 5.0), (2, 7.0)]), [(0, 7.0)]);
        assert_eq!((way.original(0), way.original(1)), (Some(2), None));
        // 2 · column 2 + 3 z, where z = column 1 − 1.
        assert_eq!(way.outward(&[(0, 2.0), (1, 3.0)]), (vec![(1, 3.0), (2, 2.0)], -3.0));
        assert_eq!(way.express(&[(0, 1.0), (1, 10.0)]), (vec![(1, 7.0)], 12.0));
        // Another presolve of what is left fixes z.
        let inner = Postsolve::new(2, vec![0], vec![Reduction::Fixed { column: 1, value: 4.0 }]);
        assert_eq!(inner.through(&way).values(&[7.0]), [-10.0, 5.0, 7.0]);
        // Or is the first of two, and the second adds the column.
        let outer = Postsolve::new(4, vec![0, 1, 3], vec![Reduction::Fixed { column: 2, value: 9.0 }]);
        let joined = way.through(&outer);
        assert_eq!(joined.values(&[7.0, 4.0]), [-10.0, 5.0, 9.0, 7.0]);
        assert_eq!(joined.reduced(&[-10.0, 5.0, 9.0, 7.0]), [7.0, 4.0]);
    }

    #[test]
    fn two_ways_back_joined_lead_where_they_lead_one_after_the_other() {
        // Original: five columns; outer takes 1 (fixed) and 3 (affine in 0 and 4) out; inner takes two of the
        // three that are left.
        let affine = |column, constant, terms: &[(usize, f64)]| Reduction::Affine {
            column,
            constant,
            terms: terms.to_vec(),
        };
        let stack = vec![Reduction::Fixed { column: 1, value: 7.0 }, affine(3, 1.0, &[(0, 2.0), (4, -1.0)])];
        let outer = Postsolve::new(5, vec![0, 2, 4], stack);
        let stack = vec![affine(0, 0.5, &[(1, 3.0)]), Reduction::Fixed { column: 2, value: 4.0 }];
        let inner = Postsolve::new(3, vec![1], stack);
        let joined = inner.through(&outer);
        assert_eq!(joined.kept(), &[2]);
        for v in [0.0, 1.0, -2.5] {
            assert_eq!(joined.values(&[v]), outer.values(&inner.values(&[v])));
        }
        let terms = [(0, 1.0), (1, 2.0), (2, 3.0), (3, 4.0), (4, 5.0)];
        let (middle, first) = outer.express(&terms);
        let (last, second) = inner.express(&middle);
        assert_eq!(joined.express(&terms), (last, first + second));
    }
}
