//! Several objectives, quadratic ones among them in any place, against enumeration of all choices: what a choice
//! leaves is convex, and of a quadratic objective that is kept the Lagrangian dual says the rest.
#![cfg(feature = "kinds")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)] // a failed test; figures for --nocapture

#[path = "support/hidden.rs"]
mod hidden_rows;
#[path = "support/kinds.rs"]
mod kinds;
mod support;

use hidden_rows::{hidden, teller, told};
use hunch_model::{
    Degradation, Kind, Objective, Program, Quadratic, Row, Sense, Solution, SparseMatrix, Status, Unlimited,
    check,
};
use hunch_search::demand::Demand;
use hunch_search::kinds::pool::{PoolOptions, PoolSearch, solve_pool};
use hunch_search::{Engine, Guidance, Outcome, Search, Settings, StepResult, solve};
use kinds::{Wanted, allowance, draw, make_ties, parts};
use support::{MIXED, PURE, Random, seeds};

/// Most integer points of a program that is enumerated.
const MOST_POINTS: f64 = 60.0;

/// A small program, plain or with kinds, whose integers have few values.
fn base(seed: u64) -> Program {
    let bit = |k: u64| (seed / 5) >> k & 1 == 1;
    let mut p = match seed % 5 {
        0 => support::draw(seed, PURE),
        1 => support::draw(seed, MIXED),
        2 => {
            let mut p = support::draw(seed, MIXED);
            p.columns.iter_mut().for_each(|c| c.kind = Kind::Continuous);
            p
        }
        _ => draw(
            seed,
            Wanted { semi: bit(0), one: bit(1), indicators: bit(2), piecewise: bit(3), two: bit(4) },
        ),
    };
    for c in p.columns.iter_mut().filter(|c| c.kind.is_integer()) {
        c.lower = c.lower.max(-3.0);
        c.upper = c.upper.min(c.lower.max(0.0) + 3.0);
    }
    p
}

/// `FᵀF` of few integral rows `F`, negative where it is maximised.
fn curved(r: &mut Random, n: usize, sense: Sense) -> Option<Quadratic> {
    let rank = if r.chance(30) { n } else { r.integer(1, 2) as usize };
    let f: Vec<f64> =
        (0..n * rank).map(|_| if r.chance(55) { r.integer(-2, 2) as f64 } else { 0.0 }).collect();
    let entry = |i: usize, j: usize| (0..rank).map(|k| f[k * n + i] * f[k * n + j]).sum::<f64>();
    let all = (0..n).flat_map(|i| (0..=i).map(move |j| (i, j)));
    let lower_triangle: Vec<_> =
        all.map(|(i, j)| (i, j, sense.sign() * entry(i, j))).filter(|e| e.2 != 0.0).collect();
    (!lower_triangle.is_empty()).then_some(Quadratic { lower_triangle })
}

/// The program with one or two further objectives and allowances; at most one quadratic before the last.
fn drawn(seed: u64) -> Program {
    let mut p = base(seed);
    let r = &mut Random::new(seed ^ 0xC0B);
    let n = p.columns.len();
    make_ties(&mut p, r);
    p.degradation = allowance(r);
    let later = r.integer(1, 2) as usize;
    let bent = r.integer(0, later as i64) as usize;
    if bent == 0 {
        p.quadratic = curved(r, n, p.sense);
    }
    for k in 1..=later {
        let sense = if r.chance(50) { Sense::Minimize } else { Sense::Maximize };
        let all = (0..n).map(|j| (j, r.integer(-4, 4) as f64));
        let terms = all.collect::<Vec<_>>().into_iter().filter(|t| t.1 != 0.0).collect();
        let quadratic = if bent == k || (k == later && r.chance(40)) { curved(r, n, sense) } else { None };
        let (offset, degradation) = (r.integer(-2, 2) as f64, allowance(r));
        p.objectives.push(Objective { name: format!("o{k}"), sense, offset, terms, quadratic, degradation });
    }
    p.validate().unwrap();
    p
}

fn all_objectives(p: &Program) -> Vec<Objective> {
    let own = Objective {
        name: String::new(),
        sense: p.sense,
        offset: p.offset,
        terms: (0..p.columns.len()).map(|j| (j, p.columns[j].objective)).collect(),
        quadratic: p.quadratic.clone(),
        degradation: p.degradation,
    };
    std::iter::once(own).chain(p.objectives.iter().cloned()).collect()
}

/// The convex programs that all choices leave; `None` where they are too many.
fn choices(p: &Program) -> Option<Vec<Program>> {
    let bare = Program { objectives: Vec::new(), ..p.clone() };
    let mut all = Vec::new();
    for part in parts(&bare) {
        let integers: Vec<usize> =
            (0..part.columns.len()).filter(|&j| part.columns[j].kind.is_integer()).collect();
        let counts = integers.iter().map(|&j| part.columns[j].upper - part.columns[j].lower + 1.0);
        if counts.product::<f64>() > MOST_POINTS {
            return None;
        }
        let mut open = vec![part];
        for j in integers {
            let mut split = Vec::new();
            for part in open {
                let (lower, upper) = (part.columns[j].lower.ceil(), part.columns[j].upper);
                let mut value = lower;
                while value <= upper {
                    let mut one = part.clone();
                    (one.columns[j].lower, one.columns[j].upper) = (value, value);
                    one.columns[j].kind = Kind::Continuous;
                    split.push(one);
                    value += 1.0;
                }
            }
            open = split;
        }
        all.extend(open);
    }
    Some(all)
}

/// What an objective comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Infeasible,
    Unbounded,
    Optimal(f64),
    Unknown,
}

/// As a minimisation, `first + weight · second`, constants left out.
fn combined(part: &Program, first: &Objective, weight: f64, second: Option<&Objective>) -> Program {
    let mut p = part.clone();
    (p.sense, p.offset, p.quadratic) = (Sense::Minimize, 0.0, None);
    p.columns.iter_mut().for_each(|c| c.objective = 0.0);
    let mut lower_triangle = Vec::new();
    for (share, objective) in std::iter::once((1.0, first)).chain(second.map(|s| (weight, s))) {
        let share = share * objective.sense.sign();
        objective.terms.iter().for_each(|&(j, a)| p.columns[j].objective += share * a);
        lower_triangle.extend(objective.lower_triangle().iter().map(|&(i, j, q)| (i, j, share * q)));
    }
    p.quadratic = Some(Quadratic { lower_triangle });
    p
}

fn solved(p: &Program) -> Solution {
    solve(p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap()
}

/// Without its constant, as a minimisation.
fn value(objective: &Objective, x: &[f64]) -> f64 {
    objective.sense.sign() * (objective.value(x) - objective.offset)
}

/// The least of `next` over a convex part, where `kept` is at most `most`: `max over λ ≥ 0 of min next + λ (kept − most)`.
fn least(part: &Program, next: &Objective, kept: Option<(&Objective, f64)>) -> End {
    let plain = solved(&combined(part, next, 0.0, None));
    let Some((kept, most)) = kept else {
        return match plain.status {
            Status::Optimal => End::Optimal(plain.objective.unwrap()),
            Status::Infeasible => End::Infeasible,
            Status::Unbounded => End::Unbounded,
            _ => End::Unknown,
        };
    };
    let reached = solved(&combined(part, kept, 0.0, None));
    match reached.status {
        Status::Optimal => {}
        Status::Infeasible => return End::Infeasible,
        _ => return End::Unknown,
    }
    if reached.objective.unwrap() > most + 1e-9 * (1.0 + most.abs()) {
        return End::Infeasible;
    }
    // The dual is concave: the first λ whose point keeps `kept` is its maximum. Of a program without end, it has none.
    let at = |weight: f64| -> Option<(f64, bool)> {
        let found = solved(&combined(part, next, weight, Some(kept)));
        match found.status {
            Status::Unbounded => Some((f64::NEG_INFINITY, false)),
            Status::Optimal | Status::Feasible => {
                let excess = value(kept, &found.values) - most;
                Some((value(next, &found.values) + weight * excess, excess <= 0.0))
            }
            _ => None,
        }
    };
    let dual = || -> Option<f64> {
        let (mut best, keeps) = at(0.0)?;
        if keeps {
            return Some(best);
        }
        let (mut low, mut high) = (1e-6, 1e6);
        best = best.max(at(high)?.0);
        for _ in 0..40 {
            let middle = (f64::ln(low) / 2.0 + f64::ln(high) / 2.0).exp();
            let (dual, keeps) = at(middle)?;
            best = best.max(dual);
            if keeps { high = middle } else { low = middle }
        }
        Some(best)
    };
    match dual() {
        None => End::Unknown,
        Some(f64::NEG_INFINITY) => End::Unbounded,
        Some(best) => End::Optimal(best),
    }
}

/// The optima of all objectives one after the other, as minimisations without constants; between which values each may
/// be that is kept within tolerances.
fn one_after_the_other(p: &Program) -> Option<(Vec<(f64, f64)>, End)> {
    let mut all = choices(p)?;
    let objectives = all_objectives(p);
    let mut bent: Option<(&Objective, f64)> = None;
    let mut optima = Vec::new();
    for (k, objective) in objectives.iter().enumerate() {
        let over = |slack: f64| {
            let kept = bent.map(|(kept, most)| (kept, most + slack * (1.0 + most.abs())));
            let mut best = End::Infeasible;
            for part in &all {
                best = match (best, least(part, objective, kept)) {
                    (End::Unbounded, _) | (_, End::Unbounded) => End::Unbounded,
                    (End::Unknown, _) | (_, End::Unknown) => End::Unknown,
                    (End::Optimal(a), End::Optimal(b)) => End::Optimal(a.min(b)),
                    (End::Infeasible, other) | (other, End::Infeasible) => other,
                };
            }
            best
        };
        let end = over(0.0);
        let End::Optimal(best) = end else { return Some((optima, end)) };
        let End::Optimal(slack) = (if bent.is_some() { over(4e-6) } else { end }) else {
            return Some((optima, End::Unknown));
        };
        optima.push((slack, best));
        if k + 1 == objectives.len() {
            return Some((optima, end));
        }
        let own = objective.sense.sign() * best + objective.offset;
        let most = best + objective.degradation.at(own);
        if objective.quadratic.is_some() {
            bent = Some((objective, most));
            continue;
        }
        for part in &mut all {
            let mut entries: Vec<(usize, usize, f64)> = part.matrix.triplets().collect();
            let row = part.rows.len();
            entries.extend(objective.terms.iter().map(|&(j, a)| (row, j, objective.sense.sign() * a)));
            part.rows.push(Row { name: format!("kept{k}"), lower: f64::NEG_INFINITY, upper: most });
            part.matrix = SparseMatrix::from_triplets(part.rows.len(), part.columns.len(), &entries);
        }
    }
    None
}

/// Holds what an answer says of each objective against the optima. Returns by how much at most, as a share, an objective
/// is better than its optimum over what a quadratic one leaves of which nothing may be given up.
fn hold(p: &Program, answer: &Solution, optima: &[(f64, f64)], place: &str) -> f64 {
    let (mut bent, mut strict, mut gained) = (0u32, false, 0.0f64);
    for ((told, objective), &(least, best)) in answer.objectives.iter().zip(all_objectives(p)).zip(optima) {
        let Some(reached) = told.reached else { continue };
        let minimised = objective.sense.sign() * (reached - objective.offset);
        // What the tolerance of a curve is worth, columns move by its square root, an objective between may have taken,
        // and is kept at then.
        let slack = if bent > 1 { 1e-2 } else { 1e-4 } * (1.0 + best.abs());
        if strict {
            gained = gained.max((best - minimised) / (1.0 + best.abs()));
        }
        strict |= objective.quadratic.is_some() && objective.degradation == Degradation::default();
        bent += u32::from(bent > 0 || objective.quadratic.is_some());
        let fits = least - slack <= minimised && minimised <= best + slack;
        assert!(fits, "{place}: {minimised} is not from {least} to {best}\n{answer:?}\n{p:#?}");
        if !answer.status.has_values() {
            continue;
        }
        let lost = objective.sense.sign() * (told.value - reached);
        let allowed = objective.degradation.at(reached) + 1e-5 * (1.0 + reached.abs());
        assert!(lost <= allowed, "{place}: {told:?}\n{p:#?}");
        assert_eq!(told.value, objective.value(&answer.values), "{place}");
    }
    gained
}

#[test]
fn quadratic_objectives_in_any_place_agree_with_enumeration() {
    let (mut optimal, mut infeasible, mut unbounded, mut skipped, mut open) = (0, 0, 0, 0, 0);
    // With all choices convex, and not.
    let mut gained = [0.0f64; 2];
    for seed in seeds(500) {
        let p = drawn(seed);
        let Some((optima, end)) = one_after_the_other(&p) else {
            skipped += 1;
            continue;
        };
        let place = format!("seed {seed}");
        let answer = solved(&p);
        match end {
            End::Unknown => open += 1,
            End::Infeasible => {
                infeasible += 1;
                assert_eq!(answer.status, Status::Infeasible, "{place}: {answer:?}\n{p:#?}");
            }
            End::Unbounded => {
                unbounded += 1;
                assert_eq!(answer.status, Status::Unbounded, "{place}: {answer:?}\n{p:#?}");
            }
            End::Optimal(_) => {
                optimal += 1;
                assert_eq!(answer.status, Status::Optimal, "{place}: {optima:?} {answer:?}\n{p:#?}");
                assert!(answer.objectives.iter().all(|o| o.proven && o.reached.is_some()), "{place}");
                let verdict = check(&p, &answer.values);
                assert!(verdict.feasible, "{place}: {:?}", verdict.complaint);
                assert_eq!(answer.objective, Some(answer.objectives[0].value), "{place}");
            }
        }
        let more = hold(&p, &answer, &optima, &place);
        let convex = p.columns.iter().all(|c| c.kind == Kind::Continuous)
            && p.sets.is_empty()
            && p.indicators.is_empty()
            && p.piecewise.is_empty();
        let worst = &mut gained[usize::from(!convex)];
        *worst = worst.max(more);
        if more > 1e-4 {
            println!("{place}: {more:.1e} better than the optimum");
        }
    }
    println!("better than the optimum by at most {:.1e}, with choices {:.1e}", gained[0], gained[1]);
    println!(
        "{optimal} optimal, {infeasible} infeasible, {unbounded} unbounded, {open} open, {skipped} skipped"
    );
    assert!(optimal > 150 && infeasible > 50 && unbounded > 5 && open < 20);
}

#[test]
fn rows_on_demand_carry_on_into_later_objectives() {
    let mut counts = [0; 3];
    for seed in seeds(400) {
        let p = drawn(seed);
        let (shown, rows) = hidden(&p, seed);
        if rows.is_empty() {
            continue;
        }
        let demand = if seed % 3 == 0 { Demand::lazy_and_cuts() } else { Demand::lazy() };
        let stated = solved(&p);
        let found = told(&shown, &rows, seed % 2 == 0, demand);
        let place = format!("seed {seed}: {stated:?} {found:?}\n{p:#?}");
        match (stated.status, found.status) {
            (Status::Optimal, Status::Optimal) => {
                counts[0] += 1;
                assert!(check(&p, &found.values).feasible, "{place}");
                for (a, b) in stated.objectives.iter().zip(&found.objectives) {
                    let (a, b) = (a.reached.unwrap(), b.reached.unwrap());
                    assert!((a - b).abs() <= 5e-3 * (1.0 + a.abs()), "{a} and {b}, {place}");
                }
            }
            (Status::Infeasible, Status::Infeasible) => counts[1] += 1,
            // Nothing that was told ends the relaxation, and nothing more is claimed.
            (_, Status::Limit | Status::Feasible) => {
                counts[2] += 1;
                assert!(found.reason.is_some(), "{place}");
            }
            _ => panic!("{place}"),
        }
    }
    println!("{counts:?} optimal, infeasible, left open");
    assert!(counts[0] > 60 && counts[1] > 30);
}

#[test]
fn slices_change_nothing() {
    let sliced = |p: &Program, budget: u64| -> Outcome {
        let mut search = Search::new(p, Engine::Hunch, &Settings::new(), &Guidance::none()).unwrap();
        while search.step(budget, &mut Unlimited) == StepResult::Paused {}
        search.outcome()
    };
    for seed in seeds(60) {
        let p = drawn(seed);
        let whole = sliced(&p, u64::MAX);
        assert_eq!(whole, sliced(&p, 1), "seed {seed}");
        assert_eq!(whole, sliced(&p, 53), "seed {seed}");
    }
}

#[test]
fn pools_with_rows_on_demand_are_those_with_all_rows_stated() {
    let (mut tried, mut open, mut points) = (0, 0, 0);
    for seed in seeds(400) {
        let mut p = drawn(seed);
        p.objectives.clear();
        let (shown, rows) = hidden(&p, seed);
        if rows.is_empty() {
            continue;
        }
        let options = match seed % 2 {
            0 => PoolOptions { count: 1 + seed as usize % 6, ..PoolOptions::default() },
            _ => PoolOptions { count: usize::MAX, absolute_gap: 2.2501, ..PoolOptions::default() },
        };
        let settings = Settings::new();
        let stated = solve_pool(&p, options, &settings, &mut Unlimited).unwrap();
        let asked = |budget: u64, seed: u64| {
            let demand = if seed.is_multiple_of(3) { Demand::lazy_and_cuts() } else { Demand::lazy() };
            let mut search = PoolSearch::asking(&shown, options, &settings, demand).unwrap();
            let mut tell = teller(&rows, seed.is_multiple_of(2), p.columns.len());
            loop {
                match search.step(budget, &mut Unlimited) {
                    StepResult::Asked => {
                        let rows = tell(&search.question().unwrap());
                        search.answer_rows(rows, &mut Unlimited).unwrap();
                    }
                    StepResult::Paused => {}
                    _ => return search.pool(),
                }
            }
        };
        let found = asked(u64::MAX, seed);
        let place = format!("seed {seed}: {stated:?}\n{found:?}\n{p:#?}");
        if seed % 10 == 0 {
            assert_eq!(found, asked(23, seed), "{place}");
        }
        if !found.complete || !stated.complete {
            // Without the rows the relaxation has no end, and no more is claimed.
            open += 1;
            assert!(found.complete || found.reason.is_some() || found.status == Status::Unbounded, "{place}");
            continue;
        }
        tried += 1;
        points += found.points.len();
        assert_eq!(found.points.len(), stated.points.len(), "{place}");
        for (a, b) in found.points.iter().zip(&stated.points) {
            assert!((a.objective - b.objective).abs() <= 1e-5 * (1.0 + b.objective.abs()), "{place}");
            let verdict = check(&p, &a.values);
            assert!(verdict.feasible && verdict.objective == a.objective, "{place}");
        }
    }
    println!("{tried} pools of {points} points, {open} left open");
    assert!(tried > 150 && points > 150);
}

/// Shares of assets whose risk is least; `Q` is that of few factors and of each asset by itself.
fn portfolio(assets: usize, seed: u64) -> Program {
    let r = &mut Random::new(seed);
    let mut p = Program::new("portfolio", Sense::Minimize);
    for j in 0..assets {
        p.add_column(format!("x{j}"), 0.0, 0.0, 1.0, Kind::Continuous);
    }
    let budget = Row { name: "budget".into(), lower: 1.0, upper: 1.0 };
    p.set_rows(vec![budget], &(0..assets).map(|j| (0, j, 1.0)).collect::<Vec<_>>());
    let factors: Vec<Vec<f64>> = (0..4).map(|_| (0..assets).map(|_| r.unit() - 0.3).collect()).collect();
    let own: Vec<f64> = (0..assets).map(|_| 0.05 + 0.3 * r.unit()).collect();
    let entry = |i: usize, j: usize| {
        factors.iter().map(|f| f[i] * f[j]).sum::<f64>() + if i == j { own[i] } else { 0.0 }
    };
    let all = (0..assets).flat_map(|i| (0..=i).map(move |j| (i, j)));
    p.quadratic = Some(Quadratic { lower_triangle: all.map(|(i, j)| (i, j, entry(i, j))).collect() });
    let terms = (0..assets).map(|j| (j, 0.02 + 0.1 * r.unit())).collect();
    p.objectives.push(Objective {
        name: "return".into(),
        sense: Sense::Maximize,
        terms,
        ..Objective::default()
    });
    p
}

#[test]
fn the_best_return_of_portfolios_whose_risk_is_near_the_least() {
    for (assets, relative, most) in [(40, 0.1, 0), (12, 0.1, 4), (30, 0.0, 0)] {
        let mut p = portfolio(assets, assets as u64);
        p.degradation = Degradation { absolute: 0.0, relative };
        if most > 0 {
            // At least a tenth of an asset that is held, and few of them.
            p.columns.iter_mut().for_each(|c| (c.lower, c.kind) = (0.1, Kind::SemiContinuous));
            let first = p.columns.len();
            for j in 0..assets {
                p.add_column(format!("z{j}"), 0.0, 0.0, 1.0, Kind::Integer);
            }
            let mut entries: Vec<_> = (0..assets).map(|j| (0, j, 1.0)).collect();
            entries.extend((0..assets).map(|j| (1, first + j, 1.0)));
            let mut rows = p.rows.clone();
            rows.push(Row { name: "few".into(), lower: f64::NEG_INFINITY, upper: most as f64 });
            for j in 0..assets {
                entries.extend([(2 + j, j, 1.0), (2 + j, first + j, -1.0)]);
                rows.push(Row { name: format!("held {j}"), lower: f64::NEG_INFINITY, upper: 0.0 });
            }
            p.set_rows(rows, &entries);
        }
        let answer = solved(&p);
        let started = answer.statistics;
        println!(
            "{assets} assets: {:?} {:?}, {} nodes, {} iterations",
            answer.status, answer.objectives, started.nodes, started.iterations
        );
        assert_eq!(answer.status, Status::Optimal, "{:?}", answer.reason);
        let risk = answer.objectives[0];
        assert!(risk.value <= risk.reached.unwrap() * (1.0 + relative) + 2e-6);
        if most == 0 {
            let worst = risk.reached.unwrap() * (1.0 + relative);
            let (first, second) = (&all_objectives(&p)[0], &p.objectives[0]);
            let plain = Program { objectives: Vec::new(), ..p.clone() };
            let End::Optimal(best) = least(&plain, second, Some((first, worst))) else {
                panic!("no reference")
            };
            let reached = -answer.objectives[1].reached.unwrap();
            assert!((best - reached).abs() <= 1e-4, "{best} {reached}");
        }
    }
}

#[test]
fn objectives_in_other_units_reach_the_same() {
    let mut optimal = 0;
    for seed in seeds(160) {
        let p = drawn(seed);
        let unit = if seed % 2 == 0 { 1e5 } else { 1e-5 };
        let mut other = p.clone();
        other.offset *= unit;
        other.degradation.absolute *= unit;
        other.columns.iter_mut().for_each(|c| c.objective *= unit);
        other.quadratic.iter_mut().flat_map(|q| &mut q.lower_triangle).for_each(|e| e.2 *= unit);
        for objective in &mut other.objectives {
            objective.offset *= unit;
            objective.degradation.absolute *= unit;
            objective.terms.iter_mut().for_each(|t| t.1 *= unit);
            objective.quadratic.iter_mut().flat_map(|q| &mut q.lower_triangle).for_each(|e| e.2 *= unit);
        }
        let (a, b) = (solved(&p), solved(&other));
        let place = format!("seed {seed}: {a:?}\n{b:?}\n{p:#?}");
        assert_eq!(a.status, b.status, "{place}");
        optimal += u64::from(a.status == Status::Optimal);
        for (a, b) in a.objectives.iter().zip(&b.objectives) {
            let (Some(a), Some(b)) = (a.reached, b.reached) else { continue };
            assert!((a - b / unit).abs() <= 1e-2 * (1.0 + a.abs()), "{a} and {}, {place}", b / unit);
        }
    }
    assert!(optimal > 40, "{optimal}");
}
