//! The transposed map. Numbers are affine in θ, so derivatives by numbers become derivatives by θ by the
//! transpose of the same linear map, at every θ alike.

use super::affine::{ParametricProgram, Target};

impl ParametricProgram {
    /// From the derivative of some quantity by each number of the program to its derivative by θ, one entry a
    /// parameter: `∂L/∂θ_p = Σ coefficient · ∂L/∂number` over the terms of parameter `p`. `gradient` is asked
    /// once a term, so an outer product such as `∂L/∂A = −(w xᵀ + y uᵀ)` never has to be formed.
    ///
    /// ```
    /// use hunch_model::{AffineTerm, ParametricProgram, Target};
    /// let terms = vec![
    ///     AffineTerm { target: Target::Cost(0), parameter: 0, coefficient: 2.0 },
    ///     AffineTerm { target: Target::Coefficient(1, 0), parameter: 0, coefficient: -1.0 },
    /// ];
    /// let program = ParametricProgram { parameters: vec!["t".into()], terms, ..Default::default() };
    /// let (x, y) = ([5.0], [0.0, 3.0]); // a linear program's optimum and duals: the value's own derivatives
    /// let slope = program.pull_back(|number| match number {
    ///     Target::Cost(j) => x[j],
    ///     Target::Coefficient(i, j) => -y[i] * x[j],
    ///     _ => 0.0,
    /// });
    /// assert_eq!(slope, [2.0 * 5.0 + 3.0 * 5.0]);
    /// ```
    pub fn pull_back(&self, mut gradient: impl FnMut(Target) -> f64) -> Vec<f64> {
        let mut slope = vec![0.0; self.parameters.len()];
        for term in &self.terms {
            if let Some(entry) = slope.get_mut(term.parameter) {
                *entry += term.coefficient * gradient(term.target);
            }
        }
        slope
    }
}
