//! From any choice to a robustly feasible one: less of everything, or none of the poorest items; then more of
//! the best where there is room.

use super::{Domain, Instance};
use crate::robust::{UncertaintySet, descending};
use hunch_model::tolerances::row_tolerance;

/// The better of the two repairs, each filled up; a feasible choice is only filled up.
pub fn repaired(instance: &Instance, guess: &[f64]) -> Vec<f64> {
    let ranking = by_density(instance);
    let share = |x: &f64| if x.is_nan() { 0.0 } else { x.clamp(0.0, 1.0) };
    let mut choice: Vec<f64> =
        guess.iter().map(share).chain(std::iter::repeat(0.0)).take(instance.items()).collect();
    if instance.domain == Domain::Binary {
        choice.iter_mut().for_each(|x| *x = f64::from(u8::from(*x > 0.5)));
    }
    let mut thinned = choice.clone();
    remove_poorest(instance, &ranking, &mut thinned);
    fill(instance, &ranking, &mut thinned);
    if instance.domain == Domain::Binary {
        return thinned;
    }
    scale(instance, &mut choice);
    fill(instance, &ranking, &mut choice);
    if instance.objective(&choice) >= instance.objective(&thinned) { choice } else { thinned }
}

/// Items by their value over what they take of the capacities, the margin for errors included; the richest
/// first. (The surrogate rule of greedy heuristics for several rows: Senju and Toyoda, 1968.)
fn by_density(instance: &Instance) -> Vec<usize> {
    /// A capacity below this counts as this: a full row makes its items poor, and the ranking finite.
    const LEAST_CAPACITY: f64 = 1e-9;
    let taken = |i: usize| -> f64 {
        let share =
            |j: usize| (instance.row(j)[i] + instance.rho) / instance.capacities[j].max(LEAST_CAPACITY);
        (0..instance.rows()).map(share).sum()
    };
    let density: Vec<f64> =
        (0..instance.items()).map(|i| instance.values[i] / taken(i).max(f64::MIN_POSITIVE)).collect();
    descending(&density)
}

fn is_feasible(instance: &Instance, choice: &[f64]) -> bool {
    let largest = |j: usize| instance.row(j).iter().fold(0.0f64, |most, w| most.max(*w)) + instance.rho;
    let allowed = |j: usize| row_tolerance(largest(j), instance.capacities[j]);
    instance.excess(choice).iter().enumerate().all(|(j, excess)| *excess <= allowed(j))
}

/// Loads and margin grow in proportion to the choice, so one factor makes the tightest row exact.
fn scale(instance: &Instance, choice: &mut [f64]) {
    let factor = |(excess, capacity): (&f64, &f64)| match *excess > 0.0 {
        true => capacity / (capacity + excess),
        false => 1.0,
    };
    let smallest = instance.excess(choice).iter().zip(&instance.capacities).map(factor).fold(1.0, f64::min);
    choice.iter_mut().for_each(|x| *x *= smallest);
}

/// Takes items out, the poorest first, until every row holds.
fn remove_poorest(instance: &Instance, ranking: &[usize], choice: &mut [f64]) {
    for &i in ranking.iter().rev() {
        if is_feasible(instance, choice) {
            return;
        }
        choice[i] = 0.0;
    }
}

/// Takes more of each item, the richest first, as far as every row allows: any share, or one for the binary
/// domain.
fn fill(instance: &Instance, ranking: &[usize], choice: &mut [f64]) {
    let mut room = Room::of(instance, choice);
    for &i in ranking.iter().filter(|&&i| instance.values[i] > 0.0) {
        let missing = 1.0 - choice[i];
        let most = room.most(instance, i, choice[i], missing);
        let step = match instance.domain {
            Domain::Continuous => most,
            Domain::Binary if most >= missing => missing,
            Domain::Binary => 0.0,
        };
        if step > 0.0 {
            room.take(instance, i, choice[i], step);
            choice[i] += step;
        }
    }
}

/// What the rows have left, and the norm of the choice.
struct Room {
    /// Capacity less nominal load, the margin not yet taken off.
    slack: Vec<f64>,
    /// `Σ x_i` for the box, `Σ x_i²` for the ellipsoid.
    sum: f64,
}

impl Room {
    fn of(instance: &Instance, choice: &[f64]) -> Self {
        let margin = instance.margin(choice);
        let slack = instance.excess(choice).iter().map(|e| margin - e).collect();
        let sum = match instance.set {
            UncertaintySet::Box => choice.iter().sum(),
            UncertaintySet::Ellipsoid => choice.iter().map(|x| x * x).sum(),
        };
        Self { slack, sum }
    }

    /// The largest step of item `i` from `x`, up to `limit`, that every row allows.
    fn most(&self, instance: &Instance, i: usize, x: f64, limit: f64) -> f64 {
        let step = |j: usize| {
            let (weight, slack) = (instance.row(j)[i], self.slack[j]);
            match instance.set {
                UncertaintySet::Box => {
                    (slack - instance.rho * self.sum) / (weight + instance.rho).max(f64::MIN_POSITIVE)
                }
                UncertaintySet::Ellipsoid => self.ellipsoid_step(instance.rho, weight, slack, x),
            }
        };
        (0..instance.rows()).map(step).fold(limit, f64::min).max(0.0)
    }

    /// The root δ ≥ 0 of `w δ + ρ √(S + 2xδ + δ²) = slack`, by squaring: `(ρ² − w²) δ² + 2(ρ²x + slack w) δ +
    /// ρ²S − slack² = 0`, in the form that does not cancel.
    fn ellipsoid_step(&self, rho: f64, weight: f64, slack: f64, x: f64) -> f64 {
        let rest = rho * rho * self.sum - slack * slack;
        if slack < 0.0 || rest >= 0.0 {
            return 0.0;
        }
        let half = rho * rho * x + slack * weight;
        let root = (half * half - (rho * rho - weight * weight) * rest).max(0.0).sqrt();
        -rest / (half + root).max(f64::MIN_POSITIVE)
    }

    fn take(&mut self, instance: &Instance, i: usize, x: f64, step: f64) {
        for (j, slack) in self.slack.iter_mut().enumerate() {
            *slack -= instance.row(j)[i] * step;
        }
        self.sum += match instance.set {
            UncertaintySet::Box => step,
            UncertaintySet::Ellipsoid => step * (2.0 * x + step),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::robust_knapsack::{Distribution, sample};

    #[test]
    fn any_guess_becomes_a_feasible_choice_that_cannot_be_added_to() {
        for seed in 0..40 {
            let set = UncertaintySet::ALL[seed as usize % 2];
            let domain = [Domain::Continuous, Domain::Binary][seed as usize / 2 % 2];
            let i = sample(&Distribution::paper(set, domain), seed).unwrap();
            let noise = |k: usize| ((k as u64 * 7 + seed * 13) % 17) as f64 / 16.0;
            let guesses = [
                vec![0.0; 50],
                vec![1.0; 50],
                vec![f64::NAN; 50],
                vec![f64::INFINITY; 3],
                (0..50).map(noise).collect(),
            ];
            for guess in guesses {
                let choice = repaired(&i, &guess);
                assert!(
                    i.violation(&choice) <= row_tolerance(1.0, 0.0) * 100.0,
                    "seed {seed}: {}",
                    i.violation(&choice)
                );
                assert!(is_feasible(&i, &choice), "seed {seed}");
                assert!(choice.iter().all(|x| (0.0..=1.0).contains(x)));
                for k in (0..50).filter(|&k| choice[k] < 1.0) {
                    let mut more = choice.clone();
                    more[k] = if domain == Domain::Binary { 1.0 } else { (choice[k] + 0.01).min(1.0) };
                    assert!(!is_feasible(&i, &more) || more[k] - choice[k] < 1e-5, "seed {seed}, item {k}");
                }
            }
        }
    }

    #[test]
    fn a_feasible_full_choice_is_left_alone() {
        let i = Instance {
            values: vec![1.0, 1.0],
            weights: vec![1.0, 1.0],
            capacities: vec![2.5],
            set: UncertaintySet::Ellipsoid,
            rho: 0.1,
            domain: Domain::Continuous,
        };
        assert_eq!(repaired(&i, &[1.0, 1.0]), [1.0, 1.0]);
        let nothing_fits = Instance { capacities: vec![0.0], ..i };
        assert_eq!(repaired(&nothing_fits, &[1.0, 1.0]), [0.0, 0.0]);
    }
}
