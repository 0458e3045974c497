//! The Forrest–Tomlin update: column `p` of U becomes the spike `L⁻¹a_q`, moves to the end of the order
//! together with row `p`, and row `p` is eliminated by one row transformation.

use super::factors::{Lu, MOVED};

impl Lu {
    /// Replaces the basic column of position `p` by the column last given to [`Lu::ftran_entering`]. `alpha`
    /// is that column's entry `p` in terms of the old basis; [`Lu::btran_row`] must have been called for `p`
    /// since the last update.
    pub fn update(&mut self, p: usize, alpha: f64) {
        let old_pivot = self.u_pivot[p];
        self.push_row_transformation(p, old_pivot);
        self.erase_row_and_column(p);
        self.insert_spike(p);
        // det B' / det B = alpha, and all other pivots stay.
        self.u_pivot[p] = alpha * old_pivot;
        self.u_order[self.u_position[p] as usize] = MOVED;
        self.u_position[p] = self.u_order.len() as u32;
        self.u_order.push(p as u32);
        self.updates += 1;
    }

    /// With `wᵀ = e_pᵀU⁻¹`, row `p` plus `Σ_{i≠p} (w_i / w_p)·row i` of U vanishes beyond its diagonal; `w_p
    /// = 1 / u_pp`.
    fn push_row_transformation(&mut self, p: usize, old_pivot: f64) {
        for (&i, &w) in self.row_index.iter().zip(&self.row_value) {
            if i as usize != p {
                self.r_index.push(i);
                self.r_value.push(w * old_pivot);
            }
        }
        if self.r_index.len() as u32 > self.r_start[self.r_start.len() - 1] {
            self.r_pivot.push(p as u32);
            self.r_start.push(self.r_index.len() as u32);
        }
    }

    fn erase_row_and_column(&mut self, p: usize) {
        for k in 0..self.u_rows.count(p) {
            let j = self.u_rows.indices(p)[k];
            self.u_columns.remove(j as usize, p as u32);
        }
        for k in 0..self.u_columns.count(p) {
            let i = self.u_columns.indices(p)[k];
            self.u_rows.remove(i as usize, p as u32);
        }
        self.u_nonzeros -= self.u_rows.count(p) + self.u_columns.count(p);
        self.u_rows.truncate(p);
        self.u_columns.truncate(p);
    }

    fn insert_spike(&mut self, p: usize) {
        for (&i, &v) in self.spike_index.iter().zip(&self.spike_value) {
            if i as usize != p {
                self.u_columns.push(p, i, v);
                self.u_rows.push(i as usize, p as u32, v);
                self.u_nonzeros += 1;
            }
        }
    }
}
