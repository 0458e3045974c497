//! Small seeded programs of each kind, with integral data, so that ties, degenerate points and bounds that just meet
//! are common; one in some is infeasible or unbounded.

use crate::random::Random;
use hunch_model::{
    Degradation, Indicator, Kind, Objective, PiecewiseLinear, Program, Quadratic, Row, Sense, SetOrder,
    SpecialOrderedSet,
};

/// What a drawn program says besides rows and integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Class {
    /// Semi-continuous and semi-integer columns.
    Semi,
    /// Special ordered sets.
    Sets,
    /// Indicator rows.
    Indicators,
    /// Piecewise-linear terms.
    Piecewise,
    /// Some of each.
    Mixed,
    /// A convex quadratic objective and integers.
    Quadratic,
    /// A convex quadratic objective and some of each.
    QuadraticMixed,
    /// Several objectives, some of them convex quadratic ones, and a kind or two.
    Several,
    /// The same over continuous columns and rows alone.
    SeveralConvex,
}

/// The program with that number in the stream of a seed.
pub fn program(class: Class, seed: u64, number: u64) -> Program {
    let mut draft = Draft { random: Random::of(seed, number), program: Program::default() };
    draft.linear();
    let all = matches!(class, Class::Mixed | Class::QuadraticMixed);
    if all || class == Class::Semi {
        draft.semi();
    }
    if all || class == Class::Sets {
        draft.sets();
    }
    if all || class == Class::Indicators {
        draft.indicators();
    }
    if all || class == Class::Piecewise {
        draft.piecewise();
    }
    if matches!(class, Class::Quadratic | Class::QuadraticMixed) {
        let sense = draft.program.sense;
        draft.program.quadratic = draft.quadratic(sense);
    }
    if class == Class::Several {
        if draft.one_in(3) {
            draft.semi();
        }
        if draft.one_in(3) {
            draft.sets();
        }
        if draft.one_in(3) {
            draft.indicators();
        }
        if draft.one_in(3) {
            draft.piecewise();
        }
    }
    if class == Class::SeveralConvex {
        draft.program.columns.iter_mut().for_each(|c| c.kind = Kind::Continuous);
    }
    if matches!(class, Class::Several | Class::SeveralConvex) {
        draft.objectives();
    }
    draft.program.with_generic_names()
}

struct Draft {
    random: Random,
    program: Program,
}

impl Draft {
    /// An integer from `from` to `to`.
    fn whole(&mut self, from: i32, to: i32) -> f64 {
        f64::from(from) + self.random.below((to - from + 1) as usize) as f64
    }

    /// A number of things from `from` to `to`.
    fn count(&mut self, from: usize, to: usize) -> usize {
        from + self.random.below(to - from + 1)
    }

    fn one_in(&mut self, of: usize) -> bool {
        self.random.below(of) == 0
    }

    /// Different columns, in a random order.
    fn columns(&mut self, count: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..self.program.columns.len()).collect();
        for k in (1..all.len()).rev() {
            all.swap(k, self.random.below(k + 1));
        }
        all.truncate(count);
        all
    }

    fn linear(&mut self) {
        let columns = self.count(3, 8);
        let rows = self.count(1, 5);
        self.program.sense = if self.one_in(2) { Sense::Maximize } else { Sense::Minimize };
        self.program.offset = self.whole(-3, 3);
        for _ in 0..columns {
            let lower = if self.one_in(4) { self.whole(-6, 3) } else { 0.0 };
            let upper = if self.one_in(5) { f64::INFINITY } else { lower + self.whole(0, 12) };
            let lower = if self.one_in(12) { f64::NEG_INFINITY } else { lower };
            let kind = if self.one_in(3) { Kind::Integer } else { Kind::Continuous };
            let cost = self.whole(-9, 9);
            self.program.add_column("", cost, lower, upper, kind);
        }
        let mut sides = Vec::new();
        let mut entries = Vec::new();
        for i in 0..rows {
            let lower = if self.one_in(2) { self.whole(-10, 8) } else { f64::NEG_INFINITY };
            let upper = match lower {
                f64::NEG_INFINITY => self.whole(0, 25),
                _ if self.one_in(4) => lower,
                _ if self.one_in(2) => f64::INFINITY,
                _ => lower + self.whole(1, 20),
            };
            sides.push(Row { name: String::new(), lower, upper });
            for j in 0..columns {
                if self.one_in(2) {
                    continue;
                }
                let a = self.whole(-5, 7);
                if a != 0.0 {
                    entries.push((i, j, a));
                }
            }
        }
        self.program.set_rows(sides, &entries);
    }

    fn semi(&mut self) {
        let count = self.count(1, 3);
        for j in self.columns(count) {
            let lower = self.whole(-4, 5);
            let upper = if self.one_in(5) { f64::INFINITY } else { lower + self.whole(0, 9) };
            let column = &mut self.program.columns[j];
            column.kind = if column.kind.is_integer() { Kind::SemiInteger } else { Kind::SemiContinuous };
            (column.lower, column.upper) = (lower, upper);
        }
    }

    fn sets(&mut self) {
        for _ in 0..self.count(1, 2) {
            let count = self.count(2, 5);
            let members =
                self.columns(count).into_iter().enumerate().map(|(k, j)| (j, k as f64 + 1.0)).collect();
            let order = if self.one_in(2) { SetOrder::One } else { SetOrder::Two };
            self.program.sets.push(SpecialOrderedSet { name: String::new(), order, members });
        }
    }

    fn indicators(&mut self) {
        let cost = self.whole(-9, 9);
        let binary = self.program.add_column("", cost, 0.0, 1.0, Kind::Integer);
        let second = self.program.add_column("", -cost, 0.0, 1.0, Kind::Integer);
        let entries: Vec<_> = self.program.matrix.triplets().collect();
        let rows = std::mem::take(&mut self.program.rows);
        let count = rows.len();
        self.program.set_rows(rows, &entries);
        for row in 0..count {
            if self.one_in(3) && row > 0 {
                continue;
            }
            let (column, active_at_one) = (if self.one_in(2) { binary } else { second }, !self.one_in(3));
            self.program.indicators.push(Indicator { column, active_at_one, row });
        }
    }

    fn piecewise(&mut self) {
        for _ in 0..self.count(1, 2) {
            let argument = self.random.below(self.program.columns.len());
            let from = match self.program.columns[argument].lower {
                f64::NEG_INFINITY => self.whole(-8, 0),
                lower => lower - self.whole(0, 1),
            };
            let cost = self.whole(-4, 4);
            let value = self.program.add_column("", cost, f64::NEG_INFINITY, f64::INFINITY, Kind::Continuous);
            let mut points = vec![(from, self.whole(-6, 6))];
            for _ in 0..self.count(1, 4) {
                let x = points[points.len() - 1].0 + self.whole(1, 5);
                points.push((x, self.whole(-9, 9)));
            }
            self.program.piecewise.push(PiecewiseLinear { name: String::new(), argument, value, points });
        }
        let entries: Vec<_> = self.program.matrix.triplets().collect();
        let rows = std::mem::take(&mut self.program.rows);
        self.program.set_rows(rows, &entries);
    }

    /// One or two objectives after the program's own, whose costs have gaps: ties are what they are for.
    fn objectives(&mut self) {
        for j in 0..self.program.columns.len() {
            if self.one_in(2) {
                self.program.columns[j].objective = 0.0;
            }
        }
        self.program.degradation = self.degradation();
        if self.one_in(2) {
            let sense = self.program.sense;
            self.program.quadratic = self.quadratic(sense);
        }
        for k in 0..self.count(1, 2) {
            let sense = if self.one_in(2) { Sense::Maximize } else { Sense::Minimize };
            let all: Vec<(usize, f64)> =
                (0..self.program.columns.len()).map(|j| (j, self.whole(-4, 4))).collect();
            let quadratic = if self.one_in(2) { self.quadratic(sense) } else { None };
            let (offset, degradation) = (self.whole(-2, 2), self.degradation());
            let terms = all.into_iter().filter(|t| t.1 != 0.0).collect();
            let name = format!("goal {k}");
            self.program.objectives.push(Objective { name, sense, offset, terms, quadratic, degradation });
        }
    }

    fn degradation(&mut self) -> Degradation {
        match self.random.below(4) {
            0 => Degradation { absolute: self.whole(0, 3) + 0.5, relative: 0.0 },
            1 => Degradation { absolute: 0.0, relative: 0.1 },
            _ => Degradation::default(),
        }
    }

    /// `Q = FᵀF` of a few integral rows `F`, so that it is often singular; negated where the sense is to maximise.
    fn quadratic(&mut self, sense: Sense) -> Option<Quadratic> {
        let columns = self.program.columns.len();
        let rank = self.count(1, columns);
        let mut dense = vec![0.0; columns * columns];
        for _ in 0..rank {
            let spread = self.count(2, 4);
            let f: Vec<f64> =
                (0..columns).map(|_| if self.one_in(spread) { self.whole(-3, 3) } else { 0.0 }).collect();
            for i in 0..columns {
                for j in 0..=i {
                    dense[i * columns + j] += f[i] * f[j];
                }
            }
        }
        let sign = sense.sign();
        let lower_triangle: Vec<_> = (0..columns)
            .flat_map(|i| (0..=i).map(move |j| (i, j)))
            .filter(|&(i, j)| dense[i * columns + j] != 0.0)
            .map(|(i, j)| (i, j, sign * dense[i * columns + j]))
            .collect();
        (!lower_triangle.is_empty()).then_some(Quadratic { lower_triangle })
    }
}
