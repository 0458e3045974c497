//! What an answer is worth, in plain words.

use super::{Ranges, Sensitivity};
use crate::lp::ranging::Range;
use hunch_model::tolerances::PROOF;
use hunch_model::{Column, Kind, Program, VariableStatus};
use std::fmt::Write;

/// Lines on rows, and on columns: a report is for reading.
const MOST_LINES: usize = 200;
/// Decimal places up to which powers of ten are exact.
const MOST_PLACES: i32 = 22;

impl Sensitivity {
    /// A report on the optimal point `values`: which rows are tight and what one more of each is worth, how
    /// far that holds, and what would change the plan. Names are the program's.
    pub fn report(&self, program: &Program, values: &[f64]) -> String {
        let mut text = String::new();
        // Writing to a text cannot fail.
        let _ = self.write(&mut text, program, values);
        text
    }

    fn write(&self, out: &mut String, program: &Program, values: &[f64]) -> std::fmt::Result {
        if self.integers_fixed {
            let what = match program.beyond_linear() {
                None => "every integer column fixed at its value (an integer program",
                Some(_) => "every integer column and every choice fixed as it is (a program with choices",
            };
            writeln!(out, "With {what} has no prices of its own):")?;
        }
        let activities = program.matrix.multiply(values);
        writeln!(out, "What limits the objective:")?;
        let mut lines = Lines::new(out);
        for (i, &dual) in self.duals.iter().enumerate().filter(|(i, _)| self.is_priced(*i)) {
            let side = if self.basis.rows[i] == VariableStatus::AtUpper { "most" } else { "least" };
            let equation = program.rows[i].lower == program.rows[i].upper;
            let what = if equation { "exactly" } else { &format!("at {side}") };
            let range = self.ranges.as_ref().and_then(|ranges| row_range(ranges, i));
            lines.add(format_args!(
                "  row {:?} is {what} {}: one more changes the objective by {}{}",
                program.row_name(i),
                short(activities[i]),
                signed(dual),
                within(range, "while it is")
            ))?;
        }
        lines.end("  nothing: no row is tight with a price")?;
        let slack = (0..self.duals.len()).filter(|&i| self.basis.rows[i] == VariableStatus::Basic);
        let mut lines = Lines::new(out);
        for i in slack {
            let row = &program.rows[i];
            let left = (row.upper - activities[i]).min(activities[i] - row.lower);
            if left.is_finite() && left > PROOF * activities[i].abs().max(1.0) {
                if lines.count == 0 {
                    lines.head("Rows with room, which cost nothing:")?;
                }
                lines.add(format_args!(
                    "  row {:?} is {}: {} is left",
                    program.row_name(i),
                    short(activities[i]),
                    short(left)
                ))?;
            }
        }
        lines.end("")?;
        self.columns(out, program, values)
    }

    fn columns(&self, out: &mut String, program: &Program, values: &[f64]) -> std::fmt::Result {
        writeln!(out, "What would change the plan:")?;
        let mut lines = Lines::new(out);
        // What is fixed has no range of its own here, and one more of it is another program.
        let free = |c: &Column| !(self.integers_fixed && c.kind == Kind::Integer);
        for (j, column) in program.columns.iter().enumerate().filter(|(_, c)| free(c)) {
            let name = program.column_name(j);
            let cost = self.ranges.as_ref().map(|ranges| ranges.costs[j]).filter(is_limited);
            let price = self.reduced_costs[j];
            match (self.basis.columns[j] == VariableStatus::Basic, cost) {
                (_, Some(range)) => lines.add(format_args!(
                    "  column {name:?} is {}: as long as its objective coefficient, now {}, {}",
                    short(values[j]),
                    short(column.objective),
                    between(range)
                ))?,
                (false, None) if price != 0.0 => lines.add(format_args!(
                    "  column {name:?} is {}: one more would change the objective by {}",
                    short(values[j]),
                    signed(price)
                ))?,
                _ => {}
            }
        }
        lines.end("  nothing that was asked for")?;
        let Some(ranges) = &self.ranges else { return Ok(()) };
        if ranges.degeneracy.primal {
            writeln!(
                out,
                "Several sets of prices prove this optimum; these are one of them, and ranges of others may be wider."
            )?;
        }
        if ranges.degeneracy.dual {
            writeln!(out, "Other plans may be as good.")?;
        }
        Ok(())
    }

    fn is_priced(&self, i: usize) -> bool {
        self.basis.rows[i] != VariableStatus::Basic && self.duals[i] != 0.0
    }
}

/// Lines of a list, of which the first ones are written.
struct Lines<'a> {
    out: &'a mut String,
    count: usize,
}

impl<'a> Lines<'a> {
    fn new(out: &'a mut String) -> Self {
        Self { out, count: 0 }
    }

    fn head(&mut self, line: &str) -> std::fmt::Result {
        writeln!(self.out, "{line}")
    }

    fn add(&mut self, line: std::fmt::Arguments<'_>) -> std::fmt::Result {
        self.count += 1;
        if self.count <= MOST_LINES { writeln!(self.out, "{line}") } else { Ok(()) }
    }

    /// Says what was left out, or that there was nothing.
    fn end(self, nothing: &str) -> std::fmt::Result {
        match self.count {
            0 if nothing.is_empty() => Ok(()),
            0 => writeln!(self.out, "{nothing}"),
            count if count > MOST_LINES => writeln!(self.out, "  and {} more", count - MOST_LINES),
            _ => Ok(()),
        }
    }
}

/// The range of the side at which a row rests.
fn row_range(ranges: &Ranges, i: usize) -> Option<Range> {
    let sides = &ranges.rows[i];
    match (sides.lower, sides.upper) {
        (Some(lower), Some(upper)) if lower == upper => Some(lower),
        // A side that nothing rests on reaches from the activity on, or up to it.
        (Some(lower), Some(upper)) if upper.high == f64::INFINITY && lower.low.is_finite() => Some(lower),
        (Some(_), Some(upper)) => Some(upper),
        (lower, upper) => lower.or(upper),
    }
}

fn is_limited(range: &Range) -> bool {
    range.low.is_finite() || range.high.is_finite()
}

fn within(range: Option<Range>, lead: &str) -> String {
    range.filter(is_limited).map(|range| format!(", {lead} {}", span(range))).unwrap_or_default()
}

fn between(range: Range) -> String {
    format!("is {}", span(range))
}

fn span(range: Range) -> String {
    match (range.low.is_finite(), range.high.is_finite()) {
        (true, true) if range.low == range.high => format!("exactly {}", short(range.low)),
        (true, true) => format!("between {} and {}", short(range.low), short(range.high)),
        (true, false) => format!("at least {}", short(range.low)),
        (false, _) => format!("at most {}", short(range.high)),
    }
}

/// Nine digits: more would show rounding.
fn short(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{}", value + 0.0);
    }
    // A power of ten that is too large to be exact would round what it is to tidy up.
    let places = (8 - value.abs().log10().floor() as i32).clamp(-MOST_PLACES, MOST_PLACES);
    let unit = 10f64.powi(places.abs());
    let rounded = if places >= 0 { (value * unit).round() / unit } else { (value / unit).round() * unit };
    format!("{}", rounded + 0.0)
}

fn signed(value: f64) -> String {
    let text = short(value);
    if value > 0.0 { format!("+{text}") } else { text }
}
