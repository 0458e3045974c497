//! What a program says beyond linear rows and integers, behind its other numbers: sets, indicators,
//! piecewise-linear terms, what may be given up of its objective, further objectives, lazy rows. The quadratic
//! part and kinds of columns are among the other numbers.

use super::Packer;
#[cfg(feature = "kinds")]
use super::Unpacker;
#[cfg(feature = "kinds")]
use hunch_model::{Cut, Indicator, Objective, PiecewiseLinear, Quadratic, SpecialOrderedSet};
use hunch_model::{Degradation, Program, Sense, SetOrder};

impl Packer {
    pub(super) fn kinds(&mut self, program: &Program) {
        self.number(program.sets.len() as f64);
        for set in &program.sets {
            self.text(&set.name);
            self.flag(set.order == SetOrder::Two);
            self.couples(set.members.iter().map(|&(j, weight)| (j as f64, weight)));
        }
        self.number(program.indicators.len() as f64);
        for indicator in &program.indicators {
            self.number(indicator.column as f64);
            self.flag(indicator.active_at_one);
            self.number(indicator.row as f64);
        }
        self.number(program.piecewise.len() as f64);
        for term in &program.piecewise {
            self.text(&term.name);
            self.number(term.argument as f64);
            self.number(term.value as f64);
            self.couples(term.points.iter().copied());
        }
        self.degradation(program.degradation);
        self.number(program.objectives.len() as f64);
        for objective in &program.objectives {
            self.text(&objective.name);
            self.flag(objective.sense == Sense::Maximize);
            self.number(objective.offset);
            self.couples(objective.terms.iter().map(|&(j, a)| (j as f64, a)));
            self.number(objective.lower_triangle().len() as f64);
            self.0.extend(objective.lower_triangle().iter().flat_map(|&(i, j, q)| [i as f64, j as f64, q]));
            self.degradation(objective.degradation);
        }
        self.number(program.lazy_rows.len() as f64);
        self.0.extend(program.lazy_rows.iter().map(|&row| row as f64));
    }

    /// A text as UTF-16 units: those of JavaScript.
    fn text(&mut self, text: &str) {
        let units: Vec<f64> = text.encode_utf16().map(f64::from).collect();
        self.number(units.len() as f64);
        self.0.extend(units);
    }

    fn couples(&mut self, pairs: impl ExactSizeIterator<Item = (f64, f64)>) {
        self.number(pairs.len() as f64);
        self.0.extend(pairs.flat_map(|(a, b)| [a, b]));
    }

    fn degradation(&mut self, degradation: Degradation) {
        self.0.extend([degradation.absolute, degradation.relative]);
    }
}

#[cfg(feature = "kinds")]
impl Unpacker<'_> {
    /// Adds to a program what [`Packer::kinds`] wrote. Whether it fits is judged where every program is.
    pub(super) fn kinds(&mut self, program: &mut Program) -> Option<()> {
        program.sets = self.list(|n| {
            let (name, two) = (n.text()?, n.flag()?);
            let order = if two { SetOrder::Two } else { SetOrder::One };
            Some(SpecialOrderedSet { name, order, members: n.terms()? })
        })?;
        program.indicators = self.list(|n| {
            let (column, active_at_one, row) = (n.place()?, n.flag()?, n.place()?);
            Some(Indicator { column, active_at_one, row })
        })?;
        program.piecewise = self.list(|n| {
            let (name, argument, value) = (n.text()?, n.place()?, n.place()?);
            let points = n.list(|n| Some((n.number()?, n.number()?)))?;
            Some(PiecewiseLinear { name, argument, value, points })
        })?;
        program.degradation = self.degradation()?;
        program.objectives = self.list(|n| {
            let (name, maximize, offset) = (n.text()?, n.flag()?, n.number()?);
            let sense = if maximize { Sense::Maximize } else { Sense::Minimize };
            let terms = n.terms()?;
            let lower_triangle = n.list(|n| Some((n.place()?, n.place()?, n.number()?)))?;
            let quadratic = (!lower_triangle.is_empty()).then_some(Quadratic { lower_triangle });
            Some(Objective { name, sense, offset, terms, quadratic, degradation: n.degradation()? })
        })?;
        program.lazy_rows = self.list(Self::place)?;
        Some(())
    }

    fn text(&mut self) -> Option<String> {
        let units = self.list(|n| Some(n.number()? as u16))?;
        String::from_utf16(&units).ok()
    }

    fn terms(&mut self) -> Option<Vec<(usize, f64)>> {
        self.list(|n| Some((n.place()?, n.number()?)))
    }

    fn place(&mut self) -> Option<usize> {
        Some(self.number()? as usize)
    }

    fn degradation(&mut self) -> Option<Degradation> {
        Some(Degradation { absolute: self.number()?, relative: self.number()? })
    }
}

/// Rows on demand: how many, then of each its sides and its terms. `None` when the numbers are none of this
/// form.
#[cfg(feature = "kinds")]
pub fn unpack_rows(numbers: &[f64]) -> Option<Vec<Cut>> {
    let mut numbers = Unpacker(numbers);
    let rows = numbers.list(|n| {
        let (lower, upper) = (n.number()?, n.number()?);
        Some(Cut { source: "demand", terms: n.terms()?, lower, upper })
    })?;
    numbers.is_empty().then_some(rows)
}

#[cfg(all(test, feature = "kinds"))]
mod tests {
    use crate::parcel::{Unread, pack_program, unpack_program, unpack_rows};
    use hunch_model::{
        Cut, Degradation, Indicator, Kind, Objective, PiecewiseLinear, Program, Quadratic, Row, Sense,
        SetOrder, SpecialOrderedSet,
    };

    fn program() -> Program {
        let mut program = Program::new("", Sense::Minimize);
        program.add_column("", 1.0, 2.0, 5.0, Kind::SemiContinuous);
        program.add_column("", -0.5, 1.0, 9.0, Kind::SemiInteger);
        program.add_column("", 0.0, 0.0, 1.0, Kind::Integer);
        let row = Row { name: String::new(), lower: f64::NEG_INFINITY, upper: 4.0 };
        program.set_rows(vec![row.clone(), row], &[(0, 0, 1.0), (1, 1, 2.0)]);
        program.quadratic = Some(Quadratic { lower_triangle: vec![(1, 0, 0.25), (1, 1, 2.0)] });
        let members = vec![(0, 1.0), (1, 2.5)];
        program.sets = vec![
            SpecialOrderedSet {
                name: "only one, ä€𝄞".into(),
                order: SetOrder::One,
                members: members.clone(),
            },
            SpecialOrderedSet { name: String::new(), order: SetOrder::Two, members: members.clone() },
        ];
        program.indicators = vec![Indicator { column: 2, active_at_one: false, row: 1 }];
        let points = vec![(0.0, 0.0), (10.0, 5.0), (20.0, 0.1 + 0.2)];
        program.piecewise = vec![PiecewiseLinear { name: "price".into(), argument: 0, value: 1, points }];
        program.degradation = Degradation { absolute: 1.0, relative: 0.01 };
        program.objectives = vec![Objective {
            name: "then".into(),
            sense: Sense::Maximize,
            offset: -1.0,
            terms: members,
            quadratic: Some(Quadratic { lower_triangle: vec![(1, 0, 0.25), (2, 2, 2.0)] }),
            degradation: Degradation { absolute: 0.0, relative: 0.5 },
        }];
        program.lazy_rows = vec![1];
        program
    }

    #[test]
    fn all_that_a_program_says_comes_out_as_it_went_in() {
        let program = program();
        assert_eq!(program.validate(), Ok(()));
        assert_eq!(unpack_program(&pack_program(&program)), Ok(program));
    }

    #[test]
    fn rows_on_demand_come_out_as_they_went_in() {
        let rows = unpack_rows(&[2.0, 1.0, f64::INFINITY, 1.0, 3.0, -2.5, 0.0, 4.0, 0.0]).unwrap();
        let row = |terms: &[(usize, f64)], lower, upper| Cut {
            source: "demand",
            terms: terms.to_vec(),
            lower,
            upper,
        };
        assert_eq!(rows, [row(&[(3, -2.5)], 1.0, f64::INFINITY), row(&[], 0.0, 4.0)]);
        assert_eq!(unpack_rows(&[0.0]), Some(Vec::new()));
        assert_eq!(unpack_rows(&[1.0, 0.0, 4.0, 1.0, 3.0]), None);
    }

    #[test]
    fn what_is_cut_off_or_lengthened_is_refused() {
        let packed = pack_program(&program());
        for length in 0..packed.len() {
            assert_eq!(unpack_program(&packed[..length]), Err(Unread::OtherForm), "{length} numbers");
        }
        assert_eq!(unpack_program(&[&packed[..], &[0.0]].concat()), Err(Unread::OtherForm));
    }
}
