//! The mixed-integer program: "Integrated machine learning and optimization approaches", (3.1a)–(3.1f).

use super::Data;
use hunch_model::{Kind, Program, Row, Sense};

/// Where the columns stand: production of all items and periods, item by item, then set-ups, then stocks.
/// Items and periods count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns {
    /// Number of items.
    pub items: usize,
    /// Number of periods.
    pub periods: usize,
}

impl Columns {
    /// Those of an instance.
    pub fn of(data: &Data) -> Self {
        Self { items: data.items, periods: data.periods() }
    }

    /// Items times periods.
    pub fn cells(self) -> usize {
        self.items * self.periods
    }

    /// Column of the production of item `i` in period `t`.
    pub fn production(self, i: usize, t: usize) -> usize {
        i * self.periods + t
    }

    /// Column of the set-up of item `i` in period `t`.
    pub fn setup(self, i: usize, t: usize) -> usize {
        self.cells() + i * self.periods + t
    }

    /// Column of the stock of item `i` at the end of period `t`.
    pub fn inventory(self, i: usize, t: usize) -> usize {
        2 * self.cells() + i * self.periods + t
    }

    /// Number of columns.
    pub fn count(self) -> usize {
        3 * self.cells()
    }

    /// Row of the balance of item `i` in period `t`.
    pub fn balance(self, i: usize, t: usize) -> usize {
        i * self.periods + t
    }

    /// Row `x_it ≤ c_t y_it`.
    pub fn setup_row(self, i: usize, t: usize) -> usize {
        self.cells() + i * self.periods + t
    }

    /// Row of the shared capacity of period `t`.
    pub fn capacity(self, t: usize) -> usize {
        2 * self.cells() + t
    }
}

/// The program as it is printed, with `x_it ≤ c_t y_it` and no tighter coefficient. Rows: balances item by
/// item, then set-ups, then the capacity of each period; columns: see [`Columns`].
pub fn program(data: &Data) -> Program {
    let columns = Columns::of(data);
    let (items, periods) = (data.items, data.periods());
    let mut program = Program::new("multi-item lot sizing", Sense::Minimize);
    let name = |letter: &str, k: usize| format!("{letter}_{}_{}", k / periods + 1, k % periods + 1);
    for k in 0..columns.cells() {
        let upper = data.capacity[k % periods];
        program.add_column(name("x", k), data.production_cost[k], 0.0, upper, Kind::Continuous);
    }
    for k in 0..columns.cells() {
        program.add_column(name("y", k), data.setup_cost[k], 0.0, 1.0, Kind::Integer);
    }
    for k in 0..columns.cells() {
        program.add_column(name("s", k), data.holding_cost[k], 0.0, f64::INFINITY, Kind::Continuous);
    }
    let mut rows = Vec::with_capacity(2 * columns.cells() + periods);
    let mut entries = Vec::with_capacity(6 * columns.cells());
    for i in 0..items {
        for t in 0..periods {
            let row = columns.balance(i, t);
            entries.extend([(row, columns.production(i, t), 1.0), (row, columns.inventory(i, t), -1.0)]);
            if t > 0 {
                entries.push((row, columns.inventory(i, t - 1), 1.0));
            }
            let demand = data.demand[row];
            rows.push(Row { name: name("balance", row), lower: demand, upper: demand });
        }
    }
    let at_most = |name: String, upper: f64| Row { name, lower: f64::NEG_INFINITY, upper };
    for i in 0..items {
        for t in 0..periods {
            let row = columns.setup_row(i, t);
            entries.push((row, columns.production(i, t), 1.0));
            if data.capacity[t] != 0.0 {
                entries.push((row, columns.setup(i, t), -data.capacity[t]));
            }
            rows.push(at_most(name("setup", i * periods + t), 0.0));
        }
    }
    for t in 0..periods {
        entries.extend((0..items).map(|i| (columns.capacity(t), columns.production(i, t), 1.0)));
        rows.push(at_most(format!("capacity_{}", t + 1), data.capacity[t]));
    }
    program.set_rows(rows, &entries);
    program
}
