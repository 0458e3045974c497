//! The least risk of few assets: `portfolio [assets] [most held] [seed]`. A dense covariance of factors and own
//! risks, a return to be reached, and a binary for each asset, which is held with 1 % to 40 % or not at all.

use hunch_model::{Kind, Limits, Program, Quadratic, Row, Sense, Session};
use hunch_search::random::uniform;
use hunch_search::{Engine, Guidance, Settings, solve};
use std::error::Error;
use std::io::Write;
use std::time::Instant;

const INF: f64 = f64::INFINITY;
/// Factors that the assets share.
const FACTORS: usize = 5;

fn program(n: usize, most: usize, mut state: u64) -> Program {
    let mut draw = || uniform(&mut state);
    let mut p = Program::new("portfolio", Sense::Minimize);
    for j in 0..n {
        p.add_column(format!("w{j}"), 0.0, 0.0, 1.0, Kind::Continuous);
    }
    for j in 0..n {
        p.add_column(format!("z{j}"), 0.0, 0.0, 1.0, Kind::Integer);
    }
    let loads: Vec<f64> = (0..FACTORS * n).map(|_| 0.2 * (draw() - 0.3)).collect();
    let entry = |i: usize, j: usize| {
        (0..FACTORS).map(|k| loads[FACTORS * i + k] * loads[FACTORS * j + k]).sum::<f64>()
    };
    let mut lower_triangle = Vec::new();
    for i in 0..n {
        lower_triangle.extend((0..i).map(|j| (i, j, entry(i, j))));
        lower_triangle.push((i, i, entry(i, i) + 0.01 + 0.05 * draw()));
    }
    p.quadratic = Some(Quadratic { lower_triangle });
    let mut rows = vec![
        Row { name: "all".into(), lower: 1.0, upper: 1.0 },
        Row { name: "return".into(), lower: 0.06, upper: INF },
        Row { name: "most".into(), lower: -INF, upper: most as f64 },
    ];
    let mut entries = Vec::new();
    for j in 0..n {
        entries.extend([(0, j, 1.0), (1, j, 0.1 * draw()), (2, n + j, 1.0)]);
        entries.extend([(rows.len(), j, 1.0), (rows.len(), n + j, -0.4)]);
        rows.push(Row { name: format!("most{j}"), lower: -INF, upper: 0.0 });
        entries.extend([(rows.len(), j, 1.0), (rows.len(), n + j, -0.01)]);
        rows.push(Row { name: format!("least{j}"), lower: 0.0, upper: INF });
    }
    p.set_rows(rows, &entries);
    p
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut numbers = std::env::args().skip(1).map(|a| a.parse::<u64>());
    let n = numbers.next().transpose()?.unwrap_or(30) as usize;
    let most = numbers.next().transpose()?.unwrap_or(8) as usize;
    let seed = numbers.next().transpose()?.unwrap_or(1);
    let started = Instant::now();
    let clock = || started.elapsed().as_secs_f64();
    let limits = Limits { seconds: Some(60.0), work: None };
    let mut session = Session::new(limits, &clock, &|| false, None);
    let p = program(n, most, seed);
    let found = solve(&p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut session)?;
    let out = &mut std::io::stdout();
    writeln!(out, "{:?}: risk {:?}, bound {:?}", found.status, found.objective, found.bound)?;
    writeln!(
        out,
        "{} nodes, {} iterations, {:.2} s",
        found.statistics.nodes,
        found.statistics.iterations,
        clock()
    )?;
    Ok(())
}
