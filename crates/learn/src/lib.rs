//! A user's own parametric program, learned: from files and a history to a weights file that the package
//! answers from, with a card, the tree in words, and an honest word on whether learning pays.
//!
//! | module | what it does |
//! |---|---|
//! | [`input`] | the program, from the formats that users have |
//! | [`plan`] | what is asked for, and how the time is spent |
//! | [`draws`] | θ: the history's rows, and more with its correlations |
//! | [`samples`] | their strategies, on all cores, resumable |
//! | [`trees`] | what proves strategies of programs with integers |
//! | [`learners`] | trees and neighbours, and whatever is learned beside them |
//! | [`measure`] | all ways to answer, side by side, rivals without learning among them |
//! | [`verdict`] | which of them is shipped |
//! | `run` | from a program and its θ to what is written |
//! | `road` | all of it: files in, files and a report out |
//! | [`output`] | the files, and the report |
//! | [`progress`], [`mod@error`] | who is told how far it is, and what went wrong |

pub mod draws;
pub mod error;
pub mod input;
pub mod learners;
pub mod measure;
pub mod output;
pub mod plan;
pub mod progress;
mod road;
mod run;
pub mod samples;
pub mod trees;
pub mod verdict;

pub use error::{Error, Result};
pub use road::{Ask, road, road_with};
pub use run::{Outcome, run};
