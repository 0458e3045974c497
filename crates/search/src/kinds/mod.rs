//! What programs may say beyond rows and integers, as the linear search takes it.
//!
//! | module | what it does | source |
//! |---|---|---|
//! | [`curve`] | a convex quadratic objective over integers by its tangents: the linear program that they are rows of, and the way back | Quesada and Grossmann 1992 |
//! | `curve_convex` | products of binaries made convex; curvature of binaries made linear | Hammer and Rubin 1970 |
//! | `curve_squares` | a quadratic form as a sum of few squares, with what rounding leaves of it | |
//! | `curve_rows` | tangents that hold in exact arithmetic; secants between integers; perspective cuts | Frangioni and Gentile 2006 |

pub(crate) mod curve;
mod curve_convex;
mod curve_rows;
mod curve_squares;
