//! A program that stays: it is changed and solved again, each time from where the last solve ended.
//!
//! Programs without integers go on from the last basis. Costs, bounds and sides change inside the engine;
//! coefficients and new or removed rows and columns make a new engine with the old basis. Programs with
//! integers are searched anew, with the last point as a start, and so are those that say more than linear rows
//! ([`hunch_model::kinds`]); of these no row and no column is taken out. A quadratic objective without integers
//! goes on from its last working set.
//!
//! ```
//! use hunch_model::{Kind, Program, Row, Sense, Unlimited};
//! use hunch_search::{Guidance, Settings, loaded::{Change, Loaded}};
//!
//! let mut program = Program::new("desk", Sense::Maximize);
//! program.add_column("chairs", 3.0, 0.0, 4.0, Kind::Continuous);
//! program.add_column("tables", 5.0, 0.0, 6.0, Kind::Continuous);
//! program.set_rows(
//!     vec![Row { name: "wood".into(), lower: f64::NEG_INFINITY, upper: 18.0 }],
//!     &[(0, 0, 3.0), (0, 1, 2.0)],
//! );
//! let mut loaded = Loaded::new(program, &Settings::new()).unwrap();
//! assert_eq!(loaded.solve(&Guidance::none(), &mut Unlimited).unwrap().solution.objective, Some(36.0));
//! loaded.change(&[Change::RowBounds { row: 0, lower: None, upper: Some(12.0) }]).unwrap();
//! assert_eq!(loaded.solve(&Guidance::none(), &mut Unlimited).unwrap().solution.objective, Some(30.0));
//! ```

mod change;

pub use change::{Change, ChangeError};

use crate::certify::admit;
use crate::domain::Bounds;
use crate::engine::{Engine, Search};
use crate::error::SearchError;
use crate::guidance::Guidance;
#[cfg(feature = "kinds")]
use crate::hosted::HostedRun;
use crate::hunch_engine::HunchRun;
use crate::node_account::{NodeAccount, node_account};
use crate::outcome::{Outcome, StepResult};
use crate::problem::MipProblem;
#[cfg(feature = "kinds")]
use crate::quadratic_engine::{self, QuadraticRun};
use crate::settings::Settings;
use crate::state::relaxation::Relaxation;
use hunch_model::{Basis, Control, Program, Status};

/// A program with the state that its next solve starts from.
#[derive(Debug)]
pub struct Loaded {
    program: Program,
    settings: Settings,
    /// Whether it is searched anew each time: it has integers, or says more than linear rows.
    is_searched: bool,
    /// The engine of a program without integers, in step with the program.
    engine: Option<Box<Relaxation>>,
    /// The engine of a program with a quadratic objective and without integers; it follows the program when it
    /// solves.
    #[cfg(feature = "kinds")]
    quadratic: Option<Box<QuadraticRun>>,
    /// The basis from which an engine is made where there is none.
    basis: Option<Basis>,
    /// The last point, from which a program with integers starts.
    point: Vec<f64>,
}

fn is_searched(program: &Program) -> bool {
    program.has_integers() || program.beyond_linear().is_some()
}

/// Why a variant was not solved.
#[derive(Clone, Debug, thiserror::Error, PartialEq)]
pub enum VariantError {
    /// A change that does not fit.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// A program or guidance that is refused.
    #[error(transparent)]
    Search(#[from] SearchError),
}

/// What a loaded program can be set back to.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// The program as it was.
    pub program: Program,
    /// The basis of its last solve, if any.
    pub basis: Option<Basis>,
    /// The point of its last solve; empty without one.
    pub point: Vec<f64>,
}

impl Loaded {
    /// Takes a program; nothing is solved yet.
    ///
    /// # Errors
    /// A malformed program, or one beyond the memory limit of `settings`.
    pub fn new(program: Program, settings: &Settings) -> Result<Self, SearchError> {
        let loaded = Self {
            is_searched: is_searched(&program),
            program,
            settings: settings.clone(),
            engine: None,
            #[cfg(feature = "kinds")]
            quadratic: None,
            basis: None,
            point: Vec::new(),
        };
        if loaded.program.beyond_linear().is_some() {
            // It judges what it takes, and whether that fits.
            Search::new(&loaded.program, Engine::Hunch, settings, &Guidance::none())?;
            return Ok(loaded);
        }
        admit(&loaded.program, &Guidance::none())?;
        loaded.fits_memory()?;
        Ok(loaded)
    }

    /// The program as it is now.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Replaces what later solves may use and where they end.
    pub fn set_settings(&mut self, settings: &Settings) {
        self.settings = settings.clone();
    }

    fn fits_memory(&self) -> Result<(), SearchError> {
        let (needed, limit) = (Relaxation::estimated_bytes(&self.program), self.settings.memory_limit());
        if needed > limit { Err(SearchError::Memory { needed, limit }) } else { Ok(()) }
    }

    /// Makes all changes, in order, or none of them. Indices are those at the change's turn.
    ///
    /// # Errors
    /// The first change that does not fit, by its place in the list.
    pub fn change(&mut self, changes: &[Change]) -> Result<(), ChangeError> {
        if changes.iter().all(Change::is_in_place) {
            changes.iter().enumerate().try_for_each(|(at, change)| change.check(at, &self.program))?;
            changes.iter().for_each(|change| self.change_in_place(change));
            return Ok(());
        }
        let (mut program, mut basis, mut point) =
            (self.program.clone(), self.current_basis(), self.point.clone());
        for (at, change) in changes.iter().enumerate() {
            change.check(at, &program)?;
            change.apply(&mut program, basis.as_mut(), &mut point);
        }
        self.is_searched = is_searched(&program);
        (self.program, self.basis, self.point, self.engine) = (program, basis, point, None);
        self.forget_curve();
        Ok(())
    }

    fn change_in_place(&mut self, change: &Change) {
        change.apply_in_place(&mut self.program);
        if let Some(engine) = &mut self.engine {
            change.apply_to_engine(&self.program, engine);
        }
    }

    /// Solves a variant: `changes` are made, the program is solved, and they are undone. The next solve
    /// starts from the variant's basis where the changes are made in place.
    ///
    /// # Errors
    /// The first change that does not fit, or what [`Loaded::solve`] refuses; the program is as before then.
    pub fn solve_variant(
        &mut self,
        changes: &[Change],
        guidance: &Guidance,
        control: &mut dyn Control,
    ) -> Result<Outcome, VariantError> {
        if changes.iter().all(Change::is_in_place) {
            changes.iter().enumerate().try_for_each(|(at, change)| change.check(at, &self.program))?;
            let mut undo = Vec::with_capacity(changes.len());
            for change in changes {
                undo.push(change.inverse(&self.program));
                self.change_in_place(change);
            }
            let outcome = self.solve(guidance, control);
            undo.iter().rev().for_each(|change| self.change_in_place(change));
            return Ok(outcome?);
        }
        let before = self.snapshot();
        let outcome = self
            .change(changes)
            .map_err(VariantError::from)
            .and_then(|()| Ok(self.solve(guidance, control)?));
        self.restore(before);
        outcome
    }

    fn current_basis(&self) -> Option<Basis> {
        self.engine.as_ref().map(|engine| engine.lp.basis()).or_else(|| self.basis.clone())
    }

    /// Solves the program as it is now. A start in `guidance` goes before the last point; of a program without
    /// integers guidance says nothing.
    ///
    /// # Errors
    /// Guidance that does not fit the program, or a program that has grown beyond the memory limit.
    pub fn solve(&mut self, guidance: &Guidance, control: &mut dyn Control) -> Result<Outcome, SearchError> {
        #[cfg(feature = "kinds")]
        if quadratic_engine::takes(&self.program) {
            guidance.validate(&self.program)?;
            return self.solve_quadratic(control);
        }
        if self.is_searched {
            return self.search(guidance, control);
        }
        guidance.validate(&self.program)?;
        self.fits_memory()?;
        if let Some(outcome) = self.go_on(control)? {
            return Ok(outcome);
        }
        // Without presolve it would start from the slack basis, with it from a better one.
        self.run(HunchRun::new(&self.program, &self.settings, &Guidance::none())?, control)
    }

    /// From the last basis; `None` where there is none, or where it led to no claim.
    fn go_on(&mut self, control: &mut dyn Control) -> Result<Option<Outcome>, SearchError> {
        let engine = match (self.engine.take(), self.basis.take()) {
            (Some(engine), _) => engine,
            (None, None) => return Ok(None),
            (None, Some(basis)) => {
                let problem = MipProblem::from_program(&self.program);
                let mut engine = Box::new(Relaxation::alone(&problem, self.settings.seed(), true));
                // The lengths fit by construction; a basis that did not load would only make the solve start
                // elsewhere.
                let _ = engine.lp.load_basis(&basis);
                engine
            }
        };
        let program = std::mem::take(&mut self.program);
        let outcome = self.run(HunchRun::resumed(program, &self.settings, engine), control)?;
        let status = outcome.solution.status;
        let claims = matches!(status, Status::Optimal | Status::Infeasible | Status::Unbounded);
        let goes_on = control.spend(0) == hunch_model::Flow::Continue;
        Ok((claims || !goes_on).then_some(outcome))
    }

    fn run(&mut self, mut run: HunchRun, control: &mut dyn Control) -> Result<Outcome, SearchError> {
        while run.step(u64::MAX, control) == StepResult::Paused {}
        let outcome = run.outcome();
        (self.program, self.engine) = run.into_parts();
        self.basis = None;
        if outcome.solution.status.has_values() {
            self.point.clone_from(&outcome.solution.values);
        }
        Ok(outcome)
    }

    fn search(&mut self, guidance: &Guidance, control: &mut dyn Control) -> Result<Outcome, SearchError> {
        let mut guidance = guidance.clone();
        if guidance.start.is_empty() {
            guidance.start = self.point.iter().copied().enumerate().collect();
        }
        let mut search = Search::new(&self.program, Engine::Hunch, &self.settings, &guidance)?;
        search.run(control);
        let outcome = search.outcome();
        if outcome.solution.status.has_values() {
            self.point.clone_from(&outcome.solution.values);
        }
        Ok(outcome)
    }

    /// What fixed which column at a node of a search of the program as it is now; see [`node_account`].
    ///
    /// # Errors
    /// As [`node_account`].
    pub fn node_account(
        &self,
        path: &[Option<Bounds>],
        best: Option<f64>,
        control: &mut dyn Control,
    ) -> Result<NodeAccount, SearchError> {
        node_account(&self.program, path, best, &self.settings, control)
    }

    /// What [`Loaded::restore`] sets back to.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { program: self.program.clone(), basis: self.current_basis(), point: self.point.clone() }
    }

    /// Sets program, basis and point back.
    pub fn restore(&mut self, snapshot: Snapshot) {
        let Snapshot { program, basis, point } = snapshot;
        self.is_searched = is_searched(&program);
        (self.program, self.basis, self.point, self.engine) = (program, basis, point, None);
        self.forget_curve();
    }

    /// Rows and columns are not those that the quadratic engine has.
    fn forget_curve(&mut self) {
        #[cfg(feature = "kinds")]
        {
            self.quadratic = None;
        }
    }

    /// A program with a quadratic objective, from the last working set.
    #[cfg(feature = "kinds")]
    fn solve_quadratic(&mut self, control: &mut dyn Control) -> Result<Outcome, SearchError> {
        let mut run = match self.quadratic.take() {
            Some(run) => run,
            None => Box::new(QuadraticRun::new(&self.program, &self.settings, &Guidance::none())?),
        };
        run.follow(&self.program);
        while run.step(u64::MAX, control) == StepResult::Paused {}
        let outcome = run.outcome();
        self.quadratic = Some(run);
        Ok(outcome)
    }
}
