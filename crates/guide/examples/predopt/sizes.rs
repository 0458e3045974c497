//! The published sizes of lot sizing: "Integrated machine learning and optimization approaches", section 3.5.1.

use hunch_families::mclsp::{Distribution, Mclsp, sample};
use hunch_families::random::instance_seed;
use hunch_families::{Case, case};
use std::error::Error;
use std::sync::Arc;

/// Seed of the data set.
const SEED: u64 = 31_001;
/// Set-up to holding cost ratio.
const F: u32 = 1_000;

/// A table of the paper.
pub struct Table {
    pub name: &'static str,
    pub columns: &'static [Column],
}

/// One of its columns.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub items: usize,
    pub periods: usize,
    pub c: u32,
}

const fn column(items: usize, periods: usize, c: u32) -> Column {
    Column { items, periods, c }
}

/// More items than trained on: c grows with the items (10 · I / 8 and 14 · I / 12), since the paper's own c
/// cannot meet their demand.
pub const TABLES: &[Table] = &[
    Table {
        name: "3.1",
        columns: &[
            column(8, 40, 10),
            column(8, 60, 10),
            column(8, 80, 10),
            column(8, 100, 10),
            column(8, 150, 10),
            column(8, 200, 10),
        ],
    },
    Table {
        name: "3.2",
        columns: &[
            column(12, 30, 14),
            column(12, 50, 14),
            column(12, 75, 14),
            column(12, 100, 14),
            column(12, 125, 14),
            column(12, 150, 14),
        ],
    },
    Table {
        name: "3.5",
        columns: &[
            column(32, 200, 40),
            column(40, 150, 50),
            column(80, 100, 100),
            column(36, 125, 42),
            column(48, 100, 56),
            column(60, 80, 70),
        ],
    },
];

impl Column {
    /// Name of an instance.
    pub fn id(&self, index: u64) -> String {
        format!("mclsp-{}-{}-{index}", self.items, self.periods)
    }

    /// The instance.
    pub fn case(&self, index: u64) -> Result<Arc<dyn Case>, Box<dyn Error>> {
        let distribution = Distribution { items: self.items, periods: self.periods, c: self.c, f: F };
        Ok(case::<Mclsp>(sample(&distribution, instance_seed(SEED, index))?))
    }
}
