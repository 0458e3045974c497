//! Models for the robust families: the parameters of an instance in, a decision out. What the inputs and outputs mean is fixed by the
//! sizes on the card, so a model serves instances of exactly its sizes.

use super::{Choice, Fit as AnyFit, Library};
use crate::error::GuideError;
use crate::robust::Instance;
use hunch_families::robust::{Extras, PENALTY, RADIUS, UncertaintySet};
use hunch_families::{robust_inventory, robust_knapsack};
use hunch_infer::{Card, Model};

/// The robust families.
pub(super) const FAMILIES: [&str; 2] = [robust_knapsack::FAMILY, robust_inventory::FAMILY];

/// What a robust model was trained for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fit {
    family: &'static str,
    sizes: [usize; 2],
    set: UncertaintySet,
    /// Whether its decisions are binary.
    binary: bool,
    /// Radii that it was trained on.
    radii: (f64, f64),
    /// Penalties that it was trained with; unknown for a supervised model.
    penalties: Option<(f64, f64)>,
    /// Whether the radius is an input.
    takes_radius: bool,
    /// Whether the penalty is an input.
    takes_penalty: bool,
}

/// Reads a card, whose one size has `items`, `rows` and `binary` (0 or 1) for knapsacks, `retailers` and `factors` for inventory, and for
/// both `ellipsoid` (0 or 1), `rhoLow`, `rhoHigh` and maybe `penaltyLow`, `penaltyHigh`; in words what does not fit the family.
pub(super) fn fit(card: &Card, model: &Model) -> Result<Fit, String> {
    let [size] = card.sizes.as_slice() else {
        return Err(format!("its card lists {} sizes; a robust model has one", card.sizes.len()));
    };
    let number = |name: &str| {
        let value = size.get(name).copied();
        value.ok_or_else(|| format!("the size on its card has no {name:?}"))
    };
    let whole = |name: &str| match number(name)? {
        value if value >= 1.0 && value.fract() == 0.0 && value <= f64::from(u16::MAX) => Ok(value as usize),
        value => {
            Err(format!("{name:?} on its card is {value}; it must be a whole number from 1 to {}", u16::MAX))
        }
    };
    let has = |name: &str| card.features.iter().any(|feature| feature.name == name);
    let extras = Extras { radius: has(RADIUS), penalty: has(PENALTY).then_some(1.0) };
    let is_knapsack = card.family == robust_knapsack::FAMILY;
    let (family, sizes) = match is_knapsack {
        true => (robust_knapsack::FAMILY, [whole("items")?, whole("rows")?]),
        false => (robust_inventory::FAMILY, [whole("retailers")?, whole("factors")?]),
    };
    let [first, second] = sizes;
    let (inputs, outputs) = match is_knapsack {
        true => (robust_knapsack::feature_count(first, second), first),
        false => {
            (robust_inventory::feature_count(first, second), robust_inventory::output_count(first, second))
        }
    };
    let expected = (inputs + extras.count(), outputs);
    if (model.input_width(), model.output_width()) != expected {
        return Err(format!(
            "it maps {} features to {} outputs; its sizes ask for {} and {outputs}",
            model.input_width(),
            model.output_width(),
            expected.0
        ));
    }
    let set = if number("ellipsoid")? != 0.0 { UncertaintySet::Ellipsoid } else { UncertaintySet::Box };
    let penalty = |name: &str| size.get(name).copied().filter(|value| *value > 0.0);
    Ok(Fit {
        family,
        sizes,
        set,
        binary: is_knapsack && number("binary")? != 0.0,
        radii: (number("rhoLow")?, number("rhoHigh")?),
        penalties: penalty("penaltyLow").zip(penalty("penaltyHigh")),
        takes_radius: extras.radius,
        takes_penalty: extras.penalty.is_some(),
    })
}

impl Fit {
    fn serves(&self, instance: &Instance) -> bool {
        let [(_, first), (_, second)] = instance.sizes();
        self.family == instance.family()
            && self.sizes == [first, second]
            && self.set == instance.set()
            && self.binary == instance.is_binary()
    }
}

/// How far a value lies outside of a range.
fn outside((low, high): (f64, f64), value: f64) -> f64 {
    (low - value).max(value - high).max(0.0)
}

impl Library {
    /// The model for a valid instance: one of its family, sizes, set and domain; among those the one whose radii are closest, then the
    /// one whose penalties are, by their ratio. It is familiar when the radius is one that it was trained on.
    ///
    /// # Errors
    /// [`GuideError::NoModel`] when none fits; [`GuideError::Penalty`] when the penalty is not a positive number.
    pub fn choose_robust(&self, instance: &Instance, penalty: f64) -> Result<Choice, GuideError> {
        if !(penalty > 0.0 && penalty.is_finite()) {
            return Err(GuideError::Penalty { value: penalty });
        }
        let mut best: Option<((f64, f64), usize)> = None;
        for (index, entry) in self.entries.iter().enumerate() {
            let AnyFit::Robust(fit) = &entry.fit else { continue };
            if !fit.serves(instance) {
                continue;
            }
            let by_ratio = |(low, high): (f64, f64)| outside((low.ln(), high.ln()), penalty.ln());
            let distance =
                (outside(fit.radii, instance.radius()), fit.penalties.map_or(f64::INFINITY, by_ratio));
            if best.is_none_or(|(closest, _)| distance < closest) {
                best = Some((distance, index));
            }
        }
        let (distance, index) = best.ok_or(GuideError::NoModel { family: instance.family() })?;
        Ok(Choice { index, horizon: 1, familiar: distance.0 == 0.0 })
    }

    /// The inputs beyond the parameters that a chosen model takes.
    pub(super) fn extras(&self, choice: Choice, penalty: f64) -> Extras {
        match &self.entries[choice.index].fit {
            AnyFit::Robust(fit) => {
                // Outside of its penalties a network was never asked: the nearest end stands for what lies beyond.
                let (low, high) = fit.penalties.unwrap_or((penalty, penalty));
                let within = penalty.clamp(low.min(high), high.max(low));
                Extras { radius: fit.takes_radius, penalty: fit.takes_penalty.then_some(within) }
            }
            AnyFit::Lots(_) => Extras::default(),
        }
    }
}
