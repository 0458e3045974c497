//! A whole file: read, checked, written.

use super::card::{By, Card};
use super::error::LearnedError;
use super::guess::{self, Guess};
use super::learners;
use super::network::{self, Network};
use super::parts::Parts;
use super::program;
use super::proofs;
use super::store;
use crate::learn::{Neighbours, Tree};
use crate::store::Store;
use hunch_bundle::json::ReadJson;
use hunch_bundle::safetensors;
use hunch_bundle::{BundleError, CARD_KEY, DIGEST_KEY, Tensor, digest};
use hunch_model::parametric::ParametricProgram;

/// What was learned of one program; whoever holds one that was read may rely on all its shapes and indices.
#[derive(Clone, Debug)]
pub struct Learned {
    /// What it says about itself.
    pub card: Card,
    /// The program. It has no names of rows and columns, and no distribution.
    pub program: ParametricProgram,
    /// The strategies that answers are made from, in programs with integers with the trees that prove them.
    pub store: Store,
    /// The tree, where there is one: it may rank strategies, and has the voice.
    pub tree: Option<Tree>,
    /// Nearest neighbours, where they rank.
    pub neighbours: Option<Neighbours>,
    /// A network, where it ranks.
    pub network: Option<Network>,
    /// Past binaries, where they are guessed to the search.
    pub guess: Option<Guess>,
}

impl Learned {
    /// Reads and checks a file, with the host's parser of JSON texts.
    ///
    /// # Errors
    /// A [`LearnedError`] that names the field, its value and what would be right.
    pub fn read(bytes: &[u8], json: ReadJson<'_>) -> Result<Self, LearnedError> {
        let layout = safetensors::read(bytes, json)?;
        let text = safetensors::metadata_text(&layout.metadata, CARD_KEY)?;
        let expected = safetensors::metadata_text(&layout.metadata, DIGEST_KEY)?;
        let tensors: Vec<Tensor> = layout.entries.into_iter().map(Tensor::decode).collect();
        let found = digest(text, &tensors);
        if found != *expected {
            return Err(BundleError::Checksum { expected: expected.to_owned(), found }.into());
        }
        let card = Card::read(text, json)?;
        let mut parts = Parts::new(tensors)?;
        let program = program::take(&mut parts, &card.parameters)?;
        let mut store = store::take(&mut parts, &program)?;
        let width = card.parameters.len();
        let classes = store.strategies.len();
        store.trees = proofs::take(&mut parts, &program.base, classes)?;
        store.validate(&program.base)?;
        let tree = learners::take_tree(&mut parts, width, classes)?;
        let neighbours = learners::take_neighbours(&mut parts, width, classes, card.neighbours)?;
        let network = network::take(&mut parts, width, classes)?;
        let guess = guess::take(&mut parts, width, &program.base)?;
        parts.finish()?;
        let learned = Self { card, program, store, tree, neighbours, network, guess };
        learned.check()?;
        Ok(learned)
    }

    /// The file; [`Learned::read`] of it gives the same again.
    ///
    /// # Errors
    /// What [`Learned::read`] would refuse.
    #[cfg(feature = "json")]
    pub fn to_bytes(&self) -> Result<Vec<u8>, LearnedError> {
        let mut tensors = Vec::new();
        program::put(&self.program, &mut tensors)?;
        store::put(&self.store, &self.program, &mut tensors)?;
        proofs::put(&self.store.trees, &mut tensors)?;
        learners::put(self.tree.as_ref(), self.neighbours.as_ref(), &mut tensors)?;
        if let Some(network) = &self.network {
            network.put(&mut tensors)?;
        }
        if let Some(guess) = &self.guess {
            guess.put(&mut tensors)?;
        }
        let mut card = self.card.clone();
        card.neighbours = self.neighbours.as_ref().map_or(0, Neighbours::k);
        let text = card.to_json()?;
        let digest = digest(&text, &tensors);
        let bytes = safetensors::write(&[(CARD_KEY, &text), (DIGEST_KEY, &digest)], &tensors);
        Self::read(&bytes, &hunch_bundle::json::parse)?;
        Ok(bytes)
    }

    /// That the sections belong together.
    fn check(&self) -> Result<(), LearnedError> {
        let strategies = self.store.strategies.len();
        let misfit = |field: &str, reason: String| Err(LearnedError::Card { field: field.into(), reason });
        if self.card.sentences.len() != strategies {
            let found = self.card.sentences.len();
            return misfit(
                "strategies",
                format!("has {found} entries; the file has {strategies} strategies"),
            );
        }
        let is_there = match self.card.ranking.by {
            By::Tree => self.tree.is_some(),
            By::Neighbours => self.neighbours.is_some(),
            By::Network => self.network.is_some(),
            By::Guess | By::Start | By::Fixed => self.guess.is_some(),
            By::Search | By::Frequency | By::Stored => true,
        };
        if !is_there {
            let name = self.card.ranking.by.name();
            return misfit("ranking.by", format!("is {name:?}; the file has none"));
        }
        Ok(())
    }
}
