//! What was learned of a parametric program, as one weights file: the program itself, its strategies, what
//! ranks them, and a card.
//!
//! The file has the layout of `hunch-bundle` (safetensors; the card as JSON and a SHA-256 digest of
//! everything in `__metadata__`), with a card of its own, `"format": "hunch-strategies"`. [`Learned::read`]
//! trusts nothing: lengths, indices, finiteness, the shape of trees and of networks, and that strategies
//! speak of the program's rows and columns are checked before anything is computed. A forged file is as
//! untrusted as any guess: what it predicts is proven against the program, or searched.
//!
//! | module | what it holds |
//! |---|---|
//! | `card` | [`Card`]: names, domain, what was measured |
//! | `limits` | what a file may ask for |
//! | `parts` | tensors by name, each taken once |
//! | `learned` | [`Learned`]: a whole file |
//! | `program`, `store`, `proofs`, `learners` | the sections; `places` packs working sets |
//! | `guess` | [`Guess`]: binaries of past optima, where strategies are too many |
//! | `map` | [`View`](map::View): the file over two parameters, painted, and what is true there |
//! | `network` | [`Network`]: a plain network of ReLU layers over θ |
//! | `respond` | [`Model`]: answers with their sentence, path and boundary |

mod card;
mod error;
mod guess;
mod learned;
mod learners;
pub mod limits;
pub mod map;
mod network;
mod parts;
mod places;
mod program;
mod proofs;
mod respond;
mod store;

pub use card::{By, Card, Domain, FORMAT, Line, Ranking, Sampled, VERSION};
pub use error::LearnedError;
pub use guess::{Guess, Told, VOTERS};
pub use learned::Learned;
pub use network::{Layer, Network};
pub use program::same_numbers;
pub use respond::{Boundary, Model, Response};
