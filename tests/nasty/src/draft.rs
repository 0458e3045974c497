//! What the classes draw with and draw on: seeded numbers that are short decimals, and a program under
//! construction with the point that is planted in it.

use hunch_model::{Column, Kind, Program, Row, Sense};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// The decimal `digits · 10^exponent`, as a text would be read.
pub fn decimal(digits: i64, exponent: i32) -> f64 {
    format!("{digits}e{exponent}").parse().unwrap_or(f64::NAN)
}

/// A seeded stream of draws.
#[derive(Clone, Debug)]
pub struct Draw(ChaCha8Rng);

impl Draw {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A whole number from `low` to `high`, both included. (The remainder favours small ones by less than 1
    /// in 2³⁰.)
    pub fn whole(&mut self, low: i64, high: i64) -> i64 {
        low + (self.0.next_u64() % (high - low + 1) as u64) as i64
    }

    /// A place in a list of `length`.
    pub fn place(&mut self, length: usize) -> usize {
        self.whole(0, length as i64 - 1) as usize
    }

    /// One of the choices.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.place(choices.len())]
    }

    /// True with this many chances in a hundred.
    pub fn percent(&mut self, chances: i64) -> bool {
        self.whole(1, 100) <= chances
    }

    /// `value` or its negative.
    pub fn sign(&mut self, value: f64) -> f64 {
        if self.percent(50) { -value } else { value }
    }

    /// A number of `digits` digits at a power of ten from `low` to `high`.
    pub fn size(&mut self, digits: u32, low: i32, high: i32) -> f64 {
        let exponent = self.whole(low.into(), high.into()) as i32;
        let most = 10i64.pow(digits);
        decimal(self.whole(1, most - 1), exponent - digits as i32 + 1)
    }

    /// A number of columns or rows: mostly 1 to 12, now and then more.
    pub fn count(&mut self, most: i64) -> usize {
        let small = self.percent(60);
        self.whole(1, if small { most.min(5) } else { most }) as usize
    }

    /// Which kinds of columns a program has.
    pub fn mix(&mut self) -> Mix {
        self.pick(&[Mix::Pure, Mix::Pure, Mix::Mixed, Mix::Mixed, Mix::Continuous])
    }

    /// Kind of one column.
    pub fn kind(&mut self, mix: Mix) -> Kind {
        match mix {
            Mix::Pure => Kind::Integer,
            Mix::Continuous => Kind::Continuous,
            Mix::Mixed => self.pick(&[Kind::Integer, Kind::Continuous]),
        }
    }

    /// A value for a column of this kind: whole, or with up to three decimals.
    pub fn value(&mut self, kind: Kind, low: i64, high: i64) -> f64 {
        let places = if kind == Kind::Integer { 0 } else { self.pick(&[0, 0, 1, 2, 3]) };
        let whole = self.whole(low, high);
        if places == 0 || whole == low || whole == high {
            return whole as f64;
        }
        let power = 10i64.pow(places);
        decimal(whole * power + self.whole(0, power - 1), -(places as i32))
    }
}

/// Which kinds of columns a program has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mix {
    /// Integers only.
    Pure,
    /// Both.
    Mixed,
    /// No integers.
    Continuous,
}

/// A program that was drawn.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The program, with names `x0, x1, …` and `r0, r1, …`.
    pub program: Program,
    /// The point that was planted: meant to be feasible, which the exact arithmetic checks.
    pub planted: Option<Vec<f64>>,
}

/// A row: sides and terms.
pub type Line = (f64, f64, Vec<(usize, f64)>);

/// A program under construction, as a minimisation.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Constant of the objective.
    pub offset: f64,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Line>,
    /// One value a column.
    pub point: Vec<f64>,
    /// Whether the point is meant to be feasible.
    pub planted: bool,
}

impl Draft {
    /// An empty program whose point will be planted.
    pub fn new() -> Self {
        Self { planted: true, ..Self::default() }
    }

    /// Adds a column with its value in the point.
    pub fn column(&mut self, kind: Kind, lower: f64, upper: f64, cost: f64, value: f64) -> usize {
        self.columns.push(Column { name: String::new(), objective: cost, lower, upper, kind });
        self.point.push(value);
        self.columns.len() - 1
    }

    /// Adds a binary column.
    pub fn binary(&mut self, cost: f64, value: bool) -> usize {
        self.column(Kind::Integer, 0.0, 1.0, cost, f64::from(u8::from(value)))
    }

    /// Adds a row.
    pub fn row(&mut self, lower: f64, upper: f64, terms: Vec<(usize, f64)>) {
        self.rows.push((lower, upper, terms));
    }

    /// Adds `terms ≤ upper`.
    pub fn at_most(&mut self, terms: Vec<(usize, f64)>, upper: f64) {
        self.row(f64::NEG_INFINITY, upper, terms);
    }

    /// Adds `terms ≥ lower`.
    pub fn at_least(&mut self, terms: Vec<(usize, f64)>, lower: f64) {
        self.row(lower, f64::INFINITY, terms);
    }

    /// The activity at the point, summed in doubles as a modeller's script would.
    pub fn activity(&self, terms: &[(usize, f64)]) -> f64 {
        terms.iter().map(|&(j, a)| a * self.point[j]).sum()
    }

    /// Adds a row that the point meets: an equation, or an inequality with some slack or none.
    pub fn row_at_point(&mut self, draw: &mut Draw, equations: i64, terms: Vec<(usize, f64)>) {
        let activity = self.activity(&terms);
        if draw.percent(equations) {
            return self.row(activity, activity, terms);
        }
        let slack = match draw.whole(0, 3) {
            0 | 1 => 0.0,
            2 => draw.size(2, -3, 2),
            _ => activity.abs() * draw.size(1, -6, 0),
        };
        if draw.percent(50) {
            self.at_most(terms, activity + slack);
        } else {
            self.at_least(terms, activity - slack);
        }
    }

    /// The program: now and then relaxed to its continuous columns, or turned into a maximisation.
    pub fn finish(mut self, draw: &mut Draw) -> Drawn {
        let relaxed = draw.percent(8);
        let maximise = draw.percent(50);
        let sense = if maximise { Sense::Maximize } else { Sense::Minimize };
        if relaxed {
            self.columns.iter_mut().for_each(|c| c.kind = Kind::Continuous);
        }
        let mut program = Program::new("nasty", sense);
        program.offset = sense.sign() * self.offset + 0.0;
        for c in &self.columns {
            let cost = sense.sign() * c.objective + 0.0;
            program.add_column("", cost, c.lower, c.upper, c.kind);
        }
        let mut triplets = Vec::new();
        let mut rows = Vec::new();
        for (i, (lower, upper, terms)) in self.rows.iter().enumerate() {
            rows.push(Row { name: String::new(), lower: *lower, upper: *upper });
            triplets.extend(terms.iter().map(|&(j, a)| (i, j, a)));
        }
        program.set_rows(rows, &triplets);
        Drawn { program: program.with_generic_names(), planted: self.planted.then_some(self.point) }
    }
}
