//! A round of separation: every class at the relaxed point, and at rows of the simplex tableau.

use super::Inequality;
use super::gomory::Tableau;
use super::list::CUT_CLASSES;
use super::point::{Combination, RelaxedPoint};
#[cfg(feature = "local-search")]
use super::probed_bounds;
use super::rounding::Rounding;
use super::separator::{CutClass, Round};
use super::variable_bounds::VariableBounds;
use crate::components::Component;
use crate::domain::Domain;
use crate::params::GOMORY_ROWS;
use crate::settings::Settings;
use crate::state::workbench::Workbench;
use hunch_model::order::sort_by;

/// The classes in use, and what they share from round to round.
pub struct Separation {
    /// With their names.
    classes: Vec<(&'static str, Box<dyn CutClass>)>,
    integral_row: Vec<bool>,
    variable_bounds: VariableBounds,
    shares_set_ups: bool,
}

impl Separation {
    /// The classes that are not left out.
    pub fn new(settings: &Settings) -> Self {
        let used = CUT_CLASSES.iter().filter(|entry| settings.uses(entry.component));
        let classes = used.map(|entry| (entry.name, (entry.new)())).collect();
        Self {
            classes,
            integral_row: Vec::new(),
            variable_bounds: VariableBounds::default(),
            shares_set_ups: false,
        }
    }

    /// Reads off the program what the rounds need; returns the work done beyond reading it.
    pub fn prepare(&mut self, bench: &Workbench) -> u64 {
        self.integral_row = Tableau::integral_rows(&bench.problem);
        self.variable_bounds = VariableBounds::of(&bench.problem, &bench.by_row);
        self.classes.iter_mut().for_each(|(_, class)| class.prepare(bench));
        #[cfg(feature = "local-search")]
        if bench.settings.uses(Component::ImpliedBoundCuts) && bench.problem.integer.contains(&false) {
            let (found, work) = probed_bounds::probe(&bench.problem, &bench.domain, &bench.propagator);
            self.shares_set_ups = self.variable_bounds.take_in(found);
            return work;
        }
        0
    }

    /// Whether most flows with set-ups have none of their own but hang on those of others, several on one.
    pub fn shares_set_ups(&self) -> bool {
        self.shares_set_ups
    }

    /// Appends what the classes find at `x`, from the bounds `domain`, which hold in the whole tree; returns
    /// the work done.
    pub fn separate(
        &mut self,
        bench: &mut Workbench,
        domain: &Domain,
        x: &[f64],
        is_root: bool,
        found: &mut Vec<Inequality>,
    ) -> u64 {
        let mut fractional = bench.fractional(x);
        let settings = &bench.settings;
        let point = RelaxedPoint::new(
            &bench.problem,
            domain,
            &bench.by_row,
            bench.cuts.rows(),
            (&self.integral_row, &self.variable_bounds),
            x,
        );
        let mut round = Round {
            point: &point,
            rounding: Rounding::new(&point, settings.uses(Component::FlowCoverCuts)),
            combination: Combination::new(point.variables()),
            settings,
            strategy: &bench.strategy,
            is_root,
        };
        let mut work = 2 * bench.by_row.nonzeros() as u64;
        for (name, class) in &mut self.classes {
            let from = found.len();
            work += class.separate(&mut round, found);
            found[from..].iter_mut().for_each(|cut| cut.family = *name);
        }
        if !self.classes.iter().any(|(_, class)| class.wants_tableau(&round)) {
            return work;
        }
        // The columns nearest to a half give the deepest Gomory cuts.
        let off = |j: &usize| (x[*j] - x[*j].floor() - 0.5).abs();
        sort_by(&mut fractional, |a, b| off(a).total_cmp(&off(b)).then(a.cmp(b)));
        let lp = &mut bench.relaxation.lp;
        for j in fractional.into_iter().take(GOMORY_ROWS) {
            let Some(row) = lp.tableau_row(j) else { continue };
            for (name, class) in &mut self.classes {
                if class.wants_tableau(&round) {
                    let from = found.len();
                    work += class.separate_row(&mut round, (lp, j, &row), found);
                    found[from..].iter_mut().for_each(|cut| cut.family = *name);
                }
            }
            work += 4 * (bench.problem.columns() + bench.problem.rows()) as u64;
        }
        work
    }

    /// Gives each of the cuts that are about to become rows back to its class, to be made stronger: what would cost
    /// too much for all that are found. Returns the work done.
    #[cfg(feature = "local-search")]
    pub fn strengthen(&self, chosen: &mut [Inequality]) -> u64 {
        let mut work = 0;
        for cut in chosen {
            let class = self.classes.iter().find(|(name, _)| *name == cut.family);
            work += class.map_or(0, |(_, class)| class.strengthen(cut));
        }
        work
    }
}
