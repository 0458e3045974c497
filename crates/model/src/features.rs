//! Which parts a program has beyond linear rows and integers, and whether they are as they must be.

use crate::kinds::Indicator;
#[cfg(feature = "kinds")]
use crate::kinds::{BINARY, Degradation, Objective, PiecewiseLinear, SpecialOrderedSet};
#[cfg(feature = "kinds")]
use crate::order::sort_by;
#[cfg(feature = "kinds")]
use crate::program::is_number;
use crate::program::{Program, ProgramError};

/// A part of a program that only some engines and formats know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Feature {
    /// A quadratic objective.
    Quadratic,
    /// Semi-continuous or semi-integer columns.
    SemiContinuous,
    /// Special ordered sets.
    Sets,
    /// Indicator rows.
    Indicators,
    /// Piecewise-linear terms.
    Piecewise,
    /// Objectives after the first.
    Objectives,
    /// Rows marked lazy.
    LazyRows,
}

impl Feature {
    /// What it is called in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quadratic => "a quadratic objective",
            Self::SemiContinuous => "semi-continuous columns",
            Self::Sets => "special ordered sets",
            Self::Indicators => "indicator rows",
            Self::Piecewise => "piecewise-linear terms",
            Self::Objectives => "several objectives",
            Self::LazyRows => "lazy rows",
        }
    }
}

impl Program {
    /// What the program says beyond linear rows and integers, in the order of [`Feature`]. Rows marked lazy are
    /// rows like others to an engine that does not know the mark.
    pub fn features(&self) -> Vec<Feature> {
        let has = [
            (Feature::Quadratic, self.quadratic.as_ref().is_some_and(|q| !q.lower_triangle.is_empty())),
            (Feature::SemiContinuous, self.columns.iter().any(|c| c.kind.is_semi())),
            (Feature::Sets, !self.sets.is_empty()),
            (Feature::Indicators, !self.indicators.is_empty()),
            (Feature::Piecewise, !self.piecewise.is_empty()),
            (Feature::Objectives, !self.objectives.is_empty()),
            (Feature::LazyRows, !self.lazy_rows.is_empty()),
        ];
        has.into_iter().filter(|&(_, has)| has).map(|(feature, _)| feature).collect()
    }

    /// The first thing beyond linear rows and integers that changes what the program means; `None` for a plain
    /// mixed-integer program.
    pub fn beyond_linear(&self) -> Option<Feature> {
        self.features().into_iter().find(|&feature| feature != Feature::LazyRows)
    }

    /// The indicator of each row, if it has one.
    pub fn indicator_of_rows(&self) -> Vec<Option<Indicator>> {
        let mut of_rows = vec![None; self.rows.len()];
        for &indicator in &self.indicators {
            of_rows[indicator.row] = Some(indicator);
        }
        of_rows
    }

    /// A build without the feature `kinds` has no engine for such programs: they are refused by name, whatever
    /// shape they have.
    #[cfg(not(feature = "kinds"))]
    pub(crate) fn validate_kinds(&self) -> Result<(), ProgramError> {
        Ok(())
    }
}

#[cfg(feature = "kinds")]
impl Program {
    pub(crate) fn validate_kinds(&self) -> Result<(), ProgramError> {
        for (k, set) in self.sets.iter().enumerate() {
            self.validate_set(&format!("sets[{k}]"), set)?;
        }
        let mut conditional = vec![false; self.rows.len()];
        for (k, indicator) in self.indicators.iter().enumerate() {
            let field = |part: &str| format!("indicators[{k}].{part}");
            self.index(field("column"), indicator.column, self.columns.len(), "columns")?;
            self.index(field("row"), indicator.row, self.rows.len(), "rows")?;
            let column = &self.columns[indicator.column];
            if !column.is_within_binary() {
                return wrong(field("column"), &column.name, BINARY);
            }
            if std::mem::replace(&mut conditional[indicator.row], true) {
                let name = &self.rows[indicator.row].name;
                return wrong(field("row"), name, "a row without another indicator");
            }
        }
        for (k, piecewise) in self.piecewise.iter().enumerate() {
            self.validate_piecewise(&format!("piecewise[{k}]"), piecewise)?;
        }
        allowance("degradation", self.degradation)?;
        for (k, objective) in self.objectives.iter().enumerate() {
            self.validate_objective(&format!("objectives[{k}]"), objective)?;
        }
        let mut lazy = vec![false; self.rows.len()];
        for (k, &row) in self.lazy_rows.iter().enumerate() {
            let field = format!("lazy[{k}]");
            self.index(field.clone(), row, self.rows.len(), "rows")?;
            if std::mem::replace(&mut lazy[row], true) {
                return wrong(field, &self.rows[row].name, "named once");
            }
        }
        Ok(())
    }

    fn validate_set(&self, field: &str, set: &SpecialOrderedSet) -> Result<(), ProgramError> {
        let mut columns = Vec::with_capacity(set.members.len());
        let mut weights = Vec::with_capacity(set.members.len());
        for (m, &(j, weight)) in set.members.iter().enumerate() {
            self.index(format!("{field}.members[{m}][0]"), j, self.columns.len(), "columns")?;
            finite(format!("{field}.members[{m}][1]"), weight)?;
            columns.push(j as f64);
            weights.push(weight);
        }
        let members = || format!("{field}.members");
        match (repeated(columns), repeated(weights)) {
            (Some(j), _) => {
                wrong(members(), &self.columns[j as usize].name, "columns that are all different")
            }
            (_, Some(weight)) => {
                wrong(members(), weight, "weights that are all different: they are the order")
            }
            _ => Ok(()),
        }
    }

    fn validate_piecewise(&self, field: &str, piecewise: &PiecewiseLinear) -> Result<(), ProgramError> {
        let columns = self.columns.len();
        self.index(format!("{field}.argument"), piecewise.argument, columns, "columns")?;
        self.index(format!("{field}.value"), piecewise.value, columns, "columns")?;
        if piecewise.argument == piecewise.value {
            let name = &self.columns[piecewise.value].name;
            return wrong(format!("{field}.value"), name, "another column than the argument");
        }
        for (p, &(x, y)) in piecewise.points.iter().enumerate() {
            finite(format!("{field}.points[{p}][0]"), x)?;
            finite(format!("{field}.points[{p}][1]"), y)?;
        }
        if piecewise.points.len() < 2 {
            let expected = "two breakpoints or more".into();
            return Err(ProgramError::Shape {
                field: format!("number of {field}.points"),
                value: piecewise.points.len(),
                expected,
            });
        }
        match piecewise.points.windows(2).position(|pair| pair[0].0 >= pair[1].0) {
            Some(p) => wrong(
                format!("{field}.points[{}][0]", p + 1),
                piecewise.points[p + 1].0,
                "above the argument of the breakpoint before it",
            ),
            None => Ok(()),
        }
    }

    fn validate_objective(&self, field: &str, objective: &Objective) -> Result<(), ProgramError> {
        finite(format!("{field}.offset"), objective.offset)?;
        allowance(&format!("{field}.degradation"), objective.degradation)?;
        let mut columns = Vec::with_capacity(objective.terms.len());
        for (t, &(j, a)) in objective.terms.iter().enumerate() {
            self.index(format!("{field}.terms[{t}][0]"), j, self.columns.len(), "columns")?;
            finite(format!("{field}.terms[{t}][1]"), a)?;
            columns.push(j as f64);
        }
        for (t, &(i, j, a)) in objective.lower_triangle().iter().enumerate() {
            let field = |part: u8| format!("{field}.quadratic[{t}][{part}]");
            self.index(field(0), i, self.columns.len(), "columns")?;
            if j > i {
                return wrong(field(1), j, "at most the index before it: the lower triangle is given");
            }
            finite(field(2), a)?;
        }
        match repeated(columns) {
            Some(j) => {
                wrong(format!("{field}.terms"), &self.columns[j as usize].name, "columns that occur once")
            }
            None => Ok(()),
        }
    }

    fn index(&self, field: String, value: usize, count: usize, what: &str) -> Result<(), ProgramError> {
        if value < count {
            return Ok(());
        }
        Err(ProgramError::Shape { field, value, expected: format!("below {count}, the number of {what}") })
    }
}

#[cfg(feature = "kinds")]
fn wrong(field: String, value: impl ToString, expected: &'static str) -> Result<(), ProgramError> {
    Err(ProgramError::Kinds { field, value: value.to_string(), expected })
}

#[cfg(feature = "kinds")]
fn finite(field: String, value: f64) -> Result<(), ProgramError> {
    if is_number(value) { Ok(()) } else { wrong(field, value, "a finite number of a size below 1e20") }
}

#[cfg(feature = "kinds")]
fn allowance(field: &str, degradation: Degradation) -> Result<(), ProgramError> {
    for (part, value) in [("absolute", degradation.absolute), ("relative", degradation.relative)] {
        if !(is_number(value) && value >= 0.0) {
            return wrong(format!("{field}.{part}"), value, "finite and at least 0");
        }
    }
    Ok(())
}

/// A number that occurs twice.
#[cfg(feature = "kinds")]
fn repeated(mut numbers: Vec<f64>) -> Option<f64> {
    sort_by(&mut numbers, f64::total_cmp);
    numbers.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}
