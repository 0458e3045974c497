//! How θ is distributed: groups of parameters that are independent of each other, a law each.

use super::error::DistributionError;

/// The distribution of θ: a product over groups that together hold each parameter once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Distribution {
    /// The groups, in the order in which they are drawn.
    pub groups: Vec<Group>,
}

/// Parameters that are drawn together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Their indices; the law's entries are in this order.
    pub parameters: Vec<usize>,
    /// How they are distributed.
    pub law: Law,
}

/// The distribution of one group, one entry a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    /// Independent and uniform between bounds.
    Box {
        /// Lower ends.
        lower: Vec<f64>,
        /// Upper ends.
        upper: Vec<f64>,
    },
    /// Uniform in the ball of the group's dimension.
    Ball {
        /// The centre.
        centre: Vec<f64>,
        /// The radius, not negative.
        radius: f64,
    },
    /// Independent and normal.
    Normal {
        /// Means.
        mean: Vec<f64>,
        /// Standard deviations, not negative.
        deviation: Vec<f64>,
    },
    /// One of finitely many points.
    Discrete {
        /// The points.
        points: Vec<Vec<f64>>,
        /// Their weights, not negative and not all zero; they need not add up to one.
        weights: Vec<f64>,
    },
    /// One of the points of a sample, all equally likely (a table of past values, say).
    Samples {
        /// The points.
        points: Vec<Vec<f64>>,
    },
}

impl Distribution {
    /// Independent groups given as `(number of parameters, law)`, which take the parameters in their order.
    pub fn in_order(groups: impl IntoIterator<Item = (usize, Law)>) -> Self {
        let mut first = 0;
        let group = |(size, law)| {
            let parameters = (first..first + size).collect();
            first += size;
            Group { parameters, law }
        };
        Self { groups: groups.into_iter().map(group).collect() }
    }

    /// Checks the distribution of a program with so many parameters.
    ///
    /// # Errors
    /// The first [`DistributionError`] found.
    pub fn validate(&self, parameters: usize) -> Result<(), DistributionError> {
        let mut seen = vec![false; parameters];
        for (g, group) in self.groups.iter().enumerate() {
            for (k, &p) in group.parameters.iter().enumerate() {
                let field = || format!("distribution[{g}].parameters[{k}]");
                match seen.get_mut(p) {
                    None => return wrong(field(), p, format!("one of the {parameters} parameters")),
                    Some(true) => return wrong(field(), p, "in one group only"),
                    Some(fresh) => *fresh = true,
                }
            }
            group.validate(g)?;
        }
        match seen.iter().position(|&is| !is) {
            Some(p) => {
                wrong("distribution".into(), format!("without parameter {p}"), "a law for each parameter")
            }
            None => Ok(()),
        }
    }
}

impl Group {
    fn validate(&self, g: usize) -> Result<(), DistributionError> {
        let size = self.parameters.len();
        let at = |name: &str| format!("distribution[{g}].{name}");
        let list = |name: &str, values: &[f64]| numbers(&at(name), values, size, f64::NEG_INFINITY);
        match &self.law {
            Law::Box { lower, upper } => {
                list("lower", lower)?;
                list("upper", upper)?;
                match (0..size).find(|&k| lower[k] > upper[k]) {
                    Some(k) => wrong(
                        at(&format!("upper[{k}]")),
                        upper[k],
                        format!("at least lower[{k}], {}", lower[k]),
                    ),
                    None => Ok(()),
                }
            }
            Law::Ball { centre, radius } => {
                list("centre", centre)?;
                numbers(&at("radius"), &[*radius], 1, 0.0)
            }
            Law::Normal { mean, deviation } => {
                list("mean", mean)?;
                numbers(&at("deviation"), deviation, size, 0.0)
            }
            Law::Discrete { points, weights } => {
                self.validate_points(g, points)?;
                numbers(&at("weights"), weights, points.len(), 0.0)?;
                if weights.iter().sum::<f64>() > 0.0 {
                    return Ok(());
                }
                wrong(at("weights"), "0 in sum", "positive in sum")
            }
            Law::Samples { points } => self.validate_points(g, points),
        }
    }

    fn validate_points(&self, g: usize, points: &[Vec<f64>]) -> Result<(), DistributionError> {
        if points.is_empty() {
            return wrong(format!("distribution[{g}].points"), "empty", "a list of at least one point");
        }
        for (k, point) in points.iter().enumerate() {
            let field = format!("distribution[{g}].points[{k}]");
            numbers(&field, point, self.parameters.len(), f64::NEG_INFINITY)?;
        }
        Ok(())
    }
}

/// A list of `size` finite numbers of at least `least`.
fn numbers(field: &str, values: &[f64], size: usize, least: f64) -> Result<(), DistributionError> {
    if values.len() != size {
        return wrong(
            field.into(),
            format!("a list of {}", values.len()),
            format!("a list of {size} numbers"),
        );
    }
    let expected = if least == 0.0 { "a finite number of at least 0" } else { "a finite number" };
    match values.iter().position(|v| !(v.is_finite() && *v >= least)) {
        Some(k) => wrong(format!("{field}[{k}]"), values[k], expected),
        None => Ok(()),
    }
}

fn wrong(field: String, value: impl ToString, expected: impl Into<String>) -> Result<(), DistributionError> {
    Err(DistributionError { field, value: value.to_string(), expected: expected.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(groups: Vec<(usize, Law)>) -> String {
        Distribution::in_order(groups).validate(2).unwrap_err().to_string()
    }

    #[test]
    fn what_is_wrong_is_named() {
        let ball = |centre: &[f64], radius| Law::Ball { centre: centre.into(), radius };
        assert_eq!(Distribution::in_order([(2, ball(&[0.0, 1.0], 0.0))]).validate(2), Ok(()));
        assert!(refusal(vec![(2, ball(&[0.0], 1.0))]).contains("distribution[0].centre is a list of 1"));
        assert!(refusal(vec![(2, ball(&[0.0, 0.0], -1.0))]).contains("radius[0] is -1"));
        assert!(refusal(vec![(1, ball(&[0.0], 1.0))]).contains("without parameter 1"));
        assert!(refusal(vec![(3, ball(&[0.0; 3], 1.0))]).contains("parameters[2] is 2"));
        let crossed = Law::Box { lower: vec![0.0, 1.0], upper: vec![0.0, 0.5] };
        assert!(refusal(vec![(2, crossed)]).contains("upper[1] is 0.5; it must be at least lower[1], 1"));
        let nothing = Law::Discrete { points: vec![vec![0.0, 0.0]], weights: vec![0.0] };
        assert!(refusal(vec![(2, nothing)]).contains("weights is 0 in sum"));
        assert!(refusal(vec![(2, Law::Samples { points: vec![] })]).contains("points is empty"));
        let spread = Law::Normal { mean: vec![0.0; 2], deviation: vec![1.0, f64::NAN] };
        assert!(refusal(vec![(2, spread)]).contains("deviation[1] is NaN"));
        let twice =
            Distribution { groups: vec![Group { parameters: vec![0, 0], law: ball(&[0.0, 0.0], 1.0) }] };
        assert!(
            twice
                .validate(2)
                .unwrap_err()
                .to_string()
                .contains("parameters[1] is 0; it must be in one group")
        );
    }
}
