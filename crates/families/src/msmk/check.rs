//! The check of an answer, from the fields as they came; it shares no arithmetic with the rest of the family.

use crate::family::Verdict;
use crate::fields::Fields;
use hunch_model::tolerances::row_tolerance;

/// Holds the choices and their unchanged ones against every knapsack and every pair of periods, as the rows
/// of the program are held ([`hunch_model::check`]).
pub fn check(fields: &Fields, values: &[f64]) -> Verdict {
    let size = |name: &str| fields.number(name) as usize;
    let (items, periods, knapsacks) = (size("items"), size("periods"), size("knapsacks"));
    let numbers = |name: &str, at: usize| fields.numbers(name).get(at).copied().unwrap_or(f64::NAN);
    let mut held = Held { feasible: true, violation: 0.0, complaint: None };
    if values.len() != 2 * periods * items {
        let complaint = Some(format!("{} values instead of {}", values.len(), 2 * periods * items));
        return Verdict { feasible: false, objective: f64::NAN, violation: f64::INFINITY, complaint };
    }
    let mut objective = 0.0;
    for (k, &value) in values.iter().enumerate() {
        if value != 0.0 && value != 1.0 {
            held.complain(1.0, format!("value {k} is {value}, neither 0 nor 1"));
        }
        let kept = k.checked_sub(periods * items);
        if value != 0.0 {
            objective += value * kept.map_or_else(|| numbers("profits", k), |k| numbers("bonuses", k));
        }
    }
    for row in 0..periods * knapsacks {
        let t = row / knapsacks;
        let terms: Vec<f64> =
            (0..items).map(|i| numbers("weights", row * items + i) * values[t * items + i]).collect();
        let largest = (0..items).map(|i| numbers("weights", row * items + i)).fold(0.0, f64::max);
        let whole = largest.fract() == 0.0 && terms.iter().all(|v| v.fract() == 0.0);
        let size: f64 = terms.iter().sum();
        let tolerance = if whole { 0.0 } else { row_tolerance(largest, size) };
        let over = size - numbers("capacities", row);
        if over.is_nan() || over > tolerance {
            held.complain(over, format!("knapsack {} of period {} is passed", row % knapsacks + 1, t + 1));
        }
    }
    for k in 0..periods * items {
        let (now, kept) = (values[k], values[periods * items + k]);
        let changes = k >= (periods - 1) * items || now != values[k + items];
        if kept != 0.0 && changes {
            let (t, i) = (k / items + 1, k % items + 1);
            held.complain(1.0, format!("item {i} is not kept after period {t} and counts as kept"));
        }
    }
    Verdict { feasible: held.feasible, objective, violation: held.violation, complaint: held.complaint }
}

/// What was found so far.
struct Held {
    feasible: bool,
    violation: f64,
    complaint: Option<String>,
}

impl Held {
    fn complain(&mut self, by: f64, text: String) {
        self.feasible = false;
        self.violation = self.violation.max(by);
        self.complaint.get_or_insert(text);
    }
}
