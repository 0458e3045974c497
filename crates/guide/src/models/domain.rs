//! Where a model was trained, as its card says, and how far from there an instance lies.

use hunch_families::family::{AnyFamily, Axis, FeatureSet, Measure};
use hunch_infer::{Card, Model};
use std::collections::BTreeMap;

/// What a card says of a model, held against its family.
pub(super) struct Domain {
    pub family: &'static dyn AnyFamily,
    /// The features that it reads.
    pub set: &'static FeatureSet,
    /// The places where it was trained.
    pub regions: Vec<Region>,
}

/// One place of a card: a range on each axis; none where the card may leave it out and does.
pub(super) struct Region(Vec<Option<(f64, f64)>>);

/// How far an instance lies from a region.
pub(super) struct Distance {
    /// One number an axis, those that decide first before others; ratios that follow each other count as one.
    pub by_axis: Vec<f64>,
    /// Whether the instance looks like those that the model was trained on.
    pub familiar: bool,
}

impl Domain {
    /// Reads a card; in words what does not fit the family.
    pub fn of(card: &Card, model: &Model) -> Result<Self, String> {
        let family = hunch_families::family(&card.family).map_err(|error| error.to_string())?;
        let set = feature_set(family, card)?;
        let regions =
            card.sizes.iter().map(|size| region(family.domain(), size)).collect::<Result<Vec<_>, _>>()?;
        if regions.is_empty() {
            return Err("its card lists no size".into());
        }
        let widths = (model.input_width(), model.output_width());
        for Region(ranges) in &regions {
            let position: Vec<f64> = ranges.iter().map(|range| range.map_or(0.0, |(low, _)| low)).collect();
            let expected = family.widths(&position, set);
            if widths != expected {
                return Err(format!(
                    "it maps {} features to {} outputs; its sizes ask for {} and {}",
                    widths.0, widths.1, expected.0, expected.1
                ));
            }
        }
        Ok(Self { family, set, regions })
    }

    /// How far `position` is from a region; none where the model does not serve it at all.
    pub fn distance(&self, region: &Region, position: &[f64], penalty: f64) -> Option<Distance> {
        let mut distance = Distance { by_axis: Vec::new(), familiar: true };
        let mut after_ratio = false;
        for ((axis, range), &at) in self.family.domain().iter().zip(&region.0).zip(position) {
            let (low, high) = range.unwrap_or((f64::NAN, f64::NAN));
            let by_ratio = (low / at).ln().abs();
            match axis.measure {
                Measure::Exact if at != low => return None,
                Measure::Flag { .. } if (at != 0.0) != (low != 0.0) => return None,
                Measure::Exact | Measure::Flag { .. } => {}
                Measure::Ratio(most) => {
                    distance.familiar &= by_ratio <= most.ln();
                    match distance.by_axis.last_mut() {
                        Some(last) if after_ratio => *last = last.max(by_ratio),
                        _ => distance.by_axis.push(by_ratio),
                    }
                }
                Measure::Length(least) => {
                    distance.familiar &= at >= least * low;
                    distance.by_axis.push(by_ratio);
                }
                Measure::Range => {
                    let beyond = outside((low, high), at);
                    distance.familiar &= beyond == 0.0;
                    distance.by_axis.push(beyond);
                }
                Measure::Penalty => distance.by_axis.push(match range {
                    Some((low, high)) => outside((low.ln(), high.ln()), penalty.ln()),
                    None => f64::INFINITY,
                }),
            }
            after_ratio = matches!(axis.measure, Measure::Ratio(_));
        }
        Some(distance)
    }

    /// Whether the family's models may be asked for a penalty.
    pub fn asks_penalty(&self) -> bool {
        self.family.domain().iter().any(|axis| axis.measure == Measure::Penalty)
    }

    /// Steps that sequences had in training; 1 for vectors.
    pub fn trained_steps(&self, region: &Region) -> usize {
        let trained = self.range(region, |measure| matches!(measure, Measure::Length(_)));
        trained.map_or(1, |(steps, _)| steps as usize)
    }

    /// The penalty that a network is asked with. Outside of its penalties it was never asked: the nearest end
    /// stands for what lies beyond.
    pub fn penalty(&self, region: &Region, penalty: f64) -> f64 {
        let trained = self.range(region, |measure| measure == Measure::Penalty);
        trained.map_or(penalty, |(low, high)| penalty.clamp(low.min(high), high.max(low)))
    }

    fn range(&self, region: &Region, is: impl Fn(Measure) -> bool) -> Option<(f64, f64)> {
        let mut axes = self.family.domain().iter().zip(&region.0);
        axes.find(|(axis, _)| is(axis.measure)).and_then(|(_, range)| *range)
    }
}

/// The set whose extras are those among the card's features.
fn feature_set(family: &dyn AnyFamily, card: &Card) -> Result<&'static FeatureSet, String> {
    let sets = family.feature_sets();
    let has = |name: &&str| card.features.iter().any(|feature| feature.name == *name);
    let is = |set: &&FeatureSet| {
        sets.iter().flat_map(|known| known.extras).all(|name| has(name) == set.extras.contains(name))
    };
    sets.iter().find(is).ok_or_else(|| format!("family {:?} has no such features", family.name()))
}

/// The ranges that one size on a card states.
fn region(axes: &[Axis], size: &BTreeMap<String, f64>) -> Result<Region, String> {
    let number = |name: &str| {
        let value = size.get(name).copied();
        value.ok_or_else(|| format!("the size on its card has no {name:?}"))
    };
    let wrong = |name: &str, value: f64, expected: &str| {
        Err(format!("the size on its card has {name:?} {value}, which must be {expected}"))
    };
    let range = |axis: &Axis| {
        let (low, high) = (format!("{}Low", axis.name), format!("{}High", axis.name));
        match axis.measure {
            Measure::Exact => match number(axis.name)? {
                v if v >= 1.0 && v.fract() == 0.0 && v <= f64::from(u16::MAX) => Ok(Some((v, v))),
                v => wrong(axis.name, v, "a whole number from 1 to 65535"),
            },
            Measure::Flag { .. } => number(axis.name).map(|v| Some((v, v))),
            Measure::Ratio(_) | Measure::Length(_) => match number(axis.name)? {
                v if v > 0.0 && v.is_finite() => Ok(Some((v, v))),
                v => wrong(axis.name, v, "a number above 0"),
            },
            Measure::Range => Ok(Some((number(&low)?, number(&high)?))),
            Measure::Penalty => {
                let positive = |name: &str| size.get(name).copied().filter(|value| *value > 0.0);
                Ok(positive(&low).zip(positive(&high)))
            }
        }
    };
    axes.iter().map(range).collect::<Result<_, String>>().map(Region)
}

/// How far a value lies outside of a range.
fn outside((low, high): (f64, f64), value: f64) -> f64 {
    (low - value).max(value - high).max(0.0)
}
