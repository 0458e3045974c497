//! Do equations between integers have a whole solution at all? Parity and gcds, by Euclid's algorithm on
//! columns (Hermite's normal form): what branching never ends on where bounds are wide.

use crate::exact::ExactProgram;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};

/// Whether the equations of `program` between integer columns alone have a solution in whole numbers, bounds
/// left out.
pub fn solvable(program: &ExactProgram) -> bool {
    let n = program.columns.len();
    let mut equations: Vec<(Vec<BigInt>, BigInt)> = Vec::new();
    for r in &program.rows {
        let Some(side) = r.lower.as_ref().filter(|l| r.upper.as_ref() == Some(*l)) else { continue };
        if !r.terms.iter().all(|(j, _)| program.columns[*j].integer) {
            continue;
        }
        let numbers = r.terms.iter().map(|t| &t.1).chain([side]);
        let multiple = numbers.fold(BigInt::one(), |m, a| m.lcm(a.denom()));
        let mut row = vec![BigInt::zero(); n];
        for (j, a) in &r.terms {
            row[*j] = (a * &multiple).to_integer();
        }
        equations.push((row, (side * &multiple).to_integer()));
    }
    // Values of the transformed columns that the equations so far determine.
    let mut known: Vec<BigInt> = Vec::new();
    for i in 0..equations.len() {
        let k = known.len();
        while let Some(pivot) = smallest(&equations[i].0, k) {
            swap_columns(&mut equations, k, pivot);
            let mut done = true;
            for c in k + 1..n {
                let quotient = equations[i].0[c].div_floor(&equations[i].0[k]);
                subtract_column(&mut equations, c, k, &quotient);
                done &= equations[i].0[c].is_zero();
            }
            if done {
                break;
            }
        }
        let (row, side) = &equations[i];
        let rest = row.iter().zip(&known).fold(side.clone(), |rest, (a, y)| rest - a * y);
        let pivot = row.get(k).filter(|p| !p.is_zero());
        match pivot {
            None if !rest.is_zero() => return false,
            None => {}
            Some(pivot) => {
                let (value, remainder) = rest.div_rem(pivot);
                if !remainder.is_zero() {
                    return false;
                }
                known.push(value);
            }
        }
    }
    true
}

/// The place, from `k` on, of the entry of least magnitude that is not zero.
fn smallest(row: &[BigInt], k: usize) -> Option<usize> {
    (k..row.len()).filter(|&c| !row[c].is_zero()).min_by_key(|&c| row[c].abs())
}

fn swap_columns(equations: &mut [(Vec<BigInt>, BigInt)], a: usize, b: usize) {
    equations.iter_mut().for_each(|(row, _)| row.swap(a, b));
}

fn subtract_column(equations: &mut [(Vec<BigInt>, BigInt)], from: usize, column: usize, times: &BigInt) {
    for (row, _) in equations.iter_mut().filter(|_| !times.is_zero()) {
        let change = &row[column] * times;
        row[from] -= change;
    }
}
