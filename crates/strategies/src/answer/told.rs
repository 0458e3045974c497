//! A host that was told of a strategy's point before the search began.

use super::trial::proven;
use hunch_model::{Control, Event, Flow, Program, Solution, Status, check};

/// The name under which events tell of a strategy's point.
const SOURCE: &str = "strategy";

/// Hands on everything but points that are no better than the one that was told: the search begins with it
/// and would tell of it again.
pub(super) struct Told<'a> {
    host: &'a mut dyn Control,
    program: &'a Program,
    objective: f64,
}

/// Tells `host` of a feasible point.
pub(super) fn tell(host: &mut dyn Control, values: &[f64], objective: f64) {
    host.emit(Event::Incumbent { objective, source: SOURCE.into() });
    if host.keeps() {
        host.keep(values);
    }
}

impl<'a> Told<'a> {
    /// After `host` was told of a point of `program` with this objective.
    pub fn new(host: &'a mut dyn Control, program: &'a Program, objective: f64) -> Self {
        Self { host, program, objective }
    }

    fn is_better(&self, objective: f64) -> bool {
        let sign = self.program.sense.sign();
        sign * objective < sign * self.objective
    }
}

impl Control for Told<'_> {
    fn spend(&mut self, work: u64) -> Flow {
        self.host.spend(work)
    }

    fn wants_end(&self) -> bool {
        self.host.wants_end()
    }

    fn now(&self) -> f64 {
        self.host.now()
    }

    fn emit(&mut self, event: Event) {
        let is_old = matches!(event, Event::Incumbent { objective, .. } if !self.is_better(objective));
        if !is_old {
            self.host.emit(event);
        }
    }

    fn listens(&self) -> bool {
        self.host.listens()
    }

    fn keep(&mut self, values: &[f64]) {
        if self.host.keeps() && self.is_better(check(self.program, values).objective) {
            self.host.keep(values);
        }
    }

    fn keeps(&self) -> bool {
        self.host.keeps()
    }
}

/// What a search answers that was ended by a limit, never worse than the point that was told.
pub(super) fn no_worse(program: &Program, found: Solution, values: &[f64], objective: f64) -> Solution {
    let sign = program.sense.sign();
    let is_worse = found.objective.is_none_or(|objective_found| sign * objective_found > sign * objective);
    if !(is_worse && matches!(found.status, Status::Limit | Status::Feasible)) {
        return found;
    }
    let statistics = found.statistics;
    let solution = match found.bound {
        Some(bound) => proven(program, values.to_vec(), objective, bound),
        None => Solution::with_values(values.to_vec(), objective, None, program, statistics),
    };
    Solution { statistics, ..solution }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::{Kind, Recorder, Sense, Statistics};

    fn program(sense: Sense) -> Program {
        let mut program = Program::new("", sense);
        program.add_column("x", 1.0, 0.0, 10.0, Kind::Integer);
        program
    }

    #[test]
    fn a_point_is_told_once_and_after_it_only_better_ones() {
        for (sense, better, worse) in [(Sense::Minimize, 4.0, 6.0), (Sense::Maximize, 6.0, 4.0)] {
            let (program, mut host) =
                (program(sense), Recorder { takes_points: true, ..Recorder::default() });
            let event = |objective: f64, source: &str| Event::Incumbent { objective, source: source.into() };
            tell(&mut host, &[5.0], 5.0);
            let mut told = Told::new(&mut host, &program, 5.0);
            for value in [5.0, worse, better] {
                told.keep(&[value]);
                told.emit(event(value, "start"));
            }
            told.emit(Event::Bound { bound: 5.0 });
            assert_eq!(
                host.events,
                [event(5.0, SOURCE), event(better, "start"), Event::Bound { bound: 5.0 }]
            );
            assert_eq!(host.points, [[5.0], [better]]);
        }
    }

    #[test]
    fn a_search_that_a_limit_ended_answers_no_worse_than_what_was_told() {
        let program = program(Sense::Minimize);
        let bare = |status, bound| Solution::without_values(status, bound, Statistics::default());
        let at_limit = no_worse(&program, bare(Status::Limit, Some(4.0)), &[5.0], 5.0);
        assert_eq!((at_limit.status, at_limit.objective), (Status::Feasible, Some(5.0)));
        assert_eq!(at_limit.bound, Some(4.0));
        let infeasible = no_worse(&program, bare(Status::Infeasible, None), &[5.0], 5.0);
        assert_eq!(infeasible.status, Status::Infeasible);
        let better = Solution::with_values(vec![4.0], 4.0, None, &program, Statistics::default());
        assert_eq!(no_worse(&program, better.clone(), &[5.0], 5.0), better);
        let worse = Solution::with_values(vec![6.0], 6.0, None, &program, Statistics::default());
        assert_eq!(no_worse(&program, worse, &[5.0], 5.0).values, [5.0]);
    }
}
