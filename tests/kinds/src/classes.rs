//! Quadratic programs of many kinds. The rows are drawn around a point, so that there is one, but in the
//! class that has none.

use crate::random::Random;
use hunch_model::{Kind, Program, Quadratic, Row, Sense};

const INF: f64 = f64::INFINITY;

/// A kind of program.
pub struct Class {
    /// Its name on the command line and in reports.
    pub name: &'static str,
    /// Draws one.
    pub draw: fn(&mut Random) -> Program,
}

/// All classes; program number k is of class k modulo their number.
pub const CLASSES: &[Class] = &[
    Class { name: "dense, strictly convex", draw: strictly_convex },
    Class { name: "rank-deficient", draw: rank_deficient },
    Class { name: "many equations", draw: many_equations },
    Class { name: "degenerate, whole numbers", draw: degenerate },
    Class { name: "bounds only", draw: bounds_only },
    Class { name: "nearly linear", draw: nearly_linear },
    Class { name: "badly scaled", draw: badly_scaled },
    Class { name: "perhaps infeasible", draw: perhaps_infeasible },
    Class { name: "perhaps unbounded", draw: perhaps_unbounded },
    Class { name: "separable", draw: separable },
    Class { name: "banded, larger", draw: banded },
];

/// What a program is drawn with.
struct Recipe {
    columns: usize,
    rows: usize,
    /// Rank of the quadratic term, and what its diagonal gets on top.
    rank: usize,
    ridge: f64,
    density: f64,
    equations: f64,
    free: f64,
    /// Share of columns with one bound only.
    one_sided: f64,
    whole: bool,
}

impl Recipe {
    fn sized(r: &mut Random, most: usize) -> Self {
        let columns = 2 + r.below(most);
        Self {
            columns,
            rows: r.below(columns + 1),
            rank: columns,
            ridge: 0.0,
            density: 0.5,
            equations: 0.2,
            free: 0.1,
            one_sided: 0.3,
            whole: false,
        }
    }
}

fn number(r: &mut Random, whole: bool, size: usize) -> f64 {
    if whole { r.whole(size) } else { r.between(-(size as f64), size as f64) }
}

fn draw(r: &mut Random, recipe: &Recipe) -> Program {
    let sense = if r.chance(0.5) { Sense::Minimize } else { Sense::Maximize };
    let mut program = Program::new("drawn", sense);
    program.offset = r.whole(3);
    let mut point = Vec::new();
    for j in 0..recipe.columns {
        let lower = number(r, recipe.whole, 4);
        let width = if recipe.whole { r.below(5) as f64 } else { 5.0 * r.unit() };
        let upper = lower + width;
        point.push(match r.below(3) {
            0 => lower,
            1 => upper,
            _ => lower + if recipe.whole { (0.5 * width).floor() } else { width * r.unit() },
        });
        let (lower, upper) = match (r.chance(recipe.free), r.chance(recipe.one_sided), r.chance(0.5)) {
            (true, _, _) => (-INF, INF),
            (_, true, true) => (lower, INF),
            (_, true, false) => (-INF, upper),
            _ => (lower, upper),
        };
        let cost = number(r, recipe.whole, 5);
        program.add_column(format!("x{j}"), cost, lower, upper, Kind::Continuous);
    }
    add_rows(r, recipe, &point, &mut program);
    add_curvature(r, recipe, &mut program);
    program
}

fn add_rows(r: &mut Random, recipe: &Recipe, point: &[f64], program: &mut Program) {
    let (mut rows, mut triplets) = (Vec::new(), Vec::new());
    for i in 0..recipe.rows {
        let mut activity = 0.0;
        for (j, x) in point.iter().enumerate() {
            if r.chance(recipe.density) {
                let v = number(r, recipe.whole, 3);
                triplets.push((i, j, v));
                activity += v * x;
            }
        }
        let room = if recipe.whole { r.below(3) as f64 } else { r.below(2) as f64 * r.unit() };
        let (lower, upper) = match (r.chance(recipe.equations), r.below(3)) {
            (true, _) => (activity, activity),
            (_, 0) => (-INF, activity + room),
            (_, 1) => (activity - room, INF),
            _ => (activity - room, activity + 2.0),
        };
        rows.push(Row { name: format!("r{i}"), lower, upper });
    }
    program.set_rows(rows, &triplets);
}

fn add_curvature(r: &mut Random, recipe: &Recipe, program: &mut Program) {
    let (n, k) = (recipe.columns, recipe.rank);
    let factor: Vec<f64> =
        (0..n * k).map(|_| if r.chance(recipe.density) { number(r, recipe.whole, 2) } else { 0.0 }).collect();
    let sign = program.sense.sign();
    let mut lower_triangle = Vec::new();
    for i in 0..n {
        for j in 0..=i {
            let sum: f64 = (0..k).map(|f| factor[i * k + f] * factor[j * k + f]).sum();
            let value = sum + if i == j { recipe.ridge } else { 0.0 };
            if value != 0.0 {
                lower_triangle.push((i, j, sign * value));
            }
        }
    }
    program.quadratic = Some(Quadratic { lower_triangle });
}

fn strictly_convex(r: &mut Random) -> Program {
    let recipe = Recipe { ridge: 0.5, ..Recipe::sized(r, 30) };
    draw(r, &recipe)
}

fn rank_deficient(r: &mut Random) -> Program {
    let sized = Recipe::sized(r, 30);
    let recipe = Recipe { rank: 1 + r.below(1 + sized.columns / 2), free: 0.2, ..sized };
    draw(r, &recipe)
}

fn many_equations(r: &mut Random) -> Program {
    let sized = Recipe::sized(r, 30);
    let recipe = Recipe { rows: sized.columns, equations: 0.9, rank: r.below(sized.columns), ..sized };
    draw(r, &recipe)
}

fn degenerate(r: &mut Random) -> Program {
    let sized = Recipe::sized(r, 14);
    let recipe = Recipe { rows: 2 * sized.columns, whole: true, rank: r.below(sized.columns), ..sized };
    draw(r, &recipe)
}

fn bounds_only(r: &mut Random) -> Program {
    let sized = Recipe::sized(r, 40);
    let recipe = Recipe { rows: 0, ridge: [0.0, 1e-3][r.below(2)], ..sized };
    draw(r, &recipe)
}

fn nearly_linear(r: &mut Random) -> Program {
    let recipe = Recipe { rank: r.below(3), free: 0.05, one_sided: 0.1, ..Recipe::sized(r, 30) };
    draw(r, &recipe)
}

/// Columns and rows of a program multiplied by powers of ten from 10⁻⁴ to 10⁴.
fn badly_scaled(r: &mut Random) -> Program {
    let recipe = Recipe { rank: 3, ridge: 0.01, free: 0.0, ..Recipe::sized(r, 15) };
    let mut program = draw(r, &recipe);
    let columns: Vec<f64> = (0..recipe.columns).map(|_| 10f64.powf(r.between(-4.0, 4.0))).collect();
    let rows: Vec<f64> = (0..recipe.rows).map(|_| 10f64.powf(r.between(-4.0, 4.0))).collect();
    for (column, s) in program.columns.iter_mut().zip(&columns) {
        column.objective *= s;
        column.lower /= s;
        column.upper /= s;
    }
    let triplets: Vec<_> =
        program.matrix.triplets().map(|(i, j, v)| (i, j, v * rows[i] * columns[j])).collect();
    let scaled = program.rows.iter().zip(&rows);
    let scaled = scaled.map(|(row, s)| Row { lower: row.lower * s, upper: row.upper * s, ..row.clone() });
    let scaled = scaled.collect();
    program.set_rows(scaled, &triplets);
    for entry in program.quadratic.iter_mut().flat_map(|q| &mut q.lower_triangle) {
        entry.2 *= columns[entry.0] * columns[entry.1];
    }
    program
}

fn perhaps_infeasible(r: &mut Random) -> Program {
    let sized = Recipe::sized(r, 20);
    let recipe = Recipe { rank: r.below(sized.columns), rows: sized.columns, free: 0.0, ..sized };
    let mut program = draw(r, &recipe);
    for row in program.rows.iter_mut() {
        if r.chance(0.1) {
            let shift = r.whole(10);
            (row.lower, row.upper) = (row.lower + shift, row.upper + shift);
        }
    }
    program
}

fn perhaps_unbounded(r: &mut Random) -> Program {
    let sized = Recipe::sized(r, 20);
    let recipe = Recipe { rank: r.below(4), rows: r.below(4), free: 0.4, one_sided: 0.8, ..sized };
    draw(r, &recipe)
}

fn separable(r: &mut Random) -> Program {
    let recipe = Recipe { rank: 0, density: 0.3, ..Recipe::sized(r, 60) };
    let mut program = draw(r, &recipe);
    let sign = program.sense.sign();
    let entries = (0..recipe.columns).filter(|_| r.chance(0.7)).collect::<Vec<_>>();
    let lower_triangle = entries.into_iter().map(|j| (j, j, sign * r.between(0.0, 3.0))).collect();
    program.quadratic = Some(Quadratic { lower_triangle });
    program
}

/// Neighbours are tied by the quadratic term, and a few by rows.
fn banded(r: &mut Random) -> Program {
    let recipe = Recipe { rank: 0, density: 0.04, ..Recipe::sized(r, 150) };
    let mut program = draw(r, &recipe);
    let sign = program.sense.sign();
    let mut lower_triangle = Vec::new();
    for j in 0..recipe.columns {
        // (x_j − x_{j−1})², and sometimes a little on the diagonal.
        lower_triangle.push((j, j, sign * (2.0 + if r.chance(0.1) { r.unit() } else { 0.0 })));
        if j > 0 {
            lower_triangle.push((j, j - 1, sign * -1.0));
        }
    }
    program.quadratic = Some(Quadratic { lower_triangle });
    program
}
