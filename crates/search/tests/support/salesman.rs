//! The travelling salesman as rows on demand: degrees are stated, subtours are told where they occur (Dantzig,
//! Fulkerson and Johnson 1954).
#![allow(dead_code)] // every file that includes this uses its own part of it

use hunch_model::{Cut, Kind, Program, Row, Sense};

/// Cities in a plane and the distances between them, rounded to whole numbers as in TSPLIB.
pub struct Cities {
    /// How many.
    pub count: usize,
    /// Where they are.
    pub places: Vec<(f64, f64)>,
}

impl Cities {
    /// So many cities in a square of side 1000, from numbers in [0, 1).
    pub fn draw(count: usize, mut unit: impl FnMut() -> f64) -> Self {
        let places = (0..count).map(|_| ((1000.0 * unit()).floor(), (1000.0 * unit()).floor())).collect();
        Self { count, places }
    }

    pub fn distance(&self, a: usize, b: usize) -> f64 {
        let (p, q) = (self.places[a], self.places[b]);
        (p.0 - q.0).hypot(p.1 - q.1).round()
    }

    /// Column of the way between two cities.
    pub fn way(&self, a: usize, b: usize) -> usize {
        let (a, b) = (a.min(b), a.max(b));
        a * self.count - a * (a + 1) / 2 + b - a - 1
    }

    fn ways(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        (0..self.count).flat_map(|a| (a + 1..self.count).map(move |b| (a, b)))
    }

    /// Every city has two ways; nothing is said of subtours.
    pub fn program(&self) -> Program {
        let mut p = Program::new("travelling salesman", Sense::Minimize);
        let mut triplets = Vec::new();
        for (a, b) in self.ways() {
            let j = p.add_column(format!("{a}-{b}"), self.distance(a, b), 0.0, 1.0, Kind::Integer);
            triplets.extend([(a, j, 1.0), (b, j, 1.0)]);
        }
        let row = |a| Row { name: format!("city {a}"), lower: 2.0, upper: 2.0 };
        p.set_rows((0..self.count).map(row).collect(), &triplets);
        p
    }

    /// At least two ways lead out of a set of cities, given by whether each is in it.
    fn leaves(&self, inside: &[bool]) -> Cut {
        let crossing = self.ways().filter(|&(a, b)| inside[a] != inside[b]);
        let terms = crossing.map(|(a, b)| (self.way(a, b), 1.0)).collect();
        Cut { source: "subtour", terms, lower: 2.0, upper: f64::INFINITY }
    }

    /// The parts that ways of more than half a unit join, but for the last of several.
    pub fn subtours(&self, values: &[f64]) -> Vec<Cut> {
        let mut part = vec![usize::MAX; self.count];
        let mut parts = 0;
        for start in 0..self.count {
            if part[start] != usize::MAX {
                continue;
            }
            let mut stack = vec![start];
            part[start] = parts;
            while let Some(a) = stack.pop() {
                for b in (0..self.count).filter(|&b| b != a) {
                    if values[self.way(a, b)] > 0.5 && part[b] == usize::MAX {
                        part[b] = parts;
                        stack.push(b);
                    }
                }
            }
            parts += 1;
        }
        let rows = if parts > 1 { parts } else { 0 };
        (0..rows).map(|k| self.leaves(&part.iter().map(|&p| p == k).collect::<Vec<_>>())).collect()
    }

    /// Sets of cities that less than two units lead out of: the cuts of the phases of Stoer and Wagner, "A simple
    /// min-cut algorithm" (1997).
    pub fn thin_cuts(&self, values: &[f64]) -> Vec<Cut> {
        let n = self.count;
        let mut weight = vec![vec![0.0; n]; n];
        for (a, b) in self.ways() {
            let value = values[self.way(a, b)];
            (weight[a][b], weight[b][a]) = (value, value);
        }
        let mut groups: Vec<Vec<usize>> = (0..n).map(|a| vec![a]).collect();
        let mut alive: Vec<usize> = (0..n).collect();
        let mut cuts = Vec::new();
        while alive.len() > 1 {
            let mut reach = vec![0.0f64; n];
            let mut left = alive.clone();
            let (mut before, mut last) = (left[0], left[0]);
            while !left.is_empty() {
                let k =
                    (0..left.len()).max_by(|&a, &b| reach[left[a]].total_cmp(&reach[left[b]])).unwrap_or(0);
                (before, last) = (last, left.swap_remove(k));
                for &b in &left {
                    reach[b] += weight[last][b];
                }
            }
            if reach[last] < 2.0 - 1e-6 {
                let mut inside = vec![false; n];
                groups[last].iter().for_each(|&a| inside[a] = true);
                cuts.push(self.leaves(&inside));
            }
            let joined = std::mem::take(&mut groups[last]);
            groups[before].extend(joined);
            for &b in &alive {
                let sum = weight[before][b] + weight[last][b];
                (weight[before][b], weight[b][before]) = (sum, sum);
            }
            alive.retain(|&a| a != last);
        }
        cuts
    }

    /// The length of the shortest tour, by the dynamic programme of Held and Karp, "A dynamic programming approach
    /// to sequencing problems" (1962).
    pub fn shortest(&self) -> f64 {
        let n = self.count - 1;
        let mut best = vec![vec![f64::INFINITY; n]; 1 << n];
        for (a, row) in (0..n).map(|a| (a, 1usize << a)) {
            best[row][a] = self.distance(n, a);
        }
        for set in 1..1usize << n {
            for last in (0..n).filter(|last| set >> last & 1 == 1) {
                let length = best[set][last];
                for next in (0..n).filter(|next| set >> next & 1 == 0) {
                    let entry = &mut best[set | 1 << next][next];
                    *entry = entry.min(length + self.distance(last, next));
                }
            }
        }
        (0..n).map(|a| best[(1 << n) - 1][a] + self.distance(a, n)).fold(f64::INFINITY, f64::min)
    }
}
