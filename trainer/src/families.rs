//! The families that can be trained, and by which methods: one list.

use clap::builder::{PossibleValue, PossibleValuesParser};
use hunch_families::clsp::FAMILY as CLSP;
use hunch_families::{mclsp, robust_inventory, robust_knapsack};

/// The paper's bidirectional LSTM network for lot sizing.
pub const LSTM_OPT: &str = "lstm-opt";
/// Logistic regression on a period's own features.
pub const LOGISTIC: &str = "logistic";
/// A random forest on a period's own features.
pub const FOREST: &str = "forest";
/// Penalty learning without labels.
pub const SELF_SUPERVISED: &str = "self-supervised";
/// Its baseline, which imitates optimal decisions.
pub const SUPERVISED: &str = "supervised";

/// The paper's network of strategies.
pub const MLOPT: &str = "mlopt";
/// Set-ups of many items, from what the structure says.
pub const PREDOPT: &str = "predopt";

/// A family that can be trained.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// Its name in instances, on cards and on the command line.
    pub name: &'static str,
    /// The methods that train it.
    pub methods: &'static [&'static str],
}

/// All of them.
pub const FAMILIES: &[Family] = &[
    Family { name: CLSP, methods: &[LSTM_OPT, LOGISTIC, FOREST] },
    Family { name: mclsp::FAMILY, methods: &[PREDOPT] },
    Family { name: robust_knapsack::FAMILY, methods: &[SELF_SUPERVISED, SUPERVISED] },
    Family { name: robust_inventory::FAMILY, methods: &[SELF_SUPERVISED, SUPERVISED] },
    Family { name: "transportation", methods: &[MLOPT] },
    Family { name: "portfolio", methods: &[MLOPT] },
    Family { name: "facility-location", methods: &[MLOPT] },
    Family { name: "hybrid-vehicle", methods: &[MLOPT] },
    Family { name: "inventory", methods: &[MLOPT] },
    Family { name: "knapsack", methods: &[MLOPT] },
    Family { name: "suppliers", methods: &[MLOPT] },
];

/// Reads `--family` of a method: another name is refused with the nearest of its families.
pub fn trained_by(method: &str) -> PossibleValuesParser {
    let own = FAMILIES.iter().filter(|family| family.methods.contains(&method));
    let told = |family: &Family| {
        let data = hunch_families::parametric::generator(family.name).map_or("", |known| known.about);
        let about = hunch_families::family(family.name).map_or(data, |known| known.about());
        PossibleValue::new(family.name).help(about)
    };
    PossibleValuesParser::new(own.map(told))
}
