//! What a tree says, in the names of the parameters: the path of a θ as sentences, how far θ is from another
//! answer, which parameters matter, and the whole tree as an outline.
//!
//! - `condition`: what must hold of θ, splits of one direction together. `text`: numbers and sentences.
//! - `boundary`: the nearest boundary of a leaf, the nearest other class. `polyhedron`: projections.
//! - `importance`: what permuting a parameter costs. `outline`: all of a tree.

mod boundary;
mod condition;
mod importance;
mod outline;
mod polyhedron;
mod text;

pub use boundary::{Boundary, Change, Leaves, boundaries, nearest_change};
pub use condition::{Condition, path};
pub use importance::{Importance, importance};
pub use outline::outline;
pub use text::{Sentence, change_sentence, number, sentence};
