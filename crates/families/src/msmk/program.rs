//! The mixed-integer program: "Integrated machine learning and optimization approaches", section 3.3.2.

use super::Instance;
use hunch_model::{Kind, Program, Row, Sense};

/// Where the columns stand: x of all periods and items, then y of all periods and items; y of the last
/// period, which no other follows, is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns {
    /// Number of items.
    pub items: usize,
    /// Number of periods.
    pub periods: usize,
}

impl Columns {
    /// Whether item `i` is chosen in period `t`.
    pub fn chosen(&self, t: usize, i: usize) -> usize {
        t * self.items + i
    }

    /// Whether item `i` is treated alike in periods `t` and `t + 1`.
    pub fn kept(&self, t: usize, i: usize) -> usize {
        (self.periods + t) * self.items + i
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        2 * self.periods * self.items
    }

    /// The values of all columns for choices (T × I).
    pub fn values(&self, chosen: &[bool]) -> Vec<f64> {
        let kept = chosen.iter().zip(chosen.iter().skip(self.items)).map(|(now, next)| now == next);
        let last = std::iter::repeat_n(false, self.items);
        chosen.iter().copied().chain(kept).chain(last).map(f64::from).collect()
    }
}

/// `max Σ p_it x_it + Σ_{t<T} b_it y_it` subject to `Σ_i w_ijt x_it ≤ c_jt` and `y_it ≤ 1 − |x_{i,t+1} −
/// x_it|`, written as two rows; x and y binary.
pub fn program(instance: &Instance) -> Program {
    let Instance { items, periods, knapsacks, .. } = *instance;
    let columns = Columns { items, periods };
    let mut program = Program::new("multi-stage knapsack", Sense::Maximize);
    for t in 0..periods {
        for i in 0..items {
            let name = format!("x_{}_{}", i + 1, t + 1);
            program.add_column(name, instance.profit(t, i), 0.0, 1.0, Kind::Integer);
        }
    }
    for t in 0..periods {
        for i in 0..items {
            let name = format!("y_{}_{}", i + 1, t + 1);
            let (bonus, upper) = if t + 1 < periods { (instance.bonus(t, i), 1.0) } else { (0.0, 0.0) };
            program.add_column(name, bonus, 0.0, upper, Kind::Integer);
        }
    }
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    let at_most = |name: String, upper: f64| Row { name, lower: f64::NEG_INFINITY, upper };
    for t in 0..periods {
        for j in 0..knapsacks {
            let weights = instance.weights(t, j).iter().enumerate().filter(|w| *w.1 != 0.0);
            entries.extend(weights.map(|(i, &w)| (rows.len(), columns.chosen(t, i), w)));
            rows.push(at_most(format!("knapsack_{}_{}", j + 1, t + 1), instance.capacity(t, j)));
        }
    }
    for t in 0..periods - 1 {
        for i in 0..items {
            let (now, next, kept) = (columns.chosen(t, i), columns.chosen(t + 1, i), columns.kept(t, i));
            for (way, sign) in [("dropped", 1.0), ("taken", -1.0)] {
                let row = rows.len();
                entries.extend([(row, kept, 1.0), (row, now, sign), (row, next, -sign)]);
                rows.push(at_most(format!("{way}_{}_{}", i + 1, t + 1), 1.0));
            }
        }
    }
    program.set_rows(rows, &entries);
    program
}
