//! A random forest (Breiman, "Random forests", 2001): trees on bootstrap samples, few features a split, their
//! leaves averaged.

use super::Rows;
use hunch_families::clsp::FEATURES;
use rand::seq::index;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Split candidates a feature: its quantiles. The sampler's features have a few to a few hundred levels.
const BINS: usize = 128;

/// How a forest grows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ForestSettings {
    /// Number of trees.
    pub trees: usize,
    /// Splits from the root to a leaf, at most.
    pub depth: usize,
    /// Rows in a leaf, at least.
    pub leaf: usize,
    /// Features tried a split; Breiman's √4.
    pub features: usize,
    /// Rows drawn with replacement for a tree, at most.
    pub rows: usize,
}

impl Default for ForestSettings {
    fn default() -> Self {
        Self { trees: 50, depth: 10, leaf: 100, features: 2, rows: 200_000 }
    }
}

/// Trees in one list of nodes; the layout of the bundle's operator of the same name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forest {
    /// First node of each tree.
    pub roots: Vec<u32>,
    /// Feature that a node looks at.
    pub feature: Vec<u32>,
    /// Left child, the right one follows it; 0 at a leaf.
    pub left: Vec<u32>,
    /// A row goes left when its value is at most this; at a leaf its probability.
    pub threshold: Vec<f32>,
}

impl Forest {
    /// Grows a forest on the rows.
    pub fn fit(rows: &Rows, settings: &ForestSettings, seed: u64) -> Self {
        let bins = Bins::of(rows);
        let mut forest = Self::default();
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let count = rows.labels.len();
        for _ in 0..settings.trees {
            let mut drawn: Vec<u32> =
                (0..count.min(settings.rows)).map(|_| rng.random_range(0..count) as u32).collect();
            let mut grower = Grower { rows, bins: &bins, settings, rng: &mut rng, forest: &mut forest };
            let root = grower.node();
            grower.forest.roots.push(root);
            grower.grow(root, &mut drawn, 0);
        }
        forest
    }

    /// The probability of a row.
    pub fn predict(&self, row: &[f32]) -> f32 {
        let sum: f64 = self.roots.iter().map(|&root| f64::from(self.leaf(root as usize, row))).sum();
        (sum / self.roots.len().max(1) as f64) as f32
    }

    fn leaf(&self, mut node: usize, row: &[f32]) -> f32 {
        while self.left[node] != 0 {
            let right = row[self.feature[node] as usize] > self.threshold[node];
            node = self.left[node] as usize + usize::from(right);
        }
        self.threshold[node]
    }
}

/// Every value as the index of its bin, and the upper edges of the bins.
struct Bins {
    edges: [Vec<f32>; FEATURES],
    /// `[rows, FEATURES]`.
    index: Vec<u8>,
}

impl Bins {
    fn of(rows: &Rows) -> Self {
        let edges = std::array::from_fn(|k| {
            let mut values: Vec<f32> = rows.features.iter().skip(k).step_by(FEATURES).copied().collect();
            values.sort_unstable_by(f32::total_cmp);
            let mut edges: Vec<f32> = (1..BINS).map(|b| values[b * (values.len() - 1) / BINS]).collect();
            edges.dedup();
            edges
        });
        let index = rows
            .features
            .chunks_exact(FEATURES)
            .flat_map(|row| {
                std::array::from_fn::<u8, FEATURES, _>(|k| {
                    edges[k].partition_point(|edge| *edge < row[k]) as u8
                })
            })
            .collect();
        Self { edges, index }
    }
}

/// Grows one tree.
struct Grower<'a> {
    rows: &'a Rows,
    bins: &'a Bins,
    settings: &'a ForestSettings,
    rng: &'a mut ChaCha8Rng,
    forest: &'a mut Forest,
}

/// A split and how much impurity it leaves.
struct Split {
    feature: usize,
    bin: usize,
    impurity: f64,
}

impl Grower<'_> {
    /// A new node, a leaf as yet.
    fn node(&mut self) -> u32 {
        self.forest.feature.push(0);
        self.forest.left.push(0);
        self.forest.threshold.push(0.0);
        self.forest.left.len() as u32 - 1
    }

    fn grow(&mut self, node: u32, drawn: &mut [u32], depth: usize) {
        let ones = drawn.iter().filter(|row| self.rows.labels[**row as usize]).count();
        let pure = ones == 0 || ones == drawn.len();
        let split = if pure || depth == self.settings.depth { None } else { self.best_split(drawn) };
        let Some(split) = split else {
            self.forest.threshold[node as usize] = ones as f32 / drawn.len().max(1) as f32;
            return;
        };
        let middle = partition(drawn, |row| self.bin(row, split.feature) <= split.bin);
        let left = self.node();
        self.node();
        self.forest.feature[node as usize] = split.feature as u32;
        self.forest.threshold[node as usize] = self.bins.edges[split.feature][split.bin];
        self.forest.left[node as usize] = left;
        let (low, high) = drawn.split_at_mut(middle);
        self.grow(left, low, depth + 1);
        self.grow(left + 1, high, depth + 1);
    }

    fn bin(&self, row: u32, feature: usize) -> usize {
        usize::from(self.bins.index[row as usize * FEATURES + feature])
    }

    /// The split of least Gini impurity among a few random features that leaves enough rows on both sides.
    fn best_split(&mut self, drawn: &[u32]) -> Option<Split> {
        let tried = self.settings.features.clamp(1, FEATURES);
        let mut best: Option<Split> = None;
        for feature in index::sample(self.rng, FEATURES, tried) {
            let mut counts = [[0usize; 2]; BINS];
            for &row in drawn {
                counts[self.bin(row, feature)][usize::from(self.rows.labels[row as usize])] += 1;
            }
            let all = counts.iter().fold([0, 0], |sum, c| [sum[0] + c[0], sum[1] + c[1]]);
            let mut low = [0, 0];
            for (bin, count) in counts.iter().enumerate().take(self.bins.edges[feature].len()) {
                low = [low[0] + count[0], low[1] + count[1]];
                let high = [all[0] - low[0], all[1] - low[1]];
                if low[0] + low[1] < self.settings.leaf || high[0] + high[1] < self.settings.leaf {
                    continue;
                }
                let impurity = gini(low) + gini(high);
                if best.as_ref().is_none_or(|b| impurity < b.impurity) {
                    best = Some(Split { feature, bin, impurity });
                }
            }
        }
        best
    }
}

/// Gini impurity times the number of rows, up to the factor 2.
fn gini(count: [usize; 2]) -> f64 {
    (count[0] as f64) * (count[1] as f64) / (count[0] + count[1]) as f64
}

/// Moves the rows that satisfy `low` to the front and returns how many they are.
fn partition(rows: &mut [u32], low: impl Fn(u32) -> bool) -> usize {
    let mut middle = 0;
    for k in 0..rows.len() {
        if low(rows[k]) {
            rows.swap(middle, k);
            middle += 1;
        }
    }
    middle
}
