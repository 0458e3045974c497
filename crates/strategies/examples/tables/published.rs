//! The rows of the paper's tables 1 to 4, with their figures. Where three are printed they are of the network,
//! the tree and the tree with hyperplanes.

/// A row.
pub struct Published {
    /// Table of the paper.
    pub table: u8,
    pub family: &'static str,
    pub sizes: &'static [usize],
    /// Good–Turing estimate, and number of strategies.
    pub good_turing: f64,
    pub strategies: u32,
    /// Accuracy in percent, of the best of three predicted strategies on 100 unseen θ.
    pub accuracy: &'static str,
    /// Gurobi's time over theirs.
    pub ratio: &'static str,
    /// Maxima of p and d.
    pub p: &'static str,
    pub d: &'static str,
}

macro_rules! row {
    ($table:literal, $family:literal, $sizes:expr, $gt:literal, $s:literal, $acc:literal, $ratio:literal, $p:literal, $d:literal) => {
        Published {
            table: $table,
            family: $family,
            sizes: &$sizes,
            good_turing: $gt,
            strategies: $s,
            accuracy: $acc,
            ratio: $ratio,
            p: $p,
            d: $d,
        }
    };
}

/// All of them, in the order in which they are worked on: the quick ones first.
pub const ROWS: &[Published] = &[
    row!(1, "transportation", [20, 20], 1.00e-4, 11, "100", "0.81 / 0.04 / 1.22", "6e-5", "4e-16"),
    row!(1, "transportation", [20, 10], 1.00e-4, 6, "100", "0.74 / 0.88 / 1.36", "1e-16", "3e-16"),
    row!(1, "transportation", [40, 40], 2.00e-4, 9, "100", "1.95 / 1.74 / 1.81", "3e-16", "2e-16"),
    row!(1, "transportation", [40, 20], 0.0, 3, "100", "4.98 / 3.53 / 3.74", "1e-16", "2e-16"),
    row!(
        1,
        "transportation",
        [60, 60],
        1.50e-3,
        43,
        "99 / 95 / 100",
        "2.04 / 1.80 / 2.11",
        "2e-2 / 3e-2 / 5e-5",
        "2e-4"
    ),
    row!(
        1,
        "transportation",
        [60, 30],
        8.00e-4,
        30,
        "99 / 100 / 100",
        "1.70 / 1.48 / 1.55",
        "2e-3 / 1e-16 / 1e-16",
        "2e-16"
    ),
    row!(1, "transportation", [80, 80], 1.10e-3, 36, "100", "2.04 / 2.12 / 2.43", "2e-16", "2e-16"),
    row!(1, "transportation", [80, 40], 1.00e-4, 14, "100", "2.40 / 2.13 / 2.38", "2e-16", "3e-16"),
    row!(2, "portfolio", [100], 4.00e-4, 12, "100", "1.01 / 0.09 / 1.07", "7e-16", "7e-16"),
    row!(2, "portfolio", [200], 4.00e-4, 11, "100", "0.88 / 0.81 / 0.79", "4e-16", "4e-7"),
    row!(2, "portfolio", [300], 1.00e-4, 4, "100", "2.87 / 2.55 / 2.46", "3e-5", "7e-16"),
    row!(2, "portfolio", [400], 0.0, 14, "100", "1.29 / 0.72 / 1.20", "1e-5", "2e-7"),
    row!(
        4,
        "hybrid-vehicle",
        [10],
        3.00e-4,
        16,
        "100 / 99 / 100",
        "2.79 / 0.12 / 3.00",
        "1e-14 / 9e-4 / 1e-14",
        "4e-15"
    ),
    row!(4, "hybrid-vehicle", [15], 4.00e-4, 16, "99", "4.20 / 3.68 / 3.05", "7e-5", "4e-15"),
    row!(
        4,
        "hybrid-vehicle",
        [20],
        6.00e-4,
        16,
        "100 / 99 / 100",
        "3.89 / 4.16 / 4.33",
        "1e-14 / 2e-4 / 1e-14",
        "6e-15"
    ),
    row!(4, "hybrid-vehicle", [25], 2.00e-4, 10, "100", "4.27 / 4.38 / 5.12", "5e-5", "6e-15"),
    row!(3, "facility-location", [20, 10], 0.0, 1, "100", "537.67 / 3.87 / 573.24", "1e-16", "2e-16"),
    row!(3, "facility-location", [20, 20], 1.00e-4, 9, "100", "149.06 / 174.62 / 234.11", "9e-5", "2e-9"),
    row!(4, "hybrid-vehicle", [30], 1.00e-4, 20, "100", "86.65 / 148.37 / 124.01", "2e-13", "8e-16"),
    row!(3, "facility-location", [40, 20], 0.0, 2, "100", "1986.00 / 2080.12 / 2201.23", "2e-16", "2e-16"),
    row!(
        4,
        "hybrid-vehicle",
        [35],
        3.00e-4,
        37,
        "100 / 98 / 100",
        "845.13 / 1010.73 / 1250.19",
        "4e-5",
        "1e-15 / 3e-4 / 6e-5"
    ),
    row!(3, "facility-location", [40, 40], 1.00e-4, 5, "100", "1037.03 / 961.91 / 1070.20", "1e-16", "3e-9"),
    row!(
        4,
        "hybrid-vehicle",
        [40],
        2.00e-4,
        35,
        "100 / 93 / 89",
        "6461.46 / 6846.49 / 6551.66",
        "7e-14",
        "2e-15 / 3e-2 / 3e-2"
    ),
    row!(3, "facility-location", [60, 30], 1.00e-4, 3, "100", "325.76 / 334.58 / 296.36", "2e-16", "2e-16"),
    row!(3, "facility-location", [60, 60], 1.00e-4, 5, "100", "341.24 / 415.54 / 409.08", "3e-16", "3e-16"),
    row!(3, "facility-location", [80, 40], 1.00e-4, 9, "100", "97.38 / 99.44 / 89.52", "3e-16", "3e-16"),
    row!(3, "facility-location", [80, 80], 1.00e-4, 6, "100", "865.45 / 64.74 / 1061.22", "3e-16", "3e-10"),
];

/// Examples of the paper's section 2, in the same tables.
pub const EXAMPLES: &[Published] = &[
    row!(0, "knapsack", [], 0.0, 4, "100", "", "", ""),
    row!(0, "suppliers", [], 0.0, 4, "100", "", "", ""),
    row!(0, "inventory", [30], 0.0, 4, "100", "", "", ""),
];
