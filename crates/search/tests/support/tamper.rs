//! Changes to accepted certificates: none may be accepted that claims what is not true. What is true is found
//! by enumeration, with the checker of points of the model crate and exact sums.

use hunch_check::{Certificate, Claim, Cut, Dyadic, Node, Side, check};
use hunch_families::random::Stream;
use hunch_model::{Kind, Program, Row, Sense, Unlimited};
use hunch_search::proof::{ProofLimits, prove, prove_exactly};
use hunch_search::{Engine, Guidance, Settings, solve};
use std::error::Error;
use std::fmt::Write;

/// Changes of one certificate before the next is made.
const CHANGES: u64 = 50;

/// Makes certificates and changes them `count` times in all; an error names the first change that is accepted
/// falsely.
pub fn run(seed: u64, count: u64) -> Result<String, Box<dyn Error>> {
    let (mut refused, mut harmless, mut certificates) = (0, 0, 0);
    let mut number = seed;
    while refused + harmless < count {
        number += 1;
        let mut random = Stream::new(number);
        let program = program(&mut random);
        let settings = Settings::new().with_node_limit(Some(10_000));
        let solution = solve(&program, Engine::Hunch, &settings, &Guidance::none(), &mut Unlimited)?;
        let proof = match random.integer(0, 2) {
            0 => prove(&program, &solution, &ProofLimits::default(), &mut Unlimited)?,
            sums => prove_exactly(&program, &solution, sums == 1, &mut Unlimited)?,
        };
        let Some(certificate) = proof.certificate.filter(|c| check(&program, c).is_ok()) else { continue };
        certificates += 1;
        let truth = Truth::of(&program);
        truth
            .holds(&certificate)
            .map_err(|false_claim| format!("seed {number}, unchanged: {false_claim}"))?;
        for change in 0..CHANGES {
            let mut changed = certificate.clone();
            let what = alter(&mut changed, &mut random);
            if changed == certificate {
                continue;
            }
            if check(&program, &changed).is_err() {
                refused += 1;
                continue;
            }
            truth.holds(&changed).map_err(|e| format!("seed {number}, change {change} ({what}): {e}"))?;
            harmless += 1;
        }
    }
    let mut text = String::new();
    write!(text, "{} changes of {certificates} certificates: {refused} refused, ", refused + harmless)?;
    write!(text, "{harmless} accepted whose claims are true all the same, 0 accepted falsely")?;
    Ok(text)
}

/// A few integer columns with a small box, under rows of integers, decimals or thirds.
fn program(random: &mut Stream) -> Program {
    let mut between = |low: i64, high: i64| low + random.integer(0, high.abs_diff(low)) as i64;
    let sense = if between(0, 1) == 0 { Sense::Minimize } else { Sense::Maximize };
    let mut p = Program::new("tampered", sense);
    let n = between(2, 4) as usize;
    for j in 0..n {
        let lower = between(-3, 1) as f64;
        p.add_column(
            format!("x{j}"),
            between(-9, 9) as f64,
            lower,
            lower + between(1, 5) as f64,
            Kind::Integer,
        );
    }
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    for i in 0..between(1, 3) as usize {
        let divisor = [1.0, 1.0, 100.0, 3.0][between(0, 3) as usize];
        entries.extend((0..n).map(|j| (i, j, between(-30, 30) as f64 / divisor)));
        let value = between(-60, 60) as f64 / divisor;
        let (lower, upper) = match between(0, 2) {
            0 => (f64::NEG_INFINITY, value),
            1 => (value, value + between(0, 3) as f64 / divisor),
            _ => (value, value),
        };
        rows.push(Row { name: format!("r{i}"), lower, upper });
    }
    p.set_rows(rows, &entries);
    p
}

/// Every point of the box that satisfies the rows: exactly, or within tolerance.
struct Truth<'a> {
    program: &'a Program,
    exact: Vec<Vec<f64>>,
    within: Vec<Vec<f64>>,
}

impl<'a> Truth<'a> {
    fn of(program: &'a Program) -> Self {
        let mut points = vec![Vec::new()];
        for c in &program.columns {
            let values: Vec<i64> = (c.lower as i64..=c.upper as i64).collect();
            let longer = |p: Vec<f64>| {
                values.iter().map(move |&v| [p.as_slice(), &[v as f64]].concat()).collect::<Vec<_>>()
            };
            points = points.into_iter().flat_map(longer).collect();
        }
        let mut truth = Self { program, exact: Vec::new(), within: Vec::new() };
        for point in points.into_iter().filter(|p| hunch_model::check(program, p).feasible) {
            // Rows of integers and decimals have no tolerance; those of thirds are summed exactly.
            if truth.misses_nothing(&point) {
                truth.exact.push(point.clone());
            }
            truth.within.push(point);
        }
        truth
    }

    fn misses_nothing(&self, point: &[f64]) -> bool {
        let thirds = |i: usize| {
            let mut numbers = self.program.matrix.triplets().filter(|t| t.0 == i).map(|t| t.2);
            numbers.any(|v| (v * 100.0).round() / 100.0 != v)
        };
        (0..self.program.rows.len()).filter(|&i| thirds(i)).all(|i| {
            let mut sum = Dyadic::zero();
            for (_, j, v) in self.program.matrix.triplets().filter(|t| t.0 == i) {
                sum.add_product(
                    &Dyadic::new(v).unwrap_or_default(),
                    &Dyadic::new(point[j]).unwrap_or_default(),
                );
            }
            let row = &self.program.rows[i];
            Dyadic::new(row.lower).is_none_or(|l| sum >= l) && Dyadic::new(row.upper).is_none_or(|u| sum <= u)
        })
    }

    fn objective(&self, point: &[f64]) -> f64 {
        self.program.sense.sign() * hunch_model::check(self.program, point).objective
    }

    /// Whether what the certificate claims is true.
    fn holds(&self, certificate: &Certificate) -> Result<(), String> {
        let best = self.exact.iter().map(|p| self.objective(p)).fold(f64::INFINITY, f64::min);
        if certificate.claim == Claim::Infeasible && !self.within.is_empty() {
            return Err(format!("{:?} is feasible", self.within[0]));
        }
        let bound = certificate.bound.map(|b| self.program.sense.sign() * b);
        if bound.is_some_and(|b| b > best) {
            return Err(format!("bound {bound:?} of the minimisation, optimum {best}"));
        }
        let Some(point) = &certificate.point else { return Ok(()) };
        if !self.within.contains(point) {
            return Err(format!("{point:?} is not feasible"));
        }
        let value = self.objective(point);
        if certificate.claim == Claim::Optimal && value > best + 1e-6 * value.abs().max(1e-3) {
            return Err(format!("{value} of the minimisation is called optimal, {best} is"));
        }
        Ok(())
    }
}

/// Changes one thing; says what.
fn alter(c: &mut Certificate, random: &mut Stream) -> &'static str {
    let mut pick = |count: usize| random.integer(0, count.max(1) as u64 - 1) as usize;
    match pick(12) {
        0 if c.bound.is_some() => {
            let step = [1.0, -1.0, 0.5, 1e-7][pick(4)];
            c.bound = c.bound.map(|b| b + step);
            "bound"
        }
        1 => {
            let value = pick(9) as f64 - 4.0;
            if let Some(point) = &mut c.point {
                let j = pick(point.len());
                point[j] = value;
            }
            "point"
        }
        2 => {
            c.claim = [Claim::Optimal, Claim::Feasible, Claim::Bound, Claim::Infeasible][pick(4)];
            if c.claim == Claim::Infeasible {
                (c.point, c.bound) = (None, None);
            }
            "claim"
        }
        3 if !c.implied.is_empty() => {
            let k = pick(c.implied.len());
            match pick(3) {
                0 => c.implied[k].value += [1.0, -1.0][pick(2)],
                1 => c.implied[k].side = [Side::Lower, Side::Upper][pick(2)],
                _ => c.implied[k].row = Some(pick(3)),
            }
            "implied bound"
        }
        4 if !c.cuts.is_empty() => {
            let k = pick(c.cuts.len());
            alter_cut(&mut c.cuts[k], &mut pick);
            "cut"
        }
        5 if !c.decimals.is_empty() => {
            let k = pick(c.decimals.len());
            c.decimals[k].1 = pick(4) as u32;
            "decimals"
        }
        6 => {
            let k = pick(c.tree.len());
            c.tree.remove(k);
            "node removed"
        }
        7 => {
            let (k, other) = (pick(c.tree.len()), pick(c.tree.len()));
            c.tree[k] = c.tree[other].clone();
            "node copied"
        }
        8 => {
            let k = pick(c.tree.len());
            c.tree[k] = Node::Empty(Vec::new());
            "leaf without multipliers"
        }
        _ => {
            let k = pick(c.tree.len());
            alter_node(&mut c.tree[k], &mut pick);
            "node"
        }
    }
}

/// Another number.
fn other(value: f64, pick: &mut impl FnMut(usize) -> usize) -> f64 {
    [-value, 0.0, value.next_up(), value.next_down(), 2.0 * value, value + 1.0, value - 1.0][pick(7)]
}

fn alter_terms(terms: &mut [(usize, f64)], pick: &mut impl FnMut(usize) -> usize) {
    let k = pick(terms.len());
    let Some(term) = terms.get_mut(k) else { return };
    if pick(3) == 0 {
        term.0 = pick(5);
    } else {
        term.1 = other(term.1, pick);
    }
}

fn alter_cut(cut: &mut Cut, pick: &mut impl FnMut(usize) -> usize) {
    match (pick(4), &mut cut.derivation) {
        (0, _) => cut.upper = other(cut.upper, pick),
        (1, _) => alter_terms(&mut cut.terms, pick),
        (2, Some(derivation)) => alter_terms(&mut derivation.rows, pick),
        (3, Some(derivation)) if pick(2) == 0 => derivation.divided = !derivation.divided,
        (3, Some(derivation)) => derivation.from_upper = vec![pick(6)],
        _ => {}
    }
}

fn alter_node(node: &mut Node, pick: &mut impl FnMut(usize) -> usize) {
    match node {
        Node::Branch(column, k) => match pick(2) {
            0 => *column = pick(5),
            _ => *k = other(*k, pick),
        },
        Node::Split(terms, k) => match pick(2) {
            0 => alter_terms(terms, pick),
            _ => *k = other(*k, pick),
        },
        Node::Over(summands, multipliers) => match (pick(2), summands.first_mut()) {
            (0, Some(first)) => *first = other(*first, pick),
            _ => alter_terms(multipliers, pick),
        },
        Node::Bound(multipliers) | Node::Empty(multipliers) => match pick(6) {
            0 => multipliers.push((pick(5), 1.0)),
            _ => alter_terms(multipliers, pick),
        },
    }
}
