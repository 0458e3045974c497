//! What a certificate holds. Every number in it is a finite double and stands for exactly that double.
//!
//! Indices count from 0 in the order of the program's file. `rows` of combinations go on behind the program's
//! rows with the cuts: cut `k` is row `rows + k`. Everything is stated for the program as read, in its own
//! sense; only multipliers belong to the minimisation (a maximisation is negated first).

use crate::exact::ExactProgram;
use hunch_model::{Kind, Program};
use serde::{Deserialize, Serialize};

/// Name of the format.
pub const FORMAT: &str = "hunch-certificate";
/// The version that is written.
pub const VERSION: u32 = 2;
/// The oldest version that is read: the first one, which knew neither [`Certificate::decimals`] nor what the
/// second can derive.
pub const OLDEST_VERSION: u32 = 1;

/// A claim about a program and its proof.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Certificate {
    /// [`FORMAT`].
    pub format: String,
    /// [`OLDEST_VERSION`] to [`VERSION`].
    pub version: u32,
    /// Which program it is about.
    pub program: Identity,
    /// What is claimed.
    pub claim: Claim,
    /// One value a column, for the claims that have a point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<Vec<f64>>,
    /// The claimed bound on the optimum, in the program's sense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<f64>,
    /// A direction, one entry a column, for [`Claim::Unbounded`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ray: Option<Vec<f64>>,
    /// `(row, k)`: rows of integer columns in decimals. The row stands for 10^k times itself, in whole
    /// numbers, here and in every multiplier.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decimals: Vec<(usize, u32)>,
    /// Bounds of columns that single rows imply, in an order in which each follows from those before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub implied: Vec<ImpliedBound>,
    /// Cutting planes, each derived from the rows and cuts before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cuts: Vec<Cut>,
    /// The tree in preorder: a branching is followed by its lower side, then by its upper side.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tree: Vec<Node>,
}

/// What is claimed about the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Claim {
    /// The point is feasible, and its gap to the bound is closed by the tolerances of
    /// [`hunch_model::tolerances`].
    Optimal,
    /// The point is feasible and the bound holds.
    Feasible,
    /// The bound holds; there is no point.
    Bound,
    /// There is no feasible point.
    Infeasible,
    /// The point is feasible, and the objective improves for ever along the ray.
    Unbounded,
}

/// Tells programs apart, so that a certificate that was mixed up with another one is refused with that
/// reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Identity {
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub columns: usize,
    /// Number of matrix entries.
    pub entries: usize,
    /// Sixteen hexadecimal digits: FNV-1a (64 bits) over every number of the program. Not a defence: the
    /// proof itself is checked.
    pub fingerprint: String,
}

/// Which bound of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The lower one.
    Lower,
    /// The upper one.
    Upper,
}

/// A bound that one row implies, given the bounds of the other columns in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImpliedBound {
    /// The column.
    pub column: usize,
    /// Which bound.
    pub side: Side,
    /// Its value.
    pub value: f64,
    /// The row; left out, the objective: only points better than the claimed bound are in question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
}

/// The inequality `Σ coefficient · column <= upper`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Cut {
    /// `(column, coefficient)`.
    pub terms: Vec<(usize, f64)>,
    /// Right-hand side.
    pub upper: f64,
    /// How it is derived; left out, it is trusted, and the verdict says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub derivation: Option<Derivation>,
}

/// A combination of rows that is rounded: see [`crate::rounding`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Derivation {
    /// `(row, multiplier)`.
    pub rows: Vec<(usize, f64)>,
    /// Variables that are measured from their upper bound: columns, and behind them rows, whose activities
    /// count as variables. All others are measured from their lower bound.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from_upper: Vec<usize>,
    /// Instead of being measured from bounds, the combination, one of integer columns, is divided by the
    /// greatest common divisor of its coefficients, and its side rounded to an integer. Columns whose bounds
    /// meet count as constants.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub divided: bool,
}

/// A node of the tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Node {
    /// An integer column is at most `k` on the lower side, at least `k + 1` on the upper.
    Branch(usize, f64),
    /// An integer combination `Σ coefficient · column` of integer columns is at most `k` on the lower side,
    /// at least `k + 1` on the upper: `(terms, k)`. On either side this is one more row, numbered behind all
    /// rows, cuts and splits above it.
    Split(Vec<(usize, f64)>, f64),
    /// A leaf: these multipliers `(row, multiplier)` prove the claimed bound. A row may occur more than once;
    /// its multipliers are added.
    Bound(Vec<(usize, f64)>),
    /// A leaf like [`Node::Bound`] whose multipliers are divided by a number: `(summands of the number,
    /// multipliers)`.
    Over(Vec<f64>, Vec<(usize, f64)>),
    /// A leaf: these multipliers prove that it holds no feasible point.
    Empty(Vec<(usize, f64)>),
}

impl Certificate {
    /// A claim without any proof yet.
    pub fn new(program: &Program, claim: Claim) -> Self {
        Self {
            decimals: ExactProgram::new(program).decimals(),
            format: FORMAT.into(),
            version: VERSION,
            program: Identity::of(program),
            claim,
            point: None,
            bound: None,
            ray: None,
            implied: Vec::new(),
            cuts: Vec::new(),
            tree: Vec::new(),
        }
    }
}

impl Identity {
    /// Takes the measure of a program. Names do not count: they do not change what is true.
    pub fn of(program: &Program) -> Self {
        let mut hash = Fnv::default();
        hash.numbers(&[program.sense.sign(), program.offset]);
        for c in &program.columns {
            let kind = if c.kind == Kind::Integer { 1.0 } else { 0.0 };
            hash.numbers(&[c.objective, c.lower, c.upper, kind]);
        }
        for r in &program.rows {
            hash.numbers(&[r.lower, r.upper]);
        }
        for (i, j, v) in program.matrix.triplets() {
            hash.numbers(&[i as f64, j as f64, v]);
        }
        Self {
            rows: program.rows.len(),
            columns: program.columns.len(),
            entries: program.matrix.nonzeros(),
            fingerprint: format!("{:016x}", hash.0),
        }
    }
}

/// FNV-1a, 64 bits (Fowler, Noll and Vo): short enough that whoever writes a checker can repeat it.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325) // the offset basis of the 64-bit variant
    }
}

impl Fnv {
    /// Takes the eight bytes of each double, lowest first; minus zero counts as zero.
    fn numbers(&mut self, values: &[f64]) {
        for byte in values.iter().flat_map(|v| (v + 0.0).to_bits().to_le_bytes()) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3); // the prime of the 64-bit variant
        }
    }
}
