//! What a method may ask of the search.

use hunch_model::{Control, Gap, Program};
use hunch_search::lp::{LpProblem, LpSettings, Simplex};
#[cfg(not(target_family = "wasm"))]
use hunch_search::race::race;
use hunch_search::{Component, Engine, Guidance, Outcome, Search, SearchError, Separators, Settings};
use std::num::NonZeroUsize;

/// Makes the separators of a family; each search takes its own.
pub type Separating<'a> = &'a (dyn Fn() -> Separators + Sync);

/// A search that has ended.
pub struct Solved {
    /// Its answer and its account of the guidance.
    pub outcome: Outcome,
    /// With several threads: the name of the strategy that finished.
    pub strategy: Option<&'static str>,
}

/// Opens searches that their caller steps through, in any thread.
pub struct Opener {
    engine: Engine,
    settings: Settings,
}

impl Opener {
    /// A search that goes without what is `left_out`.
    ///
    /// # Errors
    /// What the engine refuses.
    pub fn open(
        &self,
        program: &Program,
        separating: Separating<'_>,
        guidance: &Guidance,
        left_out: &[Component],
    ) -> Result<Search, SearchError> {
        let settings = left_out.iter().fold(self.settings.clone(), |all, part| all.without(*part));
        Ok(Search::new(program, self.engine, &settings, guidance)?.with_separators(separating()))
    }

    /// As [`Solver::suffices`].
    pub fn suffices(&self, gap: Gap) -> bool {
        self.settings.suffices(gap)
    }
}

/// Runs searches.
pub trait Solver {
    /// Solves a program. A host that keeps points is given each better one, in the columns of the program.
    ///
    /// # Errors
    /// What the engine refuses.
    fn solve(
        &mut self,
        program: &Program,
        separating: Separating<'_>,
        guidance: &Guidance,
        control: &mut dyn Control,
    ) -> Result<Solved, SearchError>;

    /// What opens searches that their caller steps through.
    fn opener(&self) -> Opener;

    /// The linear relaxation, to be solved again and again after changes of rows and sides.
    fn relax(&mut self, program: &Program) -> Simplex;

    /// Whether the caller wants no smaller gap than this.
    fn suffices(&self, gap: Gap) -> bool;
}

/// The engine of the options, in this thread or in several.
pub struct Local<'a> {
    /// The engine.
    pub engine: Engine,
    /// Its settings.
    pub settings: &'a Settings,
    /// Threads of a search without guidance.
    pub threads: NonZeroUsize,
}

impl Solver for Local<'_> {
    fn solve(
        &mut self,
        program: &Program,
        separating: Separating<'_>,
        guidance: &Guidance,
        control: &mut dyn Control,
    ) -> Result<Solved, SearchError> {
        #[cfg(not(target_family = "wasm"))]
        if self.threads.get() > 1 {
            let raced = race(program, self.settings, guidance, separating, self.threads, control)?;
            return Ok(Solved { outcome: raced.outcome, strategy: raced.winner.map(|winner| winner.name) });
        }
        let mut search = self.opener().open(program, separating, guidance, &[])?;
        search.run(control);
        Ok(Solved { outcome: search.outcome(), strategy: None })
    }

    fn opener(&self) -> Opener {
        Opener { engine: self.engine, settings: self.settings.clone() }
    }

    fn relax(&mut self, program: &Program) -> Simplex {
        Simplex::new(&LpProblem::from_program(program), LpSettings::default())
    }

    fn suffices(&self, gap: Gap) -> bool {
        self.settings.suffices(gap)
    }
}
