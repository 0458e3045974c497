//! Programs beyond rows and integers: what is drawn, who else solves them, and how answers are compared.
//!
//! | module | what it does |
//! |---|---|
//! | [`random`] | a seeded stream |
//! | [`classes`] | quadratic programs of many kinds, by number |
//! | [`kinds`] | small programs with sets, indicators and their like, by number |
//! | [`instances`] | portfolios, and the relaxations of a hybrid vehicle |
//! | [`peer`] | the same programs by Clarabel |
//! | [`compare`] | one program, both answers, the verdict |
//! | [`warm`] | re-solves after one change, beside solves from nothing |

pub mod classes;
pub mod compare;
pub mod instances;
pub mod kinds;
pub mod peer;
pub mod random;
pub mod warm;
