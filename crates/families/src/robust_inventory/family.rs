//! The robust inventory as a family.

use super::{
    Columns, Decision, Distribution, FAMILY, Instance, MAX_FACTORS, MAX_RETAILERS, check, decode,
    feature_count, features_with, output_count, repair, robust_counterpart, sample,
};
use crate::conic::ConicProgram;
use crate::family::{self, Answers, Ask, Axis, Family, FeatureSet, Guess, Measure, Part, Verdict};
use crate::fields::{Field, FieldError, Fields, Shape, Size};
use crate::random::Stream;
use crate::robust::features::FEATURE_SETS;
use crate::robust::fields::{RADII, amount, amounts, read_radii, read_set, set};
use crate::robust::{Extras, MAX_VALUE, UncertaintySet};
use hunch_model::Sense;

/// The family of robust inventories.
pub struct RobustInventory;

const SET: Field = set("The set of the factors");

const fn signed(
    name: &'static str,
    shape: &'static [&'static str],
    unit: &'static str,
    meaning: &'static str,
) -> Field {
    Field { name, shape: Shape::Numbers(shape), unit, low: -MAX_VALUE, high: MAX_VALUE, meaning }
}

const fn part(name: &'static str, shape: &'static [&'static str], meaning: &'static str) -> Part {
    Part { name, shape, binary: false, meaning }
}

/// The parts of a decision; what is missing counts as 0.
fn rule(i: &Instance, values: &[f64]) -> Decision {
    let n = i.retailers();
    let part = |from: usize, count: usize| {
        (from..from + count).map(|p| values.get(p).copied().unwrap_or(0.0)).collect::<Vec<f64>>()
    };
    Decision { x: part(0, n), y0: part(n, n), y: part(2 * n, n * i.factor_count()) }
}

impl Family for RobustInventory {
    const NAME: &'static str = FAMILY;
    const ABOUT: &'static str = "Stocks of retailers whose demand follows uncertain factors; sales follow the factors by a linear rule";
    const SIZES: &'static [Size] = &[
        Size { name: "retailers", of: "revenue", most: MAX_RETAILERS },
        Size { name: "factors", of: "factors", most: MAX_FACTORS },
    ];
    const FIELDS: &'static [Field] = &[
        amounts("revenue", &["retailers"], "money", "Revenue of a unit sold"),
        amounts("cost", &["retailers"], "money", "Cost of a unit stocked"),
        amounts("demand", &["retailers"], "pieces", "Expected demand at factors 0"),
        signed(
            "sensitivity",
            &["retailers", "factors"],
            "pieces",
            "Change of demand a unit of each factor, retailer by retailer",
        ),
        signed("factors", &["factors"], "", "Nominal factors"),
        amounts("upper", &["retailers"], "pieces", "Most stock of each retailer"),
        amount("capacity", "pieces", "Most stock of all together"),
        SET,
        amount("rho", "", "The radius of the set, in units of the factors"),
    ];
    const DISTRIBUTION: &'static [Field] = &[
        Field::count("retailers", MAX_RETAILERS, "Number of retailers; the paper has 50"),
        Field::count("factors", MAX_FACTORS, "Number of factors; the paper has 5"),
        SET,
        RADII,
    ];
    const ANSWERS: Answers = Answers::Decision;
    const PARTS: &'static [Part] = &[
        part("x", &["retailers"], "Units stocked by each retailer"),
        part("y0", &["retailers"], "Sales at factors 0"),
        part("y", &["retailers", "factors"], "Change of sales a unit of each factor, retailer by retailer"),
    ];
    const SENSE: Sense = Sense::Maximize;
    const DOMAIN: &'static [Axis] = &[
        Axis { name: "retailers", measure: Measure::Exact },
        Axis { name: "factors", measure: Measure::Exact },
        Axis { name: "ellipsoid", measure: Measure::Flag { field: "set", is: "ellipsoid" } },
        Axis { name: "rho", measure: Measure::Range },
        Axis { name: "penalty", measure: Measure::Penalty },
    ];
    const FEATURES: &'static [FeatureSet] = FEATURE_SETS;
    const UNCERTAIN: bool = true;

    type Instance = Instance;
    type Distribution = Distribution;

    fn read(fields: &Fields) -> Instance {
        let vector = |name: &str| fields.numbers(name).to_vec();
        Instance {
            revenue: vector("revenue"),
            cost: vector("cost"),
            demand: vector("demand"),
            sensitivity: vector("sensitivity"),
            factors: vector("factors"),
            upper: vector("upper"),
            capacity: fields.number("capacity"),
            set: read_set(fields),
            rho: fields.number("rho"),
        }
    }

    fn write(i: &Instance) -> Fields {
        Fields::of(Self::NAME)
            .with_numbers("revenue", &i.revenue)
            .with_numbers("cost", &i.cost)
            .with_numbers("demand", &i.demand)
            .with_numbers("sensitivity", &i.sensitivity)
            .with_numbers("factors", &i.factors)
            .with_numbers("upper", &i.upper)
            .with_number("capacity", i.capacity)
            .with_text("set", i.set.name())
            .with_number("rho", i.rho)
    }

    fn distribution(fields: &Fields) -> Distribution {
        let count = |name: &str| fields.number(name) as usize;
        let (set, rho) = (read_set(fields), read_radii(fields));
        Distribution { retailers: count("retailers"), factors: count("factors"), set, rho }
    }

    fn sample(distribution: &Distribution, seed: u64) -> Result<Instance, FieldError> {
        sample(distribution, seed)
    }

    fn program(i: &Instance) -> ConicProgram {
        robust_counterpart(i)
    }

    fn check(fields: &Fields, values: &[f64]) -> Verdict {
        check::check(fields, values)
    }

    fn values_of(i: &Instance, columns: &[f64]) -> Vec<f64> {
        Columns::of(i).decision(i, columns).to_values()
    }

    fn columns_of(i: &Instance, values: &[f64]) -> Vec<f64> {
        repair::columns(i, &rule(i, values))
    }

    fn position(i: &Instance) -> Vec<f64> {
        let ellipsoid = f64::from(u8::from(i.set == UncertaintySet::Ellipsoid));
        vec![i.retailers() as f64, i.factor_count() as f64, ellipsoid, i.rho, 1.0]
    }

    fn widths(position: &[f64], set: &FeatureSet) -> (usize, usize) {
        let (retailers, factors) = (position[0] as usize, position[1] as usize);
        (feature_count(retailers, factors) + set.extras.len(), output_count(retailers, factors))
    }

    fn features(i: &Instance, set: &FeatureSet, ask: &Ask) -> Vec<f32> {
        features_with(i, Extras::of(set, ask))
    }

    fn outputs(i: &Instance) -> usize {
        output_count(i.retailers(), i.factor_count())
    }

    fn decode(i: &Instance, outputs: &[f32]) -> Guess {
        Guess { binaries: Vec::new(), decision: Some(decode(i, outputs).to_values()) }
    }

    fn repair(i: &Instance, guess: &Guess) -> Option<Vec<f64>> {
        let decision = rule(i, guess.decision.as_deref().unwrap_or_default());
        Some(repair::repaired(i, &decision).to_values())
    }

    fn trial(i: &Instance, values: &[f64], stream: &mut Stream) -> Option<(f64, f64)> {
        let error = i.set.draw(stream, i.factor_count(), i.rho);
        let decision = rule(i, values);
        Some((i.violation_at(&decision, &error), i.profit_at(&decision.x, &error)))
    }
}

impl Instance {
    /// Checks lengths and numbers.
    ///
    /// # Errors
    /// The first [`FieldError`] found.
    pub fn validate(&self) -> Result<(), FieldError> {
        family::validate::<RobustInventory>(self)
    }
}

impl TryFrom<Fields> for Instance {
    type Error = FieldError;

    fn try_from(fields: Fields) -> Result<Self, FieldError> {
        family::parse::<RobustInventory>(&fields)
    }
}

impl From<Instance> for Fields {
    fn from(instance: Instance) -> Self {
        RobustInventory::write(&instance)
    }
}
