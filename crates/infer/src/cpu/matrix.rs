//! Products of a few rows with a packed weight matrix: where the time of a forward pass goes.

/// Values in a wide panel: eight 128-bit or four 256-bit accumulators for one row, enough independent sums to
/// hide the latency of an addition.
pub(super) const WIDE: usize = 32;
/// Values in a narrow panel, for the few outputs of a last layer.
pub(super) const NARROW: usize = 8;
/// Rows that share one load of the weights.
pub(super) const ROWS: usize = 4;
/// Lanes of the four-row kernel: 4 rows × 8 lanes are eight 128-bit accumulators, 4 × 16 are eight 256-bit
/// ones; both leave registers for the weights.
const LANES: usize = 8;
const FMA_LANES: usize = 16;

/// A matrix [inputs, outputs] in panels of consecutive outputs, each stored input by input, so that a kernel
/// reads it in order.
pub(super) struct Packed<const PANEL: usize> {
    inputs: usize,
    panels: usize,
    weights: Vec<f32>,
}

impl<const PANEL: usize> Packed<PANEL> {
    /// Packs a row-major matrix whose column `j` goes to `place(j)` of `outputs` columns; the others are
    /// zero.
    pub(super) fn new(
        weights: &[f32],
        inputs: usize,
        columns: usize,
        outputs: usize,
        place: impl Fn(usize) -> usize,
    ) -> Self {
        let panels = outputs.div_ceil(PANEL);
        let mut packed = vec![0.0; panels * PANEL * inputs];
        for (input, row) in weights.chunks_exact(columns).enumerate() {
            for (column, &weight) in row.iter().enumerate() {
                let output = place(column);
                packed[(output / PANEL * inputs + input) * PANEL + output % PANEL] = weight;
            }
        }
        Self { inputs, panels, weights: packed }
    }

    /// Outputs with the padding of the last panel: the length of a row of the result.
    pub(super) fn width(&self) -> usize {
        PANEL * self.panels
    }

    /// Multiply-adds of one row.
    pub(super) fn work(&self) -> u64 {
        self.weights.len() as u64
    }

    /// out [rows, width] += x [rows, inputs] · weights, rows of `x` being `stride` apart.
    ///
    /// Each output adds its products in the order of the inputs, whatever the number of rows and whichever
    /// kernel runs: a sequence's result does not depend on its neighbours. With `FMA` products are not
    /// rounded before they are added.
    #[inline(always)]
    pub(super) fn accumulate<const FMA: bool>(&self, x: &[f32], stride: usize, out: &mut [f32]) {
        if FMA && PANEL >= FMA_LANES {
            self.panels::<FMA, FMA_LANES>(x, stride, out);
        } else if FMA {
            self.panels::<FMA, LANES>(x, stride, out);
        } else {
            self.plain(x, stride, out);
        }
    }

    /// The product for the target as it is. A call of its own: every operator would bring its copy of the kernel to the
    /// browser otherwise, some two kilobytes each.
    #[inline(never)]
    fn plain(&self, x: &[f32], stride: usize, out: &mut [f32]) {
        self.panels::<false, LANES>(x, stride, out);
    }

    #[inline(always)]
    fn panels<const FMA: bool, const LANES: usize>(&self, x: &[f32], stride: usize, out: &mut [f32]) {
        let width = self.width();
        for (index, panel) in self.weights.chunks_exact(PANEL * self.inputs).enumerate() {
            let first = index * PANEL;
            let mut blocks = out.chunks_exact_mut(ROWS * width);
            let mut row = 0;
            for block in &mut blocks {
                let rows: [&[f32]; ROWS] =
                    std::array::from_fn(|r| &x[(row + r) * stride..(row + r) * stride + self.inputs]);
                for lane in (0..PANEL).step_by(LANES) {
                    tile::<FMA, PANEL, LANES, ROWS>(rows, panel, lane, block, width, first + lane);
                }
                row += ROWS;
            }
            for line in blocks.into_remainder().chunks_exact_mut(width) {
                let rows = [&x[row * stride..row * stride + self.inputs]];
                tile::<FMA, PANEL, PANEL, 1>(rows, panel, 0, line, width, first);
                row += 1;
            }
        }
    }
}

/// Adds the products of `R` rows with `L` columns of a panel; the sums stay in registers.
#[inline(always)]
fn tile<const FMA: bool, const PANEL: usize, const L: usize, const R: usize>(
    rows: [&[f32]; R],
    panel: &[f32],
    lane: usize,
    out: &mut [f32],
    width: usize,
    column: usize,
) {
    let mut sums = [[0.0f32; L]; R];
    for r in 0..R {
        sums[r].copy_from_slice(&out[r * width + column..r * width + column + L]);
    }
    let inputs = rows[0].len();
    for (input, weights) in panel.chunks_exact(PANEL).enumerate().take(inputs) {
        let weights = &weights[lane..lane + L];
        for r in 0..R {
            let value = rows[r][input];
            for l in 0..L {
                sums[r][l] = multiply_add::<FMA>(value, weights[l], sums[r][l]);
            }
        }
    }
    for r in 0..R {
        out[r * width + column..r * width + column + L].copy_from_slice(&sums[r]);
    }
}

#[inline(always)]
fn multiply_add<const FMA: bool>(a: f32, b: f32, c: f32) -> f32 {
    if FMA { a.mul_add(b, c) } else { a * b + c }
}
