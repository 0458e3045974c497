//! The robust knapsack as a family.

use super::{
    Distribution, Domain, FAMILY, Instance, MAX_ITEMS, MAX_ROWS, check, decode, feature_count, features_with,
    nominal_program, repair, robust_counterpart, sample,
};
use crate::conic::ConicProgram;
use crate::family::{self, Answers, Ask, Axis, Family, FeatureSet, Guess, Measure, Part, Union, Verdict};
use crate::fields::{Field, FieldError, Fields, Size};
use crate::random::Stream;
use crate::robust::features::FEATURE_SETS;
use crate::robust::fields::{RADII, amount, amounts, choice, read_radii, read_set, set};
use crate::robust::{Extras, UncertaintySet};
use hunch_model::{Row, Sense};

/// The family of robust multidimensional knapsacks.
pub struct RobustKnapsack;

/// Names of the domains.
const DOMAINS: &[&str] = &["continuous", "binary"];
const DOMAIN: Field = choice("domain", DOMAINS, "Any share of an item, or an item or none of it");
const SET: Field = set("The set of each row's weights");

fn read_domain(fields: &Fields) -> Domain {
    Domain::from_name(fields.text("domain")).unwrap_or(Domain::Continuous)
}

impl Family for RobustKnapsack {
    const NAME: &'static str = FAMILY;
    const ABOUT: &'static str =
        "Multidimensional knapsack whose weights are uncertain: which items to take, whatever they weigh";
    const SIZES: &'static [Size] = &[
        Size { name: "items", of: "values", most: MAX_ITEMS },
        Size { name: "rows", of: "capacities", most: MAX_ROWS },
    ];
    const FIELDS: &'static [Field] = &[
        amounts("values", &["items"], "money", "What each item is worth"),
        amounts("weights", &["rows", "items"], "weight", "Nominal weights, row by row"),
        amounts("capacities", &["rows"], "weight", "What each row holds at most"),
        SET,
        amount("rho", "weight", "The radius of the set"),
        DOMAIN,
    ];
    const DISTRIBUTION: &'static [Field] = &[
        Field::count("items", MAX_ITEMS, "Number of items; the paper has 50"),
        Field::count("rows", MAX_ROWS, "Number of rows; the paper has 5"),
        SET,
        DOMAIN,
        RADII,
    ];
    const ANSWERS: Answers = Answers::Decision;
    const PARTS: &'static [Part] =
        &[Part { name: "x", shape: &["items"], binary: false, meaning: "How much of each item is taken" }];
    const SENSE: Sense = Sense::Maximize;
    const DOMAIN: &'static [Axis] = &[
        Axis { name: "items", measure: Measure::Exact },
        Axis { name: "rows", measure: Measure::Exact },
        Axis { name: "binary", measure: Measure::Flag { field: "domain", is: "binary" } },
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
            values: vector("values"),
            weights: vector("weights"),
            capacities: vector("capacities"),
            set: read_set(fields),
            rho: fields.number("rho"),
            domain: read_domain(fields),
        }
    }

    fn write(i: &Instance) -> Fields {
        Fields::of(Self::NAME)
            .with_numbers("values", &i.values)
            .with_numbers("weights", &i.weights)
            .with_numbers("capacities", &i.capacities)
            .with_text("set", i.set.name())
            .with_number("rho", i.rho)
            .with_text("domain", i.domain.name())
    }

    fn distribution(fields: &Fields) -> Distribution {
        let count = |name: &str| fields.number(name) as usize;
        Distribution {
            items: count("items"),
            rows: count("rows"),
            set: read_set(fields),
            domain: read_domain(fields),
            rho: read_radii(fields),
        }
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

    /// On {0, 1}ⁿ the norm `‖x‖_2` is the square root of the number of items taken, so with that number `k`
    /// given the counterpart is a linear program in binaries: `ŵ_jᵀx <= C_j − ρ√k`, `1ᵀx = k`. (Tangents
    /// would need a cut for nearly every choice: the norm is concave in `k`.)
    fn union(i: &Instance) -> Option<Union> {
        if (i.domain, i.set) != (Domain::Binary, UncertaintySet::Ellipsoid) {
            return None;
        }
        let mut base = nominal_program(i);
        let mut rows = std::mem::take(&mut base.rows);
        let mut entries: Vec<(usize, usize, f64)> = base.matrix.triplets().collect();
        entries.extend((0..i.items()).map(|k| (rows.len(), k, 1.0)));
        rows.push(Row { name: "count".into(), lower: 0.0, upper: 0.0 });
        base.set_rows(rows, &entries);
        let of_count = |count: usize| {
            let size = (count as f64).sqrt();
            let capacities = i.capacities.iter().map(|c| (f64::NEG_INFINITY, c - i.rho * size));
            capacities.chain([(count as f64, count as f64)]).collect()
        };
        Some(Union { base, sides: (0..=i.items()).map(of_count).collect() })
    }

    fn values_of(i: &Instance, columns: &[f64]) -> Vec<f64> {
        columns[..i.items()].to_vec()
    }

    fn columns_of(i: &Instance, values: &[f64]) -> Vec<f64> {
        match i.set == UncertaintySet::Ellipsoid && i.rho > 0.0 {
            true => values.iter().copied().chain([i.set.dual_norm(values.iter().copied())]).collect(),
            false => values.to_vec(),
        }
    }

    fn position(i: &Instance) -> Vec<f64> {
        let flag = |is: bool| f64::from(u8::from(is));
        let (binary, ellipsoid) = (i.domain == Domain::Binary, i.set == UncertaintySet::Ellipsoid);
        vec![i.items() as f64, i.rows() as f64, flag(binary), flag(ellipsoid), i.rho, 1.0]
    }

    fn widths(position: &[f64], set: &FeatureSet) -> (usize, usize) {
        let (items, rows) = (position[0] as usize, position[1] as usize);
        (feature_count(items, rows) + set.extras.len(), items)
    }

    fn features(i: &Instance, set: &FeatureSet, ask: &Ask) -> Vec<f32> {
        features_with(i, Extras::of(set, ask))
    }

    fn outputs(i: &Instance) -> usize {
        i.items()
    }

    fn decode(i: &Instance, outputs: &[f32]) -> Guess {
        Guess { binaries: Vec::new(), decision: Some(decode(i, outputs)) }
    }

    fn repair(i: &Instance, guess: &Guess) -> Option<Vec<f64>> {
        Some(repair::repaired(i, guess.decision.as_deref().unwrap_or_default()))
    }

    fn trial(i: &Instance, values: &[f64], stream: &mut Stream) -> Option<(f64, f64)> {
        let errors: Vec<f64> = (0..i.rows()).flat_map(|_| i.set.draw(stream, i.items(), i.rho)).collect();
        Some((i.violation_at(values, &errors), i.objective(values)))
    }
}

impl Instance {
    /// Checks lengths and numbers.
    ///
    /// # Errors
    /// The first [`FieldError`] found.
    pub fn validate(&self) -> Result<(), FieldError> {
        family::validate::<RobustKnapsack>(self)
    }
}

impl TryFrom<Fields> for Instance {
    type Error = FieldError;

    fn try_from(fields: Fields) -> Result<Self, FieldError> {
        family::parse::<RobustKnapsack>(&fields)
    }
}

impl From<Instance> for Fields {
    fn from(instance: Instance) -> Self {
        RobustKnapsack::write(&instance)
    }
}
