//! Cutting planes: inequalities that integral points satisfy and the relaxed point does not.
//!
//! One file a class, and a line in [`list::CUT_CLASSES`], which says what leaves it out.
//!
//! | module | what it does | source |
//! |---|---|---|
//! | [`separator`], [`list`], [`separation`] | what a class is to a round; the list of all; a round | |
//! | [`gomory`] | mixed-integer Gomory cuts from the simplex tableau | Gomory 1960; Cornuéjols 2007 |
//! | [`aggregation`] | which rows are combined: paths along continuous columns, rows of the tableau | Marchand and Wolsey 2001 |
//! | [`rounding`] | mixed-integer rounding of a combination, flow covers and flow paths among it | Marchand and Wolsey 2001; Louveaux and Wolsey 2003 |
//! | [`variable_bounds`], [`point`] | what both read: bounds such as `x <= u·y`, slacks as variables | |
//! | [`rows`] | how the numbers of rows and columns are read | |
//! | [`cliques`] | literals of which one at most is true | Atamtürk, Nemhauser and Savelsbergh 2000 |
//! | [`implied_bounds`] | bounds that a row gives a column for each value of a binary | Savelsbergh 1994 |
//! | [`zero_half`] | sums of rows, halved and rounded | Koster, Zymolka and Kutschka 2009 |
//! | [`cover`] | lifted cover inequalities of knapsack rows | Balas 1975; Gu, Nemhauser and Savelsbergh 1998 |
//! | [`family`] | a family's own separators, carried over to the reduced program | |
//! | [`estimate`] | numbers with the error of their arithmetic | Ogita, Rump and Oishi 2005 |
//! | [`tidy`] | numerics: errors made up for by bounds, tiny coefficients, ranges, density | Cook, Dash, Fukasawa and Goycoolea 2009; Cornuéjols, Margot and Nannicini 2013 |
//! | [`pool`] | cuts that wait, and their ageing | Achterberg 2007, section 3.3.6 |
//! | [`select`] | which of the violated ones become rows | Wesselmann and Suhl 2012 |

pub mod aggregation;
pub mod cliques;
pub mod cover;
pub mod estimate;
pub mod family;
pub mod gomory;
pub mod implied_bounds;
pub mod list;
pub mod point;
pub mod pool;
#[cfg(feature = "local-search")]
pub mod probed_bounds;
pub mod rounding;
pub mod rows;
pub mod select;
pub mod separation;
pub mod separator;
pub mod sparse_sum;
mod tidy;
pub mod variable_bounds;
pub mod zero_half;

/// An inequality `Σ coefficient · x <= upper` over the columns of the tree's program.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inequality {
    /// `(column, coefficient)`, columns ascending.
    pub terms: Vec<(usize, f64)>,
    /// Right-hand side.
    pub upper: f64,
    /// The class that found it, for whoever listens; empty where none is named.
    pub family: &'static str,
}

impl Inequality {
    /// At most `radius` of the binaries `(column, whether it is 1)` change their value (Fischetti and Lodi,
    /// "Local branching", 2003, inequality 7).
    pub fn within_distance(binaries: impl Iterator<Item = (usize, bool)>, radius: usize) -> Self {
        let terms: Vec<(usize, f64)> = binaries.map(|(j, one)| (j, if one { -1.0 } else { 1.0 })).collect();
        let ones = terms.iter().filter(|t| t.1 < 0.0).count();
        Self { terms, upper: radius as f64 - ones as f64, family: "" }
    }

    /// By how much `x` violates it; negative when satisfied.
    pub fn violation(&self, x: &[f64]) -> f64 {
        self.terms.iter().map(|&(j, v)| v * x[j]).sum::<f64>() - self.upper
    }

    /// Euclidean norm of the coefficients.
    pub fn norm(&self) -> f64 {
        self.terms.iter().map(|t| t.1 * t.1).sum::<f64>().sqrt()
    }

    /// Distance of `x` from the half-space: what the cut is worth, whatever its scale.
    pub fn efficacy(&self, x: &[f64]) -> f64 {
        let norm = self.norm();
        if norm > 0.0 { self.violation(x) / norm } else { 0.0 }
    }
}
