//! Where a guess comes from. PredOpt's own source is a network; the others need no learning, or none of this
//! instance, and are what a network has to be better than.

use crate::error::GuideError;
use crate::network::Network;
use crate::solver::Solver;
use hunch_families::Case;
use hunch_families::family::{Ask, Guess};
use hunch_families::random::Stream;
use hunch_model::{Control, Kind};
use hunch_search::lp::{LpStatus, NewRow, Simplex};
use std::collections::BTreeMap;

/// How far the family's inequalities are added to a relaxation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cuts {
    /// Not at all.
    None,
    /// For so many rounds.
    Rounds(usize),
    /// Until none is violated: to their closure.
    All,
}

impl Cuts {
    /// As many rounds as chapter 2 of "Integrated machine learning and optimization approaches" has; chapter 3 gives
    /// no number.
    pub const PUBLISHED: Self = Self::Rounds(5);

    fn rounds(self) -> usize {
        match self {
            Self::None => 0,
            Self::Rounds(rounds) => rounds,
            Self::All => usize::MAX,
        }
    }
}

/// A value of the relaxation this close to a whole number is one.
const INTEGRAL: f64 = 1e-6;

/// Makes a guess of an instance's binaries.
pub trait Source {
    /// Its name in tables and events.
    fn name(&self) -> &'static str;

    /// The guess; none where the source has none for this instance, or `control` stops it.
    ///
    /// # Errors
    /// What the network refuses.
    fn guess(&mut self, case: &dyn Case, control: &mut dyn Control) -> Result<Option<Guess>, GuideError>;
}

/// What the family's structure believes, without learning.
pub struct Structure;

impl Source for Structure {
    fn name(&self) -> &'static str {
        "structure"
    }

    fn guess(&mut self, case: &dyn Case, control: &mut dyn Control) -> Result<Option<Guess>, GuideError> {
        Ok(case.construct(control).and_then(|constructed| constructed.guess))
    }
}

/// What a trained network says.
pub struct Networked<'a>(pub &'a mut dyn Network);

impl Source for Networked<'_> {
    fn name(&self) -> &'static str {
        "network"
    }

    fn guess(&mut self, case: &dyn Case, control: &mut dyn Control) -> Result<Option<Guess>, GuideError> {
        let prediction = self.0.ask(case, &Ask::default(), control)?;
        Ok(prediction.map(|prediction| case.decode(&prediction.probabilities)))
    }
}

/// The same outputs for every instance: the mean of labels, say.
pub struct Outputs {
    /// Its name.
    pub name: &'static str,
    /// One number a period and output; repeated where an instance has more.
    pub outputs: Vec<f32>,
}

impl Source for Outputs {
    fn name(&self) -> &'static str {
        self.name
    }

    fn guess(&mut self, case: &dyn Case, _: &mut dyn Control) -> Result<Option<Guess>, GuideError> {
        let outputs: Vec<f32> = self.outputs.iter().copied().cycle().take(case.outputs()).collect();
        Ok((outputs.len() == case.outputs()).then(|| case.decode(&outputs)))
    }
}

/// Numbers that know nothing.
pub struct Random {
    /// What they are drawn from.
    pub seed: u64,
}

impl Source for Random {
    fn name(&self) -> &'static str {
        "random"
    }

    fn guess(&mut self, case: &dyn Case, _: &mut dyn Control) -> Result<Option<Guess>, GuideError> {
        const STEPS: u64 = 1 << 24;
        let mut stream = Stream::new(self.seed);
        let draw = |_| stream.integer(0, STEPS) as f32 / STEPS as f32;
        let outputs: Vec<f32> = (0..case.outputs()).map(draw).collect();
        Ok(Some(case.decode(&outputs)))
    }
}

/// The linear relaxation with the family's inequalities, rounded: integral binaries first, those of the largest
/// reduced cost before others.
pub struct Rounding<'a> {
    /// What solves the relaxation.
    pub solver: &'a mut dyn Solver,
    /// How far the family's inequalities are added.
    pub cuts: Cuts,
}

impl Source for Rounding<'_> {
    fn name(&self) -> &'static str {
        match self.cuts {
            Cuts::None => "relaxation",
            Cuts::Rounds(_) => "relaxation with cuts",
            Cuts::All => "closed relaxation",
        }
    }

    fn guess(&mut self, case: &dyn Case, control: &mut dyn Control) -> Result<Option<Guess>, GuideError> {
        let program = case.program().linear;
        let mut simplex = self.solver.relax(&program);
        if !tighten(case, &mut simplex, self.cuts, control) {
            return Ok(None);
        }
        let (values, costs) = (simplex.values(), simplex.reduced_costs());
        let largest = costs.iter().fold(f64::MIN_POSITIVE, |most, cost| most.max(cost.abs()));
        let is_binary = |j: &usize| {
            let column = &program.columns[*j];
            column.kind == Kind::Integer && column.lower == 0.0 && column.upper == 1.0
        };
        let belief = |j: usize| {
            let strength = 0.25 * (costs[j].abs() / largest).min(1.0);
            let probability = match values[j] {
                low if low <= INTEGRAL => 0.25 - strength,
                high if high >= 1.0 - INTEGRAL => 0.75 + strength,
                between => 0.25 + 0.5 * between,
            };
            (j, probability as f32)
        };
        let binaries = (0..program.columns.len()).filter(is_binary).map(belief).collect();
        Ok(Some(Guess { binaries, decision: None }))
    }
}

/// What the structure believes where the closed relaxation says the same; elsewhere the relaxation's side, less
/// surely than any other.
pub struct Agreement<'a> {
    /// What solves the relaxation.
    pub solver: &'a mut dyn Solver,
}

impl Source for Agreement<'_> {
    fn name(&self) -> &'static str {
        "agreement"
    }

    fn guess(&mut self, case: &dyn Case, control: &mut dyn Control) -> Result<Option<Guess>, GuideError> {
        /// Nearer to one half than what both say of anything that could be fixed.
        const UNSURE: f32 = 1e-4;
        let Some(mut guess) = Structure.guess(case, control)? else { return Ok(None) };
        let mut rounding = Rounding { solver: &mut *self.solver, cuts: Cuts::All };
        let Some(relaxed) = rounding.guess(case, control)? else { return Ok(None) };
        let relaxed: BTreeMap<usize, f32> = relaxed.binaries.into_iter().collect();
        for (column, believed) in &mut guess.binaries {
            let Some(other) = relaxed.get(column) else { continue };
            if (*believed >= 0.5) != (*other >= 0.5) {
                *believed = if *other >= 0.5 { 0.5 + UNSURE } else { 0.5 - UNSURE };
            }
        }
        Ok(Some(guess))
    }
}

/// Solves a case's relaxation, adding the family's inequalities that its optimum violates; whether it came to an
/// optimum before `control` said stop.
pub fn tighten(case: &dyn Case, simplex: &mut Simplex, cuts: Cuts, control: &mut dyn Control) -> bool {
    let mut separators = case.separators();
    let mut rounds = cuts.rounds();
    loop {
        if simplex.solve(control) != LpStatus::Optimal {
            return false;
        }
        if rounds == 0 {
            return true;
        }
        rounds -= 1;
        let (point, mut violated) = (simplex.values(), Vec::new());
        separators.iter_mut().for_each(|separator| separator.separate(&point, &mut violated));
        if violated.is_empty() {
            return true;
        }
        let row = |cut: hunch_model::Cut| NewRow { terms: cut.terms, lower: cut.lower, upper: cut.upper };
        simplex.add_rows(&violated.into_iter().map(row).collect::<Vec<_>>());
    }
}
