//! The rows as Markdown.

use super::published::Published;
use super::row::{Line, Measured};
use std::fmt::Write;

fn percent(share: f64) -> String {
    format!("{:.1}", 100.0 * share)
}

fn small(value: f64) -> String {
    if value == 0.0 { "0".into() } else { format!("{value:.0e}") }
}

fn time(milliseconds: f64) -> String {
    match milliseconds {
        0.0 => "–".into(),
        t if t < 0.1 => format!("{t:.3}"),
        t if t < 10.0 => format!("{t:.2}"),
        t => format!("{t:.0}"),
    }
}

/// A row's name, with the paper's table.
fn name(row: &Published) -> String {
    match row.table {
        0 => super::name(row),
        table => format!("{table}: {}", super::name(row)),
    }
}

/// Three tables: strategies, answers, learners; each with the published figures beside.
pub fn markdown(rows: &[(&Published, Measured)]) -> String {
    let mut text = String::new();
    let mut line = |cells: String| {
        let _ = writeln!(text, "{cells}");
    };
    line("| row | N | \\|S\\| (paper) | Good–Turing (paper) | theorem 3.1 | fresh: unseen of | Clopper–Pearson | ms a label |".into());
    line("|---|--:|--:|--:|--:|--:|--:|--:|".into());
    for (row, m) in rows {
        line(format!(
            "| {} | {} | {} ({}) | {:.1e} ({:.1e}) | {:.3} | {} of {} | {:.1e} | {} |",
            name(row),
            m.samples,
            m.strategies,
            row.strategies,
            m.good_turing,
            row.good_turing,
            m.bound,
            m.unseen,
            m.fresh,
            m.held_out_bound,
            time(m.label_ms)
        ));
    }
    line(String::new());
    line("| row | trees (largest) | ms a point | engine warm | engine cold | paper: accuracy %, time ratio | candidates | wrong | proven by multipliers | by a tree | engine from there | searched | ms an answer | where a tree proved |".into());
    line("|---|---|--:|--:|--:|---|---|--:|--:|--:|--:|--:|--:|--:|".into());
    for (row, m) in rows {
        for (k, way) in m.ways.iter().enumerate() {
            let place = match k {
                0 => format!(
                    "{} | {} of {} ({} leaves) | {} | {} | {} | {}; {}",
                    name(row),
                    m.trees,
                    m.strategies,
                    m.leaves,
                    time(m.point_ms),
                    time(m.engine_warm_ms),
                    time(m.engine_cold_ms),
                    row.accuracy,
                    row.ratio
                ),
                _ => " | | | | |".into(),
            };
            line(format!(
                "| {place} | {} | {} of {} | {} | {} | {} | {} | {} | {} |",
                way.name,
                way.wrong,
                way.answers,
                way.multipliers,
                way.tree,
                way.warm,
                way.search,
                time(way.ms),
                time(way.tree_ms)
            ));
        }
    }
    line(String::new());
    line("| row | paper: accuracy %, p, d | learner or rival | first guess % | among three % | accurate % | largest p | largest d |".into());
    line("|---|---|---|--:|--:|--:|--:|--:|".into());
    for (row, m) in rows {
        for (k, Line { name: learner, top_1, top_3, accurate, p, d }) in m.lines.iter().enumerate() {
            let (place, published) = match k {
                0 => (name(row), format!("{}; {}; {}", row.accuracy, row.p, row.d)),
                _ => (String::new(), String::new()),
            };
            line(format!(
                "| {place} | {published} | {learner} | {} | {} | {} | {} | {} |",
                percent(*top_1),
                percent(*top_3),
                percent(*accurate),
                small(*p),
                small(*d)
            ));
        }
    }
    text
}
