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
