//! A family as data, and what its files are written with.

use crate::random::Stream;
use hunch_model::parametric::{AffineTerm, Distribution, Law, ParametricProgram, Target};
use hunch_model::{Column, Program};
use thiserror::Error;

/// A size of a family: its name, the least and the largest that is taken.
pub type Size = (&'static str, usize, usize);

/// A family as data.
#[derive(Clone, Copy, Debug)]
pub struct Generator {
    /// Its name.
    pub name: &'static str,
    /// What it is, in a line.
    pub about: &'static str,
    /// What its sizes count.
    pub sizes: &'static [Size],
    /// The sizes of the published table, in its order.
    pub published: &'static [&'static [usize]],
    pub(super) make: fn(&[usize], &mut Stream) -> ParametricProgram,
}

/// What is wrong with a name or with sizes.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum GeneratorError {
    /// There is no such family.
    #[error("no parametric family is called {name:?}; there are {known}")]
    Name {
        /// The name given.
        name: String,
        /// The names that there are.
        known: String,
    },
    /// Too many or too few sizes.
    #[error("{name} has {found} sizes; it must have {expected}")]
    Count {
        /// The family.
        name: &'static str,
        /// Sizes given.
        found: usize,
        /// Sizes that it has.
        expected: usize,
    },
    /// A size out of its range.
    #[error("{name}: {size} is {value}; it must be from {least} to {most}")]
    Size {
        /// The family.
        name: &'static str,
        /// What the size counts.
        size: &'static str,
        /// The size given.
        value: usize,
        /// The least one.
        least: usize,
        /// The largest one.
        most: usize,
    },
}

impl Generator {
    /// The program with the data that `seed` fixes, and the distribution of its θ. Families whose data are
    /// printed do not depend on the seed.
    ///
    /// # Errors
    /// Sizes that the family does not have.
    pub fn program(&self, sizes: &[usize], seed: u64) -> Result<ParametricProgram, GeneratorError> {
        let (found, expected) = (sizes.len(), self.sizes.len());
        if found != expected {
            return Err(GeneratorError::Count { name: self.name, found, expected });
        }
        for (&value, &(size, least, most)) in sizes.iter().zip(self.sizes) {
            if value < least || value > most {
                return Err(GeneratorError::Size { name: self.name, size, value, least, most });
            }
        }
        let mut program = (self.make)(sizes, &mut Stream::new(seed));
        program.base.name = std::iter::once(self.name.to_owned())
            .chain(sizes.iter().map(usize::to_string))
            .collect::<Vec<_>>()
            .join("-");
        Ok(program)
    }
}

/// Number of constraints as the paper's tables count them: each row, and each finite bound of a column.
pub fn constraints(program: &Program) -> usize {
    let bounds = |c: &Column| usize::from(c.lower.is_finite()) + usize::from(c.upper.is_finite());
    program.rows.len() + program.columns.iter().map(bounds).sum::<usize>()
}

/// A parametric program of which the base is built.
pub(super) fn parametric(base: Program) -> ParametricProgram {
    ParametricProgram { base, ..ParametricProgram::default() }
}

/// Adds parameters `name_1, …, name_n` and returns the index of the first.
pub(super) fn add_parameters(program: &mut ParametricProgram, name: &str, count: usize) -> usize {
    let first = program.parameters.len();
    program.parameters.extend((1..=count).map(|k| format!("{name}_{k}")));
    first
}

/// Adds `coefficient · θ[parameter]` to a number.
pub(super) fn add_term(program: &mut ParametricProgram, target: Target, parameter: usize, coefficient: f64) {
    program.terms.push(AffineTerm { target, parameter, coefficient });
}

/// Numbers of the fixed data, drawn one by one by the same law.
fn draw(stream: &mut Stream, count: usize, law: impl Fn(usize) -> Law) -> Vec<f64> {
    Distribution::in_order([(count, law(count))]).draw(&mut || stream.word())
}

/// Uniform between two numbers.
pub(super) fn uniform(stream: &mut Stream, count: usize, low: f64, high: f64) -> Vec<f64> {
    draw(stream, count, |n| Law::Box { lower: vec![low; n], upper: vec![high; n] })
}

/// Normal with that mean and standard deviation 1.
pub(super) fn normal(stream: &mut Stream, count: usize, mean: f64) -> Vec<f64> {
    draw(stream, count, |n| Law::Normal { mean: vec![mean; n], deviation: vec![1.0; n] })
}

/// The family's only size, where it has one.
pub(super) fn only(sizes: &[usize]) -> usize {
    sizes.first().copied().unwrap_or(0)
}
