//! Numbers of a program that endanger an answer's digits, or the time until it comes: ranges of coefficients,
//! a big-M larger than it needs to be, bounds that only mean "no limit". Nothing is changed; it is said.

use crate::program::{Column, Program};
use serde::Serialize;

/// Coefficients of one row, or costs, whose sizes differ by more than this leave few of a double's digits to
/// the small ones.
const WIDE: f64 = 1e9;
/// A coefficient of a binary column this many times as large as it needs to be makes relaxations weak.
const LOOSE: f64 = 10.0;
/// From here on a coefficient of a binary column counts as a big-M where nothing says how large it must be.
const BIG: f64 = 1e5;
/// From here on a bound of an integer column is none that a count comes near.
const FAR: f64 = 1e9;
/// Risks told of one program: more say no more.
const MOST: usize = 20;

/// Something that a modeller may want to change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Risk {
    /// What it is.
    pub kind: RiskKind,
    /// The row that it is about, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// The column that it is about, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// The same in words, with what would be better.
    pub message: String,
}

/// Kinds of risks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RiskKind {
    /// A row's coefficients differ by more than nine orders of magnitude.
    Coefficients,
    /// So do the objective's.
    Costs,
    /// The coefficient of a binary column is larger than it needs to be.
    BigM,
    /// An integer column has a finite bound that no count comes near.
    FarBound,
}

/// What endangers answers to `program`; at most twenty are told, rows first.
pub fn risks(program: &Program) -> Vec<Risk> {
    let mut found = Vec::new();
    let mut of_rows = vec![Vec::new(); program.rows.len()];
    for (i, j, a) in program.matrix.triplets().filter(|entry| entry.2 != 0.0) {
        of_rows[i].push((j, a));
    }
    for (i, terms) in of_rows.iter().enumerate() {
        if found.len() >= MOST {
            break;
        }
        if let Some((small, large)) = wide(terms.iter().map(|t| t.1)) {
            let message = format!(
                "row {:?} has coefficients from {small} to {large}: a double has few digits left for the small ones; other units may bring them together",
                program.row_name(i)
            );
            found.push(Risk { kind: RiskKind::Coefficients, row: Some(i), column: None, message });
        }
        found.extend(big_m(program, i, terms));
    }
    if let Some((small, large)) = wide(program.columns.iter().map(|c| c.objective)) {
        let message = format!(
            "the objective has coefficients from {small} to {large}: the gap of 1e-6 that counts as optimal may hide the small ones; ask for a smaller one, or scale the objective"
        );
        found.push(Risk { kind: RiskKind::Costs, row: None, column: None, message });
    }
    let far = |c: &Column| {
        let bound = if c.upper.is_finite() { c.upper.abs() } else { 0.0 };
        c.kind.is_integer() && bound >= FAR
    };
    for (j, column) in program.columns.iter().enumerate().filter(|(_, c)| far(c)) {
        let message = format!(
            "the integer column {:?} has the upper bound {}: if it only means \"no limit\", leave it out",
            program.column_name(j),
            column.upper
        );
        found.push(Risk { kind: RiskKind::FarBound, row: None, column: Some(j), message });
    }
    found.truncate(MOST);
    found
}

/// The least and the greatest magnitude, if they are far apart.
fn wide(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let sizes = values.map(f64::abs).filter(|v| *v > 0.0);
    let (small, large) = sizes.fold((f64::INFINITY, 0.0f64), |(s, l), v| (s.min(v), l.max(v)));
    (large > WIDE * small).then_some((small, large))
}

/// Binary columns whose coefficient switches a row off with more than it takes: `Σ others ≤ b` where the
/// column is at one value, and at the other no limit at all.
fn big_m(program: &Program, i: usize, terms: &[(usize, f64)]) -> Option<Risk> {
    let row = &program.rows[i];
    let &(j, m) = terms
        .iter()
        .filter(|t| program.columns[t.0].is_binary())
        .max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))?;
    // As `Σ others + m·y ≤ side`, or the same mirrored.
    let (m, side, sign) = match (row.lower.is_finite(), row.upper.is_finite()) {
        (false, true) => (m, row.upper, 1.0),
        (true, false) => (-m, -row.lower, -1.0),
        _ => return None,
    };
    let most: f64 = terms
        .iter()
        .filter(|t| t.0 != j)
        .map(|&(k, a)| {
            let (a, c) = (sign * a, &program.columns[k]);
            a * if a > 0.0 { c.upper } else { c.lower }
        })
        .sum();
    // At the value of the column that leaves the most room, the row must allow `most`.
    let needed = if m < 0.0 { most - side } else { most - side + m };
    let name = (program.row_name(i), program.column_name(j));
    let message = if most.is_finite() && needed > 0.0 && m.abs() > LOOSE * needed.abs() && m < 0.0 {
        format!(
            "row {:?}: {needed} would do in place of {} at {:?}; a big-M larger than it needs to be makes bounds weak",
            name.0,
            m.abs(),
            name.1
        )
    } else if !most.is_finite() && m.abs() >= BIG {
        format!(
            "row {:?}: the coefficient {} of {:?} is a big-M without bounds that it could follow from; bound the other columns, or choose it as small as is right",
            name.0,
            m.abs(),
            name.1
        )
    } else {
        return None;
    };
    Some(Risk { kind: RiskKind::BigM, row: Some(i), column: Some(j), message })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::Kind;
    use crate::program::{Row, Sense};

    fn program(m: f64, upper: f64) -> Program {
        let mut p = Program::new("p", Sense::Minimize);
        p.add_column("x", 1.0, 0.0, upper, Kind::Continuous);
        p.add_column("y", 10.0, 0.0, 1.0, Kind::Integer);
        let row = Row { name: "link".into(), lower: f64::NEG_INFINITY, upper: 0.0 };
        p.set_rows(vec![row], &[(0, 0, 1.0), (0, 1, -m)]);
        p
    }

    #[test]
    fn a_big_m_is_told_with_what_would_do() {
        let found = risks(&program(1e7, 60.0));
        assert_eq!((found.len(), found[0].kind), (1, RiskKind::BigM));
        assert!(found[0].message.contains("60 would do in place of 10000000 at \"y\""), "{found:?}");
        assert_eq!(risks(&program(60.0, 60.0)), []);
        assert_eq!(risks(&program(1e3, f64::INFINITY)), []);
        assert!(risks(&program(1e6, f64::INFINITY))[0].message.contains("without bounds"));
    }

    #[test]
    fn wide_ranges_and_far_bounds_are_told() {
        let mut p = program(50.0, 60.0);
        p.columns[0].objective = 1e-3;
        p.columns[1].objective = 1e7;
        p.columns.push(Column { kind: Kind::Integer, upper: 2e9, ..p.columns[0].clone() });
        p.columns[2].name = "n".into();
        p.set_rows(p.rows.clone(), &[(0, 0, 1e-6), (0, 2, 1e4)]);
        let kinds: Vec<RiskKind> = risks(&p).iter().map(|r| r.kind).collect();
        assert_eq!(kinds, [RiskKind::Coefficients, RiskKind::Costs, RiskKind::FarBound]);
    }
}
