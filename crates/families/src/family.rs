//! What a family is: one folder that implements [`Family`], and one line in [`crate::FAMILIES`]. Everything
//! else (methods, bindings, the command line, the trainer) reaches families by name through [`AnyFamily`] and
//! [`Case`], which are made here from the typed trait.
//!
//! A set of programs that is only known when the program runs, such as those of a parametric program,
//! implements the two object-safe traits itself.

use crate::conic::ConicProgram;
use crate::fields::{self, Field, FieldError, Fields, Size};
use crate::random::Stream;
use hunch_model::{Control, Program, Sense, Separator, Solution};
use std::any::Any;
use std::fmt::Debug;
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

/// What a network's outputs say about an instance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guess {
    /// Binary columns of the program, each with the probability that it is 1.
    pub binaries: Vec<(usize, f32)>,
    /// The numbers of an answer, as they are; rows may be broken.
    pub decision: Option<Vec<f64>>,
}

/// What structure gives without a network.
#[derive(Clone, Debug, PartialEq)]
pub struct Constructed {
    /// The values of an answer.
    pub values: Vec<f64>,
    /// No answer is better than this; rounding is taken off.
    pub bound: Option<f64>,
    /// How far binaries are believed in, where the structure says more than one answer.
    pub guess: Option<Guess>,
}

/// What the independent check of an answer found.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Whether the answer holds to the tolerances of `docs/claims.md`.
    pub feasible: bool,
    /// What it is worth, in the family's own sense; for robust families in the worst case.
    pub objective: f64,
    /// The largest violation of a row, in the row's own unit.
    pub violation: f64,
    /// What is violated, in words.
    pub complaint: Option<String>,
}

/// How the values of an answer are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// They are the columns of the program, told as a `plan`.
    Plan,
    /// They are the numbers of a `decision`, from which the columns of the program follow.
    Decision,
}

impl Answers {
    /// The field of an answer that holds the parts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Decision => "decision",
        }
    }
}

/// Parts of an answer, each with the places of its values.
pub type PlacedParts = Vec<(&'static Part, Range<usize>)>;

/// One part of an answer's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: &'static str,
    /// The sizes whose product is its length.
    pub shape: &'static [&'static str],
    /// Whether its numbers are 0 or 1.
    pub binary: bool,
    /// What it says, in words.
    pub meaning: &'static str,
}

/// Numbers that the structure says of an instance, told as an event of their name while it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Their name.
    pub name: &'static str,
    /// The sizes whose product is their count.
    pub shape: &'static [&'static str],
    /// Their unit.
    pub unit: &'static str,
    /// What they say, in words.
    pub meaning: &'static str,
}

/// How far an instance lies from where a model was trained, along one axis of its card.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measure {
    /// Whole numbers that must be equal: a model serves no other value.
    Exact,
    /// 1 where a field is this text, else 0; must be equal.
    Flag {
        /// The field.
        field: &'static str,
        /// Its text.
        is: &'static str,
    },
    /// Positive numbers, compared by their ratio; familiar up to this factor.
    Ratio(f64),
    /// The length of a sequence: longer instances are predicted in windows; familiar from this share of the
    /// trained length on.
    Length(f64),
    /// Within a range, which the card states by two numbers whose names end in `Low` and `High`.
    Range,
    /// The penalty that the caller asks for, likewise, compared by its ratio; a card may leave it out.
    Penalty,
}

/// An axis of a model's domain, by its name on cards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// Its name on cards.
    pub name: &'static str,
    /// How distances along it are measured.
    pub measure: Measure,
}

/// A named set of features. A card names its set, or is recognised by the extras among its features.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeatureSet {
    /// Its name.
    pub name: &'static str,
    /// Names of the features that this set has beyond those that every set has.
    pub extras: &'static [&'static str],
}

/// How a network reads an instance in sequences of its own, which say several outputs a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Steps of each sequence.
    pub steps: usize,
    /// For each number that the network gives, in their order, the output of the instance that it speaks of. Where
    /// several speak of one, their mean counts.
    pub places: Vec<Option<usize>>,
}

impl Reading {
    /// The outputs of an instance, `count` of them, from the numbers that the network gave; 0 where none speaks of
    /// one.
    pub fn outputs(&self, given: &[f32], count: usize) -> Vec<f32> {
        let mut sums = vec![(0.0f64, 0u32); count];
        for (value, place) in given.iter().zip(&self.places) {
            if let Some((sum, times)) = place.and_then(|k| sums.get_mut(k)) {
                *sum += f64::from(*value);
                *times += 1;
            }
        }
        sums.into_iter().map(|(sum, times)| (sum / f64::from(times.max(1))) as f32).collect()
    }
}

/// What a caller may ask of a network beyond the instance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ask {
    /// How cautious the guess is to be, above 0.
    pub penalty: f64,
}

/// Between bold and cautious: at this penalty the paper's knapsacks were feasible in 95 cases of 100 (table 1
/// of "Self-supervised penalty-based learning for robust constrained optimization").
pub const DEFAULT_PENALTY: f64 = 10.0;

impl Default for Ask {
    fn default() -> Self {
        Self { penalty: DEFAULT_PENALTY }
    }
}

/// A set of points given as several programs, one of which holds the optimum: they differ in the sides of
/// their rows alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// Columns (the numbers of a decision), rows and objective.
    pub base: Program,
    /// For each program the lower and the upper side of every row.
    pub sides: Vec<Vec<(f64, f64)>>,
}

/// A family of optimization problems. What only some families have is left to its default.
pub trait Family: Send + Sync + Sized + 'static {
    /// Its name in instances and on cards.
    const NAME: &'static str;
    /// What it is, in a sentence without its full stop.
    const ABOUT: &'static str;
    /// The sizes of an instance.
    const SIZES: &'static [Size];
    /// The fields of an instance.
    const FIELDS: &'static [Field];
    /// The fields of a distribution.
    const DISTRIBUTION: &'static [Field];
    /// What the values of an answer are.
    const ANSWERS: Answers;
    /// The parts of an answer's values, in their order; where answers are plans, that of the program's columns.
    const PARTS: &'static [Part];
    /// Whether more is better.
    const SENSE: Sense;
    /// Where models are trained, the axes that decide first.
    const DOMAIN: &'static [Axis] = &[];
    /// The sets of features.
    const FEATURES: &'static [FeatureSet] = &[];
    /// What [`Family::construct`] tells a host that listens, as events of the kind `Numbers`, in this order.
    const TELLS: &'static [Told] = &[];
    /// Whether some data are uncertain, so that an answer can be tried on cases of them.
    const UNCERTAIN: bool = false;

    /// The parameters.
    type Instance: Clone + Debug + Send + Sync + 'static;
    /// What instances are drawn from.
    type Distribution;

    /// The instance of fields that have been checked.
    fn read(fields: &Fields) -> Self::Instance;
    /// The fields of an instance.
    fn write(instance: &Self::Instance) -> Fields;
    /// The distribution of fields that have been checked.
    fn distribution(fields: &Fields) -> Self::Distribution;
    /// Draws an instance.
    ///
    /// # Errors
    /// A distribution that gives none.
    fn sample(distribution: &Self::Distribution, seed: u64) -> Result<Self::Instance, FieldError>;
    /// The program, linear or with cones.
    fn program(instance: &Self::Instance) -> ConicProgram;
    /// The check of an answer, from the fields as they came, with the tolerances of `docs/claims.md`. It shares
    /// no arithmetic with the rest of the family.
    fn check(fields: &Fields, values: &[f64]) -> Verdict;

    /// Whether an instance is seen to be infeasible without any search.
    fn is_infeasible(_instance: &Self::Instance) -> bool {
        false
    }
    /// The program as a union, where its cones are easier that way.
    fn union(_instance: &Self::Instance) -> Option<Union> {
        None
    }
    /// The values of an answer in a solution of the program.
    fn values_of(_instance: &Self::Instance, columns: &[f64]) -> Vec<f64> {
        columns.to_vec()
    }
    /// A solution of the program that says what values of an answer say.
    fn columns_of(_instance: &Self::Instance, values: &[f64]) -> Vec<f64> {
        values.to_vec()
    }
    /// Valid inequalities of the program.
    fn separators(_instance: &Self::Instance) -> Vec<Box<dyn Separator>> {
        Vec::new()
    }

    /// Where an instance lies along the axes of [`Family::DOMAIN`]; the penalty's place is not read.
    fn position(_instance: &Self::Instance) -> Vec<f64> {
        Vec::new()
    }
    /// Features and outputs a step of a network for instances at `position`.
    fn widths(_position: &[f64], _set: &FeatureSet) -> (usize, usize) {
        (0, 0)
    }
    /// Steps of the sequence that a network reads; 1 for a vector.
    fn steps(_instance: &Self::Instance) -> usize {
        1
    }
    /// What a network reads, step by step.
    fn features(_instance: &Self::Instance, _set: &FeatureSet, _ask: &Ask) -> Vec<f32> {
        Vec::new()
    }
    /// How a network with these features reads the instance, where that is not one sequence of [`Family::steps`].
    fn reading(_instance: &Self::Instance, _set: &FeatureSet) -> Option<Reading> {
        None
    }
    /// How many outputs an instance is guessed by.
    fn outputs(_instance: &Self::Instance) -> usize {
        0
    }
    /// What outputs say.
    fn decode(_instance: &Self::Instance, _outputs: &[f32]) -> Guess {
        Guess::default()
    }
    /// Whether some answer agrees with values of the guessed binaries, `None` where they are free.
    fn admits(_instance: &Self::Instance, _fixed: &[Option<bool>]) -> bool {
        true
    }
    /// The values of an answer close to a guess, of which any numbers are taken; none where the family has no
    /// repair or the instance no answer.
    fn repair(_instance: &Self::Instance, _guess: &Guess) -> Option<Vec<f64>> {
        None
    }
    /// A good answer, and a bound on all, that the structure gives without a network and without proof that
    /// it is the best; none where the family has no such algorithm, or `control` stops it. The bound is
    /// believed, as that of [`Family::bound`].
    fn construct(_instance: &Self::Instance, _control: &mut dyn Control) -> Option<Constructed> {
        None
    }
    /// A bound on the optimum that is cheaper than the search's. It is believed: it must hold for the exact
    /// program, with what rounding may have added taken off.
    fn bound(_instance: &Self::Instance, _control: &mut dyn Control) -> Option<f64> {
        None
    }
    /// The structured exact algorithm, where there is one; in words why it does not take this instance.
    fn exact(_instance: &Self::Instance, _control: &mut dyn Control) -> Option<Result<Solution, String>> {
        None
    }
    /// Units of work that the exact algorithm is expected to take; none where it does not apply.
    fn expected_exact_work(_instance: &Self::Instance) -> Option<u64> {
        None
    }
    /// Draws a case of the uncertain data and tries an answer on it: the largest violation of a row, and what
    /// the answer earns. None where nothing is uncertain.
    fn trial(_instance: &Self::Instance, _values: &[f64], _stream: &mut Stream) -> Option<(f64, f64)> {
        None
    }
}

/// A family, reached by its name.
pub trait AnyFamily: Send + Sync {
    /// As [`Family::NAME`]; so for the tables that follow.
    fn name(&self) -> &'static str;
    /// See [`Family::ABOUT`].
    fn about(&self) -> &'static str;
    /// See [`Family::SIZES`].
    fn sizes(&self) -> &'static [Size];
    /// See [`Family::FIELDS`].
    fn fields(&self) -> &'static [Field];
    /// See [`Family::DISTRIBUTION`].
    fn distribution(&self) -> &'static [Field];
    /// See [`Family::ANSWERS`].
    fn answers(&self) -> Answers;
    /// See [`Family::PARTS`].
    fn parts(&self) -> &'static [Part];
    /// See [`Family::SENSE`].
    fn sense(&self) -> Sense;
    /// See [`Family::DOMAIN`].
    fn domain(&self) -> &'static [Axis];
    /// See [`Family::FEATURES`].
    fn feature_sets(&self) -> &'static [FeatureSet];
    /// See [`Family::widths`].
    fn widths(&self, position: &[f64], set: &FeatureSet) -> (usize, usize);
    /// See [`Family::TELLS`].
    fn tells(&self) -> &'static [Told];
    /// See [`Family::UNCERTAIN`].
    fn is_uncertain(&self) -> bool;
    /// Checks fields and makes an instance of them.
    ///
    /// # Errors
    /// The first [`FieldError`] found.
    fn read(&self, fields: Fields) -> Result<Arc<dyn Case>, FieldError>;
    /// Checks the fields of a distribution and draws an instance.
    ///
    /// # Errors
    /// The first [`FieldError`] found, or a distribution that gives no instance.
    fn sample(&self, distribution: &Fields, seed: u64) -> Result<Arc<dyn Case>, FieldError>;
}

/// An instance of some family. The methods are those of [`Family`].
#[allow(missing_docs, reason = "each is the method of the same name of `Family`")]
pub trait Case: Debug + Send + Sync {
    fn family(&self) -> &'static dyn AnyFamily;
    /// The instance as it came.
    fn fields(&self) -> &Fields;
    /// Holds the fields against the family's tables.
    ///
    /// # Errors
    /// The first [`FieldError`] found.
    fn validate(&self) -> Result<(), FieldError>;
    fn is_infeasible(&self) -> bool;
    fn program(&self) -> ConicProgram;
    fn union(&self) -> Option<Union>;
    fn values_of(&self, columns: &[f64]) -> Vec<f64>;
    fn columns_of(&self, values: &[f64]) -> Vec<f64>;
    fn separators(&self) -> Vec<Box<dyn Separator>>;
    fn check(&self, values: &[f64]) -> Verdict;
    fn position(&self) -> Vec<f64>;
    fn steps(&self) -> usize;
    fn features(&self, set: &FeatureSet, ask: &Ask) -> Vec<f32>;
    fn reading(&self, set: &FeatureSet) -> Option<Reading>;
    fn outputs(&self) -> usize;
    fn decode(&self, outputs: &[f32]) -> Guess;
    fn admits(&self, fixed: &[Option<bool>]) -> bool;
    fn repair(&self, guess: &Guess) -> Option<Vec<f64>>;
    fn construct(&self, control: &mut dyn Control) -> Option<Constructed>;
    fn bound(&self, control: &mut dyn Control) -> Option<f64>;
    fn exact(&self, control: &mut dyn Control) -> Option<Result<Solution, String>>;
    fn expected_exact_work(&self) -> Option<u64>;
    fn trial(&self, values: &[f64], stream: &mut Stream) -> Option<(f64, f64)>;
    /// The typed instance, for who knows the family.
    fn any(&self) -> &dyn Any;
}

impl dyn Case + '_ {
    /// The instance of a family that the caller knows.
    pub fn of<F: Family>(&self) -> Option<&F::Instance> {
        self.any().downcast_ref()
    }

    /// The length of an array of `shape`, a product of the family's sizes.
    pub fn length(&self, shape: &[&str]) -> usize {
        let sizes = self.family().sizes();
        let one = |name: &&str| {
            sizes.iter().find(|size| size.name == *name).map_or(0, |s| s.in_fields(self.fields()))
        };
        shape.iter().map(one).product()
    }

    /// Where the parts of an answer stand in its values.
    pub fn parts(&self) -> PlacedParts {
        let mut from = 0;
        let place = |part: &'static Part| {
            let range = from..from + self.length(part.shape);
            from = range.end;
            (part, range)
        };
        self.family().parts().iter().map(place).collect()
    }

    /// Numbers of an answer that is a decision.
    pub fn decision_length(&self) -> usize {
        self.family().parts().iter().map(|part| self.length(part.shape)).sum()
    }
}

/// The object-safe form of a family.
pub struct Of<F>(PhantomData<F>);

impl<F: Family> Of<F> {
    /// The only value.
    pub const FAMILY: &'static dyn AnyFamily = &Self(PhantomData);
}

impl<F: Family> AnyFamily for Of<F> {
    fn name(&self) -> &'static str {
        F::NAME
    }
    fn about(&self) -> &'static str {
        F::ABOUT
    }
    fn sizes(&self) -> &'static [Size] {
        F::SIZES
    }
    fn fields(&self) -> &'static [Field] {
        F::FIELDS
    }
    fn distribution(&self) -> &'static [Field] {
        F::DISTRIBUTION
    }
    fn answers(&self) -> Answers {
        F::ANSWERS
    }
    fn parts(&self) -> &'static [Part] {
        F::PARTS
    }
    fn sense(&self) -> Sense {
        F::SENSE
    }
    fn domain(&self) -> &'static [Axis] {
        F::DOMAIN
    }
    fn feature_sets(&self) -> &'static [FeatureSet] {
        F::FEATURES
    }
    fn widths(&self, position: &[f64], set: &FeatureSet) -> (usize, usize) {
        F::widths(position, set)
    }
    fn tells(&self) -> &'static [Told] {
        F::TELLS
    }
    fn is_uncertain(&self) -> bool {
        F::UNCERTAIN
    }
    fn read(&self, fields: Fields) -> Result<Arc<dyn Case>, FieldError> {
        Ok(Arc::new(CaseOf::<F> { instance: parse::<F>(&fields)?, fields }))
    }
    fn sample(&self, distribution: &Fields, seed: u64) -> Result<Arc<dyn Case>, FieldError> {
        fields::check(F::NAME, F::DISTRIBUTION, &[], distribution)?;
        F::sample(&F::distribution(distribution), seed).map(case::<F>)
    }
}

/// An instance of a family that the caller knows, for everything that does not. Nothing is checked yet; see
/// [`Case::validate`].
pub fn case<F: Family>(instance: F::Instance) -> Arc<dyn Case> {
    Arc::new(CaseOf::<F> { fields: F::write(&instance), instance })
}

/// Holds an instance against its family's tables.
///
/// # Errors
/// The first [`FieldError`] found.
pub fn validate<F: Family>(instance: &F::Instance) -> Result<(), FieldError> {
    fields::check(F::NAME, F::FIELDS, F::SIZES, &F::write(instance))
}

/// The instance of an input that keeps to the family's tables.
///
/// # Errors
/// The first [`FieldError`] found.
pub(crate) fn parse<F: Family>(fields: &Fields) -> Result<F::Instance, FieldError> {
    fields::check(F::NAME, F::FIELDS, F::SIZES, fields)?;
    Ok(F::read(fields))
}

struct CaseOf<F: Family> {
    fields: Fields,
    instance: F::Instance,
}

impl<F: Family> Debug for CaseOf<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Debug::fmt(&self.instance, f)
    }
}

impl<F: Family> Case for CaseOf<F> {
    fn family(&self) -> &'static dyn AnyFamily {
        Of::<F>::FAMILY
    }
    fn fields(&self) -> &Fields {
        &self.fields
    }
    fn validate(&self) -> Result<(), FieldError> {
        fields::check(F::NAME, F::FIELDS, F::SIZES, &self.fields)
    }
    fn is_infeasible(&self) -> bool {
        F::is_infeasible(&self.instance)
    }
    fn program(&self) -> ConicProgram {
        F::program(&self.instance)
    }
    fn union(&self) -> Option<Union> {
        F::union(&self.instance)
    }
    fn values_of(&self, columns: &[f64]) -> Vec<f64> {
        F::values_of(&self.instance, columns)
    }
    fn columns_of(&self, values: &[f64]) -> Vec<f64> {
        F::columns_of(&self.instance, values)
    }
    fn separators(&self) -> Vec<Box<dyn Separator>> {
        F::separators(&self.instance)
    }
    fn check(&self, values: &[f64]) -> Verdict {
        F::check(&self.fields, values)
    }
    fn position(&self) -> Vec<f64> {
        F::position(&self.instance)
    }
    fn steps(&self) -> usize {
        F::steps(&self.instance)
    }
    fn features(&self, set: &FeatureSet, ask: &Ask) -> Vec<f32> {
        F::features(&self.instance, set, ask)
    }
    fn reading(&self, set: &FeatureSet) -> Option<Reading> {
        F::reading(&self.instance, set)
    }
    fn outputs(&self) -> usize {
        F::outputs(&self.instance)
    }
    fn decode(&self, outputs: &[f32]) -> Guess {
        F::decode(&self.instance, outputs)
    }
    fn admits(&self, fixed: &[Option<bool>]) -> bool {
        F::admits(&self.instance, fixed)
    }
    fn repair(&self, guess: &Guess) -> Option<Vec<f64>> {
        F::repair(&self.instance, guess)
    }
    fn construct(&self, control: &mut dyn Control) -> Option<Constructed> {
        F::construct(&self.instance, control)
    }
    fn bound(&self, control: &mut dyn Control) -> Option<f64> {
        F::bound(&self.instance, control)
    }
    fn exact(&self, control: &mut dyn Control) -> Option<Result<Solution, String>> {
        F::exact(&self.instance, control)
    }
    fn expected_exact_work(&self) -> Option<u64> {
        F::expected_exact_work(&self.instance)
    }
    fn trial(&self, values: &[f64], stream: &mut Stream) -> Option<(f64, f64)> {
        F::trial(&self.instance, values, stream)
    }
    fn any(&self) -> &dyn Any {
        &self.instance
    }
}
