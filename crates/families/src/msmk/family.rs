//! The multi-stage knapsack as a family.

use super::{Columns, Distribution, Instance, chains, check, program, sample, subset};
use super::{MAX_CAPACITY, MAX_ITEMS, MAX_KNAPSACKS, MAX_PERIODS, MAX_VALUE};
use crate::conic::ConicProgram;
use crate::family::{Answers, Constructed, Family, Part, Verdict};
use crate::fields::{Field, FieldError, Fields, MOST_NUMBERS, Size};
use hunch_model::{Control, Sense, Solution, Statistics, Status};

/// The family of multi-stage multidimensional knapsacks.
pub struct Msmk;

/// Bytes that the exact algorithm may take: half of what a search has by default in a browser.
const MAX_BYTES: usize = 512 << 20;

const fn earnings(name: &'static str, meaning: &'static str) -> Field {
    Field::amounts(name, &["periods", "items"], "money", MAX_VALUE, meaning)
}

const ITEMS: Field = Field::count("items", MAX_ITEMS, "Number of items; the paper has 8 to 40");
const PERIODS: Field = Field::count("periods", MAX_PERIODS, "Number of periods; the paper has 15 to 200");
const KNAPSACKS: Field =
    Field::count("knapsacks", MAX_KNAPSACKS, "Knapsacks of each period; the paper has 4 or 5");

impl Family for Msmk {
    const NAME: &'static str = "msmk";
    const ABOUT: &'static str = "Multi-stage multidimensional knapsack: which items to choose in each period, with a bonus for a choice that stays";
    const SIZES: &'static [Size] = &[
        Size { name: "items", of: "items", most: MAX_ITEMS },
        Size { name: "periods", of: "periods", most: MAX_PERIODS },
        Size { name: "knapsacks", of: "knapsacks", most: MAX_KNAPSACKS },
    ];
    const FIELDS: &'static [Field] = &[
        ITEMS,
        PERIODS,
        KNAPSACKS,
        earnings("profits", "What an item earns in a period where it is chosen"),
        earnings(
            "bonuses",
            "What an item earns when the next period treats it alike; those of the last period do not count",
        ),
        Field::amounts(
            "weights",
            &["periods", "knapsacks", "items"],
            "weight",
            MAX_VALUE,
            "What an item weighs in each knapsack of a period",
        ),
        Field::amounts(
            "capacities",
            &["periods", "knapsacks"],
            "weight",
            MAX_CAPACITY,
            "What each knapsack of a period holds",
        ),
    ];
    const DISTRIBUTION: &'static [Field] = &[ITEMS, PERIODS, KNAPSACKS];
    const ANSWERS: Answers = Answers::Plan;
    const PARTS: &'static [Part] = &[
        Part {
            name: "chosen",
            shape: &["periods", "items"],
            binary: true,
            meaning: "Whether each item is chosen in each period",
        },
        Part {
            name: "kept",
            shape: &["periods", "items"],
            binary: true,
            meaning: "Whether the next period treats each item alike; 0 in the last period",
        },
    ];
    const SENSE: Sense = Sense::Maximize;

    type Instance = Instance;
    type Distribution = Distribution;

    fn read(fields: &Fields) -> Instance {
        let size = |name: &str| fields.number(name) as usize;
        let vector = |name: &str| fields.numbers(name).to_vec();
        Instance {
            items: size("items"),
            periods: size("periods"),
            knapsacks: size("knapsacks"),
            profits: vector("profits"),
            bonuses: vector("bonuses"),
            weights: vector("weights"),
            capacities: vector("capacities"),
        }
    }

    fn write(instance: &Instance) -> Fields {
        Fields::of(Self::NAME)
            .with_number("items", instance.items as f64)
            .with_number("periods", instance.periods as f64)
            .with_number("knapsacks", instance.knapsacks as f64)
            .with_numbers("profits", &instance.profits)
            .with_numbers("bonuses", &instance.bonuses)
            .with_numbers("weights", &instance.weights)
            .with_numbers("capacities", &instance.capacities)
    }

    fn distribution(fields: &Fields) -> Distribution {
        let size = |name: &str| fields.number(name) as usize;
        Distribution { items: size("items"), periods: size("periods"), knapsacks: size("knapsacks") }
    }

    fn sample(distribution: &Distribution, seed: u64) -> Result<Instance, FieldError> {
        let Distribution { items, periods, knapsacks } = *distribution;
        let weights = items * periods * knapsacks;
        if weights > MOST_NUMBERS {
            let reason = format!("{weights} weights are more than the {MOST_NUMBERS} that are taken");
            return Err(FieldError::Unusable { field: "items".into(), value: items as f64, reason });
        }
        Ok(sample(distribution, seed))
    }

    fn program(instance: &Instance) -> ConicProgram {
        ConicProgram { linear: program(instance), cones: Vec::new() }
    }

    fn check(fields: &Fields, values: &[f64]) -> Verdict {
        check::check(fields, values)
    }

    fn construct(instance: &Instance, control: &mut dyn Control) -> Option<Constructed> {
        let priced = chains::solve(instance, chains::FREE_ITEMS, control)?;
        let values = columns(instance).values(&priced.chosen);
        Some(Constructed { values, bound: Some(priced.relaxed.bound), guess: None })
    }

    fn bound(instance: &Instance, control: &mut dyn Control) -> Option<f64> {
        chains::relax(instance, control).map(|relaxed| relaxed.bound)
    }

    fn exact(instance: &Instance, control: &mut dyn Control) -> Option<Result<Solution, String>> {
        if instance.items > subset::MAX_FREE {
            let reason = format!(
                "items is {}; all subsets are looked at up to {} items",
                instance.items,
                subset::MAX_FREE
            );
            return Some(Err(reason));
        }
        let bytes = subset::memory(&subset::all_free(instance));
        if bytes > MAX_BYTES {
            let reason =
                format!("the values of all subsets need {bytes} bytes of memory; {MAX_BYTES} are taken");
            return Some(Err(reason));
        }
        if !instance.is_whole() {
            return Some(Err("profits, bonuses, weights and capacities must be whole numbers".into()));
        }
        let chosen = subset::best(instance, &subset::all_free(instance), control);
        Some(Ok(match chosen {
            None => Solution::without_values(Status::Limit, None, Statistics::default()),
            Some(chosen) => {
                let value = instance.value(&chosen);
                let values = columns(instance).values(&chosen);
                Solution::with_values(values, value, Some(value), &program(instance), Statistics::default())
            }
        }))
    }

    fn expected_exact_work(instance: &Instance) -> Option<u64> {
        if instance.items > subset::MAX_FREE || !instance.is_whole() {
            return None;
        }
        let stages = subset::all_free(instance);
        (subset::memory(&stages) <= MAX_BYTES).then(|| subset::work(&stages))
    }
}

fn columns(instance: &Instance) -> Columns {
    Columns { items: instance.items, periods: instance.periods }
}
