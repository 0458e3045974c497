//! The current bounds of every column, with a trail to undo changes.

/// Bounds of columns and how they came about.
#[derive(Clone, Debug, Default)]
pub struct Domain {
    lower: Vec<f64>,
    upper: Vec<f64>,
    trail: Vec<Change>,
}

/// A column's bounds before a change.
#[derive(Clone, Copy, Debug)]
struct Change {
    column: u32,
    lower: f64,
    upper: f64,
}

/// A column and its bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Which column.
    pub column: u32,
    /// Lower bound.
    pub lower: f64,
    /// Upper bound.
    pub upper: f64,
}

impl Domain {
    /// Starts from the given bounds with an empty trail.
    pub fn new(lower: Vec<f64>, upper: Vec<f64>) -> Self {
        Self { lower, upper, trail: Vec::new() }
    }

    /// Lower bound of column `j`.
    #[inline]
    pub fn lower(&self, j: usize) -> f64 {
        self.lower[j]
    }

    /// Upper bound of column `j`.
    #[inline]
    pub fn upper(&self, j: usize) -> f64 {
        self.upper[j]
    }

    /// Whether column `j` has one value left.
    #[inline]
    pub fn is_fixed(&self, j: usize) -> bool {
        self.lower[j] >= self.upper[j]
    }

    /// Replaces both bounds of column `j`.
    pub fn set(&mut self, j: usize, lower: f64, upper: f64) {
        self.trail.push(Change { column: j as u32, lower: self.lower[j], upper: self.upper[j] });
        self.lower[j] = lower;
        self.upper[j] = upper;
    }

    /// A mark to return to with [`Domain::undo`].
    pub fn mark(&self) -> usize {
        self.trail.len()
    }

    /// Undoes every change since `mark`.
    pub fn undo(&mut self, mark: usize) {
        while self.trail.len() > mark {
            if let Some(change) = self.trail.pop() {
                self.lower[change.column as usize] = change.lower;
                self.upper[change.column as usize] = change.upper;
            }
        }
    }

    /// Makes every change so far permanent.
    pub fn forget_trail(&mut self) {
        self.trail.clear();
    }

    /// Columns changed since `mark`, each once, ascending, with their bounds now.
    pub fn changes_since(&self, mark: usize) -> Vec<Bounds> {
        let mut columns: Vec<u32> = self.trail[mark..].iter().map(|c| c.column).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
            .into_iter()
            .map(|column| {
                let j = column as usize;
                Bounds { column, lower: self.lower[j], upper: self.upper[j] }
            })
            .collect()
    }

    /// Columns touched since `mark`, with repetitions.
    pub fn touched_since(&self, mark: usize) -> impl Iterator<Item = usize> + '_ {
        self.trail[mark..].iter().map(|c| c.column as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undoing_restores_the_bounds_of_the_mark() {
        let mut d = Domain::new(vec![0.0, 0.0], vec![9.0, 9.0]);
        d.set(0, 1.0, 9.0);
        let mark = d.mark();
        d.set(0, 2.0, 8.0);
        d.set(1, 3.0, 3.0);
        d.set(0, 2.0, 4.0);
        let changed = d.changes_since(mark);
        assert_eq!(changed.len(), 2);
        assert_eq!(changed[0], Bounds { column: 0, lower: 2.0, upper: 4.0 });
        d.undo(mark);
        assert_eq!((d.lower(0), d.upper(0), d.lower(1)), (1.0, 9.0, 0.0));
    }
}
