//! What the checker says.

use crate::certificate::{Claim, Identity};
use crate::knowledge::ImpliedFault;
use crate::leaves::Unproven;
use crate::rounding::CutFault;
use hunch_model::{Feature, ProgramError};
use serde::Serialize;
use thiserror::Error;

/// An accepted certificate: what is proven, and by how much.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// What is proven.
    pub claim: Claim,
    /// Objective of the point in the program's sense: the double below the exact value.
    pub objective: Option<f64>,
    /// The proven bound, in the program's sense.
    pub bound: Option<f64>,
    /// How far the point is from the bound, rounded up; zero or less when they meet.
    pub gap: Option<f64>,
    /// Whether the point meets or passes the bound only within the tolerances of rows: the bound is proven
    /// for the program as it is.
    pub up_to_tolerance: bool,
    /// How well the point satisfies the program.
    pub point: Option<PointQuality>,
    /// Nodes of the tree.
    pub nodes: usize,
    /// Leaves among them.
    pub leaves: usize,
    /// Implied bounds that were checked.
    pub implied: usize,
    /// Cuts whose derivations were checked.
    pub derived_cuts: usize,
    /// Cuts that were taken on trust. With any, the bound is proven only if they hold.
    pub trusted_cuts: usize,
}

/// How well a feasible point satisfies the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PointQuality {
    /// Whether nothing is violated at all.
    pub exact: bool,
    /// Largest violation of a row as a multiple of the row's tolerance, rounded up: at most 1.
    pub row_violation: f64,
}

/// Why a certificate is refused.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum Rejection {
    /// The program is malformed.
    #[error(transparent)]
    Program(#[from] ProgramError),
    /// The program says more than linear rows and integers.
    #[error("the program has {}; certificates are for linear rows and integers", feature.name())]
    Feature {
        /// What it says.
        feature: Feature,
    },
    /// The certificate is about another program.
    #[error(
        "the certificate is about a program of {} rows, {} columns, {} entries and fingerprint {}; this one has {}, {}, {} and {}",
        found.rows, found.columns, found.entries, found.fingerprint,
        expected.rows, expected.columns, expected.entries, expected.fingerprint
    )]
    OtherProgram {
        /// What the certificate names.
        found: Identity,
        /// What the program is.
        expected: Identity,
    },
    /// The rows that are judged on a multiple, in whole numbers, are not the ones that the certificate names.
    #[error(
        "the certificate names 10^{found} for row {row}, which is judged on 10^{expected} times itself; \
         certificates of version 1 name none and must be made again"
    )]
    Decimals {
        /// The first row that differs.
        row: usize,
        /// The power of ten that the certificate names; 0 where it names none.
        found: u32,
        /// The power of ten of the rule.
        expected: u32,
    },
    /// A part that the claim needs is absent.
    #[error("claim {claim:?} needs {field}, which is absent")]
    Missing {
        /// The claim.
        claim: Claim,
        /// The part.
        field: &'static str,
    },
    /// A part is there that the claim has no use for.
    #[error("claim {claim:?} has no {field}, which is given")]
    Unexpected {
        /// The claim.
        claim: Claim,
        /// The part.
        field: &'static str,
    },
    /// A vector has the wrong length.
    #[error("{field} has {found} entries; the program has {expected} columns")]
    Length {
        /// The vector.
        field: &'static str,
        /// Its length.
        found: usize,
        /// What would be right.
        expected: usize,
    },
    /// A number is not finite.
    #[error("{field}[{index}] is not a finite number")]
    NotFinite {
        /// The field.
        field: &'static str,
        /// Position in it.
        index: usize,
    },
    /// An integer column has a fractional value.
    #[error("the point has {value} for column {column}, which is integer")]
    PointNotIntegral {
        /// The column.
        column: usize,
        /// Its value.
        value: String,
    },
    /// A column's value lies outside its bounds.
    #[error("the point has column {column} beyond its bounds by {excess}; bounds have no tolerance")]
    PointOutOfBounds {
        /// The column.
        column: usize,
        /// By how much.
        excess: f64,
    },
    /// A row is missed by more than its tolerance.
    #[error("the point misses row {row} by {excess}; its tolerance there is {tolerance}")]
    PointMissesRow {
        /// The row.
        row: usize,
        /// By how much; for a row in decimals, of the multiple that is whole.
        excess: f64,
        /// What is allowed: nothing for whole rows of integers.
        tolerance: f64,
    },
    /// Point and bound are too far apart for an optimum.
    #[error(
        "the point's objective {objective} is {gap} away from the bound {bound}; optimality allows {allowed}"
    )]
    GapOpen {
        /// Objective of the point, in the program's sense.
        objective: f64,
        /// The bound.
        bound: f64,
        /// Their distance.
        gap: f64,
        /// The largest distance allowed.
        allowed: f64,
    },
    /// An implied bound does not follow.
    #[error("implied[{index}]: {fault}")]
    Implied {
        /// Which.
        index: usize,
        /// Why.
        fault: ImpliedFault,
    },
    /// A cut does not follow.
    #[error("cuts[{index}]: {fault}")]
    Cut {
        /// Which.
        index: usize,
        /// Why.
        fault: CutFault,
    },
    /// A branching does not split an integer column.
    #[error("tree[{node}] splits column {column} at {value}; it must split an integer column at an integer")]
    Split {
        /// Position in the tree.
        node: usize,
        /// The column.
        column: usize,
        /// Where it is split.
        value: f64,
    },
    /// A split is not one of whole numbers.
    #[error(
        "tree[{node}] splits a sum; its coefficients and the place must be integers, and its columns integer"
    )]
    SplitOfSum {
        /// Position in the tree.
        node: usize,
    },
    /// What the multipliers of a leaf are divided by is not positive.
    #[error("tree[{node}] divides its multipliers by a number that is not finite and positive")]
    Divisor {
        /// Position in the tree.
        node: usize,
    },
    /// A leaf's multipliers prove nothing.
    #[error("tree[{node}]: {fault}")]
    Leaf {
        /// Position in the tree.
        node: usize,
        /// Why.
        fault: Unproven,
    },
    /// A leaf's multipliers prove less than the claimed bound.
    #[error("tree[{node}] proves {proven} (as a minimisation); the claim needs {needed}")]
    LeafTooWeak {
        /// Position in the tree.
        node: usize,
        /// What it proves, as a minimisation.
        proven: f64,
        /// What is needed, likewise.
        needed: f64,
    },
    /// A leaf's multipliers do not show that it is empty.
    #[error("tree[{node}] is not shown to be empty")]
    LeafNotEmpty {
        /// Position in the tree.
        node: usize,
    },
    /// A leaf proves a bound where infeasibility is claimed.
    #[error("tree[{node}] proves a bound; the claim needs every leaf to be empty")]
    LeafNotOfClaim {
        /// Position in the tree.
        node: usize,
    },
    /// The tree ends before every side is closed.
    #[error("the tree ends with {open} sides of branchings open")]
    TreeIncomplete {
        /// Sides without a proof.
        open: usize,
    },
    /// The tree goes on after every side is closed.
    #[error("the tree goes on for {extra} nodes after its last leaf")]
    TreeTooLong {
        /// Nodes too many.
        extra: usize,
    },
    /// A ray runs into a bound.
    #[error("the ray leaves the bounds of {what} {index}")]
    RayLeaves {
        /// `"row"` or `"column"`.
        what: &'static str,
        /// Which.
        index: usize,
    },
    /// The objective does not improve along the ray.
    #[error("the objective does not improve along the ray")]
    RayDoesNotImprove,
}
