//! The best plan for given set-ups: a flow of least cost from the periods' capacities through production and
//! stock to the demands. Demands are served one after another along the cheapest way there is, which may take
//! production away from another item that then finds a new one (successive shortest paths; Ahuja, Magnanti
//! and Orlin, "Network flows", 1993, section 9.7). Potentials keep reduced costs non-negative, so that
//! Dijkstra's algorithm looks only at what lies around a demand.

use super::Data;
use super::program::Columns;
use hunch_model::{Control, Flow as Go};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// A production plan, one entry an item and period (I × T), item by item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// Units produced.
    pub production: Vec<f64>,
    /// Whether the item is set up.
    pub setup: Vec<bool>,
    /// Units in stock at the end of the period.
    pub inventory: Vec<f64>,
    /// `Σ (p x + f y + h s)`.
    pub cost: f64,
}

impl Plan {
    /// The plan of a production that meets all demand, set up where something is produced.
    pub fn from_production(data: &Data, production: Vec<f64>) -> Self {
        let (periods, mut stock) = (data.periods(), 0.0);
        let inventory: Vec<f64> = (0..production.len())
            .map(|k| {
                let before = if k % periods == 0 { 0.0 } else { stock };
                stock = f64::max(before + production[k] - data.demand[k], 0.0);
                stock
            })
            .collect();
        let setup: Vec<bool> = production.iter().map(|&x| x > 0.0).collect();
        let costs = (0..production.len()).map(|k| {
            let setup = if setup[k] { data.setup_cost[k] } else { 0.0 };
            data.production_cost[k] * production[k] + setup + data.holding_cost[k] * inventory[k]
        });
        let cost = costs.sum();
        Self { production, setup, inventory, cost }
    }

    /// The plan that values of the program's columns say, without set-ups of nothing.
    pub fn from_values(data: &Data, values: &[f64]) -> Self {
        Self::from_production(data, values[..Columns::of(data).cells()].to_vec())
    }

    /// The values of the program's columns.
    pub fn to_values(&self) -> Vec<f64> {
        let setup = self.setup.iter().map(|&y| f64::from(u8::from(y)));
        self.production.iter().copied().chain(setup).chain(self.inventory.iter().copied()).collect()
    }
}

/// Units of work of one step of Dijkstra's algorithm.
const STEP_WORK: u64 = 8;

/// The cheapest production (I × T) where producing a unit costs `unit` (I × T), infinite where it is not
/// possible; none where demand cannot be met, or `control` says stop.
pub fn cheapest_production(data: &Data, unit: &[f64], control: &mut dyn Control) -> Option<Vec<f64>> {
    let mut network = Network::new(data, unit);
    // From behind: late demands keep the late capacities, so that few find their way blocked.
    for t in (0..data.periods()).rev() {
        for i in 0..data.items {
            network.serve(i * data.periods() + t, control)?;
        }
    }
    Some(network.production)
}

/// Nodes: cells (I × T), then periods (T).
struct Network<'a> {
    data: &'a Data,
    unit: &'a [f64],
    periods: usize,
    production: Vec<f64>,
    stock: Vec<f64>,
    left: Vec<f64>,
    potential: Vec<f64>,
    /// Reduced distance to the demand that is served, and by which node the way goes on.
    distance: Vec<f64>,
    towards: Vec<usize>,
    settled: Vec<bool>,
    touched: Vec<usize>,
    queue: BinaryHeap<Reached>,
}

impl<'a> Network<'a> {
    fn new(data: &'a Data, unit: &'a [f64]) -> Self {
        let (cells, periods) = (data.cells(), data.periods());
        let nodes = cells + periods;
        Self {
            data,
            unit,
            periods,
            production: vec![0.0; cells],
            stock: vec![0.0; cells],
            left: data.capacity.clone(),
            potential: vec![0.0; nodes],
            distance: vec![f64::INFINITY; nodes],
            towards: vec![usize::MAX; nodes],
            settled: vec![false; nodes],
            touched: Vec::new(),
            queue: BinaryHeap::new(),
        }
    }

    /// Meets the demand of cell `sink`.
    fn serve(&mut self, sink: usize, control: &mut dyn Control) -> Option<()> {
        let mut open = self.data.demand[sink];
        while open > 0.0 {
            let source = self.search(sink);
            if let Go::Stop(_) = control.spend(STEP_WORK * self.touched.len() as u64) {
                return None;
            }
            let source = source?;
            let amount = self.bottleneck(source, sink).min(open);
            self.send(source, sink, amount);
            open -= amount;
        }
        Some(())
    }

    /// The period with capacity left from which `sink` is reached most cheaply. Potentials are brought up to
    /// date.
    fn search(&mut self, sink: usize) -> Option<usize> {
        for &node in &self.touched {
            self.distance[node] = f64::INFINITY;
            self.settled[node] = false;
        }
        self.touched.clear();
        self.queue.clear();
        let cells = self.production.len();
        self.reach(sink, 0.0, usize::MAX);
        let mut source = None;
        while let Some(Reached { distance, node }) = self.queue.pop() {
            if self.settled[node] {
                continue;
            }
            self.settled[node] = true;
            if node < cells {
                self.look_around_cell(node, distance);
                continue;
            }
            let t = node - cells;
            if self.left[t] > 0.0 {
                source = Some(t);
                break;
            }
            // Another item may give up what it has of this period.
            for k in (t..cells).step_by(self.periods) {
                if self.production[k] > 0.0 {
                    self.relax(k, node, -self.unit[k], distance);
                }
            }
        }
        let least = self.distance[cells + source?];
        for &node in &self.touched {
            self.potential[node] += (least - self.distance[node]).max(0.0);
        }
        source
    }

    fn look_around_cell(&mut self, k: usize, distance: f64) {
        let t = k % self.periods;
        if self.unit[k] < f64::INFINITY {
            self.relax(self.production.len() + t, k, self.unit[k], distance);
        }
        if t > 0 {
            self.relax(k - 1, k, self.data.holding_cost[k - 1], distance);
        }
        if t + 1 < self.periods && self.stock[k] > 0.0 {
            self.relax(k + 1, k, -self.data.holding_cost[k], distance);
        }
    }

    /// The way over the arc `from → to` of cost `cost`.
    fn relax(&mut self, from: usize, to: usize, cost: f64, distance: f64) {
        // Rounding may leave a reduced cost a hair below zero.
        let reduced = (cost + self.potential[from] - self.potential[to]).max(0.0);
        if !self.settled[from] && distance + reduced < self.distance[from] {
            self.reach(from, distance + reduced, to);
        }
    }

    fn reach(&mut self, node: usize, distance: f64, towards: usize) {
        if self.distance[node] == f64::INFINITY {
            self.touched.push(node);
        }
        self.distance[node] = distance;
        self.towards[node] = towards;
        self.queue.push(Reached { distance, node });
    }

    fn bottleneck(&self, source: usize, sink: usize) -> f64 {
        let cells = self.production.len();
        let (mut amount, mut node) = (self.left[source], cells + source);
        while node != sink {
            let to = self.towards[node];
            amount = match (node < cells, to < cells) {
                // Taken away from production, or from stock.
                (true, false) => amount.min(self.production[node]),
                (true, true) if to + 1 == node => amount.min(self.stock[to]),
                _ => amount,
            };
            node = to;
        }
        amount
    }

    fn send(&mut self, source: usize, sink: usize, amount: f64) {
        let cells = self.production.len();
        self.left[source] -= amount;
        let mut node = cells + source;
        while node != sink {
            let to = self.towards[node];
            match (node < cells, to < cells) {
                (false, _) => self.production[to] += amount,
                (true, false) => self.production[node] -= amount,
                (true, true) if to + 1 == node => self.stock[to] -= amount,
                (true, true) => self.stock[node] += amount,
            }
            node = to;
        }
    }
}

/// A node in the queue; the nearest is greatest, of equals the least node.
struct Reached {
    distance: f64,
    node: usize,
}

impl Ord for Reached {
    fn cmp(&self, other: &Self) -> Ordering {
        other.distance.total_cmp(&self.distance).then(other.node.cmp(&self.node))
    }
}

impl PartialOrd for Reached {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Reached {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Reached {}
