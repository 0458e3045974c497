//! Multi-item lot sizing as a family.

use super::features::{self, PRICED_NAMES};
use super::relaxed::Relaxed;
use super::sample::MAX_RATIO;
#[cfg(feature = "sequences")]
use super::sequence;
use super::{
    Columns, Data, Distribution, FAMILY, Instance, LotSizingInequalities, MAX_CAPACITY, MAX_ITEMS,
    MAX_PERIODS, MAX_VALUE, check, prices, program, repair, sample,
};
use crate::conic::ConicProgram;
use crate::family::{
    self, Answers, Ask, Axis, Constructed, Family, FeatureSet, Guess, Measure, Part, Told, Verdict,
};
use crate::fields::{Field, FieldError, Fields, MOST_NUMBERS, Size};
use hunch_model::{Control, Event, Sense, Separator, Unlimited};

/// The family of multi-item capacitated lot sizing.
pub struct Mclsp;

/// Instances whose load differs from a model's by more than this factor are outside of what it was trained on.
const FAMILIAR_LOAD: f64 = 1.15;
/// … and whose set-up costs do by more than this one.
const FAMILIAR_RATIO: f64 = 1.25;
/// Name of the set of features with those of the structure.
pub const PRICED: &str = "priced";

const fn amounts(name: &'static str, unit: &'static str, meaning: &'static str) -> Field {
    Field::amounts(name, &["items", "periods"], unit, MAX_VALUE, meaning)
}

const fn part(name: &'static str, binary: bool, meaning: &'static str) -> Part {
    Part { name, shape: &["items", "periods"], binary, meaning }
}

impl Family for Mclsp {
    const NAME: &'static str = FAMILY;
    const ABOUT: &'static str = "Multi-item capacitated lot sizing: in which periods to set up which item, and how much to produce, with one capacity for all items";
    const SIZES: &'static [Size] = &[
        Size { name: "items", of: "items", most: MAX_ITEMS },
        Size { name: "periods", of: "capacity", most: MAX_PERIODS },
    ];
    const FIELDS: &'static [Field] = &[
        Field::count("items", MAX_ITEMS, "Number of items; the paper has 8 to 80"),
        amounts("demand", "pieces", "Pieces demanded of each item in each period"),
        Field::amounts(
            "capacity",
            &["periods"],
            "pieces",
            MAX_CAPACITY,
            "Largest production of each period, of all items together",
        ),
        amounts("productionCost", "money", "Cost of producing one piece"),
        amounts("setupCost", "money", "Cost of producing an item at all in a period"),
        amounts("holdingCost", "money", "Cost of holding one piece to the next period"),
    ];
    const DISTRIBUTION: &'static [Field] = &[
        Field::count("items", MAX_ITEMS, "Number of items; the paper trains on 8 and 12"),
        Field::count("periods", MAX_PERIODS, "Number of periods; the paper has 30 to 200"),
        Field::count(
            "c",
            MAX_RATIO as usize,
            "Ratio of capacity to the mean demand of one item; the paper has 10 for 8 items, 14 for 12",
        ),
        Field::count("f", MAX_RATIO as usize, "Setup-to-holding cost ratio; the paper has 1 000"),
    ];
    const ANSWERS: Answers = Answers::Plan;
    const PARTS: &'static [Part] = &[
        part("production", false, "Pieces produced of each item in each period"),
        part("setup", true, "Whether each item is set up in each period"),
        part("inventory", false, "Stock of each item at the end of each period"),
    ];
    const SENSE: Sense = Sense::Minimize;
    const DOMAIN: &'static [Axis] = &[
        Axis { name: "load", measure: Measure::Ratio(FAMILIAR_LOAD) },
        Axis { name: "f", measure: Measure::Ratio(FAMILIAR_RATIO) },
    ];
    const FEATURES: &'static [FeatureSet] = &[
        FeatureSet { name: "plain", extras: &[] },
        FeatureSet { name: PRICED, extras: &PRICED_NAMES },
        #[cfg(feature = "sequences")]
        sequence::EIGHT,
        #[cfg(feature = "sequences")]
        sequence::TWELVE,
    ];

    const TELLS: &'static [Told] = &[
        Told {
            name: "prices",
            shape: &["periods"],
            unit: "money a piece",
            meaning: "What a piece of each period's capacity is worth, by the Lagrangean bound",
        },
        Told {
            name: "marginals",
            shape: &["items", "periods"],
            unit: "money",
            meaning: "By how much an item's cheapest plan at these prices costs more without a set-up in a period than with it; infinite where it needs it",
        },
        Told {
            name: "shares",
            shape: &["items", "periods"],
            unit: "from 0 to 1",
            meaning: "Average set-ups of the items' cheapest plans on the way to these prices",
        },
    ];

    type Instance = Instance;
    type Distribution = Distribution;

    fn read(fields: &Fields) -> Instance {
        let vector = |name: &str| fields.numbers(name).to_vec();
        Data {
            items: fields.number("items") as usize,
            demand: vector("demand"),
            capacity: vector("capacity"),
            production_cost: vector("productionCost"),
            setup_cost: vector("setupCost"),
            holding_cost: vector("holdingCost"),
        }
        .into()
    }

    fn write(instance: &Instance) -> Fields {
        Fields::of(Self::NAME)
            .with_number("items", instance.items as f64)
            .with_numbers("demand", &instance.demand)
            .with_numbers("capacity", &instance.capacity)
            .with_numbers("productionCost", &instance.production_cost)
            .with_numbers("setupCost", &instance.setup_cost)
            .with_numbers("holdingCost", &instance.holding_cost)
    }

    fn distribution(fields: &Fields) -> Distribution {
        let size = |name: &str| fields.number(name) as usize;
        Distribution {
            items: size("items"),
            periods: size("periods"),
            c: size("c") as u32,
            f: size("f") as u32,
        }
    }

    fn sample(distribution: &Distribution, seed: u64) -> Result<Instance, FieldError> {
        let cells = distribution.items * distribution.periods;
        if cells > MOST_NUMBERS {
            let reason = format!("{cells} demands are more than the {MOST_NUMBERS} that are taken");
            let value = distribution.items as f64;
            return Err(FieldError::Unusable { field: "items".into(), value, reason });
        }
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

    /// The share of the capacity that demand takes, and the mean set-up in mean holding costs.
    fn position(instance: &Instance) -> Vec<f64> {
        /// Keeps the ratios of instances without demand, capacity or holding cost finite.
        const FLOOR: f64 = 1e-9;
        let sum = |v: &[f64]| v.iter().sum::<f64>().max(FLOOR);
        let load = sum(&instance.demand) / sum(&instance.capacity);
        vec![load, sum(&instance.setup_cost) / sum(&instance.holding_cost)]
    }

    fn widths(_: &[f64], set: &FeatureSet) -> (usize, usize) {
        #[cfg(feature = "sequences")]
        if let Some(items) = sequence::items_of(set) {
            return (sequence::width(items), sequence::outputs(items));
        }
        (features::width(set.name == PRICED), 1)
    }

    fn steps(instance: &Instance) -> usize {
        instance.cells()
    }

    fn features(instance: &Instance, set: &FeatureSet, _: &Ask) -> Vec<f32> {
        #[cfg(feature = "sequences")]
        if let Some(items) = sequence::items_of(set) {
            return sequence::features(instance, items);
        }
        let relaxed = (set.name == PRICED).then(|| instance.relaxed(&mut Unlimited)).flatten();
        features::features(instance, relaxed.as_deref())
    }

    #[cfg(feature = "sequences")]
    fn reading(instance: &Instance, set: &FeatureSet) -> Option<family::Reading> {
        sequence::items_of(set).map(|items| sequence::reading(instance, items))
    }

    fn outputs(instance: &Instance) -> usize {
        instance.cells()
    }

    fn decode(instance: &Instance, outputs: &[f32]) -> Guess {
        let first = Columns::of(instance).setup(0, 0);
        let binaries = outputs.iter().enumerate().map(|(k, &p)| (first + k, p)).collect();
        Guess { binaries, decision: None }
    }

    fn admits(instance: &Instance, fixed: &[Option<bool>]) -> bool {
        repair::is_feasible(instance, fixed)
    }

    fn repair(instance: &Instance, guess: &Guess) -> Option<Vec<f64>> {
        let probabilities: Vec<f32> = guess.binaries.iter().map(|&(_, p)| p).collect();
        repair::plan(instance, &probabilities).map(|plan| plan.to_values())
    }

    fn construct(instance: &Instance, control: &mut dyn Control) -> Option<Constructed> {
        let relaxed = instance.relaxed(control)?;
        tell(&relaxed, control);
        let plan = repair::plan_within(instance, &relaxed.beliefs, control)?;
        let guess = Self::decode(instance, &relaxed.beliefs);
        Some(Constructed { values: plan.to_values(), bound: Some(relaxed.bound), guess: Some(guess) })
    }

    /// The Lagrangean bound; where `control` stops it, what its prices prove so far.
    fn bound(instance: &Instance, control: &mut dyn Control) -> Option<f64> {
        if instance.is_feasible() { Some(prices::relax(instance, control).bound) } else { None }
    }
}

/// Tells the numbers of [`Family::TELLS`] to a host that listens.
fn tell(Relaxed { prices, marginals, shares, .. }: &Relaxed, control: &mut dyn Control) {
    if !control.listens() {
        return;
    }
    for (told, values) in Mclsp::TELLS.iter().zip([prices, marginals, shares]) {
        control.emit(Event::Numbers { name: told.name.into(), values: values.clone() });
    }
}

impl Instance {
    /// Checks sizes and numbers.
    ///
    /// # Errors
    /// The first [`FieldError`] found.
    pub fn validate(&self) -> Result<(), FieldError> {
        family::validate::<Mclsp>(self)
    }
}
