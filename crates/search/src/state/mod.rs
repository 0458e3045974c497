//! What a tree and its heuristics share. Nothing here knows the tree or a heuristic.
//!
//! | module | what it holds |
//! |---|---|
//! | [`workbench`] | the program of a tree with all that is read and changed at its nodes |
//! | [`relaxation`], [`cut_rows`] | the node's linear program, solved in chunks; cuts that are its rows |
//! | [`cutoff`], [`bound`] | when a bound is good enough to prune; what is proven of the whole tree |
//! | [`pseudo_costs`] | what branching on a column has gained |
//! | [`effort`] | nodes, work and iterations by use |
//! | `demanded` | rows that are told on demand, and the points that wait for them |
//! | [`hints`] | what a guess says of the columns |
//! | [`home`] | what outlives a tree: the incumbent, its certification, events in the original's terms |
//! | [`sub_search`] | the search of a part of the program, for heuristics that ask for one |

pub mod bound;
pub mod cut_rows;
pub mod cutoff;
#[cfg(feature = "kinds")]
pub mod demanded;
#[cfg(not(feature = "kinds"))]
#[path = "demanded_off.rs"]
pub mod demanded;
pub mod effort;
pub mod hints;
pub mod home;
pub mod pseudo_costs;
pub mod relaxation;
mod source;
pub mod sub_search;
pub mod workbench;
