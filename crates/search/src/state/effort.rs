//! What a tree has cost so far, by use.

/// Counts of a tree.
#[derive(Clone, Copy, Debug, Default)]
pub struct Effort {
    /// Nodes processed.
    pub nodes: u64,
    /// Units of work.
    pub work: u64,
    /// Simplex iterations.
    pub iterations: Iterations,
}

/// Simplex iterations by use.
#[derive(Clone, Copy, Debug, Default)]
pub struct Iterations {
    /// Relaxations of nodes that are done with.
    pub nodes: u64,
    /// Probes before branching.
    pub probes: u64,
    /// The root's, rounds of cuts included, once it has branched.
    pub root: u64,
    /// Dives and the feasibility pump.
    pub dives: u64,
    /// Searches of neighbourhoods.
    pub neighbourhoods: u64,
    /// All of them before the tree was last begun again: shares are reckoned from there.
    pub earlier: u64,
    /// The engine's counter when the current node was entered.
    pub mark: u64,
}

impl Iterations {
    /// All together.
    pub fn total(&self) -> u64 {
        self.earlier + self.nodes + self.probes + self.dives + self.neighbourhoods
    }
}
