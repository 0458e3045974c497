//! Writes the quadratic part, conditions of rows, and special ordered sets.

use super::out::Out;
use crate::io::error::WriteError;
use crate::io::number::shortest;
use crate::io::triangle::merged;
use crate::kinds::{Indicator, SetOrder};
use crate::program::{Program, as_bound};

/// ` + [ … ] / 2`, unless there is no quadratic part. Products of two columns have twice their entry.
pub(super) fn quadratic(program: &Program, out: &mut Out) -> Result<(), WriteError> {
    let entries = merged(program.quadratic.as_ref());
    if entries.is_empty() {
        return Ok(());
    }
    out.push(" + [");
    for (i, j, value) in entries {
        let (x, y) = (&program.columns[j].name, &program.columns[i].name);
        if i == j {
            out.term(value, &format!("{x} ^2"));
            continue;
        }
        if as_bound(2.0 * value).is_infinite() {
            let field = format!("the quadratic coefficient of {x:?} and {y:?}");
            let expected = "it is written doubled, and numbers of 1e20 and more are infinite";
            return Err(WriteError::Number { field, value, expected });
        }
        out.term(2.0 * value, &format!("{x} * {y}"));
    }
    out.push(" ] / 2");
    Ok(())
}

/// ` column = 1 ->`
pub(super) fn condition(program: &Program, indicator: Indicator, out: &mut Out) {
    let column = &program.columns[indicator.column].name;
    out.push(&format!(" {column} = {} ->", u8::from(indicator.active_at_one)));
}

/// Refuses indicators on rows with no side or two different ones, which other readers do not take.
pub(super) fn check_indicators(program: &Program) -> Result<(), WriteError> {
    for indicator in &program.indicators {
        let row = &program.rows[indicator.row];
        let sides = [row.lower, row.upper].into_iter().filter(|side| side.is_finite()).count();
        if sides == 0 || (sides == 2 && row.lower != row.upper) {
            let sides = if sides == 0 { "no sides" } else { "two different sides" };
            let what = format!("the indicator row {:?} with {sides}", row.name);
            return Err(WriteError::Unsupported { what });
        }
    }
    Ok(())
}

pub(super) fn sets(program: &Program, out: &mut Out) {
    if !program.sets.is_empty() {
        out.line("sos");
    }
    for set in &program.sets {
        if !set.name.is_empty() {
            out.push(&format!(" {}:", set.name));
        }
        out.push(if set.order == SetOrder::One { " S1::" } else { " S2::" });
        for &(j, weight) in &set.members {
            out.wrap();
            out.push(&format!(" {}:{}", program.columns[j].name, shortest(weight)));
        }
        out.line("");
    }
}
