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
    /// It is `constant + Σ coefficient · other column` (original indices; those may have been taken out later).
    Affine {
        /// Original index.
        column: usize,
        /// Constant.
        constant: f64,
        /// Coefficients of other columns.
        terms: Vec<(usize, f64)>,
    },
}

/// The stack of reductions, undone last first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Postsolve {
    columns: usize,
    kept: Vec<usize>,
    stack: Vec<Reduction>,
}

impl Postsolve {
    pub(super) fn new(columns: usize, kept: Vec<usize>, stack: Vec<Reduction>) -> Self {
        Self { columns, kept, stack }
    }

    /// The way back from an unchanged program of `columns` columns.
    pub fn identity(columns: usize) -> Self {
        Self { columns, kept: (0..columns).collect(), stack: Vec::new() }
    }

    /// The way back through `self` and then through `outer`, whose reduced columns are the original ones of `self`.
    #[must_use]
    pub fn through(&self, outer: &Self) -> Self {
        let name = |column: &usize| outer.kept[*column];
        let renamed = self.stack.iter().map(|reduction| match reduction {
            Reduction::Fixed { column, value } => Reduction::Fixed { column: name(column), value: *value },
            Reduction::Affine { column, constant, terms } => Reduction::Affine {
                column: name(column),
                constant: *constant,
                terms: terms.iter().map(|(k, a)| (name(k), *a)).collect(),
            },
        });
        Self {
            columns: outer.columns,
            kept: self.kept.iter().map(name).collect(),
            stack: outer.stack.iter().cloned().chain(renamed).collect(),
        }
    }

    /// Original indices of the columns that are left, ascending: reduced column `k` is original column `kept()[k]`.
    pub fn kept(&self) -> &[usize] {
        &self.kept
    }

    /// The original point for a reduced one.
    pub fn values(&self, reduced: &[f64]) -> Vec<f64> {
        let mut values = vec![0.0; self.columns];
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
        values
    }

    /// `Σ coefficient · original column` as `(Σ coefficient · reduced column, constant)`.
    pub fn express(&self, terms: &[(usize, f64)]) -> (Vec<(usize, f64)>, f64) {
        let mut weight = vec![0.0; self.columns];
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

    /// Entries `(original column, value)` that speak of columns that are left, with reduced indices.
    pub fn project(&self, entries: &[(usize, f64)]) -> Vec<(usize, f64)> {
        let mut new_index = vec![None; self.columns];
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
    fn two_ways_back_joined_lead_where_they_lead_one_after_the_other() {
        // Original: five columns; outer takes 1 (fixed) and 3 (affine in 0 and 4) out; inner takes two of the three that are left.
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
