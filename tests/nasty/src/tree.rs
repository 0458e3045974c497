//! Integers in exact arithmetic: branch and bound on the exact relaxation, depth first. It asks one question:
//! is there a point, or one whose objective is below a cutoff?

use crate::congruence::solvable;
use crate::dictionary::{Dictionary, End, Side};
use crate::exact::{ExactProgram, Q};
use num_bigint::BigInt;
use num_traits::One;

/// What the tree says.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Such a point.
    Point(Vec<Q>),
    /// A point from which the objective improves for ever.
    Ray(Vec<Q>),
    /// There is none.
    None,
    /// The limits came first.
    Unknown,
}

/// Limits of one question: nodes and pivots.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Nodes of the tree.
    pub nodes: u64,
    /// Pivots of the simplex method.
    pub pivots: u64,
}

impl Default for Effort {
    fn default() -> Self {
        Self { nodes: 1000, pivots: 8000 }
    }
}

/// Is there a point of `program`, with an objective (of the minimisation) below `cutoff` where one is given?
pub fn point(program: &ExactProgram, cutoff: Option<&Q>, effort: Effort) -> Answer {
    if !solvable(program) {
        return Answer::None;
    }
    let mut relaxation = Dictionary::new(program, effort.pivots);
    let mut nodes = effort.nodes;
    for (j, c) in program.columns.iter().enumerate().filter(|(_, c)| c.integer) {
        // Bounds of integers are whole from the start.
        if let Some(l) = &c.lower {
            relaxation.set_whole_bound(j, Side::Lower, &l.ceil().to_integer());
        }
        if let Some(u) = &c.upper {
            relaxation.set_whole_bound(j, Side::Upper, &u.floor().to_integer());
        }
    }
    // Sides still to be looked at: the depth of the path that they hang on, and the branching.
    let mut open: Vec<(usize, usize, Side, BigInt)> = Vec::new();
    // What the branchings of the present path replaced.
    let mut path: Vec<(usize, Side, Option<BigInt>)> = Vec::new();
    loop {
        if nodes == 0 {
            return Answer::Unknown;
        }
        nodes -= 1;
        match look(program, &mut relaxation, cutoff) {
            Node::Found(point) => return Answer::Point(point),
            Node::Ray(point) => return Answer::Ray(point),
            Node::Limit => return Answer::Unknown,
            Node::Closed => {}
            Node::Branch(column, floor, up_first) => {
                let up = (path.len(), column, Side::Lower, &floor + BigInt::one());
                let down = (path.len(), column, Side::Upper, floor);
                let (first, second) = if up_first { (up, down) } else { (down, up) };
                open.push(second);
                open.push(first);
            }
        }
        let Some((depth, column, side, bound)) = open.pop() else { return Answer::None };
        for (column, side, bound) in path.drain(depth..).rev() {
            relaxation.set_bound(column, side, bound);
        }
        path.push((column, side, relaxation.bound(column, side)));
        relaxation.set_whole_bound(column, side, &bound);
    }
}

enum Node {
    Found(Vec<Q>),
    Ray(Vec<Q>),
    Closed,
    Limit,
    /// Column, the whole number below its value, whether its value is closer to the one above.
    Branch(usize, BigInt, bool),
}

fn look(program: &ExactProgram, relaxation: &mut Dictionary, cutoff: Option<&Q>) -> Node {
    let end = if cutoff.is_some() { relaxation.optimise() } else { relaxation.repair() };
    match end {
        End::Empty => return Node::Closed,
        End::Limit => return Node::Limit,
        // Any point will do for the branching; the objective has not been taken to its end.
        End::Unbounded | End::Done => {}
    }
    if end == End::Done && cutoff.is_some_and(|c| relaxation.objective() >= *c) {
        return Node::Closed;
    }
    let point = relaxation.point();
    let fractional = (0..point.len()).find(|&j| program.columns[j].integer && !point[j].is_integer());
    match fractional {
        Some(j) => {
            let floor = point[j].floor();
            let up_first = &point[j] - &floor > Q::new(BigInt::one(), BigInt::from(2));
            Node::Branch(j, floor.to_integer(), up_first)
        }
        // The numbers are rational, so the ray of the relaxation leads through points of the program for
        // ever.
        None if end == End::Unbounded => Node::Ray(point),
        None => Node::Found(point),
    }
}
