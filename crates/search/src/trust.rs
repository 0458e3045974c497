//! What an answer takes on trust, of programs for which there is no certificate yet (`docs/certificates.md`).
//!
//! Every point is judged by the program as it was given, by the checker, which shares no code with the engines; so
//! nothing is trusted of a point. What is trusted concerns bounds, "infeasible" and "unbounded".

use hunch_model::{Feature, Program};

/// Something that a claim rests on and that no certificate proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// The quadratic part of each objective is convex (concave where it is maximised), of which doubles tell that no
    /// eigenvalue, scaled to a diagonal of ones, is below −10⁻¹¹.
    Convexity,
    /// The plain rows and binaries that semi-continuous columns, sets, indicator rows and piecewise-linear terms were
    /// turned into have all points of the program ([`crate::kinds`]).
    Reformulation,
    /// What was found of each objective was kept, by rows, for those after it ([`crate::kinds::objectives`]).
    Stages,
    /// The caller has told a row for each point that violates one ([`crate::demand`]).
    Rows,
}

impl Trust {
    /// Its name in answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Convexity => "convexity",
            Self::Reformulation => "reformulation",
            Self::Stages => "stages",
            Self::Rows => "rows",
        }
    }
}

/// What a claim about `program` takes on trust, `told` saying whether rows came on demand. Nothing of a program of
/// linear rows and integers, whose claims certificates prove.
///
/// ```
/// use hunch_model::{Kind, Program, Sense};
/// use hunch_search::trust::{Trust, trusts};
///
/// let mut program = Program::new("a batch of 3 to 8, or none", Sense::Minimize);
/// program.add_column("batch", 1.0, 3.0, 8.0, Kind::Continuous);
/// assert_eq!(trusts(&program, false), []);
/// program.columns[0].kind = Kind::SemiContinuous;
/// assert_eq!(trusts(&program, true), [Trust::Reformulation, Trust::Rows]);
/// ```
pub fn trusts(program: &Program, told: bool) -> Vec<Trust> {
    let features = program.features();
    let any = |wanted: &[Feature]| features.iter().any(|feature| wanted.contains(feature));
    let bent = program.objectives.iter().any(|objective| !objective.lower_triangle().is_empty());
    let of = [
        (any(&[Feature::Quadratic]) || bent, Trust::Convexity),
        (
            any(&[Feature::SemiContinuous, Feature::Sets, Feature::Indicators, Feature::Piecewise]),
            Trust::Reformulation,
        ),
        (any(&[Feature::Objectives]), Trust::Stages),
        (told, Trust::Rows),
    ];
    of.into_iter().filter(|(applies, _)| *applies).map(|(_, trust)| trust).collect()
}
