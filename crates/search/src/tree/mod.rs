//! Branch and bound over the reduced program.
//!
//! The loop is a state machine ([`search`]) whose steps are small, so that it can stop after any of them. Its
//! phases:
//!
//! ```text
//!  Begin ──> Select <────────────────────────────────────────────────┐
//!              │   │ nothing open, or a limit                        │
//!              │   └──────────────────> Ended                        │
//!              │ the short tree is given up: the root again          │
//!              v                                                     │
//!    ┌────> Relax ── infeasible, or beyond the cutoff ───────────────┤
//!    │         │ optimal; at the root, a long relaxation may go      │
//!    │         │ to a heuristic first                                │
//!    │         v                                                     │
//!    │      explore ── pruned, or integral ──────────────────────────┤
//!    │         │  │                                                  │
//!    │         │  └──> Heuristic ──> explore (a jump: Relax)         │
//!    ├── cuts ─┤                                                     │
//!    │         v                                                     │
//!    └───── Choose ── a probe closed one side: Relax                 │
//!              │                                                     │
//!              └── branched: two children are open ──────────────────┘
//! ```
//!
//! | module | what it does | source |
//! |---|---|---|
//! | [`search`] | the tree and the loop | |
//! | `phase`, `nodes`, `cutting`, `short_tree`, `learned`, `branching_guess` | its state, one group of fields a file | |
//! | `process`, `explore`, `split` | what happens at a node: relaxation and verdict, heuristics, branching | |
//! | `restart` | a tree without cuts before the tree with them | |
//! | `cut_rounds` | the cut loop at the root | |
//! | `node_cuts` | cuts below it, and when their rows leave | |
//! | `on_demand`, `demanded_rows` | rows that are told at points which violate them | Dantzig, Fulkerson and Johnson 1954 |
//! | `curved` | tangents of a quadratic objective | Quesada and Grossmann 1992 |
//! | `learning` | what closed nodes teach the rest: dual proofs | Witzig, Berthold and Heinz 2017 |
//! | `orbital` | orbital fixing | Margot 2003; Ostrowski et al. 2011 |
//! | [`node`] | open and branched nodes: bound changes and bases kept as differences | |
//! | [`queue`] | which node next: best estimate with plunging, now and then the best bound | Linderoth and Savelsbergh 1999 |
//! | [`branching`] | which column: reliability branching on pseudo-costs | Achterberg, Koch and Martin 2005 |
//! | [`reduced_cost`] | bounds that follow from the incumbent and the reduced costs | |
//!
//! What nodes and heuristics share is in [`crate::state`]; the heuristics are asked by
//! [`crate::heuristics::list`].

pub mod branching;
mod branching_guess;
#[cfg(feature = "kinds")]
mod curved;
mod cut_rounds;
mod cutting;
#[cfg(feature = "kinds")]
mod demanded_rows;
mod explore;
mod learned;
mod learning;
pub mod node;
mod node_cuts;
mod nodes;
#[cfg(feature = "kinds")]
mod on_demand;
#[cfg(not(feature = "kinds"))]
#[path = "on_demand_off.rs"]
mod on_demand;
mod orbital;
mod phase;
mod process;
pub mod queue;
pub mod reduced_cost;
mod restart;
pub mod search;
mod short_tree;
mod split;
