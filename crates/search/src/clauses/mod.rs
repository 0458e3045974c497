//! Learning from failure: bounds of columns are decided one after the other, what the rows imply of them is kept
//! with its reason, and what a failure goes back to is learned as a clause, of which at least one bound holds at
//! every point that is looked for.
//!
//! | module | what it does | source |
//! |---|---|---|
//! | [`trail`] | bounds, the order in which they came, and why each came | |
//! | [`rows`] | what rows imply, and from which bounds | Savelsbergh 1994 |
//! | [`store`] | the clauses, each watched at two bounds | Moskewicz et al. 2001 |
//! | [`analysis`] | the clause of a failure, by the first unique implication point | Achterberg 2007, chapter 11 |
//! | [`descent`] | decisions, failures, beginning anew | |
//!
//! Bounds of continuous columns move as those of integers do, but no clause names them: each is followed back to
//! bounds of integers, of which it is a consequence. All this reads rows within a heuristic's tolerance: it
//! proposes points and proves nothing.
//!
//! Sources: Achterberg, "Conflict analysis in mixed integer programming" (2007); Ohrimenko, Stuckey and Codish,
//! "Propagation via lazy clause generation" (2009); the order of decisions and beginning anew as in Moskewicz,
//! Madigan, Zhao, Zhang and Malik, "Chaff: engineering an efficient SAT solver" (2001).

pub mod analysis;
pub mod descent;
mod order;
pub mod rows;
pub mod store;
pub mod trail;
