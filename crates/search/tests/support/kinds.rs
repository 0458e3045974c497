//! Small random programs with kinds, and their answers by enumeration: each choice that a disjunction leaves
//! is a plain program, with the choice as bounds and rows, solved by the plain engine.
#![allow(dead_code)] // every test file uses its own part of this
#![allow(clippy::unwrap_used, clippy::panic)] // a failed test

use super::support::Random;
use hunch_model::{
    Control, Degradation, Event, Flow, Indicator, Kind, PiecewiseLinear, Program, Row, Sense, SetOrder,
    SparseMatrix, SpecialOrderedSet, Status, StopReason,
};
use hunch_search::{Engine, Guidance, Settings, solve};

const INF: f64 = f64::INFINITY;

/// Which kinds to draw.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    pub semi: bool,
    pub one: bool,
    pub two: bool,
    pub indicators: bool,
    pub piecewise: bool,
}

/// What may be given up of an objective: mostly nothing.
pub fn allowance(r: &mut Random) -> Degradation {
    match r.integer(0, 3) {
        0 => Degradation { absolute: r.integer(1, 3) as f64 + 0.5, relative: 0.0 },
        1 => Degradation { absolute: 0.0, relative: 0.25 },
        _ => Degradation::default(),
    }
}

/// Takes costs from columns: ties are what further objectives are for.
pub fn make_ties(p: &mut Program, r: &mut Random) {
    for c in &mut p.columns {
        if r.chance(40) {
            c.objective = 0.0;
        }
    }
}

/// A small program with integer data; feasible, infeasible or unbounded as it falls.
pub fn draw(seed: u64, wanted: Wanted) -> Program {
    let r = &mut Random::new(seed ^ 0x5EED);
    let sense = if r.chance(50) { Sense::Minimize } else { Sense::Maximize };
    let mut p = Program::new(format!("kinds {seed}"), sense);
    p.offset = r.integer(-3, 3) as f64;
    let columns = r.integer(2, 4) as usize;
    for j in 0..columns {
        let semi = wanted.semi && r.chance(70);
        let integer = r.chance(30);
        let kind = match (semi, integer) {
            (true, true) => Kind::SemiInteger,
            (true, false) => Kind::SemiContinuous,
            (false, true) => Kind::Integer,
            (false, false) => Kind::Continuous,
        };
        let lower = match (semi, r.integer(0, 9)) {
            (true, 0..7) => r.integer(1, 4),
            _ => r.integer(-4, 1),
        };
        let least = if r.chance(5) { -1 } else { 0 };
        let upper = lower + r.integer(least, 7);
        let (mut lower, mut upper) = (lower as f64, upper as f64);
        if semi && r.chance(15) {
            (lower, upper) = (-upper, -lower);
        }
        if !integer && r.chance(10) {
            lower += 0.5;
        }
        if r.chance(20) {
            upper = if r.chance(70) { INF } else { 1e6 };
        }
        if r.chance(8) {
            lower = -INF;
        }
        p.add_column(format!("x{j}"), r.integer(-9, 9) as f64, lower, upper, kind);
    }
    for _ in 0..if wanted.indicators { r.integer(1, 2) } else { 0 } {
        let bounds = if r.chance(90) {
            (0.0, 1.0)
        } else if r.chance(50) {
            (1.0, 1.0)
        } else {
            (0.0, 0.0)
        };
        let name = format!("z{}", p.columns.len());
        p.add_column(name, r.integer(-9, 9) as f64, bounds.0, bounds.1, Kind::Integer);
    }
    let binaries: Vec<usize> = (columns..p.columns.len()).collect();
    if wanted.piecewise {
        for _ in 0..r.integer(1, 2) {
            let value = p.columns.len();
            let bounded = r.chance(25);
            let (lower, upper) =
                if bounded { (r.integer(-9, 0) as f64, r.integer(0, 9) as f64) } else { (-INF, INF) };
            p.add_column(format!("y{value}"), r.integer(-5, 5) as f64, lower, upper, Kind::Continuous);
            let mut x = r.integer(-5, 0) as f64;
            let mut y = r.integer(-6, 6) as f64;
            let convex = r.chance(40);
            let mut slope = r.integer(-4, 2) as f64;
            let mut points = vec![(x, y)];
            for _ in 0..r.integer(1, 4) {
                let step = r.integer(1, 3) as f64;
                slope = if convex { slope + r.integer(0, 3) as f64 } else { r.integer(-4, 4) as f64 };
                (x, y) = (x + step, y + slope * step);
                points.push((x, y));
            }
            let argument = r.integer(0, columns as i64 - 1) as usize;
            p.piecewise.push(PiecewiseLinear { name: String::new(), argument, value, points });
        }
    }
    rows(&mut p, r, &binaries);
    sets(&mut p, r, wanted);
    p.validate().unwrap();
    p
}

fn rows(p: &mut Program, r: &mut Random, binaries: &[usize]) {
    let columns = p.columns.len();
    let count = r.integer(1, 4) as usize + if binaries.is_empty() { 0 } else { 1 };
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    for i in 0..count {
        for j in 0..columns {
            if r.chance(60) {
                let a = r.integer(-5, 5) as f64;
                entries.push((i, j, if r.chance(10) { a + 0.25 } else { a }));
            }
        }
        let side = r.integer(-4, if p.piecewise.is_empty() { 14 } else { 40 }) as f64;
        let (lower, upper) = match r.integer(0, if p.piecewise.is_empty() { 5 } else { 9 }) {
            0 => (side, side),
            1 => (side - r.integer(0, 5) as f64, side),
            2 => (-side, INF),
            _ => (-INF, side),
        };
        rows.push(Row { name: format!("r{i}"), lower, upper });
        if !binaries.is_empty() && (i == 0 || r.chance(60)) {
            let column = binaries[r.integer(0, binaries.len() as i64 - 1) as usize];
            p.indicators.push(Indicator { column, active_at_one: r.chance(60), row: i });
        }
    }
    p.set_rows(rows, &entries);
}

fn sets(p: &mut Program, r: &mut Random, wanted: Wanted) {
    for (order, wants) in [(SetOrder::One, wanted.one), (SetOrder::Two, wanted.two)] {
        for _ in 0..if wants { r.integer(1, 2) } else { 0 } {
            let mut members: Vec<(usize, f64)> =
                (0..p.columns.len()).map(|j| (j, (r.next() % 1000) as f64 + j as f64 / 100.0)).collect();
            while members.len() > 2 && r.chance(35) {
                let k = r.integer(0, members.len() as i64 - 1) as usize;
                members.remove(k);
            }
            p.sets.push(SpecialOrderedSet { name: String::new(), order, members });
        }
    }
}

/// What a program comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Answer {
    Infeasible,
    Unbounded,
    Optimal(f64),
    /// The plain engine did not settle a part.
    Unknown,
}

/// The answer by enumeration of what the disjunctions leave.
pub fn enumerate(given: &Program) -> Answer {
    enumerate_within(given, u64::MAX)
}

/// Stops after so many units of work.
#[derive(Debug)]
pub struct Within(pub u64);

impl Control for Within {
    fn spend(&mut self, work: u64) -> Flow {
        self.0 = self.0.saturating_sub(work);
        if self.0 == 0 { Flow::Stop(StopReason::Work) } else { Flow::Continue }
    }

    fn now(&self) -> f64 {
        0.0
    }

    fn emit(&mut self, _event: Event) {}
}

/// The same, each choice left open after so many units of work: integers without bounds may have no end.
pub fn enumerate_within(given: &Program, work: u64) -> Answer {
    let (mut best, mut known): (Option<f64>, bool) = (None, true);
    let sign = given.sense.sign();
    for part in parts(given) {
        let mut within = Within(work);
        let answer = solve(&part, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut within);
        let answer = answer.unwrap();
        match answer.status {
            Status::Unbounded => return Answer::Unbounded,
            Status::Infeasible => {}
            Status::Optimal => {
                let objective = answer.objective.unwrap();
                if best.is_none_or(|b| sign * objective < sign * b) {
                    best = Some(objective);
                }
            }
            _ => known = false,
        }
    }
    match best {
        _ if !known => Answer::Unknown,
        Some(best) => Answer::Optimal(best),
        None => Answer::Infeasible,
    }
}

/// The plain programs that the choices of the disjunctions leave, those apart of which bounds alone say that nothing
/// is left.
pub fn parts(given: &Program) -> Vec<Program> {
    let mut counts: Vec<usize> = Vec::new();
    let semi: Vec<usize> = (0..given.columns.len()).filter(|&j| given.columns[j].kind.is_semi()).collect();
    counts.extend(semi.iter().map(|_| 2));
    counts.extend(given.sets.iter().map(|s| match s.order {
        SetOrder::One => s.members.len().max(1),
        SetOrder::Two => s.members.len().saturating_sub(1).max(1),
    }));
    let mut binaries: Vec<usize> = given.indicators.iter().map(|i| i.column).collect();
    binaries.sort_unstable();
    binaries.dedup();
    counts.extend(binaries.iter().map(|_| 2));
    counts.extend(given.piecewise.iter().map(|t| t.points.len() - 1));
    let mut choice = vec![0usize; counts.len()];
    let mut parts = Vec::new();
    loop {
        parts.extend(part(given, &semi, &binaries, &choice));
        let Some(k) = (0..choice.len()).find(|&k| choice[k] + 1 < counts[k]) else { return parts };
        choice[..k].fill(0);
        choice[k] += 1;
    }
}

/// The plain program that a choice leaves; `None` where bounds alone say that nothing is left.
fn part(given: &Program, semi: &[usize], binaries: &[usize], choice: &[usize]) -> Option<Program> {
    let mut p = given.clone();
    (p.sets, p.indicators, p.piecewise) = (Vec::new(), Vec::new(), Vec::new());
    let mut choice = choice.iter().copied();
    let zero = |p: &mut Program, j: usize| {
        let c = &mut p.columns[j];
        (c.lower, c.upper) = (c.lower.max(0.0), c.upper.min(0.0));
    };
    for &j in semi {
        let c = &mut p.columns[j];
        c.kind = if c.kind == Kind::SemiInteger { Kind::Integer } else { Kind::Continuous };
        if choice.next()? == 0 {
            (c.lower, c.upper) = (0.0, 0.0);
        }
    }
    for set in &given.sets {
        let chosen = choice.next()?;
        for (k, j) in set.ordered().into_iter().enumerate() {
            let may = k == chosen || (set.order == SetOrder::Two && k == chosen + 1);
            if !may {
                zero(&mut p, j);
            }
        }
    }
    for &z in binaries {
        let value = choice.next()? as f64;
        let c = &mut p.columns[z];
        (c.lower, c.upper) = (c.lower.max(value), c.upper.min(value));
        for indicator in given.indicators.iter().filter(|i| i.column == z) {
            if (value == 1.0) != indicator.active_at_one {
                let row = &mut p.rows[indicator.row];
                (row.lower, row.upper) = (-INF, INF);
            }
        }
    }
    let mut entries: Vec<(usize, usize, f64)> = p.matrix.triplets().collect();
    for term in &given.piecewise {
        let k = choice.next()?;
        let ((x0, y0), (x1, y1)) = (term.points[k], term.points[k + 1]);
        let slope = (y1 - y0) / (x1 - x0);
        let c = &mut p.columns[term.argument];
        (c.lower, c.upper) = (c.lower.max(x0), c.upper.min(x1));
        let i = p.rows.len();
        entries.extend([(i, term.value, 1.0), (i, term.argument, -slope)]);
        p.rows.push(Row { name: format!("piece{i}"), lower: y0 - slope * x0, upper: y0 - slope * x0 });
    }
    p.matrix = SparseMatrix::from_triplets(p.rows.len(), p.columns.len(), &entries);
    p.columns.iter().all(|c| c.lower <= c.upper).then_some(p)
}
