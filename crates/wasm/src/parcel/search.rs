//! What a pack and the module of the second engine say to each other.

use super::{Packer, Unpacker};
use hunch_model::{Cut, Event, Gap, Program, Solution, Statistics, Status};
use hunch_search::{Contribution, Guidance, GuidanceAccount, Outcome, Settings};

/// In the order of their codes.
const STATUSES: [Status; 6] =
    [Status::Optimal, Status::Feasible, Status::Infeasible, Status::Unbounded, Status::Limit, Status::Error];

/// What happened in one slice of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// Whether nothing is left to do.
    pub finished: bool,
    /// Units of work done.
    pub work: u64,
    /// Incumbents and bounds, in order.
    pub events: Vec<Event>,
}

/// A request: the program without its names, the settings that the second engine reads, the guidance.
pub fn pack_request(program: &Program, settings: &Settings, guidance: &Guidance) -> Vec<f64> {
    let mut numbers = Packer(Vec::new());
    numbers.program(program);
    numbers.option(settings.node_limit().map(|limit| limit as f64));
    numbers.number(settings.guided_node_limit() as f64);
    numbers.number(settings.relative_gap());
    numbers.number(settings.absolute_gap());
    numbers.guidance(guidance);
    numbers.0
}

/// The request; `None` when the numbers are none of this form.
pub fn unpack_request(numbers: &[f64]) -> Option<(Program, Settings, Guidance)> {
    let mut numbers = Unpacker(numbers);
    let program = numbers.program()?.with_generic_names();
    let settings = Settings::new()
        .with_node_limit(numbers.option()?.map(|limit| limit as u64))
        .with_guided_node_limit(numbers.number()? as u64)
        .with_relative_gap(numbers.number()?)
        .and_then(|settings| settings.with_absolute_gap(numbers.number().unwrap_or(f64::NAN)))
        .ok()?;
    let guidance = numbers.guidance()?;
    numbers.is_empty().then_some((program, settings, guidance))
}

/// A slice; events of other kinds than incumbents and bounds are left out, for the second engine tells none.
pub fn pack_slice(slice: &Slice) -> Vec<f64> {
    let mut numbers = Packer(Vec::new());
    numbers.flag(slice.finished);
    numbers.number(slice.work as f64);
    for event in &slice.events {
        match event {
            Event::Incumbent { objective, source } => {
                numbers.flag(true);
                numbers.number(*objective);
                numbers.list(source.bytes().map(f64::from));
            }
            Event::Bound { bound } => {
                numbers.flag(false);
                numbers.number(*bound);
            }
            _ => {}
        }
    }
    numbers.0
}

/// The slice.
pub fn unpack_slice(numbers: &[f64]) -> Option<Slice> {
    let mut numbers = Unpacker(numbers);
    let mut slice = Slice { finished: numbers.flag()?, work: numbers.number()? as u64, events: Vec::new() };
    while !numbers.is_empty() {
        let is_incumbent = numbers.flag()?;
        let value = numbers.number()?;
        slice.events.push(if is_incumbent {
            let source =
                numbers.list(|n| n.number().map(|byte| char::from(byte as u8)))?.into_iter().collect();
            Event::Incumbent { objective: value, source }
        } else {
            Event::Bound { bound: value }
        });
    }
    Some(slice)
}

/// An outcome; the second engine knows no duals, proofs or rays, so none are carried.
pub fn pack_outcome(outcome: &Outcome) -> Vec<f64> {
    let Outcome { solution, account } = outcome;
    let mut numbers = Packer(Vec::new());
    numbers.number(STATUSES.iter().position(|&s| s == solution.status).unwrap_or(STATUSES.len() - 1) as f64);
    numbers.option(solution.objective);
    numbers.option(solution.bound);
    numbers.option(solution.gap.map(|gap| gap.absolute));
    numbers.option(solution.gap.map(|gap| gap.relative));
    numbers.list(solution.values.iter().copied());
    let Statistics { seconds, work, nodes, iterations } = solution.statistics;
    numbers.0.extend([seconds, work as f64, nodes as f64, iterations as f64]);
    for part in [account.start, account.fixings, account.probabilities, account.cuts, account.trust_region] {
        numbers.0.extend([part.given as f64, part.used as f64, part.decisions as f64]);
        numbers.option(part.objective);
        numbers.flag(part.returned);
    }
    numbers.0
}

/// The outcome.
pub fn unpack_outcome(numbers: &[f64]) -> Option<Outcome> {
    let mut numbers = Unpacker(numbers);
    let status = *STATUSES.get(numbers.number()? as usize)?;
    let (objective, bound) = (numbers.option()?, numbers.option()?);
    let (absolute, relative) = (numbers.option()?, numbers.option()?);
    let values = numbers.list(Unpacker::number)?;
    let statistics = Statistics {
        seconds: numbers.number()?,
        work: numbers.number()? as u64,
        nodes: numbers.number()? as u64,
        iterations: numbers.number()? as u64,
    };
    let gap = absolute.zip(relative).map(|(absolute, relative)| Gap { absolute, relative });
    let solution = Solution { objective, gap, values, ..Solution::without_values(status, bound, statistics) };
    let account = GuidanceAccount {
        start: numbers.contribution()?,
        fixings: numbers.contribution()?,
        probabilities: numbers.contribution()?,
        cuts: numbers.contribution()?,
        trust_region: numbers.contribution()?,
    };
    numbers.is_empty().then_some(Outcome { solution, account })
}

impl Packer {
    fn option(&mut self, value: Option<f64>) {
        self.flag(value.is_some());
        self.0.extend(value);
    }

    fn list(&mut self, values: impl ExactSizeIterator<Item = f64>) {
        self.number(values.len() as f64);
        self.0.extend(values);
    }

    fn pairs(&mut self, pairs: &[(usize, f64)]) {
        self.number(pairs.len() as f64);
        for &(index, value) in pairs {
            self.0.extend([index as f64, value]);
        }
    }

    fn guidance(&mut self, guidance: &Guidance) {
        self.pairs(&guidance.start);
        self.pairs(&guidance.fixings);
        self.pairs(&guidance.probabilities);
        self.pairs(&guidance.priorities);
        self.number(guidance.cuts.len() as f64);
        for cut in &guidance.cuts {
            self.pairs(&cut.terms);
            self.0.extend([cut.lower, cut.upper]);
        }
        self.option(guidance.trust_region.map(|radius| radius as f64));
    }
}

impl Unpacker<'_> {
    fn option(&mut self) -> Option<Option<f64>> {
        if self.flag()? { self.number().map(Some) } else { Some(None) }
    }

    fn pair(&mut self) -> Option<(usize, f64)> {
        Some((self.number()? as usize, self.number()?))
    }

    fn guidance(&mut self) -> Option<Guidance> {
        Some(Guidance {
            start: self.list(Self::pair)?,
            fixings: self.list(Self::pair)?,
            probabilities: self.list(Self::pair)?,
            priorities: self.list(Self::pair)?,
            cuts: self.list(|n| {
                let terms = n.list(Self::pair)?;
                Some(Cut { source: "guidance", terms, lower: n.number()?, upper: n.number()? })
            })?,
            trust_region: self.option()?.map(|radius| radius as usize),
        })
    }

    fn contribution(&mut self) -> Option<Contribution> {
        Some(Contribution {
            given: self.number()? as usize,
            used: self.number()? as usize,
            decisions: self.number()? as u64,
            objective: self.option()?,
            returned: self.flag()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::{Kind, Row, Sense};

    fn request() -> (Program, Settings, Guidance) {
        let mut program = Program::new("", Sense::Maximize);
        program.offset = -0.5;
        program.add_column("", 3.0, 0.0, 1.0, Kind::Integer);
        program.add_column("", 0.1 + 0.2, f64::NEG_INFINITY, f64::INFINITY, Kind::Continuous);
        let row = Row { name: String::new(), lower: f64::NEG_INFINITY, upper: 4.0 };
        program.set_rows(vec![row.clone(), row], &[(0, 0, 1.0), (0, 1, -1e-300), (1, 1, 2.0)]);
        let settings =
            Settings::new().with_node_limit(Some(7)).with_guided_node_limit(u64::MAX).with_relative_gap(0.25);
        let cut = Cut { source: "guidance", terms: vec![(1, 1.0)], lower: f64::NEG_INFINITY, upper: 3.0 };
        let guidance = Guidance {
            start: vec![(1, 2.5)],
            fixings: vec![(0, 1.0)],
            probabilities: vec![(0, 0.75)],
            priorities: vec![(0, 2.0)],
            cuts: vec![cut],
            trust_region: Some(3),
        };
        (program.with_generic_names(), settings.unwrap(), guidance)
    }

    #[test]
    fn a_request_comes_out_as_it_went_in() {
        let (program, settings, guidance) = request();
        let packed = pack_request(&program, &settings, &guidance);
        assert_eq!(unpack_request(&packed), Some((program, settings, guidance)));
    }

    #[test]
    fn a_request_that_is_cut_off_or_lengthened_is_refused() {
        let (program, settings, guidance) = request();
        let packed = pack_request(&program, &settings, &guidance);
        for length in 0..packed.len() {
            assert_eq!(unpack_request(&packed[..length]), None, "{length} numbers");
        }
        assert_eq!(unpack_request(&[&packed[..], &[0.0]].concat()), None);
    }

    #[test]
    fn a_slice_keeps_its_incumbents_and_bounds_in_order() {
        let incumbent = |objective| Event::Incumbent { objective, source: "microlp: start".into() };
        let events = vec![incumbent(3.5), Event::Bound { bound: 4.25 }, incumbent(4.0)];
        let slice = Slice { finished: true, work: 1 << 40, events };
        assert_eq!(unpack_slice(&pack_slice(&slice)), Some(slice));
    }

    #[test]
    fn an_outcome_comes_out_as_it_went_in() {
        let statistics = Statistics { seconds: 0.5, work: 9, nodes: 8, iterations: 7 };
        let part =
            |k| Contribution { given: k, used: 1, objective: Some(-1.5), decisions: 2, returned: k == 4 };
        let account = GuidanceAccount {
            start: part(1),
            fixings: part(2),
            probabilities: Contribution::default(),
            cuts: part(3),
            trust_region: part(4),
        };
        for solution in [
            Solution::with_values(vec![1.0, 2.5], 3.0, Some(3.5), Sense::Maximize, statistics),
            Solution::without_values(Status::Infeasible, None, statistics),
            Solution::without_values(Status::Limit, Some(-1.0), statistics),
        ] {
            let outcome = Outcome { solution, account: account.clone() };
            assert_eq!(unpack_outcome(&pack_outcome(&outcome)), Some(outcome));
        }
    }
}
