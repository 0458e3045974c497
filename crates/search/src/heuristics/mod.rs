//! Primal heuristics: points from relaxations. They propose; [`crate::state::home::Context::offer`] has every
//! proposal checked.
//!
//! One file a heuristic, and a line in [`list::HEURISTICS`], which says when it is asked and what leaves it
//! out. Local search alone is no line of the list: it runs beside the others.
//!
//! | module | what it does | source |
//! |---|---|---|
//! | [`heuristic`], [`list`] | what a heuristic is to the tree; the list of all | |
//! | [`rounding`], [`shifting`] | integers rounded where no row minds; rounded one by one and repaired | Achterberg 2007, chapter 9 |
//! | [`diving`] | one path down, fixing columns | Achterberg 2007, section 9.2 |
//! | [`planned_dives`], [`guided_dives`], [`dives`], [`dive_choice`] | dives of a node in turn; along a guess; of our own, and which kind next | |
//! | [`feasibility_jump`] | jumps without a relaxation | Luteberget and Sartor 2023 |
//! | [`fix_and_propagate`], [`binary_rows`] | decisions with what follows from them, taken back where they fail; the rows that they are made on | Salvagnin, Roberti and Fischetti 2024 |
//! | [`clause_search`] | decisions on any columns, with clauses learned from their failures | see [`crate::clauses`] |
//! | [`local_search`], [`local_searches`], [`core_columns`], [`index_set`] | single moves, rows that weigh more and more; when it runs; on which columns; what moves are drawn from | Lin, Zou and Cai 2024 |
//! | [`feasibility_pump`] | relaxed and integral points in turns | Fischetti, Glover and Lodi 2005 |
//! | [`neighbourhood`], [`portfolio`], [`neighbourhood_search`] | small parts of the program; which next; their search | Hendel 2022 |
//! | [`bandit`] | the way with the best record, and some curiosity | Auer, Cesa-Bianchi and Fischer 2002 |

pub mod bandit;
#[cfg(feature = "local-search")]
pub mod binary_rows;
#[cfg(feature = "local-search")]
pub mod clause_search;
#[cfg(feature = "local-search")]
pub mod core_columns;
pub mod dive_choice;
pub mod dives;
pub mod diving;
pub mod feasibility_jump;
pub mod feasibility_pump;
#[cfg(feature = "local-search")]
pub mod fix_and_propagate;
pub mod guided_dives;
pub mod heuristic;
#[cfg(feature = "local-search")]
pub mod index_set;
pub mod list;
#[cfg(feature = "local-search")]
pub mod local_search;
#[cfg(feature = "local-search")]
pub mod local_searches;
pub mod neighbourhood;
pub mod neighbourhood_search;
pub mod planned_dives;
pub mod portfolio;
pub mod rounding;
pub mod shifting;
pub(crate) mod tolerance;
