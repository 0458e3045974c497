//! The nominal program and the robust counterpart.
//!
//! All programs speak of the sales at the nominal factors, `s_i = Y_i û + y⁰_i`, instead of `y⁰`: the rows
//! then hold no `û`. Every column has finite bounds, which cut off no decision that is better than doing
//! nothing (see [`Reach`]): a bound that a linear solver proves from its duals then stays proven when their
//! last digits are wrong.

use super::decision::Decision;
use super::instance::Instance;
use crate::conic::{Affine, Cone, ConicProgram};
use crate::robust::UncertaintySet;
use hunch_model::{Kind, Program, Row, Sense};

/// Where the variables of a robust counterpart stand among its columns: `x[1..N]`, `s[1..N]` (sales at the
/// nominal factors), `y[1..N,1..k]` row by row, then `risk[..]` (k columns for a box, 1 for an ellipsoid).
/// Retailers and factors count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns {
    /// Number of retailers, N.
    pub retailers: usize,
    /// Number of factors, k.
    pub factors: usize,
}

impl Columns {
    /// The columns of an instance's counterpart.
    pub fn of(instance: &Instance) -> Self {
        Self { retailers: instance.retailers(), factors: instance.factor_count() }
    }

    /// Column of the stock of retailer `i`.
    pub fn stock(self, i: usize) -> usize {
        i
    }

    /// Column of the nominal sales of retailer `i`.
    pub fn sales(self, i: usize) -> usize {
        self.retailers + i
    }

    /// Column of the response of retailer `i` to factor `f`.
    pub fn response(self, i: usize, f: usize) -> usize {
        2 * self.retailers + i * self.factors + f
    }

    /// The first of the columns that measure the revenue at risk.
    pub fn risk(self) -> usize {
        self.retailers * (2 + self.factors)
    }

    /// Reads stocks and responses from values of a counterpart (or of the nominal program, whose responses
    /// are none), and completes them with the best `y⁰`, so that rounding in the sales breaks no row.
    pub fn decision(self, instance: &Instance, values: &[f64]) -> Decision {
        let x: Vec<f64> =
            (0..self.retailers).map(|i| values[self.stock(i)].clamp(0.0, instance.upper[i])).collect();
        let y = match values.get(self.response(0, 0)..self.risk()) {
            Some(responses) => responses.to_vec(),
            None => vec![0.0; self.retailers * self.factors],
        };
        let y0 = instance.best_base(&x, &y);
        Decision { x, y0, y }
    }
}

/// The program without uncertainty: stocks and sales alone, because a rule has nothing to respond to.
pub fn nominal_program(instance: &Instance) -> Program {
    let mut builder = Builder::new(instance);
    builder.sales_rows(&|_, _| 0.0, &|i| instance.demand_at(i, &instance.factors));
    builder.finish()
}

/// The robust counterpart of a box as an LP. `None` for an ellipsoid; see [`robust_counterpart`].
///
/// It needs no columns for the absolute values of `Y_if` and `Q_if − Y_if`, because some optimal rule has
/// every `Y_if` between 0 and `Q_if`, where they are linear: moving a `Y_if` from beyond that range by δ to
/// its nearer end lowers both norms by δ, so that `s_i` may rise by ρδ, which earns `r_i ρ δ`; the risk
/// `ρ‖Yᵀr‖_1` rises by at most that.
pub fn robust_program(instance: &Instance) -> Option<Program> {
    (instance.set == UncertaintySet::Box).then(|| box_program(instance))
}

/// The robust counterpart. A box has no cones. For an ellipsoid the cones are `stock_error[i]`: `ρ‖Y_i‖_2 <=
/// x_i − s_i`, `demand_error[i]`: `ρ‖Q_i − Y_i‖_2 <= d_i(û) − s_i`, and `revenue_error`: `‖Yᵀr‖_2 <= risk`;
/// none at radius 0.
pub fn robust_counterpart(instance: &Instance) -> ConicProgram {
    match instance.set {
        UncertaintySet::Box => ConicProgram { linear: box_program(instance), cones: Vec::new() },
        UncertaintySet::Ellipsoid => ellipsoid_program(instance),
    }
}

fn box_program(instance: &Instance) -> Program {
    let columns = Columns::of(instance);
    let rho = instance.rho;
    let sensitivity = |i: usize, f: usize| instance.sensitivities(i)[f];
    let mut builder = Builder::new(instance);
    builder.responses(&|i, f| (sensitivity(i, f).min(0.0), sensitivity(i, f).max(0.0)));
    for f in 0..instance.factor_count() {
        let revenues = instance.revenue.iter().enumerate();
        builder.risk(f, revenues.map(|(i, r)| r * sensitivity(i, f).abs()).sum());
    }
    // |Y_if| = ±Y_if and |Q_if − Y_if| = |Q_if| ∓ Y_if, with the sign of Q_if.
    let slope = |i: usize, f: usize| if sensitivity(i, f) < 0.0 { -rho } else { rho };
    builder.sales_rows(&slope, &|i| instance.worst_demand(i));
    for f in 0..instance.factor_count() {
        for (name, sign) in [("gain", 1.0), ("loss", -1.0)] {
            let exposure = (0..instance.retailers())
                .map(|i| (columns.response(i, f), sign * instance.revenue[i]))
                .chain([(columns.risk() + f, -1.0)]);
            builder.row(format!("{name}[{}]", f + 1), 0.0, exposure);
        }
    }
    builder.finish()
}

fn ellipsoid_program(instance: &Instance) -> ConicProgram {
    let columns = Columns::of(instance);
    let mut builder = Builder::new(instance);
    let reach = Reach::of(instance);
    builder.responses(&|i, _| (-reach.response(instance, i), reach.response(instance, i)));
    builder.risk(0, reach.risk(instance));
    // The cones imply these rows, which keep the program bounded before a solver has seen a cone.
    builder.sales_rows(&|_, _| 0.0, &|i| instance.demand_at(i, &instance.factors));
    let linear = builder.finish();
    if instance.rho == 0.0 {
        return ConicProgram { linear, cones: Vec::new() };
    }
    let (rho, factors) = (instance.rho, instance.factor_count());
    let mut cones = Vec::with_capacity(2 * instance.retailers() + 1);
    for i in 0..instance.retailers() {
        let response = |f: usize| Affine { terms: vec![(columns.response(i, f), rho)], constant: 0.0 };
        let bound = Affine { terms: vec![(columns.stock(i), 1.0), (columns.sales(i), -1.0)], constant: 0.0 };
        cones.push(Cone {
            name: format!("stock_error[{}]", i + 1),
            bound,
            members: (0..factors).map(response).collect(),
        });
        let rest = |f: usize| Affine {
            terms: vec![(columns.response(i, f), -rho)],
            constant: rho * instance.sensitivities(i)[f],
        };
        let bound = Affine {
            terms: vec![(columns.sales(i), -1.0)],
            constant: instance.demand_at(i, &instance.factors),
        };
        cones.push(Cone {
            name: format!("demand_error[{}]", i + 1),
            bound,
            members: (0..factors).map(rest).collect(),
        });
    }
    let exposure = |f: usize| Affine {
        terms: (0..instance.retailers()).map(|i| (columns.response(i, f), instance.revenue[i])).collect(),
        constant: 0.0,
    };
    let members = (0..factors).map(exposure).collect();
    cones.push(Cone { name: "revenue_error".into(), bound: Affine::column(columns.risk()), members });
    ConicProgram { linear, cones }
}

/// How far the variables of a decision that is no worse than doing nothing can reach.
///
/// Doing nothing (`x = 0`, `Y = 0`) earns `least`. Retailer `j` earns at most `most_j`, its optimum at the
/// nominal factors, and retailer `i` with a response at most `(r_i − c_i)⁺ upper_i − r_i ρ‖Y_i‖*`, by its
/// stock row. What the others can earn at most over `least` therefore limits what one variable may cost.
struct Reach {
    /// `Σ_j most_j + max_i (r_i − c_i)⁺ upper_i − least`: more than any variable of such a decision costs.
    spare: f64,
}

impl Reach {
    fn of(instance: &Instance) -> Self {
        let margin = |i: usize| (instance.revenue[i] - instance.cost[i]).max(0.0);
        let nothing = |i: usize| instance.revenue[i] * instance.worst_demand(i).min(0.0);
        let most = |i: usize| {
            let demand = instance.demand_at(i, &instance.factors);
            margin(i) * demand.clamp(0.0, instance.upper[i])
        };
        let all = 0..instance.retailers();
        let highest = all.clone().map(|i| margin(i) * instance.upper[i]).fold(0.0, f64::max);
        Self { spare: all.map(|i| most(i) - nothing(i)).sum::<f64>() + highest }
    }

    /// The least that retailer `i` sells; without revenue it may as well do nothing.
    fn least_sales(&self, instance: &Instance, i: usize) -> f64 {
        let nothing = instance.worst_demand(i).min(0.0);
        match instance.revenue[i] > 0.0 {
            true => nothing.min(-self.spare / instance.revenue[i]),
            false => nothing,
        }
    }

    /// The longest response of retailer `i`; none without revenue, where it changes nothing.
    fn response(&self, instance: &Instance, i: usize) -> f64 {
        let cost = instance.rho * instance.revenue[i];
        if cost > 0.0 { self.spare / cost } else { 0.0 }
    }

    /// The most revenue at risk a unit of radius.
    fn risk(&self, instance: &Instance) -> f64 {
        if instance.rho > 0.0 { self.spare / instance.rho } else { 0.0 }
    }
}

/// A program in the making. Stocks and sales are its first columns; responses and risk follow, in this order.
struct Builder<'a> {
    instance: &'a Instance,
    columns: Columns,
    program: Program,
    rows: Vec<Row>,
    entries: Vec<(usize, usize, f64)>,
}

impl<'a> Builder<'a> {
    fn new(instance: &'a Instance) -> Self {
        let mut program = Program::new("robust inventory", Sense::Maximize);
        for (i, cost) in instance.cost.iter().enumerate() {
            let name = format!("x[{}]", i + 1);
            program.add_column(name, -cost, 0.0, instance.upper[i], Kind::Continuous);
        }
        let reach = Reach::of(instance);
        for (i, &revenue) in instance.revenue.iter().enumerate() {
            let (low, high) = (reach.least_sales(instance, i), instance.upper[i]);
            program.add_column(format!("s[{}]", i + 1), revenue, low, high, Kind::Continuous);
        }
        Self { instance, columns: Columns::of(instance), program, rows: Vec::new(), entries: Vec::new() }
    }

    fn responses(&mut self, bounds: &dyn Fn(usize, usize) -> (f64, f64)) {
        for i in 0..self.columns.retailers {
            for f in 0..self.columns.factors {
                let (low, high) = bounds(i, f);
                let name = format!("y[{},{}]", i + 1, f + 1);
                self.program.add_column(name, 0.0, low, high, Kind::Continuous);
            }
        }
    }

    /// A column of the revenue at risk, which costs `ρ`.
    fn risk(&mut self, f: usize, upper: f64) {
        let name = format!("risk[{}]", f + 1);
        self.program.add_column(name, -self.instance.rho, 0.0, upper, Kind::Continuous);
    }

    /// `s_i + slope_iᵀY_i <= x_i`, `s_i − slope_iᵀY_i <= most_i` and the shared capacity.
    fn sales_rows(&mut self, slope: &dyn Fn(usize, usize) -> f64, most: &dyn Fn(usize) -> f64) {
        let columns = self.columns;
        let response = |i: usize, sign: f64| {
            (0..columns.factors).map(move |f| (columns.response(i, f), sign * slope(i, f)))
        };
        for i in 0..columns.retailers {
            let stock = [(columns.sales(i), 1.0), (columns.stock(i), -1.0)];
            self.row(format!("stock[{}]", i + 1), 0.0, stock.into_iter().chain(response(i, 1.0)));
        }
        for i in 0..columns.retailers {
            let demand = [(columns.sales(i), 1.0)].into_iter().chain(response(i, -1.0));
            self.row(format!("demand[{}]", i + 1), most(i), demand);
        }
        let total = (0..columns.retailers).map(|i| (columns.stock(i), 1.0));
        self.row("capacity".into(), self.instance.capacity, total);
    }

    fn row(&mut self, name: String, upper: f64, terms: impl IntoIterator<Item = (usize, f64)>) {
        let index = self.rows.len();
        self.entries.extend(terms.into_iter().filter(|(_, a)| *a != 0.0).map(|(j, a)| (index, j, a)));
        self.rows.push(Row { name, lower: f64::NEG_INFINITY, upper });
    }

    fn finish(mut self) -> Program {
        self.program.set_rows(self.rows, &self.entries);
        self.program
    }
}
