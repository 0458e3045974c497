//! Single-threaded matrix products on slices, for the CPU kernel of the LSTM layer.

use gemm::Parallelism;

/// A strided view of a matrix inside a slice.
#[derive(Clone, Copy)]
pub struct View<'a> {
    data: &'a [f32],
    rows: usize,
    columns: usize,
    row_stride: usize,
    column_stride: usize,
}

impl<'a> View<'a> {
    /// A row-major `rows × columns` matrix whose rows start `row_stride` apart.
    pub fn new(data: &'a [f32], rows: usize, columns: usize, row_stride: usize) -> Self {
        assert!(
            columns <= row_stride && fits(data.len(), rows, columns, row_stride),
            "matrix view out of range"
        );
        Self { data, rows, columns, row_stride, column_stride: 1 }
    }

    /// The transposed view of the same data.
    pub fn transposed(self) -> Self {
        Self {
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
            ..self
        }
    }
}

/// Whether a row-major matrix lies inside `len` values.
fn fits(len: usize, rows: usize, columns: usize, row_stride: usize) -> bool {
    rows == 0 || columns == 0 || (rows - 1) * row_stride + columns <= len
}

/// What happens to the values that are already in the destination.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Into {
    /// They are replaced.
    Replace,
    /// The product is added to them.
    Add,
}

/// `destination ← left · right` (or `+=`), where the destination is row-major with rows `row_stride` apart.
///
/// One thread: runs share a machine, and the products of one time step are too small to divide.
pub fn multiply(destination: &mut [f32], row_stride: usize, left: View, right: View, into: Into) {
    let (m, n, k) = (left.rows, right.columns, left.columns);
    assert!(k == right.rows && n <= row_stride && fits(destination.len(), m, n, row_stride), "shapes differ");
    // SAFETY: the views and the destination were checked to lie inside their slices, strides are those of the
    // check, and the destination is borrowed mutably, so it does not alias the operands.
    #[allow(unsafe_code)]
    unsafe {
        gemm::gemm(
            m,
            n,
            k,
            destination.as_mut_ptr(),
            1,
            row_stride as isize,
            into == Into::Add,
            left.data.as_ptr(),
            left.column_stride as isize,
            left.row_stride as isize,
            right.data.as_ptr(),
            right.column_stride as isize,
            right.row_stride as isize,
            1.0,
            1.0,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strided_and_transposed_products_equal_the_definition() {
        let a: Vec<f32> = (0..12).map(|i| i as f32 - 4.0).collect(); // 3 × 4
        let b: Vec<f32> = (0..15).map(|i| (i * i) as f32 * 0.5).collect(); // 3 × 4 inside rows of 5
        let mut c = vec![1.0; 16];
        multiply(&mut c, 4, View::new(&a, 3, 4, 4).transposed(), View::new(&b, 3, 4, 5), Into::Add);
        for i in 0..4 {
            for j in 0..4 {
                let expected = 1.0 + (0..3).map(|k| a[k * 4 + i] * b[k * 5 + j]).sum::<f32>();
                assert!(
                    (c[i * 4 + j] - expected).abs() < 1e-4,
                    "({i},{j}): {} instead of {expected}",
                    c[i * 4 + j]
                );
            }
        }
    }
}
