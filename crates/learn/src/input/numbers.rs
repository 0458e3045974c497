//! The numbers of a program by name: `cost[column]`, `rhs[row]`, `coefficient[row,column]`, `lower[column]`,
//! `upper[column]`, `offset`. A row between two different sides has `rhs_lower[row]` and `rhs_upper[row]`.

use hunch_model::parametric::Target;
use hunch_model::{Program, SparseMatrix};
use std::collections::BTreeMap;

/// A number, and where it stands: at one place, or at both sides of an equation.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Its name.
    pub name: String,
    /// Its places.
    pub targets: Vec<Target>,
}

/// All numbers of a program that may depend on parameters, in the program's order.
pub struct Numbers {
    list: Vec<Number>,
    by_name: BTreeMap<String, usize>,
}

impl Numbers {
    /// Of one program; `places` are matrix entries beside its own.
    pub fn of(program: &Program, places: &[(usize, usize)]) -> Self {
        let mut list = vec![Number { name: "offset".to_owned(), targets: vec![Target::Offset] }];
        let mut add =
            |name: String, targets: &[Target]| list.push(Number { name, targets: targets.to_vec() });
        for (j, column) in program.columns.iter().enumerate() {
            let name = program.column_name(j);
            add(format!("cost[{name}]"), &[Target::Cost(j)]);
            if column.lower.is_finite() {
                add(format!("lower[{name}]"), &[Target::ColumnLower(j)]);
            }
            if column.upper.is_finite() {
                add(format!("upper[{name}]"), &[Target::ColumnUpper(j)]);
            }
        }
        for (i, row) in program.rows.iter().enumerate() {
            let name = program.row_name(i);
            let (lower, upper) = (Target::RowLower(i), Target::RowUpper(i));
            match (row.lower.is_finite(), row.upper.is_finite()) {
                (true, true) if row.lower == row.upper => add(format!("rhs[{name}]"), &[lower, upper]),
                (true, true) => {
                    add(format!("rhs_lower[{name}]"), &[lower]);
                    add(format!("rhs_upper[{name}]"), &[upper]);
                }
                (true, false) => add(format!("rhs[{name}]"), &[lower]),
                (false, true) => add(format!("rhs[{name}]"), &[upper]),
                (false, false) => {}
            }
        }
        let entries = program.matrix.triplets().map(|(i, j, _)| (i, j)).chain(places.iter().copied());
        for (i, j) in entries {
            let name = format!("coefficient[{},{}]", program.row_name(i), program.column_name(j));
            add(name, &[Target::Coefficient(i, j)]);
        }
        let by_name = list.iter().enumerate().map(|(k, number)| (number.name.clone(), k)).collect();
        Self { list, by_name }
    }

    /// All of them.
    pub fn list(&self) -> &[Number] {
        &self.list
    }

    /// The number of that name.
    pub fn get(&self, name: &str) -> Option<&Number> {
        self.by_name.get(name).map(|&k| &self.list[k])
    }

    /// The numbers that a pattern names, each with what its `*` stands for.
    pub fn matching(&self, pattern: &str) -> Vec<(&Number, String)> {
        let Some((before, after)) = pattern.split_once('*') else {
            return self.get(pattern).map(|number| (number, String::new())).into_iter().collect();
        };
        let part = |number: &Number| {
            let rest = number.name.strip_prefix(before)?.strip_suffix(after)?;
            Some(rest.to_owned())
        };
        self.list.iter().filter_map(|number| part(number).map(|part| (number, part))).collect()
    }
}

/// The value of a number.
pub fn value(program: &Program, target: Target) -> f64 {
    match target {
        Target::Offset => program.offset,
        Target::Cost(j) => program.columns[j].objective,
        Target::ColumnLower(j) => program.columns[j].lower,
        Target::ColumnUpper(j) => program.columns[j].upper,
        Target::RowLower(i) => program.rows[i].lower,
        Target::RowUpper(i) => program.rows[i].upper,
        Target::Coefficient(i, j) => program.matrix.get(i, j).unwrap_or(0.0),
    }
}

/// Sets numbers; those of the matrix that become zero are no entries of it.
pub fn set(program: &mut Program, numbers: &BTreeMap<Target, f64>) {
    let mut entries: BTreeMap<(usize, usize), f64> =
        program.matrix.triplets().map(|(i, j, v)| ((i, j), v)).collect();
    for (&target, &value) in numbers {
        match target {
            Target::Offset => program.offset = value,
            Target::Cost(j) => program.columns[j].objective = value,
            Target::ColumnLower(j) => program.columns[j].lower = value,
            Target::ColumnUpper(j) => program.columns[j].upper = value,
            Target::RowLower(i) => program.rows[i].lower = value,
            Target::RowUpper(i) => program.rows[i].upper = value,
            Target::Coefficient(i, j) => {
                entries.insert((i, j), value);
            }
        }
    }
    let entries: Vec<(usize, usize, f64)> =
        entries.into_iter().filter(|&(_, v)| v != 0.0).map(|((i, j), v)| (i, j, v)).collect();
    program.matrix = SparseMatrix::from_triplets(program.rows.len(), program.columns.len(), &entries);
}
