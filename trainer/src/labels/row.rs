//! One label.

use super::header::Digest;

/// How a draw ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// With an optimum.
    Optimal,
    /// There is no feasible point.
    Infeasible,
    /// There are points of arbitrarily good objective.
    Unbounded,
    /// A limit came first, or nothing is claimed.
    Unsettled,
}

const NAMES: [(Status, &str); 4] = [
    (Status::Optimal, "optimal"),
    (Status::Infeasible, "infeasible"),
    (Status::Unbounded, "unbounded"),
    (Status::Unsettled, "unsettled"),
];

impl Status {
    /// As it is written.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(status, _)| *status == self).map_or("unsettled", |(_, name)| name)
    }

    /// From what was written.
    pub fn named(name: &[u8]) -> Option<Self> {
        NAMES.iter().find(|(_, known)| known.as_bytes() == name).map(|(status, _)| *status)
    }
}

/// A label, as a row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Number of the draw.
    pub index: u64,
    /// θ; none where draws are instances of a family.
    pub theta: Vec<f64>,
    /// How it ended.
    pub status: Status,
    /// The optimal objective.
    pub objective: Option<f64>,
    /// The label: a strategy as JSON, or a digit 0 or 1 a period.
    pub label: Option<String>,
    /// At the first draw with a strategy: where its variables stand, as JSON.
    pub start: Option<String>,
}

impl Row {
    /// Adds the row to a hash.
    pub fn digest(&self, digest: &mut Digest) {
        digest.add(&self.index.to_le_bytes());
        let theta: Vec<u8> = self.theta.iter().flat_map(|value| value.to_le_bytes()).collect();
        digest.add(&theta);
        digest.add(self.status.name().as_bytes());
        digest.add(&self.objective.map_or(Vec::new(), |value| value.to_le_bytes().to_vec()));
        for text in [&self.label, &self.start] {
            digest.add(text.as_deref().unwrap_or_default().as_bytes());
        }
    }
}
