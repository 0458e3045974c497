//! Branch and bound over the reduced program.
//!
//! | module | what it does | source |
//! |---|---|---|
//! | [`search`] | the loop: a state machine whose steps are small, so that it can stop after any of them | |
//! | `process`, `explore`, `split` | what happens at a node: relaxation and verdict, heuristics, branching | |
//! | `short_tree` | a tree without cuts before the tree with them | |
//! | `cutting` | the cut loop at the root | |
//! | `node_cuts` | cuts below it, and when their rows leave | |
//! | `jump` | feasibility jump at the root, while there is no point | Luteberget and Sartor 2023 |
//! | `neighbourhoods`, `sub_tree` | when a neighbourhood is searched, and the tree within the tree that does it | Hendel 2022 |
//! | `learning` | what closed nodes teach the rest: dual proofs | Witzig, Berthold and Heinz 2017 |
//! | `orbital` | orbital fixing | Margot 2003; Ostrowski et al. 2011 |
//! | [`workbench`] | what nodes and heuristics share: bounds, propagation, relaxation, cutoff | |
//! | [`node`] | open and branched nodes: bound changes and bases kept as differences | |
//! | [`queue`] | which node next: best estimate with plunging, now and then the best bound | Linderoth and Savelsbergh 1999 |
//! | [`branching`] | which column: reliability branching on pseudo-costs | Achterberg, Koch and Martin 2005 |
//! | [`cutoff`] | when a bound is good enough to prune: gaps, and objectives on a lattice | |
//! | [`relaxation`] | the node's linear program, solved in chunks | |
//! | [`reduced_cost`] | bounds that follow from the incumbent and the reduced costs | |
//! | [`home`] | what outlives a tree: the incumbent, its certification, events in the original's terms | |

pub mod branching;

pub mod cutoff;
mod cutting;
mod explore;
pub mod home;
mod jump;
mod learning;
mod neighbourhoods;
pub mod node;
mod node_cuts;
mod orbital;
mod process;
mod pump;
pub mod queue;
pub mod reduced_cost;
pub mod relaxation;
pub mod search;
mod short_tree;
mod split;
mod sub_tree;
pub mod workbench;
