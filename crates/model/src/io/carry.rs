//! Makes a program fit for a format where that takes no more than another order of its rows or fewer marks,
//! and says what was changed.

use super::doubt::Doubt;
use super::error::WriteError;
use super::format::Format;
use super::warning::{Warnings, WriteOptions};
use crate::features::Feature;
use crate::matrix::SparseMatrix;
use crate::program::Program;
use std::borrow::Cow;

/// Refuses the first part of a program that is not among those which the format has a place for.
pub(super) fn refuse_beyond(program: &Program, carried: &[Feature]) -> Result<(), WriteError> {
    match program.features().into_iter().find(|feature| !carried.contains(feature)) {
        Some(feature) => Err(WriteError::Unsupported { what: feature.name().into() }),
        None => Ok(()),
    }
}

/// The program as the format can carry it; strict writing refuses to change it.
pub(super) fn carriable<'p>(
    mut program: Cow<'p, Program>,
    format: Format,
    options: WriteOptions,
    warnings: &mut Warnings,
) -> Result<Cow<'p, Program>, WriteError> {
    if format != Format::Json && !program.lazy_rows.is_empty() {
        unmark(program.to_mut(), format, options, warnings)?;
        move_lazy_rows(&mut program, options, warnings)?;
    }
    if format == Format::Mof && !program.objectives.is_empty() {
        let what = "the program has several objectives".to_owned();
        refuse(options, &what)?;
        let instead =
            "the format gives them neither names nor an order of importance; they are written in theirs";
        warnings.add(0, 0, Doubt::Assumed { what, instead });
    }
    Ok(program)
}

/// Takes the marks of lazy rows off where the format has no place for them.
fn unmark(
    program: &mut Program,
    format: Format,
    options: WriteOptions,
    warnings: &mut Warnings,
) -> Result<(), WriteError> {
    let indicators = program.indicator_of_rows();
    let mut kept = Vec::with_capacity(program.lazy_rows.len());
    for &i in &program.lazy_rows {
        let row = &program.rows[i];
        let reason = match format {
            Format::Mof => "the format has no such mark; the row is like all others",
            _ if indicators[i].is_some() => "the format has lazy rows without indicators only",
            _ if row.lower.is_infinite() && row.upper.is_infinite() => "the row has no sides",
            _ => {
                kept.push(i);
                continue;
            }
        };
        let what = format!("the mark of the lazy row {:?}", row.name);
        refuse(options, &what)?;
        warnings.add(0, 0, Doubt::Ignored { what, reason });
    }
    program.lazy_rows = kept;
    Ok(())
}

/// Puts lazy rows behind the others.
fn move_lazy_rows(
    program: &mut Cow<'_, Program>,
    options: WriteOptions,
    warnings: &mut Warnings,
) -> Result<(), WriteError> {
    let count = program.rows.len();
    let mut is_lazy = vec![false; count];
    program.lazy_rows.iter().for_each(|&i| is_lazy[i] = true);
    let (lazy, others): (Vec<usize>, Vec<usize>) = (0..count).partition(|&i| is_lazy[i]);
    let first = others.len();
    let order = [others, lazy].concat();
    if order.iter().enumerate().any(|(new, &old)| new != old) {
        let what = "there are lazy rows before others".to_owned();
        refuse(options, &what)?;
        let instead = "they are written behind them, where the format has its lazy rows";
        warnings.add(0, 0, Doubt::Assumed { what, instead });
    }
    let mut place = vec![0; count];
    order.iter().enumerate().for_each(|(new, &old)| place[old] = new);
    let program = program.to_mut();
    let entries: Vec<_> = program.matrix.triplets().map(|(i, j, v)| (place[i], j, v)).collect();
    program.matrix = SparseMatrix::from_triplets(count, program.columns.len(), &entries);
    program.rows = order.iter().map(|&old| program.rows[old].clone()).collect();
    program.indicators.iter_mut().for_each(|indicator| indicator.row = place[indicator.row]);
    program.lazy_rows = (first..count).collect();
    Ok(())
}

fn refuse(options: WriteOptions, what: &str) -> Result<(), WriteError> {
    if options.strict { Err(WriteError::Unsupported { what: what.to_owned() }) } else { Ok(()) }
}
