//! Ways to answer side by side, on fresh θ, each query by itself: prediction, proof, and the search where it
//! was needed, in time on the processor. Every answer is held against the label's optimum.

use crate::error::{Error, Result};
use crate::learners::Trained;
use crate::plan::Watch;
use crate::progress::Progress;
use hunch_model::parametric::{ParametricProgram, Target};
use hunch_model::{Program, Solution, Status, Unlimited};
use hunch_search::loaded::{Change, Loaded};
use hunch_search::{Engine, Guidance, Settings, solve};
use hunch_strategies::bundle::{By, Guess, Line, Ranking, Told, VOTERS};
use hunch_strategies::{Answerer, Proof, Store};

/// Queries that are measured in any case, however little time is left.
const LEAST: usize = 20;
/// Times that each query is put, one after the other; the quicker one counts, so that what else runs on the
/// machine does not.
const REPEATS: usize = 2;
/// Relative difference of two optima that is none.
const SAME: f64 = 1e-6;

/// A fresh θ and what is known of it.
#[derive(Clone, Debug)]
pub struct Query {
    /// The parameters.
    pub theta: Vec<f64>,
    /// Its optimum.
    pub objective: f64,
    /// Its strategy, where that is stored.
    pub strategy: Option<u32>,
}

/// A way to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A search of each by itself.
    Cold,
    /// A search that goes on from the one before.
    Warm,
    /// Strategies in some order.
    Ranked {
        /// What ranks them, and how many are tried.
        ranking: Ranking,
        /// The learner by its place, where one ranks.
        learner: Option<usize>,
        /// Whether stored trees are asked for a proof.
        has_trees: bool,
    },
    /// A search that is told what the binaries of the nearest θ were.
    Guess(Told),
}

/// What a way came to.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The way.
    pub way: Way,
    /// Its line of the table.
    pub line: Line,
    /// Answers that were not the optimum: none, or something is wrong.
    pub wrong: usize,
    /// Seconds of each query.
    pub seconds: Vec<f64>,
}

/// What answers are made with.
pub struct Bench<'a> {
    /// The program.
    pub program: &'a ParametricProgram,
    /// The stored strategies.
    pub store: &'a Store,
    /// Ready to be tried.
    pub answerer: Answerer<'a>,
    /// The same without stored trees, where there are some.
    pub bare: Option<Answerer<'a>>,
    /// The learners.
    pub trained: &'a [Trained],
    /// The guess of binaries, where the program has some.
    pub guess: Option<&'a Guess>,
}

impl Bench<'_> {
    /// All ways that there are, searches first.
    pub fn ways(&self) -> Vec<Way> {
        let has_trees = self.bare.is_some();
        let ranked = |by, tries, learner| {
            let ranking = Ranking { by, tries };
            Way::Ranked { ranking, learner, has_trees }
        };
        let mut ways = vec![Way::Cold, Way::Warm];
        let count = self.store.strategies.len();
        if count > 0 {
            ways.extend([1, 3].into_iter().filter(|&k| k <= count).map(|k| ranked(By::Frequency, k, None)));
            if count > 3 {
                ways.push(ranked(By::Frequency, count, None));
            }
            if count > 1 && self.answerer.ranks() {
                ways.extend([1, 3].into_iter().filter(|&k| k <= count).map(|k| ranked(By::Stored, k, None)));
            }
        }
        for (place, trained) in self.trained.iter().enumerate() {
            let by = match trained.kind {
                crate::learners::Kind::Tree(_) => By::Tree,
                crate::learners::Kind::Neighbours(_) => By::Neighbours,
                crate::learners::Kind::Network(_) => By::Network,
            };
            ways.extend([1, 3].map(|tries| ranked(by, tries, Some(place))));
        }
        let without = |&way: &Way| match way {
            Way::Ranked { ranking, learner, .. } => Some(Way::Ranked { ranking, learner, has_trees: false }),
            _ => None,
        };
        if has_trees {
            ways.extend(ways.clone().iter().filter_map(without));
        }
        if self.guess.is_some() {
            ways.extend([Told::Votes, Told::Start, Told::Fixed].map(Way::Guess));
        }
        ways
    }

    fn name(&self, way: Way) -> String {
        let proven = match way {
            Way::Ranked { has_trees: true, .. } => ", stored trees",
            _ => "",
        };
        format!("{}{proven}", self.ranked_name(way))
    }

    fn ranked_name(&self, way: Way) -> String {
        let tries = |name: String, tries: usize| match tries {
            1 => name,
            more => format!("{name}, {more} tried"),
        };
        match way {
            Way::Cold => "search".into(),
            Way::Warm => "search, warm".into(),
            Way::Guess(Told::Votes) => format!("search, binaries guessed by {VOTERS} neighbours"),
            Way::Guess(Told::Start) => "search, started from the nearest binaries".into(),
            Way::Guess(Told::Fixed) => {
                format!("search, binaries on which {VOTERS} neighbours agree fixed, then free")
            }
            Way::Ranked { ranking: Ranking { tries: k, .. }, learner: Some(place), .. } => {
                tries(self.trained[place].name.clone(), k)
            }
            Way::Ranked { ranking: Ranking { by: By::Stored, tries: k }, .. } => {
                tries("stored duals, points or regions".into(), k)
            }
            Way::Ranked { ranking: Ranking { tries: 1, .. }, .. } => "the most frequent strategy".into(),
            Way::Ranked { ranking: Ranking { tries: k, .. }, .. } if k == self.store.strategies.len() => {
                format!("all {k} strategies tried")
            }
            Way::Ranked { ranking: Ranking { tries: k, .. }, .. } => {
                format!("the {k} most frequent strategies")
            }
        }
    }

    fn order(&self, ranking: Ranking, learner: Option<usize>, theta: &[f64], frequent: &[u32]) -> Vec<u32> {
        let tries = ranking.tries;
        match (learner, ranking.by) {
            (Some(place), _) => {
                let mut found = vec![0; tries];
                let count = self.trained[place].classifier().rank(theta, &mut found);
                found.truncate(count);
                found
            }
            (None, By::Stored) => self.answerer.order(theta).into_iter().take(tries).collect(),
            (None, _) => frequent.iter().copied().take(tries).collect(),
        }
    }

    /// Measures ways on queries, while there is time; at least a few.
    ///
    /// # Errors
    /// What the engines refuse.
    pub fn measure(
        &mut self,
        ways: &[Way],
        queries: &[Query],
        watch: &Watch,
        progress: &dyn Progress,
    ) -> Result<Vec<Measured>> {
        let frequent = hunch_strategies::store::by_frequency(&self.store.counts);
        let engine = |error: &dyn std::fmt::Display| Error::Search(error.to_string());
        let mut loaded =
            Loaded::new(at(self.program, &queries[0].theta)?, &Settings::new()).map_err(|e| engine(&e))?;
        let mut sums = vec![Sum::default(); ways.len()];
        let mut done = 0;
        for (k, query) in queries.iter().enumerate() {
            if k >= LEAST && watch.left() <= 0.0 {
                break;
            }
            for turn in 0..ways.len() {
                // Each begins where the one before began a turn earlier: no way always comes first.
                let w = (turn + k) % ways.len();
                let mut best: Option<(f64, bool, Solution)> = None;
                for _ in 0..REPEATS {
                    let started = clock();
                    let (proven, solution) = match ways[w] {
                        Way::Cold => (false, search(self.program, &query.theta, &Guidance::none())?),
                        Way::Guess(told) => {
                            let Some(guess) = self.guess else { continue };
                            let (at, settings) = (at(self.program, &query.theta)?, Settings::new());
                            let found = guess.solve(told, &at, &query.theta, &settings, &mut Unlimited);
                            (false, found.map_err(|e| engine(&e))?)
                        }
                        Way::Warm => {
                            let changes = changes(self.program, &at(self.program, &query.theta)?);
                            loaded.change(&changes).map_err(|e| engine(&e))?;
                            let found = loaded.solve(&Guidance::none(), &mut Unlimited);
                            (false, found.map_err(|e| engine(&e))?.solution)
                        }
                        Way::Ranked { ranking, learner, has_trees } => {
                            let order = self.order(ranking, learner, &query.theta, &frequent);
                            let answerer = match &mut self.bare {
                                Some(bare) if !has_trees => bare,
                                _ => &mut self.answerer,
                            };
                            let answer = answerer.answer(&query.theta, &order, &mut Unlimited);
                            let answer = answer.map_err(|e| engine(&e))?;
                            (matches!(answer.proof, Proof::Multipliers(_) | Proof::Tree(_)), answer.solution)
                        }
                    };
                    let seconds = clock() - started;
                    if best.as_ref().is_none_or(|(least, ..)| seconds < *least) {
                        best = Some((seconds, proven, solution));
                    }
                }
                let Some((seconds, proven, solution)) = best else { continue };
                let sum = &mut sums[w];
                sum.seconds.push(seconds);
                sum.proven += usize::from(proven);
                sum.wrong += usize::from(!is_right(&solution, query.objective));
                if let Way::Ranked { ranking, learner, .. } = ways[w] {
                    let three = Ranking { tries: 3, ..ranking };
                    let guesses = self.order(three, learner, &query.theta, &frequent);
                    sum.first +=
                        usize::from(query.strategy.is_some() && guesses.first() == query.strategy.as_ref());
                    sum.three += usize::from(query.strategy.is_some_and(|s| guesses.contains(&s)));
                }
            }
            done += 1;
            progress.at("queries", done as u64, queries.len() as u64, "");
        }
        let n = done as f64;
        let measured = ways.iter().zip(sums).map(|(&way, sum)| {
            let is_ranked = matches!(way, Way::Ranked { .. });
            let line = Line {
                name: self.name(way),
                microseconds: 1e6 * sum.seconds.iter().sum::<f64>() / n,
                proven: sum.proven as f64 / n,
                first: is_ranked.then_some(sum.first as f64 / n),
                three: is_ranked.then_some(sum.three as f64 / n),
            };
            Measured { way, line, wrong: sum.wrong, seconds: sum.seconds }
        });
        Ok(measured.collect())
    }
}

#[derive(Clone, Default)]
struct Sum {
    seconds: Vec<f64>,
    proven: usize,
    wrong: usize,
    first: usize,
    three: usize,
}

/// Seconds of this thread on the processor, so that what else runs does not count.
#[cfg(target_os = "linux")]
fn clock() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 + 1e-9 * time.tv_nsec as f64
}

/// Seconds since the first call, where the system tells no time of threads in a way that we know.
#[cfg(not(target_os = "linux"))]
fn clock() -> f64 {
    static ORIGIN: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    ORIGIN.get_or_init(std::time::Instant::now).elapsed().as_secs_f64()
}

/// Whether a solution is the optimum, by its objective.
fn is_right(solution: &Solution, optimum: f64) -> bool {
    let near = |objective: f64| (objective - optimum).abs() <= SAME * optimum.abs().max(1.0);
    solution.status == Status::Optimal && solution.objective.is_some_and(near)
}

fn at(program: &ParametricProgram, theta: &[f64]) -> Result<Program> {
    program.instantiate(theta).map_err(|error| Error::Search(error.to_string()))
}

fn search(program: &ParametricProgram, theta: &[f64], guidance: &Guidance) -> Result<Solution> {
    let program = at(program, theta)?;
    solve(&program, Engine::Hunch, &Settings::new(), guidance, &mut Unlimited)
        .map_err(|error| Error::Search(error.to_string()))
}

/// The changes that make a loaded program the one at a θ.
fn changes(program: &ParametricProgram, at: &Program) -> Vec<Change> {
    let mut targets: Vec<Target> = program.terms.iter().map(|term| term.target).collect();
    targets.sort_unstable();
    targets.dedup();
    let change = |target: Target| match target {
        Target::Offset => Change::Offset(at.offset),
        Target::Cost(column) => Change::Cost { column, value: at.columns[column].objective },
        Target::ColumnLower(column) | Target::ColumnUpper(column) => {
            let (lower, upper) = (at.columns[column].lower, at.columns[column].upper);
            Change::ColumnBounds { column, lower: Some(lower), upper: Some(upper) }
        }
        Target::RowLower(row) | Target::RowUpper(row) => {
            Change::RowBounds { row, lower: Some(at.rows[row].lower), upper: Some(at.rows[row].upper) }
        }
        Target::Coefficient(row, column) => {
            Change::Coefficient { row, column, value: at.matrix.get(row, column).unwrap_or(0.0) }
        }
    };
    targets.into_iter().map(change).collect()
}
