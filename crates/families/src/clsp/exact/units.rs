//! Quantities as whole multiples of one unit, without rounding any of them.

use super::ExactError;
use crate::clsp::Instance;

/// Factors that are tried to make the data whole: the denominators of decimal, binary and sexagesimal data.
const SCALES: [f64; 18] = [
    1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 16.0, 20.0, 25.0, 60.0, 64.0, 100.0, 1000.0, 1024.0,
    10_000.0,
];

/// A scaled number this close to an integer is that integer: decimal data such as 0.1 are rounded when they
/// are read.
const INTEGRALITY: f64 = 1e-9;

/// Largest total demand in units: differences of cell indices are signed 32-bit numbers.
const MAX_TOTAL: f64 = i32::MAX as f64;

/// Demand and capacity in whole units.
pub(super) struct Units {
    /// Total demand of periods `1..=t`, for `t` from 0 to the horizon.
    pub cumulative_demand: Vec<usize>,
    /// Capacities, no larger than the demand that remains (more is never produced in a cheapest plan).
    pub capacity: Vec<usize>,
    /// The unit is `multiple / scale`.
    multiple: f64,
    scale: f64,
}

impl Units {
    /// Size of one unit.
    pub fn size(&self) -> f64 {
        self.multiple / self.scale
    }

    /// A number of units as a quantity. Dividing last gives 0.3 for three tenths.
    pub fn quantity(&self, units: usize) -> f64 {
        units as f64 * self.multiple / self.scale
    }

    /// The coarsest unit of which all demands and all binding capacities are whole multiples.
    pub fn of(instance: &Instance) -> Result<Self, ExactError> {
        let mut first_failure = None;
        for scale in SCALES {
            match whole_quantities(instance, scale) {
                Ok((demand, capacity)) => return Ok(Self::reduced(&demand, &capacity, scale)),
                Err(failure @ ExactError::NotIntegral { .. }) => {
                    first_failure = first_failure.or(Some(failure))
                }
                Err(other) => return Err(other),
            }
        }
        // A failure was recorded, for the loop runs at least once.
        Err(first_failure.unwrap_or(ExactError::NotIntegral { field: "demand".into(), value: f64::NAN }))
    }

    fn reduced(demand: &[u64], capacity: &[u64], scale: f64) -> Self {
        let divisor = demand.iter().chain(capacity).fold(0, |a, &b| greatest_common_divisor(a, b)).max(1);
        let mut cumulative_demand = vec![0];
        let mut total = 0;
        for d in demand {
            total += (d / divisor) as usize;
            cumulative_demand.push(total);
        }
        let capacity = capacity.iter().map(|c| (c / divisor) as usize).collect();
        Self { cumulative_demand, capacity, multiple: divisor as f64, scale }
    }
}

/// Demands and capacities times `scale`, capacities cut to the remaining demand; the first number that is not
/// whole otherwise.
fn whole_quantities(instance: &Instance, scale: f64) -> Result<(Vec<u64>, Vec<u64>), ExactError> {
    let mut demand = Vec::with_capacity(instance.horizon());
    let mut total = 0.0;
    for (t, &d) in instance.demand.iter().enumerate() {
        demand.push(whole(d, scale).ok_or_else(|| not_integral("demand", t, d))?);
        total += d * scale;
    }
    if total > MAX_TOTAL {
        return Err(ExactError::TooManyUnits { total: total / scale, limit: MAX_TOTAL / scale });
    }
    let mut remaining: u64 = demand.iter().sum();
    let mut capacity = Vec::with_capacity(instance.horizon());
    for (t, &c) in instance.capacity.iter().enumerate() {
        let units = if c * scale >= remaining as f64 {
            remaining
        } else {
            whole(c, scale).ok_or_else(|| not_integral("capacity", t, c))?
        };
        capacity.push(units);
        remaining -= demand[t];
    }
    Ok((demand, capacity))
}

fn whole(value: f64, scale: f64) -> Option<u64> {
    let scaled = value * scale;
    let rounded = scaled.round();
    let rounding = INTEGRALITY + 2.0 * f64::EPSILON * scaled;
    ((scaled - rounded).abs() <= rounding).then_some(rounded as u64)
}

fn not_integral(name: &str, t: usize, value: f64) -> ExactError {
    ExactError::NotIntegral { field: format!("{name}[{t}]"), value }
}

fn greatest_common_divisor(mut a: u64, mut b: u64) -> u64 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instance(demand: &[f64], capacity: &[f64]) -> Instance {
        let n = demand.len();
        Instance {
            demand: demand.to_vec(),
            capacity: capacity.to_vec(),
            production_cost: vec![1.0; n],
            setup_cost: vec![1.0; n],
            holding_cost: vec![1.0; n],
        }
    }

    #[test]
    fn the_unit_is_the_greatest_common_divisor() {
        let units = Units::of(&instance(&[200.0, 300.0], &[400.0, 1000.0])).unwrap();
        assert_eq!(units.size(), 100.0);
        assert_eq!(units.cumulative_demand, [0, 2, 5]);
        assert_eq!(units.capacity, [4, 3]);
    }

    #[test]
    fn fractions_of_one_scale_are_whole_and_come_back_unrounded() {
        let units = Units::of(&instance(&[0.1, 0.3, 0.7], &[0.8, 0.2, 0.7])).unwrap();
        assert_eq!(units.cumulative_demand, [0, 1, 4, 11]);
        assert_eq!(units.quantity(3), 0.3);
    }

    #[test]
    fn a_capacity_that_is_not_whole_is_named_not_floored_unless_it_never_binds() {
        let error = Units::of(&instance(&[2.0, 3.0], &[2.0_f64.sqrt(), 9.0])).err().unwrap();
        assert!(error.to_string().starts_with("capacity[0] is 1.414"), "{error}");
        let units = Units::of(&instance(&[2.0, 3.0], &[4.0, std::f64::consts::PI])).unwrap();
        assert_eq!(units.capacity, [4, 3]);
    }

    #[test]
    fn a_total_beyond_the_index_range_is_refused() {
        let error = Units::of(&instance(&[1e11, 1.0], &[1e11, 1.0])).err().unwrap();
        assert!(matches!(error, ExactError::TooManyUnits { .. }), "{error}");
    }
}
