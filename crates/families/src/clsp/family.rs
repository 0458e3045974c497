//! Lot sizing as a family.

use super::exact::{self, units_of_demand};
use super::sample::MAX_RATIO;
use super::{
    Columns, Distribution, FAMILY, Instance, LotSizingInequalities, MAX_HORIZON, MAX_VALUE, bounds, check,
    features, program, repair, sample,
};
use crate::conic::ConicProgram;
use crate::family::{self, Answers, Ask, Axis, Family, FeatureSet, Guess, Measure, Part, Verdict};
use crate::fields::{Field, FieldError, Fields, Size};
use hunch_model::{Control, Sense, Separator, Solution};

/// The family of single-item capacitated lot sizing.
pub struct Clsp;

/// Instances whose ratios differ from a model's by more than this factor are outside of what it was trained
/// on.
const FAMILIAR_RATIO: f64 = 1.25;
/// From this share of the trained horizon on an instance looks like those that a model was trained on.
/// Shorter ones have hardly a middle: of four to eight periods three guesses in four were not optimal.
const FAMILIAR_HORIZON: f64 = 0.5;
/// Capacities are drawn around this share of c times the mean demand.
const CAPACITY_SHARE: f64 = 0.9;
/// The exact algorithm is expected to evaluate this share of its states at most: the rest it prunes.
const EVALUATED_SHARE: f64 = 0.25;

const fn periods(name: &'static str, unit: &'static str, meaning: &'static str) -> Field {
    Field::amounts(name, &["periods"], unit, MAX_VALUE, meaning)
}

const fn part(name: &'static str, binary: bool, meaning: &'static str) -> Part {
    Part { name, shape: &["periods"], binary, meaning }
}

impl Family for Clsp {
    const NAME: &'static str = FAMILY;
    const ABOUT: &'static str =
        "Single-item capacitated lot sizing: in which periods to set up, and how much to produce in each";
    const SIZES: &'static [Size] = &[Size { name: "periods", of: "demand", most: MAX_HORIZON }];
    const FIELDS: &'static [Field] = &[
        periods("demand", "pieces", "Pieces demanded in each period"),
        periods("capacity", "pieces", "Largest production of each period"),
        periods("productionCost", "money", "Cost of producing one piece"),
        periods("setupCost", "money", "Cost of producing at all in a period"),
        periods("holdingCost", "money", "Cost of holding one piece to the next period"),
    ];
    const DISTRIBUTION: &'static [Field] = &[
        Field::count("c", MAX_RATIO as usize, "Capacity-to-demand ratio; the paper has 3, 5, 8"),
        Field::count("f", MAX_RATIO as usize, "Setup-to-holding cost ratio; the paper has 1 000 and 10 000"),
        Field::count("horizon", MAX_HORIZON, "Number of periods; the paper has 90 and 120"),
    ];
    const ANSWERS: Answers = Answers::Plan;
    const PARTS: &'static [Part] = &[
        part("production", false, "Pieces produced in each period"),
        part("setup", true, "Whether each period is set up"),
        part("inventory", false, "Stock at the end of each period"),
    ];
    const SENSE: Sense = Sense::Minimize;
    const DOMAIN: &'static [Axis] = &[
        Axis { name: "c", measure: Measure::Ratio(FAMILIAR_RATIO) },
        Axis { name: "f", measure: Measure::Ratio(FAMILIAR_RATIO) },
        Axis { name: "T", measure: Measure::Length(FAMILIAR_HORIZON) },
    ];
    const FEATURES: &'static [FeatureSet] = &[FeatureSet { name: "periods", extras: &[] }];

    type Instance = Instance;
    type Distribution = Distribution;

    fn read(fields: &Fields) -> Instance {
        let vector = |name: &str| fields.numbers(name).to_vec();
        Instance {
            demand: vector("demand"),
            capacity: vector("capacity"),
            production_cost: vector("productionCost"),
            setup_cost: vector("setupCost"),
            holding_cost: vector("holdingCost"),
        }
    }

    fn write(instance: &Instance) -> Fields {
        Fields::of(Self::NAME)
            .with_numbers("demand", &instance.demand)
            .with_numbers("capacity", &instance.capacity)
            .with_numbers("productionCost", &instance.production_cost)
            .with_numbers("setupCost", &instance.setup_cost)
            .with_numbers("holdingCost", &instance.holding_cost)
    }

    fn distribution(fields: &Fields) -> Distribution {
        let whole = |name: &str| fields.number(name) as u32;
        Distribution { c: whole("c"), f: whole("f"), horizon: whole("horizon") as usize }
    }

    fn sample(distribution: &Distribution, seed: u64) -> Result<Instance, FieldError> {
        Ok(sample(distribution, seed)?)
    }

    fn program(instance: &Instance) -> ConicProgram {
        ConicProgram { linear: program(instance), cones: Vec::new() }
    }

    fn check(fields: &Fields, values: &[f64]) -> Verdict {
        check::check(fields, values)
    }

    fn is_infeasible(instance: &Instance) -> bool {
        !instance.is_feasible()
    }

    fn separators(instance: &Instance) -> Vec<Box<dyn Separator>> {
        vec![Box::new(LotSizingInequalities::new(instance))]
    }

    /// The ratios that the paper's distributions are named by, read off an instance: capacities are drawn
    /// around 0.9 c times the mean demand, set-up costs around f times the mean holding cost.
    fn position(instance: &Instance) -> Vec<f64> {
        /// Keeps the ratios of instances without demand or holding cost finite.
        const FLOOR: f64 = 1e-9;
        let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len().max(1) as f64;
        let ratio = |a: &[f64], b: &[f64]| mean(a).max(FLOOR) / mean(b).max(FLOOR);
        let c = ratio(&instance.capacity, &instance.demand) / CAPACITY_SHARE;
        vec![c, ratio(&instance.setup_cost, &instance.holding_cost), instance.horizon().max(1) as f64]
    }

    fn widths(_: &[f64], _: &FeatureSet) -> (usize, usize) {
        (super::FEATURES, 1)
    }

    fn steps(instance: &Instance) -> usize {
        instance.horizon()
    }

    fn features(instance: &Instance, _: &FeatureSet, _: &Ask) -> Vec<f32> {
        features(instance)
    }

    fn outputs(instance: &Instance) -> usize {
        instance.horizon()
    }

    fn decode(instance: &Instance, outputs: &[f32]) -> Guess {
        let columns = Columns { horizon: instance.horizon() };
        let binaries = outputs.iter().enumerate().map(|(t, &p)| (columns.setup(t), p)).collect();
        Guess { binaries, decision: None }
    }

    fn admits(instance: &Instance, fixed: &[Option<bool>]) -> bool {
        repair::is_feasible(instance, fixed)
    }

    fn repair(instance: &Instance, guess: &Guess) -> Option<Vec<f64>> {
        let probabilities: Vec<f32> = match guess.binaries.is_empty() {
            true => vec![0.0; instance.horizon()],
            false => guess.binaries.iter().map(|&(_, p)| p).collect(),
        };
        repair::feasible_plan(instance, &probabilities).map(|plan| plan.to_values())
    }

    fn bound(instance: &Instance, control: &mut dyn Control) -> Option<f64> {
        bounds::lower_bound(instance, &[], control)
    }

    fn exact(instance: &Instance, control: &mut dyn Control) -> Option<Result<Solution, String>> {
        let answer = exact::solve(instance, &[], &exact::Options::default(), control);
        Some(answer.map(|answer| answer.solution).map_err(|error| error.to_string()))
    }

    fn expected_exact_work(instance: &Instance) -> Option<u64> {
        let states = units_of_demand(instance)? as f64 * instance.horizon() as f64;
        Some((EVALUATED_SHARE * states) as u64)
    }
}

impl Instance {
    /// Checks lengths and numbers.
    ///
    /// # Errors
    /// The first [`FieldError`] found.
    pub fn validate(&self) -> Result<(), FieldError> {
        family::validate::<Clsp>(self)
    }
}

impl TryFrom<Fields> for Instance {
    type Error = FieldError;

    fn try_from(fields: Fields) -> Result<Self, FieldError> {
        family::parse::<Clsp>(&fields)
    }
}

impl From<Instance> for Fields {
    fn from(instance: Instance) -> Self {
        Clsp::write(&instance)
    }
}
