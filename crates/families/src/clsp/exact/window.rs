//! Minima over sliding windows.

/// Scratch space for [`WindowMinimum::compute`], kept between calls.
#[derive(Default)]
pub(super) struct WindowMinimum {
    prefix: Vec<f64>,
    suffix: Vec<f64>,
}

fn smaller(a: f64, b: f64) -> f64 {
    // `f64::min` also looks for NaN, which never occurs here and costs two more instructions.
    if a < b { a } else { b }
}

impl WindowMinimum {
    /// Number of values held.
    pub fn len(&self) -> usize {
        self.prefix.len() + self.suffix.len()
    }

    /// `out[i] = min values[first + i − window ..= first + i]`, windows cut to the ends of `values`. Every
    /// window must hold a value: `first + out.len() <= values.len() + window`.
    ///
    /// Blocks of `window + 1` values, prefix and suffix minima in each: a window is a suffix of one block and
    /// a prefix of the next (van Herk, A fast algorithm for local minimum and maximum filters, 1992). Three
    /// operations a value without branches that depend on data, so the compiler vectorises the last pass; a
    /// monotone queue needs as many and mispredicts.
    pub fn compute(&mut self, values: &[f64], window: usize, first: usize, out: &mut [f64]) {
        let last = first + out.len() - 1;
        let begin = first.saturating_sub(window);
        let values = &values[begin..values.len().min(last + 1)];
        let first = first - begin;
        self.scan(values, window + 1);
        let count = values.len();
        let (prefix, suffix) = (&self.prefix[..], &self.suffix[..]);
        let whole_last_block = prefix[count - 1];

        // Positions `i` by what their window is: [0, i], all values, [i − window, i], [i − window, count −
        // 1].
        let end = first + out.len();
        let part = |from: usize, until: usize| {
            let from = from.clamp(first, end);
            from..until.clamp(from, end)
        };
        let last_block = (count - 1) / (window + 1) * (window + 1);
        let growing = part(0, count.min(window));
        let whole = part(count, window);
        let sliding = part(window, count);
        let spanning = part(window.max(count), last_block + window);
        let shrinking = part(window.max(count).max(last_block + window), end);
        if !growing.is_empty() {
            out[growing.start - first..growing.end - first].copy_from_slice(&prefix[growing]);
        }
        if !whole.is_empty() {
            out[whole.start - first..whole.end - first].fill(whole_last_block);
        }
        if !sliding.is_empty() {
            let tails = &suffix[sliding.start - window..sliding.end - window];
            let now = &mut out[sliding.start - first..sliding.end - first];
            for ((o, &p), &s) in now.iter_mut().zip(&prefix[sliding]).zip(tails) {
                *o = smaller(p, s);
            }
        }
        if !spanning.is_empty() {
            // These windows begin before the last block and take that block whole.
            let tails = &suffix[spanning.start - window..spanning.end - window];
            for (o, &s) in out[spanning.start - first..spanning.end - first].iter_mut().zip(tails) {
                *o = smaller(whole_last_block, s);
            }
        }
        if !shrinking.is_empty() {
            let tails = &suffix[shrinking.start - window..shrinking.end - window];
            out[shrinking.start - first..shrinking.end - first].copy_from_slice(tails);
        }
    }

    /// Prefix and suffix minima of every block. Both run in one loop: each waits for its own last minimum, so
    /// they overlap.
    fn scan(&mut self, values: &[f64], block: usize) {
        if self.prefix.len() < values.len() {
            self.prefix.resize(values.len(), 0.0);
            self.suffix.resize(values.len(), 0.0);
        }
        let blocks = values.chunks(block);
        let prefixes = self.prefix.chunks_mut(block);
        let suffixes = self.suffix.chunks_mut(block);
        for ((values, prefix), suffix) in blocks.zip(prefixes).zip(suffixes) {
            let mut ahead = f64::INFINITY;
            let mut behind = f64::INFINITY;
            let forward = values.iter().zip(prefix);
            let backward = values.iter().zip(suffix[..values.len()].iter_mut()).rev();
            for ((&a, p), (&b, s)) in forward.zip(backward) {
                ahead = smaller(a, ahead);
                *p = ahead;
                behind = smaller(b, behind);
                *s = behind;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    #[test]
    fn window_minima_agree_with_their_definition() {
        let mut minima = WindowMinimum::default();
        for seed in 0..3000 {
            let mut stream = Stream::new(seed);
            let count = stream.integer(1, 30) as usize;
            let window = stream.integer(0, 40) as usize;
            let values: Vec<f64> = (0..count).map(|_| stream.integer(0, 50) as f64).collect();
            let first = stream.integer(0, (count + window - 1) as u64) as usize;
            let length = stream.integer(1, (count + window - first) as u64) as usize;
            let mut out = vec![f64::NAN; length];
            minima.compute(&values, window, first, &mut out);
            let expected: Vec<f64> = (first..first + length)
                .map(|i| {
                    values[i.saturating_sub(window)..=i.min(count - 1)]
                        .iter()
                        .copied()
                        .fold(f64::INFINITY, f64::min)
                })
                .collect();
            assert_eq!(out, expected, "seed {seed}: {values:?}, window {window}, first {first}");
        }
    }
}
