//! Our own engine, from the call to the tree: hard fixings, presolve, the guided stage, the full stage, and
//! the answer.
//!
//! A program with integers goes through up to five stages, each with its own presolve and tree, sharing the
//! incumbent:
//!
//! 1. *guided*: the program plus the guidance's cuts and trust region, for a limited number of nodes. Only
//!    its points survive;
//! 2. *full*: the program itself. Its bound is the answer's bound;
//! 3. *feasibility*: only when the relaxation is unbounded: the program without objective. With rational data
//!    an unbounded relaxation and one feasible point make an unbounded program (Meyer, "On the existence of
//!    optimal solutions to integer and mixed-integer programming problems", 1974);
//! 4. *widened*: only when the program is proven to have no point: with its rows widened by their tolerance,
//!    for "infeasible" is said when no point of that kind exists either (`docs/claims.md`). A point that it
//!    finds is one that the checker accepts; Where it can neither be proven empty nor gives such a point,
//!    half the tolerance gives one that rests on no edge;
//! 5. *unreduced*: only when parts of the tree could not be settled: once more without presolve.
//!
//! A program without integers is reduced too; the simplex then goes on from the restored basis in the
//! original, where every claim is made: duals, reduced costs and proofs speak of the original alone. What
//! presolve or the reduced program call infeasible or unbounded is solved unreduced.

mod answer;
mod beside;
mod closing;
#[cfg(feature = "kinds")]
mod curved;
#[cfg(feature = "proof")]
mod evidence;
mod linear;
#[cfg(feature = "kinds")]
mod on_demand;
pub(crate) mod programs;
mod stages;

use programs::with_fixings;

use crate::components::Component;
use crate::cuts::family::Separators;
use crate::error::SearchError;
use crate::guidance::{Guidance, GuidanceAccount};
use crate::lp::LpStatus;
use crate::outcome::{Outcome, StepResult};
#[cfg(feature = "proof")]
use crate::params::SETTLING_SHARE;
use crate::params::{LOOK, PROGRESS_SECONDS, WIDENED_FACTOR, WIDENED_NODES};
use crate::presolve::{
    LinearPoint, LinearPostsolve, Postsolve, Presolved, PresolvedLinear, presolve_linear_until,
    presolve_seeing, unreduced,
};
use crate::problem::MipProblem;
use crate::settings::Settings;
use crate::state::hints::Hints;
use crate::state::home::{Context, Home, Offered, Source};
use crate::state::relaxation::Relaxation;
use crate::state::sub_search::TreeEnd;
use crate::tree::search::Tree;
use hunch_model::{
    Basis, Control, Cut, Event, Flow, Gap, GapScale, Holds, Program, Relay, Sense, Solution, Statistics,
    Status, check_farkas,
};

/// Share of the rows' tolerance within which a program must be empty to be called infeasible: all of it, and
/// a hair for rounding.
pub(crate) const WHOLE_TOLERANCE: f64 = 1.000_001;
/// Share within which a point is looked for.
pub(crate) const HALF_TOLERANCE: f64 = 0.5;
/// Parts of the tree could not be settled at the accuracy of doubles, with presolve or without.
const REASON_UNSETTLED: &str = "parts of the search could not be settled at the accuracy of double precision";
/// The gap that is left is one of rounding.
const REASON_GAP: &str = "the point is within tolerance and the bound is proven, but the two differ at the accuracy of double precision";
/// The program has no exact point, and whether one exists within tolerance is open.
pub(crate) const REASON_TOLERANCE: &str =
    "no point satisfies the rows exactly; whether one does within their tolerance could not be settled";
/// What ends the objective are the last digits of coefficients, and where could not be found out.
const REASON_LAST_DIGITS: &str =
    "the objective is ended by the last digits of coefficients alone, beyond what could be settled";
/// Exact arithmetic finds no end of the objective, and the checker accepts no ray in doubles.
#[cfg(feature = "proof")]
const REASON_NO_RAY: &str =
    "in exact numbers the objective has no end, but along no ray does it improve by more than rounding";
/// The relaxation has no end; what rows that were not told yet say of that is not known.
const REASON_UNSEEN: &str =
    "the relaxation has no end; rows on demand may have one, but no point could be shown";
/// The answer is a point within tolerance of a program that has no exact one.
pub(crate) const REASON_WITHIN: &str =
    "no point satisfies the rows exactly; this one does within their tolerance";

/// The relaxation has no end, but its ray may leave what the rows do not say.
const REASON_OPEN: &str = "the relaxation is unbounded, and whether the program is depends on open choices";

/// Whether what a tree proved counts columns with a far size that presolve has made: a point of the program
/// near by may have them far beyond that.
fn is_blurred(tree: &Tree, postsolve: &Postsolve) -> bool {
    tree.rests_on_far() && postsolve.has_added()
}

/// What a stage is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Guided,
    Full,
    Feasibility,
    /// On the program with rows widened by their tolerance: is it empty?
    Widened,
    /// With rows widened by half of that, whose points the checker accepts even where they rest on a row's
    /// side.
    Within,
    /// As `Full`, without presolve.
    Unreduced,
}

/// A stage under way.
enum Stage {
    /// A linear program; `scaled` tells whether there is another way left to try, `way_back` that it is a
    /// reduced one.
    Linear {
        relaxation: Box<Relaxation>,
        scaled: bool,
        way_back: Option<Box<LinearPostsolve>>,
    },
    /// The continuous relaxation of a program with a quadratic objective, for its tangents.
    #[cfg(feature = "kinds")]
    Curve,
    Tree {
        purpose: Purpose,
        tree: Box<Tree>,
        postsolve: Postsolve,
    },
}

/// When the host was last told how far the search has come, in seconds of its clock.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Told(f64);

impl Told {
    /// Tells a host that listens, unless it was told a moment ago; whether it wants an end.
    fn look(&mut self, done: u64, open: u64, control: &mut dyn Control) -> bool {
        if control.listens() && control.now() >= self.0 + PROGRESS_SECONDS {
            self.0 = control.now();
            control.emit(Event::Progress { done, total: done + open });
        }
        control.wants_end()
    }
}

/// A run of our engine that can be stepped.
pub struct HunchRun {
    settings: Settings,
    guidance: Guidance,
    home: Home,
    pending: Vec<Purpose>,
    stage: Option<Stage>,
    /// Set when there is nothing left to do.
    verdict: Option<Status>,
    /// Proven bound, in the program's own sense.
    bound: Option<f64>,
    /// Whether the bound may count columns that nothing bounds with a far size.
    rests_on_far: bool,
    /// Where the relaxation ends in exact arithmetic, once that was asked for.
    #[cfg(feature = "proof")]
    end: std::sync::OnceLock<crate::proof::exact::RelaxationEnd>,
    /// How far what is claimed holds.
    holds: Holds,
    /// Why no more is claimed.
    reason: Option<String>,
    /// Why doubles cannot find out more, until exact arithmetic was asked.
    unsettled: Option<&'static str>,
    /// The share of their tolerance that the rows of a linear program are widened by, once it has no point
    /// without.
    wide: Option<f64>,
    /// Whether a reduced program has claimed what rests on a far size of columns that are none of the
    /// program's: from then on stages are not reduced.
    unreduced: bool,
    /// Nodes of the stage that proved the program empty: the widened one may take a multiple.
    nodes_before: u64,
    /// Rows of the program as it was given.
    #[cfg(feature = "kinds")]
    own_rows: usize,
    /// What a linear program's answer carries besides values.
    linear: LinearExtras,
    /// The engine of a linear program, once it has come to its end.
    ended: Option<Box<Relaxation>>,
    /// A program without integers as arrays, once it was needed.
    linear_problem: Option<MipProblem>,
    statistics: Statistics,
    /// Work and seconds of the host's clock when it was last told how far the search has come.
    told: (u64, Told),
    separators: Separators,
    /// What the program, which stands for another, says beside its rows.
    #[cfg(feature = "kinds")]
    beside: Option<std::sync::Arc<crate::kinds::lower::Lowered>>,
}

#[derive(Clone, Debug, Default)]
struct LinearExtras {
    duals: Option<Vec<f64>>,
    reduced_costs: Option<Vec<f64>>,
    farkas: Option<Vec<f64>>,
    ray: Option<Vec<f64>>,
    basis: Option<Basis>,
}

impl HunchRun {
    /// Prepares a run; `program` and `guidance` have been admitted.
    ///
    /// # Errors
    /// [`SearchError::Memory`] when the program alone would pass the memory limit.
    pub fn new(program: &Program, settings: &Settings, guidance: &Guidance) -> Result<Self, SearchError> {
        let needed = Relaxation::estimated_bytes(program);
        if needed > settings.memory_limit() {
            return Err(SearchError::Memory { needed, limit: settings.memory_limit() });
        }
        let mut account = GuidanceAccount::open(guidance);
        account.fixings.used = guidance.fixings.len();
        let (restricted, contradiction) = with_fixings(program, &guidance.fixings);
        let mut run = Self::of(restricted, settings, guidance.clone(), account);
        run.verdict = contradiction.then_some(Status::Infeasible);
        if !guidance.cuts.is_empty() || guidance.trust_region_cut(program).is_some() {
            run.pending.push(Purpose::Guided);
        }
        Ok(run)
    }

    fn of(program: Program, settings: &Settings, guidance: Guidance, account: GuidanceAccount) -> Self {
        Self {
            settings: settings.clone(),
            guidance,
            #[cfg(feature = "kinds")]
            own_rows: program.rows.len(),
            home: Home::new(program, account),
            pending: vec![Purpose::Full],
            stage: None,
            verdict: None,
            bound: None,
            rests_on_far: false,
            #[cfg(feature = "proof")]
            end: std::sync::OnceLock::new(),
            holds: Holds::Safe,
            reason: None,
            unsettled: None,
            wide: None,
            unreduced: false,
            nodes_before: 0,
            linear: LinearExtras::default(),
            ended: None,
            linear_problem: None,
            statistics: Statistics::default(),
            told: (0, Told(0.0)),
            separators: Vec::new(),
            #[cfg(feature = "kinds")]
            beside: None,
        }
    }

    /// Goes on with a program without integers, from an engine that holds it and any basis.
    pub(crate) fn resumed(program: Program, settings: &Settings, relaxation: Box<Relaxation>) -> Self {
        let account = GuidanceAccount::default();
        let mut run = Self::of(program, settings, Guidance::none(), account);
        run.stage = Some(Stage::Linear { relaxation, scaled: true, way_back: None });
        run
    }

    /// The program, and the engine that holds it, if there is one; for [`HunchRun::resumed`].
    pub(crate) fn into_parts(self) -> (Program, Option<Box<Relaxation>>) {
        let engine = match (self.ended, self.stage) {
            (Some(engine), _) => Some(engine),
            (None, Some(Stage::Linear { relaxation, way_back: None, .. })) if self.wide.is_none() => {
                Some(relaxation)
            }
            _ => None,
        };
        (self.home.program, engine)
    }

    /// Brings separators along, whose cuts are trusted to be valid. They are asked at the root.
    pub fn set_separators(&mut self, separators: Separators) {
        self.separators = separators;
    }

    /// The separators, which are then no longer here.
    #[cfg(feature = "kinds")]
    pub(crate) fn take_separators(&mut self) -> Separators {
        std::mem::take(&mut self.separators)
    }

    /// Works until done, stopped, or about `budget` units are spent.
    pub fn step(&mut self, budget: u64, control: &mut dyn Control) -> StepResult {
        let started = control.now();
        let result = self.run(budget, control);
        self.statistics.seconds += control.now() - started;
        result
    }

    fn run(&mut self, budget: u64, control: &mut dyn Control) -> StepResult {
        let mut spent = 0u64;
        let mut flow = control.spend(0);
        loop {
            #[cfg(feature = "kinds")]
            if self.home.demanded.is_asking() {
                return StepResult::Asked;
            }
            if self.verdict.is_some() {
                return StepResult::Finished;
            }
            if let Flow::Stop(reason) = flow {
                return StepResult::Stopped(reason);
            }
            if spent >= budget {
                return StepResult::Paused;
            }
            let mut uninterrupted = Relay::new(control).without_stops();
            self.advance(&mut uninterrupted);
            if self.verdict.is_some() {
                self.confirm(&mut uninterrupted);
                #[cfg(feature = "kinds")]
                self.keep_own_rows();
            }
            // Each step counts as one unit besides what it takes.
            let work = uninterrupted.work().saturating_add(1);
            spent = spent.saturating_add(work);
            self.statistics.work = self.statistics.work.saturating_add(work);
            flow = control.spend(work);
            self.tell_progress(control);
            if self.home.demanded.is_lazy() {
                self.show_held();
            }
        }
    }

    /// Tells a host that listens how many of the nodes known so far are done, a few times a second: a search
    /// that finds nothing for long is not silent.
    fn tell_progress(&mut self, control: &mut dyn Control) {
        if !control.listens() || self.statistics.work < self.told.0 + LOOK {
            return;
        }
        self.told.0 = self.statistics.work;
        let open = match &self.stage {
            Some(Stage::Tree { tree, .. }) => tree.open_nodes(),
            _ => 1,
        };
        self.told.1.look(self.statistics.nodes, open, control);
    }

    /// The best of the points that wait is shown before the next step.
    fn show_held(&mut self) {
        // Points are of no more use to what is proven.
        if self.verdict.is_some_and(|status| !matches!(status, Status::Feasible | Status::Limit)) {
            self.home.demanded.drop_held();
        }
        self.home.ask_of_held();
    }

    /// Takes a point from outside, in the program's columns, if the checker accepts it and it is better than
    /// the incumbent; tells whether it did. To be called between steps. A program without integers has no use
    /// for points.
    pub fn offer(&mut self, values: Vec<f64>, control: &mut dyn Control) -> bool {
        if self.verdict.is_some() || self.home.is_linear() {
            return false;
        }
        // A partner may search without the guidance: its points are no merit of the guided stage.
        self.home.guided = false;
        let postsolve = Postsolve::identity(values.len());
        let (home, separators) = (&mut self.home, &mut self.separators);
        Context { control, home, postsolve: &postsolve, separators }.offer_original(values, Source::Partner)
            == Offered::Kept
    }

    /// One small step of the stage, or the start of the next.
    fn advance(&mut self, control: &mut dyn Control) {
        match self.stage.take() {
            None => self.open_stage(control),
            Some(Stage::Linear { relaxation, scaled, way_back: Some(way_back) }) => {
                self.advance_reduced(relaxation, scaled, way_back, control);
            }
            Some(Stage::Linear { relaxation, scaled, way_back: None }) => {
                self.advance_linear(relaxation, scaled, control);
            }
            #[cfg(feature = "kinds")]
            Some(Stage::Curve) => self.advance_curve(control),
            Some(Stage::Tree { purpose, mut tree, postsolve }) => {
                let before = (tree.nodes(), tree.iterations());
                self.home.guided = purpose == Purpose::Guided;
                let (home, separators) = (&mut self.home, &mut self.separators);
                tree.advance(&mut Context { control, home, postsolve: &postsolve, separators });
                self.statistics.nodes += tree.nodes() - before.0;
                self.statistics.iterations += tree.iterations() - before.1;
                let found = self.home.incumbent.is_some();
                match tree.end() {
                    Some(_) if is_blurred(&tree, &postsolve) => self.reopen_unreduced(purpose, tree.nodes()),
                    Some(end) => self.close_stage(purpose, &tree, end),
                    None if purpose == Purpose::Feasibility && found => {
                        self.verdict = Some(Status::Unbounded);
                    }
                    None => self.stage = Some(Stage::Tree { purpose, tree, postsolve }),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::Kind;

    #[test]
    fn a_program_beyond_the_memory_limit_is_refused_before_it_is_built() {
        let mut p = Program::new("large", Sense::Minimize);
        for j in 0..20_000 {
            p.add_column(format!("x{j}"), 1.0, 0.0, 1.0, Kind::Integer);
        }
        p.set_rows(Vec::new(), &[]);
        let settings = Settings::new().with_memory_limit(1 << 20).unwrap();
        let error = HunchRun::new(&p, &settings, &Guidance::none()).err();
        assert!(matches!(error, Some(SearchError::Memory { limit: 1_048_576, .. })), "{error:?}");
    }
}
