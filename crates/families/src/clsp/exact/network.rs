//! Lot sizing as a shortest path through cumulative production, at any resolution.
//!
//! Let `P_t = x_1 + … + x_t`. Substituting `x_t = s_t − s_{t−1} + d_t` and `s_t = P_t − D_t` (`D_t` the
//! cumulative demand) turns the cost into `Σ_t p_t d_t + Σ_t f_t y_t + Σ_t a_t (P_t − D_t)` with `a_t = p_t −
//! p_{t+1} + h_t` and `p_{T+1} = 0`: a constant, the set-ups, and a charge on every node `(t, P_t)`. A period
//! leads from `(t − 1, Q)` to `(t, P)` with `P = Q` for nothing, or with `0 <= P − Q <= c_t` for the set-up
//! cost.
//!
//! Nodes may be gathered into cells of `2^shift` units. A cell takes the smallest charge of its nodes and an
//! arc joins two cells when it joins some of their nodes, so a shortest path through cells is a lower bound
//! (a projection of the state space, as in state-space relaxation: Christofides, Mingozzi and Toth, 1981).
//! With cells of one unit it is exact.

/// The data of the shortest-path problem, in units.
pub(crate) struct Problem {
    /// Cumulative demand `D_t`, `t` from 0 to the horizon. Whole numbers when `spread` is 1.
    pub cumulative_demand: Vec<f64>,
    /// Capacity of each period, rounded up when it is not whole.
    pub capacity: Vec<usize>,
    /// Set-up cost of each period.
    pub setup_cost: Vec<f64>,
    /// Charge `a_t` of one unit, one entry a period.
    pub charge: Vec<f64>,
    /// The constant `Σ_t p_t d_t`.
    pub constant: f64,
    /// Set-ups that are imposed, one entry a period.
    pub fixed: Vec<Option<bool>>,
    /// 1 when `P` is a whole number, so a cell's last node lies one unit before the next cell; 0 when it is
    /// any real number.
    pub spread: f64,
}

impl Problem {
    /// Number of periods.
    pub fn horizon(&self) -> usize {
        self.capacity.len()
    }

    /// Total demand.
    pub fn total(&self) -> f64 {
        self.cumulative_demand[self.horizon()]
    }

    fn usable_capacity(&self, t: usize) -> usize {
        if self.fixed[t] == Some(false) { 0 } else { self.capacity[t] }
    }

    /// Lowest and highest `P_t` (in whole units) from which the past is reachable and the future can be met,
    /// `t` from 0 to the horizon; `None` when the demand cannot be met.
    pub fn corridor(&self) -> Option<Vec<(usize, usize)>> {
        let total = self.total() as usize;
        let mut corridor: Vec<(usize, usize)> =
            self.cumulative_demand.iter().map(|&d| (d as usize, 0)).collect();
        for t in 1..corridor.len() {
            corridor[t].1 = (corridor[t - 1].1 + self.usable_capacity(t - 1)).min(total);
        }
        for t in (1..corridor.len()).rev() {
            let reach = corridor[t].0.saturating_sub(self.usable_capacity(t - 1));
            corridor[t - 1].0 = corridor[t - 1].0.max(reach);
        }
        corridor.iter().all(|&(low, high)| low <= high).then_some(corridor)
    }

    /// The network of cells of `2^shift` units within `corridor`.
    pub fn network(&self, corridor: &[(usize, usize)], shift: u32) -> Network {
        let periods = (0..self.horizon())
            .map(|t| Period {
                window: self.usable_capacity(t).div_ceil(1 << shift),
                setup_cost: self.setup_cost[t],
                fixed: self.fixed[t],
            })
            .collect();
        let layers = corridor.iter().enumerate().map(|(t, &range)| self.layer(t, range, shift)).collect();
        Network { last: (self.total() as usize) >> shift, periods, layers }
    }

    fn layer(&self, t: usize, (low, high): (usize, usize), shift: u32) -> Layer {
        let (low, high) = (low >> shift, high >> shift);
        let charge = if t == 0 { 0.0 } else { self.charge[t - 1] };
        let demand = self.cumulative_demand[t];
        let width = (1u64 << shift) as f64;
        // The cheapest node of a cell is its first when stock is charged and its last when stock earns.
        let cheapest = if charge >= 0.0 { 0.0 } else { width - self.spread };
        let base = charge * (low as f64 * width + cheapest - demand);
        // One cell may reach below the demand or beyond the total, where there are no nodes.
        let corner = if charge >= 0.0 {
            (((low as f64) * width) < demand).then_some((low, 0.0))
        } else {
            let beyond = high as f64 * width + cheapest > self.total();
            beyond.then_some((high, charge * (self.total() - demand)))
        };
        Layer { low, high, base, slope: charge * width, corner }
    }
}

/// One period: the arcs between two layers.
pub(crate) struct Period {
    /// Most cells that production can add.
    pub window: usize,
    /// Cost of an arc that may produce.
    pub setup_cost: f64,
    /// The imposed set-up, if any.
    pub fixed: Option<bool>,
}

/// The cells of one layer.
pub(crate) struct Layer {
    /// First cell.
    pub low: usize,
    /// Last cell.
    pub high: usize,
    base: f64,
    slope: f64,
    corner: Option<(usize, f64)>,
}

impl Layer {
    /// Charge of a cell.
    pub fn charge(&self, cell: usize) -> f64 {
        match self.corner {
            Some((corner, charge)) if corner == cell => charge,
            _ => self.linear_charge(cell),
        }
    }

    fn linear_charge(&self, cell: usize) -> f64 {
        // Computed from the layer's first cell whatever the range at hand, so that a cell's charge is the
        // same number in every sweep.
        self.base + self.slope * f64::from((cell - self.low) as u32)
    }

    /// Turns `values`, the cheapest ways into consecutive cells over a set-up, into the cells' values: adds
    /// the set-up cost, takes the first of them from `idle` where that is cheaper, adds the charges. The
    /// cells go from `first` upwards, or downwards.
    pub fn arrive(&self, values: &mut [f64], idle: &[f64], setup_cost: f64, first: usize, upwards: bool) {
        let corner = self.corner.and_then(|(cell, charge)| {
            let index = if upwards { cell.checked_sub(first) } else { first.checked_sub(cell) }?;
            let over_setup = values.get(index)? + setup_cost;
            let arrival =
                idle.get(index).map_or(over_setup, |&idle| if idle < over_setup { idle } else { over_setup });
            Some((index, arrival + charge))
        });
        let (base, slope) = (self.base, self.slope);
        let start = (first - self.low) as i32;
        let sign = if upwards { 1 } else { -1 };
        let charge = |index: usize| base + slope * f64::from(start + sign * index as i32);
        let (both, over_setup) = values.split_at_mut(idle.len().min(values.len()));
        for (i, (value, &idle)) in both.iter_mut().zip(idle).enumerate() {
            let over_setup = *value + setup_cost;
            let arrival = if idle < over_setup { idle } else { over_setup };
            *value = arrival + charge(i);
        }
        for (i, value) in over_setup.iter_mut().enumerate() {
            *value += setup_cost;
            *value += charge(both.len() + i);
        }
        if let Some((index, value)) = corner {
            values[index] = value;
        }
    }
}

/// The layered network of one resolution: layer `t` holds the cells of `P_t`, period `t` joins layers `t` and
/// `t + 1`.
pub(crate) struct Network {
    /// The cell of the total demand, where every path ends.
    pub last: usize,
    /// One entry a period.
    pub periods: Vec<Period>,
    /// One entry more than periods.
    pub layers: Vec<Layer>,
}

impl Network {
    /// Number of periods.
    pub fn horizon(&self) -> usize {
        self.periods.len()
    }
}
