//! The kinds of nastiness, one module each. A new one is a module and a line in [`CLASSES`].

mod big_m;
mod lattice;
mod lots;
mod magnitudes;
mod money;
mod natural;
mod no_limit;
mod pairs;
mod parallel;
mod parity;
mod scaled;
mod wide;
mod zero;

use crate::draft::{Draft, Draw, Drawn};

/// A kind of nasty program.
#[derive(Clone, Copy)]
pub struct Class {
    /// Name on the command line.
    pub name: &'static str,
    /// What is nasty about it, in a few words.
    pub about: &'static str,
    draw: fn(&mut Draw) -> Draft,
}

/// Every class.
pub const CLASSES: [Class; 12] = [
    Class {
        name: "big-m",
        about: "fixed charges and indicators, x ≤ M·y, M from 1e4 to 1e9",
        draw: big_m::draw,
    },
    Class { name: "magnitudes", about: "coefficients from 1e-9 to 1e9 in one row", draw: magnitudes::draw },
    Class { name: "parallel", about: "rows that differ by 1e-10 to 1e-6", draw: parallel::draw },
    Class { name: "lattice", about: "equations of integers: knapsacks, moduli, gcds", draw: lattice::draw },
    Class { name: "wide", about: "free and wide general integers, up to 1e9", draw: wide::draw },
    Class {
        name: "money",
        about: "two decimals up to 1e7, equations computed in doubles",
        draw: money::draw,
    },
    Class { name: "parity", about: "infeasible by integrality alone", draw: parity::draw },
    Class { name: "zero", about: "optimum 0, large constants of the objective", draw: zero::draw },
    Class {
        name: "no-limit",
        about: "small natural models, 'no limit' written as 1e7 to 1e30",
        draw: no_limit::draw,
    },
    Class { name: "pairs", about: "chains of x - y = c at sizes up to 1e9", draw: pairs::draw },
    Class { name: "scaled", about: "rows multiplied as a whole by 1e-9 to 1e9", draw: scaled::draw },
    Class { name: "lots", about: "lot sizing with real stock", draw: lots::draw },
];

/// The class of a program number: they take turns.
pub fn class_of(number: u64) -> usize {
    (number % CLASSES.len() as u64) as usize
}

/// The program of a number. The number alone says which class it is of and what is drawn.
pub fn draw(number: u64) -> Drawn {
    let mut draw = Draw::new(number);
    let draft = (CLASSES[class_of(number)].draw)(&mut draw);
    draft.finish(&mut draw)
}
